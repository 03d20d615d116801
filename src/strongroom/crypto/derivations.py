# SPDX-License-Identifier: GPL-3.0-or-later
"""Derivations that files of other programs ask for, beside those of our own vault.

Standards stand here, each from one buffer that can be zeroed into another: PBKDF2 (RFC 8018),
scrypt (RFC 7914) and the second half of HKDF (RFC 5869); Argon2 is in ``kdf``.  What one format
alone has, as the ciphers and the AES-KDF of KeePass and the envelope of Bitwarden, lies with
that format.  Nothing has bounds here: what a file may ask for is its reader's to say.
"""

from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from strongroom.crypto.kdf import KEY_BYTES
from strongroom.secret import SecretBytes

_BITS_OF_BLOCK = 16  # N is below 2 to the power of so many for each r (RFC 7914, section 6)


def pbkdf2_sha256(password: SecretBytes, salt: bytes, rounds: int) -> SecretBytes:
    """Derive 32 bytes with HMAC-SHA256; ``rounds`` is at least 1."""
    return _pbkdf2(password, PBKDF2HMAC(SHA256(), KEY_BYTES, salt, rounds))


def pbkdf2_sha1(password: SecretBytes, salt: bytes, rounds: int) -> SecretBytes:
    """Derive 32 bytes with HMAC-SHA1, which is old and, used so, still sound."""
    return _pbkdf2(password, PBKDF2HMAC(SHA1(), KEY_BYTES, salt, rounds))  # noqa: S303


def scrypt(
    password: SecretBytes, salt: bytes, *, rounds: int, block: int, lanes: int
) -> SecretBytes:
    """Derive 32 bytes; ``rounds``, ``block`` and ``lanes`` are N, r and p of RFC 7914.

    Raises:
        ValueError: N is no power of two above 1 and below 2^(16 r), or one of the others is
            below 1.
        MemoryError: there is too little memory.
    """
    if block > 0 and rounds >= 1 << _BITS_OF_BLOCK * block:
        # OpenSSL refuses it too, and what it says then is taken for too little memory.
        message = "N must be below 2^(16 r)"
        raise ValueError(message)
    key = SecretBytes(bytes(KEY_BYTES))
    Scrypt(salt, KEY_BYTES, rounds, block, lanes).derive_into(password.buffer, key.buffer)
    return key


def hkdf_expand_sha256(key: SecretBytes, info: bytes) -> SecretBytes:
    """Derive 32 bytes from a key that is random already."""
    expanded = SecretBytes(bytes(KEY_BYTES))
    HKDFExpand(SHA256(), KEY_BYTES, info).derive_into(key.buffer, expanded.buffer)
    return expanded


def _pbkdf2(password: SecretBytes, derivation: PBKDF2HMAC) -> SecretBytes:
    key = SecretBytes(bytes(KEY_BYTES))
    derivation.derive_into(password.buffer, key.buffer)
    return key
