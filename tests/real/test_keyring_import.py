# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a real gnome-keyring holds, taken over."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from tests.app.worlds import World, new_unlock
from tests.real.keyrings import PROMPTER, PrivateBus, dismissing

from strongroom.app.importing import Importing
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.errors import NoKeyring
from strongroom.model.fields import Role
from strongroom.model.item import first_value
from strongroom.secret import SecretBytes
from strongroom.system.keyring import SystemKeyring

pytestmark = pytest.mark.real("dbus-run-session", "gnome-keyring-daemon")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    world = World(tmp_path)
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    yield session
    session.lock()


def put(bus: PrivateBus, label: str, secret: bytes, **attributes: str) -> None:
    with closing(bus.connect()) as connection:
        collection = secretstorage.get_default_collection(connection)
        collection.create_item(label, attributes, secret)


def test_what_the_keyring_holds_comes_and_what_is_ours_does_not(bus, session):
    bus.start_keyring()
    put(bus, "ada@files.example", b"hunter2", user="ada", server="files.example")
    put(bus, "Key", b"\xff\x00")
    with SecretBytes(b"half of a key") as half:
        SystemKeyring().put("quick unlock", half)
    importing, items = Importing(session), Items(session)
    with closing(importing.open_keyring()) as origin:
        preview = importing.look(origin)
        assert (preview.problems, preview.losses) == ((), ())
        importing.run(preview)
    found = {o.title: items.item(o.id) for o in items.overviews().values()}
    assert set(found) == {"ada@files.example", "Key"}
    assert first_value(found["ada@files.example"].fields, Role.PASSWORD) == "hunter2"
    assert len(found["Key"].details.attachments) == 1


def test_a_keyring_that_stays_locked_is_named(bus, session):
    bus.start_keyring()
    put(bus, "a", b"x", user="ada")
    bus.lock_default()
    importing = Importing(session)
    bus.play(PROMPTER, dismissing)
    with closing(importing.open_keyring()) as origin:
        preview = importing.look(origin)
    assert preview.rows == ()
    assert len(preview.losses) == 1


@pytest.mark.usefixtures("bus")
def test_without_a_keyring_it_says_so(session):
    importing = Importing(session)
    with closing(importing.open_keyring()) as origin, pytest.raises(NoKeyring):
        importing.look(origin)
