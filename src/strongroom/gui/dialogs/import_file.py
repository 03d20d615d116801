# SPDX-License-Identifier: GPL-3.0-or-later
"""An import from the look at the file to the report, in one dialog with a face for each step.

It shows and asks, and writes nothing: the flow of importing does.  At its end it lets go of
everything that it showed and was given.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from strongroom.app.csv_maps import TableLook
from strongroom.app.importing import Choice, Choices, Format
from strongroom.errors import SourcePasswordNeeded
from strongroom.gui import theme
from strongroom.gui.dialogs.faces import ProgressFace, dressed
from strongroom.gui.dialogs.import_columns import ColumnsFace
from strongroom.gui.dialogs.import_compare import CompareFace
from strongroom.gui.dialogs.import_faces import ReportFace, TroubleFace
from strongroom.gui.dialogs.import_preview import PreviewFace
from strongroom.gui.dialogs.import_secret import SecretFace
from strongroom.gui.dialogs.import_waiting import WaitingBar
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.models.import_rows import ImportRows
from strongroom.gui.pages.side_by_side import Side
from strongroom.gui.turns import Turns, at_once
from strongroom.gui.widgets.folder_choice import Target
from strongroom.texts import _

_SIZE = (960, 640)  # where the window has that room
_SHARE = 0.9  # of the screen, at most


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to come, and where to."""

    target: Target
    choices: Choices


class ImportDialog(QDialog):
    """``format_wanted`` asks to read the file as another format, ``import_wanted`` to begin.

    ``secret_given`` carries a ``TypedSecret``, ``compare_wanted`` the number of an entry, and
    ``copy_wanted`` an ``ItemRow``.
    """

    format_wanted = Signal(object)  # Format
    secret_given = Signal(object)  # TypedSecret
    mapping_changed = Signal(object)  # Mapping
    mapping_taken = Signal(object)  # Mapping
    costly_allowed = Signal()
    compare_wanted = Signal(int)
    copy_wanted = Signal(object)
    import_wanted = Signal(object)  # Wanted
    finish_wanted = Signal()  # without an import: all is here
    cancel_wanted = Signal()
    another_wanted = Signal()
    save_wanted = Signal()
    delete_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        file_name: str,
        *,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
        among: str = "",
        folder: Path | None = None,
    ) -> None:
        """Show nothing yet; ``among`` says which of several files it is, "" for one alone.

        A key file is looked for in ``folder`` first.
        """
        super().__init__(parent)
        self._file_name = file_name
        self._folder = folder
        self._running = False
        self._compared = -1
        self._turns = Turns(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = _("Import from {file}").format(file=file_name)
        self.setWindowTitle(f"{title} {among}".strip())
        self._now_ms, self._seconds = now_ms, seconds
        self.progress = ProgressFace()
        self.progress.cancel.clicked.connect(self.reject)
        self.ends_all = False  # whether what waits is not wanted either
        self.waiting = WaitingBar()
        self.waiting.end_all.connect(self.end_all)
        self.waiting.skips(self.progress.cancel)
        self.faces = QStackedWidget()
        self.faces.addWidget(self.progress)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.addWidget(self.waiting)
        page.addWidget(self.faces, 1)
        room = self.screen().availableSize() * _SHARE
        room = room.boundedTo(parent.window().size().expandedTo(QSize(*theme.WINDOW_LEAST)))
        self.resize(room.boundedTo(room.__class__(*map(theme.scaled, _SIZE))))

    def prepare(self, then: Callable[[], None]) -> None:
        """Make the face that shows what would come, step by step, and then call ``then``."""
        self._turns.begin(() if "preview" in vars(self) else self._make_preview(), then)

    def prepare_table(self, then: Callable[[], None]) -> None:
        """Make the face that shows a table, step by step, and then call ``then``."""
        self._turns.begin(() if "columns" in vars(self) else self._make_columns(), then)

    @property
    def prepares(self) -> bool:
        """Whether a face is being made."""
        return self._turns.busy

    # The faces beyond the first are made when they are wanted: all at once would be felt.

    @cached_property
    def secret(self) -> SecretFace:
        """Asks for what opens the file."""
        made = SecretFace(self._file_name, self._folder)
        made.given.connect(self.secret_given)
        made.cancel.clicked.connect(self.reject)
        self.waiting.skips(made.cancel)
        self.faces.addWidget(made)
        return made

    @cached_property
    def columns(self) -> ColumnsFace:
        """Shows what the columns of a table mean."""
        self._turns.finish()
        if "columns" not in vars(self):
            at_once(self._make_columns())
        return self.columns

    def _make_columns(self) -> Iterator[None]:
        made = ColumnsFace()
        self.faces.addWidget(made)
        yield from made.make()
        yield from dressed(made)
        made.formats.picked.connect(self.format_wanted)
        made.page.changed.connect(self.mapping_changed)
        made.taken.connect(self.mapping_taken)
        made.cancel.clicked.connect(self.reject)
        self.waiting.skips(made.cancel)
        self.columns = made

    @cached_property
    def preview(self) -> PreviewFace:
        """Shows what would come."""
        self._turns.finish()
        if "preview" not in vars(self):
            at_once(self._make_preview())
        return self.preview

    def _make_preview(self) -> Iterator[None]:
        made = PreviewFace()
        self.faces.addWidget(made)
        yield from made.make()
        yield from dressed(made)
        made.begin.clicked.connect(self._begin)
        made.formats.picked.connect(self.format_wanted)
        made.columns.clicked.connect(lambda: self.faces.setCurrentWidget(self.columns))
        made.compare_wanted.connect(self.compare_wanted)
        made.cancel.clicked.connect(self.reject)
        self.waiting.skips(made.cancel)
        self.preview = made

    @cached_property
    def compare(self) -> CompareFace:
        """Lays an entry beside an item."""
        made = CompareFace(self._now_ms, self._seconds)
        made.back.connect(self._end_comparison)
        made.chosen.connect(self._choose)
        made.sides.copy_wanted.connect(self.copy_wanted)
        self.faces.addWidget(made)
        return made

    @cached_property
    def trouble(self) -> TroubleFace:
        """Says why nothing comes."""
        made = TroubleFace()
        made.formats.picked.connect(self.format_wanted)
        made.another.clicked.connect(self.another_wanted)
        made.allow.clicked.connect(self.costly_allowed)
        made.close_it.clicked.connect(self.reject)
        self.waiting.skips(made.close_it)
        self.faces.addWidget(made)
        return made

    @cached_property
    def report(self) -> ReportFace:
        """Says what has come."""
        made = ReportFace()
        made.save_wanted.connect(self.save_wanted)
        made.delete_wanted.connect(self.delete_wanted)
        made.close_it.clicked.connect(self.accept)
        self.waiting.leads_on(made.close_it, _("Next file"))
        self.faces.addWidget(made)
        return made

    def _is_shown(self, name: str) -> bool:
        """Tell whether a face is the one that is shown; it may never have been made."""
        made = vars(self).get(name)
        return made is not None and self.faces.currentWidget() is made

    @property
    def running(self) -> bool:
        """Whether something is being written."""
        return self._running

    def show_reading(self, done: int = 0, total: int = 0) -> None:
        """Show that the file is being read; what opens it is tried where it was asked for."""
        if self._is_shown("secret") and self.secret.open_it.busy:
            return
        self.progress.show_step(_("Reading {file}…").format(file=self._file_name), done, total)
        self.faces.setCurrentWidget(self.progress)

    def ask_secret(self, error: SourcePasswordNeeded) -> None:
        """Ask for what opens the file, or say that it was the wrong one."""
        self.faces.setCurrentWidget(self.secret)
        self.secret.ask(error)

    def show_table(self, table: TableLook) -> None:
        """Show what the columns of a table are understood to be."""
        self.columns.show_table(table)
        if not self._is_shown("columns"):  # a choice above the table keeps the focus
            self.faces.setCurrentWidget(self.columns)
            self.columns.page.table.setFocus()

    def show_preview(self, rows: ImportRows, kind: Format, folders: Sequence[FolderLine]) -> None:
        """Show what the file would bring."""
        if "secret" in vars(self):
            self.secret.forget()
        mapped = "columns" in vars(self) and self.columns.knows(kind)
        self.preview.show_rows(rows, kind, folders, mapped=mapped)
        self.faces.setCurrentWidget(self.preview)
        self.preview.begin.setFocus()

    def show_sides(self, number: int, here: Side, there: Side) -> None:
        """Show an entry beside the item of the vault."""
        self._compared = number
        choices = self.preview.choices
        chosen = choices.each.get(number, choices.differs)
        self.compare.show_sides(here, there, chosen)
        self.faces.setCurrentWidget(self.compare)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the import is; until it is over, closing asks it to stop."""
        self._running = True
        self.progress.show_step(_("Importing…"), done, total)
        self.faces.setCurrentWidget(self.progress)

    def show_trouble(self, sentence: str, *, read_as: bool = False, allow: bool = False) -> None:
        """Show why the file cannot be imported, or why an import failed."""
        self._running = False
        if self._is_shown("secret"):
            self.secret.set_busy(busy=False)
        title = _("This file asks for a lot") if allow else _("This file cannot be imported")
        self.trouble.another.setVisible(not self.waiting.is_waiting)  # another comes anyway
        self.trouble.show_trouble(title, sentence, read_as=read_as, allow=allow)
        self.faces.setCurrentWidget(self.trouble)

    def show_report(self, text: str, rows: ImportRows) -> None:
        """Show what has come, and what has not."""
        self._running = False
        self.report.show_report(text, rows)
        self.faces.setCurrentWidget(self.report)

    def refuse_format(self, sentence: str, kind: Format) -> None:
        """Say why the file is not of the format that was asked for, and keep the former one."""
        self.faces.setCurrentWidget(self.preview)
        self.preview.refuse(sentence, kind)

    def reject(self) -> None:
        """Go back from a comparison, stop what is running, else close."""
        if self._is_shown("compare"):
            self._end_comparison()
        elif self._running:
            self.progress.show_stopping()
            self.cancel_wanted.emit()
        else:
            super().reject()

    def end_all(self) -> None:
        """Close, or stop what is running, and say that no other file is wanted either."""
        self.ends_all = True
        if self._is_shown("compare"):
            self._end_comparison()
        self.reject()

    def done(self, result: int) -> None:
        """Let go of everything that was shown and typed."""
        self._turns.stop()
        made = vars(self)
        if "secret" in made:
            self.secret.forget()
        if "columns" in made:
            self.columns.clear()
        if "compare" in made:
            self.compare.clear()
        if "preview" in made:
            self.preview.clear()
        super().done(result)

    def _choose(self, choice: Choice) -> None:
        self.preview.choose(self._compared, choice)

    def _end_comparison(self) -> None:
        self.compare.clear()
        self.faces.setCurrentWidget(self.preview)
        self.preview.table.setFocus()

    def _begin(self) -> None:
        if self.preview.finishes:
            self.finish_wanted.emit()
            return
        self.import_wanted.emit(Wanted(self.preview.folders.target, self.preview.choices))
