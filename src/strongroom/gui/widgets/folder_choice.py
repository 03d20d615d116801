# SPDX-License-Identifier: GPL-3.0-or-later
"""Under which folder something goes: none, one that is there, or a new one with its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from strongroom.gui import theme
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.widgets.choice import Choice
from strongroom.model.rules import MAX_LABEL
from strongroom.texts import _

_INDENT = "    "
_NEW = 1  # its place in the list


@dataclass(frozen=True, slots=True)
class Target:
    """An existing folder, or one at ``path`` to be made, or neither."""

    folder: int | None = None
    path: tuple[str, ...] = ()


class FolderChoice(QWidget):
    """``changed`` tells that it is another; ``shown`` is its path, for people to read."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: dict[int, tuple[str, ...]] = {}
        self.box = Choice()
        self.box.setAccessibleName(_("Folder"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the new folder"))
        self.name.setMaxLength(MAX_LABEL)
        self.name.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self.box, 1)
        row.addWidget(self.name, 1)
        self.box.currentIndexChanged.connect(self._chosen)
        self.name.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def target(self) -> Target:
        """Where it goes; a new folder without a name is none."""
        if self.box.currentIndex() == _NEW:
            name = self.name.text().strip()
            return Target(path=(name,) if name else ())
        chosen = self.box.currentData()
        return chosen if isinstance(chosen, Target) else Target()

    @property
    def shown(self) -> tuple[str, ...]:
        """The path of it from the root down."""
        target = self.target
        return target.path if target.folder is None else self._paths[target.folder]

    def fill(self, folders: Sequence[FolderLine], suggested: str) -> None:
        """Offer ``folders``, and ``suggested`` as the name of a new one."""
        self.name.setText(suggested)
        self._paths = _paths_of(folders)
        self.box.addItem(_("No folder"), Target())
        self.box.addItem(_("New folder"), Target())
        for line in folders:
            self.box.addItem(_INDENT * line.depth + line.name, Target(folder=line.id))

    def _chosen(self, place: int) -> None:
        is_new = place == _NEW
        self.name.setVisible(is_new)
        if is_new:
            self.name.setFocus()
            self.name.selectAll()
        self.changed.emit()


def _paths_of(folders: Sequence[FolderLine]) -> dict[int, tuple[str, ...]]:
    paths: dict[int, tuple[str, ...]] = {}
    for line in folders:  # parents come first
        above = paths.get(line.parent, ()) if line.parent is not None else ()
        paths[line.id] = (*above, line.name)
    return paths
