# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to come in: 10,000 entries of a KeePass database and of a CSV, in a vault.

Each figure comes from a process of its own that does nothing else, with the most memory that
it ever had.  The KeePass database has Argon2 at its least, so that what is measured is the
reading; the peer is pykeepass, which opens the same file in the same run and reads the five
usual fields of each entry.  "Read" is what ours does of that, with all fields; "in a vault"
is the look and the import, as the window does them.

    python tests/benchmarks/import_bench.py [quick | SIZE …]
"""

import csv
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from strongroom.exchange.kdbx.database import XmlSink

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "src")]

SIZES = (10_000,)
PASSWORD = "correct horse battery staple"
GOAL_SECONDS, GOAL_MEGABYTES = 5, 300
RUNS = 3


def main(arguments: Sequence[str]) -> None:
    """Measure every size, or one thing alone in this process."""
    if arguments and arguments[0] in _WORK:
        _alone(arguments[0], Path(arguments[1]))
        return
    for size in [int(a) for a in arguments if a != "quick"] or SIZES:
        with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    kdbx, table = folder / "bench.kdbx", folder / "bench.csv"
    _write_kdbx(kdbx, size)
    _write_csv(table, size)
    _say(f"{size:,} entries; KDBX {kdbx.stat().st_size / 1e6:.1f} MB, CSV"
         f" {table.stat().st_size / 1e6:.1f} MB; the least time and the most memory of {RUNS} runs,"
         f" of which {_figures('nothing', kdbx)[1]:.0f} MB are the program at rest")  # fmt: skip
    ours, theirs = _figures("read", kdbx), _figures("pykeepass", kdbx)
    _say(f"  KDBX read: {_both(ours)}; pykeepass {_both(theirs)}"
         f" (ratio {ours[0] / theirs[0]:.2f})")  # fmt: skip
    for name, file in (("KDBX", kdbx), ("CSV", table)):
        seconds, megabytes = _figures("vault", file)
        kept = seconds <= GOAL_SECONDS and megabytes <= GOAL_MEGABYTES
        _say(f"  {name} in a vault: {_both((seconds, megabytes))}; the goal of {GOAL_SECONDS} s and"
             f" {GOAL_MEGABYTES} MB is {'kept' if kept else 'MISSED'}")  # fmt: skip


def _figures(work: str, file: Path) -> tuple[float, float]:
    """Return the least seconds and the most megabytes of some runs."""
    runs = []
    for _run in range(RUNS):
        done = subprocess.run(
            [sys.executable, __file__, work, str(file)], capture_output=True, text=True, check=True
        )
        runs.append([float(word) for word in done.stdout.split()])
    return min(seconds for seconds, _megabytes in runs), max(most for _seconds, most in runs)


def _both(figures: tuple[float, float]) -> str:
    return f"{figures[0]:.2f} s, {figures[1]:.0f} MB"


# In a process of its own


def _alone(work: str, file: Path) -> None:
    run = _WORK[work](file)
    began = time.perf_counter()
    run()
    took = time.perf_counter() - began
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    _say(f"{took} {int(peak) / 1000}")


def _nothing(_file: Path) -> Callable[[], object]:
    import strongroom.app.importing  # noqa: F401, PLC0415 - what is measured

    return lambda: None


def _read(file: Path) -> Callable[[], object]:
    from strongroom.exchange.formats import format_named  # noqa: PLC0415 - what is measured
    from strongroom.exchange.reading import Given, no_step  # noqa: PLC0415
    from strongroom.exchange.source import Source  # noqa: PLC0415
    from strongroom.secret import SecretBytes  # noqa: PLC0415

    def run() -> None:
        with file.open("rb") as opened, SecretBytes.of_text(PASSWORD) as password:
            format_named("kdbx").read(Source(opened), Given(password=password), no_step)

    return run


def _pykeepass(file: Path) -> Callable[[], object]:
    from pykeepass import PyKeePass  # noqa: PLC0415 - the peer

    def run() -> None:
        for entry in PyKeePass(str(file), password=PASSWORD).entries:
            _ = (entry.title, entry.username, entry.password, entry.url, entry.notes)

    return run


def _vault(file: Path) -> Callable[[], object]:
    from strongroom.app.importing import Given, Importing  # noqa: PLC0415 - what is measured
    from strongroom.app.places import Places  # noqa: PLC0415
    from strongroom.app.session import Session  # noqa: PLC0415
    from strongroom.crypto.kdf import CHEAPEST  # noqa: PLC0415
    from strongroom.model.credentials import NewUnlock  # noqa: PLC0415
    from strongroom.secret import SecretBytes  # noqa: PLC0415
    from strongroom.system.clock import SystemClock  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(dir=file.parent))
    session = Session(
        Places(folder / "config", folder / "state", folder), SystemClock(), lambda: CHEAPEST
    )
    session.create(folder / "a.strongroom", "Bench", NewUnlock(password=SecretBytes(b"vault")))

    def run() -> None:
        importing = Importing(session)
        origin = importing.open(file)
        with SecretBytes.of_text(PASSWORD) as password:
            preview = importing.look(origin, given=Given(password=password))
        importing.run(preview)
        origin.close()

    return run


_WORK: dict[str, Callable[[Path], Callable[[], object]]] = {
    "nothing": _nothing,
    "read": _read,
    "pykeepass": _pykeepass,
    "vault": _vault,
}


# What is read


def _write_kdbx(place: Path, size: int) -> None:
    from strongroom.crypto.kdf import Argon2Cost  # noqa: PLC0415 - not in the peer's process
    from strongroom.exchange.kdbx.writing import write_kdbx  # noqa: PLC0415
    from strongroom.exchange.reading import Given  # noqa: PLC0415
    from strongroom.secret import SecretBytes  # noqa: PLC0415

    def write_xml(sink: "XmlSink") -> None:
        sink.write(
            b"<?xml version='1.0' encoding='utf-8'?><KeePassFile><Meta/><Root><Group>"
            + _uuid(1 << 64)
            + b"<Name>Root</Name>"
        )
        for number in range(size):
            sink.write(_entry(sink, number))
        sink.write(b"</Group></Root></KeePassFile>")

    with place.open("wb") as out, SecretBytes.of_text(PASSWORD) as password:
        write_kdbx(out, write_xml, given=Given(password=password), cost=Argon2Cost(8, 1, 1))


def _entry(sink: "XmlSink", number: int) -> bytes:
    texts = "".join(
        f"<String><Key>{key}</Key><Value>{value}</Value></String>"
        for key, value in zip(
            ("Title", "UserName", "URL", "Notes", "Customer"), _values(number), strict=True
        )
    )
    secret = sink.protect(f"secret {number}".encode())
    times = "".join(
        f"<{name}>{b64encode((63_000_000_000 + number).to_bytes(8, 'little')).decode()}</{name}>"
        for name in ("LastModificationTime", "CreationTime", "LastAccessTime", "LocationChanged")
    )
    return (
        b"<Entry>" + _uuid(number) + f"<Times>{times}</Times>{texts}".encode()
        + b'<String><Key>Password</Key><Value Protected="True">' + secret
        + b"</Value></String></Entry>"
    )  # fmt: skip


def _values(number: int) -> tuple[str, str, str, str, str]:
    return (
        f"Site {number}",
        f"user{number % 50}@example.org",
        f"https://{number}.example/login",
        f"Opened in {1990 + number % 30}; ask for Ada.",
        f"{number:08}",
    )


def _uuid(number: int) -> bytes:
    return b"<UUID>" + b64encode(UUID(int=number + 1).bytes) + b"</UUID>"


def _write_csv(place: Path, size: int) -> None:
    with place.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "url", "username", "password", "note"])
        for number in range(size):
            title, user, url, note, _customer = _values(number)
            rows.writerow([title, url, user, f"secret {number}", note])


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
