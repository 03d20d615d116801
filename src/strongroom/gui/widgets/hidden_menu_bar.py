# SPDX-License-Identifier: GPL-3.0-or-later
"""A menu bar that stays away until Alt or F10 asks for it, and goes when it is done.

Alt alone counts on its release, so that Alt+Tab does not make the window jump; Alt with
the letter of a menu opens that menu at once.  On macOS the bar is the system's and always
there.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

ALWAYS = sys.platform == "darwin"


class HiddenMenuBar(QMenuBar):
    """Watches the keys of its window."""

    def __init__(self, window: QWidget, fill: Callable[[QMenuBar], None]) -> None:
        super().__init__(window)
        self._fill: Callable[[QMenuBar], None] | None = fill
        self._alone = False
        self._letters: list[QShortcut] = []
        window.installEventFilter(self)
        if not ALWAYS:
            self.hide()

    def be_filled(self) -> None:
        """Make the menus, unless they are there: the first moment of a window can spare them."""
        fill, self._fill = self._fill, None
        if fill is None:
            return
        fill(self)
        for action in self.actions():
            menu = action.menu()
            if isinstance(menu, QMenu):
                menu.aboutToHide.connect(self._look_after)
                self._add_letter(action)

    def _add_letter(self, action: QAction) -> None:
        """Open a menu by its letter while the bar is away; when it is there, Qt does."""
        letter = QShortcut(QKeySequence.mnemonic(action.text()), self.window())
        letter.setEnabled(not ALWAYS)
        letter.activated.connect(lambda: self.summon(action))
        self._letters.append(letter)

    def showEvent(self, event: QShowEvent) -> None:
        """Leave the letters to Qt."""
        super().showEvent(event)
        self._enable_letters(on=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the letters back."""
        super().hideEvent(event)
        self._enable_letters(on=not ALWAYS)

    def _enable_letters(self, *, on: bool) -> None:
        for letter in self._letters:
            letter.setEnabled(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the keys that no control of the window wanted.

        What Qt does here by itself with Alt is for a bar that is always there.
        """
        if isinstance(event, QKeyEvent):
            return watched is self.parent() and not ALWAYS and self._took(event)
        if event.type() == QEvent.Type.WindowDeactivate:
            self._alone = False
            self._look_after()
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go when something else has the keys."""
        super().focusOutEvent(event)
        self._look_after()

    def _took(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return event.type() == QEvent.Type.KeyRelease and self._released(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        self._alone = event.key() == Qt.Key.Key_Alt
        if event.key() == Qt.Key.Key_F10 and not event.modifiers():
            self._toggle()
            return True
        return False

    def _released(self, event: QKeyEvent) -> bool:
        alone, self._alone = self._alone, False
        if alone and event.key() == Qt.Key.Key_Alt:
            self._toggle()
            return True
        return False

    def _toggle(self) -> None:
        if self.isVisible():
            self.hide()
        else:
            self.summon()

    def summon(self, action: QAction | None = None) -> None:
        """Show the bar and open a menu, the first one if none is named."""
        self._alone = False
        self.be_filled()
        self.show()
        self.setActiveAction(action or self.actions()[0])

    def _look_after(self) -> None:
        QTimer.singleShot(0, self, self._hide_when_done)

    def _hide_when_done(self) -> None:
        if not ALWAYS and QApplication.activePopupWidget() is None and not self.hasFocus():
            self.hide()
