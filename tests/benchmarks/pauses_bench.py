# SPDX-License-Identifier: GPL-3.0-or-later
"""What import, export and attachments cost the window: the longest that it did not answer.

The real program over a real vault and real files, in this process: each thing that a person
does is done several times, and its longest pause is told, the middle one of the runs.  A
pause is what lies between two looks at the events.  Two figures are told of each:

``own``
    the time of the processor that the window's thread took in it, which is the same when
    others want the processor too;
``held``
    the time that passed, but at most what this process was at work in it: the worker may
    have held the interpreter meanwhile, and what other programs took is left out.

    python tests/benchmarks/pauses_bench.py [quick | WORD …]

``quick`` takes a tenth of everything; a word names the parts that are measured: ``table``,
``preview``, ``report``, ``export``, ``files``, ``attach``, ``view``.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from PySide6.QtCore import QEventLoop, Qt, QTimer, qInstallMessageHandler  # noqa: E402 - the paths come first
from PySide6.QtGui import QImage, QPainter, QPdfWriter  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QAbstractScrollArea, QApplication  # noqa: E402
from tests.app.worlds import World, new_unlock, with_password  # noqa: E402
from tests.fakes import FakeClipboard, FakeKeyring, FakeLockSignals  # noqa: E402
from tests.vault.ground import add_file  # noqa: E402

from strongroom.app.exporting import FORMATS, PAGE  # noqa: E402
from strongroom.app.importing import Importing  # noqa: E402
from strongroom.crypto.kdf import CHEAPEST  # noqa: E402
from strongroom.gui.dialogs.import_file import ImportDialog  # noqa: E402
from strongroom.gui.dialogs.reauthenticate import Reauthenticate  # noqa: E402
from strongroom.gui.main import application  # noqa: E402
from strongroom.gui.models.import_rows import ImportRows, Said, Show  # noqa: E402
from strongroom.gui.program import Program  # noqa: E402
from strongroom.model.item import Content  # noqa: E402
from strongroom.secret import SecretBytes  # noqa: E402
from strongroom.system.clock import SystemClock  # noqa: E402

GOAL = 16  # milliseconds
RUNS = 5
ENTRIES = 10_000
MEGABYTES = 500
FILES = 200
QUIET_MS = 300
PATIENCE = 300.0  # seconds
_LINE = "{what:<46} {own:>10} {held:>10} {goal:>14}"


class Watch:
    """Looks at the clock at every turn of the window; what lies between two is a pause."""

    def __init__(self) -> None:
        self._beats: list[tuple[float, float, float]] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        self._beats.append((time.thread_time(), time.perf_counter(), time.process_time()))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch for as long as the block takes; events have to be run in it."""
        self._beats.clear()
        self._beat()
        self._timer.start(0)
        yield
        self._timer.stop()

    def longest(self) -> tuple[float, float]:
        """Return the longest pause: the thread's own work, and what was held."""
        own, held = 0.0, 0.0
        for before, after in pairwise(self._beats):
            work, wall, process = (1000 * (b - a) for a, b in zip(before, after, strict=True))
            own, held = max(own, work), max(held, min(wall, process))
        return own, held


class Bench:
    """The program over a vault; ``times`` measures one thing that a person does."""

    def __init__(self, folder: Path, part: float) -> None:
        self.folder = folder
        self.part = part
        self.watch = Watch()
        world = World(folder)
        self.program = Program(
            application(),
            world.places,
            clock=SystemClock(),
            clipboard=FakeClipboard(),
            signals=FakeLockSignals(),
            keyring=FakeKeyring(),
            cost=lambda: CHEAPEST,
        )
        self.program.session.create(world.path, "Bench", new_unlock())
        self.program.session.lock()
        self.program.start(world.path)
        pause(1500)
        self.program.opening.unlock(world.path, with_password())
        wait(lambda: self.program.interior.page is not None)
        self.settle()

    def settle(self) -> None:
        """Let everything be done that was asked for."""
        pause(100)
        wait(lambda: not self.program.tasks.busy and not self.program.interior.importing.reads)
        pause(100)

    def once(self, act: Callable[[], object], done: Callable[[], bool]) -> tuple[float, float]:
        """Do it, and return the longest pause until it was ``done`` and a little longer."""
        with self.watch.watching():
            QTimer.singleShot(0, act)
            pause(20)
            wait(done)
            pause(QUIET_MS)
        return self.watch.longest()

    def times(
        self,
        what: str,
        act: Callable[[], object],
        done: Callable[[], bool],
        after: Callable[[], object] = lambda: None,
        *,
        before: Callable[[], object] = lambda: None,
        runs: int = RUNS,
    ) -> None:
        """Print the first pause, and the middle one of all runs."""
        found = []
        for _run in range(runs):
            before()
            self.settle()
            found.append(self.once(act, done))
            after()
            self.settle()
        own, held = (statistics.median(one) for one in zip(*found, strict=True))
        show(what, own, held)
        first = max(found[0])
        if first > 1.5 * max(own, held):
            show("  at the first time", *found[0])


# A table of no known format, and what it would bring


def table(folder: Path, rows: int, columns: int) -> Path:
    """Write a CSV with columns that nobody knows."""
    chance = random.Random(rows)  # noqa: S311 - invented data, the same at every run
    path = folder / f"table-{rows}-{columns}.csv"
    named = ["thing", "who", "word", "where"] + [f"more {n}" for n in range(columns - 4)]
    with path.open("w") as file:
        file.write(",".join(named) + "\n")
        for row in range(rows):
            values = [f"Thing {row}", f"user{row}@example.org", f"{chance.getrandbits(64):x}"]
            values += [f"https://thing{row}.example"] + [f"value {row}"] * (columns - 4)
            file.write(",".join(values) + "\n")
    return path


def measure_table(bench: Bench) -> None:
    """Print what the page of columns costs."""
    for columns in (10, 200):
        path = table(bench.folder, 200, columns)
        bench.times(
            f"columns of a table shown, {columns}",
            partial(bench.program.interior.importing.open, path),
            lambda: _shown(bench, "columns"),
            lambda: _dialog(bench).reject(),
        )
    bench.program.interior.importing.open(path)
    wait(lambda: _shown(bench, "columns"))
    page = _dialog(bench).columns.page
    again = lambda: page.changed.emit(page.mapping)  # noqa: E731
    bench.times("  shown again", again, lambda: not bench.program.interior.importing.reads)
    bench.times("  secrets shown, or not", page.reveal.toggle, lambda: True)
    cells = page.table
    bench.times("  menu of a column", lambda: QTest.keyClick(cells, Qt.Key.Key_F2), lambda: True)
    cells.menu.close()
    _dialog(bench).reject()
    bench.settle()


def measure_preview(bench: Bench) -> None:
    """Print what the preview of many entries costs, some of which are here already."""
    count = int(ENTRIES * bench.part)
    path = _chrome(bench.folder, count)
    importing = Importing(bench.program.session)
    origin = importing.open(_chrome(bench.folder, count // 2, differs=True))
    importing.run(importing.judge(importing.read(origin)))
    origin.close()
    bench.settle()
    flow = bench.program.interior.importing
    bench.times(
        f"preview of {count:,} entries",
        partial(flow.open, path),
        lambda: _shown(bench, "preview"),
        lambda: _dialog(bench).reject(),
    )
    flow.open(path)
    wait(lambda: _shown(bench, "preview"))
    face = _dialog(bench).preview
    always = lambda: True  # noqa: E731
    turns = iter(range(1000))

    def filter_it() -> None:
        assert face.filter is not None
        face.filter.choose(next(turns) % len(face._shows))

    def choose() -> None:
        face.differ.setCurrentIndex((face.differ.currentIndex() + 1) % face.differ.count())
        face.differ.activated.emit(face.differ.currentIndex())

    bench.times("  another filter", filter_it, always)
    bench.times("  a choice for all that differ", choose, always)
    bench.times("  one row down", lambda: QTest.keyClick(face.table, Qt.Key.Key_Down), always)
    bench.times("  a page down", lambda: QTest.keyClick(face.table, Qt.Key.Key_PageDown), always)
    bench.times("  to the end", lambda: QTest.keyClick(face.table, Qt.Key.Key_End), always)
    bar = face.table.verticalScrollBar()
    bench.times("  scrolled", lambda: bar.setValue(bar.maximum() * (next(turns) % 7) // 7), always)
    box = face.folders.box
    bench.times("  a folder", lambda: box.setCurrentIndex(1 - max(0, box.currentIndex())), always)
    bench.times("  its list of formats", face.formats.showPopup, always, _close_popups)
    bench.times("dialog with them closed", _dialog(bench).reject, always, runs=1)
    bench.settle()


def measure_report(bench: Bench) -> None:
    """Print what a report of many losses costs."""
    count = int(ENTRIES * bench.part)
    said = tuple(Said(f"Entry {n}", "Its picture did not come.", unreadable=False)
                 for n in range(count))  # fmt: skip
    rows = ImportRows((), said, {Show.ALL: list(range(-count, 0))})
    holder: list[ImportDialog] = []

    def open_it() -> None:
        dialog = ImportDialog(bench.program.window, "file", now_ms=lambda: 0, seconds=lambda: None)
        dialog.open()
        holder.append(dialog)

    bench.times(
        f"report of {count:,} losses",
        lambda: holder[-1].show_report("It came.", rows),
        lambda: bool(holder) and holder[-1].report.isVisible(),
        lambda: holder.pop().reject(),
        before=open_it,
    )


def _chrome(folder: Path, count: int, *, differs: bool = False) -> Path:
    path = folder / f"chrome-{count}.csv"
    with path.open("w") as file:
        file.write("name,url,username,password,note\n")
        for row in range(count):
            password = "other" if differs and row % 2 else f"pw{row}"
            file.write(f"Site {row},https://site{row}.example/,user{row},{password},\n")
    return path


def _dialog(bench: Bench) -> ImportDialog:
    dialog = bench.program.interior.importing.dialog
    assert dialog is not None
    return dialog


def _shown(bench: Bench, face: str) -> bool:
    dialog = bench.program.interior.importing.dialog
    made = vars(dialog).get(face) if dialog is not None else None
    return made is not None and made.isVisible()


def _close_popups() -> None:
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()


# What leaves


def measure_export(bench: Bench) -> None:
    """Print what the dialog of an export costs, and one of everything to pages and a file."""
    items, count = bench.program.interior.items, int(ENTRIES * bench.part)
    missing = count - len(items.overviews())
    if missing > 0:
        items.add_many([_item(n) for n in range(missing)])
        bench.settle()
    flow = bench.program.interior.exporting
    bench.times(
        "dialog of an export",
        bench.program.window.actions_by_id["export"].trigger,
        lambda: flow.dialog is not None and bool(flow.dialog.form.what.count()),
        partial(_close, bench),
    )
    for one in (PAGE, next(f for f in FORMATS if f.name == "bitwarden-protected"),
                next(f for f in FORMATS if f.name == "kdbx")):  # fmt: skip
        bench.times(
            f"{count:,} items as {one.name}",
            partial(_prove, bench),
            lambda: flow.dialog is not None and flow.dialog.report.isVisible(),
            partial(_close, bench),
            before=partial(_ask, bench, one),
            runs=2,
        )


def _close(bench: Bench) -> None:
    dialog = bench.program.interior.exporting.dialog
    assert dialog is not None
    dialog.accept()


def _ask(bench: Bench, one: object) -> None:
    flow = bench.program.interior.exporting
    flow.show()
    bench.settle()
    assert flow.dialog is not None
    form = flow.dialog.form
    form.formats.setCurrentIndex(FORMATS.index(one))
    form.show_place(bench.folder / f"out-{time.monotonic_ns()}{form.format.ending}")
    for field in (form.password.first, form.password.second):
        with SecretBytes(b"the password of the file") as secret:
            field.put(secret)
    form.deed.click()
    bench.settle()


def _prove(bench: Bench) -> None:
    dialog = bench.program.interior.exporting.dialog
    assert dialog is not None
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    with SecretBytes(b"correct horse battery") as secret:
        asked.password.put(secret)
    asked.deed.click()


# Files of items


def measure_files(bench: Bench) -> None:
    """Print what showing an item with many files costs, and one with many removed."""
    vault, items = bench.program.session.vault, bench.program.interior.items
    page = bench.program.interior.page
    assert page is not None
    detail = page.detail
    (many,) = items.add(Content(kind="login", title="Many files")).made
    (gone,) = items.add(Content(kind="login", title="Many gone")).made
    attaching = bench.program.interior.attaching
    attachments = attaching._attachments
    for item in (many, gone):
        folder = bench.folder / f"many-{item}"
        folder.mkdir()
        paths = [folder / f"file {n}.txt" for n in range(FILES)]
        for path in paths:
            path.write_text(path.name)
        attachments.add(item, paths)
    for one in vault.item(gone).details.attachments:
        attachments.remove(gone, one.id)
    bench.settle()
    for what, item in (("files", many), ("removed files", gone)):
        bench.times(
            f"item with {FILES} {what}",
            partial(detail.show_item, item),
            lambda: detail.item is not None,
            partial(detail.show_item, None),
        )
    detail.show_item(gone)
    bench.settle()
    bench.times("  the removed ones unfolded", detail.view.files.fold.toggle, lambda: True)
    detail.show_item(many)
    bench.settle()
    files = detail.view.files
    bench.times(
        "  one more removed",
        lambda: attaching.remove(many, files.rows[3].attachment),
        lambda: not bench.program.tasks.busy,
    )
    detail.show_item(None)


def measure_attach(bench: Bench) -> None:
    """Print what a large file costs the window as it comes in and goes out."""
    size = int(MEGABYTES * bench.part)
    path = bench.folder / "large.bin"
    with path.open("wb") as file:
        for _part in range(size):
            file.write(os.urandom(1_000_000))
    interior = bench.program.interior
    (item,) = interior.items.add(Content(kind="document", title="Large")).made
    assert interior.page is not None
    detail = interior.page.detail
    detail.show_item(item)
    bench.settle()
    idle = lambda: not bench.program.tasks.busy  # noqa: E731
    bench.times(f"{size} MB attached", partial(interior.attaching.add, item, [path]), idle, runs=3)
    one = bench.program.session.vault.item(item).details.attachments[0]
    out = bench.folder / "saved.bin"
    bench.times("  saved", partial(interior.attaching.save, item, one, out), idle, runs=3)
    bench.times("  removed", partial(interior.attaching.remove, item, one), idle, runs=1)
    bench.times("  deleted for good", partial(interior.attaching.delete, item, one), idle, runs=1)
    detail.show_item(None)


def measure_view(bench: Bench) -> None:
    """Print what looking at large files costs."""
    vault, items = bench.program.session.vault, bench.program.interior.items
    viewing = bench.program.interior.viewing
    (item,) = items.add(Content(kind="document", title="Seen")).made
    line = "All that is written here is of no use to anyone at all, but it is long. "
    files = {
        "lines.txt": "\n".join(line * (n % 5) for n in range(9000)).encode()[: 1 << 20],
        "short.txt": b"a\n" * (1 << 19),
        "one line.txt": (line.encode() * (1 << 14))[: 1 << 20],
        "no spaces.txt": b"x" * (1 << 20),
        "picture.png": _picture(bench.folder),
        "pages.pdf": _pages(bench.folder),
    }
    for name, data in files.items():
        add_file(vault, item, name, partial(list, [data]))
        one = vault.item(item).details.attachments[-1]

        def is_shown() -> bool:
            dialog = viewing.dialog
            return dialog is not None and dialog.faces.currentIndex() > 0

        def close() -> None:
            assert viewing.dialog is not None
            viewing.dialog.reject()

        bench.times(f"viewer of {name}", partial(viewing.show, item, one), is_shown, close)
        viewing.show(item, one)
        wait(is_shown)
        assert viewing.dialog is not None
        face = viewing.dialog.faces.currentWidget()
        assert isinstance(face, QAbstractScrollArea)
        bar = face.verticalScrollBar()
        bench.times("  scrolled", partial(bar.setValue, bar.maximum() // 2), lambda: True)
        bench.times("  larger", lambda: _enlarge(viewing.dialog), lambda: True, runs=2)
        bench.times("  closed", close, lambda: True, runs=1)


def _enlarge(dialog: object) -> None:
    dialog.resize(dialog.width() + 40, dialog.height() + 20)  # type: ignore[attr-defined]


def _picture(folder: Path) -> bytes:
    image = QImage(6000, 4000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    painter = QPainter(image)
    chance = random.Random(1)  # noqa: S311 - invented data
    for _mark in range(3000):
        painter.drawLine(*(chance.randrange(6000) for _n in range(4)))
    painter.end()
    image.save(str(folder / "picture.png"))
    return (folder / "picture.png").read_bytes()


def _pages(folder: Path) -> bytes:
    writer = QPdfWriter(str(folder / "pages.pdf"))
    painter = QPainter(writer)
    for page in range(200):
        for row in range(40):
            painter.drawText(400, 200 + 300 * row, f"Page {page}, row {row}")
        writer.newPage()
    painter.end()
    return (folder / "pages.pdf").read_bytes()


def _item(number: int) -> Content:
    return Content(kind="login", title=f"Item {number}")


# How it is run


def wait(done: Callable[[], bool]) -> None:
    """Let the window live until ``done``."""
    began = time.monotonic()
    while not done():
        pause(5)
        if time.monotonic() - began > PATIENCE:
            message = "it does not come to an end"
            raise RuntimeError(message)


def pause(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def show(what: str, own: float, held: float) -> None:
    """Print one figure beside the goal."""
    kept = "" if max(own, held) <= GOAL else f"above {GOAL} ms"
    line = _LINE.format(what=what, own=f"{own:.1f} ms", held=f"{held:.1f} ms", goal=kept)
    print(line, flush=True)  # noqa: T201


def _say(_kind: object, _where: object, sentence: str) -> None:
    """Leave out what the offscreen platform says at every window that it is not."""
    if not sentence.startswith("This plugin does not support "):
        print(sentence, file=sys.stderr)  # noqa: T201


_PARTS: dict[str, Callable[[Bench], None]] = {
    "table": measure_table,
    "preview": measure_preview,
    "report": measure_report,
    "export": measure_export,
    "files": measure_files,
    "attach": measure_attach,
    "view": measure_view,
}


def main(arguments: Sequence[str]) -> None:
    """Print all figures, or those that are named."""
    quick = "quick" in arguments
    wanted = [name for name in _PARTS if name in arguments] or list(_PARTS)
    qInstallMessageHandler(_say)
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
        bench = Bench(Path(folder), 0.1 if quick else 1)
        print(_LINE.format(what="longest pause", own="own", held="held", goal=f"goal {GOAL} ms"))  # noqa: T201
        show("idle", *bench.once(lambda: None, lambda: True))
        for name in wanted:
            _PARTS[name](bench)
        bench.program.end()


if __name__ == "__main__":
    main(sys.argv[1:])
