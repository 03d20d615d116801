# SPDX-License-Identifier: GPL-3.0-or-later
"""Two programs that save at once, and programs that are killed: nothing acknowledged is lost."""

import os
import random
import signal
import sys
import time
import traceback

import pytest
from tests.vault.ground import PASSWORD, add, add_many, new_unlock, save, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import WrongKey

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")

SAVES = 15
KILLS = 25
REKEY_KILLS = 12
NEW = "a wholly new password"


def in_child(work):
    """Run ``work`` in a process of its own; its exit code is 0 if it came to its end."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a child that goes on would run the other tests
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid


def ended_well(pid):
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize("machines", [("here", "here"), ("here", "there")])
def test_two_programs_that_save_at_once_lose_nothing(ground, machines):
    """The same machine shares a lock file; two machines have SQLite's own locks alone."""
    ground.open().close()  # the key is derived here, once

    def writer(machine, name):
        vault = ground.open(machine)
        for number in range(SAVES):
            add(vault, f"{name} {number:02}")

    children = [
        in_child(lambda machine=machine, name=name: writer(machine, name))
        for name, machine in zip("AB", machines, strict=True)
    ]
    assert all([ended_well(child) for child in children])  # noqa: C419 - wait for both
    vault = ground.open()
    assert titles(vault) == [f"{name} {number:02}" for name in "AB" for number in range(SAVES)]
    assert vault.generation == 2 * SAVES + 1
    assert sum(vault.settings.writers.values()) == 2 * SAVES
    assert vault.check().sound


def test_two_programs_that_edit_one_item_lose_no_edit(ground):
    item_id = add(ground.open(), "Shared")

    def writer(name):
        vault = ground.open()
        for number in range(8):
            save(vault, item_id, password=f"{name}{number}")

    children = [in_child(lambda name=name: writer(name)) for name in "AB"]
    assert all([ended_well(child) for child in children])  # noqa: C419 - wait for both
    details = ground.open().item(item_id).details
    assert len(details.history) == 16


def killed_at_random(work, longest):
    """Run ``work`` on the write end of a pipe, and kill it some time after it began to tell."""
    reader, writer = os.pipe()
    pid = in_child(lambda: work(writer))
    os.close(writer)
    with open(reader, "rb", buffering=0) as told:  # noqa: PTH123 - a descriptor has no path
        first = told.read(1)
        time.sleep(random.uniform(0, longest))  # noqa: S311 - any moment will do
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return first + told.readall()


def test_a_save_that_is_killed_loses_nothing_that_was_acknowledged(ground):
    vault = ground.open()
    ids = add_many(vault, 30)  # several pages, so that a save can be torn
    vault.close()
    acknowledged: list[str] = []

    def work(pipe):
        vault = ground.open()
        for number in range(1000):
            title = f"{len(acknowledged):04} {number:04}"
            add(vault, title)
            save(vault, ids[number % 30], password=title)
            os.write(pipe, title.encode() + b"\n")

    for _time in range(KILLS):
        acknowledged += killed_at_random(work, 0.03).decode().split("\n")[:-1]
        vault = ground.open()
        assert vault.finding is None
        assert vault.check().sound
        assert set(acknowledged) <= set(titles(vault))
        vault.close()
    assert len(acknowledged) >= KILLS


def test_a_rekey_that_is_killed_leaves_the_old_vault_or_the_new(ground):
    vault = ground.open()
    add_many(vault, 60)
    expected = titles(vault)
    passwords = [PASSWORD, NEW]

    def work(pipe):
        vault = ground.open(password=passwords[0])
        step = vault.change_unlock(new_unlock(passwords[1]), cost=CHEAPEST)
        os.write(pipe, b"prepared\n")
        step.finish()
        os.write(pipe, b"finished\n")
        time.sleep(10)

    for _time in range(REKEY_KILLS):
        told = killed_at_random(work, 0.2)
        try:
            vault = ground.open(password=passwords[1])
        except WrongKey:
            assert b"finished" not in told
            vault = ground.open(password=passwords[0])
        else:
            passwords.reverse()
        assert vault.finding is None
        assert titles(vault) == expected
        assert vault.check().sound
        vault.close()
