# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to merge two copies of one vault, beside ``keepassxc-cli merge`` of as many.

Both sides hold SIZE items of one origin.  Since they parted each has changed a tenth of them
(half of these the same ones) and added a twentieth; in the second run both changed every
item.  Ours is the whole of it: the copy opened and verified, the preview, the merge in one
transaction that the disk has acknowledged; without Argon2, whose least is 45 ms, and without
the backup, which is a copy of the file.  KeePassXC's figure is its command from start to end,
less that of a command that only opens the same file.

    python tests/benchmarks/merge_bench.py [quick | SIZE …]
"""

import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec

from strongroom.app.merging import Merging
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model import edits
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock
from strongroom.vault.draft import Draft
from strongroom.vault.places import VaultPlaces
from strongroom.vault.vault import Vault

SIZES = (10_000,)
QUICK = (1_000,)
PASSWORD = b"correct horse battery staple"
_CLI = "keepassxc-cli"
_KDBX_SIDES = ("ours", "theirs")


def main(arguments: Sequence[str]) -> None:
    """Measure every size, little changed and all of it."""
    sizes = QUICK if list(arguments) == ["quick"] else [int(a) for a in arguments] or SIZES
    for size in sizes:
        for everything in (False, True):
            with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
                _measure(Path(folder), size, everything=everything)


def _measure(folder: Path, size: int, *, everything: bool) -> None:
    ours = _ours(folder, size, everything=everything)
    peer = _peer(folder, size, everything=everything) if shutil.which(_CLI) else "not installed"
    what = "every item changed on both sides" if everything else "a tenth changed on each side"
    _say(f"{size:,} with {size:,} items, {what}:")
    _say(f"  {ours}")
    _say(f"  {_CLI} merge: {peer}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# Ours


def _ours(folder: Path, size: int, *, everything: bool) -> str:
    path, away = folder / "Vault.strongroom", folder / "away" / "Vault.strongroom"
    away.parent.mkdir()
    here, there = VaultPlaces(folder / "here"), VaultPlaces(folder / "there")
    unlock = NewUnlock(password=SecretBytes(PASSWORD))
    vault, _code = Vault.create(
        path, name="Bench", unlock=unlock, cost=CHEAPEST, places=here, clock=SystemClock()
    )
    with closing(vault):
        vault.write(lambda draft: _add(draft, range(size)))
    shutil.copy(path, away)
    _change(path, here, _touched(size, 0, everything=everything), "here")
    _change(away, there, _touched(size, 1, everything=everything), "there")
    session = Session(_places(folder), SystemClock(), lambda: CHEAPEST)
    session.unlock(path, Credentials(password=SecretBytes(PASSWORD)))
    session.vault.overviews()
    begun = time.perf_counter()
    copy = session.open_copy(away)
    opened = time.perf_counter()
    preview = Merging(session).preview(copy)
    looked = time.perf_counter()
    session.vault.write(Merging(session).change_of(copy))
    done = time.perf_counter()
    items = len(session.vault.overviews())
    session.lock()
    return (
        f"open {opened - begun:.2f} s, preview {looked - opened:.2f} s,"
        f" merge {done - looked:.2f} s: {done - begun:.2f} s;"
        f" {len(preview.lines):,} items touched, {items:,} afterwards"
    )


def _places(folder: Path) -> Places:
    return Places(
        config=folder / "config",
        state=folder / "here",
        documents=folder / "documents",
        runtime=folder / "run",
    )


def _touched(size: int, side: int, *, everything: bool) -> range:
    if everything:
        return range(size)
    begin = side * size // 20
    return range(begin, begin + size // 10)


def _add(draft: Draft, numbers: range) -> None:
    for number in numbers:
        item = edits.new_item(_login(number), draft.now)
        draft.put(item.overview, item.details)


def _change(path: Path, places: VaultPlaces, touched: range, who: str) -> None:
    credentials = Credentials(password=SecretBytes(PASSWORD))
    with closing(Vault.open(path, credentials, places=places, clock=SystemClock())) as vault:
        named = {overview.title: item_id for item_id, overview in vault.overviews().items()}
        size = len(named)

        def change(draft: Draft) -> None:
            for number in touched:
                before = draft.item(named[f"Site {number}"])
                name, password, site = before.fields
                password = msgspec.structs.replace(password, value=f"changed {who} {number}")
                content = msgspec.structs.replace(before.content(), fields=(name, password, site))
                after = edits.revised(before, content, draft.now)
                draft.put(after.overview, after.details)
            _add(draft, range(size * 2, size * 2 + size // 20))

        vault.write(change)


def _login(number: int) -> Content:
    values = (
        (Role.USERNAME, FieldKind.TEXT, f"user{number}@example.org"),
        (Role.PASSWORD, FieldKind.CONCEALED, f"Vq7mRk%pT4zWn#eH{number}"),
        (Role.WEBSITE, FieldKind.WEBSITE, f"https://site{number}.example/login"),
    )
    fields = tuple(
        Field(id=place, role=role, kind=kind, value=value)
        for place, (role, kind, value) in enumerate(values, start=1)
    )
    return Content(kind="login", title=f"Site {number}", fields=fields)


# The peer


def _peer(folder: Path, size: int, *, everything: bool) -> str:
    for side, name in enumerate(_KDBX_SIDES):
        xml = folder / f"{name}.xml"
        xml.write_text(_xml(size, side, everything=everything), encoding="utf-8")
        given = PASSWORD + b"\n" + PASSWORD + b"\n"
        _run(["import", "-p", "-t", "100", xml, folder / f"{name}.kdbx"], given)
    ours, theirs = (folder / f"{name}.kdbx" for name in _KDBX_SIDES)
    opening = _seconds(lambda: _run(["ls", "-q", ours], PASSWORD + b"\n"))
    merging = _seconds(lambda: _run(["merge", "-q", "-s", ours, theirs], PASSWORD + b"\n"))
    return f"{merging:.2f} s, of which opening one file {opening:.2f} s: {merging - opening:.2f} s"


def _run(arguments: Sequence[str | Path], given: bytes) -> None:
    subprocess.run([_CLI, *map(str, arguments)], input=given, check=True, capture_output=True)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _xml(size: int, side: int, *, everything: bool) -> str:
    touched = set(_touched(size, side, everything=everything))
    own = range(size * (2 + side), size * (2 + side) + size // 20)
    entries = "".join(
        _entry(number, changed=side if number in touched else None)
        for number in (*range(size), *own)
    )
    root = b64encode(bytes(16)).decode()
    return (
        '<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta><Generator>bench</Generator>'
        f"</Meta><Root><Group><UUID>{root}</UUID><Name>Root</Name>{entries}</Group></Root>"
        "</KeePassFile>"
    )


def _entry(number: int, *, changed: int | None) -> str:
    before = _state(number, f"Vq7mRk%pT4zWn#eH{number}", "2026-01-01T00:00:00Z")
    if changed is None:
        return f"<Entry>{before}</Entry>"
    day = 2 + changed
    after = _state(number, f"changed {changed} {number}", f"2026-01-0{day}T00:00:00Z")
    return f"<Entry>{after}<History><Entry>{before}</Entry></History></Entry>"


def _state(number: int, password: str, modified: str) -> str:
    uuid = b64encode((number + 1).to_bytes(16)).decode()
    strings = {
        "Title": f"Site {number}",
        "UserName": f"user{number}@example.org",
        "Password": password,
        "URL": f"https://site{number}.example/login",
    }
    text = "".join(
        f"<String><Key>{key}</Key><Value>{escape(value)}</Value></String>"
        for key, value in strings.items()
    )
    return (
        f"<UUID>{uuid}</UUID><Times><LastModificationTime>{modified}</LastModificationTime>"
        f"<CreationTime>2026-01-01T00:00:00Z</CreationTime></Times>{text}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
