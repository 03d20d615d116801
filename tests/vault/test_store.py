# SPDX-License-Identifier: GPL-3.0-or-later
import os
import sqlite3
from pathlib import Path

import pytest

from strongroom.errors import Altered, NotAVault
from strongroom.vault import schema, store

SELECT = "SELECT count(*) FROM overview"


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_look_tells_whether_anything_was_saved(ground, vault):
    seen = store.look(ground.path)
    assert store.look(ground.path) == seen
    vault.write(lambda draft: draft.set_settings(trash_days=7))
    later = store.look(ground.path)
    assert later.same_file == seen.same_file == store.identity(ground.path)
    assert later != seen
    os.utime(ground.path, ns=(seen.modified_ns, seen.modified_ns))
    assert store.look(ground.path).size == seen.size
    assert store.look(ground.path) != seen  # the change counter alone would tell


def test_a_look_judges_the_first_bytes(ground):
    ground.path.write_bytes(b"")
    with pytest.raises(NotAVault):
        store.look(ground.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_a_pipe_or_a_device_is_no_file_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(NotAVault, match="is not a file"):
            store.look(path)


def test_a_relative_path_is_one(ground, monkeypatch):
    monkeypatch.chdir(ground.folder)
    with store.reading(Path(ground.path.name)) as connection:
        assert connection.execute(SELECT).fetchone() == (1,)


@pytest.mark.parametrize(
    "name", ["a#b?mode=rwc.strongroom", "50%25.strongroom", "ünï \n.strongroom", "%00.strongroom"]
)
def test_any_file_name_is_one(ground, name):
    odd = ground.path.rename(ground.folder / name)
    with store.reading(odd) as connection:
        assert connection.execute(SELECT).fetchone() == (1,)
    assert [file.name for file in ground.folder.iterdir()] == [name]


def test_a_name_that_is_not_utf8_is_one(ground):
    odd = ground.path.rename(ground.folder / os.fsdecode(b"\xff.strongroom"))
    with store.reading(odd) as connection:
        assert connection.execute(SELECT).fetchone() == (1,)


def test_reading_is_careful_and_cannot_write(ground):
    with store.reading(ground.path) as connection:
        assert connection.in_transaction
        assert pragma(connection, "trusted_schema") == 0
        assert pragma(connection, "cell_size_check") == 1
        assert pragma(connection, "temp_store") == 2
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) <= 17 << 20
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM overview")


def test_writing_is_durable_and_leaves_no_old_bytes(ground):
    with store.writing(ground.path) as connection:
        assert connection.in_transaction
        assert pragma(connection, "journal_mode") == "delete"
        assert pragma(connection, "synchronous") == 3
        assert pragma(connection, "secure_delete") == 1
        assert pragma(connection, "trusted_schema") == 0


def test_without_a_commit_nothing_is_kept(ground):
    before = ground.path.read_bytes()
    with store.writing(ground.path) as connection:
        connection.execute("DELETE FROM overview")
    assert ground.path.read_bytes() == before
    assert not ground.journal.exists()


@pytest.mark.parametrize("connect", [store.reading, store.writing])
def test_the_schema_is_compared_first(ground, connect):
    ground.sql("DROP TABLE attachment", "CREATE TABLE attachment (id INTEGER PRIMARY KEY)")
    with pytest.raises(Altered), connect(ground.path):
        pass


def test_filling_lays_out_a_vault(tmp_path):
    path = tmp_path / "new"
    path.touch()
    with store.filling(path) as connection:
        connection.execute("INSERT INTO vault VALUES (1, x'00', x'00')")
    store.look(path)
    with store.reading(path) as connection:
        assert connection.execute("SELECT header FROM vault").fetchall() == [(b"\0",)]
    assert path.stat().st_size % schema.PAGE_SIZE == 0
