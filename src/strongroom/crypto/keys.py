# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of an open vault: all derived from one, and gone with one ``close()``.

Each key has one purpose, told apart by HKDF's ``info``.  The vault's id is the salt, so
that a copy made under a new id shares no key with its original.
"""

from dataclasses import dataclass

from strongroom.crypto.kdf import KEY_BYTES, hkdf_sha256
from strongroom.secret import SecretBytes

VAULT_ID_BYTES = 16
KEY_ID_BYTES = 16
_ID_MASK = (1 << 63) - 1


@dataclass(slots=True)
class VaultKeys:
    """What a vault key opens.  Whoever derives it closes it.

    ``rows`` seals every row, ``manifest`` vouches for the set of them, ``local`` seals
    this machine's own notes.  ``key_id`` names the vault key without telling it, and
    ``settings_row`` is the id of the row that holds the vault's settings.
    """

    rows: SecretBytes
    manifest: SecretBytes
    local: SecretBytes
    key_id: bytes
    settings_row: int

    def __repr__(self) -> str:
        return "VaultKeys(…)"

    def close(self) -> None:
        """Overwrite every key."""
        for key in (self.rows, self.manifest, self.local):
            key.close()


def derive_keys(vault_key: SecretBytes, vault_id: bytes) -> VaultKeys:
    """Derive everything that the 32 bytes of a vault key stand for."""

    def derived(name: bytes, length: int) -> SecretBytes:
        return hkdf_sha256(vault_key, salt=vault_id, info=b"strongroom/1/" + name, length=length)

    return VaultKeys(
        rows=derived(b"rows", KEY_BYTES),
        manifest=derived(b"set", KEY_BYTES),
        local=derived(b"local", KEY_BYTES),
        key_id=bytes(derived(b"id", KEY_ID_BYTES).buffer),
        # 63 bits as every row id; zero, which is no id, is given up for one.
        settings_row=int.from_bytes(derived(b"settings", 8).buffer) & _ID_MASK or 1,
    )
