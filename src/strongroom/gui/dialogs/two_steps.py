# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of what opens the vault: what is wanted, then the new recovery code typed back.

The dialog only says what its person wants; the work is the flow's.  What was typed is kept
after a failure, to be mended, and forgotten at the end.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.app.recovery_kit import RecoveryKit
from strongroom.errors import StrongroomError
from strongroom.gui import theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import column
from strongroom.gui.widgets.kit_step import KitStep
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.progress_line import ProgressLine
from strongroom.gui.widgets.proof import Proof
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.texts import _

_WIDTH = 480


class TwoSteps(QDialog):
    """``wanted`` carries what :meth:`_collect` returns, ``typed_back`` the last group."""

    wanted = Signal(object)
    typed_back = Signal(str)

    def __init__(
        self, parent: QWidget, *, title: str, deed: BusyButton, leave: str, proof: Proof
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._inside = QWidget()
        self._first = QWidget()
        self.deed = deed
        self.proof = proof
        self.kit_step = KitStep(leave)
        self.cancel_button = buttons.secondary(_("Cancel"))
        self._said = label(kind=theme.Text.SMALL, tone="danger", wrap=True)
        self._said.hide()
        self.progress = ProgressLine()
        self.kit, self.group = self.kit_step.kit, self.kit_step.group
        self.finish_button = self.kit_step.finish_button
        self.leave_button = self.kit_step.leave_button

    @property
    def waiting_for_code(self) -> bool:
        """Whether the second step is shown."""
        return not self.kit_step.isHidden()

    @property
    def busy(self) -> bool:
        """Whether what was asked for is being done."""
        return self.deed.busy or self.finish_button.busy

    def show_kit(self, kit: RecoveryKit | None, dropped: str) -> None:
        """Show the second step; ``dropped`` says what will no longer open the vault."""
        self._set_busy(False)
        self.kit_step.show_kit(kit, dropped)
        self._first.hide()
        self.kit_step.show()
        self._say("")
        self._grow()
        self.kit_step.begin()
        if dropped:
            announce(self, dropped)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is; until it is in place it can be left, which changes nothing."""
        if self.busy and self.isVisible():
            self.progress.show_step(_("Sealing everything anew…"), done, total)
            self._grow()
            self._area.ensureWidgetVisible(self.progress)

    def show_failure(self, error: StrongroomError) -> None:
        """Say what kept it from being done; what was typed stays."""
        self._set_busy(False)
        self._say(str(error))
        if self.waiting_for_code:
            self.kit_step.begin()
        else:
            self.proof.show_failure(error)

    def done(self, result: int) -> None:
        """Forget everything that was typed and shown."""
        self.proof.wipe()
        self.kit_step.forget()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what opens the vault now."""
        super().showEvent(event)
        self.resize(self.width(), 0)  # as low as it can be, whatever its hidden parts need
        self._grow()
        self.proof.field.setFocus()

    def _collect(self) -> object | None:
        """Return what is wanted, for the receiver to close; None where something was said."""
        raise NotImplementedError

    def _parts(self) -> tuple[QWidget, ...]:
        """Return what stands in the first step, from top to bottom."""
        raise NotImplementedError

    def _build(self) -> None:
        """Put everything in its place, once a subclass has made its parts."""
        self.setWindowTitle(self._title)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        layout = column(self._first)
        for part in self._parts():
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(answers(self.cancel_button, self.deed))
        self.kit_step.hide()
        page = QVBoxLayout(self._inside)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(self._title, theme.Text.TITLE, wrap=True))
        page.addSpacing(theme.GRID)
        page.addWidget(self._first, 1)
        page.addWidget(self.kit_step, 1)
        page.addWidget(self._said)
        page.addWidget(self.progress)
        self._area = scrolling(self._inside)
        column(self).addWidget(self._area)
        self.proof.grew.connect(self._grow)
        self.deed.clicked.connect(self._submit)
        self.cancel_button.clicked.connect(self.reject)
        self.progress.cancelled.connect(self.reject)
        self.kit_step.finished.connect(self._finish)
        self.kit_step.left.connect(self.reject)

    def _grow(self) -> None:
        grow(self, self._inside)

    def _submit(self) -> None:
        if self.deed.busy:
            return
        if self.proof.empty:
            self._say(_("Type what opens the vault now."))
            self.proof.field.setFocus()
            return
        wanted = self._collect()
        if wanted is not None:
            self._set_busy(True)
            self._say("")
            self.wanted.emit(wanted)

    def _finish(self, typed: str) -> None:
        self._set_busy(True)
        self._say("")
        self.typed_back.emit(typed)

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        self.deed.set_busy(busy)
        self.kit_step.set_busy(busy)
        if not busy:
            self.progress.end()
        for part in self._parts():
            part.setEnabled(not busy)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        if sentence:
            self._grow()
            announce(self, sentence)
