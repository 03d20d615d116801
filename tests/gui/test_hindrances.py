# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said when no window can be opened, by a real process without a display."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import strongroom
from strongroom.gui import hindrances, launch

LOADER = "{lib}: cannot open shared object file: No such file or directory"


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"QT_QPA_PLATFORM", "DISPLAY"}}
    kept.pop("WAYLAND_DISPLAY", None)
    code = "import sys; from strongroom.gui.launch import run; sys.exit(run())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=kept | environment,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux goes without")
def test_without_a_display_one_sentence_says_what_to_do() -> None:
    ended = start()
    assert ended.returncode == launch.CANNOT_SHOW
    assert ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert "no display" in sentence
    assert "strongroom-cli" in sentence


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux goes without")
def test_a_display_that_does_not_answer_is_told_before_qt_aborts() -> None:
    ended = start(DISPLAY=":9999")
    assert ended.returncode == launch.CANNOT_SHOW
    [sentence] = ended.stderr.splitlines()
    assert ":9999" in sentence
    assert "strongroom-cli" in sentence


def test_the_version_needs_no_display() -> None:
    ended = start("--version")
    assert (ended.returncode, ended.stdout) == (0, f"strongroom {strongroom.__version__}\n")


@pytest.mark.parametrize("arguments", [["--nonsense"], ["one.strongroom", "two.strongroom"]])
def test_wrong_use_is_said_in_a_sentence(arguments: list[str]) -> None:
    ended = start(*arguments)
    assert ended.returncode == launch.WRONG_USE
    [sentence] = ended.stderr.splitlines()
    assert sentence.startswith("Strongroom ")


def test_help_is_no_error() -> None:
    ended = start("--help")
    assert ended.returncode == 0
    assert ended.stdout.startswith("Usage: strongroom")


def test_looking_for_a_display_leaves_other_platforms_alone(tmp_path: Path) -> None:
    assert hindrances.missing_display({}, "win32") == ""
    assert hindrances.missing_display({}, "darwin") == ""
    assert hindrances.missing_display({"QT_QPA_PLATFORM": "offscreen"}, "linux") == ""
    wayland = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert hindrances.missing_display(wayland, "linux") != ""
    (tmp_path / "wayland-0").touch()
    assert hindrances.missing_display(wayland, "linux") == ""
    assert hindrances.missing_display(wayland | {"QT_QPA_PLATFORM": "xcb"}, "linux") != ""


@pytest.mark.parametrize("library", ["libEGL.so.1", "libxcb-cursor.so.0", "libxkbcommon.so.0"])
def test_a_missing_library_is_named_with_the_way_to_get_it(library: str) -> None:
    sentence = hindrances.sentence_for(LOADER.format(lib=library))
    assert library in sentence
    assert "sudo apt install lib" in sentence
    assert "sudo dnf install" in sentence
    assert "strongroom-cli" in sentence


def test_an_unknown_library_is_named_and_qt_itself_may_be_missing() -> None:
    assert "libodd-thing.so.7" in hindrances.sentence_for(LOADER.format(lib="libodd-thing.so.7"))
    sentence = hindrances.sentence_for("No module named 'PySide6'")
    assert "PySide6-Essentials" in sentence
    assert "strongroom-cli" in sentence


def test_this_machine_has_what_qt_needs() -> None:
    assert hindrances.missing_library({"QT_QPA_PLATFORM": "offscreen"}) == ""


def test_an_import_that_fails_becomes_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> None:
        raise ImportError(LOADER.format(lib="libGL.so.1"))

    monkeypatch.setattr(importlib, "import_module", broken)
    assert "libgl1" in hindrances.missing_library({"QT_QPA_PLATFORM": "offscreen"})


def test_the_plugin_for_x11_is_tried_where_it_will_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError(LOADER.format(lib="libxcb-cursor.so.0"))

    monkeypatch.setattr(hindrances, "_load_xcb_plugin", broken)
    assert "libxcb-cursor0" in hindrances.missing_library({"DISPLAY": ":0"}, "linux")
    assert hindrances.missing_library({"DISPLAY": ":0"}, "darwin") == ""


def test_in_an_environment_the_other_program_is_named_as_a_shell_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ".venv" / "bin" / "strongroom-cli"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert hindrances.terminal_program() == "strongroom-cli"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o700)
    assert hindrances.terminal_program() == str(program)
    monkeypatch.chdir(tmp_path)
    assert hindrances.terminal_program() == ".venv/bin/strongroom-cli"
    assert "or use .venv/bin/strongroom-cli, which" in hindrances.missing_display({}, "linux")
    assert "or use .venv/bin/strongroom-cli, which" in hindrances.sentence_for("libEGL.so.1")
    monkeypatch.setenv("PATH", str(program.parent))
    assert hindrances.terminal_program() == "strongroom-cli"
