# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that takes its own place: what goes along, and that nothing else does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from strongroom.system import replacing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an exec")

AFTER = """
import json, os, sys
from strongroom.system import replacing
message = replacing.received()
left = [name for name in os.environ if name.startswith("STRONGROOM")]
print(json.dumps({
    "message": message and message.decode(), "pid": os.getpid(), "left": left,
    "open": sorted(map(int, os.listdir("/proc/self/fd")))[:-1], "arguments": sys.argv[1:],
}))
"""
BEFORE = """
import os, sys
from strongroom.system import replacing
kept, lost = os.open("/dev/null", os.O_RDONLY), os.open("/dev/zero", os.O_RDONLY)
print(os.getpid(), kept, lost, flush=True)
replacing.replace([sys.executable, "-c", sys.argv[1]], b"where it stood", [kept], os.environ)
"""


def run(*arguments: str, cwd: Path | None = None, **more: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | more,
        timeout=60,
        check=True,
    )
    return ended.stdout.splitlines()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_number_message_and_named_descriptors_go_along_and_nothing_else() -> None:
    before, after = run("-c", BEFORE, AFTER)
    pid, kept, lost = map(int, before.split())
    found = json.loads(after)
    assert found["pid"] == pid
    assert found["message"] == "where it stood"
    assert kept in found["open"]
    assert lost not in found["open"]
    assert found["left"] == found["arguments"] == []
    assert len(found["open"]) == 4  # the pipe of the message is closed again


def test_a_message_for_another_process_is_none(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("from a stranger")
    for number in ("0:1", "0", "", "99:{pid}", "x:y"):
        [said] = run("-c", AFTER, STRONGROOM_MESSAGE=number)
        found = json.loads(said)
        assert found["message"] is None
        assert found["left"] == []


def test_a_folder_that_somebody_planted_is_not_looked_into(tmp_path: Path) -> None:
    for name in ("strongroom", "PySide6", "json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("print('planted')")
    command = replacing.own_command()
    assert command[0] == sys.executable
    assert "-P" in command
    said = run(*command[1:], "--version", cwd=tmp_path)
    assert len(said) == 1
    assert said[0].startswith("strongroom ")


def test_flags_that_shut_things_out_stay() -> None:
    code = "from strongroom.system import replacing; print(*replacing.own_command()[1:])"
    path = f"import sys; sys.path[:0] = {sys.path!r}; "
    assert run("-s", "-c", code) == ["-P -s -m strongroom.gui.launch"]
    assert run("-E", "-c", path + code) == ["-P -E -m strongroom.gui.launch"]
    assert run("-I", "-c", path + code) == ["-P -I -m strongroom.gui.launch"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert replacing.own_command() == [sys.executable]


def test_where_it_cannot_be_done_everything_is_as_it_was(tmp_path: Path) -> None:
    before = descriptors()
    with (tmp_path / "kept").open("w") as kept, pytest.raises(OSError, match="nowhere"):
        replacing.replace([str(tmp_path / "nowhere")], b"", [kept.fileno()], os.environ)
    assert descriptors() == before
    with (tmp_path / "kept").open("w") as kept:
        number = kept.fileno()
        with pytest.raises(FileNotFoundError):
            replacing.replace([str(tmp_path / "nowhere")], b"", [number], os.environ)
        assert not os.get_inheritable(number)


def test_too_much_to_say_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        replacing.replace(["true"], bytes(20_000), [], os.environ)
