# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are held over a pane, and let go there.

Where the pane has no place for files nothing is accepted, so that they reach the window.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from strongroom.gui.dropped import local_files
from strongroom.gui.widgets.drop_hint import DropHint

_OVER = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove})


class FilesDrop(QObject):
    """Watches ``pane``; ``offer`` says what letting go does there, "" where it does nothing."""

    def __init__(
        self, pane: QWidget, offer: Callable[[], str], take: Callable[[list[Path]], None]
    ) -> None:
        super().__init__(pane)
        self._offer = offer
        self._take = take
        self.hint = DropHint(pane)
        pane.setAcceptDrops(True)
        pane.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what is dragged over the pane, or leave it to the window."""
        if event.type() in _OVER and isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self._held(event)
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._let_go(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
            return True
        return False

    def _held(self, event: QDropEvent) -> None:
        text = self._offer() if local_files(event.mimeData()) else ""
        if not text:
            event.ignore()
            return
        event.acceptProposedAction()
        if self.hint.isHidden():
            self.hint.show_text(text)

    def _let_go(self, event: QDropEvent) -> None:
        self.hint.hide()
        files = local_files(event.mimeData())
        if not files or not self._offer():
            event.ignore()
            return
        event.acceptProposedAction()
        self._take(files)
