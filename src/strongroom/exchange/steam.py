# SPDX-License-Identifier: GPL-3.0-or-later
"""A one-time password of Steam as Bitwarden tells it: by a link of its own.

Source: ``totp.ts`` of bitwarden/clients, which knows ``steam://`` and passes over the
``encoder=steam`` of an ``otpauth:`` link, so that such a link would show other codes there.
"""

import base64

from strongroom.errors import InvalidInput
from strongroom.model.otp import parse_otp

_LINK = "steam://"


def as_bitwarden_reads(value: str) -> str:
    """Return a one-time password as Bitwarden makes the right codes of it."""
    try:
        otp = parse_otp(value)
    except InvalidInput:
        return value
    if not otp.steam or value.startswith(_LINK):
        return value
    return _LINK + base64.b32encode(otp.secret).decode().rstrip("=")
