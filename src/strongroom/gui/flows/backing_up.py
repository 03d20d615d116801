# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups from the window: listed, made, looked into, compared with, and brought back from.

All of it runs on the worker, one backup at a time, so that a save comes in between.  What
closes a dialog, a lock above all, ends its work at the next step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from strongroom.app.backups import Backup, Backups, VaultCopy
from strongroom.app.session import Session
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.dialogs.backups import BackupsDialog
from strongroom.gui.dialogs.comparison import ComparisonDialog, Words
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.copy_items import CopyItems
from strongroom.gui.flows.copy_opening import Borrower, CopyOpening, Question
from strongroom.gui.flows.copy_viewing import CopyViewing
from strongroom.gui.flows.restoring import Restoring
from strongroom.gui.flows.stopping import Steps, Stopping
from strongroom.gui.places import shown_path
from strongroom.gui.tasks import Tasks
from strongroom.gui.words import moment_text
from strongroom.texts import _, ngettext


@dataclass(frozen=True, slots=True)
class _Listed:
    backups: Sequence[Backup]
    superseded: Sequence[Backup]
    folder: Path
    kept: int


class BackingUp(QObject):
    """Shows the dialogs, over ``window()``, and does what is asked in them."""

    def __init__(
        self,
        session: Session,
        backups: Backups,
        tasks: Tasks,
        *,
        opening: CopyOpening,
        viewing: CopyViewing,
        restoring: Restoring,
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._session = session
        self._backups = backups
        self._tasks = tasks
        self._opening = opening
        self._viewing = viewing
        self._restoring = restoring
        self._window = window
        self._steps = Steps(self)
        self.dialog: BackupsDialog | None = None

    def show(self) -> None:
        """Open the list of backups."""
        vault = self._session.vault
        self.dialog = dialog = BackupsDialog(self._window(), writable=not vault.read_only)
        dialog.make_wanted.connect(lambda: self._make(dialog))
        dialog.look_wanted.connect(lambda backup: self._look(dialog, backup))
        dialog.compare_wanted.connect(lambda backup: self._compare(dialog, backup))
        dialog.restore_wanted.connect(lambda backup: self._ask_to_restore(dialog, backup))
        dialog.clear_wanted.connect(lambda: self._ask_to_clear(dialog))
        dialog.open()
        self._list(dialog)

    # Which there are

    def _list(self, dialog: BackupsDialog) -> None:
        path = self._session.vault.path

        def look() -> _Listed:
            settings = self._session.safeguard.settings
            return _Listed(
                self._backups.list(path),
                self._backups.superseded(path),
                self._backups.folder_of(path),
                settings.backups_kept,
            )

        def show(found: _Listed) -> None:
            if isValid(dialog):
                dialog.show_backups(found.backups, _place_text(found))
                dialog.offer_clearing(len(found.superseded))
                for backup in found.backups:
                    self._judge(dialog, backup)

        self._tasks.run(look, show, partial(_say, dialog))

    def _judge(self, dialog: BackupsDialog, backup: Backup) -> None:
        """Look thoroughly at one, unless nobody waits for it any more."""
        wanted = [True]
        dialog.finished.connect(lambda _result: wanted.clear())

        def look() -> Backup | None:
            return self._backups.judged(backup) if wanted else None

        def show(judged: Backup | None) -> None:
            if judged is not None and isValid(dialog):
                dialog.show_state(judged)

        self._tasks.run(look, show, lambda _error: None)

    # Making one, and clearing out

    def _make(self, dialog: BackupsDialog) -> None:
        text = _("Making a backup…")
        stopping = self._stopping(dialog, text)

        def done(made: Path | None) -> None:
            if isValid(dialog):
                dialog.end_progress()
                if made is None:
                    dialog.say(_("There is nothing new since the newest backup."))
                else:
                    self._list(dialog)

        self._tasks.run(lambda: self._backups.make(stopping), done, partial(_say, dialog))

    def _ask_to_clear(self, dialog: BackupsDialog) -> None:
        confirm(
            dialog,
            title=_("Delete these backups?"),
            sentence=_(
                "Whoever knows the earlier master password can open them. What only they hold "
                "is lost with them."
            ),
            deed=_("Delete"),
            then=lambda: self._clear(dialog),
        )

    def _clear(self, dialog: BackupsDialog) -> None:
        path = self._session.vault.path

        def work() -> int:
            return self._backups.remove(self._backups.superseded(path))

        def done(_gone: int) -> None:
            if isValid(dialog):
                self._list(dialog)

        self._tasks.run(work, done, partial(_say, dialog))

    # Looking into one, comparing, and bringing back

    def _look(self, dialog: BackupsDialog, backup: Backup) -> None:
        moment = moment_text(backup.made_ms)

        def opened(copy: VaultCopy) -> CopyItems:
            inside = self._viewing.look_inside(
                dialog,
                _("Backup of {moment}").format(moment=moment),
                _("As it was on {moment}").format(moment=moment),
                copy,
                take="" if self._session.vault.read_only else _("Restore chosen items"),
            )
            inside.taken.connect(lambda ids: self._restore(dialog, copy, ids))
            return inside

        self._open(dialog, backup, opened)

    def _compare(self, dialog: BackupsDialog, backup: Backup) -> None:
        moment = moment_text(backup.made_ms)

        def opened(copy: VaultCopy) -> ComparisonDialog:
            words = Words(
                title=_("The vault and its backup of {moment}").format(moment=moment),
                only_there=_("Only in the backup"),
                only_here=_("Only in the vault"),
                equal=_("All items are the same"),
                here=_("Vault, now"),
                there=_("Backup, {moment}").format(moment=moment),
                take="" if self._session.vault.read_only else _("Restore from the backup"),
            )
            shown = self._viewing.compare(dialog, words, copy)
            shown.taken.connect(lambda ids: self._restore(dialog, copy, ids))
            return shown

        self._open(dialog, backup, opened)

    def _ask_to_restore(self, dialog: BackupsDialog, backup: Backup) -> None:
        moment = moment_text(backup.made_ms)

        def opened(copy: VaultCopy) -> QDialog:
            return confirm(
                dialog,
                title=_("Restore all of it?"),
                sentence=_(
                    "The vault becomes as it was on {moment}. What is in it now goes into the "
                    "history of each item, and items that came since go to Trash. This can be "
                    "undone."
                ).format(moment=moment),
                deed=_("Restore all"),
                then=lambda: self._restore(dialog, copy, None),
            )

        self._open(dialog, backup, opened)

    def _restore(self, dialog: BackupsDialog, copy: VaultCopy, ids: frozenset[int] | None) -> None:
        stopping = self._stopping(dialog, _("Restoring…"))

        def done(changed: bool) -> None:  # noqa: FBT001 - what a callback is told
            if not isValid(dialog):
                return
            dialog.end_progress()
            if changed:
                dialog.accept()
            else:
                dialog.say(_("All of that is in the vault as it was; nothing was changed."))

        self._restoring.run(copy, ids, stopping, done, partial(_say, dialog))

    # Inside

    def _open(
        self, dialog: BackupsDialog, backup: Backup, opened: Callable[[VaultCopy], QDialog]
    ) -> None:
        """Open a backup; where an earlier password locks it, ask for that one."""
        stopping = self._stopping(dialog, _("Opening…"))

        def end() -> None:
            if isValid(dialog):
                dialog.end_progress()

        def lent(copy: VaultCopy) -> QDialog:
            dialog.end_progress()
            return opened(copy)

        question = Question(
            _("An earlier master password"),
            _(
                "This backup was made before the master password was changed. It opens with "
                "the one that was in force on {moment}."
            ).format(moment=moment_text(backup.made_ms)),
        )
        borrower = Borrower(
            dialog,
            lent,
            partial(_say, dialog),
            given_up=end,
            waits=lambda: isValid(dialog) and not stopping.stopped,
        )
        self._opening.open(backup.path, question, borrower)

    def _stopping(self, dialog: BackupsDialog, text: str) -> Stopping:
        dialog.show_progress(text)
        stopping = self._steps.begin(
            dialog,
            partial(dialog.show_progress, text),
            _("It was stopped; nothing was changed."),
        )
        dialog.cancel_wanted.connect(stopping.stop)
        return stopping


def _say(dialog: BackupsDialog, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.end_progress()
        if not isinstance(error, Cancelled):
            dialog.say(str(error), tone="danger")


def _place_text(found: _Listed) -> str:
    text = ngettext(
        "The last backup is kept in {folder}.",
        "The last {count} backups are kept in {folder}.",
        found.kept,
    )
    return text.format(count=found.kept, folder=shown_path(found.folder))
