# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of a card: what may be chosen, why, and the control for it at the end."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.labels import label

_MARGIN = (2 * theme.GRID, theme.GRID + 2, theme.GRID + 4, theme.GRID + 2)


class OptionRow(QWidget):
    """Title and explanation on the left, ``control`` on the right."""

    def __init__(
        self, title: str, text: str, control: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = label(title)
        self.text = label(text, theme.Text.SMALL, "muted", wrap=True)
        self.text.setVisible(bool(text))
        if not control.accessibleName():
            control.setAccessibleName(title)
        control.setAccessibleDescription(text)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_MARGIN)
        row.setSpacing(2 * theme.GRID)
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_text(self, text: str) -> None:
        """Explain it anew."""
        self.text.setText(text)
        self.text.setVisible(bool(text))
