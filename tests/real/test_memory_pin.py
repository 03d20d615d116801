# SPDX-License-Identifier: GPL-3.0-or-later
"""Locked means gone, with quick unlock: neither PIN nor the keyring's half stays in memory.

While the vault is open they are not in it either, nor the vault key that was taken for the
making of the slot, nor the master password that the settings asked for once more.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.real.conftest import Desktop
from tests.real.keyrings import PrivateBus
from tests.real.pins import keyring, of_keyring, turn_on, vault_key
from tests.real.scanning import (
    Planted,
    Sought,
    Window,
    copies,
    is_root,
    make_vault,
    running,
    until,
    use,
)

pytestmark = [
    pytest.mark.real(
        "Xvfb", "openbox", "xdotool", "xclip", "dbus-run-session", "gnome-keyring-daemon"
    ),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.skipif(not is_root(), reason="reads another process's memory, which takes root"),
]


@pytest.fixture
def planted() -> Planted:
    return Planted()


@pytest.fixture
def path(desktop: Desktop, planted: Planted) -> Path:
    return make_vault(desktop, planted)


@pytest.fixture
def bus(desktop: Desktop) -> Iterator[PrivateBus]:
    with keyring(desktop) as bus:
        yield bus


def lock(window: Window) -> None:
    """Lock by hand, until another process has the place."""
    before = window.start_of_code()
    window.desktop.keys("ctrl+l")
    window.replaced(before)


def test_nothing_is_left_of_a_pin_be_it_right_or_wrong(
    desktop: Desktop, bus: PrivateBus, planted: Planted, path: Path
) -> None:
    wrong = Planted()
    never: Sought = {"vault key": vault_key(desktop, path, planted)}
    never |= {"master password": planted.master, "PIN": planted.pin, "wrong PIN": wrong.pin}
    with running(desktop) as window:
        window.unlock(planted.master)
        turn_on(window, planted, bus)
        never |= of_keyring(bus)
        assert copies(window.pid, never) == {}  # unlocked, and just switched on
        lock(window)
        assert copies(window.pid, never | planted.all()) == {}
        window.stands_anew()
        desktop.type(wrong.pin)
        desktop.keys("Return")
        until(window.quiet, "the answer")
        window.unlock(planted.pin)  # in its place, for what is wrong is selected
        use(window, planted)
        never |= of_keyring(bus)
        assert copies(window.pid, never) == {}  # unlocked with the PIN
        assert copies(window.pid, planted.all())["password 0"] > 0
        lock(window)
        assert copies(window.pid, never | planted.all()) == {}
