# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing the key file that a vault also asks for."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from strongroom.gui import places, theme
from strongroom.gui.file_looks import look_for
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import ElidedLabel
from strongroom.texts import _


class KeyFileRow(QWidget):
    """Shows the file that is chosen; ``changed`` tells that it is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, folder: Path | None = None) -> None:
        """Look in ``folder`` first: the key file of another program is often beside its file."""
        super().__init__(parent)
        self.path: Path | None = None
        self._start = folder or Path.home()
        self._folder = self._start  # where the last one was, if it could be seen there
        self._name = ElidedLabel(tone="muted", elide=Qt.TextElideMode.ElideMiddle)
        self.button = buttons.secondary(_("Choose…"))
        self.button.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GRID + 2, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(IconLabel("file-key", "muted"))
        row.addWidget(self._name, 1)
        row.addWidget(self.button)
        self.use(None)

    def use(self, path: Path | None) -> None:
        """Take ``path`` as the key file, None for no file."""
        self.path = path
        self._name.setText(_("No key file chosen") if path is None else path.name)
        self.button.setText(_("Choose…") if path is None else _("Remove"))
        if path is not None:
            look_for(path, self, lambda there: self._looked(path, there=there))
        self.changed.emit()

    def choose(self) -> None:
        """Ask for the file."""
        # A key file may be called anything, so that none is hidden at first.
        names = [_("All files (*)"), _("Key files (*.key *.keyx)")]
        places.choose_file(self.window(), _("Key file"), self._folder, names, self.use)

    def _looked(self, path: Path, *, there: bool) -> None:
        if self.path != path:
            return
        self._folder = path.parent if there else self._start
        if not there:
            self._name.setText(_("{name} is not there").format(name=path.name))

    def _pressed(self) -> None:
        if self.path is None:
            self.choose()
        else:
            self.use(None)
