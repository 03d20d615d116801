# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merge will do: counted, item by item, and each one on both sides before it is done.

It shows and asks, and writes nothing.  Details are there only while a pair is looked at.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from strongroom.app import merge_words as words
from strongroom.app.merging import MergeLine, MergePreview, Outcome
from strongroom.gui import theme
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.pages.side_marks import Marks, of_comparison, of_taking
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_finder import ItemFinder
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.gui.widgets.segmented import Segmented
from strongroom.texts import N_, _

_SIZE = (980, 640)
_LIST = 330
_GROUPS: tuple[tuple[str, frozenset[Outcome]], ...] = (
    (N_("All"), frozenset(Outcome)),
    (N_("From the copy"), frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.BACK})),
    (N_("Combined"), frozenset({Outcome.COMBINED, Outcome.BOTH, Outcome.PAST})),
    (
        N_("Moved or deleted"),
        frozenset({Outcome.PLACED, Outcome.DELETED, Outcome.THROWN, Outcome.KEPT}),
    ),
)


class MergeDialog(QDialog):
    """``merge_wanted`` begins, ``look_wanted`` asks for a pair by the item's id.

    ``copy_wanted`` carries an ``ItemRow``; ``cancel_wanted`` asks to end what is under way.
    """

    merge_wanted = Signal()
    look_wanted = Signal(object)
    copy_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        file_name: str,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(parent)
        self._lines: Mapping[int, MergeLine] = {}
        self._looked_at: int | None = None
        self._running = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Merge “{file}”").format(file=file_name)
        self.setWindowTitle(title)
        self.title = label(title, theme.Text.CARD, wrap=True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.summary = label("", wrap=True)
        self.counts = label("", tone="muted", wrap=True)
        self.notice = NoticeBar()
        self.groups = Segmented(_("What happens"), self._group_names(), self)
        self.finder = ItemFinder(
            _("Items that are touched"),
            Emptiness("circle-check", _("No item is touched"), ""),
            self,
        )
        self.finder.setFixedWidth(theme.scaled(_LIST))
        self.fate = label("", theme.Text.STRONG, wrap=True)
        self.fate.setTextFormat(Qt.TextFormat.PlainText)
        self.sides = SideBySide(now_ms, seconds, marks=of_comparison())
        self.progress = ProgressLine()
        self.merge = buttons.primary(_("Merge"), parent=self)
        self.cancel = buttons.secondary(_("Cancel"), parent=self)
        self._build()
        self._connect()
        self._set_ready(ready=False)

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show how far what is under way is."""
        self.progress.show_step(text, done, total)

    def show_preview(self, preview: MergePreview, *, writable: bool) -> None:
        """Show what would happen; what is not ``writable`` can be looked at."""
        self.progress.end()
        self._lines = {line.item_id: line for line in preview.lines}
        self.summary.setText(words.summary(preview))
        self.counts.setText(" · ".join(words.counts(preview)))
        self.counts.setVisible(bool(self.counts.text()))
        self.groups.name_choices(self._group_names())
        warning = words.warning(preview)
        if warning:
            self.notice.say(warning, tone="danger")
        self._set_ready(ready=True)
        useful = preview.is_useful
        self.merge.setVisible(useful and writable)
        self.cancel.setText(_("Cancel") if useful and writable else _("Close"))
        self._show_group(self.groups.index)
        announce(self, self.summary.text())
        if preview.lines:
            self.finder.table.choose_row(0)
            self._choose()
        (self.merge if useful and writable else self.cancel).setFocus()

    def show_running(self) -> None:
        """Show that it is being merged; until it is over, closing asks it to stop."""
        self._running = True
        self._set_ready(ready=False)
        self.show_progress(_("Merging…"))

    def show_pair(self, here: Side, there: Side) -> None:
        """Show both sides of the item that was asked for."""
        self.sides.show_pair(here, there)
        self._right.setCurrentWidget(self._looked)

    def show_one(self, side: Side) -> None:
        """Show the only side that the item which was asked for has."""
        self.sides.show_one(side)
        self._right.setCurrentWidget(self._looked)

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong."""
        self._running = False
        self.progress.end()
        self.notice.say(sentence, tone="danger")
        self.cancel.setText(_("Close"))

    def reject(self) -> None:
        """Stop what is running, else close."""
        if self._running:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        self.cancel_wanted.emit()
        self.sides.clear()
        self.finder.clear()
        self._lines = {}
        super().done(result)

    def _group_names(self) -> list[str]:
        def named(text: str, outcomes: frozenset[Outcome]) -> str:
            count = sum(line.outcome in outcomes for line in self._lines.values())
            return _("{group} ({count:,})").format(group=text, count=count) if self._lines else text

        return [named(_(text), outcomes) for text, outcomes in _GROUPS]

    def _show_group(self, index: int) -> None:
        _name, outcomes = _GROUPS[index]
        ids = [item_id for item_id, line in self._lines.items() if line.outcome in outcomes]
        self.finder.show_items(ids, {item_id: self._lines[item_id].overview for item_id in ids})

    def _choose(self) -> None:
        chosen = self.finder.chosen_ids
        if len(chosen) != 1:
            self._looked_at = None
            self.sides.clear()
            self._right.setCurrentWidget(self._none)
            return
        (item_id,) = chosen
        if item_id != self._looked_at and item_id in self._lines:
            self._looked_at = item_id
            fate = words.fate(self._lines[item_id])
            self.fate.setText(fate[:1].upper() + fate[1:])
            self.sides.marks = _marks(self._lines[item_id].outcome)
            self.look_wanted.emit(item_id)

    def _set_ready(self, *, ready: bool) -> None:
        has_items = bool(self._lines)
        self.merge.setEnabled(ready)
        self.groups.setVisible(ready and has_items)
        self._middle.setVisible(has_items or not ready)
        self._middle.setEnabled(ready)

    def _connect(self) -> None:
        self.groups.chosen.connect(self._show_group)
        self.finder.chosen.connect(self._choose)
        self.sides.copy_wanted.connect(self.copy_wanted)
        self.progress.cancelled.connect(self.reject)
        self.merge.clicked.connect(self.merge_wanted)
        self.cancel.clicked.connect(self.reject)

    def _build(self) -> None:
        self._none = EmptyState()
        self._none.show_emptiness(
            Emptiness("columns-2", _("Choose an item"), _("Both sides of it are shown here."))
        )
        self._looked = QWidget()
        looked = QVBoxLayout(self._looked)
        looked.setContentsMargins(0, 0, 0, 0)
        looked.addWidget(self.fate)
        looked.addWidget(self.sides, 1)
        self._right = QStackedWidget()
        self._right.addWidget(self._none)
        self._right.addWidget(self._looked)
        self._middle = QWidget()
        across = QHBoxLayout(self._middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.finder)
        across.addWidget(self._right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID + 4)
        for part in (self.title, self.summary, self.counts, self.notice):
            page.addWidget(part)
        page.addWidget(self.groups, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self._middle, 1)
        page.addWidget(self.progress)
        page.addStretch(0)
        page.addLayout(answers(self.cancel, self.merge))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))


def _marks(outcome: Outcome) -> Marks:
    """Return what is known beforehand of the rows of an item."""
    if outcome is Outcome.UPDATED:
        return of_taking(theirs=True)
    if outcome is Outcome.PAST:
        return of_taking(theirs=False)
    return of_comparison()
