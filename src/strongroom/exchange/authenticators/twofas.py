# SPDX-License-Identifier: GPL-3.0-or-later
"""2FAS Auth: its backup, plain or encrypted, of schema 1 to 4.

Sources: ``BackupContent.kt`` and its neighbours in twofas/2fas-android, and
``importers/TwoFASImporter.java`` of beemdevelopment/Aegis.  The services are sealed as
``<ciphertext>:<salt>:<nonce>`` in Base64, with AES-256-GCM under 10,000 rounds of
PBKDF2-SHA256; a known text sealed beside them tells a wrong password from damage.
"""

from collections.abc import Mapping
from typing import Any

from strongroom.crypto.derivations import pbkdf2_sha256
from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.authenticators import opening
from strongroom.exchange.authenticators.token import Token, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder, moment
from strongroom.exchange.encoded import strictly64
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

_ROUNDS = 10_000
_PARTS = 3
# Places in the app's list, colours and pictures, and what the app guessed the site to be.
_LEFT_OUT = frozenset({"order", "icon", "badge", "type", "serviceTypeID", "imageSchema"})
_KEYS = _LEFT_OUT | {"name", "secret", "updatedAt", "otp", "groupId"}
# The link and the label say again what stands beside them; the source is how it was scanned.
_OTP_KEYS = frozenset({"link", "label", "account", "issuer", "digits", "period", "algorithm",
                       "counter", "tokenType", "source"})  # fmt: skip


def _fits(source: Source, *, encrypted: bool) -> bool:
    if not source.has("schemaVersion", "services"):
        return False
    return bool(text_at(source.json, "servicesEncrypted")) == encrypted


def _read_plain(source: Source, _given: Given, step: Step) -> Reading:
    return _reading(list_at(source.json, "services"), source.json, step)


def _read_encrypted(source: Source, given: Given, step: Step) -> Reading:
    password = opening.password_of(given)
    step()
    plain = _opened(text_at(source.json, "servicesEncrypted"), password)
    if plain is None:
        known = text_at(source.json, "reference")
        if known and _opened(known, password) is not None:
            raise opening.damaged()
        raise opening.wrong_password()
    services = json_text.parse(plain)
    if not isinstance(services, list):
        raise opening.damaged()
    return _reading(services, source.json, step)


FORMATS = (
    Format(
        "2fas",
        N_("2FAS (backup)"),
        lambda source: _fits(source, encrypted=False),
        _read_plain,
        ("2fas", "json"),
        group=Group.AUTHENTICATOR,
    ),
    Format(
        "2fas-encrypted",
        N_("2FAS (encrypted backup)"),
        lambda source: _fits(source, encrypted=True),
        _read_encrypted,
        ("2fas",),
        plain=False,
        group=Group.AUTHENTICATOR,
    ),
)


def _opened(text: str, password: SecretBytes) -> bytes | None:
    parts = [strictly64(part) for part in text.split(":", _PARTS)]
    if len(parts) != _PARTS or None in parts:
        raise opening.damaged()
    sealed, salt, nonce = (part or b"" for part in parts)
    with pbkdf2_sha256(password, salt, _ROUNDS) as key:
        return opening.opened(key.buffer, nonce, sealed)


def _reading(services: list[Any], whole: object, step: Step) -> Reading:
    if not isinstance(services, list):
        raise CannotImport(_("The file holds no services as a backup of 2FAS does."))
    groups = {text_at(one, "id"): text_at(one, "name") for one in objects_at(whole, "groups")}
    return read_list(services, lambda one: _built(one, groups), step)


def _built(service: Mapping[str, Any], groups: Mapping[str, str]) -> EntryBuilder:
    otp = object_at(service, "otp")
    account = text_at(otp, "account")
    builder = builder_of(
        Token(
            text_at(service, "secret"),
            kind=text_at(otp, "tokenType").lower() or "totp",
            title=text_at(service, "name"),
            issuer=text_at(otp, "issuer"),
            account=account or text_at(otp, "label"),
            algorithm=text_at(otp, "algorithm"),
            digits=number_at(otp, "digits"),
            period=number_at(otp, "period"),
            counter=number_at(otp, "counter"),
        )
    )
    builder.modified = moment(number_at(service, "updatedAt"))
    builder.tags.extend(filter(None, [groups.get(text_at(service, "groupId"), "")]))
    keep_unknown(builder, otp, _OTP_KEYS)
    keep_unknown(builder, service, _KEYS)
    return builder
