# SPDX-License-Identifier: GPL-3.0-or-later
"""The two commands find a Python that serves, or say what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIND = Path(__file__).parents[2] / "packaging" / "find-python"


def find(*names: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PYTHON=" ".join(names))
    if path is not None:
        environment["PATH"] = f"{path}:{environment['PATH']}"
    return subprocess.run([FIND], env=environment, capture_output=True, text=True, check=False)


def fake_python(folder: Path, *, version: tuple[int, int], has_venv: bool) -> None:
    """Make a ``python-fake`` that answers as that version would."""
    real = sys.executable
    script = folder / "python-fake"
    script.write_text(
        "#!/bin/sh\n"
        'case "$2" in\n'
        f"  *version_info*3,\\ 11*) exit {int(version < (3, 11))} ;;\n"
        f"  *ensurepip*) exit {int(not has_venv)} ;;\n"
        f"  *python_version*) echo {version[0]}.{version[1]}.9 ;;\n"
        f'  *) exec {real} "$@" ;;\n'
        "esac\n"
    )
    script.chmod(0o755)


def test_it_prints_the_python_that_serves() -> None:
    found = find(sys.executable)
    assert found.returncode == 0
    assert found.stdout.strip() == sys.executable


def test_the_first_that_serves_wins_over_one_that_is_too_old(tmp_path: Path) -> None:
    fake_python(tmp_path, version=(3, 9), has_venv=True)
    found = find("python-fake", sys.executable, path=tmp_path)
    assert found.stdout.strip() == sys.executable


def test_none_at_all_is_one_sentence() -> None:
    found = find("no-such-python")
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert "found none" in found.stderr


def test_too_old_names_the_version_that_was_found(tmp_path: Path) -> None:
    fake_python(tmp_path, version=(3, 9), has_venv=True)
    found = find("python-fake", path=tmp_path)
    assert found.returncode == 1
    assert "found only 3.9.9" in found.stderr


@pytest.mark.parametrize("name", ["python-fake"])
def test_without_the_venv_package_it_names_the_package(tmp_path: Path, name: str) -> None:
    fake_python(tmp_path, version=(3, 12), has_venv=False)
    found = find(name, path=tmp_path)
    assert found.returncode == 1
    assert "sudo apt install python3." in found.stderr
    assert "-venv" in found.stderr
