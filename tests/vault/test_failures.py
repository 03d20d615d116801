# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import os
import re
import sqlite3
from pathlib import Path

import pytest

from strongroom.errors import (
    BeingWritten,
    CannotSave,
    Damaged,
    DiskFull,
    InvalidInput,
    NotWritable,
    StrongroomError,
    Unreadable,
    VaultBusy,
    VaultGone,
)
from strongroom.vault.failures import (
    LeftBehind,
    Replaced,
    not_as_written,
    refuse_unwritable,
    when_opening,
    when_saving,
)

PATH = Path("/somewhere/Personal.strongroom")


def sqlite_error(code: int | None, kind: type[sqlite3.Error] = sqlite3.OperationalError):
    error = kind("said by SQLite")
    if code is not None:
        error.sqlite_errorcode = code
    return error


def os_error(number: int, name: str | None = None) -> OSError:
    return OSError(number, "reason", name)


OPENING = [
    (os_error(errno.ENOENT), Unreadable, "no file"),
    (os_error(errno.ENOTDIR), Unreadable, "no file"),
    (os_error(errno.EISDIR), Unreadable, "is a folder"),
    (os_error(errno.EACCES), Unreadable, "permission"),
    (os_error(errno.ENOSPC), Unreadable, "full"),
    (os_error(errno.EIO), Unreadable, "reason"),
    (os_error(errno.EACCES, f"{PATH}-journal"), Unreadable, "permission to read"),
    (os_error(errno.EACCES, "/state/lock"), Unreadable, "files of its own in “/state/lock”"),
    (sqlite_error(sqlite3.SQLITE_BUSY), BeingWritten, "Another program"),
    (sqlite_error(sqlite3.SQLITE_LOCKED), BeingWritten, "Another program"),
    (sqlite_error(sqlite3.SQLITE_CANTOPEN), Unreadable, "permission"),
    (sqlite_error(sqlite3.SQLITE_IOERR_READ), Unreadable, "disk reports"),
    (sqlite_error(sqlite3.SQLITE_FULL), Unreadable, "full"),
    (sqlite_error(sqlite3.SQLITE_CORRUPT), Unreadable, "disk reports"),
    (sqlite_error(sqlite3.SQLITE_NOTADB), Damaged, "damaged"),
    (sqlite_error(sqlite3.SQLITE_TOOBIG, sqlite3.DataError), Damaged, "damaged"),
    (sqlite_error(None), Damaged, "damaged"),
    (MemoryError(), Unreadable, "not enough memory"),
]
SAVING = [
    (os_error(errno.ENOENT), VaultGone, "moved, renamed or deleted"),
    (os_error(errno.ENOENT, "/state/lock"), NotWritable, "/state/lock"),
    (os_error(errno.EROFS), NotWritable, "read-only"),
    (os_error(errno.EROFS, f"{PATH}-journal"), NotWritable, "read-only"),
    (os_error(errno.EROFS, "/state/lock"), NotWritable, "files of its own in “/state/lock”"),
    (os_error(errno.EDQUOT), DiskFull, "full"),
    (os_error(errno.EIO), NotWritable, "reason"),
    (sqlite_error(sqlite3.SQLITE_BUSY), VaultBusy, "Another program"),
    (sqlite_error(sqlite3.SQLITE_FULL), DiskFull, "full"),
    (sqlite_error(sqlite3.SQLITE_READONLY), NotWritable, "read-only"),
    (sqlite_error(sqlite3.SQLITE_CANTOPEN), NotWritable, "read-only"),
    (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), NotWritable, "disk reports"),
    (sqlite_error(sqlite3.SQLITE_CORRUPT), NotWritable, "disk reports"),
    (sqlite_error(None), Damaged, "damaged"),
]


@pytest.mark.parametrize(("cause", "kind", "word"), OPENING)
def test_what_stops_an_opening_is_said_in_one_sentence(cause, kind, word):
    with pytest.raises(StrongroomError) as caught, when_opening(PATH):
        raise cause
    _is_told(caught.value, kind, word)


@pytest.mark.parametrize(("cause", "kind", "word"), SAVING)
def test_what_stops_a_save_is_said_in_one_sentence(cause, kind, word):
    with pytest.raises(StrongroomError) as caught, when_saving(PATH):
        raise cause
    _is_told(caught.value, kind, word)


@pytest.mark.parametrize("guard", [when_opening, when_saving])
def test_a_file_that_can_be_read_and_is_corrupt_is_damaged(guard, tmp_path):
    path = tmp_path / "Personal.strongroom"
    path.write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    for there in (path, tmp_path / "pipe"):
        with pytest.raises(Damaged), guard(there):
            raise sqlite_error(sqlite3.SQLITE_CORRUPT)


def _is_told(error: StrongroomError, kind: type[StrongroomError], word: str) -> None:
    assert type(error) is kind
    assert word in str(error)
    assert str(error).endswith(".")
    assert error.__cause__ is None


def test_a_journal_that_would_have_to_be_applied_is_ours_to_judge():
    for guard in (when_opening, when_saving):
        with pytest.raises(LeftBehind), guard(PATH):
            raise sqlite_error(sqlite3.SQLITE_READONLY_ROLLBACK)


def test_a_file_that_was_replaced_is_ours_to_notice():
    with pytest.raises(Replaced), when_saving(PATH):
        raise sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED)


@pytest.mark.parametrize("guard", [when_opening, when_saving])
def test_a_bug_of_ours_stays_one(guard):
    with pytest.raises(sqlite3.ProgrammingError), guard(PATH):
        raise sqlite_error(None, sqlite3.ProgrammingError)
    with pytest.raises(sqlite3.OperationalError), guard(PATH):
        raise sqlite_error(sqlite3.SQLITE_MISUSE)


@pytest.mark.parametrize("guard", [when_opening, when_saving])
def test_a_message_of_sqlite_that_is_no_text_comes_from_a_broken_schema(guard):
    with pytest.raises(Damaged), guard(PATH):
        b"\xff".decode()


@pytest.mark.parametrize("guard", [when_opening, when_saving])
def test_errors_for_people_pass_through(guard):
    with pytest.raises(InvalidInput), guard(PATH):
        raise InvalidInput


@pytest.mark.parametrize("guard", [when_opening, when_saving])
def test_memory_that_no_honest_file_takes_is_damage(guard, tmp_path):
    path = tmp_path / "Personal.strongroom"
    path.write_bytes(b"x")
    with pytest.raises(Damaged), guard(path):
        raise MemoryError


@pytest.mark.parametrize("ending", ["new", "rekey"])
def test_a_file_that_is_to_take_the_vaults_place_is_called_by_the_vaults_name(tmp_path, ending):
    path = tmp_path / "t.strongroom"
    fresh = tmp_path / f"t.strongroom.2f9e2bd1.{ending}"
    with pytest.raises(NotWritable) as caught, when_saving(path):
        raise OSError(errno.EACCES, "no", str(fresh))
    assert "t.strongroom”" in str(caught.value)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_a_vault_that_cannot_be_looked_at_is_refused_in_words(tmp_path, fail_at, number):
    fail_at(tmp_path / "a.strongroom", number)
    with pytest.raises(CannotSave, match=re.escape("a.strongroom")):
        refuse_unwritable(tmp_path / "a.strongroom")


def test_a_new_file_that_the_disk_does_not_give_back_is_not_called_damaged(tmp_path, fail_at):
    fresh = tmp_path / "a.strongroom.01234567.rekey"
    fresh.touch()
    assert isinstance(not_as_written(fresh, PATH), Damaged)
    fail_at(fresh, errno.EIO)
    assert isinstance(not_as_written(fresh, PATH), NotWritable)
