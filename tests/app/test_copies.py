# SPDX-License-Identifier: GPL-3.0-or-later
"""Another file of the open vault, as long as the vault is open and no longer."""

import shutil

import pytest
from tests.app.worlds import new_unlock, with_password

from strongroom.errors import VaultLocked


@pytest.fixture
def beside(world, add):
    """The path of a copy of a vault with one item."""
    add()
    path = world.path.with_name("Copy.strongroom")
    shutil.copyfile(world.path, path)
    return path


def test_a_copy_is_looked_at_beside_the_vault(session, beside):
    copy = session.open_copy(beside)
    assert [one.title for one in copy.overviews().values()] == ["GitHub"]
    copy.close()


def test_without_a_vault_there_are_no_copies(session, beside):
    session.lock()
    with pytest.raises(VaultLocked):
        session.open_copy(beside)


def test_a_lock_closes_a_copy_under_its_own_key(session, beside):
    change = session.begin_rekey(with_password(), new_unlock("another long password"))
    change.finish()
    copy = session.open_copy(beside, with_password())
    (item_id,) = copy.overviews()
    session.lock()
    assert not copy._unlocked.keys.rows
    with pytest.raises(Exception):  # noqa: B017, PT011 - nothing opens any more, however it fails
        copy.item(item_id)


def test_only_those_that_are_open_are_spared(session, beside):
    first, second = session.open_copy(beside), session.open_copy(beside)
    assert session.copies_open == {beside}
    session.close_copy(first)
    assert session.copies_open == {beside}
    session.close_copy(second)
    session.close_copy(second)
    assert session.copies_open == frozenset()


def test_a_copy_under_its_own_key_forgets_it_when_it_is_closed(session, beside):
    session.begin_rekey(with_password(), new_unlock("another long password")).finish()
    copy = session.open_copy(beside, with_password())
    session.close_copy(copy)
    assert not copy._unlocked.keys.rows


def test_a_rekey_closes_those_that_are_open(session, beside):
    copy = session.open_copy(beside)
    session.begin_rekey(with_password(), new_unlock("another long password")).finish()
    assert session.copies_open == frozenset()
    session.close_copy(copy)
