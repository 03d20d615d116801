# SPDX-License-Identifier: GPL-3.0-or-later
"""When what was revealed hides again: after its time, and when the program loses the focus.

Every widget that can show a secret listens to ``hiding().wanted``, as everything that has a
colour listens to the theme.  It is the whole program that has to lose the focus: a dialog or
the palette of its own takes nothing out of sight.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication


class Choices(Protocol):
    """What a person chose."""

    @property
    def hide_revealed_seconds(self) -> int | None:
        """After how many seconds, None for never."""

    @property
    def hide_on_focus_loss(self) -> bool:
        """Whether with the focus."""


class Hiding(QObject):
    """``wanted`` asks whatever shows a secret to hide it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: Callable[[], Choices] | None = None
        self._app: QGuiApplication | None = None

    def follow(self, app: QGuiApplication, choices: Callable[[], Choices]) -> None:
        """Watch the focus of ``app``, by the choices in force at the moment."""
        self._choices = choices
        if self._app is not app:
            self._app = app
            app.applicationStateChanged.connect(self._changed)

    def seconds(self) -> int | None:
        """Return how long something may be shown."""
        return self._choices().hide_revealed_seconds if self._choices else None

    def _changed(self, state: Qt.ApplicationState) -> None:
        away = state != Qt.ApplicationState.ApplicationActive
        if away and self._choices is not None and self._choices().hide_on_focus_loss:
            self.wanted.emit()


@cache
def hiding() -> Hiding:
    """Return the one object that tells."""
    return Hiding()


class Shown(QObject):
    """The time that something is shown: ``over`` when it must be hidden.

    ``touch`` gives it its whole time again, as a person who types or moves there is at it.
    """

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.over)
        self._on = False
        hiding().wanted.connect(self._asked)

    def begin(self) -> None:
        """Count from now."""
        self._on = True
        self.touch()

    def touch(self) -> None:
        """Count anew, where something is shown."""
        seconds = hiding().seconds()
        if self._on and seconds is not None:
            self._timer.start(seconds * 1000)

    def end(self) -> None:
        """Stop: it is hidden."""
        self._on = False
        self._timer.stop()

    def _asked(self) -> None:
        if self._on:
            self.over.emit()
