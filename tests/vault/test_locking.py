# SPDX-License-Identifier: GPL-3.0-or-later
import os
import stat
import threading
import time

import pytest

from strongroom.vault import locking


@pytest.fixture
def lock(tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    return tmp_path / "vault.lock"


def test_readers_share(lock):
    with locking.shared(lock), locking.shared(lock):
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_a_saver_is_alone(lock):
    with locking.exclusive(lock):
        for other in (locking.shared, locking.exclusive):
            with pytest.raises(locking.LockTaken), other(lock):
                pass
    with locking.shared(lock), pytest.raises(locking.LockTaken), locking.exclusive(lock):
        pass
    with locking.exclusive(lock):
        pass


def test_it_is_waited_for(lock, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 5)
    held = threading.Event()
    waiting = threading.Event()

    def hold():
        with locking.exclusive(lock):
            held.set()
            waiting.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    monkeypatch.setattr(time, "sleep", lambda _seconds: waiting.set())
    with locking.exclusive(lock):
        assert waiting.is_set()
    holder.join()


def test_whoever_comes_later_waits_for_the_turn(lock, monkeypatch):
    """The first in the queue holds the turn: none who comes later is let in before it."""
    monkeypatch.setattr(locking, "WAIT_SECONDS", 5)
    queued, order = threading.Event(), []
    pauses = []
    real = time.sleep

    def pause(seconds):
        queued.set()
        pauses.append(seconds)
        real(0.001)

    monkeypatch.setattr(time, "sleep", pause)

    def first():
        with locking.exclusive(lock):
            order.append("first")

    with locking.shared(lock):
        waiting = threading.Thread(target=first)
        waiting.start()
        queued.wait()
        with pytest.raises(locking.LockTaken), locking.exclusive(lock, wait=False):
            pass
        monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
        with pytest.raises(locking.LockTaken), locking.shared(lock):
            pass
    waiting.join()
    with locking.shared(lock):
        order.append("second")
    assert order == ["first", "second"]
    assert max(pauses) > min(pauses)


def test_a_process_that_dies_lets_go(lock):
    pid = os.fork()
    if pid == 0:
        with locking.exclusive(lock):
            os._exit(0)
    os.waitpid(pid, 0)
    with locking.exclusive(lock):
        pass
