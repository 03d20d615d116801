# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup takes the place of a vault that does not open; what lay there is kept beside it.

At every moment something lies at the vault's path: the old file until the rename, the
backup's copy after it.  No key is needed, so nothing is believed here but SQLite's own
structure and the vault's id, as far as it is known which vault belongs there: the next opening
verifies the rest, and finds that the vault is older.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from strongroom.errors import Damaged, OtherVault
from strongroom.texts import _
from strongroom.vault import journal, locking
from strongroom.vault.access import resolved
from strongroom.vault.backups.files import header_at, looks_whole
from strongroom.vault.building import new_file
from strongroom.vault.failures import when_saving
from strongroom.vault.places import VaultPlaces, sync_folder, unfinished

_CHUNK = 1024 * 1024
_MOMENT = "%Y-%m-%d %H.%M.%S"


def vault_id_at(places: VaultPlaces, vault: Path, backups: Iterable[Path] = ()) -> bytes | None:
    """Return the id of the vault that belongs at ``vault``, None where nothing tells it.

    What this machine opened there last is believed before the file, which is what anybody may
    have put there, and before ``backups``: their ids count where no file can be read any more,
    those of vaults that were never opened here only where there is nothing else.

    Raises:
        OtherVault: the backups are those of several vaults, and nothing tells which.
    """
    file = resolved(vault)
    known = places.id_of(file)
    if known is None and (header := header_at(file)) is not None:
        known = header.vault_id
    if known is not None:
        return known
    found = {header.vault_id for header in map(header_at, backups) if header is not None}
    opened_here = {vault_id for vault_id in found if places.knows(vault_id)}
    candidates = opened_here or found
    if len(candidates) > 1:
        raise OtherVault(
            _(
                "The backups of “{name}” are those of several vaults, and which of them lay there "
                "cannot be told. Take the files of other vaults away first."
            ).format(name=file.name)
        )
    return next(iter(candidates), None)


def put_in_place(
    places: VaultPlaces, backup: Path, vault: Path, now_ms: int, others: Iterable[Path] = ()
) -> Path | None:
    """Put a copy of ``backup`` at ``vault``; return where the file that lay there is now.

    None is returned where there was none.  A journal that lay beside it goes with it.
    ``others`` are the backups that there are.

    Raises:
        Damaged: the backup is not whole; nothing was changed.
        OtherVault: it is another vault's; nothing was changed.
        CannotSave: nothing was changed.
    """
    file, backup = resolved(vault), resolved(backup)
    found = header_at(backup)
    if found is None or not looks_whole(backup):
        raise Damaged(_("“{name}” is damaged too; choose another backup.").format(name=backup.name))
    if vault_id_at(places, file, others) not in {None, found.vault_id}:
        raise OtherVault(
            _("“{name}” is a file of another vault; choose another backup.").format(
                name=backup.name
            )
        )
    with when_saving(file), locking.exclusive(places.lock_of(file)):
        if file.exists():
            locking.wait_for_saver(file)
        fresh = unfinished(file)
        with new_file(fresh):
            _copy(backup, fresh)
            aside = _set_aside(file, now_ms)
            try:
                os.replace(fresh, file)  # noqa: PTH105 - the name of what it does
            except OSError:
                if aside is not None:
                    aside.unlink()
                raise
        _take_along(file, aside)
        sync_folder(file.parent)
    return aside


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("rb+") as new:
        shutil.copyfileobj(old, new, _CHUNK)
        new.flush()
        os.fsync(new.fileno())


def _set_aside(file: Path, now_ms: int) -> Path | None:
    """Give the file, while it stays where it is, a second name."""
    if not os.path.lexists(file):
        return None
    aside = _free_name(file, now_ms)
    try:
        os.link(file, aside)
    except OSError:  # a disk without links
        with new_file(aside):
            _copy(file, aside)
    return aside


def _take_along(file: Path, aside: Path | None) -> None:
    """Move the old file's journal after it.

    Cut short before this, the next opening finds that it does not belong to the new file.
    """
    for beside in journal.companions(file) if aside is not None else ():
        with suppress(OSError):
            beside.rename(f"{aside}{beside.name.removeprefix(file.name)}")


def _free_name(file: Path, now_ms: int) -> Path:
    moment = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone().strftime(_MOMENT)
    stem, number = _("{name} replaced {moment}").format(name=file.stem, moment=moment), 1
    aside = file.with_name(f"{stem}{file.suffix}")
    while os.path.lexists(aside):
        number += 1
        aside = file.with_name(f"{stem} ({number}){file.suffix}")
    return aside
