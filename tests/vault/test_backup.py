# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup is made, read back, and pushes out none that is needed."""

import errno
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from tests.vault.ground import Ground, add, add_many, new_unlock, save, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Cancelled, CannotSave, Damaged, DiskFull, NotWritable, VaultBusy
from strongroom.vault import locking
from strongroom.vault.backups import backup, rotation, verdicts
from strongroom.vault.backups import files as backup_files
from strongroom.vault.backups.files import BackupFile, free_name, named_like_backups
from strongroom.vault.backups.judging import verdict_of
from strongroom.vault.backups.rotation import to_remove
from strongroom.vault.backups.verdicts import BackupState, Verdict
from strongroom.vault.vault import Vault

HOUR = 60 * 60 * 1000


@pytest.fixture
def folder(ground: Ground) -> Path:
    return backup_files.folder_beside(ground.path)


def make(vault: Vault, folder: Path, most: int = 10) -> Path:
    made = vault.back_up(folder, most)
    assert made is not None
    return made


def state(vault: Vault, path: Path, *, thorough: bool = True) -> BackupState:
    return vault.state_of_backup(path, thorough=thorough)


def changed(ground: Ground, vault: Vault, hours: float = 2) -> None:
    """Let time pass, and change something."""
    add(vault, "More")
    ground.clock.forward(seconds=hours * 60 * 60)


def test_a_backup_is_the_vault_as_it_is(ground, vault, folder):
    add(vault, "GitHub")
    made = make(vault, folder)
    assert made.parent == folder == ground.folder / "Personal backups"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == [made]
    vault.close()
    assert titles(ground.open("elsewhere", path=made)) == ["GitHub"]


def test_the_file_is_its_owners_alone_from_the_first_byte(vault, folder):
    add(vault)
    seen: list[int] = []

    def look(_done: int, _total: int) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir())

    vault.back_up(folder, 10, look)
    assert seen
    assert set(seen) == {0o600}


def test_a_vault_without_items_and_one_without_news_make_none(vault, folder):
    assert vault.is_empty
    assert vault.back_up(folder, 10) is None
    assert not folder.exists()
    add(vault)
    assert not vault.is_empty
    make(vault, folder)
    assert vault.back_up(folder, 10) is None
    add(vault)
    make(vault, folder)


def test_one_that_broke_meanwhile_does_not_count_as_the_newest(vault, folder):
    add(vault)
    made = make(vault, folder)
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE details SET sealed = randomblob(length(sealed))")
    assert state(vault, made) is BackupState.DAMAGED
    assert state(vault, made, thorough=False) is BackupState.GOOD
    assert state(vault, make(vault, folder)) is BackupState.GOOD
    folder.joinpath(made).write_bytes(b"")
    assert vault.back_up(folder, 10) is None


def test_a_damaged_vault_makes_none_and_pushes_none_out(ground, vault, folder):
    add(vault, "Kept")
    made = make(vault, folder, most=1)
    item = add(vault, "Broken")
    ground.sql("UPDATE details SET sealed = randomblob(length(sealed)) WHERE id = :id", id=item)
    with pytest.raises(Damaged, match="earlier ones are kept"):
        vault.back_up(folder, 1)
    assert list(folder.iterdir()) == [made]


def test_structure_that_is_broken_below_the_rows_is_seen(ground, vault, folder):
    add_many(vault, 60)
    made = make(vault, folder)
    page = next(
        row[0] for row in ground.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'attachment'")
    )
    ground.patch((page - 1) * 4096 + 3, b"\xff\xff")
    add_many(vault, 1)
    with pytest.raises(Damaged):
        vault.back_up(folder, 10)
    assert list(folder.iterdir()) == [made]


def test_a_copy_that_is_not_of_the_vault_is_not_believed(vault, folder, monkeypatch):
    add(vault)
    monkeypatch.setattr(backup, "read_head", lambda _connection: (os.urandom(1), b""))
    with pytest.raises(Damaged):
        vault.back_up(folder, 10)
    assert list(folder.iterdir()) == []


def test_a_broken_overview_is_seen_in_the_copy(vault, folder, monkeypatch):
    add(vault)
    real = backup._copy

    def spoil(source, fresh, progress):
        real(source, fresh, progress)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as target:
            target.execute("UPDATE overview SET sealed = randomblob(length(sealed))")

    monkeypatch.setattr(backup, "_copy", spoil)
    with pytest.raises(Damaged):
        vault.back_up(folder, 10)
    assert list(folder.iterdir()) == []


def test_cancelled_half_way_leaves_nothing(vault, folder):
    add(vault)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        vault.back_up(folder, 10, stop)
    assert list(folder.iterdir()) == []
    make(vault, folder)


def test_what_one_that_was_killed_left_is_removed_by_the_next(vault, folder):
    add(vault)
    made = make(vault, folder)
    left = made.with_name(f"{made.name}.0123abcd.part")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    theirs = made.with_name(f"{made.name}.0123abcf.part")  # another machine is at it just now
    theirs.write_bytes(b"half")
    others = [folder / "notes.part", folder / f"{made.name}.zzzz.part", folder / "Mine.strongroom"]
    for other in others:
        other.touch()
    undeletable = made.with_name(f"{made.name}.0123abce.part")
    undeletable.mkdir()
    add(vault)
    make(vault, folder)
    assert not left.exists()
    assert all(other.exists() for other in (*others, undeletable, theirs))


# Rotation


def test_the_last_ones_are_kept(ground, vault, folder):
    made = []
    for _number in range(6):
        changed(ground, vault)
        made.append(make(vault, folder, most=3))
    assert sorted(folder.iterdir()) == sorted(made[-3:])


def test_a_script_that_saves_all_day_leaves_last_week_alone(ground, vault, folder):
    old = []
    for _day in range(4):
        changed(ground, vault, hours=24)
        old.append(make(vault, folder, most=4))
    ground.clock.forward(seconds=24 * 60 * 60)
    first = None
    for _number in range(20):
        changed(ground, vault, hours=0)
        latest = make(vault, folder, most=4)
        first = first or latest
    assert set(folder.iterdir()) == {*old[-2:], first, latest}


def test_a_clock_that_was_set_back_does_not_remove_the_newest(ground, vault, folder):
    for _number in range(3):
        changed(ground, vault)
        make(vault, folder, most=2)
    ground.clock.forward(seconds=-365 * 24 * 60 * 60)
    add(vault)
    made = make(vault, folder, most=2)
    assert made in folder.iterdir()
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("hours", "most", "gone"),
    [
        ([0], 1, []),
        ([0, 0.1], 1, [1]),
        ([0, 0.1, 5], 1, [1, 2]),
        ([0, 0.1, 0.2, 5, 6], 4, [1]),
        ([0, 0.1, 5, 6], 2, [1, 3]),
        ([0, 0.1, 0.2, 0.3], 2, [3, 2]),
        ([0, 5, 6, 7], 3, [3]),
    ],
)
def test_which_go(hours, most, gone):
    assert to_remove([round(-hour * HOUR) for hour in hours], most) == gone


def test_what_is_not_certainly_ours_stays(ground, vault, folder):
    changed(ground, vault)
    ours = make(vault, folder, most=1)
    stranger = Ground(ground.folder / "other", clock=ground.clock)
    stranger.folder.mkdir()
    other = stranger.create()
    add(other)
    names = [ours.with_name(f"X 20{year}-01-01 00.00.00+0000.strongroom") for year in range(10, 18)]
    shutil.copyfile(stranger.path, names[0])
    names[1].write_bytes(b"no vault")
    names[2].symlink_to(ours)
    os.mkfifo(names[3])
    names[4].mkdir()
    newer = bytearray(ours.read_bytes())
    newer[60:64] = (2).to_bytes(4)
    names[5].write_bytes(newer)
    names[6].write_bytes(ours.read_bytes()[:6000])
    with names[7].open("wb") as huge:
        huge.truncate(1 << 40)
    mine = ours.with_name("My own copy.strongroom")
    shutil.copyfile(ours, mine)
    states = [state(vault, name) for name in names]
    assert states[0] is BackupState.OTHER_KEY
    assert states[5] is BackupState.NEWER
    assert {states[1], states[3], states[4], states[6], states[7]} == {BackupState.DAMAGED}
    changed(ground, vault)
    latest = make(vault, folder, most=1)
    left = set(folder.iterdir())
    assert left == {*names, mine, latest}
    stranger.close_all()


def test_after_a_rekey_the_earlier_ones_stay_and_are_told_apart(ground, vault, folder):
    changed(ground, vault)
    earlier = make(vault, folder, most=1)
    vault.change_unlock(new_unlock("a new password"), cost=CHEAPEST).finish()
    assert state(vault, earlier) is BackupState.OTHER_KEY
    latest = make(vault, folder, most=1)
    assert set(folder.iterdir()) == {earlier, latest}
    assert state(vault, latest) is BackupState.GOOD


def test_a_settings_row_of_another_kind_is_another_key(vault, folder):
    add(vault)
    made = make(vault, folder)
    row = vault._core.unlocked.keys.settings_row
    for value in (b"x" * 256, "text"):
        with closing(sqlite3.connect(made, isolation_level=None)) as connection:
            connection.execute("UPDATE overview SET sealed = ? WHERE id = ?", (value, row))
        assert state(vault, made) is BackupState.OTHER_KEY


def test_one_that_cannot_be_removed_goes_another_time(ground, vault, folder, monkeypatch):
    changed(ground, vault)
    make(vault, folder, most=1)
    changed(ground, vault)

    def refuse(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    make(vault, folder, most=1)
    assert len(list(folder.iterdir())) == 2


# What stands in the way


def test_what_the_folder_says(vault, folder):
    add(vault)
    folder.touch()
    with pytest.raises(NotWritable, match="there is no folder"):
        vault.back_up(folder, 10)
    with pytest.raises(NotWritable, match="there is no folder"):
        vault.back_up(folder / "below" / "that", 10)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, DiskFull, "make some room"),
        (errno.EACCES, NotWritable, "read-only"),
        (errno.EIO, NotWritable, "cannot be written"),
    ],
)
def test_what_the_disk_says(  # noqa: PLR0917 - what pytest gives
    vault, folder, monkeypatch, number, kind, words
):
    add(vault)

    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(kind, match=words):
        vault.back_up(folder, 10)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_IOERR, NotWritable),
        (sqlite3.SQLITE_CORRUPT, Damaged),
    ],
)
def test_what_sqlite_says(vault, folder, monkeypatch, code, kind):
    add(vault)

    def refuse(*_given: object) -> None:
        error = sqlite3.OperationalError("it says")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(backup, "_copy", refuse)
    with pytest.raises(kind):
        vault.back_up(folder, 10)
    assert list(folder.iterdir()) == []


def test_two_programs_do_not_make_one_at_once(ground, vault, folder, monkeypatch):
    add(vault)
    folder.mkdir()
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.0)
    with (
        locking.exclusive(ground.places().lock_of(folder)),
        pytest.raises(VaultBusy, match="Another program"),
    ):
        vault.back_up(folder, 10)
    make(vault, folder)


def test_a_save_of_another_program_waits_for_the_copy_and_is_not_in_it(ground, vault, folder):
    add_many(vault, 40)
    other = ground.open("here")
    blocked: list[bool] = []

    def try_to_save(_done: int, _total: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(locking, "WAIT_SECONDS", 0.0)
            with pytest.raises(CannotSave):
                add(other, "Meanwhile")
        blocked.append(True)

    made = vault.back_up(folder, 10, try_to_save)
    assert made is not None
    assert blocked
    add(other, "Afterwards")
    assert "Afterwards" in {o.title for o in other.overviews().values()}
    copy = vault.open_copy(made)
    assert len(copy.overviews()) == 40


def test_the_vaults_own_locks_survive_a_backup(vault, folder):
    """A save in the same process right after it is one of SQLite's, undisturbed."""
    add(vault)
    make(vault, folder)
    item = add(vault, "After")
    save(vault, item, title="Later")
    assert vault.check().sound


# Names


def test_a_name_carries_its_moment(folder, ground):
    folder.mkdir()
    now = 1_700_000_000_000
    path = free_name(folder, ground.path, now)
    path.touch()
    second = free_name(folder, ground.path, now)
    second.touch()
    assert second.name.endswith(" (2).strongroom")
    found = named_like_backups(folder)
    assert [file.path for file in found] == [second, path]
    assert found[0] == BackupFile(now, 2, second)


def test_names_that_only_look_like_it(folder):
    folder.mkdir()
    (folder / "X 2023-02-31 00.00.00+0000.strongroom").touch()
    (folder / "X 2023-02-01.strongroom").touch()
    assert named_like_backups(folder) == []
    assert named_like_backups(folder / "nowhere") == []


def test_a_folder_for_each_vault(tmp_path):
    beside = {backup_files.folder_beside(tmp_path / name) for name in ("A.strongroom", "A.old")}
    assert {folder.name for folder in beside} == {"A backups", "A.old backups"}
    vault = tmp_path / "A.strongroom"
    within = backup_files.folder_within(tmp_path, vault, bytes(16))
    assert within.name == "A backups 00000000"
    within.mkdir()
    (tmp_path / "B backups 00000000").mkdir()
    assert backup_files.folders_within(tmp_path, vault) == [within]
    assert backup_files.folders_within(tmp_path / "nowhere", vault) == []


def test_what_is_told_without_a_key(ground, vault, folder):
    add_many(vault, 3)
    made = make(vault, folder)
    seen = backup_files.glance(made)
    assert (seen.vault_id, seen.items, seen.size) == (vault.vault_id, 3, made.stat().st_size)
    assert seen.generation == vault.generation
    assert len(seen.methods) == 1
    assert backup_files.looks_whole(made)
    header = backup_files.header_at(made)
    assert header is not None
    assert header.vault_id == vault.vault_id
    made.write_bytes(made.read_bytes()[:8192])
    assert not backup_files.looks_whole(made)
    assert backup_files.header_at(ground.folder / "nothing") is None


def test_a_journal_beside_a_backup_is_never_looked_at(vault, folder):
    add(vault)
    made = make(vault, folder)
    journal = Path(f"{made}-journal")
    journal.write_bytes(b"x" * 512)
    assert state(vault, made) is BackupState.GOOD
    assert journal.read_bytes() == b"x" * 512
    with closing(vault.open_copy(made)) as copy:
        assert len(copy.overviews()) == 1


def test_a_disk_that_goes_in_between_is_no_fault_of_ours(vault, folder, monkeypatch):
    add(vault)
    made = make(vault, folder)
    add(vault)
    with monkeypatch.context() as patch:
        patch.setattr(verdicts, "_identity", lambda _path: None)
        patch.setattr(backup, "_head_at", lambda _path: None)
        patch.setattr(rotation, "verdict_of", lambda *_given: Verdict(state=BackupState.DAMAGED))
        make(vault, folder, most=1)
    assert made in folder.iterdir()
    add(vault)
    monkeypatch.setattr(backup_files, "named_like_backups", lambda _folder: [])
    make(vault, folder, most=1)
    assert len(list(folder.iterdir())) == 3


# Planted ones


def gutted(source: Path, target: Path) -> Path:
    shutil.copyfile(source, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("DELETE FROM details")
    return target


def planted(folder: Path, number: int, year: int = 2099) -> Path:
    return folder / f"Personal {year}-01-{number + 1:02} 00.00.00+0000.strongroom"


def test_planted_copies_without_details_push_out_no_genuine_one(ground, vault, folder):
    genuine = []
    for _number in range(4):
        changed(ground, vault)
        genuine.append(make(vault, folder))
    false = [gutted(genuine[0], planted(folder, number)) for number in range(10)]
    for _number in range(5):
        changed(ground, vault)
        genuine.append(make(vault, folder, most=10))
    assert all(path.exists() for path in (*genuine, *false))
    changed(ground, vault)
    genuine.append(make(vault, folder, most=10))
    changed(ground, vault)
    genuine.append(make(vault, folder, most=10))
    assert [path.exists() for path in genuine] == [False] + [True] * 10
    assert all(path.exists() for path in false)
    assert {state(vault, path) for path in false} == {BackupState.DAMAGED}


def test_many_names_for_one_genuine_state_count_once(ground, vault, folder):
    genuine = []
    for _number in range(4):
        changed(ground, vault)
        genuine.append(make(vault, folder))
    for number in range(10):
        shutil.copyfile(genuine[1], planted(folder, number))
        shutil.copyfile(genuine[0], planted(folder, number, year=2000))
    changed(ground, vault)
    make(vault, folder, most=10)
    assert all(path.exists() for path in genuine)


def test_a_clock_that_was_wrong_by_years_pushes_out_no_later_one(ground, vault, folder):
    years = 50 * 365 * 24 * 60 * 60
    changed(ground, vault)
    ground.clock.forward(seconds=years)
    ahead = [make(vault, folder, most=3)]
    changed(ground, vault)
    ahead.append(make(vault, folder, most=3))
    ground.clock.forward(seconds=-years)
    made = []
    for _number in range(4):
        changed(ground, vault)
        made.append(make(vault, folder, most=3))
    assert set(folder.iterdir()) == set(made[1:])


def test_those_of_a_state_that_was_left_behind_are_the_oldest(ground, vault, folder):
    """After an older file was gone on with, its saves have lower numbers than those before."""
    old = []
    for _number in range(5):
        changed(ground, vault)
        old.append(make(vault, folder))
    vault.close()
    ground.replace_by(old[0])
    vault = ground.open()
    vault.go_on()
    made = []
    for _number in range(4):
        changed(ground, vault)
        made.append(make(vault, folder, most=4))
    assert set(folder.iterdir()) == set(made)


def test_while_an_older_vault_is_looked_at_none_goes(ground, vault, folder):
    """What is open is not the latest, so its backup may push out none that is later."""
    changed(ground, vault)
    old = ground.copy("old")
    for _number in range(2):
        changed(ground, vault)
    later = make(vault, folder, most=1)
    ground.close_all()
    ground.replace_by(old)
    vault = ground.open()
    assert vault.finding is not None
    made = make(vault, folder, most=1)
    assert set(folder.iterdir()) == {later, made}


def test_each_file_is_looked_through_once_and_few_at_a_time(ground, vault, folder, monkeypatch):
    monkeypatch.setattr(rotation, "_MOST_LOOKS", 2)
    looked: list[Path] = []

    def watched(unlocked, path, **more):
        looked.append(path)
        return verdict_of(unlocked, path, **more)

    monkeypatch.setattr(rotation, "verdict_of", watched)
    for _number in range(3):
        changed(ground, vault)
        made = make(vault, folder, most=2)
    assert looked == []
    false = {gutted(made, planted(folder, number)) for number in range(4)}
    for _number in range(4):
        changed(ground, vault)
        make(vault, folder, most=2)
    assert len(looked) == 4
    assert set(looked) == false
    memory = ground.places().verdicts(folder.resolve())
    for content in (b"{}", b"x", memory.read_bytes().replace(b'"key_id":"', b'"key_id":"0')):
        memory.write_bytes(content)
        looked.clear()
        changed(ground, vault)
        make(vault, folder, most=2)
        assert len(looked) == 2
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600


def test_a_pipe_in_the_place_of_verdicts_is_not_waited_for(ground, vault, folder):
    changed(ground, vault)
    make(vault, folder)
    memory = ground.places().verdicts(folder.resolve())
    memory.unlink()
    os.mkfifo(memory)
    changed(ground, vault)
    assert make(vault, folder).exists()
    assert memory.is_file()


def test_verdicts_that_cannot_be_kept_are_found_again(ground, vault, folder, monkeypatch):
    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(verdicts, "write_atomically", full)
    for _number in range(3):
        changed(ground, vault)
        make(vault, folder, most=2)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO, errno.ENOSPC])
def test_a_folder_for_verdicts_that_cannot_be_had_stops_no_backup(
    ground, vault, folder, fail_at, number
):
    changed(ground, vault)
    fail_at(ground.places().verdicts(folder).parent, number)
    assert make(vault, folder).exists()
    changed(ground, vault)
    assert make(vault, folder).exists()
    assert "backups" not in {found.name for found in ground.places().state.iterdir()}


def test_one_that_is_known_to_be_damaged_is_not_looked_through_again(
    ground, vault, folder, monkeypatch
):
    changed(ground, vault)
    made = make(vault, folder)
    gutted(made, planted(folder, 1))
    changed(ground, vault)
    make(vault, folder)
    vault.close()
    ground.replace_by(made)
    made.unlink()
    vault = ground.open()
    vault.go_on()
    looked: list[Path] = []
    monkeypatch.setattr(backup, "verdict_of", lambda _keys, path: looked.append(path))
    assert vault.back_up(folder, 10) is not None
    assert looked == []
