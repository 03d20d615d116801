# SPDX-License-Identifier: GPL-3.0-or-later
"""The wheel carries the program and its resources, and works away from the repository."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from strongroom import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment with the wheel in it, its dependencies borrowed from this one."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    install = ["--python", str(home), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *install], check=True)
    return home


def run(home: Path, *command: str) -> str:
    done = subprocess.run(
        [home / "bin" / command[0], *command[1:]],
        cwd=home,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_every_module_and_resource_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = {
        "strongroom/" + str(path.relative_to(ROOT / "src" / "strongroom"))
        for path in (ROOT / "src" / "strongroom").rglob("*.py")
    }
    resources = {
        "strongroom/_resources/" + str(path.relative_to(ROOT / "resources"))
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    assert resources
    assert sources | resources <= names


def test_the_terminal_program_runs_from_the_wheel(installed: Path) -> None:
    assert __version__ in run(installed, "strongroom-cli", "--version")
    assert len(run(installed, "strongroom-cli", "generate").strip()) == 20


def test_the_window_names_its_version_from_the_wheel(installed: Path) -> None:
    assert __version__ in run(installed, "strongroom", "--version")


def test_resources_are_found_inside_the_wheel(installed: Path) -> None:
    code = "from strongroom import resources; print(resources.path('strongroom.svg'))"
    found = run(installed, "python", "-c", code).strip()
    assert "_resources" in found
    assert found.startswith(str(installed))


def test_resources_are_found_in_a_source_tree_and_an_editable_install(tmp_path: Path) -> None:
    code = "from strongroom import resources; print(resources.path('strongroom.svg'))"
    for environment in ({"PYTHONPATH": str(ROOT / "src")}, {}):
        found = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        assert found == str(ROOT / "resources" / "strongroom.svg")
