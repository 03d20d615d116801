# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an item that is looked at: a card of rows, and below it those that were removed.

What is wanted of a file is passed on with it; nothing is read, written or asked here.  Those
that were removed get their rows when they are unfolded.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.pages.file_rows import FileRow, FilesCard, PresentRow, RemovedRow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.field_row import FieldRow
from strongroom.model import attached
from strongroom.model.file_types import FileType
from strongroom.model.item import Attachment, Item
from strongroom.texts import _, ngettext


class FilesBox(QWidget):
    """What is wanted carries the attachment; ``add_wanted`` asks which files."""

    add_wanted = Signal()
    view_wanted = Signal(object)
    save_wanted = Signal(object)
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)
    restore_wanted = Signal(object)
    delete_wanted = Signal(object)
    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewable = False
        self._shown: tuple[object, ...] = ()
        self._before: QWidget | None = None
        self._card: FilesCard[PresentRow] | None = None
        self._removed_card: FilesCard[RemovedRow] | None = None
        self._removed: Sequence[Attachment] = ()
        self._trash_days = 0
        self._writable = False
        self._build()

    @property
    def rows(self) -> list[PresentRow]:
        """The rows of files that are there, as far as they are made."""
        return self._card.rows if self._card is not None else []

    @property
    def removed_rows(self) -> list[RemovedRow]:
        """The rows of those that were removed; none before they are unfolded."""
        return self._removed_card.rows if self._removed_card is not None else []

    def show_item(self, item: Item, trash_days: int, *, writable: bool) -> None:
        """Show the files of an item; nothing moves where they are the same as before."""
        wanted = (item.id, trash_days, writable, self.viewable)
        same = self._shown[:1] == wanted[:1]
        was_open = same and self.fold.isChecked()
        at = self._focused() if same else None
        if wanted != self._shown:
            self.clear()
        self._shown, self._trash_days, self._writable = wanted, trash_days, writable
        present, self._removed = attached.present(item.details), attached.removed(item.details)
        self.add.setVisible(writable)
        self._show_present(present)
        self._show_removed(is_open=was_open)
        self.setVisible(bool(present or self._removed) or writable)
        if at is not None:
            self._keep_focus(*at)

    def clear(self) -> None:
        """Let go of the item's files."""
        self._shown, self._removed = (), ()
        self._drop_card()
        self._drop_removed_card()
        self._before = None  # it goes too: nothing may be ordered after it any more
        self.fold.hide()
        self.fold.setChecked(False)

    def show_types(self, item_id: int, types: Mapping[int, FileType]) -> None:
        """Say of the files what their bytes say, if they are still those of that item."""
        if self._shown[:1] != (item_id,):
            return
        for row in self.rows:
            kind = types.get(row.attachment.id)
            if kind is not None:
                row.show_type(kind)

    def follow(self, before: QWidget | None) -> None:
        """Let Tab come here after ``before``."""
        self._before = before
        _in_order(before, self._stops())

    # Inside

    def _build(self) -> None:
        self.add = buttons.link(_("Add files…"), "paperclip", parent=self, flush=True)
        self.add.setIcon(icons.icon("paperclip", "accent"))
        self.add.setProperty("tone", "accent")
        self.add.clicked.connect(self.add_wanted)
        self.fold = buttons.link("", parent=self, flush=True)
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._fold)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        line.addWidget(self.fold)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.GRID)
        self._stack.addLayout(line)

    def _show_present(self, files: Sequence[Attachment]) -> None:
        if not files:
            self._drop_card()
            return
        if self._card is None:
            self._card = FilesCard(self._present_row, self)
            self._card.grown.connect(self._order_present)
            self._stack.insertWidget(0, self._card)
        self._card.show_files(files)

    def _present_row(self, attachment: Attachment) -> PresentRow:
        row = PresentRow(attachment, writable=self._writable, viewable=self.viewable)
        for name in ("view_wanted", "save_wanted", "rename_wanted", "remove_wanted"):
            getattr(row, name).connect(partial(getattr(self, name).emit, attachment))
        return row

    def _removed_row(self, attachment: Attachment) -> RemovedRow:
        row = RemovedRow(attachment, self._trash_days, writable=self._writable)
        for name in ("restore_wanted", "save_wanted", "delete_wanted"):
            getattr(row, name).connect(partial(getattr(self, name).emit, attachment))
        return row

    def _show_removed(self, *, is_open: bool) -> None:
        count = len(self._removed)
        self.fold.setVisible(bool(count))
        if not count:
            self.fold.setChecked(False)
            self._drop_removed_card()
            return
        text = ngettext("{count} removed file", "{count} removed files", count)
        self.fold.setText(text.format(count=count))
        self.fold.setChecked(is_open)
        self._fold(is_open)

    def _fold(self, is_open: bool) -> None:  # noqa: FBT001 - Qt's signal
        if is_open and self._removed:
            if self._removed_card is None:
                self._removed_card = FilesCard(self._removed_row, self)
                self._removed_card.grown.connect(self._order_removed)
                self._stack.addWidget(self._removed_card)
            self._removed_card.show_files(self._removed)
        if self._removed_card is not None:
            self._removed_card.setVisible(is_open)
        said = _("Hide removed files") if is_open else _("Show removed files")
        self.fold.setAccessibleDescription(said)
        self.fold.setIcon(icons.icon("chevron-up" if is_open else "chevron-down", "muted"))
        self.laid_out.emit()

    def _drop_card(self) -> None:
        card, self._card = self._card, None
        self._drop(card)

    def _drop_removed_card(self) -> None:
        card, self._removed_card = self._removed_card, None
        self._drop(card)

    def _drop(self, card: FilesCard[PresentRow] | FilesCard[RemovedRow] | None) -> None:
        if card is not None:
            # It keeps its parent, as the cards of fields do.
            card.stop()
            self._stack.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _focused(self) -> tuple[QWidget, int] | None:
        """Return which row has the focus, or one of its buttons, and its place."""
        focus = QApplication.focusWidget()
        if focus is None:
            return None
        both = enumerate((*self.rows, *self.removed_rows))
        return next(((r, n) for n, r in both if r is focus or r.isAncestorOf(focus)), None)

    def _keep_focus(self, row: QWidget, place: int) -> None:
        """Give the focus to the row that is there now, or to what is in its stead."""
        rows = (*self.rows, *(self.removed_rows if self.fold.isChecked() else ()))
        if row not in rows:
            stop = rows[min(place, len(rows) - 1)] if rows else self.add
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_present(self, new: Sequence[PresentRow]) -> None:
        _in_order(_before(self.rows, new, self._before), new)

    def _order_removed(self, new: Sequence[RemovedRow]) -> None:
        _in_order(_before(self.removed_rows, new, self.fold), new)

    def _stops(self) -> Iterable[QWidget]:
        yield from self.rows
        yield self.add
        yield self.fold
        yield from self.removed_rows


def _before(
    rows: Sequence[FileRow], new: Sequence[FileRow], first: QWidget | None
) -> QWidget | None:
    """Return what Tab comes from into those that are new: the last of them before, or ``first``."""
    there = len(rows) - len(new)
    return rows[there - 1].last_stop() if there else first


def _in_order(before: QWidget | None, stops: Iterable[QWidget]) -> None:
    for stop in stops:
        if before is not None:
            QWidget.setTabOrder(before, stop)
        before = stop.last_stop() if isinstance(stop, FieldRow) else stop
