# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the file, and knows no key, changes the unlock methods.

The header is in the clear and anybody can compute its checksum; the manifest covers it.
"""

import json

import pytest
from tests.attacks.ground import header_of, put_header, refused
from tests.vault.ground import PASSWORD, credentials, new_unlock

from strongroom.crypto.kdf import CHEAPEST, Argon2Cost
from strongroom.crypto.sealing import Sealer
from strongroom.errors import Altered, Damaged, MethodMissing, WrongKey
from strongroom.secret import SecretBytes
from strongroom.vault import factors, keyslots
from strongroom.vault.header import Header
from strongroom.vault.slot import Slot


def test_an_old_header_with_a_method_that_was_removed(bare):
    """They put an unlock method back that was removed, and know its password; altered."""
    vault = bare.create(recovery=True)
    header = bare.sql("SELECT header FROM vault")[0][0]
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    vault.close()
    bare.sql("UPDATE vault SET header = :header", header=header)
    # The old password opens the old slot, and the old key nothing.
    refused(bare)


def test_a_salt_changed(ground):
    """They change the salt; what the owner types no longer fits: wrong key."""
    header = header_of(ground)
    header["slots"][0]["factors"][0]["salt"] = "00" * 16
    put_header(ground, header)
    refused(ground, WrongKey)


def test_a_cost_changed(ground):
    """They change Argon2's cost; wrong key, with a word that the unlock settings changed."""
    ground.open().close()
    header = header_of(ground)
    header["slots"][0]["factors"][0]["passes"] = 3
    put_header(ground, header)
    with pytest.raises(WrongKey) as caught:
        ground.open()
    assert caught.value.settings_changed


@pytest.mark.parametrize(("memory", "passes"), [(8, 2), (1 << 30, 2), (19456, 1), (4 << 20, 64)])
def test_a_cost_out_of_bounds_is_never_paid(ground, memory, passes):
    """They ask for 8 KiB or a terabyte; the owner is told of damage before Argon2 runs."""
    header = header_of(ground)
    header["slots"][0]["factors"][0] |= {"memory_kib": memory, "passes": passes}
    put_header(ground, header)
    refused(ground, Damaged)


def test_a_factor_taken_away_or_put_to_it(bare, tmp_path):
    """They strike the key file out of the slot; the password alone is a wrong key."""
    bare.create(key_file=tmp_path / "k").close()
    header = header_of(bare)
    header["slots"][0]["factors"].pop()
    put_header(bare, header)
    refused(bare, WrongKey)


def test_a_slot_put_to_it(ground):
    """They add an unlock method; the owner is told the vault was altered."""
    header = header_of(ground)
    header["slots"].append(header["slots"][0] | {"id": "00" * 16})
    put_header(ground, header)
    refused(ground)


def test_a_field_put_to_it(ground):
    """They add a key that means nothing; the owner is told the vault was altered."""
    header = header_of(ground)
    header["note"] = "hello"
    put_header(ground, header)
    refused(ground)


def test_a_slot_whose_keys_they_know(ground):
    """They put in a slot for a password of theirs, around a key of theirs; altered."""
    header = header_of(ground)
    vault_id = bytes.fromhex(header["vault"])
    with SecretBytes.random(32) as their_key:
        made = keyslots.make_slots(
            new_unlock("their own password"), vault_key=their_key, vault_id=vault_id, cost=CHEAPEST
        )
    header["slots"].append(json.loads(made.slots[0].raw))
    put_header(ground, header)
    for password in ("their own password", PASSWORD):
        with pytest.raises(Altered):
            ground.open(password=password)


def test_one_slot_that_many_passwords_would_open(ground, monkeypatch):
    """They forge a wrapped key to test many passwords at once; no forgery is ever tried.

    AES-GCM lets one ciphertext open under many keys.  The key check comes first, and fits one.
    """
    opened = []
    real = Sealer.open_secret

    def counted(*args):
        opened.append(args)
        return real(*args)

    monkeypatch.setattr(Sealer, "open_secret", counted)
    header = Header.parse(ground.sql("SELECT header FROM vault")[0][0])
    forged = Slot.make(
        bytes(16), (1,), header.slots[0].password, check=bytes(32), wrapped=bytes(60)
    )
    with pytest.raises(WrongKey):
        keyslots.find_key(header.with_slots([forged]), credentials())
    assert opened == []
    keyslots.find_key(header, credentials()).vault_key.close()
    assert len(opened) == 1


def test_a_slot_of_quick_unlock_in_a_header(ground, monkeypatch):
    """They put a PIN's slot into the header, to have it tried for ever; it never is."""
    header = header_of(ground)
    (slot,) = header["slots"]
    slot["factors"].append({"type": 4})
    put_header(ground, header)
    monkeypatch.setattr(factors, "argon2id", pytest.fail)
    with pytest.raises(MethodMissing):
        ground.open()


def test_a_weaker_cost_in_wait_for_the_next_password(ground):
    """They lower the cost within its bounds; the next password takes the cost of today."""
    vault = ground.open()
    dearer = Argon2Cost(memory_kib=20_000, passes=3, lanes=2)
    vault.change_unlock(new_unlock("a wholly new password"), cost=dearer).finish()
    factor = header_of(ground)["slots"][0]["factors"][0]
    assert (factor["memory_kib"], factor["passes"], factor["lanes"]) == (20_000, 3, 2)
