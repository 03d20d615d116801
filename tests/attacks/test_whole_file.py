# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the file exchanges all of it, and may have several genuine ones.

What is opened is always something that was genuinely saved; the owner is told what.
"""

import msgspec
import pytest
from tests.vault.ground import add, new_unlock, titles
from tests.vault.test_findings import rekey

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import OtherVault, ReadOnlyVault
from strongroom.vault import remembered
from strongroom.vault.findings import BothChanged, Older, Retired, Unrelated, judge
from strongroom.vault.remembered import Remembered
from strongroom.vault.row_types import Retired as RetiredKey


def test_a_file_replaced_by_another_vault_under_an_open_one(two, bare):
    """They put another vault in the open one's place; that is told, and the list stays."""
    ground, (a, _b) = two
    vault = ground.open()
    ground.path.unlink()
    bare.create().close()
    for look in (lambda: vault.item(a), vault.refresh, lambda: add(vault)):
        with pytest.raises(OtherVault, match="is another vault by now"):
            look()
    assert titles(vault) == ["GitHub", "GitLab"]


def test_a_file_that_was_rolled_back_is_older(ground):
    """They put an earlier copy back; the owner is told how many items there were and are."""
    vault = ground.open()
    add(vault, "Kept")
    backup = ground.copy("backup")
    add(vault, "Lost")
    add(vault, "Lost too")
    vault.overviews()
    ground.clock.forward(days=1)
    ground.replace_by(backup)
    again = ground.open()
    assert again.finding == Older(3, 1, again._core.clock.now_ms() - 86_400_000, 2)
    assert again.read_only
    assert titles(again) == ["Kept"]
    with pytest.raises(ReadOnlyVault, match="older"):
        add(again)
    with pytest.raises(ReadOnlyVault, match="older"):
        again.change_unlock(new_unlock(), cost=CHEAPEST)


def test_looking_at_an_older_file_again_and_again_says_so_each_time(ground):
    """They wait for a second look; it says the same."""
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    ground.replace_by(backup)
    assert isinstance(ground.open().finding, Older)
    assert isinstance(ground.open().finding, Older)


def test_a_rollback_under_an_open_vault_stops_the_next_save(ground):
    """They do it while the vault is open; nothing is saved over it."""
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    ground.replace_by(backup)
    with pytest.raises(ReadOnlyVault, match="older"):
        add(vault)
    assert isinstance(vault.finding, Older)
    assert titles(vault) == []
    assert ground.path.read_bytes() == backup.read_bytes()


def test_two_machines_that_saved_offline_are_told_apart(ground):
    """A sync service lets the last one win; the owner is told that both changed."""
    here = ground.open()
    backup = ground.copy("backup")
    add(here, "Here")
    mine = ground.copy("mine")
    ground.replace_by(backup)
    there = ground.open("there")
    add(there, "There")
    add(there, "There too")
    theirs = ground.open()
    assert isinstance(theirs.finding, BothChanged)
    assert titles(theirs) == ["There", "There too"]
    ground.replace_by(mine)
    assert isinstance(ground.open("there").finding, BothChanged)


def test_a_file_under_a_retired_password_is_for_looking_only(ground):
    """They know a password that was changed; what they lay there is for looking only."""
    vault = ground.open()
    add(vault)
    old = ground.copy("old")
    rekey(vault, "a wholly new password")
    assert ground.open(password="a wholly new password").finding is None
    ground.replace_by(old)
    again = ground.open()
    now = ground.clock.now_ms()
    assert again.finding == Retired(now, None, 1, now)
    assert titles(again) == ["GitHub"]
    for refused in (again.go_on, lambda: add(again)):
        with pytest.raises(ReadOnlyVault, match="changed since"):
            refused()


def test_who_knows_the_remembered_key_id_alone_cannot_make_a_vault_that_follows(ground):
    """They make a vault of their own that claims to follow this one; it is unrelated."""
    vault = ground.open("there")
    forged = vault.settings
    here = ground.open()
    rekey(here, "a wholly new password")
    known = remembered.load(ground.places().remembered(vault.vault_id))
    assert known is not None
    seen = known.seen
    keys = here._core.unlocked.keys
    local = bytes(keys.local.buffer)
    found = msgspec.structs.replace(seen, key_id="00" * 16, writers=seen.writers | {"f": 9})

    def judged(memory, retired):
        settings = msgspec.structs.replace(
            forged, retired=(RetiredKey(key=keys.key_id, at=1, local=retired),)
        )
        return judge(Remembered(seen=memory, writer="w"), found, settings, lambda: 0)

    assert judged(seen, bytes(32)) == Unrelated(None, 0, seen.at)
    assert judged(seen, local) is None
    # What an older version remembered names no local key.
    assert judged(msgspec.structs.replace(seen, local=""), bytes(32)) is None


def test_a_vault_that_does_not_follow_the_remembered_one_is_for_looking_only(ground):
    """They lay a vault of the same id under another key; it is for looking only."""
    # Two machines re-key offline: each key is new, and neither lists the other.
    backup = ground.copy("backup")
    here = ground.open()
    rekey(here, "the password from here")
    ground.replace_by(backup)
    rekey(ground.open("there"), "the password from there")
    again = ground.open(password="the password from there")
    assert again.finding == Unrelated(None, 0, ground.clock.now_ms())
    with pytest.raises(ReadOnlyVault):
        again.go_on()
