# SPDX-License-Identifier: GPL-3.0-or-later
"""Which page it is of how many; another number typed there goes to that page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.labels import label
from strongroom.gui.words import number
from strongroom.texts import _

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_DIGITS = 6
_AROUND = 24  # what the frame and the padding take


class PageBox(QWidget):
    """``chosen`` carries a page from 0, always one that there is."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.line = _Line()
        self.line.setAccessibleName(_("Page"))
        self._total = label("", theme.Text.SMALL, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(label(_("Page"), theme.Text.SMALL, "muted"))
        row.addWidget(self.line)
        row.addWidget(self._total)
        self._page, self._pages = 0, 0
        self.line.settled.connect(self._settle)

    def text(self) -> str:
        """Return where one is, in words."""
        shown = number(self._page + 1), number(self._pages)
        return _("Page {page} of {pages}").format(page=shown[0], pages=shown[1])

    def show_pages(self, page: int, pages: int) -> None:
        """Show where one is."""
        self._page, self._pages = page, pages
        self.line.setText(str(page + 1))
        self.line.setAccessibleDescription(self.text())
        self._total.setText(_("of {pages}").format(pages=number(pages)))
        widest = self.line.fontMetrics().horizontalAdvance("0" * max(2, len(str(pages))))
        self.line.setFixedWidth(widest + theme.scaled(_AROUND))

    def _settle(self) -> None:
        typed = self.line.text()
        page = min(max(1, int(typed)), self._pages) - 1 if typed else self._page
        self.line.setText(str(page + 1))
        self.line.selectAll()
        if page != self._page:
            self.chosen.emit(page)


class _Line(QLineEdit):
    """A number; Enter settles it and does not close the dialog, Escape takes it back."""

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, 10**_DIGITS - 1, self))
        self.setMaxLength(_DIGITS)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Settle what was typed, or take it back."""
        if event.key() in _ENTER:
            self.settled.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember what stood there, all of it selected."""
        super().focusInEvent(event)
        self._before = self.text()
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle what was typed."""
        super().focusOutEvent(event)
        self.settled.emit()
