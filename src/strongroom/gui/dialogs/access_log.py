# SPDX-License-Identifier: GPL-3.0-or-later
"""Who looked at what: the log of one item, or of all, found by words; and the end of it.

It is shown as it was when it was opened, and let go of at the end.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.models.access_rows import COLUMNS, ITEM, AccessModel, AccessRow, matching
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.gui.widgets.search_field import SearchField
from strongroom.texts import _

_SIZE = (860, 560)
_MOST = 0.9  # of the screen
_STRETCHED = (ITEM, 3)


class AccessLogDialog(QDialog):
    """``clear_wanted`` asks that what is shown be forgotten."""

    clear_wanted = Signal()

    def __init__(self, parent: QWidget, title: str = "", *, noting: bool = True) -> None:
        """Show the log of the item called ``title``, "" for all of them."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Access log"))
        self._rows: list[AccessRow] = []
        self._noting = noting
        self.search = SearchField(self)
        self.search.setPlaceholderText(_("Find an item, a field or a way"))
        self.search.textChanged.connect(self._filter)
        self._model = AccessModel()
        self.table = _table(self._model)
        self.table.setColumnHidden(ITEM, bool(title))
        self.empty = EmptyState(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self.clear = buttons.danger(_("Clear log…"), parent=self)
        self.clear.clicked.connect(self.clear_wanted)
        self.clear.setEnabled(False)
        close = buttons.secondary(_("Close"), parent=self)
        close.clicked.connect(self.accept)
        heading = _("Access log of “{title}”").format(title=title) if title else _("Access log")
        self._lay_out(heading, close)
        self.finished.connect(lambda _result: self.show_rows([]))

    def show_rows(self, rows: list[AccessRow]) -> None:
        """Show these, the latest first."""
        self._rows = rows
        self.clear.setEnabled(bool(rows))
        self._filter(self.search.text())

    def show_trouble(self, sentence: str) -> None:
        """Say why nothing can be shown."""
        self.empty.show_emptiness(Emptiness("circle-alert", _("Cannot be shown"), sentence))
        self._pages.setCurrentWidget(self.empty)

    def _filter(self, text: str) -> None:
        found = matching(self._rows, text)
        if not found:
            self.empty.show_emptiness(self._emptiness())
        self._pages.setCurrentWidget(self.table if found else self.empty)
        self._model.show(found)

    def _emptiness(self) -> Emptiness:
        if self._rows:
            return Emptiness(
                "search", _("Nothing found"), _("Nothing that was noted has all of these words.")
            )
        if not self._noting:
            sentence = _("Noting is off: turn it on in Settings, Security.")
            return Emptiness("scroll-text", _("The log is empty"), sentence)
        sentence = _("From now on what is opened, copied and revealed is noted here.")
        return Emptiness("scroll-text", _("The log is empty"), sentence)

    def _lay_out(self, heading: str, close: QWidget) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(ElidedLabel(heading, theme.Text.CARD))
        page.addWidget(self.search)
        page.addWidget(self._pages, 1)
        where = _("It is sealed on this computer, and is never in the vault.")
        page.addWidget(label(where, theme.Text.SMALL, "muted", wrap=True))
        page.addLayout(answers(self.clear, close))
        screen = self.screen().availableSize() * _MOST
        self.resize(QSize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1])).boundedTo(screen))


def _table(model: AccessModel) -> PlainTable:
    table = PlainTable(_("Access log"), chosen=True)
    model.setParent(table)
    table.setModel(model)
    across = table.horizontalHeader()
    across.setResizeContentsPrecision(0)  # what is in sight: measuring all takes seconds
    modes = QHeaderView.ResizeMode
    for column in range(len(COLUMNS)):
        stretched = column in _STRETCHED
        across.setSectionResizeMode(column, modes.Stretch if stretched else modes.ResizeToContents)
    return table
