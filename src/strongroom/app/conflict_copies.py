# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the vault that a sync service left beside it: noticed, and never touched unasked.

A name only makes a file worth a look.  What makes it a copy is the vault's id in its header,
which is read without a key and without acting on anything that lies beside it.  Links, pipes
and whatever cannot be read are passed over, and only so many files are looked at.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from strongroom.app.inspecting import public_info
from strongroom.errors import AlreadyExists, ChangedSince, NotWritable, StrongroomError
from strongroom.texts import _
from strongroom.vault.backups import files as backup_files
from strongroom.vault.regular import identity

_MOST_ENTRIES = 10_000  # of the folder
_MOST_COPIES = 20
_MOST_NAME = 255
_MOST_ASIDE = 1000
_OWNER_ONLY = 0o700

# What each service puts behind the name, before the extension or after it:
#   Syncthing      .sync-conflict-20261124-101500-ABCDEFG
#   Seafile        (SFConflict ada@example.org 2026-Nov-24-10-15-00)
#   Nextcloud and ownCloud  (conflicted copy ada 2026-11-24 101500), once _conflict-20261124-101500
#   Dropbox        (Ada's conflicted copy 2026-11-24), (Copie en conflit de Ada 2026-11-24): in
#                  every language with the date; (Case Conflict), (Selective Sync Conflict)
#   Resilio Sync   .Conflict, .Conflict1, also repeated
#   Google Drive   (1), (conflict); browsers and file managers number copies likewise
#   iCloud Drive   a blank and a number
#   OneDrive       -COMPUTER, or -Ada-COMPUTER
_MARKS: tuple[tuple[str, str], ...] = (
    ("Syncthing", r"\.sync-conflict-\d{8}-\d{6}(-[A-Z0-9]{1,7})?"),
    ("Seafile", r" ?\(SFConflict [^()]{1,200}\)"),
    ("Nextcloud", r" \(conflicted copy( [^()]{1,150})? \d{4}-\d\d-\d\d \d{6}\)(-\d{1,3})?"),
    ("Nextcloud", r"_conflict(_[^()]{1,80})?-\d{8}-\d{6}(-\d{1,3})?"),
    ("Dropbox", r" \([^()]{0,150}\d{4}-\d\d-\d\d[^()]{0,40}\)( ?\(\d{1,3}\))?"),
    ("Dropbox", r" \((Case|Selective Sync) Conflict( \d{1,3})?\)"),
    ("Resilio Sync", r"(\.Conflict\d{0,4}){1,8}"),
    ("Google Drive", r" ?\((conflict|copy|\d{1,3})\)"),
    ("", r" - Copy( \(\d{1,3}\))?"),
    ("iCloud", r" \d{1,3}"),
    ("OneDrive", r"-[^-()]{1,64}(-[^-()]{1,64}){0,4}(-\d{1,3})?"),
)
_PATTERNS = tuple((name, re.compile(mark, re.IGNORECASE)) for name, mark in _MARKS)
# Some know no extensions of more than a few letters, and write behind the whole name.
_BEHIND = tuple(
    known for known in _PATTERNS if known[0] in {"Syncthing", "Seafile", "Resilio Sync"}
)


@dataclass(frozen=True, slots=True)
class ConflictCopy:
    """A file beside the vault that is a copy of it; ``service`` made its name, "" for unknown.

    ``seen`` tells this very state of it, so that nothing newer is ever deleted for it.
    """

    path: Path
    service: str
    changed_ms: int
    size: int
    seen: tuple[int, int, int, int]


def service_of(name: str, vault_name: str) -> str | None:
    """Return which service's mark a name bears, "" for none in particular, None for no mark."""
    if len(name) > _MOST_NAME or name == vault_name:
        return None
    stem, suffix = Path(vault_name).stem, Path(vault_name).suffix
    if name.startswith(vault_name):
        return _marked(name[len(vault_name) :], _BEHIND)
    if name.startswith(stem) and name.endswith(suffix):
        return _marked(name[len(stem) : len(name) - len(suffix)], _PATTERNS)
    return None


def _marked(mark: str, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> str | None:
    return next((service for service, known in patterns if known.fullmatch(mark)), None)


def find(vault: Path, vault_id: bytes) -> tuple[ConflictCopy, ...]:
    """Return the copies beside ``vault``, newest first; whatever cannot be looked at is none."""
    vault = vault.resolve()
    found = [copy for copy in _candidates(vault) if _is_copy(copy.path, vault_id)]
    return tuple(sorted(found, key=lambda copy: (-copy.changed_ms, copy.path.name)))


def _candidates(vault: Path) -> Iterator[ConflictCopy]:
    left = _MOST_COPIES
    try:
        with os.scandir(vault.parent) as entries:
            for _number, entry in zip(range(_MOST_ENTRIES), entries, strict=False):
                service = service_of(entry.name, vault.name)
                copy = None if service is None else _looked_at(Path(entry.path), service)
                if copy is not None and left > 0:
                    left -= 1
                    yield copy
    except OSError:
        return


def _looked_at(path: Path, service: str) -> ConflictCopy | None:
    try:
        seen = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    changed = seen.st_mtime_ns // 1_000_000
    return ConflictCopy(path, service, changed, seen.st_size, identity(seen))


def _is_copy(path: Path, vault_id: bytes) -> bool:
    try:
        return public_info(path).vault_id == vault_id
    except StrongroomError:
        return False


def put_among_backups(copy: ConflictCopy, vault: Path, backups: Path) -> Path:
    """Take a merged copy away from beside ``vault``, into the folder of its backups.

    It is never unlinked: whoever undoes the merge has no more than this of what it brought.
    Its name there is none of a backup's, so it is neither listed as one, nor cleared out, nor
    restored as the newest.  Where the folder is on another disk, it goes into the one beside
    the vault.  Returns where it is now.

    Raises:
        ChangedSince: it has been changed since; it stays.
        NotWritable: it cannot be moved.
    """
    _check_unchanged(copy)
    beside = backup_files.folder_beside(vault.resolve())
    for folder in dict.fromkeys((backups, beside)):
        with suppress(OSError):
            folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
            return copy.path.rename(_free(folder, copy.path))
    raise _cannot_move(copy.path)


def _free(folder: Path, path: Path) -> Path:
    """Return where a merged copy goes in ``folder``: "Personal (1), merged.strongroom"."""
    for number in range(1, _MOST_ASIDE):
        said = "merged" if number == 1 else f"merged {number}"
        place = folder / f"{path.stem}, {said}{path.suffix}"
        if not os.path.lexists(place):
            return place
    raise AlreadyExists(_("There are too many merged copies among the backups: delete some."))


def put_aside(copy: ConflictCopy, vault: Path) -> Path:
    """Give a merged copy a name that is not noticed again, and return it; raises as above."""
    _check_unchanged(copy)
    for number in range(1, _MOST_ASIDE):
        aside = copy.path.with_name(f"{vault.stem}.merged-{number}{vault.suffix}")
        if os.path.lexists(aside):
            continue
        try:
            copy.path.rename(aside)
        except OSError:
            raise _cannot_move(copy.path) from None
        return aside
    raise AlreadyExists(_("There are too many merged copies beside the vault: delete some."))


def _check_unchanged(copy: ConflictCopy) -> None:
    now = _looked_at(copy.path, copy.service)
    if now is None or now.seen != copy.seen:
        raise ChangedSince(
            _("“{file}” has been changed since; it stays where it is.").format(file=copy.path.name)
        )


def _cannot_move(path: Path) -> NotWritable:
    sentence = _("“{file}” cannot be moved: you may not write in its folder.")
    return NotWritable(sentence.format(file=path.name))
