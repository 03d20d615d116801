# SPDX-License-Identifier: GPL-3.0-or-later
"""What killed programs leave is taken away at the next open, and nothing else ever is."""

import os
import shutil
import time

import pytest
from tests.vault.ground import add, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import AlreadyExists, NotAVault
from strongroom.vault import leftovers, locking, places
from strongroom.vault.leftovers import clear
from strongroom.vault.places import put_new, unfinished, was_cut_short

MARK = "0a1b2c3d"


def leave(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / name for name in names]
    for file in files:
        file.write_bytes(b"half of it")
    return files


HOUR = 60 * 60


def make_old(*files, seconds=HOUR + 1):
    then = time.time() - seconds
    for file in files:
        os.utime(file, (then, then))


def test_what_was_to_take_the_vaults_place_is_gone_at_the_next_open(ground):
    name = ground.path.name
    ours = leave(ground.folder, f"{name}.{MARK}.rekey", f"{name}.{MARK}.new")
    make_old(*ours)
    whole = ground.path.read_bytes()
    ground.open()
    assert not any(file.exists() for file in ours)
    assert ground.path.read_bytes() == whole


def test_what_another_machine_may_be_at_stays_for_an_hour(ground):
    """It has the folder too, over a network, and no lock that we could see."""
    name = ground.path.name
    theirs = leave(ground.folder, f"{name}.{MARK}.rekey", f"{name}.{MARK}.new")
    make_old(*theirs, seconds=HOUR - 60)
    vault = ground.open()
    vault.change_unlock(new_unlock("another password"), cost=CHEAPEST).finish()
    assert all(file.exists() for file in theirs)
    make_old(*theirs)
    vault.change_unlock(new_unlock("yet another password"), cost=CHEAPEST).finish()
    assert not any(file.exists() for file in theirs)


def test_nothing_of_a_persons_own_is_touched(ground):
    name = ground.path.name
    theirs = leave(
        ground.folder,
        f"{name}.rekey",
        f"{name}.new",
        f"{name}.{MARK.upper()}.rekey",
        f"{name}.{MARK}0.new",
        f"{name}.{MARK}.new.txt",
        f"Other.{MARK}.new",
        f"{name}-journal.set-aside-{MARK}",
        f"{name}.set-aside-{MARK}",
    )
    link = ground.folder / f"{name}.{MARK}.rekey"
    link.symlink_to(theirs[0])
    folder = ground.folder / f"{name}.{MARK}.new"
    folder.mkdir()
    before = sorted(ground.folder.iterdir())
    make_old(*theirs)
    ground.open()
    assert sorted(ground.folder.iterdir()) == before


def test_what_belongs_to_another_person_is_left_alone(ground, monkeypatch):
    (file,) = leave(ground.folder, f"{ground.path.name}.{MARK}.rekey")
    make_old(file)
    stranger = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: stranger)
    ground.open()
    assert file.exists()


def test_a_system_without_owners_has_this_persons_files_only(ground, monkeypatch):
    (file,) = leave(ground.folder, f"{ground.path.name}.{MARK}.rekey")
    make_old(file)
    monkeypatch.delattr(os, "getuid")
    ground.open()
    assert not file.exists()


def test_what_another_program_is_at_is_not_left_over(ground, monkeypatch):
    (file,) = leave(ground.folder, f"{ground.path.name}.{MARK}.rekey")
    make_old(file)

    def pause(_seconds):
        pytest.fail("an opening waited for another program")

    with locking.shared(ground.places().lock_of(ground.path)), monkeypatch.context() as patch:
        patch.setattr("strongroom.vault.locking.time.sleep", pause)
        ground.open()
    assert file.exists()
    ground.open()
    assert not file.exists()


def test_what_cannot_be_taken_away_keeps_no_vault_shut(ground, monkeypatch):
    (file,) = leave(ground.folder, f"{ground.path.name}.{MARK}.rekey")
    make_old(file)

    def refuse(_file, **_more):
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(type(file), "unlink", refuse)
        add(ground.open())
    monkeypatch.setattr(leftovers, "_beside", refuse)
    monkeypatch.setattr(leftovers, "_clear_private", refuse)
    monkeypatch.setattr(leftovers, "_clear_old", refuse)
    assert len(ground.open().overviews()) == 1


def test_private_copies_are_gone_unless_their_lock_is_held(ground):
    here = ground.places()
    other = ground.folder / "Other.strongroom"
    with here.private(ground.path) as ours, here.private(other) as theirs:
        leave(ours, "vault")
        leave(theirs, "vault")
        strange = here.recovering / "a person's own"
        strange.mkdir()
        with locking.exclusive(here.lock_of(other)):
            ground.open()
        assert sorted(here.recovering.iterdir()) == sorted([strange, theirs])
        ground.open()
        assert list(here.recovering.iterdir()) == [strange]


def test_one_private_copy_that_cannot_go_keeps_no_other(ground, monkeypatch):
    here = ground.places()
    with here.private(ground.path) as first, here.private(ground.folder / "Other") as second:
        real = shutil.rmtree
        stuck = min(first, second)

        def refuse(folder, **more):
            if folder == stuck:
                raise PermissionError
            real(folder, **more)

        with monkeypatch.context() as patch:
            patch.setattr(shutil, "rmtree", refuse)
            clear(ground.path, here)
        assert list(here.recovering.iterdir()) == [stuck]


def test_an_unfinished_file_of_the_state_folder_goes_when_it_is_old(ground):
    here = ground.places()
    ground.open().close()
    seen, notes, verdicts = here.written_atomically
    old = [
        *leave(seen, f"ab.json.{MARK}.new"),
        *leave(notes, f"ab.sealed.{MARK}.new"),
        *leave(verdicts, f"ab.json.{MARK}.new"),
    ]
    young = [*leave(seen, f"cd.json.{MARK}.new")]
    kept = [*leave(notes, "ab.sealed", f"ab.sealed.unreadable-{MARK}")]
    make_old(*old, *kept, seconds=61)
    ground.open()
    assert [file.exists() for file in (*old, *young, *kept)] == [False] * 3 + [True] * 3


# A vault whose making was cut short


def test_an_empty_file_is_said_to_be_none_yet_and_made_again(bare):
    bare.path.touch()
    make_old(*leave(bare.folder, f"{bare.path.name}.{MARK}.new"))
    with pytest.raises(NotAVault, match="cut short; create it again"):
        bare.open()
    add(bare.create())
    assert list(bare.folder.iterdir()) == [bare.path]


def test_a_name_is_given_only_where_none_has_it(tmp_path):
    path = tmp_path / "vault"
    fresh = unfinished(path)
    fresh.write_bytes(b"whole")
    path.write_bytes(b"something dear")
    with pytest.raises(FileExistsError):
        put_new(fresh, path)
    assert path.read_bytes() == b"something dear"
    path.write_bytes(b"")
    assert was_cut_short(path)
    put_new(fresh, path)
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_could_not_be_given_is_free_again(tmp_path, monkeypatch):
    path = tmp_path / "vault"
    fresh = unfinished(path)
    fresh.write_bytes(b"whole")

    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        put_new(fresh, path)
    assert list(tmp_path.iterdir()) == [fresh]


def test_a_file_that_comes_while_the_key_is_derived_is_refused(bare, monkeypatch):
    real = places.create_private

    def overtaken(path):
        if path == bare.path:
            path.write_bytes(b"something dear")
        return real(path)

    monkeypatch.setattr(places, "create_private", overtaken)
    with pytest.raises(AlreadyExists):
        bare.create()
    assert bare.path.read_bytes() == b"something dear"
    assert list(bare.folder.iterdir()) == [bare.path]


def test_a_vault_that_cannot_be_opened_after_it_was_made_is_not_there(bare, monkeypatch):
    monkeypatch.setattr("strongroom.vault.creating.Core", None)
    with pytest.raises(TypeError):
        bare.create()
    assert list(bare.folder.iterdir()) == []
