# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mutation did: enough for every view to redraw, and enough to undo it."""

from collections.abc import Mapping

import msgspec

from strongroom.model.item import Folder, Overview


class SealedRow(msgspec.Struct, frozen=True):
    """A row as it lies in the file: still encrypted, so it may be kept in memory.

    ``parts`` are the ids and sealed bytes of those parts of attachments that the change
    took out of the file.
    """

    overview: bytes
    details: bytes | None = None
    parts: tuple[tuple[int, bytes], ...] = ()


# The moment in the tombstone of what came out of a copy and was taken back: no deletion, for
# the copy still has it, and a later merge may bring it again.
UNDONE = 0


class RowChange(msgspec.Struct, frozen=True):
    """One row before and after; None where it did not, or does not, exist.

    What was ``brought`` came out of another copy of the vault.
    """

    id: int
    before: SealedRow | None
    after: SealedRow | None
    brought: bool = False


class VaultValues(msgspec.Struct, frozen=True):
    """What a person sets of a vault as a whole."""

    name: str
    trash_days: int
    history_length: int

    def __repr__(self) -> str:
        return "VaultValues(…)"


class SettingsChange(msgspec.Struct, frozen=True):
    """The vault's values before and after.

    ``counts`` are the numbers of saves, before and after, that came out of a copy.
    """

    before: VaultValues
    after: VaultValues
    counts: Mapping[str, tuple[int, int]] = {}


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The result of every mutation.

    ``items`` and ``folders`` give the new state of each one touched, None where it is
    gone; an item in the trash is still there.  ``added`` lists which of ``items`` are new.
    ``rows`` and ``settings`` undo it.  ``for_good`` says that more went than can be kept
    for that, so that undo will refuse.
    """

    items: dict[int, Overview | None] = {}
    folders: dict[int, Folder | None] = {}
    added: frozenset[int] = frozenset()
    rows: tuple[RowChange, ...] = ()
    settings: SettingsChange | None = None
    for_good: bool = False

    def __repr__(self) -> str:
        return f"Changes({len(self.items)} items, {len(self.folders)} folders)"

    @property
    def changed(self) -> frozenset[int]:
        """The ids of items that existed before and still exist."""
        return frozenset(i for i, row in self.items.items() if row is not None) - self.added

    @property
    def made(self) -> frozenset[int]:
        """The ids of items that this mutation itself added.

        ``added`` can hold more: what another program added meanwhile is told with it.
        """
        return frozenset(row.id for row in self.rows if row.before is None) & self.added

    @property
    def removed(self) -> frozenset[int]:
        """The ids of items that are gone for good."""
        return frozenset(i for i, row in self.items.items() if row is None)

    def __bool__(self) -> bool:
        return bool(self.items or self.folders or self.rows or self.settings)
