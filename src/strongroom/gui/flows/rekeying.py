# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing what opens the vault: prepare, show the new recovery code, finish.

Both steps run on the worker.  Until the second one the old methods open the vault, and a
lock in between abandons what was prepared.  What cannot be made anew is named before
anything happens.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import Protocol, TypeVar

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
from strongroom.gui.dialogs.two_steps import TwoSteps
from strongroom.gui.flows.opening import Opening
from strongroom.gui.pages.wanted_change import WantedChange
from strongroom.gui.tasks import Tasks
from strongroom.secret import SecretBytes
from strongroom.texts import _


class Closable(Protocol):
    """What a dialog wants; it is closed once that was prepared, or failed."""

    def close(self) -> None:
        """Zero what is secret."""


W = TypeVar("W", bound=Closable)


class Rekeying(QObject):
    """``finished`` tells that a new master password is in force.

    ``put_off`` tells that whoever came in with the recovery code chose none.
    """

    finished = Signal()
    put_off = Signal()

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

    def show(self, parent: QWidget, *, code: SecretBytes | None = None) -> PasswordChange:
        """Open the dialog over ``parent``.

        ``code`` has just opened the vault, so it is not asked for again; it stays the caller's.
        """
        path, remembered = self._opening.path, self._session.remembered
        key_file = None if path is None or code is not None else remembered.key_file(path)
        dialog = PasswordChange(parent, code=code, key_file=key_file, vault=path)

        def prepare(wanted: WantedChange) -> PendingChange:
            return self._session.begin_rekey(wanted.current, wanted.new)

        if code is not None:
            dialog.rejected.connect(self._put_off)
        self.run(dialog, prepare, self.finished.emit)
        return dialog

    def run(
        self, dialog: TwoSteps, prepare: Callable[[W], PendingChange], done: Callable[[], None]
    ) -> None:
        """Open ``dialog``, and carry out what it wants by ``prepare``, on the worker."""
        dialog.wanted.connect(lambda wanted: self._begin(dialog, prepare, wanted, done))
        dialog.typed_back.connect(lambda typed: self._finish(dialog, typed, done))
        dialog.rejected.connect(self._abandon)
        dialog.open()

    def _begin(
        self,
        dialog: TwoSteps,
        prepare: Callable[[W], PendingChange],
        wanted: W,
        then: Callable[[], None],
    ) -> None:
        def work() -> tuple[PendingChange, str]:
            with closing(wanted):
                return prepare(wanted), self._items.vault_name

        def done(prepared: tuple[PendingChange, str]) -> None:
            self._prepared(dialog, *prepared, then)

        self._tasks.run(work, done, partial(_fail, dialog))

    def _prepared(
        self, dialog: TwoSteps, pending: PendingChange, name: str, then: Callable[[], None]
    ) -> None:
        self._pending = pending
        code, path = pending.recovery_code, self._opening.path
        dropped = _dropped_sentence(pending.dropped)
        if not isValid(dialog) or not dialog.isVisible():
            self._abandon()
        elif code is not None and path is not None:
            kit = recovery_kit(code, name=name, path=path, made_ms=self._clock.now_ms())
            dialog.show_kit(kit, dropped)
        elif dropped:
            dialog.show_kit(None, dropped)
        else:
            self._finish(dialog, "", then)

    def _finish(self, dialog: TwoSteps, typed: str, then: Callable[[], None]) -> None:
        pending = self._pending
        if pending is None:
            return

        def done(_none: None) -> None:
            self._pending = None
            if isValid(dialog):
                dialog.accept()
            then()

        self._tasks.run(lambda: pending.finish(typed), done, partial(_fail, dialog))

    def _abandon(self) -> None:
        """Leave the vault as it was; the temporary file goes, whatever comes of it."""
        pending, self._pending = self._pending, None
        if pending is not None:
            self._tasks.run(pending.abandon, _nothing, _nothing, bound=False)

    def _put_off(self) -> None:
        if self._opening.is_open:  # else a lock closed the dialog
            self.put_off.emit()


def _fail(dialog: TwoSteps, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.show_failure(error)


def _nothing(_result: object) -> None:
    """Receive the end of what nobody waits for."""


def _dropped_sentence(dropped: Sequence[str]) -> str:
    if not dropped:
        return ""
    text = _("These will no longer open the vault: {methods}.")
    return text.format(methods=", ".join(dropped))
