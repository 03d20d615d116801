# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.app.worlds import World, login, make_template
from tests.vault.ground import find_key_once

from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.vault import opening


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with a vault, made once."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def session(world: World, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """An open vault without items."""
    monkeypatch.setattr(opening, "find_key", find_key_once)
    world.become(template)
    session = world.opened()
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
