# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.crypto import keys
from strongroom.crypto.keys import derive_keys
from strongroom.secret import SecretBytes

VAULT_KEY = SecretBytes(bytes(range(32)))
VAULT_ID = bytes(range(16))


def _everything(derived):
    return [
        bytes(derived.rows.buffer),
        bytes(derived.manifest.buffer),
        bytes(derived.local.buffer),
        derived.key_id,
        derived.settings_row,
    ]


def test_the_same_vault_key_and_id_give_the_same_keys():
    assert _everything(derive_keys(VAULT_KEY, VAULT_ID)) == _everything(
        derive_keys(VAULT_KEY, VAULT_ID)
    )


@pytest.mark.parametrize(
    ("vault_key", "vault_id"),
    [(SecretBytes(bytes(32)), VAULT_ID), (VAULT_KEY, bytes(16))],
)
def test_another_vault_key_or_id_shares_nothing(vault_key, vault_id):
    ours = _everything(derive_keys(VAULT_KEY, VAULT_ID))
    theirs = _everything(derive_keys(vault_key, vault_id))
    assert not any(mine in theirs for mine in ours)


def test_each_purpose_has_a_key_of_its_own():
    derived = derive_keys(VAULT_KEY, VAULT_ID)
    assert [len(part) for part in _everything(derived)[:4]] == [32, 32, 32, 16]
    assert len({part[:8] for part in _everything(derived)[:4]}) == 4


def test_the_settings_row_has_an_id_like_any_other():
    for byte in range(64):
        found = derive_keys(SecretBytes(bytes([byte]) * 32), VAULT_ID).settings_row
        assert 0 < found < 1 << 63


def test_an_id_of_zero_is_given_up_for_one(monkeypatch):
    monkeypatch.setattr(
        keys, "hkdf_sha256", lambda *_args, length, **_more: SecretBytes(bytes(length))
    )
    assert derive_keys(VAULT_KEY, VAULT_ID).settings_row == 1


def test_close_overwrites_every_key():
    derived = derive_keys(VAULT_KEY, VAULT_ID)
    buffers = [derived.rows.buffer, derived.manifest.buffer, derived.local.buffer]
    derived.close()
    assert buffers == [bytes(32)] * 3


def test_shows_nothing():
    assert repr(derive_keys(VAULT_KEY, VAULT_ID)) == "VaultKeys(…)"
