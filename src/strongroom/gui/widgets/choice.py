# SPDX-License-Identifier: GPL-3.0-or-later
"""A box to choose one of a few from, with the theme's own arrow."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from strongroom.gui import icons

_ARROW = 16
_INSET = 8
_MOST_IN_SIGHT = 12
_LEAST_SEEN = 12  # characters
_BESIDE_ICON = 4  # as Qt paints it


class Choice(QComboBox):
    """A combo box that a scrolling mouse does not change by passing over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dressed = False
        self.setMaxVisibleItems(_MOST_IN_SIGHT)

    def be_narrow(self) -> None:
        """Manage with little room, and take what there is: the whole words are in the list."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_SEEN)

    def showPopup(self) -> None:
        """Open the list, which is made only now: of a dialog's boxes few are ever opened."""
        if not self._dressed:
            self._dressed = True
            self.setItemDelegate(QStyledItemDelegate(self))  # its own would ignore the style sheet
        super().showPopup()

    def elided(self) -> QStyleOptionComboBox:
        """Return how the box is painted: with as much of the words as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + _BESIDE_ICON
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, field.width() - icon
        )
        return option

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow that a style sheet takes away."""
        if self.currentIndex() < 0:
            super().paintEvent(event)  # with its placeholder
        else:
            painter, option = QStylePainter(self), self.elided()
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            painter.end()
        left = _INSET if self.isRightToLeft() else self.width() - _ARROW - _INSET
        box = QRect(left, (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        icons.icon("chevron-down", "muted").paint(QPainter(self), box)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls."""
        event.ignore()
