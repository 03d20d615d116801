# SPDX-License-Identifier: GPL-3.0-or-later
"""A toast on the screen itself, for a copy that was made with no window in sight.

It takes no focus and no click, stands for a moment and goes: whoever copied is about to
paste somewhere else.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QWidget

from strongroom.gui import compositing, theme
from strongroom.gui.widgets.toast import SHADOW, Saying, Toast

SHOWN_MS = 2500


class CopiedNotice(QWidget):
    """``toast`` is what it shows."""

    def __init__(self) -> None:
        super().__init__(None, _FLAGS)
        self._soft = compositing.composites()
        for attribute in _QUIET:
            self.setAttribute(attribute)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._soft)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.toast = Toast(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)

    def show_countdown(
        self, at: QPoint, sentence: Callable[[int], str], left: float, whole: float
    ) -> None:
        """Show for a moment how long a copy stays, in the middle above ``at``."""
        self.toast.count_down(sentence)
        self.toast.tick(left, whole)
        self._show(at)

    def show_saying(self, at: QPoint, text: str) -> None:
        """Show a sentence for a moment."""
        self.toast.say(Saying(text))
        self._show(at)

    def _show(self, at: QPoint) -> None:
        size = self.toast.size_within(theme.scaled(theme.PALETTE))
        inset = 0 if self._soft else SHADOW  # where nothing shows through, no shadow is cast
        self.toast.setGeometry(-inset, -inset, size.width(), size.height())
        self.setFixedSize(size - QSize(2 * inset, 2 * inset))
        self.move(at - QPoint(self.width() // 2, 0))
        self.show()
        self.raise_()
        self._timer.start()


_FLAGS = (
    Qt.WindowType.ToolTip
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
    | Qt.WindowType.WindowTransparentForInput
)
_QUIET = (
    Qt.WidgetAttribute.WA_ShowWithoutActivating,
    Qt.WidgetAttribute.WA_TransparentForMouseEvents,
)
