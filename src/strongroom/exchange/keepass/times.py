# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as KeePass writes them.

KDBX 3 and XML exports have ISO 8601; KDBX 4 has the seconds since 0001-01-01T00:00Z as eight
little-endian bytes in base64 (keepass.info/help/kb/kdbx_4.html, section "Times").
"""

import base64
import binascii

from strongroom.exchange.builder import moment_of_iso

_TO_1970 = 62_135_596_800  # seconds from the year 1 to 1970
_LAST = 253_402_300_799  # 9999-12-31T23:59:59Z, in seconds since 1970
_PACKED = len("AAAAAAAAAAA=")


def moment_of(text: str) -> int | None:
    """Return the moment of a text in milliseconds since 1970, None for what is no moment."""
    if len(text) == _PACKED and text.endswith("="):
        try:
            seconds = int.from_bytes(binascii.a2b_base64(text), "little", signed=True) - _TO_1970
        except (binascii.Error, ValueError):
            return None
        return seconds * 1000 if -_TO_1970 <= seconds <= _LAST else None
    return moment_of_iso(text)


def text_of(moment: int) -> str:
    """Return a moment in milliseconds since 1970 as KDBX 4 writes it, to the second."""
    seconds = max(0, moment // 1000 + _TO_1970)
    return base64.b64encode(seconds.to_bytes(8, "little")).decode()
