# SPDX-License-Identifier: GPL-3.0-or-later
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.vault.ground import Ground, find_key_once

from strongroom.vault import opening
from strongroom.vault.vault import Vault


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty vault, made once."""
    folder = tmp_path_factory.mktemp("template") / "vaults"
    folder.mkdir()
    ground = Ground(folder)
    ground.create("elsewhere").close()
    return ground.path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """A folder without a vault."""
    monkeypatch.setattr(opening, "find_key", find_key_once)
    folder = tmp_path / "vaults"
    folder.mkdir()
    ground = Ground(folder)
    yield ground
    ground.close_all()


@pytest.fixture
def ground(bare: Ground, template: Path) -> Ground:
    """A folder with an empty vault that this machine has not seen."""
    shutil.copyfile(template, bare.path)
    bare.path.chmod(0o600)
    return bare


@pytest.fixture
def vault(ground: Ground) -> Vault:
    """An open vault without items."""
    return ground.open()
