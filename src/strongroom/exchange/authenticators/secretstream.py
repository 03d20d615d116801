# SPDX-License-Identifier: GPL-3.0-or-later
"""What libsodium's ``crypto_secretstream_xchacha20poly1305`` sealed in one message.

Sources: libsodium's ``crypto_secretstream/xchacha20poly1305`` for the layout, RFC 8439 for the
cipher, draft-irtf-cfrg-xchacha for HChaCha20.  The header's first sixteen bytes make a key of
the key, its last eight are the nonce; of the stream's blocks the first makes the key of the
seal, the second hides the message's tag, the others the message.
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from cryptography.hazmat.primitives.poly1305 import Poly1305

from strongroom.secret import SecretBytes

HEADER_BYTES = 24
_KEY, _INPUT, _TAG, _BLOCK = 32, 16, 16, 64
_FINAL = 3  # the tag of a stream's last message
_MASK = 0xFFFFFFFF
_CONSTANTS = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
_COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_ROUNDS = 10  # double ones


def opened(key: SecretBytes, header: bytes, sealed: bytes) -> bytes | None:
    """Return the only message of a stream; None for another key, altered or broken bytes."""
    if len(header) != HEADER_BYTES or len(sealed) <= _TAG:
        return None
    body, seal = sealed[:-_TAG], sealed[-_TAG:]
    with hchacha20(key, header[:_INPUT]) as inner:
        # A counter of blocks in four bytes, one of messages, and the nonce.
        stream = Cipher(
            ChaCha20(inner.buffer, bytes(4) + (1).to_bytes(4, "little") + header[_INPUT:]), None
        ).decryptor()
        with SecretBytes(stream.update(bytes(_BLOCK))) as first:
            tagged = stream.update(body[:1] + bytes(_BLOCK - 1))
            sealer = Poly1305(first.buffer[:_KEY])
            for part in _sealed_parts(body[:1] + tagged[1:], body[1:]):
                sealer.update(part)
            try:
                sealer.verify(seal)
            except InvalidSignature:
                return None
        return stream.update(body[1:]) if tagged[0] == _FINAL else None


def hchacha20(key: SecretBytes, nonce: bytes) -> SecretBytes:
    """Return a key made of a key and sixteen bytes that are no secret."""
    state = [*_CONSTANTS, *_words(key.buffer), *_words(nonce)]
    for _round in range(_ROUNDS):
        for a, b, c, d in (*_COLUMNS, *_DIAGONALS):
            _quarter(state, a, b, c, d)
    words = (*state[:4], *state[12:])
    return SecretBytes(b"".join(word.to_bytes(4, "little") for word in words))


def _sealed_parts(block: bytes, message: bytes) -> Iterator[bytes]:
    yield block
    yield message
    yield bytes(len(message) % _TAG)  # not up to a whole block: so libsodium has it
    yield bytes(8) + (_BLOCK + len(message)).to_bytes(8, "little")


def _words(data: bytes | bytearray) -> list[int]:
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def _quarter(state: list[int], a: int, b: int, c: int, d: int) -> None:
    for one, two, three, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[one] = state[one] + state[two] & _MASK
        word = state[three] ^ state[one]
        state[three] = (word << turn | word >> 32 - turn) & _MASK
