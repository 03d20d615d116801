# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault's file replaced, removed, broken or out of reach under the open window.

Each is said in a notice that lasts as long as it does, nothing is written into what is not
the vault, and what was typed is there when the file is.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login, new_unlock
from tests.gui.pages.test_vault import Desk

from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.gui.dialogs.backups import BackupsDialog
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.pages.editor_values import ValueInput
from strongroom.gui.program import Program
from strongroom.gui.widgets.toast import Saying

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(opened: Program, qtbot: QtBot) -> Desk:
    opened.interior.items.add_many([login("GitHub"), login("Zoo")])
    made = Desk(opened, qtbot)
    made.page._browsing.start(made.page.items.question)
    made.settle()
    opened.window.activateWindow()
    made.table.setFocus()
    made.click_row(0)
    return made


def look(desk: Desk) -> None:
    desk.page._watching.look()
    desk.settle()


def notice(desk: Desk) -> str:
    return desk.page.notice.text if desk.page.notice.isVisible() else ""


def begin_to_type(desk: Desk) -> None:
    desk.trigger("edit")
    desk.page.detail.editor.fields.make_all()
    username(desk).put("typed")


def username(desk: Desk) -> ValueInput:
    rows = desk.page.detail.editor.fields.rows
    return next(row.input for row in rows if row.field.role == "username")


@dataclass(frozen=True)
class Harm:
    """What befalls the file at ``path``, and what is said of it."""

    do: Callable[[World], None]
    said: str

    def __repr__(self) -> str:
        return self.do.__name__


def removed(machine: World) -> None:
    machine.path.unlink()


def renamed(machine: World) -> None:
    machine.path.rename(machine.path.with_name("Other name.strongroom"))


def drive_gone(machine: World) -> None:
    machine.path.parent.rename(machine.path.parent.with_name("gone"))


def emptied(machine: World) -> None:
    os.truncate(machine.path, 0)


def halved(machine: World) -> None:
    os.truncate(machine.path, machine.path.stat().st_size // 2)


def cut_in_a_page(machine: World) -> None:
    os.truncate(machine.path, machine.path.stat().st_size - 100)


def rubbish(machine: World) -> None:
    machine.path.write_bytes(b"rubbish " * 4096)


def rubbish_inside(machine: World) -> None:
    content = bytearray(machine.path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    machine.path.write_bytes(content)


def a_folder(machine: World) -> None:
    machine.path.unlink()
    machine.path.mkdir()


def another_vault(machine: World) -> None:
    there = machine.path.with_name("Another.strongroom")
    session = machine.session()
    session.create(there, "Another", new_unlock())
    session.lock()
    there.replace(machine.path)


HARMS = [
    Harm(removed, "moved, renamed or deleted"),
    Harm(renamed, "moved, renamed or deleted"),
    Harm(drive_gone, "its drive was taken away"),
    Harm(emptied, "Something else lies in the place"),
    Harm(halved, "cannot be read"),
    Harm(cut_in_a_page, "cannot be read"),
    Harm(rubbish, "Something else lies in the place"),
    Harm(rubbish_inside, "damaged"),
    Harm(a_folder, "is a folder"),
    Harm(another_vault, "another vault by now"),
]


def put_back(machine: World, aside: Path) -> None:
    """Bring the folder back as it was, or the file."""
    gone = machine.path.parent.with_name("gone")
    if gone.exists():
        gone.rename(machine.path.parent)
        return
    if machine.path.is_dir():
        machine.path.rmdir()
    shutil.copyfile(aside, machine.path)


def state_of(machine: World) -> dict[str, bytes]:
    folder = machine.path.parent
    files = folder.iterdir() if folder.exists() else ()
    return {file.name: file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize("harm", HARMS, ids=repr)
def test_what_befalls_the_file_is_said_and_over_when_it_is_back(
    desk: Desk, machine: World, tmp_path: Path, harm: Harm
) -> None:
    begin_to_type(desk)
    aside = Path(shutil.copyfile(machine.path, tmp_path / "aside"))
    harm.do(machine)
    before = state_of(machine)
    look(desk)
    assert harm.said in notice(desk)
    assert "what you type stays" in notice(desk)
    assert desk.titles == ["GitHub", "Zoo"]
    desk.trigger("save")
    assert desk.editing()
    assert desk.page.detail.editor.notice.isVisible()
    assert username(desk).value() == "typed"
    assert state_of(machine) == before
    look(desk)
    assert harm.said in notice(desk)

    put_back(machine, aside)
    look(desk)
    assert notice(desk) == ""
    (save,) = desk.page.detail.editor.notice.offers
    assert save.text() == "Save now"
    save.click()
    desk.settle()
    assert not desk.editing()
    assert desk.seen("GitHub").username == "typed"


@pytest.mark.parametrize("harm", HARMS, ids=repr)
def test_a_lock_keeps_what_was_typed_and_offers_it_when_the_file_is_back(
    desk: Desk, machine: World, tmp_path: Path, harm: Harm
) -> None:
    begin_to_type(desk)
    aside = Path(shutil.copyfile(machine.path, tmp_path / "aside"))
    harm.do(machine)
    look(desk)
    desk.trigger("lock")
    put_back(machine, aside)
    session = machine.opened()
    (draft,) = Items(session).drafts()
    assert "typed" in {field.value for field in draft.content.fields}
    session.lock()


def test_quitting_offers_to_keep_a_draft(desk: Desk, machine: World) -> None:
    begin_to_type(desk)
    aside = machine.path.rename(machine.path.with_suffix(".aside"))
    look(desk)
    desk.program.window.close()
    asked = desk.dialog(LeaveDialog)
    asked.save.click()
    desk.qtbot.waitUntil(lambda: not desk.program.window.isVisible())
    desk.program.end()
    aside.rename(machine.path)
    session = machine.opened()
    assert len(Items(session).drafts()) == 1
    session.lock()


def test_it_is_said_within_a_second_by_itself(desk: Desk, machine: World) -> None:
    desk.settle()
    machine.path.unlink()
    desk.qtbot.waitUntil(lambda: bool(notice(desk)), timeout=1000)


def test_a_trouble_is_said_once_to_whoever_listens(desk: Desk, machine: World) -> None:
    heard: list[object] = []
    desk.page._watching.trouble.connect(heard.append)
    aside = machine.path.rename(machine.path.with_suffix(".aside"))
    for _look in range(3):
        look(desk)
    aside.rename(machine.path)
    for _look in range(3):
        look(desk)
    assert len(heard) == 2
    assert heard[1] is None


def test_a_save_that_fails_lets_it_be_said_at_once(desk: Desk, machine: World) -> None:
    machine.path.unlink()
    desk.trigger("favourite")
    desk.settle()
    assert "moved, renamed or deleted" in notice(desk)


def test_an_item_that_is_asked_for_meanwhile_comes_when_the_file_does(
    desk: Desk, machine: World
) -> None:
    aside = machine.path.rename(machine.path.with_suffix(".aside"))
    look(desk)
    desk.click_row(1)
    before = desk.page.detail.item
    aside.rename(machine.path)
    look(desk)
    desk.settle()
    item = desk.page.detail.item
    assert before is None
    assert item is not None
    assert item.overview.title == "Zoo"


# Not the latest


def older(machine: World, session: Session) -> None:
    """Put a copy in the vault's place that lacks the last save."""
    old = machine.path.read_bytes()
    Items(session).add(login("Later"))
    machine.path.write_bytes(old)


def test_an_older_copy_is_explained_and_changes_nothing(desk: Desk, machine: World) -> None:
    begin_to_type(desk)
    older(machine, desk.program.session)
    look(desk)
    assert "older than the one last opened here" in notice(desk)
    assert not desk.action("new").isEnabled()
    assert desk.editing()
    before = machine.path.read_bytes()
    desk.trigger("save")
    desk.page.detail.editor.save()
    desk.settle()
    assert machine.path.read_bytes() == before
    assert "older" in desk.page.detail.editor.notice.text.text()


def test_the_right_file_put_back_ends_it(desk: Desk, machine: World) -> None:
    old = machine.path.read_bytes()
    desk.program.interior.items.add(login("Later"))
    new = machine.path.read_bytes()
    machine.path.write_bytes(old)
    look(desk)
    assert "Later" not in desk.titles
    assert notice(desk)
    machine.path.write_bytes(new)
    look(desk)
    assert notice(desk) == ""
    assert "Later" in desk.titles
    assert desk.action("new").isEnabled()


def test_one_can_go_on_with_an_older_copy_and_the_editor_stays(desk: Desk, machine: World) -> None:
    begin_to_type(desk)
    older(machine, desk.program.session)
    look(desk)
    page = desk.page
    go_on = next(b for b in page.notice.bar.offers if b.text() == "Go on with this copy")
    go_on.click()
    desk.settle()
    assert desk.program.interior.page is page
    assert notice(desk) == ""
    assert desk.editing()
    desk.page.detail.editor.save()
    desk.settle()
    assert desk.seen("GitHub").username == "typed"


def test_a_copy_that_went_its_own_way_is_explained(
    desk: Desk, machine: World, tmp_path: Path
) -> None:
    elsewhere = World(tmp_path, "another machine")
    copy = tmp_path / "copy.strongroom"
    shutil.copyfile(machine.path, copy)
    session = elsewhere.opened(path=copy)
    Items(session).add(login("Theirs"))
    session.lock()
    desk.program.interior.items.add(login("Ours"))
    copy.replace(machine.path)
    look(desk)
    assert "both changed" in notice(desk)
    assert "Theirs" in desk.titles
    assert not desk.action("new").isEnabled()


def test_a_refused_save_that_found_an_older_copy_is_told(desk: Desk, machine: World) -> None:
    older(machine, desk.program.session)
    desk.trigger("favourite")
    desk.settle()
    assert "older" in notice(desk)


# Permission, read-only places, full disks: a file system of the test's own says so


def mounted(place: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A small drive that can be taken out and be made read-only."""
    place = tmp_path / "documents"
    place.mkdir()
    if not mounted(place, "size=512k"):
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


@pytest.fixture
def on_stick(stick: Path, request: pytest.FixtureRequest) -> Desk:
    """The same vault, on a drive of its own."""
    found = request.getfixturevalue("desk")
    assert isinstance(found, Desk)
    assert os.path.ismount(stick)
    return found


def fill(file: Path) -> None:
    """Leave no room where ``file`` lies."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(descriptor, bytes(4096)):
            pass
    os.close(descriptor)


def test_a_drive_that_is_taken_out_and_put_back(
    on_stick: Desk, stick: Path, machine: World
) -> None:
    desk = on_stick
    begin_to_type(desk)
    content = machine.path.read_bytes()
    subprocess.run(["umount", str(stick)], check=True)
    look(desk)
    assert "its drive was taken away" in notice(desk)
    desk.trigger("save")
    assert list(stick.iterdir()) == []
    assert mounted(stick, "size=512k")
    machine.path.write_bytes(content)
    look(desk)
    assert notice(desk) == ""
    desk.page.detail.editor.save()
    desk.settle()
    assert desk.seen("GitHub").username == "typed"


def test_a_full_disk_is_said_and_the_save_goes_through_when_there_is_room(
    on_stick: Desk, stick: Path, machine: World
) -> None:
    desk = on_stick
    begin_to_type(desk)
    filler = stick / "filler"
    fill(filler)
    before = machine.path.read_bytes()
    desk.trigger("save")
    assert "is full" in desk.page.detail.editor.notice.text.text()
    assert desk.editing()
    assert machine.path.read_bytes() == before
    filler.unlink()
    desk.page.detail.editor.save()
    desk.settle()
    assert desk.seen("GitHub").username == "typed"


def test_a_read_only_drive_is_said_at_the_save(on_stick: Desk, stick: Path) -> None:
    desk = on_stick
    begin_to_type(desk)
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
    desk.trigger("save")
    assert "read-only" in desk.page.detail.editor.notice.text.text()
    look(desk)
    assert notice(desk) == ""
    assert desk.page.detail.item is not None
    subprocess.run(["mount", "-o", "remount,rw", str(stick)], check=True)
    desk.page.detail.editor.save()
    desk.settle()
    assert desk.seen("GitHub").username == "typed"


def test_a_file_that_may_not_be_read_any_more(
    desk: Desk, machine: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests may be root, whom no permission stops.
    real = os.open

    def refused(path: object, *more: object, **others: object) -> int:
        if path == machine.path:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr("strongroom.vault.store.os.open", refused)
    look(desk)
    assert "permission to read" in notice(desk)
    monkeypatch.undo()
    look(desk)
    assert notice(desk) == ""


def offers(desk: Desk) -> list[str]:
    return [button.text() for button in desk.page.notice.bar.offers]


def test_what_may_be_mended_is_offered_at_the_door(desk: Desk, machine: World) -> None:
    begin_to_type(desk)
    rubbish(machine)
    look(desk)
    assert offers(desk) == ["Backups…", "Lock and mend…"]
    desk.page.notice.bar.offers[1].click()
    desk.settle()
    assert desk.program.interior.page is None


def test_an_item_whose_details_are_gone_is_told_where_it_is_opened(
    desk: Desk, machine: World
) -> None:
    desk.settle()
    with closing(sqlite3.connect(machine.path)) as connection, connection:
        connection.execute("DELETE FROM details")
    desk.page.detail.show_item(None)
    desk.page.detail.show_item(desk.seen("GitHub").id)
    desk.settle()
    shown = [label.text() for label in desk.page.detail.other.findChildren(QLabel)]
    assert any("changed by something other than Strongroom" in text for text in shown)


def test_another_vault_in_its_place_offers_the_right_backups(desk: Desk, machine: World) -> None:
    desk.program.session.safeguard.make(desk.program.session.vault)
    another_vault(machine)
    look(desk)
    assert offers(desk) == ["Backups…", "Lock and mend…"]
    desk.page.notice.bar.offers[0].click()
    desk.settle()
    dialog = desk.dialog(BackupsDialog)
    assert dialog.table.rows.backups
    dialog.close()


def test_what_is_gone_offers_its_backups_and_the_door(desk: Desk, machine: World) -> None:
    machine.path.unlink()
    look(desk)
    assert offers(desk) == ["Backups…", "Lock and mend…"]
    assert str(machine.path) not in notice(desk)
    desk.page.notice.bar.offers[0].click()
    desk.settle()
    desk.dialog(BackupsDialog).close()


def test_no_undo_is_offered_of_what_cannot_be_saved_any_more(desk: Desk, machine: World) -> None:
    toast = desk.page.detail.toast
    toast.say(Saying("Saved", "Undo", lambda: None))
    machine.path.unlink()
    look(desk)
    assert toast.text == ""


def test_an_older_copy_offers_backups_and_merging(desk: Desk, machine: World) -> None:
    older(machine, desk.program.session)
    look(desk)
    assert offers(desk) == ["Backups…", "Merge a copy…", "Go on with this copy"]
    desk.page.notice.bar.offers[0].click()
    desk.settle()
    desk.dialog(BackupsDialog).close()
