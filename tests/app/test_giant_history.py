# SPDX-License-Identifier: GPL-3.0-or-later
"""The largest item that is taken, edited again and again: no save fails, the oldest goes."""

import msgspec
import pytest

from strongroom.app.items import Items
from strongroom.app.vault_rules import LONGEST_HISTORY, VaultRules
from strongroom.model import edits
from strongroom.model.edits import MAX_HISTORY
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.model.rules import MAX_BLOCK, MAX_CONTENT
from strongroom.vault.padding import DETAILS_MOST

SMALLER = 8  # than in earnest, so that the saves are quick
ROW = DETAILS_MOST


def largest(letter: str) -> Content:
    """A content that just fits, as different from the others as can be."""
    room = MAX_CONTENT // SMALLER // 4 - 200
    assert room <= MAX_BLOCK
    fields = tuple(
        Field(id=n, role=Role.CUSTOM, label=f"n{n}", kind=FieldKind.NOTE, value=letter * room)
        for n in range(1, 5)
    )
    return Content(kind="note", title=letter, fields=fields)


def test_the_largest_content_and_the_longest_history_fit_a_row_together() -> None:
    assert 2 * MAX_CONTENT < MAX_HISTORY < 3 * MAX_CONTENT
    assert MAX_HISTORY + MAX_CONTENT < ROW - MAX_BLOCK


def test_an_item_at_its_limits_drops_the_oldest_and_saves(
    items: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "MAX_HISTORY", MAX_HISTORY // SMALLER)
    items.set_vault_rules(VaultRules(history_length=LONGEST_HISTORY))
    (item_id,) = items.add(largest("a")).made
    for letter in "bcd":
        item = items.item(item_id)
        items.save(item_id, largest(letter), base_version=item.details.version)
    item = items.item(item_id)
    assert item.overview.title == "d"
    assert [version.title for version in item.details.history] == ["c", "b"]
    assert len(msgspec.json.encode(item.details.history)) <= MAX_HISTORY // SMALLER
