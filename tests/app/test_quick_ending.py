# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever ends quick unlock or a grant wins, against any program, and waits for none."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.app.test_quick_unlock import PIN, Machine, choose, unlock
from tests.app.worlds import World, new_unlock, with_password

from strongroom.app.grants import Grants
from strongroom.errors import KeyringSilent, QuickUnlockOver


@pytest.fixture
def computer(world: World) -> Machine:
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    session.lock()
    return Machine(world)


def grants(computer: Machine) -> Grants:
    return Grants(
        computer.world.session(), computer.keyring, lambda: 10, login=lambda: computer.login
    )


def granted(computer: Machine) -> Grants:
    opened = grants(computer)
    opened._session.unlock(computer.path, with_password(), keep_key=True)
    opened.open().finish()
    opened._session.lock()
    return opened


def everything(computer: Machine) -> list[str]:
    """What lies in the folder, but for the locks, the turns at them and the notes."""
    return sorted(
        file.name
        for file in computer.world.places.slots.iterdir()
        if file.suffix not in {".lock", ".turn", ".ended"}
    )


def once(computer: Machine, call: str, do: Callable[[], object]) -> None:
    """Have ``do`` done while the keyring thinks about ``call``."""

    def before(what: str, _name: str) -> None:
        if what == call:
            computer.keyring.before = lambda _what, _name: None
            do()

    computer.keyring.before = before


ENDINGS = {
    "forgotten": lambda other, path: other.forget(path),
    "its file": lambda other, path: other.forget_file(path),
    "all forgotten": lambda other, _path: other.forget_all(),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_another_program_ends_while_the_keyring_thinks_stays_ended(computer, ending):
    quick, other = computer.program(), computer.program()
    quick._session.unlock(computer.path, with_password())
    arming = choose(quick)
    once(computer, "put", lambda: ENDINGS[ending](other, computer.path))
    arming.finish()
    assert everything(computer) == []
    assert computer.keyring.kept == {}
    assert quick.offer(computer.path) is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_another_program_ends_before_the_keyring_is_asked_is_not_put_there(computer, ending):
    quick, other = computer.program(), computer.program()
    quick._session.unlock(computer.path, with_password())
    arming = choose(quick)
    ENDINGS[ending](other, computer.path)
    computer.keyring.asked.clear()
    arming.finish()
    assert "put" not in computer.keyring.asked
    assert everything(computer) == []


def test_ending_waits_for_no_arming_whose_keyring_hangs(computer):
    quick, other = computer.program(), computer.program()
    quick._session.unlock(computer.path, with_password())
    arming = choose(quick)
    thinking = threading.Event()
    computer.keyring.before = lambda _what, _name: thinking.set()
    computer.keyring.ask()
    thread = threading.Thread(target=arming.finish)
    thread.start()
    assert thinking.wait(10)
    started = time.monotonic()
    assert other.forget_file(computer.path)
    grants(computer).end_files(None)
    assert time.monotonic() - started < 1
    computer.keyring.answer()
    thread.join(10)
    assert not thread.is_alive()
    assert everything(computer) == []
    assert computer.keyring.kept == {}


def test_ending_one_vault_s_leaves_another_s_arming(computer, tmp_path):
    quick, other = computer.program(), computer.program()
    quick._session.unlock(computer.path, with_password())
    arming = choose(quick)
    once(computer, "put", lambda: other.forget(tmp_path / "Other.strongroom"))
    arming.finish()
    assert quick.offer(computer.path) is not None


def test_what_is_ended_while_a_try_is_counted_is_put_back_nowhere(computer):
    quick, other = computer.armed(), computer.program()
    once(computer, "put", lambda: other.forget(computer.path))
    with pytest.raises(QuickUnlockOver):
        unlock(quick, computer.path)
    assert computer.keyring.kept == {}


def test_an_arming_that_fails_leaves_nothing_beside(computer):
    quick = computer.program()
    quick._session.unlock(computer.path, with_password())
    computer.keyring.failure = KeyringSilent("silent")
    with pytest.raises(KeyringSilent):
        choose(quick).finish()
    assert everything(computer) == []


def test_a_copied_file_opens_nothing_once_the_keyring_s_half_is_dropped(computer):
    opened = granted(computer)
    (file,) = computer.files
    kept = file.read_bytes()
    computer.keyring.asked.clear()
    names = opened.end_files(None)
    assert computer.keyring.asked == []
    assert names == [file.stem]
    opened.drop(names)
    assert computer.keyring.kept == {}
    file.write_bytes(kept)
    with pytest.raises(QuickUnlockOver):
        opened.unlock(computer.path)


def test_the_same_for_quick_unlock_and_from_another_thread(computer):
    quick = computer.armed()
    names = quick.forget_file(computer.path)
    assert computer.files == []
    thread = threading.Thread(target=quick.drop, args=[names])
    thread.start()
    thread.join(10)
    assert computer.keyring.kept == {}


def test_dropping_late_leaves_what_was_armed_since(computer):
    quick = computer.armed()
    names = quick.forget_file(computer.path)
    again = computer.armed()
    quick.drop(names)
    unlock(again, computer.path)


def test_dropping_never_fails_and_the_next_arming_does_it(computer, tmp_path):
    opened = granted(computer)
    computer.keyring.failure = KeyringSilent("silent")
    opened.drop(opened.end_files(None))
    computer.keyring.failure = None
    (orphan,) = computer.keyring.kept
    other = tmp_path / "Other.strongroom"
    opened._session.create(other, "Other", new_unlock())
    opened._session.unlock(other, with_password(), keep_key=True)
    opened.open().finish()
    assert len(computer.keyring.kept) == 1
    assert orphan not in computer.keyring.kept
    assert list(computer.world.places.slots.glob("*.ended")) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_only_a_plain_file_is_read_as_a_slot(computer, tmp_path):
    quick = computer.armed()
    (file,) = computer.files
    kept = tmp_path / "kept"
    file.rename(kept)
    for put in (os.mkfifo, os.mkdir, lambda at: Path(at).symlink_to(kept)):
        put(file)
        assert quick.offer(computer.path) is None
        with pytest.raises(QuickUnlockOver):
            unlock(quick, computer.path, PIN)
        if file.is_dir() and not file.is_symlink():
            file.rmdir()
        else:
            file.unlink()
