# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that wait to be attached to what is edited, and are attached once that is saved.

Nothing is read here: until then they are paths, and as easily let go of as a word typed.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import icons, theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.model.attachment_names import shown_name
from strongroom.texts import _, ngettext


class EditorFiles(QWidget):
    """``add_wanted`` asks which files; ``edited`` tells that others wait now."""

    add_wanted = Signal()
    edited = Signal()
    arranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: list[Path] = []
        self._tools: list[SmallTool] = []
        self._card: Card | None = None
        self.waiting = label("", theme.Text.SMALL, "muted", wrap=True)
        self.add = buttons.link(_("Add files…"), "paperclip", parent=self)
        self.add.setIcon(icons.icon("paperclip", "accent"))
        self.add.setProperty("tone", "accent")
        self.add.clicked.connect(self.add_wanted)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.GRID)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that wait, as they came."""
        return tuple(self._paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Let files wait; one that does already waits once."""
        self._paths += [path for path in dict.fromkeys(paths) if path not in self._paths]
        self._show()
        announce(self, self.waiting.text())
        self.edited.emit()

    def clear(self) -> None:
        """Let go of all that wait."""
        self._paths.clear()
        self._show()

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [*self._tools, self.add]

    def _show(self) -> None:
        if self._card is not None:
            # It keeps its parent until it goes, as the cards of fields do.
            self._stack.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self._card = None
        self._tools = []
        count = len(self._paths)
        text = ngettext(
            "{count} file is attached when you save.",
            "{count} files are attached when you save.",
            count,
        )
        self.waiting.setText(text.format(count=count))
        self.waiting.setVisible(bool(count))
        if count:
            self._card = Card()
            for path in self._paths:
                self._card.add_row(self._row(path))
            self._stack.insertWidget(1, self._card)
        self.arranged.emit()

    def _row(self, path: Path) -> QWidget:
        name = shown_name(path.name)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(theme.GRID + 4, theme.GRID // 2, theme.GRID // 2, theme.GRID // 2)
        line.addWidget(ElidedLabel(name, elide=Qt.TextElideMode.ElideMiddle), 1)
        tool = SmallTool("x", _("Do not attach “{name}”").format(name=name))
        tool.clicked.connect(partial(self._leave_out, path))
        line.addWidget(tool)
        self._tools.append(tool)
        return row

    def _leave_out(self, path: Path) -> None:
        at = self._paths.index(path)
        self._paths.remove(path)
        self._show()
        self.stops()[min(at, len(self._tools))].setFocus()
        self.edited.emit()
