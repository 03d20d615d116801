# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask for one name: of a folder, or of a tag.  What cannot be taken is said in place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QDialog, QLineEdit, QVBoxLayout, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.model.rules import clean_folder_name
from strongroom.model.tags import clean_tag
from strongroom.texts import _

_WIDTH = 360

Check = Callable[[str], str]


class NameDialog(QDialog):
    """One line to type; ``named`` gives it as it is kept, once it can be taken."""

    named = Signal(str)

    def __init__(
        self, parent: QWidget, *, title: str, deed: str, check: Check, name: str = ""
    ) -> None:
        super().__init__(parent)
        self._check = check
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.field = QLineEdit(name, self)
        self.field.setAccessibleName(title)
        self.field.selectAll()
        self.problem = label("", theme.Text.SMALL, "danger", wrap=True)
        self.problem.hide()
        self.deed = buttons.primary(deed, parent=self)
        self.deed.setDefault(True)
        cancel = buttons.secondary(_("Cancel"), parent=self)
        cancel.clicked.connect(self.reject)
        self.deed.clicked.connect(self._try)
        self.field.textEdited.connect(self._typed)
        self._typed(name)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(label(title, theme.Text.CARD))
        page.addWidget(self.field)
        page.addWidget(self.problem)
        page.addLayout(answers(cancel, self.deed))
        self.field.setFocus()

    def complete_from(self, names: Sequence[str]) -> None:
        """Offer ``names`` while typing."""
        completer = QCompleter(QStringListModel(list(names), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)

    def _typed(self, text: str) -> None:
        self.problem.hide()
        self.deed.setEnabled(bool(text.strip()))

    def _try(self) -> None:
        try:
            name = self._check(self.field.text())
        except InvalidInput as error:
            self.problem.setText(str(error))
            self.problem.show()
            announce(self.field, str(error))
            return
        self.accept()
        self.named.emit(name)


def ask_new_folder(parent: QWidget, then: Callable[[str], None]) -> NameDialog:
    """Ask for the name of a folder to be made."""
    dialog = NameDialog(parent, title=_("New folder"), deed=_("Create"), check=clean_folder_name)
    return _opened(dialog, then)


def ask_folder_name(parent: QWidget, name: str, then: Callable[[str], None]) -> NameDialog:
    """Ask for another name of a folder."""
    dialog = NameDialog(
        parent, title=_("Rename folder"), deed=_("Rename"), check=clean_folder_name, name=name
    )
    return _opened(dialog, then)


def ask_tag_name(parent: QWidget, name: str, then: Callable[[str], None]) -> NameDialog:
    """Ask for another name of a tag, on every item that has it."""
    dialog = NameDialog(parent, title=_("Rename tag"), deed=_("Rename"), check=clean_tag, name=name)
    return _opened(dialog, then)


def ask_new_tag(parent: QWidget, tags: Sequence[str], then: Callable[[str], None]) -> NameDialog:
    """Ask for a tag to add to the selected items, completing from those there are."""
    dialog = NameDialog(parent, title=_("Add tag"), deed=_("Add"), check=clean_tag)
    dialog.complete_from(tags)
    return _opened(dialog, then)


def _opened(dialog: NameDialog, then: Callable[[str], None]) -> NameDialog:
    dialog.named.connect(then)
    dialog.open()
    return dialog
