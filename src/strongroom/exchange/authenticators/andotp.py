# SPDX-License-Identifier: GPL-3.0-or-later
"""andOTP: its backup as JSON, and as JSON sealed with a password.

Sources: ``Database/Entry.java`` and ``Utilities/EncryptionHelper.java`` of andOTP/andOTP,
``importers/AndOtpImporter.java`` of beemdevelopment/Aegis.  A sealed backup is four bytes of
PBKDF2-SHA1 rounds, twelve of salt, twelve of nonce, and AES-256-GCM; before 2019 it was a
nonce and AES-256-GCM under the password's SHA-256.  Neither has anything to tell it by, and a
wrong password looks as damage does.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from strongroom.crypto.derivations import pbkdf2_sha1
from strongroom.errors import SourceWrongPassword
from strongroom.exchange import costs, json_text
from strongroom.exchange.authenticators import opening
from strongroom.exchange.authenticators.token import Token, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

_ROUNDS, _SALT, _NONCE, _TAG = 4, 12, 12, 16  # bytes
_LIKELY = range(1000, 1_000_000)  # rounds that andOTP has ever written
_MOST_SEALED = 16 << 20
# Pictures, and how often and when an entry was used.
_LEFT_OUT = frozenset({"thumbnail", "last_used", "used_frequency"})
_KEYS = _LEFT_OUT | {"secret", "issuer", "label", "digits", "type", "algorithm", "period",
                     "counter", "tags"}  # fmt: skip
_NEEDED = frozenset({"secret", "label", "type"})


def _fits_plain(source: Source) -> bool:
    first = source.json[0] if isinstance(source.json, list) and source.json else None
    return isinstance(first, dict) and first.keys() >= _NEEDED


def _fits_encrypted(source: Source) -> bool:
    least = _ROUNDS + _SALT + _NONCE + _TAG
    if not least < source.size <= _MOST_SEALED or source.head[:1] != b"\0":
        return False
    return int.from_bytes(source.head[:_ROUNDS]) in _LIKELY


def _read_plain(source: Source, _given: Given, step: Step) -> Reading:
    return _reading(source.json, step)


def _read_encrypted(source: Source, given: Given, step: Step) -> Reading:
    password = opening.password_of(given)
    data = source.read(_MOST_SEALED)
    step()
    plain = _opened(data, password, costly=given.costly) or _opened_old(data, password)
    if plain is None:
        raise SourceWrongPassword(
            _("The password does not open the backup, or the file is no backup of andOTP.")
        )
    return _reading(json_text.parse(plain), step)


FORMATS = (
    Format(
        "andotp",
        N_("andOTP (JSON)"),
        _fits_plain,
        _read_plain,
        ("json",),
        group=Group.AUTHENTICATOR,
    ),
    Format(
        "andotp-encrypted",
        N_("andOTP (encrypted backup)"),
        _fits_encrypted,
        _read_encrypted,
        ("aes",),
        plain=False,
        group=Group.AUTHENTICATOR,
    ),
)


def _opened(data: bytes, password: SecretBytes, *, costly: bool) -> bytes | None:
    rounds = int.from_bytes(data[:_ROUNDS])
    if rounds not in _LIKELY:
        return None
    costs.check_rounds(rounds, costly=costly)
    salt, rest = data[_ROUNDS : _ROUNDS + _SALT], data[_ROUNDS + _SALT :]
    with pbkdf2_sha1(password, salt, rounds) as key:
        return opening.opened(key.buffer, rest[:_NONCE], rest[_NONCE:])


def _opened_old(data: bytes, password: SecretBytes) -> bytes | None:
    with SecretBytes(hashlib.sha256(password.buffer).digest()) as key:
        return opening.opened(key.buffer, data[:_NONCE], data[_NONCE:])


def _reading(entries: object, step: Step) -> Reading:
    return read_list(entries if isinstance(entries, list) else [], _built, step)


def _built(entry: Mapping[str, Any]) -> EntryBuilder:
    issuer, account = text_at(entry, "issuer"), text_at(entry, "label")
    if "issuer" not in entry:  # backups of before 2018 have both in one
        issuer, dash, rest = account.partition(" - ")
        issuer, account = (issuer, rest) if dash else ("", account)
    kind = text_at(entry, "type").lower() or "totp"
    builder = builder_of(
        Token(
            text_at(entry, "secret"),
            kind=kind,
            issuer=issuer,
            account=account,
            algorithm=text_at(entry, "algorithm"),
            digits=number_at(entry, "digits"),
            period=number_at(entry, "period"),
            counter=number_at(entry, "counter") if kind == "hotp" else None,
        )
    )
    builder.tags.extend(tag for tag in list_at(entry, "tags") if isinstance(tag, str))
    keep_unknown(builder, entry, _KEYS)
    return builder
