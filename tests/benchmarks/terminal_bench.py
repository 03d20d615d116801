# SPDX-License-Identifier: GPL-3.0-or-later
"""List everything and add one item: this program beside keepassxc-cli, in one run.

Both get the same entries, and a key derivation of about 0.1 s.  What is measured is the
whole process, from its start to its end, the best of several runs, and its peak memory.

    python tests/benchmarks/terminal_bench.py [quick | SIZE …]

``quick`` leaves out the vaults of 100,000 items.
"""

import base64
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import calibrate
from strongroom.model.credentials import NewUnlock
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

SIZES = (1_000, 10_000, 100_000)
DERIVATION = 0.1  # seconds
PASSWORD = "benchmark password"
# Ours over theirs in time, at most; and in memory.
GOALS = {1_000: ("1.5", "1.5"), 10_000: ("0.33", "0.2"), 100_000: ("0.1", "0.05")}
_BATCH = 5_000


@dataclass(frozen=True)
class Measured:
    """One process: seconds from start to end, and its peak memory in MiB."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True)
class Program:
    """A program over its own file: the command lines, and what to type."""

    name: str
    listing: list[str]
    adding: list[str]
    environment: dict[str, str]


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a table."""
    _say(f"{'items':>8} {'work':>6} {'Strongroom':>20} {'KeePassXC':>20} {'ratio':>7} {'goal':>6}")
    for size in _sizes(arguments):
        with tempfile.TemporaryDirectory() as name:
            _compare(size, Path(name))


def _sizes(arguments: Sequence[str]) -> list[int]:
    if not arguments:
        return list(SIZES)
    if list(arguments) == ["quick"]:
        return list(SIZES[:-1])
    return [int(argument) for argument in arguments]


def _compare(size: int, folder: Path) -> None:
    ours, theirs = _strongroom(size, folder), _keepassxc(size, folder)
    runs = 3 if size > SIZES[1] else 7
    for work, goal in zip(("list", "add"), GOALS.get(size, ("", "")), strict=True):
        best_ours = _best(ours, work, runs)
        best_theirs = _best(theirs, work, runs)
        ratio = best_ours.seconds / best_theirs.seconds
        _say(
            f"{size:>8,} {work:>6} {_text(best_ours):>20} {_text(best_theirs):>20}"
            f" {ratio:>7.2f} {goal:>6}"
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _text(measured: Measured) -> str:
    return f"{measured.seconds:.3f} s {measured.mebibytes:.0f} MiB"


def _best(program: Program, work: str, runs: int) -> Measured:
    command = program.listing if work == "list" else program.adding
    answers = f"{PASSWORD}\n" if work == "list" else f"{PASSWORD}\nnew password\n"
    measured = [
        _measure([part.format(run=run) for part in command], answers, program.environment)
        for run in range(runs)
    ]
    return Measured(min(m.seconds for m in measured), max(m.mebibytes for m in measured))


def _measure(command: list[str], answers: str, environment: dict[str, str]) -> Measured:
    """Run one process; ``os.wait4`` tells the peak of that process alone."""
    reading, writing = os.pipe()
    os.write(writing, answers.encode())
    os.close(writing)
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=reading, stdout=output, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    os.close(reading)
    if process.returncode:
        message = f"{command[0]} ended with {process.returncode}"
        raise RuntimeError(message)
    return Measured(seconds, usage.ru_maxrss / 1024)


def _strongroom(size: int, folder: Path) -> Program:
    path = folder / "bench.strongroom"
    environment = dict(
        os.environ,
        XDG_CONFIG_HOME=str(folder / "config"),
        XDG_STATE_HOME=str(folder / "state"),
        STRONGROOM_VAULT=str(path),
    )
    places = Places(folder / "config", folder / "state" / "strongroom", folder)
    session = Session(places, SystemClock(), lambda: calibrate(DERIVATION))
    session.create(path, "Bench", NewUnlock(SecretBytes.of_text(PASSWORD)))
    items = Items(session)
    for start in range(0, size, _BATCH):
        items.add_many(_content(n) for n in range(start, min(size, start + _BATCH)))
    session.lock()
    program = str(Path(sys.executable).with_name("strongroom-cli"))
    add = [program, "add", "New {run}", "--username", "bob", "--password-prompt"]
    return Program("Strongroom", [program, "list"], add, environment)


def _content(number: int) -> Content:
    title, username, password, url = _entry(number)
    return Content(
        kind=ItemKind.LOGIN,
        title=title,
        fields=(
            Field(id=1, role=Role.USERNAME, kind=FieldKind.TEXT, value=username),
            Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=password),
            Field(id=3, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value=url),
        ),
    )


def _entry(number: int) -> tuple[str, str, str, str]:
    site = f"site{number}.example"
    return (
        f"Site number {number}",
        f"user{number}@{site}",
        f"pw-{number}-x",
        f"https://{site}/login",
    )


def _keepassxc(size: int, folder: Path) -> Program:
    path, source = folder / "bench.kdbx", folder / "bench.xml"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(_xml(size))
    milliseconds = str(round(DERIVATION * 1000))
    subprocess.run(
        ["keepassxc-cli", "import", "-q", "-p", "-t", milliseconds, str(source), str(path)],
        input=f"{PASSWORD}\n{PASSWORD}\n".encode(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    listing = ["keepassxc-cli", "ls", "-q", "-R", "-f", str(path)]
    add = ["keepassxc-cli", "add", "-q", "-u", "bob", "-p", str(path), "New {run}"]
    return Program("KeePassXC", listing, add, dict(os.environ))


def _xml(size: int) -> Iterator[str]:
    """Write KeePass's plain XML, as far as an import needs it."""
    yield '<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta/><Root><Group>'
    yield f"<UUID>{_uuid()}</UUID><Name>Root</Name>"
    for number in range(size):
        title, username, password, url = map(escape, _entry(number))
        yield f"<Entry><UUID>{_uuid()}</UUID>"
        for key, value in (("Title", title), ("UserName", username), ("URL", url)):
            yield f"<String><Key>{key}</Key><Value>{value}</Value></String>"
        yield "<String><Key>Password</Key>"
        yield f'<Value ProtectInMemory="True">{password}</Value></String>'
        yield "</Entry>"
    yield "</Group></Root></KeePassFile>"


def _uuid() -> str:
    return base64.b64encode(uuid.uuid4().bytes).decode()


if __name__ == "__main__":
    main(sys.argv[1:])
