# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone collects what was ever sealed, and looks for a nonce or a key that was used twice.

One nonce twice under one key would give away both texts and the key that authenticates.
"""

import itertools
import os

import pytest
from tests.vault.ground import login

from strongroom.crypto.keys import derive_keys
from strongroom.crypto.sealing import NONCE_BYTES, SealBroken, Sealer
from strongroom.errors import Altered
from strongroom.model import edits
from strongroom.secret import SecretBytes
from strongroom.vault import keyslots, local, quick_slot, recovery_code
from strongroom.vault.row_types import FolderRow
from strongroom.vault.rows import Rows

KEY = bytes(range(32))
VAULT_ID = bytes(range(64, 80))


def test_no_two_of_many_seals_have_one_nonce():
    """They collect many seals under one key; no two begin alike.

    ``make attacks`` makes a million.
    """
    seal = Sealer(SecretBytes(KEY)).seal
    count = int(os.environ.get("ATTACKS_SEALS") or 50_000)
    nonces = {seal(b"", b"")[:NONCE_BYTES] for _ in range(count)}
    assert len(nonces) == count


def test_every_nonce_comes_from_the_operating_system(monkeypatch):
    """They wait for a counter, a clock or a generator that begins anew; there is none."""
    given = iter([b"a" * 12, b"b" * 12])
    monkeypatch.setattr("os.urandom", lambda _length: next(given))
    sealer = Sealer(SecretBytes(KEY))
    assert [sealer.seal(b"x", b"")[:NONCE_BYTES] for _ in range(2)] == [b"a" * 12, b"b" * 12]


def test_the_same_row_saved_again_and_again_takes_a_new_nonce(vault, ground):
    """They collect copies over time; a row that did not change its text changes its seal."""
    overview = edits.new_item(login(), 1).overview
    details = edits.new_item(login(), 1).details
    seen = []
    for _save in range(50):
        vault.write(lambda draft: draft.put(overview, details))
        for table in ("overview", "details"):
            seen += [row[0][:NONCE_BYTES] for row in ground.sql(f"SELECT sealed FROM {table}")]  # noqa: S608
    # Each save seals the item's two rows and the settings.
    assert len(seen) == len(set(seen)) == 150


# One key, one purpose


def purposes():
    """Everything that is derived of a vault key, a password, a code and a keyring's half."""
    secret = SecretBytes(KEY)
    keys = derive_keys(secret, VAULT_ID)
    yield from (bytes(key.buffer) for key in (keys.rows, keys.manifest, keys.local))
    yield keys.key_id
    yield keys.settings_row.to_bytes(8)
    slot_id = bytes(16)
    with keyslots._derive(secret, VAULT_ID, slot_id) as (key, check):
        yield from (bytes(key.buffer), check)
    yield quick_slot._check(secret, VAULT_ID, slot_id, b"")
    code = recovery_code.generate()
    yield bytes(recovery_code.factor(code).buffer)
    yield KEY


def test_no_key_is_used_for_two_purposes():
    """They hope to turn what one key says against another; no two share a beginning."""
    derived = list(purposes())
    assert len({key[:8] for key in derived}) == len(derived)


def labels():
    """The additional data of everything that is sealed, for one vault and one id."""
    rows = Rows(SecretBytes(KEY), VAULT_ID)
    for table in (rows._overview, rows._details, rows._attachment):
        yield table._prefix + bytes(8)
    yield local._AD + VAULT_ID
    yield keyslots._WRAP_LABEL + VAULT_ID + bytes(16)


def test_labels_are_disjoint():
    """They look for one label that begins as another; a seal would open in two places."""
    for one, other in itertools.permutations(labels(), 2):
        assert not one.startswith(other[: -len(VAULT_ID)])
    infos = [b"rows", b"set", b"local", b"id", b"settings"]
    infos = [b"strongroom/1/" + name for name in infos]
    infos += [keyslots._SLOT_INFO, quick_slot._CHECK_INFO, recovery_code._INFO]
    assert len(set(infos)) == len(infos) == 8


def test_what_is_sealed_in_one_place_opens_in_no_other():
    """They move every kind of seal to every other place, under the very same key."""
    sealer = Sealer(SecretBytes(KEY))
    places = list(labels())
    for here, there in itertools.permutations(places, 2):
        sealed = sealer.seal(b"x", here)
        assert sealer.open(sealed, here) == b"x"
        with pytest.raises(SealBroken):
            sealer.open(sealed, there)


def test_rows_open_in_no_other_table_or_under_another_id():
    """They do the same through the vault's own reading."""
    rows = Rows(SecretBytes(KEY), VAULT_ID)
    details = edits.new_item(login(), 1).details
    sealed = {
        "overview": rows.seal_overview(5, FolderRow(name="Work")),
        "details": rows.seal_details(5, details),
        "part": rows.seal_part(5, b"x", 480),
    }
    opened = {
        "overview": rows.open_overview,
        "details": rows.open_details,
        "part": rows.open_part,
    }
    for (name, row), (place, opener) in itertools.product(sealed.items(), opened.items()):
        for row_id in (5, 6):
            if (name, row_id) == (place, 5):
                opener(row_id, row)
                continue
            with pytest.raises(Altered):
                opener(row_id, row)
