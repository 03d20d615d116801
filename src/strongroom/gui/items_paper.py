# SPDX-License-Identifier: GPL-3.0-or-later
"""Items on pages: every field of each, secrets in the clear, in two columns for people to read.

Lines are laid out and drawn one after the other, so that a page is all that is in memory and
a note may be as long as it likes.  Nothing touches a screen: it runs on the worker, while
the window goes on.  Each page says whose it is, of which day, and that anyone can read it.
"""

from collections.abc import Iterable
from itertools import chain
from typing import BinaryIO

from PySide6.QtCore import QFile, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from strongroom.app.exporting import OutgoingItem, Writing
from strongroom.errors import NotWritable
from strongroom.gui import kit_paper, theme
from strongroom.model.fields import label_of
from strongroom.texts import _, ngettext

Paper = QPagedPaintDevice

_INK = QColor("#000000")
_PALE = QColor("#5C6169")
_LINE = QColor("#C8CBD0")
_DPI = 300
_POINTS = 72.0  # an inch
_COLUMNS = 2
_GAP = 24.0  # points between columns
_LABEL = 72.0  # points of a column for what a value is called
_BETWEEN = 10.0  # items
_HEAD = 30.0
_FOOT = 24.0
_LEAST = 60.0  # points that the beginning of an item wants left in its column
_BREAK = "\u2028"


class Look:
    """The day that stands on each page, and its fonts, which the GUI thread has to give.

    The painter is scaled to points, so that pixels are points.
    """

    def __init__(self, day: str) -> None:
        self.day = day
        self.title = _face(theme.font(), 10, QFont.Weight.Bold)
        self.small = _face(theme.font(), 8)
        self.value = _face(theme.font(), 9)
        self.secret = _face(theme.mono(), 9)


def write_pdf(out: BinaryIO, writing: Writing, look: Look) -> tuple[str, ...]:
    """Write the pages as a PDF; return in sentences what is not on them.

    Raises:
        NotWritable: the disk did not take all of it.
    """
    device = QFile()
    opened = device.open(out.fileno(), QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(device)
    writer.setResolution(_DPI)
    writer.setTitle(writing.outgoing.name)
    writer.setCreator("Strongroom")
    kit_paper.lay_out(writer)
    try:
        losses = paint(writer, writing, look)
        device.flush()
    finally:
        failed = not opened or device.error() != QFile.FileError.NoError
        device.close()
    if failed:
        raise NotWritable(_("The pages could not be written; is the disk full?"))
    return losses


def paint(device: QPagedPaintDevice, writing: Writing, look: Look) -> tuple[str, ...]:
    """Paint the pages on ``device``, which is laid out already; return what is not on them.

    Raises:
        NotWritable: the device does not take them, as a printer that is gone.
    """
    painter = QPainter()
    if not painter.begin(device):
        raise NotWritable(_("The pages could not be printed; look whether the printer is there."))
    try:
        scale = device.logicalDpiX() / _POINTS
        painter.scale(scale, scale)
        view = painter.viewport()
        size = QRectF(0, 0, view.width() / scale, view.height() / scale)
        pages = _Pages(device, painter, size, writing.outgoing.name, look)
        for one in writing.outgoing.items():
            pages.put(one)
            writing.step()
    finally:
        painter.end()
    return pages.losses()


class _Pages:
    """Fills one column after the other, in points."""

    def __init__(
        self, device: QPagedPaintDevice, painter: QPainter, page: QRectF, name: str, look: Look
    ) -> None:
        self._device = device
        self._painter = painter
        self._page = page
        self._named = _("{vault}, {day}").format(vault=name, day=look.day)
        self._width = (page.width() - (_COLUMNS - 1) * _GAP) / _COLUMNS
        self._number = 1
        self._column = 0
        self._top = _HEAD
        self._files = 0
        self._versions = 0
        self._look = look
        self._begin_page()

    def put(self, one: OutgoingItem) -> None:
        """Draw one item below the last."""
        self._files += len(one.attachments)
        self._versions += len(one.details.history)
        if self._top > _HEAD:
            self._top += _BETWEEN
            self._want(_LEAST)
        if self._top > _HEAD:
            self._rule()
        self._text(one.overview.title, self._look.title)
        if place := _place(one):
            self._text(place, self._look.small, ink=_PALE)
        self._top += 2
        for name, value, secret in _rows(one):
            self._row(name, value, secret=secret)

    def losses(self) -> tuple[str, ...]:
        """Return what of the items is not on the pages."""
        said = []
        if self._files:
            text = ngettext(
                "{count} attachment is not on the pages.",
                "{count} attachments are not on the pages.",
                self._files,
            )
            said.append(text.format(count=self._files))
        if self._versions:
            text = ngettext(
                "{count} earlier version is not on the pages.",
                "{count} earlier versions are not on the pages.",
                self._versions,
            )
            said.append(text.format(count=self._versions))
        return tuple(said)

    # A line at a time

    def _row(self, name: str, value: str, *, secret: bool) -> None:
        self._want(14)
        before = self._number, self._column, self._top
        self._text(name, self._look.small, ink=_PALE, width=_LABEL - 6)
        below = self._top
        if before[:2] == (self._number, self._column):
            self._top = before[2]
        face = self._look.secret if secret else self._look.value
        at = (self._number, self._column)
        self._text(value, face, left=_LABEL)
        if at == (self._number, self._column):
            self._top = max(self._top, below)
        self._top += 1.5

    def _text(
        self,
        text: str,
        face: QFont,
        *,
        ink: QColor = _INK,
        left: float = 0.0,
        width: float = 0.0,
    ) -> None:
        self._painter.setPen(ink)
        layout = QTextLayout(text.replace("\r\n", _BREAK).replace("\n", _BREAK), face)
        layout.setTextOption(_WRAPPED)
        layout.beginLayout()
        lines = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width or self._width - left)
            lines.append(line)
        layout.endLayout()
        for line in lines:
            self._want(line.height())
            x = self._column * (self._width + _GAP) + left
            line.draw(self._painter, QPointF(x, self._top) - line.position())
            self._top += line.height()

    def _rule(self) -> None:
        x = self._column * (self._width + _GAP)
        self._painter.setPen(_LINE)
        y = self._top - _BETWEEN / 2
        self._painter.drawLine(QPointF(x, y), QPointF(x + self._width, y))

    def _want(self, height: float) -> None:
        """Go on in the next column where this one has no room for so much."""
        if self._top + height <= self._page.height() - _FOOT:
            return
        self._top = _HEAD
        self._column += 1
        if self._column == _COLUMNS:
            self._device.newPage()
            self._number += 1
            self._column = 0
            self._begin_page()

    def _begin_page(self) -> None:
        painter, width = self._painter, self._page.width()
        painter.setFont(self._look.small)
        painter.setPen(_PALE)
        head = QRectF(0, 0, width, _HEAD)
        metrics = QFontMetricsF(self._look.small)
        named = metrics.elidedText(self._named, Qt.TextElideMode.ElideRight, width * 0.75)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, named)
        page = _("Page {number}").format(number=self._number)
        painter.drawText(head, Qt.AlignmentFlag.AlignRight, page)
        foot = QRectF(0, self._page.height() - _FOOT, width, _FOOT)
        warning = _("Anyone who has this page can read these passwords. Keep it locked away.")
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, warning)


def _face(face: QFont, points: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    face = QFont(face)
    face.setPixelSize(points)
    face.setWeight(weight)
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face


def _wrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    return option


_WRAPPED = _wrapped()


def _place(one: OutgoingItem) -> str:
    parts = [" / ".join(one.path), ", ".join(one.overview.tags)]
    if one.overview.trashed is not None:
        parts.append(_("in Trash"))
    return " · ".join(part for part in parts if part)


def _rows(one: OutgoingItem) -> Iterable[tuple[str, str, bool]]:
    """Give each field that has a value: what it is called, the value, whether it is a secret."""
    fields = ((label_of(field), field.value, field.concealed) for field in one.details.fields)
    files = ((_("attachment"), attached.name, False) for attached in one.attachments)
    return ((name, value, secret) for name, value, secret in chain(fields, files) if value)
