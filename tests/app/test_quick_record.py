# SPDX-License-Identifier: GPL-3.0-or-later
import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.app.quick_record import (
    SECRET_BYTES,
    TRIES,
    Moment,
    Record,
    from_text,
    to_text,
)
from strongroom.secret import SecretBytes

START = Moment(1_700_000_000_000, 5_000.0, "boot-a")
HOUR = 3600.0


def later(seconds: float, *, wall: float | None = None, boot: str = "boot-a") -> Moment:
    moved = seconds if wall is None else wall
    return Moment(START.wall_ms + round(moved * 1000), START.seconds + seconds, boot)


def over(record: Record, now: Moment, lifetime: float = HOUR, *, from_use: bool = False) -> str:
    return record.why_over(now, lifetime, from_use=from_use)


@pytest.fixture
def record() -> Record:
    return Record.begin(START, HOUR)


@pytest.mark.parametrize("seconds", [0, 1, HOUR - 1])
def test_it_is_in_force_for_its_time(record, seconds):
    assert over(record, later(seconds)) == ""


@pytest.mark.parametrize("seconds", [HOUR, 10 * HOUR])
def test_it_is_over_after_its_time(record, seconds):
    assert "time of quick unlock is over" in over(record, later(seconds))


def test_a_wall_clock_that_was_set_back_gives_no_time(record):
    assert "time of quick unlock is over" in over(record, later(HOUR, wall=0))
    assert over(record, later(HOUR - 1, wall=-60)) == "", "a time server may do that"


def test_a_wall_clock_set_back_before_the_last_use_ends_it(record):
    assert "clock was set back" in over(record, later(10, wall=-3 * 60))


def test_a_wall_clock_set_forward_takes_time(record):
    assert "time of quick unlock is over" in over(record, later(1, wall=HOUR))


def test_a_clock_that_stood_still_while_the_computer_slept_gives_no_time(record):
    assert "time of quick unlock is over" in over(record, later(5, wall=HOUR + 5))


def test_another_start_of_the_computer_ends_it(record):
    assert "restarted" in over(record, later(10, boot="boot-b"))


def test_a_clock_that_starts_anew_ends_it_where_the_system_names_no_start(record):
    nameless = msgspec.structs.replace(record, boot="-")
    now = Moment(START.wall_ms + 60_000, 12.0, "-")
    assert "restarted" in over(nameless, now)


def test_the_shorter_of_both_lifetimes_counts(record):
    assert over(record, later(30 * 60), lifetime=15 * 60)
    assert over(record, later(2 * HOUR), lifetime=12 * HOUR)


def test_from_its_last_use(record):
    used = record.used_at(later(HOUR - 1))
    assert over(used, later(HOUR + 5), from_use=True) == ""
    assert over(used, later(HOUR + 5))
    assert over(used, later(2 * HOUR), from_use=True)


def test_tries_are_spent_given_back_and_renewed(record):
    for left in range(TRIES - 1, -1, -1):
        record = record.spent()
        assert record.left == left
    assert record.spent().left == 0
    assert "too many wrong PINs" in over(record, later(1))
    assert record.given_back().left == 1
    assert record.used_at(later(1)).left == TRIES
    assert Record.begin(START, HOUR).given_back().left == TRIES


@given(st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES), st.integers(0, TRIES))
def test_text_and_back(secret, left):
    record = msgspec.structs.replace(Record.begin(START, HOUR), left=left)
    with SecretBytes(secret) as kept, to_text(kept, record) as text:
        assert text.text().isascii()
        found = from_text(text)
    assert found is not None
    assert bytes(found[0].buffer) == secret
    assert found[1] == record


def test_a_secret_of_another_length_is_a_bug():
    with pytest.raises(ValueError, match="32 bytes"):
        to_text(SecretBytes(b"short"), Record.begin(START, HOUR))


GOOD = '{"left":5,"made_ms":1,"made":1.0,"used_ms":1,"used":1.0,"boot":"-","lifetime":1.0}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 63,
        "0" * 64,
        "G" * 64 + GOOD,
        "A" * 64 + GOOD,
        "0" * 64 + "{}",
        "0" * 64 + "[1]",
        "0" * 64 + GOOD.replace('"left":5', '"left":6'),
        "0" * 64 + GOOD.replace('"left":5', '"left":-1'),
        "0" * 64 + GOOD.replace('"lifetime":1.0', '"lifetime":0'),
        "0" * 64 + GOOD + " " * 2000,
        "ä" * 40 + GOOD,
    ],
)
def test_what_a_keyring_never_got_is_nothing(text):
    assert from_text(SecretBytes.of_text(text)) is None
    assert from_text(SecretBytes.of_text("0" * 64 + GOOD)) is not None


@given(st.binary(max_size=300))
def test_no_bytes_are_a_traceback(data):
    from_text(SecretBytes(data))
    from_text(SecretBytes(b"0" * 64 + data))


def test_the_record_shows_no_secret():
    with SecretBytes(os.urandom(SECRET_BYTES)) as secret:
        assert bytes(secret.buffer).hex() not in repr(to_text(secret, Record.begin(START, HOUR)))
