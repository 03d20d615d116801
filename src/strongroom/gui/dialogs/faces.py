# SPDX-License-Identifier: GPL-3.0-or-later
"""What the faces of a dialog have in common, and the one that tells of work under way.

A large face is made by steps, before it is wanted: all at once would be felt.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.turns import sliced
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.gui.words import number
from strongroom.texts import _

_WIDTH = 440
_DRESSED = 10  # parts at a step
_ALL = 1000  # of the width, up to the column's own


class ProgressFace(QWidget):
    """What is being done, how far it is, and a way out."""

    def __init__(self) -> None:
        super().__init__()
        self.step = label("", theme.Text.CARD, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.count = label("", theme.Text.SMALL, "muted")
        self.cancel = buttons.secondary(_("Cancel"))
        self._stopping = False
        page = face(self)
        page.addLayout(in_the_middle((self.step, self.bar, self.count)), 1)
        page.addLayout(answers(self.cancel))

    def show_stopping(self) -> None:
        """Say that it is asked to stop: the work ends at its next step."""
        self._stopping = True
        self.cancel.setEnabled(False)
        self.step.setText(_("Cancelling…"))
        announce(self, self.step.text())

    def hideEvent(self, event: QHideEvent) -> None:
        """Whatever is shown here next can be cancelled anew."""
        super().hideEvent(event)
        if not event.spontaneous():  # as when the window is minimised
            self._stopping = False
            self.cancel.setEnabled(True)

    def show_step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show a step; without a ``total`` nobody knows how long it takes."""
        if self._stopping:
            return
        if self.step.text() != text or not self.isVisible():
            self.step.setText(text)
            announce(self, text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        known = _("{done} of {total}").format(done=number(done), total=number(total))
        self.count.setText(known if total else number(done) if done else "")


def in_the_middle(parts: Iterable[QWidget]) -> QHBoxLayout:
    """Return a column of ``parts`` in the middle of what room there is."""
    inner = QWidget()
    inner.setMaximumWidth(theme.scaled(_WIDTH))
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GRID + 4)
    column.addStretch(1)
    for part in parts:
        column.addWidget(part)
    column.addStretch(2)
    across = QHBoxLayout()  # between two stretches: an alignment would ignore wrapped lines
    across.addStretch(1)
    across.addWidget(inner, _ALL)
    across.addStretch(1)
    return across


def dressed(made: QWidget) -> Iterator[None]:
    """Let the style look at what was made, a few parts at a step: when it is shown it is ready."""
    for parts in sliced(made.findChildren(QWidget), _DRESSED, _DRESSED):
        for part in parts:
            part.ensurePolished()
        yield


def face(widget: QWidget) -> QVBoxLayout:
    """Return the layout of a face."""
    page = QVBoxLayout(widget)
    page.setContentsMargins(0, 0, 0, 0)
    page.setSpacing(2 * theme.GRID)
    return page
