# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader collects, up to a limit."""

import pytest
from tests.exchange.files import json_file, read_as, zip_file

from strongroom.errors import Cancelled, CannotImport, InvalidInput
from strongroom.exchange import collecting
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.reading import Entry, no_step


def made() -> Entry:
    return EntryBuilder("It", path=("A", "B")).entry()


def broken() -> Entry:
    reason = "No."
    raise InvalidInput(reason)


def test_entries_problems_and_folders_in_which_nothing_lies():
    found = Collecting(no_step)
    found.take(made, "It")
    found.take(broken, "Other")
    reading = found.reading([("A",), ("A", "C"), ("A", "B"), ("A", "C"), ()], ["lost"])
    assert len(reading.entries) == 1
    assert [(one.title, one.reason) for one in reading.problems] == [("Other", "No.")]
    assert reading.folders == (("A", "C"),)
    assert reading.losses == ("lost",)


def test_more_entries_than_any_export_has_end_the_reading(monkeypatch):
    monkeypatch.setattr(collecting, "MOST_ENTRIES", 2)
    found = Collecting(no_step)
    found.take(made, "")
    found.take(broken, "")
    with pytest.raises(CannotImport, match="more than 2 entries"):
        found.take(made, "")


def test_whoever_cancels_is_heard():
    def step() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Collecting(step).take(made, "")


def test_what_is_no_object_among_the_entries_is_a_problem_each(monkeypatch):
    found = Collecting(no_step)
    whole: dict[str, list[object]] = {"items": [{"a": 1}, "b", None, [], {"c": 2}]}
    assert list(found.objects(whole, "items")) == [{"a": 1}, {"c": 2}]
    assert len(found.reading().problems) == 3
    assert list(found.objects(whole, "none")) == []
    monkeypatch.setattr(collecting, "MOST_ENTRIES", 3)
    with pytest.raises(CannotImport, match="more than 3 entries"):
        list(found.objects(whole, "items"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("enpass", {"items": ["stray"]}),
        ("proton", {"vaults": {"v": {"items": ["stray"]}}}),
        ("keeper", {"records": ["stray"]}),
        ("bitwarden", {"items": ["stray"]}),
    ],
)
def test_every_reader_of_json_names_entries_that_are_none(name, data):
    assert len(read_as(json_file(data), name).problems) == 1


def test_an_entry_of_1password_that_is_none_is_named():
    data = json_file({"accounts": [{"vaults": [{"items": ["stray"]}]}]})
    assert len(read_as(zip_file({"export.data": data}), "1pux").problems) == 1


def test_a_part_of_an_entry_that_is_no_object_is_lost_with_its_number():
    item = {"type": 1, "name": "N", "fields": ["x", {}], "login": {"fido2Credentials": ["y"]}}
    (entry,) = read_as(json_file({"items": [item]}), "bitwarden").entries
    assert [one.partition(" is of")[0] for one in entry.losses] == [
        "1 part of “fido2Credentials”",
        "1 part of “fields”",
    ]
    data = {"accounts": [{"vaults": [{"items": [{"details": {"sections": ["x", "y"]}}]}]}]}
    (entry,) = read_as(zip_file({"export.data": json_file(data)}), "1pux").entries
    assert [one.partition(" are of")[0] for one in entry.losses] == ["2 parts of “sections”"]
