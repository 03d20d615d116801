# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's composition root: the only module of ``gui`` that builds what others are given.

One :class:`Program` is everything that lives from start to quit.  What lives from unlock
to lock, the page of the vault, is made in :meth:`Program.show_vault` and destroyed by the
lock.
"""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import strongroom
from strongroom.app.autolock import AutoLock
from strongroom.app.clipping import Clipping
from strongroom.app.events import ChangedOnDisk, Event, LockReason
from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.ports import Clipboard, Clock
from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.app.undo import Undo
from strongroom.crypto.kdf import Argon2Cost, calibrate
from strongroom.gui import icons, motion
from strongroom.gui.clipboard import QtClipboard
from strongroom.gui.dialogs.about import About
from strongroom.gui.events import Events
from strongroom.gui.flows.browsing import Browsing
from strongroom.gui.flows.drafting import Drafting
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.generating import Generating
from strongroom.gui.flows.guarding import Guarding
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.preferring import Preferring
from strongroom.gui.flows.rekeying import Rekeying
from strongroom.gui.flows.watching import Watching
from strongroom.gui.main_window import MainWindow
from strongroom.gui.pages.detail import DetailPane
from strongroom.gui.pages.entrance import Entrance
from strongroom.gui.pages.vault import VaultPage
from strongroom.gui.problems import Problems
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.system.clock import SystemClock
from strongroom.system.paths import config_folder, documents_folder, state_folder
from strongroom.texts import _


class Program(QObject):
    """All of the window's program, put together; nothing here does the work itself."""

    def __init__(
        self,
        app: QApplication,
        places: Places,
        *,
        clock: Clock,
        clipboard: Clipboard,
        cost: Callable[[], Argon2Cost],
    ) -> None:
        super().__init__()
        self._app = app
        self._clock = clock
        self.events = Events()
        self.tasks = Tasks()
        self.settings = SettingsFile(places.settings_file)
        self.session = Session(places, clock, cost, emit=self.events.receive)
        self.items = Items(self.session)
        self.undo = Undo(self.session)
        self.finder = Finder(self.session)
        self.clipping = Clipping(
            clipboard,
            clock,
            lambda: self.settings.current.clear_clipboard_seconds,
            self.events.receive,
        )
        self.autolock = AutoLock(lambda: self.settings.current)
        self.opening = Opening(self.session, self.tasks, self.events)
        self.editing = Editing(self.items, self.undo, self.tasks)
        self.looking = Looking(self.items, self.clipping, self.tasks, clock)
        self.rekeying = Rekeying(self.session, self.items, self.tasks, self.opening, clock)
        self.preferring = Preferring(self.settings, self.items, self.tasks, self.opening)
        self.guarding = Guarding(
            self.autolock, self.clipping, clock, opening=self.opening, events=self.events
        )
        self.page: VaultPage | None = None
        self.preferring.dress(app)
        self.window = MainWindow(self.session.remembered)
        self.entrance = Entrance(self.opening, self.session.remembered, places, clock)
        self._connect()

    def start(self, vault: Path | None = None) -> None:
        """Show the window, at the vault named or the one opened last."""
        self.entrance.start(vault)
        self.window.show()
        self.guarding.start(self._app)

    def stop(self) -> None:
        """Lock, clear the clipboard, and let the worker finish what was asked of it."""
        self.guarding.stop(self._app)
        self.opening.cancel()
        self.opening.lock(LockReason.QUIT)
        self.tasks.close()

    def end(self) -> None:
        """Quit without asking: an edit that is open becomes a sealed draft."""
        self.opening.lock(LockReason.QUIT)
        self.window.close()

    def switch_to(self, path: Path) -> None:
        """Leave the vault that is open, and ask for another."""
        self._after_leaving(lambda: self.entrance.ask_for(path))

    def _make_new(self) -> None:
        self._after_leaving(self.entrance.ask_new)

    def _after_leaving(self, then: Callable[[], None]) -> None:
        """Lock what is open and go on, after its page had its say."""

        def lock_first() -> None:
            self.opening.lock(LockReason.SWITCHED)
            then()

        if self.page is None:
            lock_first()
        else:
            self.page.leave(lock_first)

    def _connect(self) -> None:
        window, entrance = self.window, self.entrance
        self.opening.locked.connect(self._close_vault)
        entrance.shown.connect(lambda: window.show_page(entrance))
        entrance.entered.connect(self.show_vault)
        entrance.import_wanted.connect(self.window.actions_by_id["import"].trigger)
        entrance.forgot_password.connect(lambda: self.rekeying.show(window, by_code=True))
        window.vault_wanted.connect(self.switch_to)
        window.minimised.connect(self.guarding.minimised)
        window.closing.connect(self.stop)
        self.editing.undo_state.connect(window.show_undo)
        self.events.happened.connect(self._hear)
        window.add_handlers(
            {
                "new_vault": self._make_new,
                "open_vault": lambda: entrance.ask_other(self.switch_to),
                "import": entrance.import_first,
                "change_password": self._show_rekeying,
                "settings": lambda: self.preferring.show(window),
                "lock": self.opening.lock,
                "about": lambda: About(window).open(),
            }
        )

    def _hear(self, event: Event) -> None:
        """Let nothing be changed in a vault whose file turned out not to be the latest."""
        if isinstance(event, ChangedOnDisk) and event.finding is not None and self.page is not None:
            self.page.set_writable(writable=False)
            self.page.detail.say(Saying(event.finding.sentence))

    def _show_rekeying(self) -> None:
        self.rekeying.show(self.window)

    def _close_vault(self, _reason: LockReason) -> None:
        self.page = None
        self.window.close_vault()

    def show_vault(self) -> None:
        """Make the page of the vault that is open, and show it."""
        vault = self.session.vault
        page = VaultPage(
            vault.path,
            browsing=Browsing(self.finder, self.items, self.tasks),
            editing=self.editing,
            looking=self.looking,
            watching=Watching(self.items, self.tasks),
            detail=self._detail(),
            actions=self.window.actions_by_id,
            fill_switcher=self.window.fill_switcher,
        )
        page.facts_changed.connect(self.window.refresh)
        self.opening.about_to_lock.connect(page.detail.keep_draft)
        self.page = page
        self.window.show_vault(page, page)
        geometry = self.session.remembered.geometry("panes")
        page.start(writable=not vault.read_only, geometry=geometry)

    def _detail(self) -> DetailPane:
        return DetailPane(
            self.looking,
            self.editing,
            Drafting(self.items, self.tasks),
            Generating(self.settings, self.tasks),
            now_ms=self._clock.now_ms,
            reveal_seconds=lambda: self.settings.current.hide_revealed_seconds,
        )


def run(vault: Path | None) -> int:
    """Run the window until it is closed; return the exit code."""
    app = application()
    places = Places(config=config_folder(), state=state_folder(), documents=documents_folder())
    program = Program(app, places, clock=SystemClock(), clipboard=QtClipboard(), cost=calibrate)
    problems = Problems(lambda: program.window)
    problems.install()
    _end_on_signals(program)
    motion.ask_system()
    program.start(vault)
    return app.exec()


def application() -> QApplication:
    """Return the application object, named as the desktop knows it."""
    QGuiApplication.setDesktopFileName("strongroom")
    app = QApplication(["strongroom"])
    app.setApplicationName("strongroom")
    app.setApplicationDisplayName(_("Strongroom"))
    app.setApplicationVersion(strongroom.__version__)
    app.setWindowIcon(icons.application_icon())
    return app


def _end_on_signals(program: Program) -> None:
    """Quit in order on Ctrl+C and on a polite kill; the guard's timer lets Python notice."""

    def end(_number: int, _frame: FrameType | None) -> None:
        program.end()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
