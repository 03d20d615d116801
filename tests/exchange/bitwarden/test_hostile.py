# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that nobody's Bitwarden wrote: each ends in a sentence, or in entries that fit."""

import base64
import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import ANY, harmless, json_file, read_as, source_of, zip_file

from strongroom.errors import (
    CannotImport,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
    TooCostly,
)
from strongroom.exchange import collecting, costs
from strongroom.exchange.bitwarden import FORMATS
from strongroom.exchange.bitwarden.tables import SHAPES
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Given, no_step
from strongroom.secret import SecretBytes

_OBJECTS = {
    shape.key: [value.key for value in shape.values] + [*shape.names, "uris", "fido2Credentials"]
    for shape in SHAPES.values()
}
_ITEM_KEYS = ["type", "name", "notes", "favorite", "fields", "reprompt", "passwordHistory",
              "creationDate", "revisionDate", "deletedDate", "archivedDate", "folderId", "id",
              "collectionIds", "attachments", "strongroom", *_OBJECTS]  # fmt: skip
_PARTS = st.dictionaries(
    st.sampled_from(["uri", "match", "name", "value", "type", "linkedId", "lastUsedDate",
                     "password", "rpId", "credentialId", "keyValue", "id", "version", "sum",
                     "fields", "history", "at"]) | st.text(max_size=3),
    ANY | st.integers(0, 9),
    max_size=5,
)  # fmt: skip
_ODD = st.sampled_from(["\ud800", "\udfff", "\x00", "9" * 30, "2021-13-45", "x" * 2000])
_VALUE = ANY | _PARTS | st.lists(_PARTS | ANY, max_size=4) | _ODD | st.integers(0, 9)
_INSIDE = st.sampled_from(sorted({key for keys in _OBJECTS.values() for key in keys}))
_OBJECT = st.dictionaries(_INSIDE, _VALUE, max_size=6)
_ITEM = st.dictionaries(st.sampled_from(_ITEM_KEYS), _VALUE | _OBJECT, max_size=10)


@given(st.lists(_ITEM | ANY, max_size=4), ANY | st.lists(_PARTS, max_size=3))
def test_any_json_in_the_shape_of_an_export(items, folders):
    data = json_file({"encrypted": False, "folders": folders, "items": items})
    harmless(lambda: read_as(data, "bitwarden"))
    zipped = zip_file({"data.json": data, "attachments/1/a": b"a"})
    harmless(lambda: read_as(zipped, "bitwarden-zip"))


@given(ANY)
def test_any_json_at_all(value):
    for one in FORMATS:
        harmless(partial(read_as, json_file(value), one.name))


@given(st.binary(max_size=200))
def test_any_bytes(data):
    for one in FORMATS:
        harmless(partial(read_as, data, one.name))


def protected(**changes: Any) -> bytes:
    part = base64.b64encode(bytes(16)).decode()
    text = f"2.{part}|{part}|{base64.b64encode(bytes(32)).decode()}"
    return json_file(
        {
            "encrypted": True,
            "passwordProtected": True,
            "salt": part,
            "kdfType": 0,
            "kdfIterations": 1000,
            "kdfMemory": None,
            "kdfParallelism": None,
            "encKeyValidation_DO_NOT_EDIT": text,
            "data": text,
        }
        | changes
    )


def opened(data: bytes, *, costly: bool = False) -> None:
    source = source_of(data)
    given_ = Given(SecretBytes(b"password"), costly=costly)
    found = recognise(source)
    assert found is not None
    found.read(source, given_, no_step)


ARGON = {"kdfType": 1, "kdfIterations": 3, "kdfMemory": 64, "kdfParallelism": 4}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, SourceWrongPassword),
        ({"kdfIterations": 2**60}, SourceDamaged),
        ({"kdfIterations": 0}, SourceDamaged),
        ({"kdfIterations": -1}, SourceDamaged),
        ({"kdfIterations": "many"}, SourceDamaged),
        ({"kdfIterations": 20_000_000}, SourceTooCostly),
        ({"kdfType": 7}, SourceDamaged),
        ({"kdfType": None}, SourceDamaged),
        (ARGON | {"kdfMemory": 2**60}, SourceDamaged),
        (ARGON | {"kdfIterations": 2**60}, SourceDamaged),
        (ARGON | {"kdfParallelism": 2**60}, SourceDamaged),
        (ARGON | {"kdfMemory": 0}, SourceDamaged),
        (ARGON | {"kdfMemory": 512}, SourceTooCostly),
        (ARGON | {"kdfIterations": 100}, SourceTooCostly),
        ({"encKeyValidation_DO_NOT_EDIT": "rubbish"}, SourceDamaged),
        ({"encKeyValidation_DO_NOT_EDIT": "2.a|b|c"}, SourceDamaged),
        ({"encKeyValidation_DO_NOT_EDIT": "2.ÄÄÄÄ|b|c"}, SourceDamaged),
        ({"encKeyValidation_DO_NOT_EDIT": None}, SourceDamaged),
        ({"salt": "\ud800"}, SourceWrongPassword),
    ],
)
def test_settings_of_a_protected_file(changes, error):
    with pytest.raises(error):
        opened(protected(**changes))


def test_memory_that_is_not_there_is_told_of_the_file(monkeypatch):
    def none(*_what: object) -> SecretBytes:
        raise TooCostly

    monkeypatch.setattr(costs, "argon2_as_asked", none)
    with pytest.raises(CannotImport, match="Opening this file takes 64 MiB"):
        opened(protected(**ARGON))


@given(st.dictionaries(st.sampled_from(sorted(json.loads(protected()))), ANY | _ODD))
def test_any_json_in_the_shape_of_a_protected_export(changes):
    harmless(lambda: read_as(protected(**changes), "bitwarden-protected"))


def test_no_password_is_asked_for():
    with pytest.raises(SourcePasswordNeeded):
        read_as(protected(), "bitwarden-protected")


def test_an_export_for_one_account_says_what_to_choose():
    data = {"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "items": []}
    found = recognise(source_of(json_file(data)))
    assert found is not None
    with pytest.raises(CannotImport, match="Password protected"):
        read_as(json_file(data), found.name)


def test_nested_too_deep():
    deep = b"[" * 100_000 + b"]" * 100_000
    data = b'{"encrypted": false, "items": [{"type": 1, "login": {"x": ' + deep + b"}}]}"
    with pytest.raises(CannotImport):
        recognise(source_of(data))


def test_nested_as_deep_as_is_parsed():
    for depth in (50, 300, 500, 900):
        deep = b'{"a":' * depth + b"1" + b"}" * depth
        data = b'{"encrypted": false, "items": [{"type": 1, "login": {"x": ' + deep + b"}}]}"
        harmless(partial(read_as, data, "bitwarden"))


def test_too_many_items(monkeypatch):
    monkeypatch.setattr(collecting, "MOST_ENTRIES", 2)
    data = json_file({"encrypted": False, "items": [{}] * 3})
    with pytest.raises(CannotImport):
        read_as(data, "bitwarden")


def test_a_bomb_in_the_zip():
    data = zip_file({"data.json": b"[" + b" " * (80 << 20) + b"]"})
    with pytest.raises(CannotImport):
        recognise(source_of(data))


def test_very_many_unknown_keys_are_one_field():
    extra = {str(number): "v" for number in range(5000)}
    data = json_file({"encrypted": False, "items": [{"type": 2, "name": "a", "new": extra}]})
    (found,) = read_as(data, "bitwarden").entries
    (field,) = found.content.fields
    assert (field.label, json.loads(field.value)) == ("new", extra)
