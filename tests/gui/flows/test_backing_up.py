# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups in the window, over real vaults: what is shown, what comes back, what a lock closes."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from shiboken6 import isValid
from tests.app.worlds import World, login, new_unlock, with_password
from tests.gui.conftest import Running

from strongroom.app.backups import Backups, BackupState
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.dialogs.backups import BackupsDialog
from strongroom.gui.dialogs.comparison import ComparisonDialog
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.copy_items import CopyItems
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.program import Program
from strongroom.gui.settings_table import Page

NEW = "another master password"


@pytest.fixture
def a_vault(machine: World) -> Path:
    """A vault with two backups: of three items, then of two, one of them changed."""
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(machine.path, "Personal", new_unlock())
    items = Items(session)
    ids = {o.title: o.id for o in _added(items, "Same", "Edited", "Buried")}
    assert Backups(session).make()
    machine.clock.forward(seconds=3600)
    item = items.item(ids["Edited"])
    content = msgspec.structs.replace(item.content(), fields=item.fields[:1])
    items.save(item.id, content, base_version=item.details.version)
    items.delete_forever([ids["Buried"]])
    assert Backups(session).make()
    machine.clock.forward(seconds=3600)
    _added(items, "Added")
    session.lock()
    return machine.path


def _added(items, *titles):
    changes = items.add_many([login(title) for title in titles])
    return [overview for overview in changes.items.values() if overview is not None]


@pytest.fixture
def dialog(opened: Program, running: Running) -> BackupsDialog:
    """The list of backups over the open vault."""
    opened.window.actions_by_id["backups"].trigger()
    running.settle()
    found = opened.interior.copies.backing_up.dialog
    assert found is not None
    return found


def cells(dialog: BackupsDialog) -> list[list[object]]:
    rows = dialog.table.rows
    return [[rows.index(r, c).data() for c in range(1, 4)] for r in range(rows.rowCount())]


def titles(program: Program, *, trash: bool = False) -> set[str]:
    found = program.interior.items.overviews().values()
    return {o.title for o in found if (o.trashed is not None) == trash}


def comparison(program: Program) -> ComparisonDialog:
    return program.window.findChildren(ComparisonDialog)[-1]


def shown(found: ComparisonDialog | CopyItems) -> list[str]:
    rows = found.finder.table.items
    return [rows.overview(row).title for row in range(rows.rowCount())]


def visible(program: Program) -> list[QDialog]:
    return [found for found in program.window.findChildren(QDialog) if found.isVisible()]


def test_they_are_listed_and_each_is_checked(dialog):
    assert [(row[0], row[2]) for row in cells(dialog)] == [("2", "Good"), ("3", "Good")]
    assert "Personal backups" in dialog.place.text()
    rows, at = dialog.table.rows, Qt.ItemDataRole.TextAlignmentRole
    right = Qt.AlignmentFlag.AlignRight
    ends = [bool(rows.index(0, n).data(at) and rows.index(0, n).data(at) & right) for n in range(4)]
    assert ends == [False, True, True, False]
    assert dialog.table.hasFocus()
    assert dialog.table.currentIndex().row() == 0


def test_one_that_is_damaged_can_only_be_seen(opened, running, dialog):
    dialog.reject()
    damaged = dialog.table.rows.backups[0].path
    damaged.write_bytes(damaged.read_bytes()[:-4096])
    opened.interior.copies.backing_up.show()
    running.settle()
    dialog = opened.interior.copies.backing_up.dialog
    assert cells(dialog)[0][2] == "Damaged"
    dialog.table.selectRow(0)
    assert not dialog.look.isEnabled()
    assert not dialog.compare.isEnabled()
    dialog.table.selectRow(1)
    assert dialog.compare.isEnabled()


def test_one_is_made_now_and_no_second_of_the_same(running, dialog):
    dialog.make.click()
    running.settle()
    assert [row[0] for row in cells(dialog)] == ["3", "2", "3"]
    dialog.make.click()
    running.settle()
    assert "nothing new" in dialog.notice.text.text()
    assert len(cells(dialog)) == 3
    assert dialog.progress.isHidden()


def test_none_yet(opened, running, dialog, qtbot):
    for backup in dialog.table.rows.backups:
        backup.path.unlink()
    dialog.reject()
    opened.interior.copies.backing_up.show()
    running.settle()
    dialog = opened.interior.copies.backing_up.dialog
    assert dialog.nothing.isVisible()
    qtbot.mouseClick(dialog.nothing.offers[0], Qt.MouseButton.LeftButton)
    running.settle()
    assert len(cells(dialog)) == 1
    assert dialog.table.isVisible()


def test_a_look_inside_by_keys_alone(opened, running, dialog, qtbot, board):
    dialog.table.selectRow(1)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    running.settle()
    inside = dialog.findChildren(CopyItems)[-1]
    assert shown(inside) == ["Buried", "Edited", "Same"]
    assert inside.finder.search.hasFocus()
    qtbot.keyClicks(inside.finder.search, "BUR")
    assert shown(inside) == ["Buried"]
    qtbot.keyClick(inside.finder.search, Qt.Key.Key_Down)
    running.settle()
    assert inside.sides.sides[0].title.accessibleName() == "Buried"
    password = next(row for row in inside.sides.rows if row.field.concealed)
    password.copy_wanted.emit()
    assert board.text == "hunter2"
    inside.finder.search.setText("nothing like it")
    assert inside.finder.nothing.isVisible()
    inside.finder.search.clear()
    inside.finder.table.choose_row(0)
    inside.take.click()
    running.settle()
    assert titles(opened) == {"Same", "Edited", "Added", "Buried"}
    assert not isValid(inside) or not inside.isVisible()


def test_a_comparison_by_groups_and_side_by_side(opened, running, dialog):
    dialog.table.selectRow(1)
    dialog.compare.click()
    running.settle()
    found = comparison(opened)
    assert "3 items differ · 1 is the same" in found.counts.text()
    assert shown(found) == ["Buried", "Edited", "Added"]
    groups = [["Buried"], ["Edited"], ["Added"]]
    for number, expected in enumerate(groups, start=1):
        found.groups.choose(number)
        running.settle()
        assert shown(found) == expected
    assert not found.take.isEnabled()  # it is not in the backup
    found.groups.choose(2)
    running.settle()
    here, there = found.sides.sides
    assert (here.heading.text(), here.title.accessibleName()) == ("Vault, now", "Edited")
    assert there.heading.text().startswith("Backup, ")
    found.take.click()
    running.settle()
    edited = next(o.id for o in opened.interior.items.overviews().values() if o.title == "Edited")
    item = opened.interior.items.item(edited)
    assert len(item.fields) == 4
    assert len(item.details.history) == 2


def test_all_of_it_comes_back_and_undo_takes_it_away(opened, running, dialog):
    before = opened.interior.items.overviews()
    dialog.table.selectRow(1)
    dialog.restore.click()
    running.settle()
    question = dialog.findChild(Confirm)
    assert question is not None
    question.deed.click()
    running.settle()
    assert titles(opened) == {"Same", "Edited", "Buried"}
    assert titles(opened, trash=True) == {"Added"}
    assert opened.window.actions_by_id["undo"].text() == "Undo restore from a backup"
    opened.window.actions_by_id["undo"].trigger()
    running.settle()
    assert opened.interior.items.overviews() == before


def test_nothing_to_bring_back_is_said(opened, running, dialog):
    for _time in range(2):
        dialog = opened.interior.copies.backing_up.dialog
        if not isValid(dialog) or not dialog.isVisible():
            opened.interior.copies.backing_up.show()
            running.settle()
            dialog = opened.interior.copies.backing_up.dialog
        dialog.table.selectRow(len(cells(dialog)) - 1)
        dialog.restore.click()
        running.settle()
        dialog.findChild(Confirm).deed.click()
        running.settle()
    assert "nothing was changed" in dialog.notice.text.text()


@pytest.mark.parametrize("deed", ["look", "compare", "restore"])
def test_a_lock_closes_all_of_it(opened, running, dialog, deed):
    getattr(dialog, deed).click()
    running.settle()
    opened.opening.lock()
    running.settle()
    assert visible(opened) == []


@pytest.mark.parametrize("deed", ["make", "look", "compare", "restore"])
def test_a_lock_closes_what_has_just_begun(opened, running, dialog, deed):
    getattr(dialog, deed).click()
    opened.opening.lock()
    assert visible(opened) == []
    running.settle()
    assert visible(opened) == []
    assert not opened.session.is_open


def test_an_earlier_password_is_asked_for_and_its_backups_can_go(
    opened, running, dialog, machine, qtbot
):
    dialog.reject()
    opened.opening.lock()
    running.settle()
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.unlock(machine.path, with_password())
    session.begin_rekey(with_password(), new_unlock(NEW)).finish()
    session.lock()
    with qtbot.waitSignal(opened.entrance.entered, timeout=10_000):
        opened.opening.unlock(machine.path, with_password(NEW))
    running.settle()
    opened.interior.copies.backing_up.show()
    running.settle()
    dialog = opened.interior.copies.backing_up.dialog
    assert {backup.state for backup in dialog.table.rows.backups} == {BackupState.OTHER_KEY}
    assert "3 backups" in dialog.notice.text.text()
    dialog.table.selectRow(2)
    dialog.compare.click()
    running.settle()
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    asked.given.emit(with_password("wrong"))
    running.settle()
    assert asked.isVisible()
    asked.given.emit(with_password())
    running.settle()
    assert "3 items differ" in comparison(opened).counts.text()
    comparison(opened).reject()
    qtbot.mouseClick(dialog.notice.offers[0], Qt.MouseButton.LeftButton)
    dialog.findChild(Confirm).deed.click()
    running.settle()
    assert cells(dialog) == []
    assert dialog.notice.isHidden()


def test_a_backup_that_cannot_be_made_is_said(opened, running, machine, dialog):
    dialog.reject()
    for backup in dialog.table.rows.backups:
        backup.path.unlink()
    folder = machine.places.documents / "Personal backups"
    folder.rmdir()
    folder.touch()
    opened.interior.editing.add(login("More"))
    running.settle()
    assert "More" in titles(opened)
    opened.interior.copies.backing_up.show()
    running.settle()
    dialog = opened.interior.copies.backing_up.dialog
    dialog.make.click()
    running.settle()
    assert "No backup was made" in dialog.notice.text.text()


def test_where_they_lie_is_a_setting(opened: Program, running: Running, tmp_path: Path) -> None:
    dialog = opened.preferring.show(opened.window, Page.BACKUPS)
    running.settle()
    row = dialog.rows["backups_folder"]
    row.control.choose(1)  # type: ignore[union-attr]
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(tmp_path))
    assert opened.settings.current.backups_folder == str(tmp_path)
    assert row.hint.text() == str(tmp_path)
    asked.reject()
    row.control.choose(0)  # type: ignore[union-attr]
    assert opened.settings.current.backups_folder == ""
    row.control.choose(1)  # type: ignore[union-attr]
    for found in dialog.findChildren(QFileDialog):
        found.reject()
    assert row.control.index == 0  # type: ignore[union-attr]
