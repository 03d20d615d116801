# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes KeePass databases after the format's documentation, as plainly as it goes.

Nothing of the code under test is in it: hashlib, ``cryptography``, argon2's own call and, for
Twofish and Salsa20, what pykeepass brings.  Every field can be given another value.
"""

import base64
import gzip
import hashlib
import hmac
import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import argon2.low_level
from Cryptodome.Cipher import AES, ChaCha20, Salsa20
from Cryptodome.Util.Padding import pad
from pykeepass.kdbx_parsing.twofish import MODE_CBC, Twofish

from strongroom.exchange.reading import Given
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes

SIGNATURE = bytes.fromhex("03d9a29a67fb4bb5")
CIPHERS = {
    "aes": UUID("31c1f2e6-bf71-4350-be58-05216afc5aff"),
    "twofish": UUID("ad68f29f-576f-4bb9-a36a-d47af965346c"),
    "chacha20": UUID("d6038a2b-8b6f-4cb5-a524-339a31dbb59a"),
}
KDFS = {
    "aes": UUID("c9d9f39a-628a-4460-bf74-0d08c18a4fea"),
    "aes of 4": UUID("7c02bb82-79a7-4ac0-927d-114a00648238"),
    "argon2d": UUID("ef636ddf-8c29-444b-91f7-a9a403e30a0c"),
    "argon2id": UUID("9e298b19-56db-4773-b23d-fc3ec6f0a1e6"),
}
SALSA20, CHACHA20 = 2, 3
SEED = bytes(range(32))
XML = b"<KeePassFile><Meta/></KeePassFile>"
PASSWORD = b"p\xc3\xa4ss"
STREAM_KEY = b"s" * 64


def given(password: bytes | None = PASSWORD, key_file: bytes | None = None, *, costly=False):
    held = None if password is None else SecretBytes(password)
    return Given(password=held, key_file=key_file, costly=costly)


def source(data: bytes) -> Source:
    return Source(io.BytesIO(data), "a.kdbx")


def composite(password: bytes | None = PASSWORD, key: bytes = b"") -> bytes:
    first = b"" if password is None else hashlib.sha256(password).digest()
    return hashlib.sha256(first + key).digest()


@dataclass
class Made:
    """A database; what it says is changed before it is built."""

    xml: bytes = XML
    version: tuple[int, int] = (4, 0)
    cipher: str = "aes"
    kdf: str = "argon2id"
    packed: bool = True
    stream: int = CHACHA20
    binaries: Sequence[tuple[int, bytes]] = ()
    key: bytes = field(default_factory=composite)
    block: int = 1 << 20
    rounds: int = 7
    memory: int = 64 << 10
    passes: int = 1
    lanes: int = 1
    argon2_version: int = 0x13
    header: dict[int, bytes] = field(default_factory=dict)  # instead of what stands there
    parameters: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    inner: bytes | None = None
    plain: bytes | None = None  # instead of inner header and XML, packed or not

    def build(self) -> bytes:
        return self._build_4() if self.version[0] >= 4 else self._build_3()

    # The header

    def _fields(self, own: dict[int, bytes]) -> dict[int, bytes]:
        fields = {
            2: CIPHERS[self.cipher].bytes,
            3: struct.pack("<I", self.packed),
            4: SEED,
            7: self._iv(),
            **own,
        }
        return {**fields, **self.header, 0: b"\r\n\r\n"}

    def _iv(self) -> bytes:
        return bytes(range(12)) if self.cipher == "chacha20" else bytes(range(16))

    def _header(self, own: dict[int, bytes], size: str) -> bytes:
        fields = self._fields(own)
        version = struct.pack("<HH", self.version[1], self.version[0])
        return (
            SIGNATURE
            + version
            + b"".join(
                bytes((kind,)) + struct.pack(size, len(value)) + value
                for kind, value in fields.items()
            )
        )

    def variants(self) -> bytes:
        values = {"$UUID": (0x42, KDFS[self.kdf].bytes), "S": (0x42, SEED[::-1])}
        if self.kdf.startswith("aes"):
            values["R"] = (0x05, struct.pack("<Q", self.rounds))
        else:
            values |= {
                "M": (0x05, struct.pack("<Q", self.memory)),
                "I": (0x05, struct.pack("<Q", self.passes)),
                "P": (0x04, struct.pack("<I", self.lanes)),
                "V": (0x04, struct.pack("<I", self.argon2_version)),
            }
        return dictionary({**values, **self.parameters})

    # The key

    def transformed(self) -> bytes:
        if self.kdf.startswith("aes"):
            cipher, key = AES.new(SEED[::-1], AES.MODE_ECB), self.key
            for _round in range(self.rounds):
                key = cipher.encrypt(key)
            return hashlib.sha256(key).digest()
        kind = argon2.low_level.Type.D if self.kdf == "argon2d" else argon2.low_level.Type.ID
        return argon2.low_level.hash_secret_raw(
            self.key,
            SEED[::-1],
            time_cost=self.passes,
            memory_cost=self.memory // 1024,
            parallelism=self.lanes,
            hash_len=32,
            type=kind,
            version=self.argon2_version,
        )

    def encrypted(self, plain: bytes, transformed: bytes) -> bytes:
        key = hashlib.sha256(SEED + transformed).digest()
        iv = self._iv()
        if self.cipher == "chacha20":
            return ChaCha20.new(key=key, nonce=iv).encrypt(plain)
        if self.cipher == "twofish":
            return bytes(Twofish.new(key, MODE_CBC, iv).encrypt(pad(plain, 16)))
        return AES.new(key, AES.MODE_CBC, iv).encrypt(pad(plain, 16))

    # Version 4

    def _build_4(self) -> bytes:
        header = self._header({11: self.variants()}, "<I")
        transformed = self.transformed()
        base = hashlib.sha512(SEED + transformed + b"\x01").digest()
        plain = (self.inner if self.inner is not None else self.inner_header()) + self.xml
        plain = gzip.compress(plain) if self.packed else plain
        sealed = self.encrypted(self.plain if self.plain is not None else plain, transformed)
        key = hashlib.sha512(b"\xff" * 8 + base).digest()
        parts = [header, hashlib.sha256(header).digest(), hmac.digest(key, header, "sha256")]
        pieces = [sealed[at : at + self.block] for at in range(0, len(sealed), self.block)]
        for index, piece in enumerate([*pieces, b""]):
            number, size = struct.pack("<Q", index), struct.pack("<I", len(piece))
            key = hashlib.sha512(number + base).digest()
            parts += [hmac.digest(key, number + size + piece, "sha256"), size, piece]
        return b"".join(parts)

    def inner_header(self) -> bytes:
        fields = [(1, struct.pack("<I", self.stream)), (2, STREAM_KEY)]
        fields += [(3, bytes((flags,)) + data) for flags, data in self.binaries]
        return b"".join(inner_field(*one) for one in [*fields, (0, b"")])

    # Version 3

    def _build_3(self) -> bytes:
        self.kdf = "aes"
        start = b"z" * 32
        header = self._header(
            {
                5: SEED[::-1],
                6: struct.pack("<Q", self.rounds),
                8: STREAM_KEY[:32],
                9: start,
                10: struct.pack("<I", self.stream),
            },
            "<H",
        )
        plain = gzip.compress(self.xml) if self.packed else self.xml
        plain = self.plain if self.plain is not None else plain
        blocks = b""
        pieces = [plain[at : at + self.block] for at in range(0, len(plain), self.block)]
        for index, piece in enumerate(pieces):
            check = hashlib.sha256(piece).digest()
            blocks += struct.pack("<I", index) + check + struct.pack("<I", len(piece)) + piece
        blocks += struct.pack("<I", len(pieces)) + bytes(32) + bytes(4)
        return header + self.encrypted(start + blocks, self.transformed())

    def hidden(self, *values: bytes) -> list[bytes]:
        """Return values as they stand in protected elements, in this order."""
        key = STREAM_KEY if self.version[0] >= 4 else STREAM_KEY[:32]
        if self.stream == SALSA20:
            nonce = bytes.fromhex("e830094b97205d2a")
            encrypt = Salsa20.new(key=hashlib.sha256(key).digest(), nonce=nonce).encrypt
        else:
            made = hashlib.sha512(key).digest()
            encrypt = ChaCha20.new(key=made[:32], nonce=made[32:44]).encrypt
        return [base64.b64encode(encrypt(value)) for value in values]


def inner_field(kind: int, data: bytes) -> bytes:
    return bytes((kind,)) + struct.pack("<I", len(data)) + data


def dictionary(values: dict[str, tuple[int, bytes]], version: int = 0x0100) -> bytes:
    parts = [struct.pack("<H", version)]
    for name, (kind, value) in values.items():
        data = name.encode()
        parts += [bytes((kind,)), struct.pack("<I", len(data)), data]
        parts += [struct.pack("<I", len(value)), value]
    return b"".join([*parts, b"\0"])
