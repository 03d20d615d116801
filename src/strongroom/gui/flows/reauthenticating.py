# SPDX-License-Identifier: GPL-3.0-or-later
"""Making sure that whoever sits here may: one question, tried on the worker.

A wrong answer is said in the dialog, and after five in a row there is a wait, the same as
at the door.  What was typed lives until the work with it has ended, and no longer; a lock
closes the question.
"""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.session import Session
from strongroom.app.unlock_methods import UnlockMethod, UnlockMethods, has_code, only_code
from strongroom.errors import (
    InvalidInput,
    MethodMissing,
    MustWait,
    StrongroomError,
    Unreadable,
    WrongKey,
)
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.flows.opening import Opening
from strongroom.gui.tasks import Tasks
from strongroom.model.credentials import Credentials

T = TypeVar("T")

# What another try in the same dialog may mend: password, key file, patience.
_MENDED_HERE = (WrongKey, MethodMissing, MustWait, InvalidInput, Unreadable)


class Reauthenticating(QObject):
    """Asks, and does what was to be done only for the one who knows the answer."""

    def __init__(
        self, session: Session, tasks: Tasks, opening: Opening, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._opening = opening

    def ask(
        self,
        parent: QWidget,
        *,
        title: str,
        sentence: str,
        deed: str,
        then: Callable[[], None],
    ) -> Reauthenticate:
        """Ask over ``parent``; ``then`` is called once the answer was right."""
        return self.ask_for(
            parent,
            self._session.verify,
            title=title,
            sentence=sentence,
            deed=deed,
            done=lambda _none: then(),
        )

    def ask_for(
        self,
        parent: QWidget,
        work: Callable[[Credentials], T],
        *,
        title: str,
        sentence: str,
        deed: str,
        done: Callable[[T], None],
        failed: Callable[[StrongroomError], None] | None = None,
        dropped: Callable[[T], None] = lambda _result: None,
        given_up: Callable[[], None] = lambda: None,
        takes_code: bool = False,
    ) -> Reauthenticate:
        """Ask over ``parent``, and run ``work`` with the answer, which is closed after it.

        ``work`` raises what ``Session.verify`` does where the answer is wrong, and then the
        dialog asks again.  Whatever else it raises closes the dialog and goes to ``failed``.
        A dialog that was cancelled meanwhile gives the result to ``dropped``, in the same
        session only; ``given_up`` tells of its cancelling, and of no other end.
        """
        dialog = Reauthenticate(
            parent, title=title, sentence=sentence, deed=deed, takes_code=takes_code
        )

        def arrived(result: T) -> None:
            if _gone(dialog):
                dropped(result)
                return
            dialog.accept()
            done(result)

        def refused(error: StrongroomError) -> None:
            if _gone(dialog):
                return
            if failed is None or isinstance(error, _MENDED_HERE):
                dialog.show_failure(error)
            else:
                dialog.rejected.disconnect(given_up)
                dialog.reject()
                failed(error)

        def attempt(credentials: Credentials) -> None:
            self._tasks.run(lambda: _closed_after(work, credentials), arrived, refused)

        dialog.given.connect(attempt)
        dialog.rejected.connect(given_up)
        self._open(dialog)
        if not takes_code:  # else it is about another vault
            self._look_for_code(dialog)
        return dialog

    def _open(self, dialog: Reauthenticate) -> None:
        path = self._opening.path
        key_file = None if path is None else self._session.remembered.key_file(path)
        if key_file is not None:
            dialog.use_key_file(key_file)
        dialog.open()
        if path is not None:
            dialog.hold(self._opening.wait(path))

    def _look_for_code(self, dialog: Reauthenticate) -> None:
        """Let the recovery code do where the open vault has one, alone if it is the only way."""

        def found(methods: tuple[UnlockMethod, ...]) -> None:
            if has_code(methods) and not _gone(dialog):
                dialog.proof.take_code(alone=only_code(methods))

        self._tasks.run(UnlockMethods(self._session).list, found, lambda _error: None)


def _closed_after(work: Callable[[Credentials], T], credentials: Credentials) -> T:
    with closing(credentials):
        return work(credentials)


def _gone(dialog: Reauthenticate) -> bool:
    return not isValid(dialog) or not dialog.isVisible()
