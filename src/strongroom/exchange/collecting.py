# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader has found so far: entries, and those that cannot come, up to a limit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from strongroom.errors import CannotImport, InvalidInput
from strongroom.exchange.json_text import list_at
from strongroom.exchange.reading import Entry, Problem, Reading, Step
from strongroom.texts import _

MOST_ENTRIES = 75_000  # far beyond any export; each takes some 4 KiB of memory


def check_number(count: int) -> None:
    """Refuse what memory would not hold.

    Raises:
        CannotImport: there are more than ``MOST_ENTRIES``.
    """
    if count > MOST_ENTRIES:
        sentence = _("The file has more than {limit:,} entries: import it in parts.")
        raise CannotImport(sentence.format(limit=MOST_ENTRIES))


class Collecting:
    """Collects the entries of one file."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []

    def take(self, make: Callable[[], Entry | None], title: str = "", line: int = 0) -> None:
        """Take in the entry that ``make`` makes, if any; one that cannot be kept is a problem.

        Raises:
            CannotImport: there are more than ``MOST_ENTRIES``.
        """
        self._step()
        check_number(len(self.entries) + len(self.problems) + 1)
        try:
            if (entry := make()) is not None:
                self.entries.append(entry)
        except InvalidInput as fault:
            self.problems.append(Problem(line, str(fault), title))

    def objects(self, value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of the list of entries at a path of keys; what else it holds is a
        problem.

        Raises:
            CannotImport: there are more than ``MOST_ENTRIES``.
        """  # noqa: D205 - one sentence
        for one in list_at(value, *keys):
            if isinstance(one, dict):
                yield one
            else:
                self.refuse(_("An entry of the file is no item: it was left out."))

    def refuse(self, reason: str, line: int = 0) -> None:
        """Note something that is no entry.

        Raises:
            CannotImport: there are more than ``MOST_ENTRIES``.
        """
        self._step()
        check_number(len(self.entries) + len(self.problems) + 1)
        self.problems.append(Problem(line, reason))

    def reading(
        self, folders: Iterable[tuple[str, ...]] = (), losses: Iterable[str] = ()
    ) -> Reading:
        """Return what was found; of ``folders``, those in which no entry lies."""
        used = {entry.path[: n + 1] for entry in self.entries for n in range(len(entry.path))}
        empty = tuple(path for path in dict.fromkeys(folders) if path and path not in used)
        return Reading(tuple(self.entries), tuple(self.problems), empty, tuple(losses))
