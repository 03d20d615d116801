# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves, as what, where, and under which password: the first face of an export.

Each format says in one sentence who can read it and what it keeps.  A place that others
have too is told for a file that anyone can read, and wants a second yes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.exporting import COPY, FORMATS, PAGE, ExportFormat, What
from strongroom.gui import places, theme
from strongroom.gui.models.export_choices import ExportChoice
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import ElidedLabel, label, set_tone
from strongroom.gui.widgets.new_password import OF_FILE, NewPassword
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.switch import Switch
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to export.  ``replace`` was said to the dialog of files.

    ``weak`` where the new file's password would be guessed soon.
    """

    what: What
    format: ExportFormat
    path: Path
    replace: bool = False
    anyway: bool = False
    on_paper: bool = False
    weak: bool = False


class ExportForm(QWidget):
    """``place_changed`` carries path and format; ``wanted`` a :class:`Wanted`.

    Once something is wanted it stays as it is, until :meth:`set_busy` ends that.
    """

    place_changed = Signal(object, object)
    wanted = Signal(object)
    grew = Signal()

    def __init__(self, folder: Path, name: str) -> None:
        """Begin without parts: :meth:`make` makes them."""
        super().__init__()
        self._path = folder / name
        self._replace = False
        self._risky = False
        self._busy = False

    def make(self) -> Iterator[None]:
        """Make the parts, a few at each step."""
        self.what = Choice()
        self.what.setAccessibleName(_("What"))
        self.formats = Choice()
        self.formats.setAccessibleName(_("Format"))
        for one in FORMATS:
            self.formats.addItem(_(one.title), one)
        self.sentence = label("", theme.Text.SMALL, wrap=True)
        self.trash = Switch(_("Items in Trash too"))
        yield
        self.password = NewPassword(words=OF_FILE)
        yield
        self.place = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self.change = buttons.secondary(_("Change…"))
        self.change.setAccessibleName(_("Change the place"))
        self.risk = NoticeBar()
        self.anyway = Switch(_("Write it there all the same"))
        self._second_yes = Card()
        self._second_yes.add_row(OptionRow(_("Write it there all the same"), "", self.anyway))
        yield
        self.said = label(kind=theme.Text.SMALL, tone="danger", wrap=True)
        self.print_button = buttons.secondary(_("Print…"), "printer")
        self.cancel = buttons.secondary(_("Cancel"))
        self.deed = buttons.primary(_("Export…"))
        yield from self._lay_out()
        self._connect()
        self._show_format()

    @property
    def format(self) -> ExportFormat:
        """The format that is chosen."""
        chosen: ExportFormat = self.formats.currentData()
        return chosen

    @property
    def path(self) -> Path:
        """Where the file will lie."""
        return self._path

    def show_choices(self, choices: Sequence[ExportChoice], start: What) -> None:
        """Show what can be exported, and stand on ``start``."""
        self.what.clear()
        for one in choices:
            self.what.addItem(one.text, one.what)
        at = next((n for n, one in enumerate(choices) if one.what == start), 0)
        self.what.setCurrentIndex(at)

    def show_place(self, path: Path, *, replaces: bool = False) -> None:
        """Show another place for the file; ``replaces`` where a file there may go."""
        self._path, self._replace = path, replaces
        self.place.setText(places.shown_path(path))
        self.place.setToolTip(str(path))
        self._show_reasons(())
        self.place_changed.emit(path, self.format)

    def show_reasons(self, path: Path, reasons: Sequence[str]) -> None:
        """Tell why others would have a file there, if that still is the place."""
        if path == self._path:
            self._show_reasons(() if self.format.encrypted else reasons)

    def say(self, sentence: str) -> None:
        """Say what keeps it from being done."""
        self.said.setText(places.with_shown_paths(sentence))
        self.said.setVisible(bool(sentence))
        self.grew.emit()

    def set_busy(self, *, busy: bool) -> None:
        """Take no other answers while those that were given are looked at, or are."""
        was, self._busy = self._busy, busy
        parts = (self.what, self.formats, self.password, self.change, self.anyway)
        for part in (*parts, self.print_button, self.deed):
            part.setEnabled(not busy)
        self._show_what()
        if was and not busy and self.isVisible():
            self.deed.setFocus()

    def _lay_out(self) -> Iterator[None]:
        form = QFormLayout()
        form.setSpacing(theme.GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(label(_("What")), self.what)
        form.addRow(label(_("Format")), self.formats)
        form.addRow("", self.sentence)
        where = QHBoxLayout()
        where.setSpacing(theme.GRID)
        where.addWidget(self.place, 1)
        where.addWidget(self.change)
        form.addRow(label(_("Place")), where)
        self.said.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(_("Export"), theme.Text.TITLE))
        page.addLayout(form)
        yield
        more = Card()
        more.add_row(OptionRow(_("Items in Trash too"), "", self.trash))
        page.addWidget(more)
        page.addWidget(self.password)
        yield
        page.addWidget(self.risk)
        page.addWidget(self._second_yes)
        page.addStretch(1)
        page.addWidget(self.said)
        page.addLayout(answers(self.cancel, self.print_button, self.deed))

    def _connect(self) -> None:
        self.formats.currentIndexChanged.connect(self._show_format)
        self.what.currentIndexChanged.connect(self._show_what)
        self.change.clicked.connect(self._choose_place)
        self.deed.clicked.connect(lambda: self._submit(on_paper=False))
        self.print_button.clicked.connect(lambda: self._submit(on_paper=True))
        self.password.first.returnPressed.connect(self.password.second.setFocus)
        self.password.second.returnPressed.connect(lambda: self._submit(on_paper=False))
        self.password.changed.connect(lambda: self.say(""))
        self.password.first.shown_changed.connect(self.grew)
        self.password.suggest_button.clicked.connect(self.grew)

    def _show_what(self) -> None:
        what = self.what.currentData()
        # A selection comes as it is.
        self.trash.setEnabled(not self._busy and (what is None or what.ids is None))

    def _show_format(self) -> None:
        one = self.format
        self.sentence.setText(_(one.sentence))
        set_tone(self.sentence, "muted" if one.encrypted else "warning")
        self.formats.setAccessibleDescription(_(one.sentence))
        self.password.setVisible(one.encrypted)
        self.print_button.setVisible(one is PAGE)
        self.deed.setText(_("Save as PDF…") if one is PAGE else _("Export…"))
        self.say("")
        self.show_place(self._path.with_suffix(one.ending))

    def _show_reasons(self, reasons: Sequence[str]) -> None:
        self._risky = bool(reasons)
        self.anyway.setChecked(False)
        self._second_yes.setVisible(self._risky)
        if reasons:
            told = _("Anyone can read this file, and others would have it. {reasons}")
            self.risk.say(told.format(reasons=" ".join(reasons)), tone="danger")
        else:
            self.risk.clear()
        self.grew.emit()

    def _choose_place(self) -> None:
        one = self.format
        names = [f"{_(one.title).replace('(', '').replace(')', '')} (*{one.ending})"]
        places.choose_new_file(
            self.window(),
            _("Export"),
            self._path,
            names,
            lambda path: self.show_place(path, replaces=one is not COPY),
            replaces=one is not COPY,
        )

    def _submit(self, *, on_paper: bool) -> None:
        one, what = self.format, self.what.currentData()
        if what is None or self._busy:
            return
        if one.encrypted and self.password.problem:
            self.say(self.password.problem)
            self.password.first.setFocus()
            return
        if self._risky and not on_paper and not self.anyway.isChecked():
            self.say(_("Choose another place, or say that it may be written there all the same."))
            self.change.setFocus()
            return
        self.say("")
        if self.trash.isEnabled() and self.trash.isChecked():
            what = replace(what, trash=True)
        self.set_busy(busy=True)
        self.wanted.emit(
            Wanted(
                what,
                one,
                self._path,
                replace=self._replace,
                anyway=self.anyway.isChecked(),
                on_paper=on_paper,
                weak=one.encrypted and self.password.weak,
            )
        )
