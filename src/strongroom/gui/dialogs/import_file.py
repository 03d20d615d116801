# SPDX-License-Identifier: GPL-3.0-or-later
"""An import from the look at the file to the report, in one dialog with four faces.

It shows and asks, and writes nothing: the flow of importing does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from strongroom.app.importing import FORMATS, Fate, Format, Imported, Preview
from strongroom.gui import theme
from strongroom.gui.dialogs import import_words as words
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.models.import_rows import ImportRow, rows_of, unreadable_rows
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.import_table import ImportTable
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.texts import _

_SIZE = (680, 520)
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Target:
    """Where the items go: an existing folder, or one at ``path`` to be made, or neither."""

    folder: int | None = None
    path: tuple[str, ...] = ()


class ImportDialog(QDialog):
    """``format_wanted`` asks to read the file as another format, ``import_wanted`` to begin."""

    format_wanted = Signal(object)  # Format
    import_wanted = Signal(object)  # Target
    cancel_wanted = Signal()
    another_wanted = Signal()

    def __init__(self, parent: QWidget, file_name: str) -> None:
        super().__init__(parent)
        self._file_name = file_name
        self._running = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Import from {file}").format(file=file_name))
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))
        self.preview = PreviewFace()
        self.progress = ProgressFace()
        self.trouble = MessageFace(_("This file cannot be imported"))
        self.report = MessageFace(_("Import finished"))
        self._faces = QStackedWidget()
        for face in (self.progress, self.preview, self.trouble, self.report):
            self._faces.addWidget(face)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.addWidget(self._faces)
        self._connect()

    def _connect(self) -> None:
        self.preview.begin.clicked.connect(lambda: self.import_wanted.emit(self.preview.target))
        self.preview.cancel.clicked.connect(self.reject)
        self.preview.formats.activated.connect(self._another_format)
        self.progress.cancel.clicked.connect(self.reject)
        self.trouble.close_it.clicked.connect(self.reject)
        another = self.trouble.offer(_("Choose another file…"))
        another.clicked.connect(self.another_wanted)
        self.report.close_it.clicked.connect(self.accept)

    def show_reading(self) -> None:
        """Show that the file is being read."""
        self.progress.show_step(_("Reading {file}…").format(file=self._file_name))
        self._faces.setCurrentWidget(self.progress)

    def show_preview(self, preview: Preview, folders: Sequence[FolderLine]) -> None:
        """Show what the file would bring."""
        self.preview.show_preview(preview, folders)
        self._faces.setCurrentWidget(self.preview)
        self.preview.begin.setFocus()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the import is; until it is over, closing asks it to stop."""
        self._running = True
        self.progress.show_step(_("Importing…"), done, total)
        self._faces.setCurrentWidget(self.progress)

    def show_trouble(self, sentence: str) -> None:
        """Show why the file cannot be imported, or why an import failed."""
        self._running = False
        self.trouble.show_message(sentence)
        self._faces.setCurrentWidget(self.trouble)

    def show_report(self, imported: Imported) -> None:
        """Show what has come, and what is still to be done with the file."""
        self._running = False
        self.report.show_message(words.report_text(imported), words.reminder_text(self._file_name))
        self.report.show_rows(unreadable_rows(imported.problems))
        self._faces.setCurrentWidget(self.report)

    def refuse_format(self, sentence: str, kind: Format) -> None:
        """Say why the file is not of the format that was asked for, and keep the former one."""
        self._faces.setCurrentWidget(self.preview)
        self.preview.refuse(sentence, kind)

    def reject(self) -> None:
        """Stop what is running, else close."""
        if self._running:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def _another_format(self) -> None:
        self.format_wanted.emit(self.preview.formats.currentData())


class PreviewFace(QWidget):
    """The rows, the format they were read as, and where they are to go."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = label("", theme.Text.CARD)
        self.notice = NoticeBar()
        self.formats = Choice()
        self.formats.setAccessibleName(_("Format"))
        for kind in FORMATS:
            self.formats.addItem(_(kind.title), kind)
        self.folders = Choice()
        self.folders.setAccessibleName(_("Folder"))
        self.table = ImportTable()
        self.begin = buttons.primary("")
        self.begin.setDefault(True)
        self.cancel = buttons.secondary(_("Cancel"))
        form = QFormLayout()
        form.setSpacing(theme.GRID)
        form.addRow(label(_("Format")), self.formats)
        form.addRow(label(_("Folder")), self.folders)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(self.counts)
        page.addWidget(self.notice)
        page.addLayout(form)
        page.addWidget(self.table, 1)
        page.addLayout(answers(self.cancel, self.begin))

    @property
    def target(self) -> Target:
        """Where the items are to go."""
        chosen = self.folders.currentData()
        return chosen if isinstance(chosen, Target) else Target()

    def show_preview(self, preview: Preview, folders: Sequence[FolderLine]) -> None:
        """Show the rows of ``preview``; a folder chosen before stays chosen."""
        self.notice.clear()
        self.counts.setText(words.counts_text(preview))
        self.formats.setCurrentIndex(FORMATS.index(preview.format))
        if not self.folders.count():
            self._fill_folders(preview.format, folders)
        self.table.show_rows(rows_of(preview))
        coming = len(preview.rows) - preview.count(Fate.HERE)
        self.begin.setText(words.button_text(coming))
        self.begin.setEnabled(coming > 0)

    def refuse(self, sentence: str, kind: Format) -> None:
        """Say why another format does not fit, and show the one that does."""
        self.notice.say(sentence, tone="danger")
        self.formats.setCurrentIndex(FORMATS.index(kind))

    def _fill_folders(self, kind: Format, folders: Sequence[FolderLine]) -> None:
        self.folders.addItem(_("No folder"), Target())
        named = _("Imported from {program}").format(program=_(kind.title))
        self.folders.addItem(_("New folder: {name}").format(name=named), Target(path=(named,)))
        for line in folders:
            self.folders.addItem(_INDENT * line.depth + line.name, Target(folder=line.id))


class ProgressFace(QWidget):
    """What is being done, how far it is, and a way out."""

    def __init__(self) -> None:
        super().__init__()
        self.step = label("", theme.Text.CARD)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.cancel = buttons.secondary(_("Cancel"))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GRID)
        page.addStretch(1)
        page.addWidget(self.step)
        page.addWidget(self.bar)
        page.addStretch(1)
        page.addLayout(answers(self.cancel))

    def show_step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show a step; without a ``total`` nobody knows how long it takes."""
        if self.step.text() != text:
            self.step.setText(text)
            announce(self, text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)


class MessageFace(QWidget):
    """A few sentences, and what to do next."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.text = label("", wrap=True)
        self.reminder = NoticeBar()
        self.table = ImportTable()
        self.table.hide()
        self.close_it = buttons.primary(_("Close"))
        self.close_it.setDefault(True)
        self._row = answers(self.close_it)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(label(title, theme.Text.TITLE))
        page.addWidget(self.text)
        page.addWidget(self.reminder)
        page.addWidget(self.table, 2)
        page.addStretch(1)
        page.addLayout(self._row)

    def offer(self, text: str) -> QPushButton:
        """Add a button before the one that closes, and return it."""
        button = buttons.secondary(text)
        self._row.insertWidget(1, button)
        return button

    def show_message(self, text: str, reminder: str = "") -> None:
        """Show the sentences."""
        self.text.setText(text)
        if reminder:
            self.reminder.say(reminder)
        announce(self, text)
        self.close_it.setFocus()

    def show_rows(self, rows: list[ImportRow]) -> None:
        """Show rows below, if there are any."""
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
