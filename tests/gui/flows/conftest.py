# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows over a real vault in a fresh folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.worlds import World, new_unlock

from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.gui.tasks import Tasks


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    yield session
    session.lock()


@pytest.fixture
def items(session: Session) -> Items:
    return Items(session)


@pytest.fixture
def tasks(qapp: object, session: Session) -> Iterator[Tasks]:  # noqa: ARG001 - made after them
    made = Tasks()
    yield made
    made.close()
