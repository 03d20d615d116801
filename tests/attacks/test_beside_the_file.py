# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone lays files beside the vault: a sync service, or a person who can write its folder.

SQLite acts upon what it finds there.  The vault is as its owner last saved it, and what was
found is moved aside and named.
"""

import shutil
import sqlite3
from contextlib import closing

import pytest
from tests.vault.ground import TEAR, add, add_many, cut_short, journal_of, titles
from tests.vault.test_journal import ORPHAN, Examiner, filled, set_aside, super_journal

from strongroom.errors import Damaged
from strongroom.vault import journal
from strongroom.vault.findings import Older
from strongroom.vault.journal import Soundness

__all__ = ["filled"]


def test_a_planted_super_journal_deletes_nothing(ground, tmp_path):
    """They lay a journal that names a file to be deleted; it is moved aside, and said."""
    victim = tmp_path / "diary.txt"
    victim.write_text("dear diary")
    ground.journal.write_bytes(super_journal(victim))
    before = ground.path.read_bytes()
    vault = ground.open()
    assert victim.read_text() == "dear diary"
    assert len(set_aside(ground)) == 1
    assert not ground.journal.exists()
    assert ground.path.read_bytes() == before
    assert len(vault.notices) == 1
    assert set_aside(ground)[0].name in vault.notices[0]


def test_a_planted_super_journal_deletes_nothing_beside_a_broken_file(ground, tmp_path):
    """They break the vault as well; it is damaged, and the file is still there."""
    # Applying it to a private copy would delete the file just the same.
    victim = tmp_path / "diary.txt"
    victim.write_text("dear diary")
    ground.patch(4096, bytes(4096))
    ground.journal.write_bytes(super_journal(victim))
    with pytest.raises(Damaged):
        ground.open()
    assert victim.read_text() == "dear diary"
    assert len(set_aside(ground)) == 1


def test_sqlite_alone_would_delete_it(ground, tmp_path):
    """What the ones before protect from: this stops being true when SQLite mends it."""
    # What the test before this one protects from: it stops being true when SQLite mends it.
    victim = tmp_path / "diary.txt"
    victim.write_text("dear diary")
    ground.journal.write_bytes(super_journal(victim))
    ground.sql("SELECT count(*) FROM overview")
    assert not ground.journal.exists()
    assert not victim.exists()


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_write_ahead_log_is_never_ours(ground, suffix):
    """They lay a write-ahead log; it is moved aside, and said."""
    planted = ground.folder / (ground.path.name + suffix)
    planted.write_bytes(b"anything")
    vault = ground.open()
    assert not planted.exists()
    assert len(set_aside(ground, suffix)) == 1
    assert len(vault.notices) == 1


def plant_log(ground):
    """Lay a log beside the vault in which every item is deleted."""
    other = ground.folder.parent / "copy"
    shutil.copyfile(ground.path, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM overview")
        log = (ground.folder.parent / "copy-wal").read_bytes()
    (ground.folder / (ground.path.name + "-wal")).write_bytes(log)


def test_a_planted_log_with_rows_changes_nothing(ground):
    """They lay one in which every item is deleted; the vault is as it was saved."""
    plant_log(ground)
    vault = ground.open()
    assert vault.check().sound
    assert vault.name == "Personal"


def test_sqlite_alone_would_read_it(ground):
    """What the one before protects from, although the first bytes say there is no log."""
    # Although the vault's first bytes say that it has none.
    plant_log(ground)
    assert ground.path.read_bytes()[18:20] == b"\1\1"
    assert ground.sql("SELECT count(*) FROM overview") == [(0,)]


def test_a_journal_that_is_a_link_is_planted(ground, tmp_path):
    """They lay a link; what it names stays as it is."""
    target = tmp_path / "target"
    target.write_bytes(b"x" * 600)
    ground.journal.symlink_to(target)
    ground.open()
    assert target.read_bytes() == b"x" * 600
    assert len(set_aside(ground)) == 1


@pytest.mark.parametrize("torn", [False, True])
def test_a_journal_longer_than_the_vault_is_planted_and_never_copied(filled, monkeypatch, torn):
    """They lay one of two gigabytes; nothing of it is copied."""
    copied = []
    monkeypatch.setattr(journal, "_copy", lambda source, _target: copied.append(source))
    filled.sql(TEAR if torn else ORPHAN)
    with filled.journal.open("wb") as file:
        file.truncate(2 << 30)  # nothing but a hole, which takes no room until it is copied
    vault = filled.open()
    assert copied == []
    assert "never writes" in vault.notices[0]
    assert set_aside(filled)[0].stat().st_size == 2 << 30


def test_a_stale_journal_undoes_nothing(filled):
    """A sync service carries an old journal along; the saves since are still there."""
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add_many(vault, 20)
    vault.close()
    whole = filled.path.read_bytes()
    filled.journal.write_bytes(old)
    vault = filled.open()
    assert filled.path.read_bytes() == whole
    assert len(vault.overviews()) == 60
    assert set_aside(filled)[0].read_bytes() == old
    assert len(vault.notices) == 1


def test_a_stale_journal_undoes_nothing_at_the_next_save_of_a_session(filled):
    """The same while the vault is open."""
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add_many(vault, 20)
    filled.journal.write_bytes(old)
    add(vault, "One more")
    assert len(vault.overviews()) == 61
    assert set_aside(filled)[0].read_bytes() == old
    assert len(filled.open().overviews()) == 61


def test_sqlite_alone_would_undo_finished_saves(filled):
    """What the ones before protect from."""
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add_many(vault, 20)
    vault.close()
    filled.journal.write_bytes(old)
    rows = filled.sql("SELECT count(*) FROM overview")
    assert rows == [(41,)]


def test_a_recovery_that_is_older_is_told_as_older(filled):
    """They break the file beside an old journal; the owner is told that it is older."""
    # Someone breaks the file and lays a journal beside it that makes an honest, older one.
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add(vault, "Later")
    vault.close()
    filled.sql(TEAR)
    filled.journal.write_bytes(old)
    vault = filled.open()
    assert isinstance(vault.finding, Older)
    assert vault.read_only


def test_a_stale_journal_and_an_orphan_undo_no_finished_save(filled):
    """They add a row of nobody's as well; no finished save is taken back."""
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add(vault, "Finished")
    vault.close()
    filled.sql(ORPHAN)
    whole = filled.path.read_bytes()
    filled.journal.write_bytes(old)
    again = filled.open()
    assert again.finding is None
    assert "Finished" in titles(again)
    assert filled.path.read_bytes() == whole
    assert set_aside(filled)[0].read_bytes() == old
    assert "does not belong" in again.notices[0]


def test_a_journal_that_states_a_huge_size_is_no_recovery(filled):
    """They state 16 TiB in it; no such file is made."""
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    # Bytes 16 to 19 of a journal: the size that the file had, in pages.
    huge = left[:16] + (1 << 20).to_bytes(4) + left[20:]
    filled.journal.write_bytes(huge)
    examiner = Examiner(Soundness.BROKEN)
    with pytest.raises(Damaged):
        journal.settle(filled.path, filled.places(), examiner)
    assert examiner.asked == [filled.path]
