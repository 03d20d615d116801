# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the files of the item that is shown: which, where to, under what name.

It asks, and hands on to the flow.  What is let go over an item that is edited is the editor's.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.attachments import free_name
from strongroom.gui import places
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.name import NameDialog
from strongroom.gui.flows.attaching import Attaching
from strongroom.gui.pages.detail_files import FilesBox
from strongroom.model.attachment_names import file_name, kept_name, shown_name
from strongroom.model.fields import ItemKind, template_of
from strongroom.model.item import Attachment, Content, Item
from strongroom.model.rules import MAX_TITLE
from strongroom.texts import _


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

    def choose_waiting(self, then: Callable[[Sequence[Path]], None]) -> None:
        """Ask which files shall wait for what is edited to be saved."""
        places.choose_files(self._over, _("Add files"), self._attaching.folder, then)

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

    def take(self, item_id: int, paths: Sequence[Path]) -> None:
        """Attach files to an item: let go over it, or what waited for it to be saved."""
        self._attaching.add(item_id, paths)

    # Inside

    def _with_item(self, act: Callable[[int, Attachment], object]) -> Callable[[Attachment], None]:
        def run(attachment: Attachment) -> None:
            item = self._item()
            if item is not None:
                act(item.id, attachment)

        return run

    def _ask_name(self, item_id: int, attachment: Attachment) -> None:
        item = self._item()
        if item is None:
            return
        dialog = NameDialog(
            self._over,
            title=_("Rename file"),
            deed=_("Rename"),
            check=partial(free_name, item.details, attachment.id),
            name=attachment.name,
        )
        # What kind of file it is stays, as a rule.
        dialog.field.setSelection(0, len(Path(attachment.name).stem))
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
