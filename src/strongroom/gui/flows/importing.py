# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in another program's file: chosen or dropped, looked at, taken in, reported.

Reading and writing happen on the worker; the file's bytes are kept only while its dialog is
open, in case it is to be read as another format.  Whatever closes the dialog, a lock above
all, ends the work at the next row, and what was written of an import is rolled back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.deeds import Deed
from strongroom.app.importing import Format, Imported, Importing, Origin, Preview
from strongroom.app.items import Items
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.import_file import ImportDialog, Target
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.models.folder_lines import FolderLine, folder_lines
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.tasks import Tasks
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class _Look:
    origin: Origin
    preview: Preview
    folders: Sequence[FolderLine]


class ImportFlow(QObject):
    """One import at a time, over ``window()``."""

    _progressed = Signal(int, int)

    def __init__(
        self,
        importing: Importing,
        items: Items,
        editing: Editing,
        tasks: Tasks,
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._importing = importing
        self._items = items
        self._editing = editing
        self._tasks = tasks
        self._window = window
        self._later: Path | None = None
        self._look: _Look | None = None
        self._stop = Event()
        self.dialog: ImportDialog | None = None
        self._progressed.connect(self._show_progress)

    def keep_for_later(self, path: Path) -> None:
        """Remember a file that was dropped while no vault was open."""
        self._later = path

    def start(self) -> None:
        """Open the file kept for later, or ask for one."""
        later, self._later = self._later, None
        if later is not None:
            self.open(later)
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for a file; its place is that of the last one, at first the home folder."""
        names = [_("Exported passwords (*.csv)"), _("All files (*)")]
        places.choose_file(self._window(), _("Import"), Path.home(), names, self.open)

    def open(self, path: Path) -> None:
        """Look at a file, and show what it would bring."""
        self.dialog = dialog = ImportDialog(self._window(), path.name)
        dialog.finished.connect(self._closed)
        dialog.format_wanted.connect(self._read_as)
        dialog.import_wanted.connect(self._begin)
        dialog.cancel_wanted.connect(self._cancel)
        dialog.another_wanted.connect(self._choose_another)
        dialog.show_reading()
        dialog.open()
        self._stop = stop = Event()
        self._tasks.run(lambda: self._read(path, stop), self._looked, self._cannot_read)

    def _cancel(self) -> None:
        self._stop.set()

    def _choose_another(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.choose()

    def _closed(self) -> None:
        self.dialog = None
        self._look = None
        self._stop.set()

    # Looking

    def _read(self, path: Path, stop: Event) -> _Look:
        return self._look_at(self._importing.open(path), None, stop)

    def _look_at(self, origin: Origin, kind: Format | None, stop: Event) -> _Look:
        preview = self._importing.look(origin, kind, cancelled=stop.is_set)
        return _Look(origin, preview, folder_lines(self._items.folders(), {}))

    def _looked(self, look: _Look) -> None:
        if self.dialog is not None:
            self._look = look
            self.dialog.show_preview(look.preview, look.folders)

    def _cannot_read(self, error: StrongroomError) -> None:
        if self.dialog is not None and not isinstance(error, Cancelled):
            self.dialog.show_trouble(str(error))

    def _read_as(self, kind: Format) -> None:
        look = self._look
        if look is not None and kind != look.preview.format:
            self._stop = stop = Event()
            work = partial(self._look_at, look.origin, kind, stop)
            self._tasks.run(work, self._looked, self._other_format)

    def _other_format(self, error: StrongroomError) -> None:
        if self.dialog is not None and self._look is not None:
            self.dialog.refuse_format(str(error), self._look.preview.format)

    # Taking in

    def _begin(self, target: Target) -> None:
        look, dialog = self._look, self.dialog
        if look is None or dialog is None:
            return
        self._stop = stop = Event()
        dialog.show_progress(0, 0)

        def work() -> tuple[Imported, UndoState]:
            imported = self._importing.run(
                look.preview,
                folder=target.folder,
                path=target.path,
                progress=self._progressed.emit,
                cancelled=stop.is_set,
            )
            return imported, self._editing.done(Deed.IMPORT, imported.changes)

        self._tasks.run(work, self._came, self._failed)

    def _show_progress(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(done, total)

    def _came(self, result: tuple[Imported, UndoState]) -> None:
        imported, state = result
        self._editing.tell(imported.changes, state)
        if self.dialog is not None:
            self.dialog.show_report(imported)
        if imported.added:
            text = said_of(Deed.IMPORT, imported.added)
            self._editing.said.emit(self._editing.news(text, imported.changes))

    def _failed(self, error: StrongroomError) -> None:
        if self.dialog is None:
            return
        self.dialog.show_trouble(str(error))
        if isinstance(error, Cancelled):  # nothing to tell to whoever did it
            self.dialog.reject()
