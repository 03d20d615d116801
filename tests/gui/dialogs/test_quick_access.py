# SPDX-License-Identifier: GPL-3.0-or-later
"""The palette of quick access over a real vault, by the keyboard alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from tests.app.worlds import World, login, with_password
from tests.fakes import FakeClipboard, FakeClock

from strongroom.gui.dialogs.quick_access import QuickAccess
from strongroom.gui.flows.quick_calling import PATIENCE_SECONDS
from strongroom.gui.program import Program
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
OTP = "JBSWY3DPEHPK3PXP"


class Desk:
    """A program with three items, and hands for its palette."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program = program
        self.qtbot = qtbot
        items = program.interior.items
        self.ids: dict[str, int] = {}
        for content in (
            login("GitHub", username="alice", password="pw-github"),
            login("Hetzner", username="K0934412", password="pw-hetzner", website=""),
            login("OVH", username="", password="pw-ovh", website="https://ovh.com"),
        ):
            (self.ids[content.title],) = items.add(content).added
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.program.tasks.busy, timeout=10_000)

    @property
    def palette(self) -> QuickAccess | None:
        return self.program.interior.palettes.palette

    def open(self) -> QuickAccess:
        self.program.window.actions_by_id["quick_access"].trigger()
        self.settle()
        palette = self.palette
        assert palette is not None
        self.qtbot.waitUntil(palette.isActiveWindow)
        return palette

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, key, held)
        self.settle()

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClicks(focus, text)
        self.settle()

    def titles(self) -> list[str]:
        assert self.palette is not None
        items = self.palette.hits.items
        return [items.overview(row).title for row in range(items.rowCount())]


@pytest.fixture
def desk(opened: Program, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(opened, qtbot)
    yield made
    if made.program.interior.palettes.notice is not None:
        made.program.interior.palettes.notice.hide()


def test_type_and_enter_copies_the_password_and_it_goes(desk: Desk, board: FakeClipboard) -> None:
    palette = desk.open()
    assert palette.prompt.hasFocus()
    desk.type("git")
    assert desk.titles() == ["GitHub"]
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: not isValid(palette))
    assert board.text == "pw-github"
    assert desk.palette is None
    assert desk.program.interior.palettes.notice is None
    page = desk.program.interior.page
    assert page is not None
    assert page.detail.toast.text == "Password copied · clears in 30 s"


@pytest.mark.parametrize(
    ("key", "held", "copied"), [(Qt.Key.Key_Return, NONE, "pw-ovh"), (Qt.Key.Key_B, CTRL, None)]
)
def test_a_key_is_for_what_was_typed_and_not_for_rows_of_before(
    key: Qt.Key, held: Qt.KeyboardModifier, copied: str | None, desk: Desk, board: FakeClipboard
) -> None:
    """OVH has no username: nobody else's comes in its place."""
    palette = desk.open()
    assert desk.titles()[0] == "GitHub"
    desk.qtbot.keyClicks(palette.prompt, "ovh")
    desk.qtbot.keyClick(palette.prompt, Qt.Key.Key_Down)
    desk.qtbot.keyClick(palette.prompt, key, held)
    assert board.text is None
    desk.settle()
    assert board.text == copied


def test_what_was_typed_further_is_meant_by_the_next_key_alone(
    desk: Desk, board: FakeClipboard
) -> None:
    palette = desk.open()
    desk.qtbot.keyClicks(palette.prompt, "o")
    desk.qtbot.keyClick(palette.prompt, Qt.Key.Key_Return)
    desk.qtbot.keyClicks(palette.prompt, "vh")
    desk.settle()
    assert board.text is None
    assert desk.titles() == ["OVH"]


def test_arrows_choose_while_the_prompt_keeps_the_focus(desk: Desk, board: FakeClipboard) -> None:
    palette = desk.open()
    assert desk.titles() == ["GitHub", "Hetzner", "OVH"]
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Up)
    assert palette.prompt.hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert board.text == "pw-hetzner"


@pytest.mark.parametrize(
    ("key", "text"), [(Qt.Key.Key_B, "alice"), (Qt.Key.Key_U, "https://github.com")]
)
def test_other_parts_have_their_keys(
    desk: Desk, board: FakeClipboard, key: Qt.Key, text: str
) -> None:
    desk.open()
    desk.type("git")
    desk.press(key, CTRL)
    assert board.text == text
    assert desk.palette is None


def test_the_one_time_password(desk: Desk, board: FakeClipboard) -> None:
    fields = (Field(id=1, role=Role.OTP, kind=FieldKind.OTP, value=OTP),)
    desk.program.interior.items.add(Content(kind="login", title="Code", fields=fields))
    palette = desk.open()
    desk.type("code")
    assert palette.keys.shown == ["Ctrl+T one-time password"]
    desk.press(Qt.Key.Key_T, CTRL)
    assert board.text is not None
    assert len(board.text) == 6
    assert board.text.isdigit()


def test_the_site_opens_and_the_palette_goes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, board: FakeClipboard
) -> None:
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(desk.program.interior.looking, "_open_url", open_url)
    desk.open()
    desk.type("git")
    desk.press(Qt.Key.Key_U, CTRL | SHIFT)
    assert [url.toString() for url in opened] == ["https://github.com"]
    assert desk.palette is None
    assert board.text is None


def test_what_fails_is_said_and_it_stays(desk: Desk) -> None:
    palette = desk.open()
    desk.type("hetzner")
    assert palette.keys.shown == ["Ctrl+B username"]
    desk.press(Qt.Key.Key_T, CTRL)
    assert palette.isVisible()
    assert palette.keys.shown == ["This item has nothing of that kind to copy."]
    desk.press(Qt.Key.Key_Backspace)
    assert palette.keys.shown == ["Ctrl+B username"]


def test_what_was_used_last_comes_first_when_nothing_is_typed(desk: Desk, clock: FakeClock) -> None:
    clock.forward(seconds=1)
    desk.program.interior.items.record_use(desk.ids["OVH"])
    clock.forward(seconds=1)
    desk.program.interior.items.record_use(desk.ids["Hetzner"])
    desk.open()
    assert desk.titles() == ["Hetzner", "OVH", "GitHub"]


def test_nothing_found_and_nothing_there(desk: Desk) -> None:
    palette = desk.open()
    desk.type("zzzz")
    assert palette.empty.isVisible()
    assert palette.empty.title.text() == "Nothing found"
    desk.press(Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.keys.shown == ["Esc close"]


def test_an_empty_vault_says_so(opened: Program, qtbot: QtBot) -> None:
    opened.quick_access.show()
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    palette = opened.interior.palettes.palette
    assert palette is not None
    assert palette.empty.title.text() == "Nothing here yet"
    palette.close()


def test_details_are_searched_where_asked_for(desk: Desk) -> None:
    desk.program.interior.items.add(login("Deep", notes="hidden in here"))
    desk.open()
    desk.type("notes:hidden")
    assert desk.titles() == ["Deep"]


def test_escape_closes_it_and_forgets_what_was_typed(desk: Desk) -> None:
    palette = desk.open()
    desk.type("git")
    prompt = palette.prompt
    desk.qtbot.keyClick(prompt, Qt.Key.Key_Escape)
    assert desk.palette is None
    assert not palette.isVisible()
    assert prompt.text() == ""
    assert palette.hits.items.rowCount() == 0


def test_it_goes_when_another_window_has_the_focus(desk: Desk) -> None:
    palette = desk.open()
    desk.program.window.activateWindow()
    desk.qtbot.waitUntil(lambda: not isValid(palette) or not palette.isVisible())
    assert desk.palette is None


def test_it_does_not_go_before_it_had_the_focus(qtbot: QtBot) -> None:
    palette = QuickAccess()
    qtbot.addWidget(palette)
    palette.show()
    palette._had_focus = False
    QApplication.sendEvent(palette, QEvent(QEvent.Type.WindowDeactivate))
    assert palette.isVisible()


def test_a_lock_destroys_it(desk: Desk) -> None:
    palette = desk.open()
    desk.program.opening.lock()
    assert not palette.isVisible()
    desk.qtbot.waitUntil(lambda: not isValid(palette))
    assert desk.palette is None


def test_the_same_key_sends_it_away(desk: Desk) -> None:
    palette = desk.open()
    desk.program.quick_access.show()
    assert not palette.isVisible()
    assert desk.palette is None


def test_it_works_while_the_window_is_hidden(desk: Desk, board: FakeClipboard) -> None:
    desk.program.window.hide()
    desk.open()
    desk.type("git")
    desk.press(Qt.Key.Key_Return)
    assert board.text == "pw-github"
    assert not desk.program.window.isVisible()
    notice = desk.program.interior.palettes.notice
    assert notice is not None
    assert notice.isVisible()
    assert notice.toast.text == "Password copied · clears in 30 s"
    notice._timer.timeout.emit()
    assert not notice.isVisible()


def test_a_copy_that_stays_says_so(desk: Desk) -> None:
    desk.program.settings.change(clear_clipboard_seconds=None)
    desk.program.window.hide()
    desk.open()
    desk.press(Qt.Key.Key_Return)
    notice = desk.program.interior.palettes.notice
    assert notice is not None
    assert notice.toast.text == "Password copied"


def test_locked_it_leads_to_the_door_and_opens_behind_it(
    desk: Desk, machine: World, qtbot: QtBot
) -> None:
    desk.program.opening.lock()
    desk.program.window.hide()
    desk.program.quick_access.show()
    assert desk.program.window.isVisible()
    shown: list[bool] = [desk.palette is not None]
    assert shown.pop() is False
    with qtbot.waitSignal(desk.program.entrance.entered, timeout=10_000):
        desk.program.opening.unlock(machine.path, with_password())
    desk.settle()
    shown.append(desk.palette is not None)
    desk.program.interior.palettes.close()
    assert shown == [True]


def test_a_door_that_took_long_leads_to_the_window_alone(
    desk: Desk, machine: World, qtbot: QtBot, clock: FakeClock
) -> None:
    desk.program.opening.lock()
    desk.program.quick_access.show()
    clock.forward(seconds=PATIENCE_SECONDS)
    with qtbot.waitSignal(desk.program.entrance.entered, timeout=10_000):
        desk.program.opening.unlock(machine.path, with_password())
    desk.settle()
    assert desk.palette is None


def test_an_older_answer_is_never_shown(desk: Desk) -> None:
    palette = desk.open()
    shown: list[str] = []
    desk.program.interior.palettes._search.answered.connect(
        lambda answer: shown.append(answer.text)
    )
    desk.qtbot.keyClicks(palette.prompt, "ovh")  # all three before the worker answers once
    desk.settle()
    assert shown == ["ovh"]
    assert desk.titles() == ["OVH"]


def test_a_search_that_a_lock_cut_off_blocks_no_later_one(
    desk: Desk, machine: World, qtbot: QtBot
) -> None:
    palette = desk.open()
    qtbot.keyClicks(palette.prompt, "ovh")  # the worker is at it
    desk.program.opening.lock()
    with qtbot.waitSignal(desk.program.entrance.entered, timeout=10_000):
        desk.program.opening.unlock(machine.path, with_password())
    desk.settle()
    desk.open()
    desk.type("git")
    assert desk.titles() == ["GitHub"]


def test_everything_in_it_has_a_name(desk: Desk) -> None:
    palette = desk.open()
    assert palette.accessibleName() == "Quick access"
    assert palette.prompt.accessibleName() == "Find a password"
    assert palette.hits.accessibleName() == "Found items"
    desk.press(Qt.Key.Key_Tab)
    assert palette.hits.hasFocus()
    desk.type("ov")
    assert palette.prompt.hasFocus()
    assert palette.prompt.text() == "ov"


def test_rows_that_are_shown_are_whole(desk: Desk) -> None:
    items = desk.program.interior.items
    items.add_many([login(f"Number {number}") for number in range(20)])
    palette = desk.open()
    height = palette.hits.rowHeight(0)
    assert palette.hits.viewport().height() % height == 0
    assert palette.hits.viewport().height() // height == 7
    desk.type("ovh")
    desk.qtbot.waitUntil(lambda: palette.hits.viewport().height() == height)
