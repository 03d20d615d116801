# SPDX-License-Identifier: GPL-3.0-or-later
import json
import string

import pytest
from tests.fakes import FakeClock

from strongroom.model.generator import LOOKALIKES, SYMBOLS


def test_a_password_on_one_line_without_a_vault(world):
    done = world.run("generate", given="")
    assert (done.code, done.err) == (0, "")
    password = done.out.removesuffix("\n")
    assert len(password) == 20
    assert not set(password) & set(LOOKALIKES)
    for kind in (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS):
        assert set(password) & set(kind)


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        (["--no-symbols"], string.ascii_letters + string.digits),
        (["--no-symbols", "--no-digits", "--no-upper"], string.ascii_lowercase),
        (["--no-symbols", "--no-digits", "--no-lower"], string.ascii_uppercase),
        (["--no-symbols", "--no-lower", "--no-upper", "--lookalikes"], string.digits),
        (["--no-symbols", "--no-lower", "--no-upper", "--exclude", "23456"], "79"),
    ],
)
def test_kinds_of_characters_can_be_left_out(world, options, allowed):
    done = world.run("generate", "--length", "64", *options)
    assert len(done.out) == 65
    assert set(done.out.strip()) <= set(allowed)


def test_a_passphrase(world):
    done = world.run("generate", "--words", "4", "--separator", "_", "--capitalise", "--number")
    words = done.out.strip().split("_")
    assert len(words) == 4
    assert all(word[0].isupper() for word in words)
    assert sum(word[-1].isdigit() for word in words) == 1


def test_json_tells_the_entropy(world):
    made = json.loads(world.run("generate", "--words", "6", "--json").out)
    assert made["bits"] == 77.5
    assert made["password"].count("-") >= 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--length", "0"], "choose one from 4 to 256"),
        (["--words", "1000"], "choose one from"),
        (["--words", "5", "--no-symbols"], "leave out the options that are for passwords"),
        (["--separator", "x"], "add --words"),
        (["--no-upper", "--no-lower", "--no-digits", "--no-symbols"], "at least one kind"),
    ],
)
def test_what_cannot_be_is_one_sentence(world, options, sentence):
    done = world.run("generate", *options)
    assert (done.code, done.out) == (3, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1


def test_copy_stays_until_it_is_cleared(world):
    world.clock = FakeClock()
    done = world.run("generate", "--copy")
    assert (done.code, done.out) == (0, "")
    assert world.pauses == [30.0]
    assert world.clipboard.text is None
    assert done.err == ("Password copied · clears in 30 seconds\nThe clipboard was cleared.\n")
