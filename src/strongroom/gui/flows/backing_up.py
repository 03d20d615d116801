# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups from the window: listed, made, looked into, compared with, and brought back from.

All of it runs on the worker, one backup at a time, so that a save comes in between.  What
closes a dialog, a lock above all, ends its work at the next step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.backups import Backup, Backups, VaultCopy
from strongroom.app.comparing import Comparison, compare, pair
from strongroom.app.deeds import Deed
from strongroom.app.session import Session
from strongroom.errors import Cancelled, NotFound, OtherKey, StrongroomError
from strongroom.gui.dialogs.backups import BackupsDialog
from strongroom.gui.dialogs.comparison import ComparisonDialog, Words
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.copy_items import CopyItems
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.sides import side_of
from strongroom.gui.places import shown_path
from strongroom.gui.tasks import Tasks
from strongroom.gui.words import moment_text
from strongroom.model.changes import Changes
from strongroom.model.item import Folder, Item
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

Copied = Callable[[VaultCopy], None]


@dataclass(frozen=True, slots=True)
class _Listed:
    backups: Sequence[Backup]
    superseded: Sequence[Backup]
    folder: Path
    kept: int


class _Stopping:
    """Turns "stop" into an exception at the next step of the work."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stopped = Event()

    def stop(self) -> None:
        self._stopped.set()

    def __call__(self, done: int, total: int) -> None:
        if self._stopped.is_set():
            raise Cancelled(_("It was stopped; nothing was changed."))
        self._tell(done, total)


class BackingUp(QObject):
    """Shows the dialogs, over ``window()``, and does what is asked in them."""

    _progressed = Signal(object, int, int)

    def __init__(
        self,
        session: Session,
        backups: Backups,
        editing: Editing,
        looking: Looking,
        tasks: Tasks,
        *,
        asking: Reauthenticating,
        window: Callable[[], QWidget],
        seconds: Callable[[], int | None],
    ) -> None:
        super().__init__()
        self._session = session
        self._backups = backups
        self._editing = editing
        self._looking = looking
        self._tasks = tasks
        self._asking = asking
        self._window = window
        self._seconds = seconds
        self.dialog: BackupsDialog | None = None
        self.comparison: ComparisonDialog | None = None
        self.inside: CopyItems | None = None
        self._progressed.connect(_show_progress)

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

    # Looking into one

    def _look(self, dialog: BackupsDialog, backup: Backup) -> None:
        self._open(dialog, backup, lambda copy: self._show_inside(dialog, backup, copy))

    def _show_inside(self, dialog: BackupsDialog, backup: Backup, copy: VaultCopy) -> None:
        self.inside = inside = CopyItems(
            dialog,
            _("Backup of {moment}").format(moment=moment_text(backup.made_ms)),
            take="" if self._session.vault.read_only else _("Restore chosen items"),
            now_ms=self._session.clock.now_ms,
            seconds=self._seconds,
        )
        inside.look_wanted.connect(lambda item_id: self._show_one(inside, backup, copy, item_id))
        inside.taken.connect(lambda ids: self._restore(dialog, copy, ids))
        inside.copy_wanted.connect(self._copy)
        inside.open()

        def sort() -> list[int]:
            found = copy.overviews()
            return sorted(found, key=lambda item_id: (found[item_id].title.casefold(), item_id))

        def show(ids: list[int]) -> None:
            if isValid(inside):
                inside.show_items(ids, copy.overviews())

        self._tasks.run(sort, show, partial(_trouble, inside))

    def _show_one(self, inside: CopyItems, backup: Backup, copy: VaultCopy, item_id: int) -> None:
        def show(item: Item) -> None:
            if isValid(inside) and inside.finder.chosen_ids == {item_id}:
                heading = _("As it was on {moment}").format(moment=moment_text(backup.made_ms))
                inside.show_one(side_of(heading, item, copy.folders()))

        self._tasks.run(lambda: copy.item(item_id), show, partial(_trouble, inside))

    # Comparing

    def _compare(self, dialog: BackupsDialog, backup: Backup) -> None:
        self._open(dialog, backup, lambda copy: self._show_comparison(dialog, backup, copy))

    def _show_comparison(self, dialog: BackupsDialog, backup: Backup, copy: VaultCopy) -> None:
        moment = moment_text(backup.made_ms)
        words = Words(
            title=_("The vault and its backup of {moment}").format(moment=moment),
            only_there=_("Only in the backup"),
            only_here=_("Only in the vault"),
            equal=_("All items are the same"),
            take="" if self._session.vault.read_only else _("Restore from the backup"),
        )
        self.comparison = shown = ComparisonDialog(
            dialog, words, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )
        stopping = _Stopping(partial(self._progressed.emit, shown.show_progress))
        shown.cancel_wanted.connect(stopping.stop)
        shown.look_wanted.connect(lambda item_id: self._show_pair(shown, backup, copy, item_id))
        shown.taken.connect(lambda ids: self._restore(dialog, copy, ids))
        shown.copy_wanted.connect(self._copy)
        shown.show_progress()
        shown.open()

        def show(found: Comparison) -> None:
            if isValid(shown):
                shown.show_comparison(found)

        self._tasks.run(
            lambda: compare(self._session, copy, stopping), show, partial(_trouble, shown)
        )

    def _show_pair(
        self, shown: ComparisonDialog, backup: Backup, copy: VaultCopy, item_id: int
    ) -> None:
        def look() -> tuple[Item | None, Item | None, dict[int, Folder]]:
            here, there = pair(self._session, copy, item_id)
            return here, there, dict(self._session.vault.folders())

        def show(found: tuple[Item | None, Item | None, dict[int, Folder]]) -> None:
            if isValid(shown) and shown.finder.chosen_ids == {item_id}:
                here, there, folders = found
                moment = moment_text(backup.made_ms)
                shown.show_pair(
                    side_of(_("Vault, now"), here, folders),
                    side_of(_("Backup, {moment}").format(moment=moment), there, copy.folders()),
                )

        self._tasks.run(look, show, partial(_trouble, shown))

    # Bringing back

    def _ask_to_restore(self, dialog: BackupsDialog, backup: Backup) -> None:
        moment = moment_text(backup.made_ms)

        def ask(copy: VaultCopy) -> None:
            confirm(
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

        self._open(dialog, backup, ask)

    def _restore(self, dialog: BackupsDialog, copy: VaultCopy, ids: frozenset[int] | None) -> None:
        stopping = self._stopping(dialog, _("Restoring…"))

        def work() -> tuple[Changes, UndoState]:
            changes = self._backups.restore(copy, ids, stopping)
            return changes, self._editing.done(Deed.RESTORE_BACKUP, changes)

        def done(result: tuple[Changes, UndoState]) -> None:
            changes, state = result
            self._editing.tell(changes, state)
            if changes.rows:
                count = sum(row.id in changes.items for row in changes.rows)
                text = said_of(Deed.RESTORE_BACKUP, count)
                self._editing.said.emit(self._editing.news(text, changes))
            if not isValid(dialog):
                return
            dialog.end_progress()
            if changes.rows:
                dialog.accept()
            else:
                dialog.say(_("All of that is in the vault as it was; nothing was changed."))

        self._tasks.run(work, done, partial(_say, dialog))

    # Inside

    def _open(self, dialog: BackupsDialog, backup: Backup, then: Copied) -> None:
        """Open a backup; where an earlier password locks it, ask for that one."""
        dialog.show_progress(_("Opening…"))

        def opened(copy: VaultCopy) -> None:
            if isValid(dialog):
                dialog.end_progress()
                then(copy)

        def failed(error: StrongroomError) -> None:
            if not isValid(dialog):
                return
            dialog.end_progress()
            if isinstance(error, OtherKey):
                self._ask_for_its_own(dialog, backup, opened)
            else:
                dialog.say(str(error), tone="danger")

        self._tasks.run(lambda: self._session.open_copy(backup.path), opened, failed)

    def _ask_for_its_own(self, dialog: BackupsDialog, backup: Backup, then: Copied) -> None:
        self._asking.ask_for(
            dialog,
            lambda given: self._session.open_copy(backup.path, given),
            title=_("An earlier master password"),
            sentence=_(
                "This backup was made before the master password was changed. It opens with "
                "the one that was in force on {moment}."
            ).format(moment=moment_text(backup.made_ms)),
            deed=_("Open"),
            done=then,
            failed=partial(_say, dialog),
        )

    def _copy(self, row: ItemRow) -> None:
        secret = SecretBytes.of_text(row.shared_text())
        self._looking.copy_secret(secret, sentence_label(row.field))

    def _stopping(self, dialog: BackupsDialog, text: str) -> _Stopping:
        dialog.show_progress(text)
        show = partial(dialog.show_progress, text)
        stopping = _Stopping(partial(self._progressed.emit, show))
        dialog.cancel_wanted.connect(stopping.stop)
        return stopping


def _show_progress(show: Callable[[int, int], None], done: int, total: int) -> None:
    target = show.func if isinstance(show, partial) else show
    owner = getattr(target, "__self__", None)
    if isinstance(owner, QObject) and isValid(owner):
        show(done, total)


def _say(dialog: BackupsDialog, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.end_progress()
        if not isinstance(error, Cancelled):
            dialog.say(str(error), tone="danger")


def _trouble(dialog: "ComparisonDialog | CopyItems", error: StrongroomError) -> None:
    if isValid(dialog) and not isinstance(error, Cancelled | NotFound):
        dialog.show_trouble(str(error))


def _place_text(found: _Listed) -> str:
    text = ngettext(
        "The last backup is kept in {folder}.",
        "The last {count} backups are kept in {folder}.",
        found.kept,
    )
    return text.format(count=found.kept, folder=shown_path(found.folder))
