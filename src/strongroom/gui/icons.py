# SPDX-License-Identifier: GPL-3.0-or-later
"""Lucide's icons in the theme's colours, sharp at every scale.

An icon is drawn when it is painted, in the token's colour of that moment: a change of
scheme needs no more than a repaint.  Drawings are cached by name, colour and size.
Checked or selected, an icon is drawn in the accent colour; disabled, it is faint.
"""

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from strongroom import resources
from strongroom.gui import archive, theme

MARK = "strongroom"  # the application's own, a door that is shut
MARK_OPEN = "strongroom-open"
_OWN = {MARK: "mark.svg", MARK_OPEN: "mark-open.svg"}
_STROKE = "1.7"  # of Lucide's grid of 24; its own 2 is heavy at 20 px
_FAINT = 0.4
_DRAWINGS: dict[tuple[str, str, int, bool], QPixmap] = {}


def icon(name: str, role: str = "text", *, filled: bool = False) -> QIcon:
    """Return an icon by Lucide's name, in the colour of a token of the theme.

    Raises:
        KeyError: Lucide has no icon of that name.
    """
    _svg(name)
    return QIcon(_Engine(name, role, filled=filled))


def pixmap(
    name: str,
    role: str = "text",
    size: int = theme.ICON,
    ratio: float = 1.0,
    *,
    filled: bool = False,
) -> QPixmap:
    """Return a square drawing, ``size`` pixels wide on a screen of that pixel ratio."""
    picture = _drawing(name, theme.colour(role).name(), round(size * ratio), filled=filled)
    if ratio == 1.0:
        return picture
    sharp = QPixmap(picture)
    sharp.setDevicePixelRatio(ratio)
    return sharp


def application_icon() -> QIcon:
    """Return the icon of the window and the task bar, the same in both schemes."""
    return QIcon(str(resources.path("strongroom.svg")))


class _Engine(QIconEngine):
    def __init__(self, name: str, role: str, *, filled: bool) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._filled = filled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device else 1.0
        picture = self.scaledPixmap(rect.size(), mode, state, ratio)
        painter.drawPixmap(rect, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        chosen = mode == QIcon.Mode.Selected or state == QIcon.State.On
        role = "accent" if chosen and self._role in {"text", "muted"} else self._role
        side = round(min(size.width(), size.height()) * scale)
        drawing = _drawing(self._name, theme.colour(role).name(), side, filled=self._filled)
        picture = _on_ground(drawing, size * scale, faint=mode == QIcon.Mode.Disabled)
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, filled=self._filled)


def _on_ground(drawing: QPixmap, size: QSize, *, faint: bool) -> QPixmap:
    """Return a drawing where the text begins that follows it: width left over is a gap."""
    ground = QPixmap(size)
    ground.fill(Qt.GlobalColor.transparent)
    painter = QPainter(ground)
    painter.setOpacity(_FAINT if faint else 1.0)
    over = size.width() - drawing.width()
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    painter.drawPixmap(QPoint(over if mirrored else 0, 0), drawing)
    painter.end()
    return ground


def _drawing(name: str, colour: str, side: int, *, filled: bool) -> QPixmap:
    key = (name, colour, side, filled)
    if key not in _DRAWINGS:
        _DRAWINGS[key] = _draw(*key[:3], filled=filled)
    return _DRAWINGS[key]


def _draw(name: str, colour: str, side: int, *, filled: bool) -> QPixmap:
    svg = _svg(name)
    if filled:
        svg = svg.replace('fill="none"', 'fill="currentColor"', 1)
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return picture


@cache
def _svg(name: str) -> str:
    if name in _OWN:
        return resources.path(_OWN[name]).read_text("utf-8")
    svg = archive.read(_lucide(), f"{name}.svg").decode()
    return svg.replace('stroke-width="2"', f'stroke-width="{_STROKE}"', 1)


@cache
def _lucide() -> bytes:
    return (files("lucide") / "lucide.zip").read_bytes()
