# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed and what is derived is gone from memory when its owner has closed it.

A child process makes an unlock method and unlocks with it; this one reads the child's
memory.  The first look, while everything is still open, shows that looking finds it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/<pid>/mem")

CHILD = """
import gc, os, sys
from strongroom.crypto.kdf import CHEAPEST
from strongroom.crypto.keys import derive_keys
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.vault.header import Header
from strongroom.vault.keyslots import find_key, make_slots

def read():
    buffer = bytearray(32)
    os.readv(0, [buffer])
    return SecretBytes.adopt(buffer)

def wait():
    gc.collect()
    os.write(1, b".")
    os.readv(0, [bytearray(1)])

password, vault_key, vault_id = read(), read(), bytes(16)
made = make_slots(NewUnlock(password), vault_key=vault_key, vault_id=vault_id, cost=CHEAPEST)
header = Header.parse(Header(vault_id, made.slots).build())
# Eight times: what one try leaves behind, the next may overwrite.
tries = [find_key(header, Credentials(password)) for _ in range(8)]
opened = tries[0]
keys = derive_keys(opened.vault_key, vault_id)
os.write(1, keys.rows.buffer)
wait()
for secret in (password, vault_key, keys, *(each.vault_key for each in tries)):
    secret.close()
wait()
"""


QUICK_CHILD = """
import gc, os
from pathlib import Path
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault.quick_slot import QuickSlot, make_quick_slot, pin_factor

def read(size):
    buffer = bytearray(size)
    os.readv(0, [buffer])
    return SecretBytes.adopt(buffer)

def wait():
    gc.collect()
    os.write(1, b".")
    os.readv(0, [bytearray(1)])

secret, vault_key, pin = read(32), read(32), read(12)
stored = make_quick_slot(
    vault_key, bytes(16), path=Path("/x"), secret=secret, pin=pin_factor(pin, CHEAPEST),
    login="", made_ms=0, until_ms=0,
).build()
brought = Credentials(password=pin, keyring=secret)
tries = [QuickSlot.parse(stored).vault_key(brought) for _ in range(8)]
wait()
brought.close()
for each in (vault_key, *tries):
    each.close()
wait()
"""


def copies(pid: int, needle: bytes) -> int:
    found = 0
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            if " r" not in line or "[v" in line:
                continue
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(start)
            try:
                found += (memory.read(end - start) or b"").count(needle)
            except OSError:  # a mapping that cannot be read by anyone
                continue
    return found


def test_nothing_that_opens_a_vault_is_left_when_it_has_been_closed():
    password = bytes(33 + byte % 90 for byte in os.urandom(32))
    vault_key = os.urandom(32)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(password + vault_key)
        child.stdin.flush()
        rows_key = child.stdout.read(32)
        assert child.stdout.read(1) == b"."
        # Halves: what lies freed may have lost its first bytes to the allocator.
        secrets = [secret[8:24] for secret in (password, vault_key, rows_key)]
        assert all(copies(child.pid, secret) > 0 for secret in secrets)
        child.stdin.write(b"x")
        child.stdin.flush()
        assert child.stdout.read(1) == b"."
        left = [copies(child.pid, secret) for secret in secrets]
        child.communicate(b"x")
    assert left == [0, 0, 0]


def test_nothing_of_quick_unlock_is_left_either():
    secret, vault_key = os.urandom(32), os.urandom(32)
    pin = bytes(0x30 + byte % 10 for byte in os.urandom(12))
    with subprocess.Popen(
        [sys.executable, "-c", QUICK_CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for given in (secret, vault_key, pin):
            child.stdin.write(given)
            child.stdin.flush()
        assert child.stdout.read(1) == b"."
        secrets = [secret[8:24], vault_key[8:24], pin]
        assert all(copies(child.pid, each) > 0 for each in secrets)
        child.stdin.write(b"x")
        child.stdin.flush()
        assert child.stdout.read(1) == b"."
        left = [copies(child.pid, each) for each in secrets]
        child.communicate(b"x")
    assert left == [0, 0, 0]
