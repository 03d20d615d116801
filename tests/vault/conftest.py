# SPDX-License-Identifier: GPL-3.0-or-later
import os
import shutil
from collections.abc import Callable, Iterator
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


@pytest.fixture
def fail_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, int], None]:
    """Let every look at a folder, and at what lies in it, fail with that number."""

    def begin(folder: Path, number: int) -> None:
        for name in ("stat", "lstat", "mkdir", "open"):
            monkeypatch.setattr(os, name, _failing(getattr(os, name), folder, number))

    return begin


def _failing(call: Callable[..., object], folder: Path, number: int) -> Callable[..., object]:
    def failing(path: object, *given: object, **more: object) -> object:
        if isinstance(path, str | Path) and Path(path).is_relative_to(folder):
            raise OSError(number, os.strerror(number), str(path))
        return call(path, *given, **more)

    return failing
