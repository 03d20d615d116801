# SPDX-License-Identifier: GPL-3.0-or-later
"""Two states of the vault compared: what differs at the left, both sides of it at the right.

Whoever opens it gives the words, and the worker what is shown: at 100,000 items nothing is
counted or sorted here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from strongroom.gui.dialogs.items_beside import ItemsBeside, Looks, counted
from strongroom.gui.models.compared import NOTHING, Compared
from strongroom.gui.widgets.empty_state import Emptiness
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.segmented import Segmented
from strongroom.texts import _, ngettext

_SIZE = (980, 620)


@dataclass(frozen=True, slots=True)
class Words:
    """What the dialog says: whole sentences, for the groups their names.

    ``here`` and ``there`` are the headings of the two sides.  ``take`` names the button for
    what is selected, "" where nothing can be taken.
    """

    title: str
    only_there: str
    only_here: str
    equal: str
    here: str
    there: str
    take: str = ""


class ComparisonDialog(ItemsBeside):
    """``look_wanted`` asks for a pair; what is only here cannot be taken."""

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        self._words = words
        self._found = NOTHING
        self.counts = label("", tone="muted", wrap=True)
        self.groups = Segmented(_("What differs"), self._group_names(()))
        looks = Looks(
            title=words.title,
            items=_("Items that differ"),
            empty=Emptiness("circle-check", _("None of them"), ""),
            none_chosen=Emptiness(
                "columns-2", _("Choose an item"), _("Both sides of it are shown here.")
            ),
            take=words.take,
            size=_SIZE,
        )
        super().__init__(parent, looks, (self.counts,), self.groups, now_ms=now_ms, seconds=seconds)
        self.groups.chosen.connect(self._show_group)

    def show_progress(self, done: int = 0, total: int = 0) -> None:
        """Show how far the comparison is."""
        self.progress.show_step(_("Comparing…"), done, total)

    def show_comparison(self, found: Compared) -> None:
        """Show what was found."""
        self.progress.end()
        self._found = found
        self.groups.name_choices(self._group_names([len(ids) for ids in found.groups]))
        self.groups.setVisible(bool(found.shown))
        self.counts.setText(_counts_text(found))
        self.counts.show()
        if not found.shown:
            self.show_nothing(Emptiness("circle-check", self._words.equal, ""))
            return
        self._show_group(self.groups.index)
        self.finder.search.setFocus()

    def takeable(self) -> frozenset[int]:
        """Return what is on the other side at all."""
        return self._found.takeable

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        super().done(result)
        self._found = NOTHING

    def _group_names(self, counts: Sequence[int]) -> list[str]:
        words = self._words
        return counted([_("All"), words.only_there, _("Changed"), words.only_here], counts)

    def _show_group(self, index: int) -> None:
        ids = self._found.groups[index]
        self.show_items(ids, self._found.shown)
        if ids:
            self.finder.table.choose_row(0)


def _counts_text(found: Compared) -> str:
    differ = len(found.shown)
    text = ngettext("{count:,} item differs", "{count:,} items differ", differ)
    same = ngettext("{count:,} is the same", "{count:,} are the same", found.same)
    parts = [text.format(count=differ), same.format(count=found.same)]
    if found.folders:
        folders = ngettext("{count:,} folder differs", "{count:,} folders differ", found.folders)
        parts.append(folders.format(count=found.folders))
    return " · ".join(parts)
