# SPDX-License-Identifier: GPL-3.0-or-later
"""Free space is given back after a deletion for good, and a failure of that is none of it."""

import shutil
from types import SimpleNamespace

import pytest
from tests.app.worlds import login

from strongroom.app.attachments import Attachments
from strongroom.app.items import Items
from strongroom.app.shrinking import Shrinking
from strongroom.app.undo import Undo
from strongroom.model.item import Content

MIB = 1024 * 1024


@pytest.fixture
def large(session, tmp_path):
    """An item with a file of 9 MiB."""
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(9 * MIB))
    (item_id,) = Items(session).add(Content(kind="document", title="Large")).made
    Attachments(session).add(item_id, [file])
    return item_id


def delete(session, item_id):
    files = session.vault.item(item_id).details.attachments
    return Attachments(session).delete(item_id, files[0].id)


def size(session):
    return session.vault.path.stat().st_size


def test_a_step_at_a_time_until_the_file_is_small(session, large):
    shrinking = Shrinking(session)
    assert not Shrinking(session).is_due
    assert not shrinking.step()
    delete(session, large)
    assert shrinking.is_due
    seen = []
    while shrinking.step(lambda done, total: seen.append((done, total))):
        assert session.vault.item(large)
    assert len(seen) > 3
    assert all(done <= total for done, total in seen)
    assert size(session) < MIB
    assert not Shrinking(session).is_due
    assert session.vault.check().sound


def test_the_trash_is_emptied_and_what_was_undone_before_stays_undone(session, large, world):
    shrinking, items, undo = Shrinking(session), Items(session), Undo(session)
    (kept,) = items.add(login("Kept")).made
    items.trash([large])
    assert not shrinking.is_due
    items.empty_trash()
    while shrinking.step():
        pass
    assert size(session) < MIB
    assert not undo.can_undo
    assert list(world.opened().vault.overviews()) == [kept]


def test_a_save_in_the_middle_comes_first_and_it_is_done_after_that(session, large):
    shrinking, items = Shrinking(session), Items(session)
    delete(session, large)
    assert shrinking.step()
    items.add(login("Meanwhile"))
    assert not shrinking.step()
    assert size(session) > 9 * MIB
    assert shrinking.is_due
    while shrinking.step():
        pass
    assert size(session) < MIB
    assert any(overview.title == "Meanwhile" for overview in items.overviews().values())


def test_a_lock_ends_it_and_leaves_nothing(session, large):
    shrinking, path = Shrinking(session), session.vault.path
    delete(session, large)
    assert shrinking.step()
    assert len(list(path.parent.glob("*.new"))) == 1
    session.lock()
    assert not list(path.parent.glob("*.new"))
    assert not shrinking.is_due
    assert not shrinking.step()
    assert path.stat().st_size > 9 * MIB


def test_a_full_disk_is_not_asked_again_before_the_next_session(session, large, world, monkeypatch):
    shrinking = Shrinking(session)
    delete(session, large)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))
        assert not shrinking.step()
    assert not shrinking.is_due
    assert world.events == []
    path = session.vault.path
    session.lock()
    session = world.opened()
    later = Shrinking(session)
    assert not later.is_due  # nothing was saved yet
    Items(session).add(login("Later"))
    while later.step():
        pass
    assert path.stat().st_size < MIB
