# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick unlock by PIN, switched on in the real window's settings as a person does it.

And what must be in no memory then: the PIN, the keyring's half, and the vault key.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import secretstorage
from tests.real.conftest import Desktop
from tests.real.keyrings import PrivateBus
from tests.real.scanning import Planted, Sought, Window, session, until

from strongroom.app.quick_record import from_text
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.system.keyring import SERVICE


@contextmanager
def keyring(desktop: Desktop) -> Iterator[PrivateBus]:
    """Let the window find a session bus with a gnome-keyring that is the test's own."""
    # The path of a socket may not be long, which that of a test's folder can be.
    with TemporaryDirectory(prefix="bus-") as folder, PrivateBus(Path(folder)) as bus:
        bus.start_keyring()
        desktop.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.address
        yield bus


def kept(bus: PrivateBus) -> bytes | None:
    """Return the 32 bytes that the keyring holds of quick unlock, where it holds any."""
    with closing(bus.connect()) as connection:
        for item in secretstorage.search_items(connection, {"service": SERVICE}):
            found = from_text(SecretBytes(item.get_secret()))
            if found is not None:
                return bytes(found[0].buffer)
    return None


def of_keyring(bus: PrivateBus) -> Sought:
    """Return the keyring's half as it lies in a buffer, and as the keyring's text has it."""
    half = kept(bus)
    assert half is not None
    return {"keyring's bytes": half, "keyring's text": half.hex()}


def vault_key(desktop: Desktop, path: Path, planted: Planted) -> bytes:
    """Return the key that every way to unlock leads to."""
    opened = session(desktop)
    credentials = Credentials(password=SecretBytes.of_text(planted.master))
    opened.unlock(path, credentials, make_default=False, keep_key=True)
    key = opened.take_key()
    opened.lock()
    assert key is not None
    return bytes(key.buffer)


def turn_on(window: Window, planted: Planted, bus: PrivateBus) -> None:
    """Choose the PIN in the settings of the open vault, and go back to the vault."""
    desktop = window.desktop
    desktop.keys("ctrl+comma")
    desktop.wait_for_window("Settings")
    desktop.type("digits")  # leaves one row, whose button is the next but two
    until(window.quiet, "what the search finds")
    desktop.keys("Tab", "Tab", "Tab", "space")
    desktop.wait_for_window("Choose a PIN")
    for _time in range(2):
        desktop.type(planted.pin)
        desktop.keys("Return")
    desktop.wait_for_window("Turn quick unlock on")
    desktop.type(planted.master)
    desktop.keys("Return")
    until(lambda: kept(bus), "the keyring's half")
    until(window.quiet, "the settings")
    desktop.keys("Escape", "Escape")  # the search, the dialog
    window.shown()
