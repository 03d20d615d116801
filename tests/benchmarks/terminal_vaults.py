# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a vault and a KeePass database of the same entries, for terminal_bench.py.

In a process of its own, because a child's peak memory counts from the fork on: whoever
measures has to be small.

    python tests/benchmarks/terminal_vaults.py SIZE FOLDER
"""

import base64
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST, Argon2Cost, argon2id
from strongroom.model.credentials import NewUnlock
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

DERIVATION = 0.1  # seconds
_BATCH = 5_000


def main(size: int, folder: Path, password: str) -> None:
    """Make both files."""
    _strongroom(size, folder, password)
    _keepassxc(size, folder, password)


def _strongroom(size: int, folder: Path, password: str) -> None:
    places = Places(folder / "config", folder / "state" / "strongroom", folder)
    session = Session(places, SystemClock(), _cost)
    unlock = NewUnlock(SecretBytes.of_text(password))
    session.create(folder / "bench.strongroom", "Bench", unlock)
    items = Items(session)
    for start in range(0, size, _BATCH):
        items.add_many(_content(n) for n in range(start, min(size, start + _BATCH)))
    session.lock()


def _cost() -> Argon2Cost:
    """Return what takes DERIVATION here: less than a new vault gets, which is 0.7 s."""
    probe = Argon2Cost(64 * 1024, 3, 4)
    best = min(_seconds(probe) for _run in range(5))
    memory = round(probe.memory_kib * DERIVATION / best)
    return Argon2Cost(max(CHEAPEST.memory_kib, memory), probe.passes, probe.lanes)


def _seconds(cost: Argon2Cost) -> float:
    with SecretBytes(b"password") as password:
        start = time.perf_counter()
        argon2id(password, bytes(16), cost).close()
        return time.perf_counter() - start


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


def _keepassxc(size: int, folder: Path, password: str) -> None:
    path, source = folder / "bench.kdbx", folder / "bench.xml"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(_xml(size))
    milliseconds = str(round(DERIVATION * 1000))
    subprocess.run(
        ["keepassxc-cli", "import", "-q", "-p", "-t", milliseconds, str(source), str(path)],
        input=f"{password}\n{password}\n".encode(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


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
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.stdin.readline().rstrip("\n"))
