# SPDX-License-Identifier: GPL-3.0-or-later
"""Which format a file is read as: a box that opens a list with a search field, by groups."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from strongroom.app.importing import FORMATS, Format, Group
from strongroom.gui import theme
from strongroom.gui.widgets.buttons import ENTER
from strongroom.gui.widgets.card import column
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.plain_list import PlainList
from strongroom.gui.widgets.popover import Popover
from strongroom.gui.widgets.search_field import SearchField
from strongroom.model.folding import fold
from strongroom.texts import N_, _

_WIDTH = 340
_HEIGHT = 320
_FORMAT = Qt.ItemDataRole.UserRole + 10

GROUPS: dict[Group, str] = {
    Group.MANAGER: N_("Password managers"),
    Group.BROWSER: N_("Browsers"),
    Group.AUTHENTICATOR: N_("Authenticators"),
    Group.OTHER: N_("Anything else"),
}
_OPENING = frozenset(
    {Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4, *ENTER},
)


def in_groups() -> dict[Group, list[Format]]:
    """Return all formats by group, each group by title; only groups that have any."""
    found: dict[Group, list[Format]] = {group: [] for group in GROUPS}
    for kind in FORMATS:
        if kind.endings:  # what has none is no file
            found[kind.group].append(kind)
    return {
        group: sorted(kinds, key=lambda kind: fold(_(kind.title)))
        for group, kinds in found.items()
        if kinds
    }


class FormatChoice(Choice):
    """``picked`` carries the ``Format`` that a person chose."""

    picked = Signal(object)

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Format"))
        self.setPlaceholderText(hint)
        self.list: FormatList | None = None

    def show_format(self, kind: Format | None) -> None:
        """Show which one it is; nobody chose it.  What no file is in cannot be corrected.

        The box holds that one alone: the others stand in the list that it opens.
        """
        self.clear()
        if kind is not None:
            self.addItem(_(kind.title), kind)
        self.setEnabled(kind is None or bool(kind.endings))

    def showPopup(self) -> None:
        """Open the list in the place of Qt's own."""
        self.open_list()

    def open_list(self, typed: str = "") -> None:
        """Open the list, with what was ``typed`` in its search field.

        It is the window's: within a combo box Qt would dress it as a part of one.
        """
        self.list = found = FormatList(self.currentData())
        popover = Popover(found, self.window(), width=_WIDTH)
        found.picked.connect(popover.close)
        found.picked.connect(self._pick)
        popover.closed.connect(self._forget_list)
        popover.open_at(self)
        found.search.setFocus()
        found.search.setText(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list rather than read the file anew at each arrow."""
        if event.key() in _OPENING:
            self.open_list()
        elif event.text().strip() and event.text().isprintable():
            self.open_list(event.text())
        else:
            event.ignore()

    def _pick(self, kind: Format) -> None:
        self.show_format(kind)
        self.picked.emit(kind)

    def _forget_list(self) -> None:
        self.list = None


class FormatList(QWidget):
    """All formats under the names of their groups; ``picked`` carries one."""

    picked = Signal(object)

    def __init__(self, current: Format | None = None) -> None:
        super().__init__()
        self.search = SearchField(self)
        self.search.key = ""
        self.search.setPlaceholderText(_("Find a program"))
        self.search.setAccessibleName(_("Find a program"))
        self.lines = PlainList(_("Formats"), (), self)
        self.lines.setFixedHeight(theme.scaled(_HEIGHT))
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field moves in it
        page = column(self)
        page.addWidget(self.search)
        page.addWidget(self.lines)
        self._current = current
        self._fill("")
        self.search.textChanged.connect(self._fill)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self._enter)
        self.search.installEventFilter(self)
        self.lines.itemClicked.connect(self._take)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on Escape where there is nothing to clear."""
        escape = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
        if escape and not self.search.text():
            self.window().close()
            return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        words = fold(text).split()
        self.lines.clear()
        for group, kinds in in_groups().items():
            found = [kind for kind in kinds if all(w in _found_by(kind) for w in words)]
            if found:
                self.lines.add_heading(_(GROUPS[group]))
                self._add(found)
        if not self.lines.count():
            self.lines.add_heading(_("No format has that name"))
        self._choose(self._current if not words else None)

    def _add(self, kinds: Iterable[Format]) -> None:
        for kind in kinds:
            QListWidgetItem(_(kind.title), self.lines).setData(_FORMAT, kind)

    def _choose(self, kind: Format | None) -> None:
        places = self._places()
        wanted = [p for p in places if kind and self._format(p) == kind]
        if places:
            self.lines.setCurrentRow((wanted or places)[0])

    def _places(self) -> list[int]:
        return [n for n in range(self.lines.count()) if self._format(n) is not None]

    def _format(self, place: int) -> Format | None:
        found = self.lines.item(place).data(_FORMAT)
        return found if isinstance(found, Format) else None

    def _move(self, event: QKeyEvent) -> None:
        places = self._places()
        if not places:
            return
        keys = Qt.Key
        steps = {keys.Key_Up: -1, keys.Key_Down: 1, keys.Key_PageUp: -8, keys.Key_PageDown: 8}
        now = self.lines.currentRow()
        at = places.index(now) if now in places else -1
        at = max(0, min(len(places) - 1, at + steps.get(keys(event.key()), 0)))
        self.lines.setCurrentRow(places[at])
        self.lines.scrollToItem(self.lines.item(places[at]))

    def _enter(self) -> None:
        item = self.lines.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        kind = item.data(_FORMAT)
        if isinstance(kind, Format):
            self.picked.emit(kind)


def _found_by(kind: Format) -> str:
    return fold(" ".join((_(kind.title), kind.name, *kind.aliases, *kind.endings)))
