# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.errors import InvalidInput
from strongroom.model import pins
from strongroom.secret import SecretBytes


def pin(text: str) -> SecretBytes:
    return SecretBytes.of_text(text)


@pytest.mark.parametrize("text", ["4071", "0000", "123456789012"])
def test_four_to_twelve_digits_are_a_pin(text):
    assert pins.is_pin(pin(text))
    pins.check_pin(pin(text))


@pytest.mark.parametrize(
    "text",
    ["", "407", "1234567890123", "40 71", "4071\n", "40a1", "４０７１", "٤٠٧١", "-407", "4/:1"],
)
def test_nothing_else_is_one(text):
    assert not pins.is_pin(pin(text))
    with pytest.raises(InvalidInput, match=r"^A PIN has 4 to 12 digits and nothing else\.$"):
        pins.check_pin(pin(text))


@pytest.mark.parametrize(
    "text", ["0000", "777777", "1212", "123123", "407140714071", "1122", "8855"]
)
def test_repeats_are_warned_of(text):
    assert "repeats itself" in pins.guessable(pin(text))


@pytest.mark.parametrize(
    "text", ["1234", "0123456789", "7890", "4321", "3210", "2109", "2580", "0852"]
)
def test_rows_are_warned_of(text):
    assert "in a row" in pins.guessable(pin(text))


@pytest.mark.parametrize("text", ["1987", "2004"])
def test_years_are_warned_of(text):
    assert "year" in pins.guessable(pin(text))


@pytest.mark.parametrize(
    "text", ["4071", "1243", "1235", "19874", "2580369", "9071", "112", "11223"]
)
def test_others_are_not(text):
    assert pins.guessable(pin(text)) == ""
