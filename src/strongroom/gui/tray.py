# SPDX-License-Identifier: GPL-3.0-or-later
"""The icon in the tray and its menu: signals of what was wanted, and no logic.

Locked and unlocked differ by shape: a shut door and an open one.  What colour a panel has
no program is told, so the icon's colour can be seen on light and dark ones alike.  The menu
has no icons of its own: many desktops draw it themselves, in colours that are not ours.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from strongroom.gui import icons, theme
from strongroom.texts import _

_SIZES = (16, 22, 24, 32, 44, 48, 64)
_OPENS_MENU = sys.platform == "darwin"  # there a click opens the menu, and nothing else


def tray_available() -> bool:
    """Tell whether this desktop has a tray now, so that what hides there can be found."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def tray_icon(*, locked: bool) -> QIcon:
    """Return the icon in the colour of the present theme."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(icons.pixmap(icons.MARK if locked else icons.MARK_OPEN, "tray", size))
    return icon


class Tray(QObject):
    """``clicked`` is the icon itself; the others are the entries of its menu."""

    clicked = Signal()
    quick_access_wanted = Signal()
    lock_wanted = Signal()
    toggle_wanted = Signal()
    quit_wanted = Signal()
    about_to_show = Signal()  # the menu: the last moment to say what is true

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locked = True
        self.menu = QMenu()
        self.quick_access = self._entry(_("Quick access"), self.quick_access_wanted.emit)
        self.lock = self._entry(_("Lock"), self.lock_wanted.emit)
        self.menu.addSeparator()
        self.toggle = self._entry("", self.toggle_wanted.emit)
        self.quit = self._entry(_("Quit"), self.quit_wanted.emit)
        self.menu.aboutToShow.connect(self.about_to_show)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        theme.changes().changed.connect(self._paint)
        self.show_locked(locked=True)
        self.show_window(shown=True)

    def set_visible(self, *, visible: bool) -> None:
        """Show the icon, now or as soon as there is a tray; or take it away.

        X11's trays may come later, and Qt waits for them.  Elsewhere it looks once.
        """
        found = QSystemTrayIcon.isSystemTrayAvailable()
        self.icon.setVisible(visible and (found or QGuiApplication.platformName() == "xcb"))

    def show_locked(self, *, locked: bool) -> None:
        """Say whether a vault is open."""
        self._locked = locked
        self.lock.setEnabled(not locked)
        self.icon.setToolTip(_("Strongroom · locked") if locked else _("Strongroom · unlocked"))
        self._paint()

    def show_window(self, *, shown: bool) -> None:
        """Say what the third entry does."""
        self.toggle.setText(_("Hide Strongroom") if shown else _("Show Strongroom"))

    def stop(self) -> None:
        """Take everything away for good."""
        theme.changes().changed.disconnect(self._paint)
        self.icon.hide()
        self.menu.deleteLater()

    def _entry(self, text: str, wanted: Callable[[], None]) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _checked: wanted())
        return action

    def _paint(self) -> None:
        self.icon.setIcon(tray_icon(locked=self._locked))

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how == QSystemTrayIcon.ActivationReason.Trigger and not _OPENS_MENU:
            self.clicked.emit()
