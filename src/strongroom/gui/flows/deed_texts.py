# SPDX-License-Identifier: GPL-3.0-or-later
"""What a toast says after each change: whole sentences, in both forms.

Nothing is said of what is seen anyway, as a star on one item.
"""

from collections.abc import Callable

from strongroom.app.deeds import Deed
from strongroom.app.revising import Met
from strongroom.texts import _, ngettext


def said_of(deed: Deed, count: int, name: str = "") -> str:
    """Return the sentence for a change of ``count`` items, "" where none is needed.

    ``name`` is the folder or tag that the change was about, "" for none.
    """
    return _SAID[deed](count, name).format(count=count, name=name)


def said_of_meeting(met: Met) -> str:
    """Return the sentence for an edit that met something done elsewhere, else ""."""
    if met.revived:
        return _("Saved, and taken out of Trash again")
    return _("Saved; what was changed elsewhere is kept too") if met.joined else ""


def _moved(count: int, name: str) -> str:
    if name:
        return ngettext("Moved to {name}", "{count} items moved to {name}", count)
    return ngettext("Moved out of its folder", "{count} items moved out of their folders", count)


def _tagged(count: int, name: str) -> str:
    if name:
        return ngettext("Tagged {name}", "{count} items tagged {name}", count)
    return ngettext("Tag removed", "Tag removed from {count} items", count)


_SAID: dict[Deed, Callable[[int, str], str]] = {
    Deed.ADD: lambda _n, _name: _("Saved"),
    Deed.EDIT: lambda _n, _name: _("Saved"),
    Deed.DUPLICATE: lambda _n, _name: _("Duplicated"),
    Deed.FAVOURITE: lambda n, _name: "" if n == 1 else _("{count} items are favourites now"),
    Deed.UNFAVOURITE: lambda n, _name: (
        "" if n == 1 else _("{count} items are no longer favourites")
    ),
    Deed.MOVE: _moved,
    Deed.TAG: _tagged,
    Deed.RENAME_TAG: lambda _n, _name: _("Tag renamed to {name}"),
    Deed.TRASH: lambda n, _name: ngettext("Moved to Trash", "{count} items moved to Trash", n),
    Deed.RESTORE: lambda n, _name: ngettext("Restored", "{count} items restored", n),
    Deed.DELETE: lambda n, _name: ngettext("Deleted forever", "{count} items deleted forever", n),
    Deed.EMPTY_TRASH: lambda _n, _name: _("Trash emptied"),
    Deed.ADD_FOLDER: lambda _n, _name: "",
    Deed.RENAME_FOLDER: lambda _n, _name: _("Folder renamed"),
    Deed.MOVE_FOLDER: lambda _n, _name: _("Folder moved"),
    Deed.DELETE_FOLDER: lambda _n, _name: _("Folder deleted; what was in it is still there"),
    Deed.RENAME_VAULT: lambda _n, _name: _("Vault renamed"),
    Deed.VAULT_RULES: lambda _n, _name: "",
    Deed.IMPORT: lambda n, _name: ngettext("1 item imported", "{count} items imported", n),
    Deed.RESTORE_BACKUP: lambda n, _name: ngettext(
        "Restored from the backup", "{count} items restored from the backup", n
    ),
    Deed.ADD_FILE: lambda _n, _name: _("Files added"),
    Deed.RENAME_FILE: lambda _n, _name: _("Renamed"),
    Deed.REMOVE_FILE: lambda _n, _name: _("File removed"),
    Deed.RESTORE_FILE: lambda _n, _name: _("File restored"),
    Deed.DELETE_FILE: lambda _n, _name: _("File deleted"),
    Deed.MERGE: lambda n, _name: ngettext(
        "Merged; 1 item changed", "Merged; {count} items changed", n
    ),
}
