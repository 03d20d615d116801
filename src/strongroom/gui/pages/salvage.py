# SPDX-License-Identifier: GPL-3.0-or-later
"""Salvaging a broken vault, from the question to the report, on one page with three faces."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from strongroom.app.salvaging import SalvageReport, suggested_target
from strongroom.errors import StrongroomError
from strongroom.gui.flows.salvaging import WantedSalvage
from strongroom.gui.pages.salvage_asking import Asking
from strongroom.gui.pages.salvage_report import ReportFace
from strongroom.gui.pages.salvage_running import Running
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.texts import _

_WIDTH = 440
_MARK = 40
_LEFT_ALONE_MS = 10 * 60 * 1000  # no vault is open, so no auto-lock takes the names away


class SalvagePage(ColumnPage):
    """``begin_wanted`` carries a :class:`WantedSalvage`, whose receiver closes its secrets."""

    begin_wanted = Signal(object)
    cancel_wanted = Signal()
    back = Signal()
    open_wanted = Signal(object)  # Path of the new vault

    def __init__(self, now_ms: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent, width=_WIDTH)
        self._source = Path()
        self._target = Path()
        self.add_head("", mark=_MARK)
        self.asking = Asking()
        self.running = Running()
        self.report = ReportFace(now_ms)
        self._faces = (self.asking, self.running, self.report)
        for face in self._faces:
            self.column.addWidget(face)
        self.back_button = buttons.link(_("Back"), "arrow-left")
        self._left_alone = QTimer(self)
        self._left_alone.setSingleShot(True)
        self._left_alone.setInterval(_LEFT_ALONE_MS)
        self.foot.addWidget(self.back_button)
        self.foot.addStretch(1)
        self._connect()

    def show_vault(self, source: Path) -> None:
        """Ask for what it takes to salvage the vault at ``source``."""
        self._source = source
        self.asking.show_vault(source, suggested_target(source))
        self._show(self.asking, _("Salvage what can still be read"))

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.running.show_salvage(done, total)

    def show_report(self, report: SalvageReport) -> None:
        """Show what came of it."""
        self.report.show_report(report, self._source, self._target)
        self._show(self.report, _("Salvaged") if report.complete else _("Salvaged in part"))
        self._left_alone.start()
        announce(self, report.summary)

    def show_failure(self, error: StrongroomError) -> None:
        """Say why there is no new vault; what was typed is asked for anew."""
        self._show(self.asking, _("Salvage what can still be read"))
        self.asking.show_failure(error)

    def forget(self) -> None:
        """Overwrite what was typed, and show no name of an item any more."""
        self._left_alone.stop()
        self.asking.wipe()
        self.report.forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field that is to be filled in."""
        super().showEvent(event)
        if self.asking.isVisibleTo(self):
            self.asking.begin()

    def _connect(self) -> None:
        self.asking.wanted.connect(self._begin)
        self.running.cancel.clicked.connect(self.running.show_stopping)
        self.running.cancel.clicked.connect(self.cancel_wanted)
        self.report.open_button.clicked.connect(lambda: self.open_wanted.emit(self._target))
        self.back_button.clicked.connect(self.back)
        self._left_alone.timeout.connect(self.back)

    def _begin(self, wanted: WantedSalvage) -> None:
        self._target = wanted.target
        self.running.show_salvage(0, 0)
        self._show(self.running, _("Salvaging “{name}”").format(name=self._source.stem))
        self.begin_wanted.emit(wanted)

    def _show(self, shown: QWidget, title: str) -> None:
        self.title.setText(title)
        for face in self._faces:
            face.setVisible(face is shown)
        self.back_button.setVisible(shown is not self.running)
        first = {self.running: self.running.cancel, self.report: self.report.open_button}
        if shown is self.asking:
            self.asking.begin()
        else:
            first[shown].setFocus()
