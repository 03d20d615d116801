# SPDX-License-Identifier: GPL-3.0-or-later
"""Buttons, by what they are for.  A click leaves the focus where it was; Tab reaches all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from strongroom.gui import icons, theme

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SMALL_ICON = 16
ICON_GAP = 4  # between icon and words, beside Qt's own


class Button(QPushButton):
    """A push button that Enter presses too, in a dialog and outside of one."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


def primary(text: str, icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return the one button of a view that does what it is there for."""
    return _button("primary", text, icons.icon(icon, "on_accent") if icon else None, parent)


def secondary(text: str, icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button with a frame, for everything beside the main thing."""
    return _button("secondary", text, icons.icon(icon) if icon else None, parent)


def ghost(text: str, icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button without a frame."""
    return _button("ghost", text, icons.icon(icon) if icon else None, parent)


def danger(text: str, icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button for what cannot be undone."""
    return _button("danger", text, icons.icon(icon, "danger") if icon else None, parent)


def link(
    text: str, icon: str = "", parent: QWidget | None = None, *, flush: bool = False
) -> QPushButton:
    """Return a button that reads as text; ``flush`` lines it up with what is above it."""
    button = _button("link", text, icons.icon(icon, "muted") if icon else None, parent)
    button.setFont(theme.font())
    button.setProperty("flush", flush)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def tool(
    icon: str, name: str, parent: QWidget | None = None, *, role: str = "muted"
) -> QToolButton:
    """Return a button that is only an icon; ``name`` is its tooltip and accessible name."""
    button = QToolButton(parent)
    button.setProperty("role", "ghost")
    button.setIcon(icons.icon(icon, role))
    button.setIconSize(QSize(theme.ICON, theme.ICON))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _button(role: str, text: str, icon: QIcon | None, parent: QWidget | None) -> QPushButton:
    button = Button(text, parent)
    button.setProperty("role", role)
    button.setFont(theme.font(theme.Text.STRONG))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if icon is not None:
        button.setIcon(icon)
        gap = ICON_GAP if text else 0
        button.setIconSize(QSize(SMALL_ICON + gap, SMALL_ICON))
    return button
