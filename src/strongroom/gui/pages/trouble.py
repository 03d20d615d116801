# SPDX-License-Identifier: GPL-3.0-or-later
"""A page for a vault that is not as it should be: what it is, and the ways on."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from strongroom.gui import places, theme
from strongroom.gui.pages.trouble_facts import Facts, FactsCard
from strongroom.gui.pages.troubles import Trouble, Way
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.texts import _

_WIDTH = 400
_ICON = 40
_LARGE = 3  # ways that are buttons; those after them are links in one line


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
        self._facts = FactsCard()
        self._backup = label(wrap=True)
        for part in (self.title, self._place, self._sentence, self._advice, self._backup):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (
            self.title,
            self._place,
            self._sentence,
            self._facts,
            self._advice,
            self._backup,
        ):
            self.column.addWidget(widget)
        self.column.addSpacing(theme.GRID)
        self._links = QWidget()
        self._ways: tuple[Way, ...] = ()
        self.buttons: dict[Way, QPushButton] = {}

    def show_trouble(self, trouble: Trouble, sentence: str, path: Path, facts: Facts = ()) -> None:
        """Say what is wrong with the vault at ``path``; ``facts`` are labels with values."""
        self._icon.show_icon(trouble.icon, trouble.tone)
        self.title.setText(_(trouble.title))
        self._place.setText(places.shown_path(path))
        self._advice.setText(_(trouble.advice) if trouble.advice else "")
        self._advice.setVisible(bool(trouble.advice))
        self._facts.show_facts(facts)
        self.show_backup("")
        self._offer(trouble.ways)
        self.say(sentence)

    def show_backup(self, sentence: str) -> None:
        """Say which backup there is."""
        self._backup.setText(sentence)
        self._backup.setVisible(bool(sentence))

    def offer(self, way: Way, *, before: Way | None = None) -> None:
        """Offer one more way: as the one to take, or ``before`` another."""
        if way not in self._ways:
            at = 0 if before is None else self._ways.index(before)
            self._offer((*self._ways[:at], way, *self._ways[at:]))

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Take no way while one is being gone."""
        for button in self.buttons.values():
            button.setEnabled(not busy)
        if not busy:
            self._first()

    def say(self, sentence: str) -> None:
        """Say what went wrong on one of the ways on."""
        sentence = places.with_shown_paths(sentence)
        self._sentence.setText(sentence)
        announce(self, sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first way on."""
        super().showEvent(event)
        self._first()

    def _offer(self, ways: tuple[Way, ...]) -> None:
        """Make the buttons: what there is to do one below the other, the rest as links."""
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self._links.hide()
        self._links.deleteLater()
        self._links = QWidget()
        links = FlowLayout(self._links, gap=0, centred=True)
        self.buttons = {}
        self._ways = ways
        for number, way in enumerate(ways):
            if number >= _LARGE:
                button = buttons.link(_(way.value))
                links.addWidget(button)
            else:
                make = buttons.secondary if number else buttons.primary
                button = make(_(way.value))
                button.setProperty("large", True)
                self.column.addWidget(button)
            button.clicked.connect(lambda _on=False, way=way: self.chosen.emit(way))
            self.buttons[way] = button
        self.column.addWidget(self._links)
        for part in (self._links, *self.buttons.values()):
            part.show()  # at once: what is not shown yet cannot have the focus
        self._first()

    def _first(self) -> None:
        first = next(iter(self.buttons.values()), None)
        if first is not None:
            first.setFocus()
