# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON whose long texts stay in the file: for exports that write files into it in Base64.

A file is gone through once, in chunks.  Each text of more than ``LONG`` bytes is taken out and
a :class:`Far` stands for it; what is left is parsed as any JSON, and bounded as any.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.reading import Step, no_step
from strongroom.texts import _

LONG = 64 << 10  # bytes of a text that stays in the file
MOST_LEFT = 32 << 20  # bytes without the long texts
_CHUNK = 1 << 20
_FAR = re.compile("\0far:([0-9]{1,15}):([0-9]{1,15})", re.ASCII)
_END = re.compile(rb'["\\]')


@dataclass(frozen=True, slots=True)
class Far:
    """A long text: where it lies in the file, without its quotation marks."""

    start: int
    length: int

    def chunks(self, file: BinaryIO) -> Iterator[bytes]:
        """Yield the text as it is written, at most 1 MiB at a time."""
        at, left = self.start, self.length
        while left:
            file.seek(at)
            chunk = file.read(min(left, _CHUNK))
            if not chunk:
                raise CannotImport(_("The file is broken, perhaps cut short: export it again."))
            yield chunk
            at, left = at + len(chunk), left - len(chunk)


def far_in(value: object) -> Far | None:
    """Return the long text that a value stands for, None for any other value."""
    found = _FAR.fullmatch(value) if isinstance(value, str) else None
    return Far(int(found[1]), int(found[2])) if found else None


def parse(file: BinaryIO, step: Step = no_step) -> Any:
    """Return what a file says.

    Raises:
        CannotImport: it is broken, nested too deep, or too large without its long texts.
    """
    return json_text.parse(_Lean(file, step).left())


class _Lean:
    """One pass over a file, which collects what is not a long text."""

    def __init__(self, file: BinaryIO, step: Step) -> None:
        self._file = file
        self._step = step
        self._left = bytearray()
        self._start = -1  # of the text that is open, in the file; -1 outside of texts
        self._escaped = False

    def left(self) -> bytes:
        self._file.seek(0)
        offset = 0
        while chunk := self._file.read(_CHUNK):
            self._step()
            self._take(chunk, offset)
            offset += len(chunk)
            if len(self._left) > MOST_LEFT:
                sentence = _("The file is larger than {limit} MiB, which no list of passwords is.")
                raise CannotImport(sentence.format(limit=MOST_LEFT >> 20))
        return bytes(self._left)

    def _take(self, chunk: bytes, offset: int) -> None:
        at = 0
        while at < len(chunk):
            if self._start < 0:
                quote = chunk.find(b'"', at)
                end = len(chunk) if quote < 0 else quote + 1
                self._left += chunk[at:end]
                self._start = -1 if quote < 0 else offset + end
                at = end
            else:
                at = self._take_text(chunk, at, offset)

    def _take_text(self, chunk: bytes, at: int, offset: int) -> int:
        """Take a part of a text; return where it ends in the chunk."""
        if self._escaped:
            self._escaped = False
            self._keep(chunk[at : at + 1], offset + at)
            return at + 1
        found = _END.search(chunk, at)
        end = len(chunk) if found is None else found.start()
        self._keep(chunk[at:end], offset + at)
        if found is None:
            return end
        if found[0] == b"\\":
            self._escaped = True
            self._keep(b"\\", offset + end)
        else:
            self._close(offset + end)
        return end + 1

    def _keep(self, part: bytes, place: int) -> None:
        """Keep a part of a text while it is not known to be a long one."""
        room = self._start + LONG - place
        self._left += part[: max(0, room)]

    def _close(self, place: int) -> None:
        length = place - self._start
        if length > LONG:
            del self._left[len(self._left) - LONG :]
            self._left += f"\\u0000far:{self._start}:{length}".encode()
        self._left += b'"'
        self._start = -1
