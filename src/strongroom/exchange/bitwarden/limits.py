# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a text may be that Bitwarden's server takes, once it is encrypted.

Source: ``CipherRequestModel.cs``, ``CipherLoginModel.cs`` and ``CipherFieldModel.cs`` of
bitwarden/server.  One text that is longer makes it refuse the whole import.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from strongroom.exchange.bitwarden import own

_LIMITS = {"notes": 10_000, "uri": 10_000, "password": 5000, "value": 5000, "privateKey": 5000,
           "publicKey": 5000}  # fmt: skip
_LIMIT = 1000


def is_too_long(cipher: Mapping[str, Any]) -> bool:
    """Tell whether a text of an item is longer than the server takes."""
    pairs = _texts({key: value for key, value in cipher.items() if key != "passwordHistory"})
    return any(_encrypted(text) > _LIMITS.get(key, _LIMIT) for key, text in pairs)


def _texts(found: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its key; our own object is none of Bitwarden's."""
    if isinstance(found, str):
        yield key, found
    elif isinstance(found, dict):
        for name, inside in found.items():
            if name != own.KEY:
                yield from _texts(inside, name)
    elif isinstance(found, list):
        for inside in found:
            yield from _texts(inside, key)


def _encrypted(text: str) -> int:
    """Return how long a text is as Bitwarden's type 2: ``2.``, three parts of Base64, bars."""
    blocks = len(text.encode()) // 16 + 1
    return len("2.||") + 24 + (blocks * 16 + 2) // 3 * 4 + 44
