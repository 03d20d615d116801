# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture, or one page, that fits the room it has or is as large as it is; arrows scroll."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.overlay_scroll import OverlayScroll


class _Picture(QWidget):
    """Paints the picture in the middle, at a size in widget coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.size_shown = QSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(0, 0, self.size_shown.width(), self.size_shown.height())
        box.moveCenter(QRectF(self.rect()).center())
        painter.drawImage(box, self.image)
        painter.setPen(theme.colour("hairline"))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))  # a white page on a light ground


class PageView(QScrollArea):
    """``wanted`` tells that a page is needed for another room, in points of the screen."""

    wanted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picture = _Picture()
        self._zoom = 1.0
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._picture)
        self.setWidgetResizable(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(theme.scaled(240), theme.scaled(180))
        self.viewport().setAutoFillBackground(False)
        OverlayScroll(self)

    @property
    def zoom(self) -> float:
        """How many times larger than what fits it is."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show it so many times larger than what fits."""
        self._zoom = zoom
        self._place()
        self.wanted.emit()

    def show_image(self, image: QImage) -> None:
        """Show a page."""
        self._picture.image = image
        self._place()

    def forget(self) -> None:
        """Hold no picture any more."""
        self.show_image(QImage())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new room."""
        super().resizeEvent(event)
        self._place()
        self.wanted.emit()

    def _place(self) -> None:
        shape = self._picture.image.size()
        room = self.viewport().size()
        shown = QSize()
        if not shape.isEmpty():
            # A small picture is not blown up unless somebody asks for it.
            own = shape / self.devicePixelRatioF()
            shown = own.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            shown = (shown if shown.width() < own.width() else own) * max(self._zoom, 1.0)
            if self._zoom > 1:
                shown = shape.scaled(room * self._zoom, Qt.AspectRatioMode.KeepAspectRatio)
        self._picture.size_shown = shown
        self._picture.resize(shown.expandedTo(room))
        self._picture.update()
