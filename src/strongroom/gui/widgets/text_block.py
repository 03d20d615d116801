# SPDX-License-Identifier: GPL-3.0-or-later
"""A text that is painted, in as many lines as it needs, and held by no widget.

Words break only where they must; the first strong letter of a line decides its direction.
A secret is set in a fixed-width face from left to right, digits and symbols in colours of
their own, and may break anywhere.
"""

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from strongroom.gui import theme
from strongroom.gui.widgets.secret_line_edit import token_of
from strongroom.texts import _

DOTS = 10
_DOT = 5
_PITCH = 11
MOST = 10_000  # characters that are shown of one value
_PIECE = 1000
_LINE_SEPARATOR = "\u2028"
_FIRST_PLANE = 0xFFFF
_WIDEST = 480
_MEASURED = 200


class TextBlock:
    """One text in one face; ``ink`` is a token, ``coloured`` tells digits and symbols apart.

    Qt's layout of a paragraph takes the square of its length, so a long one is laid out in
    pieces; of a text beyond ``MOST`` characters the beginning is shown, and how much more
    there is.  Heights are remembered, for Qt asks for several widths in turn.
    """

    def __init__(
        self, face: QFont, *, ink: str = "text", coloured: bool = False, words: bool = True
    ) -> None:
        self._face = face
        self._metrics = QFontMetrics(face)
        self._ink = ink
        self._coloured = coloured
        self._words = words
        self._text = ""
        self._layouts: list[QTextLayout] = []
        self._width = -1
        self._heights: dict[int, int] = {}
        self._tokens: theme.Tokens | None = None
        self._advance = 0

    def set(self, text: str) -> None:
        """Paint ``text`` from now on."""
        self._text = text
        self._layouts = []
        self._tokens = None
        self._heights.clear()
        self._advance = self._metrics.horizontalAdvance(text[:_MEASURED].partition("\n")[0]) + 2

    @property
    def line_height(self) -> int:
        """The height of one line in pixels."""
        return self._metrics.height()

    def width_hint(self) -> int:
        """Return the width of the first line, up to that of a wide column."""
        return min(theme.scaled(_WIDEST), self._advance)

    def height(self, width: int) -> int:
        """Return the height of all lines at ``width`` pixels."""
        if self._is_one_line(width):
            return self.line_height
        if width not in self._heights:
            bottom = self._laid(width)
            self._heights[width] = max(self.line_height, int(bottom + 0.99))
        return self._heights[width]

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the lines from the top of ``box``."""
        self._laid(int(box.width()))
        painter.setPen(theme.colour(self._ink))
        for layout in self._layouts:
            layout.draw(painter, box.topLeft())

    def _is_one_line(self, width: int) -> bool:
        """Tell without laying out; other scripts may come from taller faces."""
        short = len(self._text) <= _MEASURED and self._advance <= width
        return short and "\n" not in self._text and self._text.isascii()

    def _laid(self, width: int) -> float:
        """Lay out at ``width``, where that is not done, and return where the last line ends."""
        if self._tokens is not theme.current():
            self._tokens = theme.current()
            self._layouts = [self._layout_of(piece) for piece in pieces_of(shown_part(self._text))]
            self._width = -1
        if width != self._width:
            self._width = width
            top = 0.0
            for layout in self._layouts:
                top = _break_lines(layout, width, top)
        last = self._layouts[-1]
        return last.lineAt(last.lineCount() - 1).rect().bottom() if last.lineCount() else 0.0

    def _layout_of(self, piece: str) -> QTextLayout:
        layout = QTextLayout(piece, self._face)
        layout.setTextOption(_option(secret=self._coloured, words=self._words))
        if self._coloured:
            layout.setFormats([_run(*run) for run in colour_runs(piece)])
        return layout


class SecretBlock(TextBlock):
    """Ten dots whatever the length, or the secret itself while it is revealed.

    While it is hidden the secret is not here.  ``words`` keeps the words of a phrase whole.
    """

    def __init__(self, size: int = 14, *, words: bool = False) -> None:
        super().__init__(theme.mono(size), coloured=True, words=words)
        self._hidden = True

    @property
    def hidden(self) -> bool:
        """Whether dots are painted."""
        return self._hidden

    def reveal(self, secret: str) -> None:
        """Paint ``secret`` until :meth:`conceal`."""
        self._hidden = False
        self.set(secret)

    def conceal(self) -> None:
        """Paint dots, and forget what was painted."""
        self._hidden = True
        self.set("")

    def width_hint(self) -> int:
        """Return the width of the dots, or of the secret."""
        return theme.scaled(_PITCH) * DOTS if self._hidden else super().width_hint()

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the dots, or the secret."""
        if not self._hidden:
            super().paint(painter, box)
            return
        size, pitch = theme.scaled(_DOT), theme.scaled(_PITCH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        top = box.top() + (self.line_height - size) / 2
        first, step = box.left() + 1, pitch
        if QApplication.isRightToLeft():
            first, step = box.right() - 1 - size, -pitch
        for number in range(DOTS):
            painter.drawEllipse(QRectF(first + number * step, top, size, size))


def colour_runs(text: str) -> list[tuple[int, int, str]]:
    """Return start, length and token of each run of one colour, in UTF-16 units as Qt counts."""
    runs: list[tuple[int, int, str]] = []
    at = 0
    for character in text:
        size = 2 if ord(character) > _FIRST_PLANE else 1
        # A combining mark belongs to the letter or digit that it stands on.
        mark = bool(runs) and unicodedata.category(character).startswith("M")
        token = runs[-1][2] if mark else token_of(character)
        if runs and runs[-1][2] == token:
            runs[-1] = (runs[-1][0], runs[-1][1] + size, token)
        else:
            runs.append((at, size, token))
        at += size
    return runs


def _run(start: int, length: int, token: str) -> QTextLayout.FormatRange:
    run = QTextLayout.FormatRange()
    run.start, run.length = start, length
    run.format = QTextCharFormat()
    run.format.setForeground(theme.colour(token))
    return run


def _option(*, secret: bool, words: bool) -> QTextOption:
    side = Qt.AlignmentFlag.AlignRight if QApplication.isRightToLeft() else None
    option = QTextOption((side or Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute)
    modes = QTextOption.WrapMode
    option.setWrapMode(modes.WrapAtWordBoundaryOrAnywhere if words else modes.WrapAnywhere)
    if secret:
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    return option


def shown_part(text: str) -> str:
    """Return what is shown of a text: all of it, or its beginning and how much more there is."""
    if len(text) <= MOST:
        return text
    more = _("… {count:,} more characters; a copy takes all of them.")
    return text[:MOST] + "\n\n" + more.format(count=len(text) - MOST)


def pieces_of(text: str) -> list[str]:
    """Split a text between paragraphs, and long paragraphs at a space where there is one.

    Short paragraphs share a piece, with the sign that tells a layout of a new line.
    """
    pieces: list[str] = []
    room = 0
    for paragraph in text.split("\n"):
        *whole, rest = _cut(paragraph)
        if not whole and pieces and len(rest) < room:
            pieces[-1] += _LINE_SEPARATOR + rest
        else:
            pieces += [*whole, rest]
            room = _PIECE
        room -= len(rest) + 1
    return pieces


def _cut(paragraph: str) -> list[str]:
    pieces = []
    while len(paragraph) > _PIECE:
        space = paragraph.rfind(" ", _PIECE // 2, _PIECE)
        end = space + 1 if space >= 0 else _PIECE
        pieces.append(paragraph[:end])
        paragraph = paragraph[end:]
    return [*pieces, paragraph]


def _break_lines(layout: QTextLayout, width: int, top: float) -> float:
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return top
