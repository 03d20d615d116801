# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking another copy of the vault in: chosen, opened, looked at, merged, and put away if wished.

All of it runs on the worker.  A copy under another key asks for its own password.  Whatever
closes the dialog, a lock above all, ends the work at the next step, and what was written of
a merge is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app import conflict_copies
from strongroom.app.comparing import pair
from strongroom.app.conflict_copies import ConflictCopy
from strongroom.app.deeds import Deed
from strongroom.app.merging import MergePreview, Merging, VaultCopy
from strongroom.app.session import Session
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.merge import MergeDialog
from strongroom.gui.flows.copy_opening import Borrower, CopyOpening, Question
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.sides import side_of
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model.changes import Changes
from strongroom.model.item import Folder, Item
from strongroom.secret import SecretBytes
from strongroom.texts import _


@dataclass(slots=True, eq=False)
class _Round:
    """One dialog with its own copy: what arrives late belongs to no other."""

    dialog: MergeDialog
    stop: Event = field(default_factory=Event)
    copy: VaultCopy | None = None
    preview: MergePreview | None = None


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
    _progressed = Signal(object, str, int, int)

    def __init__(
        self,
        session: Session,
        editing: Editing,
        looking: Looking,
        tasks: Tasks,
        *,
        opening: CopyOpening,
        window: Callable[[], QWidget],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__()
        self._session = session
        self._merging = Merging(session)
        self._editing = editing
        self._looking = looking
        self._tasks = tasks
        self._opening = opening
        self._window = window
        self._seconds = seconds
        self._round: _Round | None = None
        self._progressed.connect(self._show_progress)

    def start(self, path: Path | None = None) -> None:
        """Look at the copy at ``path``, or ask for one."""
        if path is None:
            folder = self._session.vault.path.parent
            places.choose_vault(self._window(), folder, self._open)
        else:
            self._open(path)

    def close(self) -> None:
        """Stop, and close what is shown, as when the vault locks."""
        if self._round is not None:
            self._round.stop.set()
            self._round.dialog.done(MergeDialog.DialogCode.Rejected)

    @property
    def dialog(self) -> MergeDialog | None:
        """The dialog that is shown now."""
        return None if self._round is None else self._round.dialog

    # Opening

    def _open(self, path: Path) -> None:
        self.close()
        dialog = MergeDialog(
            self._window(), path.name, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )
        self._round = one = _Round(dialog)
        dialog.finished.connect(lambda _result: self._closed(one))
        dialog.cancel_wanted.connect(one.stop.set)
        dialog.merge_wanted.connect(lambda: self._begin(one))
        dialog.look_wanted.connect(lambda item_id: self._look_at(one, item_id))
        dialog.copy_wanted.connect(self._copy_value)
        dialog.show_progress(_("Opening…"))
        dialog.open()

        def opened(copy: VaultCopy) -> MergeDialog:
            self._opened(one, copy)
            return dialog

        borrower = Borrower(
            dialog,
            opened,
            lambda error: self._failed(one, error),
            given_up=lambda: self._given_up(one),
            waits=lambda: self._is_current(one),
        )
        self._opening.open(path, Question.about(path), borrower)

    def _is_current(self, one: _Round) -> bool:
        """Tell whether it is still this round's dialog that is shown."""
        return self._round is one

    def _given_up(self, one: _Round) -> None:
        if one.copy is None and self._is_current(one):
            one.dialog.done(MergeDialog.DialogCode.Rejected)

    def _opened(self, one: _Round, copy: VaultCopy) -> None:
        one.copy = copy
        step = self._stepping(one, _("Comparing…"))
        self._tasks.run(
            lambda: self._merging.preview(copy, step),
            lambda preview: self._looked(one, preview),
            lambda error: self._failed(one, error),
        )

    def _looked(self, one: _Round, preview: MergePreview) -> None:
        if self._is_current(one):
            one.preview = preview
            finding = self._session.vault.finding
            writable = finding is None or finding.can_go_on
            one.dialog.show_preview(preview, writable=writable)

    def _closed(self, one: _Round) -> None:
        one.stop.set()
        if self._is_current(one):
            self._round = None
        one.copy = one.preview = None

    # Looking

    def _look_at(self, one: _Round, item_id: int) -> None:
        copy, dialog = one.copy, one.dialog
        if copy is None:
            return

        def look() -> tuple[Item | None, Item | None, dict[int, Folder]]:
            here, there = pair(self._session, copy, item_id)
            return here, there, dict(self._session.vault.folders())

        def show(found: tuple[Item | None, Item | None, dict[int, Folder]]) -> None:
            if self._is_current(one) and dialog.finder.chosen_ids == {item_id}:
                here, there, folders = found
                ours = side_of(_("This vault"), here, folders)
                theirs = side_of(_("The copy"), there, copy.folders())
                if here is None or there is None:
                    dialog.show_one(theirs if here is None else ours)
                else:
                    dialog.show_pair(ours, theirs)

        self._tasks.run(look, show, lambda error: self._failed(one, error))

    def _copy_value(self, row: ItemRow) -> None:
        secret = SecretBytes.of_text(row.shared_text())
        self._looking.copy_secret(secret, sentence_label(row.field))

    # Merging

    def _begin(self, one: _Round) -> None:
        if one.preview is None:
            return
        copy = one.preview.copy
        one.dialog.show_running()
        step = self._stepping(one, _("Merging…"))

        def work() -> _Merged:
            vault = self._session.vault
            changes = self._merging.run(copy, step)
            state = self._editing.done(Deed.MERGE, changes)
            found = conflict_copies.find(vault.path, vault.vault_id)
            return _Merged(changes, state, _of_path(found, copy.path))

        self._tasks.run(
            work,
            lambda result: self._came(one, result),
            lambda error: self._failed(one, error),
        )

    def _came(self, one: _Round, result: _Merged) -> None:
        self.went_on.emit()
        self._editing.tell(result.changes, result.state)
        if self._is_current(one):
            one.dialog.done(MergeDialog.DialogCode.Accepted)
        count = sum(row.id in result.changes.items for row in result.changes.rows)
        text = said_of(Deed.MERGE, count) if count else _("Merged")
        said = Saying(text)
        if result.changes.rows:
            said = self._editing.news(text, result.changes)
        self._editing.said.emit(said)
        self.merged.emit(result.beside)

    def _failed(self, one: _Round, error: StrongroomError) -> None:
        if not self._is_current(one):
            return
        one.dialog.show_trouble(str(error))
        if isinstance(error, Cancelled):  # nothing to tell to whoever did it
            one.dialog.reject()

    # Inside

    def _stepping(self, one: _Round, text: str) -> Callable[[int, int], None]:
        def step(done: int, total: int) -> None:
            if one.stop.is_set():
                raise Cancelled(_("The merge was cancelled; nothing was changed."))
            self._progressed.emit(one, text, done, total)

        return step

    def _show_progress(self, one: _Round, text: str, done: int, total: int) -> None:
        if self._is_current(one) and not one.stop.is_set():
            one.dialog.show_progress(text, done, total)


def _of_path(found: tuple[ConflictCopy, ...], path: Path) -> ConflictCopy | None:
    return next((copy for copy in found if copy.path == path), None)
