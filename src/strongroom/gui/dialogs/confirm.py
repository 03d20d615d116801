# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask once before what cannot be undone for ever.  The answer is a signal; nothing waits."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_WIDTH = 400


class Confirm(QDialog):
    """A question with two answers; ``accepted`` is the one that destroys."""

    def __init__(self, parent: QWidget, *, title: str, sentence: str, deed: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.deed = buttons.danger(deed, parent=self)
        self.cancel = buttons.secondary(_("Cancel"), parent=self)
        self.deed.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        text = label(sentence, wrap=True)
        self.setAccessibleDescription(sentence)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(label(title, theme.Text.CARD))
        page.addWidget(text)
        page.addLayout(answers(self.cancel, self.deed))
        self.cancel.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as is needed."""
        super().showEvent(event)
        grow(self)


def confirm(
    parent: QWidget, *, title: str, sentence: str, deed: str, then: Callable[[], None]
) -> Confirm:
    """Open the question over ``parent``; ``then`` is called if it is answered with the deed."""
    asked = Confirm(parent, title=title, sentence=sentence, deed=deed)
    asked.accepted.connect(then)
    asked.open()
    return asked
