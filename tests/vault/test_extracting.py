# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
import stat
from contextlib import closing

import msgspec
import pytest
from tests.vault.ground import (
    PASSWORD,
    add,
    add_file,
    add_many,
    attach,
    credentials,
    delete_file,
    json_of,
    lines,
    new_unlock,
    put_unknown_keys,
    remove_file,
    save,
    titles,
)

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import AlreadyExists, Cancelled, ChangedSince, Damaged, NotWritable, WrongKey
from strongroom.model.item import Folder
from strongroom.vault import building, extracting
from strongroom.vault.padding import PART_ROOM
from strongroom.vault.vault import Vault


@pytest.fixture
def extract(vault, ground):
    """Make a vault of some items, and open it on a machine that knows neither."""

    def made(ids, folders=(), *, name="Friends", password="another password", **more):
        target = ground.folder / "Friends.strongroom"
        came = vault.extract(
            target, ids, folders, name=name, unlock=new_unlock(password), cost=CHEAPEST, **more
        )
        opened = ground.open("their machine", password, target)
        assert opened.check().sound
        assert opened.check().orphans == 0
        assert len(opened.overviews()) == came
        return opened

    return made


def only(vault):
    """Return the one item of a vault."""
    (item_id,) = vault.overviews()
    return vault.item(item_id)


def ids_in(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return {row_id for (row_id,) in connection.execute(f"SELECT id FROM {table}")}  # noqa: S608


def put_folder(vault, folder):
    vault.write(lambda draft: draft.put_folder(folder))


def move(vault, item_id, folder):
    def change(draft):
        draft.put(msgspec.structs.replace(draft.overviews[item_id], folder=folder))

    vault.write(change)


def test_the_chosen_items_come_whole_and_nothing_else(vault, ground, extract):
    wanted, other = add(vault, "Wanted", "first"), add(vault, "Other")
    save(vault, wanted, password="second")
    add_file(vault, wanted, "photo.jpg", lambda: [b"p" * (PART_ROOM + 7)])
    vault.write(lambda draft: draft.set_settings(trash_days=7, history_length=3))
    before = ground.path.read_bytes()
    there = extract([wanted])
    assert titles(there) == ["Wanted"]
    here = vault.item(wanted)
    item = only(there)
    assert item.overview == msgspec.structs.replace(here.overview, id=item.id)
    assert item.fields == here.fields
    assert item.details.history == here.details.history != ()
    (attachment,) = item.details.attachments
    assert lines(there.read_attachment(item.id, attachment.id)) == b"p" * (PART_ROOM + 7)
    assert (there.settings.trash_days, there.settings.history_length) == (7, 3)
    assert there.name == "Friends"
    assert there.vault_id != vault.vault_id
    assert there.tombstones() == {}
    assert ground.path.read_bytes() == before
    assert other in vault.overviews()


def test_what_was_removed_from_an_item_stays_behind(vault, extract):
    wanted = add(vault, "Wanted")
    for name in ("kept", "removed", "deleted"):
        attach(vault, wanted, b"data", name)
    _kept, removed, deleted = vault.item(wanted).details.attachments
    remove_file(vault, wanted, removed.id)
    delete_file(vault, wanted, deleted.id)
    there = extract([wanted])
    assert [one.name for one in only(there).details.attachments] == ["kept"]
    assert only(there).details.dropped == ()
    assert only(there).overview.file_removed is None
    assert there.check().attachments == 1


def test_it_is_its_owners_alone_and_this_machine_does_not_remember_it(vault, ground, extract):
    there = extract([add(vault)])
    assert stat.S_IMODE(there.path.stat().st_mode) == 0o600
    assert not ground.places().knows(there.vault_id)
    assert sorted(file.name for file in ground.folder.iterdir()) == [
        "Friends.strongroom",
        "Personal.strongroom",
    ]


def test_the_vaults_own_password_does_not_open_it(vault, ground, extract):
    there = extract([add(vault)])
    with pytest.raises(WrongKey):
        Vault.open(
            there.path,
            credentials(PASSWORD),
            places=ground.places("elsewhere"),
            clock=ground.clock,
        )


def test_folders_come_with_those_they_lie_in(vault, extract):
    outer, inner, other = Folder(id=1, name="Work"), Folder(id=2, name="Servers", parent=1), 3
    put_folder(vault, outer)
    put_folder(vault, inner)
    put_folder(vault, Folder(id=other, name="Private"))
    kept, loose = add(vault, "Kept"), add(vault, "Loose")
    move(vault, kept, 2)
    move(vault, loose, other)
    there = extract([kept, loose], [2])
    folders = {folder.name: folder for folder in there.folders().values()}
    assert set(folders) == {"Work", "Servers"}
    assert folders["Work"].parent is None
    assert folders["Servers"].parent == folders["Work"].id
    found = {overview.title: overview.folder for overview in there.overviews().values()}
    assert found == {"Kept": folders["Servers"].id, "Loose": None}
    assert vault.overviews()[loose].folder == other


def test_a_ring_of_folders_and_one_that_is_gone(vault, extract):
    put_folder(vault, Folder(id=1, name="A", parent=2))
    put_folder(vault, Folder(id=2, name="B", parent=1))
    there = extract([], [1, 99]).folders()
    names = {folder.name: there[folder.parent].name for folder in there.values()}
    assert names == {"A": "B", "B": "A"}


def test_a_folder_whose_parent_is_gone_lies_outside_of_all(vault, extract):
    put_folder(vault, Folder(id=2, name="B", parent=1))
    (folder,) = extract([], [2]).folders().values()
    assert (folder.name, folder.parent) == ("B", None)


def test_nothing_in_the_clear_tells_which_items_were_handed_on(vault, ground, extract):
    put_folder(vault, Folder(id=77, name="Work"))
    ids = add_many(vault, 3)
    attach(vault, ids[0], b"a" * (2 * PART_ROOM), "a")
    move(vault, ids[1], 77)
    there = extract(ids, [77])
    for table, count in (("overview", 5), ("details", 3), ("attachment", 3)):
        here, handed_on = (ids_in(path, table) for path in (ground.path, there.path))
        assert len(handed_on) == count
        assert here.isdisjoint(handed_on)


def test_what_a_newer_version_wrote_comes_along(vault, ground, extract):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    there = extract([item_id])
    ground.replace_by(there.path)
    overview, details = json_of(ground, there, only(there).id)
    assert overview["overview"]["colour"] == "green"
    assert details["later"] == [1, 2]


def test_an_item_that_is_gone_is_left_out(vault, extract):
    item_id = add(vault, "Here")
    assert titles(extract([item_id, 12345])) == ["Here"]


def test_an_item_without_details_stays_so(vault, extract):
    item_id = add(vault, "Bare")
    vault._core.standing.contents.row(item_id)
    vault._core.standing.contents._tags[item_id] = None
    there = extract([item_id])
    assert only(there).fields == ()
    assert there.check().sound


def test_many_come_a_few_at_a_time(vault, extract, monkeypatch):
    monkeypatch.setattr(extracting, "_BATCH", 2)
    told = []
    extract(add_many(vault, 5), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_stopped_it_leaves_nothing(vault, ground, extract, at):
    ids = add_many(vault, 2)
    add_file(vault, ids[0], "a", lambda: [b"x"])
    steps = iter(range(100))

    def stop(_done, _total):
        if next(steps) == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        extract(ids, progress=stop)
    assert list(ground.folder.iterdir()) == [ground.path]


def test_a_file_that_is_there_is_left_alone(vault, ground, extract):
    target = ground.folder / "Friends.strongroom"
    target.write_bytes(b"dear")
    with pytest.raises(AlreadyExists):
        extract([add(vault)])
    assert target.read_bytes() == b"dear"


def test_an_item_that_changes_meanwhile(vault, ground, extract):
    item_id = add(vault)
    add_file(vault, item_id, "a", lambda: [b"x" * (2 * PART_ROOM)])
    elsewhere = ground.open("elsewhere")
    calls = []

    def meddle(_done, _total):
        calls.append(1)
        if len(calls) == 2:
            save(elsewhere, item_id, password="changed")

    with pytest.raises(ChangedSince, match="export it again"):
        extract([item_id], progress=meddle)
    assert list(ground.folder.iterdir()) == [ground.path]


def test_what_the_disk_gives_back_otherwise_is_not_left(vault, ground, extract, monkeypatch):
    real = building.fill

    def torn(path, **more):
        real(path, **more)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE details SET sealed = randomblob(length(sealed))")

    monkeypatch.setattr(extracting, "fill", torn)
    with pytest.raises(Damaged):
        extract([add(vault)])
    assert list(ground.folder.iterdir()) == [ground.path]


def test_a_folder_that_cannot_be_written(vault, ground):
    with pytest.raises(NotWritable, match="no folder"):
        vault.extract(
            ground.folder / "none" / "x.strongroom",
            [],
            [],
            name="x",
            unlock=new_unlock(),
            cost=CHEAPEST,
        )
