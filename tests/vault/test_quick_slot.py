# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of quick unlock: anybody's to write, and of no use but with what the keyring holds."""

import hmac
import json
import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from tests.vault import second_reader

from strongroom.crypto import kdf
from strongroom.crypto.kdf import CHEAPEST, DEAREST, Argon2Cost
from strongroom.errors import (
    Damaged,
    InvalidInput,
    MethodMissing,
    QuickUnlockOver,
    TooCostly,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault import factors, keyslots, passwords, quick_slot
from strongroom.vault.quick_slot import FILE_MOST, PinFactor, QuickChoice, QuickSlot

VAULT_KEY = SecretBytes(bytes(range(32)))
VAULT_ID = bytes(range(16))
SECRET = SecretBytes(b"k" * 32)
PIN = "4071"


def pin_factor(pin: str = PIN) -> PinFactor:
    return quick_slot.pin_factor(SecretBytes.of_text(pin), CHEAPEST)


@pytest.fixture(scope="module")
def known_pin():
    return pin_factor()


def made(pin=None, *, path=Path("/home/ada/Personal.strongroom"), login="boot 1"):
    return quick_slot.make_quick_slot(
        VAULT_KEY,
        VAULT_ID,
        path=path,
        secret=SECRET,
        pin=pin,
        login=login,
        made_ms=1_700_000_000_000,
        until_ms=1_700_043_200_000,
    )


def brought(pin=None, secret=SECRET) -> Credentials:
    return Credentials(
        password=None if pin is None else SecretBytes.of_text(pin),
        keyring=None if secret is None else secret.copy(),
    )


def vouched(text: bytes, secret=SECRET, slot_id=None) -> bytes:
    """Return a file of that text as one who has the keyring's half could make it."""
    slot_id = slot_id or bytes.fromhex(json.loads(text)["slot"]["id"])
    key = second_reader.hkdf(bytes(secret.buffer), VAULT_ID + slot_id, "quick")
    return hmac.digest(key, text, "sha256") + text


def changed(quick: QuickSlot, **keys: object) -> bytes:
    return json.dumps({**json.loads(quick.text), **keys}).encode()


def changed_slot(quick: QuickSlot, **keys: object) -> bytes:
    return changed(quick, slot={**json.loads(quick.slot.raw), **keys})


# With a click, with a PIN


def test_what_the_keyring_holds_opens_it_by_itself():
    quick = QuickSlot.parse(made().build())
    assert not quick.by_pin
    assert quick.slot.types == (4,)
    assert quick.vault_key(brought()) == VAULT_KEY
    assert quick.vault_key(brought("9999")) == VAULT_KEY


def test_with_a_pin_both_are_needed(known_pin):
    quick = QuickSlot.parse(made(known_pin).build())
    assert quick.by_pin
    assert quick.slot.types == (1, 4)
    assert quick.vault_key(brought(PIN)) == VAULT_KEY
    with pytest.raises(WrongKey, match=r"^The PIN is wrong\.$"):
        quick.vault_key(brought("4072"))
    with pytest.raises(MethodMissing, match="needs its PIN"):
        quick.vault_key(brought())
    with pytest.raises(QuickUnlockOver, match="unlock with the master password"):
        quick.vault_key(brought(PIN, None))


def test_a_pin_that_is_none_is_not_a_wrong_one(known_pin, monkeypatch):
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    with pytest.raises(InvalidInput, match="digits"):
        made(known_pin).vault_key(brought("correct horse"))
    with pytest.raises(InvalidInput, match="digits"):
        pin_factor("correct horse")


def test_the_file_says_what_it_was_made_with():
    quick = QuickSlot.parse(made().build())
    assert quick == made_again(quick)
    assert quick.vault_id == VAULT_ID
    assert quick.path == "/home/ada/Personal.strongroom"
    assert quick.login == "boot 1"
    assert (quick.made_ms, quick.until_ms) == (1_700_000_000_000, 1_700_043_200_000)


def made_again(quick: QuickSlot) -> QuickSlot:
    return QuickSlot.parse(quick.build())


def test_a_pin_s_factor_serves_again_without_the_pin(known_pin):
    first, second = made(known_pin), made(known_pin)
    assert first.slot.id != second.slot.id
    assert first.slot.check != second.slot.check
    assert second.vault_key(brought(PIN)) == VAULT_KEY


def test_a_pin_chosen_again_has_another_salt(known_pin):
    other = pin_factor()
    assert other.salt != known_pin.salt
    assert other.output != known_pin.output
    assert other.cost == CHEAPEST


def test_another_keyring_s_half_is_told_before_any_pin_is_tried(known_pin, monkeypatch):
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    quick = made(known_pin)
    assert quick.fits(SECRET)
    for other in (b"o" * 32, b"k" * 31, b""):
        assert not quick.fits(SecretBytes(other))
        with pytest.raises(QuickUnlockOver):
            quick.vault_key(brought(PIN, SecretBytes(other)))


def test_a_path_that_is_not_text_comes_back(known_pin):
    odd = os.fsdecode(b"/home/ada/\xff\xe9.strongroom")
    assert made_again(made(path=Path(odd))).path == odd
    longest = "/" + "d" * 4094
    assert made_again(made(known_pin, path=Path(longest), login="x" * 256)).path == longest


def test_what_does_not_fit_is_refused():
    with pytest.raises(InvalidInput, match="path is too long"):
        made(path=Path("/" + "d" * 8192))
    with pytest.raises(ValueError, match="short name"):
        made(login="x" * 257)
    with pytest.raises(ValueError, match="32 bytes"):
        quick_slot.make_quick_slot(
            VAULT_KEY,
            VAULT_ID,
            path=Path("/x"),
            secret=SecretBytes(b"short"),
            pin=None,
            login="",
            made_ms=0,
            until_ms=0,
        )


# A second implementation


def test_another_reader_makes_the_same_of_it(known_pin):
    stored = made(known_pin).build()
    check, text = stored[:32], stored[32:]
    said = second_reader.strict_json(text)
    slot = said["slot"]
    for key in ("id", "check", "wrapped"):
        slot[key] = bytes.fromhex(slot[key])
    secret = bytes(SECRET.buffer)
    assert vouched(text, slot_id=slot["id"])[:32] == check
    vault_id = bytes.fromhex(said["vault"])
    assert second_reader.unlock(vault_id, [slot], {1: PIN, 4: secret}) == VAULT_KEY.buffer
    with pytest.raises(second_reader.Refused, match="wrong key"):
        second_reader.unlock(vault_id, [slot], {1: "4072", 4: secret})


# A hostile file


HOSTILE = [
    b"",
    b"{}",
    b"x" * 31,
    b"\0" * 32,
    b"\0" * 32 + b"[]",
    b"\0" * 32 + b"null",
    b"\0" * 32 + b"[" * 5000,
    b"\0" * 32 + b'{"vault":' * 900,
    b"\0" * 32 + b"\xff\xfe",
    b"\0" * 32 + b'{"until":' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("stored", HOSTILE)
def test_what_is_no_slot_is_damaged(stored):
    with pytest.raises(Damaged, match="file of quick unlock is damaged"):
        QuickSlot.parse(stored)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vault", "00"),
        ("vault", 5),
        ("vault", "AA" * 16),
        ("path", ""),
        ("path", "not base64!"),
        ("path", None),
        ("path", b64encode(b"/a\0b").decode()),
        ("login", 7),
        ("login", "x" * 257),
        ("made", -1),
        ("made", 1.5),
        ("made", True),
        ("until", "soon"),
        ("until", 253_402_300_800_000),
        ("slot", []),
        ("slot", {}),
        ("slot", "slot"),
    ],
)
def test_a_value_of_another_make_is_damaged(key, value):
    with pytest.raises(Damaged, match="file of quick unlock is damaged"):
        QuickSlot.parse(vouched(changed(made(), **{key: value}), slot_id=bytes(16)))


@pytest.mark.parametrize("key", ["vault", "path", "login", "made", "until", "slot"])
def test_a_key_that_is_missing_or_comes_twice_is_damaged(key):
    said = json.loads(made().text)
    twice = json.dumps(said)[:-1] + f', "{key}": {json.dumps(said.pop(key))}}}'
    for text in (json.dumps(said), twice):
        with pytest.raises(Damaged):
            QuickSlot.parse(b"\0" * 32 + text.encode())


@pytest.mark.parametrize("types", [[1], [2], [3], [2, 4], [1, 2, 4], [4, 5], [1, 4, 5], [4, 1], []])
def test_other_factors_are_damaged(known_pin, types):
    password = json.loads(made(known_pin).slot.raw)["factors"][0]
    parts = [password if number == 1 else {"type": number} for number in types]
    with pytest.raises(Damaged):
        QuickSlot.parse(vouched(changed_slot(made(), factors=parts)))


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 8},
        {"memory_kib": 1 << 40},
        {"memory_kib": DEAREST.memory_kib + 1, "passes": 2},
        {"memory_kib": DEAREST.memory_kib, "passes": 4},
        {"passes": 65},
        {"lanes": 0},
        {"lanes": "1"},
    ],
)
def test_a_cost_out_of_bounds_is_damaged_and_never_paid(known_pin, cost, monkeypatch):
    quick = made(known_pin)
    password = json.loads(quick.slot.raw)["factors"][0]
    monkeypatch.setattr(kdf, "core", pytest.fail)
    with pytest.raises(Damaged, match="file of quick unlock"):
        QuickSlot.parse(vouched(changed_slot(quick, factors=[{**password, **cost}, {"type": 4}])))


def test_a_file_of_8_kib_and_one_byte_is_not_looked_at():
    text = changed(made(), later="")
    full = changed(made(), later="x" * (FILE_MOST - 32 - len(text)))
    assert len(QuickSlot.parse(vouched(full)).build()) == FILE_MOST
    with pytest.raises(Damaged):
        QuickSlot.parse(vouched(full + b" "))


def test_keys_of_a_newer_version_stay_and_are_vouched_for():
    quick = QuickSlot.parse(vouched(changed(made(), later=[1, 2])))
    assert json.loads(quick.text)["later"] == [1, 2]
    assert quick.vault_key(brought()) == VAULT_KEY


def test_any_byte_that_another_changed_ends_it(known_pin, monkeypatch):
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    stored = made(known_pin).build()
    for at in range(len(stored)):
        forged = bytearray(stored)
        forged[at] ^= 1
        with pytest.raises((Damaged, QuickUnlockOver)):
            QuickSlot.parse(bytes(forged)).vault_key(brought(PIN))


def test_a_raised_cost_is_not_paid_where_nobody_vouches_for_it(known_pin, monkeypatch):
    quick = made(known_pin)
    password = json.loads(quick.slot.raw)["factors"][0] | {"memory_kib": DEAREST.memory_kib}
    text = changed_slot(quick, factors=[password, {"type": 4}])
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    with pytest.raises(QuickUnlockOver):
        QuickSlot.parse(quick.keyring_check + text).vault_key(brought(PIN))


def test_a_slot_that_is_broken_behind_a_true_check_is_over(known_pin):
    for change in ({"wrapped": "00" * 60}, {"check": "00" * 32}):
        by_click = QuickSlot.parse(vouched(changed_slot(made(), **change)))
        with pytest.raises(QuickUnlockOver):
            by_click.vault_key(brought())
    broken = QuickSlot.parse(vouched(changed_slot(made(known_pin), wrapped="00" * 60)))
    with pytest.raises(QuickUnlockOver):
        broken.vault_key(brought(PIN))


def test_a_pin_that_this_machine_can_no_longer_derive_is_over(known_pin, monkeypatch):
    quick = made(known_pin)
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: 1024)
    with pytest.raises(QuickUnlockOver):
        quick.vault_key(brought(PIN))
    with pytest.raises(TooCostly):
        pin_factor()


def test_a_pin_s_cost_has_a_roof():
    with pytest.raises(Damaged):
        quick_slot.pin_factor(SecretBytes.of_text(PIN), Argon2Cost(DEAREST.memory_kib * 2, 2, 1))


# Secrets


def test_everything_that_was_derived_is_zeroed(known_pin, monkeypatch):
    seen = []

    def watch(module, name):
        real = getattr(module, name)

        def kept(*args, **more):
            result = real(*args, **more)
            seen.append(result.buffer)
            return result

        monkeypatch.setattr(module, name, kept)

    quick = made(known_pin)
    watch(factors, "argon2id")
    watch(factors, "join")
    watch(keyslots, "hkdf_sha256")
    watch(quick_slot, "hkdf_sha256")
    watch(passwords, "normalised")
    credentials = brought(PIN)
    assert quick.vault_key(credentials) == VAULT_KEY
    assert len(seen) == 5
    assert all(set(buffer) == {0} for buffer in seen)
    assert credentials.keyring == SECRET
    assert credentials.password == SecretBytes.of_text(PIN)


def test_shows_nothing(known_pin):
    quick = made(known_pin)
    shown = f"{quick!r} {known_pin!r} {QuickChoice(known_pin)!r}"
    for secret in (known_pin.output, quick.slot.check, quick.slot.wrapped, quick.keyring_check):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_the_check_tells_nothing_of_the_half_that_made_it():
    quick = made()
    half = bytes(SECRET.buffer)
    assert quick.keyring_check not in {half, sha256(half).digest()}
    assert half not in quick.build()
    assert half.hex().encode() not in quick.build()
    assert made().keyring_check != quick.keyring_check
