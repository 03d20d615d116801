# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's program, put together: who is given what, and what leads to what.

:class:`Program` is what the window needs to stand and to ask for a password;
:class:`~strongroom.gui.interior.Interior` serves the open vault, and is loaded while that
password is being typed.  Dialogs are loaded when they are asked for.  The world (clock,
clipboard, keyring, lock signals …) comes from ``main.py``, or from a test.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from strongroom.app.autolock import AutoLock
from strongroom.app.clipping import Clipping
from strongroom.app.events import LockReason
from strongroom.app.grants import Grants
from strongroom.app.new_vault import SUFFIX
from strongroom.app.places import Places
from strongroom.app.ports import Clipboard, Clock, Cost, GlobalShortcut, Keyring, LockSignals
from strongroom.app.quick_unlock import QuickUnlock
from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.errors import CannotSave
from strongroom.gui import theme
from strongroom.gui.aside import Aside
from strongroom.gui.events import Events
from strongroom.gui.file_looks import look_for
from strongroom.gui.flows.guarding import Guarding
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.presence import Presence
from strongroom.gui.flows.quick_calling import QuickCalling
from strongroom.gui.flows.replacing import Replace, Replacing
from strongroom.gui.flows.returning import Returning
from strongroom.gui.hiding import hiding
from strongroom.gui.loading import Loading
from strongroom.gui.main_window import MainWindow
from strongroom.gui.pages.entrance import Entrance
from strongroom.gui.resume import Resume
from strongroom.gui.surroundings import Protection
from strongroom.gui.tasks import Tasks
from strongroom.secret import SecretBytes
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.gui.flows.comparing_copies import ComparingCopies
    from strongroom.gui.flows.preferring import Preferring
    from strongroom.gui.flows.unlock_methods import MethodsFlow
    from strongroom.gui.interior import Interior

_STANDS_MS = 500  # a window that nobody has seen by then is on another desktop, or hidden


class Program(QObject):
    """All of the window's program, put together; nothing here does the work itself."""

    def __init__(
        self,
        app: QApplication,
        places: Places,
        *,
        clock: Clock,
        clipboard: Clipboard,
        signals: LockSignals,
        keyring: Keyring,
        cost: Cost,
        replace: Replace | None = None,
        pin_cost: Cost | None = None,
        protection: Callable[[], Protection] = Protection,
        shortcut: GlobalShortcut | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._keyring = keyring
        self._protection = protection
        self._shortcut = shortcut
        self.signals = signals
        self.events = Events()
        self.tasks = Tasks()
        self.aside = Aside(self)
        self.settings = SettingsFile(places.settings_file)
        self.session = Session(
            places,
            clock,
            cost,
            emit=self.events.receive,
            remembers_key_files=lambda: self.settings.current.remember_key_files,
        )
        self.clipping = Clipping(
            clipboard,
            clock,
            lambda: self.settings.current.clear_clipboard_seconds,
            self.events.receive,
        )
        self.autolock = AutoLock(lambda: self.settings.current)
        self.opening = Opening(self.session, self.tasks, self.events)
        self.loading = Loading(self)
        self.guarding = Guarding(
            self.autolock,
            self.clipping,
            clock,
            signals=signals,
            opening=self.opening,
            events=self.events,
            leaving=lambda: self.replacing.pending,
        )
        theme.apply(app, theme.Scheme(self.settings.current.theme.value))
        hiding().follow(app, lambda: self.settings.current)
        self.window = MainWindow(self.session.remembered)
        self.quick = QuickUnlock(
            self.session,
            keyring,
            pin_cost or cost,
            lambda: self.settings.current.quick_unlock_hours,
        )
        grants = Grants(self.session, keyring, lambda: self.settings.current.grant_minutes)
        self.returning = Returning(
            self.quick, grants, opening=self.opening, tasks=self.tasks, aside=self.aside
        )
        self.entrance = Entrance(
            self.opening, self.returning, self.session, self.tasks, folders=places, clock=clock
        )
        self.quick_access = QuickCalling(self._is_inside, self._show_palette, clock)
        self.presence = Presence(
            app,
            self.window,
            self.settings,
            self.opening,
            quick_access=self.quick_access.show,
            ask_for=self._ask_for,
        )
        self.replacing = Replacing(
            replace,
            opening=self.opening,
            tasks=self.tasks,
            aside=self.aside,
            clipping=self.clipping,
            window=self.window,
            entrance=self.entrance,
            listening=lambda: self.presence.descriptor,
        )
        self._connect()

    @cached_property
    def interior(self) -> "Interior":
        """What serves an open vault."""
        from strongroom.gui.interior import Interior  # noqa: PLC0415 - the start can spare it

        return Interior(
            self.session,
            self.tasks,
            self.settings,
            clipping=self.clipping,
            opening=self.opening,
            events=self.events,
            window=self.window,
        )

    @cached_property
    def methods(self) -> "MethodsFlow":
        """What opens the vault, and how that is changed."""
        # The start can spare it.
        from strongroom.gui.flows.unlock_methods import MethodsFlow  # noqa: PLC0415

        return MethodsFlow(
            self.session,
            self.quick,
            self.interior.rekeying,
            tasks=self.tasks,
            opening=self.opening,
            events=self.events,
            may_change=self.window.actions_by_id["change_password"].isEnabled,
        )

    @cached_property
    def comparing(self) -> "ComparingCopies":
        """What shows the open vault beside another copy, before it is gone on with."""
        made = self.interior.copies.comparing
        made.failed.connect(lambda error: self.entrance.mending.say(str(error)))
        return made

    @cached_property
    def preferring(self) -> "Preferring":
        """The settings."""
        # The start can spare all of it.
        from strongroom.gui.flows.preferring import Preferring  # noqa: PLC0415
        from strongroom.gui.flows.quick_choosing import QuickChoosing  # noqa: PLC0415
        from strongroom.gui.surroundings import Surroundings  # noqa: PLC0415
        from strongroom.gui.tray import tray_available  # noqa: PLC0415

        made = Preferring(
            self.settings,
            self.interior.items,
            self.interior.editing,
            self.tasks,
            self.opening,
            surroundings=Surroundings(
                has_tray=tray_available,
                tells_idle_time=lambda: self.signals.unused_seconds() is not None,
                quick_access_key=self._tell_of_key,
                protection=self._protection,
            ),
            quick=QuickChoosing(
                self.quick,
                self.interior.asking,
                tasks=self.tasks,
                aside=self.aside,
                opening=self.opening,
            ),
            change_password=self.interior.rekeying.show,
            may_change_password=self.window.actions_by_id["change_password"].isEnabled,
            manage_methods=self.methods.show,
        )
        made.changed.connect(self.presence.apply_settings)
        made.changed.connect(self._keep_or_forget_key_files)
        self.methods.changed.connect(made.read_again)
        made.log_stopped.connect(self.interior.access_logging.offer_to_clear)
        return made

    def start(
        self,
        vault: Path | None = None,
        resume: Resume | None = None,
        *,
        minimised: bool = False,
    ) -> None:
        """Show the window: where the process before stood, else at the vault named or last."""
        if resume is None:
            self.entrance.start(vault)
            self.presence.start(minimised=minimised)
        else:
            self.entrance.come_back(resume)
            self.window.come_back(resume)
            self.presence.come_back(hidden=resume.hidden)
        self.window.stood.connect(self._look_around)
        QTimer.singleShot(_STANDS_MS, self.window, self.window.stand)  # seen or not

    def _look_around(self) -> None:
        """Do what the first picture of the window did not have to wait for."""
        self.guarding.start(self._app)
        self.loading.start()
        if self._shortcut is not None:
            self._shortcut.start(self.quick_access.called.emit)

    def stop(self) -> None:
        """Lock, clear the clipboard, and let the worker finish what was asked of it."""
        self.replacing.stop()
        self.presence.stop()
        self.loading.stop()
        if self._shortcut is not None:
            self._shortcut.stop()
        self.guarding.stop()
        self.opening.shut()
        self._keyring.cancel()
        self.aside.close()
        self.tasks.close()

    def end(self) -> None:
        """Quit without asking: an edit that is open becomes a sealed draft."""
        self.opening.lock(LockReason.QUIT)
        self.window.go()

    def log_out(self) -> None:
        """Lock while the desktop waits for its programs: what is typed is kept, copies go.

        The desktop may yet stay, so this one does too.
        """
        self.opening.lock(LockReason.LOGGING_OUT)
        self.guarding.clear()

    def switch_to(self, path: Path) -> None:
        """Leave the vault that is open, and ask for another."""
        self._after_leaving(lambda: self.entrance.ask_for(path))

    def _ask_for(self, path: Path) -> None:
        """Ask for a vault that another start named, unless its door is already shown."""
        if self._is_inside():
            look_for(path, self, lambda there: self._go_to(path, there=there))
        else:
            self._go_to(path, there=True)

    def _go_to(self, path: Path, *, there: bool) -> None:
        if not there and self._is_inside():
            self._say_inside(_("There is no vault at {path}.").format(path=path))
        elif self.opening.is_open or path != self.entrance.standing[1]:
            self.switch_to(path)

    def _make_new(self) -> None:
        self._after_leaving(self.entrance.ask_new)

    def _after_leaving(self, then: Callable[[], None]) -> None:
        """Lock what is open and go on, after its page had its say."""

        def lock_first() -> None:
            self.opening.lock(LockReason.SWITCHED)
            then()

        page = self.interior.page if self.opening.is_open else None
        if page is None:
            lock_first()
        else:
            page.leave(lock_first)

    def _connect(self) -> None:
        window, entrance = self.window, self.entrance
        entrance.shown.connect(lambda: window.show_page(entrance))
        entrance.entered.connect(self._show_vault)
        entrance.entered.connect(self.quick_access.entered)
        self.opening.locked.connect(window.close_dialogs)
        self.replacing.failed.connect(entrance.say)
        self.replacing.stayed.connect(self.guarding.let_sleep)
        self.replacing.leaving.connect(lambda: entrance.rest(resting=True))
        self.replacing.stayed.connect(lambda: entrance.rest(resting=False))
        self.returning.failed.connect(self._say_inside)
        self.quick_access.door_wanted.connect(self.presence.come_forward)
        entrance.import_wanted.connect(window.actions_by_id["import"].trigger)
        entrance.merge_wanted.connect(self._merge)
        entrance.forgot_password.connect(self._choose_password)
        entrance.compare_wanted.connect(self._compare)
        window.vault_wanted.connect(self.switch_to)
        window.files_dropped.connect(self._take_files)
        window.minimised.connect(self.guarding.minimised)
        self.presence.hidden.connect(self.guarding.minimised)
        window.closing.connect(entrance.stop)
        window.closing.connect(self.stop)
        window.add_handlers(
            {
                "new_vault": self._make_new,
                "open_vault": lambda: entrance.ask_other(self.switch_to),
                "import": entrance.import_first,
                "change_password": self._change_password,
                "unlock_methods": self._show_methods,
                "settings": self._show_settings,
                "lock": self.opening.lock,
                "lock_forget": self.returning.forget,
                "quick_access": self.quick_access.show,
                "about": self._show_about,
            }
        )

    def _take_files(self, paths: list[Path]) -> None:
        """Open a vault that was dropped on the window, or import other files."""
        if paths[0].suffix == SUFFIX:
            self.switch_to(paths[0])
        elif self._is_inside():
            self.interior.importing.open_all(paths)
        else:
            self.interior.importing.keep_for_later(paths)
            self.entrance.import_next(paths)

    def _compare(self, path: Path | None) -> None:
        self.comparing.start(path)

    def _merge(self, path: Path | None) -> None:
        self.interior.copies.merging.start(path)

    def _say_inside(self, sentence: str) -> None:
        self.interior.say(sentence)

    def _show_vault(self) -> None:
        self.interior.show_vault()

    def _is_inside(self) -> bool:
        """Tell whether a vault is open and nothing at its door is left to be answered."""
        return self.opening.is_open and self.interior.page is not None

    def _show_palette(self, token: str) -> None:
        self.interior.palettes.show(token)

    def _tell_of_key(self) -> str:
        here = _("Ctrl+Shift+Space works in this window.")
        return here if self._shortcut is None else self._shortcut.state

    def _change_password(self) -> None:
        self.interior.rekeying.show(self.window)

    def _choose_password(self, code: SecretBytes) -> None:
        """Ask for a new master password of whoever came in with the recovery code."""
        with code:
            self.interior.rekeying.show(self.window, code=code)

    def _keep_or_forget_key_files(self) -> None:
        if not self.settings.current.remember_key_files:
            self.tasks.run(self._forget_key_files, lambda _none: None, bound=False)

    def _forget_key_files(self) -> None:
        # What cannot be forgotten now is asked for no more all the same.
        with suppress(CannotSave):
            self.session.remembered.forget_key_files()

    def _show_methods(self) -> None:
        self.methods.show(self.window)

    def _show_settings(self) -> None:
        self.preferring.show(self.window)

    def _show_about(self) -> None:
        from strongroom.gui.dialogs.about import About  # noqa: PLC0415 - the start can spare it

        About(self.window).open()
