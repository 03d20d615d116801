# SPDX-License-Identifier: GPL-3.0-or-later
"""Bugs of ours, told to the person without a secret in the telling.

What the world did wrong has a sentence of its own and never comes here.  Of a bug only
the kind of error and the places in our source are kept: an exception's own text may quote
what was typed.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from strongroom.gui import clipboard
from strongroom.texts import _

_log = logging.getLogger(__name__)


class Problems(QObject):
    """Takes what nobody caught; ``happened`` carries the report, safe from any thread."""

    happened = Signal(str)

    def __init__(self, window: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._shown: QMessageBox | None = None
        self.happened.connect(self._show)

    def install(self) -> None:
        """Become the place where uncaught exceptions go."""
        sys.excepthook = self.caught

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Write a report to standard error, and show it; Ctrl+C only closes the window."""
        if issubclass(kind, KeyboardInterrupt):
            window = self._window()
            if window is not None:
                window.close()
            return
        text = report(error, trace)
        _log.error("%s", text)
        self.happened.emit(text)

    def _show(self, text: str) -> None:
        if self._shown is not None:
            return  # one box is enough, whatever follows from the first bug
        box = QMessageBox(self._window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_("Strongroom"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(_("Something went wrong inside Strongroom, and what you asked was not done."))
        box.setInformativeText(
            _("Your vault is as it was last saved. The report names no secret; please pass it on.")
        )
        box.setDetailedText(text)
        copy = box.addButton(_("Copy report"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: clipboard.put_plain(text))
        box.addButton(QMessageBox.StandardButton.Close)
        box.finished.connect(self._closed)
        self._shown = box
        box.open()

    def _closed(self) -> None:
        self._shown = None


def report(error: BaseException, trace: TracebackType | None) -> str:
    """Return the kind of ``error`` and where it passed, and none of what it says."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    frames = traceback.extract_tb(trace)
    return "\n".join([kind, *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames)])
