# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder's side: a process that reads one file and answers with pages of it.

Started by ``__main__`` as a program of its own; everything is loaded before it is confined, and
it ends with its input.  A decoder that crashes takes this process with it and nothing else.
"""

import os
import sys
from typing import BinaryIO, Protocol

import pypdfium2
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from strongroom.gui.decoding.messages import (
    ANSWER,
    ASK,
    FILE,
    MOST_FILE,
    MOST_PAGES,
    MOST_POINTS,
    POINT,
    UNCONFINED,
    Kind,
    Status,
    fitted,
)
from strongroom.system.confining import Limits, confine, filters_here

_LIMITS = Limits(memory=512 << 20, seconds=60)
_MOST_SOURCE = 100_000_000  # points of a picture before it is made smaller
_DECODED_MIB = 450
_FORMATS = ("png", "jpeg", "gif", "webp", "bmp", "tiff")  # no SVG: a language, not points

Page = tuple[Status, int, int, bytes]


class Pages(Protocol):
    """A file of which pages can be asked for."""

    count: int

    def page(self, number: int, across: int, down: int) -> Page:
        """Return one page, at most so many points across and down."""


class Picture:
    """A picture: one page."""

    count = 1

    def __init__(self, data: bytes) -> None:
        self._buffer = _buffer(data)

    def page(self, number: int, across: int, down: int) -> Page:
        """Return it, turned as its camera says, made smaller where it is larger."""
        del number
        self._buffer.seek(0)
        reader = QImageReader(self._buffer)
        reader.setAutoTransform(True)
        size = reader.size()
        if bytes(reader.format().data()).decode() not in _FORMATS or not size.isValid():
            return Status.BROKEN, 0, 0, b""
        if size.width() * size.height() > _MOST_SOURCE:
            return Status.TOO_LARGE, 0, 0, b""
        box = (min(across, size.width()), min(down, size.height()))
        reader.setScaledSize(QSize(*fitted(size.width(), size.height(), *box)))
        image = reader.read().convertToFormat(QImage.Format.Format_RGBA8888)
        if image.isNull():
            return Status.BROKEN, 0, 0, b""
        return Status.SHOWN, image.width(), image.height(), _points(image)


class Pdf:
    """A PDF, its pages drawn on white; nothing in it is run or followed."""

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self.count = min(len(self._document), MOST_PAGES)

    def page(self, number: int, across: int, down: int) -> Page:
        """Return one page."""
        page = self._document[number]
        try:
            width, height = page.get_size()
            if not (0 < width < 1e6 and 0 < height < 1e6):  # noqa: PLR2004 - PDF's own is 14,400
                return Status.BROKEN, 0, 0, b""
            size = fitted(width, height, across, down)
            bitmap = page.render(
                scale=size[0] / width,
                rev_byteorder=True,
                prefer_bgrx=True,
                optimize_mode=None,
            )
            line = bitmap.width * POINT
            data = bytes(bitmap.buffer)
            lines = (data[at : at + line] for at in range(0, len(data), bitmap.stride))
            return Status.SHOWN, bitmap.width, bitmap.height, b"".join(lines)
        finally:
            page.close()


def serve(given: BinaryIO, answers: BinaryIO) -> None:
    """Read one file, then answer until the input ends."""
    kind, length = FILE.unpack(_exactly(given, FILE.size))
    if length > MOST_FILE:
        return
    data = _exactly(given, length)
    status, pages = _opened(kind, data)
    while head := given.read(ASK.size):
        number, across, down = ASK.unpack(head)
        page: Page = (status, 0, 0, b"")
        if pages is not None and number < pages.count:
            page = _drawn(pages, number, across, down)
        outcome, width, height, points = page
        answers.write(ANSWER.pack(outcome, pages.count if pages else 0, width, height))
        answers.write(points)
        answers.flush()


def _opened(kind: int, data: bytes) -> tuple[Status, Pages | None]:
    if kind == Kind.PICTURE:
        return Status.SHOWN, Picture(data)
    try:
        return Status.SHOWN, Pdf(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        return (Status.LOCKED if locked else Status.BROKEN), None


def _drawn(pages: Pages, number: int, across: int, down: int) -> Page:
    try:
        page = pages.page(number, across, down)
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return Status.BROKEN, 0, 0, b""
    return page if page[1] * page[2] <= MOST_POINTS else (Status.TOO_LARGE, 0, 0, b"")


def _buffer(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _points(image: QImage) -> bytes:
    line = image.width() * POINT
    data = bytes(image.constBits())
    step = image.bytesPerLine()
    return b"".join(data[at : at + line] for at in range(0, step * image.height(), step))


def _exactly(given: BinaryIO, count: int) -> bytes:
    data = given.read(count)
    if len(data) != count:
        raise SystemExit(0)
    return data


def _load() -> None:
    """Load every plugin and table now: afterwards no file can be opened."""
    QImageReader.setAllocationLimit(_DECODED_MIB)
    for name in _FORMATS:
        buffer = _buffer(b"nothing")
        QImageReader(buffer, QByteArray(name.encode())).canRead()
    pypdfium2.PdfDocument.new().close()


def main() -> None:
    """Be the decoder."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    _load()
    if not confine(_LIMITS) and filters_here():
        os._exit(UNCONFINED)
    serve(given, answers)
    answers.flush()
    os._exit(0)
