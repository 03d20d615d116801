# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier versions of an item, and what it has become elsewhere: to look at, and to take back.

The dialogs hold details only while they are open, and write nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.dialogs.confirm import answers
from strongroom.gui.pages.detail_rows import RowsColumn
from strongroom.gui.pages.detail_text import moment_text
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.block_label import BlockLabel
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.gui.widgets.plain_list import PlainList
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.model.fields import Field
from strongroom.model.item import Item
from strongroom.texts import _

_SIZE = (720, 480)
_LIST = 210

NowMs = Callable[[], int]
Seconds = Callable[[], int | None]


class VersionPane(QWidget):
    """A title and cards of rows, scrolled."""

    def __init__(self, now_ms: NowMs, seconds: Seconds) -> None:
        super().__init__()
        self.title = BlockLabel(TextBlock(theme.font(theme.Text.CARD)))
        self.rows = RowsColumn(now_ms, seconds)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        page = QVBoxLayout(inner)
        page.setContentsMargins(0, 0, theme.GRID, 0)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(self.title)
        page.addWidget(self.rows)
        page.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        OverlayScroll(area)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)

    def show_version(self, title: str, fields: tuple[Field, ...]) -> None:
        """Show one state of an item."""
        self.title.show_text(title)
        self.rows.show_fields(fields, {})


class HistoryDialog(QDialog):
    """The versions by their time at the left, the chosen one at the right.

    ``restore_wanted`` carries the id of a version, ``copy_wanted`` an ``ItemRow``.
    """

    restore_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(
        self, parent: QWidget, item: Item, now_ms: NowMs, seconds: Seconds, *, writable: bool
    ) -> None:
        super().__init__(parent)
        _prepare(self, _("Earlier versions"))
        self._versions = item.details.history
        moments = [moment_text(version.at) for version in self._versions]
        self.list = PlainList(_("Earlier versions"), moments)
        self.list.setFixedWidth(theme.scaled(_LIST))
        self.pane = VersionPane(now_ms, seconds)
        self.pane.rows.copy_wanted.connect(self.copy_wanted)
        self.restore = buttons.primary(_("Restore this version"), parent=self)
        self.restore.setEnabled(writable)
        self.restore.clicked.connect(self._restore)
        close = buttons.secondary(_("Close"), parent=self)
        close.clicked.connect(self.reject)
        across = QHBoxLayout()
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.list)
        across.addWidget(self.pane, 1)
        _lay_out(self, _("Earlier versions"), across, answers(close, self.restore))
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.finished.connect(self._forget)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._versions):
            version = self._versions[row]
            self.pane.show_version(version.title, version.fields)

    def _restore(self) -> None:
        version = self._versions[self.list.currentRow()]
        self.accept()
        self.restore_wanted.emit(version.id)

    def _forget(self, _result: int) -> None:
        self.pane.rows.clear()
        self._versions = ()


class TheirsDialog(QDialog):
    """What an item has become while it was being edited here."""

    copy_wanted = Signal(object)

    def __init__(self, parent: QWidget, item: Item, now_ms: NowMs, seconds: Seconds) -> None:
        super().__init__(parent)
        _prepare(self, _("As it was saved elsewhere"))
        self.pane = VersionPane(now_ms, seconds)
        self.pane.rows.copy_wanted.connect(self.copy_wanted)
        self.pane.show_version(item.overview.title, item.fields)
        close = buttons.primary(_("Back to my edit"), parent=self)
        close.clicked.connect(self.accept)
        across = QHBoxLayout()
        across.addWidget(self.pane)
        _lay_out(self, _("As it was saved elsewhere"), across, answers(close))
        self.finished.connect(lambda _result: self.pane.rows.clear())


def _prepare(dialog: QDialog, title: str) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setWindowTitle(title)


def _lay_out(dialog: QDialog, title: str, across: QHBoxLayout, below: QHBoxLayout) -> None:
    page = QVBoxLayout(dialog)
    page.setContentsMargins(*[3 * theme.GRID] * 4)
    page.setSpacing(2 * theme.GRID)
    page.addWidget(label(title, theme.Text.CARD))
    page.addLayout(across, 1)
    page.addLayout(below)
    dialog.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))
