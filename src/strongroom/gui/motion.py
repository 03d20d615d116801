# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion: short, and none where the person asked their system for none.

Qt passes that wish on from Windows alone.  On Linux it is read where desktops keep it:
KDE's and GTK's own files at once, GNOME's over the settings portal when it answers.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QWidget

from strongroom.gui import theme

# What moves, and D-Bus, are loaded when they are needed: the start can spare them.
if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher

_PORTAL = "org.freedesktop.portal.Desktop"
_PORTAL_PATH = "/org/freedesktop/portal/desktop"
_PORTAL_SETTINGS = "org.freedesktop.portal.Settings"
_GNOME = "org.gnome.desktop.interface"
_SHAKE = (0, -6, 5, -4, 2, 0)  # pixels from its place


class _State:
    wanted = True
    watcher: "QDBusPendingCallWatcher | None" = None


def wanted() -> bool:
    """Return whether things may move."""
    return _State.wanted


def set_wanted(wanted: bool) -> None:  # noqa: FBT001 - a setter
    """Allow motion or not."""
    _State.wanted = wanted


def ask_system() -> None:
    """Find out what the person wants; GNOME's answer may come a moment later."""
    if sys.platform == "win32":
        set_wanted(QApplication.isEffectEnabled(Qt.UIEffect.UI_General))
        return
    folder = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    )
    if says_none(folder):
        set_wanted(False)
    elif sys.platform.startswith("linux"):
        _ask_portal()


def says_none(folder: Path) -> bool:
    """Return whether KDE's or GTK's file in ``folder`` turns animations off."""
    kde = _value(folder / "kdeglobals", "KDE", "AnimationDurationFactor")
    gtk = (_value(folder / f"gtk-{n}.0/settings.ini", "Settings", _GTK_KEY) for n in (4, 3))
    return kde in {"0", "0.0"} or any(value in {"0", "false"} for value in gtk)


def shake(widget: QWidget) -> None:
    """Shake ``widget`` sideways, once, as a head says no."""
    from PySide6.QtCore import (  # noqa: PLC0415 - as above
        QAbstractAnimation,
        QEasingCurve,
        QPropertyAnimation,
    )

    if not wanted() or widget.findChild(QPropertyAnimation) is not None:
        return
    home = widget.pos()
    animation = QPropertyAnimation(widget, b"pos", widget)
    animation.setDuration(theme.MOTION_MS)
    animation.setEasingCurve(QEasingCurve.Type.Linear)
    for step, offset in enumerate(_SHAKE):
        animation.setKeyValueAt(step / (len(_SHAKE) - 1), home + QPoint(offset, 0))
    animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)


_GTK_KEY = "gtk-enable-animations"


def _value(path: Path, section: str, key: str) -> str:
    import configparser  # noqa: PLC0415 - as above

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(path, encoding="utf-8")
        return parser.get(section, key, fallback="").strip().casefold()
    except (configparser.Error, UnicodeDecodeError, OSError):
        return ""


def _ask_portal() -> None:
    from PySide6.QtDBus import (  # noqa: PLC0415 - as above
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCallWatcher,
    )

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return
    question = QDBusMessage.createMethodCall(_PORTAL, _PORTAL_PATH, _PORTAL_SETTINGS, "ReadOne")
    question.setArguments([_GNOME, "enable-animations"])
    question.setAutoStartService(False)
    _State.watcher = QDBusPendingCallWatcher(bus.asyncCall(question))
    _State.watcher.finished.connect(_portal_answered)


def _portal_answered(watcher: "QDBusPendingCallWatcher") -> None:
    answer: list[object] = [] if watcher.isError() else list(watcher.reply().arguments())
    value = answer[0] if answer else None
    set_wanted(getattr(value, "variant", lambda: value)() is not False)
    _State.watcher = None
