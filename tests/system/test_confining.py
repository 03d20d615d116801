# SPDX-License-Identifier: GPL-3.0-or-later
"""What a confined process cannot do any more, tried by such a process."""

import os
import signal
import struct
import subprocess
import sys

import pytest

from strongroom.system.confining import _MACHINES, Machine, bpf

HEAD = """
import ctypes, errno, mmap, os, resource, signal, socket, sys, threading
from strongroom.system.confining import Limits, confine
confined = confine(Limits(memory=256 << 20, seconds=5))
"""
FILTERED = sys.platform.startswith("linux") and os.uname().machine in {"x86_64", "aarch64"}


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HEAD + code],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "os.open('.', os.O_RDONLY)",
        "os.listdir('/')",
        "os.unlink('/nonexistent')",
        "os.mkdir('/tmp/new')",
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.stat('/etc/passwd')",
        "os.stat('/etc')",
        "os.pipe()",
        "os.dup(1)",
        "os.chdir('/')",
    ],
)
def test_it_can_reach_nothing(attempt):
    done = run(f"""
assert confined
try:
    {attempt}
except OSError as error:
    print(error.errno == errno.EPERM)
""")
    assert (done.stdout, done.stderr) == ("True\n", "")


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
def test_it_has_no_second_set_of_calls():
    x32_open = 0x40000000 | 2
    done = run(f"""
library = ctypes.CDLL(None, use_errno=True)
print(library.syscall({x32_open}, b"/etc/passwd", 0), ctypes.get_errno() == errno.EPERM)
""")
    assert done.stdout == "-1 True\n"  # a kernel without that set of calls says something else


MEMORY = """
assert confined
library = ctypes.CDLL(None, use_errno=True)
library.mmap.restype = ctypes.c_ssize_t
def mapped(protection, flags):
    return library.mmap(None, ctypes.c_size_t(4096), protection, flags, -1, ctypes.c_long(0))
"""
READ, WRITE, RUN = 1, 2, 4
SHARED, PRIVATE, VALIDATED, ANONYMOUS = 1, 2, 3, 0x20


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
@pytest.mark.parametrize(
    ("protection", "flags"),
    [
        (READ | WRITE | RUN, PRIVATE | ANONYMOUS),
        (RUN, PRIVATE | ANONYMOUS),
        (READ | WRITE, SHARED | ANONYMOUS),
        (READ | WRITE, VALIDATED | ANONYMOUS),
    ],
)
def test_it_makes_no_memory_that_can_be_run_or_that_no_limit_counts(protection, flags):
    done = run(f"{MEMORY}print(mapped({protection}, {flags}), ctypes.get_errno() == errno.EPERM)")
    assert (done.stdout, done.stderr) == ("-1 True\n", "")


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
def test_what_it_has_written_it_cannot_run():
    done = run(f"""{MEMORY}
place = mapped({READ | WRITE}, {PRIVATE | ANONYMOUS})
for protection in ({READ | RUN}, {READ}):
    print(library.mprotect(ctypes.c_void_p(place), ctypes.c_size_t(4096), protection))
""")
    assert (done.stdout, done.stderr) == ("-1\n0\n", "")


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
def test_threads_that_are_there_already_are_confined_too():
    code = HEAD.replace(
        "confined =",
        """
go, tried = threading.Event(), []
def attempt():
    go.wait()
    try:
        open("/etc/passwd")
    except OSError as error:
        tried.append(error.errno)
thread = threading.Thread(target=attempt)
thread.start()
confined =""",
    )
    done = subprocess.run(
        [sys.executable, "-c", code + "go.set(); thread.join(); print(tried == [errno.EPERM])"],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_it_may_have_threads():
    done = run("""
thread = threading.Thread(target=lambda: print("there"))
thread.start()
thread.join()
""")
    assert (done.stdout, done.stderr) == ("there\n", "")


def test_it_can_still_think_read_and_write():
    done = run("print(sum(len(bytes(1 << 20)) for _ in range(50)), sys.stdin.read())")
    assert done.stdout == f"{50 << 20} \n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no such limits")
def test_memory_and_time_are_bounded():
    assert "MemoryError" in run("bytes(300 << 20)").stderr
    assert run("\nwhile True: pass").returncode < 0


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
def test_it_can_signal_itself_and_nobody_else():
    """By the call that ``kill`` is not: that of threads."""
    tgkill = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        done = run(f"""
assert confined
library = ctypes.CDLL(None, use_errno=True)
victim = {other.pid}
print(library.syscall({tgkill}, victim, victim, 9), ctypes.get_errno() == errno.EPERM)
print(library.syscall({tgkill}, os.getpid(), threading.get_native_id(), 0), flush=True)
os.abort()
""")
        other.communicate(b"\n")
        assert other.returncode == 0
    assert (done.stdout, done.returncode) == ("-1 True\n0\n", -signal.SIGABRT)


@pytest.mark.skipif(not FILTERED, reason="calls are filtered on Linux, x86-64 and ARM64, alone")
def test_it_asks_about_no_name_though_one_may_be_empty():
    call = {"x86_64": 262, "aarch64": 79}[os.uname().machine]
    done = run(f"""
assert confined
library = ctypes.CDLL(None, use_errno=True)
room = ctypes.create_string_buffer(256)
for flags in (0, 0x1000):
    print(library.syscall({call}, -100, b"/etc/passwd", room, flags), bool(room.raw.strip(b"\\0")))
""")
    assert (done.stdout, done.stderr) == ("-1 False\n-1 False\n", "")


@pytest.mark.parametrize(("name", "newfstatat"), [("x86_64", 262), ("aarch64", 79)])
def test_no_list_holds_a_call_that_is_looked_into_or_takes_a_name(name, newfstatat):
    machine = _MACHINES[name]
    looked_into = {machine.clone, machine.tgkill, machine.mmap, machine.mprotect}
    assert not {*looked_into, machine.seccomp, newfstatat} & set(machine.calls)


def test_the_filter_allows_what_it_lists_and_refuses_the_rest():
    rules = list(
        struct.iter_unpack("=HBBI", bpf(Machine(1234, 9, 56, 77, 5, 6, (10, 20, 30)), 4321))
    )
    assert verdict(rules, 1234, 56, 0x10F00) == 0x7FFF0000
    assert verdict(rules, 1234, 56, 0x1200011) == 0x00050001
    assert verdict(rules, 1234, 435) == 0x00050026
    assert verdict(rules, 1234, 20) == verdict(rules, 1234, 10) == verdict(rules, 1234, 30)
    assert verdict(rules, 1234, 20) == 0x7FFF0000
    assert verdict(rules, 1234, 11) == verdict(rules, 1234, 0x40000000 | 20) == 0x00050001
    assert verdict(rules, 1234, 77, 4321) == 0x7FFF0000
    assert verdict(rules, 1234, 77, 4320) == verdict(rules, 1234, 77, 1 << 32 | 4321) == 0x00050001
    assert verdict(rules, 99, 20) == 0x80000000
    assert verdict(rules, 1234, 5, third=3, fourth=0x22) == 0x7FFF0000
    assert verdict(rules, 1234, 6, third=3) == 0x7FFF0000
    for refused in ((5, 7, 0x22), (5, 3, 0x21), (5, 3, 0x23), (6, 5, 0)):
        call, third, fourth = refused
        assert verdict(rules, 1234, call, third=third, fourth=fourth) == 0x00050001


def verdict(
    rules: list[tuple[int, int, int, int]],
    architecture: int,
    call: int,
    first: int = 0,
    *,
    third: int = 0,
    fourth: int = 0,
) -> int:
    """Run the filter as the kernel does."""
    at, loaded = 0, 0
    while True:
        code, when, unless, value = rules[at]
        at += 1
        if code == 0x20:
            known = {0: call, 4: architecture, 16: first & 0xFFFFFFFF, 20: first >> 32}
            loaded = {**known, 32: third, 40: fourth}[value]
        elif code == 0x15:
            at += when if loaded == value else unless
        elif code == 0x45:
            at += when if loaded & value else unless
        elif code == 0x35:
            at += when if loaded >= value else unless
        else:
            return value
