# SPDX-License-Identifier: GPL-3.0-or-later
"""Grants over a real vault: each verb of a terminal is a program of its own."""

from pathlib import Path

import pytest
from tests.app.worlds import World, new_unlock, with_password
from tests.fakes import FakeKeyring

from strongroom.app.grants import Grants
from strongroom.app.quick_unlock import QuickUnlock
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import KeyringSilent, QuickUnlockOver, Unreadable, VaultLocked
from strongroom.secret import SecretBytes
from strongroom.system.login import LogIn

LOGIN = LogIn("boot-a", "1")


class Terminal:
    """One computer's terminals: a keyring, and any number of verbs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.path = world.path
        self.keyring = FakeKeyring()
        self.minutes = 10
        self.login = LOGIN

    def verb(self) -> Grants:
        return Grants(
            self.world.session(), self.keyring, lambda: self.minutes, login=lambda: self.login
        )

    def granted(self) -> Grants:
        """A verb that has opened a grant and ended."""
        grants = self.verb()
        grants._session.unlock(self.path, with_password(), keep_key=True)
        grants.open().finish()
        grants._session.lock()
        return grants

    def use(self) -> None:
        grants = self.verb()
        grants.unlock(self.path)
        assert grants._session.is_open
        grants._session.lock()

    @property
    def files(self) -> list[Path]:
        runtime = self.world.places.runtime
        assert runtime is not None
        return list(runtime.glob("*.slot"))


@pytest.fixture
def terminal(world: World) -> Terminal:
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    session.lock()
    return Terminal(world)


def test_verbs_ask_for_nothing_under_a_grant(terminal):
    terminal.granted()
    assert terminal.verb().offer(terminal.path)
    for _number in range(3):
        terminal.use()


def test_without_one_nothing_is_asked_of_the_keyring(terminal):
    grants = terminal.verb()
    assert not grants.offer(terminal.path)
    with pytest.raises(QuickUnlockOver, match="grant has ended"):
        grants.unlock(terminal.path)
    assert terminal.keyring.asked == []


def test_it_ends_some_minutes_after_its_last_use(terminal):
    terminal.granted()
    for _number in range(4):
        terminal.world.clock.forward(seconds=9 * 60)
        assert terminal.verb().offer(terminal.path)
        terminal.use()
    terminal.world.clock.forward(seconds=10 * 60)
    assert not terminal.verb().offer(terminal.path)
    with pytest.raises(QuickUnlockOver, match="grant has ended"):
        terminal.use()
    assert terminal.keyring.kept == {}
    assert terminal.files == []


def test_a_wall_clock_that_is_set_back_gives_no_minute(terminal):
    terminal.granted()
    start = terminal.world.clock.now_ms()
    terminal.world.clock.forward(seconds=11 * 60)
    terminal.world.clock.set_wall(start)
    with pytest.raises(QuickUnlockOver):
        terminal.use()


def test_minutes_that_the_settings_took_away_are_gone(terminal):
    terminal.granted()
    terminal.minutes = 2
    terminal.world.clock.forward(seconds=2 * 60)
    with pytest.raises(QuickUnlockOver):
        terminal.use()


def test_a_restart_ends_it(terminal):
    terminal.granted()
    terminal.login = LogIn("boot-b", "1")
    assert not terminal.verb().offer(terminal.path)


def test_any_lock_ends_it_at_once_and_without_the_keyring(terminal):
    grants = terminal.granted()
    terminal.keyring.failure = KeyringSilent("silent")
    terminal.keyring.asked.clear()
    grants.end_files(None)
    assert terminal.keyring.asked == []
    assert terminal.files == []
    terminal.keyring.failure = None
    with pytest.raises(QuickUnlockOver):
        terminal.use()


@pytest.mark.parametrize("everything", [True, False])
def test_ending_it_takes_both_halves(terminal, everything):
    grants = terminal.granted()
    grants.end(None if everything else terminal.path)
    assert terminal.keyring.kept == {}
    assert terminal.files == []


def test_one_vault_s_grant_ends_and_another_s_stays(terminal, tmp_path):
    terminal.granted()
    other = tmp_path / "Other.strongroom"
    grants = terminal.verb()
    grants._session.create(other, "Other", new_unlock())
    grants._session.unlock(other, with_password(), keep_key=True)
    grants.open().finish()
    grants._session.lock()
    grants.end_files(other)
    assert not grants.offer(other)
    terminal.use()


def test_a_grant_is_none_of_quick_unlock_s(terminal):
    quick = QuickUnlock(
        terminal.world.session(),
        terminal.keyring,
        lambda: CHEAPEST,
        lambda: 12,
        login=lambda: LOGIN,
    )
    quick._session.unlock(terminal.path, with_password())
    quick.choose(with_password(), SecretBytes(b"260413")).finish()
    quick._session.lock()
    grants = terminal.granted()
    grants.end(None)
    assert quick.offer(terminal.path) is not None
    quick.unlock(terminal.path, SecretBytes(b"260413"), keep_key=True)
    under_pin = Grants(quick._session, terminal.keyring, lambda: 10, login=lambda: LOGIN)
    under_pin.open().finish()
    quick.forget(terminal.path)
    terminal.use()


def test_a_grant_is_opened_by_whoever_has_just_unlocked(terminal):
    grants = terminal.verb()
    with pytest.raises(VaultLocked):
        grants.open()
    grants._session.unlock(terminal.path, with_password())
    with pytest.raises(VaultLocked):
        grants.open()


def test_a_key_that_is_lent_stays_the_lender_s(terminal):
    grants = terminal.verb()
    grants._session.unlock(terminal.path, with_password(), keep_key=True)
    key = grants._session.take_key()
    assert key is not None
    grants.open(key).finish()
    assert key
    key.close()
    grants._session.lock()
    terminal.use()


def test_a_change_of_the_master_password_ends_it(terminal):
    terminal.granted()
    grants = terminal.verb()
    grants.unlock(terminal.path)
    grants._session.begin_rekey(with_password(), new_unlock("another pass phrase")).finish()
    assert terminal.keyring.kept == {}
    assert terminal.files == []


def test_a_change_of_the_master_password_elsewhere_ends_it(terminal):
    terminal.granted()
    other = terminal.world.opened()
    other.begin_rekey(with_password(), new_unlock("another pass phrase")).finish()
    other.lock()
    with pytest.raises(QuickUnlockOver):
        terminal.use()
    assert terminal.files == []


def test_a_vault_that_cannot_be_read_is_said_and_the_grant_stays(terminal):
    terminal.granted()
    away = terminal.path.with_name("away")
    terminal.path.rename(away)
    with pytest.raises(Unreadable):
        terminal.use()
    away.rename(terminal.path)
    terminal.use()


def test_a_keyring_that_fails_is_said_and_the_grant_stays(terminal):
    terminal.granted()
    terminal.keyring.failure = KeyringSilent("silent")
    with pytest.raises(KeyringSilent, match="does not answer"):
        terminal.use()
    terminal.keyring.failure = None
    terminal.use()


def test_cancelling_nothing_is_harmless(terminal):
    grants = terminal.granted()
    grants.cancel()
    terminal.use()


def test_a_grant_that_cannot_be_opened_is_said_as_such(terminal):
    grants = terminal.verb()
    grants._session.unlock(terminal.path, with_password(), keep_key=True)
    terminal.keyring.failure = KeyringSilent("silent")
    with pytest.raises(KeyringSilent, match="terminal will ask again"):
        grants.open().finish()
    assert terminal.files == []
