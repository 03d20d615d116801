# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask once before typed changes are left behind.  The answer is a signal; nothing waits."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.dialogs.growing import grow
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.labels import label
from strongroom.texts import _, ngettext

_WIDTH = 400


class LeaveDialog(QDialog):
    """Save, Discard or Keep editing; Escape keeps editing.

    Where it cannot be saved now, a draft can be kept instead of saving.
    """

    save_chosen = Signal()
    discard_chosen = Signal()
    draft_chosen = Signal()

    def __init__(
        self, parent: QWidget, title: str | None, *, can_save: bool = True, files: int = 0
    ) -> None:
        """Ask about what was typed; ``title`` is None where only ``files`` wait."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        question = _("Save the changes?") if can_save else _("Keep the changes as a draft?")
        sentence = _changed(title) if title is not None else _waiting(files)
        if not can_save:
            later = _(
                "The vault's file cannot be written just now. A draft is kept sealed on this "
                "computer, and offered when the vault is opened again."
            )
            sentence = f"{sentence} {later}"
            if files:
                lost = _(
                    "Files that wait to be attached are read when it is saved: leave them in place."
                )
                sentence = f"{sentence} {lost}"
        self.setWindowTitle(question)
        self.setAccessibleDescription(sentence)
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.keep = buttons.secondary(_("Keep editing"), parent=self)
        self.discard = buttons.danger(_("Discard"), parent=self)
        self.save = buttons.primary(_("Save") if can_save else _("Keep as draft"), parent=self)
        self.keep.clicked.connect(self.reject)
        self.discard.clicked.connect(lambda: self._answer(self.discard_chosen))
        kept = self.save_chosen if can_save else self.draft_chosen
        self.save.clicked.connect(lambda: self._answer(kept))
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(2 * theme.GRID)
        page.addWidget(label(question, theme.Text.CARD))
        page.addWidget(label(sentence, wrap=True))
        page.addLayout(answers(self.discard, self.keep, self.save))
        self.save.setDefault(True)
        self.save.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as is needed."""
        super().showEvent(event)
        grow(self)

    def _answer(self, chosen: SignalInstance) -> None:
        self.accept()
        chosen.emit()


def _changed(title: str) -> str:
    if title.strip():
        return _("You have changed “{title}”.").format(title=_shortened(title))
    return _("You have typed a new item.")


def _waiting(files: int) -> str:
    sentence = ngettext(
        "{count} file waits to be attached.", "{count} files wait to be attached.", files
    )
    return sentence.format(count=files)


_SHOWN = 60


def _shortened(title: str) -> str:
    return title if len(title) <= _SHOWN else title[: _SHOWN - 1] + "…"
