# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader collects, up to a limit."""

import pytest

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
