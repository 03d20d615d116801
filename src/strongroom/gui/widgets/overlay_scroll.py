# SPDX-License-Identifier: GPL-3.0-or-later
"""A scroll bar that lies over its view and shows only while it is of use.

It takes no room, so that rows keep their width whether or not there are more of them.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

_SHOWN_MS = 900  # after the last movement
_WIDTH = 10


class OverlayScroll(QObject):
    """Puts such a bar over ``area``, whose own is switched off."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._own = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Vertical, area)
        self.bar.hide()
        self.bar.setCursor(Qt.CursorShape.ArrowCursor)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._hide_unless_used)
        self._own.rangeChanged.connect(self._take_range)
        self._own.valueChanged.connect(self._moved)
        self.bar.valueChanged.connect(self._own.setValue)
        for watched in (area, area.viewport(), self.bar):
            watched.installEventFilter(self)
        self._take_range()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the view, and show where the mouse is."""
        kind = event.type()
        if kind == QEvent.Type.Resize and watched is self._area:
            self._place()
        elif kind in {QEvent.Type.Enter, QEvent.Type.MouseMove}:
            self._show()
        elif kind == QEvent.Type.Leave:
            self._timer.start()
        return False

    def _take_range(self) -> None:
        self.bar.setRange(self._own.minimum(), self._own.maximum())
        self.bar.setPageStep(self._own.pageStep())
        self.bar.setSingleStep(self._own.singleStep())
        if self._own.maximum() <= self._own.minimum():
            self.bar.hide()

    def _moved(self, value: int) -> None:
        self.bar.setValue(value)
        self._show()

    def _show(self) -> None:
        if self._own.maximum() > self._own.minimum():
            self._place()
            self.bar.show()
            self.bar.raise_()
            self._timer.start()

    def _hide_unless_used(self) -> None:
        if self.bar.isSliderDown() or self.bar.underMouse():
            self._timer.start()
        else:
            self.bar.hide()

    def _place(self) -> None:
        area = self._area
        left = area.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.bar.setGeometry(0 if left else area.width() - _WIDTH, 0, _WIDTH, area.height())
