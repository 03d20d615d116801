# SPDX-License-Identifier: GPL-3.0-or-later
import dataclasses
import errno
import json
import os

import pytest

from strongroom.crypto import kdf
from strongroom.crypto.kdf import CHEAPEST, Argon2Cost
from strongroom.errors import (
    Damaged,
    InvalidInput,
    MethodMissing,
    TooCostly,
    Unreadable,
    WrongKey,
)
from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.vault import factors, key_file, keyslots, passwords, recovery_code
from strongroom.vault.header import Header
from strongroom.vault.slot import Slot

VAULT_KEY = SecretBytes(bytes(range(32)))
VAULT_ID = bytes(range(16))
PASSWORD = "correct horse"


def secret(text: str) -> SecretBytes:
    return SecretBytes.of_text(text)


def made(password=PASSWORD, key_file=None, *, recovery=False, cost=CHEAPEST):
    return keyslots.make_slots(
        NewUnlock(secret(password), key_file, recovery),
        vault_key=VAULT_KEY,
        vault_id=VAULT_ID,
        cost=cost,
    )


def header(*slots: Slot) -> Header:
    return Header.parse(Header(VAULT_ID, slots).build())


def brought(password=None, key_file=None, code=None) -> Credentials:
    return Credentials(
        secret(password) if password is not None else None,
        key_file,
        secret(code) if code is not None else None,
    )


@pytest.fixture
def key_path(tmp_path):
    return tmp_path / "Personal.key"


def changed(slot: Slot, **keys: object) -> Slot:
    return Slot.parse(json.dumps({**json.loads(slot.raw), **keys}).encode())


def test_a_password_opens_what_it_locked():
    (slot,) = made().slots
    opened = keyslots.find_key(header(slot), brought(PASSWORD))
    assert opened.vault_key == VAULT_KEY
    assert opened.slot == slot
    assert slot.password is not None
    assert slot.password.cost == CHEAPEST


def test_a_wrong_password_is_told():
    with pytest.raises(WrongKey, match="master password is wrong"):
        keyslots.find_key(header(*made().slots), brought("wrong"))


def test_salts_and_ids_are_never_used_twice():
    one, other = made().slots[0], made().slots[0]
    assert one.id != other.id
    assert one.password is not None
    assert other.password is not None
    assert one.password.salt != other.password.salt
    assert one.check != other.check


def test_password_and_key_file_open_only_together(key_path):
    (slot,) = made(key_file=key_path).slots
    assert slot.types == (1, 2)
    vault = header(slot)
    assert keyslots.find_key(vault, brought(PASSWORD, key_path)).vault_key == VAULT_KEY
    with pytest.raises(MethodMissing, match="also needs its key file"):
        keyslots.find_key(vault, brought(PASSWORD))
    with pytest.raises(MethodMissing, match="needs its master password"):
        keyslots.find_key(vault, brought(None, key_path))
    with pytest.raises(MethodMissing, match="needs its master password"):
        keyslots.find_key(vault, brought())
    with pytest.raises(WrongKey, match="or the key file"):
        keyslots.find_key(vault, brought("wrong", key_path))


def test_another_key_file_is_a_wrong_key(key_path, tmp_path):
    (slot,) = made(key_file=key_path).slots
    other = tmp_path / "other.key"
    key_file.create(other).close()
    with pytest.raises(WrongKey, match="or the key file"):
        keyslots.find_key(header(slot), brought(PASSWORD, other))


def test_a_key_file_that_is_there_is_used(key_path):
    key_file.create(key_path).close()
    text = key_path.read_text()
    (slot,) = made(key_file=key_path).slots
    assert key_path.read_text() == text
    assert keyslots.find_key(header(slot), brought(PASSWORD, key_path)).slot == slot


def test_a_key_file_that_cannot_be_read_is_told_and_not_a_wrong_key(key_path):
    (slot,) = made(key_file=key_path).slots
    key_path.unlink()
    with pytest.raises(Unreadable):
        keyslots.find_key(header(slot), brought(PASSWORD, key_path))
    key_path.write_text("something else")
    with pytest.raises(InvalidInput):
        keyslots.find_key(header(slot), brought(PASSWORD, key_path))


def test_a_key_file_that_no_slot_wants_is_not_read(key_path):
    (slot,) = made().slots
    assert keyslots.find_key(header(slot), brought(PASSWORD, key_path)).slot == slot
    with pytest.raises(WrongKey, match=r"^The master password is wrong\.$"):
        keyslots.find_key(header(slot), brought("wrong", key_path))


def test_the_recovery_code_opens_alone():
    slots = made(recovery=True)
    assert slots.recovery_code is not None
    vault = header(*slots.slots)
    code = slots.recovery_code.text().lower().replace("-", "")
    opened = keyslots.find_key(vault, brought(code=code))
    assert opened.vault_key == VAULT_KEY
    assert opened.slot.types == (3,)
    assert keyslots.find_key(vault, brought(PASSWORD)).slot.types == (1,)


def test_a_recovery_code_that_is_not_in_force_is_a_wrong_key_and_a_typing_error_is_not():
    vault = header(*made(recovery=True).slots)
    with pytest.raises(WrongKey, match=r"not the vault's recovery code; .* makes a new one"):
        keyslots.find_key(vault, brought(code=recovery_code.generate().text()))
    with pytest.raises(InvalidInput, match="typing error"):
        keyslots.find_key(vault, brought(code="0" * 28))


def test_a_recovery_code_for_a_vault_without_one():
    with pytest.raises(MethodMissing, match="needs its master password"):
        keyslots.find_key(header(*made().slots), brought(code=recovery_code.generate().text()))


def test_a_vault_that_only_a_recovery_code_opens():
    recovery = made(recovery=True).slots[1]
    with pytest.raises(MethodMissing, match="needs its recovery code"):
        keyslots.find_key(header(recovery), brought(PASSWORD))


def test_the_slot_that_uses_most_of_what_was_brought_is_tried_first(key_path, monkeypatch):
    both, alone = made(key_file=key_path).slots[0], made().slots[0]
    tried = []
    real = kdf.argon2id

    def watch(password, salt, cost):
        tried.append(salt)
        return real(password, salt, cost)

    monkeypatch.setattr("strongroom.vault.factors.argon2id", watch)
    assert keyslots.find_key(header(alone, both), brought(PASSWORD, key_path)).slot == both
    assert both.password is not None
    assert tried == [both.password.salt]


def test_a_wrong_key_among_several_ways(key_path):
    slots = [*made(recovery=True).slots, *made(key_file=key_path).slots]
    with pytest.raises(WrongKey, match="Nothing of what was given"):
        keyslots.find_key(
            header(*slots), brought("wrong", key_path, recovery_code.generate().text())
        )


def test_a_slot_of_an_unknown_factor_is_never_tried(monkeypatch):
    (slot,) = made().slots
    newer = changed(slot, factors=[*json.loads(slot.raw)["factors"], {"type": 5}])
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    with pytest.raises(MethodMissing, match="newer version"):
        keyslots.find_key(header(newer), brought(PASSWORD))


def test_an_unknown_slot_beside_a_known_one_is_no_obstacle():
    known, other = made().slots[0], made().slots[0]
    newer = changed(other, factors=[{"type": 77}])
    assert keyslots.find_key(header(newer, known), brought(PASSWORD)).slot == known


def test_a_broken_wrapped_key_is_damage_and_no_wrong_password():
    (slot,) = made().slots
    with pytest.raises(Damaged):
        keyslots.find_key(header(changed(slot, wrapped="00" * 60)), brought(PASSWORD))
    with pytest.raises(WrongKey):
        keyslots.find_key(header(changed(slot, wrapped="00" * 60)), brought("wrong"))


def test_a_damaged_slot_does_not_stop_a_sound_one():
    broken, sound = made().slots[0], made().slots[0]
    vault = header(changed(broken, wrapped="00" * 60), sound)
    assert keyslots.find_key(vault, brought(PASSWORD)).slot == sound


def test_a_changed_salt_cost_check_or_place_is_a_wrong_key():
    (slot,) = made().slots
    factor = json.loads(slot.raw)["factors"][0]
    for change in (
        {"factors": [{**factor, "salt": "00" * 16}]},
        {"factors": [{**factor, "passes": 3}]},
        {"factors": [{**factor, "lanes": 2}]},
        {"check": "00" * 32},
        {"id": "00" * 16},
    ):
        with pytest.raises(WrongKey):
            keyslots.find_key(header(changed(slot, **change)), brought(PASSWORD))
    with pytest.raises(WrongKey):
        keyslots.find_key(Header(bytes(16), (slot,)), brought(PASSWORD))


def test_a_slot_robbed_of_a_factor_does_not_open(key_path):
    (slot,) = made(key_file=key_path).slots
    robbed = changed(slot, factors=json.loads(slot.raw)["factors"][:1])
    with pytest.raises(WrongKey):
        keyslots.find_key(header(robbed), brought(PASSWORD))


def test_a_cost_that_this_machine_cannot_pay_is_told(monkeypatch):
    (slot,) = made().slots
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: 1024)
    with pytest.raises(TooCostly):
        keyslots.find_key(header(slot), brought(PASSWORD))


def test_a_slot_that_is_too_costly_does_not_stop_an_affordable_one(monkeypatch):
    dear, cheap = made().slots[0], made().slots[0]
    factor = json.loads(dear.raw)["factors"][0]
    dear = changed(dear, factors=[{**factor, "memory_kib": 1 << 20}])
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: 1 << 19)
    assert keyslots.find_key(header(dear, cheap), brought(PASSWORD)).slot == cheap


def test_new_slots_take_the_cost_they_are_told():
    cost = Argon2Cost(20 * 1024, 3, 2)
    (slot,) = made(cost=cost).slots
    assert slot.password is not None
    assert slot.password.cost == cost


@pytest.mark.parametrize("password", ["", "a" * 4097, "a\nb"])
def test_a_password_that_cannot_be_taken_makes_no_key_file(password, key_path):
    with pytest.raises(InvalidInput):
        made(password, key_path)
    assert not key_path.exists()


def test_several_methods_are_made_in_order_and_one_that_fails_ends_them(key_path, monkeypatch):
    codes = []
    real = recovery_code.generate

    def generate():
        codes.append(real())
        return codes[-1]

    monkeypatch.setattr(recovery_code, "generate", generate)
    unlock = NewUnlock(also=(NewMethod(recovery=True), NewMethod(key_file=key_path)))
    slots = keyslots.make_slots(unlock, vault_key=VAULT_KEY, vault_id=VAULT_ID, cost=CHEAPEST)
    assert [slot.types for slot in slots.slots] == [(3,), (2,)]
    assert slots.recovery_code is codes[0]
    assert codes[0]
    unlock.also += (NewMethod(secret("")),)
    with pytest.raises(InvalidInput):
        keyslots.make_slots(unlock, vault_key=VAULT_KEY, vault_id=VAULT_ID, cost=CHEAPEST)
    assert not codes[1]
    with pytest.raises(InvalidInput):
        made("")


def test_credentials_stay_their_owner_s():
    (slot,) = made().slots
    credentials = brought(PASSWORD)
    keyslots.find_key(header(slot), credentials).vault_key.close()
    assert credentials.password == secret(PASSWORD)


def test_everything_that_was_derived_is_zeroed(key_path, monkeypatch):
    seen = []

    def watch(module, name):
        real = getattr(module, name)

        def kept(*args, **more):
            result = real(*args, **more)
            seen.append(result.buffer)
            return result

        monkeypatch.setattr(module, name, kept)

    (slot,) = made(key_file=key_path).slots
    watch(factors, "argon2id")
    watch(factors, "join")
    watch(keyslots, "hkdf_sha256")
    watch(key_file, "read")
    watch(passwords, "normalised")
    opened = keyslots.find_key(header(slot), brought(PASSWORD, key_path))
    assert len(seen) == 5
    assert all(set(buffer) == {0} for buffer in seen)
    assert opened.vault_key == VAULT_KEY


@pytest.mark.parametrize(
    ("types", "name"),
    [
        ((1,), "master password"),
        ((1, 2), "master password and key file"),
        ((2,), "key file"),
        ((3,), "recovery code"),
        ((2, 3), "key file, recovery code"),
        ((4,), "quick unlock"),
        ((1, 4), "quick unlock with a PIN"),
        ((3, 4), "recovery code, quick unlock"),
        ((1, 5), "unlock method of a newer version"),
    ],
)
def test_methods_have_names(types, name):
    slot = dataclasses.replace(made().slots[0], types=types)
    assert keyslots.method_name(slot) == name


def test_shows_nothing():
    slots = made(recovery=True)
    opened = keyslots.find_key(header(*slots.slots), brought(PASSWORD))
    shown = f"{slots!r} {opened!r}"
    assert slots.recovery_code is not None
    assert slots.recovery_code.text() not in shown
    assert bytes(VAULT_KEY.buffer).hex() not in shown
    assert os.fsdecode(bytes(slots.slots[0].check).hex()) not in shown


def test_a_key_file_that_cannot_be_looked_at_is_not_made_anew(key_path, fail_at):
    fail_at(key_path, errno.EIO)
    with pytest.raises(Unreadable, match="cannot be read"):
        made(key_file=key_path)
