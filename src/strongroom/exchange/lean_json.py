# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON whose files stay where they are: for exports that write files into it in Base64.

An export is gone through once, in chunks.  Each text of more than ``LONG`` bytes under the last
key of a path is taken out and a mark stands for it, which nobody can write into a file: it is
drawn anew each time.  What is left is parsed as any JSON, and bounded as any.  Then each mark
becomes a :class:`Far` where the path leads to it, and its text again anywhere else.
"""

import re
import secrets
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
_AROUND = 64  # bytes of blanks and a colon between a key and its text
_END = re.compile(rb'["\\]')
_WHOLE = re.compile(rb"(?:[^\\]++|\\u[0-9A-Fa-f]{4}|\\[^u])*+")  # no escape that is cut off
_BLANKS = b" \t\r\n"


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
                raise _broken()
            yield chunk
            at, left = at + len(chunk), left - len(chunk)

    def texts(self, file: BinaryIO) -> Iterator[str]:
        """Yield the text as it is meant, a part of it at a time.

        Raises:
            CannotImport: it is broken, or is not there.
        """
        left = b""
        for chunk in self.chunks(file):
            written = left + chunk
            found = _WHOLE.match(written)
            whole = found.end() if found else 0
            left = written[whole:]
            yield json_text.text_at(json_text.parse(b'"' + written[:whole] + b'"'))
        if left:
            raise _broken()


def parse(file: BinaryIO, path: tuple[str, ...], step: Step = no_step) -> Any:
    """Return what a file says, with a :class:`Far` for each long text at a path of keys.

    Lists on the way take no key.

    Raises:
        CannotImport: it is broken, nested too deep, or too large without those texts.
    """
    lean = _Lean(file, path[-1], step)
    whole = [json_text.parse(lean.left())]
    _Settling(file, path, lean.marks).settle(whole)
    return whole[0]


def _broken() -> CannotImport:
    return CannotImport(_("The file is broken, perhaps cut short: export it again."))


def _too_large() -> CannotImport:
    sentence = _("The file is larger than {limit} MiB, which no list of passwords is.")
    return CannotImport(sentence.format(limit=MOST_LEFT >> 20))


class _Settling:
    """Puts in the place of each mark what it stands for."""

    def __init__(self, file: BinaryIO, path: tuple[str, ...], marks: dict[str, Far]) -> None:
        self._file = file
        self._path = path
        self._marks = marks
        self._room = MOST_LEFT

    def settle(self, whole: list[Any]) -> None:
        ahead: list[tuple[Any, tuple[Any, ...]]] = [(whole, ())] if self._marks else []
        while ahead:
            inside, path = ahead.pop()
            named = isinstance(inside, dict)
            for key, value in inside.items() if named else enumerate(inside):
                here = (*path, key)[: len(self._path) + 1] if named else path
                if isinstance(value, dict | list):
                    ahead.append((value, here))
                elif isinstance(value, str) and value in self._marks:
                    inside[key] = self._meant(self._marks[value], here)

    def _meant(self, far: Far, path: tuple[Any, ...]) -> Far | str:
        if path == self._path:
            return far
        self._room -= far.length
        if self._room < 0:
            raise _too_large()
        return "".join(far.texts(self._file))


class _Lean:
    """One pass over a file, which collects what is no long text under a key."""

    def __init__(self, file: BinaryIO, key: str, step: Step) -> None:
        self.marks: dict[str, Far] = {}
        self._token = f"\0{secrets.token_hex()}:"
        self._key = f'"{key}"'.encode()
        self._file = file
        self._step = step
        self._long = False  # whether a text that is long is one to be taken out
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
                raise _too_large()
        return bytes(self._left)

    def _take(self, chunk: bytes, offset: int) -> None:
        at = 0
        while at < len(chunk):
            if self._start < 0:
                quote = chunk.find(b'"', at)
                end = len(chunk) if quote < 0 else quote + 1
                self._left += chunk[at:end]
                self._start = -1 if quote < 0 else offset + end
                self._long = quote >= 0 and self._is_under_key()
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

    def _is_under_key(self) -> bool:
        """Tell whether the text that opens, with the last byte so far, is under the key."""
        before = bytes(self._left[-(len(self._key) + _AROUND) : -1]).rstrip(_BLANKS)
        return before.endswith(b":") and before[:-1].rstrip(_BLANKS).endswith(self._key)

    def _keep(self, part: bytes, place: int) -> None:
        """Keep a part of a text while it is not known to be a long one to be taken out."""
        room = self._start + LONG - place if self._long else len(part)
        self._left += part[: max(0, room)]

    def _close(self, place: int) -> None:
        length = place - self._start
        if self._long and length > LONG:
            del self._left[len(self._left) - LONG :]
            mark = f"{self._token}{len(self.marks)}"
            self.marks[mark] = Far(self._start, length)
            self._left += mark.replace("\0", "\\u0000").encode()
        self._left += b'"'
        self._start = -1
