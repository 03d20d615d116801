# SPDX-License-Identifier: GPL-3.0-or-later
"""From a copy that lies beside the open vault to its merge, and to where it goes after that."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from strongroom.app import conflict_copies
from strongroom.app.backups import Backups
from strongroom.app.conflict_copies import ConflictCopy
from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.gui import places
from strongroom.gui.flows.conflict_watching import ConflictWatching
from strongroom.gui.flows.merging import MergeFlow
from strongroom.gui.pages.conflict_notice import ConflictNotice
from strongroom.gui.pages.vault import VaultPage
from strongroom.gui.tasks import Tasks
from strongroom.texts import _

T = TypeVar("T")


class Conflicts(QObject):
    """Serves one page of an open vault at a time."""

    def __init__(
        self, session: Session, tasks: Tasks, merging: MergeFlow, say: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self._merging = merging
        self._say = say
        self.notice: ConflictNotice | None = None
        self.watching: ConflictWatching | None = None
        merging.merged.connect(self._merged)

    def watch(self, page: VaultPage) -> None:
        """Look for copies for as long as ``page`` lives."""
        self.notice = notice = ConflictNotice(page)
        self.watching = watching = ConflictWatching(self._session, self._tasks, page)
        page.add_notice(notice)
        watching.found.connect(notice.show_found)
        notice.merge_wanted.connect(lambda copy: self._merging.start(copy.path))
        notice.dismissed.connect(self._dismiss)
        notice.backups_wanted.connect(self._to_backups)
        notice.aside_wanted.connect(self._put_aside)
        watching.start()

    def _merged(self, copy: ConflictCopy | None) -> None:
        if copy is not None and self.notice is not None and isValid(self.notice):
            self.notice.show_merged(copy)

    def _dismiss(self, copy: ConflictCopy) -> None:
        notice, watching = self.notice, self.watching
        if notice is not None and watching is not None and isValid(notice):
            notice.end_merged()
            watching.dismiss(copy)

    def _to_backups(self, copy: ConflictCopy) -> None:
        path = self._session.vault.path

        def work() -> Path:
            folder = Backups(self._session).folder_of(path)
            return conflict_copies.put_among_backups(copy, path, folder)

        text = _("The copy is among the backups now: {place}")
        self._put_away(work, copy, lambda place: text.format(place=places.shown_path(place)))

    def _put_aside(self, copy: ConflictCopy) -> None:
        path = self._session.vault.path
        self._put_away(
            lambda: conflict_copies.put_aside(copy, path),
            copy,
            lambda aside: _("It is called “{file}” now").format(file=aside.name),
        )

    def _put_away(
        self, work: Callable[[], T], copy: ConflictCopy, text: Callable[[T], str]
    ) -> None:
        def done(result: T) -> None:
            self._dismiss(copy)
            self._say(text(result))

        def failed(error: StrongroomError) -> None:
            self._dismiss(copy)
            self._say(str(error))

        self._tasks.run(work, done, failed)
