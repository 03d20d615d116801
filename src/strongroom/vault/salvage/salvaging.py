# SPDX-License-Identifier: GPL-3.0-or-later
"""A new vault out of a broken one: whatever still opens, and nothing else.

The file is never opened as a database, its schema is never run, and it is never written.
Its pages are looked through for rows, every one of which proves itself by its seal; then it
is decided what belongs together, and that goes into a new vault, which is complete or not
there at all.  The new vault is another one: its id and its key are new, so that neither
this machine nor any other takes it for a later state of the old one, whose backups stay
as they are.  It opens with what opened the old one, at today's cost.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from strongroom.crypto.kdf import KEY_BYTES, Argon2Cost
from strongroom.crypto.keys import VAULT_ID_BYTES
from strongroom.errors import AlreadyExists, Damaged
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import journal, locking
from strongroom.vault import remembered as memory
from strongroom.vault.access import resolved
from strongroom.vault.building import WriteRows, fill, new_vault, no_folder
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.core import Clock
from strongroom.vault.failures import not_as_written, when_opening, when_saving
from strongroom.vault.findings import (
    BothChanged,
    Finding,
    Older,
    Retired,
    Unrelated,
    judge,
)
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.places import VaultPlaces
from strongroom.vault.remembered import Remembered, Seen
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.salvage.choice import Chosen, choose
from strongroom.vault.salvage.finding import Found, find_methods, find_rows
from strongroom.vault.salvage.image import Image
from strongroom.vault.salvage.methods import Methods, made_like
from strongroom.vault.salvage.report import BOTH_CHANGED, OLDER, UNRELATED, SalvageReport
from strongroom.vault.salvage.writing import Writing
from strongroom.vault.slot import Slot
from strongroom.vault.unlocked import Unlocked, examine

# How the parts of the work share 1,000 steps of progress.
_ALL = 1000
_READ, _METHODS, _LOOKED, _WRITTEN = 30, 100, 600, 950


def salvage(
    source: Path,
    target: Path,
    credentials: Credentials,
    *,
    places: VaultPlaces,
    clock: Clock,
    cost: Argon2Cost,
    methods_from: Path | None = None,
    progress: Progress = no_progress,
) -> SalvageReport:
    """Make a vault at ``target`` of all that still opens of the one at ``source``.

    ``methods_from`` is a backup or another copy, out of which unlock methods are taken where
    those in ``source`` are lost.  ``progress`` is told steps done and steps in all; what it
    raises ends the work, and nothing is left of it.  ``credentials`` stay the caller's.

    Raises:
        Damaged: nothing of it can be saved.
        WrongKey, MethodMissing, TooCostly, InvalidInput: as an opening has it.
        Unreadable: the file system does not give ``source``, or ``methods_from``.
        CannotSave: there is a file at ``target``, or none can be made.
    """
    source, target = resolved(source), resolved(target)
    with when_saving(target):
        _refuse_place(target)
    with _reading(source, methods_from, credentials, places, progress) as read:
        new, header = _new_vault(read.slot, credentials, cost)
        with closing(new), when_saving(target), locking.exclusive(places.lock_of(target)):
            writing = Writing(read.image, read.found, read.chosen, read.old, new)
            settings = _settings(read.chosen.settings, source, clock)
            _make(
                target,
                header,
                new,
                lambda rows: writing.write(
                    rows, settings, clock.now_ms(), _part(progress, _LOOKED, _WRITTEN)
                ),
                progress,
            )
        return _with_memory(writing.report(), read.chosen, read.old, places)


class _Read(NamedTuple):
    """What of a broken vault still opens, under its keys ``old``, which ``slot`` gave."""

    image: Image
    found: Found
    chosen: Chosen
    old: Unlocked
    slot: Slot


@contextmanager
def _reading(
    source: Path,
    methods_from: Path | None,
    credentials: Credentials,
    places: VaultPlaces,
    progress: Progress,
) -> Iterator[_Read]:
    with ExitStack() as at_the_end:
        with when_opening(source):
            at_the_end.enter_context(locking.shared(places.lock_of(source)))
            image = at_the_end.enter_context(Image(source, _part(progress, 0, _READ)))
        methods = Methods()
        heads = find_methods(image, methods, _part(progress, _READ, _METHODS))
        if methods_from is not None:
            _take_methods(methods_from, methods, _part(progress, _METHODS, _METHODS))
        old, slot = _open(methods, credentials)
        at_the_end.callback(old.close)
        found = find_rows(image, old.rows, _part(progress, _METHODS, _LOOKED))
        if not found.overviews and not found.details:
            raise _nothing(source)
        yield _Read(image, found, choose(found, heads, old), old, slot)


def _part(progress: Progress, start: int, end: int) -> Progress:
    """Return a progress of which all is the way from ``start`` to ``end``."""

    def tell(done: int, total: int) -> None:
        # A disk may hold more pages than it says: one that packs them.
        progress(start + (end - start) * min(done, total) // max(total, 1), _ALL)

    return tell


def _take_methods(path: Path, methods: Methods, progress: Progress) -> None:
    with when_opening(path), Image(resolved(path), progress) as image:
        find_methods(image, methods, progress)


def _open(methods: Methods, credentials: Credentials) -> tuple[Unlocked, Slot]:
    vault_id, opened = methods.open(credentials)
    with opened.vault_key as vault_key:
        return Unlocked.of(vault_key, vault_id), opened.slot


def _new_vault(slot: Slot, credentials: Credentials, cost: Argon2Cost) -> tuple[Unlocked, bytes]:
    """Return the keys of a new vault, and its header: opened by what opened ``slot``."""
    vault_id = os.urandom(VAULT_ID_BYTES)
    with SecretBytes.random(KEY_BYTES) as vault_key:
        like = made_like(slot, credentials, vault_key=vault_key, vault_id=vault_id, cost=cost)
        return Unlocked.of(vault_key, vault_id), Header(vault_id, (like,)).build()


def _settings(found: SettingsRow | None, source: Path, clock: Clock) -> SettingsRow:
    """Return the new vault's settings: whose saves they were, and under which keys, is over."""
    if found is None:
        return SettingsRow(name=_salvaged(source.stem), created=clock.now_ms())
    return msgspec.structs.replace(found, name=_salvaged(found.name), writers={}, retired=())


def _salvaged(name: str) -> str:
    return _("{name}, salvaged").format(name=name)


def _with_memory(
    report: SalvageReport, chosen: Chosen, old: Unlocked, places: VaultPlaces
) -> SalvageReport:
    """Add what this machine remembers of the vault, and how what was found stands to it."""
    known = memory.load(places.remembered(old.vault_id))
    if known is None:
        return report
    report = msgspec.structs.replace(report, items_then=known.seen.items)
    match _judged(known, chosen, old, report.items):
        case Retired(when=when):
            return msgspec.structs.replace(report, retired=when)
        case Unrelated():
            return msgspec.structs.replace(report, judged=UNRELATED)
        case Older(saves_missing=missing):
            return msgspec.structs.replace(report, judged=OLDER, saves_missing=missing)
        case BothChanged(saves_missing=missing):
            return msgspec.structs.replace(report, judged=BOTH_CHANGED, saves_missing=missing)
    return report


def _judged(known: Remembered, chosen: Chosen, old: Unlocked, items: int) -> Finding | None:
    """Judge as an opening does, by the settings' counts of saves and the manifest.

    Where one of the two was not found it is taken for the one that is remembered: that it is
    another cannot be told.
    """
    settings, head, then = chosen.settings, chosen.head, known.seen
    found = Seen(
        writers=then.writers if settings is None else settings.writers,
        key_id=old.keys.key_id.hex(),
        header=then.header if head is None else memory.digest(head.header),
        manifest=then.manifest if head is None else head.manifest.build().hex(),
        items=items,
        at=then.at,
    )
    return judge(known, found, settings or SettingsRow(name="", created=0), lambda: items)


# The new file


def _refuse_place(target: Path) -> None:
    if os.path.lexists(target) or journal.companions(target):
        raise AlreadyExists(
            _("“{path}” exists already: choose another name or folder.").format(path=target)
        )
    if not target.parent.is_dir():
        raise no_folder(target.parent)


def _make(
    target: Path, header: bytes, new: Unlocked, write_rows: WriteRows, progress: Progress
) -> None:
    """Make the vault and verify it; the caller holds the lock alone."""
    with new_vault(target) as fresh:
        fill(fresh, header=header, unlocked=new, generation=1, write_rows=write_rows)
        if examine(fresh, lambda _header: new) is not Soundness.CLEAN:
            raise not_as_written(fresh, target)
        progress(_ALL, _ALL)


def _nothing(source: Path) -> Damaged:
    return Damaged(
        _("Nothing in “{name}” can be saved with this; open a backup of it instead.").format(
            name=source.name
        )
    )
