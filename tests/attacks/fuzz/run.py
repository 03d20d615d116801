# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage-guided fuzzing, as a command: ``make fuzz``.

    packaging/fuzz [--seconds 60] [TARGET…]

Each target runs in a process of its own, from the corpus beside this file; what is new there
goes to a folder that is thrown away, or is kept with ``--into FOLDER``.  Bytes that a target
cannot take are printed, and belong into the corpus together with what mends them.  Needs
atheris, which the command brings.
"""

import argparse
import importlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NAMES = (
    "header",
    "overview",
    "details",
    "json",
    "quick_slot",
    "key_file",
    "recovery_code",
    "first_bytes",
    "manifest",
    "kdbx_header",
    "kdbx_payload",
    "import_file",
    "csv_table",
    "xml",
    "keepass_xml",
    "zip_list",
    "migration",
    "shown_text",
)
_LARGEST = 4096
_DONE = re.compile(r"Done (\d+) (?:runs )?in (\d+)")


def fuzz(name: str, arguments: list[str]) -> None:
    """Be the process of one target; libFuzzer ends it."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    atheris = importlib.import_module("atheris")  # which only this process has
    with atheris.instrument_imports(include=["strongroom"]):
        from tests.attacks.fuzz.targets import TARGETS  # noqa: PLC0415 - to be instrumented
    assert tuple(TARGETS) == NAMES
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def run(name: str, seconds: int, into: Path) -> bool:
    """Run one target for so long, and say what came of it; False where it found something."""
    fresh, found = into / name, into / "found"
    for folder in (fresh, found):
        folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__)),
            "--target",
            name,
            f"-max_total_time={seconds}",
            f"-max_len={_LARGEST}",
            f"-dict={HERE / 'words.dict'}",
            f"-artifact_prefix={found / name}-",
            "-timeout=20",
            "-rss_limit_mb=2048",
            str(fresh),
            str(HERE / "corpus" / name),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    counted = _DONE.search(done.stderr)
    runs = counted.group(1) if counted else "?"
    covered = re.findall(r"cov: (\d+)", done.stderr)
    print(f"{name:16} {runs:>10} runs, {covered[-1] if covered else '?':>5} edges", flush=True)  # noqa: T201
    if done.returncode == 0:
        return True
    print(done.stdout[-3000:], done.stderr[-3000:])  # noqa: T201
    return False


def main() -> int:
    if sys.argv[1:2] == ["--target"]:
        fuzz(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser(description="Coverage-guided fuzzing of what reads bytes.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--into", type=Path, help="keep the new corpus, and findings, here")
    parser.add_argument("targets", nargs="*", help=", ".join(NAMES))
    given = parser.parse_args()
    if unknown := sorted(set(given.targets) - set(NAMES)):
        parser.error(f"no target is called {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as thrown_away:
        into = given.into or Path(thrown_away)
        results = [run(name, given.seconds, into) for name in given.targets or NAMES]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
