# SPDX-License-Identifier: GPL-3.0-or-later
"""The window goes to the tray and comes back, by everyone who may ask for it.

No tray stands on the platform of these tests, so that there is one is said to the program;
``tests/real`` has a real one.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, new_unlock, with_password
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.first_window import Answer, FirstWindow, Kind, Wish
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui import theme, tray
from strongroom.gui.activation import time_of
from strongroom.gui.flows import presence as presence_module
from strongroom.gui.program import Program
from strongroom.system import instance

SENDER = """
import sys
from pathlib import Path
from strongroom.system import instance
print(instance.send(Path(sys.argv[1]), {"raise": None}))
"""


class Panel:
    """Whether the desktop has a tray."""

    there = True


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    made = Panel()
    monkeypatch.setattr(tray, "tray_available", lambda: made.there)
    return made


@pytest.fixture
def place(program: Program, machine: World) -> Iterator[Path]:
    """Where the program hears of others."""
    folder = machine.places.state / "run"
    listening = instance.listen(folder)
    assert listening is not None
    program.presence.listen(listening)
    yield folder
    listening.close()


@pytest.fixture
def second(machine: World) -> Path:
    path = machine.places.documents / "Work.strongroom"
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(path, "Work", new_unlock())
    session.lock()
    return path


@pytest.fixture
def say(place: Path, qtbot: QtBot) -> Callable[[Wish], Answer]:
    """Say something as another program would, while this one goes on."""

    def speak(wish: Wish) -> Answer:
        answers: list[Answer] = []
        first = FirstWindow(lambda message: instance.send(place, message))
        thread = threading.Thread(target=lambda: answers.append(first.hears(wish)))
        thread.start()
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        thread.join()
        return answers[0]

    return speak


def icon_of(program: Program, qtbot: QtBot) -> tray.Tray:
    qtbot.waitUntil(lambda: program.presence.tray is not None)
    assert program.presence.tray is not None
    return program.presence.tray


def in_tray(program: Program) -> bool:
    return program.presence.is_hidden


def start_typing(program: Program) -> None:
    page = program.interior.page
    assert page is not None
    page.detail.start_new("login")
    page.detail.editor.title.edit.setText("Half-typed")


# The icon and its menu


def test_the_menu_says_what_can_be_done(program: Program, qtbot: QtBot) -> None:
    icon = icon_of(program, qtbot)
    texts = [entry.text() for entry in icon.menu.actions()]
    assert texts == ["Quick access", "Lock", "", "Hide Strongroom", "Quit"]
    assert not icon.lock.isEnabled()
    assert icon.icon.toolTip() == "Strongroom · locked"


def test_the_icon_follows_the_lock(opened: Program, running: Running, qtbot: QtBot) -> None:
    icon = icon_of(opened, qtbot)
    assert icon.lock.isEnabled()
    assert icon.icon.toolTip() == "Strongroom · unlocked"
    unlocked = icon.icon.icon().pixmap(22).toImage()
    icon.lock.trigger()
    assert not opened.opening.is_open
    assert not icon.lock.isEnabled()
    assert icon.icon.icon().pixmap(22).toImage() != unlocked
    running.settle()


def shape(image: QImage) -> list[bool]:
    """Where the picture is painted, whatever the colour."""
    size = image.size()
    points = [(x, y) for x in range(size.width()) for y in range(size.height())]
    return [image.pixelColor(x, y).alpha() > 127 for x, y in points]


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
@pytest.mark.parametrize("size", [16, 22, 24, 48])
def test_locked_and_unlocked_differ_by_shape(
    qapp: QApplication, scheme: theme.Scheme, size: int
) -> None:
    theme.apply(qapp, scheme)
    shut, ajar = (
        shape(tray.tray_icon(locked=locked).pixmap(size).toImage()) for locked in (True, False)
    )
    differing = sum(one != other for one, other in zip(shut, ajar, strict=True))
    assert differing > len(shut) / 8


def test_the_icon_changes_its_colour_with_the_scheme(
    program: Program, qapp: QApplication, qtbot: QtBot
) -> None:
    icon = icon_of(program, qtbot)
    light = icon.icon.icon().pixmap(48).toImage()
    theme.apply(qapp, theme.Scheme.DARK)
    dark = icon.icon.icon().pixmap(48).toImage()
    assert dark != light
    assert shape(dark) == shape(light)


def test_the_icon_is_made_and_taken_away_by_the_setting(
    program: Program, panel: Panel, qtbot: QtBot
) -> None:
    icon_of(program, qtbot)
    before = program.presence.can_hide()
    program.settings.change(tray_icon=False)
    assert (before, program.presence.can_hide()) == (True, False)
    assert panel.there


def test_without_an_icon_a_hidden_window_comes_back(program: Program, panel: Panel) -> None:
    assert program.presence.hide()
    program.settings.change(tray_icon=False)
    program.preferring.changed.emit()
    assert program.window.isVisible()
    assert panel.there


# Going and coming back


@pytest.mark.usefixtures("panel")
def test_a_click_hides_and_shows(opened: Program, qtbot: QtBot) -> None:
    icon = icon_of(opened, qtbot)
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    click = QSystemTrayIcon.ActivationReason.Trigger
    icon.icon.activated.emit(click)
    assert not opened.window.isVisible()
    assert in_tray(opened)
    assert icon.toggle.text() == "Show Strongroom"
    icon.icon.activated.emit(click)
    assert opened.window.isVisible()
    assert not in_tray(opened)
    assert icon.toggle.text() == "Hide Strongroom"
    assert opened.opening.is_open


def test_a_click_raises_what_lies_behind(
    program: Program, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program.window, "isActiveWindow", lambda: False)
    program.presence._left_at = -100.0
    program.presence.toggle()
    assert program.window.isVisible()
    assert panel.there


@pytest.mark.usefixtures("panel")
def test_the_menu_hides_and_shows(program: Program, qtbot: QtBot) -> None:
    icon = icon_of(program, qtbot)
    icon.toggle.trigger()
    assert not program.window.isVisible()
    icon.toggle.trigger()
    assert program.window.isVisible()


def test_closing_quits_unless_the_tray_was_chosen(program: Program, panel: Panel) -> None:
    program.window.close()
    assert not in_tray(program)
    assert panel.there


@pytest.mark.usefixtures("panel")
def test_closing_goes_to_the_tray_if_chosen(opened: Program) -> None:
    opened.settings.change(close_to_tray=True)
    size = opened.window.size()
    opened.window.close()
    assert in_tray(opened)
    assert not opened.window.isVisible()
    assert opened.opening.is_open
    opened.presence.come_forward()
    assert opened.window.isVisible()
    assert opened.window.size() == size


def test_where_there_is_no_tray_closing_quits(opened: Program, panel: Panel, qtbot: QtBot) -> None:
    panel.there = False
    opened.settings.change(close_to_tray=True)
    with qtbot.waitSignal(opened.window.closing):
        opened.window.close()
    assert not opened.session.is_open


@pytest.mark.usefixtures("panel")
def test_an_unfinished_edit_is_asked_about_before_closing_to_the_tray(opened: Program) -> None:
    opened.settings.change(close_to_tray=True)
    start_typing(opened)
    opened.window.close()
    assert opened.window.isVisible()
    assert not in_tray(opened)
    page = opened.interior.page
    assert page is not None
    assert page.detail.has_changes()


@pytest.mark.usefixtures("panel")
def test_what_is_typed_is_still_there_after_the_tray(opened: Program) -> None:
    start_typing(opened)
    opened.presence.hide()
    opened.presence.come_forward()
    page = opened.interior.page
    assert page is not None
    assert page.detail.editor.title.edit.text() == "Half-typed"


@pytest.mark.usefixtures("panel")
def test_quit_quits_whatever_was_chosen(opened: Program, qtbot: QtBot) -> None:
    opened.settings.change(close_to_tray=True)
    icon = icon_of(opened, qtbot)
    opened.presence.hide()
    with qtbot.waitSignal(opened.window.closing):
        icon.quit.trigger()
    assert not opened.session.is_open


@pytest.mark.usefixtures("panel")
def test_quit_from_the_tray_asks_where_it_can_be_seen(opened: Program, qtbot: QtBot) -> None:
    icon = icon_of(opened, qtbot)
    start_typing(opened)
    opened.presence.hide()
    icon.quit.trigger()
    assert opened.window.isVisible()
    assert opened.session.is_open


@pytest.mark.usefixtures("panel")
def test_a_signal_ends_a_window_in_the_tray(opened: Program, qtbot: QtBot) -> None:
    opened.settings.change(close_to_tray=True)
    opened.presence.hide()
    with qtbot.waitSignal(opened.window.closing):
        opened.end()


@pytest.mark.usefixtures("panel")
def test_minimising_goes_to_the_tray_if_chosen(program: Program, qtbot: QtBot) -> None:
    program.window.showMinimized()
    assert program.window.isVisible()
    program.window.showNormal()
    program.settings.change(minimise_to_tray=True)
    program.window.showMinimized()
    qtbot.waitUntil(lambda: in_tray(program))
    program.presence.come_forward()
    assert program.window.isVisible()
    assert not program.window.isMinimized()


@pytest.mark.usefixtures("panel")
def test_who_locks_on_minimising_locks_in_the_tray_too(opened: Program, running: Running) -> None:
    opened.settings.change(lock_on_minimise=True)
    opened.presence.hide()
    assert not opened.opening.is_open
    running.settle()


def test_it_comes_back_when_the_tray_disappears(
    program: Program, panel: Panel, qtbot: QtBot
) -> None:
    program.presence._looking.setInterval(10)
    program.presence.hide()
    panel.there = False
    qtbot.waitUntil(program.window.isVisible)
    assert not in_tray(program)


def test_a_panel_that_is_restarted_brings_nothing_back(program: Program, panel: Panel) -> None:
    program.presence.hide()
    for _round in range(3):
        panel.there = False
        for _look in range(presence_module.MISSES - 1):
            program.presence.look()
        panel.there = True
        program.presence.look()
    assert not program.window.isVisible()


# How it starts


@pytest.fixture
def fresh(program: Program, qtbot: QtBot) -> Program:
    """As it is before it starts: nothing is shown."""
    icon_of(program, qtbot)
    program.window.hide()
    return program


@pytest.mark.usefixtures("panel")
def test_it_starts_in_the_tray_if_told(fresh: Program) -> None:
    fresh.presence.start(minimised=True)
    assert not fresh.window.isVisible()
    assert in_tray(fresh)


@pytest.mark.usefixtures("panel")
def test_it_starts_in_the_tray_if_chosen(fresh: Program) -> None:
    fresh.settings.change(start_minimised=True)
    fresh.presence.start()
    assert in_tray(fresh)


def test_without_a_tray_it_starts_minimised(fresh: Program, panel: Panel) -> None:
    panel.there = False
    fresh.presence.start(minimised=True)
    assert fresh.window.isMinimized()
    assert not in_tray(fresh)


def test_after_a_lock_in_the_tray_it_stays_there(fresh: Program, panel: Panel) -> None:
    fresh.presence.come_back(hidden=True)
    assert not fresh.window.isVisible()
    panel.there = False
    for _look in range(presence_module.MISSES):
        fresh.presence.look()
    assert fresh.window.isVisible()


# What others ask for


@pytest.mark.usefixtures("panel")
def test_a_second_start_brings_it_back(program: Program, say: Callable[[Wish], Answer]) -> None:
    program.presence.hide()
    assert say(Wish(Kind.RAISE)) == Answer.DONE
    assert program.window.isVisible()


@pytest.mark.usefixtures("panel")
def test_a_greeting_leaves_it_where_it_is(program: Program, say: Callable[[Wish], Answer]) -> None:
    program.presence.hide()
    assert say(Wish(Kind.GREET)) == Answer.DONE
    assert not program.window.isVisible()


def test_a_vault_that_is_passed_on_is_asked_for(
    second: Path, opened: Program, say: Callable[[Wish], Answer], qtbot: QtBot
) -> None:
    assert say(Wish(Kind.RAISE, second)) == Answer.DONE
    qtbot.waitUntil(lambda: not opened.opening.is_open)
    assert opened.entrance.currentWidget() is opened.entrance.unlock
    assert opened.entrance.unlock.title.text() == "Work"


def test_the_vault_that_is_open_stays_open(
    opened: Program, machine: World, say: Callable[[Wish], Answer], running: Running
) -> None:
    assert say(Wish(Kind.RAISE, machine.path)) == Answer.DONE
    running.settle()
    QApplication.sendPostedEvents()
    assert opened.opening.is_open


def test_a_vault_that_is_not_there_takes_nobody_out_of_theirs(
    opened: Program, machine: World, say: Callable[[Wish], Answer], qtbot: QtBot
) -> None:
    page = opened.interior.page
    assert page is not None
    assert say(Wish(Kind.RAISE, machine.path.with_name("Gone.strongroom"))) == Answer.DONE
    qtbot.waitUntil(lambda: "There is no vault at" in page.detail.toast.text)
    assert opened.opening.is_open


def test_a_disk_that_does_not_answer_holds_nobody_up(
    second: Path,
    opened: Program,
    say: Callable[[Wish], Answer],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    answers = threading.Event()
    asked: list[threading.Thread] = []
    look = Path.exists

    def late(path: Path, **how: bool) -> bool:
        if path == second:
            asked.append(threading.current_thread())
            assert answers.wait(10)
        return look(path, **how)

    monkeypatch.setattr(Path, "exists", late)
    assert say(Wish(Kind.RAISE, second)) == Answer.DONE
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked != [threading.main_thread()]
    assert opened.opening.is_open
    answers.set()
    qtbot.waitUntil(lambda: opened.entrance.unlock.title.text() == "Work")


def test_an_unfinished_edit_is_asked_about_first(
    second: Path, opened: Program, say: Callable[[Wish], Answer], running: Running
) -> None:
    start_typing(opened)
    assert say(Wish(Kind.RAISE, second)) == Answer.DONE
    running.settle()
    assert opened.opening.is_open
    page = opened.interior.page
    assert page is not None
    assert page.detail.has_changes()


def test_a_password_that_is_half_typed_stays_when_its_vault_is_named_again(
    a_vault: Path, program: Program, say: Callable[[Wish], Answer], qtbot: QtBot
) -> None:
    program.entrance.ask_for(a_vault)
    qtbot.keyClicks(program.entrance.unlock.password, "half")
    assert say(Wish(Kind.RAISE, a_vault)) == Answer.DONE
    qtbot.waitUntil(lambda: program.presence._later is None)
    assert program.entrance.unlock.password.count == 4


def test_a_vault_named_while_another_opens_waits_for_it(
    a_vault: Path,
    second: Path,
    program: Program,
    running: Running,
    qtbot: QtBot,
) -> None:
    program.opening.unlock(a_vault, with_password())
    program.presence._fulfil(Wish(Kind.RAISE, second))
    assert program.opening.busy
    with qtbot.waitSignal(program.opening.locked, timeout=10_000):
        pass
    running.settle()
    assert not program.opening.is_open
    assert program.entrance.isVisible()
    assert program.entrance.unlock.title.text() == "Work"


def test_the_terminal_locks_it(
    opened: Program, say: Callable[[Wish], Answer], running: Running
) -> None:
    reasons: list[LockReason] = []
    opened.opening.locked.connect(reasons.append)
    assert say(Wish(Kind.LOCK)) == Answer.DONE
    assert reasons == [LockReason.TERMINAL]
    assert not opened.session.is_open  # it was told once the vault was closed, no sooner
    running.settle()


class Asked:
    """A request, and what was answered."""

    message: Mapping[str, Any] = {"lock": True}

    def __init__(self) -> None:
        self.answers: list[Mapping[str, Any]] = []

    def answer(self, message: Mapping[str, Any]) -> None:
        self.answers.append(message)


def test_the_terminal_is_told_once_the_vault_is_closed(opened: Program, qtbot: QtBot) -> None:
    gate, asked = threading.Event(), Asked()
    opened.tasks.run(lambda: gate.wait(10), lambda _none: None)
    opened.presence._hear(asked)
    assert not opened.opening.is_open
    assert asked.answers == []
    gate.set()
    qtbot.waitUntil(lambda: bool(asked.answers))
    assert asked.answers == [{"done": True}]
    assert not opened.session.is_open


def test_locking_what_is_locked_is_no_error(
    program: Program, say: Callable[[Wish], Answer]
) -> None:
    assert say(Wish(Kind.LOCK)) == Answer.DONE
    assert not program.opening.is_open


def test_quick_access_may_be_asked_for(
    opened: Program, say: Callable[[Wish], Answer], qtbot: QtBot
) -> None:
    assert say(Wish(Kind.QUICK_ACCESS)) == Answer.DONE
    qtbot.waitUntil(lambda: opened.interior.palettes.palette is not None)
    opened.interior.palettes.close()


@pytest.mark.usefixtures("program")
def test_nonsense_is_answered_with_no(place: Path, qtbot: QtBot) -> None:
    answers: list[Mapping[str, Any] | None] = []
    thread = threading.Thread(target=lambda: answers.append(instance.send(place, {"dance": 1})))
    thread.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    thread.join()
    assert answers == [{"done": False}]


def test_who_asks_while_it_ends_gets_no_answer(program: Program, place: Path, qtbot: QtBot) -> None:
    sender = subprocess.Popen(
        [
            sys.executable,
            "-c",
            SENDER,
            str(place),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    program.stop()
    qtbot.waitUntil(lambda: bool(program.presence._unanswered), timeout=10_000)
    listening = program.presence._listening
    assert listening is not None
    listening.close()
    for request in program.presence._unanswered:  # as the end of the process does
        request._peer.close()  # type: ignore[attr-defined]
    said, _nothing = sender.communicate(timeout=30)
    assert said == "None\n"


def test_the_descriptor_is_handed_on(program: Program, place: Path) -> None:
    assert place.exists()
    number = program.presence.descriptor
    assert number is not None
    assert number > 2


def test_without_a_place_there_is_nothing_to_hand_on(program: Program) -> None:
    program.presence.listen(None)
    assert program.presence.descriptor is None


def test_the_time_of_a_click_is_read_from_a_startup_id() -> None:
    assert time_of("konsole-123-host_TIME4242") == 4242
    assert time_of("a-wayland-token") == 0
    assert time_of("x_TIME9999999999") == 0
