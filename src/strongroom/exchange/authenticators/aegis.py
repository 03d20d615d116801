# SPDX-License-Identifier: GPL-3.0-or-later
"""Aegis: its export, plain or encrypted.

Source: ``docs/vault.md`` of beemdevelopment/Aegis; for groups, notes and favourites
``vault/VaultEntry.java`` and ``vault/VaultGroup.java`` there.  A random key seals the content,
and each slot holds that key sealed with a password's scrypt, or with a phone's own key.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from strongroom.crypto.derivations import scrypt
from strongroom.errors import CannotImport
from strongroom.exchange import costs, json_text
from strongroom.exchange.authenticators import opening
from strongroom.exchange.authenticators.token import Token, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.encoded import strictly64
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, object_at, objects_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.model.fields import Role
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

_PASSWORD_SLOT = 1
_MOST_SLOTS = 8  # that are tried: an app has one or two
_MOST_LANES, _MOST_BLOCK = 16, 64
# Numbers of the app, pictures, and how often an entry was used.
_LEFT_OUT = frozenset({"uuid", "icon", "icon_mime", "icon_hash", "usageCount"})
_KEYS = _LEFT_OUT | {"type", "name", "issuer", "note", "favorite", "group", "groups", "info",
                     "archived"}  # fmt: skip
_INFO_KEYS = frozenset({"secret", "algo", "digits", "period", "counter"})


def _fits(source: Source, *, encrypted: bool) -> bool:
    if not source.has("version", "header", "db") or not isinstance(source.json, dict):
        return False
    return isinstance(source.json["db"], str) == encrypted


def _read_plain(source: Source, _given: Given, step: Step) -> Reading:
    return _reading(object_at(source.json, "db"), step)


def _read_encrypted(source: Source, given: Given, step: Step) -> Reading:
    header = object_at(source.json, "header")
    with _content_key(header, given, step) as key:
        sealed = strictly64(text_at(source.json, "db"))
        nonce, tag = _hex(header, "params", "nonce"), _hex(header, "params", "tag")
        plain = None if sealed is None else opening.opened(key.buffer, nonce, sealed + tag)
    if plain is None:
        raise opening.damaged()
    return _reading(json_text.parse(plain), step)


FORMATS = (
    Format(
        "aegis",
        N_("Aegis (JSON)"),
        lambda source: _fits(source, encrypted=False),
        _read_plain,
        ("json",),
        group=Group.AUTHENTICATOR,
    ),
    Format(
        "aegis-encrypted",
        N_("Aegis (encrypted)"),
        lambda source: _fits(source, encrypted=True),
        _read_encrypted,
        ("json",),
        plain=False,
        group=Group.AUTHENTICATOR,
    ),
)


def _reading(content: object, step: Step) -> Reading:
    if not isinstance(object_at(content).get("entries"), list):
        raise CannotImport(_("The file holds no entries as an export from Aegis does."))
    groups = {text_at(one, "uuid"): text_at(one, "name") for one in objects_at(content, "groups")}
    return read_list(list_at(content, "entries"), lambda one: _built(one, groups), step)


def _built(entry: Mapping[str, Any], groups: Mapping[str, str]) -> EntryBuilder:
    info = object_at(entry, "info")
    builder = builder_of(
        Token(
            text_at(info, "secret"),
            kind=text_at(entry, "type").lower(),
            issuer=text_at(entry, "issuer"),
            account=text_at(entry, "name"),
            algorithm=text_at(info, "algo"),
            digits=number_at(info, "digits"),
            period=number_at(info, "period"),
            counter=number_at(info, "counter"),
        )
    )
    builder.favourite = entry.get("favorite") is True
    named = (groups.get(one, "") for one in list_at(entry, "groups") if isinstance(one, str))
    builder.tags.extend(filter(None, (*named, text_at(entry, "group"))))
    if entry.get("archived") is True:
        builder.tags.append(_("archived"))
    builder.role(Role.NOTES, text_at(entry, "note"))
    keep_unknown(builder, info, _INFO_KEYS)
    keep_unknown(builder, entry, _KEYS)
    return builder


def _content_key(header: Mapping[str, Any], given: Given, step: Step) -> SecretBytes:
    """Return the key of the content, out of the first slot that the password opens."""
    slots = [one for one in objects_at(header, "slots") if number_at(one, "type") == _PASSWORD_SLOT]
    if not slots:
        raise CannotImport(
            _("The backup opens with no password: export it again, and set one there.")
        )
    password = opening.password_of(given)
    for key in _keys(slots[:_MOST_SLOTS], password, given, step):
        if key is not None:
            return key
    raise opening.wrong_password()


def _keys(
    slots: list[Mapping[str, Any]], password: SecretBytes, given: Given, step: Step
) -> Iterator[SecretBytes | None]:
    work = 0
    for slot in slots:
        step()
        rounds, block, lanes = (number_at(slot, key) or 0 for key in ("n", "r", "p"))
        if rounds < 2 or rounds & (rounds - 1) or not 0 < block <= _MOST_BLOCK:  # noqa: PLR2004 - 2^n
            raise costs.out_of_range()
        if not 0 < lanes <= _MOST_LANES or rounds >= 1 << 16 * block:
            raise costs.out_of_range()
        # N blocks of 128 r bytes, gone through twice for each lane.
        memory = max(1, rounds * block // 8)
        work = costs.check_memory(memory, 2 * lanes, costly=given.costly, before=work)
        salt, nonce = _hex(slot, "salt"), _hex(slot, "key_params", "nonce")
        sealed = _hex(slot, "key") + _hex(slot, "key_params", "tag")
        try:
            wrapping = scrypt(password, salt, rounds=rounds, block=block, lanes=lanes)
        except MemoryError:
            raise costs.no_memory(memory) from None
        with wrapping:
            yield opening.opened_key(wrapping, nonce, sealed)


def _hex(found: Mapping[str, Any], *keys: str) -> bytes:
    try:
        return bytes.fromhex(text_at(found, *keys))
    except ValueError:
        raise opening.damaged() from None
