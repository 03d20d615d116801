# SPDX-License-Identifier: GPL-3.0-or-later
"""Three ways to run the program: in this process, as a script would, and at a real terminal."""

import fcntl
import io
import os
import select
import shlex
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import FakeClipboard, FakeClock, FakeKeyring

from strongroom.app.first_window import FirstWindow, Send
from strongroom.app.grants import Grants
from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.quick_unlock import QuickUnlock
from strongroom.app.session import Session
from strongroom.app.settings import Settings, SettingsFile
from strongroom.cli.main import main
from strongroom.cli.program import Program
from strongroom.cli.terminal import Terminal
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

PASSWORD = "correct horse battery"
_PATIENCE = 60.0  # seconds; a test machine may be busy
# The real program, but for the seconds in which it measures the machine for a new key's cost.
CHEAP = """
from strongroom.crypto import kdf
kdf.calibrate = lambda: kdf.CHEAPEST
from strongroom.cli.main import run
run()
"""


@dataclass(frozen=True)
class Outcome:
    """How one run ended."""

    code: int
    out: str
    err: str


@dataclass
class World:
    """One person's machine, in a folder of the test's own."""

    root: Path
    clock: Any = field(default_factory=SystemClock)
    clipboard: FakeClipboard = field(default_factory=FakeClipboard)
    keyring: Any = field(default_factory=FakeKeyring)
    window: Send = lambda _message: None
    pauses: list[float] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return Places(
            self.root / "config",
            self.root / "state",
            self.root / "documents",
            self.runtime / "strongroom",
        )

    @property
    def runtime(self) -> Path:
        return self.root / "run"

    @property
    def vault(self) -> Path:
        return self.root / "Personal.strongroom"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "DISPLAY") if name in os.environ
        }
        return kept | {
            "XDG_CONFIG_HOME": str(self.root / "xdg-config"),
            "XDG_STATE_HOME": str(self.root / "xdg-state"),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_DOCUMENTS_DIR": str(self.root / "documents"),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LC_ALL": "C.UTF-8",
            "STRONGROOM_VAULT": str(self.vault),
        }

    def session(self) -> Session:
        return Session(self.places, self.clock, lambda: CHEAPEST)

    def grants(self, session: Session) -> Grants:
        return Grants(session, self.keyring, lambda: self.settings.grant_minutes)

    def quick(self, session: Session) -> QuickUnlock:
        return QuickUnlock(
            session, self.keyring, lambda: CHEAPEST, lambda: self.settings.quick_unlock_hours
        )

    @property
    def settings(self) -> Settings:
        return SettingsFile(self.places.settings_file).current

    def choose_quick_unlock(self, pin: str | None, password: str = PASSWORD) -> None:
        """Switch quick unlock on for the vault, as the window does."""
        session = self.session()
        quick = self.quick(session)
        known = Credentials(password=SecretBytes.of_text(password))
        session.unlock(self.vault, known)
        quick.choose(known, None if pin is None else SecretBytes.of_text(pin)).finish()
        session.lock()

    def make_vault(self, *, key_file: Path | None = None, recovery: bool = False) -> str | None:
        """Make the vault, and return its recovery code."""
        session = self.session()
        unlock = NewUnlock(SecretBytes.of_text(PASSWORD), key_file, recovery)
        code = session.create(self.vault, "Personal", unlock)
        session.lock()
        return code.text() if code is not None else None

    def fill(self, count: int) -> None:
        """Add so many items in one go."""
        session = self.session()
        session.unlock(self.vault, Credentials(password=SecretBytes.of_text(PASSWORD)))
        Items(session).add_many(Content(kind="login", title=f"Item {n}") for n in range(count))
        session.lock()

    def run(
        self, *arguments: str | Path, given: str | bytes = f"{PASSWORD}\n", **environment: str
    ) -> Outcome:
        """Run one command line in this process; ``given`` is its standard input."""
        data = given.encode() if isinstance(given, str) else given
        source = self.root / "stdin"
        source.write_bytes(data)
        stdin = os.open(source, os.O_RDONLY)
        try:
            return self.run_from(stdin, *arguments, **environment)
        finally:
            os.close(stdin)
            source.unlink()

    def run_from(self, stdin: int, *arguments: str | Path, **environment: str) -> Outcome:
        """Run one command line in this process over an open descriptor."""
        out, err = io.StringIO(), io.StringIO()
        program = Program(
            terminal=Terminal(stdin, out, err),
            places=lambda: self.places,
            clock=lambda: self.clock,
            clipboard=lambda: self.clipboard,
            session=self.session,
            keyring=lambda: self.keyring,
            unlocked_before=lambda: any(self.places.slots.glob("*.slot")),
            grants=self.grants,
            quick=self.quick,
            first_window=lambda: FirstWindow(self.window),
            environment={"STRONGROOM_VAULT": str(self.vault)} | environment,
            pause=self.pause,
        )
        # Click writes its help to the process's own streams.
        with redirect_stdout(out), redirect_stderr(err):
            code = main([str(argument) for argument in arguments], program)
        return Outcome(int(code), out.getvalue(), err.getvalue())

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if isinstance(self.clock, FakeClock):
            self.clock.forward(seconds=seconds)

    def script(
        self,
        *arguments: str | Path,
        given: str | bytes = f"{PASSWORD}\n",
        limit: int | None = None,
        cheap: bool = True,
        **environment: str,
    ) -> Outcome:
        """Run the real program as a process of its own, as a script does.

        ``limit`` is how large a file it may write, in KiB; what is not ``cheap`` measures
        the machine for a new key's cost.
        """
        run = command(arguments, cheap=cheap)
        if limit is not None:
            run = ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "bash", *run]
            # Python would cut the bytecode that it keeps off at the limit, too.
            environment = environment | {"PYTHONDONTWRITEBYTECODE": "1"}
        return self._finished(run, given, environment)

    def type_back(self, *arguments: str | Path, given: str) -> tuple[str, str]:
        """Run it as a script that reads a recovery code and types its last group back.

        Returns the code, and all that was printed.
        """
        with subprocess.Popen(
            command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment | {"PYTHONUNBUFFERED": ""},
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(given.encode())
            process.stdin.flush()
            shown = b""
            while shown.count(b"-") < 6 or not shown.endswith(b"\n"):
                read = os.read(process.stdout.fileno(), 1000)
                assert read
                shown += read
            code = next(word for word in shown.decode().replace('"', " ").split() if "-" in word)
            process.stdin.write(f"{code[-4:].lower()}\n".encode())
            process.stdin.close()
            shown += process.stdout.read()
            assert process.wait() == 0
        return code, shown.decode()

    def shell(self, line: str, given: str | bytes = "") -> Outcome:
        """Run a line of bash, in which CLI stands for the program."""
        program = shlex.join(command(()))
        return self._finished(["bash", "-c", line.replace("CLI", program)], given, {})

    def _finished(self, run: list[str], given: str | bytes, environment: dict[str, str]) -> Outcome:
        done = subprocess.run(
            run,
            input=given.encode() if isinstance(given, str) else given,
            env=self.environment | environment,
            cwd=self.root,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def command(arguments: tuple[str | Path, ...], *, cheap: bool = True) -> list[str]:
    how = ("-c", CHEAP) if cheap else ("-m", "strongroom.cli.main")
    return [sys.executable, *how, *map(str, arguments)]


class AtTerminal:
    """The real program at a real terminal, and the person who types there."""

    def __init__(
        self,
        world: World,
        arguments: tuple[str | Path, ...],
        stdout_to: Path | None = None,
        stderr_to: Path | None = None,
    ) -> None:
        self.master, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        run = command(arguments)
        for number, path in ((1, stdout_to), (2, stderr_to)):
            if path is not None:
                run = ["bash", "-c", f'exec "$@" {number}> "$0"', str(path), *run]
        self.process = subprocess.Popen(
            run,
            env=world.environment,
            cwd=world.root,
            pass_fds=(terminal,),
            preexec_fn=lambda: os.login_tty(terminal),  # noqa: PLW1509 - no threads here
        )
        os.close(terminal)
        self.transcript = ""
        self._read_to = 0

    def expect(self, text: str) -> None:
        """Wait until ``text`` has appeared after what was expected last."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.transcript[self._read_to :]:
            assert self._read(deadline), f"no {text!r} in {self.transcript!r}"
        self._read_to = self.transcript.index(text, self._read_to) + len(text)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def finish(self) -> int:
        """Wait for the end and return the exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self._read(deadline):
            pass
        return self.process.wait(timeout=_PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def _read(self, deadline: float) -> bool:
        ready, _w, _x = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.master, 4096)
        except OSError:  # what Linux says when the other end is closed
            return False
        self.transcript += data.decode()
        return bool(data)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty machine."""
    world = World(tmp_path)
    world.runtime.mkdir(mode=0o700)
    return world


Prepare = Callable[[World, Callable[[World], None]], World]


@pytest.fixture(scope="session")
def prepare(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Return a function that makes a world as another function does, and once only."""
    made: dict[Callable[[World], None], Path] = {}

    def into(world: World, build: Callable[[World], None]) -> World:
        if build not in made:
            original = World(tmp_path_factory.mktemp("prepared"))
            original.runtime.mkdir(mode=0o700)
            build(original)
            made[build] = original.root
        shutil.copytree(made[build], world.root, dirs_exist_ok=True)
        return world

    return into


def _with_a_vault(world: World) -> None:
    world.make_vault()


@pytest.fixture
def home(world: World, prepare: Prepare) -> World:
    """A machine with a vault."""
    return prepare(world, _with_a_vault)


Sit = Callable[..., AtTerminal]


@pytest.fixture
def sit(world: World) -> Iterator[Sit]:
    """Return a function that starts the program at a terminal."""
    started: list[AtTerminal] = []

    def start(*arguments: str | Path, **options: Path) -> AtTerminal:
        started.append(AtTerminal(world, arguments, **options))
        return started[-1]

    yield start
    for at in started:
        at.close()
