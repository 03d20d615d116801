# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone lays a file where a copy of the vault is looked for: a conflict copy, a backup.

A copy is a file from outside like any other.  Nothing of it is shown before it is verified,
it takes the vault's place by nothing but its owner's word, and what this machine remembers
is not touched by a look at it.
"""

import shutil

import pytest
from tests.vault.ground import PASSWORD, Ground, add, credentials, find_key_once, new_unlock, save

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Altered, OtherKey, OtherVault, ReadOnlyVault
from strongroom.vault import copies
from strongroom.vault.backups import files as backup_files
from strongroom.vault.backups.placing import put_in_place
from strongroom.vault.backups.verdicts import BackupState
from strongroom.vault.findings import Older

CONFLICT = "Personal.sync-conflict-20260101-000000-ABCDEFG.strongroom"


@pytest.fixture(autouse=True)
def keys_once(monkeypatch):
    monkeypatch.setattr(copies, "find_key", find_key_once)


def test_a_conflict_copy_that_is_another_vaults(vault, ground, tmp_path):
    """They lay another vault under such a name; it is told for what it is."""
    elsewhere = Ground(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.create("there").close()
    shutil.copyfile(elsewhere.path, ground.folder / CONFLICT)
    with pytest.raises(OtherVault):
        vault.open_copy(ground.folder / CONFLICT)


def test_a_conflict_copy_with_a_genuine_row_of_elsewhere(vault, ground):
    """They put a genuine row of a later save into a copy; all of it is refused."""
    item_id = add(vault, password="first")
    copy = Ground(ground.folder.parent / "copied")
    copy.folder.mkdir()
    shutil.copyfile(ground.path, copy.path)
    save(vault, item_id, title="Later", password="second")
    row = ground.sql("SELECT sealed FROM overview WHERE id = :id", id=item_id)[0][0]
    copy.sql("UPDATE overview SET sealed = :row WHERE id = :id", row=row, id=item_id)
    given = credentials(PASSWORD)
    with pytest.raises(Altered):
        vault.open_copy(copy.path, given)


def test_a_conflict_copy_with_details_rolled_back(vault, ground):
    """They roll details back in a copy, in wait for a merge; that item gives nothing."""
    item_id = add(vault, password="first")
    old = ground.sql("SELECT sealed FROM details WHERE id = :id", id=item_id)[0][0]
    save(vault, item_id, password="second")
    copy = Ground(ground.folder.parent / "copied")
    copy.folder.mkdir()
    shutil.copyfile(ground.path, copy.path)
    copy.sql("UPDATE details SET sealed = :old", old=old)
    opened = vault.open_copy(copy.path)
    with pytest.raises(Altered):
        opened.item(item_id)
    assert not opened.check().sound
    opened.close()


def test_a_conflict_copy_under_a_retired_password(vault, ground):
    """They know a password since changed; the copy wants it, and may be looked at only."""
    add(vault, "Mine")
    copy = ground.copy(CONFLICT)
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    with pytest.raises(OtherKey):
        vault.open_copy(copy)
    opened = vault.open_copy(copy, credentials(PASSWORD))
    assert not opened.same_key
    opened.close()
    ground.replace_by(copy)
    with pytest.raises(ReadOnlyVault, match="changed since"):
        add(ground.open())


def test_looking_at_a_copy_lowers_nothing_that_is_remembered(vault, ground):
    """They hope that a look at an older copy makes it the latest; it does not."""
    add(vault)
    copy = ground.copy(CONFLICT)
    add(vault, "Later")
    vault.open_copy(copy).close()
    ground.replace_by(copy)
    assert isinstance(ground.open().finding, Older)


def test_a_planted_backup_is_no_good_one(vault, ground, tmp_path):
    """They plant backups: another vault's, a broken one, one with rows of elsewhere."""
    add(vault)
    folder = backup_files.folder_beside(ground.path)
    made = vault.back_up(folder, 1)
    assert made is not None
    elsewhere = Ground(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.create("there").close()
    planted = [made.with_name(f"Personal 209{n}-01-01 00.00.00+0000.strongroom") for n in range(3)]
    shutil.copyfile(elsewhere.path, planted[0])
    planted[1].write_bytes(made.read_bytes()[:5000])
    broken = bytearray(made.read_bytes())
    row = ground.sql("SELECT sealed FROM overview LIMIT 1")[0][0]
    broken[bytes(broken).index(row[-16:])] ^= 1
    planted[2].write_bytes(broken)
    states = {vault.state_of_backup(path, thorough=True) for path in planted}
    assert BackupState.GOOD not in states
    add(vault, "Later")
    latest = vault.back_up(folder, 1)
    assert latest is not None
    assert latest.exists()
    assert vault.state_of_backup(latest, thorough=True) is BackupState.GOOD


def test_a_planted_backup_of_another_vault_never_takes_the_place(vault, ground, tmp_path):
    """They break the vault, and plant their own under a backup's name: it is refused."""
    add(vault)
    folder = backup_files.folder_beside(ground.path)
    made = vault.back_up(folder, 1)
    assert made is not None
    vault.close()
    elsewhere = Ground(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.create("there").close()
    planted = made.with_name("Personal 2090-01-01 00.00.00+0000.strongroom")
    shutil.copyfile(elsewhere.path, planted)
    for broken in (None, b"", b"nonsense"):
        if broken is not None:
            ground.path.write_bytes(broken)
        with pytest.raises(OtherVault):
            put_in_place(ground.places(), planted, ground.path, ground.clock.now_ms())
    ground.path.unlink()
    with pytest.raises(OtherVault):
        put_in_place(ground.places(), planted, ground.path, ground.clock.now_ms())
    assert not ground.path.exists()
