# SPDX-License-Identifier: GPL-3.0-or-later
"""A toast: a line of news low in a pane, over nothing that is read; two where it is narrow.

Two kinds: news, which goes by itself and may offer one action ("Moved to Trash · Undo"), and
a countdown, which stays until its time is over.  News covers a countdown for its moment;
then the countdown is back.  No secret is ever shown here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.block_label import BlockLabel
from strongroom.gui.widgets.countdown_ring import CountdownRing, toast_accent
from strongroom.gui.widgets.text_block import TextBlock
from strongroom.texts import _

SHOWN_MS = 4000
SHOWN_WITH_ACTION_MS = 8000
_HEIGHT = 40
SHADOW = 12
_SIDE = 14


@dataclass(frozen=True, slots=True)
class Saying:
    """News for a toast; ``run`` is what its action does, if it has one."""

    text: str
    action: str = ""
    run: Callable[[], None] | None = None


class Toast(QWidget):
    """The line itself; its parent places it and hears of its coming and going."""

    shown_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ring = CountdownRing(self, on_toast=True)
        self._block = TextBlock(theme.font(), ink="on_toast")
        self._text = BlockLabel(self._block, self)
        self._button = _ToastButton(self)
        self._button.clicked.connect(self._run)
        self._saying: Saying | None = None
        self._countdown: Callable[[int], str] | None = None
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._news_over)
        self._lay_out()
        self.hide()

    def say(self, saying: Saying) -> None:
        """Show news, in the place of what was shown."""
        self._saying = saying
        self._timer.start(SHOWN_WITH_ACTION_MS if saying.run else SHOWN_MS)
        self._show(saying.text, saying.action if saying.run else "")
        announce(self, saying.text)

    def withdraw(self) -> None:
        """Take news away that offers what cannot be done any more."""
        if self._saying is not None and self._saying.run is not None:
            self._timer.stop()
            self._news_over()

    def count_down(self, sentence: Callable[[int], str]) -> None:
        """Begin a countdown; ``sentence`` makes its text from the seconds left."""
        self._countdown = sentence
        self._saying = None
        self._timer.stop()

    def tick(self, left: float, whole: float) -> None:
        """Show how many seconds are left of the countdown that runs."""
        if self._countdown is None:
            return
        first, self._left = not self._left, max(1, round(left))
        self._ring.show_left(left, whole)
        if self._saying is None:
            self._show(self._countdown(self._left), "")
        if first:
            announce(self, self._countdown(self._left))

    def end_countdown(self) -> None:
        """Forget the countdown; news that is shown stays for its time."""
        self._countdown = None
        self._left = 0
        if self._saying is None:
            self._set_shown(False)

    @property
    def text(self) -> str:
        """What is shown, "" for nothing."""
        return "" if self.isHidden() else self._text.accessibleName()

    def size_within(self, width: int) -> QSize:
        """Return the size that shows all of the text, in more lines where ``width`` is short."""
        wanted, hint = self.sizeHint().width(), self._text.sizeHint().width()
        width = min(wanted, width)
        more = self._block.height(hint - (wanted - width)) - self._block.line_height
        return QSize(width, theme.scaled(_HEIGHT) + 2 * SHADOW + max(0, more))

    @property
    def action(self) -> QAbstractButton:
        """The button, visible only when there is something to do."""
        return self._button

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is on it."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on."""
        super().leaveEvent(event)
        if self._saying is not None:
            self._timer.start(SHOWN_MS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and a soft shadow round it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, box, SHADOW)
        painter.setBrush(theme.colour("toast"))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + _SIDE, SHADOW, SHADOW + _SIDE, SHADOW)
        row.setSpacing(10)
        row.addWidget(self._ring)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _show(self, text: str, action: str) -> None:
        self._text.show_text(text)
        self._ring.setVisible(self._saying is None)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._set_shown(True)
        self.updateGeometry()

    def _set_shown(self, shown: bool) -> None:  # noqa: FBT001 - a state, not an option
        self.setVisible(shown)
        if shown:
            self.raise_()
        self.shown_changed.emit(shown)

    def _news_over(self) -> None:
        self._saying = None
        if self._countdown is None:
            self._set_shown(False)
        else:
            self._show(self._countdown(max(1, self._left)), "")

    def _run(self) -> None:
        saying, self._saying = self._saying, None
        self._timer.stop()
        self._news_over()
        if saying is not None and saying.run is not None:
            saying.run()


def paint_shadow(painter: QPainter, box: QRectF, reach: int) -> None:
    """Draw a soft shadow round ``box``, ``reach`` pixels wide, fading outward."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(reach, 0, -1):
        painter.setBrush(QColor(0, 0, 0, 5 if theme.current().dark else 3))
        halo = box.adjusted(-step, -step + 3, step, step)
        painter.drawRoundedRect(halo, theme.RADIUS + step, theme.RADIUS + step)
    painter.restore()


class _ToastButton(QAbstractButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme.font(theme.Text.STRONG))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Want room for the text and a ring round it."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 12, metrics.height() + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text in an accent that is seen on the toast."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(toast_accent()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(toast_accent()), theme.RING))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)


def copied_sentence(label: str) -> Callable[[int], str]:
    """Return what tells how long ``label`` ("Password") stays on the clipboard."""

    def sentence(seconds: int) -> str:
        return _("{label} copied · clears in {seconds} s").format(label=label, seconds=seconds)

    return sentence
