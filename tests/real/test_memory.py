# SPDX-License-Identifier: GPL-3.0-or-later
"""Locked means gone: after every way to lock, nothing planted is in the process's memory.

A parent reads all of it, as root, in the encodings of Python and of Qt.  While the vault is
unlocked it finds no copy of the master password, and passwords only of what was looked at.
"""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.real.conftest import Desktop
from tests.real.scanning import (
    COMMAND,
    Planted,
    Window,
    clipboard,
    copies,
    drafts,
    is_root,
    look,
    make_vault,
    running,
    until,
    use,
)
from tests.real.signals import Buses, private_buses

pytestmark = [
    pytest.mark.real("Xvfb", "openbox", "xdotool", "xclip", "dbus-daemon"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.skipif(not is_root(), reason="reads another process's memory, which takes root"),
]

# The settings' own type, with a time that no person can choose, from a signal on.
SOON = """
import signal, sys, msgspec
which = sys.argv.pop()
from strongroom.app.settings import SettingsFile
whole = SettingsFile.current.fget
def shorten(*_):
    SettingsFile.current = property(
        lambda file: msgspec.structs.replace(whole(file), **{which: 0.02})
    )
signal.signal(signal.SIGUSR1, shorten)
from strongroom.gui.launch import run
sys.exit(run())
"""
# Qt as it comes with PySide6 speaks to no session manager on X11, so a log-out is played one
# step further in: a signal calls what ``main.py`` connects to ``commitDataRequest``.
LOGGING_OUT = """
import signal, sys
from PySide6.QtCore import QTimer
from strongroom.gui.program import Program
start = Program.start
def listening(program, *args, **named):
    signal.signal(
        signal.SIGUSR1, lambda *_: QTimer.singleShot(0, program, program.log_out)
    )
    start(program, *args, **named)
Program.start = listening
from strongroom.gui.launch import run
sys.exit(run())
"""


@pytest.fixture
def buses(desktop: Desktop) -> Iterator[Buses]:
    """A session bus and a system bus that the window finds."""
    with private_buses() as both:
        desktop.environment |= both.environment
        yield both


@pytest.fixture
def planted() -> Planted:
    return Planted()


@pytest.fixture
def path(desktop: Desktop, planted: Planted) -> Path:
    return make_vault(desktop, planted)


def settings(desktop: Desktop, text: str) -> None:
    folder = desktop.home / ".config" / "strongroom"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(text)


def by_hand(window: Window, _buses: Buses) -> None:
    window.desktop.keys("ctrl+l")


def nothing_done(window: Window, _buses: Buses) -> None:
    """Make the time short only now: on a busy machine, using the vault takes long."""
    window.process.send_signal(signal.SIGUSR1)


def minimised(window: Window, _buses: Buses) -> None:
    window.desktop.run("xdotool", "windowminimize", window.number)


def logging_out(window: Window, _buses: Buses) -> None:
    window.process.send_signal(signal.SIGUSR1)


def screen_locked(_window: Window, buses: Buses) -> None:
    buses.lock_screen()


def session_locked(_window: Window, buses: Buses) -> None:
    buses.lock_session()


def suspended(_window: Window, buses: Buses) -> None:
    buses.suspend()


def user_switched(_window: Window, buses: Buses) -> None:
    buses.switch_user()


def lid_closed(_window: Window, buses: Buses) -> None:
    buses.close_lid()


def from_the_terminal(window: Window, _buses: Buses) -> None:
    command = (sys.executable, "-m", "strongroom.cli.main", "lock")
    subprocess.run(command, env=window.desktop.environment, check=True, timeout=60)


Trigger = Callable[[Window, Buses], None]


def locked_by(trigger: Trigger, window: Window, buses: Buses, planted: Planted) -> dict[str, int]:
    """Use the vault, lock it, and return what is left in memory."""
    window.unlock(planted.master)
    use(window, planted)
    before = window.start_of_code()
    trigger(window, buses)
    window.replaced(before)
    return copies(window.pid, planted.all())


@pytest.mark.parametrize(
    "trigger",
    [
        by_hand,
        screen_locked,
        session_locked,
        suspended,
        user_switched,
        lid_closed,
        from_the_terminal,
    ],
)
def test_nothing_is_left_after(
    trigger: Trigger, desktop: Desktop, buses: Buses, planted: Planted, path: Path
) -> None:
    settings(desktop, '{"lock_on_lid": true, "lock_on_user_switch": true}')
    with running(desktop) as window:
        place = window.place()
        assert locked_by(trigger, window, buses, planted) == {}
        assert clipboard(desktop) == ""
        window.stands_anew()
        assert window.place() == place
        assert drafts(desktop, path, planted) != []


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("which", ["lock_after_minutes", "lock_computer_unused_minutes"])
def test_nothing_is_left_after_nobody_did_anything(
    which: str, desktop: Desktop, buses: Buses, planted: Planted
) -> None:
    """A second and a bit, by the clock of the vault and by that of the X server."""
    with running(desktop, (sys.executable, "-c", SOON, which)) as window:
        assert locked_by(nothing_done, window, buses, planted) == {}


def test_nothing_is_left_after_a_log_out_that_was_called_off(
    desktop: Desktop, buses: Buses, planted: Planted, path: Path
) -> None:
    """Nothing either where the desktop stays; what was typed is kept."""
    with running(desktop, (sys.executable, "-c", LOGGING_OUT)) as window:
        assert locked_by(logging_out, window, buses, planted) == {}
        assert clipboard(desktop) == ""
        assert drafts(desktop, path, planted) != []


@pytest.mark.usefixtures("path")
def test_nothing_is_left_after_minimising(desktop: Desktop, buses: Buses, planted: Planted) -> None:
    settings(desktop, '{"lock_on_minimise": true}')
    with running(desktop) as window:
        assert locked_by(minimised, window, buses, planted) == {}
        assert window.windows() == []  # minimised it was, and is
        desktop.run("xdotool", "search", "--sync", "--pid", str(window.pid))


def test_nothing_is_left_after_going_to_another_vault(
    desktop: Desktop, planted: Planted, path: Path
) -> None:
    other = Planted()
    second = make_vault(desktop, other, "Second")
    with running(desktop, (*COMMAND, str(path))) as window:
        window.unlock(planted.master)
        use(window, planted)
        before = window.start_of_code()
        desktop.run(*COMMAND, str(second))  # a second start passes the path on
        desktop.wait_for_window("Save the changes")
        desktop.keys("Return")
        window.replaced(before)
        assert copies(window.pid, planted.all()) == {}
        window.stands_anew()
        window.unlock(other.master)


@pytest.mark.usefixtures("path")
def test_unlocked_there_is_no_master_password_and_only_what_was_looked_at(
    desktop: Desktop, planted: Planted
) -> None:
    with running(desktop) as window:
        window.unlock(planted.master)
        look(window, planted)
        found = copies(window.pid, planted.all())
        assert "master password" not in found
        assert found["password 0"] > 0  # it was looked at, and the reading finds it
        others = [
            f"{what} {n}" for what in ("password", "note", "one-time secret") for n in range(1, 12)
        ]
        assert not set(others) & set(found)


@pytest.mark.usefixtures("path")
def test_nothing_is_left_after_a_lock_that_comes_before_the_open_vault_is_shown(
    desktop: Desktop, planted: Planted
) -> None:
    """Whether the window has heard of the opening by then or not, the vault is locked."""
    with running(desktop) as window:
        before = window.start_of_code()
        window.begin_unlock(planted.master)
        desktop.keys("ctrl+l")
        window.replaced(before)
        window.stands_anew()
        assert not window.inside()
        assert copies(window.pid, planted.all()) == {}
        window.unlock(planted.master)


@pytest.mark.usefixtures("path")
def test_a_password_that_was_not_the_right_one_is_left_nowhere(
    desktop: Desktop, planted: Planted
) -> None:
    wrong = Planted()
    with running(desktop) as window:
        desktop.type(wrong.master)
        desktop.keys("Return")
        until(window.quiet, "the answer")
        window.unlock(planted.master)  # in its place, for what is wrong is selected
        until(window.quiet, "the list")
        assert copies(window.pid, {"wrong": wrong.master, "right": planted.master}) == {}


@pytest.mark.usefixtures("path")
def test_a_polite_end_leaves_nothing_on_the_clipboard(desktop: Desktop, planted: Planted) -> None:
    with running(desktop) as window:
        window.unlock(planted.master)
        use(window, planted)
        assert clipboard(desktop) == planted.generated
        window.end()
        assert clipboard(desktop) == ""


@pytest.mark.real("trayer")
@pytest.mark.usefixtures("path")
def test_nothing_is_left_of_a_window_that_was_in_the_tray(
    desktop: Desktop, buses: Buses, planted: Planted
) -> None:
    settings(desktop, '{"minimise_to_tray": true, "lock_on_minimise": false}')
    with running(desktop, ("trayer",)) as _tray, running(desktop) as window:
        window.unlock(planted.master)
        use(window, planted)
        until(window.quiet, "the icon in the tray")
        before = window.start_of_code()
        minimised(window, buses)
        until(lambda: not window.windows(), "the window to go")
        from_the_terminal(window, buses)
        window.replaced(before)
        assert copies(window.pid, planted.all()) == {}
        until(window.quiet, "the next process")
        assert window.windows() == []  # it is in the tray as before
        desktop.run(*COMMAND)  # a second start brings it back
        window.shown()
        window.unlock(planted.master)


@pytest.mark.usefixtures("path")
def test_many_locks_leave_no_descriptor_open_and_the_window_in_its_place(
    desktop: Desktop, planted: Planted
) -> None:
    with running(desktop) as window:
        place = window.place()
        open_then = None
        for _time in range(3):
            window.unlock(planted.master)
            before = window.start_of_code()
            desktop.keys("ctrl+l")
            window.replaced(before)
            window.stands_anew()
            assert window.place() == place
            now = len(list(Path(f"/proc/{window.pid}/fd").iterdir()))
            assert open_then is None or now <= open_then + 1  # a timer's, now and then
            assert "Max core file size        0  " in window.about("limits")
            assert "PYTHONMALLOC=malloc\0" in window.about("environ")  # and so it is scrubbed
            open_then = open_then or now
