# SPDX-License-Identifier: GPL-3.0-or-later
"""Random mutations of a larger vault, as a command: ``make attacks``.

    python tests/attacks/mutations.py --count 100000 --seed 1

Prints how many of each outcome there were.  The first that is wrong ends the run: its file
is kept, and its number makes the same mutant again (``--only NUMBER``).
"""

import argparse
import multiprocessing
import os
import resource
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / part) for part in ("src", "")]

from tests.attacks.material import World, make_world
from tests.attacks.mutators import journal, mutant
from tests.attacks.oracle import Oracle, Wrong, generator

UNDER_AN_OPEN_VAULT = 0.05
WITH_A_JOURNAL = 0.03
Outcomes = Counter[tuple[str, str]]


class Found(Exception):
    """A mutant that the program gets wrong; its arguments say which and how."""


def run(world: World, folder: Path, seed: int, numbers: Iterable[int]) -> Outcomes:
    """Lay the mutants of these numbers before the program.

    Raises:
        Found: one of them is silently wrong, ends in a traceback or a hang, or is written.
    """
    oracle = Oracle(world, folder)
    outcomes: Outcomes = Counter()
    for number in numbers:
        rng = generator(seed, number)
        name, owner, file = mutant(rng, world)
        place = rng.random()
        oracle.checks_all = number % 8 == 0
        try:
            if place < UNDER_AN_OPEN_VAULT:
                told = oracle.under_an_open_vault(file)
            elif place < UNDER_AN_OPEN_VAULT + WITH_A_JOURNAL:
                base = file if rng.random() < 0.5 else world.latest.file
                name, told = "journal", oracle.beside(base, journal(rng, world))
            else:
                told = oracle.outcome(file, owner)
            outcomes[name, told] += 1
        except Wrong as error:
            kept = Path(tempfile.gettempdir()) / f"mutant-{seed}-{number}.strongroom"
            kept.write_bytes(file)
            message = (
                f"seed {seed}, mutant {number} ({name}, {owner.name}): {error}; kept as {kept}"
            )
            raise Found(message) from error
    return outcomes


def _share(job: tuple[Path, int, range]) -> tuple[Outcomes, int]:
    # The world is inherited by the fork: its keys are secrets, which are never pickled.
    outcomes = run(_inherited[0], *job)
    return outcomes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


_inherited: list[World] = []


def in_parallel(world: World, folder: Path, seed: int, count: int, step: int = 500) -> Outcomes:
    """Run ``count`` mutants on every core there is, and say how far it has come."""
    jobs = [
        (folder / str(start), seed, range(start, min(start + step, count)))
        for start in range(0, count, step)
    ]
    outcomes: Outcomes = Counter()
    largest = 0
    _inherited[:] = [world]
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for done, (found, memory) in enumerate(pool.imap_unordered(_share, jobs), start=1):
            outcomes += found
            largest = max(largest, memory)
            print(f"{min(done * step, count)} of {count}", file=sys.stderr, flush=True)  # noqa: T201
    print(f"at most {largest // 1024} MiB of memory")  # noqa: T201
    return outcomes


def table(outcomes: Outcomes) -> str:
    """Return the outcomes of all kinds together, and then of each."""
    lines = []
    together: Counter[str] = Counter()
    for (_name, outcome), number in outcomes.items():
        together[outcome] += number
    for outcome, number in together.most_common():
        lines.append(f"{number:8}  {outcome}")
    for (name, outcome), number in sorted(outcomes.items()):
        lines.append(f"{number:8}  {name}: {outcome}")
    return "\n".join(lines)


def _in_memory() -> str | None:
    """Return a folder in memory where there is one: millions of pages are written."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of ours in it


def main() -> int:
    parser = argparse.ArgumentParser(description="Random mutations of a larger vault.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--only", type=int, help="run the mutant of this number alone")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.count} mutants of {given.items} items", flush=True)  # noqa: T201
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=_in_memory()) as name:
        folder = Path(name)
        (folder / "made").mkdir()
        world = make_world(folder / "made", items=given.items, seed=given.seed)
        if given.only is not None:
            outcomes = run(world, folder / "only", given.seed, [given.only])
        else:
            outcomes = in_parallel(world, folder, given.seed, given.count)
    print(table(outcomes))  # noqa: T201
    print(f"0 wrong of {outcomes.total()}, in {time.monotonic() - began:.0f} s")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
