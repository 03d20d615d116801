# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.app.worlds import login, new_unlock, with_password

from strongroom.app.events import ChangedOnDisk, LockNeeded, LockReason
from strongroom.app.items import Items
from strongroom.app.session import Unlocked
from strongroom.errors import ReadOnlyVault, VaultGone, WrongKey
from strongroom.vault.findings import Older


@pytest.fixture
def theirs(session, world):
    """Another program of this machine with the same vault open."""
    other = world.opened(path=session.vault.path)
    yield Items(other)
    other.lock()


def test_nothing_is_said_where_nothing_changed(items, add, world):
    add()
    assert items.refresh() is None
    assert world.events == []


def test_what_another_program_did_is_taken_in_and_announced(items, add, theirs, world):
    first, second = add("a"), add("b")
    (third,) = theirs.add(login("c")).made
    theirs.trash([first])
    theirs.delete_forever([second])
    changes = items.refresh()
    assert changes is not None
    assert changes.added == {third}
    assert changes.changed == {first}
    assert changes.removed == {second}
    assert not changes.rows
    assert world.events == [ChangedOnDisk(changes, None)]
    assert items.overviews() == theirs.overviews()
    assert items.refresh() is None


def test_what_another_program_did_shows_at_a_save_too(items, theirs):
    (their_id,) = theirs.add(login("theirs")).made
    changes = items.add(login("ours"))
    assert their_id in changes.items
    assert {o.title for o in items.overviews().values()} == {"theirs", "ours"}


def test_ours_can_be_told_from_theirs(items, theirs):
    (their_id,) = theirs.add(login("theirs")).made
    changes = items.add(login("ours"))
    (our_id,) = changes.made
    assert our_id != their_id
    assert items.overviews()[our_id].title == "ours"


def test_two_programs_lose_nothing(items, theirs):
    for number in range(10):
        items.add(login(f"ours {number}"))
        theirs.add(login(f"theirs {number}"))
    items.refresh()
    assert len(items.overviews()) == 20


def test_new_unlock_methods_elsewhere_need_a_lock_and_leave_time_for_a_draft(
    items, session, theirs, world
):
    items.add(login())
    theirs._session.begin_rekey(with_password(), new_unlock("a new password")).finish()
    assert items.refresh() is None
    assert world.events == [LockNeeded(LockReason.REKEYED)]
    with pytest.raises(WrongKey):
        items.add(login("too late"))
    items.save_draft(login("half-typed"))
    session.lock(LockReason.REKEYED)
    session.unlock(world.path, with_password("a new password"))
    assert len(items.overviews()) == 1
    assert [draft.content.title for draft in items.drafts()] == ["half-typed"]


def test_an_older_file_put_in_its_place_is_found(items, session, world):
    items.add(login("a"))
    old = world.path.read_bytes()
    items.add(login("b"))
    world.path.write_bytes(old)
    changes = items.refresh()
    assert changes is not None
    (event,) = world.events
    assert isinstance(event, ChangedOnDisk)
    assert isinstance(event.finding, Older)
    assert session.state == Unlocked(world.path, event.finding)
    with pytest.raises(ReadOnlyVault):
        items.add(login("c"))
    session.go_on()
    items.add(login("c"))


def test_a_file_that_is_gone_is_said_and_the_vault_stays_open(items, session, world):
    items.add(login("a"))
    aside = world.path.rename(world.path.with_name("aside"))
    with pytest.raises(VaultGone):
        items.refresh()
    assert isinstance(session.state, Unlocked)
    assert len(items.overviews()) == 1
    aside.rename(world.path)
    items.add(login("b"))


def test_an_older_file_that_a_save_has_met_is_announced_by_the_next_look(items, session, world):
    items.add(login("a"))
    old = world.path.read_bytes()
    items.add(login("b"))
    world.path.write_bytes(old)
    with pytest.raises(ReadOnlyVault):
        items.add(login("c"))
    items.refresh()
    (event,) = world.events
    assert isinstance(event.finding, Older)
    assert session.state == Unlocked(world.path, event.finding)
    assert items.refresh() is None
