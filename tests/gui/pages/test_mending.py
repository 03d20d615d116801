# SPDX-License-Identifier: GPL-3.0-or-later
"""The bad day in the real window, by keyboard: vaults broken by hand, and the ways on."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password
from tests.fakes import FakeLockSignals
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.findings import BothChanged, Older, Retired, Unrelated
from strongroom.app.items import Items
from strongroom.app.salvaging import LostAttachment, SalvageReport
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.pages.entrance import Entrance
from strongroom.gui.pages.salvage import SalvagePage
from strongroom.gui.pages.trouble_facts import facts_of
from strongroom.gui.pages.troubles import Way, trouble_of_finding
from strongroom.gui.program import Program

Key = Qt.Key


class Hall:
    """A vault with two items and a backup, its machine, and the window at its door."""

    def __init__(self, machine: World, program: Program, running: Running, qtbot: QtBot) -> None:
        self.machine = machine
        self.program = program
        self.qtbot = qtbot
        self.settle = running.settle
        session = machine.session()
        session.create(machine.path, "Personal", new_unlock())
        self.save(session, "Bank")
        session.lock()
        machine.clock.forward(days=2)
        session = machine.opened()  # its first write makes a backup of what is there
        self.save(session, "GitHub")
        session.vault.overviews()
        session.lock()
        self.good = machine.path.read_bytes()

    def save(self, session: object, title: str) -> None:
        Items(session).add(login(title))  # type: ignore[arg-type]

    @property
    def path(self) -> Path:
        return self.machine.path

    @property
    def entrance(self) -> Entrance:
        return self.program.entrance

    @property
    def salvage(self) -> SalvagePage:
        return self.entrance.mending.salvage

    def sql(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(statement)

    def unlock(self, password: str = PASSWORD) -> None:
        self.entrance.ask_for(self.path)
        self.type(password)

    def see_trouble(self) -> None:
        """Ask for the vault, whose file is not there."""
        self.entrance.ask_for(self.path)
        self.qtbot.waitUntil(lambda: self.entrance.currentWidget() is self.entrance.trouble)
        self.settle()

    def type(self, text: str) -> None:
        field = self.entrance.unlock.password
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Key.Key_Return)
        self.settle()

    def take(self, way: Way) -> None:
        """Go a way by keyboard: its button has the focus, or Tab reaches it."""
        button = self.entrance.trouble.buttons[way]
        for _step in range(20):
            if button.hasFocus():
                break
            focus = self.program.window.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, Key.Key_Tab)
        assert button.hasFocus()
        self.qtbot.keyClick(button, Key.Key_Return)
        self.settle()

    def restore(self, password: str = PASSWORD) -> Reauthenticate:
        """Have a backup put in place, and type what proves it."""
        self.take(Way.RESTORE)
        dialog = self.program.window.findChild(Reauthenticate)
        assert dialog is not None
        self.qtbot.keyClicks(dialog.password, password)
        self.qtbot.keyClick(dialog.password, Key.Key_Return)
        self.settle()
        self.program.window.activateWindow()  # no window manager does it here
        return dialog

    def begin_salvage(self, password: str = PASSWORD) -> None:
        self.qtbot.keyClicks(self.salvage.asking.proof.field, password)
        self.qtbot.keyClick(self.salvage.asking.proof.field, Key.Key_Return)
        self.settle()

    @property
    def words(self) -> str:
        page = self.entrance.currentWidget()
        assert page is not None
        return "\n".join(part.text() for part in page.findChildren(QLabel) if part.isVisible())

    @property
    def ways(self) -> list[Way]:
        assert self.entrance.currentWidget() is self.entrance.trouble
        return list(self.entrance.trouble.buttons)


@pytest.fixture
def hall(machine: World, program: Program, running: Running, qtbot: QtBot) -> Hall:
    program.window.activateWindow()
    return Hall(machine, program, running, qtbot)


def zeroed(hall: Hall, page: int) -> None:
    data = bytearray(hall.good)
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    hall.path.write_bytes(data)


# Damaged and altered


def test_a_damaged_vault_is_explained_and_its_backup_put_in_place(hall: Hall) -> None:
    zeroed(hall, 2)
    broken = hall.path.read_bytes()
    hall.unlock()
    assert hall.ways == [Way.RESTORE, Way.SALVAGE, Way.OTHER, Way.AGAIN]
    assert "damaged" in hall.words
    assert "failing disk" in hall.words
    assert "holds 1 item" in hall.words
    hall.restore()
    assert hall.entrance.currentWidget() is hall.entrance.unlock
    kept = next(file for file in hall.path.parent.iterdir() if "replaced" in file.name)
    assert kept.read_bytes() == broken
    assert kept.name in hall.entrance.unlock._said.text()
    hall.type(PASSWORD)
    # It is older than what was last seen, and that is as it has to be.
    assert hall.entrance.trouble.title.text() == "The backup is in place"
    assert kept.name in hall.words
    assert hall.ways[0] is Way.GO_ON
    with hall.qtbot.waitSignal(hall.entrance.entered, timeout=10_000):
        hall.take(Way.GO_ON)
    assert [o.title for o in hall.program.session.vault.overviews().values()] == ["Bank"]


def test_an_altered_vault_is_salvaged_by_keyboard_alone(hall: Hall) -> None:
    hall.sql("DELETE FROM details WHERE id = (SELECT min(id) FROM details)")
    hall.sql("UPDATE vault SET manifest = zeroblob(48)")
    before = hall.path.read_bytes()
    hall.unlock()
    assert hall.ways[:2] == [Way.RESTORE, Way.SALVAGE]
    assert "does not have its key" in hall.words
    hall.take(Way.SALVAGE)
    page = hall.salvage
    assert hall.entrance.currentWidget() is page
    assert page.asking.proof.field.hasFocus()
    hall.begin_salvage("wrong")
    assert "wrong" in page.asking._problem.text()
    assert page.asking.proof.field.count == 0
    hall.begin_salvage()
    assert page.report.open_button.hasFocus()
    assert "Saved: 1 item" in hall.words
    assert "incomplete" in hall.words
    target = hall.path.with_name("Personal salvaged.strongroom")
    assert target.exists()
    assert hall.path.read_bytes() == before
    hall.qtbot.keyClick(page.report.open_button, Key.Key_Return)
    assert hall.entrance.currentWidget() is hall.entrance.unlock
    assert page.report.summary.text() == ""
    with hall.qtbot.waitSignal(hall.entrance.entered, timeout=10_000):
        hall.type(PASSWORD)
    assert len(hall.program.session.vault.overviews()) == 2


def test_without_a_backup_there_is_salvage(hall: Hall) -> None:
    for folder in hall.path.parent.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    zeroed(hall, 2)
    hall.unlock()
    assert hall.ways == [Way.SALVAGE, Way.OTHER, Way.AGAIN]
    assert "no backup" in hall.words


def test_a_vault_that_was_deleted_comes_back_from_its_backup(hall: Hall) -> None:
    hall.path.unlink()
    hall.see_trouble()
    assert hall.ways == [Way.RESTORE, Way.AGAIN, Way.OTHER, Way.FORGET]
    assert "holds 1 item" in hall.words
    assert "What was saved after it is not in it" in hall.words
    assert str(hall.path) not in hall.words
    hall.restore()
    hall.type(PASSWORD)
    with hall.qtbot.waitSignal(hall.entrance.entered, timeout=10_000):
        hall.take(Way.GO_ON)
    assert [o.title for o in hall.program.session.vault.overviews().values()] == ["Bank"]


def test_another_vault_in_its_place_is_told_from_a_wrong_password(hall: Hall) -> None:
    hall.unlock("not the password")
    assert hall.entrance.currentWidget() is hall.entrance.unlock
    other = hall.path.with_name("Other.strongroom")
    session = hall.machine.session()
    session.create(other, "Other", new_unlock("another password"))
    session.lock()
    other.replace(hall.path)
    hall.machine.clock.forward(days=1)  # past what a wrong password has to wait
    hall.unlock()
    hall.settle()
    assert hall.entrance.trouble.title.text() == "Another vault lies here"
    assert hall.ways == [Way.RESTORE, Way.AGAIN, Way.OTHER]
    assert "holds 1 item" in hall.words


def test_nothing_is_restored_where_the_whole_folder_is_away(hall: Hall) -> None:
    hall.path.parent.rename(hall.path.parent.with_name("unplugged"))
    hall.see_trouble()
    assert Way.RESTORE not in hall.ways
    assert "no backup" not in hall.words


def test_a_backup_that_went_meanwhile_is_said(hall: Hall) -> None:
    zeroed(hall, 2)
    hall.unlock()
    for folder in hall.path.parent.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    hall.restore()
    assert hall.entrance.currentWidget() is hall.entrance.trouble
    assert hall.entrance.trouble._sentence.text()
    assert hall.entrance.trouble.buttons[Way.RESTORE].isEnabled()


def test_what_is_no_vault_any_more_can_be_salvaged(hall: Hall) -> None:
    zeroed(hall, 1)
    hall.unlock()
    assert Way.SALVAGE in hall.ways
    hall.take(Way.SALVAGE)
    hall.begin_salvage()
    assert "Saved: 2 items" in hall.words
    assert hall.salvage.title.text() == "Salvaged"


def test_lost_unlock_methods_come_from_a_copy(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = hall.path.with_name("copy.strongroom")
    copy.write_bytes(hall.good)
    zeroed(hall, 2)
    hall.unlock()
    hall.take(Way.SALVAGE)
    hall.begin_salvage()
    asking = hall.salvage.asking
    assert "unlock methods" in asking._problem.text()
    asking.methods_button.click()
    dialog = hall.program.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(copy))
    dialog.close()
    assert "copy.strongroom" in asking.methods_button.text()
    hall.begin_salvage()
    assert "Saved: 2 items" in hall.words
    asking.methods_button.click()  # a second press lets go of it
    assert "copy.strongroom" not in asking.methods_button.text()
    assert monkeypatch is not None


def test_a_salvage_can_be_given_up_and_a_lock_gives_it_up(
    hall: Hall, signals: FakeLockSignals
) -> None:
    zeroed(hall, 2)
    hall.unlock()
    hall.take(Way.SALVAGE)
    page = hall.salvage
    with hall.qtbot.waitSignal(hall.entrance.mending._salvaging.failed, timeout=10_000):
        hall.qtbot.keyClicks(page.asking.proof.field, PASSWORD)
        hall.qtbot.keyClick(page.asking.proof.field, Key.Key_Return)
        assert page.running.cancel.hasFocus()
        hall.qtbot.keyClick(page.running.cancel, Key.Key_Return)
        assert page.running.step.text() == "Cancelling…"
        assert not page.running.cancel.isEnabled()
    assert page.running.cancel.isEnabled()
    hall.qtbot.keyClicks(page.asking.proof.field, "half typed")
    hall.program.opening.lock_out(LockReason.SCREEN_LOCKED)
    assert page.asking.proof.field.count == 0
    assert hall.entrance.currentWidget() is hall.entrance.unlock
    assert signals is not None


def test_back_leads_to_the_door(hall: Hall) -> None:
    zeroed(hall, 2)
    hall.unlock()
    hall.take(Way.SALVAGE)
    hall.qtbot.keyClick(hall.salvage.back_button, Key.Key_Return)
    assert hall.entrance.currentWidget() is hall.entrance.unlock


def test_a_salvage_asks_for_what_opens_the_vault(hall: Hall, tmp_path: Path) -> None:
    zeroed(hall, 2)
    hall.unlock()
    hall.take(Way.SALVAGE)
    asking = hall.salvage.asking
    hall.qtbot.keyClick(asking.begin_button, Key.Key_Return)
    assert asking._problem.text() == "Type what opened this vault."
    asking.proof.method_button.click()
    assert asking.proof.by_code
    hall.qtbot.keyClicks(asking.proof.field, "1234")
    hall.qtbot.keyClick(asking.proof.field, Key.Key_Return)
    hall.settle()
    assert asking._problem.text()
    asking.proof.method_button.click()
    assert asking.proof.key_button.isVisible()
    asking.proof.key_button.click()
    assert asking.proof.key_file.button.hasFocus()
    asking.change_button.click()
    dialog = asking.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(tmp_path / "Elsewhere.strongroom"))
    dialog.close()
    hall.begin_salvage()
    assert asking._target == tmp_path / "Elsewhere.strongroom"


def test_a_report_is_saved_and_what_hinders_it_said(hall: Hall) -> None:
    zeroed(hall, 1)
    hall.unlock()
    hall.take(Way.SALVAGE)
    hall.begin_salvage()
    face = hall.salvage.report
    face.save_button.click()
    dialog = hall.program.window.findChildren(QFileDialog)[-1]
    place = hall.path.with_name("report.txt")
    dialog.fileSelected.emit(str(place))
    assert not face.save_button.isEnabled()
    dialog.close()
    hall.qtbot.waitUntil(lambda: "report.txt" in face.said.text())
    assert face.save_button.isEnabled()
    assert "Saved: 2 items" in place.read_text()
    face.save(place)
    hall.qtbot.waitUntil(lambda: "exists already" in face.said.text())
    face.save(place.parent / "none" / "x.txt")
    hall.qtbot.waitUntil(lambda: "cannot be written" in face.said.text())
    face.forget()
    face.save(place.with_name("again.txt"))
    assert not place.with_name("again.txt").exists()


def test_a_long_report_names_some_and_counts_the_rest(hall: Hall) -> None:
    zeroed(hall, 1)
    hall.unlock()
    hall.take(Way.SALVAGE)
    titles = tuple(f"Item {number}" for number in range(30))
    lost = (LostAttachment("Contract", "a.pdf"),)
    hall.salvage.show_report(
        SalvageReport(without_details=titles, lost_attachments=lost, folder="F")
    )
    assert "Item 11" in hall.words
    assert "Item 12" not in hall.words
    assert "and 18 more, named in the saved report" in hall.words
    assert "Contract: a.pdf" in hall.words
    assert hall.salvage.title.text() == "Salvaged in part"
    assert hall.salvage._left_alone.isActive()
    hall.salvage._left_alone.timeout.emit()  # nobody is there any more
    assert hall.entrance.currentWidget() is hall.entrance.unlock
    assert not hall.salvage._left_alone.isActive()
    assert hall.salvage.report.names.text() == ""


# Older, both changed, retired


def test_an_older_copy_is_told_in_numbers_and_compared_with_its_backup(hall: Hall) -> None:
    session = hall.machine.opened()
    hall.machine.clock.forward(days=1)
    hall.save(session, "Later")
    session.vault.overviews()
    session.lock()
    hall.path.write_bytes(hall.good)
    hall.unlock()
    assert hall.entrance.trouble.title.text() == "An older copy of this vault"
    for fact in ("Last seen here", "Items then\n3", "Items in this copy\n2", "Saves missing"):
        assert fact in hall.words
    assert hall.ways[:3] == [Way.LOOK, Way.COMPARE_BACKUP, Way.COMPARE]
    assert hall.entrance.trouble.buttons[Way.COMPARE_BACKUP].property("large")
    hall.take(Way.COMPARE_BACKUP)
    dialog = hall.program.comparing.dialog
    assert dialog is not None
    hall.qtbot.waitUntil(lambda: bool(dialog.counts.text()), timeout=10_000)
    assert dialog.take.isHidden()
    dialog.reject()


def test_a_copy_of_the_persons_choosing_is_compared_item_by_item(hall: Hall) -> None:
    other = hall.path.with_name("other.strongroom")
    session = hall.machine.opened()
    hall.save(session, "Only there")
    session.lock()
    shutil.copyfile(hall.path, other)
    hall.path.write_bytes(hall.good)
    hall.unlock()
    hall.take(Way.COMPARE)
    chooser = hall.program.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(other))
    chooser.close()
    hall.settle()
    dialog = hall.program.comparing.dialog
    assert dialog is not None
    listed = dialog.finder.table.items
    hall.qtbot.waitUntil(lambda: listed.rowCount() == 1, timeout=10_000)
    hall.settle()
    assert listed.overview(0).title == "Only there"
    hall.program.opening.lock(LockReason.BY_HAND)
    hall.settle()


def test_what_cannot_be_compared_is_said_on_the_page(hall: Hall) -> None:
    session = hall.machine.opened()
    hall.save(session, "Later")
    session.lock()
    hall.path.write_bytes(hall.good)
    hall.unlock()
    hall.program.comparing.start(hall.path.with_name("none.strongroom"))
    hall.settle()
    assert "none.strongroom" in hall.entrance.trouble._sentence.text()


def test_one_wish_to_merge_begins_one_merge(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Path | None] = []
    monkeypatch.setattr(hall.program.interior.copies.merging, "start", begun.append)
    hall.entrance.merge_wanted.emit(hall.path)
    assert begun == [hall.path]


def forked(hall: Hall) -> Path:
    """Fork the vault between two machines, and return the copy of the other one."""
    other = World(hall.path.parent.parent, "there")
    there = hall.path.with_name("there.strongroom")
    shutil.copyfile(hall.path, there)
    session = other.opened(path=there)
    hall.save(session, "From there")
    session.lock()
    session = hall.machine.opened()
    hall.save(session, "From here")
    session.lock()
    mine = hall.path.with_name("mine.strongroom")
    hall.path.rename(mine)
    shutil.copyfile(there, hall.path)
    return mine


def test_two_copies_that_went_separate_ways_are_merged_from_the_page(hall: Hall) -> None:
    mine = forked(hall)
    hall.unlock()
    assert hall.entrance.trouble.title.text() == "Two copies went separate ways"
    assert "Saves that only it has\n1" in hall.words
    assert hall.ways[0] is Way.MERGE
    with hall.qtbot.waitSignal(hall.entrance.merge_wanted, timeout=10_000):
        hall.take(Way.MERGE)
    chooser = hall.program.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(mine))
    chooser.close()
    hall.settle()
    merging = hall.program.interior.copies.merging
    assert merging.dialog is not None
    merging.dialog.merge_wanted.emit()
    hall.settle()
    hall.qtbot.waitUntil(lambda: not hall.program.session.vault.read_only, timeout=10_000)
    titles = {one.title for one in hall.program.session.vault.overviews().values()}
    assert titles == {"Bank", "GitHub", "From here", "From there"}


def retired(hall: Hall) -> Path:
    """Change the password, and put the copy from before in the vault's place."""
    session = hall.machine.opened()
    session.begin_rekey(with_password(), new_unlock("a wholly new password")).finish()
    session.lock()
    force = hall.path.with_name("force.strongroom")
    hall.path.rename(force)
    hall.path.write_bytes(hall.good)
    return force


def test_a_retired_copy_is_merged_into_the_vault_in_force(hall: Hall) -> None:
    force = retired(hall)
    hall.unlock()
    assert hall.entrance.trouble.title.text() == "Locked with an earlier password"
    assert "Password changed" in hall.words
    assert hall.ways == [Way.OTHER, Way.MERGE_INTO, Way.LOOK]
    hall.take(Way.MERGE_INTO)
    chooser = hall.program.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(force))
    chooser.close()
    hall.settle()
    assert "in force" in hall.entrance.unlock._said.text()
    with hall.qtbot.waitSignal(hall.entrance.merge_wanted, timeout=10_000) as wanted:
        hall.type("a wholly new password")
    assert wanted.args == [hall.path]
    hall.settle()
    hall.qtbot.waitUntil(
        lambda: hall.program.window.findChild(Reauthenticate) is not None, timeout=10_000
    )


@pytest.mark.parametrize(
    ("finding", "labels"),
    [
        (Older(3, 2, 1, 1), 4),
        (Older(None, 2, 1), 2),
        (BothChanged(3, 2, 1, 1, 2), 5),
        (Retired(1, 3, 2, 5), 4),
        (Retired(1), 1),
        (Unrelated(3, 2, 5), 3),
        (None, 0),
    ],
)
def test_every_finding_has_its_facts(finding: object, labels: int) -> None:
    assert len(facts_of(finding)) == labels


@pytest.mark.parametrize("restored", [True, False])
@pytest.mark.parametrize("finding", [Older(1, 1, 1), BothChanged(1, 1, 1), Retired(1), Unrelated()])
def test_every_finding_has_a_page_with_a_way_on(finding: object, *, restored: bool) -> None:
    trouble = trouble_of_finding(finding, restored=restored)
    assert trouble.title
    assert trouble.advice
    assert Way.OTHER in trouble.ways


def test_a_backup_that_was_gutted_leaves_its_place_to_the_next(hall: Hall) -> None:
    (genuine,) = hall.path.with_name("Personal backups").iterdir()
    planted = genuine.with_name("Personal 2024-12-31 00.00.00+0000.strongroom")
    shutil.copyfile(genuine, planted)
    with closing(sqlite3.connect(planted)) as connection, connection:
        connection.execute("DELETE FROM details")
    zeroed(hall, 2)
    broken = hall.path.read_bytes()
    hall.unlock()
    dialog = hall.restore("wrong")
    assert "wrong" in dialog.said.text()
    assert hall.path.read_bytes() == broken
    hall.qtbot.keyClicks(dialog.password, PASSWORD)
    hall.qtbot.keyClick(dialog.password, Key.Key_Return)
    hall.settle()
    assert hall.path.read_bytes() == genuine.read_bytes()
