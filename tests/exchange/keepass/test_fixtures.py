# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that KeePassXC and KeePass wrote, against what is known to be in them."""

from pathlib import Path

import pytest
from tests.exchange.files import bytes_of, custom, roles

from strongroom.errors import SourceWrongPassword
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Entry, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes

pytestmark = pytest.mark.exports


def opened(path: Path, password: str, key_file: Path | None = None) -> Reading:
    with path.open("rb") as file:
        source = Source(file, path.name)
        found = recognise(source)
        assert found is not None
        assert found.name == "kdbx"
        key = key_file.read_bytes() if key_file else None
        reading = found.read(source, Given(SecretBytes(password.encode()), key), no_step)
        # Attachments are read while the file is open.
        for entry in reading.entries:
            for attached in entry.attachments:
                FILES[entry.content.title, attached.name] = bytes_of(attached)
        return reading


FILES: dict[tuple[str, str], bytes] = {}


def by_title(reading: Reading) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in reading.entries:
        found.setdefault(entry.content.title, []).append(entry)
    return found


def test_a_database_of_version_3(exports: Path) -> None:
    reading = opened(exports / "format300.kdbx", "a")
    assert reading.problems == ()
    assert reading.losses == ()
    assert reading.folders == (
        ("General",),
        ("Homebanking",),
        ("Internet",),
        ("Network",),
        ("Windows",),
        ("eMail",),
    )
    (entry,) = reading.entries
    assert entry.content.title == "Sample Entry"
    assert roles(entry) == {
        "username": "User Name",
        "password": "Password",
        "website": "http://www.somesite.com/",
        "notes": "Notes",
        "keepass.window": "Target Window\n{USERNAME}{TAB}{PASSWORD}{TAB}{ENTER}",
    }
    assert (entry.path, entry.trashed, entry.history, entry.attachments) == ((), None, (), ())
    assert (entry.content.created, entry.content.modified) == (1348590987000, 1348590987000)


def test_a_database_of_version_4(exports: Path) -> None:
    reading = opened(exports / "format400.kdbx", "t")
    (entry,) = reading.entries
    assert roles(entry) == {"username": "Format400", "password": "Format400"}
    assert custom(entry) == {"Format400": ("concealed", "Format400")}
    assert FILES["Format400", "Format400"] == b"Format400\n"
    assert (entry.content.created, entry.content.modified) == (1489501068000, 1489501128000)
    assert (reading.problems, reading.losses, reading.folders, entry.losses) == ((), (), (), ())


def test_a_wrong_password_is_told(exports: Path) -> None:
    for name in ("format300.kdbx", "format400.kdbx"):
        with pytest.raises(SourceWrongPassword):
            opened(exports / name, "wrong")


def test_a_database_with_a_key_file_and_references(exports: Path) -> None:
    reading = opened(exports / "pykeepass-test4.kdbx", "password", exports / "pykeepass-test4.key")
    found = by_title(reading)
    assert reading.problems == ()
    # 15 entries, and the notes of two groups as items of their own.
    assert len(reading.entries) == 17
    assert reading.folders == (("foobar_group", "subgroup", "subgroup2"), ("foobar_group2",))
    (root,) = found["root_entry"]
    assert roles(root) == {
        "username": "foobar_user",
        "password": "passw0rd",
        "website": "http://example.com",
        "notes": "root entry notes",
    }
    assert custom(root) == {"foobar_attribute": ("text", "foobar")}
    assert [roles(version)["notes"] for version in root.history] == ["entry notes"] * 2
    (outer,) = [entry for entry in found["foobar_entry"] if not entry.path]
    assert outer.content.tags == ("tag1", "tag2")
    assert roles(outer)["otp"].startswith("otpauth://totp/foobar_entry:foobar?secret=OTPSECRETT&")
    assert custom(outer) == {"multiline": ("concealed", "hello\nworld")}
    assert len(outer.history) == 9
    assert FILES["foobar_entry", "foo.txt"] == b""
    # {REF:…} as the user and the password of another, and inside of longer texts.
    (affixes,) = found["foobar_entry - Clone with prefix and suffix"]
    assert roles(affixes) == {"username": "domain\\foobar2", "password": "AfoobarBC"}
    (clone,) = found["foobar_entry - Clone of clone"]
    assert roles(clone) == {"username": "foobar", "password": "foobar"}
    assert [entry.path for entry in found["subentry"]] == [("foobar_group", "subgroup")]
    assert roles(found["Тест"][0]) == {"username": "p", "password": "1", "website": "localhost"}
    assert found["Тест"][0].path == ("Работа",)
    assert roles(found["Notes of “foobar_group”"][0]) == {"notes": "group notes"}
