# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person gave, as the keys that a KeePass database is closed with.

Key files come in five kinds, told apart by what is in them as KeePass and KeePassXC do
(https://keepass.info/help/base/keys.html, KeePassXC's ``src/keys/FileKey.cpp``): XML of
version 1 and 2, 32 bytes, 64 hexadecimal digits, and any other file by its SHA-256.

``hashlib`` hands digests out as bytes, which cannot be overwritten: what is kept is in
:class:`SecretBytes`, a digest on its way there is dropped at once.
"""

import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Self
from xml.parsers import expat

from strongroom.errors import SourceWrongPassword
from strongroom.exchange.reading import Given
from strongroom.secret import SecretBytes
from strongroom.texts import _

KEY_BYTES = 32
_CHECK_BYTES = 4  # of the hash that a key file of version 2 carries
_LONGEST_XML = 1 << 20
_DEEPEST = 4
_HEX = re.compile(rb"[0-9A-Fa-f]+")
_LAST_INDEX = b"\xff" * 8  # of the HMAC key that is the header's


def composites(given: Given) -> Iterator[SecretBytes]:
    """Yield what the key may be made of, the likeliest first; whoever takes one closes it.

    Where nothing was typed, mostly no password is part of the key, and sometimes an empty one:
    these are two keys.

    Raises:
        SourceWrongPassword: the key file is broken.
    """
    file = [] if given.key_file is None else [key_of_file(given.key_file)]
    typed = [hashlib.sha256(given.password.buffer if given.password else b"").digest(), *file]
    untyped = [file, typed] if file else [typed, file]
    for parts in [typed] if given.password else untyped:
        yield _digest("sha256", *parts)


def cipher_key(seed: bytes, transformed: SecretBytes) -> SecretBytes:
    """Return the key of the outer cipher."""
    return _digest("sha256", seed, transformed.buffer)


def _digest(name: str, *pieces: bytes | bytearray) -> SecretBytes:
    made = hashlib.new(name)
    for piece in pieces:
        made.update(piece)
    return SecretBytes(made.digest())


class MacKeys:
    """The keys of version 4 that vouch for the header and for every block."""

    def __init__(self, seed: bytes, transformed: SecretBytes) -> None:
        self._base = _digest("sha512", seed, transformed.buffer, b"\x01")

    def header(self, raw: bytes) -> bytes:
        """Return the HMAC of a header."""
        return self._begun(_LAST_INDEX, raw).digest()

    def block(self, index: int) -> hmac.HMAC:
        """Return an HMAC that waits for the size and the bytes of a block."""
        number = index.to_bytes(8, "little")
        return self._begun(number, number)

    def _begun(self, number: bytes, data: bytes) -> hmac.HMAC:
        with _digest("sha512", number, self._base.buffer) as key:
            return hmac.new(key.buffer, data, "sha256")

    def close(self) -> None:
        """Wipe them."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


# Key files


def key_of_file(data: bytes) -> bytes:
    """Return the key that a file holds, or is.

    Raises:
        SourceWrongPassword: it is a key file that says itself that it is broken.
    """
    if len(data) <= _LONGEST_XML and (found := _of_xml(data)):
        return found
    if len(data) == KEY_BYTES:
        return data
    if len(data) == 2 * KEY_BYTES:
        with suppress(binascii.Error):
            return binascii.unhexlify(data)
    return hashlib.sha256(data).digest()


def is_key_file(data: bytes) -> bool:
    """Tell what surely is a key file, whole or broken; 32 bytes may be anything."""
    if len(data) == 2 * KEY_BYTES:
        return _HEX.fullmatch(data) is not None
    return len(data) <= _LONGEST_XML and "KeyFile/Key/Data" in _texts(data)[0]


def _of_xml(data: bytes) -> bytes:
    """Return the key of a key file in XML, b"" where it is none."""
    texts, attributes = _texts(data)
    version = texts.get("KeyFile/Meta/Version", "").strip()
    value = "".join(texts.get("KeyFile/Key/Data", "").split())
    try:
        if version.startswith("1."):
            return binascii.a2b_base64(value, strict_mode=True) if value else b""
        if version.startswith("2."):
            return _checked(binascii.unhexlify(value), attributes.get("Hash", ""))
    except ValueError:  # binascii.Error is one, and so is a letter of no alphabet
        return b""
    return b""


def _checked(key: bytes, check: str) -> bytes:
    with suppress(ValueError):
        if not check or hashlib.sha256(key).digest()[:_CHECK_BYTES] == binascii.unhexlify(check):
            return key
    sentence = _("The key file is damaged, as it says itself: take another copy of it.")
    raise SourceWrongPassword(sentence, key_file=True)


def _texts(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of a small XML file by path, and the attributes of the key; none of
    either where it is no XML, or has a document type.
    """  # noqa: D205 - one sentence
    path: list[str] = []
    texts: dict[str, list[str]] = {}
    attributes: dict[str, str] = {}

    def start(name: str, found: dict[str, str]) -> None:
        path.append(name)
        if name == "Data":
            attributes.update(found)

    def text(piece: str) -> None:
        texts.setdefault("/".join(path[:_DEEPEST]), []).append(piece)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return {}, {}
    return {where: "".join(pieces) for where, pieces in texts.items()}, attributes


def _refuse(*_what: object) -> None:
    raise ValueError
