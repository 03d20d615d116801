# SPDX-License-Identifier: GPL-3.0-or-later
"""One bit flipped at every byte of a small vault: told apart in words, or without effect."""

from collections import Counter

from tests.vault.ground import add

from strongroom.errors import CannotOpen
from strongroom.vault.findings import BothChanged, Older

PAGE = 4096


def everything(vault):
    """What a person would see, down to the last byte of an attachment."""
    seen = []
    for item_id in sorted(vault.overviews()):
        item = vault.item(item_id)
        seen.append(item)
        for one in item.details.attachments:
            seen += vault.read_attachment(item_id, one.id)
    return seen, vault.folders(), vault.settings


def test_no_flipped_bit_is_ever_silently_wrong(ground):
    vault = ground.open()
    item_id = add(vault)
    vault.add_attachment(item_id, "x", lambda: [b"data"])
    true = everything(vault)
    vault.close()
    whole = ground.path.read_bytes()
    assert len(whole) == 5 * PAGE
    outcomes: Counter[str] = Counter()
    with ground.path.open("r+b", buffering=0) as file:
        for at, byte in enumerate(whole):
            file.seek(at)
            file.write(bytes([byte ^ 1 << at % 8]))
            outcomes[outcome(ground, true)] += 1
            file.seek(at)
            file.write(bytes([byte]))
    assert ground.path.read_bytes() == whole
    assert set(outcomes) <= {"no effect", "Altered", "Damaged", "NotAVault", "NewerVersion"}
    # Pages are mostly empty here; what is not empty is noticed.
    assert outcomes["Altered"] > 1000
    assert outcomes["Damaged"] > 700


def outcome(ground, true):
    try:
        vault = ground.open()
        assert not isinstance(vault.finding, Older | BothChanged)
        seen = everything(vault)
    except CannotOpen as error:
        return type(error).__name__
    assert seen == true
    vault.close()
    return "no effect"
