# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions of the window do to the open vault: one small method each.

They know what is selected and where the sidebar stands, ask what has to be asked, and hand
the rest to the flows.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Protocol

from PySide6.QtWidgets import QMenu, QWidget

from strongroom.gui import icons
from strongroom.gui.dialogs import name as names
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.flows.browsing import Survey
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking, Part
from strongroom.gui.models.chosen import LOOKED_AT, Chosen
from strongroom.gui.words import number
from strongroom.model.item import Folder, Overview
from strongroom.model.scopes import Place, Scope
from strongroom.texts import _, ngettext

_INDENT = "      "


class Selection(Protocol):
    """What is selected in the list, and where the sidebar stands."""

    @property
    def scope(self) -> Scope:
        """The place whose items are shown."""

    @property
    def survey(self) -> Survey:
        """The places there are."""

    def chosen(self) -> Chosen:
        """Return the selected items."""

    def expect(self, scope: Scope) -> None:
        """Go there when the present place is no more."""


class Acts:
    """``handlers`` gives, by id of an action, what it does."""

    def __init__(
        self, page: QWidget, selection: Selection, editing: Editing, looking: Looking
    ) -> None:
        self._page = page
        self._selection = selection
        self._editing = editing
        self._looking = looking
        self.handlers: dict[str, Callable[[], None]] = {
            "copy_password": lambda: self._copy(Part.PASSWORD),
            "copy_username": lambda: self._copy(Part.USERNAME),
            "copy_otp": lambda: self._copy(Part.OTP),
            "copy_website": lambda: self._copy(Part.WEBSITE),
            "open_website": self._open_website,
            "favourite": self._favourite,
            "duplicate": self._duplicate,
            "add_tag": self._add_tag,
            "remove_tag": self._remove_tag,
            "trash": lambda: editing.trash(self._ids()),
            "restore": lambda: editing.restore(self._ids()),
            "delete_forever": self._delete_forever,
            "empty_trash": self._empty_trash,
            "new_folder": self._new_folder,
            "rename_folder": self._rename_folder,
            "delete_folder": self._delete_folder,
            "rename_tag": self._rename_tag,
            "undo": editing.undo,
            "redo": editing.redo,
        }

    def _ids(self) -> list[int]:
        return self._selection.chosen().ids

    def _one(self) -> Overview | None:
        return self._selection.chosen().only

    # Items

    def _copy(self, part: Part) -> None:
        item = self._one()
        if item is not None:
            self._looking.copy(item.id, part)

    def _open_website(self) -> None:
        item = self._one()
        if item is not None and item.websites:
            self._looking.open_website(item.id, item.websites[0])

    def _duplicate(self) -> None:
        item = self._one()
        if item is not None:
            self._editing.duplicate(item.id)

    def _favourite(self) -> None:
        chosen = self._selection.chosen()
        self._editing.set_favourite(chosen.ids, on=not chosen.all_favourites)

    def _add_tag(self) -> None:
        ids = self._ids()
        tags = [tag for tag, _count in self._selection.survey.tally.tags]
        names.ask_new_tag(self._page, tags, lambda tag: self._editing.set_tags(ids, add=[tag]))

    def _remove_tag(self) -> None:
        scope = self._selection.scope
        if scope.place == Place.TAG:
            self._editing.set_tags(self._ids(), remove=[scope.value])

    def move(self, ids: Sequence[int], folder_id: int | None) -> None:
        """Put items into a folder; None is outside of all."""
        folder = self._selection.survey.folders.get(folder_id) if folder_id is not None else None
        self._editing.move(ids, folder_id, folder.name if folder is not None else "")

    def fill_folders(self, menu: QMenu) -> None:
        """Fill a menu with the folders that the selected items can be moved to."""
        chosen = self._selection.chosen()
        here = {item.folder for item in islice(chosen, LOOKED_AT)}
        ids = chosen.ids
        entry = menu.addAction(icons.icon("folder-minus", "muted"), _("No folder"))
        entry.setEnabled(here != {None})
        entry.triggered.connect(partial(self._move_to, ids, None))
        for line in self._selection.survey.tally.folders:
            text = _INDENT * line.depth + line.name.replace("&", "&&")
            entry = menu.addAction(icons.icon("folder", "muted"), text)
            entry.setEnabled(here != {line.id})
            entry.triggered.connect(partial(self._move_to, ids, line.id))
        menu.addSeparator()
        new = menu.addAction(icons.icon("folder-plus", "muted"), _("New folder…"))
        new.triggered.connect(partial(self._move_to_new, ids))

    def _move_to(self, ids: Sequence[int], folder_id: int | None, _on: object = None) -> None:
        self.move(ids, folder_id)

    def _move_to_new(self, ids: Sequence[int], _on: object = None) -> None:
        names.ask_new_folder(self._page, lambda name: self._editing.move_to_new(ids, name))

    def drop(self, ids: Sequence[int], scope: Scope) -> None:
        """Do what dropping items on a place means."""
        match scope.place:
            case Place.FOLDER | Place.ALL:
                self.move(ids, scope.folder_id)
            case Place.TAG:
                self._editing.set_tags(ids, add=[scope.value])
            case Place.FAVOURITES:
                self._editing.set_favourite(ids, on=True)
            case Place.TRASH:
                self._editing.trash(ids)

    # Trash

    def _delete_forever(self) -> None:
        chosen = self._selection.chosen()
        first, ids = chosen.first, chosen.ids
        if first is None:
            return
        text = ngettext("Delete “{title}” forever?", "Delete {count} items forever?", len(chosen))
        confirm(
            self._page,
            title=text.format(title=first.title, count=number(len(chosen))),
            sentence=_("It can be undone until the vault is locked. After that, nobody can."),
            deed=_("Delete forever"),
            then=lambda: self._editing.delete_forever(ids),
        )

    def _empty_trash(self) -> None:
        count = self._selection.survey.tally.trashed
        text = ngettext(
            "Delete the item in Trash forever?", "Delete {count} items in Trash forever?", count
        )
        confirm(
            self._page,
            title=text.format(count=number(count)),
            sentence=_("It can be undone until the vault is locked. After that, nobody can."),
            deed=_("Empty Trash"),
            then=self._editing.empty_trash,
        )

    # Folders and tags

    def _new_folder(self) -> None:
        parent = self._selection.scope.folder_id
        names.ask_new_folder(self._page, lambda name: self._editing.add_folder(name, parent))

    def _rename_folder(self) -> None:
        folder = self._chosen_folder()
        if folder is not None:
            names.ask_folder_name(
                self._page,
                folder.name,
                lambda name: self._editing.rename_folder(folder.id, name),
            )

    def _chosen_folder(self) -> Folder | None:
        folder_id = self._selection.scope.folder_id
        return self._selection.survey.folders.get(folder_id) if folder_id is not None else None

    def _delete_folder(self) -> None:
        folder = self._chosen_folder()
        if folder is not None:
            if folder.parent is not None:
                self._selection.expect(Scope.folder(folder.parent))
            self._editing.delete_folder(folder.id)

    def _rename_tag(self) -> None:
        scope = self._selection.scope
        if scope.place == Place.TAG:
            names.ask_tag_name(self._page, scope.value, partial(self._rename_to, scope.value))

    def _rename_to(self, old: str, new: str) -> None:
        self._selection.expect(Scope.tag(new))
        self._editing.rename_tag(old, new)
