# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done about a vault that does not open, or is not as it was last seen here.

It shows the trouble page and the page of a salvage, has the work done on the worker, and
tells the entrance where to go on.  Nothing here writes a vault that is open.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom import errors
from strongroom.app.backups import Backup, Backups, Placed
from strongroom.app.findings import Older
from strongroom.app.salvaging import save_report
from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.gui.aside import Aside
from strongroom.gui.finding import Finding
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.flows.salvaging import Salvaging
from strongroom.gui.pages.salvage import SalvagePage
from strongroom.gui.pages.trouble import TroublePage
from strongroom.gui.pages.trouble_facts import facts_of
from strongroom.gui.pages.troubles import (
    Trouble,
    Way,
    is_gone,
    replaced,
    trouble_of,
    trouble_of_finding,
)
from strongroom.gui.tasks import Tasks
from strongroom.gui.words import moment_text
from strongroom.texts import _, ngettext


class Mending(QObject):
    """Serves one troubled vault at a time; every signal is for the entrance."""

    page_wanted = Signal(object)  # QWidget
    door_wanted = Signal(object, str)  # Path, and a sentence to say there
    other_wanted = Signal()
    go_on_wanted = Signal()
    look_wanted = Signal()
    start_wanted = Signal()  # the vault is gone from the list
    compare_wanted = Signal(object)  # Path | None: with that copy, or one to be asked for
    merge_wanted = Signal()  # with another copy, into this one
    merge_into_wanted = Signal(object)  # Path: this one, into the vault in force

    def __init__(
        self, session: Session, tasks: Tasks, asking: Reauthenticating, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._asking = asking
        self._path = Path()
        self._backup: Backup | None = None
        self._restored: dict[Path, str] = {}
        self._look = 0
        self._salvaging = Salvaging(session, tasks, self)
        self._aside = Aside(self)
        self.trouble = TroublePage()
        self.trouble.chosen.connect(self._take)

    @cached_property
    def salvage(self) -> SalvagePage:
        """The page of a salvage."""
        page, flow = SalvagePage(self._session.clock.now_ms), self._salvaging
        page.begin_wanted.connect(flow.begin)
        page.cancel_wanted.connect(flow.cancel)
        page.back.connect(self._back)
        page.open_wanted.connect(self._open_salvaged)
        page.report.save_wanted.connect(self._save_report)
        flow.progressed.connect(page.show_progress)
        flow.done.connect(page.show_report)
        flow.failed.connect(page.show_failure)
        return page

    # What is shown

    def show_error(self, error: StrongroomError, path: Path) -> bool:
        """Show the page that ``error`` deserves; False where the door says it inline."""
        trouble = trouble_of(error)
        if trouble is None:
            return False
        self._show(trouble, str(error), path)
        if Way.SALVAGE in trouble.ways or isinstance(error, errors.OtherVault):
            self._look_for_backup(path)
        elif isinstance(error, errors.Unreadable):
            self._look_for_backup(path, if_gone=True)
        return True

    def look_for_another(self, path: Path) -> None:
        """Say that it is another vault which a password did not open, where it is one."""

        def looked(is_another: bool) -> None:  # noqa: FBT001 - what was found
            if is_another and not self._session.is_open:
                self.show_error(replaced(path), path)

        def failed(_error: StrongroomError) -> None:
            """Leave it at the wrong password."""

        self._tasks.run(lambda: self._backups.is_replaced(path), looked, failed)

    def show_finding(self, finding: Finding, path: Path) -> None:
        """Show what an opening found, the vault being open for looking only."""
        kept = self._restored.get(path)
        trouble = trouble_of_finding(finding, restored=kept is not None)
        self._path = path
        self.trouble.show_trouble(trouble, kept or finding.sentence, path, facts_of(finding))
        self.page_wanted.emit(self.trouble)
        if Way.COMPARE in trouble.ways:
            self._look_for_backup(path)

    def say(self, sentence: str) -> None:
        """Say what went wrong on one of the ways on."""
        self.trouble.say(sentence)

    def accepted(self) -> None:
        """Forget that a backup was put in place here: its person went on with it."""
        self._restored.pop(self._path, None)

    def leave(self) -> bool:
        """Give up a salvage and show no name of an item any more; tell whether one was shown."""
        self._salvaging.cancel()
        page = vars(self).get("salvage")
        if page is None or not page.isVisible():
            return False
        page.forget()
        return True

    def stop(self) -> None:
        """Give up what is under way: the window closes."""
        self.leave()
        self._aside.close()

    def _show(self, trouble: Trouble, sentence: str, path: Path) -> None:
        self._path = path
        self.trouble.show_trouble(trouble, sentence, path)
        self.page_wanted.emit(self.trouble)

    # The ways on

    def _take(self, way: Way) -> None:
        match way:
            case Way.AGAIN:
                self.door_wanted.emit(self._path, "")
            case Way.RESTORE:
                self._restore()
            case Way.SALVAGE:
                self.salvage.show_vault(self._path)
                self.page_wanted.emit(self.salvage)
            case Way.FORGET:
                self._forget()
            case Way.MERGE_INTO:
                self.merge_into_wanted.emit(self._path)
            case _:
                self._of_way[way]()

    @property
    def _of_way(self) -> dict[Way, Callable[[], None]]:
        return {
            Way.OTHER: self.other_wanted.emit,
            Way.GO_ON: self.go_on_wanted.emit,
            Way.LOOK: self.look_wanted.emit,
            Way.COMPARE: lambda: self.compare_wanted.emit(None),
            Way.COMPARE_BACKUP: self._compare_with_backup,
            Way.MERGE: self.merge_wanted.emit,
        }

    def _forget(self) -> None:
        path = self._path

        def forgotten(_none: None) -> None:
            self.trouble.show_busy(False)
            self.start_wanted.emit()

        def failed(error: StrongroomError) -> None:
            self.trouble.show_busy(False)
            self.say(str(error))

        self.trouble.show_busy(True)
        remembered = self._session.remembered
        self._tasks.run(lambda: remembered.forget(path), forgotten, failed)

    # Backups

    def _look_for_backup(self, path: Path, *, if_gone: bool = False) -> None:
        """Look for a backup to offer; ``if_gone``: only where nothing but the file is missing."""
        self._look += 1
        look = self._look
        self._backup = None
        is_open = self._session.is_open
        if not is_open and not if_gone:
            self.trouble.show_backup(_("Looking for a backup…"))

        def found(backup: Backup | None) -> None:
            if look != self._look:
                return
            self._backup = backup
            if is_open:
                self._offer_comparison(backup)
            elif backup is not None or not if_gone:
                self._offer_backup(backup)

        def failed(_error: StrongroomError) -> None:
            found(None)

        def look_for_it() -> Backup | None:
            return self._backups.newest_good(path) if not if_gone or is_gone(path) else None

        self._tasks.run(look_for_it, found, failed)

    def _offer_comparison(self, backup: Backup | None) -> None:
        if backup is not None:
            # Where an older state came back, the backup is nearer than any other copy.
            older = isinstance(self._session.vault.finding, Older)
            nearer = older and Way.COMPARE in self.trouble.buttons
            self.trouble.offer(Way.COMPARE_BACKUP, before=Way.COMPARE if nearer else Way.OTHER)

    def _offer_backup(self, backup: Backup | None) -> None:
        if backup is None:
            self.trouble.show_backup(_("There is no backup of it that is whole."))
            return
        sentence = ngettext(
            "The newest whole backup is of {when} and holds {count:,} item. What was saved after "
            "it is not in it.",
            "The newest whole backup is of {when} and holds {count:,} items. What was saved after "
            "it is not in it.",
            backup.items,
        )
        when = moment_text(backup.made_ms)
        self.trouble.show_backup(sentence.format(when=when, count=backup.items))
        self.trouble.offer(Way.RESTORE)

    def _compare_with_backup(self) -> None:
        if self._backup is not None:
            self.compare_wanted.emit(self._backup.path)

    def _restore(self) -> None:
        """Ask for what opens the backup, which proves itself before it takes the place."""
        path = self._path
        if self._backup is None:
            return

        def placed(done: Placed) -> None:
            self._restored[path] = sentence = _in_place(done.backup, done.kept)
            self.door_wanted.emit(path, sentence)

        def failed(error: StrongroomError) -> None:
            self.say(str(error))

        self._asking.ask_for(
            self.trouble.window(),
            lambda given: self._backups.put_newest_in_place(path, given),
            title=_("Put a backup in place"),
            sentence=_(
                "The newest backup is verified first; one that is not whole leaves its place to "
                "the next. Type the master password that opens it."
            ),
            deed=_("Put in place"),
            takes_code=True,
            done=placed,
            failed=failed,
            dropped=placed,
        )

    @property
    def _backups(self) -> Backups:
        return Backups(self._session)

    # A salvage

    def _back(self) -> None:
        self.salvage.forget()
        self.door_wanted.emit(self._path, "")

    def _save_report(self, path: Path, text: str) -> None:
        """Write it beside the worker, which a stick must not hold up."""
        shown = self.salvage.report
        self._aside.run(
            lambda: save_report(path, text),
            lambda _none: shown.show_saved(path),
            shown.show_not_saved,
        )

    def _open_salvaged(self, path: Path) -> None:
        self.salvage.forget()
        self.door_wanted.emit(path, "")


def _in_place(backup: Backup, kept: Path | None) -> str:
    when = moment_text(backup.made_ms)
    if kept is None:
        return _("The backup of {when} is in place.").format(when=when)
    return _("The backup of {when} is in place; the file before is kept as “{name}”.").format(
        when=when, name=kept.name
    )
