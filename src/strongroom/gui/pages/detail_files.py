# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an item that is looked at: a card of rows, and below it those that were removed.

A click on a row views the file, or saves it where nothing here can view it.  Rows say what
is wanted of their attachment; nothing is read, written or asked here.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.pages.detail_text import removed_text
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.field_row import FieldRow
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.gui.words import size_text
from strongroom.model import attached
from strongroom.model.attachment_names import shown_name
from strongroom.model.file_types import FileType, Sort, type_by_name
from strongroom.model.item import Attachment, Item
from strongroom.texts import _, ngettext

_AT_ONCE = 8  # rows made with the item; more of them take longer than a frame
_SLICE = 6


class FileRow(FieldRow):
    """A file: its kind and size above, its name below."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__("", TextBlock(theme.font()))
        self.attachment = attachment
        self.block.set(shown_name(attachment.name))

    def _tell(self, label: str, does: str) -> None:
        self.label = label
        self.say(shown_name(self.attachment.name))
        self.setAccessibleDescription(does)
        self.value_changed()


class PresentRow(FileRow):
    """A file that is there; ``kind`` is known better once its first bytes were read."""

    view_wanted = Signal()
    save_wanted = Signal()
    rename_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, attachment: Attachment, *, writable: bool, viewable: bool) -> None:
        super().__init__(attachment)
        self._viewable = viewable
        if viewable:
            self.add_tool("eye", _("View"), self.view_wanted.emit)
        self.add_tool("download", _("Save as…"), self.save_wanted.emit)
        if writable:
            self.add_tool("pencil", _("Rename…"), self.rename_wanted.emit)
            self.add_tool("trash-2", _("Remove"), self.remove_wanted.emit)
        self._kind = type_by_name(attachment.name)
        self.clicked.connect(self._pressed)
        self.show_type(self._kind)

    def show_type(self, kind: FileType) -> None:
        """Say what the file is."""
        self._kind = kind
        label = _("{kind} · {size}").format(kind=kind.label, size=size_text(self.attachment.size))
        does = _("Press to view") if self._is_viewed else _("Press to save")
        self._tell(label[:1].upper() + label[1:], does)

    @property
    def _is_viewed(self) -> bool:
        return self._viewable and self._kind.sort is not Sort.OTHER

    def _pressed(self) -> None:
        wanted = self.view_wanted if self._is_viewed else self.save_wanted
        wanted.emit()


class RemovedRow(FileRow):
    """A file that was removed; a click brings it back."""

    restore_wanted = Signal()
    save_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, attachment: Attachment, trash_days: int, *, writable: bool) -> None:
        super().__init__(attachment)
        self.block = TextBlock(theme.font(), ink="muted")
        self.block.set(shown_name(attachment.name))
        self.add_tool("download", _("Save as…"), self.save_wanted.emit)
        if writable:
            self.add_tool("archive-restore", _("Restore"), self.restore_wanted.emit)
            self.add_tool("trash-2", _("Delete for good…"), self.delete_wanted.emit)
        self.clicked.connect(self.restore_wanted if writable else self.save_wanted)
        does = _("Press to restore") if writable else _("Press to save")
        size = size_text(attachment.size)
        since = removed_text(attachment.removed or 0, trash_days)
        self._tell(_("{size} · {since}").format(size=size, since=since), does)


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
        self.rows: list[PresentRow] = []
        self.removed_rows: list[RemovedRow] = []
        self._shown: tuple[object, ...] = ()
        self._before: QWidget | None = None
        self._card: RowsCard | None = None
        self._removed_card: RowsCard | None = None
        self._waiting: list[Attachment] = []
        self._writable = False
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(lambda: self._add(_SLICE))
        self._build()

    def show_item(self, item: Item, trash_days: int, *, writable: bool) -> None:
        """Show the files of an item; nothing moves where they are the same as before."""
        wanted = (item.id, item.details.attachments, trash_days, writable, self.viewable)
        if wanted == self._shown:
            return
        same = self._shown[:1] == wanted[:1]
        was_open, at = self.fold.isChecked() and same, self._focused() if same else None
        self.clear()
        self._shown, self._writable = wanted, writable
        present, removed = attached.present(item.details), attached.removed(item.details)
        self.add.setVisible(writable)
        self._waiting = list(present)
        if present:
            self._card = self._new_card(0)
            self._add(_AT_ONCE)
        self._show_removed(removed, trash_days, is_open=was_open)
        self.setVisible(bool(present or removed) or writable)
        if at is not None:
            self._focus(at)

    def clear(self) -> None:
        """Let go of the item's files."""
        self._later.stop()
        self._waiting.clear()
        self._shown = ()
        self.rows.clear()
        self.removed_rows.clear()
        for card in (self._card, self._removed_card):
            if card is not None:
                # It keeps its parent, as the cards of fields do.
                self._stack.removeWidget(card)
                card.hide()
                card.deleteLater()
        self._card = self._removed_card = None
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
        self._order()

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

    def _new_card(self, place: int) -> RowsCard:
        card = RowsCard()
        self._stack.insertWidget(place, card)
        return card

    def _add(self, count: int) -> None:
        now, self._waiting = self._waiting[:count], self._waiting[count:]
        for one in now:
            row = PresentRow(one, writable=self._writable, viewable=self.viewable)
            for name in ("view_wanted", "save_wanted", "rename_wanted", "remove_wanted"):
                getattr(row, name).connect(partial(getattr(self, name).emit, one))
            self._put(row, self._card)
            self.rows.append(row)
        if self._waiting:
            self._later.start()
        else:
            self._later.stop()
        self._order()

    def _show_removed(
        self, removed: Sequence[Attachment], trash_days: int, *, is_open: bool
    ) -> None:
        self.fold.setVisible(bool(removed))
        if not removed:
            return
        text = ngettext("{count} removed file", "{count} removed files", len(removed))
        self.fold.setText(text.format(count=len(removed)))
        self._removed_card = self._new_card(self._stack.count())
        for one in removed:
            row = RemovedRow(one, trash_days, writable=self._writable)
            for name in ("restore_wanted", "save_wanted", "delete_wanted"):
                getattr(row, name).connect(partial(getattr(self, name).emit, one))
            self._put(row, self._removed_card)
            self.removed_rows.append(row)
        self.fold.setChecked(is_open)
        self._fold(is_open)
        self._order()

    def _put(self, row: FileRow, card: RowsCard | None) -> None:
        assert card is not None  # noqa: S101 - made before its rows
        card.add_row(row)

    def _fold(self, is_open: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self._removed_card is not None:
            self._removed_card.setVisible(is_open)
        said = _("Hide removed files") if is_open else _("Show removed files")
        self.fold.setAccessibleDescription(said)
        self.fold.setIcon(icons.icon("chevron-up" if is_open else "chevron-down", "muted"))
        self.laid_out.emit()

    def _focused(self) -> int | None:
        """Return which row has the focus, or one of its buttons."""
        focus = QApplication.focusWidget()
        if focus is None:
            return None
        both = (*self.rows, *self.removed_rows)
        places = (n for n, row in enumerate(both) if row is focus or row.isAncestorOf(focus))
        return next(places, None)

    def _focus(self, place: int) -> None:
        """Give the focus to the row that is there now, or to what is in its stead."""
        rows = (*self.rows, *(self.removed_rows if self.fold.isChecked() else ()))
        stop = rows[min(place, len(rows) - 1)] if rows else self.add
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _order(self) -> None:
        before = self._before
        for stop in self._stops():
            if before is not None:
                QWidget.setTabOrder(before, stop)
            before = stop.last_stop() if isinstance(stop, FieldRow) else stop

    def _stops(self) -> Iterable[QWidget]:
        yield from self.rows
        yield self.add
        yield self.fold
        yield from self.removed_rows
