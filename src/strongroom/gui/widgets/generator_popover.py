# SPDX-License-Identifier: GPL-3.0-or-later
"""The generator beside a password that is being edited.

Each password it makes is shown in the field at once (``preview``); one that is not used is
taken back there by whoever opened it (``dropped``).
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from strongroom.gui.widgets.generator_panel import GeneratorPanel, Recipes
from strongroom.gui.widgets.popover import Popover
from strongroom.secret import SecretBytes
from strongroom.texts import _

_WIDTH = 400


class GeneratorPopover(Popover):
    """``preview`` and ``used`` carry ``SecretBytes``, the receiver's to close."""

    preview = Signal(object)
    used = Signal(object)
    dropped = Signal()

    def __init__(self, recipes: Recipes, keep: Callable[[Recipes], None], parent: QWidget) -> None:
        self.panel = GeneratorPanel(recipes, _("Use this password"))
        super().__init__(self.panel, parent, width=_WIDTH)
        self.setAccessibleName(_("Password generator"))
        self._keep = keep
        self._taken = False
        self.panel.made.connect(self._preview)
        self.panel.used.connect(self._use)
        self.closed.connect(self._closed)

    def open_at(self, anchor: QWidget) -> None:
        """Show it, and the password that it begins with in the field."""
        super().open_at(anchor)
        self.panel.use.setFocus()
        self._preview()

    def _preview(self) -> None:
        self.preview.emit(self.panel.secret())

    def _use(self, secret: SecretBytes) -> None:
        self._taken = True
        self._keep(self.panel.recipes)
        self.used.emit(secret)
        self.close()

    def _closed(self) -> None:
        self.panel.forget()
        if not self._taken:
            self.dropped.emit()
