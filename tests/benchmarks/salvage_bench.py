# SPDX-License-Identifier: GPL-3.0-or-later
"""What a salvage costs, beside what else could be done with the same broken file.

One page in fifty is overwritten with zeros.  A salvage looks every page through, opens each
row twice (to find it, and to write it), seals it anew and verifies the new vault; Argon2 is
at its least.  Its peers are ``sqlite3 .recover`` into a new database, where that program is
installed, which moves the same rows without opening one, and the full check of the vault
before it was broken, which opens each row once.

    python tests/benchmarks/salvage_bench.py [SIZE …]
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from strongroom.crypto.kdf import CHEAPEST
from strongroom.model import edits
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock
from strongroom.vault.draft import Draft
from strongroom.vault.places import VaultPlaces
from strongroom.vault.salvage.report import SalvageReport
from strongroom.vault.salvage.salvaging import salvage
from strongroom.vault.vault import Vault

SIZES = (1_000, 10_000)
PAGE = 4096
ONE_IN = 50
PASSWORD = b"correct horse battery staple"
T = TypeVar("T")


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a line each."""
    for size in [int(argument) for argument in arguments] or SIZES:
        with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    path, broken = folder / "whole.strongroom", folder / "broken.strongroom"
    places = VaultPlaces(folder / "state")
    checked = _fill_and_check(path, places, size)
    pages = _break(path, broken)
    seconds, report = _timed(lambda: _salvage(broken, folder / "saved.strongroom", places))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    halves = len(report.without_details) + len(report.without_overview)
    _say(
        f"{size:>7,} items, {path.stat().st_size / 1e6:.1f} MB, {pages} pages lost: salvaged "
        f"{report.items:,} whole and {halves:,} in part in {seconds:.2f} s "
        f"({seconds / size * 1e6:.0f} µs an item), peak {memory:.0f} MiB; "
        f"full check of the whole vault {checked:.2f} s; sqlite3 .recover "
        f"{_recovered(broken, folder / 'recovered.sqlite')}"
    )


def _fill_and_check(path: Path, places: VaultPlaces, size: int) -> float:
    with closing(NewUnlock(SecretBytes(PASSWORD))) as unlock:
        vault, _code = Vault.create(
            path, name="Bench", unlock=unlock, cost=CHEAPEST, places=places, clock=SystemClock()
        )
    with closing(vault):

        def fill(draft: Draft) -> None:
            for number in range(size):
                item = edits.new_item(_login(number), 1)
                draft.put(item.overview, item.details)

        vault.write(fill)
        return _timed(vault.check)[0]


def _login(number: int) -> Content:
    return Content(
        kind="login",
        title=f"Item {number}",
        fields=(
            Field(id=1, role=Role.USERNAME, value=f"user{number}@example.org"),
            Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=f"pass-{number:08}"),
            Field(id=3, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value="https://example.org"),
        ),
    )


def _break(path: Path, broken: Path) -> int:
    """Overwrite one page in fifty, never that of the unlock methods."""
    data = bytearray(path.read_bytes())
    lost = range(ONE_IN * PAGE, len(data) - PAGE, ONE_IN * PAGE)
    for at in lost:
        data[at : at + PAGE] = bytes(PAGE)
    broken.write_bytes(data)
    return len(lost)


def _salvage(broken: Path, target: Path, places: VaultPlaces) -> SalvageReport:
    with closing(Credentials(password=SecretBytes(PASSWORD))) as given:
        return salvage(broken, target, given, places=places, clock=SystemClock(), cost=CHEAPEST)


def _recovered(broken: Path, target: Path) -> str:
    """Say how long SQLite's own recovery takes."""
    program = shutil.which("sqlite3")
    if program is None:
        return "is not installed"

    def recover() -> int:
        """Return how many rows it gives; in some builds it lacks what it needs."""
        script = subprocess.run(
            [program, str(broken), ".recover"], capture_output=True, check=False
        )
        made = subprocess.run(
            [program, str(target)], input=script.stdout, capture_output=True, check=False
        )
        return script.stdout.count(b"INSERT") if made.returncode == 0 else 0

    seconds, rows = _timed(recover)
    return f"{seconds:.2f} s" if rows else "gives up on this file"


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
