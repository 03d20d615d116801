# SPDX-License-Identifier: GPL-3.0-or-later
"""From bytes to text: what says its encoding is believed, what does not is told.

UTF-8 and UTF-16 with their marks, UTF-8 without, UTF-16 without where it can be nothing else;
the rest is taken as what Windows writes in Western Europe, and the notice says so, for only a
person can tell whether the letters came out right.  A file with control characters that no
text has is none.
"""

import codecs
import re
from dataclasses import dataclass

from strongroom.errors import CannotImport
from strongroom.exchange.csv_targets import ENCODINGS
from strongroom.texts import _

# Some 200,000 logins; the largest real exports have a few thousand.  One character beyond the
# basic ones makes a text take four times as much memory, and a row of it is there twice.
MAX_BYTES = 32 << 20
_LOOKED_AT = 64 << 10  # bytes by which a text is told from something else

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),  # begins like UTF-16's; nothing writes CSV in it
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")  # others are met in old texts
_MOST_NULS = 100  # one in so many characters may be NUL: a fault in a text, and not data
_SEVERAL = re.compile("[^\x00-\x7f\udc80-\udcff]")
_BROKEN = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and a sentence on what is doubtful about that."""

    text: str
    encoding: str
    notice: str = ""

    def __repr__(self) -> str:
        return f"Decoded(encoding={self.encoding!r})"


def decoded(data: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file, in the encoding named, or in the one that it has.

    Raises:
        CannotImport: too large, empty, or not text.
    """
    if len(data) > MAX_BYTES:
        sentence = _("The file is larger than {limit} MiB, which no list of passwords is.")
        raise CannotImport(sentence.format(limit=MAX_BYTES >> 20))
    found = _named(data, encoding) if encoding else _found(data)
    if found is None or _nuls(found.text):
        raise CannotImport(
            _("The file is not text: export it again as CSV, and do not change it before.")
        )
    if not found.text.strip("\ufeff \t\r\n"):
        raise CannotImport(_("The file is empty."))
    return found


def wide(head: bytes) -> str:
    """Return which UTF-16 a text that begins so is in, "" where it is in none."""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    found = _without_mark(head) if marked is None else marked
    return found if found.startswith("utf-16") else ""


def decode(data: bytes) -> str:
    """Return the text of a file alone; see :func:`decoded`."""
    return decoded(data).text


def _named(data: bytes, encoding: str) -> Decoded | None:
    """Decode as a person wants it; what does not fit becomes a mark that it did not."""
    if encoding not in ENCODINGS:
        return None
    mark = next((mark for mark, name in _MARKS if name == encoding and data.startswith(mark)), b"")
    text = data[len(mark) :].decode(encoding, "replace")
    count = text.count("\ufffd")
    notice = ""
    if count:
        sentence = _("{count:,} characters are not of that encoding and show as “�”.")
        notice = sentence.format(count=count)
    return Decoded(text, encoding, notice)


def _found(data: bytes) -> Decoded | None:
    mark, encoding = next((m for m in _MARKS if data.startswith(m[0])), (b"", "utf-8"))
    if not mark and b"\0" in data[:_LOOKED_AT]:
        encoding = _without_mark(data[:_LOOKED_AT]) or encoding
    if not encoding:
        return None
    try:
        return Decoded(data[len(mark) :].decode(encoding), encoding)
    except UnicodeDecodeError:
        return _fallen_back(data[len(mark) :]) if encoding == "utf-8" else None


def _without_mark(head: bytes) -> str:
    """Tell UTF-16 by its zeros, which stand in every other place of a Western text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    most = len(head) // 2 * 0.4
    if odd > most and not even:
        return "utf-16-le"
    return "utf-16-be" if even > most and not odd else ""


def _fallen_back(data: bytes) -> Decoded | None:
    """Take what is no UTF-8 as one with a few broken bytes, else as Windows' Western one."""
    if _CONTROLS.search(data):
        return None
    escaped = data.decode("utf-8", "surrogateescape")
    broken = len(_BROKEN.findall(escaped))
    if len(_SEVERAL.findall(escaped)) > broken:
        sentence = _("The file has {count:,} broken characters; each shows as “�”.")
        return Decoded(_BROKEN.sub("\ufffd", escaped), "utf-8", sentence.format(count=broken))
    try:
        text, encoding = data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    sentence = _("The file is not in Unicode; it was read as {encoding}.")
    return Decoded(text, encoding, sentence.format(encoding=_(ENCODINGS[encoding])))


def _nuls(text: str) -> bool:
    return text.count("\0") * _MOST_NULS > len(text)
