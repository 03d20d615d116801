# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import says of the files that came with its own, and the two ways out of it then.

While others wait, what closes the dialog skips one file, and says so; a second way ends all.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.labels import label
from strongroom.gui.words import number
from strongroom.texts import _, ngettext

_MOST_NAMED = 3


class WaitingBar(QWidget):
    """Hidden where the file is alone."""

    end_all = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_waiting = False
        self._ways: list[tuple[QPushButton, str, str]] = []
        self.text = label("", tone="muted", wrap=True)
        self.cancel_all = buttons.secondary(_("Cancel all"))
        self.cancel_all.clicked.connect(self.end_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.GRID)
        row.setSpacing(theme.GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.cancel_all)
        self.hide()

    @property
    def is_waiting(self) -> bool:
        """Whether another file waits."""
        return self._is_waiting

    def leads_on(self, button: QPushButton, text: str) -> None:
        """Let a button say ``text``, what it does while others wait, and its own text else."""
        self._ways.append((button, button.text(), text))
        self._name_ways()

    def skips(self, button: QPushButton) -> None:
        """Let a button that closes the dialog say that this skips one file while others wait."""
        self.leads_on(button, _("Skip this file"))

    def show_waiting(self, waiting: int, skipped: Sequence[str] = ()) -> None:
        """Show how many wait, and which were not imported."""
        self._is_waiting = waiting > 0
        text = ngettext("{count} more file waits.", "{count} more files wait.", waiting)
        said = [text.format(count=number(waiting))] if waiting else []
        self.text.setText(" ".join([*said, *([skipped_text(skipped)] if skipped else [])]))
        self.cancel_all.setVisible(waiting > 0)
        self.setVisible(bool(waiting or skipped))
        self._name_ways()

    def _name_ways(self) -> None:
        for button, alone, among in self._ways:
            button.setText(among if self._is_waiting else alone)


def skipped_text(names: Sequence[str]) -> str:
    """Return which files were not imported; many of them are only counted."""
    if len(names) == 1:
        return _("“{file}” was not imported.").format(file=names[0])
    if len(names) <= _MOST_NAMED:
        files = ", ".join(f"“{name}”" for name in names)
        return _("Not imported: {files}.").format(files=files)
    text = ngettext(
        "{count} file was not imported.", "{count} files were not imported.", len(names)
    )
    return text.format(count=number(len(names)))
