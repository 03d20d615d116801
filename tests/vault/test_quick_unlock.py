# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening through a quick slot: the same verification and age rules, and no verdict of its own."""

from base64 import b64encode

import pytest
from tests.vault.ground import (
    PASSWORD,
    add,
    add_many,
    credentials,
    cut_short,
    journal_of,
    new_unlock,
    titles,
)

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    MethodMissing,
    NotAVault,
    QuickUnlockOver,
    ReadOnlyVault,
    Unreadable,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault import core, factors, opening, quick_slot
from strongroom.vault.findings import BothChanged, Older, Retired
from strongroom.vault.header import Header
from strongroom.vault.keyslots import find_key, method_name
from strongroom.vault.quick_slot import QuickChoice
from strongroom.vault.unlocked import Unlocked
from strongroom.vault.vault import Vault

SECRET = SecretBytes(b"k" * 32)
PIN = "4071"
NEW = "a wholly new password"


@pytest.fixture(scope="module")
def pin():
    return quick_slot.pin_factor(SecretBytes.of_text(PIN), CHEAPEST)


def arm(ground, machine="here", *, pin=None, password=PASSWORD, path=None):
    """Unlock with the master password, and return the slot that comes of it."""
    vault = Vault.open(
        path or ground.path,
        credentials(password),
        places=ground.places(machine),
        clock=ground.clock,
        keep_key=True,
    )
    key = vault.take_key()
    assert key is not None
    with key:
        quick = quick_slot.make_quick_slot(
            key,
            vault.vault_id,
            path=vault.path,
            secret=SECRET,
            pin=pin,
            login="",
            made_ms=0,
            until_ms=0,
        )
    vault.close()
    return quick


def come_back(ground, quick, machine="here", *, pin=None, secret=SECRET, path=None, **more):
    vault = Vault.open_quick(
        path or ground.path,
        quick,
        Credentials(
            password=None if pin is None else SecretBytes.of_text(pin), keyring=secret.copy()
        ),
        places=ground.places(machine),
        clock=ground.clock,
        **more,
    )
    ground._open.append(vault)
    return vault


@pytest.fixture
def filled(ground):
    vault = ground.open()
    add(vault)
    vault.close()
    return ground


@pytest.fixture
def quick(filled):
    return arm(filled)


def test_it_opens_the_whole_vault_and_saves_into_it(filled, quick):
    vault = come_back(filled, quick)
    assert titles(vault) == ["GitHub"]
    add(vault, "Bank")
    assert titles(filled.open()) == ["Bank", "GitHub"]
    assert vault.finding is None
    vault.verify(credentials())


def test_a_pin_opens_it_and_another_does_not(filled, pin):
    quick = arm(filled, pin=pin)
    assert titles(come_back(filled, quick, pin=PIN)) == ["GitHub"]
    with pytest.raises(WrongKey, match=r"^The PIN is wrong\.$") as caught:
        come_back(filled, quick, pin="4072")
    assert not caught.value.settings_changed
    with pytest.raises(MethodMissing):
        come_back(filled, quick)


def test_the_master_password_is_no_way_round(filled, quick, monkeypatch):
    # Only the slot is tried: no slot of the header, and so no Argon2 for what was typed.
    monkeypatch.setattr(opening, "find_key", pytest.fail)
    with pytest.raises(QuickUnlockOver):
        come_back(filled, quick, pin=PASSWORD, secret=SecretBytes(bytes(32)))


def test_a_slot_of_the_keyring_in_a_header_is_named_and_never_tried(quick, pin, filled):
    with_pin = arm(filled, pin=pin)
    header = Header(quick.vault_id, (quick.slot, with_pin.slot))
    parsed = Header.parse(header.build())
    names = [method_name(slot) for slot in parsed.slots]
    assert names == ["quick unlock", "quick unlock with a PIN"]
    with pytest.raises(MethodMissing):
        find_key(parsed, Credentials(password=SecretBytes.of_text(PIN)))
    with pytest.raises(ValueError, match="slot of its own"):
        find_key(parsed, Credentials(SecretBytes.of_text(PIN), keyring=SECRET.copy()))


def test_the_slot_of_another_vault_is_over_before_any_pin_is_tried(filled, pin, monkeypatch):
    other = quick_slot.make_quick_slot(
        SecretBytes(b"v" * 32),
        bytes(16),
        path=filled.path,
        secret=SECRET,
        pin=pin,
        login="",
        made_ms=0,
        until_ms=0,
    )
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    with pytest.raises(QuickUnlockOver):
        come_back(filled, other, pin=PIN)


def test_an_altered_vault_is_left_to_the_master_password(filled, quick):
    filled.sql("DELETE FROM overview WHERE id = (SELECT max(id) FROM overview)")
    with pytest.raises(QuickUnlockOver, match="master password"):
        come_back(filled, quick)


def test_what_takes_no_key_to_find_out_is_told_as_ever(filled, quick):
    filled.patch(0, b"something else")
    with pytest.raises(NotAVault):
        come_back(filled, quick)
    filled.path.unlink()
    with pytest.raises(Unreadable):
        come_back(filled, quick)
    with pytest.raises(Unreadable):
        come_back(filled, quick, path=filled.folder / "a\0b")


# Age


def test_a_vault_that_was_rolled_back_is_older(filled, quick):
    old = filled.copy("old")
    vault = filled.open()
    add(vault, "Bank")
    vault.close()
    filled.replace_by(old)
    again = come_back(filled, quick)
    assert isinstance(again.finding, Older)
    with pytest.raises(ReadOnlyVault):
        add(again, "Another")
    again.go_on()
    add(again, "Another")


def test_two_machines_that_both_saved_are_told(filled, quick):
    fork = filled.copy("fork")
    vault = filled.open()
    add(vault, "Here")
    vault.close()
    other = filled.open("there", path=fork)
    add(other, "There")
    other.close()
    filled.replace_by(fork)
    assert isinstance(come_back(filled, quick).finding, BothChanged)


def test_a_vault_with_a_new_password_is_over_and_an_old_copy_retired(filled, quick):
    old = filled.copy("old")
    vault = filled.open()
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    vault.close()
    with pytest.raises(QuickUnlockOver, match="master password"):
        come_back(filled, quick)
    retired = come_back(filled, quick, path=old)
    assert isinstance(retired.finding, Retired)
    with pytest.raises(ReadOnlyVault):
        retired.go_on()


# Journals


def test_a_retired_key_never_brings_an_old_state_back(filled, quick):
    # The old state verifies under the slot's key, and the file as it stands does not.
    old = filled.path.read_bytes()
    vault = filled.open()
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    vault.close()
    filled.journal.write_bytes(journal_of(old))
    before = filled.everything()
    with pytest.raises(QuickUnlockOver, match="cut short"):
        come_back(filled, quick)
    assert filled.everything() == before
    assert titles(filled.open(password=NEW)) == ["GitHub"]


def test_a_save_that_was_cut_short_is_put_right_by_the_master_password(filled, quick):
    vault = filled.open()
    add_many(vault, 20)
    vault.close()
    torn, left = cut_short(filled)
    filled.path.write_bytes(torn)
    filled.journal.write_bytes(left)
    with pytest.raises(QuickUnlockOver, match="cut short"):
        come_back(filled, quick)
    filled.open().close()
    assert len(titles(come_back(filled, quick))) == 21


# The kept key


def test_the_key_is_kept_only_where_somebody_asked(filled, quick):
    assert filled.open().take_key() is None
    assert come_back(filled, quick).take_key() is None
    kept = come_back(filled, quick, keep_key=True)
    key = kept.take_key()
    assert key
    assert kept.take_key() is None
    kept.close()
    assert key
    key.close()


def test_a_kept_key_is_zeroed_at_close(filled):
    vault = Vault.open(
        filled.path, credentials(), places=filled.places(), clock=filled.clock, keep_key=True
    )
    kept = vault._core._kept
    assert kept is not None
    buffer = kept.buffer
    assert any(buffer)
    vault.close()
    assert not any(buffer)
    assert vault.take_key() is None


def test_a_kept_key_is_zeroed_when_the_opening_fails(filled, monkeypatch):
    kept = []
    real = SecretBytes.copy

    def watch(self):
        copy = real(self)
        kept.append(copy.buffer)
        return copy

    def fail(*_args, **_named):
        raise ZeroDivisionError

    monkeypatch.setattr(core.Core, "__init__", fail)
    monkeypatch.setattr(SecretBytes, "copy", watch)
    with pytest.raises(ZeroDivisionError):
        Vault.open(
            filled.path, credentials(), places=filled.places(), clock=filled.clock, keep_key=True
        )
    assert kept
    assert not any(any(buffer) for buffer in kept)


def test_a_kept_key_goes_with_a_new_password(filled):
    vault = filled.open()
    vault.verify(credentials(), keep_key=True)
    kept = vault._core._kept
    assert kept is not None
    buffer = kept.buffer
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    assert not any(buffer)
    assert vault.take_key() is None


def test_whoever_proves_who_they_are_can_have_the_key_kept(filled):
    vault = filled.open()
    vault.verify(credentials())
    assert vault.take_key() is None
    vault.verify(credentials(), keep_key=True)
    first = vault._core._kept
    assert first is not None
    buffer = first.buffer
    vault.verify(credentials(), keep_key=True)
    assert not any(buffer)
    key = vault.take_key()
    assert key is not None
    quick = quick_slot.make_quick_slot(
        key,
        vault.vault_id,
        path=filled.path,
        secret=SECRET,
        pin=None,
        login="",
        made_ms=0,
        until_ms=0,
    )
    assert come_back(filled, quick).vault_id == vault.vault_id


def test_keys_are_overwritten_when_a_quick_opening_fails(filled, quick, monkeypatch):
    made = []
    real = Unlocked.of

    def watch(key, vault_id):
        unlocked = real(key, vault_id)
        made.append(unlocked.keys.rows.buffer)
        return unlocked

    monkeypatch.setattr(Unlocked, "of", watch)
    filled.sql("DELETE FROM overview WHERE id = (SELECT max(id) FROM overview)")
    with pytest.raises(QuickUnlockOver):
        come_back(filled, quick)
    assert made
    assert not any(any(buffer) for buffer in made)


# What was chosen


def test_a_choice_is_there_again_at_the_next_unlock(filled, pin):
    assert filled.open().local.quick is None
    vault = filled.open()
    vault.local.choose_quick(QuickChoice(pin))
    assert vault.local.quick == QuickChoice(pin)
    vault.close()
    chosen = filled.open().local.quick
    assert chosen == QuickChoice(pin)
    assert titles(come_back(filled, arm(filled, pin=chosen.pin), pin=PIN)) == ["GitHub"]
    assert filled.open("there").local.quick is None


def test_a_choice_can_be_of_a_click_and_be_taken_back(filled):
    vault = filled.open()
    vault.local.choose_quick(QuickChoice())
    assert filled.open().local.quick == QuickChoice(None)
    vault.local.choose_quick(None)
    assert filled.open().local.quick is None


@pytest.mark.parametrize("read_before", [True, False])
def test_a_new_password_leaves_the_choice(filled, pin, read_before):
    filled.open().local.choose_quick(QuickChoice(pin))
    vault = filled.open()
    if read_before:
        assert vault.local.quick == QuickChoice(pin)
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    assert vault.local.quick == QuickChoice(pin)
    vault.close()
    quick = arm(filled, password=NEW, pin=filled.open(password=NEW).local.quick.pin)
    assert titles(come_back(filled, quick, pin=PIN)) == ["GitHub"]


def test_the_state_folder_holds_nothing_of_the_pin_in_the_clear(filled, pin):
    filled.open().local.choose_quick(QuickChoice(pin))
    files = [path for path in filled.places().state.rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert pin.output not in data
        assert b64encode(pin.output) not in data
        assert pin.output.hex().encode() not in data
