# SPDX-License-Identifier: GPL-3.0-or-later
"""What of all the rows found belongs together, and what must stay apart.

Where the manifest vouches for a state, that state it is.  Where none does, an item is an
overview with the very details whose tag it carries, and of several such pairs the latest.
An overview and details that do not agree are never joined, genuine as both are: an old
website with a new password would send the one to the other.
"""

from collections.abc import Iterable, Mapping

import msgspec

from strongroom.errors import CannotOpen
from strongroom.vault.header import header_hash
from strongroom.vault.manifest import Manifest
from strongroom.vault.row_types import ItemRow, SettingsRow, TombstoneRow
from strongroom.vault.salvage.finding import Found, FoundOverview, Head
from strongroom.vault.salvage.image import AS_BEFORE, AS_IT_STANDS
from strongroom.vault.unlocked import Unlocked

_FILE = 1 << AS_IT_STANDS


class Chosen(msgspec.Struct):
    """What the new vault is made of, by id.

    ``items`` agree with their details; ``overviews`` have none that agree, ``details`` (by
    their tags) no overview that agrees.  ``others`` are folders, tombstones and rows of a
    newer version.  ``head`` is the one whose manifest says that there was nothing else.
    """

    head: Head | None = None
    settings: SettingsRow | None = None
    items: dict[int, FoundOverview] = {}
    overviews: dict[int, FoundOverview] = {}
    details: dict[int, list[bytes]] = {}
    others: dict[int, FoundOverview] = {}

    @property
    def vouched(self) -> bool:
        """Tell whether a manifest says that there was nothing else."""
        return self.head is not None


def choose(found: Found, heads: Iterable[Head], unlocked: Unlocked) -> Chosen:
    """Sort out what was found."""
    head, state = _vouched(found, heads, unlocked) or (None, None)
    overviews = found.overviews if state is None else {key: [row] for key, row in state.items()}
    chosen = Chosen(head)
    for row_id, versions in overviews.items():
        if row_id == unlocked.keys.settings_row:
            chosen.settings = _settings(versions)
        else:
            _sort_out(chosen, found, row_id, versions)
    if state is None:
        lost = found.details.keys() - overviews.keys()
        chosen.details |= {row_id: list(found.details[row_id]) for row_id in lost}
    return chosen


def _vouched(
    found: Found, heads: Iterable[Head], unlocked: Unlocked
) -> tuple[Head, dict[int, FoundOverview]] | None:
    """Return the overviews for which a manifest vouches, as a whole; None where none does."""
    heads = tuple(heads)
    for state in (AS_IT_STANDS, AS_BEFORE):
        rows = _as_of(found, state)
        head = next((head for head in heads if _vouches(head, rows, unlocked)), None)
        if head is not None:
            # A row that is later than a whole list of before is worth more than the list.
            newer = state == AS_BEFORE and _latest(_as_of(found, AS_IT_STANDS)) > _latest(rows)
            return None if newer else (head, rows)
    return None


def _as_of(found: Found, state: int) -> dict[int, FoundOverview]:
    rows = {}
    for row_id in sorted(found.overviews):
        versions = [one for one in found.overviews[row_id] if one.states >> state & 1]
        if versions:
            rows[row_id] = max(versions, key=_order)
    return rows


def _vouches(head: Head, rows: dict[int, FoundOverview], unlocked: Unlocked) -> bool:
    listed = Manifest.of((row_id, row.tag) for row_id, row in rows.items())
    try:
        listed.check(
            head.manifest,
            unlocked.keys.manifest,
            vault_id=unlocked.vault_id,
            header_hash=header_hash(head.header),
        )
    except CannotOpen:
        return False
    return True


def _latest(rows: dict[int, FoundOverview]) -> int:
    return max((_order(row)[0] for row in rows.values()), default=0)


def _order(found: FoundOverview) -> tuple[int, int, int]:
    """Tell what is later: by its own time, then by being in the file as it stands."""
    row = found.row
    if isinstance(row, TombstoneRow):
        return row.at, found.states & _FILE, 0
    if isinstance(row, ItemRow):
        seen = row.overview
        return seen.modified, found.states & _FILE, seen.trashed or 0
    return 0, found.states & _FILE, 0


def _settings(versions: Iterable[FoundOverview]) -> SettingsRow | None:
    """Return the settings that the most saves have led to."""
    rows = [one.row for one in versions if isinstance(one.row, SettingsRow)]
    return max(rows, key=lambda row: sum(row.writers.values()), default=None)


def _sort_out(chosen: Chosen, found: Found, row_id: int, versions: Iterable[FoundOverview]) -> None:
    ordered = sorted(versions, key=_order, reverse=True)
    latest = ordered[0]
    if not isinstance(latest.row, ItemRow):
        if not isinstance(latest.row, SettingsRow):  # a second one is no settings of anything
            chosen.others[row_id] = latest
        return
    details = found.details.get(row_id, {})
    whole = next((one for one in ordered if _agrees(one, details)), None)
    if whole is not None:
        chosen.items[row_id] = whole
    if latest is not whole:
        chosen.overviews[row_id] = latest
    apart = [tag for tag in details if whole is None or tag != _details_tag(whole)]
    if apart and not (chosen.vouched and whole is not None):
        chosen.details[row_id] = apart


def _agrees(found: FoundOverview, details: Mapping[bytes, object]) -> bool:
    """Tell whether an overview has its details, or says that it has none."""
    return isinstance(found.row, ItemRow) and (
        found.row.details is None or found.row.details in details
    )


def _details_tag(found: FoundOverview) -> bytes | None:
    return found.row.details if isinstance(found.row, ItemRow) else None
