# SPDX-License-Identifier: GPL-3.0-or-later
"""XML that is written: texts escaped, and what XML 1.0 cannot hold kept all the same.

Two characters that our texts may have are in no XML: U+FFFE and U+FFFF.  A value with one of
them is written as a protected value, whose text is base64; in a name it becomes a “�”.
"""

import re

from strongroom.exchange.kdbx.database import XmlSink

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_NEEDS = re.compile(r"[&<>\r]")


def is_writable(text: str) -> bool:
    """Tell whether XML can hold every character of a text."""
    return not _UNFIT.search(text)


def writable(text: str) -> str:
    """Return a text with a “�” for every character that XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


class XmlOut:
    """Elements, written one after the other; nothing is kept but a few kilobytes."""

    _ENOUGH = 500  # pieces

    def __init__(self, sink: XmlSink) -> None:
        self._sink = sink
        self._pieces: list[str] = ['<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n']

    def open(self, name: str) -> None:
        """Begin an element."""
        self._put(f"<{name}>")

    def close(self, name: str) -> None:
        """End an element."""
        self._put(f"</{name}>\n")

    def text(self, name: str, text: str = "") -> None:
        """Write an element with a text, protected if XML could not hold it."""
        if not is_writable(text):
            self.protected(name, text)
            return
        escaped = text.translate(_ESCAPES) if _NEEDS.search(text) else text
        self._put(f"<{name}>{escaped}</{name}>\n" if text else f"<{name}/>\n")

    def protected(self, name: str, text: str) -> None:
        """Write an element with a protected value."""
        sealed = self._sink.protect(text.encode()).decode() if text else ""
        self._put(f'<{name} Protected="True">{sealed}</{name}>\n')

    def raw(self, xml: str) -> None:
        """Write what is XML already."""
        self._put(xml)

    def end(self) -> None:
        """Hand over what is left."""
        self._sink.write("".join(self._pieces).encode())
        self._pieces.clear()

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        if len(self._pieces) >= self._ENOUGH:
            self.end()
