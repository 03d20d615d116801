# SPDX-License-Identifier: GPL-3.0-or-later
"""No authenticator's file leads to anything but entries that fit, or a sentence."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.files import ANY, harmless, json_file, source_of

from strongroom.errors import CannotImport
from strongroom.exchange.authenticators import FORMATS
from strongroom.exchange.format import Format
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.secret import SecretBytes

_KEYS = st.sampled_from([
    "type", "name", "issuer", "note", "groups", "info", "secret", "algo", "digits", "period",
    "counter", "otp", "account", "label", "tokenType", "updatedAt", "groupId", "tags",
    "algorithm", "kind", "timer", "issuerExt", "issuerAlt", "Type", "Issuer", "Username",
    "Secret", "Algorithm", "Digits", "Period", "content", "uri", "entry_type", "favorite",
])  # fmt: skip
_ODD = st.sampled_from(["\ud800", "JBSWY3DPEHPK3PXP", "totp", "hotp", "steam", -1, 2**70, "Steam"])
_INNER = st.dictionaries(_KEYS, ANY | _ODD, max_size=6)
_ENTRY = st.dictionaries(_KEYS, ANY | _ODD | _INNER, max_size=10)
_ENTRIES = st.lists(_ENTRY | ANY, max_size=4) | ANY


def read(one: Format, data: bytes) -> Reading:
    return one.read(source_of(data), Given(SecretBytes(b"p")), no_step)


@given(_ENTRIES, ANY)
def test_any_json_in_the_shape_of_a_backup(entries, other):
    plain = [
        {"version": 1, "header": other, "db": {"version": 3, "entries": entries, "groups": other}},
        {"schemaVersion": 4, "services": entries, "groups": other},
        {"tokenOrder": other, "tokens": entries},
        {"Authenticators": entries, "Categories": other, "AuthenticatorCategories": other},
        {"version": 1, "entries": entries},
        entries,
    ]
    for value in plain:
        for one in FORMATS:
            harmless(partial(read, one, json_file(value)))


@given(st.lists(_INNER | ANY, max_size=3), ANY | st.text())
def test_any_json_in_the_shape_of_an_encrypted_backup(slots, text):
    for value in (
        {"version": 1, "header": {"slots": slots, "params": slots}, "db": "AAAA"},
        {"schemaVersion": 4, "services": [], "servicesEncrypted": text, "reference": text},
        {"kdfParams": slots, "encryptedData": text, "encryptionNonce": text},
        {"kdfParams": text, "encryptedData": "AAAA", "encryptionNonce": "A" * 32},
    ):
        for one in FORMATS:
            harmless(partial(read, one, json_file(value)))


@given(st.binary(max_size=300))
def test_any_bytes(data):
    for one in FORMATS:
        harmless(partial(read, one, data))
        harmless(partial(read, one, b"\0\0\x05\xdc" + data))


@settings(max_examples=10)  # each derives a key
@given(st.sampled_from([b"AUTHENTICATORPRO", b"AuthenticatorPro"]), st.binary(max_size=100))
def test_any_bytes_behind_what_a_backup_begins_with(begin, data):
    for one in FORMATS:
        harmless(partial(read, one, begin + data))


_LINES = st.text(max_size=40) | st.builds(
    "otpauth://{}/{}?{}={}".format,
    st.sampled_from(["totp", "hotp", "steam", ""]),
    st.text(max_size=5),
    st.sampled_from(["secret", "digits", "codeDisplay", "issuer"]),
    st.text(max_size=8),
)


@given(st.lists(_LINES | st.binary(max_size=30).map(lambda d: "otpauth-migration://offline?data="
                                                    + d.hex()), max_size=5))  # fmt: skip
def test_any_lines(lines):
    data = "\n".join(lines).encode("utf-8", "replace")
    for one in FORMATS:
        harmless(partial(read, one, data))


def test_nested_too_deep():
    with pytest.raises(CannotImport):
        recognise(source_of(b'{"tokens": ' + b"[" * 100_000))
