# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the window is to be seen, and who may ask for it.

It goes to the tray where that was chosen and where there is one, and comes back by the
icon, by a second start of the program, and by itself when the tray disappears: it is never
out of reach.  What other programs of this person say (come forward, lock, quick access)
arrives on a thread of the socket's and is done here.  Who asks while the program ends gets
no answer, and so turns to the next that starts.
"""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from strongroom.app.events import LockReason
from strongroom.app.first_window import DONE, NOT_DONE, Kind, Listening, Request, Wish, read_wish
from strongroom.app.settings import SettingsFile
from strongroom.gui import activation, tray
from strongroom.gui.flows.opening import Opening
from strongroom.gui.main_window import MainWindow

TRAY_MS = 60  # the icon comes after the window, which is what its person waits for
LOOK_MS = 1000  # at whether there still is a tray, while the window hides in it
MISSES = 3  # a panel that is restarted is away for a second or two
# A click on a panel takes the focus from the window before the icon hears of it.
_JUST_NOW_SECONDS = 0.5


class Presence(QObject):
    """Owns the tray icon, and every way for the window to go away and to come back."""

    hidden = Signal()  # the window went to the tray
    _said = Signal(object)  # Request

    def __init__(
        self,
        app: QGuiApplication,
        window: MainWindow,
        settings: SettingsFile,
        opening: Opening,
        *,
        quick_access: Callable[[str], None],
        ask_for: Callable[[Path], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._window = window
        self._settings = settings
        self._opening = opening
        self._quick_access = quick_access
        self._ask_for = ask_for
        self._listening: Listening | None = None
        self._unanswered: list[Request] = []
        self._locking: list[Request] = []
        self._later: Path | None = None
        self._place: QPoint | None = None
        self._ending = False
        self._missed = 0
        self._left_at = 0.0
        self.tray: tray.Tray | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._connect()

    # From start to end

    def start(self, *, minimised: bool = False) -> None:
        """Show the window; one that starts minimised goes to the tray where that is possible."""
        if not (minimised or self._settings.current.start_minimised):
            self._window.show()
        elif self.can_hide():
            self._look_on()
        else:
            self._window.showMinimized()
        self._soon()

    def come_back(self, *, hidden: bool) -> None:
        """Go on where the process before ended: its icon comes back, its window stays away.

        Whether there still is a tray is looked at while it hides.
        """
        if hidden:
            self._look_on()
        self._soon()

    def listen(self, listening: Listening | None) -> None:
        """Do what other programs of this person say at ``listening``."""
        self._listening = listening
        if listening is not None:
            listening.serve(self._said.emit)

    def stop(self) -> None:
        """Answer nobody any more; the window is about to go for good."""
        if self._ending:
            return
        self._ending = True
        self._looking.stop()
        self._app.focusWindowChanged.disconnect(self._focus_moved)
        if self.tray is not None:
            self.tray.stop()

    @property
    def is_hidden(self) -> bool:
        """Whether the window is in the tray."""
        return self._looking.isActive()

    @property
    def descriptor(self) -> int | None:
        """The socket to hand to the process that takes this one's place."""
        number = self._listening.fileno() if self._listening is not None else -1
        return number if number >= 0 else None

    def apply_settings(self) -> None:
        """Follow the settings, after they were read or changed."""
        wanted = self._settings.current.tray_icon and not self._ending
        if wanted and self.tray is None:
            self.tray = self._make_tray()
        if self.tray is not None and not self._ending:
            self.tray.set_visible(visible=wanted)
        if not wanted and self.is_hidden:
            self.come_forward()

    def _soon(self) -> None:
        QTimer.singleShot(TRAY_MS, self, self.apply_settings)

    def _make_tray(self) -> tray.Tray:
        made = tray.Tray(self)
        made.clicked.connect(self.toggle)
        made.toggle_wanted.connect(self._toggle_by_name)
        made.quick_access_wanted.connect(lambda: self._quick_access(""))
        made.lock_wanted.connect(self._opening.lock)
        made.quit_wanted.connect(self._quit)
        made.about_to_show.connect(self._tell)
        made.show_locked(locked=not self._opening.is_open)
        made.show_window(shown=self._is_shown())
        return made

    def _tell(self) -> None:
        """Say in the tray what is true now."""
        if self.tray is not None and not self._ending:
            self.tray.show_locked(locked=not self._opening.is_open)
            self.tray.show_window(shown=self._is_shown())

    def _is_shown(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    # To the tray and back

    def can_hide(self) -> bool:
        """Tell whether the window would be found again in the tray."""
        return self._settings.current.tray_icon and tray.tray_available()

    def hide(self) -> bool:
        """Go to the tray; False where there is none, and nothing was done."""
        if not self.can_hide():
            return False
        self._place = self._window.pos()
        self._window.hide()
        self._look_on()
        self.hidden.emit()
        return True

    def come_forward(self, token: str = "") -> None:
        """Show the window in front of all others; ``token`` is the desktop's leave to do so."""
        self._come_back()
        activation.come_forward(self._window, token)
        self._tell()

    def toggle(self) -> None:
        """Show the window, or send it away if it is what its person was looking at."""
        if not self._in_sight() or not self.hide():
            self.come_forward()

    def look(self) -> None:
        """Come back, without taking the focus, if the tray has been away for a while."""
        self._missed = 0 if self.can_hide() else self._missed + 1
        if self._missed >= MISSES:
            self._come_back()
            activation.come_back(self._window)
            self._tell()

    def _look_on(self) -> None:
        self._missed = 0
        self._looking.start()
        self._tell()

    def _come_back(self) -> None:
        self._looking.stop()
        place, self._place = self._place, None
        if place is not None and not self._window.isVisible() and not self._fills_screen():
            self._window.move(place)  # or X11's window managers would find it another

    def _fills_screen(self) -> bool:
        return self._window.isMaximized() or self._window.isFullScreen()

    def _in_sight(self) -> bool:
        window = self._window
        if not self._is_shown():
            return False
        return window.isActiveWindow() or time.monotonic() - self._left_at < _JUST_NOW_SECONDS

    # What the window and its person do

    def _connect(self) -> None:
        window = self._window
        window.stays = self._stays
        window.minimised.connect(self._minimised)
        self._opening.opened.connect(self._unlocked)
        self._opening.created.connect(self._unlocked)
        self._opening.failed.connect(self._go_on)
        self._opening.locked.connect(lambda _reason: self._tell())
        self._opening.closed.connect(lambda _reason: self._closed())
        self._said.connect(self._hear)
        self._app.focusWindowChanged.connect(self._focus_moved)

    def _stays(self) -> bool:
        """Go to the tray instead of closing, where that was chosen and the desktop goes on."""
        chosen = self._settings.current.close_to_tray and not self._app.isSavingSession()
        return chosen and not self._ending and self.hide()

    def _minimised(self) -> None:
        if self._settings.current.minimise_to_tray and not self._looking.isActive():
            QTimer.singleShot(0, self, self.hide)  # not while its state is still changing

    def _toggle_by_name(self) -> None:
        """Do what the menu's entry said, whatever has the focus while a menu is open."""
        if not self._is_shown() or not self.hide():
            self.come_forward()

    def _quit(self) -> None:
        if self._window.unfinished:
            self.come_forward()  # a question is about to be asked there
        self._window.quit()

    def _focus_moved(self, focused: QWindow | None) -> None:
        if focused is not self._window.windowHandle():
            self._left_at = time.monotonic()

    def _unlocked(self, _what: object) -> None:
        self._tell()
        self._go_on()

    # What other programs say

    def _hear(self, request: Request) -> None:
        if self._ending:
            self._unanswered.append(request)  # the end of the process hangs up
            return
        wish = read_wish(request.message)
        if wish is None:
            request.answer(NOT_DONE)
            return
        try:
            self._fulfil(wish)
        finally:
            if wish.kind == Kind.LOCK and self._opening.closing:
                self._locking.append(request)
            else:
                request.answer(DONE)

    def _closed(self) -> None:
        """Tell those who wanted it that nothing of the vault is left."""
        while self._locking:
            self._locking.pop().answer(DONE)

    def _fulfil(self, wish: Wish) -> None:
        match wish.kind:
            case Kind.RAISE:
                self.come_forward(wish.token)
                if wish.vault is not None:
                    self._later = wish.vault
                    self._go_on()
            case Kind.LOCK:
                self._opening.lock_out(LockReason.TERMINAL)
            case Kind.QUICK_ACCESS:
                self._quick_access(wish.token)
            case Kind.GREET:
                pass

    def _go_on(self, _error: object = None) -> None:
        """Ask for the vault that was passed on, once the one before it is open or is not."""
        QTimer.singleShot(0, self, self._ask_if_wanted)

    def _ask_if_wanted(self) -> None:
        if self._later is None or self._opening.busy or self._ending:
            return
        path, self._later = self._later, None
        if not self._opening.is_open or path != self._opening.path:
            self._ask_for(path)
