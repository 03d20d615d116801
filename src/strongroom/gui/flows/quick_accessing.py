# SPDX-License-Identifier: GPL-3.0-or-later
"""The palette over an open vault: opened, searched in, and closed by what is chosen in it.

It is a window of its own, so it stands whether or not the main one is shown; a lock destroys
it.  Where it was opened over another program, the time that a copy has left is shown where the
palette was: nobody sees the toast of a window that is hidden or behind.
"""

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from strongroom.app.access_log import Through
from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.errors import StrongroomError
from strongroom.gui.dialogs.quick_access import QuickAccess
from strongroom.gui.flows.looking import Looking, Part
from strongroom.gui.flows.quick_search import QuickAnswer, QuickSearch
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.copied_notice import CopiedNotice
from strongroom.gui.widgets.toast import copied_sentence
from strongroom.model.item import Overview
from strongroom.texts import _


class Palettes(QObject):
    """Opens the palette over an open vault, and does what is chosen there."""

    def __init__(
        self,
        finder: Finder,
        items: Items,
        tasks: Tasks,
        looking: Looking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._looking = looking
        self._search = QuickSearch(finder, items, tasks, self)
        self.palette: QuickAccess | None = None
        self.notice: CopiedNotice | None = None
        self._place = QPoint()
        self._over_others = False
        self._search.answered.connect(self._answered)
        self._search.failed.connect(self._failed)
        looking.copied.connect(self._copied)
        looking.failed.connect(self._failed)

    def show(self, token: str = "") -> None:
        """Open it, or close one that is open: the same key brings it and sends it away.

        ``token`` is the desktop's leave to take the focus.
        """
        if self.palette is not None:
            self.close()
            return
        self._over_others = QApplication.activeWindow() is None
        self.palette = palette = QuickAccess()
        palette.asked.connect(self._search.ask)
        palette.copy_wanted.connect(self._copy)
        palette.open_wanted.connect(self._open)
        palette.closed.connect(self._closed)
        palette.open_with(token)

    def close(self) -> None:
        """Close it if it is open."""
        if self.palette is not None and isValid(self.palette):
            self.palette.close()

    def _answered(self, answer: QuickAnswer) -> None:
        if self.palette is not None:
            self.palette.show_answer(answer)

    def _failed(self, error: StrongroomError) -> None:
        if self.palette is not None:
            self.palette.say(str(error))

    def _copy(self, item_id: int, part: Part) -> None:
        # It closes only once the text is on the clipboard: Wayland takes it from nobody else
        # than the window with the focus.
        self._looking.copy(item_id, part, Through.QUICK_ACCESS)

    def _open(self, overview: Overview) -> None:
        palette = self.palette
        website = overview.websites[0]
        self._looking.open_website(overview.id, website, Through.QUICK_ACCESS)
        if palette is not None and palette is self.palette and not palette.keys.refused:
            palette.close()

    def _copied(self, label: str, seconds: int | None) -> None:
        if self.palette is None:
            return
        self.palette.close()
        if not self._over_others:
            return
        if self.notice is None:
            self.notice = CopiedNotice()
        if seconds is None:
            self.notice.show_saying(self._place, _("{label} copied").format(label=label))
        else:
            self.notice.show_countdown(self._place, copied_sentence(label), seconds, seconds)

    def _closed(self) -> None:
        palette, self.palette = self.palette, None
        self._search.forget()
        if palette is not None:
            self._place = palette.geometry().center()
            self._place.setY(palette.geometry().top())
