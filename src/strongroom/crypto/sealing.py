# SPDX-License-Identifier: GPL-3.0-or-later
"""AES-256-GCM, used in one way only: nonce, ciphertext, tag, in that order.

Every nonce is random.  Under one key that is sound far past any person's vault: 2^32
seals keep a collision below 2^-32 (NIST SP 800-38D, section 8.3), and 10^8 below 2^-44.
"""

import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from strongroom.secret import SecretBytes

NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = NONCE_BYTES + TAG_BYTES


class SealBroken(Exception):
    """The bytes were not sealed under this key and for this purpose.

    It is the caller who knows what that means to a person.
    """


class Sealer:
    """Seals and opens under one 256-bit key, which is prepared once for many rows."""

    __slots__ = ("_cipher",)

    def __init__(self, key: SecretBytes) -> None:
        """Prepare the cipher for 32 bytes of key."""
        if len(key) != 32:  # noqa: PLR2004 - AES-256, and AESGCM would take 128 bits too
            message = "a key has 32 bytes"
            raise ValueError(message)
        self._cipher = AESGCM(key.buffer)

    def seal(self, plain: bytes | bytearray, ad: bytes) -> bytes:
        """Return nonce, ciphertext and tag; ``ad`` binds them to where they belong."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, ad)

    def open(self, sealed: bytes, ad: bytes) -> bytes:
        """Return what was sealed for the same ``ad``.

        Raises:
            SealBroken: one bit of it, of ``ad`` or of the key is another.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], ad)
        except (InvalidTag, ValueError):
            # ValueError: shorter than a nonce.  No cause is kept, it would tell nothing.
            raise SealBroken from None

    def open_secret(self, sealed: bytes, ad: bytes) -> SecretBytes:
        """Open what is a key itself, into a buffer that can be zeroed.

        Raises:
            SealBroken: as ``open``.
        """
        plain = bytearray(max(len(sealed) - OVERHEAD, 0))
        try:
            self._cipher.decrypt_into(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], ad, plain)
        except (InvalidTag, ValueError):
            raise SealBroken from None
        return SecretBytes.adopt(plain)

    def open_rows(
        self, rows: Iterable[tuple[int, bytes]], prefix: bytes
    ) -> Iterator[tuple[int, bytes]]:
        """Open many: the same as ``open`` with ``prefix`` and the 8 bytes of each number.

        Raises:
            SealBroken: at the first that does not open.
        """
        # Written out and without a call of our own, for a vault is a hundred thousand of these.
        decrypt = self._cipher.decrypt
        try:
            for number, sealed in rows:
                yield number, decrypt(sealed[:12], sealed[12:], prefix + number.to_bytes(8))
        except (InvalidTag, ValueError, OverflowError):
            raise SealBroken from None

    def close(self) -> None:
        """Let go of the prepared key; nothing is sealed or opened after that."""
        del self._cipher


def tag_of(sealed: bytes) -> bytes:
    """Return the tag, which stands for the whole sealed row in what vouches for it."""
    return sealed[-TAG_BYTES:]
