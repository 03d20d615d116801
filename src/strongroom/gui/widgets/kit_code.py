# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery code as a QR code: black on white in every theme, and gone with the page.

It is made beside the window: what makes it takes 70 ms to load.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from strongroom.gui import theme
from strongroom.gui.aside import beside
from strongroom.texts import _

_SIDE = 132
_QUIET_DOTS = 4  # the quiet zone that ISO/IEC 18004 asks for
_PAPER, _INK = QColor("#FFFFFF"), QColor("#000000")

Dots = tuple[bytearray, ...]


class KitCode(QWidget):
    """Empty until :meth:`show_text`, and again from :meth:`forget` on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots: Dots = ()
        self._shown = 0
        self.setAccessibleName(_("The recovery code as a QR code"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be read."""
        return not self._dots

    def sizeHint(self) -> QSize:
        """Return a square that a phone reads from a hand's length."""
        return QSize(theme.scaled(_SIDE), theme.scaled(_SIDE))

    def show_text(self, text: str) -> None:
        """Show ``text`` as soon as it is drawn."""
        self.forget()
        shown = self._shown

        def made(dots: Dots) -> None:
            if isValid(self) and shown == self._shown:
                self._dots = dots
                self.update()
            else:
                _zero(dots)

        beside().run(lambda: dots_of(text), made, lambda _error: None)

    def forget(self) -> None:
        """Let go of every dot."""
        self._shown += 1
        _zero(self._dots)
        self._dots = ()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint whole pixels: a blurred edge is harder to read."""
        if not self._dots:
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        across = round(min(self.width(), self.height()) * ratio)
        count = len(self._dots) + 2 * _QUIET_DOTS
        dot = max(1, across // count)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PAPER)
        corner = theme.RADIUS * ratio
        painter.drawRoundedRect(0, 0, across, across, corner, corner)
        start = (across - dot * len(self._dots)) // 2
        for row, line in enumerate(self._dots):
            for column, dark in enumerate(line):
                if dark:
                    painter.fillRect(start + column * dot, start + row * dot, dot, dot, _INK)


def dots_of(text: str) -> Dots:
    """Return rows of dots, 1 for a dark one."""
    import segno  # noqa: PLC0415 - 70 ms of loading that the window's start can spare

    made: Dots = segno.make(text, error="m", micro=False).matrix
    return made


def _zero(dots: Dots) -> None:
    for line in dots:
        line[:] = bytes(len(line))
