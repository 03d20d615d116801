# SPDX-License-Identifier: GPL-3.0-or-later
"""A ``pass`` or ``gopass`` store as the origin of an import: a folder of encrypted files.

Each file is decrypted by the person's own GnuPG.  Links are not followed, so that nothing
outside of the folder is read.
"""

import os
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from strongroom.errors import CannotImport, InvalidInput, NothingToImport
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.format import Format
from strongroom.exchange.pass_store import entry_of
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.system import gpg
from strongroom.texts import N_, _

MOST_FILES = 50_000
_DEEPEST = 64
_OWN = frozenset({".gpg-id", ".gitattributes", ".gitignore", ".public-keys"})


def _read_no_store(_source: Source, _given: Given, _step: Step) -> Reading:
    raise CannotImport(_("A password store is a folder: choose that."))


STORE = Format(
    name="pass",
    title=N_("pass or gopass store (a folder)"),
    fits=lambda _source: False,  # no file is one
    read=_read_no_store,
    aliases=("gopass",),
    plain=False,
    real=True,
)


class StoreOrigin:
    """A folder that is a store, or a part of one."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._folder = folder

    def recognised(self) -> Format | None:
        """Return what it is.

        Raises:
            NothingToImport: there is nothing in it that could be decrypted.
        """
        if next(_files(self._folder), None) is None:
            raise NothingToImport(
                _(
                    "This folder is no password store: no file in it ends in .gpg. Choose the "
                    "folder of a store, or a file."
                )
            )
        return STORE

    def read(self, kind: Format, given: Given, step: Step) -> Reading:
        """Decrypt file after file; one that does not open is a problem of its own.

        Raises:
            CannotImport: there is no GnuPG, or nothing could be decrypted.
        """
        del given
        if kind is not STORE:
            raise CannotImport(_("This is a folder; import it as a password store."))
        found = Collecting(step)
        for number, file in enumerate(_files(self._folder)):
            if number >= MOST_FILES:
                raise CannotImport(_("The folder holds far more files than any password store."))
            parts = (*file.relative_to(self._folder).parent.parts, file.stem)
            names = tuple(map(_shown, parts))
            found.take(partial(_entry, names, file, step), "/".join(names))
        if found.problems and not found.entries:
            first = found.problems[0]
            sentence = _("No entry of the store could be decrypted; of “{title}”: {reason}")
            raise CannotImport(sentence.format(title=first.title, reason=first.reason))
        return found.reading(losses=sorted(set(_not_read(self._folder))))

    def close(self) -> None:
        """Nothing is open."""


def _entry(names: tuple[str, ...], file: Path, step: Step) -> Entry:
    """Return the entry in a file.

    Raises:
        InvalidInput: it does not open, or cannot be kept.
    """
    try:
        data = gpg.decrypt(file, step)
        again = partial(_again, file, step, sha256(data).digest())
        return entry_of(names, data, int(file.stat().st_mtime * 1000), again)
    except OSError as error:
        sentence = _("The file cannot be read: {reason}.")
        raise InvalidInput(sentence.format(reason=error.strerror)) from None
    except CannotImport as error:
        raise InvalidInput(str(error)) from None


def _again(file: Path, step: Step, seen: bytes) -> bytes:
    """Decrypt a file once more, which must hold what was seen of it."""
    data = gpg.decrypt(file, step)
    if sha256(data).digest() != seen:
        sentence = _("“{file}” was changed since it was looked at; import the store again.")
        raise CannotImport(sentence.format(file=_shown(file.name)))
    return data


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and depth < _DEEPEST)
        for name in sorted(names):
            file = Path(place, name)
            if name.endswith(".gpg") and not file.is_symlink() and file.is_file():
                yield file


def _not_read(folder: Path) -> Iterator[str]:
    """Name what else lies in the store: links, and entries that GnuPG does not open."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(place, name)
            shown = _shown(str(file.relative_to(folder)))
            if file.is_symlink():
                yield _("“{file}” is a link and was not followed.").format(file=shown)
            elif name.endswith(".age"):
                sentence = _("“{file}” is encrypted with age, which is not read.")
                yield sentence.format(file=shown)
            elif not name.endswith(".gpg") and name not in _OWN:
                yield _("“{file}” is no entry and was left out.").format(file=shown)


def _shown(name: str) -> str:
    """Return a name of the file system as text that can be kept; it may be in any encoding."""
    return os.fsencode(name).decode("utf-8", "replace")
