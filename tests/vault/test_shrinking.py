# SPDX-License-Identifier: GPL-3.0-or-later
"""Free space is given back: the same state in a smaller file, or nothing has changed."""

import contextlib
import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.vault.ground import (
    Ground,
    add,
    attach,
    cut_short,
    delete_file,
    journal_of,
    lines,
    remove_file,
    save,
    titles,
)
from tests.vault.test_secure_delete import sealed_rows
from tests.vault.test_standing import share_one_chain

from strongroom.errors import (
    Altered,
    ChangedSince,
    Damaged,
    DiskFull,
    NotWritable,
    ReadOnlyVault,
    StrongroomError,
    VaultBusy,
    VaultGone,
)
from strongroom.vault import journal, locking, shrinking, store
from strongroom.vault.journal import Soundness
from strongroom.vault.standing import read_head
from strongroom.vault.store import Fingerprint
from strongroom.vault.vault import Vault

MIB = 1024 * 1024
LARGE = bytes(9 * MIB)


def head(ground: Ground) -> tuple[bytes, bytes]:
    with store.reading(ground.path) as connection:
        return read_head(connection)


def finish(vault: Vault) -> list[shrinking.Share]:
    return list(vault.shrink())


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    """The file of the vault below, made once."""
    return {}


@pytest.fixture
def wasteful(ground: Ground, built: dict[str, bytes]) -> Vault:
    """A vault with items of every size, out of which a large attachment was deleted."""
    if not built:
        vault = ground.open()
        for number in range(20):
            add(vault, f"Stays {number}", "y" * 100 * number)
        item_id = add(vault, "With files")
        attach(vault, item_id, b"small" * 1000, "small.txt")
        large = attach(vault, item_id, LARGE, "large.bin")
        add(vault, "After it")
        delete_file(vault, item_id, large.id)
        built["file"] = ground.path.read_bytes()
        return vault
    ground.path.write_bytes(built["file"])
    vault = ground.open()
    vault.write(lambda draft: draft.set_settings(trash_days=7))
    return vault


def with_files(vault: Vault) -> int:
    return next(i for i, o in vault.overviews().items() if o.title == "With files")


def nothing_changed(ground: Ground, vault: Vault, error: type[StrongroomError]) -> None:
    """Try, and see that the folder is byte for byte as it was."""
    before = ground.everything()
    with pytest.raises(error):
        finish(vault)
    assert ground.everything() == before


# What it is for


def test_the_same_state_in_a_small_file(ground: Ground, wasteful: Vault) -> None:
    before, state = head(ground), wasteful.state
    items = {item_id: wasteful.item(item_id) for item_id in wasteful.overviews()}
    size, inode = ground.path.stat().st_size, ground.path.stat().st_ino
    remembered = wasteful._core.recall()
    shares = finish(wasteful)
    assert size > len(LARGE)
    assert ground.path.stat().st_size < MIB
    assert ground.path.stat().st_ino != inode
    assert stat.S_IMODE(ground.path.stat().st_mode) == 0o600
    assert head(ground) == before
    assert wasteful._core.recall() == remembered  # nothing was saved
    assert store.look(ground.path).free == 0
    done, total = zip(*shares, strict=True)
    assert list(done) == sorted(done)
    assert len(set(total)) == 1
    assert set(ground.everything()) == {ground.path.name}
    for vault in (wasteful, ground.open(), ground.open("elsewhere")):
        assert vault.state == state
        assert vault.finding is None
        assert vault.check().soundness is Soundness.CLEAN
        assert {item_id: vault.item(item_id) for item_id in vault.overviews()} == items
        files = items[with_files(vault)].details.attachments
        assert lines(vault.read_attachment(with_files(vault), files[0].id)) == b"small" * 1000


def test_the_vault_goes_on_with_the_new_file(ground: Ground, wasteful: Vault) -> None:
    other = ground.open()
    finish(wasteful)
    assert wasteful.refresh() is None  # it knows the file that it has put there
    assert other.refresh() is None  # another program finds the state that it has
    add(other, "Theirs")
    assert wasteful.refresh()
    add(wasteful, "Ours")
    assert other.refresh()
    assert titles(other) == titles(wasteful)
    assert other.check().soundness is Soundness.CLEAN


def test_what_is_deleted_for_good_is_in_neither_file(ground: Ground, vault: Vault) -> None:
    item_id = add(vault, "Goes", "secret " * 1500)
    attach(vault, item_id, os.urandom(9 * MIB))
    rows = sealed_rows(ground, item_id)
    pieces = [row[at : at + 48] for row in rows for at in range(0, len(row) - 48, 500_000)]
    assert all(piece in ground.path.read_bytes() for piece in pieces)
    vault.write(lambda draft: draft.bury(item_id))
    with ground.path.open("rb") as kept:  # the old file, which has no name any more then
        finish(vault)
        assert ground.path.stat().st_size < MIB
        for content in (ground.path.read_bytes(), kept.read()):
            assert not any(piece in content for piece in pieces)


def test_undo_needs_nothing_of_the_free_space(ground: Ground, vault: Vault) -> None:
    item_id = add(vault, "With files")
    data = os.urandom(9 * MIB)
    file = attach(vault, item_id, data)
    removal = remove_file(vault, item_id, file.id)
    assert not vault.is_wasteful  # what was removed stays, sealed, until the trash's days are over
    vault.put_back(removal.rows)
    deletion = delete_file(vault, item_id, file.id)
    finish(vault)
    assert ground.path.stat().st_size < MIB
    vault.put_back(deletion.rows)
    assert lines(vault.read_attachment(item_id, file.id)) == data


@pytest.mark.usefixtures("wasteful")
def test_the_path_stays_a_link_where_it_is_one(ground: Ground) -> None:
    elsewhere = ground.folder / "real.strongroom"
    ground.path.rename(elsewhere)
    ground.path.symlink_to(elsewhere.name)
    vault = ground.open()
    finish(vault)
    assert ground.path.is_symlink()
    assert elsewhere.stat().st_size < MIB


def test_rows_that_nothing_vouches_for_come_along(ground: Ground, wasteful: Vault) -> None:
    """A newer version may have use for them; a text or a row below all ids is nobody's."""
    rows = "VALUES (77, x'00'), (78, CAST(x'ff' AS TEXT)), (-5, x'00')"
    ground.sql("INSERT INTO details " + rows, "INSERT INTO attachment " + rows)
    finish(wasteful)
    assert wasteful.check().orphans == 2
    assert ground.sql("SELECT id FROM attachment WHERE id IN (77, 78, -5)") == [(77,)]


# When it is due


@pytest.mark.parametrize(
    ("size", "free", "due"),
    [(100, 8, False), (100, 9, False), (35, 9, True), (36, 9, False), (10, 8, False)],
)
def test_it_takes_more_than_8_mib_and_more_than_a_quarter(
    *, size: int, free: int, due: bool
) -> None:
    seen = Fingerprint(1, 1, size * MIB, 1, b"", free * MIB)
    assert shrinking.is_wasteful(seen) is due


def test_it_is_due_after_a_save_of_ours_alone(ground: Ground, wasteful: Vault) -> None:
    other = ground.open()
    due = lambda: (wasteful.is_wasteful, other.is_wasteful)  # noqa: E731
    assert due() == (True, False)  # whoever only looks writes nothing
    add(other, "Now it has saved")
    assert other.is_wasteful
    finish(other)
    wasteful.refresh()
    assert due() == (False, False)


def test_an_older_file_is_left_as_it_was_found(ground: Ground, wasteful: Vault) -> None:
    older = ground.copy("older")
    add(wasteful, "Saved after the copy")
    ground.replace_by(older)
    wasteful.refresh()
    assert wasteful.read_only
    assert not wasteful.is_wasteful
    nothing_changed(ground, wasteful, ReadOnlyVault)


# What happens meanwhile


def test_whoever_stops_half_way_leaves_everything_as_it_was(
    ground: Ground, wasteful: Vault
) -> None:
    steps = len(finish_a_copy(ground))
    before = ground.everything()
    for count in range(steps - 1):
        working = wasteful.shrink()
        for _step in range(count + 1):
            next(working)
        assert len(list(ground.folder.glob("*.new"))) == 1
        assert wasteful.item(with_files(wasteful))
        working.close()
        assert ground.everything() == before
    assert wasteful.check().sound


def finish_a_copy(ground: Ground) -> list[shrinking.Share]:
    """Return the steps that it takes, by doing it to a copy."""
    return finish(ground.open(path=ground.copy("Another.strongroom"), machine="elsewhere"))


@pytest.mark.parametrize("by", ["this one", "another program", "another machine"])
def test_a_save_in_the_middle_ends_it(
    ground: Ground, wasteful: Vault, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shrinking, "_STEP", 4096)
    machine = {"another machine": "elsewhere"}.get(by, "here")
    saver = wasteful if by == "this one" else ground.open(machine)
    steps = len(finish_a_copy(ground))
    assert steps > 30
    (ground.folder / "Another.strongroom").unlink()
    for count in (1, 10, steps // 2, steps):
        working = wasteful.shrink()
        for _step in range(count):
            next(working)
        add(saver, f"After {count}")
        copying = count <= 10  # which sees what others save; verifying sees what this one does
        with pytest.raises(ChangedSince):
            next(working) if copying or saver is wasteful else list(working)
        assert set(ground.everything()) == {ground.path.name}
        wasteful.refresh()
        assert f"After {count}" in titles(wasteful)
    finish(wasteful)
    assert ground.path.stat().st_size < MIB
    assert f"After {steps}" in titles(ground.open())


def test_nobody_saves_between_the_last_look_and_the_rename(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine has another lock file; SQLite's own lock is what it meets."""
    other = ground.open("elsewhere")
    real = shrinking._take_rights

    def save_first(file: Path, fresh: Path) -> None:
        monkeypatch.setattr(store, "BUSY_SECONDS", 0)
        with pytest.raises(VaultBusy):
            add(other, "Just now")
        with (
            contextlib.closing(sqlite3.connect(file, timeout=0)) as connection,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            connection.execute("BEGIN IMMEDIATE")
        real(file, fresh)

    monkeypatch.setattr(shrinking, "_take_rights", save_first)
    finish(wasteful)
    add(other, "A moment later")
    assert "A moment later" in titles(ground.open())
    assert ground.path.stat().st_size < MIB


def test_whoever_waits_to_save_finds_the_new_file(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have connected to the old file already, and would save into it."""
    other = ground.open("elsewhere")
    real = store.writing
    shrunk: list[bool] = []

    @contextlib.contextmanager
    def shrinking_first(path: Path) -> Iterator[object]:
        if not shrunk:
            shrunk.append(True)
            with real(path) as connection:
                connection.execute("ROLLBACK")
                finish(wasteful)
                connection.execute("BEGIN IMMEDIATE")
                yield connection
        else:
            with real(path) as connection:
                yield connection

    monkeypatch.setattr(store, "writing", shrinking_first)
    add(other, "Waited")
    assert "Waited" in titles(ground.open())
    assert ground.path.stat().st_size < MIB


@pytest.mark.parametrize("how", ["replaced", "replaced under the lock", "journal", "gone"])
def test_a_file_that_is_another_by_then_stays(
    ground: Ground, wasteful: Vault, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = ground.copy("same")
    torn = cut_short(ground)[1]
    steps = len(finish_a_copy(ground))
    working = wasteful.shrink()
    for _step in range(steps):
        next(working)
    if how == "replaced":
        add(wasteful, "Later")
        later = ground.copy("later")
        monkeypatch.setattr(wasteful._core, "standing", ground.open(path=same)._core.standing)
        ground.replace_by(later)
    elif how == "replaced under the lock":
        real = journal.companions

        def replaced_meanwhile(path: Path) -> object:
            seen = store.look(path)
            ground.replace_by(same)
            return seen

        monkeypatch.setattr(store, "look_whole", replaced_meanwhile)
        assert real(ground.path) == []
    elif how == "journal":
        ground.journal.write_bytes(torn)
    else:
        ground.path.unlink()
    before = ground.path.read_bytes() if ground.path.exists() else None
    with pytest.raises(VaultGone if how == "gone" else ChangedSince):
        next(working)
    assert (ground.path.read_bytes() if ground.path.exists() else None) == before
    assert not list(ground.folder.glob("*.new"))


def test_a_program_that_reads_or_saves_all_the_while_is_not_disturbed(
    wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0)
    lock = wasteful._core.access.lock
    with locking.shared(lock), pytest.raises(VaultBusy):
        finish(wasteful)
    for _share in wasteful.shrink():
        with locking.exclusive(lock):
            pass
    assert not wasteful.is_wasteful


def test_a_journal_of_before_undoes_nothing(ground: Ground, wasteful: Vault) -> None:
    old = ground.path.read_bytes()
    finish(wasteful)
    after = head(ground)
    ground.journal.write_bytes(journal_of(old))
    vault = ground.open()
    assert head(ground) == after
    assert ground.path.stat().st_size < MIB
    assert len(vault.notices) == 1


# What is not sound is not written anew


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM details WHERE id = :a",
        "UPDATE details SET sealed = zeroblob(length(sealed)) WHERE id = :a",
        "UPDATE details SET sealed = CAST(zeroblob(9) || substr(sealed, 10) AS BLOB) WHERE id = :a",
        "DELETE FROM attachment",
        "UPDATE attachment SET sealed = zeroblob(length(sealed))",
        "UPDATE attachment SET sealed = CAST(zeroblob(9) || substr(sealed, 10) AS BLOB)",
        "DELETE FROM overview WHERE id = :a",
        "INSERT INTO overview VALUES (5, x'00')",
        "UPDATE overview SET sealed = CAST(zeroblob(9) || substr(sealed, 10) AS BLOB)",
    ],
)
def test_a_vault_that_was_changed_stays_as_it_is(
    ground: Ground, wasteful: Vault, statement: str
) -> None:
    ground.sql(statement, a=with_files(wasteful))
    nothing_changed(ground, wasteful, Altered)


@pytest.mark.parametrize("tables", [("details",), ("overview", "details")])
def test_genuine_rows_of_before_are_not_written_anew(
    ground: Ground, wasteful: Vault, tables: tuple[str, ...]
) -> None:
    item_id = with_files(wasteful)
    before = {table: ground.sql(f"SELECT * FROM {table} WHERE id = {item_id}") for table in tables}  # noqa: S608 - a test's own
    save(wasteful, item_id, password="another")
    for table, ((_id, sealed),) in before.items():
        ground.sql(f"UPDATE {table} SET sealed = :b WHERE id = :a", a=item_id, b=sealed)  # noqa: S608 - as above
    nothing_changed(ground, wasteful, Altered)


def test_a_lie_about_free_space_gains_nothing(ground: Ground, vault: Vault) -> None:
    attach(vault, add(vault, "With files"), LARGE)
    ground.patch(36, (3000).to_bytes(4))
    vault.refresh()
    assert vault.is_wasteful
    nothing_changed(ground, vault, Damaged)


def test_rows_that_share_their_bytes_fill_no_disk(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_given: object) -> None:
        pytest.fail("more was copied than the file is long")

    monkeypatch.setattr(shrinking._Shrinking, "_verify", too_late)
    share_one_chain(ground, 300, "details")
    nothing_changed(ground, wasteful, Damaged)


@pytest.mark.parametrize("broken", ["structure", "head"])
def test_what_was_written_is_believed_once_it_was_read_back(
    ground: Ground, wasteful: Vault, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.reading

    class Lying:
        def __init__(self, connection: object) -> None:
            self._connection = connection

        def execute(self, statement: str, *given: object) -> object:
            if broken == "structure" and statement.startswith("PRAGMA quick_check"):
                return SimpleNamespace(fetchone=lambda: ("row 1 missing",))
            if broken == "head" and "FROM vault" in statement:
                return SimpleNamespace(fetchall=lambda: [(1, b"another", b"head")])
            return self._connection.execute(statement, *given)  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def lying(path: Path, *, alone: bool = False) -> Iterator[object]:
        with real(path, alone=alone) as connection:
            yield Lying(connection) if alone else connection

    monkeypatch.setattr(store, "reading", lying)
    nothing_changed(ground, wasteful, Altered)


# What the disk and the system say


def test_a_disk_without_room_is_left_alone(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others need it too: what is missing in the end is not looked for until it is full."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=64 * MIB))
    nothing_changed(ground, wasteful, DiskFull)


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("said", [(errno.ENOSPC, DiskFull), (errno.EIO, NotWritable)])
def test_a_disk_that_fails(
    ground: Ground,
    wasteful: Vault,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    said: tuple[int, type[StrongroomError]],
) -> None:
    number, error = said

    def fail(*_given: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    nothing_changed(ground, wasteful, error)


def test_the_disk_has_all_of_it_before_it_takes_the_place(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk, real_fsync, real_replace = [b""], os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        on_disk.extend(file.read_bytes() for file in ground.folder.glob("*.new"))
        real_fsync(descriptor)

    def replace(fresh: Path, file: Path) -> None:
        assert fresh.read_bytes() == on_disk[-1]
        real_replace(fresh, file)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    finish(wasteful)
    assert ground.path.read_bytes() == on_disk[-1]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="everybody is one there")
def test_a_file_with_another_owner_or_a_second_name_is_left_alone(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.link(ground.path, ground.folder / "second")
    nothing_changed(ground, wasteful, NotWritable)
    (ground.folder / "second").unlink()
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    nothing_changed(ground, wasteful, NotWritable)
    monkeypatch.delattr(os, "getuid")
    finish(wasteful)
    assert ground.path.stat().st_size < MIB


def test_a_read_only_file_is_left_alone(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    nothing_changed(ground, wasteful, NotWritable)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="a system without such attributes")
def test_the_new_file_has_the_rights_of_the_old_one(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.path.chmod(0o640)
    real_stat = Path.stat
    given: dict[str, object] = {}

    def get(file: Path, name: str) -> bytes:
        assert name == "system.posix_acl_access"
        if ".new" in file.name and "access" not in given:
            raise OSError(errno.ENODATA, "none")
        return b"friends"

    def group_of(path: Path, **more: bool) -> os.stat_result:
        seen = real_stat(path, **more)
        gid = 123 if ".new" not in path.name else int(str(given.get("group", 0)))
        return os.stat_result([*seen[:5], gid, *seen[6:]])

    monkeypatch.setattr(os, "getxattr", get)
    monkeypatch.setattr(os, "setxattr", lambda _file, _name, value: given.update(access=value))
    monkeypatch.setattr(os, "chown", lambda _file, _owner, group: given.update(group=group))
    monkeypatch.setattr(Path, "stat", group_of)
    finish(wasteful)
    assert given == {"access": b"friends", "group": 123}
    monkeypatch.undo()
    assert stat.S_IMODE(ground.path.stat().st_mode) == 0o640
    assert ground.path.stat().st_size < MIB


def test_where_it_could_not_have_them_it_takes_no_place(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.path.chmod(0o640)

    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(Path, "chmod", refuse)
    nothing_changed(ground, wasteful, NotWritable)


def test_a_file_that_vanishes_after_the_rename_is_no_failure(
    ground: Ground, wasteful: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shrinking, "sync_folder", lambda _folder: ground.path.unlink())
    finish(wasteful)
    with pytest.raises(VaultGone):
        wasteful.refresh()


def test_an_edit_afterwards_is_as_any_other(ground: Ground, wasteful: Vault) -> None:
    finish(wasteful)
    save(wasteful, with_files(wasteful), title="Renamed")
    assert "Renamed" in titles(ground.open())
