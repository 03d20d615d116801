# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON that every reader understands in the same way, or refuses.

Two readers that disagree on what a text says can be played off against each other, so a
key that comes twice, a lone surrogate, bytes that are not UTF-8, NaN, a byte-order mark
and nesting deeper than 32 are errors here (RFC 8259 leaves each of them open).
"""

import json
import re
from typing import NoReturn

DEEPEST = 32

# Possessive, and a text without an end counts as one: otherwise every quotation mark in it
# would be tried as a beginning, which takes the square of the text's length.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class NotStrict(ValueError):
    """The text is not JSON, or not JSON that has one meaning."""


def loads(text: bytes) -> object:
    """Return the value of a strict JSON text.

    Raises:
        NotStrict: see this module's first lines.
    """
    if _depth(text) > DEEPEST:
        raise NotStrict
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant
        )
        # Python reads "\ud800" as it stands; only writing it as UTF-8 shows that it is none.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:
        # The cause would quote the text, which may be a secret.
        raise NotStrict from None
    return value


def _depth(text: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict
    return found


def _constant(_name: str) -> NoReturn:
    raise NotStrict
