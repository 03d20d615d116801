# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's hand on the clipboard: the only module that names QClipboard.

When to copy and when to clear is ``app/clipping.py``'s business; this fits the port it
asks for.  What is put here is marked as secret, which clipboard histories honour: KDE's
and what follows it read ``x-kde-passwordManagerHint``, Windows its own two formats, macOS
the nspasteboard.org types.
"""

import sys

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

_HINTS: tuple[tuple[str, bytes], ...] = {
    "win32": (
        (
            'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
            b"1",
        ),
        ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', b"\0\0\0\0"),
    ),
    "darwin": (("application/x-nspasteboard-concealed-type", b""),),
}.get(sys.platform, (("x-kde-passwordManagerHint", b"secret"),))


class QtClipboard:
    """The clipboard as ``app/ports.py`` wants it.  Belongs to the GUI thread."""

    def set_secret(self, text: str) -> None:
        """Put ``text`` there, marked as not for any history."""
        data = QMimeData()
        data.setText(text)
        for kind, value in _HINTS:
            data.setData(kind, value)
        _board().setMimeData(data)

    def read(self) -> str | None:
        """Return the text that is there now, None where there is none."""
        return _board().text() or None

    def clear(self) -> None:
        """Empty it."""
        _board().clear()


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


def _board() -> QClipboard:
    return QGuiApplication.clipboard()
