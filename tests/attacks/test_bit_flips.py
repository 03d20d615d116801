# SPDX-License-Identifier: GPL-3.0-or-later
"""One bit flipped at every byte of a small vault: told apart in words, or without effect.

An ordinary run takes every seventh byte, from another one each time.
"""

import os
import secrets
from collections import Counter

import pytest
from tests.vault.ground import add, add_file

from strongroom.errors import CannotOpen
from strongroom.vault import store
from strongroom.vault.check import check_everything, no_progress
from strongroom.vault.failures import when_opening

PAGE = 4096
STEP = 1 if os.environ.get("ATTACKS_BITS") == "all" else 7
LENGTHS = (
    "SELECT length(header) + length(manifest) FROM vault "
    "UNION ALL SELECT length(sealed) FROM overview "
    "UNION ALL SELECT length(sealed) FROM details "
    "UNION ALL SELECT length(sealed) FROM attachment"
)
TOLD_APART = {"no effect", "Altered", "Damaged", "NotAVault", "NewerVersion"}


@pytest.fixture
def small(ground):
    """A vault of five pages, with a row in every table; what it holds, and its bytes."""
    vault = ground.open()
    item_id = add(vault)
    add_file(vault, item_id, "x", lambda: [b"data"])
    whole = ground.path.read_bytes()
    assert len(whole) == 5 * PAGE
    return ground, vault, whole


def flipped(ground, whole, places):
    """Flip one bit of each byte in turn, a different one each time, and put it back."""
    with ground.path.open("r+b", buffering=0) as file:
        for at in places:
            for byte in (whole[at] ^ 1 << at % 8, None, whole[at]):
                if byte is None:
                    yield at
                else:
                    file.seek(at)
                    file.write(bytes([byte]))


def test_no_flipped_bit_is_ever_silently_wrong(small):
    ground, vault, whole = small
    places = range(secrets.randbelow(STEP), len(whole), STEP)
    outcomes = Counter(verified(ground, vault) for _at in flipped(ground, whole, places))
    assert ground.path.read_bytes() == whole
    assert set(outcomes) <= TOLD_APART, places
    # Most of such small pages is free space; every bit of every value is noticed.
    noticed = len(places) - outcomes["no effect"]
    assert noticed * STEP > sum(row[0] for row in ground.sql(LENGTHS)), places


def verified(ground, vault):
    """Read and verify everything there is, in one go and without anything beside the file."""
    core = vault._core
    try:
        with when_opening(ground.path):
            store.look(ground.path)
            with store.reading(ground.path, alone=True) as connection:
                fresh = core.unlocked.read(connection)
                report = check_everything(connection, fresh, core.unlocked.rows, no_progress)
    except CannotOpen as error:
        return type(error).__name__
    # The same manifest and every tag below it are the same content.
    assert fresh.manifest_bytes == core.standing.manifest_bytes
    assert fresh.settings == core.standing.settings
    return "no effect" if report.sound else "Altered"


def test_through_the_front_door(small):
    ground, vault, whole = small
    true = everything(vault)
    outcomes = Counter(
        outcome(ground, true) for _at in flipped(ground, whole, range(7, len(whole), 59))
    )
    assert set(outcomes) <= TOLD_APART
    assert outcomes["Altered"] + outcomes["Damaged"] > 20


def everything(vault):
    """What a person would see, down to the last byte of an attachment."""
    seen = []
    for item_id in sorted(vault.overviews()):
        item = vault.item(item_id)
        seen.append(item)
        for one in item.details.attachments:
            seen += vault.read_attachment(item_id, one.id)
    return seen, vault.folders(), vault.settings


def outcome(ground, true):
    try:
        vault = ground.open()
        seen = everything(vault)
    except CannotOpen as error:
        return type(error).__name__
    assert vault.finding is None
    assert seen == true
    vault.close()
    return "no effect"
