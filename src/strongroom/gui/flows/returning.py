# SPDX-License-Identifier: GPL-3.0-or-later
"""Coming back to a vault that was unlocked here before, and seeing to it that one cannot.

Unlocking with a PIN or a click goes the way of every unlock.  After one with the master
password quick unlock is armed again where it was chosen: the vault's part on the worker, the
keyring's aside, for the list must not wait for it.  Every lock ends the terminal's grants.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from strongroom.app.events import LockReason
from strongroom.app.grants import Grants
from strongroom.app.quick_halves import Arming
from strongroom.app.quick_unlock import QuickOffer, QuickUnlock
from strongroom.errors import StrongroomError
from strongroom.gui.aside import Aside
from strongroom.gui.finding import Finding
from strongroom.gui.flows.opening import Opening
from strongroom.gui.tasks import Tasks
from strongroom.secret import SecretBytes


class Returning(QObject):
    """``failed`` carries a sentence on why quick unlock is not in force, for the open vault."""

    failed = Signal(str)

    def __init__(
        self,
        quick: QuickUnlock,
        grants: Grants,
        *,
        opening: Opening,
        tasks: Tasks,
        aside: Aside,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._quick = quick
        self._grants = grants
        self._opening = opening
        self._tasks = tasks
        self._aside = aside
        opening.opened.connect(self._arm)
        opening.lock_wanted.connect(self._end_grants)

    def offer(self, path: Path) -> QuickOffer | None:
        """Return how the vault at ``path`` can be come back to, None where it cannot."""
        return self._quick.offer(path)

    def unlock(self, path: Path, pin: SecretBytes | None) -> None:
        """Open the vault with the PIN, which is closed here, or by a click."""

        def close() -> None:
            if pin is not None:
                pin.close()

        turn = self._quick.turn()  # a cancel counts from here, whatever the worker still does

        def work() -> Finding | None:
            return self._quick.unlock(path, pin, turn=turn)

        self._opening.unlock_with(path, work, close=close, cancel=self._quick.cancel)

    def forget(self) -> None:
        """Lock, and ask for the master password next."""
        path = self._opening.path
        if path is None or not self._opening.is_open:
            return
        # The page that is shown next already has to know, so the file goes first, and here.
        names = self._quick.forget_file(path)
        self._opening.lock(LockReason.BY_HAND)
        self._aside.run(lambda: self._quick.drop(names), _nothing, _nothing)

    def _arm(self, _finding: Finding | None) -> None:
        self._tasks.run(self._quick.arm, self._finish)

    def _finish(self, arming: Arming | None) -> None:
        if arming is not None:
            self._aside.run(arming.finish, _nothing, self._tell)

    def _tell(self, error: StrongroomError) -> None:
        self.failed.emit(str(error))

    def _end_grants(self, _reason: LockReason) -> None:
        names = self._grants.end_files(None)  # at once: worker and keyring may take long
        if names:
            self._aside.run(lambda: self._grants.drop(names), _nothing, _nothing)


def _nothing(_result: object) -> None:
    """Nothing is left to do."""
