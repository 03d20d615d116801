# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags being edited: a chip for each, and a place to type the next one.

Enter, a comma or leaving the place takes what was typed; Backspace in the empty place takes
the last chip back.  What other items are tagged with is offered while typing.
"""

import re
from collections.abc import Collection, Iterable

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QSizePolicy, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import theme
from strongroom.gui.widgets.chip import Chip
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.model.tags import clean_tag, completions, tag_key, unique_tags
from strongroom.texts import _

_INSIDE = 6
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_COMMAS = re.compile(r"[,;،、]")
_BARE = "QLineEdit { border: 0; padding: 0 4px; background: transparent; min-height: 22px; }"


class TagEditor(QWidget):
    """``changed`` tells that :meth:`tags` differs; ``problem`` carries a sentence or ""."""

    changed = Signal()
    arranged = Signal()  # a chip came
    problem = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Collection[str] = ()
        self._chips: list[Chip] = []
        self.place = QLineEdit(self)
        self.place.setStyleSheet(_BARE)
        self.place.setAccessibleName(_("Add a tag"))
        self.place.setPlaceholderText(_("Add a tag"))
        self.place.setMinimumWidth(theme.scaled(96))
        self.place.installEventFilter(self)
        self.place.textEdited.connect(self._typed)
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setWidget(self.place)
        self._completer.activated.connect(self._take)
        self._flow = FlowLayout(self, gap=_INSIDE)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.addWidget(self.place)
        self.setContentsMargins(_INSIDE, _INSIDE - 1, _INSIDE, _INSIDE - 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def know(self, tags: Collection[str]) -> None:
        """Offer these while typing."""
        self._known = tags

    def show_tags(self, tags: Iterable[str]) -> None:
        """Show these, in the place of those that were there."""
        self.place.clear()
        while self._chips:
            self._drop(self._chips[-1], tell=False)
        for tag in tags:
            self._add(tag)

    def tags(self) -> tuple[str, ...]:
        """Return the tags, with what is typed and not taken yet, as far as it can be one."""
        try:
            typed = self._read(self.place.text())
        except InvalidInput:
            typed = []
        return unique_tags([*(chip.text() for chip in self._chips), *typed])

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*self._chips, self.place]

    def trouble(self) -> str:
        """Return why what is typed cannot be a tag, "" where it can."""
        try:
            self._read(self.place.text())
        except InvalidInput as error:
            return str(error)
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, commas and Backspace in the place, and draw the ring of its focus."""
        if watched is self.place:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if isinstance(event, QFocusEvent):
                self._focus(event)
        return False

    def sizeHint(self) -> QSize:
        """Be as high as other fields."""
        return super().sizeHint().expandedTo(QSize(0, theme.CONTROL))

    def mousePressEvent(self, _event: QEvent) -> None:
        """Let a click beside the chips be one on the place."""
        self.place.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame of a field."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.place.hasFocus()
        thick = theme.RING if focused else 1
        painter.setPen(QPen(theme.colour("accent" if focused else "hairline"), thick))
        painter.setBrush(theme.colour("pane"))
        half = thick / 2
        box = self.rect().toRectF().adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)

    def _key(self, event: QKeyEvent) -> bool:
        popup = self._popup
        if event.key() in _ENTER and self.place.text().strip():
            chosen = popup.currentIndex() if popup.isVisible() else None
            self._take(str(chosen.data()) if chosen and chosen.isValid() else self.place.text())
            return True
        if _COMMAS.fullmatch(event.text()):
            self._take(self.place.text())
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.place.text() and self._chips:
            self._drop(self._chips[-1])
            return True
        return False

    def _focus(self, event: QFocusEvent) -> None:
        popup = event.reason() == Qt.FocusReason.PopupFocusReason
        if event.lostFocus() and not popup and self.place.text().strip():
            self._take(self.place.text())
        self.update()

    def _typed(self, text: str) -> None:
        self.problem.emit("")
        taken = {tag_key(chip.text()) for chip in self._chips}
        left = [tag for tag in self._known if tag_key(tag) not in taken]
        self._offered.setStringList(completions(text, left) if text.strip() else [])
        if self._offered.rowCount():
            self._completer.complete()
        else:
            self._popup.hide()
        self.changed.emit()

    def _take(self, text: str) -> None:
        try:
            tags = self._read(text)
        except InvalidInput as error:
            self.problem.emit(str(error))
            return
        self._popup.hide()
        self.place.clear()
        for tag in tags:
            self._add(tag)
        if tags:
            self.changed.emit()

    @staticmethod
    def _read(text: str) -> list[str]:
        return [clean_tag(part) for part in _COMMAS.split(text) if part.strip()]

    def _add(self, tag: str) -> None:
        if tag_key(tag) in {tag_key(chip.text()) for chip in self._chips}:
            return
        chip = Chip(tag, self, removable=True)
        chip.setAccessibleDescription(_("Press Delete to remove this tag"))
        chip.remove_wanted.connect(lambda: self._drop(chip))
        self._flow.insert_widget(len(self._chips), chip)
        self._chips.append(chip)
        chip.show()
        self.arranged.emit()
        self.updateGeometry()

    def _drop(self, chip: Chip, *, tell: bool = True) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        if chip.hasFocus():
            self.place.setFocus()
        chip.hide()
        chip.deleteLater()
        self.updateGeometry()
        if tell:
            self.changed.emit()
