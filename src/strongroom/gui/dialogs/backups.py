# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of the open vault: which there are, and what can be done with one.

It shows and asks; making, opening, comparing and bringing back is the flow's.
"""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from strongroom.app.backups import Backup, BackupState
from strongroom.gui import theme
from strongroom.gui.models.backup_rows import BackupsModel
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState, Offer
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.texts import _, ngettext

_SIZE = (720, 500)
_CAN_BE_OPENED = frozenset({BackupState.GOOD, BackupState.OTHER_KEY, BackupState.UNKNOWN})


class BackupsTable(PlainTable):
    """One backup is chosen; Return looks into it."""

    def __init__(self) -> None:
        super().__init__(_("Backups"), chosen=True)
        self.rows = BackupsModel()
        self.setModel(self.rows)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look into the chosen one at Return."""
        if event.key() in buttons.ENTER:
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class BackupsDialog(QDialog):
    """Each ``…_wanted`` carries the chosen :class:`Backup`, or nothing."""

    make_wanted = Signal()
    look_wanted = Signal(object)
    compare_wanted = Signal(object)
    restore_wanted = Signal(object)
    clear_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget, *, writable: bool) -> None:
        super().__init__(parent)
        self._writable = writable
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Backups"))
        self.place = label("", tone="muted", wrap=True)
        self.notice = NoticeBar()
        self.table = BackupsTable()
        self.nothing = EmptyState()
        self.progress = ProgressLine()
        self.make = buttons.secondary(_("Back up now"), parent=self)
        self.look = buttons.secondary(_("Look inside…"), parent=self)
        self.restore = buttons.secondary(_("Restore all…"), parent=self)
        self.compare = buttons.primary(_("Compare with the vault…"), parent=self)
        self.close_it = buttons.secondary(_("Close"), parent=self)
        self._busy = False
        self._build()
        self._connect()
        self._choose()

    @property
    def chosen(self) -> Backup | None:
        """The backup that is chosen."""
        row = self.table.currentIndex().row()
        return self.table.rows.backups[row] if row >= 0 else None

    def show_backups(self, backups: Sequence[Backup], place: str) -> None:
        """Show which there are, and where the next one goes."""
        self.place.setText(place)
        before = self.chosen
        self.table.rows.show(backups)
        if not backups:
            self.nothing.show_emptiness(self._why_nothing())
        self._body.setCurrentWidget(self.table if backups else self.nothing)
        usable = [n for n, backup in enumerate(backups) if backup.state in _CAN_BE_OPENED]
        same = [n for n, b in enumerate(backups) if before is not None and b.path == before.path]
        row = next(iter((*same, *usable)), 0)
        if backups:
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self.table.rows.index(row, 0), flags.ClearAndSelect | flags.Rows
            )
            self.table.setFocus()
        self._choose()

    def show_state(self, backup: Backup) -> None:
        """Show what a thorough look at one has found."""
        self.table.rows.update(backup)
        self._choose()

    def offer_clearing(self, count: int) -> None:
        """Offer to delete those that an earlier password opens."""
        if not count:
            self.notice.clear()
            return
        text = ngettext(
            "{count} backup can still be opened with an earlier master password.",
            "{count} backups can still be opened with an earlier master password.",
            count,
        )
        self.notice.say(text.format(count=count), (_("Delete…"), self.clear_wanted.emit))

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show what is going on; nothing else can be begun meanwhile."""
        self._busy = True
        self.progress.show_step(text, done, total)
        self._choose()

    def end_progress(self) -> None:
        """Show that it is over."""
        self._busy = False
        self.progress.end()
        self._choose()

    def say(self, sentence: str, *, tone: str = "accent") -> None:
        """Say how something ended."""
        self.notice.say(sentence, tone=tone)

    def done(self, result: int) -> None:
        """Stop what is going on."""
        self.cancel_wanted.emit()
        super().done(result)

    def reject(self) -> None:
        """Stop what is going on first, else close."""
        if self._busy:
            self.progress.show_stopping()
            self.cancel_wanted.emit()
        else:
            super().reject()

    def _why_nothing(self) -> Emptiness:
        offers = (Offer(_("Back up now"), self.make_wanted.emit),) if self._writable else ()
        return Emptiness(
            "archive",
            _("No backups yet"),
            _("One is made by itself before your next change."),
            offers,
        )

    def _choose(self) -> None:
        chosen = self.chosen
        can = chosen is not None and chosen.state in _CAN_BE_OPENED and not self._busy
        self.look.setEnabled(can)
        self.compare.setEnabled(can)
        self.restore.setEnabled(can and self._writable)
        self.make.setEnabled(self._writable and not self._busy)

    def _look(self) -> None:
        if self.look.isEnabled():
            self.look_wanted.emit(self.chosen)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.doubleClicked.connect(lambda _index: self._look())
        self.make.clicked.connect(self.make_wanted)
        self.look.clicked.connect(self._look)
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(self.chosen))
        self.restore.clicked.connect(lambda: self.restore_wanted.emit(self.chosen))
        self.close_it.clicked.connect(super().reject)
        self.progress.cancelled.connect(self.reject)

    def _build(self) -> None:
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self.nothing)
        below = QHBoxLayout()
        below.setSpacing(theme.GRID)
        for button in (self.make, self.look, self.restore):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.close_it)
        below.addWidget(self.compare)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(_("Backups"), theme.Text.CARD))
        page.addWidget(self.place)
        page.addWidget(self.notice)
        page.addWidget(self._body, 1)
        page.addWidget(self.progress)
        page.addLayout(below)
        self.resize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1]))
