# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON from a file that nobody vouches for: bounded, and asked for by type.

Readers walk what is parsed through these few functions, which give a default where the file
says something else than expected, so that no reader trips over a number in the place of a text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from strongroom.errors import CannotImport
from strongroom.texts import _

# What a value costs once it is read, roughly: a list of empty lists takes twenty times its
# file, a key and its place in a table thirty times theirs.
_COSTS = {b",": 64, b":": 130, b"[": 64, b"{": 200}
_MOST_COST = 192 << 20  # bytes
_SMALL = 1 << 20  # bytes of a file that cannot cost as much
_MARK = b"\xef\xbb\xbf"  # of UTF-8, which some programs write


def looks_like_json(head: bytes) -> bool:
    """Tell whether a file that begins so is meant as JSON."""
    return head.removeprefix(_MARK).lstrip()[:1] in {b"{", b"["}


def parse(data: bytes) -> Any:
    """Return what the file says.

    Raises:
        CannotImport: it is broken, nested deeper than any export is, or has far more values.
    """
    if len(data) > _SMALL and sum(data.count(one) * n for one, n in _COSTS.items()) > _MOST_COST:
        raise CannotImport(
            _("The file holds far more values than any export does; nothing was read.")
        )
    data = data.removeprefix(_MARK)
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        pass
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _parse_leniently(data)
    raise too_deep()


def too_deep() -> CannotImport:
    """Return the error for a file that is nested without end."""
    return CannotImport(_("The file is nested deeper than any export is; nothing was read."))


def _parse_leniently(data: bytes) -> Any:
    """Parse what a strict reader refuses: half surrogate pairs, bytes that are no UTF-8."""
    try:
        return json.loads(data.decode("utf-8", "surrogateescape"))
    except RecursionError:
        raise too_deep() from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        sentence = _("The file is broken JSON, perhaps cut short: export it again.")
        raise CannotImport(sentence, line=line) from None


def text_at(value: object, *keys: str) -> str:
    """Return the text at a path of keys; a number or a truth value as text; else ""."""
    found = at(value, *keys)
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, int | float) else ""


def number_at(value: object, *keys: str) -> int | None:
    """Return the whole number at a path of keys, also one that is written as text."""
    found = at(value, *keys)
    if isinstance(found, bool):
        return None
    if isinstance(found, float):
        return int(found) if abs(found) < 1 << 62 else None
    if isinstance(found, str):
        sign = found.removeprefix("-")
        fits = sign.isascii() and sign.isdigit() and len(sign) < len("1000000000000000000")
        return int(found) if fits else None
    return found if isinstance(found, int) else None


def list_at(value: object, *keys: str) -> list[Any]:
    """Return the list at a path of keys, [] where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, list) else []


def object_at(value: object, *keys: str) -> Mapping[str, Any]:
    """Return the object at a path of keys, {} where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else {}


def objects_at(value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the list at a path of keys; what is none is passed over."""
    return (one for one in list_at(value, *keys) if isinstance(one, dict))


def at(value: object, *keys: str) -> Any:
    """Return what stands at a path of keys, None where the path ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
