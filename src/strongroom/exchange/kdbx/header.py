# SPDX-License-Identifier: GPL-3.0-or-later
"""The outer header of a KeePass database: how the rest of the file was encrypted.

The format: https://keepass.info/help/kb/kdbx.html, and for version 3.1 what KeePassXC's
``src/format/Kdbx3Reader.cpp`` takes.  Fields of other numbers are passed over.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from uuid import UUID

from argon2.low_level import Type

from strongroom.errors import CannotImport, SourceDamaged
from strongroom.exchange.kdbx import variants
from strongroom.exchange.kdbx.derivation import AesKdf, Argon2, Derivation
from strongroom.exchange.kdbx.faults import header_damaged, of_keepass_1
from strongroom.exchange.kdbx.signature import SIGNATURE, SIGNATURE_OF_1
from strongroom.texts import _

AES = UUID("31c1f2e6-bf71-4350-be58-05216afc5aff")
TWOFISH = UUID("ad68f29f-576f-4bb9-a36a-d47af965346c")
CHACHA20 = UUID("d6038a2b-8b6f-4cb5-a524-339a31dbb59a")
IV_BYTES = {AES: 16, TWOFISH: 16, CHACHA20: 12}

AES_KDF = UUID("c9d9f39a-628a-4460-bf74-0d08c18a4fea")
_AES_KDF_OF_4 = UUID("7c02bb82-79a7-4ac0-927d-114a00648238")
ARGON2D = UUID("ef636ddf-8c29-444b-91f7-a9a403e30a0c")
ARGON2ID = UUID("9e298b19-56db-4773-b23d-fc3ec6f0a1e6")
_ARGON2 = {ARGON2D: Type.D, ARGON2ID: Type.ID}

END, CIPHER, PACKING, SEED, ROUNDS_KEY, ROUNDS, IV = 0, 2, 3, 4, 5, 6, 7
STREAM_KEY, START_BYTES, STREAM, DERIVATION, PUBLIC = 8, 9, 10, 11, 12

SEED_BYTES = 32
_HASH_BYTES = 32
_START_BYTES = 32
_MOST = 4 << 20  # bytes of a whole header: the public data may hold a picture
_OLDEST, _NEWEST = 2, 4


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says.  ``raw`` are its bytes, and the payload begins at ``end``.

    The last three are of version 3 alone, where version 4 has an inner header.
    """

    version: tuple[int, int]
    cipher: UUID
    packed: bool
    seed: bytes
    iv: bytes
    derivation: Derivation
    raw: bytes = field(repr=False)
    end: int
    public: dict[str, variants.Value] = field(default_factory=dict)
    mac: bytes = b""
    start: bytes = b""
    stream: int = 0
    stream_key: bytes = field(default=b"", repr=False)

    @property
    def hash(self) -> bytes:
        """The SHA-256 of the header."""
        return hash_of(self.raw)


def hash_of(raw: bytes) -> bytes:
    """Return the SHA-256 that stands behind a header."""
    return hashlib.sha256(raw).digest()


def read_header(file: BinaryIO) -> Header:
    """Read the header of a file.

    Raises:
        SourceDamaged: it is broken.
        CannotImport: it is of a version, or encrypted in a way, that is not read.
    """
    file.seek(0)
    data = file.read(_MOST)
    version = _version(data)
    new = version[0] == _NEWEST
    fields, end = _fields(data, 4 if new else 2)
    if new and not _is_whole(data, end):
        raise header_damaged()
    cipher = _cipher(fields)
    header = Header(
        version=version,
        cipher=cipher,
        packed=_packed(fields),
        seed=_exactly(fields, SEED, SEED_BYTES),
        iv=_exactly(fields, IV, IV_BYTES[cipher]),
        derivation=_derivation(fields) if new else _rounds(fields),
        raw=data[:end],
        end=end,
    )
    return _with_inner(header, fields) if not new else _with_mac(header, fields, data)


def _version(data: bytes) -> tuple[int, int]:
    try:
        return _version_said(data)
    except CannotImport:
        # A broken bit makes one version of another; the hash of version 4 tells.
        if _was_of_4(data):
            raise header_damaged() from None
        raise


def _was_of_4(data: bytes) -> bool:
    """Tell whether a header is whole once its first bytes are those of version 4."""
    minor, rest = len(SIGNATURE), len(SIGNATURE) + 4
    mended = SIGNATURE + data[minor : minor + 2] + _NEWEST.to_bytes(2, "little") + data[rest:]
    try:
        return _is_whole(mended, _fields(mended, 4)[1])
    except SourceDamaged:
        return False


def _version_said(data: bytes) -> tuple[int, int]:
    if data.startswith(SIGNATURE_OF_1):
        raise of_keepass_1()
    if not data.startswith(SIGNATURE) or len(data) < len(SIGNATURE) + 4:
        raise header_damaged()
    minor, major = (int.from_bytes(data[at : at + 2], "little") for at in (8, 10))
    if not _OLDEST <= major <= _NEWEST:
        sentence = _("This KeePass database has the format {version}, which is not read.")
        raise CannotImport(sentence.format(version=f"{major}.{minor}"))
    return major, minor


def _fields(data: bytes, size_bytes: int) -> tuple[dict[int, bytes], int]:
    """Return the fields by number, the last of each, and where they end."""
    fields: dict[int, bytes] = {}
    at = len(SIGNATURE) + 4
    while END not in fields:
        begin = at + 1 + size_bytes
        length = int.from_bytes(data[at + 1 : begin], "little")
        at, number = begin + length, data[at : at + 1]
        if at > len(data):
            raise header_damaged()
        fields[number[0]] = data[begin:at]
    return fields, at


def _exactly(fields: dict[int, bytes], number: int, length: int) -> bytes:
    value = fields.get(number, b"")
    if len(value) != length:
        raise header_damaged()
    return value


def _number(fields: dict[int, bytes], number: int, length: int = 4) -> int:
    return int.from_bytes(_exactly(fields, number, length), "little")


def _cipher(fields: dict[int, bytes]) -> UUID:
    cipher = UUID(bytes=_exactly(fields, CIPHER, 16))
    if cipher not in IV_BYTES:
        sentence = _(
            "This KeePass database is encrypted with a cipher that is not read ({name}): save it "
            "with AES, ChaCha20 or Twofish."
        )
        raise CannotImport(sentence.format(name=cipher))
    return cipher


def _packed(fields: dict[int, bytes]) -> bool:
    packing = _number(fields, PACKING)
    if packing > 1:
        sentence = _("This KeePass database is compressed in a way that is not read ({name}).")
        raise CannotImport(sentence.format(name=packing))
    return packing == 1


# Version 3


def _rounds(fields: dict[int, bytes]) -> AesKdf:
    return AesKdf(_exactly(fields, ROUNDS_KEY, SEED_BYTES), _number(fields, ROUNDS, 8))


def _with_inner(header: Header, fields: dict[int, bytes]) -> Header:
    return replace(
        header,
        start=_exactly(fields, START_BYTES, _START_BYTES),
        stream=_number(fields, STREAM),
        stream_key=fields.get(STREAM_KEY, b""),
    )


# Version 4


def _is_whole(data: bytes, end: int) -> bool:
    """Tell whether a header is what its hash was made of.

    It is asked before any field is looked at: a broken one would be taken for something that
    this program does not read.
    """
    return data[end : end + _HASH_BYTES] == hash_of(data[:end])


def _with_mac(header: Header, fields: dict[int, bytes], data: bytes) -> Header:
    """Add what follows the header and its hash: its HMAC."""
    mac = data[header.end + _HASH_BYTES :][:_HASH_BYTES]
    if len(mac) != _HASH_BYTES:
        raise header_damaged()
    public = variants.parse(fields[PUBLIC]) if fields.get(PUBLIC) else {}
    return replace(header, public=public, mac=mac, end=header.end + 2 * _HASH_BYTES)


def _derivation(fields: dict[int, bytes]) -> Derivation:
    values = variants.parse(fields.get(DERIVATION, b""))
    name = _bytes(values, "$UUID")
    if len(name) != len(AES_KDF.bytes):
        raise header_damaged()
    uuid = UUID(bytes=name)
    if uuid in {AES_KDF, _AES_KDF_OF_4}:
        return AesKdf(_bytes(values, "S"), _amount(values, "R"))
    if uuid not in _ARGON2:
        sentence = _(
            "The key of this KeePass database is derived in a way that is not read ({name}): save "
            "it with Argon2 or AES-KDF."
        )
        raise CannotImport(sentence.format(name=uuid))
    return Argon2(
        kind=_ARGON2[uuid],
        salt=_bytes(values, "S"),
        memory_kib=_amount(values, "M") // 1024,
        passes=_amount(values, "I"),
        lanes=_amount(values, "P"),
        version=_amount(values, "V"),
        secret=_bytes(values, "K", needed=False),
        associated=_bytes(values, "A", needed=False),
    )


def _bytes(values: dict[str, variants.Value], name: str, *, needed: bool = True) -> bytes:
    value = values.get(name, None if needed else b"")
    if not isinstance(value, bytes):
        raise header_damaged()
    return value


def _amount(values: dict[str, variants.Value], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int) or value < 0:
        raise header_damaged()
    return value
