# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments looked at in a real window, out of a real vault, by a real decoder."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtWidgets import QLabel
from tests.app.worlds import login
from tests.gui.decoding.test_decoder import pdf
from tests.vault.ground import add_file

from strongroom.app.access_log import Act
from strongroom.app.items import Items
from strongroom.app.viewing import MOST_LINES

PATIENCE = 60_000


def png(width=300, height=200):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 90, 200))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "png")  # type: ignore[call-overload]  # bytes are refused
    return bytes(buffer.data().data())


class Room:
    def __init__(self, opened, running, qtbot):
        self.program = opened
        self.viewing = opened.interior.viewing
        self._running = running
        self._qtbot = qtbot
        (self.item_id,) = Items(opened.session).add(login()).made

    @property
    def dialog(self):
        return self.viewing.dialog

    def attach(self, name, data):
        vault = self.program.session.vault
        add_file(vault, self.item_id, name, lambda: iter((data,)))
        return vault.item(self.item_id).details.attachments[-1]

    def look(self, name, data):
        """Open the viewer, and wait until it shows something."""
        self.viewing.show(self.item_id, self.attach(name, data))
        waiting = self.dialog.faces.widget(0)
        self._qtbot.waitUntil(
            lambda: self.dialog.faces.currentWidget() is not waiting, timeout=PATIENCE
        )
        return self.dialog

    def settle(self):
        self._running.settle()


@pytest.fixture
def room(opened, running, qtbot):
    return Room(opened, running, qtbot)


def test_a_picture_is_shown_and_made_larger(room, qtbot):
    dialog = room.look("photo.png", png(3000, 2000))
    assert dialog.faces.currentWidget() is dialog.view
    first = dialog.view._picture.image.width()
    assert 0 < first <= dialog.faces.width()
    assert not dialog.tools.back.isVisible()
    dialog.tools.larger.click()
    qtbot.waitUntil(lambda: dialog.view._picture.image.width() > first, timeout=PATIENCE)
    assert dialog.view._picture.width() > dialog.view.viewport().width()
    dialog.tools.smaller.click()
    assert dialog.view.zoom == 1
    assert not dialog.tools.smaller.isEnabled()


def test_the_pages_of_a_pdf_are_turned_by_keys(room, qtbot):
    dialog = room.look("paper.pdf", pdf(3))
    assert dialog.tools.page.text() == "Page 1 of 3"
    qtbot.keyClick(dialog.view, Qt.Key.Key_PageDown)
    assert dialog.tools.page.text() == "Page 2 of 3"
    qtbot.keyClick(dialog.view, Qt.Key.Key_PageDown)
    qtbot.keyClick(dialog.view, Qt.Key.Key_PageDown)
    assert dialog.tools.page.text() == "Page 3 of 3"
    assert not dialog.tools.on.isEnabled()
    dialog.tools.back.click()
    assert dialog.tools.page.text() == "Page 2 of 3"


def test_a_page_is_gone_to_by_its_number_and_the_first_and_last_by_a_key(room, qtbot):
    dialog = room.look("paper.pdf", pdf(30))
    box = dialog.tools.page
    qtbot.keyClick(dialog.view, Qt.Key.Key_End)
    assert box.text() == "Page 30 of 30"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Home)
    assert box.text() == "Page 1 of 30"
    box.line.setFocus()
    box.line.selectAll()
    qtbot.keyClicks(box.line, "17")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert box.text() == "Page 17 of 30"
    assert dialog.isVisible()
    box.line.selectAll()
    qtbot.keyClicks(box.line, "999")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert box.text() == "Page 30 of 30"
    box.line.clear()
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert box.line.text() == "30"


def test_what_it_is_begins_with_a_capital(room):
    dialog = room.look("notes.txt", b"words")
    assert any(one.text() == "Text, 5 bytes" for one in dialog.findChildren(QLabel))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("héllo\nwörld".encode(), "héllo\nwörld"),
        ("﻿héllo".encode(), "héllo"),
        ("héllo".encode("utf-16"), "héllo"),
        ("fünf".encode("cp1252"), "fünf"),
        (b"", ""),
    ],
)
def test_a_text_is_read_in_its_encoding(room, data, text):
    dialog = room.look("notes.txt", data)
    assert dialog.faces.currentWidget() is dialog.text
    assert dialog.text.toPlainText() == text
    assert not dialog.note.isVisible()


def test_of_a_long_text_the_beginning_is_shown(room, qtbot):
    dialog = room.look("log.txt", ("€" * 600_000).encode())
    qtbot.waitUntil(lambda: dialog.text.whole, timeout=PATIENCE)
    shown = dialog.text.toPlainText().replace("\n", "")
    assert set(shown) == {"€"}
    assert len(shown) == (1 << 20) // 3
    assert dialog.note.isVisible()


@pytest.mark.parametrize(
    ("data", "lines", "cut"),
    [
        (b"a\n" * MOST_LINES, MOST_LINES + 1, False),
        (b"a\r\n" * MOST_LINES + b"b", MOST_LINES, True),
        (b"a\r" * (MOST_LINES + 5), MOST_LINES, True),
    ],
)
def test_of_a_text_of_many_lines_the_first_are_shown(room, qtbot, data, lines, cut):
    dialog = room.look("log.txt", data)
    qtbot.waitUntil(lambda: dialog.text.whole, timeout=PATIENCE)
    assert dialog.text.blockCount() == lines
    assert dialog.note.isVisible() is cut


def test_a_copy_goes_through_the_owner_of_the_clipboard(room, qtbot, board):
    dialog = room.look("notes.txt", b"one\ntwo" + b"x" * 5000)
    dialog.text.moveCursor(QTextCursor.MoveOperation.Start)
    dialog.text.selectAll()
    qtbot.keyClick(dialog.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert board.read() == "one\ntwo" + "x" * 5000
    assert not dialog.text.createMimeDataFromSelection().hasText()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("broken.png", b"\x89PNG\r\n\x1a\n and no more", "damaged"),
        ("broken.pdf", b"%PDF-1.7\xff\x00 and no more", "damaged"),
        ("program.exe", b"MZ\x00\x01\x02" * 100, "not shown here"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(100), "not shown here"),
    ],
)
def test_what_is_not_shown_is_said(room, name, data, why):
    dialog = room.look(name, data)
    assert dialog.faces.currentWidget() is dialog.message
    assert why in dialog.message.sentence.text()
    assert not dialog.tools.isVisible()


def test_an_attachment_that_is_gone_is_said(room):
    gone = room.attach("gone.txt", b"x")
    room.viewing.show(room.item_id + 1, gone)
    room.settle()
    assert room.dialog.faces.currentWidget() is room.dialog.message


def test_a_lock_takes_the_dialog_and_the_decoder(room, qtbot):
    dialog = room.look("paper.pdf", pdf(2))
    process = room.viewing.decoder._process
    with qtbot.waitSignal(room.program.opening.locked):
        room.program.opening.lock()
    assert room.viewing.dialog is None
    assert room.viewing.decoder is None
    assert process.state() == process.ProcessState.NotRunning
    assert dialog.view._picture.image.isNull()


def test_a_lock_while_it_is_read_shows_nothing(room, qtbot):
    room.viewing.show(room.item_id, room.attach("photo.png", png()))
    with qtbot.waitSignal(room.program.opening.locked):
        room.program.opening.lock()
    room.settle()
    assert room.viewing.decoder is None


def test_a_look_is_noted_and_names_the_file(room):
    room.look("notes.txt", b"x")
    (entry,) = room.program.interior.access_log.entries(room.item_id)
    assert (entry.act, entry.field) == (Act.REVEALED, "notes.txt")


def test_it_can_be_saved_from_there(room, qtbot):
    dialog = room.look("notes.txt", b"x")
    with qtbot.waitSignal(room.viewing.save_wanted) as wanted:
        dialog.save.click()
    assert wanted.args[0] == room.item_id
    assert dialog.windowTitle() == "Attachment"


def test_what_became_of_saving_is_said_in_the_viewer(room, qtbot, tmp_path):
    dialog = room.look("notes.txt", b"x")
    attachment = room.program.session.vault.item(room.item_id).details.attachments[-1]
    assert not dialog.note.isVisible()
    room.program.interior.attaching.save(room.item_id, attachment, tmp_path / "notes.txt")
    qtbot.waitUntil(dialog.note.isVisible)
    assert dialog.note.text() == "Saved as “notes.txt”"
    room.program.interior.attaching.save(room.item_id, attachment, tmp_path / "no" / "x.txt")
    qtbot.waitUntil(lambda: dialog.note.property("tone") == "danger")
    assert "folder" in dialog.note.text()
