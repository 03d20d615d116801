# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing what opens the vault: prepare, show the new recovery code, finish.

Both steps run on the worker.  Until the second one the old methods open the vault, and a
lock in between abandons what was prepared.  What cannot be made anew is named before
anything happens.  The second step tells how far it is, and can be given up until the new
file is in place.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from threading import Event
from time import monotonic
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.items import Items
from strongroom.app.ports import Clock
from strongroom.app.recovery_kit import recovery_kit
from strongroom.app.rekeying import PendingChange
from strongroom.app.session import Session
from strongroom.app.unlock_methods import UnlockMethod, UnlockMethods, only_code
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.dialogs.two_steps import TwoSteps
from strongroom.gui.flows.opening import Opening
from strongroom.gui.pages.wanted_change import WantedChange
from strongroom.gui.tasks import Tasks
from strongroom.secret import SecretBytes
from strongroom.texts import _

_EVERY_SECONDS = 0.05
_GIVEN_UP = ""  # whoever did it needs no sentence


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
    _progressed = Signal(object, int, int)  # TwoSteps, rows done, rows in all

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
        self._stop = Event()
        self._progressed.connect(self._show_progress)

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
        if code is None:
            self._look_for_code(dialog)
        return dialog

    def _look_for_code(self, dialog: PasswordChange) -> None:
        """Ask for the recovery code at once where nothing else opens the vault."""

        def found(methods: tuple[UnlockMethod, ...]) -> None:
            if isValid(dialog) and only_code(methods):
                dialog.proof.take_code(alone=True)

        self._tasks.run(UnlockMethods(self._session).list, found, _nothing)

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

        self._stop = stop = Event()
        tell = _telling(stop, partial(self._progressed.emit, dialog))
        self._tasks.run(lambda: pending.finish(typed, tell), done, partial(_fail, dialog))

    def _show_progress(self, dialog: TwoSteps, done: int, total: int) -> None:
        if isValid(dialog):
            dialog.show_progress(done, total)

    def _abandon(self) -> None:
        """Leave the vault as it was; the temporary file goes, whatever comes of it."""
        self._stop.set()
        pending, self._pending = self._pending, None
        if pending is not None:
            self._tasks.run(pending.abandon, _nothing, _nothing, bound=False)

    def _put_off(self) -> None:
        if self._opening.is_open:  # else a lock closed the dialog
            self.put_off.emit()


def _telling(stop: Event, tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Return what is called on the worker, for each row: it tells now and then, or stops."""
    told = monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if stop.is_set():
            raise Cancelled(_GIVEN_UP)
        if monotonic() - told >= _EVERY_SECONDS:
            told = monotonic()
            tell(done, total)

    return progress


def _fail(dialog: TwoSteps, error: StrongroomError) -> None:
    if isValid(dialog) and dialog.isVisible():
        dialog.show_failure(error)


def _nothing(_result: object) -> None:
    """Receive the end of what nobody waits for."""


def _dropped_sentence(dropped: Sequence[str]) -> str:
    if not dropped:
        return ""
    text = _("These will no longer open the vault: {methods}.")
    return text.format(methods=", ".join(dropped))
