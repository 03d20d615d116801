# SPDX-License-Identifier: GPL-3.0-or-later
"""What is deleted is gone from the file: from its rows, its free pages and the rest of pages.

SQLite's ``secure_delete`` overwrites what a row held.  That the same search finds the bytes
where it is switched off is tried too, or this could never fail.
"""

from collections.abc import Callable
from functools import partial

import pytest
from tests.vault.ground import Ground, add, add_file, delete_file, lines, save

from strongroom.model import edits
from strongroom.vault import store
from strongroom.vault.vault import Vault

SHARD = 48  # bytes of ciphertext in a row; by chance they stand nowhere else
STEP = 300


def sealed_rows(ground: Ground, item_id: int) -> list[bytes]:
    """All that the file holds of an item: its overview, details, and all attachments."""
    queries = (
        "SELECT sealed FROM overview WHERE id = :id",
        "SELECT sealed FROM details WHERE id = :id",
        "SELECT sealed FROM attachment",
    )
    return [row[0] for query in queries for row in ground.sql(query, id=item_id)]


def found(ground: Ground, rows: list[bytes]) -> int:
    """How many pieces of the rows still stand somewhere in the file."""
    content = ground.path.read_bytes()
    pieces = [row[at : at + SHARD] for row in rows for at in range(0, len(row) - SHARD, STEP)]
    return sum(piece in content for piece in pieces)


def trash(vault: Vault, item_id: int) -> None:
    vault.write(lambda draft: draft.put(edits.trashed(draft.overviews[item_id], 1)))


def delete(vault: Vault, item_id: int) -> None:
    vault.write(lambda draft: draft.bury(item_id))


def trash_and_empty(vault: Vault, item_id: int) -> None:
    trash(vault, item_id)
    delete(vault, item_id)


def edit(vault: Vault, item_id: int) -> None:
    save(vault, item_id, title="Another", password="x" * 5000)
    item = vault.item(item_id)
    for attachment in item.details.attachments:
        delete_file(vault, item_id, attachment.id)


def undo_of_adding(vault: Vault, item_id: int) -> None:
    vault.put_back(add_file(vault, item_id, "x", lambda: [bytes(3000)]).rows)
    delete(vault, item_id)


WAYS = [delete, trash_and_empty, edit, undo_of_adding]


def full(ground: Ground, vault: Vault) -> int:
    """An item of every size of row, among others that stay."""
    for number in range(20):
        add(vault, f"Stays {number}", "y" * 100 * number)
    item_id = add(vault, "Goes", "secret " * 1500)
    for data in (bytes(100), bytes(6000), bytes(90_000)):
        add_file(vault, item_id, "photo", partial(list, [data]))
    for number in range(20):
        add(vault, f"Stays too {number}", "z" * 100 * number)
    assert found(ground, sealed_rows(ground, item_id)) > 300
    return item_id


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_it_is_left_in_the_file(
    ground: Ground, vault: Vault, way: Callable[[Vault, int], None]
) -> None:
    item_id = full(ground, vault)
    rows = sealed_rows(ground, item_id)
    way(vault, item_id)
    assert found(ground, rows) == 0
    assert not ground.journal.exists()
    assert vault.check().sound


@pytest.mark.parametrize("way", WAYS)
def test_it_would_be_found_without_secure_delete(
    ground: Ground,
    vault: Vault,
    way: Callable[[Vault, int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item_id = full(ground, vault)
    rows = sealed_rows(ground, item_id)
    careless = [line.replace("delete = ON", "delete = OFF") for line in store._SAFE_WRITES]
    assert "PRAGMA secure_delete = OFF" in careless
    monkeypatch.setattr(store, "_SAFE_WRITES", careless)
    way(vault, item_id)
    assert found(ground, rows) > 0


def test_an_undone_deletion_is_whole(ground: Ground, vault: Vault) -> None:
    item_id = full(ground, vault)
    before = vault.item(item_id)
    changes = vault.write(lambda draft: draft.bury(item_id))
    vault.put_back(changes.rows)
    assert ground.open().item(item_id) == before
    sizes = [len(lines(vault.read_attachment(item_id, a.id))) for a in before.details.attachments]
    assert sizes == [100, 6000, 90_000]
