# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with an item that is looked at: copied, shown large, opened, looked back at."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from strongroom.app.access_log import Act, name_of
from strongroom.gui.dialogs.history import HistoryDialog
from strongroom.gui.dialogs.large_type import LargeType
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.detail_view import ItemView
from strongroom.gui.widgets.toast import Saying, Toast, copied_sentence
from strongroom.model.edits import earlier_content
from strongroom.model.fields import Field, FieldKind
from strongroom.model.history import with_field_of
from strongroom.model.item import Item
from strongroom.secret import SecretBytes
from strongroom.texts import _


class LookingActs(QObject):
    """Does what the view asks for; every use of a value is counted."""

    def __init__(
        self,
        view: ItemView,
        looking: Looking,
        editing: Editing,
        now_ms: Callable[[], int],
        reveal_seconds: Callable[[], int | None],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._looking = looking
        self._editing = editing
        self._now_ms = now_ms
        self._reveal_seconds = reveal_seconds
        self._toast: Toast | None = None
        self.writable = True
        view.copy_wanted.connect(self.copy)
        view.large_wanted.connect(self._show_large)
        view.open_wanted.connect(self._open)
        view.revealed.connect(partial(self._used, Act.REVEALED))
        view.history_wanted.connect(self._show_history)

    def connect_toast(self, toast: Toast) -> None:
        """Let ``toast`` tell of copies, also of those made without looking."""
        self._toast = toast
        self._looking.copied.connect(self._copied)
        self._looking.counting.connect(toast.tick)
        self._looking.cleared.connect(toast.end_countdown)

    def _copied(self, label: str, seconds: int | None) -> None:
        if self._toast is None:
            return
        if seconds is None:
            self._toast.say(Saying(_("{label} copied").format(label=label)))
        else:
            self._toast.count_down(copied_sentence(label))

    def copy(self, row: ItemRow) -> None:
        """Copy what a row stands for."""
        secret = SecretBytes.of_text(row.shared_text())
        if self._id is None:
            self._looking.copy_secret(secret, sentence_label(row.field))
        else:
            self._looking.copy_field(secret, row.field, self._id)

    def copy_typed(self, secret: SecretBytes) -> None:
        """Copy what was selected in a concealed field that is being typed."""
        self._looking.copy_secret(secret, _("Selection"))

    def _show_large(self, row: ItemRow) -> None:
        found = row.field
        secret = found.concealed or found.kind == FieldKind.OTP
        LargeType(self._view, sentence_label(found), row.shared_text(), secret=secret).open()
        self._used(Act.REVEALED, found)

    def _open(self, field: Field) -> None:
        if self._id is not None:
            self._looking.open_website(self._id, field.value)

    def _used(self, act: Act, field: Field) -> None:
        if self._id is not None:
            self._looking.use(self._id, act, name_of(field))

    def _show_history(self) -> None:
        item = self._view.item
        if item is None:
            return
        writable = self.writable and item.overview.trashed is None
        dialog = HistoryDialog(
            self._view, item, self._now_ms, self._reveal_seconds, writable=writable
        )
        dialog.copy_wanted.connect(self.copy)
        dialog.revealed.connect(partial(self._used, Act.REVEALED))
        dialog.restore_wanted.connect(partial(self._restore, item))
        dialog.field_wanted.connect(partial(self._restore_field, item))
        dialog.open()

    def _restore(self, item: Item, version: int) -> None:
        content = earlier_content(item, version)
        self._editing.save(item.id, content, item.details.version)

    def _restore_field(self, item: Item, version: int, field: int) -> None:
        content = with_field_of(item, version, field)
        self._editing.save(item.id, content, item.details.version)

    @property
    def _id(self) -> int | None:
        return self._view.item.id if self._view.item is not None else None
