# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's hand on the clipboard: the only module that names QClipboard.

When to copy and when to clear is ``app/clipping.py``'s business; this fits the port it
asks for.  What is put here is marked as secret, which clipboard histories honour:

- KDE's history, and what follows it, reads ``x-kde-passwordManagerHint``.
- Windows reads three registered formats ("Clipboard Formats", Cloud Clipboard and Clipboard
  History Formats): ``ExcludeClipboardContentFromMonitorProcessing`` by its presence, the two
  others as a DWORD, 0 for no.  Qt registers the name in such a MIME type.  Not tried there.
- macOS: ``gui/pasteboard.py``.  Not tried there.

On Wayland a program may set, clear or read the clipboard only while a window of its own has
the focus, unless the desktop offers wlr-data-control (KDE, Sway and other wlroots desktops)
and Qt (6.10 and later) is told to use it, as :func:`reach_unfocused` does.  On GNOME a copy
whose time is over goes once Strongroom has the focus again, or ends; the clipboard's text is
lost with the process that offers it, so nothing survives quitting.  Not tried on any Wayland.
"""

import os
import sys
from collections.abc import MutableMapping

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from strongroom.errors import NoClipboard
from strongroom.texts import _

_NO = b"\0\0\0\0"  # a DWORD
_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'

HINTS: dict[str, dict[str, bytes]] = {
    "linux": {"x-kde-passwordManagerHint": b"secret"},
    "win32": {
        _WINDOWS.format(name="ExcludeClipboardContentFromMonitorProcessing"): _NO,
        _WINDOWS.format(name="CanIncludeInClipboardHistory"): _NO,
        _WINDOWS.format(name="CanUploadToCloudClipboard"): _NO,
    },
}


def reach_unfocused(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let Qt reach a Wayland clipboard without the focus; before the application is made."""
    environment.setdefault("QT_WAYLAND_USE_DATA_CONTROL", "1")


class QtClipboard:
    """The clipboard as ``app/ports.py`` wants it.  Belongs to the GUI thread."""

    def set_secret(self, text: str) -> None:
        """Put ``text`` there, marked as not for any history."""
        if sys.platform == "darwin":
            _put_concealed(text)
            return
        data = QMimeData()
        data.setText(text)
        for kind, value in HINTS.get(sys.platform, HINTS["linux"]).items():
            data.setData(kind, value)
        _board().setMimeData(data)

    def read(self) -> str | None:
        """Return the text that is there now, None where there is none.

        A program that has the clipboard and does not answer costs five seconds on X11 for
        each thing that it is asked; so it is asked for text only once it says it has some.
        """
        board = _board()
        held = board.mimeData()  # None where there is nothing, whatever PySide declares
        if board.ownsClipboard() or (held and held.hasText()):
            return board.text() or None
        return None

    def clear(self) -> None:
        """Empty it."""
        _board().clear()

    def clear_selection(self) -> None:
        """Empty the selection if a window of ours has it: text marked there by the mouse."""
        board = _board()
        if board.supportsSelection() and board.ownsSelection():
            board.clear(QClipboard.Mode.Selection)


def pasted() -> str:
    """Return the text that a paste would bring, "" where there is none."""
    return _board().text()


def pasted_selection() -> str:
    """Return what a middle click would bring, where the desktop has such a thing."""
    board = _board()
    return board.text(QClipboard.Mode.Selection) if board.supportsSelection() else ""


def put_plain(text: str) -> None:
    """Put text there that is no secret, and so stays."""
    _board().setText(text)


def _put_concealed(text: str) -> None:
    from strongroom.gui.pasteboard import put_concealed  # noqa: PLC0415 - macOS alone has it

    try:
        put_concealed(text)
    except OSError:
        raise NoClipboard(_("macOS did not let Strongroom reach the clipboard.")) from None


def _board() -> QClipboard:
    return QGuiApplication.clipboard()
