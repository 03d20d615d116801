# SPDX-License-Identifier: GPL-3.0-or-later
"""Another copy of the open vault taken in: first a look, then one transaction.

A look says of every item what would become of it, and holds no secret.  The merge judges
anew inside its transaction, over the state that the file is in by then.  What websites change is
said before all else: a website is where a password goes.  The vault in force
keeps its own key and its own unlock methods; a copy that was re-keyed *after* the vault is
the one in force, and takes the vault in instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

from strongroom.app.comparing import beside
from strongroom.app.session import Session
from strongroom.errors import InvalidInput
from strongroom.model.changes import Changes
from strongroom.model.item import Details, Item, Overview
from strongroom.model.merging.admission import Half, admitted, past_only
from strongroom.model.merging.merge import Merge, Merged, Outcome, truthful
from strongroom.texts import _
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.copies import VaultCopy
from strongroom.vault.draft import Draft
from strongroom.vault.row_types import SettingsRow, UnknownRow
from strongroom.vault.uniting import Kinship, lead_of, united

__all__ = ["Kinship", "MergeLine", "MergePreview", "Merging", "Outcome", "VaultCopy"]

_FROM_COPY = frozenset({Outcome.NEW, Outcome.BACK})
_SILENT = frozenset({Outcome.SAME, Outcome.GONE})


@dataclass(frozen=True, slots=True)
class MergeLine:
    """What would become of one item; ``overview`` is what it is afterwards, or was.

    ``websites`` are those that an item of the vault has afterwards where they change, else None.
    """

    item_id: int
    outcome: Outcome
    overview: Overview
    websites: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"MergeLine({self.outcome.value})"


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: a line for every item that it touches, the others counted.

    ``folders`` and ``settings`` say how many folders change, and whether the vault's name or
    rules do; ``unknown`` how many rows come that only a newer version knows, and ``refused``
    how many stay out because their ids are those of other things here.  ``known`` means that
    the vault has every save of the copy already, or cannot take its word for any.
    """

    copy: VaultCopy
    kinship: Kinship
    lines: tuple[MergeLine, ...]
    same: int
    folders: int
    settings: bool
    known: bool
    unknown: int = 0
    refused: int = 0

    def __repr__(self) -> str:
        return f"MergePreview({len(self.lines)} lines)"

    def count(self, outcome: Outcome) -> int:
        """Return how many items that becomes of."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def changed(self) -> tuple[MergeLine, ...]:
        """The items that would not be what they are."""
        return tuple(line for line in self.lines if line.outcome is not Outcome.KEPT)

    @property
    def changes_something(self) -> bool:
        """Whether the merge would write anything that a person sees."""
        return bool(self.changed) or self.folders > 0 or self.unknown > 0 or self.settings

    @property
    def is_useful(self) -> bool:
        """Whether the merge would write anything at all, the numbers of saves among it."""
        return self.changes_something or not self.known


class Merging:
    """Looks at copies of the vault that ``session`` has open, and takes them in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def preview(self, copy: VaultCopy, step: Progress = no_progress) -> MergePreview:
        """Say what a merge with ``copy`` would do; nothing is written.

        ``step`` is told how many items were compared, and of how many; what it raises ends it.

        Raises:
            VaultLocked: no vault is open.
            InvalidInput: the copy's key took the place of this vault's.
            CannotOpen: one of the two is no longer what it was.
        """
        vault = self._session.vault
        kinship = vault.kinship(copy)
        if kinship is Kinship.LATER:
            raise _is_in_force(copy)
        unknown = vault.unknown_rows()
        ours = Half(
            vault.overviews(), vault.folders(), vault.tombstones(), vault.buried(), unknown.keys()
        )
        now = self._session.clock.now_ms()
        merge, refused = _merge(ours, vault.settings.writers, copy, now, step)
        tags = vault.details_tags()
        judged = _judged(merge, copy, tags, vault.details, now=now, step=step)
        lines, same = _lines(merge, judged)
        after = united(vault.settings, copy, merge.lead, 0)
        wanted = merge.folders.folders
        there_are = {i for i in {*ours.folders, *wanted} if ours.folders.get(i) != wanted.get(i)}
        return MergePreview(
            copy=copy,
            kinship=kinship,
            lines=lines,
            same=same,
            folders=len(there_are),
            settings=_rules(after) != _rules(vault.settings),
            known=after.writers == vault.settings.writers,
            unknown=len(_new_to(ours, copy)),
            refused=refused,
        )

    def run(self, copy: VaultCopy, step: Progress = no_progress) -> Changes:
        """Take ``copy`` in, in one transaction, with a backup before it.

        A vault that is older than the one last seen here, or has parted from it, is gone on
        with by this very merge: where it is not written, nothing was accepted either.

        Raises:
            VaultLocked: no vault is open.
            InvalidInput: as in :meth:`preview`, or an item would be too large.
            ReadOnlyVault: the vault's own password was retired; it stays for looking only.
            CannotSave: nothing was written; and whatever ``step`` raises.
            CannotOpen: one of the two is no longer what it was; nothing was written.
        """
        if self._session.vault.kinship(copy) is Kinship.LATER:
            raise _is_in_force(copy)
        with self._session.going_on():
            return self._session.write(self.change_of(copy, step), step, bulk=True)

    def change_of(self, copy: VaultCopy, step: Progress = no_progress) -> Callable[[Draft], None]:
        """Return the change that takes ``copy`` in, for whoever writes it."""

        def change(draft: Draft) -> None:
            ours = Half(
                dict(draft.overviews),
                dict(draft.folders),
                dict(draft.tombstones),
                draft.buried,
                frozenset(draft.unknown_rows),
            )
            merge, _refused = _merge(ours, draft.settings.writers, copy, draft.now, step)
            details = partial(_of_draft, draft)
            _put_folders(draft, merge)
            brought: dict[int, Overview] = {}
            tags = draft.details_tags
            for item_id, one in _judged(merge, copy, tags, details, now=draft.now, step=step):
                if one.outcome in _FROM_COPY and one.overview is not None:
                    brought[item_id] = one.overview
                else:
                    _put(draft, merge, copy, item_id, one)
            for item_id, found in _of_copy(copy, sorted(brought), draft.now):
                seen = brought[item_id]
                seen = seen if copy.same_key else truthful(seen, found.fields)
                draft.put(seen, found, copy, whole=copy.same_key)
            for row_id, row in _new_to(ours, copy).items():
                draft.bring_unknown(row_id, row, copy)
            if copy.same_key or draft.puts:  # another key alone is nothing to be written
                draft.unite_settings(united(draft.settings, copy, merge.lead, draft.now))

        return change


def _is_in_force(copy: VaultCopy) -> InvalidInput:
    sentence = _(
        "The password of “{file}” was changed after this vault’s, so that copy is the one in "
        "force: open it instead, and merge this vault into it."
    )
    return InvalidInput(sentence.format(file=copy.path.name))


def _merge(
    ours: Half, writers: Mapping[str, int], copy: VaultCopy, now: int, step: Progress
) -> tuple[Merge, int]:
    """Return the merge with what of the copy is admitted, and how many rows are not."""
    theirs = Half(copy.overviews(), copy.folders(), copy.tombstones(), copy.buried())
    theirs, refused = admitted(ours, theirs, None if copy.same_key else now)
    lead = lead_of(writers, copy)
    return Merge(ours, theirs, lead, stranger=not copy.same_key, step=step), refused


def _new_to(ours: Half, copy: VaultCopy) -> dict[int, UnknownRow]:
    """Return what a newer version put into the copy and is not here; under one key only."""
    if not copy.same_key:
        return {}
    known = (ours.overviews, ours.folders, ours.tombstones, ours.others)
    return {
        row_id: row
        for row_id, row in copy.unknown_rows().items()
        if not any(row_id in rows for rows in known)
    }


def _of_copy(copy: VaultCopy, ids: list[int], now: int) -> Iterator[tuple[int, Details]]:
    found = copy.details(ids)
    if copy.same_key:
        return found
    return ((item_id, past_only(details, now)) for item_id, details in found)


def _judged(
    merge: Merge,
    copy: VaultCopy,
    tags: Mapping[int, bytes | None],
    details: Callable[[list[int]], Iterator[tuple[int, Details]]],
    *,
    now: int,
    step: Progress,
) -> Iterator[tuple[int, Merged]]:
    """Give what becomes of each id, in both halves or in one; the same details are not read."""
    ours, theirs, there = merge.ours.overviews, merge.theirs.overviews, copy.details_tags()
    pairs = merge.pairs()
    doubtful = [
        item_id
        for item_id in pairs
        if ours[item_id] != theirs[item_id]
        or not (copy.same_key and tags[item_id] == there[item_id])
    ]
    total = len(doubtful)
    both = beside(details(doubtful), _of_copy(copy, doubtful, now))
    for done, (item_id, here, other) in enumerate(both):
        if done % STEP == 0:
            step(done, total)
        if here is not None:  # what went meanwhile is judged anew when the merge is written
            yield item_id, merge.pair(Item(ours[item_id], here), Item(theirs[item_id], other))
    step(total, total)
    known = set(doubtful)
    for item_id in pairs:
        if item_id not in known:
            after = merge.placed(ours[item_id])
            placed = Outcome.SAME if after == ours[item_id] else Outcome.PLACED
            yield item_id, Merged(placed, after)
    of_ours, of_theirs = merge.witnesses()
    for item_id, found in chain(details(of_ours), _of_copy(copy, of_theirs, now)):
        merge.hear(item_id, found)
    yield from merge.others()


def _lines(merge: Merge, judged: Iterator[tuple[int, Merged]]) -> tuple[tuple[MergeLine, ...], int]:
    lines, same = [], 0
    for item_id, one in judged:
        overview = one.overview or merge.ours.overviews.get(item_id)
        if one.outcome in _SILENT or overview is None:
            same += one.outcome is Outcome.SAME and item_id in merge.ours.overviews
        else:
            before = merge.ours.overviews.get(item_id)
            moved = before is not None and before.websites != overview.websites
            sites = overview.websites if moved else None
            lines.append(MergeLine(item_id, one.outcome, overview, sites))
    lines.sort(key=_by_websites_and_title)
    return tuple(lines), same


def _by_websites_and_title(line: MergeLine) -> tuple[bool, str, int]:
    return line.websites is None, line.overview.title.casefold(), line.item_id


def _of_draft(draft: Draft, ids: list[int]) -> Iterator[tuple[int, Details]]:
    return ((item_id, draft.item(item_id).details) for item_id in ids)


def _put_folders(draft: Draft, merge: Merge) -> None:
    for folder_id, folder in merge.folders.folders.items():
        if merge.ours.folders.get(folder_id) != folder:
            draft.bring_folder(folder)
    for folder_id in merge.folders.dropped:
        draft.bring_tombstone(folder_id, draft.now)


def _put(draft: Draft, merge: Merge, copy: VaultCopy, item_id: int, one: Merged) -> None:
    """Put what became of one id into the draft, where it is not so already."""
    if one.deleted is not None:
        if one.outcome is not Outcome.SAME:
            draft.bring_tombstone(item_id, one.deleted, one.version)
        return
    before, overview = merge.ours.overviews.get(item_id), one.overview
    if overview is None or one.outcome is Outcome.SAME:
        return
    if overview != before or one.details is not None:
        details = None if one.outcome is Outcome.PLACED else one.details
        draft.put(overview, details, copy, whole=copy.same_key)
    second = one.second
    if second is not None and second.id not in draft.overviews:
        draft.put(second.overview, second.details)


def _rules(settings: SettingsRow) -> tuple[str, int, int]:
    return settings.name, settings.trash_days, settings.history_length
