# SPDX-License-Identifier: GPL-3.0-or-later
"""The open vault beside another copy of it, for whoever has to decide which one to go on with.

Nothing is taken from here and nothing is written: it may be open for looking only.  A copy
under another key asks for its own password; whatever closes the dialog ends the work.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.comparing import Comparison, VaultCopy, compare, pair
from strongroom.app.session import Session
from strongroom.errors import Cancelled, NotFound, OtherKey, StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.comparison import ComparisonDialog, Words
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.sides import side_of
from strongroom.gui.tasks import Tasks
from strongroom.model.item import Folder, Item
from strongroom.secret import SecretBytes
from strongroom.texts import _

_Pair = tuple[Item | None, Item | None, dict[int, Folder]]


class ComparingCopies(QObject):
    """One comparison at a time, over ``window()``; ``failed`` says why there is none."""

    failed = Signal(object)  # StrongroomError
    _progressed = Signal(int, int)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        looking: Looking,
        asking: Reauthenticating,
        *,
        window: Callable[[], QWidget],
        seconds: Callable[[], int | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._looking = looking
        self._asking = asking
        self._window = window
        self._seconds = seconds
        self._stop = Event()
        self.dialog: ComparisonDialog | None = None
        self._progressed.connect(self._show_progress)

    def start(self, path: Path | None = None) -> None:
        """Compare with the copy at ``path``, or ask for one."""
        if path is None:
            folder = self._session.vault.path.parent
            places.choose_vault(self._window(), folder, self._open)
        else:
            self._open(path)

    def _open(self, path: Path) -> None:
        def opened(copy: VaultCopy) -> None:
            self._show(path, copy)

        def failed(error: StrongroomError) -> None:
            if isinstance(error, OtherKey):
                self._ask_for_its_own(path, opened)
            else:
                self.failed.emit(error)

        self._tasks.run(lambda: self._session.open_copy(path), opened, failed)

    def _ask_for_its_own(self, path: Path, then: Callable[[VaultCopy], None]) -> None:
        self._asking.ask_for(
            self._window(),
            lambda given: self._session.open_copy(path, given),
            title=_("The copy’s own password"),
            sentence=_(
                "“{file}” is locked with another password than this vault: type the one that "
                "opens that copy."
            ).format(file=path.name),
            deed=_("Open"),
            done=then,
            failed=self.failed.emit,
        )

    def _show(self, path: Path, copy: VaultCopy) -> None:
        words = Words(
            title=_("This vault and “{file}”").format(file=path.name),
            only_there=_("Only in the copy"),
            only_here=_("Only in this vault"),
            equal=_("All items are the same"),
        )
        self.dialog = dialog = ComparisonDialog(
            self._window(), words, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )
        self._stop = stop = Event()
        dialog.cancel_wanted.connect(stop.set)
        dialog.look_wanted.connect(lambda item_id: self._look_at(dialog, copy, item_id))
        dialog.copy_wanted.connect(self._copy_value)
        dialog.show_progress()
        dialog.open()

        def step(done: int, total: int) -> None:
            if stop.is_set():
                raise Cancelled(_("It was stopped; nothing was changed."))
            self._progressed.emit(done, total)

        def show(found: Comparison) -> None:
            if isValid(dialog):
                dialog.show_comparison(found)

        self._tasks.run(
            lambda: compare(self._session, copy, step), show, lambda error: _say(dialog, error)
        )

    def _look_at(self, dialog: ComparisonDialog, copy: VaultCopy, item_id: int) -> None:
        def look() -> _Pair:
            here, there = pair(self._session, copy, item_id)
            return here, there, dict(self._session.vault.folders())

        def show(found: _Pair) -> None:
            if isValid(dialog) and dialog.finder.chosen_ids == {item_id}:
                here, there, folders = found
                dialog.show_pair(
                    side_of(_("This vault"), here, folders),
                    side_of(_("The copy"), there, copy.folders()),
                )

        self._tasks.run(look, show, lambda error: _say(dialog, error))

    def _copy_value(self, row: ItemRow) -> None:
        secret = SecretBytes.of_text(row.shared_text())
        self._looking.copy_secret(secret, sentence_label(row.field))

    def _show_progress(self, done: int, total: int) -> None:
        if self.dialog is not None and isValid(self.dialog) and not self._stop.is_set():
            self.dialog.show_progress(done, total)


def _say(dialog: ComparisonDialog, error: StrongroomError) -> None:
    if isValid(dialog) and not isinstance(error, Cancelled | NotFound):
        dialog.show_trouble(str(error))
