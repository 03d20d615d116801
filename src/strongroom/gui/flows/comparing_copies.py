# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault beside another copy of it, for whoever has to decide which one to go on with.

Nothing is taken from here and nothing is written: it may be open for looking only.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.comparing import VaultCopy
from strongroom.app.session import Session
from strongroom.gui import places
from strongroom.gui.dialogs.comparison import ComparisonDialog, Words
from strongroom.gui.flows.copy_opening import Borrower, CopyOpening, Question
from strongroom.gui.flows.copy_viewing import CopyViewing
from strongroom.texts import _


class ComparingCopies(QObject):
    """One comparison at a time, over ``window()``; ``failed`` says why there is none."""

    failed = Signal(object)  # StrongroomError

    def __init__(
        self,
        session: Session,
        opening: CopyOpening,
        viewing: CopyViewing,
        *,
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._session = session
        self._opening = opening
        self._viewing = viewing
        self._window = window
        self.dialog: ComparisonDialog | None = None

    def start(self, path: Path | None = None) -> None:
        """Compare with the copy at ``path``, or ask for one."""
        if path is None:
            folder = self._session.vault.path.parent
            places.choose_vault(self._window(), folder, self._open)
        else:
            self._open(path)

    def _open(self, path: Path) -> None:
        def opened(copy: VaultCopy) -> ComparisonDialog:
            self.dialog = self._viewing.compare(self._window(), _words(path), copy)
            return self.dialog

        borrower = Borrower(self._window(), opened, self.failed.emit)
        self._opening.open(path, Question.about(path), borrower)


def _words(path: Path) -> Words:
    return Words(
        title=_("This vault and “{file}”").format(file=path.name),
        only_there=_("Only in the copy"),
        only_here=_("Only in this vault"),
        equal=_("All items are the same"),
        here=_("This vault"),
        there=_("The copy"),
    )
