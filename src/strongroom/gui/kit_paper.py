# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery kit as a sheet of paper: drawn for a printer, a PDF, or the screen.

The code is on it in the clear, in words and as a QR code, which is its purpose.  A PDF is
readable by its owner alone from its first byte.
"""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from strongroom.app.new_files import new_file
from strongroom.app.recovery_kit import RecoveryKit
from strongroom.app.spared import check_what_is_there
from strongroom.gui import theme
from strongroom.gui.widgets.kit_code import dots_of

_INK = QColor("#000000")
_PALE = QColor("#5C6169")
_MARGIN_MM = 20.0
_DPI = 300
_POINTS = 72.0  # an inch
_WRAP = Qt.TextFlag.TextWordWrap
_LETTER = {QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico}
_QR_SIDE = 110.0  # points
_CODE_POINTS = 15.0
_OVER = 1.02  # dots overlap by a hair, so that no viewer draws a gap between them
_QUIET_DOTS = 4  # the quiet zone that ISO/IEC 18004 asks for


def save_pdf(kit: RecoveryKit, path: Path) -> None:
    """Write the sheet to ``path``, in place of what is there unless that is a vault or a key.

    Raises:
        CannotSave: the file cannot be written, or what is there is never replaced.
    """
    check_what_is_there(path)
    data = _pdf(kit)
    with new_file(path, replace=True) as file:
        file.write(data)


def lay_out(device: QPagedPaintDevice) -> None:
    """Give a device the paper of this country, with margins that every printer manages."""
    device.setPageSize(QPageSize(paper_of(QLocale.system())))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)


def paper_of(locale: QLocale) -> QPageSize.PageSizeId:
    """Return the usual paper of a country."""
    letter = locale.territory() in _LETTER
    return QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4


def paint(kit: RecoveryKit, device: QPagedPaintDevice) -> None:
    """Paint the sheet on ``device``, which is laid out already."""
    painter = QPainter(device)
    try:
        scale = device.logicalDpiX() / _POINTS
        painter.scale(scale, scale)
        page = QRectF(painter.viewport())
        _Sheet(painter, page.width() / scale).draw(kit)
    finally:
        painter.end()


def plain(code: str) -> str:
    """Return the code without what stands between its groups, as the QR code holds it."""
    return "".join(_groups(code))


class _Sheet:
    """Draws from top to bottom, in points."""

    def __init__(self, painter: QPainter, width: float) -> None:
        self._painter = painter
        self._width = width
        self._top = 0.0

    def draw(self, kit: RecoveryKit) -> None:
        self._line(kit.title, 22, QFont.Weight.Bold)
        self._line(kit.purpose, 11, gap=20)
        for label, value in kit.facts:
            self._line(label, 8, ink=_PALE)
            self._line(value, 11, gap=8)
        self._space(10)
        self._boxed_code(kit)
        self._space(18)
        for number, step in enumerate(kit.steps, start=1):
            self._line(f"{number}.  {step}", 11, gap=5)
        self._space(12)
        self._line(kit.warning, 11, QFont.Weight.DemiBold)

    def _line(
        self,
        text: str,
        points: float,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        ink: QColor = _INK,
        gap: float = 3,
    ) -> None:
        self._painter.setFont(_face(points, weight))
        self._painter.setPen(ink)
        room = QRectF(0, self._top, self._width, 1000)
        used = self._painter.boundingRect(room, _WRAP, text)
        self._painter.drawText(room, _WRAP, text)
        self._top += used.height() + gap

    def _boxed_code(self, kit: RecoveryKit) -> None:
        pad = 14.0
        box = QRectF(0, self._top, self._width, _QR_SIDE + 2 * pad)
        self._painter.setPen(_PALE)
        self._painter.drawRoundedRect(box, 6, 6)
        inside = box.adjusted(pad, pad, -pad, -pad)
        self._draw_qr(plain(kit.code), inside)
        words = inside.adjusted(0, 0, -_QR_SIDE - pad, 0)
        self._painter.setPen(_PALE)
        self._painter.setFont(_face(8))
        self._painter.drawText(words, 0, kit.code_label)
        self._painter.setPen(_INK)
        face = theme.mono()
        face.setPixelSize(round(_CODE_POINTS))
        face.setBold(True)
        self._painter.setFont(face)
        lines = "\n".join(_pairs(kit.code))
        self._painter.drawText(words.adjusted(0, 16, 0, 0), _WRAP, lines)
        self._top = box.bottom()

    def _draw_qr(self, text: str, inside: QRectF) -> None:
        matrix = dots_of(text)
        dot = _QR_SIDE / (len(matrix) + 2 * _QUIET_DOTS)
        left = inside.right() - _QR_SIDE + _QUIET_DOTS * dot
        top = inside.top() + _QUIET_DOTS * dot
        for row, dots in enumerate(matrix):
            for column, dark in enumerate(dots):
                if dark:
                    spot = QRectF(left + column * dot, top + row * dot, dot * _OVER, dot * _OVER)
                    self._painter.fillRect(spot, _INK)

    def _space(self, points: float) -> None:
        self._top += points


def _groups(code: str) -> list[str]:
    """Return the groups of the code, without what stands between them."""
    return "".join(c if c.isalnum() else " " for c in code).split()


def _pairs(code: str) -> list[str]:
    """Return the code in lines of two groups."""
    groups = _groups(code)
    return ["  ".join(groups[at : at + 2]) for at in range(0, len(groups), 2)]


def _face(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    face = theme.font()
    face.setPixelSize(round(points))  # the painter is scaled to points
    face.setWeight(weight)
    return face


def _pdf(kit: RecoveryKit) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(kit.title)
    lay_out(writer)
    paint(kit, writer)
    return bytes(buffer.data().data())
