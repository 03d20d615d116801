# SPDX-License-Identifier: GPL-3.0-or-later
"""When backups are made by themselves, and what is taken back out of them."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.app.worlds import World, login, new_unlock, with_password
from tests.vault.ground import add_file, delete_file

from strongroom.app.backups import Backup, Backups, BackupState
from strongroom.app.comparing import compare, pair
from strongroom.app.deeds import Deed
from strongroom.app.events import BackupFailed
from strongroom.app.importing import Importing
from strongroom.app.items import Items
from strongroom.app.safeguard import MANY
from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.app.undo import Undo
from strongroom.errors import Cancelled, CannotOpen, NotFound, OtherKey, WrongKey
from strongroom.model.differences import Difference

Add = Callable[..., int]
CSV = b"name,url,username,password\nOne,https://one.example,ada,x\n"


@pytest.fixture
def backups(session: Session) -> Backups:
    return Backups(session)


@pytest.fixture
def folder(world: World) -> Path:
    return world.places.documents / "Personal backups"


def count(folder: Path) -> int:
    return len(list(folder.iterdir())) if folder.exists() else 0


def again(world: World, session: Session) -> Items:
    """Lock, and unlock a day later."""
    session.lock()
    world.clock.forward(seconds=24 * 60 * 60)
    session.unlock(world.path, with_password())
    return Items(session)


def bring(importing: Importing, folder: Path) -> None:
    """Import a file with one login."""
    file = folder / "chrome.csv"
    file.write_bytes(CSV)
    with closing(importing.open(file)) as origin:
        importing.run(importing.look(origin))


def titles(items: Items, *, trash: bool = False) -> list[str]:
    return sorted(o.title for o in items.overviews().values() if (o.trashed is not None) == trash)


def failures(world: World) -> list[str]:
    return [event.sentence for event in world.events if isinstance(event, BackupFailed)]


# By themselves


def test_before_the_first_write_of_a_session_and_no_other(world, session, add, folder):
    add("First")
    assert count(folder) == 0  # there was nothing to keep
    add("Second")
    assert count(folder) == 1
    add("Third")
    assert count(folder) == 1
    items = again(world, session)
    assert count(folder) == 1
    items.overviews()
    items.add(login("Fourth"))
    assert count(folder) == 2
    found = Backups(session).list(world.path)
    assert [(b.items, b.state) for b in found] == [(3, "good"), (1, "good")]
    assert found[0].made_ms - found[1].made_ms == 24 * 60 * 60 * 1000
    assert found[0].generation > found[1].generation
    assert found[0].moment.timestamp() * 1000 == found[0].made_ms


def test_before_much_changes_at_once_and_before_that_is_undone(session, items, add, folder):
    add("First")
    add("Second")
    undo = Undo(session)
    undo.push(Deed.IMPORT, items.add_many([login(f"{n}") for n in range(MANY)]))
    assert count(folder) == 1
    undo.push(Deed.IMPORT, items.add_many([login(f"{n}") for n in range(MANY + 1)]))
    assert count(folder) == 2
    undo.undo()
    assert count(folder) == 3


def test_before_an_import_however_small(session, add, folder, tmp_path):
    add("First")
    add("Second")
    add("Third")
    importing = Importing(session)
    bring(importing, tmp_path)
    assert count(folder) == 2
    bring(importing, tmp_path)  # all of it is here
    assert count(folder) == 2


def test_before_a_new_password_and_anew_under_it(world, session, add, folder, backups):
    add("First")
    add("Second")
    assert count(folder) == 1
    session.begin_rekey(with_password(), new_unlock("another password")).finish()
    assert count(folder) == 2
    add("Third")
    assert count(folder) == 3
    states = [backup.state for backup in backups.list(world.path)]
    assert states == ["good", "other key", "other key"]
    assert backups.superseded(world.path) == ()  # the new password has opened nothing yet
    session.lock()
    locked = [backup.state for backup in backups.list(world.path)]
    assert locked == ["unknown", "other key", "other key"]
    session.unlock(world.path, with_password("another password"))
    assert len(backups.superseded(world.path)) == 2
    assert backups.remove(backups.superseded(world.path)) == 2
    assert count(folder) == 1


def test_a_vault_that_is_for_looking_only_offers_no_removal(world, session, add, backups):
    add("First")
    copy = world.path.read_bytes()
    add("Second")
    session.lock()
    world.path.write_bytes(copy)
    session.unlock(world.path, with_password())
    assert session.vault.read_only
    assert backups.superseded(world.path) == ()
    assert not session.safeguard.before_bulk()


def test_a_folder_that_does_not_take_it_stops_no_save_and_is_told_once_and_before_much(
    world, session, add, folder, tmp_path
):
    add("First")
    folder.touch()
    add("Second")
    add("Third")
    items = Items(session)
    items.add_many([login(f"{n}") for n in range(MANY)])
    assert len(failures(world)) == 1
    importing = Importing(session)
    bring(importing, tmp_path)
    assert len(failures(world)) == 2
    items.add_many([login(f"{n}") for n in range(MANY + 1)])
    assert len(failures(world)) == 3
    session.begin_rekey(with_password(), new_unlock("another password")).finish()
    assert len(failures(world)) == 4
    assert "choose one in Settings" in failures(world)[0]
    session.lock()
    session.unlock(world.path, with_password("another password"))
    Items(session).add(login("Fourth"))
    assert len(failures(world)) == 5


def test_stopped_during_the_backup_nothing_is_written_and_the_next_write_has_one(
    session, add, items, folder
):
    add("First")

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        session.write(lambda draft: draft.set_settings(name="Other"), stop)
    assert session.vault.name == "Personal"
    assert count(folder) == 0
    items.purge_old_trash()  # which finds nothing to do, and is no write
    assert count(folder) == 0
    add("Second")
    assert count(folder) == 1


# Where they lie


def test_a_chosen_folder(world, session, add, backups):
    chosen = world.places.documents.parent / "chosen"
    chosen.mkdir()
    SettingsFile(world.places.settings_file).change(backups_folder=str(chosen), backups_kept=1)
    add("First")
    add("Second")
    folder = backups.folder_of(world.path)
    assert folder.parent == chosen
    assert count(folder) == 1
    session.lock()
    assert backups.folder_of(world.path) == folder
    assert len(backups.list(world.path)) == 1
    world.path.write_bytes(b"ruined")
    assert len(backups.list(world.path)) == 1
    assert backups.folder_of(world.path) == folder  # known by what was opened there
    with pytest.raises(CannotOpen):
        backups.folder_of(world.path.with_name("Never opened.strongroom"))
    newest = backups.newest_good(world.path)
    assert newest is not None
    assert newest.state is BackupState.UNKNOWN


def test_those_beside_the_vault_are_listed_still(world, add, backups, folder):
    add("First")
    add("Second")
    chosen = world.places.documents.parent / "chosen"
    chosen.mkdir()
    SettingsFile(world.places.settings_file).change(backups_folder=str(chosen))
    assert [backup.path.parent for backup in backups.list(world.path)] == [folder]


def test_names(world, add, backups):
    add("First")
    add("Second")
    (made,) = backups.list(world.path)
    for name in ("1", made.path.name, str(made.path)):
        assert backups.named(world.path, name) == made
    assert backups.named(world.path, str(world.path)).path == world.path
    with pytest.raises(NotFound):
        backups.named(world.path, "2")


def test_damaged_ones_are_found_out(world, session, add, backups):
    add("First")
    add("Second")
    add("Third")
    session.safeguard.before_bulk()
    newest, oldest = backups.list(world.path)
    newest.path.write_bytes(newest.path.read_bytes()[:9000])
    assert backups.list(world.path)[0].state is BackupState.DAMAGED
    assert backups.newest_good(world.path) == oldest
    newest.path.write_bytes(oldest.path.read_bytes()[:-4096])
    assert backups.judged(newest).state is BackupState.DAMAGED
    session.lock()
    assert backups.judged(newest).state is BackupState.DAMAGED
    found = backups.newest_good(world.path)
    assert found is not None
    assert found.path == oldest.path
    head = bytearray(oldest.path.read_bytes())
    head[60:64] = (9).to_bytes(4)
    newest.path.write_bytes(head)
    newer = backups.list(world.path)[0]
    assert newer.state is BackupState.NEWER
    assert backups.judged(newer) == newer
    oldest.path.unlink()
    assert backups.newest_good(world.path) is None
    assert backups.remove([oldest, newer]) == 1


def test_another_vaults_are_not_listed(world, session, add, backups, folder):
    add("First")
    add("Second")
    other = world.places.documents / "Other.strongroom"
    session.create(other, "Other", new_unlock())
    (made,) = folder.iterdir()
    (folder / made.name.replace("Personal", "Other")).write_bytes(other.read_bytes())
    session.unlock(world.path, with_password())
    assert [backup.path for backup in backups.list(world.path)] == [made]


# Comparing


@pytest.fixture
def made(session: Session, items: Items, add: Add, world: World) -> Path:
    """A backup of four items, all of which but one have another fate since."""
    work = next(iter(items.add_folder("Work").folders))
    ids = {name: add(name, folder=work) for name in ("Same", "Edited", "Buried", "Trashed")}
    world.clock.forward(seconds=60)
    made = Backups(session).make()
    assert made is not None
    item = items.item(ids["Edited"])
    items.save(
        item.id,
        msgspec.structs.replace(item.content(), fields=item.fields[:1]),
        base_version=item.details.version,
    )
    items.delete_forever([ids["Buried"]])
    items.trash([ids["Trashed"]])
    items.add_folder("New")
    items.delete_folder(work)
    items.move([add("Added")], None, path=["New"])
    return made


def test_item_by_item(session, made):
    copy = session.open_copy(made)
    steps: list[tuple[int, int]] = []
    found = compare(session, copy, lambda done, total: steps.append((done, total)))
    kinds = {item.shown.title: item.kind for item in found.items}
    assert kinds == {
        "Added": Difference.REMOVED,
        "Buried": Difference.ADDED,
        "Edited": Difference.CHANGED,
        "Same": Difference.CHANGED,  # its folder is gone
        "Trashed": Difference.CHANGED,
    }
    assert found.same == 0
    assert {folder.kind for folder in found.folders} == {Difference.ADDED, Difference.REMOVED}
    assert steps[-1][0] == steps[-1][1]
    edited = next(item for item in found.items if item.shown.title == "Edited")
    here, there = pair(session, copy, edited.item_id)
    assert here is not None
    assert there is not None
    assert (len(here.fields), len(there.fields)) == (1, 4)
    buried = next(item for item in found.items if item.shown.title == "Buried")
    assert pair(session, copy, buried.item_id)[0] is None


def test_another_key_compares_what_is_inside(session, items, add):
    add("Same")
    changed = add("Edited")
    made = Backups(session).make()
    assert made is not None
    session.begin_rekey(with_password(), new_unlock("another password")).finish()
    item = items.item(changed)
    content = msgspec.structs.replace(item.content(), fields=item.fields[1:])
    items.save(changed, content, base_version=item.details.version)
    with pytest.raises(OtherKey):
        session.open_copy(made)
    copy = session.open_copy(made, with_password())
    found = compare(session, copy)
    assert [item.shown.title for item in found.items] == ["Edited"]
    assert found.same == 1
    changes = Backups(session).restore(copy, [changed])
    assert items.item(changed).fields == item.fields
    assert len(changes.rows) == 1


def test_a_comparison_can_be_stopped(session, made):
    copy = session.open_copy(made)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        compare(session, copy, stop)


# Taking back


def test_some_items_come_back_and_undo_takes_them_away_again(session, items, backups, made, folder):
    copy = session.open_copy(made)
    wanted = {o.title: o.id for o in copy.overviews().values()}
    before = items.overviews()
    number = count(folder)
    undo = Undo(session)
    changes = backups.restore(copy, [wanted["Edited"], wanted["Buried"]])
    assert count(folder) == number + 1
    undo.push(Deed.RESTORE_BACKUP, changes)
    assert undo.undo_label == "Undo restore from a backup"
    item = items.item(wanted["Edited"])
    assert item.fields == copy.item(item.id).fields
    assert len(item.details.history[0].fields) == 1
    assert "Buried" in titles(items)
    paths = {folder.name for folder in items.folders().values()}
    assert paths == {"New", "Work"}
    undo.undo()
    assert items.overviews() == before
    undo.redo()
    assert "Buried" in titles(items)


def test_all_of_it_comes_back(session, items, backups, made):
    copy = session.open_copy(made)
    undo = Undo(session)
    before = (items.overviews(), items.folders())
    undo.push(Deed.RESTORE_BACKUP, backups.restore(copy))
    assert titles(items) == ["Buried", "Edited", "Same", "Trashed"]
    assert titles(items, trash=True) == ["Added"]
    assert items.folders() == dict(copy.folders())
    left = compare(session, copy)
    assert [(item.shown.title, item.kind) for item in left.items] == [("Added", Difference.REMOVED)]
    assert backups.restore(copy).rows == ()
    undo.undo()
    assert (items.overviews(), items.folders()) == before


def test_many_times_there_and_back(session, items, backups, made):
    copy = session.open_copy(made)
    undo = Undo(session)
    before = items.overviews()
    for _time in range(12):
        undo.push(Deed.RESTORE_BACKUP, backups.restore(copy))
        undo.undo()
        assert items.overviews() == before
    assert session.vault.check().sound


def test_attachments_come_back_too(session, items, add, backups):
    number = add("With a file")
    add_file(session.vault, number, "a.txt", lambda: [b"content"])
    made = backups.make()
    assert made is not None
    (attached,) = items.item(number).details.attachments
    items.delete_forever([number])
    copy = session.open_copy(made)
    backups.restore(copy, [number])
    assert b"".join(session.vault.read_attachment(number, attached.id)) == b"content"
    delete_file(session.vault, number, attached.id)
    backups.restore(copy, [number])
    assert b"".join(session.vault.read_attachment(number, attached.id)) == b"content"
    assert session.vault.check().sound


def test_what_the_backup_does_not_have(session, backups, made):
    with pytest.raises(NotFound):
        backups.restore(session.open_copy(made), [1])


def test_stopped_half_way_nothing_came(session, items, backups, made):
    copy = session.open_copy(made)
    before = items.overviews()

    def stop(_done: int, total: int) -> None:
        if total:
            raise Cancelled

    with pytest.raises(Cancelled):
        backups.restore(copy, list(copy.overviews()), stop)
    assert items.overviews() == before


def test_in_the_place_of_a_vault_that_does_not_open(world, session, items, backups, made):
    session.lock()
    world.path.write_bytes(b"ruined")
    kept = backups.put_in_place(made, world.path)
    assert kept is not None
    assert kept.read_bytes() == b"ruined"
    assert session.unlock(world.path, with_password()) is not None
    session.go_on()
    assert titles(items) == ["Buried", "Edited", "Same", "Trashed"]
    items.add(login("Goes on"))


def gutted(source: Path) -> Path:
    """Plant a copy without its details, under the name of the latest."""
    target = source.with_name("Personal 2099-01-01 00.00.00+0000.strongroom")
    shutil.copyfile(source, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("DELETE FROM details")
    return target


def test_a_gutted_one_takes_no_vaults_place(world, session, add, backups):
    add("First")
    add("Second")
    again(world, session).add(login("Third"))
    first, second = backups.list(world.path)[::-1]
    planted = gutted(second.path)
    assert backups.list(world.path)[-1].path == planted  # its moment has not come yet
    assert [b.state for b in map(backups.judged, backups.list(world.path))] == [
        BackupState.GOOD,
        BackupState.GOOD,
        BackupState.DAMAGED,
    ]
    assert backups.newest_good(world.path) == backups.judged(second)
    session.lock()
    unproved = backups.newest_good(world.path)
    assert unproved is not None
    assert unproved.state is BackupState.UNKNOWN
    world.path.write_bytes(b"ruined")
    with pytest.raises(WrongKey):
        backups.put_newest_in_place(world.path, with_password("wrong"))
    assert world.path.read_bytes() == b"ruined"
    second.path.write_bytes(b"ruined too")
    placed = backups.put_newest_in_place(world.path, with_password())
    assert placed.backup.path == first.path
    assert placed.kept is not None
    assert placed.kept.read_bytes() == b"ruined"
    session.unlock(world.path, with_password())
    session.go_on()
    assert titles(Items(session)) == ["First"]
    assert session.vault.check().sound


def test_a_backup_says_nothing_of_what_is_in_it():
    assert "state" in repr(Backup(path=Path("x"), made_ms=0))


# At rest


def test_what_was_saved_last_is_kept_once_nothing_more_comes(
    session: Session, add: Add, folder: Path
) -> None:
    add("One")
    add("Two")
    session.safeguard.at_rest()
    newest = Backups(session).list(session.vault.path)[0]
    copy = session.open_copy(newest.path)
    assert {one.title for one in copy.overviews().values()} == {"One", "Two"}
    before = count(folder)
    session.safeguard.at_rest()
    assert count(folder) == before


def test_a_large_vault_keeps_nobody_waiting_for_it(
    session: Session, add: Add, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strongroom.app.safeguard.MOST_AT_REST", 0)
    add("One")
    session.safeguard.at_rest()
    assert count(folder) == 0


def test_at_rest_nothing_is_told_of_a_folder_that_cannot_be_written(
    session: Session, world: World, add: Add, folder: Path
) -> None:
    add("One")
    folder.write_bytes(b"in the way")
    world.events.clear()
    session.safeguard.at_rest()
    assert world.events == []


def test_a_locked_vault_has_nothing_to_keep(session: Session) -> None:
    session.lock()
    session.safeguard.at_rest()
