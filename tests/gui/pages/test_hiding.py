# SPDX-License-Identifier: GPL-3.0-or-later
"""What is revealed hides again, and details are gone once the view has left them."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.app.worlds import login
from tests.gui.pages.conftest import Desk

from strongroom.app.settings import Settings
from strongroom.gui.dialogs.history import HistoryDialog
from strongroom.gui.dialogs.large_type import LargeType
from strongroom.gui.hiding import hiding
from strongroom.gui.pages.detail_fields import CodeRow, ItemRow, SecretRow
from strongroom.gui.pages.editor_values import AreaInput, SecretInput
from strongroom.gui.widgets.secret_area import SecretArea
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes

SECRET = "correct-horse-battery"
KEY = "-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----"
OTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class Focus:
    """Gives the focus to another program, as far as ours can tell."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.settings = Settings()
        hiding().follow(app, lambda: self.settings)

    def leave(self) -> None:
        self.app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


@pytest.fixture
def focus(qapp: QApplication) -> Iterator[Focus]:
    yield Focus(qapp)
    hiding().follow(qapp, Settings)


def secret_row(desk: Desk) -> SecretRow:
    return next(row for row in desk.pane.view.rows if isinstance(row, SecretRow))


def is_hidden(shown: SecretRow | SecretArea) -> bool:
    """Look anew: a state changes behind the type checker's back."""
    return shown.hidden


@pytest.mark.parametrize("wanted", [True, False])
def test_a_row_hides_with_the_focus_where_that_is_chosen(
    desk: Desk, focus: Focus, *, wanted: bool
) -> None:
    focus.settings = Settings(hide_on_focus_loss=wanted)
    desk.show(login(password=SECRET))
    desk.pane.toggle_secret()
    focus.app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not secret_row(desk).hidden
    focus.leave()
    assert secret_row(desk).hidden is wanted


def shown_field(desk: Desk) -> SecretLineEdit:
    desk.edit(login(password=SECRET))
    typed = desk.row(Role.PASSWORD).input
    assert isinstance(typed, SecretInput)
    typed.edit.set_revealed(True)
    return typed.edit


def test_a_field_being_edited_hides_with_the_focus_and_keeps_its_text(
    desk: Desk, focus: Focus
) -> None:
    field = shown_field(desk)
    focus.leave()
    assert not field.revealed
    with field.secret() as secret:
        assert secret.text() == SECRET


def test_a_field_being_edited_hides_after_its_time_without_a_key(desk: Desk, focus: Focus) -> None:
    focus.settings = Settings(hide_revealed_seconds=1)
    field = shown_field(desk)
    timer = field._shown._timer
    assert timer.interval() == 1000
    timer.setInterval(60_000)
    desk.qtbot.keyClick(field, "x")
    assert timer.interval() == 1000  # the key started it anew
    desk.qtbot.waitUntil(lambda: not field.revealed)


def test_never_means_never(desk: Desk, focus: Focus) -> None:
    focus.settings = Settings(hide_revealed_seconds=None)
    field = shown_field(desk)
    assert not field._shown._timer.isActive()


def test_a_key_of_several_lines_hides_and_keeps_its_text(desk: Desk, focus: Focus) -> None:
    fields = (Field(id=1, role="ssh.private", kind=FieldKind.CONCEALED, value=KEY),)
    desk.edit(Content(kind="ssh", title="Server", fields=fields))
    typed = desk.row("ssh.private").input
    assert isinstance(typed, AreaInput)
    typed.area.open()
    assert not is_hidden(typed.area)
    focus.leave()
    assert is_hidden(typed.area)
    assert typed.value() == KEY
    assert desk.pane.window().focusWidget() is typed.area.plate
    typed.area.open()
    typed.area._shown._timer.timeout.emit()
    assert is_hidden(typed.area)


def test_an_empty_key_stays_open_for_the_paste(qtbot: QtBot, focus: Focus) -> None:
    area = SecretArea("private key")
    qtbot.addWidget(area)
    focus.leave()
    assert not area.hidden


def large(desk: Desk, row: ItemRow) -> LargeType:
    row.large_wanted.emit()
    dialog = desk.pane.findChild(LargeType)
    assert isinstance(dialog, LargeType)
    return dialog


def test_a_secret_in_large_type_goes_with_the_focus(desk: Desk, focus: Focus) -> None:
    desk.show(login(password=SECRET))
    dialog = large(desk, secret_row(desk))
    text = dialog.text
    focus.leave()
    desk.qtbot.waitUntil(lambda: not isValid(dialog))
    assert text._cells == []


def test_a_secret_in_large_type_goes_after_its_time(desk: Desk, focus: Focus) -> None:
    focus.settings = Settings(hide_revealed_seconds=1)
    desk.show(login(password=SECRET))
    dialog = large(desk, secret_row(desk))
    desk.qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_username_in_large_type_stays(desk: Desk, focus: Focus) -> None:
    desk.show(login(password=SECRET))
    dialog = large(desk, desk.pane.view.rows[0])
    focus.leave()
    assert dialog.isVisible()
    assert not dialog._shown._timer.isActive()
    dialog.reject()


def test_a_code_in_large_type_goes(desk: Desk, focus: Focus) -> None:
    fields = (Field(id=1, role=Role.OTP, kind=FieldKind.OTP, value=OTP),)
    desk.show(Content(kind="login", title="Code", fields=fields))
    (row,) = desk.pane.view.rows
    assert isinstance(row, CodeRow)
    dialog = large(desk, row)
    focus.leave()
    desk.qtbot.waitUntil(lambda: not isValid(dialog))


def with_history(desk: Desk) -> HistoryDialog:
    item = desk.show(login(password="old-secret-word"))
    desk.items.save(item.id, login(password=SECRET), base_version=item.details.version)
    desk.look(item.id)
    desk.pane.view.history_wanted.emit()
    dialog = desk.pane.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    return dialog


def test_an_earlier_version_hides_with_the_focus(desk: Desk, focus: Focus) -> None:
    dialog = with_history(desk)
    row = next(row for row in dialog.sides.rows if isinstance(row, SecretRow))
    row.toggle()
    assert not is_hidden(row)
    focus.leave()
    assert is_hidden(row)
    dialog.reject()


# Dropped


def gone(*watched: "weakref.ref[Any]") -> bool:
    """Whether nothing holds the widgets, once Qt and Python have had their turn."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return all(reference() is None for reference in watched)


@pytest.mark.parametrize("leaving", ["nothing", "many", "another", "trash"])
def test_rows_and_details_are_let_go_with_the_item(desk: Desk, leaving: str) -> None:
    fields = (
        Field(id=1, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=SECRET),
        Field(id=2, role=Role.OTP, kind=FieldKind.OTP, value=OTP),
    )
    item_id = desk.show(Content(kind="login", title="First", fields=fields)).id
    desk.pane.toggle_secret()
    rows = [weakref.ref(row) for row in desk.pane.view.rows]
    blocks = [weakref.ref(row.block) for row in desk.pane.view.rows]
    assert len(rows) == 2
    if leaving == "nothing":
        desk.pane.show_item(None)
    elif leaving == "many":
        desk.pane.show_many(2)
    elif leaving == "another":
        desk.show(login("Second"))
    else:
        desk.pane.apply(desk.items.delete_forever([item_id]))
    desk.settle()
    desk.qtbot.waitUntil(lambda: gone(*rows))
    assert all(block() is None for block in blocks)
    assert desk.pane.item is None or desk.pane.item.id != item_id


def test_an_item_that_comes_after_it_was_left_is_not_kept(desk: Desk) -> None:
    item_id = desk.add(login(password=SECRET))
    desk.pane.show_item(item_id)
    desk.pane.show_item(None)
    desk.settle()
    assert desk.pane.item is None
    assert desk.pane.view.rows == []


def test_large_type_and_history_hold_nothing_once_closed(desk: Desk) -> None:
    history = with_history(desk)
    rows = [weakref.ref(row) for row in history.sides.rows]
    assert rows
    history.reject()
    desk.qtbot.waitUntil(lambda: gone(*rows))
    assert history._states == ()
    dialog = large(desk, secret_row(desk))
    dialog.reject()
    reference = weakref.ref(dialog)
    del dialog
    desk.qtbot.waitUntil(lambda: gone(reference))


def test_the_editor_s_rows_are_let_go_when_the_edit_ends(desk: Desk) -> None:
    desk.edit(login(password=SECRET))
    rows = [weakref.ref(row) for row in desk.pane.editor.fields.rows]
    typed = desk.row(Role.PASSWORD).input
    assert isinstance(typed, SecretInput)
    characters = typed.edit._characters
    del typed
    desk.pane.leave(lambda: None)
    assert len(characters) == 0
    desk.qtbot.waitUntil(lambda: gone(*rows))


@pytest.mark.usefixtures("focus")
def test_a_field_that_is_hidden_counts_no_time(qtbot: QtBot) -> None:
    field = SecretLineEdit("password")
    qtbot.addWidget(field)
    with SecretBytes.of_text(SECRET) as secret:
        field.put(secret)
    field.set_revealed(True)
    assert field._shown._timer.isActive()
    field.set_revealed(False)
    assert not field._shown._timer.isActive()
    qtbot.keyClick(field, "x")
    assert not field._shown._timer.isActive()
