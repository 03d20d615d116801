# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports from the window, over a real vault and real files, up to the report and after it."""

import json
import stat
from pathlib import Path
from threading import Event

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QPdfWriter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.app.worlds import World, login, new_unlock, with_password
from tests.gui.conftest import Running
from tests.vault.ground import add_file

from strongroom.app.exporting import COPY, FORMATS, PAGE, ExportFormat, Order, What, export_format
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.export import ExportDialog
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.program import Program
from strongroom.model.scopes import Scope
from strongroom.secret import SecretBytes

NEW = "the password of the file"
BITWARDEN = export_format("bitwarden")


@pytest.fixture
def a_vault(machine: World) -> Path:
    """A vault with a folder of two items, one beside it, and one in the trash."""
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(machine.path, "Personal", new_unlock())
    items = Items(session)
    (work,) = items.add_folder("Work").folders
    items.add_many([login("A", folder=work), login("B", folder=work), login("C"), login("Gone")])
    gone = next(one.id for one in items.overviews().values() if one.title == "Gone")
    items.trash([gone])
    session.lock()
    return machine.path


@pytest.fixture
def act(opened: Program) -> dict[str, QAction]:
    return opened.window.actions_by_id


@pytest.fixture
def dialog(opened: Program, act: dict[str, QAction], running: Running) -> ExportDialog:
    """The export over the open vault."""
    act["export"].trigger()
    running.settle()
    return current(opened)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir(mode=0o700)
    return folder / "file"


def current(program: Program) -> ExportDialog:
    found = program.interior.exporting.dialog
    assert found is not None
    return found


def choose(dialog: ExportDialog, one: ExportFormat, path: Path) -> Path:
    """Choose a format and a place, and a password where it asks for one."""
    form = dialog.form
    form.formats.setCurrentIndex(FORMATS.index(one))
    path = path.with_suffix(one.ending)
    form.show_place(path)
    if one.encrypted:
        for field in (form.password.first, form.password.second):
            with SecretBytes.of_text(NEW) as secret:
                field.put(secret)
    return path


def asked_over(dialog: ExportDialog) -> Reauthenticate:
    """The question who it is."""
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    return asked


def confirm(dialog: ExportDialog) -> None:
    """Answer the question whether the file is to be deleted."""
    question = dialog.findChild(Confirm)
    assert question is not None
    question.deed.click()


def prove(dialog: ExportDialog, running: Running, password: str = "correct horse battery") -> None:
    """Answer who it is."""
    asked = asked_over(dialog)
    with SecretBytes.of_text(password) as secret:
        asked.password.put(secret)
    asked.deed.click()
    running.settle()


def test_everything_in_a_vault_of_its_own(
    dialog: ExportDialog, running: Running, machine: World, target: Path
) -> None:
    path = choose(dialog, COPY, target)
    dialog.form.deed.click()
    running.settle()
    assert not path.exists()
    prove(dialog, running)
    assert dialog.report.isVisible()
    assert dialog.report.text.text().startswith("3 items exported")
    assert dialog.report.reminder.isHidden()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not dialog.form.password.first.count
    there = machine.session()
    there.unlock(path, with_password(NEW))
    assert sorted(o.title for o in there.vault.overviews().values()) == ["A", "B", "C"]
    there.lock()


def test_nothing_is_written_for_whoever_does_not_know_the_password(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, BITWARDEN, target)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running, "not it")
    asked = asked_over(dialog)
    assert asked.isVisible()
    asked.cancel.click()
    running.settle()
    assert dialog.form.isVisible()
    assert list(path.parent.iterdir()) == []


def test_plain_text_with_the_trash_and_then_the_file_is_deleted(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, BITWARDEN, target)
    dialog.form.trash.setChecked(True)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    assert {one["name"] for one in json.loads(path.read_text())["items"]} == {
        *("A", "B", "C", "Gone")
    }
    (delete,) = dialog.report.reminder.offers
    delete.click()
    confirm(dialog)
    running.settle()
    assert not path.exists()
    assert "deleted" in dialog.report.reminder.text.text()


def test_what_did_not_come_is_named(
    dialog: ExportDialog, opened: Program, running: Running, target: Path
) -> None:
    vault = opened.session.vault
    add_file(vault, next(iter(vault.overviews())), "photo.jpg", lambda: [b"x"])
    choose(dialog, BITWARDEN, target)
    dialog.form.trash.setChecked(True)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    assert dialog.report.losses.isVisible()
    assert "attachment" in dialog.report.losses.text()


def test_an_export_that_is_asked_about_is_not_asked_for_again(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    choose(dialog, BITWARDEN, target)
    for _press in range(3):
        dialog.form.deed.clicked.emit()  # a key is quicker than a button that greys out
        dialog.form.print_button.clicked.emit()
    assert not dialog.form.deed.isEnabled()
    assert not dialog.form.formats.isEnabled()
    running.settle()
    assert len(dialog.findChildren(Reauthenticate)) == 1
    asked_over(dialog).cancel.click()
    running.settle()
    assert dialog.form.deed.isEnabled()
    assert dialog.form.trash.isEnabled()
    dialog.form.deed.click()
    running.settle()
    asked = [one for one in dialog.findChildren(Reauthenticate) if one.isVisible()]
    assert len(asked) == 1


def test_a_weak_password_wants_a_second_yes_and_is_never_refused(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, COPY, target)
    for field in (dialog.form.password.first, dialog.form.password.second):
        with SecretBytes.of_text("short") as secret:
            field.put(secret)
    dialog.form.deed.click()
    running.settle()
    assert dialog.findChild(Reauthenticate) is None
    question = dialog.findChild(Confirm)
    assert question is not None
    question.cancel.click()
    running.settle()
    assert dialog.form.deed.isEnabled()
    dialog.form.deed.click()
    running.settle()
    next(one for one in dialog.findChildren(Confirm) if one.isVisible()).deed.click()
    running.settle()
    prove(dialog, running)
    assert dialog.report.isVisible()
    assert path.exists()


def test_the_report_counts_what_is_in_the_file_and_can_be_saved(
    dialog: ExportDialog, opened: Program, running: Running, target: Path
) -> None:
    session = opened.session
    Items(session).add(msgspec.structs.replace(login("Safe"), kind="note"))
    path = choose(dialog, export_format("csv-chrome"), target)
    dialog.form.anyway.setChecked(True)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    text = dialog.report.text.text()
    rows = len(path.read_text().splitlines()) - 1
    assert text.startswith(f"{rows} of 4 items exported to ")
    assert dialog.report.losses.alignment() & Qt.AlignmentFlag.AlignTop
    dialog.report.save.click()
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    kept = target.with_name("report.txt")
    asked.fileSelected.emit(str(kept))
    asked.done(0)
    running.settle()
    assert f"{rows} of 4 items exported to {path}" in kept.read_text()
    assert "“Safe”" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "report.txt" in dialog.report.text.text()


def test_what_survives_the_deleting_is_said_before(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    choose(dialog, BITWARDEN, target)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    dialog.report.reminder.offers[0].click()
    question = dialog.findChild(Confirm)
    assert question is not None
    assert "synced folders" in question.accessibleDescription()


def test_a_file_that_changed_since_is_not_deleted(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, BITWARDEN, target)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    path.write_text("something dear")
    dialog.report.reminder.offers[0].click()
    confirm(dialog)
    running.settle()
    assert path.read_text() == "something dear"
    assert dialog.report.reminder.offers


def test_the_folder_of_the_file_is_shown(
    dialog: ExportDialog, opened: Program, running: Running, target: Path
) -> None:
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    opened.interior.exporting._open_url = open_url
    path = choose(dialog, BITWARDEN, target)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    dialog.report.show_folder.click()
    assert shown == [str(path.parent)]


def test_a_synced_place_wants_a_second_yes(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    (target.parent / ".stfolder").mkdir()
    path = choose(dialog, BITWARDEN, target)
    running.settle()
    form = dialog.form
    assert "others would have it. The folder is synchronised by Syncthing" in form.risk.text.text()
    form.deed.click()
    running.settle()
    assert dialog.findChild(Reauthenticate) is None
    assert "another place" in form.said.text()
    form.anyway.setChecked(True)
    form.deed.click()
    running.settle()
    prove(dialog, running)
    assert path.exists()


def test_an_encrypted_file_may_lie_there(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    (target.parent / ".stfolder").mkdir()
    choose(dialog, COPY, target)
    running.settle()
    assert dialog.form.risk.isHidden()
    assert not dialog.form.anyway.isVisible()


def test_the_second_yes_is_for_one_place(
    dialog: ExportDialog, running: Running, target: Path, tmp_path: Path
) -> None:
    (target.parent / ".stfolder").mkdir()
    choose(dialog, BITWARDEN, target)
    running.settle()
    dialog.form.anyway.setChecked(True)
    other = tmp_path / "Dropbox"
    other.mkdir()
    dialog.form.show_place(other / "x.json")
    running.settle()
    assert not dialog.form.anyway.isChecked()
    assert "Dropbox" in dialog.form.risk.text.text()


def test_a_pdf_is_painted(dialog: ExportDialog, running: Running, target: Path) -> None:
    path = choose(dialog, PAGE, target)
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    assert path.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert dialog.report.reminder.isVisible()


def test_on_paper_it_is_noted_and_reported(
    dialog: ExportDialog, opened: Program, running: Running, tmp_path: Path
) -> None:
    flow = opened.interior.exporting
    paper = QPdfWriter(str(tmp_path / "paper.pdf"))  # what a printer would be given
    proof = flow._exporting.prove(with_password())
    order = Order(What(), PAGE, tmp_path / "none")
    flow._print(dialog, order, proof, paper)
    running.settle()
    said = dialog.report.text.text()
    assert said.startswith("3 items sent to the printer. ")
    assert "print service has the pages on its disk" in said
    assert dialog.report.show_folder.isHidden()
    assert dialog.report.reminder.isHidden()
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")
    assert len(opened.interior.access_log.entries()) == 3


def test_without_a_printer_it_is_said(dialog: ExportDialog, running: Running) -> None:
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 - as the flow does

    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this machine has a printer")
    dialog.form.formats.setCurrentIndex(FORMATS.index(PAGE))
    dialog.form.print_button.click()
    running.settle()
    prove(dialog, running)
    assert "no printer" in dialog.form.said.text()


def test_passwords_that_differ_are_said_before_anybody_asks(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    choose(dialog, COPY, target)
    dialog.form.password.second.wipe()
    dialog.form.deed.click()
    running.settle()
    assert "not the same" in dialog.form.said.text()
    dialog.form.password.wipe()
    dialog.form.deed.click()
    assert "password for the file" in dialog.form.said.text()
    assert dialog.findChild(Reauthenticate) is None


def test_a_file_that_is_there_is_said_before_anybody_asks(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, BITWARDEN, target)
    path.write_text("dear")
    dialog.form.deed.click()
    running.settle()
    assert "exists already" in dialog.form.said.text()
    assert dialog.findChild(Reauthenticate) is None
    assert path.read_text() == "dear"


def test_it_may_be_replaced_once_the_dialog_of_files_was_told(
    dialog: ExportDialog, running: Running, target: Path
) -> None:
    path = choose(dialog, BITWARDEN, target)
    path.write_text("old")
    dialog.form.change.click()
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(path))
    asked.reject()
    dialog.form.deed.click()
    running.settle()
    prove(dialog, running)
    assert "items" in json.loads(path.read_text())


def test_a_selection_and_a_folder_from_their_menus(
    opened: Program, act: dict[str, QAction], running: Running
) -> None:
    page = opened.interior.page
    assert page is not None
    act["select_all"].trigger()
    running.settle()
    act["export_items"].trigger()
    running.settle()
    dialog = current(opened)
    assert dialog.form.what.currentText() == "3 selected items"
    assert not dialog.form.trash.isEnabled()
    dialog.reject()
    work = next(iter(opened.session.vault.folders()))
    page.items.go_to(Scope.folder(work))
    running.settle()
    act["export_folder"].trigger()
    running.settle()
    dialog = current(opened)
    assert dialog.form.what.currentText() == "Work (2)"
    assert dialog.form.what.currentData() == What(folder=work)


def test_stopped_it_goes_back_and_leaves_nothing(
    dialog: ExportDialog, opened: Program, running: Running, target: Path, qtbot: QtBot
) -> None:
    path = choose(dialog, COPY, target)
    begun, go_on = Event(), Event()
    vault = opened.session.vault
    real = vault.extract

    def held(*arguments: object, **more: object) -> int:
        begun.set()
        go_on.wait(10)
        return real(*arguments, **more)  # type: ignore[arg-type]

    vault.extract = held  # type: ignore[method-assign]
    dialog.form.deed.click()
    running.settle()
    asked = asked_over(dialog)
    with SecretBytes.of_text("correct horse battery") as secret:
        asked.password.put(secret)
    asked.deed.click()
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    qtbot.waitUntil(dialog.progress.isVisible, timeout=10_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    go_on.set()
    running.settle()
    assert dialog.form.isVisible()
    assert list(path.parent.iterdir()) == []
    assert dialog.form.password.first.count


def test_a_lock_closes_it_and_forgets_what_was_typed(
    dialog: ExportDialog, opened: Program, running: Running, target: Path
) -> None:
    path = choose(dialog, COPY, target)
    field = dialog.form.password.first
    opened.opening.lock()
    running.settle()
    assert not isValid(dialog) or not dialog.isVisible()
    assert not isValid(field) or not field.count
    assert list(path.parent.iterdir()) == []


def test_it_is_worked_with_the_keyboard_alone(
    dialog: ExportDialog, running: Running, target: Path, qtbot: QtBot
) -> None:
    path = choose(dialog, BITWARDEN, target)
    form = dialog.form
    form.what.setFocus()
    reached = []
    for _step in range(8):
        reached.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    wanted = [form.what, form.formats, form.change, form.trash, form.cancel, form.deed]
    assert [one for one in reached if one in wanted][:6] == wanted
    form.deed.setFocus()
    qtbot.keyClick(form.deed, Qt.Key.Key_Return)
    running.settle()
    prove(dialog, running)
    assert path.exists()


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_each_format_says_who_can_read_it(dialog: ExportDialog, one: ExportFormat) -> None:
    dialog.form.formats.setCurrentIndex(FORMATS.index(one))
    sentence = dialog.form.sentence.text()
    assert sentence.startswith("Encrypted" if one.encrypted else "Readable by anyone")
    assert dialog.form.password.isVisible() == one.encrypted
    assert dialog.form.path.suffix == one.ending
