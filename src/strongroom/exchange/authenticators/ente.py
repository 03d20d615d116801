# SPDX-License-Identifier: GPL-3.0-or-later
"""Ente Auth: its encrypted export; the plain one is a list of links.

Sources: ``migration-guides/encrypted_export.md`` of ente-io/auth, and
``ui/settings/data/import/encrypted_ente_import.dart`` of ente-io/ente.  The links are sealed as
libsodium's stream of one message, under Argon2id of one lane; ``memLimit`` is in bytes.
"""

import io

from strongroom.crypto.kdf import Argon2Cost
from strongroom.exchange import costs
from strongroom.exchange.authenticators import links, opening, secretstream
from strongroom.exchange.encoded import bytes64
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import number_at, object_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes
from strongroom.texts import N_

_SALT_BYTES = 16
_LEAST_KIB = 8  # that Argon2 takes


def _fits(source: Source) -> bool:
    return source.has("kdfParams", "encryptedData", "encryptionNonce")


def _read(source: Source, given: Given, step: Step) -> Reading:
    password = opening.password_of(given)
    header, sealed = (
        bytes64(text_at(source.json, key)) for key in ("encryptionNonce", "encryptedData")
    )
    if not sealed or header is None or len(header) != secretstream.HEADER_BYTES:
        raise opening.damaged()
    step()
    with _key(object_at(source.json, "kdfParams"), password, costly=given.costly) as key:
        plain = secretstream.opened(key, header, sealed)
    if plain is None:
        raise opening.wrong_password()
    return links.read(Source(io.BytesIO(plain), source.name), given, step)


def _key(settings: object, password: SecretBytes, *, costly: bool) -> SecretBytes:
    memory = (number_at(settings, "memLimit") or 0) >> 10
    passes = number_at(settings, "opsLimit") or 0
    salt = bytes64(text_at(settings, "salt"))
    if memory < _LEAST_KIB or salt is None or len(salt) != _SALT_BYTES:
        raise costs.out_of_range()
    costs.check_memory(memory, passes, costly=costly)
    return costs.argon2(password, salt, Argon2Cost(memory, passes, 1))


FORMATS = (
    Format(
        "ente-encrypted",
        N_("Ente Auth (encrypted)"),
        _fits,
        _read,
        ("txt", "json"),
        plain=False,
        group=Group.AUTHENTICATOR,
    ),
)
