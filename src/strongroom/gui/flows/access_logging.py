# SPDX-License-Identifier: GPL-3.0-or-later
"""The access log, from the notes to the dialog, and its clearing."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.access_log import AccessLog
from strongroom.app.items import Items
from strongroom.app.ports import Clock
from strongroom.errors import StrongroomError
from strongroom.gui.dialogs.access_log import AccessLogDialog
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.models.access_rows import AccessRow, access_rows
from strongroom.gui.tasks import Tasks
from strongroom.model.item import Overview
from strongroom.texts import _


class AccessLogging(QObject):
    """Shows the log over a window, of one item or of all, and forgets it when asked."""

    def __init__(
        self,
        log: AccessLog,
        items: Items,
        tasks: Tasks,
        clock: Clock,
        noting: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._log = log
        self._items = items
        self._tasks = tasks
        self._clock = clock
        self._noting = noting

    def show(self, parent: QWidget, item: Overview | None = None) -> AccessLogDialog:
        """Open the log of ``item``, or of all."""
        title = "" if item is None else item.title
        item_id = None if item is None else item.id
        dialog = AccessLogDialog(parent, title, noting=self._noting())
        dialog.clear_wanted.connect(partial(self._ask_to_clear, dialog, item_id))
        dialog.open()
        self._read(dialog, item_id)
        return dialog

    def offer_to_clear(self, parent: QWidget) -> None:
        """Ask whether what was noted so far is to be forgotten, if there is anything."""

        def done(count: int) -> None:
            if count and isValid(parent):
                confirm(
                    parent,
                    title=_("Clear the log too?"),
                    sentence=_("Nothing more is noted. What was noted so far is still there."),
                    deed=_("Clear log"),
                    then=lambda: self._tasks.run(self._log.clear, _nothing, _ignored),
                )

        self._tasks.run(lambda: len(self._log.entries()), done, _ignored)

    def _read(self, dialog: AccessLogDialog, item_id: int | None) -> None:
        def work() -> list[AccessRow]:
            log = self._log.entries(item_id)
            some = self._items.some({access.item for access in log})
            titles = {one: overview.title for one, overview in some.items()}
            return access_rows(log, titles, self._clock.now_ms())

        def done(rows: list[AccessRow]) -> None:
            if isValid(dialog):
                dialog.show_rows(rows)

        self._tasks.run(work, done, partial(_say, dialog))

    def _ask_to_clear(self, dialog: AccessLogDialog, item_id: int | None) -> None:
        sentence = (
            _("What was noted of this item on this computer is forgotten; that cannot be undone.")
            if item_id is not None
            else _("Everything noted on this computer is forgotten; that cannot be undone.")
        )
        confirm(
            dialog,
            title=_("Clear the log?"),
            sentence=sentence,
            deed=_("Clear log"),
            then=partial(self._clear, dialog, item_id),
        )

    def _clear(self, dialog: AccessLogDialog, item_id: int | None) -> None:
        def done(_none: None) -> None:
            if isValid(dialog):
                self._read(dialog, item_id)

        self._tasks.run(partial(self._log.clear, item_id), done, partial(_say, dialog))


def _say(dialog: AccessLogDialog, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.show_trouble(str(error))


def _nothing(_none: None) -> None:
    """Say nothing: the question said it."""


def _ignored(_error: StrongroomError) -> None:
    """Say nothing: a log that cannot be written is not worth a person's attention."""
