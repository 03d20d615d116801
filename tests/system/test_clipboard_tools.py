# SPDX-License-Identifier: GPL-3.0-or-later
"""The adapter over stand-in tools; ``tests/real`` has the real ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from strongroom.errors import NoClipboard
from strongroom.system import clipboard_tools
from strongroom.system.clipboard_tools import (
    PBCOPY,
    WL_CLIPBOARD,
    XCLIP,
    Tool,
    ToolClipboard,
    find_tool,
)


def everything(name: str) -> str:
    return "/usr/bin/" + name


def nothing(_name: str) -> None:
    return None


@pytest.mark.parametrize(
    ("environment", "installed", "platform", "tool"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, everything, "linux", WL_CLIPBOARD),
        ({"DISPLAY": ":0"}, everything, "linux", XCLIP),
        # A Wayland desktop without its own tool still has X clients' clipboard.
        (
            {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"},
            lambda name: name == "xclip" or None,
            "linux",
            XCLIP,
        ),
        ({}, nothing, "darwin", PBCOPY),
    ],
)
def test_the_tool_fits_the_desktop(environment, installed, platform, tool):
    assert find_tool(environment, installed, platform) is tool


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wl-clipboard"),
        ({"DISPLAY": ":0"}, "xclip"),
        ({}, "no desktop"),
    ],
)
def test_where_there_is_none_the_sentence_says_what_to_do(environment, word):
    with pytest.raises(NoClipboard, match=word):
        find_tool(environment, nothing, "linux")


def script(body: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", body)


@pytest.fixture
def board(tmp_path: Path) -> ToolClipboard:
    held = str(tmp_path / "held")
    take = f"import sys; open({held!r}, 'wb').write(sys.stdin.buffer.read())"
    give = f"import sys; sys.stdout.buffer.write(open({held!r}, 'rb').read())"
    return ToolClipboard(lambda: Tool(set=script(take), read=script(give), clear=script(take)))


def test_what_is_set_is_read_back_to_the_character(board):
    board.set_secret("pä ss\n☂ ")
    assert board.read() == "pä ss\n☂ "


def test_clearing_leaves_nothing(board):
    board.set_secret("x")
    board.clear()
    assert board.read() == ""


def test_a_tool_that_can_marks_it_and_one_that_refuses_is_asked_without(tmp_path):
    held = str(tmp_path / "held")
    give = script(f"import sys; sys.stdout.buffer.write(open({held!r}, 'rb').read())")

    def take(note):
        return script(f"import sys; open({held!r}, 'w').write({note!r} + sys.stdin.read())")

    refuse = script("import sys; sys.exit(1)")
    marking = ToolClipboard(lambda: Tool(take("plain "), give, (), set_marked=take("marked ")))
    marking.set_secret("x")
    assert marking.read() == "marked x"
    older = ToolClipboard(lambda: Tool(take("plain "), give, (), set_marked=refuse))
    older.set_secret("x")
    assert older.read() == "plain x"


def test_the_secret_is_no_argument(monkeypatch, board):
    seen: list[object] = []
    run = subprocess.run

    def spy(command, **options):
        seen.append((command, options.get("env"), dict(os.environ)))
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", spy)
    board.set_secret("hunter-xyzzy")
    assert seen
    assert "hunter-xyzzy" not in repr(seen)


def test_a_failing_tool_is_one_sentence_without_the_secret():
    board = ToolClipboard(lambda: Tool(set=script("raise SystemExit(1)"), read=(), clear=()))
    with pytest.raises(NoClipboard) as caught:
        board.set_secret("hunter-xyzzy")
    assert caught.value.__cause__ is None
    assert "hunter" not in str(caught.value)


def test_a_missing_tool_is_the_same():
    board = ToolClipboard(lambda: Tool(set=("/nonexistent/tool",), read=(), clear=()))
    with pytest.raises(NoClipboard, match="could not reach"):
        board.set_secret("x")


def test_a_hung_tool_is_given_up(monkeypatch):
    monkeypatch.setattr(clipboard_tools, "_PATIENCE", 0.05)
    hung = script("import time; time.sleep(60)")
    board = ToolClipboard(lambda: Tool(set=hung, read=hung, clear=hung))
    with pytest.raises(NoClipboard):
        board.read()
    with pytest.raises(NoClipboard):
        board.clear()


def reading(body: str) -> ToolClipboard:
    tool = Tool(set=(), read=script(body), clear=(), nothing=(b"nothing here",))
    return ToolClipboard(lambda: tool)


def test_no_text_is_none():
    assert reading("raise SystemExit('Error: nothing here')").read() is None
    assert reading(r"import sys; sys.stdout.buffer.write(b'\xff')").read() is None


@pytest.mark.parametrize("body", ["raise SystemExit(1)", "raise SystemExit('no display')"])
def test_what_could_not_be_read_is_never_taken_for_nothing(body):
    with pytest.raises(NoClipboard, match="could not reach"):
        reading(body).read()
    missing = Tool(set=(), read=("/nonexistent/tool",), clear=())
    with pytest.raises(NoClipboard):
        ToolClipboard(lambda: missing).read()


def test_the_tool_is_looked_for_once_and_only_when_used():
    asked: list[int] = []

    def find() -> Tool:
        asked.append(1)
        return Tool(set=script(""), read=script(""), clear=script(""))

    board = ToolClipboard(find)
    assert asked == []
    board.read()
    board.read()
    assert asked == [1]
