# SPDX-License-Identifier: GPL-3.0-or-later
"""Another copy of the open vault taken in: first a look, then one transaction.

A look says of every item what would become of it, and holds no secret.  The merge judges
anew inside its transaction, over the state that the file is in by then.  The vault in force
keeps its own key and its own unlock methods; a copy that was re-keyed *after* the vault is
the one in force, and takes the vault in instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from strongroom.app.session import Session
from strongroom.errors import InvalidInput
from strongroom.model.changes import Changes
from strongroom.model.item import Details, Item, Overview
from strongroom.model.merging.merge import Half, Merge, Merged, Outcome
from strongroom.texts import _
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.copies import VaultCopy
from strongroom.vault.draft import Draft
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.uniting import Kinship, lead_of, united

__all__ = ["Kinship", "MergeLine", "MergePreview", "Merging", "Outcome", "VaultCopy"]

_FROM_COPY = frozenset({Outcome.NEW, Outcome.BACK})
_SILENT = frozenset({Outcome.SAME, Outcome.GONE})


@dataclass(frozen=True, slots=True)
class MergeLine:
    """What would become of one item; ``overview`` is what it is afterwards, or was."""

    item_id: int
    outcome: Outcome
    overview: Overview

    def __repr__(self) -> str:
        return f"MergeLine({self.outcome.value})"


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: a line for every item that it touches, the others counted.

    ``folders`` and ``settings`` say how many folders change, and whether the vault's name or
    rules do.  ``known`` means that the vault has every save of the copy already.
    """

    copy: VaultCopy
    kinship: Kinship
    lines: tuple[MergeLine, ...]
    same: int
    folders: int
    settings: bool
    known: bool

    def __repr__(self) -> str:
        return f"MergePreview({len(self.lines)} lines)"

    def count(self, outcome: Outcome) -> int:
        """Return how many items that becomes of."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def changes_something(self) -> bool:
        """Whether the merge would write anything that a person sees."""
        written = any(line.outcome is not Outcome.KEPT for line in self.lines)
        return written or self.folders > 0 or self.settings


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
        ours = Half(vault.overviews(), vault.folders(), vault.tombstones())
        merge = _merge(ours, vault.settings.writers, copy)
        tags = vault.details_tags()
        judged = _judged(merge, copy, tags, vault.details, step)
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
        )

    def run(self, copy: VaultCopy, step: Progress = no_progress) -> Changes:
        """Take ``copy`` in, in one transaction, with a backup before it.

        Raises:
            VaultLocked: no vault is open.
            InvalidInput: as in :meth:`preview`, or an item would be too large.
            CannotSave: nothing was written; and whatever ``step`` raises.
            CannotOpen: one of the two is no longer what it was; nothing was written.
        """
        if self._session.vault.kinship(copy) is Kinship.LATER:
            raise _is_in_force(copy)
        return self._session.write(self.change_of(copy, step), step, bulk=True)

    def change_of(self, copy: VaultCopy, step: Progress = no_progress) -> Callable[[Draft], None]:
        """Return the change that takes ``copy`` in, for whoever writes it."""

        def change(draft: Draft) -> None:
            ours = Half(dict(draft.overviews), dict(draft.folders), dict(draft.tombstones))
            merge = _merge(ours, draft.settings.writers, copy)
            details = partial(_of_draft, draft)
            _put_folders(draft, merge)
            brought: dict[int, Overview] = {}
            for item_id, one in _judged(merge, copy, draft.details_tags, details, step):
                if one.outcome in _FROM_COPY and one.overview is not None:
                    brought[item_id] = one.overview
                else:
                    _put(draft, merge, copy, item_id, one)
            for item_id, found in copy.details(sorted(brought)):
                draft.put(brought[item_id], found, copy)
            for row_id, row in copy.unknown_rows().items():
                draft.bring_unknown(row_id, row, copy)
            draft.unite_settings(united(draft.settings, copy, merge.lead, draft.now))

        return change


def _is_in_force(copy: VaultCopy) -> InvalidInput:
    sentence = _(
        "The password of “{file}” was changed after this vault’s, so that copy is the one in "
        "force: open it instead, and merge this vault into it."
    )
    return InvalidInput(sentence.format(file=copy.path.name))


def _merge(ours: Half, writers: Mapping[str, int], copy: VaultCopy) -> Merge:
    theirs = Half(copy.overviews(), copy.folders(), copy.tombstones())
    return Merge(ours, theirs, lead_of(writers, copy))


def _judged(
    merge: Merge,
    copy: VaultCopy,
    tags: Mapping[int, bytes | None],
    details: Callable[[list[int]], Iterator[tuple[int, Details]]],
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
    both = zip(details(doubtful), copy.details(doubtful), strict=True)
    for done, ((item_id, here), (_same, other)) in enumerate(both):
        if done % STEP == 0:
            step(done, total)
        yield item_id, merge.pair(Item(ours[item_id], here), Item(theirs[item_id], other))
    step(total, total)
    known = set(doubtful)
    for item_id in pairs:
        if item_id not in known:
            after = merge.placed(ours[item_id])
            placed = Outcome.SAME if after == ours[item_id] else Outcome.PLACED
            yield item_id, Merged(placed, after)
    yield from merge.others()


def _lines(merge: Merge, judged: Iterator[tuple[int, Merged]]) -> tuple[tuple[MergeLine, ...], int]:
    lines, same = [], 0
    for item_id, one in judged:
        overview = one.overview or merge.ours.overviews.get(item_id)
        if one.outcome in _SILENT or overview is None:
            same += one.outcome is Outcome.SAME and item_id in merge.ours.overviews
        else:
            lines.append(MergeLine(item_id, one.outcome, overview))
    lines.sort(key=lambda line: (line.overview.title.casefold(), line.item_id))
    return tuple(lines), same


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
        if merge.ours.tombstones.get(item_id) != one.deleted:
            draft.bring_tombstone(item_id, one.deleted)
        return
    before, overview = merge.ours.overviews.get(item_id), one.overview
    if overview is None or one.outcome is Outcome.SAME:
        return
    if overview != before or one.details is not None:
        details = None if one.outcome is Outcome.PLACED else one.details
        draft.put(overview, details, copy)
    second = one.second
    if second is not None and second.id not in draft.overviews:
        draft.put(second.overview, second.details)


def _rules(settings: SettingsRow) -> tuple[str, int, int]:
    return settings.name, settings.trash_days, settings.history_length
