# SPDX-License-Identifier: GPL-3.0-or-later
"""Bitwarden's password-protected export: a JSON around a JSON, both ways.

Sources: ``base-vault-export.service.ts`` and ``password-protected-kdf-config.ts`` of
bitwarden/clients, and the white paper at bitwarden.com/help/bitwarden-security-white-paper.
The key is PBKDF2-SHA256 or Argon2id of the password.  The salt is the text in the file as it
stands there, not what it decodes to; Argon2id takes the SHA-256 of that text.  HKDF-Expand
makes one key for AES-256-CBC and one for HMAC-SHA256 of it.  Texts are written as
``2.<iv>|<ciphertext>|<mac>`` in Base64, the mac over iv and ciphertext.  A text that nobody
needs, ``encKeyValidation_DO_NOT_EDIT``, tells a wrong password from damage.
"""

import base64
import binascii
import hashlib
import hmac
import os
import uuid
from collections.abc import Mapping
from typing import Any, BinaryIO, Self

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from strongroom.crypto.derivations import hkdf_expand_sha256, pbkdf2_sha256
from strongroom.crypto.kdf import MEBIBYTE, Argon2Cost, argon2_as_asked
from strongroom.errors import (
    SourceDamaged,
    SourcePasswordNeeded,
    SourceWrongPassword,
)
from strongroom.exchange import costs
from strongroom.exchange.json_text import number_at, text_at
from strongroom.exchange.reading import Given
from strongroom.secret import SecretBytes
from strongroom.texts import _

PBKDF2, ARGON2ID = 0, 1
# What Bitwarden sets where a person has not: three passes over 64 MiB in four lanes.
BITWARDENS_COST = Argon2Cost(memory_kib=64 * MEBIBYTE, passes=3, lanes=4)
_MOST_PASSES = 10  # that Bitwarden takes for settings (``kdf-config.ts``)
_SALT_BYTES = 16
_BLOCK = 16  # bytes of AES
_BITS = 128
_MAC_BYTES = 32
_MOST_LANES = 64
_VALIDATION = "encKeyValidation_DO_NOT_EDIT"


def near(cost: Argon2Cost) -> Argon2Cost:
    """Return what comes nearest to ``cost`` of what every client of Bitwarden takes.

    It is never less than what Bitwarden itself sets, and no more memory, which phones lack.
    """
    same = cost.memory_kib * cost.passes // BITWARDENS_COST.memory_kib
    passes = min(max(same, BITWARDENS_COST.passes), _MOST_PASSES)
    return msgspec.structs.replace(BITWARDENS_COST, passes=passes)


class Keys:
    """The two keys of one file; zeroed at the end of the ``with``."""

    def __init__(self, key: SecretBytes) -> None:
        """Stretch 32 bytes, which are closed."""
        with key:
            self.cipher = hkdf_expand_sha256(key, b"enc")
            self.mac = hkdf_expand_sha256(key, b"mac")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.cipher.close()
        self.mac.close()


def opened(source: Mapping[str, Any], given: Given) -> bytes:
    """Return the JSON inside.

    Raises:
        SourcePasswordNeeded: there is no password.
        SourceWrongPassword: it is another one.
        SourceTooCostly: the derivation asks for more than is taken unasked.
        CannotImport: it asks for more memory than this machine gives.
        SourceDamaged: bytes are missing or broken.
    """
    if given.password is None or not given.password:
        raise SourcePasswordNeeded(
            _("The file is protected by the password that was typed when it was exported.")
        )
    with _keys_of(source, given.password, costly=given.costly) as keys:
        if _open(text_at(source, _VALIDATION), keys) is None:
            raise SourceWrongPassword(
                _("The password does not open the file: it is the one typed at the export.")
            )
        found = _open(text_at(source, "data"), keys)
    if found is None:
        raise _damaged()
    return found


class ProtectedFile:
    """Writes a password-protected file: what is written to it ends up encrypted inside."""

    def __init__(
        self, out: BinaryIO, password: SecretBytes, cost: Argon2Cost = BITWARDENS_COST
    ) -> None:
        """Write what stands before the content."""
        salt = base64.b64encode(os.urandom(_SALT_BYTES)).decode()
        self._out = out
        self._keys = Keys(argon2_as_asked(password, _argon2_salt(salt), cost))
        validation = _sealed(str(uuid.uuid4()).encode(), self._keys)
        head = (
            '{\n  "encrypted": true,\n  "passwordProtected": true,\n'
            f'  "salt": "{salt}",\n  "kdfType": {ARGON2ID},\n'
            f'  "kdfIterations": {cost.passes},\n'
            f'  "kdfMemory": {cost.memory_kib // MEBIBYTE},\n'
            f'  "kdfParallelism": {cost.lanes},\n'
            f'  "{_VALIDATION}": "{validation}",\n  "data": "2.'
        )
        vector = os.urandom(_BLOCK)
        out.write(head.encode() + base64.b64encode(vector) + b"|")
        self._encryptor = Cipher(AES(self._keys.cipher.buffer), CBC(vector)).encryptor()
        self._padder = PKCS7(_BITS).padder()
        self._mac = hmac.new(self._keys.mac.buffer, vector, "sha256")
        self._pending = bytearray()

    def write(self, data: bytes) -> None:
        """Encrypt more of the content."""
        self._put(self._encryptor.update(self._padder.update(data)))

    def finish(self) -> None:
        """Write what stands behind the content."""
        self._put(self._encryptor.update(self._padder.finalize()) + self._encryptor.finalize())
        self._out.write(base64.b64encode(self._pending) + b"|")
        self._out.write(base64.b64encode(self._mac.digest()) + b'"\n}\n')

    def close(self) -> None:
        """Let go of the keys."""
        self._keys.__exit__()

    def _put(self, sealed: bytes) -> None:
        self._mac.update(sealed)
        self._pending += sealed
        whole = len(self._pending) // 3 * 3  # three bytes are four letters
        self._out.write(base64.b64encode(self._pending[:whole]))
        del self._pending[:whole]


def _keys_of(source: Mapping[str, Any], password: SecretBytes, *, costly: bool) -> Keys:
    salt = text_at(source, "salt")
    rounds = number_at(source, "kdfIterations") or 0
    kind = number_at(source, "kdfType")
    if kind == PBKDF2:
        costs.check_rounds(rounds, costly=costly)
        return Keys(pbkdf2_sha256(password, _encoded(salt), rounds))
    memory, lanes = number_at(source, "kdfMemory") or 0, number_at(source, "kdfParallelism") or 0
    if kind != ARGON2ID or not 0 < lanes <= _MOST_LANES:
        raise costs.out_of_range()
    cost = Argon2Cost(memory * MEBIBYTE, rounds, lanes)
    costs.check_memory(cost.memory_kib, cost.passes, costly=costly)
    return Keys(costs.argon2(password, _argon2_salt(salt), cost))


def _argon2_salt(text: str) -> bytes:
    return hashlib.sha256(_encoded(text)).digest()


def _encoded(salt: str) -> bytes:
    return salt.encode("utf-8", "surrogatepass")


def _open(text: str, keys: Keys) -> bytes | None:
    """Return what a sealed text holds, None where another key made it or it was altered.

    Raises:
        SourceDamaged: it is no sealed text at all.
    """
    vector, sealed, mac = _parts(text)
    code = hmac.new(keys.mac.buffer, vector, "sha256")
    code.update(sealed)
    if not hmac.compare_digest(code.digest(), mac):
        return None
    decryptor = Cipher(AES(keys.cipher.buffer), CBC(vector)).decryptor()
    unpadder = PKCS7(_BITS).unpadder()
    try:
        plain = unpadder.update(decryptor.update(sealed) + decryptor.finalize())
        return plain + unpadder.finalize()
    except ValueError:
        raise _damaged() from None


def _parts(text: str) -> tuple[bytes, bytes, bytes]:
    kind, dot, rest = text.partition(".")
    parts = rest.split("|", 3)
    if kind != "2" or not dot or len(parts) != len(("iv", "ciphertext", "mac")):
        raise _damaged()
    try:
        vector, sealed, mac = (base64.b64decode(part, validate=True) for part in parts)
    except (binascii.Error, ValueError):
        raise _damaged() from None
    if len(vector) != _BLOCK or len(mac) != _MAC_BYTES or not sealed or len(sealed) % _BLOCK:
        raise _damaged()
    return vector, sealed, mac


def _sealed(plain: bytes, keys: Keys) -> str:
    padder = PKCS7(_BITS).padder()
    vector = os.urandom(_BLOCK)
    encryptor = Cipher(AES(keys.cipher.buffer), CBC(vector)).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    mac = hmac.digest(keys.mac.buffer, vector + sealed, "sha256")
    return "2." + "|".join(base64.b64encode(part).decode() for part in (vector, sealed, mac))


def _damaged() -> SourceDamaged:
    return SourceDamaged(_("The protected part of the file is damaged: export it again."))
