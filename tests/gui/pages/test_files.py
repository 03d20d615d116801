# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of an item in the detail pane: seen, added, saved, removed, let go over it."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from tests.app.worlds import login
from tests.gui.pages.conftest import Desk

from strongroom.errors import StrongroomError
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.dialogs.name import NameDialog
from strongroom.gui.pages.file_rows import PresentRow
from strongroom.gui.widgets.toast import Saying
from strongroom.model import attached
from strongroom.model.item import Item

Given = Callable[..., Path]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    def made(name: str, data: bytes = b"data") -> Path:
        path = tmp_path / "mine" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return made


@pytest.fixture
def said(desk: Desk) -> list[Saying]:
    found: list[Saying] = []
    desk.editing.said.connect(found.append)
    return found


@pytest.fixture
def failed(desk: Desk) -> list[StrongroomError]:
    found: list[StrongroomError] = []
    desk.editing.failed.connect(found.append)
    return found


@pytest.fixture
def item(desk: Desk) -> Item:
    return desk.show(login("Passport"))


def attach(desk: Desk, item: Item, *paths: Path) -> None:
    desk.attaching.add(item.id, paths)
    desk.settle()


def row(desk: Desk, name: str) -> PresentRow:
    return next(r for r in desk.pane.view.files.rows if r.attachment.name == name)


def names(desk: Desk) -> list[str]:
    return [r.attachment.name for r in desk.pane.view.files.rows]


def take_back(saying: Saying) -> None:
    assert saying.run is not None
    saying.run()


def press(row: object, name: str) -> None:
    tool = next(t for t in row.tools() if t.accessibleName() == name)  # type: ignore[attr-defined]
    tool.click()


def chosen(desk: Desk, *paths: Path) -> None:
    """Choose in the file dialog that is open."""
    dialog = desk.pane.findChild(QFileDialog)
    assert dialog is not None
    if len(paths) == 1 and dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
        dialog.fileSelected.emit(str(paths[0]))
    else:
        dialog.filesSelected.emit([str(path) for path in paths])
    dialog.done(0)
    desk.settle()


# Seen


def test_files_are_rows_with_what_they_are(desk: Desk, item: Item, given: Given) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(3000)
    attach(desk, item, given("scan.bin", picture), given("note.txt", b"words"))
    first, second = desk.pane.view.files.rows
    assert first.label.startswith("PNG picture · 2.9 ")  # by its bytes, not by its name
    assert first.accessibleName().endswith(": scan.bin")
    assert first.accessibleDescription() == "Press to save"
    assert second.label == "Text · 5 bytes"
    assert desk.pane.view.files.fold.isHidden()


@pytest.mark.usefixtures("item")
def test_an_item_without_files_offers_to_add_some(desk: Desk) -> None:
    files = desk.pane.view.files
    assert not files.rows
    assert not files.add.isHidden()
    desk.pane.set_writable(False)
    assert files.isHidden()


@pytest.mark.parametrize("name", ["photo\u202egpj.exe", "../../a\nb"])
def test_a_name_shows_what_it_hides(desk: Desk, item: Item, given: Given, name: str) -> None:
    attach(desk, item, given("a.txt"))
    (one,) = desk.pane.view.files.rows
    desk.session.write(
        lambda draft: draft.put(
            draft.item(item.id).overview,
            attached.with_renamed(draft.item(item.id).details, one.attachment.id, name, 5),
        )
    )
    desk.look(item.id)
    spoken = desk.pane.view.files.rows[0].accessibleName()
    assert not {"\u202e", "\n"} & set(spoken)


def test_many_files_are_there_soon(desk: Desk, item: Item, given: Given) -> None:
    attach(desk, item, *[given(f"{number}.txt") for number in range(30)])
    desk.qtbot.waitUntil(lambda: len(names(desk)) == 30)
    assert names(desk) == [f"{number}.txt" for number in range(30)]


def test_a_file_that_can_be_viewed_is_asked_for_and_another_is_saved(
    desk: Desk, item: Item, given: Given
) -> None:
    desk.pane.offer_viewing()
    attach(desk, item, given("note.txt", b"words"), given("song.mp3", b"\0\1\2"))
    with desk.qtbot.waitSignal(desk.pane.view_wanted) as wanted:
        row(desk, "note.txt").click()
    assert wanted.args[0] == item.id
    assert wanted.args[1].name == "note.txt"
    assert row(desk, "song.mp3").accessibleDescription() == "Press to save"
    row(desk, "song.mp3").click()
    assert desk.pane.findChild(QFileDialog) is not None


@pytest.mark.parametrize("files", [1, 12])
def test_an_item_comes_after_the_pane_was_empty(desk: Desk, given: Given, files: int) -> None:
    first = desk.show(login("First"))
    second = desk.add(login("Second"))
    attach(desk, desk.look(second), *(given(f"{number}.txt") for number in range(files)))
    desk.look(first.id)
    desk.pane.show_item(None)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert desk.look(second).id == second
    desk.qtbot.waitUntil(lambda: len(desk.pane.view.files.rows) == files)


class Resizes(QObject):
    """Counts how often a widget gets another size."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Resize
        return False


def test_many_files_come_a_few_at_a_turn_and_move_no_row(desk: Desk, given: Given) -> None:
    made = desk.add(login("Many"))
    attach(desk, desk.look(made), *(given(f"{number}.txt") for number in range(40)))
    desk.pane.show_item(None)
    came: list[int] = []
    files, resizes = desk.pane.view.files, Resizes()
    desk.pane.show_item(made)
    desk.qtbot.waitUntil(lambda: bool(files.rows))
    assert len(files.rows) < 20
    assert files._card is not None
    files._card.grown.connect(lambda new: came.append(len(new)))
    files.rows[0].installEventFilter(resizes)
    desk.qtbot.waitUntil(lambda: len(files.rows) == 40)
    desk.settle()
    assert max(came) <= 4
    assert resizes.count < 5  # once there they have their size


def test_a_file_that_comes_or_goes_leaves_the_other_rows(
    desk: Desk, item: Item, given: Given
) -> None:
    attach(desk, item, *(given(f"{number}.txt") for number in range(3)))
    files = desk.pane.view.files
    first, second, third = files.rows
    press(second, "Remove")
    desk.settle()
    assert files.rows == [first, third]
    chosen_again = given("4.txt")
    attach(desk, item, chosen_again)
    assert files.rows[:2] == [first, third]
    assert names(desk) == ["0.txt", "2.txt", "4.txt"]


def test_nothing_of_another_item_is_shown(desk: Desk, item: Item, given: Given) -> None:
    attach(desk, item, given("a.txt"))
    other = desk.show(login("Other"))
    assert names(desk) == []
    desk.pane.view.files.show_types(item.id, {})
    assert desk.pane.item == other


# In and out


@pytest.mark.usefixtures("item")
def test_a_file_that_is_called_otherwise_here_is_said_to_be(
    desk: Desk, given: Given, said: list[Saying]
) -> None:
    desk.pane.view.files.add.click()
    chosen(desk, given("gepj\u202e.exe"))
    assert names(desk) == ["gepj.exe"]
    assert said[-1].text == "File added; it is called “gepj.exe” here"
    desk.pane.view.files.add.click()
    chosen(desk, given("a.txt"), given("b\u202e.txt"))
    assert said[-1].text == "2 files added; 1 is called otherwise here"


@pytest.mark.usefixtures("item")
def test_files_are_chosen_and_added(desk: Desk, given: Given, said: list[Saying]) -> None:
    desk.pane.view.files.add.click()
    chosen(desk, given("a.txt"), given("b.txt"))
    assert names(desk) == ["a.txt", "b.txt"]
    assert said[-1].text == "2 files added"
    take_back(said[-1])
    desk.settle()
    assert names(desk) == []


def test_a_file_is_saved_and_its_folder_shown(
    desk: Desk, item: Item, given: Given, said: list[Saying]
) -> None:
    path = given("a.txt", b"content")
    attach(desk, item, path)
    press(row(desk, "a.txt"), "Save as…")
    chosen(desk, path)  # which is there, and stays
    saved = path.with_name("a (2).txt")
    assert saved.read_bytes() == b"content"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert said[-1].text == "Saved as “a (2).txt”"
    take_back(said[-1])
    assert desk.opened == [QUrl.fromLocalFile(str(saved.parent)).toString()]


def test_what_cannot_be_read_is_said(
    desk: Desk, item: Item, tmp_path: Path, failed: list[StrongroomError]
) -> None:
    attach(desk, item, tmp_path / "none")
    assert "There is no file “none”" in str(failed[-1])
    assert desk.pane.progress.isHidden()


def test_long_work_tells_how_far_it_is_and_is_stopped(
    desk: Desk, item: Item, given: Given, failed: list[StrongroomError]
) -> None:
    steps: list[tuple[int, int]] = []

    def watch(text: str, done: int, total: int) -> None:
        steps.append((done, total))
        desk.pane.progress._show()  # as after a while
        assert desk.pane.progress.line.step.text() == "Adding a file…" == text
        desk.pane.progress.line.cancel.click()

    big = given("big.bin", os.urandom(60_000_000))
    desk.attaching.stepped.connect(watch)
    attach(desk, item, big)
    assert steps
    assert steps[-1][0] < 1000
    assert names(desk) == []
    assert not failed
    assert desk.pane.progress.isHidden()
    assert not desk.session.vault.check().attachments


def test_a_document_is_made_of_its_files(desk: Desk, given: Given) -> None:
    folder = next(iter(desk.items.add_folder("Papers").folders))
    desk.pane.start_new("document", folder)
    assert not desk.pane.editing
    with desk.qtbot.waitSignal(desk.editing.changed):
        chosen(desk, given("Insurance 2031.pdf"), given("Letter.txt"))
    (made,) = desk.items.overviews().values()
    assert (made.kind, made.title, made.folder) == ("document", "Insurance 2031", folder)
    assert len(desk.items.item(made.id).details.attachments) == 2


# Changed


def test_one_is_removed_and_brought_back(
    desk: Desk, item: Item, given: Given, said: list[Saying]
) -> None:
    attach(desk, item, given("a.txt"), given("b.txt"))
    files = desk.pane.view.files
    press(row(desk, "a.txt"), "Remove")
    desk.settle()
    assert names(desk) == ["b.txt"]
    assert (said[-1].text, said[-1].action) == ("File removed", "Undo")
    assert files.fold.text() == "1 removed file"
    assert not files.removed_rows
    files.fold.click()
    (gone,) = files.removed_rows
    assert gone.isVisible()
    assert re.search(r" · kept until \d+ \w+ \d{4}$", gone.label)  # short enough for its line
    gone.click()
    desk.settle()
    assert names(desk) == ["a.txt", "b.txt"]
    take_back(said[-1])  # undo of the restore
    desk.settle()
    assert names(desk) == ["b.txt"]


def test_one_that_was_removed_is_deleted_after_asking(desk: Desk, item: Item, given: Given) -> None:
    attach(desk, item, given("a.txt"))
    press(row(desk, "a.txt"), "Remove")
    desk.settle()
    desk.pane.view.files.fold.click()
    press(desk.pane.view.files.removed_rows[0], "Delete for good…")
    asked = desk.pane.findChild(Confirm)
    assert asked is not None
    asked.deed.click()
    desk.settle()
    assert desk.items.item(item.id).details.attachments == ()


def test_one_is_renamed(desk: Desk, item: Item, given: Given) -> None:
    attach(desk, item, given("a.txt"), given("c.txt"))
    press(row(desk, "a.txt"), "Rename…")
    dialog = desk.pane.findChild(NameDialog)
    assert dialog is not None
    assert dialog.field.selectedText() == "a"
    dialog.field.setText("c.txt")
    dialog.deed.click()
    assert dialog.isVisible()
    assert dialog.problem.text() == "Another attachment of this item is called “c.txt”."
    dialog.field.setText("b.txt")
    dialog.deed.click()
    desk.settle()
    assert names(desk) == ["b.txt", "c.txt"]


def test_one_that_lies_in_the_trash_offers_only_to_save(
    desk: Desk, item: Item, given: Given
) -> None:
    attach(desk, item, given("a.txt"))
    desk.items.trash([item.id])
    desk.look(item.id)
    tools = [tool.accessibleName() for tool in row(desk, "a.txt").tools()]
    assert tools == ["Save as…"]
    assert desk.pane.view.files.add.isHidden()


def test_the_keyboard_goes_from_row_to_row_and_stays(desk: Desk, item: Item, given: Given) -> None:
    attach(desk, item, given("a.txt"), given("b.txt"))
    last = desk.pane.view.rows[-1]
    last.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _stop in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        desk.qtbot.keyClick(focus, Qt.Key.Key_Tab)
        if focus is desk.pane.view.files.add:
            break
    first, second = desk.pane.view.files.rows
    assert [one for one in seen if isinstance(one, PresentRow)] == [first, second]
    assert seen[-1] is desk.pane.view.files.add
    first.setFocus(Qt.FocusReason.TabFocusReason)
    press(first, "Remove")
    desk.settle()
    assert QApplication.focusWidget() is desk.pane.view.files.rows[0]


# Let go over the pane


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag_over(desk: Desk, data: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(desk.pane, event)
    return event.isAccepted()


def let_go(desk: Desk, data: QMimeData) -> None:
    assert drag_over(desk, data)
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(desk.pane, event)
    desk.settle()


@pytest.mark.usefixtures("item")
def test_files_that_are_let_go_over_an_item_belong_to_it(desk: Desk, given: Given) -> None:
    data = mime(given("a.txt"))
    assert drag_over(desk, data)
    assert desk.pane.drop.hint.isVisible()
    assert desk.pane.drop.hint.text == "Drop to attach to “Passport”"
    let_go(desk, data)
    assert desk.pane.drop.hint.isHidden()
    assert names(desk) == ["a.txt"]


def test_files_over_no_item_are_the_window_s(desk: Desk, given: Given) -> None:
    data = mime(given("a.txt"))
    assert not drag_over(desk, data)
    item = desk.show(login())
    desk.pane.set_writable(False)
    assert not drag_over(desk, data)
    desk.pane.set_writable(True)
    text = QMimeData()
    text.setText("words")
    assert not drag_over(desk, text)
    assert drag_over(desk, data)
    QApplication.sendEvent(desk.pane, QEvent(QEvent.Type.DragLeave))
    assert desk.pane.drop.hint.isHidden()
    desk.items.trash([item.id])
    desk.look(item.id)
    assert not drag_over(desk, data)


def test_files_over_an_edit_are_attached_beside_it(desk: Desk, given: Given) -> None:
    item = desk.edit(login("Passport"))
    desk.pane.editor.title.edit.end(False)
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "!")
    let_go(desk, mime(given("a.txt")))
    assert desk.pane.has_changes()
    with desk.qtbot.waitSignal(desk.pane.saved):
        desk.pane.save()
    desk.settle()
    after = desk.items.item(item.id)
    assert after.overview.title == "Passport!"
    assert [one.name for one in after.details.attachments] == ["a.txt"]


def test_files_over_a_new_item_wait_until_it_is_saved(desk: Desk, given: Given) -> None:
    desk.pane.start_new("note")
    let_go(desk, mime(given("a.txt"), given("b.txt")))
    assert desk.pane.editor.files.waiting.text() == "2 files are attached when you save."
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "Note")
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        desk.pane.save()
    desk.settle()
    assert len(desk.items.item(saved.args[0]).details.attachments) == 2


@pytest.mark.usefixtures("item")
def test_files_over_an_edit_wait_for_it_too(desk: Desk, item: Item, given: Given) -> None:
    desk.pane.start_edit()
    let_go(desk, mime(given("a.txt")))
    desk.settle()
    assert desk.items.item(item.id).details.attachments == ()
    desk.pane.leave(lambda: None)
    asked = desk.pane.findChild(LeaveDialog)
    assert asked is not None
    asked.discard.click()
    desk.settle()
    assert desk.items.item(item.id).details.attachments == ()
    desk.pane.start_edit()
    desk.pane.editor.files.add.click()
    chosen(desk, given("b.txt"), given("c.txt"), given("d.txt"))
    first = desk.pane.editor.files.stops()[0]
    assert first.accessibleName() == "Do not attach “b.txt”"
    desk.qtbot.keyClick(first, Qt.Key.Key_Return)
    with desk.qtbot.waitSignal(desk.pane.saved):
        desk.pane.save()
    desk.settle()
    assert [one.name for one in desk.items.item(item.id).details.attachments] == ["c.txt", "d.txt"]


def test_files_for_an_item_that_was_given_up_are_forgotten(desk: Desk, given: Given) -> None:
    desk.pane.start_new("note")
    let_go(desk, mime(given("a.txt")))
    left: list[str] = []
    desk.pane.leave(lambda: left.append("left"))
    asked = desk.pane.findChild(LeaveDialog)
    assert asked is not None  # the files alone are worth a question
    assert asked.accessibleDescription() == "1 file waits to be attached."
    assert not left
    asked.discard.click()
    assert left
    desk.pane.start_new("note")
    assert not desk.pane.editor.files.paths
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "Note")
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        desk.pane.save()
    desk.settle()
    assert desk.items.item(saved.args[0]).details.attachments == ()
