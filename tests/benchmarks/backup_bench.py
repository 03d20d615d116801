# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup costs, and what it adds to the first save of a session, at three sizes.

A backup is timed whole: copied by SQLite, on the disk, read back and verified.  Its peers in
the same run are the same file copied by SQLite alone and waited for, which verifies nothing,
and, where ``keepassxc-cli`` is there, one entry added to a KeePass file with as many
entries, which is what a save costs where every save writes the whole file.  A comparison is
of the vault with a backup in which one item in a hundred has another password.

    python tests/benchmarks/backup_bench.py [quick | SIZE …]

``quick`` leaves out the vault of 100,000 items.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec

from strongroom.app.backups import Backups
from strongroom.app.comparing import compare
from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

SIZES = (1_000, 10_000, 100_000)
QUICK = SIZES[:-1]
RUNS = 3
CHANGED = 100  # one item in so many
PEER_MOST = 10_000  # entries; more take minutes to import
PASSWORD = b"correct horse battery staple"


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a line each."""
    sizes = QUICK if list(arguments) == ["quick"] else [int(a) for a in arguments] or SIZES
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    session = _session(folder)
    path = folder / "Bench.strongroom"
    session.create(path, "Bench", NewUnlock(password=SecretBytes(PASSWORD)))
    items = Items(session)
    ids = sorted(items.add_many(_login(n) for n in range(size)).made)
    backups = Backups(session)
    made = _least(lambda: _changed_then(items, ids, backups.make))
    plain = min(_plain(path, folder / f"plain-{n}") for n in range(RUNS))
    first, second = _saves(folder, path, ids)
    copy_of = backups.list(path)[0].path
    for item_id in ids[::CHANGED]:
        _edit(items, item_id)
    copy = session.open_copy(copy_of)
    compared = _least(lambda: _timed(lambda: compare(session, copy)))
    restored = _timed(lambda: backups.restore(copy))
    listed = _timed(lambda: backups.list(path))
    megabytes = path.stat().st_size / 1e6
    session.lock()
    _say(
        f"{size:>7,} items ({megabytes:5.1f} MB): backup {_ms(made)}, SQLite's copy alone"
        f" {_ms(plain)} (ratio {made / plain:.1f}); first save of a session {_ms(first)}, the"
        f" next {_ms(second)}; list {_ms(listed)}, comparison {_ms(compared)}, restore of all"
        f" {_ms(restored)}; keepassxc-cli add {_peer(folder, size)}"
    )


def _session(folder: Path) -> Session:
    places = Places(folder / "config", folder / "state", folder)
    return Session(places, SystemClock(), lambda: CHEAPEST)


def _login(number: int) -> Content:
    return Content(
        kind="login",
        title=f"Site {number}",
        fields=(
            Field(id=1, role=Role.USERNAME, value="ada"),
            Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=f"secret {number}"),
            Field(
                id=3, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value=f"https://{number}.example"
            ),
        ),
    )


def _edit(items: Items, item_id: int) -> None:
    item = items.item(item_id)
    fields = tuple(
        msgspec.structs.replace(f, value=uuid4().hex) if f.role == Role.PASSWORD else f
        for f in item.fields
    )
    content = msgspec.structs.replace(item.content(), fields=fields)
    items.save(item_id, content, base_version=item.details.version)


def _changed_then(items: Items, ids: Sequence[int], work: Callable[[], object]) -> float:
    _edit(items, ids[0])
    return _timed(work)


def _saves(folder: Path, path: Path, ids: Sequence[int]) -> tuple[float, float]:
    """Return the least of the first save after an unlock, and of the one after it."""
    first, second = [], []
    for _run in range(RUNS):
        session = _session(folder)
        session.unlock(path, Credentials(password=SecretBytes(PASSWORD)))
        items = Items(session)
        items.overviews()  # as the window has them by then
        first.append(_timed(partial(_edit, items, ids[1])))
        second.append(_timed(partial(_edit, items, ids[2])))
        session.lock()
    return min(first), min(second)


def _plain(path: Path, target: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    took = time.perf_counter() - began
    target.unlink()
    return took


def _peer(folder: Path, size: int) -> str:
    tool = shutil.which("keepassxc-cli")
    if tool is None:
        return "not measured (it is not installed)"
    if size > PEER_MOST:
        return "not measured (its import takes minutes)"
    given = f"{PASSWORD.decode()}\n"
    database = folder / "peer.kdbx"
    source = folder / "peer.xml"
    source.write_text(_keepass_xml(size), encoding="utf-8")
    _keepass(
        tool, "import", "-p", "-q", str(source), str(database), given=f"{PASSWORD.decode()}\n" * 2
    )
    took = min(
        _timed(partial(_keepass, tool, "add", "-q", str(database), f"New {n}", given=given))
        for n in range(RUNS)
    )
    return _ms(took)


def _keepass(tool: str, *arguments: str, given: str) -> None:
    subprocess.run([tool, *arguments], input=given, text=True, capture_output=True, check=True)


def _keepass_xml(size: int) -> str:
    entry = (
        "<Entry><UUID>{uuid}</UUID><String><Key>Title</Key><Value>Site {n}</Value></String>"
        "<String><Key>UserName</Key><Value>ada</Value></String>"
        "<String><Key>Password</Key><Value>secret {n}</Value></String></Entry>"
    )
    entries = "".join(
        entry.format(n=n, uuid=b64encode(uuid4().bytes).decode()) for n in range(size)
    )
    group = b64encode(uuid4().bytes).decode()
    return (
        "<?xml version='1.0' encoding='utf-8'?><KeePassFile><Meta/><Root><Group>"
        f"<UUID>{group}</UUID><Name>Root</Name>{entries}</Group></Root></KeePassFile>"
    )


def _least(run: Callable[[], float]) -> float:
    return min(run() for _run in range(RUNS))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
