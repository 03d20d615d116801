# SPDX-License-Identifier: GPL-3.0-or-later
"""Every action of the window, as data: one row each, and one function that enables them.

What an action does is not here (the page that owns it says so by id); what it is called,
which key it has and what must be true for it is nowhere else.  A text field with the focus
keeps the keys of text (copy, undo, delete) for itself: Qt asks it first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from strongroom.gui import icons
from strongroom.model.fields import KINDS
from strongroom.texts import N_, _


class Fact(StrEnum):
    """What can be true of the window at a moment; an action names those that it needs."""

    OPEN = "a vault is open"
    WRITABLE = "the vault may be changed"
    CALM = "nothing is being edited"
    EDITING = "an item is being edited"
    ONE = "exactly one item is selected"
    SOME = "at least one item is selected"
    LIVE = "nothing selected lies in the trash"
    TRASHED = "everything selected lies in the trash"
    HAS_SECRET = "the item has something to copy as its password"  # noqa: S105 - a fact
    HAS_USERNAME = "the item has a user name"
    HAS_OTP = "the item has a one-time password"
    HAS_WEBSITE = "the item has a website"
    CAN_UNDO = "there is a change to undo"
    CAN_REDO = "there is a change to do again"
    TRASH_FULL = "something lies in the trash"
    IN_FOLDER = "the sidebar stands on a folder"
    IN_TAG = "the sidebar stands on a tag"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do: ``text`` is marked, and translated when shown."""

    id: str
    text: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    needs: frozenset[Fact] = frozenset()


_OPEN = frozenset({Fact.OPEN})
_CHANGE = _OPEN | {Fact.WRITABLE, Fact.CALM}
_ONE = _OPEN | {Fact.ONE}
_CHANGE_ONE = _CHANGE | {Fact.ONE, Fact.LIVE}
_CHANGE_SOME = _CHANGE | {Fact.SOME, Fact.LIVE}
_CHANGE_TRASHED = _CHANGE | {Fact.SOME, Fact.TRASHED}

NEW_PREFIX = "new."

_NEW = tuple(
    Action(NEW_PREFIX + kind.kind, kind.name, kind.icon, (), _OPEN | {Fact.WRITABLE})
    for kind in KINDS.values()
)

ACTIONS: tuple[Action, ...] = (
    Action("new", N_("New item"), "plus", ("Ctrl+N",), _OPEN | {Fact.WRITABLE}),
    *_NEW,
    Action("new_folder", N_("New folder…"), "folder-plus", ("Ctrl+Shift+N",), _CHANGE),
    Action("rename_folder", N_("Rename folder…"), "pencil", (), _CHANGE | {Fact.IN_FOLDER}),
    Action("delete_folder", N_("Delete folder"), "folder-x", (), _CHANGE | {Fact.IN_FOLDER}),
    Action("rename_tag", N_("Rename tag…"), "tag", (), _CHANGE | {Fact.IN_TAG}),
    Action("new_vault", N_("New vault…"), "circle-plus"),
    Action("open_vault", N_("Open vault…"), "folder-open", ("Ctrl+O",)),
    Action("recent", N_("Recent vaults"), "history"),
    Action("import", N_("Import…"), "download", ("Ctrl+I",)),
    Action("import_folder", N_("Import a folder…"), "folder-down", (), _OPEN),
    Action("import_keyring", N_("Import from the system’s keyring…"), "wallet", (), _OPEN),
    Action("export", N_("Export…"), "upload", (), _OPEN | {Fact.CALM}),
    Action(
        "export_folder", N_("Export folder…"), "upload", (), _OPEN | {Fact.CALM, Fact.IN_FOLDER}
    ),
    Action("export_items", N_("Export selected…"), "upload", (), _OPEN | {Fact.CALM, Fact.SOME}),
    Action("backups", N_("Backups…"), "archive", (), _OPEN | {Fact.CALM}),
    Action("merge", N_("Merge another copy…"), "git-merge", (), _CHANGE),
    Action("change_password", N_("Change master password…"), "key-round", (), _CHANGE),
    Action("unlock_methods", N_("Unlock methods…"), "key-square", (), _OPEN),
    Action("settings", N_("Settings…"), "settings", ("Ctrl+,",)),
    Action("lock", N_("Lock"), "lock", ("Ctrl+L",), _OPEN),
    Action("lock_forget", N_("Lock and forget"), "lock-keyhole", (), _OPEN),
    Action("quit", N_("Quit"), "log-out", ("Ctrl+Q",)),
    Action("undo", N_("Undo"), "undo-2", ("Ctrl+Z",), _CHANGE | {Fact.CAN_UNDO}),
    Action("redo", N_("Redo"), "redo-2", ("Ctrl+Shift+Z",), _CHANGE | {Fact.CAN_REDO}),
    Action("select_all", N_("Select all"), "list-checks", ("Ctrl+A",), _OPEN | {Fact.CALM}),
    Action("edit", N_("Edit"), "pencil", ("Ctrl+E",), _CHANGE_ONE),
    Action("save", N_("Save changes"), "check", ("Ctrl+S",), _OPEN | {Fact.EDITING}),
    Action(
        "copy_password",
        N_("Copy password"),
        "copy",
        ("Ctrl+C",),
        _ONE | {Fact.HAS_SECRET},
    ),
    Action(
        "copy_username",
        N_("Copy username"),
        "user",
        ("Ctrl+B",),
        _ONE | {Fact.HAS_USERNAME},
    ),
    Action("copy_otp", N_("Copy one-time password"), "timer", ("Ctrl+T",), _ONE | {Fact.HAS_OTP}),
    Action("copy_website", N_("Copy website"), "link", ("Ctrl+U",), _ONE | {Fact.HAS_WEBSITE}),
    Action(
        "open_website",
        N_("Open website"),
        "external-link",
        ("Ctrl+Shift+U",),
        _ONE | {Fact.HAS_WEBSITE},
    ),
    Action(
        "reveal",
        N_("Show or hide password"),
        "eye",
        ("Ctrl+R",),
        _ONE | {Fact.CALM, Fact.HAS_SECRET},
    ),
    Action("favourite", N_("Favourite"), "star", ("Ctrl+Shift+F",), _CHANGE_SOME),
    Action("move", N_("Move to folder"), "folder-input", ("Ctrl+Shift+M",), _CHANGE_SOME),
    Action("duplicate", N_("Duplicate"), "copy-plus", ("Ctrl+D",), _CHANGE_ONE),
    Action("add_tag", N_("Add tag…"), "tag", ("Ctrl+Shift+T",), _CHANGE_SOME),
    Action("remove_tag", N_("Remove tag"), "x", (), _CHANGE_SOME | {Fact.IN_TAG}),
    Action("item_log", N_("Access log of this item…"), "scroll-text", (), _ONE | {Fact.CALM}),
    Action("trash", N_("Move to Trash"), "trash-2", ("Del",), _CHANGE_SOME),
    Action("restore", N_("Restore"), "archive-restore", (), _CHANGE_TRASHED),
    Action(
        "delete_forever", N_("Delete forever…"), "trash-2", ("Shift+Del", "Del"), _CHANGE_TRASHED
    ),
    Action("empty_trash", N_("Empty Trash…"), "trash-2", (), _CHANGE | {Fact.TRASH_FULL}),
    Action("search", N_("Search"), "search", ("Ctrl+F",), _OPEN),
    Action("quick_access", N_("Quick access"), "text-search", ("Ctrl+Shift+Space",)),
    Action("sort", N_("Sort by"), "arrow-down-up", (), _OPEN),
    Action("generator", N_("Password generator"), "dices", ("Ctrl+G",), _OPEN),
    Action("access_log", N_("Access log…"), "scroll-text", (), _OPEN),
    Action("shortcuts", N_("Keyboard shortcuts"), "keyboard", ("F1",)),
    Action("about", N_("About Strongroom"), "info"),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def enabled(action: Action, facts: frozenset[Fact]) -> bool:
    """Return whether everything that ``action`` needs is true."""
    return action.needs <= facts


def enable(built: Mapping[str, QAction], facts: frozenset[Fact]) -> None:
    """Enable each built action whose needs are met by ``facts``, and no other."""
    for action in ACTIONS:
        built[action.id].setEnabled(enabled(action, facts))


def build(parent: QWidget, run: Callable[[str], None]) -> dict[str, QAction]:
    """Make the Qt action of every row, owned by ``parent``; ``run`` is given the id."""
    built = {action.id: _built(action, parent, run) for action in ACTIONS}
    parent.addActions(list(built.values()))
    return built


def _built(action: Action, parent: QWidget, run: Callable[[str], None]) -> QAction:
    made = QAction(_(action.text), parent)
    made.setObjectName(action.id)
    made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
    made.setMenuRole(_ROLES.get(action.id, QAction.MenuRole.NoRole))
    made.triggered.connect(lambda: run(action.id))
    return made


_ROLES = {
    "quit": QAction.MenuRole.QuitRole,
    "settings": QAction.MenuRole.PreferencesRole,
    "about": QAction.MenuRole.AboutRole,
}


def paint(built: Mapping[str, QAction]) -> None:
    """Give each action its icon in the colours of the present theme."""
    for action in ACTIONS:
        if action.icon:
            built[action.id].setIcon(icons.icon(action.icon, "text"))


def keys_text(action: Action) -> str:
    """Return the first shortcut as people of this platform read it, "" where none is."""
    if not action.shortcuts:
        return ""
    return QKeySequence(action.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
