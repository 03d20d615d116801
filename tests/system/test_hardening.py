# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process refuses to others, and memory that is overwritten: real processes, seen
from outside."""

import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from strongroom.system import scrubbing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux does")

HARDENED = """
import sys
from strongroom.system.hardening import harden
print(harden(), flush=True)
sys.stdin.readline()
"""
SHOWN = """
import ctypes, resource
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
OVERWRITTEN = """
from strongroom.system.scrubbing import freed_memory_is_overwritten
print(freed_memory_is_overwritten())
"""
STARTED_AGAIN = """
import os, subprocess, sys
from strongroom.system import scrubbing
if not scrubbing.take_out(os.environ):
    scrubbing.start_again(os.environ)
print(scrubbing.freed_memory_is_overwritten(), sys.argv[1:])
names = ("PYTHONMALLOC", "GLIBC_TUNABLES")
print([os.environ.get(name) for name in names])
ours = ("STRONGROOM", "PYTHONM", "GLIBC")
code = f"import os; print([n for n in os.environ if n.startswith({ours})])"
sys.stdout.flush()
subprocess.run([sys.executable, "-c", code], check=True)
"""


def python(
    code: str, *arguments: str, flags: Sequence[str] = (), more: Mapping[str, str] = {}
) -> str:
    ended = subprocess.run(
        [sys.executable, *flags, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | more,
        timeout=60,
        check=True,
    )
    return ended.stdout


def test_others_are_refused_and_no_core_is_left() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HARDENED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "Hardening(unreadable=True, no_core=True)\n"
        own = Path("/proc") / str(process.pid)
        assert (own / "mem").stat().st_uid == 0  # the kernel gives to root what nobody may dump
        limits = (own / "limits").read_text().splitlines()
        [core] = [line for line in limits if line.startswith("Max core file size")]
        assert core.split()[4] == "0"
        process.communicate("\n")


def test_an_exec_takes_it_away_so_every_start_asks_anew() -> None:
    code = HARDENED.replace("sys.stdin.readline()", "import os; os.execv(sys.executable, A)")
    code = f"A = {[sys.executable, '-c', SHOWN]!r}\n{code}"
    assert python(code).splitlines()[-1] == "1 0"


def test_it_looks_whether_freed_memory_is_overwritten() -> None:
    assert python(OVERWRITTEN) == "False\n"
    assert python(OVERWRITTEN, more={"PYTHONMALLOC": "malloc"}) == "False\n"
    tunables = scrubbing.with_variables({})["GLIBC_TUNABLES"]
    assert python(OVERWRITTEN, more={"GLIBC_TUNABLES": tunables}) == "False\n"
    assert (
        python(OVERWRITTEN, more={"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": tunables}) == "True\n"
    )
    # Without the second tunable a list of freed blocks is kept, and their content with it.
    first = tunables.split(":")[0]
    assert (
        python(OVERWRITTEN, more={"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": first}) == "False\n"
    )


def test_started_again_it_is_overwritten_and_what_is_started_next_knows_nothing() -> None:
    said = python(STARTED_AGAIN, "one", "two words").splitlines()
    assert said == ["True ['one', 'two words']", "[None, None]", "[]"]


def test_what_the_person_had_set_is_kept_for_what_is_started_next() -> None:
    own = {"PYTHONMALLOC": "pymalloc", "GLIBC_TUNABLES": "glibc.malloc.arena_max=2"}
    said = python(STARTED_AGAIN, more=own).splitlines()
    assert said[0] == "True []"
    assert said[1] == str(list(own.values()))
    assert sorted(ast.literal_eval(said[2])) == sorted(own)


def test_where_the_environment_counts_for_nothing_it_is_said_honestly() -> None:
    """With -E Python reads no variable: nothing is started again, nothing overwritten."""
    path = os.pathsep.join(sys.path)
    code = f"import sys; sys.path[:0] = {path.split(os.pathsep)!r}\n" + STARTED_AGAIN
    assert python(code, flags=("-E",)).splitlines()[0] == "False []"


def test_only_glibc_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> str:
        raise ValueError

    assert scrubbing.can_scrub()
    monkeypatch.setattr(os, "confstr", unknown)  # as on musl
    assert not scrubbing.can_scrub()
    assert scrubbing.with_variables({"A": "b"}) == {"A": "b"}
