# SPDX-License-Identifier: GPL-3.0-or-later
"""What an overview's JSON may be: one of four rows, told apart by its key ``t``.

Ids of rows are not in their JSON: the seal binds them.  Bytes are written in base64.
A row whose ``t`` this version does not know is kept as it is, and shown to nobody.
"""

from typing import Annotated

import msgspec

from strongroom.crypto.keys import KEY_ID_BYTES
from strongroom.crypto.sealing import TAG_BYTES
from strongroom.model.changes import VaultValues
from strongroom.model.item import Folder, Overview
from strongroom.model.numbers import Id, Moment

Tag = Annotated[bytes, msgspec.Meta(min_length=TAG_BYTES, max_length=TAG_BYTES)]
KeyId = Annotated[bytes, msgspec.Meta(min_length=KEY_ID_BYTES, max_length=KEY_ID_BYTES)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]

TRASH_DAYS = 30
HISTORY_LENGTH = 20


class ItemRow(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
    tag_field="t",
    tag="item",
):
    """An item's overview, and the tag of its details row: None where it has none."""

    overview: Overview
    details: Tag | None


class FolderRow(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="folder"
):
    """A folder, without its id."""

    name: str
    parent: Id | None = None

    @classmethod
    def of(cls, folder: Folder) -> "FolderRow":
        """Return the row of a folder."""
        return cls(name=folder.name, parent=folder.parent)

    def folder(self, row_id: int) -> Folder:
        """Return the folder that this row is under that id."""
        return Folder(id=row_id, name=self.name, parent=self.parent)


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """A vault key that was replaced: its id, when, and the key of its local notes.

    The last lets every machine read, once more, the notes that it sealed before.
    """

    key: KeyId
    at: Moment
    local: Key

    def __repr__(self) -> str:
        return f"Retired(at={self.at}, …)"


class SettingsRow(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="settings"
):
    """What belongs to the vault as a whole, under an id that its key tells.

    ``writers`` counts the saves of each machine, by a random id of 8 bytes in hex.
    ``trash_days`` 0 never empties the trash; ``history_length`` 0 keeps no history.
    """

    name: str
    created: Moment
    writers: dict[str, Count] = {}
    retired: tuple[Retired, ...] = ()
    trash_days: Count = TRASH_DAYS
    history_length: Count = HISTORY_LENGTH

    @property
    def values(self) -> VaultValues:
        """What of it a person sets."""
        return VaultValues(self.name, self.trash_days, self.history_length)


class TombstoneRow(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t", tag="tombstone"
):
    """What is left of an item that was deleted for good at that moment.

    ``version`` names the state that it was in, where it had details: who merges can tell an
    edit that the deleter never saw.
    """

    at: Moment
    version: Id | None = None


class UnknownRow(msgspec.Struct, frozen=True):
    """A row that a newer version added; ``t`` is its name there."""

    t: str


KnownRow = ItemRow | FolderRow | SettingsRow | TombstoneRow
OverviewRow = KnownRow | UnknownRow

KNOWN_TAGS = frozenset({"item", "folder", "settings", "tombstone"})
