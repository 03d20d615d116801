# SPDX-License-Identifier: GPL-3.0-or-later
"""What a confined process cannot do any more, tried by such a process."""

import os
import struct
import subprocess
import sys

import pytest

from strongroom.system.confining import bpf

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
    done = run(f"print(ctypes.CDLL(None).syscall({x32_open}, b'/etc/passwd', 0))")
    assert done.stdout == "-1\n"


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


def test_the_filter_allows_what_it_lists_and_refuses_the_rest():
    rules = list(struct.iter_unpack("=HBBI", bpf(1234, 56, (10, 20, 30))))
    assert verdict(rules, 1234, 56, 0x10F00) == 0x7FFF0000
    assert verdict(rules, 1234, 56, 0x1200011) == 0x00050001
    assert verdict(rules, 1234, 435) == 0x00050026
    assert verdict(rules, 1234, 20) == verdict(rules, 1234, 10) == verdict(rules, 1234, 30)
    assert verdict(rules, 1234, 20) == 0x7FFF0000
    assert verdict(rules, 1234, 11) == verdict(rules, 1234, 0x40000000 | 20) == 0x00050001
    assert verdict(rules, 99, 20) == 0x80000000


def verdict(
    rules: list[tuple[int, int, int, int]], architecture: int, call: int, flags: int = 0
) -> int:
    """Run the filter as the kernel does."""
    at, loaded = 0, 0
    while True:
        code, when, unless, value = rules[at]
        at += 1
        if code == 0x20:
            loaded = {0: call, 4: architecture, 16: flags}[value]
        elif code == 0x15:
            at += when if loaded == value else unless
        elif code == 0x45:
            at += when if loaded & value else unless
        elif code == 0x35:
            at += when if loaded >= value else unless
        else:
            return value
