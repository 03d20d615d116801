# SPDX-License-Identifier: GPL-3.0-or-later
"""Base64 as other programs write it (RFC 4648), and private keys as PEM (RFC 7468)."""

import base64
import binascii
import re

PEM_BEGIN, PEM_END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
_PEM_LINE = 64  # characters
_BLANK = re.compile(r"\s+")


def strictly64(text: str | bytes) -> bytes | None:
    """Return the bytes of Base64 with its padding and without blanks, None where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def bytes64(text: str) -> bytes | None:
    """Return the bytes of a short text in Base64 or base64url, None where it is none."""
    packed = url64(text).replace("-", "+").replace("_", "/")
    return strictly64(packed + "=" * (-len(packed) % 4))


def url64(text: str) -> str:
    """Return bytes in Base64 as base64url without padding, the text itself where it is none."""
    packed = _BLANK.sub("", text)
    return packed.rstrip("=").replace("+", "-").replace("/", "_")


def to_url64(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def pem_of(key: bytes) -> str:
    """Return a private key, which is PKCS #8 in DER, as PEM; "" for none."""
    text = base64.b64encode(key).decode()
    lines = [text[at : at + _PEM_LINE] for at in range(0, len(text), _PEM_LINE)]
    return "\n".join((PEM_BEGIN, *lines, PEM_END, "")) if lines else ""


def der_of(pem: str) -> bytes | None:
    """Return the private key in a PEM of whole lines, None where it is none."""
    lines = pem.strip().split("\n")
    if lines[0] != PEM_BEGIN or lines[-1] != PEM_END:
        return None
    return strictly64("".join(lines[1:-1]))
