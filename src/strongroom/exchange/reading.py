# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading another program's file gives: entries, and by name all that did not come.

A reader never drops anything in silence.  What the model has no place for becomes a custom
field or an attachment; what cannot even be that is a loss of its entry or of the file, and
an entry that cannot come at all is a problem.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from strongroom.exchange.csv_targets import Mapping
from strongroom.model.item import Content, Version
from strongroom.secret import SecretBytes

Step = Callable[[], None]  # called at each entry and each MiB; what it raises ends the reading
Chunks = Callable[[], Iterator[bytes]]  # may be called again; chunks of any size


def no_step() -> None:
    """Go on."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave so that an encrypted file opens; the giver closes the password.

    ``key_file`` is what it holds and ``key_place`` its path, for whoever reads it by itself.
    ``costly`` allows a key derivation beyond what is taken unasked (``errors.SourceTooCostly``).
    """

    password: SecretBytes | None = field(default=None, repr=False)
    key_file: bytes | None = field(default=None, repr=False)
    key_place: str = ""
    costly: bool = False
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that did not come: the line it starts on (from 1, 0 where lines mean nothing),
    its title where it has one, and why, in one sentence.
    """  # noqa: D205 - one sentence

    line: int
    reason: str
    title: str = ""

    def __repr__(self) -> str:
        return f"Problem(line={self.line}, …)"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of an entry.  ``order`` is where its bytes lie in the source.

    ``chunks`` are cheap to read in ascending ``order`` and may be dear in any other.  They
    raise ``CannotImport`` where the source turns out broken, or longer than ``size`` bytes.
    """

    name: str
    size: int
    chunks: Chunks = field(repr=False)
    order: int = 0

    def __repr__(self) -> str:
        return f"Attached(size={self.size}, …)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a file, made by a :class:`strongroom.exchange.builder.EntryBuilder`.

    ``path`` names its folder from the root down; ``history`` has earlier versions, newest
    first; ``trashed`` is when it was thrown away, in milliseconds, 0 where that is not known,
    None where it was not.  ``losses`` are sentences on what of it did not come.
    """

    content: Content
    path: tuple[str, ...] = ()
    history: tuple[Version, ...] = ()
    attachments: tuple[Attached, ...] = ()
    trashed: int | None = None
    losses: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Entry({self.content!r})"


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of a file, in its order, and what could not be read.

    ``folders`` are those without entries, as paths; ``losses`` are sentences on what of the
    file as a whole did not come.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    folders: tuple[tuple[str, ...], ...] = ()
    losses: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Reading({len(self.entries)} entries, {len(self.problems)} problems)"
