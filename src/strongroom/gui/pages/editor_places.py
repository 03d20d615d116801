# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an edited item lies: folder, tags, favourite."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.switch import Switch
from strongroom.gui.widgets.tag_editor import TagEditor
from strongroom.model.item import Content, Folder, folder_path
from strongroom.texts import _


class EditorPlaces(Card):
    """``edited`` tells that one of the three was changed by hand."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = Choice()
        self.folder.setAccessibleName(_("Folder"))
        self.folder.setMinimumContentsLength(12)
        self.folder.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.tags = TagEditor()
        self.note = label("", theme.Text.SMALL, "danger", wrap=True)
        self.note.hide()
        self.favourite = Switch(_("Favourite"))
        self.add_row(_below(_("folder"), self.folder))
        self.add_row(_below(_("tags"), self.tags, self.note))
        self.add_row(_beside(_("Favourite"), self.favourite))
        self._gone: int | None = None
        self._lines: list[FolderLine] | None = None
        self.folder.activated.connect(self._choose_folder)
        self.tags.changed.connect(self.edited)
        self.tags.problem.connect(self.refuse_tags)
        self.favourite.clicked.connect(lambda _on: self.edited.emit())

    def know(self, folders: Sequence[FolderLine], tags: Collection[str]) -> None:
        """Offer these folders and tags."""
        self.tags.know(tags)
        if list(folders) == self._lines:
            return
        chosen, self._lines = self.chosen_folder(), list(folders)
        by_id = {
            line.id: Folder(id=line.id, name=line.name, parent=line.parent) for line in folders
        }
        self.folder.clear()
        self.folder.addItem(_("No folder"), None)
        for line in folders:
            self.folder.addItem(" / ".join(folder_path(by_id, line.id)), line.id)
        at = self.folder.findData(chosen)
        self._gone = chosen if at < 0 else None  # deleted meanwhile: nobody here chose otherwise
        self.folder.setCurrentIndex(max(0, at))

    def show_content(self, content: Content) -> None:
        """Begin with where an item lies; a folder that is gone stays its place."""
        at = self.folder.findData(content.folder)
        self._gone = content.folder if at < 0 else None
        self.folder.setCurrentIndex(max(0, at))
        self.tags.show_tags(content.tags)
        self.favourite.setChecked(content.favourite)
        self.refuse_tags("")

    def _choose_folder(self) -> None:
        self._gone = None
        self.edited.emit()

    def stops(self) -> list[QWidget]:
        """Return what Tab stops at, in order."""
        return [self.folder, *self.tags.stops(), self.favourite]

    def chosen_folder(self) -> int | None:
        """Return the folder that is chosen."""
        chosen = self.folder.currentData()
        return self._gone if chosen is None else int(chosen)

    def refuse_tags(self, sentence: str) -> None:
        """Say what is wrong with the tags, "" for nothing."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))


def folders_of(lines: Sequence[FolderLine]) -> dict[int, Folder]:
    """Return the folders of a tree's lines, by id."""
    return {line.id: Folder(id=line.id, name=line.name, parent=line.parent) for line in lines}


def _below(name: str, *widgets: QWidget) -> QWidget:
    row = QWidget()
    down = QVBoxLayout(row)
    down.setContentsMargins(14, 8, 14, 10)
    down.setSpacing(3)
    down.addWidget(label(name, theme.Text.LABEL, "muted"))
    for widget in widgets:
        down.addWidget(widget)
    return row


def _beside(name: str, widget: QWidget) -> QWidget:
    row = QWidget()
    across = QHBoxLayout(row)
    across.setContentsMargins(14, 8, 11, 8)
    across.addWidget(label(name), 1)
    across.addWidget(widget)
    return row
