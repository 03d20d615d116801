# SPDX-License-Identifier: GPL-3.0-or-later
"""What the faces of a dialog have in common, and the one that tells of work under way.

A large face is made by steps, before it is wanted: all at once would be felt.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.turns import sliced
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.progress import Progress
from strongroom.gui.words import number
from strongroom.texts import _

_WIDTH = 440
_DRESSED = 10  # parts at a step
_ALL = 1000  # of the width, up to the column's own


class ProgressFace(Progress):
    """The parts in the middle of a face, and how much is done in numbers."""

    def __init__(self) -> None:
        super().__init__(label("", theme.Text.CARD, wrap=True))
        self.count = label("", theme.Text.SMALL, "muted")
        page = face(self)
        page.addLayout(in_the_middle((self.step, self.bar, self.count)), 1)
        page.addLayout(answers(self.cancel))

    def show_amount(self, done: int, total: int) -> None:
        """Show how much is done in numbers too, as far as they are known."""
        super().show_amount(done, total)
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
