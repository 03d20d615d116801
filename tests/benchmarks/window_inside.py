# SPDX-License-Identifier: GPL-3.0-or-later
"""The inner half of ``window_bench.py``: one process with a large vault open."""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtTest import QTest
from tests.app.worlds import World, new_unlock, with_password
from tests.fakes import FakeClipboard, FakeKeyring, FakeLockSignals

from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.main import application
from strongroom.gui.models.items import Listing
from strongroom.gui.pages.vault import VaultPage
from strongroom.gui.program import Program
from strongroom.gui.settings_table import Page
from strongroom.gui.tray import Tray
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.model.scopes import Sort
from strongroom.system.clock import SystemClock

FRAMES = 300
GOAL_FRAME = 16  # milliseconds
TYPED = "acme glob"
AT_ONCE = 5_000  # items of one transaction
QUIET_MS = 1_500
_LINE = "{what:<44} {figure:>12} {goal:>22}"
_NAMES = ("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne", "Cyberdyne", "Wonka")


# What the other program does: it opens the same vault on the same machine, and adds an item.
_ADD = """
import sys
from pathlib import Path
from tests.app.worlds import World, login
from strongroom.app.items import Items
session = World(Path(sys.argv[1])).opened()
Items(session).add(login(sys.argv[2]))
session.lock()
"""
CHANGES = 10


class Bench:
    """The program over a fresh vault of ``size`` invented items."""

    def __init__(self, folder: Path, size: int) -> None:
        app = application()
        world = World(folder)
        self.program = Program(
            app,
            world.places,
            clock=SystemClock(),
            clipboard=FakeClipboard(),
            signals=FakeLockSignals(),
            keyring=FakeKeyring(),
            cost=lambda: CHEAPEST,
        )
        session = self.program.session
        session.create(world.path, "Large", new_unlock())
        contents = list(invented(size))
        for start in range(0, size, AT_ONCE):
            self.program.interior.items.add_many(contents[start : start + AT_ONCE])
        session.lock()
        self._path = world.path
        self._root = folder
        self.program.start(world.path)

    @property
    def page(self) -> VaultPage:
        """The page of the open vault."""
        page = self.program.interior.page
        assert page is not None
        return page

    def open(self) -> float:
        """Unlock, and return the seconds until rows are shown."""
        started = time.perf_counter()
        self.program.opening.unlock(self._path, with_password())
        wait(lambda: self.program.interior.page is not None)
        wait(lambda: self.page.list.table.items.rowCount() > 0)
        taken = time.perf_counter() - started
        self.settle()
        return taken

    def settle(self) -> None:
        """Let everything be done that was asked for."""
        pause(300)
        wait(lambda: not self.program.tasks.busy)
        pause(300)

    def scroll(self) -> list[float]:
        """Jump through the list, and return what each whole frame took to paint."""
        bar, viewport = self.page.list.table.verticalScrollBar(), self.page.list.table.viewport()
        taken = []
        for frame in range(FRAMES):
            started = time.perf_counter()
            bar.setValue(bar.maximum() * frame // FRAMES + frame % 7)
            viewport.repaint()
            taken.append(_since(started))
        return taken

    def reset(self) -> float:
        """Return what showing all items in another order takes."""
        model = self.page.list.table.items
        other = Listing(model.ids[::-1], {})
        started = time.perf_counter()
        model.show(other)
        taken = _since(started)
        self.page.items.sort_by(Sort.TITLE)
        self.settle()
        return taken

    def type(self) -> list[float]:
        """Type into the search, and return for each key what its rows took to be painted."""
        search, taken = self.page.list.search, []
        answered: list[object] = []
        self.page.items.shown.connect(lambda: answered.append(True))
        search.setFocus()
        for letter in TYPED:
            answered.clear()
            started = time.perf_counter()
            QTest.keyClick(search, letter)  # type: ignore[call-overload]
            wait(lambda: bool(answered), step=0)
            self.page.list.table.viewport().repaint()
            taken.append(_since(started))
            pause(60)
        search.clear()
        self.settle()
        return taken

    def silence(self, act: Callable[[], object]) -> float:
        """Return the longest time that the window was at work without a look at its events.

        Counted is the processor's time, which is the same when others want the processor too.
        """
        gaps: list[float] = []
        last = time.thread_time()

        def beat() -> None:
            nonlocal last
            now = time.thread_time()
            gaps.append(1000 * (now - last))
            last = now

        timer = QTimer()
        timer.timeout.connect(beat)
        timer.start(0)
        act()
        pause(QUIET_MS)
        timer.stop()
        self.settle()
        return max(gaps)

    def trash_one(self) -> None:
        """Move an item to Trash, as a person does."""
        self.page.list.table.choose_row(self.page.list.table.items.rowCount() // 2)
        self.program.window.actions_by_id["trash"].trigger()

    def change_elsewhere(self, number: int) -> tuple[float, float, float]:
        """Let another program add an item; return the seconds until it is shown, and silences.

        The time begins when the other program's save has returned.  The first silence is in
        processor time, the second by the clock: the worker holds the interpreter meanwhile.
        """
        done = Event()
        other = subprocess.Popen(
            [sys.executable, "-c", _ADD, str(self._root), f"AAA {number:02}"],
            stdout=subprocess.PIPE,
        )

        def wait_for_it() -> None:
            other.wait()
            done.set()

        Thread(target=wait_for_it, daemon=True).start()
        wait(done.is_set, step=1)
        ended = time.perf_counter()
        gaps: list[tuple[float, float]] = []
        last = time.thread_time(), ended

        def beat() -> None:
            nonlocal last
            now = time.thread_time(), time.perf_counter()
            gaps.append((1000 * (now[0] - last[0]), 1000 * (now[1] - last[1])))
            last = now

        timer = QTimer()
        timer.timeout.connect(beat)
        timer.start(0)
        model = self.page.list.table.items
        wait(lambda: f"AAA {number:02}" in model.overview(number).title, step=1)
        shown = time.perf_counter() - ended
        pause(QUIET_MS)
        timer.stop()
        return shown, max(gap[0] for gap in gaps), max(gap[1] for gap in gaps)

    def silences(self) -> Iterator[tuple[str, float]]:
        """Yield what a person does, and the longest silence in it; twice where it differs."""
        for turn in ("first", "second"):
            yield f"settings, {turn} time", self.silence(self._trigger("settings"))
            (dialog,) = self.program.window.findChildren(SettingsDialog)
            type_here = dialog.search.setText
            yield "  a letter in their search", self.silence(partial(type_here, "l"))
            yield "  one more", self.silence(partial(type_here, "lo"))
            yield "  the end of the search", self.silence(dialog.search.clear)
            yield "  another page", self.silence(partial(dialog.go_to, Page.SECURITY))
            self.silence(dialog.accept)
        for turn in ("first", "second"):
            yield f"palette, {turn} time", self.silence(self._trigger("quick_access"))
            palette = self.program.interior.palettes.palette
            assert palette is not None
            yield "  a letter in it", self.silence(partial(palette.prompt.setText, "a"))
            self.silence(palette.close)
        tray = Tray(self.program)
        yield "menu of the tray", self.silence(lambda: tray.menu.popup(QPoint(9, 9)))
        self.silence(tray.menu.close)
        search = self.page.list.search
        for turn in ("first", "second"):
            yield f"a letter in the search, {turn} time", self.silence(lambda: search.setText("a"))
            self.silence(search.clear)
        yield "lock", self.silence(self._trigger("lock"))

    def _trigger(self, action: str) -> Callable[[], None]:
        return self.program.window.actions_by_id[action].trigger


def invented(size: int) -> Iterator[Content]:
    """Give logins that look like a person's, the same at every run."""
    chance = random.Random(size)  # noqa: S311 - invented data, the same at every run
    for number in range(size):
        title = f"{chance.choice(_NAMES)} {chance.choice(_NAMES)} {number}"
        values = (
            (Role.USERNAME, FieldKind.TEXT, f"user{number}@example.org"),
            (Role.PASSWORD, FieldKind.CONCEALED, f"{chance.getrandbits(96):x}"),
            (Role.WEBSITE, FieldKind.WEBSITE, f"https://{title.replace(' ', '').lower()}.example"),
        )
        fields = tuple(
            Field(id=place, role=role, kind=kind, value=value)
            for place, (role, kind, value) in enumerate(values, start=1)
        )
        favourite = chance.random() < 0.02
        yield Content(kind="login", title=title, fields=fields, favourite=favourite)


def wait(done: Callable[[], bool], *, step: int = 2) -> None:
    """Let the window live until ``done``."""
    while not done():
        pause(step)


def pause(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)


def show(what: str, figure: str, goal: str = "") -> None:
    """Print one figure."""
    print(_LINE.format(what=what, figure=figure, goal=goal), flush=True)  # noqa: T201


def main(size: int) -> None:
    """Print all figures."""
    goal = f"at most {GOAL_FRAME} ms"
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), size)
        show("first rows after unlocking", f"{bench.open():.2f} s")
        frames = bench.scroll()
        show("frame while scrolling, median", f"{statistics.median(frames):.1f} ms")
        show("frame while scrolling, slowest", f"{max(frames):.1f} ms", goal)
        show("list reset", f"{bench.reset():.2f} ms", goal)
        keys = bench.type()
        show("key to painted rows, median", f"{statistics.median(keys):.1f} ms")
        show("key to painted rows, slowest", f"{max(keys):.1f} ms")
        show_changes(bench)
        print("\nlongest silence of the window, in processor time", flush=True)  # noqa: T201
        show("idle", f"{bench.silence(lambda: None):.1f} ms")
        show("trashing an item", f"{bench.silence(bench.trash_one):.1f} ms")
        for what, taken in bench.silences():
            show(what, f"{taken:.1f} ms", goal)
        bench.program.end()


def show_changes(bench: Bench) -> None:
    """Print how soon changes by another program are shown, and what they cost the window."""
    runs = [bench.change_elsewhere(number) for number in range(CHANGES)]
    shown, busy, silent = zip(*runs, strict=True)
    show("change by another program shown, median", f"{1000 * statistics.median(shown):.0f} ms")
    show("change by another program shown, slowest", f"{1000 * max(shown):.0f} ms", "1000 ms")
    show("  longest silence, processor time", f"{max(busy):.1f} ms", f"at most {GOAL_FRAME} ms")
    show("  longest silence, by the clock", f"{max(silent):.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]))
