# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from tests.attacks.material import World, make_world
from tests.vault.conftest import bare, ground, template, vault
from tests.vault.ground import Ground, add

__all__ = ["bare", "ground", "template", "two", "vault", "world"]


@pytest.fixture
def two(ground: Ground) -> tuple[Ground, list[int]]:
    """A vault with two items; their ids, ascending."""
    vault = ground.open()
    ids = sorted([add(vault, "GitHub", "first password"), add(vault, "GitLab", "second password")])
    vault.close()
    return ground, ids


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Genuine vaults with a past, small enough to be made for every run."""
    return make_world(tmp_path_factory.mktemp("world"), items=12)
