# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a key file is, or shall be made: for a method that is being added or replaced."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.gui import places, theme
from strongroom.gui.file_looks import look_for
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.texts import _


class KeyFilePlace(QWidget):
    """``path`` names a file that is there, or one that will be made; None for no file.

    ``without`` says what it means to choose none.  A new one is proposed apart from ``vault``,
    and it is said where the place that was chosen is not: whoever gets that folder gets both.
    """

    changed = Signal()

    def __init__(self, without: str, vault: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._without = without
        self._vault = vault
        self._suggested = Path.home() / vault.with_suffix(".key").name
        self.new_button = buttons.secondary(_("New…"))
        self.there_button = buttons.secondary(_("Choose…"))
        self.none_button = buttons.secondary(_("Remove"))
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.new_button, self.there_button, self.none_button):
            line.addWidget(button)
        self._row = OptionRow(_("New key file"), "", both)
        self.said = label("", theme.Text.SMALL, "warning", wrap=True)
        self.said.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, theme.GRID)
        self.said.hide()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._row)
        down.addWidget(self.said)
        self.new_button.setAccessibleName(_("Make a new key file"))
        self.there_button.setAccessibleName(_("Choose a key file that exists"))
        self.none_button.setAccessibleName(_("Use no key file"))
        self.new_button.clicked.connect(self._ask_new)
        self.there_button.clicked.connect(self._ask_there)
        self.none_button.clicked.connect(lambda: self.use(None))
        self.use(None)

    def use(self, path: Path | None) -> None:
        """Take ``path``, None for no file."""
        self.path = path
        for button in (self.new_button, self.there_button):
            button.setVisible(path is None)
        self.none_button.setVisible(path is not None)
        self._row.set_text(self._without if path is None else places.shown_path(path))
        if path is not None:
            look_for(path, self, lambda there: self._looked(path, there=there))
        beside = path is not None and path.is_relative_to(self._vault.parent)
        self.say(_beside() if beside else "")
        self.changed.emit()

    def say(self, sentence: str, tone: str = "warning") -> None:
        """Say what is wrong with the choice, "" for nothing."""
        self.said.setText(sentence)
        set_tone(self.said, tone)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def _looked(self, path: Path, *, there: bool) -> None:
        if self.path == path and not there:
            place = places.shown_path(path)
            self._row.set_text(_("Will be made: {place}").format(place=place))

    def _ask_new(self) -> None:
        title = _("Where to make the key file")
        places.choose_new_file(
            self.window(), title, self._suggested, _filters(), self.use, replaces=False
        )

    def _ask_there(self) -> None:
        folder = self._suggested.parent
        places.choose_file(self.window(), _("New key file"), folder, _filters(), self.use)


def _beside() -> str:
    return _("Keep it apart from the vault: whoever gets this folder gets both.")


def _filters() -> list[str]:
    return [_("Key files (*.key)"), _("All files (*)")]
