# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lock leaves in memory, ours and KeePassXC's, and how long the lock takes to see.

Both programs get a vault of the same made-up strings on the same X server, are unlocked by
typing, and do the same: a search, a look at one entry, a copy of its password.  Another
process, as root, counts what it finds in all readable memory, in UTF-8 and UTF-16, before
and after a lock by hand.  Ours has a PIN chosen in its settings and is unlocked with it, so
that the PIN and what the keyring holds are among what is looked for; KeePassXC has none.

Then our lock is timed from the key press: until the process has been replaced, until the
next window is mapped, and until it alone is there; before that the page that the old process
painted is to be seen.

    python tests/benchmarks/memory_bench.py [RUNS]

Needs root, Xvfb, openbox, xdotool, xclip, dbus-run-session and gnome-keyring-daemon; without
keepassxc only our own figures come.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.benchmarks.window_bench import screen  # noqa: E402 - the path is set above
from tests.real.conftest import Desktop  # noqa: E402
from tests.real.pins import keyring, of_keyring, turn_on  # noqa: E402
from tests.real.scanning import (  # noqa: E402
    Planted,
    Sought,
    Window,
    clipboard,
    copied,
    copies,
    is_root,
    make_vault,
    running,
    until,
    use,
)

RUNS = 5
_LINE = "{what:<58} {ours:>12} {theirs:>12}"
_NEEDED = ("Xvfb", "openbox", "xdotool", "xclip", "dbus-run-session", "gnome-keyring-daemon")
_CALM = "[General]\nUpdateCheckMessageShown=true\n[GUI]\nCheckForUpdates=false\n"


@contextmanager
def desktop(environment: Mapping[str, str]) -> Iterator[Desktop]:
    """Give a fresh home on that X server."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        own = {k: v for k, v in environment.items() if not k.startswith("XDG_")}
        own |= {"HOME": folder, "XDG_RUNTIME_DIR": folder}
        yield Desktop(own, home)


def ours(place: Desktop) -> tuple[Counter[str], Counter[str]]:
    """Return what is found in our window's memory, unlocked and locked."""
    planted = Planted()
    make_vault(place, planted)
    with keyring(place) as bus, running(place) as window:
        window.unlock(planted.master)
        turn_on(window, planted, bus)
        lock(window)
        window.unlock(planted.pin)
        use(window, planted)
        sought = planted.all() | of_keyring(bus)
        unlocked = kinds(window.pid, sought)
        lock(window)
        return unlocked, kinds(window.pid, sought)


def lock(window: Window) -> None:
    """Lock by hand, and wait until the next process has shown its window."""
    before = window.start_of_code()
    window.desktop.keys("ctrl+l")
    window.replaced(before)
    window.stands_anew()


def theirs(place: Desktop) -> tuple[Counter[str], Counter[str]]:
    """Return the same of KeePassXC."""
    planted = Planted()
    sought = planted.all()
    del sought["PIN"]
    path = place.home / "vault.kdbx"
    command_line(place, "db-create", "-p", str(path), said=[planted.master] * 2)
    for number, title in enumerate(planted.titles):
        options = ("-u", planted.usernames[number], "--notes", planted.notes[number], "-p")
        said = [planted.master, planted.passwords[number], planted.passwords[number]]
        command_line(place, "add", *options, str(path), title, said=said)
    settings = place.home / ".config" / "keepassxc" / "keepassxc.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_CALM)
    with running(place, ("keepassxc", str(path))) as window:
        place.type(planted.master)
        place.keys("Return")
        until(window.quiet, "the database to open")
        place.keys("ctrl+f")
        place.type(planted.search)
        place.keys("ctrl+a", "BackSpace")
        place.type(planted.titles[0])
        until(window.quiet, "the search")
        place.keys("Down")
        copied(place, "ctrl+c", lambda text: text == planted.passwords[0])
        unlocked = kinds(window.pid, sought)
        window.shown()
        place.keys("ctrl+l")
        until(lambda: clipboard(place) == "", "the lock")
        until(window.quiet, "the lock")
        return unlocked, kinds(window.pid, sought)


def command_line(place: Desktop, *words: str, said: Sequence[str]) -> None:
    """Run KeePassXC's program for terminals."""
    subprocess.run(
        ["keepassxc-cli", words[0], "-q", *words[1:]],
        input="\n".join(said) + "\n",
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )


def kinds(pid: int, sought: Sought) -> Counter[str]:
    """Look, and count by what it is, whichever entry it is of; what is not there too."""
    found = copies(pid, sought)
    counted = Counter({what.rstrip(" 0123456789"): 0 for what in sought})
    for what, number in found.items():
        counted[what.rstrip(" 0123456789")] += number
    return counted


def times_of_a_lock(place: Desktop) -> dict[str, float]:
    """Return the seconds from the key press to each step of our lock."""
    planted = Planted()
    make_vault(place, planted)
    with running(place) as window:
        window.unlock(planted.master)
        until(window.quiet, "the list")
        code, number = window.start_of_code(), window.number
        pressed = time.perf_counter()
        place.keys("ctrl+l")
        steps = {"key pressed by xdotool": time.perf_counter() - pressed}
        steps["the process is replaced"] = seconds(lambda: window.start_of_code() != code, pressed)
        steps["the next window is mapped"] = seconds(
            lambda: any(shown != number for shown in window.windows()), pressed
        )
        steps["the picture of the old one is gone"] = seconds(
            lambda: number not in window.windows(), pressed
        )
        return steps


def seconds(condition: Callable[[], object], since: float) -> float:
    """Wait without a pause, and return how long after ``since`` it came true."""
    while not condition():
        if time.perf_counter() - since > 30:
            message = "waited in vain"
            raise TimeoutError(message)
    return time.perf_counter() - since


def show(what: str, first: str, second: str = "") -> None:
    """Print one line."""
    print(_LINE.format(what=what, ours=first, theirs=second), flush=True)  # noqa: T201


def compare(environment: Mapping[str, str]) -> None:
    """Print what was found in both."""
    with desktop(environment) as place:
        first = ours(place)
    second: tuple[Counter[str], Counter[str]] | None = None
    if shutil.which("keepassxc"):
        with desktop(environment) as place:
            second = theirs(place)
    show("copies found", "ours", "KeePassXC" if second else "")
    for index, state in enumerate(("unlocked", "locked")):
        both = [counted[index] for counted in (first, second) if counted is not None]
        for what in sorted(set().union(*both)):
            figures = (str(counted[what]) if what in counted else "" for counted in both)
            show(f"{state}: {what}", *figures)
        show(f"{state}: all", *(str(counted.total()) for counted in both))


def main(arguments: Sequence[str]) -> None:
    """Print all figures."""
    missing = [name for name in _NEEDED if not shutil.which(name)]
    if missing or not is_root():
        print("left out, for want of " + ", ".join(missing or ["root"]))  # noqa: T201
        return
    with screen() as environment:
        compare(environment)
        taken = []
        for _run in range(int(arguments[0]) if arguments else RUNS):
            with desktop(environment) as place:
                taken.append(times_of_a_lock(place))
        print("\nour lock, middle of the runs, on a machine with load", os.getloadavg()[0])  # noqa: T201
        for step in taken[0]:
            show(step, f"{statistics.median(run[step] for run in taken):.2f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
