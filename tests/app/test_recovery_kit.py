# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from strongroom.app.recovery_kit import grouped, recovery_kit, typed_back
from strongroom.secret import SecretBytes

CODE = "0123456789ABCDEFGHJKMNPQRSTV"  # 26 characters and two to check them


@pytest.fixture
def code():
    return SecretBytes.of_text(CODE)


def test_the_page_says_all_that_a_stranger_needs(code):
    kit = recovery_kit(code, name="Personal", path=Path("/home/zoe/P.strongroom"), made_ms=0)
    text = kit.text()
    assert text.endswith("\n")
    for part in ["Personal", "/home/zoe/P.strongroom", "0123-4567-89AB-CDEF", "1. ", "3. "]:
        assert part in text
    assert kit.code == "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"
    assert bytes(code.buffer) == CODE.encode()  # it stays the caller's


def test_the_kit_hides_itself(code):
    kit = recovery_kit(code, name="Personal", path=Path("P"), made_ms=0)
    assert "RSTV" not in repr(kit)


def test_a_code_that_is_grouped_already_is_shown_alike():
    assert grouped(SecretBytes.of_text("abcd-efgh jk")) == "ABCD-EFGH-JK"


@pytest.mark.parametrize(
    "typed", ["RSTV", "rstv", " r s t v ", "RS-TV", CODE, "o123 4567 89ab cdef ghjk mnpq rstv"]
)
def test_the_last_group_typed_back_is_enough(code, typed):
    assert typed_back(code, typed)


@pytest.mark.parametrize("typed", ["", "RST", "STV", "0123", "RSTW", "MNPQRSTV", "日本語"])
def test_anything_else_is_not(code, typed):
    assert not typed_back(code, typed)
