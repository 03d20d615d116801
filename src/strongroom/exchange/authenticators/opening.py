# SPDX-License-Identifier: GPL-3.0-or-later
"""AES-256-GCM as authenticators use it, and the sentences around their passwords."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from strongroom.errors import SourceDamaged, SourcePasswordNeeded, SourceWrongPassword
from strongroom.exchange.reading import Given
from strongroom.secret import SecretBytes
from strongroom.texts import _

_KEY_BYTES = 32


def password_of(given: Given) -> SecretBytes:
    """Return the password that was given.

    Raises:
        SourcePasswordNeeded: none was.
    """
    if given.password is None or not given.password:
        raise SourcePasswordNeeded(
            _("The backup is encrypted with the password that was set in the app.")
        )
    return given.password


def opened(key: bytes | bytearray, nonce: bytes, sealed: bytes) -> bytes | None:
    """Return what was sealed (tag last), None for another key, altered or broken bytes."""
    if len(key) != _KEY_BYTES:
        return None
    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError):
        return None


def opened_key(key: SecretBytes, nonce: bytes, sealed: bytes) -> SecretBytes | None:
    """Return a key that was sealed, in a buffer that can be zeroed; None as :func:`opened`."""
    found = SecretBytes(bytes(_KEY_BYTES))
    try:
        AESGCM(key.buffer).decrypt_into(nonce, sealed, None, found.buffer)
    except (InvalidTag, ValueError):
        found.close()
        return None
    return found


def wrong_password() -> SourceWrongPassword:
    """Return the error for a password that does not open the file."""
    return SourceWrongPassword(
        _("The password does not open the backup: it is the one that was set in the app.")
    )


def damaged() -> SourceDamaged:
    """Return the error for a file of which bytes are missing or broken."""
    return SourceDamaged(_("The backup is damaged: make it again in the app."))
