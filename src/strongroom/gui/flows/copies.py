# SPDX-License-Identifier: GPL-3.0-or-later
"""All that is done with copies of the open vault: backups, comparing, merging, conflict copies.

They share one way of opening a copy and one of looking at it, and are put together here.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from strongroom.app.backups import Backups
from strongroom.app.session import Session
from strongroom.gui.flows.backing_up import BackingUp
from strongroom.gui.flows.comparing_copies import ComparingCopies
from strongroom.gui.flows.conflicts import Conflicts
from strongroom.gui.flows.copy_opening import CopyOpening
from strongroom.gui.flows.copy_viewing import CopyViewing
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.merging import MergeFlow
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.flows.restoring import Restoring
from strongroom.gui.tasks import Tasks


class Copies(QObject):
    """Owns the flows; ``say`` shows news in the page of the vault."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        editing: Editing,
        looking: Looking,
        *,
        asking: Reauthenticating,
        window: Callable[[], QWidget],
        seconds: Callable[[], int | None],
        say: Callable[[str], None],
    ) -> None:
        super().__init__()
        opening = CopyOpening(session, tasks, asking)
        viewing = CopyViewing(session, tasks, looking, seconds=seconds)
        backups = Backups(session)
        self.backing_up = BackingUp(
            session,
            backups,
            tasks,
            opening=opening,
            viewing=viewing,
            restoring=Restoring(backups, editing, tasks),
            window=window,
        )
        self.comparing = ComparingCopies(session, opening, viewing, window=window)
        self.merging = MergeFlow(
            session,
            editing,
            tasks,
            opening=opening,
            viewing=viewing,
            window=window,
            seconds=seconds,
        )
        self.conflicts = Conflicts(session, tasks, self.merging, say)
