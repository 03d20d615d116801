# SPDX-License-Identifier: GPL-3.0-or-later
"""Items brought back from a backup on the worker: one change, told as one, that undo reverses."""

from collections.abc import Callable

from strongroom.app.backups import Backups, VaultCopy
from strongroom.app.deeds import Deed
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.stopping import Stopping
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.tasks import Failed, Tasks
from strongroom.model.changes import Changes


class Restoring:
    """Brings back, and says what came."""

    def __init__(self, backups: Backups, editing: Editing, tasks: Tasks) -> None:
        self._backups = backups
        self._editing = editing
        self._tasks = tasks

    def run(
        self,
        copy: VaultCopy,
        ids: frozenset[int] | None,
        stopping: Stopping,
        done: Callable[[bool], None],
        failed: Failed,
    ) -> None:
        """Bring back ``ids``, None for all; ``done`` is told whether anything changed."""

        def work() -> tuple[Changes, UndoState]:
            changes = self._backups.restore(copy, ids, stopping)
            return changes, self._editing.done(Deed.RESTORE_BACKUP, changes)

        def came(result: tuple[Changes, UndoState]) -> None:
            changes, state = result
            self._editing.tell(changes, state)
            if changes.rows:
                count = sum(row.id in changes.items for row in changes.rows)
                text = said_of(Deed.RESTORE_BACKUP, count)
                self._editing.said.emit(self._editing.news(text, changes))
            done(bool(changes.rows))

        self._tasks.run(work, came, failed)
