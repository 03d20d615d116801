# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes out of a vault is made safe to print; a terminal obeys what it is sent.

A title may come from a browser's export, and so from a website: an escape sequence in it
could rename the window, paste into the shell or hide the next line.  Characters that a
terminal obeys, or that turn the order of a whole line about, are shown instead of sent.
"""

import re
from collections.abc import Iterable
from functools import cache

# C0, DEL and C1 controls; line and paragraph separators; bidirectional embeddings,
# overrides and isolates ("Trojan Source", CVE-2021-42574); surrogates, which no
# encoding takes; interlinear annotation.  Marks such as U+200E belong to real text.
_C0 = "\x00-\x1f"
_OBEYED = "\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb"
_C0_BUT_LINES = "\x00-\x08\x0b-\x1f"
_PICTURES = 0x2400  # U+2400 is the picture of NUL, and so on
_DELETE = 0x7F
_PICTURE_OF_DELETE = "\u2421"
_RIGHT_TO_LEFT = frozenset(("R", "AL"))
_NO_WIDTH = frozenset(("Mn", "Me", "Cf"))
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def one_line(text: str) -> str:
    """Return ``text`` so that a terminal shows all of it on one line and obeys nothing."""
    if text.isascii() and text.isprintable():
        return text
    return _pattern(_C0).sub(_shown, text)


def lines_of(text: str) -> list[str]:
    """Return the lines of ``text``, each safe; tabs stay."""
    unified = text.replace("\r\n", "\n")
    return _pattern(_C0_BUT_LINES).sub(_shown, unified).split("\n")


def json_safe(encoded: str) -> str:
    r"""Return JSON that means the same, with what a terminal obeys written as \\uXXXX."""
    if encoded.isascii() and "\x7f" not in encoded:
        return encoded
    # JSON escapes the C0 controls by itself, and its own line ends are layout.
    return _pattern("").sub(lambda found: f"\\u{ord(found.group()):04x}", encoded)


def json_ascii(encoded: str) -> str:
    r"""Return JSON that means the same, in ASCII alone, for an output that has no more."""
    return "".join(c if c.isascii() else _escaped(c) for c in encoded)


def width(text: str) -> int:
    """Return how many columns a terminal takes for ``text``, which must be safe."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - not at every start

    columns = 0
    for character in text:
        if category(character) in _NO_WIDTH:
            continue
        columns += 2 if east_asian_width(character) in ("W", "F") else 1
    return columns


def isolated(text: str) -> str:
    """Return ``text`` so that, if it runs right to left, it does not turn its neighbours."""
    if text.isascii():
        return text
    from unicodedata import bidirectional  # noqa: PLC0415 - not at every start

    if any(bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return _FIRST_STRONG_ISOLATE + text + _POP_ISOLATE
    return text


def aligned(rows: Iterable[tuple[str, str]], *, widest: int) -> list[str]:
    """Return each pair as one line, the second ones below each other.

    The first column is as wide as its widest text of at most ``widest`` columns; a longer
    one keeps all of its characters, and pushes its own second text to the right.
    """
    pairs = [(one_line(first), one_line(second)) for first, second in rows]
    column = max((w for w in (width(first) for first, _second in pairs) if w <= widest), default=0)
    lines = []
    for first, second in pairs:
        space = " " * max(0, column - width(first))
        line = f"{isolated(first)}{space}  {isolated(second)}" if second else isolated(first)
        lines.append(line)
    return lines


@cache
def _pattern(more: str) -> re.Pattern[str]:
    """Compile late: what is plain text, as nearly all is, needs no pattern."""
    return re.compile(f"[{more}{_OBEYED}]")


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs)


def _shown(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:  # noqa: PLR2004 - the C0 controls
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _PICTURE_OF_DELETE
    return f"\\u{code:04x}"
