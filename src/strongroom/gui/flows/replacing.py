# SPDX-License-Identifier: GPL-3.0-or-later
"""After a lock the process takes its own place, so that nothing is left in its memory.

By then the window shows a page before the vault.  What was asked of the worker comes first:
an unfinished edit is sealed, a save is finished, the vault is closed; then the clipboard is
cleared.  Until the new process stands, some tenths of a second, keys and clicks go nowhere,
for what they would begin could not be finished.

Where the system refuses, this process stays: it is locked, and works as before.
"""

import contextlib
import gc
import os
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from strongroom.app.clipping import Clipping
from strongroom.app.events import LockReason
from strongroom.errors import StrongroomError
from strongroom.gui import theme
from strongroom.gui.aside import Aside
from strongroom.gui.flows.opening import Opening
from strongroom.gui.main_window import MainWindow
from strongroom.gui.pages.entrance import Entrance
from strongroom.gui.resume import Resume
from strongroom.gui.tasks import Tasks
from strongroom.texts import _

Replace = Callable[[Resume], None]

_PATIENCE_MS = 1500  # with what goes on beside the worker

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.Drop,
    }
)


class Replacing(QObject):
    """``replace`` does it and does not return, unless the program is to end anyway.

    It raises OSError where it cannot.  Without it nothing is done, as in a test that lives
    in this very process.
    """

    failed = Signal(str)
    leaving = Signal()  # from here on what is typed goes nowhere
    stayed = Signal()  # whatever waited for the process to go need not wait any more

    def __init__(
        self,
        replace: Replace | None,
        *,
        opening: Opening,
        tasks: Tasks,
        aside: Aside,
        clipping: Clipping,
        window: MainWindow,
        entrance: Entrance,
        listening: Callable[[], int | None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._replace = replace
        self._opening = opening
        self._tasks = tasks
        self._aside = aside
        self._clipping = clipping
        self._window = window
        self._entrance = entrance
        self._listening = listening
        self._reason: LockReason | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._go)
        if replace is not None:
            opening.locked.connect(self._locked)
        tasks.idle.connect(self._go)
        aside.idle.connect(self._go)

    @property
    def pending(self) -> bool:
        """Whether this process is on its way out."""
        return self._reason is not None

    def stop(self) -> None:
        """Replace nothing any more: the program ends."""
        self._replace = None
        self._let_input_in()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take keys and clicks away while the process is on its way out."""
        return event.type() in _INPUT

    def _locked(self, reason: LockReason) -> None:
        if reason is LockReason.QUIT or self._replace is None:
            return
        if self._reason is None:
            application = QCoreApplication.instance()
            if application is not None:
                application.installEventFilter(self)
        self._reason = reason
        self.leaving.emit()
        self._patience.start()
        QTimer.singleShot(0, self, self._go)

    def _go(self) -> None:
        """Go, as soon as the worker has nothing left to do.

        A keyring that was asked for something is waited for as well, though not for long.
        """
        replace, reason = self._replace, self._reason
        if replace is None or reason is None or self._tasks.busy:
            return
        if self._aside.busy and self._patience.isActive():
            return
        self._let_input_in()
        try:
            if not self._opening.is_open:  # else another vault was opened in the meantime
                self._take_own_place(replace, reason)
        finally:
            self.stayed.emit()

    def _take_own_place(self, replace: Replace, reason: LockReason) -> None:
        self._window.repaint()
        self._clear_clipboard()
        try:
            replace(self._resume(reason))
        except (OSError, ValueError):
            gc.collect()  # what memory still has of the vault hangs in cycles, mostly
            self.failed.emit(
                _(
                    "Locked, but Strongroom could not clear its memory by starting anew; "
                    "quit it to be sure."
                )
            )

    def _resume(self, reason: LockReason) -> Resume:
        from strongroom.gui import held_screen  # noqa: PLC0415 - the start can spare it

        window = self._window
        seen = window.isVisible() and not window.isMinimized()  # or a dead tray icon stays too
        page, path = self._entrance.standing
        return Resume(
            path=os.fsencode(path) if path is not None else b"",
            reason=reason,
            page=page,
            geometry=bytes(window.saveGeometry().data()),
            minimised=window.isMinimized(),
            hidden=not window.isVisible(),
            active=window.isActiveWindow(),
            dark=theme.desktop_is_dark(),
            screen=held_screen.connection() if seen else None,
            listening=self._listening(),
        )

    def _clear_clipboard(self) -> None:
        try:
            self._clipping.clear_now()
        except StrongroomError:
            with contextlib.suppress(StrongroomError):
                self._clipping.clear_unseen()

    def _let_input_in(self) -> None:
        self._reason = None
        self._patience.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
