# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.errors import InvalidInput
from strongroom.model.characters import check_block, check_line, check_unbroken

GOOD = ["", "plain", "عربى من اليمين", "e\u0301 combined", "a\u202eb", "日本語", "👩‍🚀", "\u00a0"]


@pytest.mark.parametrize("text", GOOD)
def test_text_of_every_script_is_taken(text):
    check_line(text, "title", 100)
    check_block(text, "notes", 100)


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_refused_everywhere(character):
    for check in (check_line, check_block):
        with pytest.raises(InvalidInput, match=r"“it” holds .*control character"):
            check(f"a{character}b", "it", 100)


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\x85", "\u2028", "\u2029"])
def test_a_line_has_no_breaks_and_a_block_may(character):
    with pytest.raises(InvalidInput, match="“title” holds a line break"):
        check_line(f"a{character}b", "title", 100)
    check_block(f"a{character}b", "notes", 100)


def test_a_line_is_counted_in_characters_and_a_block_in_bytes():
    check_line("é" * 10, "title", 10)
    check_block("é" * 5, "notes", 10)
    with pytest.raises(InvalidInput, match=r"“title” is 1,025 characters long: .* 1,024 at most"):
        check_line("é" * 1025, "title", 1024)
    with pytest.raises(InvalidInput, match=r"“notes” is 12 bytes long: .* 10 at most"):
        check_block("é" * 6, "notes", 10)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused_and_never_quoted(text):
    for refuse in (
        lambda: check_unbroken(text, "it"),
        lambda: check_line(text, "it", 10),
        lambda: check_block(text, "it", 10),
    ):
        with pytest.raises(InvalidInput, match="“it” holds half a character") as caught:
            refuse()
        str(caught.value).encode()
        assert caught.value.__context__ is None
