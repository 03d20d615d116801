# SPDX-License-Identifier: GPL-3.0-or-later
"""The button of a page that takes a moment: while it does, it turns and says so."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.buttons import Button
from strongroom.gui.widgets.labels import repolish
from strongroom.gui.widgets.spinner import Spinner

_GAP = 10


class BusyButton(Button):
    """A primary button with a second text for the time that it works."""

    def __init__(
        self, text: str, busy_text: str, parent: QWidget | None = None, *, large: bool = True
    ) -> None:
        super().__init__(text, parent)
        self._texts = (text, busy_text)
        self.setProperty("role", "primary")
        self.setProperty("large", large)
        self.setFont(theme.font(theme.Text.STRONG))
        self._spinner = Spinner(self, side=18, colour="muted")
        self._spinner.hide()

    @property
    def busy(self) -> bool:
        """Whether it works."""
        return not self._spinner.isHidden()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Begin or end."""
        self._spinner.setVisible(busy)
        self.setText(self._texts[busy])
        self.setEnabled(not busy)
        repolish(self)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the spinner left of the words."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        words = self.fontMetrics().horizontalAdvance(self.text())
        side = self._spinner.sizeHint()
        left = (self.width() - words) // 2 - side.width() - _GAP
        self._spinner.setGeometry(left, (self.height() - side.height()) // 2, *side.toTuple())
