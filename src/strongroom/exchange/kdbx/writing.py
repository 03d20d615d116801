# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a KeePass database: KDBX 4 with Argon2id, AES-256, gzip and ChaCha20 inside.

The format: https://keepass.info/help/kb/kdbx.html.  What is written goes through compression,
encryption and blocks at once; neither the XML nor an attachment is ever in memory whole, and
``out`` is written in order, without going back.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final

from argon2.low_level import Type
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from strongroom.crypto.kdf import MEBIBYTE, Argon2Cost
from strongroom.errors import CannotExport, CannotImport
from strongroom.exchange.kdbx import header, variants
from strongroom.exchange.kdbx.ciphers import CHACHA20_STREAM, inner_stream
from strongroom.exchange.kdbx.database import NewBinary, XmlSink
from strongroom.exchange.kdbx.derivation import Argon2, check_possible, derived
from strongroom.exchange.kdbx.keys import MacKeys, cipher_key, composites
from strongroom.exchange.kdbx.packing import Gzip
from strongroom.exchange.kdbx.signature import SIGNATURE
from strongroom.exchange.reading import Given, Step, no_step
from strongroom.secret import SecretBytes
from strongroom.texts import _

# What KeePassXC takes for a new database: ARGON2_DEFAULT_… in its src/crypto/kdf/Argon2Kdf.h.
USUAL: Final = Argon2Cost(64 * MEBIBYTE, 10, 4)
MOST_BINARY = (1 << 32) - 2  # bytes: the size of a field, less its flags

_SALT_BYTES = 32
_STREAM_KEY_BYTES = 64
_BLOCK = 1 << 20
_AES_BLOCK_BITS = 128
_END_OF_HEADER = b"\r\n\r\n"


def write_kdbx(
    out: BinaryIO,
    write_xml: Callable[[XmlSink], None],
    *,
    given: Given,
    cost: Argon2Cost = USUAL,
    binaries: Sequence[NewBinary] = (),
    minor: int = 0,
    step: Step = no_step,
) -> None:
    """Write a database of version 4.``minor`` that password and key file of ``given`` open.

    ``write_xml`` is called once, after the attachments are written.

    Raises:
        CannotExport: this machine has not got the memory that ``cost`` asks for.
        ValueError: an attachment has more than ``MOST_BINARY`` bytes, or not those it said.
    """
    if any(binary.size > MOST_BINARY for binary in binaries):
        message = "an attachment is too large for a KeePass database"
        raise ValueError(message)
    derivation = Argon2(Type.ID, os.urandom(_SALT_BYTES), cost.memory_kib, cost.passes, cost.lanes)
    seed, iv = os.urandom(header.SEED_BYTES), os.urandom(header.IV_BYTES[header.AES])
    raw = _header(derivation, seed, iv, minor)
    with (
        next(composites(given)) as composite,
        _derived(composite, derivation, step) as transformed,
        cipher_key(seed, transformed) as key,
        MacKeys(seed, transformed) as macs,
        SecretBytes.random(_STREAM_KEY_BYTES) as stream_key,
    ):
        out.write(raw)
        out.write(header.hash_of(raw))
        out.write(macs.header(raw))
        payload = _Payload(_Blocks(out, macs, step), key, iv, stream_key)
        payload.inner_header(binaries)
        write_xml(payload)
        payload.finish()


def _derived(composite: SecretBytes, derivation: Argon2, step: Step) -> SecretBytes:
    try:
        check_possible(derivation)
        return derived(composite, derivation, step)
    except CannotImport:
        raise CannotExport(
            _("This computer cannot give the memory that the key of the KeePass database takes.")
        ) from None


# The outer header


def _header(derivation: Argon2, seed: bytes, iv: bytes, minor: int) -> bytes:
    parameters = variants.build(
        {
            "$UUID": (variants.BYTES, header.ARGON2ID.bytes),
            "S": (variants.BYTES, derivation.salt),
            "P": (variants.UINT32, derivation.lanes),
            "M": (variants.UINT64, derivation.memory_kib * 1024),
            "I": (variants.UINT64, derivation.passes),
            "V": (variants.UINT32, derivation.version),
        }
    )
    fields = (
        (header.CIPHER, header.AES.bytes),
        (header.PACKING, _number(1)),
        (header.SEED, seed),
        (header.IV, iv),
        (header.DERIVATION, parameters),
        (header.END, _END_OF_HEADER),
    )
    version = minor.to_bytes(2, "little") + (4).to_bytes(2, "little")
    return SIGNATURE + version + b"".join(_field(*field) for field in fields)


def _field(kind: int, value: bytes) -> bytes:
    return bytes((kind,)) + _number(len(value)) + value


def _number(number: int) -> bytes:
    return number.to_bytes(4, "little")


# The payload: compressed, encrypted, in blocks


class _Payload:
    """Takes the inner header and the XML."""

    def __init__(self, blocks: "_Blocks", key: SecretBytes, iv: bytes, stream: SecretBytes) -> None:
        self._blocks = blocks
        self._packing = Gzip()
        self._padding = PKCS7(_AES_BLOCK_BITS).padder()
        self._cipher = Cipher(algorithms.AES(key.buffer), modes.CBC(iv)).encryptor()
        self._stream_key = stream
        self._stream = inner_stream(CHACHA20_STREAM, stream.buffer)

    def write(self, data: bytes | bytearray, /) -> None:
        self._encrypt(self._packing.pack(data))

    def protect(self, value: bytes, /) -> bytes:
        return b64encode(self._stream.update(value))

    def inner_header(self, binaries: Sequence[NewBinary]) -> None:
        self.write(_field(1, _number(CHACHA20_STREAM)))
        self.write(b"\x02" + _number(len(self._stream_key)))
        self.write(self._stream_key.buffer)  # as it is: a copy could not be wiped
        for binary in binaries:
            self.write(b"\x03" + _number(binary.size + 1) + bytes((binary.protected,)))
            for chunk in _exactly(binary):
                self.write(chunk)
        self.write(_field(0, b""))

    def finish(self) -> None:
        self._encrypt(self._packing.finish())
        last = self._padding.finalize()
        self._blocks.write(self._cipher.update(last) + self._cipher.finalize())
        self._blocks.finish()

    def _encrypt(self, data: bytes) -> None:
        if data:
            self._blocks.write(self._cipher.update(self._padding.update(data)))


def _exactly(binary: NewBinary) -> Iterator[bytes]:
    """Yield the bytes of an attachment, whose number has been written already."""
    left = binary.size
    for chunk in binary.chunks():
        left -= len(chunk)
        if left < 0:
            break
        yield chunk
    if left:
        message = "an attachment has another size than was said"
        raise ValueError(message)


class _Blocks:
    """Writes blocks of a mebibyte, each with its HMAC."""

    def __init__(self, out: BinaryIO, macs: MacKeys, step: Step) -> None:
        self._out = out
        self._macs = macs
        self._step = step
        self._index = 0
        self._kept = bytearray()

    def write(self, data: bytes) -> None:
        self._kept += data
        while len(self._kept) >= _BLOCK:
            self._block(self._kept[:_BLOCK])
            del self._kept[:_BLOCK]

    def finish(self) -> None:
        if self._kept:
            self._block(self._kept)
        self._block(b"")

    def _block(self, data: bytes | bytearray) -> None:
        self._step()
        code = self._macs.block(self._index)
        size = _number(len(data))
        code.update(size)
        code.update(data)
        self._out.write(code.digest() + size)
        self._out.write(data)
        self._index += 1
