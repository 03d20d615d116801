# SPDX-License-Identifier: GPL-3.0-or-later
"""The other half of the composition root: what serves an open vault.

It is apart from ``main.py`` for the sake of the start alone: nothing here is needed, or
loaded, before the window stands.  Its objects live to the end; the page of the vault is
made in :meth:`Interior.show_vault` and destroyed by the lock.
"""

from PySide6.QtCore import QObject

from strongroom.app.access_log import AccessLog, Through
from strongroom.app.attachments import Attachments
from strongroom.app.clipping import Clipping
from strongroom.app.events import BackupFailed, ChangedOnDisk, Event
from strongroom.app.exporting import Exporting, What
from strongroom.app.finder import Finder
from strongroom.app.importing import Importing
from strongroom.app.inspecting import Report, quick_check
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.app.undo import Undo
from strongroom.errors import StrongroomError
from strongroom.gui.dialogs.generator import GeneratorDialog
from strongroom.gui.events import Events
from strongroom.gui.finding import Finding
from strongroom.gui.flows.access_logging import AccessLogging
from strongroom.gui.flows.attaching import Attaching
from strongroom.gui.flows.browsing import Browsing
from strongroom.gui.flows.copies import Copies
from strongroom.gui.flows.drafting import Drafting
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.exporting import ExportFlow
from strongroom.gui.flows.generating import Generating
from strongroom.gui.flows.giving_back import GivingBack
from strongroom.gui.flows.importing import ImportFlow
from strongroom.gui.flows.keeping_latest import KeepingLatest
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.one_import import Surroundings
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.quick_accessing import Palettes
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.flows.rekeying import Rekeying
from strongroom.gui.flows.viewing import Viewing
from strongroom.gui.flows.watching import Watching
from strongroom.gui.main_window import MainWindow
from strongroom.gui.pages.detail import DetailPane
from strongroom.gui.pages.vault import VaultPage
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model.item import Attachment, Overview
from strongroom.secret import SecretBytes
from strongroom.texts import _


class Interior(QObject):
    """Everything behind the entrance; made once, when the first vault opens or before."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        settings: SettingsFile,
        *,
        clipping: Clipping,
        opening: Opening,
        events: Events,
        window: MainWindow,
    ) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self._settings = settings
        self._opening = opening
        self._window = window
        self.asking = Reauthenticating(session, tasks, opening)
        self.items = Items(session)
        self.undo = Undo(session)
        self.finder = Finder(session)
        self.editing = Editing(self.items, self.undo, tasks)
        self.access_log = AccessLog(session, lambda: settings.current.access_log)
        self.access_logging = AccessLogging(
            self.access_log,
            self.items,
            tasks,
            session.clock,
            noting=lambda: settings.current.access_log,
        )
        self.looking = Looking(self.items, clipping, tasks, session.clock, log=self.access_log)
        self.viewing = Viewing(session, tasks, self.looking, self.access_log, window=lambda: window)
        self.palettes = Palettes(self.finder, self.items, tasks, self.looking)
        self.importing = ImportFlow(
            Surroundings(
                Importing(session),
                self.items,
                self.editing,
                tasks,
                window=lambda: window,
                now_ms=session.clock.now_ms,
                seconds=lambda: settings.current.hide_revealed_seconds,
                looking=self.looking,
            )
        )
        self.exporting = ExportFlow(
            Exporting(session, self.access_log, Through.WINDOW),
            self.items,
            tasks,
            self.asking,
            folder=session.places.documents,
            window=lambda: window,
        )
        self.attaching = Attaching(
            Attachments(session),
            self.editing,
            tasks,
            self.access_log,
            documents=session.places.documents,
        )
        self.generating = Generating(settings, tasks)
        self.rekeying = Rekeying(session, self.items, tasks, opening, session.clock)
        self.copies = Copies(
            session,
            tasks,
            self.editing,
            self.looking,
            asking=self.asking,
            window=lambda: window,
            seconds=lambda: settings.current.hide_revealed_seconds,
            say=self.say,
        )
        self.keeping_latest = KeepingLatest(session, tasks, self.editing, opening)
        self.giving_back = GivingBack(session, tasks, self.editing, opening)
        self.page: VaultPage | None = None
        self._connect(events)

    def show_vault(self) -> None:
        """Make the page of the vault that is open, and show it."""
        vault = self._session.vault
        page = VaultPage(
            vault.path,
            browsing=Browsing(self.finder, self.items, self._tasks),
            editing=self.editing,
            looking=self.looking,
            watching=Watching(self.items, self._tasks),
            detail=self._detail(),
            actions=self._window.actions_by_id,
            fill_switcher=self._window.fill_switcher,
        )
        page.handlers["import"] = self.importing.start
        page.handlers["import_folder"] = self.importing.choose_folder
        page.handlers["import_keyring"] = self.importing.open_keyring
        page.handlers["export"] = lambda: self.exporting.show(selected=page.chosen().ids)
        page.handlers["export_items"] = lambda: self.exporting.show_selected(page.chosen().ids)
        page.handlers["export_folder"] = lambda: self._export_folder(page.scope.folder_id)
        page.handlers["backups"] = self.copies.backing_up.show
        page.handlers["merge"] = self.copies.merging.start
        page.handlers["generator"] = self._show_generator
        page.handlers["access_log"] = lambda: self._show_log(None)
        page.handlers["item_log"] = lambda: self._show_log(page.chosen().only)
        page.detail.view_wanted.connect(self.viewing.show)
        page.detail.offer_viewing()
        page.facts_changed.connect(self._window.refresh)
        self._opening.about_to_lock.connect(page.detail.keep_draft)
        self.page = page
        self._window.show_vault(page, page)
        geometry = self._session.remembered.geometry("panes")
        page.start(writable=not vault.read_only, geometry=geometry)
        self._show_finding(vault.finding)
        self.copies.conflicts.watch(page)
        for sentence in (*self._session.notices, *self._settings.notices):
            self.say(sentence)
        # The list is asked for already; whether all details are there is looked at after it.
        self._tasks.run(lambda: quick_check(self._session), self._checked, self._told)

    def say(self, sentence: str) -> None:
        """Show news low in the page of the vault."""
        if self.page is not None:
            self.page.detail.say(Saying(sentence))

    def _connect(self, events: Events) -> None:
        locked, merging, rekeying = self._opening.locked, self.copies.merging, self.rekeying
        merging.went_on.connect(lambda: self._show_finding(None))
        locked.connect(self._close_vault)
        locked.connect(self.palettes.close)
        self._opening.about_to_lock.connect(self.importing.forget)
        self._opening.about_to_lock.connect(self.attaching.stop)
        self.viewing.save_wanted.connect(self._save_viewed)
        self.editing.said.connect(self.viewing.hear)
        self.editing.failed.connect(self.viewing.hear_of)
        events.happened.connect(self._hear)
        self.editing.undo_state.connect(self._window.show_undo)
        rekeying.finished.connect(lambda: self.say(_("Master password changed")))
        rekeying.put_off.connect(self._offer_password)

    def _save_viewed(self, item_id: int, attachment: Attachment) -> None:
        if self.page is not None:
            self.page.detail.files.save(item_id, attachment)

    def _offer_password(self) -> None:
        """Offer once more what somebody put off who came in with the recovery code."""
        if self.page is not None:
            text = _("The master password is still the old one.")
            change = self._window.actions_by_id["change_password"].trigger
            self.page.detail.say(Saying(text, _("Choose a new one"), change))

    def _detail(self) -> DetailPane:
        return DetailPane(
            self.looking,
            self.editing,
            Drafting(self.items, self._tasks),
            self.generating,
            self.attaching,
            now_ms=self._session.clock.now_ms,
            reveal_seconds=lambda: self._settings.current.hide_revealed_seconds,
        )

    def _show_generator(self) -> None:
        generating = self.generating
        dialog = GeneratorDialog(self._window, generating.recipes, generating.keep)
        dialog.copy_wanted.connect(self._copy_generated)
        dialog.open()

    def _export_folder(self, folder: int | None) -> None:
        if folder is not None:
            self.exporting.show(What(folder=folder))

    def _show_log(self, item: Overview | None) -> None:
        self.access_logging.show(self._window, item)

    def _copy_generated(self, secret: SecretBytes) -> None:
        self.looking.copy_secret(secret, _("Password"))

    def _checked(self, report: Report) -> None:
        if self.page is not None and report.problems:
            self.page.show_problem(report.problems[0])  # the worst; all of them are for "check"

    def _told(self, error: StrongroomError) -> None:
        self.say(str(error))

    def _close_vault(self) -> None:
        self.page = None
        self._window.close_vault()

    def _show_finding(self, finding: Finding | None) -> None:
        """Let nothing be changed while the file is not the latest, until that is accepted."""
        if self.page is None or finding == self.page.finding:
            return
        offers = (
            (_("Backups…"), self.copies.backing_up.show),
            (_("Merge a copy…"), lambda: self.copies.merging.start(None)),
            (_("Go on with this copy"), self._go_on),
        )
        can_go_on = finding is not None and finding.can_go_on
        self.page.show_finding(finding, offers if can_go_on else offers[:1])

    def _go_on(self) -> None:
        # Not by way of the entrance, which would make the page anew.
        self._tasks.run(self._session.go_on, lambda _none: self._show_finding(None), self._told)

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangedOnDisk):
            self._show_finding(event.finding)
        elif isinstance(event, BackupFailed):
            self.say(event.sentence)
