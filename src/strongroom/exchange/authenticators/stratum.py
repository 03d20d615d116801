# SPDX-License-Identifier: GPL-3.0-or-later
"""Stratum, before 2024 Authenticator Pro: its backup, plain or encrypted.

Source: ``importers/StratumImporter.java`` of beemdevelopment/Aegis.  A sealed backup is
``AUTHENTICATORPRO``, sixteen bytes of salt, twelve of nonce, and AES-256-GCM under Argon2id of
always the same cost.  Before 2023 it was ``AuthenticatorPro``, twenty bytes of salt, sixteen of
a first block, and AES-256-CBC under 64,000 rounds of PBKDF2-SHA1: there a wrong password looks
as damage does.
"""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from strongroom.crypto.derivations import pbkdf2_sha1
from strongroom.crypto.kdf import MEBIBYTE, Argon2Cost
from strongroom.errors import CannotImport
from strongroom.exchange import costs, json_text
from strongroom.exchange.authenticators import opening
from strongroom.exchange.authenticators.token import Token, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, objects_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.secret import SecretBytes
from strongroom.texts import N_

_HEADER, _OLD_HEADER = b"AUTHENTICATORPRO", b"AuthenticatorPro"
_SALT, _NONCE = 16, 12  # bytes
_COST = Argon2Cost(memory_kib=64 * MEBIBYTE, passes=3, lanes=4)
_OLD_SALT, _BLOCK, _OLD_ROUNDS = 20, 16, 64_000
_MOST_SEALED = 16 << 20
_KEYS = frozenset({"Type", "Icon", "Issuer", "Username", "Secret", "Algorithm", "Digits",
                   "Period", "Counter", "Ranking", "CopyCount"})  # fmt: skip
_TYPES = {1: "hotp", 2: "totp", 3: "motp", 4: "steam", 5: "yandex"}
_ALGORITHMS = {0: "SHA1", 1: "SHA256", 2: "SHA512"}


def _fits_plain(source: Source) -> bool:
    return source.has("Authenticators", "Categories")


def _fits_encrypted(source: Source) -> bool:
    return source.head.startswith((_HEADER, _OLD_HEADER))


def _read_plain(source: Source, _given: Given, step: Step) -> Reading:
    return _reading(source.json, step)


def _read_encrypted(source: Source, given: Given, step: Step) -> Reading:
    password = opening.password_of(given)
    if not _fits_encrypted(source):
        raise opening.damaged()
    data = source.read(_MOST_SEALED)
    step()
    rest = data[len(_HEADER) :]
    plain = _opened(rest, password) if data.startswith(_HEADER) else _opened_old(rest, password)
    try:
        found = None if plain is None else json_text.parse(plain)
    except CannotImport:
        raise (
            opening.damaged() if data.startswith(_HEADER) else opening.wrong_password()
        ) from None
    if found is None:
        raise opening.wrong_password()
    return _reading(found, step)


FORMATS = (
    Format(
        "stratum",
        N_("Stratum (JSON)"),
        _fits_plain,
        _read_plain,
        ("json",),
        group=Group.AUTHENTICATOR,
    ),
    Format(
        "stratum-encrypted",
        N_("Stratum (encrypted backup)"),
        _fits_encrypted,
        _read_encrypted,
        ("stratum", "authpro"),
        plain=False,
        group=Group.AUTHENTICATOR,
    ),
)


def _opened(rest: bytes, password: SecretBytes) -> bytes | None:
    salt, sealed = rest[:_SALT], rest[_SALT:]
    if len(sealed) <= _NONCE:
        raise opening.damaged()
    with costs.argon2(password, salt, _COST) as key:
        return opening.opened(key.buffer, sealed[:_NONCE], sealed[_NONCE:])


def _opened_old(rest: bytes, password: SecretBytes) -> bytes | None:
    salt, first, sealed = rest[:_OLD_SALT], rest[_OLD_SALT:][:_BLOCK], rest[_OLD_SALT + _BLOCK :]
    if len(first) < _BLOCK or not sealed or len(sealed) % _BLOCK:
        raise opening.damaged()
    with pbkdf2_sha1(password, salt, _OLD_ROUNDS) as key:
        opener = Cipher(AES(key.buffer), CBC(first)).decryptor()
        padded = opener.update(sealed) + opener.finalize()
    padding = PKCS7(_BLOCK * 8).unpadder()
    try:
        return padding.update(padded) + padding.finalize()
    except ValueError:
        return None


def _reading(whole: object, step: Step) -> Reading:
    names = {text_at(one, "Id"): text_at(one, "Name") for one in objects_at(whole, "Categories")}
    tags: dict[str, list[str]] = {}
    for one in objects_at(whole, "AuthenticatorCategories"):
        if name := names.get(text_at(one, "CategoryId")):
            tags.setdefault(text_at(one, "AuthenticatorSecret"), []).append(name)

    def built(entry: Mapping[str, Any]) -> EntryBuilder:
        builder = _built(entry)
        builder.tags.extend(tags.get(text_at(entry, "Secret"), ()))
        return builder

    return read_list(list_at(whole, "Authenticators"), built, step)


def _built(entry: Mapping[str, Any]) -> EntryBuilder:
    kind = _TYPES.get(number_at(entry, "Type") or 0, "")
    builder = builder_of(
        Token(
            text_at(entry, "Secret"),
            kind=kind,
            issuer=text_at(entry, "Issuer"),
            account=text_at(entry, "Username"),
            algorithm=_ALGORITHMS.get(number_at(entry, "Algorithm") or 0, "?"),
            digits=number_at(entry, "Digits"),
            period=number_at(entry, "Period"),
            counter=number_at(entry, "Counter") if kind == "hotp" else None,
        )
    )
    keep_unknown(builder, entry, _KEYS)
    return builder
