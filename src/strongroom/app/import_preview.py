# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import shows, asks and tells: plain values, which write and read nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from strongroom.app.duplicates import Fate
from strongroom.exchange.csv_targets import Mapping as TableMapping
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Problem, Reading
from strongroom.model.changes import Changes


class Choice(StrEnum):
    """What becomes of an entry that is here, or meets an item.

    With ``NEWER`` the state that was saved last stands and the other goes into the item's
    history; where the file does not say when, the vault's stands.
    """

    SKIP = "skip"
    BOTH = "both"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: for all that is here, all that differs, and single rows by number."""

    here: Choice = Choice.SKIP
    differs: Choice = Choice.BOTH
    each: Mapping[int, Choice] = field(default_factory=dict)

    def of(self, number: int, fate: Fate) -> Choice:
        """Return what becomes of a row; what is new always comes."""
        if fate is Fate.NEW:
            return Choice.BOTH
        return self.each.get(number, self.here if fate is Fate.HERE else self.differs)


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of an origin, by no vault so far; ``mapping`` is how a table was understood."""

    format: Format
    reading: Reading
    mapping: TableMapping | None = None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One entry, how it stands to the vault, and the item that it differs from."""

    entry: Entry
    fate: Fate
    twin: int | None = None

    def __repr__(self) -> str:
        return f"PreviewRow(fate={self.fate.value})"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; ``problems`` are entries that cannot come.

    ``losses`` are sentences on the file as a whole; each entry has its own.  The entries'
    attachments are read out of the origin, which stays open until the import is over.
    ``state`` is the vault's state that the rows were judged by, b"" where none was open;
    ``mapping`` is how a table was understood, if it is one of no known format.
    """

    format: Format
    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...] = ()
    folders: tuple[tuple[str, ...], ...] = ()
    losses: tuple[str, ...] = ()
    state: bytes = b""
    mapping: TableMapping | None = None

    def count(self, fate: Fate) -> int:
        """Return how many entries stand so."""
        return sum(row.fate is fate for row in self.rows)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``changes`` redraws and undoes it.

    ``updated`` counts items that took an entry in, ``skipped`` entries that were left out,
    ``losses`` pairs of title and sentence for what did not come though its entry did, with
    the title "" for the file as a whole; ``backed_up`` that a backup has the vault as it was.
    """

    changes: Changes
    updated: int
    skipped: int
    problems: tuple[Problem, ...]
    losses: tuple[tuple[str, str], ...]
    backed_up: bool = False

    @property
    def added(self) -> int:
        """How many items came in."""
        return len(self.changes.made)
