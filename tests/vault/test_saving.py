# SPDX-License-Identifier: GPL-3.0-or-later
"""One save, and everything that can come between its beginning and its end."""

import errno
import os
import resource
import sqlite3
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.vault.ground import (
    add,
    add_file,
    add_many,
    journal_of,
    json_of,
    login,
    password_of,
    put_unknown_keys,
    save,
    titles,
)

from strongroom.errors import (
    CannotSave,
    Damaged,
    DiskFull,
    InvalidInput,
    NotFound,
    NotWritable,
    ReadOnlyVault,
    VaultBusy,
    VaultGone,
)
from strongroom.model import edits
from strongroom.model.changes import RowChange, SealedRow
from strongroom.model.item import Details, Folder, Overview
from strongroom.vault import core, locking, saving, store
from strongroom.vault.journal import MAGIC
from strongroom.vault.row_types import ItemRow
from strongroom.vault.transaction import Plan, RowWrite

# What a save does


def test_a_change_is_saved_and_told(ground, vault):
    item = edits.new_item(login("GitHub"), 1)
    folder = Folder(id=5, name="Work")

    def change(draft):
        draft.put(item.overview, item.details)
        draft.put_folder(folder)

    changes = vault.write(change)
    assert changes.items == {item.id: item.overview}
    assert changes.folders == {5: folder}
    assert changes.added == {item.id}
    assert {row.id for row in changes.rows} == {item.id, 5}
    assert vault.generation == 2
    again = ground.open()
    assert again.item(item.id) == item
    assert again.folders() == {5: folder}
    assert again.settings.writers == vault.settings.writers


def test_an_edit_is_told_as_changed(vault):
    item_id = add(vault)
    changes = save(vault, item_id, title="GitLab", password="new")
    assert changes.changed == {item_id}
    assert changes.added == frozenset()
    assert vault.item(item_id).details.history[0].title == "GitHub"


def test_what_is_deleted_is_told_as_removed_and_gone_from_the_file(ground, vault):
    item_id = add(vault)
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))

    def change(draft):
        draft.bury(item_id)
        draft.drop_folder(5)

    changes = vault.write(change)
    assert changes.removed == {item_id}
    assert changes.folders == {5: None}
    assert ground.sql("SELECT count(*) FROM details") == [(0,)]
    assert vault.overviews() == vault.folders() == {}
    with pytest.raises(NotFound):
        vault.item(item_id)
    assert ground.open().check().items == 0


def test_a_change_of_nothing_saves_nothing(ground, vault):
    before = ground.path.read_bytes()
    assert not vault.write(lambda _draft: None)
    assert not vault.write(lambda draft: draft.set_settings(name="Personal"))
    assert ground.path.read_bytes() == before
    assert vault.generation == 1


def test_settings_are_saved(ground, vault):
    assert vault.write(lambda draft: draft.set_settings(name="Work", trash_days=7)).rows == ()
    assert vault.name == "Work"
    assert ground.open().settings == vault.settings


def test_an_overview_saved_alone_leaves_the_details_row(ground, vault):
    item_id = add(vault)
    before = ground.sql("SELECT sealed FROM details")
    changes = vault.write(lambda draft: draft.put(edits.favoured(draft.overviews[item_id], True)))
    assert ground.sql("SELECT sealed FROM details") == before
    assert changes.rows[0].before is not None
    assert changes.rows[0].before.details is None
    assert vault.item(item_id).overview.favourite


def test_what_a_change_refuses_saves_nothing(ground, vault):
    add(vault)
    before = ground.path.read_bytes()

    def change(draft):
        draft.put_folder(Folder(id=5, name="Work"))
        raise InvalidInput

    with pytest.raises(InvalidInput):
        vault.write(change)
    assert ground.path.read_bytes() == before
    assert not ground.journal.exists()
    assert vault.folders() == {}
    add(vault)


def test_a_row_too_large_is_refused_and_saves_nothing(ground, vault):
    before = ground.path.read_bytes()
    huge = edits.new_item(login(), 1)
    with pytest.raises(InvalidInput):
        vault.write(
            lambda draft: draft.put(
                Overview(id=5, kind="login", title="x" * 70_000, created=1, modified=1),
                huge.details,
            )
        )
    assert ground.path.read_bytes() == before
    add(vault)


def test_many_rows_at_once_are_listed_as_one_by_one(ground, vault):
    one = add(vault)
    ids = add_many(vault, 300)
    add(vault)
    assert len(ground.open().overviews()) == 302
    assert vault.check().sound
    assert {one, *ids} <= set(vault.overviews())


def test_a_save_opens_no_row_that_it_does_not_touch(ground):
    vault = ground.open()
    ids = add_many(vault, 50)
    vault.close()
    vault = ground.open()
    add(vault)
    save(vault, ids[0], title="x")
    assert len(vault._core.standing.contents._sealed) == 49
    assert len(vault.overviews()) == 51


def test_an_item_without_details_is_an_item(vault):
    # Never written by this version, and allowed by the format.
    overview = Overview(id=5, kind="note", title="bare", created=1, modified=1)
    row = ItemRow(overview=overview, details=None)

    def plan(transaction):
        sealed = transaction.rows.seal_overview(5, row)
        undo = RowChange(id=5, before=None, after=SealedRow(sealed))
        write = RowWrite(id=5, before=None, after=row, sealed=sealed, undo=undo)
        return Plan([write], transaction.standing.settings)

    saving.save(vault._core, plan)
    assert vault.item(5).details == Details(version=0)
    assert vault.verify_details().sound
    assert vault.check().sound
    vault.write(lambda draft: draft.bury(5))
    assert vault.overviews() == {}


def test_an_edit_keeps_what_a_newer_version_wrote(ground, vault):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    save(vault, item_id, title="GitLab", password="new")
    overview, details = json_of(ground, vault, item_id)
    assert overview["overview"]["title"] == "GitLab"
    assert overview["overview"]["colour"] == "green"
    assert details["later"] == [1, 2]


def test_nothing_of_an_item_stays_behind_in_its_tombstone(ground, vault):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    version = vault.item(item_id).details.version
    vault.write(lambda draft: draft.bury(item_id))
    assert json_of(ground, vault, item_id) == (
        {"t": "tombstone", "at": ground.clock.now_ms(), "version": version},
        {},
    )


# Another program wrote


def test_another_programs_save_is_taken_in_first(ground):
    first, second = ground.open(), ground.open()
    add(first, "First")
    changes = save_title(second, "Second")
    assert {o.title for o in changes.items.values()} == {"First", "Second"}
    assert len(changes.added) == 2
    assert len(changes.rows) == 1
    assert second.generation == 3
    assert titles(ground.open()) == ["First", "Second"]


def save_title(vault, title):
    item = edits.new_item(login(title), 1)
    return vault.write(lambda draft: draft.put(item.overview, item.details))


def test_a_change_is_built_on_what_another_program_saved(ground):
    first = ground.open()
    item_id = add(first)
    second = ground.open()
    save(first, item_id, password="from the first")
    save(second, item_id, title="From the second")
    item = ground.open().item(item_id)
    assert item.overview.title == "From the second"
    assert password_of(item) == "from the first"


def test_what_another_program_added_and_we_deleted_is_gone(ground):
    first, second = ground.open(), ground.open()
    item_id = add(first)

    def change(draft):
        for row_id in list(draft.overviews):
            draft.bury(row_id)

    changes = second.write(change)
    assert changes.items == {item_id: None}
    assert changes.added == frozenset()
    assert changes.removed == {item_id}


def test_a_change_refused_over_a_new_state_still_tells_of_it_later(ground):
    first, second = ground.open(), ground.open()
    item_id = add(first)

    def refuse(draft):
        assert item_id in draft.overviews
        raise NotFound

    with pytest.raises(NotFound):
        second.write(refuse)
    changes = second.refresh()
    assert changes is not None
    assert changes.added == {item_id}
    assert second.refresh() is None


# The file is replaced under the save


def swapped(ground):
    """Return a copy of the vault that another program will put in its place."""
    return ground.copy("incoming copy")


@pytest.mark.parametrize("moment", [1, 2], ids=["after BEGIN", "after COMMIT"])
def test_a_file_replaced_during_the_save_does_not_take_it_along(ground, monkeypatch, moment):
    vault, other = ground.open(), ground.open("there")
    add(other, "From there")
    incoming = swapped(ground)
    real = saving._check_same_file
    seen = []

    def replaced(*args):
        seen.append(args)
        if len(seen) == moment:
            ground.replace_by(incoming)
        real(*args)

    monkeypatch.setattr(saving, "_check_same_file", replaced)
    changes = save_title(vault, "Ours")
    assert len(seen) == moment + 2
    assert {o.title for o in changes.items.values()} == {"From there", "Ours"}
    assert titles(ground.open()) == ["From there", "Ours"]
    assert vault.check().sound


def test_sqlite_alone_would_lose_it(ground):
    incoming = ground.copy("incoming copy")
    with closing(sqlite3.connect(ground.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO attachment VALUES (1, zeroblob(480))")
        ground.replace_by(incoming)
        connection.execute("COMMIT")
    assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]


def test_a_file_replaced_by_an_older_one_during_the_save_is_noticed(ground, monkeypatch):
    vault = ground.open()
    older = ground.copy("older")
    add(vault, "Kept")
    real = saving._check_same_file
    seen = []

    def replaced(*args):
        seen.append(args)
        if len(seen) == 2:
            ground.replace_by(older)
        real(*args)

    monkeypatch.setattr(saving, "_check_same_file", replaced)
    with pytest.raises(ReadOnlyVault, match="older"):
        save_title(vault, "Ours")
    assert vault.read_only
    assert titles(vault) == []


def test_a_file_that_is_replaced_all_the_time_ends_in_an_error(vault, monkeypatch):
    monkeypatch.setattr(store, "identity", lambda _path: (0, 0))
    with pytest.raises(VaultBusy):
        add(vault)
    monkeypatch.undo()
    assert titles(vault) == []
    add(vault)


def test_a_file_that_is_gone_says_so(ground, vault):
    ground.path.unlink()
    with pytest.raises(VaultGone, match="nothing was saved"):
        add(vault)
    with pytest.raises(VaultGone):
        vault.refresh()
    assert not ground.path.exists()


def test_a_file_removed_during_the_save_says_so(ground, vault, monkeypatch):
    real = saving._check_same_file
    seen = []

    def removed(*args):
        seen.append(args)
        if len(seen) == 2:
            ground.path.unlink()
        real(*args)

    monkeypatch.setattr(saving, "_check_same_file", removed)
    with pytest.raises(VaultGone):
        add(vault)
    assert titles(vault) == []


def test_a_look_that_fails_after_the_save_takes_nothing_back(ground, vault, monkeypatch):
    real = store.look
    looks = []

    def fail_second(path):
        looks.append(path)
        if len(looks) == 2:
            raise OSError(errno.EIO, "gone again")
        return real(path)

    monkeypatch.setattr(store, "look", fail_second)
    add(vault)
    monkeypatch.undo()
    assert titles(ground.open()) == ["GitHub"]
    assert vault.refresh() is None


# Who else holds it


def test_another_program_of_ours_that_saves_is_waited_for_in_vain(ground, vault, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    with (
        locking.exclusive(ground.places().lock_of(ground.path)),
        pytest.raises(VaultBusy, match="nothing was saved"),
    ):
        add(vault)
    add(vault)


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_any_program_that_holds_sqlites_lock_is_waited_for_in_vain(
    ground, vault, monkeypatch, begin
):
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.02)
    with closing(sqlite3.connect(ground.path, isolation_level=None)) as other:
        other.execute(begin)
        with pytest.raises(VaultBusy):
            add(vault)
    add(vault)


def test_a_reader_keeps_a_save_from_its_end(ground, vault, monkeypatch):
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.02)
    with closing(sqlite3.connect(ground.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM overview").fetchall()
        with pytest.raises(VaultBusy):
            add(vault)
    assert titles(vault) == []
    assert vault.check().sound
    add(vault)


# The disk


def test_a_full_disk_saves_nothing(ground, vault, monkeypatch):
    ids = add_many(vault, 3)
    before = ground.path.read_bytes()

    def full(connection, _writes, _progress):
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("INSERT INTO attachment VALUES (1, zeroblob(100000))")

    monkeypatch.setattr(saving, "_write_rows", full)
    with pytest.raises(DiskFull, match="make some room"):
        save(vault, ids[0], title="x")
    monkeypatch.undo()
    assert ground.path.read_bytes() == before
    assert not ground.journal.exists()
    assert titles(vault) == ["Item 00", "Item 01", "Item 02"]
    save(vault, ids[0], title="x")
    assert vault.check().sound


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 200 KB, where one can be mounted; else files of at most that size."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], check=True)
        yield folder
        subprocess.run(["umount", folder], check=True)
    else:
        yield folder


@pytest.fixture
def small_files():
    """Let no file of this process grow over 100 KB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk; small files do without root")
def test_a_really_full_disk_saves_nothing(bare, small_disk):
    bare.folder = small_disk / "vaults"
    bare.folder.mkdir()
    vault = bare.create(machine="../here")
    empty = bare.path.read_bytes()
    with pytest.raises(DiskFull):
        add_many(vault, 500)
    # Not at the next look, which takes a copy that there is no room for.
    assert bare.path.read_bytes() == empty
    assert not bare.journal.exists()
    assert titles(vault) == []
    item_id = add(vault)
    before = bare.path.read_bytes()
    with pytest.raises(DiskFull):
        add_file(vault, item_id, "large", lambda: [bytes(1_000_000)])
    assert bare.path.read_bytes() == before
    assert vault.check().sound


@pytest.fixture
def little_memory(monkeypatch):
    """Let SQLite write pages before COMMIT, as it does where a save is large."""
    monkeypatch.setattr(store, "_SAFE_WRITES", (*store._SAFE_WRITES, "PRAGMA cache_size = 1"))


@pytest.mark.usefixtures("small_files", "little_memory")
def test_what_a_large_save_had_written_is_undone_where_there_is_no_room_for_a_copy(ground, vault):
    before = ground.path.read_bytes()
    with pytest.raises(CannotSave):
        add_many(vault, 500)
    assert ground.path.read_bytes() == before
    assert not ground.journal.exists()


@pytest.mark.usefixtures("little_memory")
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk; small files do without root")
def test_a_save_that_fills_the_disk_leaves_a_vault_that_opens(bare, small_disk):
    bare.folder = small_disk / "vaults"
    bare.folder.mkdir()
    add_many(bare.create(machine="../here"), 100)
    before = bare.path.read_bytes()
    with pytest.raises(DiskFull):
        add_many(bare.open(), 500)
    assert bare.path.read_bytes() == before
    assert not bare.journal.exists()


@pytest.mark.usefixtures("small_files")
def test_a_limit_on_files_saves_nothing(ground, vault):
    before = ground.path.read_bytes()
    with pytest.raises(CannotSave):
        add_many(vault, 500)
    assert ground.path.read_bytes() == before
    assert not ground.journal.exists()
    assert titles(vault) == []
    add(vault)
    assert vault.check().sound


UNPRIVILEGED = 65534


@pytest.fixture
def unprivileged(ground, tmp_path):
    """Run as someone who owns the vault and is not root."""
    if os.geteuid() != 0:
        yield
        return
    for ours in (tmp_path, ground.folder, ground.path):
        os.chown(ours, UNPRIVILEGED, -1)
    made_by_pytest = tmp_path.relative_to(tempfile.gettempdir()).parents
    for parent in list(made_by_pytest)[:-1]:  # root's alone, as pytest makes them
        Path(tempfile.gettempdir(), parent).chmod(0o755)
    os.seteuid(UNPRIVILEGED)
    yield
    os.seteuid(0)


@pytest.mark.usefixtures("unprivileged")
def test_a_read_only_folder_saves_nothing(ground):
    vault = ground.open()
    before = ground.path.read_bytes()
    ground.folder.chmod(0o500)
    try:
        with pytest.raises(NotWritable, match="read-only"):
            add(vault)
    finally:
        ground.folder.chmod(0o700)
    assert ground.path.read_bytes() == before
    add(vault)


@pytest.mark.usefixtures("unprivileged")
def test_a_read_only_file_saves_nothing(ground):
    vault = ground.open()
    ground.path.chmod(0o400)
    with pytest.raises(NotWritable, match="read-only"):
        add(vault)
    assert titles(ground.open()) == []
    ground.path.chmod(0o600)
    add(vault)


def test_a_file_that_is_no_vault_any_more_is_not_written(ground, vault):
    ground.patch(18, b"\2\2")
    with pytest.raises(Damaged):
        add(vault)


def test_a_new_writer_is_random():
    assert core.new_writer() != core.new_writer()
    assert len(bytes.fromhex(core.new_writer())) == 8


# A save whose very end fails


class _Failing:
    """A connection whose COMMIT is not what it was."""

    def __init__(self, connection, commit):
        self._connection = connection
        self._commit = commit

    def execute(self, statement, *rest):
        if statement == "COMMIT":
            return self._commit(self._connection)
        return self._connection.execute(statement, *rest)


def failing_commit(monkeypatch, commit):
    real = store.writing

    @contextmanager
    def writing(path):
        with real(path) as connection:
            yield _Failing(connection, commit)

    monkeypatch.setattr(store, "writing", writing)


def disk_error():
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    return error


def test_a_save_that_is_there_although_its_end_failed_is_acknowledged(ground, vault, monkeypatch):
    def commit(connection):
        connection.execute("COMMIT")
        raise disk_error()

    with monkeypatch.context() as patch:
        failing_commit(patch, commit)
        item_id = add(vault, "There")
    assert vault.item(item_id).overview.title == "There"
    add(vault, "Afterwards")
    again = ground.open()
    assert titles(again) == ["Afterwards", "There"]
    assert again.finding is None


def test_a_save_that_was_rolled_back_at_its_end_is_told_as_such(ground, vault, monkeypatch):
    def commit(connection):
        connection.execute("ROLLBACK")
        raise disk_error()

    with monkeypatch.context() as patch:
        failing_commit(patch, commit)
        with pytest.raises(NotWritable, match="nothing was saved"):
            add(vault, "Lost")
    add(vault, "Afterwards")
    assert titles(ground.open()) == ["Afterwards"]


def left_with_its_journal(ground):
    """Return what does COMMIT and leaves the journal, as a failing unlink does."""

    def commit(connection):
        left = journal_of(ground.path.read_bytes())  # nothing was written before COMMIT
        connection.execute("COMMIT")
        ground.journal.write_bytes(left)
        raise disk_error()

    return commit


def test_a_save_whose_journal_stayed_is_undone(ground, vault, monkeypatch):
    with monkeypatch.context() as patch:
        failing_commit(patch, left_with_its_journal(ground))
        with pytest.raises(NotWritable, match="nothing was saved"):
            add(vault, "Undone")
    assert list(ground.folder.iterdir()) == [ground.path]
    add(vault, "Afterwards")
    again = ground.open()
    assert titles(again) == ["Afterwards"]
    assert again.finding is None


@pytest.mark.parametrize("left", [b"x" * 600, b"x" * 600 + MAGIC])
def test_a_save_that_nothing_can_tell_of_is_told_as_such(ground, vault, monkeypatch, left):
    def commit(connection):
        connection.execute("COMMIT")
        ground.journal.write_bytes(left)
        raise disk_error()

    with monkeypatch.context() as patch:
        failing_commit(patch, commit)
        with pytest.raises(NotWritable, match="will show"):
            add(vault, "Perhaps")
    add(vault, "Afterwards")
    assert titles(ground.open()) == ["Afterwards", "Perhaps"]
