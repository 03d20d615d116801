# SPDX-License-Identifier: GPL-3.0-or-later
"""What unlocking and saving cost inside one process, beside bare SQLite on the same disk.

Unlocking is timed without Argon2: to the list of all items, and per item.  A save is one
changed item, acknowledged by the disk; its peer is one changed row of a plain SQLite file
with the same number of rows and the same settings, the least that any such save can cost.
The goals are 10 µs an item and 5 ms a save, at every size.

    python tests/benchmarks/vault_bench.py [quick | SIZE …]

``quick`` leaves out the vault of 100,000 items.
"""

import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from strongroom.crypto.kdf import CHEAPEST, argon2id
from strongroom.model import edits
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock
from strongroom.vault.draft import Draft
from strongroom.vault.places import VaultPlaces
from strongroom.vault.vault import Vault

SIZES = (1_000, 10_000, 100_000)
QUICK = SIZES[:-1]
SAVES = 40
OPENINGS = 3
PASSWORD = b"correct horse battery staple"


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a line each."""
    sizes = QUICK if list(arguments) == ["quick"] else [int(a) for a in arguments] or SIZES
    _say(f"Argon2 at its least: {_argon2() * 1000:.0f} ms, left out below")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    path = folder / "bench.strongroom"
    places = VaultPlaces(folder / "state")
    _fill(path, places, size)
    opened = min(_opening(path, places) for _ in range(OPENINGS))
    saves = list(_saves(path, places))
    plain = list(_plain_saves(folder / "plain.sqlite", size))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(
        f"{size:>7,} items: unlocked and listed in {opened * 1000:7.1f} ms"
        f" ({opened / size * 1e6:4.1f} µs an item); save {_ms(saves)}, bare SQLite {_ms(plain)},"
        f" ratio {statistics.median(saves) / statistics.median(plain):.1f};"
        f" peak memory {memory:.0f} MiB"
    )


def _ms(times: Sequence[float]) -> str:
    return f"{statistics.median(times) * 1000:.1f} ms (least {min(times) * 1000:.1f})"


def _fill(path: Path, places: VaultPlaces, size: int) -> None:
    unlock = NewUnlock(password=SecretBytes(PASSWORD))
    clock = SystemClock()
    vault, _code = Vault.create(
        path, name="Bench", unlock=unlock, cost=CHEAPEST, places=places, clock=clock
    )

    def change(draft: Draft) -> None:
        for number in range(size):
            item = edits.new_item(_login(number), draft.now)
            draft.put(item.overview, item.details)

    with closing(vault):
        vault.write(change)


def _login(number: int) -> Content:
    fields = (
        (Role.USERNAME, FieldKind.TEXT, f"user{number}@example.org"),
        (Role.PASSWORD, FieldKind.CONCEALED, f"Vq7mRk%pT4zWn#eH{number}"),
        (Role.WEBSITE, FieldKind.WEBSITE, f"https://site{number}.example/login"),
    )
    return Content(
        kind="login",
        title=f"Site {number}",
        fields=tuple(
            Field(id=place, role=role, kind=kind, value=value)
            for place, (role, kind, value) in enumerate(fields, start=1)
        ),
    )


def _open(path: Path, places: VaultPlaces) -> Vault:
    credentials = Credentials(password=SecretBytes(PASSWORD))
    return Vault.open(path, credentials, places=places, clock=SystemClock())


def _opening(path: Path, places: VaultPlaces) -> float:
    def unlock_and_list() -> None:
        with closing(_open(path, places)) as vault:
            for _overview in vault.overviews().values():
                pass

    return _seconds(unlock_and_list) - _argon2()


def _argon2() -> float:
    with SecretBytes(PASSWORD) as password:
        return min(_seconds(argon2id, password, bytes(16), CHEAPEST) for _ in range(3))


def _saves(path: Path, places: VaultPlaces) -> Iterator[float]:
    with closing(_open(path, places)) as vault:
        ids = list(vault.overviews())[:SAVES]
        for place, item_id in enumerate(ids):
            content = _login(place)

            def change(draft: Draft, item_id: int = item_id, content: Content = content) -> None:
                item = edits.revised(draft.item(item_id), content, draft.now + 1)
                draft.put(item.overview, item.details)

            yield _seconds(vault.write, change)


def _plain_saves(path: Path, size: int) -> Iterator[float]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, data BLOB)")
        connection.execute("BEGIN")
        rows = ((number, bytes(1000)) for number in range(size))
        connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
        connection.execute("COMMIT")
    for number in range(SAVES):
        yield _seconds(_save_plainly, path, number * size // SAVES)


def _save_plainly(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("UPDATE item SET data = ? WHERE id = ?", (bytes(1001), number))


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
