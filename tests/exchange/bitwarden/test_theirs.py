# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that Bitwarden's own program (@bitwarden/cli 2026.6.0) wrote of items made in it.

``theirs/`` holds one vault in each of its formats, with an item of every kind; ``argon2.json``
is of an account that derives its key with Argon2id, ``pbkdf2.json`` and ``account.json`` are of
another with PBKDF2.  What must come is read by the json, csv and zipfile modules alone.
"""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.files import bytes_of, custom, entry, roles, websites

from strongroom.errors import CannotImport
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Entry, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes

THEIRS = Path(__file__).parent / "theirs"
PASSWORD = "expört pw"


def read(file: str, name: str, password: str | None = None) -> Reading:
    source = Source(io.BytesIO((THEIRS / file).read_bytes()), file)
    kind = recognise(source)
    assert kind is not None
    assert (kind.name, kind.real) == (name, True)
    given = Given(None if password is None else SecretBytes.of_text(password))
    reading = kind.read(source, given, no_step)
    assert (reading.problems, reading.losses) == ((), ())
    assert all(one.losses == () for one in reading.entries)
    return reading


def told(reading: Reading) -> list[Any]:
    """All that is said, but for when: two exports of two accounts."""
    return [
        (
            (one.content.kind, one.content.title, one.path, one.content.tags),
            [(f.role, f.kind, f.label, f.value) for f in one.content.fields],
            [[(f.role, f.label, f.value) for f in version.fields] for version in one.history],
        )
        for one in reading.entries
    ]


def texts_of(found: Any) -> list[str]:
    """The texts of an item, but for its numbers, dates and what a number says."""
    if isinstance(found, dict):
        left_out = {"id", "folderId", "creationDate", "revisionDate", "lastUsedDate"}
        left_out |= {"credentialId", "keyValue", "keyType", "keyAlgorithm", "keyCurve"}
        return [text for key in found.keys() - left_out for text in texts_of(found[key])]
    if isinstance(found, list):
        return [text for one in found for text in texts_of(one)]
    return [found] if isinstance(found, str) else []


def test_every_text_of_the_plain_export_is_there():
    items = json.loads((THEIRS / "export.json").read_bytes())["items"]
    reading = read("export.json", "bitwarden")
    assert {item["type"] for item in items} == {*range(1, 9)}
    assert len(reading.entries) == len(items) == 16
    for item in items:
        found = next(one for one in reading.entries if one.content.title == clean(item["name"]))
        said = "\n".join(all_texts(found))
        names = {f"{f.get('name')}: " for f in item["fields"] if f["type"] == 1}
        for text in texts_of({key: item[key] for key in item.keys() - {"name"}}):
            name = next((name for name in names if text.startswith(name)), "")
            spoken = text.removeprefix(name).replace("\r\n", "\n")
            assert spoken in said
    assert reading.folders == (("Leer", "Ä 😀"),)


def clean(title: str) -> str:
    return " ".join(title.split())


def all_texts(found: Entry) -> list[str]:
    fields = [*found.content.fields, *(f for one in found.history for f in one.fields)]
    return [text for one in fields for text in (one.label, one.value)]


def test_a_login_with_everything_comes_as_it_was_made():
    found = entry(read("export.json", "bitwarden"), "Full login")
    assert (found.path, found.content.favourite) == (("Work", "Deep"), True)
    assert roles(found)["password"] == "pw8"
    assert custom(entry(read("export.json", "bitwarden"), "Card")) == {
        "brand": ("text", "Visa"),
        "lb": ("text", "the same as “brand”"),
        "ln": ("text", "the same as “number”"),
    }
    assert {roles(one)["password"] for one in found.history} == {"pw6", "pw7", "pw8"}
    hidden = [[f.value for f in one.fields if f.label == "hidden"] for one in found.history]
    assert sorted({text for [text] in hidden}) == ["hidden 5", "hidden 6", "hidden 7"]


@pytest.mark.parametrize("file", ["argon2.json", "pbkdf2.json"])
def test_the_protected_exports_of_both_derivations_say_the_same(file):
    plain = told(read("export.json", "bitwarden"))
    protected = told(read(file, "bitwarden-protected", PASSWORD))
    assert [one[0] for one in protected] == [one[0] for one in plain]
    made_anew = {"Passkey", "SSH", "Archived"}  # keys, and when
    assert [one for one in protected if one[0][1] not in made_anew] == [
        one for one in plain if one[0][1] not in made_anew
    ]


def test_an_export_for_the_account_alone_is_said_to_be_one():
    with pytest.raises(CannotImport, match="Password protected"):
        read("account.json", "bitwarden-protected", PASSWORD)


def test_the_zip_brings_the_files():
    reading = read("export.zip", "bitwarden-zip")
    assert told(reading) == told(read("export.json", "bitwarden"))
    with zipfile.ZipFile(THEIRS / "export.zip") as whole:
        files = {
            name.rpartition("/")[2]: whole.read(name)
            for name in whole.namelist()
            if name.startswith("attachments/") and not name.endswith("/")
        }
    found = entry(reading, "Full login")
    assert {one.name: bytes_of(one) for one in found.attachments} == files
    assert len(files) == 3


def test_the_csv_brings_each_row():
    reading = read("export.csv", "bitwarden-csv")
    with (THEIRS / "export.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(reading.entries) == 9
    for row, found in zip(rows, reading.entries, strict=True):
        assert found.content.title == clean(row["name"])
        named = roles(found)
        assert named.get("username", "") == row["login_username"]
        assert named.get("password", "") == row["login_password"]
        assert named.get("otp", "") == row["login_totp"]
        assert ",".join(websites(found)) == row["login_uri"]
        assert "/".join(found.path) == row["folder"].strip("/").replace("//", "/")
