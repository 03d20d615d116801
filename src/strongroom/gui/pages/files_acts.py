# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the files of the item that is shown: which, where to, under what name.

It asks, and hands on to the flow.  Files that are let go over a new item, which has no place
for them yet, wait until that is saved.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.gui import places
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.name import NameDialog
from strongroom.gui.flows.attaching import Attaching
from strongroom.gui.pages.detail_files import FilesBox
from strongroom.model.attachment_names import clean_name, file_name, kept_name, shown_name
from strongroom.model.fields import ItemKind, template_of
from strongroom.model.item import Attachment, Content, Item
from strongroom.model.rules import MAX_TITLE
from strongroom.texts import _, ngettext


class FilesActs(QObject):
    """``view_wanted`` carries an item's id and the attachment of it that is to be shown."""

    view_wanted = Signal(object, object)

    def __init__(
        self,
        box: FilesBox,
        attaching: Attaching,
        *,
        over: QWidget,
        item: Callable[[], Item | None],
    ) -> None:
        super().__init__(box)
        self._attaching = attaching
        self._over = over
        self._item = item
        self._held: list[Path] = []
        box.add_wanted.connect(self.choose)
        box.view_wanted.connect(self._with_item(self.view_wanted.emit))
        box.save_wanted.connect(self._with_item(self.save))
        box.rename_wanted.connect(self._with_item(self._ask_name))
        box.remove_wanted.connect(self._with_item(attaching.remove))
        box.restore_wanted.connect(self._with_item(attaching.restore))
        box.delete_wanted.connect(self._with_item(self._ask_to_delete))

    def choose(self) -> None:
        """Ask which files to attach to the item that is shown."""
        item = self._item()
        if item is not None:
            places.choose_files(
                self._over,
                _("Add files to “{title}”").format(title=item.overview.title),
                self._attaching.folder,
                partial(self._attaching.add, item.id),
            )

    def choose_document(self, folder: int | None) -> None:
        """Ask for the files of a new document, which is called as the first of them."""

        def chosen(paths: Sequence[Path]) -> None:
            title = kept_name(paths[0].stem)[:MAX_TITLE].strip()
            name = title or _(template_of(ItemKind.DOCUMENT).name)
            content = Content(kind=ItemKind.DOCUMENT, title=name, folder=folder)
            self._attaching.add_document(content, paths)

        places.choose_files(self._over, _("New document"), self._attaching.folder, chosen)

    def save(self, item_id: int, attachment: Attachment) -> None:
        """Ask where a file is to be saved, and save it there."""
        suggested = self._attaching.folder / file_name(attachment.name)
        places.choose_new_file(
            self._over,
            _("Save “{name}”").format(name=shown_name(attachment.name)),
            suggested,
            [_("All files (*)")],
            partial(self._attaching.save, item_id, attachment),
            replaces=False,
        )

    # What is let go over the pane

    def take(self, paths: Sequence[Path], item_id: int) -> None:
        """Attach files that were let go over an item."""
        self._attaching.add(item_id, paths)

    def hold(self, paths: Sequence[Path]) -> str:
        """Keep files for the new item that is being typed; say so."""
        self._held += [path for path in paths if path not in self._held]
        count = len(self._held)
        return ngettext(
            "{count} file is attached when you save.",
            "{count} files are attached when you save.",
            count,
        ).format(count=count)

    def attach_held(self, item_id: int) -> None:
        """Attach what waited for a new item to be saved."""
        paths, self._held = self._held, []
        if paths:
            self._attaching.add(item_id, paths)

    def forget_held(self) -> None:
        """Let go of what waited for an item that was given up."""
        self._held.clear()

    # Inside

    def _with_item(self, act: Callable[[int, Attachment], object]) -> Callable[[Attachment], None]:
        def run(attachment: Attachment) -> None:
            item = self._item()
            if item is not None:
                act(item.id, attachment)

        return run

    def _ask_name(self, item_id: int, attachment: Attachment) -> None:
        dialog = NameDialog(
            self._over,
            title=_("Rename file"),
            deed=_("Rename"),
            check=clean_name,
            name=attachment.name,
        )
        dialog.named.connect(partial(self._attaching.rename, item_id, attachment))
        dialog.open()

    def _ask_to_delete(self, item_id: int, attachment: Attachment) -> None:
        confirm(
            self._over,
            title=_("Delete “{name}” for good?").format(name=shown_name(attachment.name)),
            sentence=_("It cannot be brought back, except from a backup."),
            deed=_("Delete"),
            then=partial(self._attaching.delete, item_id, attachment),
        )
