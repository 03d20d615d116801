# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change is called in words, in "Undo …" and "Redo …": whole sentences, both forms.

A translator sees each sentence as it is shown; nothing is put together from pieces.
"""

from collections.abc import Callable
from enum import StrEnum

from strongroom.texts import _, ngettext


class Deed(StrEnum):
    """Each thing a person can do to a vault and take back."""

    ADD = "add"
    EDIT = "edit"
    DUPLICATE = "duplicate"
    FAVOURITE = "favourite"
    UNFAVOURITE = "unfavourite"
    MOVE = "move"
    TAG = "tag"
    RENAME_TAG = "rename tag"
    TRASH = "trash"
    RESTORE = "restore"
    DELETE = "delete"
    EMPTY_TRASH = "empty trash"
    ADD_FOLDER = "add folder"
    RENAME_FOLDER = "rename folder"
    MOVE_FOLDER = "move folder"
    DELETE_FOLDER = "delete folder"
    IMPORT = "import"
    RESTORE_BACKUP = "restore backup"
    MERGE = "merge"
    RENAME_VAULT = "rename vault"
    VAULT_RULES = "vault rules"
    ADD_FILE = "add attachment"
    RENAME_FILE = "rename attachment"
    REMOVE_FILE = "remove attachment"
    RESTORE_FILE = "restore attachment"
    DELETE_FILE = "delete attachment"

    def undo_label(self, count: int) -> str:
        """Say what taking it back does; ``count`` is how many items it touched."""
        return _UNDO[self](count).format(count=count)

    def redo_label(self, count: int) -> str:
        """Say what doing it again does; ``count`` is how many items it touched."""
        return _REDO[self](count).format(count=count)


_Form = Callable[[int], str]

_UNDO: dict[Deed, _Form] = {
    Deed.ADD: lambda n: ngettext("Undo adding an item", "Undo adding {count} items", n),
    Deed.EDIT: lambda n: ngettext("Undo edit of an item", "Undo edit of {count} items", n),
    Deed.DUPLICATE: lambda n: ngettext("Undo duplicate", "Undo {count} duplicates", n),
    Deed.FAVOURITE: lambda n: ngettext("Undo favourite", "Undo {count} favourites", n),
    Deed.UNFAVOURITE: lambda n: ngettext(
        "Undo removal of a favourite", "Undo removal of {count} favourites", n
    ),
    Deed.MOVE: lambda n: ngettext("Undo move of an item", "Undo move of {count} items", n),
    Deed.TAG: lambda n: ngettext(
        "Undo tag change of an item", "Undo tag change of {count} items", n
    ),
    Deed.RENAME_TAG: lambda _n: _("Undo rename of a tag"),
    Deed.TRASH: lambda n: ngettext(
        "Undo moving an item to Trash", "Undo moving {count} items to Trash", n
    ),
    Deed.RESTORE: lambda n: ngettext("Undo restore of an item", "Undo restore of {count} items", n),
    Deed.DELETE: lambda n: ngettext(
        "Undo deletion of an item", "Undo deletion of {count} items", n
    ),
    Deed.EMPTY_TRASH: lambda _n: _("Undo emptying Trash"),
    Deed.ADD_FOLDER: lambda _n: _("Undo adding a folder"),
    Deed.RENAME_FOLDER: lambda _n: _("Undo rename of a folder"),
    Deed.MOVE_FOLDER: lambda _n: _("Undo move of a folder"),
    Deed.DELETE_FOLDER: lambda _n: _("Undo deletion of a folder"),
    Deed.IMPORT: lambda n: ngettext("Undo import of an item", "Undo import of {count} items", n),
    Deed.RESTORE_BACKUP: lambda _n: _("Undo restore from a backup"),
    Deed.MERGE: lambda _n: _("Undo merge"),
    Deed.RENAME_VAULT: lambda _n: _("Undo rename of the vault"),
    Deed.VAULT_RULES: lambda _n: _("Undo change of what the vault keeps"),
    Deed.ADD_FILE: lambda _n: _("Undo adding of attachments"),
    Deed.RENAME_FILE: lambda _n: _("Undo rename of an attachment"),
    Deed.REMOVE_FILE: lambda _n: _("Undo removal of an attachment"),
    Deed.RESTORE_FILE: lambda _n: _("Undo restore of an attachment"),
    Deed.DELETE_FILE: lambda _n: _("Undo deletion of an attachment"),
}

_REDO: dict[Deed, _Form] = {
    Deed.ADD: lambda n: ngettext("Redo adding an item", "Redo adding {count} items", n),
    Deed.EDIT: lambda n: ngettext("Redo edit of an item", "Redo edit of {count} items", n),
    Deed.DUPLICATE: lambda n: ngettext("Redo duplicate", "Redo {count} duplicates", n),
    Deed.FAVOURITE: lambda n: ngettext("Redo favourite", "Redo {count} favourites", n),
    Deed.UNFAVOURITE: lambda n: ngettext(
        "Redo removal of a favourite", "Redo removal of {count} favourites", n
    ),
    Deed.MOVE: lambda n: ngettext("Redo move of an item", "Redo move of {count} items", n),
    Deed.TAG: lambda n: ngettext(
        "Redo tag change of an item", "Redo tag change of {count} items", n
    ),
    Deed.RENAME_TAG: lambda _n: _("Redo rename of a tag"),
    Deed.TRASH: lambda n: ngettext(
        "Redo moving an item to Trash", "Redo moving {count} items to Trash", n
    ),
    Deed.RESTORE: lambda n: ngettext("Redo restore of an item", "Redo restore of {count} items", n),
    Deed.DELETE: lambda n: ngettext(
        "Redo deletion of an item", "Redo deletion of {count} items", n
    ),
    Deed.EMPTY_TRASH: lambda _n: _("Redo emptying Trash"),
    Deed.ADD_FOLDER: lambda _n: _("Redo adding a folder"),
    Deed.RENAME_FOLDER: lambda _n: _("Redo rename of a folder"),
    Deed.MOVE_FOLDER: lambda _n: _("Redo move of a folder"),
    Deed.DELETE_FOLDER: lambda _n: _("Redo deletion of a folder"),
    Deed.IMPORT: lambda n: ngettext("Redo import of an item", "Redo import of {count} items", n),
    Deed.RESTORE_BACKUP: lambda _n: _("Redo restore from a backup"),
    Deed.MERGE: lambda _n: _("Redo merge"),
    Deed.RENAME_VAULT: lambda _n: _("Redo rename of the vault"),
    Deed.VAULT_RULES: lambda _n: _("Redo change of what the vault keeps"),
    Deed.ADD_FILE: lambda _n: _("Redo adding of attachments"),
    Deed.RENAME_FILE: lambda _n: _("Redo rename of an attachment"),
    Deed.REMOVE_FILE: lambda _n: _("Redo removal of an attachment"),
    Deed.RESTORE_FILE: lambda _n: _("Redo restore of an attachment"),
    Deed.DELETE_FILE: lambda _n: _("Redo deletion of an attachment"),
}
