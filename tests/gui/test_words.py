# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as people write them."""

import pytest

from strongroom.gui.words import size_text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (2345678, "2.2 MiB")],
)
def test_a_size_is_in_the_unit_that_fits(count: int, text: str) -> None:
    assert size_text(count) == text
