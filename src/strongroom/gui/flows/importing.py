# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in what other programs have: chosen or dropped, one after the other.

Each of several can be skipped, or all that is left of them; which were not imported is said.
What was dropped while no vault was open is kept until one is.  A lock ends what is under way
and forgets what waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from strongroom.app.importing import FORMATS, Origin
from strongroom.gui import places
from strongroom.gui.dialogs.import_file import ImportDialog
from strongroom.gui.dialogs.import_waiting import skipped_text
from strongroom.gui.flows.one_import import OneImport, Surroundings
from strongroom.gui.widgets.toast import Saying
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something to be looked at: what it is called, and what opens it on the worker."""

    name: str
    opener: Callable[[], Origin]
    folder: Path | None = None


class ImportFlow(QObject):
    """One import at a time, over the window."""

    def __init__(self, here: Surroundings) -> None:
        super().__init__()
        self._here = here
        self._later: list[Path] = []
        self._queue: list[_Waiting] = []
        self._total = 0  # of those that came together
        self._skipped: list[str] = []  # of those, what was not imported
        self._now: OneImport | None = None

    @property
    def dialog(self) -> ImportDialog | None:
        """The dialog that is open, None for none."""
        return self._now.dialog if self._now is not None else None

    @property
    def reads(self) -> bool:
        """Whether something is read beside the worker."""
        return self._now is not None and self._now.reads

    def keep_for_later(self, paths: Sequence[Path]) -> None:
        """Remember what was dropped while no vault was open."""
        self._later = list(paths)

    def start(self) -> None:
        """Open what was kept for later, or ask for a file."""
        later, self._later = self._later, []
        if later:
            self.open_all(later)
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for one file or several, where the last one was, at first in the home folder."""
        patterns = " ".join(f"*.{ending}" for ending in _endings())
        names = [
            _("Files of other programs ({patterns})").format(patterns=patterns),
            _("All files (*)"),
        ]
        title = _("Import")
        places.choose_files(self._here.window(), title, Path.home(), self.open_all, names)

    def choose_folder(self) -> None:
        """Ask for a folder that holds a store of passwords."""
        title = _("Import a folder")
        places.choose_folder(self._here.window(), title, Path.home(), self.open)

    def open_keyring(self) -> None:
        """Look at what the desktop's keyring keeps."""
        self.open_origin(_("this computer’s keyring"), self._here.importing.open_keyring)

    def open(self, path: Path) -> None:
        """Look at a file or a folder, and show what it would bring."""
        self.open_all([path])

    def open_all(self, paths: Sequence[Path]) -> None:
        """Look at several, each when the one before is done with."""
        opened = self._here.importing.open
        self._add([_Waiting(p.name, partial(opened, p), p.parent) for p in paths])

    def open_origin(self, name: str, opener: Callable[[], Origin]) -> None:
        """Look at what ``opener`` opens, which is called ``name`` until it is."""
        self._add([_Waiting(name, opener)])

    def forget(self) -> None:
        """Forget what waits: the vault locks."""
        self._queue.clear()
        self._skipped.clear()
        self._total = 0

    def _add(self, waiting: list[_Waiting]) -> None:
        self._queue += waiting
        self._total += len(waiting)
        if self._now is None and self._queue:
            self._next()
        elif self._now is not None and self._now.dialog is not None:
            self._now.dialog.waiting.show_waiting(len(self._queue), self._skipped)

    def _next(self) -> None:
        waiting = self._queue.pop(0)
        among = ""
        if self._total > 1:
            numbers = {"number": self._total - len(self._queue), "total": self._total}
            among = _("({number} of {total})").format(**numbers)
        self._now = one = OneImport(
            self._here, waiting.name, waiting.opener, self, among=among, folder=waiting.folder
        )
        if one.dialog is not None:
            one.dialog.waiting.show_waiting(len(self._queue), self._skipped)
        one.over.connect(self._over)
        one.start()

    def _over(self, another: bool) -> None:  # noqa: FBT001 - a signal's
        one, self._now = self._now, None
        if one is not None:
            self._take_account_of(one)
        if self._queue:
            self._next()
            return
        self.forget()
        if another:
            self.choose()

    def _take_account_of(self, one: OneImport) -> None:
        """Remember what was not imported, and say it at the end; the last report says it too."""
        if not one.came and not one.all_here:
            self._skipped.append(one.name)
        if one.ends_all:
            self._skipped += [waiting.name for waiting in self._queue]
            self._queue.clear()
        is_seen = one.came and not one.ends_all
        if self._total > 1 and self._skipped and not self._queue and not is_seen:
            self._here.editing.said.emit(Saying(skipped_text(self._skipped)))


def _endings() -> list[str]:
    return sorted({ending for kind in FORMATS for ending in kind.endings})
