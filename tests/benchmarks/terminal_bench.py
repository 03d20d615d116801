# SPDX-License-Identifier: GPL-3.0-or-later
"""List everything and add one item: this program beside keepassxc-cli, in one run.

Both get the same entries, and a key derivation of about 0.1 s.  What is measured is the
whole process, from its start to its end, and its peak memory; the two take turns, and the
best time of several runs counts.

    python tests/benchmarks/terminal_bench.py [quick | SIZE …]

``quick`` leaves out the vaults of 100,000 items.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
PASSWORD = "benchmark password"
# Ours over theirs, at most: time of list, time of add, memory of both.
GOALS = {
    1_000: (1.5, 1.5, None),
    10_000: (1 / 3, 1 / 5, None),
    100_000: (1 / 10, 1 / 20, 1 / 2),
}
_LINE = "{items:>8} {work:>5} {ours:>18} {theirs:>18} {ratio:>7} {goal:>7} {memory:>7} {most:>7}"


@dataclass(frozen=True)
class Measured:
    """Processes of one kind: the best time in seconds, and the highest peak in MiB."""

    seconds: float = float("inf")
    mebibytes: float = 0.0

    def __str__(self) -> str:
        return f"{self.seconds:.3f} s {self.mebibytes:.0f} MiB"

    def and_also(self, other: "Measured") -> "Measured":
        """Return what counts of the two."""
        return Measured(min(self.seconds, other.seconds), max(self.mebibytes, other.mebibytes))


@dataclass(frozen=True)
class Program:
    """The command lines of one program, by what they do."""

    commands: dict[str, list[str]]
    environment: dict[str, str]

    def measure(self, work: str, run: int) -> Measured:
        """Run one process; ``os.wait4`` tells the peak of that process alone."""
        command = [part.format(run=run) for part in self.commands[work]]
        answers = f"{PASSWORD}\n" if work == "list" else f"{PASSWORD}\nnew password\n"
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
            given.write(answers.encode())
            given.seek(0)
            start = time.perf_counter()
            process = subprocess.Popen(command, stdin=given, stdout=output, env=self.environment)
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = f"{command[0]} ended with {process.returncode}"
            raise RuntimeError(message)
        return Measured(seconds, usage.ru_maxrss / 1024)


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a table."""
    _say(
        items="items",
        work="work",
        ours="Strongroom",
        theirs="KeePassXC",
        ratio="ratio",
        goal="goal",
        memory="memory",
        most="goal",
    )
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
    builder = Path(__file__).with_name("terminal_vaults.py")
    build = [sys.executable, str(builder), str(size), str(folder)]
    subprocess.run(build, input=f"{PASSWORD}\n".encode(), check=True)
    listing, adding, memory = GOALS.get(size, (None, None, None))
    for work, goal in (("list", listing), ("add", adding)):
        ours, theirs = Measured(), Measured()
        for run in range(3 if size > SIZES[1] else 9):
            ours = ours.and_also(_strongroom(folder).measure(work, run))
            theirs = theirs.and_also(_keepassxc(folder).measure(work, run))
        _say(
            items=f"{size:,}",
            work=work,
            ours=str(ours),
            theirs=str(theirs),
            ratio=f"{ours.seconds / theirs.seconds:.2f}",
            goal=_number(goal),
            memory=f"{ours.mebibytes / theirs.mebibytes:.2f}",
            most=_number(memory),
        )


def _strongroom(folder: Path) -> Program:
    program = str(Path(sys.executable).with_name("strongroom-cli"))
    environment = dict(
        os.environ,
        XDG_CONFIG_HOME=str(folder / "config"),
        XDG_STATE_HOME=str(folder / "state"),
        STRONGROOM_VAULT=str(folder / "bench.strongroom"),
    )
    # An installed program has its bytecode beside it; the first of the runs writes ours.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    commands = {
        "list": [program, "list"],
        "add": [program, "add", "New {run}", "--username", "bob", "--password-prompt"],
    }
    return Program(commands, environment)


def _keepassxc(folder: Path) -> Program:
    path = str(folder / "bench.kdbx")
    commands = {
        "list": ["keepassxc-cli", "ls", "-q", "-R", "-f", path],
        "add": ["keepassxc-cli", "add", "-q", "-u", "bob", "-p", path, "New {run}"],
    }
    return Program(commands, dict(os.environ))


def _number(goal: float | None) -> str:
    return "–" if goal is None else f"{goal:.2f}"


def _say(**cells: str) -> None:
    sys.stdout.write(_LINE.format(**cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
