# SPDX-License-Identifier: GPL-3.0-or-later
"""An item that is looked at: title, cards of rows, tags, and the times at the foot.

It holds the item's details for as long as they are shown and not a moment longer.  It says
what is wanted of them; it does nothing by itself.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.flows.looking import Looked, Part, part_of
from strongroom.gui.pages.detail_fields import ItemRow, SecretRow
from strongroom.gui.pages.detail_files import FilesBox
from strongroom.gui.pages.detail_head import SIDE, ItemTitle
from strongroom.gui.pages.detail_rows import RowsColumn
from strongroom.gui.pages.detail_text import (
    history_text,
    subtitle,
    times_text,
    trashed_text,
)
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.chip import Chip, tag_chip
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.overlay_scroll import OverlayScroll
from strongroom.gui.words import moment_text
from strongroom.model.item import Folder, Item, Overview
from strongroom.texts import _

# The text ends where the cards end.
_FLUSH = "QPushButton { padding: 3px 0; } QPushButton:focus { padding: 2px 4px; }"
FOOT = 16  # below the times
_PLACED = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest})


class ItemView(QScrollArea):
    """Shows one item.  What is wanted carries the row's field, never its value alone."""

    copy_wanted = Signal(object)  # ItemRow
    large_wanted = Signal(object)  # ItemRow
    open_wanted = Signal(object)  # Field
    revealed = Signal(object)  # Field
    tag_clicked = Signal(str)
    laid_out = Signal()
    history_wanted = Signal()

    def __init__(
        self,
        now_ms: Callable[[], int],
        reveal_seconds: Callable[[], int | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._looked: Looked | None = None
        self._chips: list[Chip] = []
        self.column = RowsColumn(now_ms, reveal_seconds)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build()

    @property
    def item(self) -> Item | None:
        """The item that is shown."""
        return self._looked.item if self._looked else None

    def show_item(
        self, looked: Looked, folders: Mapping[int, Folder], *, writable: bool = False
    ) -> None:
        """Show an item; place, focus and what is revealed stay where it is the same as before."""
        before, self._looked = self._looked, looked
        same = before is not None and before.item.id == looked.item.id
        place = self.verticalScrollBar().value() if same else 0
        seen = looked.item.overview
        self.title.show_item(seen, subtitle(seen, folders))
        if not same or before is None or _rows_of(before) != _rows_of(looked):
            self._show_rows(looked, keep_focus=same)
        self.set_writable(writable)
        self._show_tags(seen.tags)
        self._show_foot(looked.item, looked.trash_days)
        self.setEnabled(True)
        self.verticalScrollBar().setValue(place)

    def _show_rows(self, looked: Looked, *, keep_focus: bool) -> None:
        focused = next((row.field for row in self.rows if _holds_focus(row)), None)
        self.column.show_fields(looked.item.fields, looked.strengths)
        self.column.setVisible(bool(self.rows))  # a document may have none
        if focused is not None and keep_focus and self.rows:
            same = (row for row in self.rows if row.field.id == focused.id)
            next(same, self.rows[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_writable(self, writable: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Offer changes of the files, or none."""
        if self._looked is not None:
            seen = self._looked.item.overview
            days = self._looked.trash_days
            changeable = writable and seen.trashed is None
            self.files.show_item(self._looked.item, days, writable=changeable)
            self.files.follow(self.rows[-1].last_stop() if self.rows else None)

    def clear(self) -> None:
        """Let go of the item and of everything that was made of it."""
        self.column.clear()
        self.files.clear()
        self._looked = None

    @property
    def rows(self) -> list[ItemRow]:
        """The rows that are there so far."""
        return self.column.rows

    def toggle_secret(self) -> None:
        """Reveal or hide what counts as the item's password."""
        secret = part_of(self._looked.item, Part.PASSWORD) if self._looked else None
        for row in self.rows:
            if isinstance(row, SecretRow) and secret is not None and row.field.id == secret.id:
                self.ensureWidgetVisible(row)
                row.toggle()

    def quiet_box(self) -> QRect:
        """Return what part of the view has nothing to read, above the foot."""
        parts = (self._tags, self.files, self.column, self.title)
        last = next(part for part in parts if not part.isHidden())
        top = last.geometry().bottom()
        inner = QRect(0, top, self._page.width(), self._foot.geometry().top() - top)
        return inner.translated(self._page.pos())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when what is shown has found its places."""
        if watched is self._page and event.type() in _PLACED:
            self.laid_out.emit()
        return super().eventFilter(watched, event)

    # Inside

    def _build(self) -> None:
        self._page = QWidget()
        self._page.installEventFilter(self)
        self._page.setAutoFillBackground(False)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(SIDE, 0, SIDE, FOOT)
        page.setSpacing(2 * theme.GRID)
        self.title = ItemTitle()
        page.addWidget(self.title)
        self.column.copy_wanted.connect(self.copy_wanted)
        self.column.large_wanted.connect(self.large_wanted)
        self.column.open_wanted.connect(self.open_wanted)
        self.column.revealed.connect(self.revealed)
        page.addWidget(self.column)
        self.files = FilesBox()
        page.addWidget(self.files)
        self._tags = QWidget()
        self._tag_line = FlowLayout(self._tags, gap=theme.GRID - 2)
        page.addWidget(self._tags)
        page.addStretch(1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, theme.GRID, 0, 0)
        self.times = label("", theme.Text.SMALL, "muted", wrap=True)
        self.history = buttons.link("")
        self.history.setFont(theme.font(theme.Text.SMALL))
        self.history.setProperty("tone", "accent")
        self.history.setStyleSheet(_FLUSH)
        self.history.clicked.connect(self.history_wanted)
        foot.addWidget(self.times, 1)
        foot.addWidget(self.history)
        page.addWidget(self._foot)
        self.setWidget(self._page)
        self.viewport().setAutoFillBackground(False)
        OverlayScroll(self)

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        for old in self._chips:
            self._tag_line.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = [tag_chip(tag) for tag in tags]
        for tag, chip in zip(tags, self._chips, strict=True):
            chip.clicked.connect(lambda _on=False, tag=tag: self.tag_clicked.emit(tag))
            self._tag_line.addWidget(chip)
        self._tags.setVisible(bool(tags))

    def _show_foot(self, item: Item, trash_days: int) -> None:
        seen = item.overview
        in_trash = seen.trashed is not None
        self.times.setText(trashed_text(seen, trash_days) if in_trash else times_text(seen))
        self.times.setToolTip(_exact_times(seen))
        self.history.setText(history_text(len(item.details.history)))
        self.history.setVisible(bool(item.details.history))


def _rows_of(looked: Looked) -> tuple[object, ...]:
    """Return all that the rows are made of."""
    return looked.item.fields, looked.strengths


def _holds_focus(row: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is row or row.isAncestorOf(focus))


def _exact_times(seen: Overview) -> str:
    return _("Created {created}\nChanged {changed}").format(
        created=moment_text(seen.created), changed=moment_text(seen.modified)
    )
