# SPDX-License-Identifier: GPL-3.0-or-later
"""The small faces of an import: in trouble, and over."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.dialogs.faces import face, in_the_middle
from strongroom.gui.models.import_rows import ImportRows, Show
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.format_choice import FormatChoice
from strongroom.gui.widgets.import_table import ImportTable
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.texts import _


class TroubleFace(QWidget):
    """Why nothing comes, and what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", theme.Text.TITLE, wrap=True)
        self.text = label("", wrap=True)
        self.formats = FormatChoice(_("Choose a format…"))
        self.read_as = QWidget()
        row = QVBoxLayout(self.read_as)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("If you know what it is, read it as"), tone="muted"))
        row.addWidget(self.formats)
        self.close_it = buttons.secondary(_("Close"))
        self.another = buttons.secondary(_("Choose another file…"))
        self.allow = buttons.primary(_("Allow it"))
        page = face(self)
        page.addLayout(in_the_middle((self.title, self.text, self.read_as)), 1)
        page.addLayout(answers(self.close_it, self.another, self.allow))

    def show_trouble(self, title: str, sentence: str, *, read_as: bool, allow: bool) -> None:
        """Show it; with ``read_as`` a format can be chosen, with ``allow`` it can be gone on."""
        self.title.setText(title)
        self.text.setText(sentence)
        self.read_as.setVisible(read_as)
        self.allow.setVisible(allow)
        announce(self, f"{title}. {sentence}")
        other = self.close_it if self.another.isHidden() else self.another
        (self.allow if allow else other).setFocus()


class ReportFace(QWidget):
    """What has come, what has not, and what is still to be done with the file."""

    save_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", wrap=True)
        self.reminder = NoticeBar()
        self.outcome = NoticeBar()
        self.table = ImportTable(_("What did not come, or not as a whole"))
        self.table.horizontalHeader().hide()
        self.whole = label("", theme.Text.SMALL, "muted", wrap=True)
        self.save = buttons.secondary(_("Save report…"))
        self.close_it = buttons.primary(_("Close"))
        self.close_it.setDefault(True)
        page = face(self)
        page.addWidget(label(_("Import finished"), theme.Text.TITLE))
        page.addWidget(self.text)
        page.addWidget(self.reminder)
        page.addWidget(self.outcome)
        page.addWidget(self.table, 2)
        page.addWidget(self.whole)
        page.addStretch(1)
        page.addLayout(answers(self.save, self.close_it))
        self.save.clicked.connect(self.save_wanted)
        self.table.chosen.connect(self._say_whole)

    def show_report(self, text: str, rows: ImportRows) -> None:
        """Show the sentences, and below them what is missing, if anything is."""
        self.text.setText(text)
        self.table.show_rows(rows)
        missing = bool(rows.count(Show.ALL))
        self.table.setVisible(missing)
        self.whole.setVisible(missing)
        announce(self, text)
        self.close_it.setFocus()

    def remind(self, sentence: str, delete: str) -> None:
        """Say that the file still has everything, and offer to delete it."""
        self.reminder.say(sentence, (delete, self.delete_wanted.emit))

    def forget_file(self) -> None:
        """Offer nothing more to be done with the file."""
        self.reminder.clear()
        self.close_it.setFocus()

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """Say what became of something that was asked for; what is to be done stays offered."""
        self.outcome.say(sentence, tone="danger" if failed else "accent")

    def _say_whole(self) -> None:
        row = self.table.current_row
        said = None if row is None else self.table.rows.said_at(row)
        self.whole.setText(said.sentence if said else "")
