# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that other programs wrote, read field by field.

What they must give is read from them by the csv module alone, not by the code under test.
"""

import csv
import io

import pytest
from tests.conftest import EXPORTS

from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Entry, Given, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Role
from strongroom.model.item import Content

pytestmark = pytest.mark.exports


def entries(file: str, name: str) -> tuple[Entry, ...]:
    with (EXPORTS / file).open("rb") as opened:
        source = Source(opened)
        kind = recognise(source)
        assert kind is not None
        assert (kind.name, kind.real) == (name, True)
        reading = kind.read(source, Given(), no_step)
    assert (reading.problems, reading.losses, reading.folders) == ((), (), ())
    assert all(entry.losses == () for entry in reading.entries)
    return reading.entries


def contents(file: str, name: str) -> tuple[Content, ...]:
    return tuple(entry.content for entry in entries(file, name))


def written(file: str) -> list[dict[str, str]]:
    text = (EXPORTS / file).read_bytes().decode()
    return [
        {key: value or "" for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def value(content: Content, role: str) -> str:
    found = [field.value for field in content.fields if field.role == role]
    assert len(found) <= 1
    return found[0] if found else ""


def test_every_field_of_chromes_export():
    wanted = written("chrome.csv")
    got = contents("chrome.csv", "chrome")
    assert len(got) == len(wanted) == 14
    for content, row in zip(got, wanted, strict=True):
        assert content.title == row["name"]
        assert value(content, Role.WEBSITE) == row["url"]
        assert value(content, Role.USERNAME) == row["username"]
        assert value(content, Role.PASSWORD) == row["password"]
        assert value(content, Role.NOTES) == row["note"]
        assert all(field.role for field in content.fields)


def test_the_hard_ones_of_chromes_export():
    by_title = {content.title: content for content in contents("chrome.csv", "chrome")}
    password = value(by_title["aib"], Role.PASSWORD)
    assert password == "ws5T@;_UB[Q|P!8'`~z%XC'JHFUbf#IX _E0}:HF,[{ei0hBg14"
    assert by_title["empty entry"].fields == ()
    assert value(by_title["empty password"], Role.PASSWORD) == ""
    assert value(by_title["dpbx@klivak.xb"], Role.NOTES) == "This is a garbage address"
    note = value(by_title["note"], Role.NOTES)
    assert note.startswith("This is a multiline note entry.")
    assert note.endswith("unbeaten sift.")
    assert note.count("\n") == 1


def test_every_field_of_firefoxs_export():
    wanted = written("firefox.csv")
    got = contents("firefox.csv", "firefox")
    assert len(got) == len(wanted) == 14
    for content, row in zip(got, wanted, strict=True):
        assert content.title == row["url"].removeprefix("https://")
        assert value(content, Role.WEBSITE) == row["url"]
        assert value(content, Role.USERNAME) == row["username"]
        assert value(content, Role.PASSWORD) == row["password"]
        assert content.created == int(row["timeCreated"])
        assert content.modified == int(row["timePasswordChanged"])
        assert all(field.role for field in content.fields)


def test_both_exports_hold_the_same_passwords():
    chrome = contents("chrome.csv", "chrome")
    firefox = contents("firefox.csv", "firefox")
    assert [value(c, Role.PASSWORD) for c in chrome] == [value(c, Role.PASSWORD) for c in firefox]


def test_every_field_of_lastpasss_export():
    wanted = written("lastpass.csv")
    got = entries("lastpass.csv", "lastpass")
    assert len(got) == len(wanted) == 14
    for entry, row in zip(got, wanted, strict=True):
        content = entry.content
        assert content.title == row["name"]
        assert value(content, Role.WEBSITE) == row["url"]
        assert value(content, Role.USERNAME) == row["username"]
        assert value(content, Role.PASSWORD) == row["password"]
        assert value(content, Role.NOTES) == row["extra"]
        assert "\\".join(entry.path) == row["grouping"]
        assert content.favourite is (row["fav"] == "1")
        assert all(field.role for field in content.fields)
