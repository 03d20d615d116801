# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program does when the desktop asks it to get ready for a log-out."""

from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login
from tests.fakes import FakeClipboard

from strongroom.app.ports import GlobalShortcut
from strongroom.gui.program import Program
from strongroom.system.global_shortcut import PortalShortcut


def test_a_log_out_locks_and_clears_and_the_program_stays(
    opened: Program, machine: World, board: FakeClipboard, qtbot: QtBot
) -> None:
    items = opened.interior.items
    (item_id,) = items.add(login(password="hunter2")).added
    opened.interior.looking.copy(item_id, "password")
    qtbot.waitUntil(lambda: board.text == "hunter2")
    board.selected = "a note"
    opened.log_out()
    assert not board.text
    assert not board.selected
    assert not opened.opening.is_open
    assert opened.window.isVisible()
    door = opened.entrance.unlock
    assert opened.entrance.currentWidget() is door
    assert machine.path.exists()


def test_without_a_vault_a_log_out_is_no_trouble(program: Program) -> None:
    program.log_out()
    assert program.window.isVisible()


def test_the_desktop_s_key_fits_its_port() -> None:
    def state_of(shortcut: GlobalShortcut) -> str:
        shortcut.stop()  # before it was ever started
        return shortcut.state

    assert "strongroom --quick-access" in state_of(PortalShortcut())
