# SPDX-License-Identifier: GPL-3.0-or-later
import threading
from pathlib import Path

import pytest
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password

from strongroom.app.events import Locked, LockReason
from strongroom.app.items import Items
from strongroom.app.session import Unlocked, Unlocking
from strongroom.errors import (
    AlreadyExists,
    Cancelled,
    CannotSave,
    InvalidInput,
    MethodMissing,
    MustWait,
    NotAVault,
    ReadOnlyVault,
    Unreadable,
    VaultLocked,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault import vault as vault_module
from strongroom.vault.findings import Older, Retired


def with_code(text):
    return Credentials(recovery_code=SecretBytes.of_text(text))


@pytest.fixture
def locked(session):
    """The vault is made, and the program has locked it."""
    session.lock()
    return session


def fail(session, path, times):
    for _ in range(times):
        with pytest.raises(WrongKey):
            session.unlock(path, with_password("wrong"))


# From unlock to lock


def test_it_begins_locked(world):
    session = world.session()
    assert session.state == Locked(LockReason.START)
    with pytest.raises(VaultLocked):
        _ = session.vault


def test_creating_opens_and_remembers(session, world):
    assert session.state == Unlocked(world.path, None)
    assert session.vault.name == "Personal"
    assert session.remembered.default_vault() == world.path
    assert session.remembered.recent()[0].opened == world.clock.now_ms()


def test_locking_and_unlocking_again(locked, world):
    assert locked.state == Locked(LockReason.BY_HAND)
    assert world.events == [Locked(LockReason.BY_HAND)]
    assert locked.unlock(world.path, with_password()) is None
    assert locked.state == Unlocked(world.path, None)


def test_locking_twice_is_said_once(locked, world):
    locked.lock(LockReason.UNUSED)
    assert world.events == [Locked(LockReason.BY_HAND)]
    assert locked.state == Locked(LockReason.BY_HAND)


def test_a_lock_closes_the_vault_even_if_something_fails(session, monkeypatch):
    closed = []
    monkeypatch.setattr(session.vault, "close", lambda: closed.append(1), raising=False)

    def fail():
        raise RuntimeError

    session.keys_gone.follow(fail)
    with pytest.raises(RuntimeError):
        session.lock()
    assert closed == [1]
    assert session.state == Locked(LockReason.BY_HAND)


def test_creating_over_a_file_is_refused_and_nothing_is_open(locked, world):
    with pytest.raises(AlreadyExists):
        locked.create(world.path, "Other", new_unlock())
    assert isinstance(locked.state, Locked)
    locked.unlock(world.path, with_password())


def test_a_recovery_code_that_was_wanted_opens_the_vault(world):
    session = world.session()
    code = session.create(world.path, "Personal", new_unlock(recovery=True))
    assert code is not None
    session.lock()
    session.unlock(world.path, with_code(code.text().lower().replace("-", " ")))
    session.lock()
    fail(session, world.path, 1)


def test_switching_locks_the_first(session, world):
    other = world.places.documents / "Work.strongroom"
    first = session.vault
    session.create(other, "Work", new_unlock("another password"))
    assert world.events == [Locked(LockReason.SWITCHED)]
    assert session.vault is not first
    assert session.state == Unlocked(other, None)
    session.unlock(world.path, with_password())
    assert session.vault.name == "Personal"
    assert [entry.name for entry in session.remembered.recent()] == ["Personal", "Work"]


def test_a_terminal_may_open_a_vault_without_making_it_the_default(session, world):
    other = world.places.documents / "Work.strongroom"
    session.create(other, "Work", new_unlock())
    session.unlock(world.path, with_password(), make_default=False)
    assert session.remembered.default_vault() == other


@pytest.mark.usefixtures("locked")
def test_a_state_folder_that_cannot_be_written_keeps_nothing_shut(world, monkeypatch):
    monkeypatch.setattr(type(world.places), "state_file", Path("/dev/null/state.json"))
    session = world.opened()
    assert isinstance(session.state, Unlocked)
    session.lock()


# What is given to open it


def test_the_callers_credentials_stay_the_callers(locked, world):
    credentials = with_password()
    locked.unlock(world.path, credentials)
    assert credentials.password is not None
    assert credentials.password.text() == PASSWORD


@pytest.mark.parametrize(
    ("content", "error"), [(None, Unreadable), (b"", NotAVault), (b"x" * 5000, NotAVault)]
)
def test_what_is_no_vault_is_told_and_leaves_it_locked(world, content, error):
    if content is not None:
        world.path.write_bytes(content)
    session = world.session()
    with pytest.raises(error):
        session.unlock(world.path, with_password())
    assert session.state == Locked(LockReason.START)
    assert session.remembered.recent() == ()


def test_five_wrong_passwords_in_a_row_make_one_wait(locked, world):
    fail(locked, world.path, 5)
    assert locked.wait(world.path) == 1.0
    with pytest.raises(MustWait, match="a second") as refused:
        locked.unlock(world.path, with_password())  # even the right one
    assert refused.value.seconds == 1.0
    world.clock.forward(seconds=1)
    fail(locked, world.path, 1)
    with pytest.raises(MustWait, match="2 seconds"):
        locked.unlock(world.path, with_password())


def test_the_right_password_ends_the_count(locked, world):
    fail(locked, world.path, 4)
    locked.unlock(world.path, with_password())
    locked.lock()
    fail(locked, world.path, 4)
    assert locked.wait(world.path) == 0.0


def test_only_wrong_passwords_count(locked, world):
    for _ in range(6):
        with pytest.raises(MethodMissing):
            locked.unlock(world.path, Credentials())
    assert locked.wait(world.path) == 0.0


def test_another_vault_need_not_wait(locked, world):
    fail(locked, world.path, 5)
    other = world.places.documents / "Work.strongroom"
    locked.create(other, "Work", new_unlock())
    locked.lock()
    locked.unlock(other, with_password())


# Cancelling


class SlowOpening:
    """Holds every opening until the test lets it go on."""

    def __init__(self, monkeypatch):
        self.entered = threading.Event()
        self.leave = threading.Event()
        self.closed = threading.Event()
        self.seen: list[Credentials] = []
        open_ = vault_module.Vault.open
        close = vault_module.Vault.close

        def slow(path, credentials, **more):
            self.seen.append(credentials)
            self.entered.set()
            assert self.leave.wait(10)
            return open_(path, credentials, **more)

        def closing(vault):
            close(vault)
            self.closed.set()

        monkeypatch.setattr(vault_module.Vault, "open", staticmethod(slow))
        monkeypatch.setattr(vault_module.Vault, "close", closing)


def test_cancelling_returns_at_once_and_closes_what_comes_later(locked, world, monkeypatch):
    slow = SlowOpening(monkeypatch)
    raised = []

    def unlock():
        credentials = with_password()
        try:
            locked.unlock(world.path, credentials)
        except Cancelled as error:
            raised.append(error)
        credentials.close()

    thread = threading.Thread(target=unlock)
    thread.start()
    assert slow.entered.wait(10)
    assert locked.state == Unlocking(world.path)
    locked.cancel()
    thread.join(10)
    assert raised
    assert locked.state == Locked(LockReason.BY_HAND)
    (ours,) = slow.seen
    assert ours.password  # still in use, though the caller has closed theirs
    slow.leave.set()
    assert slow.closed.wait(10)
    assert isinstance(locked.state, Locked)
    while ours.password:
        pass
    assert locked.wait(world.path) == 0.0


def test_cancelling_when_nothing_is_under_way_is_harmless(locked, world):
    locked.cancel()
    locked.unlock(world.path, with_password())
    locked.cancel()
    assert isinstance(locked.state, Unlocked)


# Not as last seen


def test_an_older_copy_is_found_and_goes_on_when_told(session, world):
    items = Items(session)
    items.add(login("first"))
    old = world.path.read_bytes()
    items.add(login("second"))
    session.lock()
    world.path.write_bytes(old)
    finding = session.unlock(world.path, with_password())
    assert isinstance(finding, Older)
    assert session.state == Unlocked(world.path, finding)
    with pytest.raises(ReadOnlyVault):
        items.add(login("third"))
    session.go_on()
    assert session.state == Unlocked(world.path, None)
    items.add(login("third"))
    assert {o.title for o in items.overviews().values()} == {"first", "third"}


def test_a_copy_under_the_old_password_is_for_looking_only(session, world):
    items = Items(session)
    items.add(login("first"))
    old = world.path.read_bytes()
    session.begin_rekey(with_password(), new_unlock("a new password")).finish()
    session.lock()
    world.path.write_bytes(old)
    finding = session.unlock(world.path, with_password())
    assert isinstance(finding, Retired)
    with pytest.raises(ReadOnlyVault):
        session.go_on()
    with pytest.raises(ReadOnlyVault):
        items.add(login())
    assert len(items.overviews()) == 1


# Who sits here


def test_verifying(session):
    session.verify(with_password())
    with pytest.raises(WrongKey):
        session.verify(with_password("wrong"))
    assert isinstance(session.state, Unlocked)


def test_verifying_counts_wrong_passwords_too(session, world):
    for _ in range(5):
        with pytest.raises(WrongKey):
            session.verify(with_password("wrong"))
    with pytest.raises(MustWait):
        session.verify(with_password())
    world.clock.forward(seconds=1)
    session.verify(with_password())
    assert session.wait(world.path) == 0.0


def test_verifying_needs_an_open_vault(locked):
    with pytest.raises(VaultLocked):
        locked.verify(with_password())


# New unlock methods


def test_a_new_master_password(session, world):
    items = Items(session)
    items.add(login("kept"))
    rekey = session.begin_rekey(with_password(), new_unlock("a new password"))
    assert rekey.recovery_code is None
    rekey.finish()
    items.add(login("after"))
    session.lock()
    fail(session, world.path, 1)
    assert session.unlock(world.path, with_password("a new password")) is None
    assert {o.title for o in items.overviews().values()} == {"kept", "after"}


def test_a_new_master_password_needs_the_present_one(session):
    with pytest.raises(WrongKey):
        session.begin_rekey(with_password("wrong"), new_unlock("a new password"))


def test_abandoning_leaves_everything(session, world):
    before = world.path.read_bytes()
    session.begin_rekey(with_password(), new_unlock("a new password")).abandon()
    assert world.path.read_bytes() == before
    assert [entry.name for entry in world.path.parent.iterdir()] == [world.path.name]
    session.lock()
    session.unlock(world.path, with_password())


def test_a_recovery_code_must_be_typed_back(session, world):
    rekey = session.begin_rekey(with_password(), new_unlock("a new password", recovery=True))
    code = rekey.recovery_code
    assert code is not None
    text = code.text()
    for wrong in ("", "0000", text[:4]):
        with pytest.raises(InvalidInput, match="last group"):
            rekey.finish(wrong)
    rekey.finish(text[-4:].lower())
    session.lock()
    session.unlock(world.path, with_code(text))


def test_a_rekey_forgets_what_the_old_keys_sealed(session):
    forgotten = []
    session.keys_gone.follow(lambda: forgotten.append("now"))
    rekey = session.begin_rekey(with_password(), new_unlock("a new password"))
    assert forgotten == []
    rekey.finish()
    assert forgotten == ["now"]
    session.lock()
    assert forgotten == ["now", "now"]


def test_another_machine_is_another_world(session, world, tmp_path):
    there = World(tmp_path, "there")
    session.lock()
    other = there.opened()
    Items(other).add(login("theirs"))
    other.lock()
    assert session.unlock(world.path, with_password()) is None
    assert len(Items(session).overviews()) == 1


def test_a_lock_abandons_a_rekey_that_is_not_finished(session, world):
    key_file = world.places.documents / "key"
    rekey = session.begin_rekey(
        with_password(), new_unlock("a new password", recovery=True, key_file=key_file)
    )
    code = rekey.recovery_code
    assert code
    assert key_file.exists()
    typed = code.text()
    session.lock()
    assert not code
    assert not key_file.exists()
    with pytest.raises(VaultLocked, match="meanwhile"):
        rekey.finish(typed)
    rekey.abandon()
    session.unlock(world.path, with_password())


def test_beginning_again_abandons_the_first(session, world):
    first = session.begin_rekey(with_password(), new_unlock("first new"))
    second = session.begin_rekey(with_password(), new_unlock("second new"))
    with pytest.raises(VaultLocked):
        first.finish()
    second.finish()
    session.lock()
    session.unlock(world.path, with_password("second new"))


def test_a_rekey_names_what_it_drops_and_tells_how_far_it_is(session, world):
    session.begin_rekey(with_password(), new_unlock("x" * 20, recovery=True)).abandon()
    rekey = session.begin_rekey(with_password(), new_unlock("a new password", recovery=True))
    code = rekey.recovery_code
    assert code is not None
    rekey.finish(code.text())
    assert not code
    again = session.begin_rekey(with_password("a new password"), new_unlock("another one"))
    assert again.dropped == ("recovery code",)
    seen = []
    again.finish(progress=lambda done, total: seen.append((done, total)))
    assert seen
    assert again.recovery_code is None
    again.abandon()
    session.lock()
    session.unlock(world.path, with_password("another one"))


def test_what_was_put_right_beside_the_file_is_told(locked, world):
    beside = world.path.with_name(world.path.name + "-journal")
    beside.write_bytes(b"left by a sync service" * 100)
    locked.unlock(world.path, with_password())
    assert len(locked.notices) == 1
    assert not beside.exists()


def test_a_fresh_machine_has_no_documents_folder_yet(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.places.documents.rmdir()
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    assert world.path.exists()


def test_a_folder_that_the_person_named_is_not_made(tmp_path: Path) -> None:
    world = World(tmp_path)
    elsewhere = tmp_path / "mistyped" / "Personal.strongroom"
    with pytest.raises(CannotSave):
        world.session().create(elsewhere, "Personal", new_unlock())
    assert not elsewhere.parent.exists()
