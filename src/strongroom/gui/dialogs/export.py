# SPDX-License-Identifier: GPL-3.0-or-later
"""An export from the choice to the report, in one dialog with three faces.

It shows and asks, and writes nothing: the flow of exporting does.  The password of the new
file stays in its fields until the flow takes it, and is forgotten at the end.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from strongroom.app.export_report import summary
from strongroom.app.exporting import Exported
from strongroom.gui import places, theme
from strongroom.gui.dialogs.export_form import ExportForm
from strongroom.gui.dialogs.faces import ProgressFace, dressed
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.turns import Turns
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.card import column
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.gui.words import number
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

_WIDTH = 560
_MOST_LOSSES = 200  # sentences shown; an export that loses more says how many


class ExportDialog(QDialog):
    """``stop_wanted`` asks to end what is running; closing then waits for it.

    It is made by :meth:`prepare`, and opened when that is done.
    """

    stop_wanted = Signal()
    folder_wanted = Signal(object)
    delete_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget, folder: Path, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Export"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self._running = False
        self._made = False
        self._turns = Turns(self)
        self.form = ExportForm(folder, name)
        self._faces = QStackedWidget()
        self._faces.addWidget(self.form)
        self._inside = QWidget()
        page = QVBoxLayout(self._inside)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.addWidget(self._faces)
        column(self).addWidget(scrolling(self._inside))

    def prepare(self, then: Callable[[], None]) -> None:
        """Make the form, step by step, and then call ``then``."""
        self._turns.begin(self._make(), then)

    @property
    def prepares(self) -> bool:
        """Whether the form is being made."""
        return self._turns.busy

    def _make(self) -> Iterator[None]:
        yield from self.form.make()
        self.form.grew.connect(self._grow)
        self.form.cancel.clicked.connect(self.reject)
        self._made = True
        yield from dressed(self)

    # The other faces are made when they are wanted: all at once would be felt.

    @cached_property
    def progress(self) -> ProgressFace:
        """Tells how far it is."""
        made = ProgressFace()
        made.cancel.clicked.connect(self.reject)
        self._faces.addWidget(made)
        return made

    @cached_property
    def report(self) -> "ExportReport":
        """Says what was exported."""
        made = ExportReport()
        made.close_it.clicked.connect(self.accept)
        made.show_folder.clicked.connect(lambda: self.folder_wanted.emit(made.path))
        made.delete_wanted.connect(self.delete_wanted)
        made.save.clicked.connect(self.save_wanted)
        self._faces.addWidget(made)
        return made

    def secret(self) -> SecretBytes | None:
        """Return a copy of the file's password, which the caller closes; None for none."""
        return self.form.password.first.secret() if self.form.format.encrypted else None

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is; until it is over, closing asks it to stop."""
        self._running = True
        self.progress.show_step(_("Exporting…"), done, total)
        self._faces.setCurrentWidget(self.progress)

    def show_failure(self, sentence: str) -> None:
        """Go back to the form, and say there why it failed; "" where it was stopped."""
        self._running = False
        self._faces.setCurrentWidget(self.form)
        self.form.set_busy(busy=False)
        self.form.say(sentence)
        if sentence:
            announce(self, sentence)

    def show_report(self, exported: Exported) -> None:
        """Show what was exported, and what is still to be done with the file."""
        self._running = False
        self.form.password.wipe()
        self.report.show_exported(exported)
        self._faces.setCurrentWidget(self.report)
        self._grow()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as is needed."""
        super().showEvent(event)
        self._grow()
        self.form.what.setFocus()

    def reject(self) -> None:
        """Stop what is running, else close."""
        if self._running:
            self.progress.show_stopping()
            self.stop_wanted.emit()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Forget what was typed; a lock may come before there is anything to see."""
        self._turns.stop()
        if self._made:
            self.form.password.wipe()
        else:
            self.deleteLater()
        super().done(result)

    def _grow(self) -> None:
        grow(self, self._inside)


class ExportReport(QWidget):
    """What was exported, what the format had no place for, and what to do with the file."""

    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self._summary = ""
        self.text = label("", wrap=True)
        self.losses = label("", theme.Text.SMALL, wrap=True)
        self.losses.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lost = label(_("What did not come, or not as it was"), theme.Text.SECTION, "muted")
        self.losses.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._area = scrolling(self.losses)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll it
        self._area.setAccessibleName(self._lost.text())
        self.reminder = NoticeBar()
        self.save = buttons.secondary(_("Save report…"))
        self.show_folder = buttons.secondary(_("Show in folder"), "folder-open")
        self.close_it = buttons.primary(_("Close"))
        self.close_it.setDefault(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 4)
        page.addWidget(label(_("Export finished"), theme.Text.TITLE))
        page.addWidget(self.text)
        page.addWidget(self.reminder)
        page.addWidget(self._lost)
        page.addWidget(self._area, 1)
        page.addStretch(0)
        page.addLayout(answers(self.save, self.show_folder, self.close_it))

    def show_exported(self, exported: Exported) -> None:
        """Show the report."""
        self.path = exported.path
        place = "" if exported.path is None else places.shown_path(exported.path)
        text = summary(exported, place)
        self._summary = text
        self.text.setText(text)
        for part in (self._lost, self._area):
            part.setVisible(bool(exported.losses))
        self.losses.setText(_listed(exported.losses))
        self.show_folder.setVisible(exported.path is not None)
        if exported.plain is not None:
            reminder = _("Anyone can read this file: delete it as soon as it is not needed.")
            self.reminder.say(reminder, (_("Delete the file…"), self.delete_wanted.emit))
        announce(self, " ".join((text, *exported.losses[:3])))
        self.close_it.setFocus()

    def show_deleted(self, sentence: str) -> None:
        """Say what came of deleting the file."""
        self.reminder.say(sentence)
        self.show_folder.setEnabled(False)

    def show_saved(self, sentence: str) -> None:
        """Say where the report lies, or why it does not."""
        self.text.setText(f"{self._summary} {sentence}")
        announce(self, sentence)

    def show_trouble(self, sentence: str) -> None:
        """Say why the file was not deleted."""
        again = (_("Delete the file…"), self.delete_wanted.emit)
        self.reminder.say(sentence, again, tone="danger")


def _listed(losses: tuple[str, ...]) -> str:
    shown = list(losses[:_MOST_LOSSES])
    more = len(losses) - len(shown)
    if more:
        text = ngettext("And {count} more.", "And {count} more.", more)
        shown.append(text.format(count=number(more)))
    return "\n".join(shown)
