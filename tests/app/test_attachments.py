# SPDX-License-Identifier: GPL-3.0-or-later
import os
import stat
from pathlib import Path

import pytest

from strongroom.app import attachments as module
from strongroom.app import new_files
from strongroom.app.attachments import Attachments
from strongroom.app.deeds import Deed
from strongroom.app.given_files import CHUNK, GivenFile
from strongroom.app.undo import Undo
from strongroom.errors import (
    Altered,
    Cancelled,
    CannotSave,
    InvalidInput,
    NotFound,
    NotWritable,
    VaultLocked,
)
from strongroom.model import attached, file_types
from strongroom.model.item import Content
from strongroom.vault import parts

LARGE = bytes(range(256)) * 20_000  # more than a part


@pytest.fixture
def files(session):
    return Attachments(session)


@pytest.fixture
def item_id(add):
    return add("With files")


@pytest.fixture
def given(tmp_path):
    def made(name: str, data: bytes = b"data") -> Path:
        path: Path = tmp_path / "mine" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return made


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def attach(files, items, given, item_id):
    def attached_one(name: str = "a.txt", data: bytes = b"data"):
        files.add(item_id, [given(name, data)])
        return items.item(item_id).details.attachments[-1]

    return attached_one


@pytest.fixture
def undo(session):
    return Undo(session)


@pytest.fixture
def little_room(monkeypatch):
    """For undo, less than a file of a few thousand bytes takes."""
    monkeypatch.setattr(parts, "MOST_KEPT", 1000)


def present(items, item_id):
    return attached.present(items.item(item_id).details)


def content(files, item_id, one):
    return b"".join(files.read(item_id, one.id))


# Adding


def test_several_files_come_in_one_step_and_go_in_one(undo, files, items, item_id, given):
    told = []
    paths = [given("a.txt", b"one"), given("b.bin", LARGE), given("empty", b"")]
    changes = files.add(item_id, paths, lambda done, total: told.append((done, total)))
    undo.push(Deed.ADD_FILE, changes)
    data = {one.name: content(files, item_id, one) for one in present(items, item_id)}
    assert data == {"a.txt": b"one", "b.bin": LARGE, "empty": b""}
    assert items.overviews()[item_id].has_attachment
    assert (told[0][0], told[-1]) == (0, (3 + len(LARGE), 3 + len(LARGE)))
    assert undo.undo_label == "Undo adding of attachments"
    undo.undo()
    assert present(items, item_id) == ()
    undo.redo()
    assert len(present(items, item_id)) == 3


def test_two_of_one_name_are_told_apart(files, items, item_id, given, tmp_path):
    other = tmp_path / "a.txt"
    other.write_bytes(b"other")
    files.add(item_id, [given("a.txt"), other])
    files.add(item_id, [other])
    names = [one.name for one in present(items, item_id)]
    assert names == ["a.txt", "a (2).txt", "a (3).txt"]


def test_a_name_that_hides_something_is_kept_without_that(files, items, item_id, given):
    files.add(item_id, [given("photo\u202egpj.exe"), given("\u202e")])
    assert [one.name for one in present(items, item_id)] == ["photogpj.exe", "file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_none_and_waits_for_nobody(files, item_id, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InvalidInput, match="“pipe” is not a file"):
        files.add(item_id, [pipe])
    with pytest.raises(InvalidInput, match="“null” is not a file"):
        files.add(item_id, [Path("/dev/null")])


def test_a_folder_and_what_is_not_there(files, item_id, tmp_path, given):
    with pytest.raises(InvalidInput, match="ZIP archive"):
        files.add(item_id, [given("a.txt"), tmp_path])
    with pytest.raises(NotFound, match="There is no file “none”"):
        files.add(item_id, [tmp_path / "none"])
    with pytest.raises(InvalidInput, match="cannot be read"):
        files.add(item_id, [given("a.txt") / "below"])


def test_the_open_vault_is_not_put_into_itself(session, files, item_id, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(session.vault.path)
    with pytest.raises(InvalidInput, match="the open vault itself"):
        files.add(item_id, [link])


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_file_that_changes_meanwhile_does_not_come(files, items, item_id, given, when):
    path = given("log.txt", bytes(3 * CHUNK))

    def meddle(done, _total):
        if done == (0 if when == "before" else CHUNK):
            with path.open("ab") as file:
                file.write(b"more")

    with pytest.raises(InvalidInput, match="was changed while it was read"):
        files.add(item_id, [path], meddle)
    assert present(items, item_id) == ()


def test_a_file_that_grows_as_fast_as_it_is_read_ends(given, session):
    path = given("log.txt", bytes(3 * CHUNK))
    chunks = GivenFile.at(path, session.vault.path).chunks()
    for _came in range(3):
        with path.open("ab") as file:
            file.write(next(chunks))
    with pytest.raises(InvalidInput, match="was changed while it was read"):
        next(chunks)


def test_one_that_goes_meanwhile(files, item_id, given):
    path = given("a.txt")
    with pytest.raises(NotFound, match="There is no file"):
        files.add(item_id, [path], lambda _done, _total: path.unlink(missing_ok=True))


def test_one_that_is_swapped_for_a_pipe_meanwhile(files, item_id, given):
    path = given("a.txt")

    def swap(_done, _total):
        if path.is_file():
            path.unlink()
            os.mkfifo(path)

    with pytest.raises(InvalidInput, match="is not a file"):
        files.add(item_id, [path], swap)


def test_stopped_half_way_nothing_came(session, files, items, item_id, given):
    before = session.vault.path.read_bytes()

    def stop(done, _total):
        if done > len(LARGE) // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        files.add(item_id, [given("a.txt"), given("b.bin", LARGE)], stop)
    assert present(items, item_id) == ()
    assert session.vault.path.read_bytes() == before


def test_a_file_is_read_once_although_a_backup_is_made_before(world, add, given):
    item_id = add("First")
    session = world.opened()
    told = []
    Attachments(session).add(item_id, [given("b.bin", LARGE)], lambda d, t: told.append((d, t)))
    assert told.count((0, len(LARGE))) == 1
    session.lock()


def test_no_item_and_no_vault(session, files, given):
    with pytest.raises(NotFound):
        files.add(5, [given("a.txt")])
    session.lock()
    with pytest.raises(VaultLocked):
        files.add(5, [given("a.txt")])


def test_a_document_is_made_of_its_files(files, items, given):
    document = Content(kind="document", title=" Passport ")
    changes = files.add_document(document, [given("a.png"), given("a.pdf")], path=["Papers"])
    (made,) = changes.made
    item = items.item(made)
    assert (item.overview.title, item.overview.has_attachment) == ("Passport", True)
    assert [one.name for one in item.details.attachments] == ["a.png", "a.pdf"]
    assert items.folders()[item.overview.folder].name == "Papers"
    with pytest.raises(InvalidInput):
        files.add_document(Content(kind="document", title=""), [given("a.png")])
    gone = Content(kind="document", title="Lost", folder=5)
    with pytest.raises(NotFound, match="folder"):
        files.add_document(gone, [given("a.png")])
    assert set(items.overviews()) == {made}


def test_its_bytes_say_what_it_is(files, item_id, attach):
    assert files.type_of(item_id, attach("a.txt", b"\x89PNG\r\n\x1a\n\0")) is file_types.PNG
    assert files.type_of(item_id, attach("b.txt", b"")) is file_types.EMPTY


# Saving out


def test_a_file_is_saved_for_its_owner_alone(files, item_id, attach, out):
    one = attach("scan.bin", LARGE)
    told = []
    path = files.save_to(item_id, one.id, out, lambda done, total: told.append((done, total)))
    assert path == out / "scan.bin"
    assert path.read_bytes() == LARGE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told[-1] == (2 * len(LARGE), 2 * len(LARGE))
    assert [file.name for file in out.iterdir()] == ["scan.bin"]


def test_what_is_there_already_stays(files, item_id, attach, out):
    one = attach("scan.pdf")
    (out / "scan.pdf").touch()
    (out / "scan (2).pdf").symlink_to(out / "nowhere")
    assert files.save_to(item_id, one.id, out) == out / "scan (3).pdf"
    assert files.save_to(item_id, one.id, out / "scan (3).pdf") == out / "scan (3) (2).pdf"
    assert files.save_to(item_id, one.id, out / "new name") == out / "new name"
    assert (out / "scan.pdf").read_bytes() == b""
    assert not (out / "nowhere").exists()


def test_a_file_that_comes_at_the_same_moment_stays(files, item_id, attach, out, monkeypatch):
    one = attach("scan.pdf")
    real = os.path.lexists
    seen: list[object] = []

    def lexists(path):
        found = real(path)
        if Path(path).name == "scan.pdf" and not seen:
            seen.append(path)
            Path(path).write_bytes(b"another program's")
        return found

    monkeypatch.setattr(os.path, "lexists", lexists)
    assert files.save_to(item_id, one.id, out) == out / "scan (2).pdf"
    assert (out / "scan.pdf").read_bytes() == b"another program's"


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil", "..\\evil", "CON.txt", "a\0b", "..", "\u202etxt.exe"]
)
def test_a_hostile_name_stays_in_its_folder(files, item_id, attach, out, name):
    one = attach("a.txt", b"evil")
    hostile = lambda details, now: attached.with_renamed(details, one.id, name, now)  # noqa: E731
    files._edit(item_id, hostile)
    path = files.save_to(item_id, one.id, out)
    assert path.parent == out
    assert path.read_bytes() == b"evil"
    assert list(out.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_what_is_called_as_belonging_to_a_vault_is_not_put_beside_it(
    files, item_id, attach, session, ending
):
    """SQLite would act upon it."""
    one = attach(session.vault.path.name + ending)
    folder = session.vault.path.parent
    with pytest.raises(NotWritable, match="beside it"):
        files.save_to(item_id, one.id, folder)
    assert not (folder / one.name).exists()


def test_nothing_is_put_where_the_program_keeps_its_own(files, item_id, attach, world):
    one = attach()
    with pytest.raises(NotWritable, match="its own files"):
        files.save_to(item_id, one.id, world.places.state)
    assert not (world.places.state / one.name).exists()


def test_it_is_told_when_it_is_whole_and_has_no_name(files, item_id, attach, out):
    one, told = attach(), []
    files.save_to(item_id, one.id, out, whole=lambda: told.append((out / one.name).exists()))
    assert told == [False]


@pytest.mark.parametrize("at", [0, 5, len(LARGE), len(LARGE) + 5])
def test_stopped_half_way_nothing_is_left(files, item_id, attach, out, at):
    one = attach("scan.bin", LARGE)

    def stop(done, _total):
        if done >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        files.save_to(item_id, one.id, out, stop)
    assert list(out.iterdir()) == []


def test_a_part_that_was_altered_leaves_nothing(files, item_id, attach, out, sql):
    one = attach("scan.bin", LARGE)
    sql("UPDATE attachment SET sealed = zeroblob(480) WHERE id = ?", one.parts[-1][0])
    with pytest.raises(Altered):
        files.save_to(item_id, one.id, out)
    assert list(out.iterdir()) == []


def test_a_disk_that_does_not_keep_it_is_told(files, item_id, attach, out, monkeypatch):
    one = attach("scan.bin", LARGE)
    # As on a disk that has no files without a name: what grows there can be found by another.
    monkeypatch.setattr(new_files, "_nameless", lambda _folder: None)

    def meddle(done, _total):
        if done == len(LARGE):
            (fresh,) = out.iterdir()
            with fresh.open("r+b") as file:
                file.write(b"other")

    with pytest.raises(NotWritable, match="did not keep"):
        files.save_to(item_id, one.id, out, meddle)
    assert list(out.iterdir()) == []


def test_no_place_for_it(files, item_id, attach, out, monkeypatch):
    one = attach()
    with pytest.raises(CannotSave, match="no folder"):
        files.save_to(item_id, one.id, out / "none" / "a.txt")
    monkeypatch.setattr(module, "_MOST_NUMBERS", 2)
    (out / "a.txt").touch()
    with pytest.raises(NotWritable, match="another folder"):
        files.save_to(item_id, one.id, out)
    with pytest.raises(NotFound):
        files.save_to(item_id, 5, out)


# Changing


@pytest.mark.usefixtures("little_room")
def test_removing_a_large_one_is_undone_without_keeping_it(undo, files, items, item_id, attach):
    one = attach("scan.bin", LARGE)
    changes = files.remove(item_id, one.id)
    assert not changes.for_good
    undo.push(Deed.REMOVE_FILE, changes)
    assert undo.undo_label == "Undo removal of an attachment"
    assert present(items, item_id) == ()
    assert not items.overviews()[item_id].has_attachment
    undo.undo()
    assert content(files, item_id, present(items, item_id)[0]) == LARGE
    undo.redo()
    undo.push(Deed.RESTORE_FILE, files.restore(item_id, one.id))
    assert [held.id for held in present(items, item_id)] == [one.id]


@pytest.mark.usefixtures("little_room")
def test_deleting_a_small_one_for_good_is_undone_and_a_large_one_says_so(
    undo, files, item_id, attach
):
    one, large = attach(), attach("large.bin", LARGE)
    undo.push(Deed.DELETE_FILE, files.delete(item_id, one.id))
    with pytest.raises(NotFound):
        content(files, item_id, one)
    undo.undo()
    assert content(files, item_id, one) == b"data"
    assert files.delete(item_id, large.id).for_good


def test_one_is_renamed(files, items, item_id, attach):
    one, other = attach("a.txt"), attach("b.txt")
    files.rename(item_id, one.id, " c.txt ")
    assert [held.name for held in present(items, item_id)] == ["c.txt", "b.txt"]
    assert not files.rename(item_id, one.id, "c.txt")
    with pytest.raises(InvalidInput, match="is called “b"):
        files.rename(item_id, one.id, "b.txt")
    with pytest.raises(InvalidInput, match="needs a name"):
        files.rename(item_id, one.id, " ")
    files.remove(item_id, other.id)
    files.rename(item_id, one.id, "b.txt")


def test_old_ones_go_with_the_old_trash(world, files, items, item_id, attach):
    old, young, kept = attach("old"), attach("young"), attach("kept")
    files.remove(item_id, old.id)
    world.clock.forward(days=20)
    files.remove(item_id, young.id)
    world.clock.forward(days=9)
    assert not items.purge_old_trash()
    world.clock.forward(days=1)
    assert items.purge_old_trash().changed == {item_id}
    details = items.item(item_id).details
    assert [one.id for one in details.attachments] == [young.id, kept.id]
    assert [gone for gone, _at in details.dropped] == [old.id]
    report = files._session.vault.check()
    assert (report.attachments, report.orphans) == (2, 0)
