# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking a desktop for its colour scheme, where Qt's way is shut to a hardened process."""

import sys
from pathlib import Path

import pytest

from strongroom.system import desktop_scheme

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's desktops")


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ``gsettings`` that prints what is in this file."""
    said = tmp_path / "said"
    program = tmp_path / "gsettings"
    program.write_text(f'#!/bin/sh\n[ "$1 $3" = "get color-scheme" ] && cat {said}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    return said


@pytest.mark.parametrize(
    ("said", "dark"),
    [("'prefer-dark'\n", True), ("'default'\n", False), ("'prefer-light'\n", False), ("", False)],
)
def test_gnome_is_asked(said: str, *, dark: bool, answer: Path) -> None:
    answer.write_text(said)
    assert desktop_scheme.prefers_dark() is dark


def test_other_desktops_are_left_to_qt(answer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer.write_text("'prefer-dark'\n")
    for name in ("KDE", "LXQt", "", "sway"):
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", name)
        assert not desktop_scheme.prefers_dark()


def test_a_desktop_that_does_not_answer_is_light(
    answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop_scheme, "_PATIENCE", 0.05)
    (answer.parent / "gsettings").write_text("#!/bin/sh\nexec sleep 5\n")
    assert not desktop_scheme.prefers_dark()
    monkeypatch.setenv("PATH", "/nowhere")
    assert not desktop_scheme.prefers_dark()
