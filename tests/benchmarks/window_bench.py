# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: how soon it stands beside KeePassXC's, and how it moves with a large vault.

Both programs start on the same X server under the same window manager, taking turns, each
in a fresh home folder; the time ends when the window is mapped.  Then, inside one process
with an open vault: painting a frame of the list anywhere in it, a reset of the list, a
keystroke from the key to the painted rows, and the longest that the window was not answering
meanwhile.

    python tests/benchmarks/window_bench.py [quick | SIZE]

``quick`` takes a vault of 10,000 items.  Needs Xvfb, openbox and xdotool; without keepassxc
only our own start is measured.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SIZE, QUICK = 100_000, 10_000
RUNS = 5
PATIENCE = 30.0  # seconds
_LINE = "{what:<44} {figure:>12} {goal:>22}"


# Before the window: whole processes


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Give the environment of a fresh X server with a window manager."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment.pop("WAYLAND_DISPLAY", None)
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


def seconds_to_window(command: Sequence[str], environment: dict[str, str]) -> float:
    """Start a program in a fresh home, and return when its first window is mapped."""
    with tempfile.TemporaryDirectory() as home:
        own = {k: v for k, v in environment.items() if not k.startswith("XDG_")}
        own |= {"HOME": home, "XDG_RUNTIME_DIR": home}
        started = time.perf_counter()
        program = subprocess.Popen(command, env=own, stderr=subprocess.DEVNULL)
        try:
            while not _windows_of(program.pid, environment):
                if program.poll() is not None or time.perf_counter() - started > PATIENCE:
                    message = f"{command[0]} shows no window"
                    raise RuntimeError(message)
            return time.perf_counter() - started
        finally:
            program.terminate()
            program.wait()


def _windows_of(pid: int, environment: dict[str, str]) -> str:
    # Asked again and again: "--sync" would only look twice a second.
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(pid)]
    return subprocess.run(
        search, env=environment, capture_output=True, text=True, check=False
    ).stdout


def start_of_both(environment: dict[str, str]) -> None:
    """Print how soon each window stands."""
    ours = [sys.executable, "-c", "from strongroom.gui.launch import run; run()"]
    programs = {"our window shown": ours}
    if shutil.which("keepassxc"):
        programs["KeePassXC's window shown"] = ["keepassxc"]
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _run in range(RUNS):
        for name, command in programs.items():
            times[name].append(seconds_to_window(command, environment))
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    for name, seconds in middle.items():
        show(name, f"{seconds:.2f} s")
    if len(middle) > 1:
        first, second = middle.values()
        show("ratio", f"{first / second:.2f}", "at most 1")
    else:
        print("keepassxc is not installed: nothing to compare with")  # noqa: T201


def show(what: str, figure: str, goal: str = "") -> None:
    """Print one figure."""
    print(_LINE.format(what=what, figure=figure, goal=goal), flush=True)  # noqa: T201


def main(arguments: Sequence[str]) -> None:
    """Print all figures."""
    missing = [name for name in ("Xvfb", "openbox", "xdotool") if not shutil.which(name)]
    if missing:
        print("left out, for want of " + ", ".join(missing))  # noqa: T201
        return
    size = QUICK if arguments[:1] == ["quick"] else int(arguments[0]) if arguments else SIZE
    with screen() as environment:
        start_of_both(environment)
        print(f"\nwith {size:,} items", flush=True)  # noqa: T201
        own = {**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
        command = [sys.executable, "-m", "tests.benchmarks.window_inside", str(size)]
        subprocess.run(command, cwd=ROOT, env=own, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
