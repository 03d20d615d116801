# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merge will do: counted, item by item, and each one on both sides before it is done.

It shows and asks, and writes nothing.  Details are there only while a pair is looked at.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from strongroom.app import merge_words as words
from strongroom.app.merging import MergeLine, MergePreview, Outcome
from strongroom.gui.dialogs.items_beside import ItemsBeside, Looks, counted
from strongroom.gui.pages.side_marks import Marks, of_comparison, of_taking
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.empty_state import Emptiness
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.segmented import Segmented
from strongroom.texts import N_, _

_SIZE = (980, 640)
_GROUPS: tuple[tuple[str, frozenset[Outcome]], ...] = (
    (N_("All"), frozenset(Outcome)),
    (N_("From the copy"), frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.BACK})),
    (N_("Combined"), frozenset({Outcome.COMBINED, Outcome.BOTH, Outcome.PAST})),
    (
        N_("Moved or deleted"),
        frozenset({Outcome.PLACED, Outcome.DELETED, Outcome.THROWN, Outcome.KEPT}),
    ),
)


class MergeDialog(ItemsBeside):
    """``merge_wanted`` begins, ``look_wanted`` asks for a pair by the item's id."""

    merge_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        file_name: str,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        self._lines: Mapping[int, MergeLine] = {}
        self._ready = self._running = False
        self.summary = label("", wrap=True)
        self.counts = label("", tone="muted", wrap=True)
        self.groups = Segmented(_("What happens"), self._group_names())
        looks = Looks(
            title=_("Merge “{file}”").format(file=file_name),
            items=_("Items that are touched"),
            empty=Emptiness("circle-check", _("No item is touched"), ""),
            none_chosen=Emptiness(
                "columns-2", _("Choose an item"), _("Both sides of it are shown here.")
            ),
            take=_("Merge"),
            size=_SIZE,
        )
        above = (self.summary, self.counts)
        super().__init__(parent, looks, above, self.groups, now_ms=now_ms, seconds=seconds)
        self.close_it.setText(_("Cancel"))
        self.progress.cancel.hide()  # the dialog's own does it
        self.fate.show()
        self.groups.chosen.connect(self._show_group)

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show how far what is under way is."""
        self.progress.show_step(text, done, total)

    def show_preview(self, preview: MergePreview, *, writable: bool) -> None:
        """Show what would happen; what is not ``writable`` can be looked at."""
        self.progress.end()
        self._lines = {line.item_id: line for line in preview.lines}
        self.summary.setText(words.summary(preview))
        self.counts.setText(" · ".join(words.counts(preview)))
        warning = words.warning(preview)
        if warning:
            self.notice.say(warning, tone="danger")
        can = preview.is_useful and writable
        self.take.setVisible(can)
        self.close_it.setText(_("Cancel") if can else _("Close"))
        self._set_ready(ready=True)
        self._show_lines()
        announce(self, self.summary.text())
        (self.take if can else self.close_it).setFocus()

    def show_running(self) -> None:
        """Show that it is being merged; until it is over, closing asks it to stop."""
        self._running = True
        self._set_ready(ready=False)
        self.show_progress(_("Merging…"))

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong."""
        self._running = False
        super().show_trouble(sentence)
        self.take.hide()
        self.close_it.setText(_("Close"))

    def reject(self) -> None:
        """Stop what is running, else close."""
        if self._running:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Let go of everything that was shown."""
        super().done(result)
        self._lines = {}

    def _show_lines(self) -> None:
        has_items = bool(self._lines)
        self.summary.setVisible(has_items)
        self.counts.setVisible(bool(self.counts.text()))
        self.groups.setVisible(has_items)
        if not has_items:
            self.show_nothing(Emptiness("circle-check", self.summary.text(), ""))
            return
        self.groups.name_choices(self._group_names())
        self._show_group(self.groups.index)
        self.finder.table.choose_row(0)
        self._choose()

    def _group_names(self) -> list[str]:
        fates = [line.outcome for line in self._lines.values()]
        counts = [sum(fate in outcomes for fate in fates) for _name, outcomes in _GROUPS]
        return counted([_(name) for name, _outcomes in _GROUPS], counts)

    def _show_group(self, index: int) -> None:
        _name, outcomes = _GROUPS[index]
        ids = [item_id for item_id, line in self._lines.items() if line.outcome in outcomes]
        self.show_items(ids, {item_id: self._lines[item_id].overview for item_id in ids})

    def _look(self, item_id: int) -> None:
        line = self._lines.get(item_id)
        if line is not None:
            fate = words.fate(line)
            self.fate.setText(fate[:1].upper() + fate[1:])
            self.sides.marks = _marks(line.outcome)
            super()._look(item_id)

    def _set_ready(self, *, ready: bool) -> None:
        self._ready = ready
        self.take.setEnabled(ready)
        self.groups.setEnabled(ready)
        self._body.setEnabled(ready)

    def _can_take(self) -> bool:
        return self._ready

    def _take(self) -> None:
        self.merge_wanted.emit()


def _marks(outcome: Outcome) -> Marks:
    """Return what is known beforehand of the rows of an item."""
    if outcome is Outcome.UPDATED:
        return of_taking(theirs=True)
    if outcome is Outcome.PAST:
        return of_taking(theirs=False)
    return of_comparison()
