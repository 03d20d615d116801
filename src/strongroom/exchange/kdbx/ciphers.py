# SPDX-License-Identifier: GPL-3.0-or-later
"""The outer ciphers, as stages; and the key streams that hide values inside."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from strongroom.errors import CannotImport
from strongroom.exchange.kdbx.faults import damaged
from strongroom.exchange.kdbx.header import AES, CHACHA20
from strongroom.exchange.kdbx.salsa20 import Salsa20
from strongroom.exchange.kdbx.twofish import TwofishCbc
from strongroom.secret import SecretBytes
from strongroom.texts import _

_BLOCK = 16
_ARCFOUR, SALSA20_STREAM, CHACHA20_STREAM = 1, 2, 3
_SALSA20_NONCE = bytes.fromhex("e830094b97205d2a")
_CHACHA20_COUNTER = bytes(4)


class Updating(Protocol):
    """What encrypts or decrypts piece by piece."""

    def update(self, data: bytes, /) -> bytes:
        """Return the next bytes for the next bytes."""


def decrypted(
    pieces: Iterable[bytes], cipher: UUID, key: SecretBytes, iv: bytes
) -> Iterator[bytes]:
    """Yield the plain text.

    Raises:
        SourceDamaged: it does not end as an encrypted text does.
    """
    if cipher == CHACHA20:
        stream = chacha20(key, iv)
        return (stream.update(piece) for piece in pieces)
    if cipher == AES:
        machine: Updating = Cipher(algorithms.AES(key.buffer), modes.CBC(iv)).decryptor()
    else:
        machine = TwofishCbc(key, iv)
    return _unpadded(pieces, machine)


def _unpadded(pieces: Iterable[bytes], machine: Updating) -> Iterator[bytes]:
    """Decrypt whole blocks, and keep the last one back for its padding (PKCS #7)."""
    kept = b""
    for piece in pieces:
        kept += piece
        whole = (len(kept) - 1) // _BLOCK * _BLOCK
        if whole > 0:
            yield machine.update(kept[:whole])
            kept = kept[whole:]
    if len(kept) != _BLOCK:
        raise damaged()
    last = machine.update(kept)
    padding = last[-1]
    if last[-padding:] != bytes((padding,)) * padding:  # neither does 0 fit, nor more than a block
        raise damaged()
    if padding < _BLOCK:
        yield last[:-padding]


def chacha20(key: SecretBytes, nonce: bytes) -> Updating:
    """Return the stream of RFC 8439 from its first block on, under 12 bytes of nonce."""
    algorithm = algorithms.ChaCha20(key.buffer, _CHACHA20_COUNTER + nonce)
    return Cipher(algorithm, None).encryptor()


def inner_stream(number: int, key: bytes | bytearray) -> Updating:
    """Return the stream that values are hidden under.

    Raises:
        CannotImport: it is another than Salsa20 or ChaCha20.
    """
    if number == SALSA20_STREAM:
        with SecretBytes(hashlib.sha256(key).digest()) as hashed:
            return Salsa20(hashed, _SALSA20_NONCE)
    if number == CHACHA20_STREAM:
        with (
            SecretBytes(hashlib.sha512(key).digest()) as hashed,
            SecretBytes(hashed.buffer[:32]) as half,
        ):
            return chacha20(half, bytes(hashed.buffer[32:44]))
    name = "ArcFour" if number == _ARCFOUR else str(number)
    sentence = _(
        "The passwords in this KeePass database are hidden under a cipher that is not read "
        "({name}): save it with a newer program."
    )
    raise CannotImport(sentence.format(name=name))
