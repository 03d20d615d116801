# SPDX-License-Identifier: GPL-3.0-or-later
"""Each outcome of an opening, told apart from the others."""

import errno
import os
from pathlib import Path

import pytest
from tests.vault.ground import PASSWORD, add, credentials, find_key_once, new_unlock, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    CannotOpen,
    Damaged,
    MethodMissing,
    NewerVersion,
    NotAVault,
    Unreadable,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.vault import access, core, opening, store
from strongroom.vault.vault import Vault

UNPRIVILEGED = 65534


def test_what_was_saved_is_there_again(ground):
    vault = ground.open()
    item_id = add(vault, "GitHub")
    vault.close()
    again = ground.open()
    assert again.item(item_id).overview.title == "GitHub"
    assert titles(again) == ["GitHub"]
    assert again.generation == 2


def test_a_state_of_the_vault_has_a_name_of_its_own(ground):
    vault = ground.open()
    empty = vault.state
    add(vault, "GitHub")
    filled = vault.state
    assert filled != empty
    assert ground.open().state == filled


def test_reading_never_writes_the_vault(ground):
    vault = ground.open()
    item_id = add(vault)
    before = ground.everything()
    times = ground.path.stat().st_mtime_ns
    again = ground.open()
    again.item(item_id)
    list(again.details([item_id]))
    again.overviews()
    again.refresh()
    again.verify_details()
    again.check()
    assert ground.everything() == before
    assert ground.path.stat().st_mtime_ns == times


def test_there_is_no_such_file(bare):
    with pytest.raises(Unreadable, match="There is no file"):
        bare.open()
    bare.folder = bare.folder / "nowhere"
    with pytest.raises(Unreadable, match="There is no file"):
        bare.open()


def test_it_is_a_folder(bare):
    bare.path.mkdir()
    with pytest.raises(Unreadable, match="is a folder"):
        bare.open()


def test_it_is_a_pipe(bare):
    os.mkfifo(bare.path)
    with pytest.raises(NotAVault):
        bare.open()


def test_no_file_can_have_that_name(bare):
    with pytest.raises(Unreadable, match="name"):
        bare.open(path=Path("a\0b"))


def test_a_ring_of_links_is_no_file(bare):
    bare.path.symlink_to(bare.path)
    with pytest.raises(Unreadable):
        bare.open()


@pytest.mark.skipif(os.geteuid() != 0, reason="gives up rights that only root can give up")
def test_it_may_not_be_read(ground):
    ground.path.chmod(0)
    ground.places().state.mkdir()
    os.chown(ground.places().state, UNPRIVILEGED, -1)
    os.seteuid(UNPRIVILEGED)
    try:
        with pytest.raises(Unreadable):
            ground.open()
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", bytes(10_000)])
def test_another_kind_of_file_is_no_vault(bare, content):
    bare.path.write_bytes(content)
    with pytest.raises(NotAVault):
        bare.open()


def test_a_newer_version_says_so(ground):
    ground.patch(60, (2).to_bytes(4))
    with pytest.raises(NewerVersion, match="newer version"):
        ground.open()


def test_a_file_that_was_cut_off_is_damaged(ground):
    whole = ground.path.read_bytes()
    for size in (108, 4096, 5000, len(whole) - 4096):
        ground.path.write_bytes(whole[:size])
        with pytest.raises(Damaged):
            ground.open()


@pytest.mark.parametrize("seen_before", [True, False])
def test_the_wrong_password_opens_nothing(ground, seen_before):
    if seen_before:
        ground.open().close()
    with pytest.raises(WrongKey) as caught:
        ground.open(password="wrong and long enough")
    assert not caught.value.settings_changed


def test_the_wrong_password_after_a_change_elsewhere_says_so(ground):
    ground.open().close()
    there = ground.open("there")
    there.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    with pytest.raises(WrongKey, match="settings have changed") as caught:
        ground.open()
    assert caught.value.settings_changed
    with pytest.raises(WrongKey) as caught:
        ground.open("a third machine")
    assert not caught.value.settings_changed


def test_another_method_is_missing(ground):
    with pytest.raises(MethodMissing):
        Vault.open(ground.path, Credentials(), places=ground.places(), clock=ground.clock)


def test_a_header_that_changes_while_the_key_is_derived_is_derived_anew(ground, monkeypatch):
    vault = ground.open("there")
    new = "a wholly new password"
    passwords = iter([PASSWORD, new])

    def slow(header, _brought):
        if vault.generation == 1:
            vault.change_unlock(new_unlock(new), cost=CHEAPEST).finish()
        return find_key_once(header, credentials(next(passwords)))

    monkeypatch.setattr(opening, "find_key", slow)
    assert ground.open().generation == 2
    assert next(passwords, None) is None


def test_a_header_that_never_stands_still_ends_in_an_error(ground, monkeypatch):
    unseen = (None, (None,))
    monkeypatch.setattr(opening, "_verifying", lambda *_given: lambda _connection: unseen)
    with pytest.raises(Unreadable, match="Another program"):
        ground.open()


def test_keys_are_overwritten_when_an_opening_fails(ground, monkeypatch):
    kept = []
    real = core.Core.__init__

    def fail(self, access, unlocked, *args, **more):
        real(self, access, unlocked, *args, **more)
        kept.append(unlocked)
        raise ZeroDivisionError

    monkeypatch.setattr(core.Core, "__init__", fail)
    with pytest.raises(ZeroDivisionError):
        ground.open()
    assert len(kept[0].keys.rows) == 0


def test_close_overwrites_the_keys(ground):
    vault = ground.open()
    keys = vault._core.unlocked.keys
    vault.close()
    vault.close()
    assert len(keys.rows) == len(keys.manifest) == len(keys.local) == 0


def test_no_repr_shows_a_key(vault):
    assert repr(vault._core.unlocked) == "Unlocked(…)"


def test_a_state_folder_that_cannot_be_used_is_named(ground):
    ground.places().state.write_text("a file where the folder should be")
    with pytest.raises(Unreadable, match=str(ground.places().state)):
        ground.open()


def test_a_disk_that_cannot_be_read_says_so(ground, monkeypatch):
    def fail(_path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(store, "look", fail)
    with pytest.raises(Unreadable, match="Input/output error"):
        ground.open()


def test_two_openings_at_once_do_not_disturb_each_other(ground):
    first, second = ground.open(), ground.open()
    item_id = add(first)
    assert second.item(item_id).overview.title == "GitHub"


def test_verify_tells_who_sits_there(ground):
    vault = ground.open()
    vault.verify(credentials())
    with pytest.raises(WrongKey):
        vault.verify(credentials("wrong and long enough"))
    with pytest.raises(MethodMissing):
        vault.verify(Credentials())
    assert vault.overviews() == {}


def test_every_outcome_is_a_sentence(ground):
    ground.patch(4096, bytes(4096))
    with pytest.raises(CannotOpen) as caught:
        ground.open()
    assert str(caught.value).endswith(".")
    assert caught.value.__cause__ is None


def test_where_a_vault_really_lies():
    assert access.resolved(Path("/a/../b")) == Path("/b")
