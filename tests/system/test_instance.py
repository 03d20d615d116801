# SPDX-License-Identifier: GPL-3.0-or-later
"""The private place of the first program: real sockets, real processes, hostile clients."""

import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from strongroom.system import instance, instance_socket
from strongroom.system.instance_messages import LONGEST, decode, encode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has pipes")

STARTER = """
import sys, time
from pathlib import Path
from strongroom.system import instance
while time.time() < float(sys.argv[2]):
    pass
listening = instance.listen(Path(sys.argv[1]))
print("first" if listening else "second", flush=True)
sys.stdin.read()
"""
SENDER = """
import sys
from pathlib import Path
from strongroom.system import instance
print(instance.send(Path(sys.argv[1]), {"raise": None}, patience=10))
"""
ADOPTER = """
import os, sys
from pathlib import Path
from strongroom.system import instance
kept = instance.adopt(int(sys.argv[1]), Path(sys.argv[2]))
kept.serve(lambda request: request.answer({"by": os.getpid()}))
print("adopted", flush=True)
sys.stdin.read()
kept.close()
"""
REPLACED = """
import os, sys
from pathlib import Path
from strongroom.system import instance
kept = instance.listen(Path(sys.argv[1]))
os.set_inheritable(kept.fileno(), True)
sys.stdin.readline()
os.execv(sys.executable, [sys.executable, "-c", sys.argv[2], str(kept.fileno()), sys.argv[1]])
"""
STRANGER = """
import os, socket, sys
os.setgid(65534); os.setuid(65534)
knocking = socket.socket(socket.AF_UNIX)
knocking.settimeout(10)
knocking.connect(sys.argv[1])
try:
    knocking.sendall(b'{"lock": true}\\n')
    print("heard", knocking.recv(100))
except ConnectionError:
    print("heard", b"")
"""


def python(code: str, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        **more,
    )


def said(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


class First:
    """A first program within this process."""

    def __init__(self, folder: Path) -> None:
        listening = instance.listen(folder)
        assert listening is not None
        self.listening = listening
        self.heard: list[instance.Message] = []
        self.answers: dict[str, Any] = {"done": True}
        self.requests: list[instance.Request] = []
        self.keep_quiet = False
        listening.serve(self.hear)

    def hear(self, request: instance.Request) -> None:
        self.heard.append(request.message)
        if self.keep_quiet:
            self.requests.append(request)
        else:
            request.answer(self.answers)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of a short name, for tests that speak to the socket themselves."""
    with tempfile.TemporaryDirectory(prefix="sr-") as made:
        yield Path(made) / "run" / "strongroom"


@pytest.fixture
def first(folder: Path) -> Iterator[First]:
    made = First(folder)
    yield made
    made.listening.close()
    for request in made.requests:
        request.answer({})


@pytest.fixture
def knock(folder: Path) -> Iterator[Callable[[], socket.socket]]:
    """A client that says what it likes."""
    made: list[socket.socket] = []

    def one() -> socket.socket:
        knocking = socket.socket(socket.AF_UNIX)
        knocking.settimeout(10)
        with instance_socket._address(folder) as address:
            knocking.connect(address)
        made.append(knocking)
        return knocking

    yield one
    for knocking in made:
        knocking.close()


def test_what_is_said_is_answered(folder: Path, first: First) -> None:
    path = os.fsdecode(b"/home/me/caf\xe9.strongroom")
    assert instance.send(folder, {"raise": path}) == {"done": True}
    assert first.heard == [{"raise": path}]


def test_where_nobody_listens_there_is_no_answer(folder: Path) -> None:
    assert instance.send(folder, {"lock": True}) is None
    folder.mkdir(parents=True)
    assert instance.send(folder, {"lock": True}) is None


def test_the_place_is_closed_to_others(folder: Path, first: First) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "window.sock").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "window.lock").stat().st_mode) == 0o600
    assert not os.get_inheritable(first.listening.fileno())


def test_a_folder_that_was_open_is_closed(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    First(folder).listening.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_in_its_place_is_refused(folder: Path, tmp_path: Path) -> None:
    folder.parent.mkdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(OSError, match="strongroom"):
        instance.listen(folder)


def test_a_second_one_is_told(folder: Path, first: First) -> None:
    assert instance.listen(folder) is None
    assert instance.send(folder, {"raise": None}) == {"done": True}
    assert first.heard == [{"raise": None}]


def test_nothing_is_left_after_the_end(folder: Path) -> None:
    First(folder).listening.close()
    assert not (folder / "window.sock").exists()
    First(folder).listening.close()


def test_an_end_leaves_the_next_ones_socket_alone(folder: Path, first: First) -> None:
    (folder / "window.sock").unlink()
    other = First(folder)
    first.listening.close()
    assert instance.send(folder, {"raise": None}) == {"done": True}
    assert other.heard
    other.listening.close()


def test_of_many_that_start_at_once_exactly_one_is_the_first(folder: Path) -> None:
    for _round in range(3):
        when = str(time.time() + 1.0)
        programs = [python(STARTER, str(folder), when) for _number in range(6)]
        outcomes = [said(program) for program in programs]
        assert sorted(outcomes) == ["first"] + ["second"] * 5
        for program in programs:  # killed: the socket's file stays, and is replaced next time
            program.kill()
            program.communicate()
        assert (folder / "window.sock").exists()


def test_threads_race_as_fairly(folder: Path) -> None:
    for _round in range(20):
        barrier = threading.Barrier(4)
        made: list[instance.Listening | None] = []

        def start(barrier: threading.Barrier, made: list[instance.Listening | None]) -> None:
            barrier.wait()
            made.append(instance.listen(folder))

        threads = [threading.Thread(target=start, args=(barrier, made)) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [listening for listening in made if listening is not None]
        assert len(winners) == 1
        winners[0].close()


def test_something_else_of_that_name_is_replaced(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "window.sock").write_text("a file")
    made = First(folder)
    assert instance.send(folder, {"raise": None}) == {"done": True}
    made.listening.close()


def test_a_lock_that_somebody_holds_for_good_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_socket, "_LOCK_SECONDS", 0.1)
    folder.mkdir(parents=True)
    with instance_socket._held(folder), pytest.raises(TimeoutError):
        instance.listen(folder)


@pytest.mark.parametrize("length", [*range(84, 110), 160])  # of the socket's whole path
def test_a_folder_with_a_long_name_will_do(length: int, folder: Path) -> None:
    folder = folder / ("x" * (length - len(str(folder)) - len("//window.sock")))
    assert len(str(folder / "window.sock")) == length
    made = First(folder)
    assert instance.send(folder, {"raise": None}) == {"done": True}
    assert instance.listen(folder) is None
    made.listening.close()
    assert sorted(entry.name for entry in folder.iterdir()) == ["window.lock"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        instance.listen(tmp_path / "file" / "strongroom")
    assert instance.send(tmp_path / "file", {"lock": True}) is None


# Hostile clients


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense\n",
        b"[1, 2]\n",
        b'"lock"\n',
        b"\xff\xfe\n",
        b"[" * 60_000 + b"\n",
        b"{" + b" " * LONGEST + b"}\n",
        b"x" * (LONGEST + 1),
        b'{"lock": true}',  # and no end of the line
        b"",
    ],
    ids=str,
)
def test_what_is_no_message_is_hung_up_on(
    line: bytes, folder: Path, first: First, knock: Callable[[], socket.socket]
) -> None:
    knocking = knock()
    try:
        knocking.sendall(line)
        knocking.shutdown(socket.SHUT_WR)
        assert knocking.recv(100) == b""
    except ConnectionError:
        pass  # hung up on in the middle of it
    assert first.heard == []
    assert instance.send(folder, {"raise": None}) == {"done": True}


def test_a_slow_client_is_understood_and_keeps_nobody_waiting(
    folder: Path, first: First, knock: Callable[[], socket.socket]
) -> None:
    slow = knock()
    slow.sendall(b'{"lock"')
    began = time.monotonic()
    assert instance.send(folder, {"raise": None}) == {"done": True}
    assert time.monotonic() - began < instance_socket.READ_SECONDS / 2
    slow.sendall(b": true}\n")
    assert slow.recv(100) == encode({"done": True})
    assert first.heard == [{"raise": None}, {"lock": True}]


def test_a_silent_client_is_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, first: First, knock: Callable[[], socket.socket]
) -> None:
    monkeypatch.setattr(instance_socket, "READ_SECONDS", 0.1)
    assert knock().recv(100) == b""
    assert first.heard == []


def test_a_crowd_of_silent_clients_keeps_nobody_waiting(
    folder: Path, first: First, knock: Callable[[], socket.socket]
) -> None:
    crowd = [knock() for _number in range(4 * instance_socket.MOST_PEERS)]
    began = time.monotonic()
    assert instance.send(folder, {"lock": True}) == {"done": True}
    assert time.monotonic() - began < instance_socket.READ_SECONDS / 2
    assert crowd[0].recv(100) == b""  # the oldest had to go
    assert first.heard == [{"lock": True}]


def test_a_client_that_went_away_is_no_error(
    folder: Path, first: First, knock: Callable[[], socket.socket]
) -> None:
    first.keep_quiet = True
    gone = knock()
    gone.sendall(encode({"raise": None}))
    wait_until(lambda: bool(first.requests))
    gone.close()
    first.requests[0].answer({"done": True})
    first.keep_quiet = False
    assert instance.send(folder, {"raise": None}) == {"done": True}


def test_another_user_is_not_heard(
    folder: Path, first: First, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_socket, "peer_uid", lambda _peer: os.getuid() + 1)
    assert instance.send(folder, {"raise": None}) is None  # nor spoken to
    assert first.heard == []


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="takes root")
def test_a_real_other_user_is_not_heard_even_through_an_open_door(
    first: First, folder: Path
) -> None:
    door = folder / "window.sock"
    door.chmod(0o666)
    ours = (folder, folder.parent, folder.parent.parent)  # all below the system's own
    before = {place: place.stat().st_mode for place in ours}
    try:
        for place, mode in before.items():
            place.chmod(mode | 0o755)
        ended = subprocess.run(
            [sys.executable, "-c", STRANGER, str(door)],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    finally:
        for place, mode in before.items():
            place.chmod(mode)
    assert ended.stdout.strip() == "heard b''"
    assert first.heard == []


# Quitting and being replaced


def test_who_comes_while_it_quits_finds_that_nobody_is_there(folder: Path, first: First) -> None:
    first.keep_quiet = True
    second = python(SENDER, str(folder))
    wait_until(lambda: bool(first.requests))
    first.listening.close()
    first.requests[0]._peer.close()  # type: ignore[attr-defined]  # as the end of a process does
    assert said(second) == "None"
    second.communicate()


def test_who_comes_while_it_quits_is_heard_by_the_next(folder: Path, first: First) -> None:
    first.keep_quiet = True
    second = python(SENDER, str(folder))
    wait_until(lambda: bool(first.requests))
    first.listening.close()
    other = First(folder)
    first.requests[0]._peer.close()  # type: ignore[attr-defined]
    assert said(second) == "{'done': True}"
    assert other.heard == [{"raise": None}]
    second.communicate()
    other.listening.close()


def test_a_program_that_says_nothing_is_given_up(folder: Path, first: First) -> None:
    first.keep_quiet = True
    with pytest.raises(TimeoutError):
        instance.send(folder, {"raise": None}, patience=0.2)


def test_a_program_that_does_not_even_let_in_is_given_up(folder: Path) -> None:
    listening = instance.listen(folder)
    assert listening is not None
    with pytest.raises(TimeoutError):
        instance.send(folder, {"raise": None}, patience=0.2)
    listening.close()


def test_a_replaced_process_goes_on_listening(folder: Path) -> None:
    program = python(REPLACED, str(folder), ADOPTER, close_fds=True)
    wait_until((folder / "window.sock").exists)
    early = python(SENDER, str(folder))  # is there before anybody serves
    assert program.stdin is not None
    program.stdin.write("replace yourself\n")
    program.stdin.flush()
    assert said(program) == "adopted"
    assert instance.send(folder, {"raise": None}) == {"by": program.pid}
    assert said(early) == str({"by": program.pid})
    assert instance.listen(folder) is None
    early.communicate()
    program.communicate()
    assert instance.send(folder, {"raise": None}) is None


def test_what_does_not_listen_is_not_adopted(folder: Path) -> None:
    one, other = socket.socketpair()
    with one, other:
        with pytest.raises(OSError, match=str(one.fileno())):
            instance.adopt(one.fileno(), folder)
        one.sendall(b"still open")


def test_messages_are_bounded() -> None:
    with pytest.raises(ValueError, match=r"\d"):
        encode({"raise": "x" * LONGEST})
    assert decode(json.dumps({"a": 1}).encode()) is None
    assert decode(b'{"a": 1}\n') == {"a": 1}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
