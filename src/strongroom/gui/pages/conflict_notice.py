# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands over an open vault while another copy of it lies beside its file.

It offers to merge, and once that is done, what to do with the copy: nothing is moved or
deleted unasked.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.conflict_copies import ConflictCopy
from strongroom.gui.pages.standing_notice import StandingNotice
from strongroom.texts import _, ngettext


class ConflictNotice(StandingNotice):
    """Each signal carries the ``ConflictCopy`` that it is about."""

    merge_wanted = Signal(object)
    dismissed = Signal(object)
    backups_wanted = Signal(object)
    aside_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._merged: ConflictCopy | None = None
        self._found: tuple[ConflictCopy, ...] = ()

    def show_found(self, found: tuple[ConflictCopy, ...]) -> None:
        """Say which copies there are."""
        self._found = found
        self._show()

    def show_merged(self, copy: ConflictCopy) -> None:
        """Offer to put a copy away that has been merged."""
        self._merged = copy
        self._show()

    def end_merged(self) -> None:
        """Offer no more to put the merged copy away."""
        self._merged = None
        self._show()

    def _tell(self) -> None:
        if self._merged is not None:
            self._say_merged(self._merged)
        elif self._found:
            self._say_found(self._found)
        else:
            self.bar.clear()

    def _say_found(self, found: tuple[ConflictCopy, ...]) -> None:
        first = found[0]
        self.bar.say(
            _found_text(found),
            (_("Merge…"), lambda: self.merge_wanted.emit(first)),
            (_("Not now"), lambda: self.dismissed.emit(first)),
        )

    def _say_merged(self, copy: ConflictCopy) -> None:
        text = _("“{file}” is merged; all that was in it is in this vault now.")
        self.bar.say(
            text.format(file=copy.path.name),
            (_("Move it to the backups"), lambda: self.backups_wanted.emit(copy)),
            (_("Rename and keep it"), lambda: self.aside_wanted.emit(copy)),
            (_("Leave it"), lambda: self.dismissed.emit(copy)),
        )


def _found_text(found: tuple[ConflictCopy, ...]) -> str:
    text = ngettext(
        "“{file}” is another copy of this vault; it may hold changes that are missing here.",
        "“{file}” and {more} more are other copies of this vault; they may hold changes that "
        "are missing here.",
        len(found),
    )
    return text.format(file=found[0].path.name, more=len(found) - 1)
