# SPDX-License-Identifier: GPL-3.0-or-later
"""What a large attachment costs: time and peak memory of adding, reading, saving, removing it.

Each step is a process of its own that opens the vault and does that one thing, so that its
peak is the step's.  The first line is a process that only opens the vault.  The last step
writes the file anew without the free space; its longest wait is for whoever asks for something
meanwhile.  Peers in the same run: SQLite's own VACUUM of that file, and ``keepassxc-cli``, which
puts the same file into a KeePass database and takes it out again; its databases are as cheap to
unlock as it allows.

    python tests/benchmarks/attachment_bench.py [quick | MEGABYTES …]

``quick`` takes a file of 50 MB and not of 500.  Peaks are told where the system has /proc.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from strongroom.app.attachments import Attachments
from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.app.shrinking import Shrinking
from strongroom.app.undo import Undo
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

SIZE, QUICK = 500, 50  # MB
PASSWORD = b"correct horse battery staple"
_MB = 1_000_000
_LINE = "{what:<44} {seconds:>8} {peak:>9}"


def main(arguments: Sequence[str]) -> None:
    """Measure each size; as a step's own process, do that step."""
    if arguments[:1] == ["--step"]:
        _step(arguments[1], Path(arguments[2]))
        return
    sizes = [QUICK] if list(arguments) == ["quick"] else [int(a) for a in arguments] or [SIZE]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, megabytes: int) -> None:
    _show(f"{megabytes} MB", "time", "peak")
    with (folder / "large.bin").open("wb") as file:
        for _chunk in range(megabytes):
            file.write(os.urandom(_MB))
    session = _session(folder)
    session.create(_vault(folder), "Bench", NewUnlock(password=SecretBytes(PASSWORD)))
    Items(session).add(Content(kind="document", title="Large"))
    session.lock()
    for step in _STEPS:
        words = [sys.executable, __file__, "--step", step, str(folder)]
        before = _vault(folder).stat().st_size
        done = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
        _show(step, f"{done['seconds']:.2f} s", f"{done['peak'] / 1000:.0f} MB")
        _show_sizes(before, _vault(folder).stat().st_size, done["longest"])
        if step == "delete for good":
            _vacuum(folder)
    _peer(folder)


def _step(step: str, folder: Path) -> None:
    session = _session(folder)
    session.unlock(_vault(folder), Credentials(password=SecretBytes(PASSWORD)))
    session.safeguard.before_writing()  # the day's backup is measured elsewhere
    began = time.perf_counter()
    longest = _STEPS[step](session, folder)
    seconds = time.perf_counter() - began
    session.lock()
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": _peak(), "longest": longest}))


def _add(session: Session, folder: Path) -> None:
    Attachments(session).add(_item(session), [folder / "large.bin"])


def _add_and_undo(session: Session, folder: Path) -> None:
    undo = Undo(session)
    undo.push(Deed.ADD_FILE, Attachments(session).add(_item(session), [folder / "large.bin"]))
    undo.undo()


def _read(session: Session, _folder: Path) -> None:
    for _chunk in Attachments(session).read(_item(session), _attachment(session)):
        pass


def _save(session: Session, folder: Path) -> None:
    out = folder / "out"
    out.mkdir(exist_ok=True)
    Attachments(session).save_to(_item(session), _attachment(session), out)


def _remove(session: Session, _folder: Path) -> None:
    Attachments(session).remove(_item(session), _attachment(session))


def _restore_and_undo(session: Session, _folder: Path) -> None:
    undo = Undo(session)
    changes = Attachments(session).restore(_item(session), _attachment(session))
    undo.push(Deed.RESTORE_FILE, changes)
    undo.undo()
    undo.redo()


def _delete(session: Session, _folder: Path) -> None:
    Attachments(session).delete(_item(session), _attachment(session))


def _give_back(session: Session, _folder: Path) -> float:
    """Write the file anew, and return the longest that anybody else would have waited."""
    session.write(lambda draft: draft.set_settings(trash_days=7))  # only a save makes it due
    shrinking, waits = Shrinking(session), list[float]()
    more = True
    while more:
        began = time.perf_counter()
        more = shrinking.step()
        waits.append(time.perf_counter() - began)
    return max(waits)


_STEPS: Mapping[str, Callable[[Session, Path], float | None]] = {
    "open the vault alone": lambda _session, _folder: None,
    "add, undo": _add_and_undo,
    "add": _add,
    "read": _read,
    "save as a file, verified": _save,
    "remove": _remove,
    "restore, undo, redo": _restore_and_undo,
    "delete for good": _delete,
    "give free space back": _give_back,
}

_VACUUM = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA temp_store = " + sys.argv[2])
connection.execute("PRAGMA secure_delete = ON")
connection.execute("VACUUM")
"""


def _vacuum(folder: Path) -> None:
    """Let SQLite do the same to copies of the file; it keeps all others out meanwhile."""
    for store in ("MEMORY", "FILE"):
        copy = shutil.copyfile(_vault(folder), folder / "vacuum.db")
        words = [sys.executable, "-c", _VACUUM, str(copy), store]
        seconds, peak, _code = _run(words, "")
        _show(f"SQLite: VACUUM, {store.lower()}", f"{seconds:.2f} s", f"{peak / 1000:.0f} MB")
        copy.unlink()


def _show_sizes(before: int, after: int, longest: float | None) -> None:
    """Tell what a step did to the file, where it did anything."""
    if abs(after - before) > _MB:
        _show(f"  the file: {before / _MB:.0f} MB, then {after / _MB:.0f} MB", "", "")
    if longest is not None:
        _show("  longest wait for anybody else", f"{longest:.2f} s", "")


def _session(folder: Path) -> Session:
    places = Places(folder / "config", folder / "state", folder)
    return Session(places, SystemClock(), lambda: CHEAPEST)


def _vault(folder: Path) -> Path:
    return folder / "Bench.strongroom"


def _item(session: Session) -> int:
    return next(iter(session.vault.overviews()))


def _attachment(session: Session) -> int:
    return session.vault.item(_item(session)).details.attachments[0].id


def _peak() -> int:
    """Return the most memory that this process had, in kB; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _peer(folder: Path) -> None:
    tool = shutil.which("keepassxc-cli")
    if tool is None:
        _show("keepassxc-cli", "not measured", "")
        return
    database = str(folder / "peer.kdbx")
    name = str(folder / "large.bin")
    twice, once = f"{PASSWORD.decode()}\n" * 2, f"{PASSWORD.decode()}\n"
    _run([tool, "db-create", "-q", "-p", "-t", "100", database], twice)
    _run([tool, "add", "-q", database, "Large"], once)
    _show_run("add", [tool, "attachment-import", "-q", database, "Large", "f", name], once)
    out = str(folder / "peer.out")
    _show_run(
        "save as a file", [tool, "attachment-export", "-q", database, "Large", "f", out], once
    )
    before = Path(database).stat().st_size
    _show_run("delete", [tool, "attachment-rm", "-q", database, "Large", "f"], once)
    _show_sizes(before, Path(database).stat().st_size, None)


def _show_run(what: str, words: Sequence[str], given: str) -> None:
    seconds, peak, code = _run(words, given)
    told = f"{seconds:.2f} s" if code == 0 else f"failed ({code})"
    _show(f"keepassxc-cli: {what}", told, f"{peak / 1000:.0f} MB")


def _run(words: Sequence[str], given: str) -> tuple[float, int, int]:
    """Run a program; return its seconds, its peak in kB and its exit code."""
    began = time.perf_counter()
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    process.stdin.write(given.encode())
    process.stdin.close()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - began, usage.ru_maxrss, process.returncode


def _show(what: str, seconds: str, peak: str) -> None:
    print(_LINE.format(what=what, seconds=seconds, peak=peak), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
