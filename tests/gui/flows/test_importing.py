# SPDX-License-Identifier: GPL-3.0-or-later
"""An import in the real window: looked at, corrected, taken in, reported, taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.app.worlds import new_unlock
from tests.gui.conftest import Running

from strongroom.app.importing import FORMATS, Choice, Importing, Preview
from strongroom.errors import Cancelled
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.import_file import ImportDialog
from strongroom.gui.models.import_rows import COLUMNS, FATE, FOLDER, TITLE, USERNAME
from strongroom.gui.program import Program

CHROME = """name,url,username,password,note
GitHub,https://github.com/login,alice,hunter2,
Mastodon,https://mastodon.social/,bob,"pass,word",first line
"""
_STOPPED = "stopped"
BAD_ROW = "Broken,https://broken.example/,eve\n"


class Hall:
    """The program with a vault open, and its flow of importing."""

    def __init__(self, program: Program, running: Running, folder: Path) -> None:
        self.program = program
        self.running = running
        self.folder = folder
        self.flow = program.interior.importing

    def file(self, text: str | bytes, name: str = "passwords.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def open(self, text: str | bytes) -> ImportDialog:
        self.flow.open(self.file(text))
        self.running.settle()
        assert self.flow.dialog is not None
        return self.flow.dialog

    def take_in(self, text: str) -> None:
        dialog = self.open(text)
        dialog.preview.begin.click()
        self.running.settle()
        dialog.report.close_it.click()
        self.running.settle()

    def titles(self) -> list[str]:
        return sorted(o.title for o in self.program.interior.items.overviews().values())


@pytest.fixture
def hall(opened: Program, running: Running, tmp_path: Path) -> Hall:
    return Hall(opened, running, tmp_path)


def test_a_look_writes_nothing(hall: Hall) -> None:
    dialog = hall.open(CHROME)
    assert dialog.preview.counts.text() == "2 new"
    assert dialog.preview.begin.text() == "Import 2 items"
    assert hall.titles() == []
    dialog.reject()
    assert hall.flow.dialog is None


def test_what_comes_is_reported_shown_and_undone(hall: Hall) -> None:
    dialog = hall.open(CHROME)
    dialog.preview.begin.click()
    hall.running.settle()
    assert hall.titles() == ["GitHub", "Mastodon"]
    assert "2 items were imported." in dialog.report.text.text()
    assert "passwords.csv still holds these passwords" in dialog.report.reminder.text.text()
    dialog.report.close_it.click()
    page = hall.program.interior.page
    assert page is not None
    assert page.list.table.items.rowCount() == 2
    assert page.detail.toast.text == "2 items imported"
    hall.program.window.actions_by_id["undo"].trigger()
    hall.running.settle()
    assert hall.titles() == []
    hall.program.window.actions_by_id["redo"].trigger()
    hall.running.settle()
    assert hall.titles() == ["GitHub", "Mastodon"]


def test_the_report_says_how_to_take_it_back(hall: Hall) -> None:
    undo = "Undo (Ctrl+Z) takes all of it back."
    backup = "A backup has the vault as it was before."
    dialog = hall.open(CHROME)
    dialog.preview.begin.click()
    hall.running.settle()
    assert undo in dialog.report.text.text()
    assert backup not in dialog.report.text.text()  # of an empty vault there is none
    dialog.report.close_it.click()
    dialog = hall.open(CHROME + "Zoo,https://zoo.example/,dan,secret,\n")
    dialog.preview.begin.click()
    hall.running.settle()
    assert undo in dialog.report.text.text()
    assert backup in dialog.report.text.text()
    dialog.report.close_it.click()
    dialog = hall.open(CHROME)
    dialog.preview.begin.click()
    hall.running.settle()
    assert undo not in dialog.report.text.text()  # nothing was done


def cells(dialog: ImportDialog, column: int) -> list[str]:
    model = dialog.preview.table.model()
    return [str(model.data(model.index(n, column))) for n in range(model.rowCount())]


def test_what_is_here_and_what_cannot_be_read_is_told_apart(hall: Hall) -> None:
    hall.take_in(CHROME)
    differs = CHROME.replace("hunter2", "changed")
    zoo = "Zoo,https://zoo.example/,dan,secret,\n"
    dialog = hall.open(differs + zoo + BAD_ROW)
    assert dialog.preview.counts.text() == "1 new · 1 differs · 1 already here · 1 cannot be read"
    assert cells(dialog, TITLE)[0] == "Line 5"
    assert "values" in cells(dialog, USERNAME)[0]
    assert cells(dialog, FATE) == [
        "Cannot be read",
        "Differs: both kept",
        "New",
        "Already here: left out",
    ]
    dialog.preview.begin.click()
    hall.running.settle()
    report = dialog.report.text.text()
    assert "2 items were imported." in report
    assert "1 entry was left out" in report
    assert "1 entry could not be read" in report


def test_rows_are_shown_by_what_becomes_of_them(hall: Hall) -> None:
    hall.take_in(CHROME)
    dialog = hall.open(CHROME + "Zoo,https://zoo.example/,dan,secret,\n")
    shown = dialog.preview.filter
    assert shown is not None
    assert [b.text() for b in shown.findChildren(QPushButton)] == [
        "All (3)",
        "New (1)",
        "Already here (2)",
    ]
    shown.choose(1)
    assert cells(dialog, TITLE) == ["Zoo"]
    shown.choose(2)
    assert cells(dialog, TITLE) == ["GitHub", "Mastodon"]


def test_what_differs_is_compared_and_chosen_for(hall: Hall) -> None:
    hall.take_in(CHROME)
    dialog = hall.open(CHROME.replace("hunter2", "changed"))
    assert dialog.preview.begin.text() == "Import 1 item"
    assert dialog.preview.about.compare.isVisible()
    dialog.preview.about.compare.click()
    hall.running.settle()
    face = dialog.compare
    assert face.isVisible()
    assert [side.heading.text() for side in face.sides.sides] == ["In this vault", "In the file"]
    assert face.sides.rows
    face.box.setCurrentIndex(face.box.findData(Choice.SKIP.value))
    face.box.activated.emit(face.box.currentIndex())
    dialog.reject()  # Escape goes back to the list
    assert dialog.preview.isVisible()
    assert not face.sides.rows
    assert cells(dialog, FATE)[0] == "Differs: left out"
    assert not dialog.preview.begin.isEnabled()


def test_the_newer_one_stands_and_the_other_is_in_its_history(hall: Hall) -> None:
    hall.take_in(CHROME)
    dialog = hall.open(CHROME.replace("hunter2", "changed"))
    box = dialog.preview.differ
    assert box.isVisible()
    box.setCurrentIndex(box.findData(Choice.NEWER.value))
    box.activated.emit(box.currentIndex())
    dialog.preview.begin.click()
    hall.running.settle()
    assert "1 item took in what the file says." in dialog.report.text.text()
    assert hall.titles() == ["GitHub", "Mastodon"]
    items = hall.program.interior.items
    (github,) = (o.id for o in items.overviews().values() if o.title == "GitHub")
    assert len(items.item(github).details.history) == 1


def test_one_choice_for_all_takes_back_those_for_single_rows(hall: Hall) -> None:
    hall.take_in(CHROME)
    dialog = hall.open(CHROME)
    face = dialog.preview
    assert face.begin.text() == "Finish"
    face.choose(0, Choice.BOTH)
    assert face.begin.text() == "Import 1 item"
    box = face.here
    box.setCurrentIndex(box.findData(Choice.BOTH.value))
    box.activated.emit(box.currentIndex())
    assert face.begin.text() == "Import 2 items"
    assert not face.choices.each


def test_where_all_is_here_it_ends_and_the_file_can_be_deleted(hall: Hall) -> None:
    hall.take_in(CHROME)
    path = hall.program.session.vault.path
    before = path.read_bytes()
    dialog = hall.open(CHROME)
    assert "Every entry of this file is in the vault already" in dialog.preview.notice.text.text()
    assert dialog.preview.begin.text() == "Finish"
    dialog.preview.begin.click()
    hall.running.settle()
    assert dialog.report.isVisible()
    assert "2 entries were left out" in dialog.report.text.text()
    assert path.read_bytes() == before
    (delete,) = dialog.report.reminder.offers
    assert delete.text() == "Delete passwords.csv…"
    delete.click()
    question = hall.program.window.findChild(Confirm)
    assert question is not None
    question.deed.click()
    hall.running.settle()
    assert not (hall.folder / "passwords.csv").exists()
    dialog.report.close_it.click()
    hall.program.window.actions_by_id["undo"].trigger()  # takes back what came before
    hall.running.settle()
    assert hall.titles() == []


def test_nothing_is_called_all_here_that_is_not(hall: Hall) -> None:
    hall.take_in(CHROME)
    dialog = hall.open(CHROME + BAD_ROW)
    assert not dialog.preview.notice.isVisible()
    assert not dialog.preview.begin.isEnabled()


def test_no_cell_shows_a_password(hall: Hall) -> None:
    model = hall.open(CHROME).preview.table.model()
    cells = [
        str(model.data(model.index(row, column)))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert not any("hunter2" in cell or "pass,word" in cell for cell in cells)
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in range(len(COLUMNS))] == list(COLUMNS)


def test_a_folder_may_be_chosen(hall: Hall) -> None:
    items = hall.program.interior.items
    items.add_folder("Work")
    dialog = hall.open(CHROME)
    entries = [dialog.preview.folders.box.itemText(n) for n in range(3)]
    assert entries == ["No folder", "New folder", "Work"]
    dialog.preview.folders.box.setCurrentIndex(2)
    assert cells(dialog, FOLDER) == ["Work", "Work"]
    dialog.preview.begin.click()
    hall.running.settle()
    (work,) = items.folders()
    assert {o.folder for o in items.overviews().values()} == {work}


def test_a_new_folder_may_be_made(hall: Hall) -> None:
    dialog = hall.open(CHROME)
    dialog.preview.folders.box.setCurrentIndex(1)
    assert dialog.preview.folders.name.isVisible()
    assert dialog.preview.folders.target.path
    dialog.preview.begin.click()
    hall.running.settle()
    items = hall.program.interior.items
    (folder,) = items.folders().values()
    assert folder.name.startswith("Imported from")
    assert {o.folder for o in items.overviews().values()} == {folder.id}


def test_the_format_is_shown_and_may_be_corrected(hall: Hall) -> None:
    dialog = hall.open(CHROME)
    formats = dialog.preview.formats
    recognised = formats.currentData()
    formats.open_list()
    shown = formats.list
    assert shown is not None
    offered = [shown._format(place) for place in shown._places()]
    assert {kind.name for kind in offered if kind} == {k.name for k in FORMATS if k.endings}
    shown.search.setText("firefox")
    shown.search.entered.emit()
    hall.running.settle()
    assert not formats.list
    assert formats.currentData() == recognised
    assert dialog.preview.notice.text.text()
    assert dialog.preview.begin.isEnabled()


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\xff\xfe", b"a" * 100_000, b"", b'"'],
)
def test_what_is_no_export_is_said(hall: Hall, content: bytes) -> None:
    dialog = hall.open(content)
    assert dialog.trouble.text.text()
    assert hall.titles() == []
    dialog.trouble.close_it.click()
    assert hall.flow.dialog is None


@pytest.mark.parametrize(("content", "helps"), [(b"", False), (b"prose", True)])
def test_no_format_is_offered_where_none_helps(hall: Hall, content: bytes, *, helps: bool) -> None:
    assert hall.open(content).trouble.read_as.isVisible() is helps


def test_a_missing_file_is_said(hall: Hall) -> None:
    hall.flow.open(hall.folder / "gone.csv")
    hall.running.settle()
    assert hall.flow.dialog is not None
    assert "There is no file" in hall.flow.dialog.trouble.text.text()


def test_another_file_may_be_chosen_after_trouble(hall: Hall) -> None:
    dialog = hall.open(b"")
    dialog.another_wanted.emit()
    chooser = hall.program.window.findChild(QFileDialog)
    assert chooser is not None
    chooser.reject()


def test_the_menu_asks_for_a_file(hall: Hall) -> None:
    hall.program.window.actions_by_id["import"].trigger()
    chooser = hall.program.window.findChild(QFileDialog)
    assert chooser is not None
    chooser.filesSelected.emit([str(hall.file(CHROME))])
    hall.running.settle()
    assert hall.flow.dialog is not None
    assert hall.flow.dialog.preview.begin.isEnabled()
    chooser.reject()


def test_an_import_may_be_cancelled(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_self: Importing, _preview: Preview, **more: object) -> None:
        cancelled = more["cancelled"]
        assert callable(cancelled)
        while not cancelled():
            pass
        raise Cancelled(_STOPPED)

    monkeypatch.setattr(Importing, "run", run)
    dialog = hall.open(CHROME)
    dialog.preview.begin.click()
    assert dialog.progress.isVisible()
    dialog.progress.cancel.click()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert hall.titles() == []
    page = hall.program.interior.page
    assert page is not None
    assert page.detail.toast.text == _STOPPED


def test_the_menu_takes_several_files(hall: Hall) -> None:
    hall.program.window.actions_by_id["import"].trigger()
    chooser = hall.program.window.findChild(QFileDialog)
    assert chooser is not None
    names = chooser.findChild(QComboBox, "fileTypeCombo")
    assert isinstance(names, QComboBox)
    assert names.itemText(0) == "Files of other programs"
    chooser.filesSelected.emit([str(hall.file(CHROME, name)) for name in ("a.csv", "b.csv")])
    hall.running.settle()
    assert hall.flow.dialog is not None
    assert "(1 of 2)" in hall.flow.dialog.windowTitle()
    chooser.reject()


def open_several(hall: Hall, *names: str) -> ImportDialog:
    for name in names:  # each has an item of its own
        hall.file(f"{CHROME}{name},https://{name}.example/,eve,secret,\n", name)
    hall.flow.open_all([hall.folder / name for name in names])
    hall.running.settle()
    dialog = now_open(hall)
    assert dialog.preview.isVisible()
    return dialog


def now_open(hall: Hall) -> ImportDialog:
    assert hall.flow.dialog is not None
    return hall.flow.dialog


def toast_of(hall: Hall) -> str:
    page = hall.program.interior.page
    assert page is not None
    return page.detail.toast.text


def test_one_of_several_is_skipped_and_that_is_said(hall: Hall) -> None:
    dialog = open_several(hall, "a.csv", "b.csv", "c.csv")
    assert dialog.waiting.text.text() == "2 more files wait."
    assert dialog.preview.cancel.text() == "Skip this file"
    dialog.preview.cancel.click()
    hall.running.settle()
    dialog = now_open(hall)
    assert "b.csv" in dialog.windowTitle()
    assert dialog.waiting.text.text() == "1 more file waits. “a.csv” was not imported."
    dialog.preview.begin.click()
    hall.running.settle()
    assert dialog.report.close_it.text() == "Next file"
    dialog.report.close_it.click()
    hall.running.settle()
    dialog = now_open(hall)
    assert dialog.preview.cancel.text() == "Cancel"
    assert dialog.waiting.text.text() == "“a.csv” was not imported."
    assert not dialog.waiting.cancel_all.isVisible()
    dialog.reject()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert toast_of(hall) == "Not imported: “a.csv”, “c.csv”."


def test_all_that_wait_are_cancelled_at_once(hall: Hall) -> None:
    dialog = open_several(hall, "a.csv", "b.csv", "c.csv", "d.csv")
    assert dialog.waiting.cancel_all.isVisible()
    dialog.waiting.cancel_all.click()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert toast_of(hall) == "4 files were not imported."
    dialog = hall.open(CHROME)  # the next one is alone again
    assert not dialog.waiting.isVisible()
    assert dialog.preview.cancel.text() == "Cancel"
    assert "of" not in dialog.windowTitle()
    dialog.reject()
    hall.running.settle()
    assert toast_of(hall) == "4 files were not imported."


def test_what_is_here_already_is_not_called_skipped(hall: Hall) -> None:
    hall.take_in(CHROME)
    hall.flow.open_all([hall.file(CHROME, "a.csv"), hall.file(CHROME, "b.csv")])
    hall.running.settle()
    now_open(hall).reject()
    hall.running.settle()
    assert "b.csv" in now_open(hall).windowTitle()
    assert not now_open(hall).waiting.isVisible()


def test_all_are_cancelled_while_one_is_compared(hall: Hall) -> None:
    hall.take_in(CHROME)
    changed = CHROME.replace("hunter2", "changed")
    hall.flow.open_all([hall.file(changed, "a.csv"), hall.file(CHROME, "b.csv")])
    hall.running.settle()
    dialog = hall.flow.dialog
    assert dialog is not None
    dialog.preview.about.compare.click()
    hall.running.settle()
    assert dialog.compare.isVisible()
    dialog.waiting.cancel_all.click()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert toast_of(hall) == "Not imported: “a.csv”, “b.csv”."


def test_no_other_file_is_asked_for_while_some_wait(hall: Hall) -> None:
    hall.flow.open_all([hall.file("prose", "a.bin"), hall.file(CHROME, "b.csv")])
    hall.running.settle()
    dialog = hall.flow.dialog
    assert dialog is not None
    assert dialog.trouble.isVisible()
    assert not dialog.trouble.another.isVisible()
    dialog.trouble.close_it.click()
    hall.running.settle()
    assert hall.flow.dialog is not None
    assert hall.flow.dialog.preview.isVisible()


def test_a_lock_says_nothing_of_what_waits(hall: Hall) -> None:
    open_several(hall, "a.csv", "b.csv")
    said: list[object] = []
    hall.program.interior.editing.said.connect(said.append)
    hall.program.opening.lock()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert not said


def test_a_number_is_written_in_one_way(hall: Hall) -> None:
    rows = "".join(f"Site {n},https://{n}.example/,alice,hunter{n},\n" for n in range(1000))
    dialog = hall.open("name,url,username,password,note\n" + rows)
    assert dialog.preview.counts.text() == "1,000 new"
    assert dialog.preview.begin.text() == "Import 1,000 items"
    dialog.preview.begin.click()
    hall.running.settle()
    assert "1,000 items were imported." in dialog.report.text.text()


def test_the_dialog_is_no_larger_than_the_window(hall: Hall) -> None:
    hall.program.window.resize(720, 480)
    dialog = hall.open(CHROME)
    assert dialog.width() <= 720
    assert dialog.height() <= 480
    for face in (dialog.columns, dialog.secret, dialog.trouble, dialog.report, dialog.compare):
        dialog.faces.setCurrentWidget(face)
        needed = dialog.minimumSizeHint()
        assert (needed.width() <= 720, needed.height() <= 480) == (True, True), face


def test_progress_is_shown(hall: Hall) -> None:
    dialog = hall.open(CHROME)
    dialog.show_progress(128, 256)
    assert (dialog.progress.bar.value(), dialog.progress.bar.maximum()) == (128, 256)


def test_a_lock_closes_it(hall: Hall) -> None:
    hall.open(CHROME)
    hall.program.opening.lock()
    assert hall.flow.dialog is None


def test_a_file_dropped_on_the_window_is_looked_at(hall: Hall) -> None:
    hall.program.window.files_dropped.emit([hall.file(CHROME)])
    hall.running.settle()
    assert hall.flow.dialog is not None
    assert hall.flow.dialog.preview.begin.text() == "Import 2 items"


def test_an_import_before_there_is_a_vault_makes_one_first(
    program: Program, running: Running, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "chrome.csv"
    path.write_text(CHROME)
    program.window.files_dropped.emit([path])
    page = program.entrance.create_page
    assert program.entrance.currentWidget() is page
    assert isinstance(page.findChild(QLineEdit), QLineEdit)
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        program.opening.create(tmp_path / "New.strongroom", "New", new_unlock())
    running.settle()
    assert program.interior.importing.dialog is not None
    assert program.interior.importing.dialog.preview.begin.text() == "Import 2 items"
