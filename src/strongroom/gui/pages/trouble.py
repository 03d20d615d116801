# SPDX-License-Identifier: GPL-3.0-or-later
"""A page for a vault that is not as it should be: what it is, and the ways on."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from strongroom.gui import places, theme
from strongroom.gui.pages.troubles import Trouble, Way
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.texts import _

_WIDTH = 400
_ICON = 40


class TroublePage(ColumnPage):
    """``chosen`` carries the :class:`Way` that was taken."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=_WIDTH)
        self._icon = IconLabel("shield-alert", "warning", _ICON)
        self.title = label(kind=theme.Text.TITLE, wrap=True)
        self._sentence = label(wrap=True)
        self._advice = label(tone="muted", wrap=True)
        self._place = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self.column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.title, self._place, self._sentence, self._advice):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(part)
        self.column.addSpacing(theme.GRID)
        self.buttons: dict[Way, QPushButton] = {}

    def show_trouble(self, trouble: Trouble, sentence: str, path: Path) -> None:
        """Say what is wrong with the vault at ``path``."""
        self._icon.show_icon(trouble.icon, trouble.tone)
        self.title.setText(_(trouble.title))
        self._place.setText(places.shown_path(path))
        self._advice.setText(_(trouble.advice) if trouble.advice else "")
        self._advice.setVisible(bool(trouble.advice))
        self._offer(trouble.ways)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Say what went wrong on one of the ways on."""
        self._sentence.setText(sentence)
        announce(self, sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first way on."""
        super().showEvent(event)
        self._first()

    def _offer(self, ways: tuple[Way, ...]) -> None:
        for button in self.buttons.values():
            self.column.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for way in ways:
            make = buttons.secondary if self.buttons else buttons.primary
            button = make(_(way.value))
            button.setProperty("large", True)
            button.clicked.connect(lambda _on=False, way=way: self.chosen.emit(way))
            self.column.addWidget(button)
            self.buttons[way] = button
        self._first()

    def _first(self) -> None:
        first = next(iter(self.buttons.values()), None)
        if first is not None:
            first.setFocus()
