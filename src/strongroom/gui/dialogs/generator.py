# SPDX-License-Identifier: GPL-3.0-or-later
"""The generator on its own: make a password for something outside the vault, and copy it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets.generator_panel import GeneratorPanel, Recipes
from strongroom.secret import SecretBytes
from strongroom.texts import _

_WIDTH = 420


class GeneratorDialog(QDialog):
    """``copy_wanted`` carries ``SecretBytes``, the receiver's to close."""

    copy_wanted = Signal(object)

    def __init__(self, parent: QWidget, recipes: Recipes, keep: Callable[[Recipes], None]) -> None:
        super().__init__(parent)
        self._keep = keep
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Password generator"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.panel = GeneratorPanel(recipes, _("Copy password"))
        self.panel.used.connect(self._copy)
        self.finished.connect(self.panel.forget)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[2 * theme.GRID] * 4)
        page.addWidget(self.panel)
        self.panel.use.setFocus()

    def _copy(self, secret: SecretBytes) -> None:
        self._keep(self.panel.recipes)
        self.copy_wanted.emit(secret)
        self.accept()
