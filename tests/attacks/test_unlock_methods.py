# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the file, and knows no key, changes the unlock methods.

The header is in the clear and anybody can compute its checksum; the manifest covers it.
"""

import pytest
from tests.attacks.ground import header_of, put_header, refused
from tests.vault.ground import new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Damaged, WrongKey


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
