# SPDX-License-Identifier: GPL-3.0-or-later
import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.crypto.kdf import hkdf_sha256
from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.vault import recovery_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def complete(random: str) -> str:
    bits = int.from_bytes(sha256(random.encode()).digest()) >> 246
    return random + ALPHABET[bits >> 5] + ALPHABET[bits & 31]


CODES = st.text(ALPHABET, min_size=26, max_size=26).map(complete)


def canonical(text: str) -> str:
    return recovery_code.canonical(SecretBytes(text.encode())).text()


def test_a_new_one_has_seven_groups_of_four_and_checks():
    code = recovery_code.generate()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code.text())
    assert complete(canonical(code.text())) == code.text().replace("-", "")
    assert code != recovery_code.generate()


def test_every_character_comes_up():
    seen = "".join(recovery_code.generate().text() for _ in range(60))
    assert set(seen) == set(ALPHABET) | {"-"}


@given(CODES, st.data())
def test_is_read_however_it_is_typed(code, data):
    typed = "".join(
        data.draw(st.sampled_from(_spellings(character)))
        + data.draw(st.sampled_from(["", "", "-", " ", "\t", "\r\n"]))
        for character in code
    )
    assert canonical(typed) == code[:26]


def _spellings(character: str) -> str:
    return {"0": "0oO", "1": "1iIlL"}.get(character, character + character.lower())


@given(CODES, st.integers(0, 27), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_a_typing_error_31_times_in_32_at_least(code, at, other):
    typed = code[:at] + other + code[at + 1 :]
    if typed == code:
        return
    try:
        assert complete(canonical(typed)) == typed  # a collision of the check
    except InvalidInput as error:
        assert "typing error" in str(error)  # noqa: PT017 - either may happen


@pytest.mark.parametrize("odd", ["U", "u", "!", "\0", "é", "\u0660"])
def test_a_character_that_no_code_has_is_a_typing_error(odd):
    code = complete("0" * 26)
    typed = (odd + code[1:]).encode()[:28]
    with pytest.raises(InvalidInput, match="typing error"):
        recovery_code.canonical(SecretBytes(typed))


@pytest.mark.parametrize("length", [0, 1, 26, 27, 29, 1000])
def test_another_length_is_told(length):
    with pytest.raises(InvalidInput, match="28 letters and digits"):
        canonical("0" * length)


def test_the_factor_is_the_one_that_the_format_says():
    code = complete("0123456789ABCDEFGHJKMNPQRS")
    ikm = SecretBytes(b"0123456789ABCDEFGHJKMNPQRS")
    expected = hkdf_sha256(ikm, salt=bytes(32), info=b"strongroom/1/recovery", length=32)
    assert recovery_code.factor(SecretBytes(code.lower().encode())) == expected


def test_what_was_typed_stays_its_owner_s():
    typed = recovery_code.generate()
    before = typed.text()
    recovery_code.factor(typed).close()
    assert typed.text() == before
