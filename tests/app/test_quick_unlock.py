# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick unlock over a real vault, with a keyring and a clock that tests have in hand."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.app.worlds import World, new_unlock, with_password
from tests.fakes import FakeKeyring

from strongroom.app.places import Places
from strongroom.app.quick_halves import Arming
from strongroom.app.quick_unlock import BY_CLICK, BY_PIN, QuickOffer, QuickUnlock
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    Cancelled,
    InvalidInput,
    KeyringDismissed,
    KeyringFailed,
    KeyringLocked,
    KeyringSilent,
    MethodMissing,
    NoKeyring,
    NotWritable,
    QuickUnlockOver,
    StrongroomError,
    Unreadable,
    WrongKey,
    WrongPin,
)
from strongroom.secret import SecretBytes
from strongroom.system.login import LogIn
from strongroom.vault import locking

PIN = b"260413"
WRONG = b"1111"
SENTENCE = "a sentence"


class Machine:
    """One computer: a keyring, a log-in, and any number of programs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.keyring = FakeKeyring()
        self.login = LogIn("boot-a", "1")
        self.hours = 12

    def program(self) -> QuickUnlock:
        return QuickUnlock(
            self.world.session(),
            self.keyring,
            lambda: CHEAPEST,
            lambda: self.hours,
            login=lambda: self.login,
        )

    def armed(self, pin: bytes | None = PIN) -> QuickUnlock:
        """A program that was locked after quick unlock was chosen in it."""
        quick = self.program()
        quick._session.unlock(self.path, with_password())
        choose(quick, pin).finish()
        quick._session.lock()
        return quick

    @property
    def path(self) -> Path:
        return self.world.path

    @property
    def files(self) -> list[Path]:
        folders = (self.world.places.runtime, self.world.places.state / "quick")
        return [file for folder in folders if folder for file in folder.glob("*.slot")]


def choose(quick: QuickUnlock, pin: bytes | None = PIN) -> Arming:
    return quick.choose(with_password(), None if pin is None else SecretBytes(pin))


def unlock(quick: QuickUnlock, path: Path, pin: bytes | None = PIN, **more: Any) -> None:
    quick.unlock(path, None if pin is None else SecretBytes(pin), **more)


@pytest.fixture
def machine(world: World) -> Machine:
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    session.lock()
    return Machine(world)


# Coming back


def test_a_pin_brings_the_vault_back(machine):
    quick = machine.armed()
    assert quick.offer(machine.path) == QuickOffer(by_pin=True, ends_at_logout=True)
    unlock(quick, machine.path)
    assert quick._session.is_open
    assert quick.choice == BY_PIN


def test_a_click_brings_the_vault_back(machine):
    quick = machine.armed(pin=None)
    assert quick.offer(machine.path) == QuickOffer(by_pin=False, ends_at_logout=True)
    unlock(quick, machine.path, None)
    assert quick._session.is_open
    assert quick.choice == BY_CLICK


def test_it_survives_locks_and_belongs_to_every_program(machine):
    machine.armed()
    for _number in range(3):
        quick = machine.program()
        unlock(quick, machine.path)
        quick._session.lock()


def test_the_vault_is_found_however_it_is_named(machine, monkeypatch, tmp_path):
    quick = machine.armed()
    link = tmp_path / "link.strongroom"
    link.symlink_to(machine.path)
    monkeypatch.chdir(machine.path.parent)
    for name in (link, Path(machine.path.name), machine.path.parent / "." / machine.path.name):
        assert quick.offer(name) is not None
        unlock(quick, name)


def test_nothing_is_offered_where_nothing_was_chosen(machine):
    quick = machine.program()
    assert quick.offer(machine.path) is None
    with pytest.raises(QuickUnlockOver, match="master password"):
        unlock(quick, machine.path)
    assert machine.keyring.asked == []


def test_the_key_can_be_kept_for_a_grant(machine):
    quick = machine.armed()
    unlock(quick, machine.path)
    assert quick._session.take_key() is None
    unlock(quick, machine.path, keep_key=True)
    key = quick._session.take_key()
    assert key is not None
    key.close()
    assert quick._session.take_key() is None


# What is typed


def test_what_is_no_pin_costs_no_try(machine):
    quick = machine.armed()
    machine.keyring.asked.clear()
    for typed in (b"", b"12", b"12345678901234", b"abcd"):
        with pytest.raises(InvalidInput):
            unlock(quick, machine.path, typed)
    with pytest.raises(MethodMissing):
        unlock(quick, machine.path, None)
    assert machine.keyring.asked == []


def test_five_wrong_pins_end_it(machine):
    quick = machine.armed()
    for left in (4, 3, 2, 1, 0):
        assert quick.offer(machine.path) is not None
        with pytest.raises(WrongPin) as caught:
            unlock(quick, machine.path, WRONG)
        assert caught.value.left == left
    assert "last try; unlock with the master password" in str(caught.value)
    assert machine.keyring.kept == {}
    assert machine.files == []
    assert quick.offer(machine.path) is None


@pytest.mark.parametrize(("left", "words"), [(2, "2 more tries"), (1, "one more try")])
def test_the_tries_left_are_said(machine, left, words):
    quick = machine.armed()
    for _number in range(4 - left):
        with pytest.raises(WrongPin):
            unlock(quick, machine.path, WRONG)
    with pytest.raises(WrongPin, match=words):
        unlock(quick, machine.path, WRONG)


def test_a_right_pin_counts_anew(machine):
    quick = machine.armed()
    for _round in range(2):
        for _number in range(4):
            with pytest.raises(WrongPin):
                unlock(quick, machine.path, WRONG)
        unlock(quick, machine.path)
        quick._session.lock()


def test_restoring_the_slot_file_gives_no_try_back(machine):
    quick = machine.armed()
    (file,) = machine.files
    kept = file.read_bytes()
    for _number in range(5):
        with pytest.raises(WrongPin):
            unlock(quick, machine.path, WRONG)
    file.write_bytes(kept)
    with pytest.raises(QuickUnlockOver, match="holds nothing"):
        unlock(quick, machine.path)
    assert machine.files == []


def test_a_try_is_counted_before_it_is_made(machine, monkeypatch):
    quick = machine.armed()
    counted: list[bytes] = []
    opening = Session.unlock_quick

    def look(*args: Any, **kwargs: Any) -> Any:
        counted.extend(machine.keyring.kept.values())
        return opening(*args, **kwargs)

    monkeypatch.setattr(Session, "unlock_quick", look)
    unlock(quick, machine.path)
    assert [b'"left":4' in record for record in counted] == [True]
    assert all(b'"left":5' in record for record in machine.keyring.kept.values())


def test_nothing_is_tried_that_cannot_be_counted(machine, monkeypatch):
    quick = machine.armed()
    monkeypatch.setattr(Session, "unlock_quick", lambda *_a, **_k: pytest.fail("it was tried"))

    def refuse(what: str, _name: str) -> None:
        machine.keyring.failure = KeyringLocked("locked") if what == "put" else None

    machine.keyring.before = refuse
    with pytest.raises(KeyringLocked):
        unlock(quick, machine.path)


def test_two_programs_at_once_count_every_try(machine):
    machine.armed()
    programs = [machine.program() for _number in range(2)]
    left: list[int] = []

    def guess(quick: QuickUnlock) -> None:
        for _number in range(2):
            try:
                unlock(quick, machine.path, WRONG)
            except WrongPin as error:
                left.append(error.left)

    # Whoever reads waits a moment before it writes: without the lock both would count from 5.
    machine.keyring.before = lambda what, _name: time.sleep(0.01) if what == "put" else None
    threads = [threading.Thread(target=guess, args=[quick]) for quick in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(left) == [1, 2, 3, 4]


def test_another_program_that_holds_the_lock_is_named_and_not_the_keyring(machine, monkeypatch):
    quick = machine.armed()
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.05)
    machine.keyring.asked.clear()
    with quick._halves.files.alone(), pytest.raises(NotWritable, match="Another Strongroom"):
        unlock(quick, machine.path)
    assert machine.keyring.asked == []
    quick._session.unlock(machine.path, with_password())


def test_a_vault_that_cannot_be_read_costs_no_try(machine):
    quick = machine.armed()
    away = machine.path.with_name("away")
    machine.path.rename(away)
    for _number in range(6):
        with pytest.raises(Unreadable):
            unlock(quick, machine.path)
    away.rename(machine.path)
    with pytest.raises(WrongPin) as caught:
        unlock(quick, machine.path, WRONG)
    assert caught.value.left == 4


def test_wrong_pins_never_make_the_master_password_wait(machine):
    quick = machine.armed()
    for _number in range(5):
        with pytest.raises(WrongPin):
            unlock(quick, machine.path, WRONG)
    assert quick._session.wait(machine.path) == 0
    quick._session.unlock(machine.path, with_password())


# Its end


def test_hours_count_from_the_master_password(machine):
    quick = machine.armed()
    machine.world.clock.forward(seconds=11 * 3600)
    unlock(quick, machine.path)
    quick._session.lock()
    machine.world.clock.forward(seconds=3600)
    assert quick.offer(machine.path) is None
    with pytest.raises(QuickUnlockOver):
        unlock(quick, machine.path)


def test_a_wall_clock_that_is_set_back_gives_no_hour(machine):
    quick = machine.armed()
    start = machine.world.clock.now_ms()
    machine.world.clock.forward(seconds=12 * 3600)
    machine.world.clock.set_wall(start + 1000)
    assert quick.offer(machine.path) is not None, "the file's word is for show only"
    with pytest.raises(QuickUnlockOver, match="time of quick unlock is over"):
        unlock(quick, machine.path)
    assert machine.keyring.kept == {}
    assert quick.offer(machine.path) is None


def test_hours_that_the_settings_took_away_are_gone(machine):
    quick = machine.armed()
    machine.world.clock.forward(seconds=2 * 3600)
    machine.hours = 1
    with pytest.raises(QuickUnlockOver, match="time of quick unlock is over"):
        unlock(quick, machine.path)


def test_the_next_master_password_begins_new_hours(machine):
    machine.armed()
    machine.world.clock.forward(days=1)
    quick = machine.program()
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    arming = quick.arm()
    assert arming is not None
    assert quick._session.take_key() is None, "the key is taken, and closed"
    arming.finish()
    quick._session.lock()
    unlock(quick, machine.path)


def test_a_restart_ends_it(machine):
    quick = machine.armed()
    machine.login = LogIn("boot-b", "1")
    assert quick.offer(machine.path) is None


def test_another_log_in_shares_the_folder_that_log_out_empties(machine):
    quick = machine.armed()
    machine.login = LogIn("boot-a", "2")
    unlock(quick, machine.path)


def test_without_such_a_folder_it_belongs_to_its_log_in(machine):
    places = machine.world.places
    machine.world.places = Places(places.config, places.state, places.documents)
    quick = machine.armed()
    assert quick.offer(machine.path) == QuickOffer(by_pin=True, ends_at_logout=False)
    unlock(quick, machine.path)
    machine.login = LogIn("boot-a", "2")
    assert quick.offer(machine.path) is None


def test_logging_out_ends_it(machine):
    quick = machine.armed()
    machine.keyring.log_out()
    with pytest.raises(QuickUnlockOver, match="holds nothing"):
        unlock(quick, machine.path)
    assert machine.files == []


def test_taking_the_file_away_ends_it(machine):
    quick = machine.armed()
    for file in machine.files:
        file.unlink()
    with pytest.raises(QuickUnlockOver):
        unlock(quick, machine.path)


def lying(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return change


@pytest.mark.parametrize(
    "change",
    [
        lying(lambda record: b"0" * 64 + record[64:]),
        lying(lambda record: record[64:]),
        lying(lambda _record: b""),
        lying(lambda _record: b"\xff\x00" * 100),
    ],
)
def test_a_keyring_that_lies_is_told_from_a_wrong_pin(machine, change):
    quick = machine.armed()
    machine.keyring.kept = {name: change(kept) for name, kept in machine.keyring.kept.items()}
    with pytest.raises(QuickUnlockOver, match="other bytes than it was given"):
        unlock(quick, machine.path)
    assert machine.files == []
    assert machine.keyring.kept == {}


def test_a_slot_file_that_was_changed_or_broken_opens_nothing(machine):
    quick = machine.armed()
    (file,) = machine.files
    good = file.read_bytes()
    file.write_bytes(good[:-10])
    assert quick.offer(machine.path) is None
    file.write_bytes(good.replace(b'"until":17', b'"until":97'))
    assert quick.offer(machine.path) is not None
    with pytest.raises(QuickUnlockOver, match="other bytes"):
        unlock(quick, machine.path)


def test_a_change_of_the_master_password_ends_it_and_a_lock_does_not(machine):
    quick = machine.armed()
    unlock(quick, machine.path)
    quick._session.lock()
    assert quick.offer(machine.path) is not None
    unlock(quick, machine.path)
    quick._session.begin_rekey(with_password(), new_unlock("another pass phrase")).finish()
    assert machine.files == []
    assert machine.keyring.kept == {}
    assert quick.choice == BY_PIN, "it is armed again at the next master password"


def test_a_change_of_the_master_password_elsewhere_ends_it(machine):
    quick = machine.armed()
    other = machine.world.opened()
    other.begin_rekey(with_password(), new_unlock("another pass phrase")).finish()
    other.lock()
    with pytest.raises(QuickUnlockOver, match="master password"):
        unlock(quick, machine.path)
    assert machine.files == []
    quick._session.unlock(machine.path, with_password("another pass phrase"), keep_key=True)
    arming = quick.arm()
    assert arming is not None
    arming.finish()
    quick._session.lock()
    unlock(quick, machine.path)


def test_lock_and_forget(machine):
    quick = machine.armed()
    quick.forget(machine.path)
    assert quick.offer(machine.path) is None
    assert machine.keyring.kept == {}
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    assert quick.arm() is not None, "the next master password arms it again"


def test_forgetting_never_fails(machine):
    quick = machine.armed()
    machine.keyring.failure = KeyringSilent("silent")
    quick.forget(machine.path)
    assert machine.files == []


def test_switching_it_off_needs_the_master_password(machine):
    quick = machine.armed()
    unlock(quick, machine.path)
    with pytest.raises(WrongKey):
        quick.switch_off(with_password("wrong pass phrase"))
    assert quick.choice == BY_PIN
    quick.switch_off(with_password())
    assert quick.choice is None
    assert machine.files == []
    assert machine.keyring.kept == {}
    quick._session.lock()
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    assert quick.arm() is None


# Switching it on, and arming


def test_choosing_needs_the_master_password_and_a_pin_that_is_one(machine):
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())
    with pytest.raises(InvalidInput):
        choose(quick, b"12")
    with pytest.raises(WrongKey):
        quick.choose(with_password("wrong pass phrase"), SecretBytes(PIN))
    assert quick.choice is None
    assert machine.keyring.asked == []


def test_arming_needs_a_choice_and_a_kept_key(machine):
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())
    assert quick.arm() is None
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    assert quick.arm() is None
    assert quick._session.take_key() is None
    quick._session.lock()
    assert quick.arm() is None


def test_arming_with_a_key_that_is_lent(machine):
    quick = machine.armed()
    quick.forget(machine.path)
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    key = quick._session.take_key()
    assert key is not None
    arming = quick.arm(key)
    assert arming is not None
    assert key, "it stays the caller's"
    key.close()
    arming.finish()
    unlock(quick, machine.path)


def test_the_file_is_its_owners_alone(machine):
    machine.armed()
    (file,) = machine.files
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_stale_files_go_when_the_next_is_armed(machine):
    machine.armed()
    (file,) = machine.files
    stale = file.with_name("quick-" + "0" * 32 + ".slot")
    stale.write_bytes(file.read_bytes().replace(b"boot-a", b"boot-z"))
    broken = file.with_name("quick-" + "1" * 32 + ".slot")
    broken.write_bytes(b"\x00" * 20_000)
    machine.keyring.kept["quick-" + "0" * 32] = b"old"
    machine.armed()
    assert machine.files == [file]
    assert list(machine.keyring.kept) == [file.stem]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (NoKeyring, "No keyring can be reached"),
        (KeyringLocked, "keyring is locked"),
        (KeyringDismissed, "closed without an answer"),
        (KeyringSilent, "does not answer"),
        (KeyringFailed, "keyring failed"),
    ],
)
def test_each_failure_of_the_keyring_has_its_sentence(machine, failure, words):
    quick = machine.armed()
    machine.keyring.failure = failure("technical")
    with pytest.raises(failure) as caught:
        unlock(quick, machine.path)
    assert type(caught.value) is failure
    assert words in str(caught.value)
    assert str(caught.value).endswith("; unlock with the master password.")
    assert quick.offer(machine.path) is not None, "it may answer next time"
    # The master password works all the same, and what cannot be armed is said beside it.
    quick._session.unlock(machine.path, with_password(), keep_key=True)
    arming = quick.arm()
    assert arming is not None
    with pytest.raises(failure, match="Quick unlock is off"):
        arming.finish()
    quick._session.lock()
    machine.keyring.failure = None
    unlock(quick, machine.path)


def test_arming_never_fails_an_unlock(machine, monkeypatch):
    quick = machine.armed()
    quick._session.unlock(machine.path, with_password(), keep_key=True)

    def broken(_self: object) -> None:
        raise Unreadable(SENTENCE)

    monkeypatch.setattr("strongroom.vault.vault.Vault.local", property(broken))
    assert quick.arm() is None
    assert quick._session.is_open


def test_a_folder_that_cannot_be_written_is_named(machine):
    runtime = machine.world.places.runtime
    runtime.parent.mkdir(parents=True, exist_ok=True)
    runtime.write_text("in the way")
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())
    with pytest.raises(NotWritable, match="check its permissions"):
        choose(quick).finish()
    quick.take_back()
    assert quick.choice is None


def test_a_choice_that_cannot_be_kept_arms_nothing(machine, monkeypatch):
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())

    def refuse(*_args: object) -> None:
        raise NotWritable(SENTENCE)

    monkeypatch.setattr("strongroom.vault.local.LocalNotes.choose_quick", refuse)
    with pytest.raises(NotWritable):
        choose(quick)
    assert machine.keyring.asked == []
    assert machine.files == []


def test_what_is_forgotten_while_it_is_armed_stays_forgotten(machine):
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())
    arming = choose(quick)

    def forget(what: str, _name: str) -> None:
        if what == "put":
            machine.keyring.before = lambda _what, _name: None
            quick.forget(machine.path)

    machine.keyring.before = forget
    arming.finish()
    assert machine.files == []
    assert machine.keyring.kept == {}


def test_what_is_abandoned_before_it_is_finished_comes_to_nothing(machine):
    quick = machine.program()
    quick._session.unlock(machine.path, with_password())
    arming = choose(quick)
    quick.forget(machine.path)
    machine.keyring.asked.clear()
    arming.finish()
    arming.finish()
    assert machine.keyring.asked == []
    assert machine.files == []


# Walking away


def test_cancelling_ends_the_wait_for_the_keyring(machine):
    quick = machine.armed()
    machine.keyring.ask()
    waiting = threading.Event()
    machine.keyring.before = lambda _what, _name: waiting.set()
    outcome: list[StrongroomError] = []

    def run() -> None:
        try:
            unlock(quick, machine.path)
        except StrongroomError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert waiting.wait(10)
    quick.cancel()
    thread.join(10)
    assert [type(error) for error in outcome] == [Cancelled]
    assert not quick._session.is_open
    quick._session.unlock(machine.path, with_password())


def test_cancelling_between_two_waits_is_noticed(machine, monkeypatch):
    quick = machine.armed()
    monkeypatch.setattr(Session, "unlock_quick", lambda *_a, **_k: pytest.fail("it was tried"))
    machine.keyring.before = lambda what, _name: quick.cancel() if what == "put" else None
    with pytest.raises(Cancelled):
        unlock(quick, machine.path)


def test_a_cancel_between_the_press_and_the_start_is_not_lost(machine):
    quick = machine.armed()
    machine.keyring.asked.clear()
    turn = quick.turn()
    quick.cancel()
    with pytest.raises(Cancelled):
        unlock(quick, machine.path, turn=turn)
    assert machine.keyring.asked == []
    unlock(quick, machine.path, turn=quick.turn())
    assert quick._session.is_open


def test_a_cancel_while_the_tries_are_counted_anew_opens_nothing(machine, monkeypatch):
    quick = machine.armed()
    opening = Session.unlock_quick

    def then_cancel(*args: Any, **kwargs: Any) -> Any:
        finding = opening(*args, **kwargs)
        machine.keyring.ask()
        machine.keyring.before = lambda _what, _name: quick.cancel()
        return finding

    monkeypatch.setattr(Session, "unlock_quick", then_cancel)
    with pytest.raises(Cancelled):
        unlock(quick, machine.path)
    assert not quick._session.is_open
    monkeypatch.undo()
    machine.keyring.before = lambda _what, _name: None
    unlock(quick, machine.path)


def test_a_try_that_was_cancelled_counts(machine, monkeypatch):
    quick = machine.armed()

    def cancelled(*_args: object, **_kwargs: object) -> None:
        raise Cancelled(SENTENCE)

    monkeypatch.setattr(Session, "unlock_quick", cancelled)
    with pytest.raises(Cancelled):
        unlock(quick, machine.path)
    monkeypatch.undo()
    with pytest.raises(WrongPin) as caught:
        unlock(quick, machine.path, WRONG)
    assert caught.value.left == 3


def test_a_keyring_that_fails_after_the_unlock_does_not_lock_again(machine, monkeypatch):
    quick = machine.armed()
    opening = Session.unlock_quick

    def then_fail(*args: Any, **kwargs: Any) -> Any:
        finding = opening(*args, **kwargs)
        machine.keyring.failure = KeyringSilent("silent")
        return finding

    monkeypatch.setattr(Session, "unlock_quick", then_fail)
    unlock(quick, machine.path)
    assert quick._session.is_open


ANOTHER = b"0" * 64 + (
    b'{"left":2,"made_ms":1,"made":1.0,"used_ms":1,"used":1.0,"boot":"-","lifetime":1.0}'
)


@pytest.mark.parametrize("kept", [None, b"nonsense", ANOTHER])
def test_what_was_ended_during_the_unlock_stays_ended(machine, monkeypatch, kept):
    quick = machine.armed()
    opening = Session.unlock_quick

    def then_end(*args: Any, **kwargs: Any) -> Any:
        finding = opening(*args, **kwargs)
        for name in tuple(machine.keyring.kept):
            if kept is None:
                del machine.keyring.kept[name]
            else:
                machine.keyring.kept[name] = kept
        return finding

    monkeypatch.setattr(Session, "unlock_quick", then_end)
    unlock(quick, machine.path)
    assert list(machine.keyring.kept.values()) == ([] if kept is None else [kept])


# Cost


def test_asking_after_it_costs_nothing_and_loads_nothing(machine):
    quick = machine.armed()
    machine.keyring.asked.clear()
    started = time.thread_time()  # the processor's, whatever else runs here
    for _number in range(100):
        assert quick.offer(machine.path) is not None
    assert (time.thread_time() - started) / 100 < 0.001
    assert machine.keyring.asked == []


def test_neither_a_keyring_nor_cryptography_is_loaded_for_an_offer(machine):
    machine.armed()
    program = f"""
import sys
from pathlib import Path
from strongroom.app.grants import Grants
from strongroom.app.places import Places
from strongroom.app.quick_unlock import QuickUnlock
from strongroom.app.session import Session
from strongroom.system.clock import SystemClock
from strongroom.system.keyring import SystemKeyring
from strongroom.system.login import LogIn

class Clock(SystemClock):
    def now_ms(self):
        return {machine.world.clock.now_ms()}

root = Path({str(machine.world.places.config.parent)!r})
places = Places(root / "config", root / "state", root, root / "run")
session = Session(places, Clock(), lambda: None)
login = lambda: LogIn("boot-a", "1")
quick = QuickUnlock(session, SystemKeyring(), lambda: None, lambda: 12, login=login)
assert quick.offer(Path({str(machine.path)!r})).by_pin
assert not Grants(session, SystemKeyring(), lambda: 10, login=login).offer(Path("x"))
print([name for name in ("keyring", "secretstorage", "jeepney", "cryptography", "argon2",
                         "strongroom.vault.vault") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
