# SPDX-License-Identifier: GPL-3.0-or-later
"""One import from the look at its origin to the report, over one dialog.

The origin is read beside the worker, which judges what was read and writes it: a lock waits for
no key derivation.  Whatever closes the dialog, a lock above all, ends the work at its next step;
what was written of an import is rolled back, and what was read of the origin is let go of
behind it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.csv_maps import Mapping, TableLook
from strongroom.app.deeds import Deed
from strongroom.app.importing import Format, Imported, Importing, Origin
from strongroom.app.items import Items
from strongroom.errors import (
    Cancelled,
    NotFound,
    NothingToImport,
    SourcePasswordNeeded,
    SourceTooCostly,
    StrongroomError,
)
from strongroom.gui import garbage
from strongroom.gui.dialogs.import_compare import side_of_entry
from strongroom.gui.dialogs.import_file import ImportDialog, Wanted
from strongroom.gui.dialogs.import_secret import TypedSecret
from strongroom.gui.flows.after_import import AfterImport, Came
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.held_import import HeldImport, Look
from strongroom.gui.flows.in_turn import InTurn
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.stopping import Steps, Stopping
from strongroom.gui.models.folder_lines import FolderLine, folder_lines
from strongroom.gui.models.import_rows import ImportRows
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.side_by_side import Side
from strongroom.gui.pages.sides import side_of
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.secret import SecretBytes
from strongroom.texts import _

_SELDOM = 0.05  # seconds between two numbers that are shown


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every import stands on."""

    importing: Importing
    items: Items
    editing: Editing
    tasks: Tasks
    window: Callable[[], QWidget]
    now_ms: Callable[[], int]
    seconds: Callable[[], int | None]
    looking: Looking


@dataclass(frozen=True, slots=True)
class _Found:
    look: Look
    folders: tuple[FolderLine, ...]


class OneImport(QObject):
    """``over`` comes once, when its dialog is gone; it tells whether another file is wanted."""

    over = Signal(bool)

    def __init__(
        self,
        here: Surroundings,
        name: str,
        opener: Callable[[], Origin],
        parent: QObject,
        *,
        among: str = "",
        folder: Path | None = None,
    ) -> None:
        """``folder`` is where the origin lies, None for one that lies in none."""
        super().__init__(parent)
        self._here = here
        self._name = name
        self._held = HeldImport(here.importing, opener)
        self._steps = Steps(self)
        self._stop = self._steps.begin(here.window(), lambda _done, _total: None)
        self._kind: Format | None = None  # the one that the preview shows
        self._wanted_kind: Format | None = None
        self._after: AfterImport | None = None
        self._another = False
        self._all_here = False
        self.ends_all = False  # whether the files that wait are not wanted either
        self._reading = InTurn(self._read_all)
        self._is_mapped = False  # whether the columns of a table were looked at
        self.dialog: ImportDialog | None = ImportDialog(
            here.window(),
            name,
            now_ms=here.now_ms,
            seconds=here.seconds,
            among=among,
            folder=folder,
        )
        self._connect(self.dialog)

    @property
    def name(self) -> str:
        """What the origin is called."""
        return self._name

    @property
    def came(self) -> bool:
        """Whether there was a report of what came."""
        return self._after is not None

    @property
    def all_here(self) -> bool:
        """Whether every entry was in the vault already."""
        return self._all_here

    @property
    def reads(self) -> bool:
        """Whether something is read beside the worker, or the dialog made ready for it."""
        return self._reading.busy or (self.dialog is not None and self.dialog.prepares)

    def start(self) -> None:
        """Show the dialog, and look."""
        if self.dialog is not None:
            self.dialog.show_reading()
            self.dialog.open()
            self.dialog.prepare(lambda: self._look(None))

    def _connect(self, dialog: ImportDialog) -> None:
        dialog.finished.connect(self._closed)
        dialog.format_wanted.connect(self._read_as)
        dialog.mapping_changed.connect(self._show_table)
        dialog.mapping_taken.connect(self._map)
        dialog.secret_given.connect(self._try_secret)
        dialog.costly_allowed.connect(self._allow)
        dialog.compare_wanted.connect(self._compare)
        dialog.copy_wanted.connect(self._copy_value)
        dialog.import_wanted.connect(self._begin)
        dialog.finish_wanted.connect(self._finish)
        dialog.cancel_wanted.connect(self._cancel)
        dialog.another_wanted.connect(self._choose_another)

    def _cancel(self) -> None:
        self._stop.stop()

    def _choose_another(self) -> None:
        self._another = True
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self) -> None:
        self.ends_all = self.dialog is not None and self.dialog.ends_all
        self.dialog = None
        self._stop.stop()
        self._reading.forget()
        if not self._reading.busy:
            self._let_go()
        self.over.emit(self._another)

    def _read_all(self) -> None:
        """Nothing is read any more; where nobody wants it either, it is let go of."""
        if self.dialog is None:
            self._let_go()

    def _let_go(self) -> None:
        # This is needed until the worker is behind everything that was asked of it.
        self._here.tasks.run(self._held.close, lambda _none: self._end(), bound=False)

    def _end(self) -> None:
        garbage.take_back()
        self.deleteLater()

    def _stopping(self, show: Callable[[int, int], None]) -> Stopping:
        """Begin something that can be stopped, and tells its numbers as often as is seen."""
        dialog = self.dialog
        owner = dialog if dialog is not None else self._here.window()
        sentence = _("The import was cancelled; nothing was added.")
        self._stop = _Seldom(self._steps.begin(owner, show, sentence))
        return self._stop

    # Looking

    def _look(self, kind: Format | None, before: Callable[[], None] = lambda: None) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        self._wanted_kind = kind
        stop = self._stopping(dialog.show_reading)
        mapped = self._is_mapped

        def read() -> TableLook | None:
            before()
            table = None if mapped else self._held.table(kind, None)
            if table is None:
                self._held.read(kind, stop)
            return table

        def opened(_none: None) -> None:
            if self.dialog is not None:
                self._reading.run(
                    read, lambda table: self._was_read(table, stop), self._cannot_read
                )

        self._here.tasks.run(self._held.open, opened, self._cannot_read)

    def _was_read(self, table: TableLook | None, stop: Stopping) -> None:
        if self.dialog is None:
            return
        if table is not None:
            self._recall(table)
            return

        def judge() -> _Found:
            return _Found(self._held.judge(stop), folder_lines(self._here.items.folders(), {}))

        self._here.tasks.run(judge, self._looked, self._cannot_read)

    def _recall(self, table: TableLook) -> None:
        """Show a table as one of its columns was understood the last time, else as guessed."""
        self._kind = None

        def recalled(known: Mapping | None) -> None:
            if self.dialog is None:
                return
            if known is None:
                self.dialog.show_table(table)
            else:
                self._show_table(known)

        def look() -> None:
            known = partial(self._held.known, table.mapping)
            self._here.tasks.run(known, recalled, self._cannot_read)

        if self.dialog is not None:
            self.dialog.prepare_table(look)

    def _looked(self, found: _Found) -> None:
        if self.dialog is None:
            return
        garbage.set_aside()
        self._kind = found.look.kind
        self._all_here = found.look.rows.all_here
        self.dialog.show_preview(found.look.rows, found.look.kind, found.folders)

    def _cannot_read(self, error: StrongroomError) -> None:
        dialog = self.dialog
        if dialog is None or isinstance(error, Cancelled):
            return
        if isinstance(error, SourcePasswordNeeded):
            dialog.ask_secret(error)
        elif isinstance(error, SourceTooCostly):
            dialog.show_trouble(str(error), allow=True)
        elif self._kind is not None:
            dialog.refuse_format(str(error), self._kind)
        else:
            dialog.show_trouble(
                str(error), read_as=not isinstance(error, (NotFound, NothingToImport))
            )

    def _read_as(self, kind: Format) -> None:
        if self._kind is None or kind != self._kind:
            self._is_mapped = False
            if self.dialog is not None:  # nothing else is done with the file meanwhile
                self.dialog.show_reading()
            self._look(kind)

    def _show_table(self, mapping: Mapping) -> None:
        """Show the table as it is understood by now."""
        kind = self._wanted_kind

        def show(table: TableLook | None) -> None:
            if self.dialog is not None and table is not None:
                self.dialog.show_table(table)

        self._reading.run(lambda: self._held.table(kind, mapping), show, self._cannot_read)

    def _map(self, mapping: Mapping) -> None:
        self._is_mapped = True
        if self.dialog is not None:
            self.dialog.show_reading()
        self._look(self._wanted_kind, partial(self._held.understand, mapping))

    def _try_secret(self, typed: TypedSecret) -> None:
        self._look(self._wanted_kind, partial(self._held.give, typed.password, typed.key_file))

    def _allow(self) -> None:
        if self.dialog is not None:
            self.dialog.show_reading()
        self._look(self._wanted_kind, self._held.allow)

    def _compare(self, number: int) -> None:
        here, there = _("In this vault"), _("In the file")

        def work() -> tuple[Side, Side] | None:
            row = self._held.row(number)
            if row is None or row.twin is None:
                return None
            item, folders = self._here.items.item(row.twin), self._here.items.folders()
            return side_of(here, item, folders), side_of_entry(there, row)

        def show(sides: tuple[Side, Side] | None) -> None:
            if self.dialog is not None and sides is not None:
                self.dialog.show_sides(number, *sides)

        self._here.tasks.run(work, show, self._cannot_compare)

    def _copy_value(self, row: ItemRow) -> None:
        secret = SecretBytes.of_text(row.shared_text())
        self._here.looking.copy_secret(secret, sentence_label(row.field))

    def _cannot_compare(self, error: StrongroomError) -> None:
        if self.dialog is not None:
            self.dialog.preview.notice.say(str(error), tone="danger")

    # Taking in

    def _begin(self, wanted: Wanted) -> None:
        dialog, kind = self.dialog, self._kind
        if dialog is None or kind is None or dialog.running or self._reading.busy:
            return
        dialog.show_progress(0, 0)
        stop = self._stopping(dialog.show_progress)

        def work() -> tuple[Came, UndoState] | None:
            imported = self._held.run(wanted.target, wanted.choices, stop)
            if imported is None:
                return None
            state = self._here.editing.done(Deed.IMPORT, imported.changes)
            return self._ended(imported, kind), state

        self._here.tasks.run(work, self._taken_in, self._failed)

    def _taken_in(self, done: tuple[Came, UndoState] | None) -> None:
        if done is None:
            return
        came, state = done
        imported, editing = came.imported, self._here.editing
        editing.tell(imported.changes, state)
        self._report(came)
        if touched := imported.added + imported.updated:
            text = said_of(Deed.IMPORT, touched)
            editing.said.emit(editing.news(text, imported.changes))

    def _finish(self) -> None:
        """End without an import: all is here."""
        dialog, kind = self.dialog, self._kind
        if dialog is None or kind is None or self._reading.busy:
            return

        def work() -> Came | None:
            imported = self._held.leave()
            return None if imported is None else self._ended(imported, kind)

        self._here.tasks.run(work, self._report, self._failed)

    def _ended(self, imported: Imported, kind: Format) -> Came:
        left = self._held.plain_file
        self._held.close()
        return Came(imported, ImportRows.after(imported), left, _(kind.title))

    def _report(self, came: Came | None) -> None:
        if came is not None and self.dialog is not None:
            here = self._here
            self._after = AfterImport(
                self.dialog, came, self._name, tasks=here.tasks, now_ms=here.now_ms, parent=self
            )

    def _failed(self, error: StrongroomError) -> None:
        if self.dialog is None:
            return
        self.dialog.show_trouble(str(error))
        if isinstance(error, Cancelled):
            self.dialog.reject()
            self._here.editing.said.emit(Saying(str(error)))


class _Seldom(Stopping):
    """Ends the work like the other, and tells no more numbers than can be seen."""

    def __init__(self, other: Stopping) -> None:
        super().__init__(other)
        self._other = other
        self._told = 0.0

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._other.stopped

    def stop(self) -> None:
        """End the work at its next step."""
        self._other.stop()

    def __call__(self, done: int, total: int) -> None:
        """Tell how far the work is now and then, or end it."""
        now = time.monotonic()
        if self.stopped or now - self._told >= _SELDOM:
            self._told = now
            garbage.set_aside()  # what was read so far: looking through it holds up the window
            self._other(done, total)
