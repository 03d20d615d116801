# SPDX-License-Identifier: GPL-3.0-or-later
"""Two states of the vault compared: what differs at the left, both sides of it at the right.

It knows nothing of where the other state comes from: whoever opens it gives the words.
Details are there only while a pair is looked at, and nothing is written here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from strongroom.app.comparing import Comparison, Difference, ItemDifference
from strongroom.gui import theme
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_finder import ItemFinder
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.gui.widgets.segmented import Segmented
from strongroom.texts import _, ngettext

_SIZE = (980, 620)
_LIST = 330
_ORDER = (Difference.ADDED, Difference.CHANGED, Difference.REMOVED)


@dataclass(frozen=True, slots=True)
class Words:
    """What the dialog says: whole sentences, for the groups their names.

    ``take`` names the button for what is selected, "" where nothing can be taken.
    """

    title: str
    only_there: str
    only_here: str
    equal: str
    take: str = ""


class ComparisonDialog(QDialog):
    """``look_wanted`` asks for a pair by the item's id, ``taken`` carries the ids chosen.

    ``copy_wanted`` carries an ``ItemRow``; ``cancel_wanted`` asks to end the comparison.
    """

    look_wanted = Signal(object)
    taken = Signal(object)
    copy_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._found: Mapping[int, ItemDifference] = {}
        self._looked_at: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(words.title)
        self.counts = label("", tone="muted", wrap=True)
        self.notice = NoticeBar()
        self.groups = Segmented(_("What differs"), self._group_names(()), self)
        self.finder = ItemFinder(
            _("Items that differ"), Emptiness("circle-check", words.equal, ""), self
        )
        self.finder.setFixedWidth(theme.scaled(_LIST))
        self.sides = SideBySide(now_ms, seconds)
        self.progress = ProgressLine()
        self.take = buttons.primary(words.take or _("Take"), parent=self)
        self.take.setVisible(bool(words.take))
        self.close_it = buttons.secondary(_("Close"), parent=self)
        self._build()
        self._connect()
        self._choose()

    def show_progress(self, done: int = 0, total: int = 0) -> None:
        """Show how far the comparison is."""
        self.progress.show_step(_("Comparing…"), done, total)

    def show_comparison(self, found: Comparison) -> None:
        """Show what was found."""
        self.progress.end()
        self._found = {item.item_id: item for item in found.items}
        self.groups.name_choices(self._group_names(found.items))
        self.groups.setVisible(bool(found.items))
        self.counts.setText(_counts_text(found))
        self._show_group(self.groups.index)
        self.finder.search.setFocus()

    def show_pair(self, here: Side, there: Side) -> None:
        """Show both sides of the item that was asked for."""
        self.sides.show_pair(here, there)
        self._right.setCurrentWidget(self.sides)

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong."""
        self.progress.end()
        self.notice.say(sentence, tone="danger")

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        self.cancel_wanted.emit()
        self.sides.clear()
        self.finder.clear()
        self._found = {}
        super().done(result)

    def _group_names(self, items: "tuple[ItemDifference, ...]") -> list[str]:
        def named(text: str, count: int) -> str:
            return _("{group} ({count:,})").format(group=text, count=count) if items else text

        counts = {kind: sum(item.kind is kind for item in items) for kind in _ORDER}
        return [
            named(_("All"), len(items)),
            named(self._words.only_there, counts[Difference.ADDED]),
            named(_("Changed"), counts[Difference.CHANGED]),
            named(self._words.only_here, counts[Difference.REMOVED]),
        ]

    def _show_group(self, index: int) -> None:
        kinds = _ORDER if index == 0 else (_ORDER[index - 1],)
        ids = [
            item_id for kind in kinds for item_id, item in self._found.items() if item.kind is kind
        ]
        self.finder.show_items(ids, {i: self._found[i].shown for i in ids})
        if ids:
            self.finder.table.choose_row(0)

    def _choose(self) -> None:
        chosen = self.finder.chosen_ids
        takeable = self._takeable()
        self.take.setEnabled(bool(takeable))
        if len(chosen) != 1:
            self._looked_at = None
            self.sides.clear()
            self._right.setCurrentWidget(self._none)
            return
        (item_id,) = chosen
        if item_id != self._looked_at:
            self._looked_at = item_id
            self.look_wanted.emit(item_id)

    def _takeable(self) -> frozenset[int]:
        """Return what is selected and is on the other side at all."""
        found = (self._found.get(item_id) for item_id in self.finder.chosen_ids)
        return frozenset(
            item.item_id for item in found if item is not None and item.after is not None
        )

    def _take(self) -> None:
        taken = self._takeable()
        self.accept()
        self.taken.emit(taken)

    def _connect(self) -> None:
        self.groups.chosen.connect(self._show_group)
        self.finder.chosen.connect(self._choose)
        self.sides.copy_wanted.connect(self.copy_wanted)
        self.progress.cancelled.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.close_it.clicked.connect(self.reject)

    def _build(self) -> None:
        self._none = EmptyState()
        self._none.show_emptiness(
            Emptiness("columns-2", _("Choose an item"), _("Both sides of it are shown here."))
        )
        self._right = QStackedWidget()
        self._right.addWidget(self._none)
        self._right.addWidget(self.sides)
        across = QHBoxLayout()
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.finder)
        across.addWidget(self._right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(self._words.title, theme.Text.CARD, wrap=True))
        page.addWidget(self.counts)
        page.addWidget(self.notice)
        page.addWidget(self.groups, 0, Qt.AlignmentFlag.AlignLeft)
        page.addLayout(across, 1)
        page.addWidget(self.progress)
        page.addLayout(answers(self.close_it, self.take))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))


def _counts_text(found: Comparison) -> str:
    differ = len(found.items)
    text = ngettext("{count:,} item differs", "{count:,} items differ", differ)
    same = ngettext("{count:,} is the same", "{count:,} are the same", found.same)
    parts = [text.format(count=differ), same.format(count=found.same)]
    if found.folders:
        folders = ngettext(
            "{count:,} folder differs", "{count:,} folders differ", len(found.folders)
        )
        parts.append(folders.format(count=len(found.folders)))
    return " · ".join(parts)
