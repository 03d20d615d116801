# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.app.worlds import World, login, new_unlock

from strongroom.app.items import Items
from strongroom.app.session import Session


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
def add(items: Items) -> Callable[..., int]:
    """Add a login and return its id."""

    def add(title: str = "GitHub", **more: object) -> int:
        (item_id,) = items.add(login(title, **more)).made
        return item_id

    return add


@pytest.fixture
def sql(session: Session) -> Callable[..., None]:
    """Change the open vault's file behind its back."""

    def run(statement: str, *values: object) -> None:
        with closing(sqlite3.connect(session.vault.path, isolation_level=None)) as connection:
            connection.execute(statement, values)

    return run
