# SPDX-License-Identifier: GPL-3.0-or-later
"""Amounts are read as they are said, and as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.gui.amounts import Amount, Unit, read, said

NEVER = "Never"


@pytest.mark.parametrize("unit", list(Unit))
@given(value=st.integers(1, 100_000))
def test_what_is_said_is_read_again(unit: Unit, value: int) -> None:
    amount = Amount(unit, (), never_text=NEVER)
    assert read(amount, said(amount, value)) == value


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.SECONDS, 1, "1 second"),
        (Unit.SECONDS, 90, "90 seconds"),
        (Unit.SECONDS, 120, "2 minutes"),
        (Unit.SECONDS, 3600, "1 hour"),
        (Unit.MINUTES, 60, "1 hour"),
        (Unit.HOURS, 24, "24 hours"),
        (Unit.VERSIONS, 20, "20 versions"),
    ],
)
def test_the_largest_whole_unit_is_said(unit: Unit, value: int, words: str) -> None:
    assert said(Amount(unit, ()), value) == words


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        (Unit.MINUTES, "7", 7),
        (Unit.MINUTES, " 7 min ", 7),
        (Unit.MINUTES, "7 Min.", 7),
        (Unit.MINUTES, "1 hour", 60),
        (Unit.MINUTES, "2h", 120),
        (Unit.MINUTES, "120 seconds", 2),
        (Unit.SECONDS, "1 min", 60),
        (Unit.SECONDS, "٤٥", 45),
        (Unit.DAYS, "90 days", 90),
        (Unit.MINUTES, "never", None),
        (Unit.MINUTES, "NEVER", None),
    ],
)
def test_people_type_it_in_many_ways(unit: Unit, text: str, value: int | None) -> None:
    assert read(Amount(unit, (), never_text=NEVER), text) == value


@pytest.mark.parametrize("text", ["", "soon", "90 seconds", "-5", "1.5", "7 versions", "9" * 30])
def test_what_means_nothing_comes_back_as_it_was_typed(text: str) -> None:
    assert read(Amount(Unit.MINUTES, (), never_text=NEVER), text) == text


def test_where_there_always_is_an_end_never_means_nothing() -> None:
    assert read(Amount(Unit.HOURS, ()), "never") == "never"


def test_no_end_may_be_another_value_than_none() -> None:
    amount = Amount(Unit.VERSIONS, (), never=0, never_text="None")
    assert said(amount, 0) == "None"
    assert read(amount, "none") == 0
