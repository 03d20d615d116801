# SPDX-License-Identifier: GPL-3.0-or-later
"""Another copy of the open vault: opened, lent to a dialog, and closed when that ends.

A copy under another key asks for its own password, its recovery code, or its key file; where
that key is far dearer than the vault's, the question says so, and its answer allows it.  One
that arrives when nobody waits for it any more is closed at once.  All of it is done on the
worker, so that a copy is closed behind whatever still looks at it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from strongroom.app.comparing import VaultCopy
from strongroom.app.session import Session
from strongroom.errors import OtherKey, StrongroomError
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.tasks import Failed, Tasks
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class Question:
    """How a copy's own password is asked for."""

    title: str
    sentence: str

    @classmethod
    def about(cls, path: Path) -> "Question":
        """Return the question for a file of which nothing but its name is known."""
        return cls(
            _("The copy’s own password"),
            _(
                "“{file}” is locked with another password than this vault: type the one that "
                "opens that copy."
            ).format(file=path.name),
        )


@dataclass(frozen=True, slots=True)
class Borrower:
    """Who wants a copy: over what it asks, and what it does with the answer.

    ``opened`` returns the dialog that shows the copy, which is closed with it.  ``given_up``
    tells that there will be neither a copy nor a failure.
    """

    over: QWidget
    opened: Callable[[VaultCopy], QDialog]
    failed: Failed
    given_up: Callable[[], None] = lambda: None
    waits: Callable[[], bool] = lambda: True


class CopyOpening:
    """Opens copies for whoever shows them."""

    def __init__(self, session: Session, tasks: Tasks, asking: Reauthenticating) -> None:
        self._session = session
        self._tasks = tasks
        self._asking = asking

    def open(self, path: Path, question: Question, borrower: Borrower) -> None:
        """Open the copy at ``path``, with ``question`` where it has a key of its own."""

        def failed(error: StrongroomError) -> None:
            if not borrower.waits():
                borrower.given_up()
            elif isinstance(error, OtherKey):
                self._ask(path, question, borrower, error.costly)
            else:
                borrower.failed(error)

        self._tasks.run(
            lambda: self._session.open_copy(path), lambda copy: self._lend(copy, borrower), failed
        )

    def _ask(self, path: Path, question: Question, borrower: Borrower, costly: str) -> None:
        allowed = bool(costly)
        self._asking.ask_for(
            borrower.over,
            lambda given: self._session.open_copy(path, given, costly=allowed),
            title=question.title,
            sentence=f"{question.sentence}\n\n{costly}".rstrip(),
            deed=_("Allow it and open") if allowed else _("Open"),
            takes_code=True,
            done=lambda copy: self._lend(copy, borrower),
            failed=borrower.failed,
            dropped=self._close,
            given_up=borrower.given_up,
        )

    def _lend(self, copy: VaultCopy, borrower: Borrower) -> None:
        if not borrower.waits():
            self._close(copy)
            borrower.given_up()
            return
        borrower.opened(copy).finished.connect(lambda _result: self._close(copy))

    def _close(self, copy: VaultCopy) -> None:
        self._tasks.run(lambda: self._session.close_copy(copy), lambda _none: None)
