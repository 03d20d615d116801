# SPDX-License-Identifier: GPL-3.0-or-later
"""The access log in the real window: what is noted there, shown, found and forgotten."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.app.worlds import login
from tests.gui.conftest import Running

from strongroom.app.access_words import act_text, through_text
from strongroom.gui.dialogs.access_log import AccessLogDialog
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.flows.looking import Part
from strongroom.gui.pages.detail_fields import SecretRow
from strongroom.gui.program import Program
from strongroom.gui.settings_table import Page

LEFT = Qt.MouseButton.LeftButton
SECRET = "s3cret-of-the-log"


@pytest.fixture
def item_id(opened: Program) -> int:
    (added,) = opened.interior.items.add(login("GitHub", password=SECRET)).made
    return added


def noted(program: Program) -> list[tuple[str, str]]:
    log = program.interior.access_log.entries()
    return [(act_text(one), through_text(one)) for one in log]


def look(program: Program, running: Running, item_id: int) -> None:
    page = program.interior.page
    assert page is not None
    page.detail.show_item(item_id)
    running.settle()


def test_looking_copying_and_revealing_are_noted(
    opened: Program, running: Running, item_id: int
) -> None:
    look(opened, running, item_id)
    page = opened.interior.page
    assert page is not None
    secret = next(row for row in page.detail.view.rows if isinstance(row, SecretRow))
    secret.toggle()
    running.settle()
    secret.click()
    running.settle()
    opened.interior.looking.copy(item_id, Part.USERNAME)
    running.settle()
    opened.interior.palettes.show()
    opened.interior.palettes._copy(item_id, Part.PASSWORD)
    running.settle()
    assert noted(opened) == [
        ("Password copied", "quick access"),
        ("Username copied", "window"),
        ("Password copied", "window"),
        ("Password revealed", "window"),
        ("Opened", "window"),
    ]


def test_looking_writes_no_file_at_once_and_all_of_it_a_little_later(
    opened: Program, running: Running, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    real = "strongroom.vault.local.write_atomically"
    monkeypatch.setattr(real, lambda path, _data: written.append(path))
    for _again in range(5):
        look(opened, running, item_id)
    assert written == []
    timer = opened.interior.looking._noting
    assert timer.isActive()
    timer.timeout.emit()
    running.settle()
    assert len(written) == 1


def dialog_of(program: Program) -> AccessLogDialog:
    dialog = program.window.findChild(AccessLogDialog)
    assert dialog is not None
    return dialog


def cells(dialog: AccessLogDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in (2, 3, 4)]
        for row in range(model.rowCount())
    ]


def test_it_is_shown_found_and_cleared(
    opened: Program, running: Running, qtbot: QtBot, item_id: int
) -> None:
    (other,) = opened.interior.items.add(login("Bank")).made
    for one in (item_id, other):
        opened.interior.looking.copy(one, Part.PASSWORD)
        running.settle()
    opened.interior.items.delete_forever([other])
    opened.window.actions_by_id["access_log"].trigger()
    dialog = dialog_of(opened)
    running.settle()
    assert cells(dialog) == [
        ["Deleted item", "Password copied", "window"],
        ["GitHub", "Password copied", "window"],
    ]
    qtbot.keyClicks(dialog.search, "github copied")
    assert cells(dialog) == [["GitHub", "Password copied", "window"]]
    qtbot.keyClicks(dialog.search, "x")
    assert not dialog.empty.isHidden()
    dialog.search.clear()
    qtbot.mouseClick(dialog.clear, LEFT)
    asked = dialog.findChild(Confirm)
    assert asked is not None
    qtbot.mouseClick(asked.deed, LEFT)
    running.settle()
    assert noted(opened) == []
    assert dialog.empty.title.text() == "The log is empty"
    assert not dialog.clear.isEnabled()
    dialog.accept()


def test_a_lock_closes_it_and_takes_its_rows(
    opened: Program, running: Running, qtbot: QtBot, item_id: int
) -> None:
    opened.interior.looking.copy(item_id, Part.PASSWORD)
    running.settle()
    dialog = opened.interior.access_logging.show(opened.window)
    running.settle()
    gone: list[object] = []
    dialog.destroyed.connect(lambda: gone.append(1))
    opened.opening.lock()
    qtbot.waitUntil(lambda: bool(gone))


def test_one_item_has_its_own(opened: Program, running: Running, item_id: int) -> None:
    opened.interior.looking.copy(item_id, Part.PASSWORD)
    running.settle()
    overview = opened.interior.items.overviews()[item_id]
    dialog = opened.interior.access_logging.show(opened.window, overview)
    running.settle()
    assert dialog.table.isColumnHidden(2)
    assert dialog.table.model().rowCount() == 1
    dialog.accept()


@pytest.mark.parametrize("clear", [True, False])
def test_switching_it_off_offers_to_clear_it(
    opened: Program, running: Running, qtbot: QtBot, item_id: int, *, clear: bool
) -> None:
    opened.interior.looking.copy(item_id, Part.PASSWORD)
    running.settle()
    dialog = opened.preferring.show(opened.window, Page.SECURITY)
    running.settle()
    dialog.chosen.emit("access_log", False)
    running.settle()
    asked = dialog.findChild(Confirm)
    assert asked is not None
    qtbot.mouseClick(asked.deed if clear else asked.cancel, LEFT)
    running.settle()
    assert len(noted(opened)) == (0 if clear else 1)
    opened.interior.looking.copy(item_id, Part.USERNAME)
    running.settle()
    assert len(noted(opened)) == (0 if clear else 1)
    dialog.reject()


def test_switched_off_with_an_empty_log_nothing_is_asked(opened: Program, running: Running) -> None:
    dialog = opened.preferring.show(opened.window, Page.SECURITY)
    running.settle()
    dialog.chosen.emit("access_log", False)
    running.settle()
    assert dialog.findChild(Confirm) is None
    dialog.reject()


def test_the_notes_hold_no_value(
    opened: Program, running: Running, item_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain: list[bytes] = []
    sealer = opened.session.vault.local._sealer
    real: Callable[[bytes, bytes], bytes] = sealer.seal

    def seal(data: bytes, ad: bytes) -> bytes:
        plain.append(data)
        return real(data, ad)

    monkeypatch.setattr(opened.session.vault.local, "_sealer", _Sealer(seal, sealer))
    opened.interior.looking.copy(item_id, Part.PASSWORD)
    running.settle()
    assert b"copied" in plain[-1]
    assert not any(SECRET.encode() in data or b"GitHub" in data for data in plain)


class _Sealer:
    def __init__(self, seal: Callable[[bytes, bytes], bytes], real: object) -> None:
        self.seal = seal
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)
