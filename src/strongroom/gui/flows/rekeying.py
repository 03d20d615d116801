# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the master password: prepare, show the new recovery code, finish.

Both steps run on the worker.  Until the second one the old methods open the vault, and a
lock in between abandons what was prepared.
"""

from collections.abc import Sequence
from contextlib import closing
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.items import Items
from strongroom.app.ports import Clock
from strongroom.app.recovery_kit import recovery_kit
from strongroom.app.rekeying import PendingChange
from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.flows.opening import Opening
from strongroom.gui.pages.wanted_change import WantedChange
from strongroom.gui.tasks import Tasks
from strongroom.texts import _


class Rekeying(QObject):
    """``finished`` tells that the new methods are in force."""

    finished = Signal()

    def __init__(
        self, session: Session, items: Items, tasks: Tasks, opening: Opening, clock: Clock
    ) -> None:
        super().__init__()
        self._session = session
        self._items = items
        self._tasks = tasks
        self._opening = opening
        self._clock = clock
        self._pending: PendingChange | None = None

    def show(self, parent: QWidget, *, by_code: bool = False) -> PasswordChange:
        """Open the dialog over ``parent``; ``by_code`` asks for the recovery code first."""
        dialog = PasswordChange(parent, by_code=by_code)
        dialog.change_wanted.connect(lambda wanted: self._begin(dialog, wanted))
        dialog.typed_back.connect(lambda typed: self._finish(dialog, typed))
        dialog.rejected.connect(self._abandon)
        dialog.open()
        return dialog

    def _begin(self, dialog: PasswordChange, wanted: WantedChange) -> None:
        def work() -> tuple[PendingChange, str]:
            with closing(wanted.current), closing(wanted.new):
                return self._session.begin_rekey(wanted.current, wanted.new), self._items.vault_name

        def done(prepared: tuple[PendingChange, str]) -> None:
            self._prepared(dialog, *prepared)

        self._tasks.run(work, done, partial(_fail, dialog))

    def _prepared(self, dialog: PasswordChange, pending: PendingChange, name: str) -> None:
        self._pending = pending
        code, path = pending.recovery_code, self._opening.path
        if not isValid(dialog):
            self._abandon()
        elif code is None or path is None:
            self._finish(dialog, "")
        else:
            kit = recovery_kit(code, name=name, path=path, made_ms=self._clock.now_ms())
            dialog.show_kit(kit, _dropped_sentence(pending.dropped))

    def _finish(self, dialog: PasswordChange, typed: str) -> None:
        pending = self._pending
        if pending is None:
            return

        def done(_none: None) -> None:
            self._pending = None
            if isValid(dialog):
                dialog.accept()
            self.finished.emit()

        self._tasks.run(lambda: pending.finish(typed), done, partial(_fail, dialog))

    def _abandon(self) -> None:
        """Leave the vault as it was; the temporary file goes, whatever comes of it."""
        pending, self._pending = self._pending, None
        if pending is not None:
            self._tasks.run(pending.abandon, _nothing, _nothing, bound=False)


def _fail(dialog: PasswordChange, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.show_failure(error)


def _nothing(_result: object) -> None:
    """Receive the end of what nobody waits for."""


def _dropped_sentence(dropped: Sequence[str]) -> str:
    if not dropped:
        return ""
    text = _("These will no longer open the vault: {methods}.")
    return text.format(methods=", ".join(dropped))
