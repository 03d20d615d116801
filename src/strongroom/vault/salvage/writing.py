# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was chosen to the rows of a new vault, sealed afresh, and what came of it.

As in a re-key it goes from the bottom up: an item's attachments, its details, its overview.
Halves become items of their own, under new ids and with new ids for their attachments.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from strongroom.crypto.sealing import tag_of
from strongroom.errors import Unreadable
from strongroom.model import attached
from strongroom.model.item import Attachment, Details, Overview, new_id
from strongroom.texts import _
from strongroom.vault.check import STEP, Progress
from strongroom.vault.row_types import FolderRow, ItemRow, SettingsRow
from strongroom.vault.salvage.choice import Chosen
from strongroom.vault.salvage.finding import Found, FoundOverview, Sealed
from strongroom.vault.salvage.halves import FOLDER, of_details, of_overview
from strongroom.vault.salvage.image import Image
from strongroom.vault.salvage.report import LostAttachment, SalvageReport
from strongroom.vault.unlocked import Unlocked


class Writing:
    """Writes one new vault; ``report`` grows while it does."""

    def __init__(
        self, image: Image, found: Found, chosen: Chosen, old: Unlocked, new: Unlocked
    ) -> None:
        self._image = image
        self._found = found
        self._chosen = chosen
        self._old = old
        self._new = new
        self._folder = 0
        self._tags: list[tuple[int, bytes]] = []
        self._lost: list[LostAttachment] = []
        self._counts = dict.fromkeys(("items", "folders", "attachments", "versions"), 0)
        self._alone: dict[str, list[str]] = {"overview": [], "details": [], "both": []}

    def write(
        self, target: sqlite3.Connection, settings: SettingsRow, now: int, progress: Progress
    ) -> list[tuple[int, bytes]]:
        """Insert all rows; return id and tag of each overview, ids ascending.

        Raises:
            Unreadable: a row is no longer where it was found.
        """
        chosen = self._chosen
        self._put(target, self._new.keys.settings_row, settings)
        total = len(chosen.items) + len(chosen.others)
        for done, row_id in enumerate(sorted(chosen.items.keys() | chosen.others.keys())):
            if done % STEP == 0:
                progress(done, total)
            if row_id in chosen.items:
                self._item(target, row_id, chosen.items[row_id])
            else:
                self._other(target, row_id, chosen.others[row_id])
        for row_id in sorted(chosen.overviews.keys() | chosen.details.keys()):
            self._halves(target, row_id, now)
        progress(total, total)
        return sorted(self._tags)

    def report(self) -> SalvageReport:
        """Return what came of it so far."""
        return SalvageReport(
            items=self._counts["items"],
            folders=self._counts["folders"],
            attachments=self._counts["attachments"],
            versions=self._counts["versions"],
            without_details=tuple(self._alone["overview"]),
            without_overview=tuple(self._alone["details"]),
            mismatched=tuple(self._alone["both"]),
            lost_attachments=tuple(self._lost),
            broken_rows=self._found.broken,
            vouched=self._chosen.vouched,
            settings_lost=self._chosen.settings is None,
            given_up=self._found.given_up,
            folder=_(FOLDER) if self._folder else "",
        )

    # Whole rows

    def _other(self, target: sqlite3.Connection, row_id: int, found: FoundOverview) -> None:
        data = self._old.rows.overview_json(row_id, self._sealed(found.sealed, found.tag))
        self._insert(target, row_id, self._new.rows.seal_overview_json(row_id, data))
        self._counts["folders"] += isinstance(found.row, FolderRow)

    def _item(self, target: sqlite3.Connection, row_id: int, found: FoundOverview) -> None:
        row = found.row
        data = self._old.rows.overview_json(row_id, self._sealed(found.sealed, found.tag))
        after = None
        if isinstance(row, ItemRow) and row.details is not None:
            after = self._details(target, row_id, row.details, row.overview)
        self._insert(target, row_id, self._new.rows.seal_overview_json(row_id, data, after))
        self._counts["items"] += 1

    def _details(
        self, target: sqlite3.Connection, row_id: int, tag: bytes, overview: Overview
    ) -> ItemRow:
        data, details = self._open(row_id, tag)
        after = None
        if details.attachments:
            after = self._with_attachments(target, details, overview.title)
            overview = attached.told(overview, after.attachments)
        self._counts["versions"] += len(details.history)
        fresh = self._insert_details(target, row_id, data, after)
        return ItemRow(overview=overview, details=fresh)

    # Halves

    def _halves(self, target: sqlite3.Connection, row_id: int, now: int) -> None:
        overview = self._chosen.overviews.get(row_id)
        known = self._known(row_id)
        details = list(self._apart(row_id))
        if overview is None and not details:
            return
        titles = []
        if overview is not None and isinstance(overview.row, ItemRow):
            item_id = new_id()
            half = of_overview(
                overview.row.overview, item_id=item_id, folder=self._marked_folder(target)
            )
            self._put_half(target, item_id, *half)
            titles.append(overview.row.overview.title)
        for data, one in details:
            item_id = new_id()
            made, plain = of_details(
                one, known, item_id=item_id, folder=self._marked_folder(target), now=now
            )
            plain = self._with_attachments(target, plain, made.title, anew=True)
            made = attached.told(made, plain.attachments)
            self._put_half(target, item_id, made, plain, data)
            self._counts["versions"] += len(plain.history)
            titles.append(made.title)
        both = overview is not None and bool(details)
        kind = "both" if both else "details" if overview is None else "overview"
        self._alone[kind].append(titles[0])

    def _known(self, row_id: int) -> Overview | None:
        """Return an overview of that id, whichever: its title says what the rest may be."""
        rows = (one.row for one in self._found.overviews.get(row_id, ()))
        return next((row.overview for row in rows if isinstance(row, ItemRow)), None)

    def _apart(self, row_id: int) -> Iterable[tuple[bytes, Details]]:
        """Give details that agree with no overview, unless others have them in their history."""
        opened = [self._open(row_id, tag) for tag in self._chosen.details.get(row_id, ())]
        whole = self._chosen.items.get(row_id)
        others = [details for _data, details in opened]
        if whole is not None and isinstance(whole.row, ItemRow) and whole.row.details is not None:
            others.append(self._open(row_id, whole.row.details)[1])
        known = {version.id for details in others for version in details.history}
        if len(others) > len(opened):
            known.add(others[-1].version)
        for data, details in opened:
            if details.version not in known:
                known.add(details.version)
                yield data, details

    def _open(self, row_id: int, tag: bytes) -> tuple[bytes, Details]:
        sealed = self._sealed(self._found.details[row_id][tag], tag)
        rows = self._old.rows
        return rows.details_json(row_id, sealed), rows.open_details(row_id, sealed)

    def _put_half(
        self,
        target: sqlite3.Connection,
        item_id: int,
        overview: Overview,
        details: Details,
        data: bytes | None = None,
    ) -> None:
        if data is None:
            sealed = self._new.rows.seal_details(item_id, details)
            target.execute("INSERT INTO details VALUES (?, ?)", (item_id, sealed))
            tag = tag_of(sealed)
        else:
            tag = self._insert_details(target, item_id, data, details)
        self._put(target, item_id, ItemRow(overview=overview, details=tag))

    def _marked_folder(self, target: sqlite3.Connection) -> int:
        if not self._folder:
            self._folder = new_id()
            self._put(target, self._folder, FolderRow(name=_(FOLDER)))
        return self._folder

    # Attachments

    def _with_attachments(
        self, target: sqlite3.Connection, details: Details, title: str, *, anew: bool = False
    ) -> Details:
        """Return ``details`` with the attachments that are whole, which are written."""
        kept = []
        for one in details.attachments:
            if self._is_whole(one):
                parts = tuple(self._part(target, *part, anew=anew) for part in one.parts)
                kept.append(msgspec.structs.replace(one, parts=parts))
            else:
                self._lost.append(LostAttachment(title, one.name))
        self._counts["attachments"] += len(kept)
        return msgspec.structs.replace(details, attachments=tuple(kept))

    def _is_whole(self, attachment: Attachment) -> bool:
        found = [self._found.parts.get(part, {}).get(tag) for part, tag in attachment.parts]
        return sum(one.length for one in found if one) == attachment.size and None not in found

    def _part(
        self, target: sqlite3.Connection, part_id: int, tag: bytes, *, anew: bool
    ) -> tuple[int, bytes]:
        sealed = self._sealed(self._found.parts[part_id][tag], tag)
        data = self._old.rows.open_part(part_id, sealed)
        put_id = new_id() if anew else part_id
        fresh = self._new.rows.seal_part(put_id, data, len(sealed))
        target.execute("INSERT INTO attachment VALUES (?, ?)", (put_id, fresh))
        return put_id, tag_of(fresh)

    # Single rows

    def _sealed(self, place: Sealed, tag: bytes) -> bytes:
        """Return a row once more from where it was found.

        Raises:
            Unreadable: the file was changed meanwhile, or the disk no longer gives it.
        """
        payload = self._image.payload(place.spot)
        sealed = b"" if payload is None else payload[place.head :]
        if tag_of(sealed) != tag:
            raise Unreadable(_("The file changed while it was being read; try again."))
        return sealed

    def _put(
        self, target: sqlite3.Connection, row_id: int, row: SettingsRow | FolderRow | ItemRow
    ) -> None:
        self._insert(target, row_id, self._new.rows.seal_overview(row_id, row))

    def _insert(self, target: sqlite3.Connection, row_id: int, sealed: bytes) -> None:
        target.execute("INSERT INTO overview VALUES (?, ?)", (row_id, sealed))
        self._tags.append((row_id, tag_of(sealed)))

    def _insert_details(
        self, target: sqlite3.Connection, row_id: int, data: bytes, after: Details | None
    ) -> bytes:
        sealed = self._new.rows.seal_details_json(row_id, data, after)
        target.execute("INSERT INTO details VALUES (?, ?)", (row_id, sealed))
        return tag_of(sealed)
