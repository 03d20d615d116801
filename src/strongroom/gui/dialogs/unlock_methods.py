# SPDX-License-Identifier: GPL-3.0-or-later
"""What opens the vault: a row for each unlock method, and the ways to have more or fewer.

The dialog shows and asks; whoever receives ``chosen`` does it.
"""

from collections.abc import Sequence
from enum import Enum, auto
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from strongroom.app.unlock_methods import (
    KEY_FILE,
    PASSWORD,
    PASSWORD_AND_KEY_FILE,
    RECOVERY,
    UnlockMethod,
    about,
)
from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.rows_card import RowsCard
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.texts import N_, _

_WIDTH, _HEIGHT = 600, 520
_SHARE = 0.9  # of the screen, at most
_MARGIN = (2 * theme.GRID, theme.GRID + 4, theme.GRID + 4, theme.GRID + 4)


class MethodDeed(Enum):
    """What can be done to a method, or to the list."""

    ADD_CODE = auto()
    ADD_PASSWORD = auto()
    ADD_KEY_FILE = auto()
    CHANGE_PASSWORD = auto()
    REPLACE_CODE = auto()
    REPLACE_KEY_FILE = auto()
    MOVE_KEY_FILE = auto()
    REMOVE = auto()


_TEXTS = {
    MethodDeed.CHANGE_PASSWORD: N_("Change password…"),
    MethodDeed.REPLACE_CODE: N_("New recovery kit…"),
    MethodDeed.REPLACE_KEY_FILE: N_("Replace key file…"),
    MethodDeed.MOVE_KEY_FILE: N_("Move key file…"),
    MethodDeed.REMOVE: N_("Remove…"),
}
_DEEDS = {
    PASSWORD: (MethodDeed.CHANGE_PASSWORD,),
    PASSWORD_AND_KEY_FILE: (
        MethodDeed.CHANGE_PASSWORD,
        MethodDeed.REPLACE_KEY_FILE,
        MethodDeed.MOVE_KEY_FILE,
    ),
    KEY_FILE: (MethodDeed.REPLACE_KEY_FILE, MethodDeed.MOVE_KEY_FILE),
    RECOVERY: (MethodDeed.REPLACE_CODE,),
}
_ICONS = {
    PASSWORD: "key-round",
    PASSWORD_AND_KEY_FILE: "file-key",
    KEY_FILE: "file-key",
    RECOVERY: "life-buoy",
}
_ADDING = (
    (MethodDeed.ADD_CODE, N_("Recovery kit…"), N_("Add a recovery kit")),
    (MethodDeed.ADD_PASSWORD, N_("Password…"), N_("Add a master password")),
    (MethodDeed.ADD_KEY_FILE, N_("Key file…"), N_("Add a key file that opens the vault alone")),
)


class UnlockMethodsDialog(QDialog):
    """``chosen`` carries a :class:`MethodDeed`, and the method it is about or None."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Unlock methods"))
        self.rows: list[MethodRow] = []
        self.adding: dict[MethodDeed, QPushButton] = {}
        self.close_button = buttons.secondary(_("Close"))
        self.close_button.clicked.connect(self.accept)
        self.said = label(kind=theme.Text.SMALL, tone="muted", wrap=True)
        self.said.hide()
        self._card = RowsCard()
        self._column = QVBoxLayout()
        self._lay_out()

    def show_methods(
        self, methods: Sequence[UnlockMethod], quick: str, *, hindrance: str = ""
    ) -> None:
        """Show what opens the vault; ``quick`` says how quick unlock stands, "" for not.

        ``hindrance`` says why nothing can be changed.
        """
        focused = next((n for n, row in enumerate(self.rows) if row.button.hasFocus()), None)
        first = not self.rows
        fresh = RowsCard()
        self.rows = []
        last = len(methods) == 1
        for method in methods:
            row = MethodRow(method, last=last, writable=not hindrance, parent=fresh)
            row.chosen.connect(self.chosen)
            fresh.add_row(row)
            self.rows.append(row)
        if quick:
            fresh.add_row(_quick_row(quick, fresh))
        self._column.replaceWidget(self._card, fresh)
        self._card.hide()
        self._card.deleteLater()
        self._card = fresh
        fresh.show()  # at once: what is not shown takes no focus
        self.adding[MethodDeed.ADD_CODE].setVisible(all(m.factors != RECOVERY for m in methods))
        for button in self.adding.values():
            button.setEnabled(not hindrance)
        if hindrance:
            self.say(hindrance)
        self._order()
        if (focused is not None or first) and self.rows:
            self.rows[min(focused or 0, len(self.rows) - 1)].button.setFocus()

    def _order(self) -> None:
        """Let Tab go from row to row, then to what adds one."""
        stops = [row.button for row in self.rows] + [*self.adding.values(), self.close_button]
        for one, after in pairwise(stops):
            self.setTabOrder(one, after)

    def say(self, sentence: str, tone: str = "muted") -> None:
        """Say how something went."""
        self.said.setText(sentence)
        set_tone(self.said, tone)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._card)
        self._column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(_("Unlock methods"), theme.Text.TITLE))
        each = _("Each of these opens the vault. Have two at least, so that one may be lost.")
        page.addWidget(label(each, tone="muted", wrap=True))
        page.addSpacing(theme.GRID)
        page.addWidget(scrolling(inside), 1)
        page.addWidget(self.said)
        page.addLayout(self._foot())
        screen = self.screen().availableSize()
        self.resize(
            min(theme.scaled(_WIDTH), round(screen.width() * _SHARE)),
            min(theme.scaled(_HEIGHT), round(screen.height() * _SHARE)),
        )

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID)
        foot.addWidget(label(_("Add:"), tone="muted"))
        for deed, text, name in _ADDING:
            button = buttons.secondary(_(text))
            button.setAccessibleName(_(name))
            button.clicked.connect(partial(self.chosen.emit, deed, None))
            foot.addWidget(button)
            self.adding[deed] = button
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        return foot


class MethodRow(QWidget):
    """One method: what it is called, what it means, and a menu of what can be done."""

    chosen = Signal(object, object)

    def __init__(
        self, method: UnlockMethod, *, last: bool, writable: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.method = method
        self.deeds = (*_DEEDS.get(method.factors, ()), MethodDeed.REMOVE)
        name = _capital(method.name)
        self.button = buttons.secondary(_("Change"), "chevron-down", parent=self)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon behind the word
        self.button.setAccessibleName(_("Change: {method}").format(method=name))
        self.menu = QMenu(self)
        for deed in self.deeds:
            act = self.menu.addAction(_(_TEXTS[deed]), partial(self.chosen.emit, deed, method))
            if deed is MethodDeed.REMOVE and last:
                act.setEnabled(False)
                act.setText(_("Remove (the only way into the vault)"))
        self.button.setMenu(self.menu)
        self.button.setEnabled(writable)
        icon = _ICONS.get(method.factors, "circle-help")
        _lay_out_row(self, icon, name, about(method), self.button)
        self.button.setAccessibleDescription(about(method))

    def act(self, deed: MethodDeed) -> None:
        """Do what the menu's entry does."""
        self.menu.actions()[self.deeds.index(deed)].trigger()


def _quick_row(sentence: str, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    _lay_out_row(row, "zap", _("Quick unlock"), sentence, None)
    return row


def _lay_out_row(
    row: QWidget, icon: str, name: str, sentence: str, button: QPushButton | None
) -> None:
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label(name, theme.Text.STRONG, parent=row, wrap=True))
    words.addWidget(label(sentence, theme.Text.SMALL, "muted", row, wrap=True))
    line = QHBoxLayout(row)
    line.setContentsMargins(*_MARGIN)
    line.setSpacing(2 * theme.GRID)
    line.addWidget(IconLabel(icon, "muted", parent=row), 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    if button is not None:
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
