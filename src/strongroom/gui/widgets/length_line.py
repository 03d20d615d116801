# SPDX-License-Identifier: GPL-3.0-or-later
"""A length to slide or to type: the slider ends where lengths are usual, the number does not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.slider import LineSlider

_NUMBER = 48


class LengthLine(QWidget):
    """Name, slider and number; ``changed`` tells once of each new value."""

    changed = Signal()

    def __init__(self, name: str, limits: tuple[int, int], slides_to: int, value: int) -> None:
        super().__init__()
        least, most = limits
        self.slider = LineSlider(name, least, slides_to)
        self.number = QSpinBox()
        self.number.setRange(least, most)
        self.number.setValue(value)
        self.number.setFont(theme.digits(theme.Text.BODY))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setAccessibleName(name)
        self.number.setFixedWidth(theme.scaled(_NUMBER))
        self.slider.setValue(min(value, slides_to))
        self.slider.valueChanged.connect(self._slid)
        self.number.valueChanged.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID + 4)
        row.addWidget(label(name))
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)

    @property
    def value(self) -> int:
        """The length that is set."""
        return self.number.value()

    def _slid(self, value: int) -> None:
        self.number.setValue(value)

    def _typed(self, value: int) -> None:
        # A number past the slider's end leaves the slider there, and must not come back from it.
        self.slider.blockSignals(True)
        self.slider.setValue(min(value, self.slider.maximum()))
        self.slider.blockSignals(False)
        self.changed.emit()
