# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking another copy of the vault in: chosen, opened, looked at, merged, and put away if wished.

All of it runs on the worker.  A copy under another key asks for its own password.  Whatever
closes the dialog, a lock above all, ends the work at the next step, and what was written of
a merge is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app import conflict_copies
from strongroom.app.conflict_copies import ConflictCopy
from strongroom.app.deeds import Deed
from strongroom.app.merging import MergePreview, Merging, VaultCopy
from strongroom.app.session import Session
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.merge import MergeDialog
from strongroom.gui.flows.copy_opening import Borrower, CopyOpening, Question
from strongroom.gui.flows.copy_viewing import CopyViewing
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.stopping import Steps, Stopping
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.pages.side_by_side import Side
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model.changes import Changes
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class _Merged:
    changes: Changes
    state: UndoState
    beside: ConflictCopy | None


class MergeFlow(QObject):
    """One merge at a time, over ``window()``.

    ``merged`` carries the ``ConflictCopy`` that is not needed any more, None for a file that
    no sync service left; ``went_on`` tells that a vault for looking only may be changed now.
    """

    merged = Signal(object)
    went_on = Signal()

    def __init__(
        self,
        session: Session,
        editing: Editing,
        tasks: Tasks,
        *,
        opening: CopyOpening,
        viewing: CopyViewing,
        window: Callable[[], QWidget],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__()
        self._session = session
        self._merging = Merging(session)
        self._editing = editing
        self._tasks = tasks
        self._opening = opening
        self._viewing = viewing
        self._window = window
        self._seconds = seconds
        self._steps = Steps(self)
        self.dialog: MergeDialog | None = None

    def start(self, path: Path | None = None) -> None:
        """Look at the copy at ``path``, or ask for one."""
        if path is None:
            folder = self._session.vault.path.parent
            places.choose_vault(self._window(), folder, self._open)
        else:
            self._open(path)

    # Opening

    def _open(self, path: Path) -> None:
        if self.dialog is not None:
            self.dialog.done(MergeDialog.DialogCode.Rejected)
        self.dialog = dialog = MergeDialog(
            self._window(), path.name, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )
        dialog.finished.connect(lambda _result: self._closed(dialog))
        dialog.show_progress(_("Opening…"))
        dialog.open()

        def opened(copy: VaultCopy) -> MergeDialog:
            self._opened(dialog, copy)
            return dialog

        borrower = Borrower(
            dialog,
            opened,
            lambda error: self._failed(dialog, error),
            given_up=lambda: self._given_up(dialog),
            waits=lambda: self._is_current(dialog),
        )
        self._opening.open(path, Question.about(path), borrower)

    def _is_current(self, dialog: MergeDialog) -> bool:
        """Tell whether it is still this dialog that is shown: what arrives late is no other's."""
        return self.dialog is dialog

    def _given_up(self, dialog: MergeDialog) -> None:
        if self._is_current(dialog):
            dialog.done(MergeDialog.DialogCode.Rejected)

    def _opened(self, dialog: MergeDialog, copy: VaultCopy) -> None:
        self._viewing.serve(
            dialog,
            lambda item_id: self._viewing.sides(copy, item_id, _("This vault"), _("The copy")),
            partial(_show_sides, dialog),
        )
        dialog.merge_wanted.connect(lambda: self._begin(dialog, copy))
        step = self._stopping(dialog, _("Comparing…"))
        self._tasks.run(
            lambda: self._merging.preview(copy, step),
            lambda preview: self._looked(dialog, preview),
            lambda error: self._failed(dialog, error),
        )

    def _looked(self, dialog: MergeDialog, preview: MergePreview) -> None:
        if self._is_current(dialog):
            finding = self._session.vault.finding
            writable = finding is None or finding.can_go_on
            dialog.show_preview(preview, writable=writable)

    def _closed(self, dialog: MergeDialog) -> None:
        if self._is_current(dialog):
            self.dialog = None

    # Merging

    def _begin(self, dialog: MergeDialog, copy: VaultCopy) -> None:
        dialog.show_running()
        step = self._stopping(dialog, _("Merging…"))

        def work() -> _Merged:
            vault = self._session.vault
            changes = self._merging.run(copy, step)
            state = self._editing.done(Deed.MERGE, changes)
            found = conflict_copies.find(vault.path, vault.vault_id)
            return _Merged(changes, state, _of_path(found, copy.path))

        self._tasks.run(
            work,
            lambda result: self._came(dialog, result),
            lambda error: self._failed(dialog, error),
        )

    def _came(self, dialog: MergeDialog, result: _Merged) -> None:
        self.went_on.emit()
        self._editing.tell(result.changes, result.state)
        if self._is_current(dialog):
            dialog.done(MergeDialog.DialogCode.Accepted)
        count = sum(row.id in result.changes.items for row in result.changes.rows)
        text = said_of(Deed.MERGE, count) if count else _("Merged")
        said = Saying(text)
        if result.changes.rows:
            said = self._editing.news(text, result.changes)
        self._editing.said.emit(said)
        self.merged.emit(result.beside)

    def _failed(self, dialog: MergeDialog, error: StrongroomError) -> None:
        if not self._is_current(dialog):
            return
        dialog.show_trouble(str(error))
        if isinstance(error, Cancelled):  # nothing to tell to whoever did it
            dialog.reject()

    def _stopping(self, dialog: MergeDialog, text: str) -> Stopping:
        stopping = self._steps.begin(
            dialog,
            partial(dialog.show_progress, text),
            _("The merge was cancelled; nothing was changed."),
        )
        dialog.cancel_wanted.connect(stopping.stop)
        return stopping


def _show_sides(dialog: MergeDialog, sides: tuple[Side, Side]) -> None:
    here, there = sides
    if here.there and there.there:
        dialog.show_pair(here, there)
    else:
        dialog.show_one(here if here.there else there)


def _of_path(found: tuple[ConflictCopy, ...], path: Path) -> ConflictCopy | None:
    return next((copy for copy in found if copy.path == path), None)
