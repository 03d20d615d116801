# SPDX-License-Identifier: GPL-3.0-or-later
"""A private key on the curve P-256, which passkeys have, as PKCS #8 in PEM (RFC 5915, 5958)."""

from strongroom.exchange.encoded import pem_of

_LENGTH = 32
_HEAD = bytes.fromhex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420")
_PUBLIC = bytes.fromhex("a14403420004")


def p256_pem(private: bytes, x: bytes, y: bytes) -> str:
    """Return the key of a scalar and its point, "" where they have not the curve's length."""
    if not len(private) == len(x) == len(y) == _LENGTH:
        return ""
    return pem_of(_HEAD + private + _PUBLIC + x + y)
