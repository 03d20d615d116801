# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of an item as a row, and the card of such rows.

A click on a row views the file, or saves it where nothing here can view it; the key Delete
means the file and not its item.  Rows say what is wanted of their attachment; nothing is read,
written or asked here.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from strongroom.gui import theme
from strongroom.gui.pages.detail_text import removed_text
from strongroom.gui.turns import Turns, sliced
from strongroom.gui.widgets.field_row import FieldRow
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.gui.words import size_text
from strongroom.model.attachment_names import shown_name
from strongroom.model.file_types import FileType, Sort, type_by_name
from strongroom.model.item import Attachment
from strongroom.texts import _

_AT_ONCE = 6  # rows made with the item; more of them take longer than a frame
_SLICE = 4


class FileRow(FieldRow):
    """A file: its kind and size above, its name below."""

    def __init__(self, attachment: Attachment, *, writable: bool) -> None:
        super().__init__("", TextBlock(theme.font()))
        self.attachment = attachment
        self.block.set(shown_name(attachment.name))
        self._writable = writable

    def event(self, event: QEvent) -> bool:
        """Keep the key Delete from the window, where it means the item."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_delete(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the file go."""
        if not _is_delete(event):
            super().keyPressEvent(event)
        elif self._writable:
            self._take_away()

    def _take_away(self) -> None:
        raise NotImplementedError

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
        super().__init__(attachment, writable=writable)
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

    def _take_away(self) -> None:
        self.remove_wanted.emit()

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
        super().__init__(attachment, writable=writable)
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

    def _take_away(self) -> None:
        self.delete_wanted.emit()


def _is_delete(event: QEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Delete
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == plain
    )


R = TypeVar("R", bound=FileRow)


class FilesCard(RowsCard, Generic[R]):
    """The first rows are there at once, the rest soon; what stays the same stays as it is.

    ``grown`` carries the rows that came.
    """

    grown = Signal(object)

    def __init__(self, make: Callable[[Attachment], R], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[R] = []
        self._make = make
        self._turns = Turns(self)

    def show_files(self, files: Sequence[Attachment]) -> None:
        """Show these, in the place of what was shown."""
        there = set(files)
        self._keep([row for row in self.rows if row.attachment in there])
        if [row.attachment for row in self.rows] != list(files[: len(self.rows)]):
            self._keep([])
        new = files[len(self.rows) :]
        self._turns.begin(map(self._add, sliced(new, _AT_ONCE, _SLICE)))

    def stop(self) -> None:
        """Make no more rows, and hold no file of them."""
        self._turns.stop()

    def _keep(self, rows: list[R]) -> None:
        self.drop_rows(set(self.rows) - set(rows))
        self.rows = rows

    def _add(self, files: Sequence[Attachment]) -> None:
        new = [self._make(one) for one in files]
        self.add_rows(new)
        self.rows += new
        self.grown.emit(new)
