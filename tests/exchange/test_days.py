# SPDX-License-Identifier: GPL-3.0-or-later
"""Days and months, as files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange.days import (
    day_of,
    day_of_moment,
    day_of_seconds,
    iso_moment,
    month_of,
    noon_of,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("06/2030", "2030-06"),
        ("6/30", "2030-06"),
        ("0630", "2030-06"),
        ("122025", "2025-12"),
        ("202206", "2022-06"),
        ("2030-06", "2030-06"),
        (" 06 / 30 ", "2030-06"),
        ("2030/6", "2030-06"),
        ("Jan, 2030", "2030-01"),
        ("January 2030", "2030-01"),
        ("Sept,2030", "2030-09"),
        ("2030-06-01", "2030-06"),
        ("2030-06-30T00:00:00Z", "2030-06"),
        ("2030-06-15", ""),
        ("Janus, 2030", ""),
        ("12/1899", ""),
        ("630", ""),
        ("2030-13", ""),
        ("13/2030", ""),
        ("06/2030/1", ""),
        ("06/2030 and more", ""),
        ("", ""),
        ("0", ""),
    ],
)
def test_the_months_that_cards_have(text, wanted):
    assert month_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2031-05-09", "2031-05-09"),
        (" 2031/5/9 ", "2031-05-09"),
        ("2031.05.09", "2031-05-09"),
        ("2031-05-09T01:02:03", "2031-05-09"),
        ("2031-05-09 01:02:03.123456+02:00", "2031-05-09"),
        ("2031-05-09 01:02:03 UTC", "2031-05-09"),
        ("2031-05-09Z", "2031-05-09"),
        ("March 5, 2031", "2031-03-05"),
        ("March,5,2031", "2031-03-05"),
        ("9999-12-31", "9999-12-31"),
        ("2026-01-01 and more", ""),
        ("2026-01-01T", ""),
        ("2026-01/01", ""),
        ("2026-13-45", ""),
        ("2031-02-30", ""),
        ("March 32, 2031", ""),
        ("Marching 5, 2031", ""),
        ("09/05/2031", ""),
        ("20310509", ""),
        ("0000-01-01", ""),
        ("", ""),
    ],
)
def test_a_day_is_the_whole_of_a_text_and_there_is_such_a_day(text, wanted):
    assert day_of(text) == wanted


def test_days_of_numbers():
    assert day_of_seconds(1451649660) == "2016-01-01"
    assert day_of_seconds(-86400) == "1969-12-31"
    assert day_of_seconds(None) == day_of_seconds(0) == day_of_seconds(1e300) == ""
    assert day_of_moment(0) == "1970-01-01"
    assert day_of_moment(253_402_300_799_999) == "9999-12-31"
    assert iso_moment(1700000000000) == "2023-11-14T22:13:20Z"
    assert iso_moment(None) == iso_moment(1e300) == ""


@given(st.dates())
def test_the_noon_of_a_day_is_on_that_day(day):
    noon = noon_of(day.isoformat())
    assert noon is not None
    assert day_of_moment(noon) == day.isoformat()
    assert noon_of("2031-02-30") is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[-/. ]?[0-9]{1,4}[-/. ]?[0-9]{0,4}"))
def test_any_text_is_a_day_a_month_or_none(text):
    for found in (day_of(text), month_of(text)):
        assert found == "" or day_of(found) == found or month_of(found) == found
