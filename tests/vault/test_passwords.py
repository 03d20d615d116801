# SPDX-License-Identifier: GPL-3.0-or-later
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.vault import passwords

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def normalised(text: str) -> str:
    return passwords.normalised(SecretBytes.of_text(text)).text()


@given(TEXTS)
def test_is_nfkc_in_utf_8(text):
    assert normalised(text) == unicodedata.normalize("NFKC", text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"]), min_size=1, max_size=40))
def test_a_new_one_opens_the_vault_again_however_it_is_composed(text):
    chosen = passwords.for_new(SecretBytes.of_text(text))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalised(unicodedata.normalize(form, text)) == chosen.text()


def test_an_ascii_password_never_becomes_a_string(monkeypatch):
    monkeypatch.setattr(SecretBytes, "text", pytest.fail)
    typed = SecretBytes(b"correct horse")
    chosen = passwords.for_new(typed)
    assert chosen.buffer == b"correct horse"
    assert chosen.buffer is not typed.buffer


@pytest.mark.parametrize(
    "odd", ["\0", "\t", "\n", "\x1f", "\x7f", "\x80", "\x9f", "\u0378", "\U000e0fff", "é\n"]
)
def test_a_new_one_has_no_control_or_unassigned_character(odd):
    password = SecretBytes.of_text(f"long enough {odd} otherwise")
    with pytest.raises(InvalidInput, match="cannot be typed"):
        passwords.for_new(password)
    passwords.normalised(password).close()  # to unlock, what was once taken is taken


@pytest.mark.parametrize("fine", [" ", "~", "é", "🙂", "👨\u200d👩", "\ue000", "пароль", "密码"])
def test_any_other_character_is_fine(fine):
    passwords.for_new(SecretBytes.of_text(fine)).close()


@pytest.mark.parametrize("take", [passwords.normalised, passwords.for_new])
def test_what_is_no_password_is_refused_in_words(take):
    with pytest.raises(InvalidInput, match="Type the master password"):
        take(SecretBytes())
    take(SecretBytes(b"a" * 4096)).close()
    with pytest.raises(InvalidInput, match="4096"):
        take(SecretBytes(b"a" * 4097))
    with pytest.raises(InvalidInput, match="UTF-8") as caught:
        take(SecretBytes(b"secret\xff"))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
