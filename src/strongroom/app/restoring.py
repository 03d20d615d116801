# SPDX-License-Identifier: GPL-3.0-or-later
"""What a copy of the vault holds, brought back as one change to a draft; nothing is lost by it.

What is there now goes into the history of each item, what is too many into the trash.
"""

from collections.abc import Callable, Collection

import msgspec

from strongroom.app import folders as tree
from strongroom.app.placing import put_changed, put_each
from strongroom.model import edits
from strongroom.model.comparing import Comparison, brought_back
from strongroom.model.differences import Difference
from strongroom.model.item import Item, Overview, folder_path
from strongroom.vault.check import STEP, Progress
from strongroom.vault.copies import VaultCopy
from strongroom.vault.draft import Draft

Change = Callable[[Draft], None]


def bringing_some(copy: VaultCopy, ids: Collection[int], progress: Progress) -> Change:
    """Return the change that brings items back, out of the trash too: they are wanted."""

    def change(draft: Draft) -> None:
        _bring(draft, copy, ids, edits.restored, progress)

    return change


def bringing_all(copy: VaultCopy, everything: Comparison, progress: Progress) -> Change:
    """Return the change that makes items, folders and trash what they are in ``copy``."""
    wanted = [item.item_id for item in everything.items if item.after is not None]
    too_many = [item.item_id for item in everything.of(Difference.REMOVED)]

    def change(draft: Draft) -> None:
        there = copy.folders()
        for folder_id, folder in there.items():
            if draft.folders.get(folder_id) != folder:
                draft.put_folder(folder)
        _bring(draft, copy, wanted, lambda overview: overview, progress)
        put_each(draft, [i for i in too_many if i in draft.overviews], edits.trashed)
        for folder_id in [row_id for row_id in draft.folders if row_id not in there]:
            draft.drop_folder(folder_id)

    return change


def _bring(
    draft: Draft,
    copy: VaultCopy,
    ids: Collection[int],
    shown: Callable[[Overview], Overview],
    progress: Progress,
) -> None:
    there = copy.overviews()
    for done, (item_id, details) in enumerate(copy.details(ids)):
        if done % STEP == 0:
            progress(done, len(ids))
        _restore(draft, copy, Item(shown(there[item_id]), details))


def _restore(draft: Draft, copy: VaultCopy, found: Item) -> None:
    place = _place(draft, copy, found.overview.folder)
    earlier = Item(edits.moved(found.overview, place), found.details)
    if earlier.id not in draft.overviews:
        # Back from its tombstone it is newer than that, or a merge would bury it again.
        back = msgspec.structs.replace(earlier.overview, modified=draft.now)
        draft.put(back, earlier.details, source=copy)
        return
    present = draft.item(earlier.id)
    after = brought_back(present, earlier, draft.now, draft.settings.history_length)
    put_changed(draft, present, after, source=copy)


def _place(draft: Draft, copy: VaultCopy, folder_id: int | None) -> int | None:
    """Return the folder to lie in: the same one, or else one on the same path."""
    if folder_id is None or folder_id in draft.folders:
        return folder_id
    return tree.ensure(draft, folder_path(copy.folders(), folder_id))
