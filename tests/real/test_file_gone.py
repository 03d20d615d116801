# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault's file goes away under a real window, and what was being typed is there afterwards."""

import json
import signal
import sys
from collections.abc import Iterator

import pytest
from tests.app.worlds import PASSWORD, new_unlock, with_password
from tests.real.conftest import Desktop
from tests.real.screen import NEW_ITEM, Place, Screen
from tests.real.waiting import comes_true

from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.theme import LIGHT
from strongroom.system.clock import SystemClock

pytestmark = pytest.mark.real("Xvfb", "openbox", "xdotool")

# Where the editor's title stands, and nothing else of its colour does.
TITLE: Place = (760, 160, 20, 60)

PROGRAM = "import sys; from strongroom.gui.launch import run; sys.exit(run())"


@pytest.fixture
def session(desktop: Desktop) -> Session:
    """A program of the same machine, for before and after."""
    documents = desktop.home / "Documents"
    documents.mkdir()
    places = Places(
        config=desktop.home / ".config" / "strongroom",
        state=desktop.home / ".local" / "state" / "strongroom",
        documents=documents,
    )
    return Session(places, SystemClock(), lambda: CHEAPEST)


@pytest.fixture
def screen(desktop: Desktop) -> Iterator[Screen]:
    made = Screen(desktop.environment["DISPLAY"])
    yield made
    made.close()


def shown(screen: Screen, place: Place) -> bool:
    """Wait until a button, or the frame of what has the focus, is painted there."""
    return comes_true(lambda: screen.count(LIGHT.accent, *place) > 40)


def test_what_was_typed_is_a_draft_when_the_file_is_back(
    desktop: Desktop, session: Session, screen: Screen
) -> None:
    vault = session.places.documents / "Personal.strongroom"
    session.create(vault, "Personal", new_unlock())
    session.lock()
    state = session.places.state_file

    def opened() -> int:
        return int(json.loads(state.read_text())["recent_vaults"][0]["opened"])

    before = opened()
    program = desktop.start(sys.executable, "-c", PROGRAM)
    desktop.wait_for_window("Strongroom")
    desktop.type(PASSWORD)
    desktop.keys("Return")
    assert comes_true(lambda: opened() > before)
    assert shown(screen, NEW_ITEM)
    notes = session.places.state / "notes"
    assert not list(notes.glob("*.sealed"))
    desktop.keys("ctrl+n")
    assert shown(screen, TITLE)
    desktop.type("Half typed")
    aside = vault.parent.rename(vault.parent.with_name("gone"))
    desktop.keys("ctrl+s")
    desktop.keys("ctrl+l")
    assert comes_true(lambda: bool(list(notes.glob("*.sealed"))))
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=30)
    assert not vault.exists()
    assert [path.name for path in aside.iterdir()] == [vault.name]
    aside.rename(vault.parent)
    session.unlock(vault, with_password())
    (draft,) = Items(session).drafts()
    assert draft.content.title == "Half typed"
    session.lock()
