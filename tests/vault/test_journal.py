# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies beside a vault when it is opened, and what becomes of it."""

import errno
import os
import signal
import sqlite3
from contextlib import contextmanager

import pytest
from tests.vault.ground import TEAR, add, add_file, add_many, cut_short, journal_of, titles

from strongroom.errors import Damaged, Unreadable, VaultBusy, WrongKey
from strongroom.vault import journal, locking, places, store
from strongroom.vault.check import Report
from strongroom.vault.failures import LeftBehind
from strongroom.vault.journal import MAGIC, Soundness, companions

ORPHAN = "INSERT INTO details VALUES (5, zeroblob(480))"


@pytest.fixture
def filled(ground):
    vault = ground.open()
    add_many(vault, 40)
    vault.close()
    return ground


def set_aside(ground, suffix="-journal"):
    return list(ground.folder.glob(f"{ground.path.name}{suffix}.set-aside-*"))


def super_journal(victim) -> bytes:
    """A journal that tells SQLite to delete another file once it has been applied."""
    name = os.fsencode(victim)
    checksum = sum(name) & 0xFFFFFFFF
    head = MAGIC + bytes(20)
    return head.ljust(512, b"\0") + name + len(name).to_bytes(4) + checksum.to_bytes(4) + MAGIC


# Planted


def test_the_longest_journal_that_a_save_can_leave_is_judged(filled):
    vault = filled.open()
    add_many(vault, 600)
    vault.close()
    whole = filled.path.read_bytes()
    torn, left = cut_short(
        filled,
        "UPDATE overview SET sealed = zeroblob(length(sealed))",
        "UPDATE details SET sealed = zeroblob(length(sealed))",
        "UPDATE vault SET header = zeroblob(length(header))",
    )
    assert len(left) > len(torn)  # nearly every page, and most with a header of their own
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    filled.open()
    assert filled.path.read_bytes() == whole


# Left by a save that was cut short


def test_a_save_that_was_cut_short_is_undone(filled):
    whole = filled.path.read_bytes()
    torn, left = cut_short(filled, TEAR, "UPDATE overview SET sealed = randomblob(256)")
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    vault = filled.open()
    assert filled.path.read_bytes() == whole
    assert filled.path.stat().st_mode & 0o777 == 0o600
    assert not companions(filled.path)
    assert vault.check().sound
    assert len(vault.overviews()) == 40
    assert len(vault.notices) == 1
    assert vault.finding is None
    assert [file.name for file in filled.folder.iterdir()] == [filled.path.name]


def test_a_torn_attachment_alone_shows_that_the_file_is_torn(filled):
    # Every overview and every details tag of the torn file is right.
    vault = filled.open()
    item_id = next(iter(vault.overviews()))
    add_file(vault, item_id, "photo.jpg", lambda: [bytes(200_000)])
    vault.close()
    whole = filled.path.read_bytes()
    torn, left = cut_short(filled, "UPDATE attachment SET sealed = randomblob(length(sealed))")
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    assert filled.open().check().sound
    assert filled.path.read_bytes() == whole


def test_a_journal_found_during_a_session_is_judged_as_well(filled):
    vault = filled.open()
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    item_id = next(iter(vault.overviews()))
    assert vault.item(item_id).overview.title.startswith("Item")
    assert not companions(filled.path)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    add(vault, "After")
    assert vault.check().sound
    assert "After" in titles(filled.open())


def test_the_wrong_password_leaves_everything_as_it_is(filled):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    before = filled.everything()
    with pytest.raises(WrongKey):
        filled.open(password="wrong and long enough")
    assert filled.everything() == before


def test_neither_the_file_nor_its_recovery_is_sound(filled):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left[:700])
    before = filled.everything()
    with pytest.raises(Damaged):
        filled.open()
    assert filled.everything() == before


def test_a_torn_header_is_recovered_too(filled):
    whole = filled.path.read_bytes()
    filled.patch(4096, bytes(4096))  # the page of header and manifest
    filled.journal.write_bytes(journal_of(whole))
    assert filled.open().check().sound
    assert filled.path.read_bytes() == whole


def test_a_recovery_that_would_be_no_vault_takes_no_place(filled):
    whole = filled.path.read_bytes()
    filled.patch(4096, bytes(4096))
    filled.journal.write_bytes(journal_of(whole[:18] + b"\2\2" + whole[20:]))
    before = filled.everything()
    with pytest.raises(Damaged):
        filled.open()
    assert filled.everything() == before


# Stale: carried along by a sync service, or kept by an attacker


@pytest.mark.parametrize("synced", [False, True])
def test_a_journal_that_brings_back_what_is_there_was_left_before_the_first_page(filled, synced):
    _torn, left = cut_short(filled)
    filled.journal.write_bytes(left if synced else bytes(12) + left[12:])
    whole = filled.path.read_bytes()
    vault = filled.open()
    assert vault.notices == (
        "Saving was cut short the last time; the vault is as it was before that save.",
    )
    assert filled.path.read_bytes() == whole
    assert list(filled.folder.iterdir()) == [filled.path]


def test_an_empty_journal_was_left_before_its_first_byte(ground):
    ground.journal.touch()
    assert len(ground.open().notices) == 1
    assert list(ground.folder.iterdir()) == [ground.path]


def test_a_journal_of_the_state_last_seen_here_was_left_at_the_very_end(filled):
    vault = filled.open()
    seen = filled.places().remembered(vault.vault_id)
    before, old = seen.read_bytes(), journal_of(filled.path.read_bytes())
    add(vault, "Finished")
    vault.close()
    seen.write_bytes(before)  # killed before it was noted
    filled.journal.write_bytes(old)
    again = filled.open()
    assert again.finding is None
    assert again.notices == (
        "The last save was cut short at its very end; nothing of it is missing.",
    )
    assert "Finished" in titles(again)
    assert list(filled.folder.iterdir()) == [filled.path]


def test_a_journal_of_the_state_before_the_last_two_saves_is_kept(filled):
    vault = filled.open()
    seen = filled.places().remembered(vault.vault_id)
    before, old = seen.read_bytes(), journal_of(filled.path.read_bytes())
    add(vault, "Finished")
    add(vault, "Finished as well")
    vault.close()
    seen.write_bytes(before)
    filled.journal.write_bytes(old)
    assert "does not belong" in filled.open().notices[0]
    assert set_aside(filled)[0].read_bytes() == old


def test_a_journal_that_sqlite_did_not_begin_is_kept(filled):
    filled.journal.write_bytes(b"x" * 600)
    assert "does not belong" in filled.open().notices[0]
    assert set_aside(filled)[0].read_bytes() == b"x" * 600


def test_a_journal_that_cannot_be_tried_is_kept(filled, monkeypatch):
    _torn, left = cut_short(filled)
    filled.journal.write_bytes(left)

    def refuse(_source, _target):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(journal, "_copy", refuse)
    assert "does not belong" in filled.open().notices[0]
    assert set_aside(filled)[0].read_bytes() == left


# The corners of judging


class Examiner:
    """Says of each file it is asked about what a test wants."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, file):
        self.asked.append(file)
        return self.answers[len(self.asked) - 1]


def settle(ground, *answers):
    return journal.settle(ground.path, ground.places(), Examiner(*answers))


def test_a_save_that_left_nothing_but_orphans_is_undone_and_the_file_kept(filled):
    whole = filled.path.read_bytes()
    filled.sql(ORPHAN)
    found = filled.path.read_bytes()
    filled.journal.write_bytes(journal_of(whole))
    vault = filled.open()
    assert filled.path.read_bytes() == whole
    assert vault.check().notes == ()
    (kept,) = set_aside(filled, "")
    assert kept.read_bytes() == found
    assert kept.stat().st_mode & 0o777 == 0o600
    (notice,) = vault.notices
    assert kept.name in notice


def test_a_file_with_orphans_that_cannot_be_replaced_stays_alone(filled, monkeypatch):
    whole = filled.path.read_bytes()
    filled.sql(ORPHAN)
    filled.journal.write_bytes(journal_of(whole))
    before = filled.everything()

    def refuse(*_args):
        raise PermissionError(13, "no", str(filled.path))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(Unreadable):
        filled.open()
    assert filled.everything() == before


def test_orphans_on_both_sides_leave_the_file_as_it_is(filled):
    filled.sql(ORPHAN)
    old = journal_of(filled.path.read_bytes())
    filled.sql("INSERT INTO details VALUES (6, zeroblob(480))")
    whole = filled.path.read_bytes()
    filled.journal.write_bytes(old)
    assert "does not belong" in filled.open().notices[0]
    assert filled.path.read_bytes() == whole
    assert set_aside(filled)[0].read_bytes() == old


def test_a_journal_of_nothing_is_no_recovery(filled):
    filled.sql(ORPHAN)
    whole = filled.path.read_bytes()
    filled.journal.write_bytes(bytes(600))
    assert "does not belong" in filled.open().notices[0]
    assert filled.path.read_bytes() == whole


def test_a_file_with_orphans_is_better_than_a_broken_recovery(filled):
    filled.sql(ORPHAN)
    before = filled.path.read_bytes()
    broken = filled.path.read_bytes()[:4096] + bytes(4096)
    filled.journal.write_bytes(journal_of(broken))
    assert "does not belong" in filled.open().notices[0]
    assert filled.path.read_bytes() == before
    assert len(set_aside(filled)) == 1


def test_a_journal_that_sqlite_cannot_apply_is_no_recovery(filled, monkeypatch):
    def refuse(_copy):
        raise sqlite3.OperationalError

    monkeypatch.setattr(store, "roll_back", refuse)
    filled.journal.write_bytes(b"x" * 600)
    with pytest.raises(Damaged):
        settle(filled, Soundness.BROKEN)


def test_a_recovery_that_the_disk_stops_says_nothing_about_the_vault(filled, monkeypatch):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)

    def fail(_copy):
        error = sqlite3.OperationalError()
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(store, "roll_back", fail)
        with pytest.raises(Unreadable, match="full"):
            filled.open()
    assert len(filled.open().overviews()) == 40


@pytest.mark.parametrize("unread", ["Personal.strongroom", "tried"])
def test_a_disk_that_does_not_read_its_files_says_nothing_about_the_vault(
    filled, monkeypatch, unread
):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left[:700])
    monkeypatch.setattr(journal, "can_be_read", lambda path: path.name != unread)
    with pytest.raises(Unreadable):
        filled.open()
    monkeypatch.undo()
    with pytest.raises(Damaged):
        filled.open()


def test_a_recovery_that_cannot_take_the_place_leaves_all_as_it_was(filled, monkeypatch):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    before = filled.everything()

    def refuse(*_args):
        raise PermissionError(13, "no", str(filled.path))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(Unreadable):
        filled.open()
    monkeypatch.undo()
    assert filled.everything() == before


def test_a_save_under_way_is_waited_for_and_not_judged(ground, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    ground.journal.write_bytes(b"the journal of a live save")
    with (
        locking.exclusive(ground.places().lock_of(ground.path)),
        pytest.raises(Unreadable, match="Another program"),
    ):
        ground.open()
    assert ground.journal.read_bytes() == b"the journal of a live save"


def test_a_reader_keeps_a_journal_from_being_judged(ground, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    ground.journal.write_bytes(b"x" * 600)
    with (
        locking.shared(ground.places().lock_of(ground.path)),
        pytest.raises(Unreadable, match="Another program"),
    ):
        ground.open()


def test_a_journal_that_comes_back_for_ever_ends_in_an_error(ground, monkeypatch):
    monkeypatch.setattr(journal, "settle", lambda *_args: [])
    ground.journal.write_bytes(b"x" * 600)
    with pytest.raises(Unreadable, match="Another program"):
        ground.open()


def test_the_journal_of_a_live_save_by_someone_else_is_waited_for(filled, monkeypatch):
    # Another person's lock file is another one: only SQLite's own lock tells of their save.
    vault = filled.open()
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    with somebody_saves(filled, "PRAGMA cache_size = 1", "BEGIN IMMEDIATE", TEAR):
        before = filled.journal.read_bytes()
        with pytest.raises(Unreadable, match="Another program"):
            filled.open()
        with pytest.raises(VaultBusy, match="Another program"):
            add(vault)
        assert filled.journal.read_bytes() == before
    assert filled.open().check().sound


def test_nothing_is_moved_aside_during_a_save_by_someone_else(ground, tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    with somebody_saves(ground, "BEGIN IMMEDIATE"):
        ground.journal.write_bytes(super_journal(tmp_path / "diary.txt"))
        with pytest.raises(Unreadable, match="Another program"):
            ground.open()
        assert ground.journal.exists()
    assert ground.open().notices


@contextmanager
def somebody_saves(ground, *statements):
    """Have another process in the middle of a save; it is killed at the end."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            connection = sqlite3.connect(ground.path, isolation_level=None)
            for statement in statements:
                connection.execute(statement)
            os.write(writer, b"x")
            signal.pause()
        finally:
            os._exit(1)
    os.read(reader, 1)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(reader)
        os.close(writer)


def test_a_save_that_ends_while_its_journal_is_judged_is_taken_in(filled):
    whole = filled.path.read_bytes()
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)

    def finish(file):
        filled.path.write_bytes(whole)
        filled.journal.unlink()
        return Soundness.BROKEN if file == filled.path else Soundness.CLEAN

    with pytest.raises(LeftBehind):
        journal.settle(filled.path, filled.places(), finish)
    assert filled.path.read_bytes() == whole
    assert filled.open().check().sound


@pytest.mark.parametrize("answer", [Soundness.CLEAN, Soundness.WITH_ORPHANS, Soundness.BROKEN])
def test_a_save_that_begins_while_a_journal_is_judged_is_left_alone(filled, answer):
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)

    def begin(file):
        filled.journal.write_bytes(left + b"more")
        if file == filled.path:
            return answer
        return Soundness.CLEAN if answer is Soundness.BROKEN else Soundness.BROKEN

    with pytest.raises(LeftBehind):
        journal.settle(filled.path, filled.places(), begin)
    assert filled.path.read_bytes() == torn
    assert filled.journal.read_bytes() == left + b"more"
    assert [file.name for file in filled.folder.iterdir()].count("new") == 0


def test_soundness_is_what_a_report_came_to():
    assert Report().soundness is Soundness.CLEAN
    assert Report(orphans=1).soundness is Soundness.WITH_ORPHANS
    assert Report(problems=("x",), orphans=1).soundness is Soundness.BROKEN


def test_copies_for_recovery_are_private_and_gone_afterwards(filled, monkeypatch):
    modes = []
    real = places.create_private

    def noted(path):
        file = real(path)
        modes.append(os.fstat(file.fileno()).st_mode & 0o777)
        return file

    monkeypatch.setattr(journal, "create_private", noted)
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    filled.open()
    assert modes == [0o600] * 3
    assert list((filled.places().state / "recovering").iterdir()) == []


def test_a_journal_of_a_state_that_was_not_the_last_one_seen_here_is_kept(filled):
    old = journal_of(filled.path.read_bytes())
    vault = filled.open()
    add(vault, "Finished")
    vault.close()
    filled.journal.write_bytes(old)
    filled.open()
    assert set_aside(filled)[0].read_bytes() == old


def test_a_journal_that_is_no_plain_file_is_none_of_ours(ground, tmp_path):
    ground.journal.symlink_to(tmp_path / "nowhere")
    ground.open()
    assert set_aside(ground)[0].is_symlink()
