# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of an import that lays one entry beside the item of the vault that it differs from."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.app.importing import Choice, Fate, PreviewRow
from strongroom.gui import theme
from strongroom.gui.dialogs import import_words as words
from strongroom.gui.dialogs.faces import face
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.pages.side_marks import of_comparison
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.choice import Choice as Box
from strongroom.gui.widgets.labels import label
from strongroom.texts import _


class CompareFace(QWidget):
    """``back`` asks for the list again, ``chosen`` carries the ``Choice`` for this entry."""

    back = Signal()
    chosen = Signal(object)

    def __init__(self, now_ms: Callable[[], int], seconds: Callable[[], int | None]) -> None:
        super().__init__()
        self.back_button = buttons.secondary(_("Back to the list"), "arrow-left")
        self.sides = SideBySide(now_ms, seconds, marks=of_comparison())
        self.box = choice_box(Fate.DIFFERS)
        page = face(self)
        page.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.sides, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(label(_("What happens")))
        row.addWidget(self.box)
        row.addStretch(1)
        page.addLayout(row)
        self.back_button.clicked.connect(self.back)
        self.box.activated.connect(lambda _at: self.chosen.emit(choice_in(self.box)))

    def show_sides(self, here: Side, there: Side, choice: Choice) -> None:
        """Show both, and what is chosen."""
        self.sides.show_pair(here, there)
        show_choice(self.box, choice)
        self.back_button.setFocus()

    def clear(self) -> None:
        """Let go of both."""
        self.sides.clear()


def choice_box(fate: Fate) -> Box:
    """Return a box with the choices that there are for what stands so to the vault."""
    box = Box()
    box.setAccessibleName(_("What happens"))
    choices = words.CHOICES_HERE if fate is Fate.HERE else words.CHOICES_DIFFER
    for choice in choices:
        box.addItem(words.choice_text(choice, fate), choice.value)
    return box


def choice_in(box: Box) -> Choice:
    """Return what is chosen in such a box."""
    return Choice(box.currentData())


def show_choice(box: Box, choice: Choice) -> None:
    """Show what is chosen; nobody chose it there."""
    box.setCurrentIndex(box.findData(choice.value))


def side_of_entry(heading: str, row: PreviewRow) -> Side:
    """Return an entry as one side."""
    content = row.entry.content
    return Side(heading, content.title, content.fields, tuple(_places(row)))


def _places(row: PreviewRow) -> Iterator[tuple[str, str]]:
    entry = row.entry
    if entry.path:
        yield _("Folder"), " / ".join(entry.path)
    if entry.content.tags:
        yield _("Tags"), ", ".join(entry.content.tags)
    if entry.attachments:
        yield _("Attachments"), ", ".join(one.name for one in entry.attachments)
    if entry.content.favourite:
        yield _("Favourite"), _("yes")
    if entry.trashed is not None:
        yield _("In Trash"), _("yes")
