# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the folder tree, as changes to a draft.

Two folders in one place never share a name (case-folded, NFC), so that a path names one
folder.  A folder never comes to lie inside itself.  Deleting a folder deletes nothing in
it: items and folders move to where it was.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from strongroom.errors import InvalidInput, NotFound
from strongroom.model.edits import moved
from strongroom.model.item import Folder, new_id
from strongroom.model.rules import MAX_LABEL, clean_folder_name
from strongroom.model.tags import tag_key
from strongroom.texts import _
from strongroom.vault.draft import Draft


def add(draft: Draft, name: str, parent: int | None) -> int:
    """Add a folder and return its id.

    Raises:
        InvalidInput: the name cannot be taken, or is taken there.
        NotFound: there is no such parent.
    """
    name = clean_folder_name(name)
    check_place(draft.folders, parent)
    _refuse_taken(draft.folders, name, parent)
    folder = Folder(id=new_id(), name=name, parent=parent)
    draft.put_folder(folder)
    return folder.id


def ensure(draft: Draft, names: Sequence[str]) -> int | None:
    """Return the folder at the path ``names``, made where it is missing; None for ().

    Raises:
        InvalidInput: a name cannot be taken.
    """
    place: int | None = None
    for name in names:
        found = child(draft.folders, clean_folder_name(name), place)
        place = add(draft, name, place) if found is None else found
    return place


class Branches:
    """Finds and makes many folders of one draft; each costs one look, however many there are."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._ids = {
            (_place_of(draft.folders, folder), tag_key(folder.name)): folder.id
            for folder in draft.folders.values()
        }

    def ensure(self, names: Sequence[str], place: int | None) -> int | None:
        """Return the folder at ``names`` below ``place``, made where it is missing.

        Raises:
            InvalidInput: a name cannot be taken.
        """
        for given in names:
            name = clean_folder_name(given)
            key = (place, tag_key(name))
            if key not in self._ids:
                folder = Folder(id=new_id(), name=name, parent=place)
                self._draft.put_folder(folder)
                self._ids[key] = folder.id
            place = self._ids[key]
        return place


def rename(draft: Draft, folder_id: int, name: str) -> None:
    """Give a folder another name; raises as :func:`add` does."""
    folder = existing(draft.folders, folder_id)
    name = clean_folder_name(name)
    _refuse_taken(draft.folders, name, folder.parent, but=folder_id)
    _put(draft, folder, msgspec.structs.replace(folder, name=name))


def move(draft: Draft, folder_id: int, parent: int | None) -> None:
    """Put a folder, and all that is in it, into another; None is outside of all.

    Raises:
        InvalidInput: it would lie inside itself, or its name is taken there.
        NotFound: there is no such folder or parent.
    """
    folder = existing(draft.folders, folder_id)
    check_place(draft.folders, parent)
    if folder_id in ancestry(draft.folders, parent):
        raise InvalidInput(_("A folder cannot be moved into itself."))
    _refuse_taken(draft.folders, folder.name, parent, but=folder_id)
    _put(draft, folder, msgspec.structs.replace(folder, parent=parent))


def delete(draft: Draft, folder_id: int) -> None:
    """Take a folder away; what is in it moves to where it was.

    A folder in it whose name is taken there gets a number behind its name.

    Raises:
        NotFound: there is no such folder.
    """
    gone = existing(draft.folders, folder_id)
    place = _place_of(draft.folders, gone)
    for overview in list(draft.overviews.values()):
        if overview.folder == folder_id:
            draft.put(moved(overview, place))
    folders = list(draft.folders.values())
    taken = {tag_key(f.name) for f in folders if f.parent == place and f.id != folder_id}
    for inner in folders:
        if inner.parent == folder_id:
            name = _free_name(inner.name, taken)
            taken.add(tag_key(name))
            draft.put_folder(msgspec.structs.replace(inner, name=name, parent=place))
    draft.drop_folder(folder_id)


def existing(folders: Mapping[int, Folder], folder_id: int) -> Folder:
    """Return the folder of that id.

    Raises:
        NotFound: it is gone.
    """
    try:
        return folders[folder_id]
    except KeyError:
        raise NotFound(_("This folder no longer exists; choose another.")) from None


def check_place(folders: Mapping[int, Folder], folder_id: int | None) -> None:
    """Make sure that something can lie there; None is outside of all.

    Raises:
        NotFound: the folder is gone.
    """
    if folder_id is not None:
        existing(folders, folder_id)


def child(folders: Mapping[int, Folder], name: str, parent: int | None) -> int | None:
    """Return the id of the folder called ``name`` in ``parent``, None where there is none."""
    key = tag_key(name)
    for folder in folders.values():
        if _place_of(folders, folder) == parent and tag_key(folder.name) == key:
            return folder.id
    return None


def ancestry(folders: Mapping[int, Folder], folder_id: int | None) -> set[int]:
    """Return a folder's id and those it lies in; a ring, which a merge can leave, ends it."""
    seen: set[int] = set()
    while folder_id is not None and folder_id in folders and folder_id not in seen:
        seen.add(folder_id)
        folder_id = folders[folder_id].parent
    return seen


def _place_of(folders: Mapping[int, Folder], folder: Folder) -> int | None:
    # A folder whose parent is gone is shown outside of all, so it is there that it lies.
    return folder.parent if folder.parent in folders else None


def _refuse_taken(
    folders: Mapping[int, Folder], name: str, parent: int | None, but: int | None = None
) -> None:
    if child(folders, name, parent) not in {None, but}:
        sentence = _("There is already a folder named “{name}” there; choose another name.")
        raise InvalidInput(sentence.format(name=name))


def _free_name(name: str, taken: Collection[str]) -> str:
    free, number = name, 1
    while tag_key(free) in taken:
        number += 1
        ending = f" {number}"
        free = name[: MAX_LABEL - len(ending)] + ending
    return free


def _put(draft: Draft, before: Folder, after: Folder) -> None:
    if after != before:
        draft.put_folder(after)
