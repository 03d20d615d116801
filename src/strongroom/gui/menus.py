# SPDX-License-Identifier: GPL-3.0-or-later
"""Every menu of the window, as data: ids of actions, and menus within menus.

``SEPARATOR`` draws a line.  An action named in ``FILLED`` opens a menu whose entries are
only known at that moment (folders, recent vaults); whoever knows them fills it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from strongroom.gui import icons
from strongroom.gui.actions import ACTIONS, NEW_PREFIX
from strongroom.gui.mnemonics import give_letters
from strongroom.texts import N_, _

SEPARATOR = "-"


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu: ``title`` is marked, and translated when shown."""

    id: str
    title: str
    entries: tuple["Entry", ...]
    icon: str = ""


Entry: TypeAlias = str | Menu

FILLED = ("move", "sort", "recent")

_KINDS = tuple(action.id for action in ACTIONS if action.id.startswith(NEW_PREFIX))

NEW_ITEM = Menu("new_item", N_("New item of a kind"), _KINDS, "plus")

VAULT = Menu(
    "vault",
    N_("&Vault"),
    (
        "new",
        NEW_ITEM,
        "new_folder",
        SEPARATOR,
        "new_vault",
        "open_vault",
        "recent",
        SEPARATOR,
        "import",
        "import_folder",
        "import_keyring",
        "export",
        "backups",
        "merge",
        "change_password",
        "unlock_methods",
        "settings",
        SEPARATOR,
        "lock",
        "lock_forget",
        "quit",
    ),
)

EDIT = Menu(
    "edit_menu",
    N_("&Edit"),
    ("undo", "redo", SEPARATOR, "select_all", "search", SEPARATOR, "edit", "save"),
)

_COPYING = ("copy_password", "copy_username", "copy_otp", "copy_website", "open_website")
_CHANGING = ("favourite", "move", "add_tag", "remove_tag", "duplicate")

ITEM = Menu(
    "item",
    N_("&Item"),
    (
        *_COPYING,
        "reveal",
        SEPARATOR,
        *_CHANGING,
        "item_log",
        SEPARATOR,
        "trash",
        "restore",
        "delete_forever",
        SEPARATOR,
        "export_items",
    ),
)

VIEW = Menu(
    "view",
    N_("Vie&w"),
    (
        "sort",
        "quick_access",
        "generator",
        "access_log",
        SEPARATOR,
        "rename_folder",
        "delete_folder",
        "export_folder",
        "rename_tag",
        "empty_trash",
    ),
)

HELP = Menu("help", N_("&Help"), ("shortcuts", "about"))

BAR: tuple[Menu, ...] = (VAULT, EDIT, ITEM, VIEW, HELP)

# Below the vault's name, under the vaults themselves: the whole bar, which is hidden.
SWITCHER: tuple[Entry, ...] = (
    SEPARATOR,
    "open_vault",
    "new_vault",
    SEPARATOR,
    "lock",
    "settings",
    SEPARATOR,
    VAULT,
    EDIT,
    ITEM,
    VIEW,
    HELP,
)

# What opens beside a thing that was clicked with the other button.
ON_ITEM: tuple[Entry, ...] = (
    *_COPYING,
    SEPARATOR,
    "edit",
    *_CHANGING,
    "export_items",
    "item_log",
    SEPARATOR,
    "trash",
)
ON_TRASHED: tuple[Entry, ...] = (
    "restore",
    "delete_forever",
    SEPARATOR,
    "export_items",
    "item_log",
    SEPARATOR,
    "empty_trash",
)
ON_FOLDER: tuple[Entry, ...] = ("new_folder", "rename_folder", "delete_folder", "export_folder")
ON_FOLDERS: tuple[Entry, ...] = ("new_folder",)
ON_TAG: tuple[Entry, ...] = ("rename_tag",)
ON_TRASH: tuple[Entry, ...] = ("empty_trash",)


def fill(menu: QMenu, entries: tuple[Entry, ...], actions: Mapping[str, QAction]) -> QMenu:
    """Append ``entries`` to ``menu`` and return it."""
    for entry in entries:
        if isinstance(entry, Menu):
            menu.addMenu(_submenu(entry, menu, actions))
        elif entry == SEPARATOR:
            menu.addSeparator()
        else:
            menu.addAction(actions[entry])
    return menu


def fill_possible(menu: QMenu, entries: tuple[Entry, ...], actions: Mapping[str, QAction]) -> QMenu:
    """Append those of ``entries`` that can be done now: a menu beside a thing is short."""
    possible = [e for e in entries if e == SEPARATOR or actions[str(e)].isEnabled()]
    return fill(menu, tuple(possible), actions)


def fill_bar(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Fill the menu bar of the window."""
    for entry in BAR:
        bar.addMenu(_submenu(entry, bar, actions))


def _submenu(entry: Menu, parent: QWidget, actions: Mapping[str, QAction]) -> QMenu:
    made = QMenu(_(entry.title), parent)
    made.setObjectName(entry.id)
    if entry.icon:
        made.setIcon(icons.icon(entry.icon, "text"))
    give_letters(made)
    return fill(made, entry.entries, actions)


def open_filled(action: QAction, parent: QWidget, filler: Callable[[QMenu], None]) -> QMenu:
    """Give ``action`` a menu that ``filler`` fills anew each time it opens."""
    made = QMenu(parent)
    made.setObjectName(action.objectName())
    made.aboutToShow.connect(lambda: _refill(made, filler))
    action.setMenu(made)
    return made


def _refill(menu: QMenu, filler: Callable[[QMenu], None]) -> None:
    menu.clear()
    filler(menu)


def ids_within(entries: tuple[Entry, ...]) -> set[str]:
    """Return the id of every action that can be reached through ``entries``."""
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, Menu):
            found |= ids_within(entry.entries)
        elif entry != SEPARATOR:
            found.add(entry)
    return found
