# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of an import that shows what would come, and where everything about it is chosen."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.importing import Choice, Choices, Fate, Format
from strongroom.gui import theme
from strongroom.gui.dialogs import import_words as words
from strongroom.gui.dialogs.faces import face
from strongroom.gui.dialogs.import_compare import choice_box, choice_in, show_choice
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.models.import_rows import ImportRows, Show, chosen_for
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.folder_choice import FolderChoice
from strongroom.gui.widgets.format_choice import FormatChoice
from strongroom.gui.widgets.import_table import ImportTable
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.gui.widgets.segmented import Segmented
from strongroom.texts import _

_ABOUT = 58


class PreviewFace(QWidget):
    """``compare_wanted`` carries the number of an entry that differs."""

    compare_wanted = Signal(int)

    def __init__(self) -> None:
        """Begin without parts: :meth:`make` makes them."""
        super().__init__()
        self._rows = ImportRows()
        self._shows: list[Show] = []
        self.choices = Choices()
        self.filter: Segmented | None = None

    def make(self) -> Iterator[None]:
        """Make the parts, a few at each step."""
        self.title = label(_("What would come"), theme.Text.TITLE)
        self.counts = label("", tone="muted", wrap=True)
        self.notice = NoticeBar()
        self.formats = FormatChoice()
        yield
        self.columns = buttons.secondary(_("Columns…"))
        self.columns.hide()
        self.folders = FolderChoice()
        self.here, self.differ = choice_box(Fate.HERE), choice_box(Fate.DIFFERS)
        self.here.setAccessibleName(_("What is already here"))
        self.differ.setAccessibleName(_("What differs"))
        yield
        self.table = ImportTable()
        self.nothing = EmptyState()
        yield
        self.about = AboutRow()
        yield
        self.begin = buttons.primary("")
        self.begin.setDefault(True)
        self.cancel = buttons.secondary(_("Cancel"))
        yield from self._lay_out()
        self._connect()

    def show_rows(
        self,
        rows: ImportRows,
        kind: Format,
        folders: Sequence[FolderLine],
        *,
        mapped: bool = False,
    ) -> None:
        """Show what a file would bring; a folder chosen before stays chosen.

        What was ``mapped`` has columns that can be understood otherwise.
        """
        self._rows = rows
        self.choices = Choices(here=self.choices.here, differs=self.choices.differs)
        self.notice.clear()
        if rows.all_here:
            self.notice.say(words.all_here_text())
        self.counts.setText(words.counts_text(rows))
        self.formats.show_format(kind)
        self.columns.setVisible(mapped)
        if not self.folders.box.count():
            program = _(kind.title).partition(" (")[0]
            named = _("Imported from {program}").format(program=program)
            self.folders.fill(folders, named)
        self.table.rows.choices = self.choices
        self.table.rows.place = self.folders.shown
        for fate, box, text in self._for_all:
            show = Show.HERE if fate is Fate.HERE else Show.DIFFERS
            self._for_all_form.setRowVisible(box, bool(rows.count(show)))
            text.setVisible(bool(rows.count(show)))
        self._make_filter()
        self._show_some(0)
        self._count()

    @property
    def finishes(self) -> bool:
        """Whether all is here and stays as it is: there is nothing to do but to end."""
        return self._rows.all_here and not self._rows.coming(self.choices)

    def refuse(self, sentence: str, kind: Format) -> None:
        """Say why another format does not fit, and show the one that does."""
        self.notice.say(sentence, tone="danger")
        self.formats.show_format(kind)

    def choose(self, number: int, choice: Choice) -> None:
        """Choose what becomes of one entry."""
        self.choices = chosen_for(self.choices, number, choice)
        self._take_choices()

    def clear(self) -> None:
        """Let go of everything that was shown."""
        self._rows = ImportRows()
        self.table.show_rows(self._rows)

    # Inside

    def _choose_for_all(self) -> None:
        """Choose for all that stands so; what was chosen for single ones goes."""
        self.choices = Choices(here=choice_in(self.here), differs=choice_in(self.differ))
        self._take_choices()

    def _take_choices(self) -> None:
        self.table.rows.choose(self.choices)
        self._count()
        self._tell_about()

    def _count(self) -> None:
        coming = self._rows.coming(self.choices)
        nothing = self.finishes
        self.begin.setText(_("Finish") if nothing else words.button_text(coming))
        self.begin.setEnabled(nothing or coming > 0)

    def _make_filter(self) -> None:
        """Offer those rows of which there are any, and all of them."""
        if self.filter is not None:
            self._filter_place.removeWidget(self.filter)
            self.filter.hide()
            self.filter.deleteLater()
            self.filter = None
        kinds = [show for show in Show if show is not Show.ALL and self._rows.count(show)]
        self._shows = [Show.ALL, *kinds]
        if len(kinds) > 1:
            texts = [
                _("{group} ({count:,})").format(group=_(show.value), count=self._rows.count(show))
                for show in self._shows
            ]
            self.filter = Segmented(_("Which rows are shown"), texts)
            self.filter.chosen.connect(self._show_some)
            self._filter_place.insertWidget(0, self.filter)

    def _show_some(self, index: int) -> None:
        show = self._shows[index]
        self.table.show_rows(self._rows, show)
        any_there = bool(self._rows.count(show))
        self.table.setVisible(any_there)
        self.about.setVisible(any_there)
        self.nothing.setVisible(not any_there)
        self.table.choose_first()

    def _tell_about(self) -> None:
        row = self.table.current_row
        if row is None:
            self.about.clear()
        else:
            self.about.show_row(self._rows, self.table.rows.key(row), self.choices)

    def _put_into(self) -> None:
        self.table.rows.put_into(self.folders.shown)

    def _connect(self) -> None:
        self.here.activated.connect(lambda _at: self._choose_for_all())
        self.differ.activated.connect(lambda _at: self._choose_for_all())
        self.folders.changed.connect(self._put_into)
        self.table.chosen.connect(self._tell_about)
        self.table.activated.connect(lambda _index: self.about.compare.click())
        self.about.compare_wanted.connect(self.compare_wanted)
        self.about.chosen.connect(self.choose)

    def _lay_out(self) -> Iterator[None]:
        page = face(self)
        page.setSpacing(theme.GRID + 4)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.counts)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addLayout(self._choices())
        yield
        self._filter_place = QHBoxLayout()
        self._filter_place.addStretch(1)
        page.addLayout(self._filter_place)
        page.addWidget(self.table, 1)
        page.addWidget(self.nothing, 1)
        yield
        page.addWidget(self.about)
        page.addLayout(answers(self.cancel, self.begin))
        yield
        self.nothing.show_emptiness(
            Emptiness("inbox", _("Nothing to bring"), _("There is no entry in this file."))
        )
        self.nothing.hide()

    def _choices(self) -> QHBoxLayout:
        """Place what is chosen for all of it."""
        show_choice(self.here, self.choices.here)
        show_choice(self.differ, self.choices.differs)
        self._for_all_form = _form()
        self._for_all: list[tuple[Fate, QWidget, QWidget]] = []
        for fate, box, text in (
            (Fate.HERE, self.here, _("Already here")),
            (Fate.DIFFERS, self.differ, _("What differs")),
        ):
            named = label(text)
            self._for_all_form.addRow(named, box)
            self._for_all.append((fate, box, named))
        form = _form()
        read_as = QHBoxLayout()
        read_as.setSpacing(theme.GRID)
        read_as.addWidget(self.formats, 1)
        read_as.addWidget(self.columns)
        for box in (self.here, self.differ, self.formats):
            box.be_narrow()
        form.addRow(label(_("Format")), read_as)
        form.addRow(label(_("Folder")), self.folders)
        across = QHBoxLayout()
        across.setSpacing(3 * theme.GRID)
        across.addLayout(form, 1)
        across.addLayout(self._for_all_form, 1)
        return across


class AboutRow(QWidget):
    """What is to be known of the chosen row, and what becomes of it."""

    compare_wanted = Signal(int)
    chosen = Signal(int, object)  # the number of an entry, and a Choice

    def __init__(self) -> None:
        super().__init__()
        self._key = -1
        self.text = label("", tone="muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.boxes = {fate: choice_box(fate) for fate in (Fate.HERE, Fate.DIFFERS)}
        self.compare = buttons.secondary(_("Compare…"), "columns-2")
        area = scrolling(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(area, 1)
        for widget in (*self.boxes.values(), self.compare):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(theme.scaled(_ABOUT))
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(self._key))
        for box in self.boxes.values():
            box.activated.connect(lambda _at, box=box: self.chosen.emit(self._key, choice_in(box)))
        self.clear()

    def show_row(self, rows: ImportRows, key: int, choices: Choices) -> None:
        """Show what is to be known of the row with this key."""
        self._key = key
        self.text.setText(words.row_text(rows, key))
        fate = rows.entries[key].fate if key >= 0 else None
        for of, box in self.boxes.items():
            box.setVisible(of is fate)
        if fate in self.boxes:
            show_choice(self.boxes[fate], choices.of(key, fate))
        self.compare.setVisible(key >= 0 and rows.entries[key].twin is not None)

    def clear(self) -> None:
        """Show nothing."""
        self.text.setText("")
        for widget in (*self.boxes.values(), self.compare):
            widget.hide()


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(theme.GRID)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
