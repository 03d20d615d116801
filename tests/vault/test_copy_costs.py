# SPDX-License-Identifier: GPL-3.0-or-later
"""What the key of a copy may cost before a person is asked."""

import pytest
from tests.vault.costly import TWO_GIBIBYTES, costly

from strongroom.crypto.kdf import CHEAPEST, DEAREST, MEBIBYTE, Argon2Cost
from strongroom.vault.copy_costs import costs_of, unusual
from strongroom.vault.header import Header

MANY_PASSES = Argon2Cost(256 * MEBIBYTE, 64, 4)


@pytest.fixture
def header(vault):
    return Header.parse(vault._core.standing.header)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ((CHEAPEST,), (CHEAPEST,)),
        ((DEAREST,) * 4, (CHEAPEST,)),  # what we ever made
        ((TWO_GIBIBYTES,), (TWO_GIBIBYTES,)),  # what the vault itself asks for at each unlock
        ((DEAREST,) * 6, (DEAREST,) * 6),
        ((), (CHEAPEST,)),
    ],
)
def test_what_is_usual_is_said_nothing_of(header, theirs, ours):
    assert unusual(costly(header, *theirs), costly(header, *ours)) == ""


@pytest.mark.parametrize(
    ("theirs", "needed"),
    [
        ((CHEAPEST, TWO_GIBIBYTES), "2048 MiB"),
        ((DEAREST,) * 5, "1024 MiB"),
        ((MANY_PASSES,), "256 MiB"),
    ],
)
def test_what_is_dearer_is_said(header, theirs, needed):
    said = unusual(costly(header, *theirs), costly(header, DEAREST))
    assert needed in said
    assert said.endswith("allow it if you trust it.")


def test_only_slots_with_a_password_cost_anything(header):
    assert costs_of(header) == (CHEAPEST,)
    assert costs_of(costly(header)) == ()
