# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments in the whole program: a lock in the middle, the viewer, and whose a drop is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login
from tests.gui.conftest import Running

from strongroom.gui.pages.detail import DetailPane
from strongroom.gui.program import Program
from strongroom.model.item import Item


@pytest.fixture
def pane(opened: Program, running: Running) -> DetailPane:
    interior = opened.interior
    (item_id,) = interior.items.add(login("Passport")).made
    assert interior.page is not None
    interior.page.detail.show_item(item_id)
    running.settle()
    return interior.page.detail


@pytest.fixture
def item(pane: DetailPane) -> Item:
    assert pane.item is not None
    return pane.item


def test_a_lock_stops_it_and_nothing_of_it_is_left(
    opened: Program, item: Item, tmp_path: Path, machine: World, *, qtbot: QtBot
) -> None:
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(150_000_000))
    before = machine.path.stat().st_size
    attaching = opened.interior.attaching
    with qtbot.waitSignal(attaching.stepped):
        attaching.add(item.id, [big])
    with qtbot.waitSignal(opened.opening.locked, timeout=10_000):
        opened.opening.lock()
    session = machine.opened()
    assert session.vault.item(item.id).details.attachments == ()
    assert session.vault.check().orphans == 0
    session.lock()
    assert machine.path.stat().st_size == before


def test_a_click_opens_the_viewer_which_can_save(
    opened: Program, running: Running, pane: DetailPane, item: Item, *, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("words", "utf-8")
    opened.interior.attaching.add(item.id, [note])
    running.settle()
    (row,) = pane.view.files.rows
    row.click()
    running.settle()
    dialog = opened.interior.viewing.dialog
    assert dialog is not None
    dialog.save_wanted.emit()
    assert pane.findChild(QFileDialog) is not None


def test_files_over_the_list_are_the_window_s(
    opened: Program, pane: DetailPane, tmp_path: Path
) -> None:
    page = opened.interior.page
    assert page is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.csv"))])

    def over(widget: object) -> bool:
        event = QDragEnterEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        QApplication.sendEvent(widget, event)  # type: ignore[arg-type]
        return event.isAccepted()

    assert over(pane.view)  # through its parents to the pane
    assert not pane.drop.hint.isHidden()
    pane.drop.hint.hide()
    assert over(page.list)  # and on to the window
    assert pane.drop.hint.isHidden()
