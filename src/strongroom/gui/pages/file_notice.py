# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands over an open vault while its file is not as it should be, and for as long.

The sentence is the error's own, or the finding's; here it is said what that means for a
person who has the vault open, and what can be done.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from strongroom import errors
from strongroom.errors import StrongroomError
from strongroom.gui.finding import Finding
from strongroom.gui.pages.standing_notice import StandingNotice
from strongroom.gui.places import with_shown_paths
from strongroom.gui.widgets.notice_bar import Offer
from strongroom.texts import N_, _

_KEPT = N_("Nothing is written meanwhile; what you type stays.")


class FileNotice(StandingNotice):
    """Hidden while all is well; an error goes before a finding, and both before a problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error: StrongroomError | None = None
        self._finding: Finding | None = None
        self._ways: tuple[Offer, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self._problem = ""
        self._help: tuple[Offer, ...] = ()

    def show_error(self, error: StrongroomError | None, offers: Sequence[Offer] = ()) -> None:
        """Say what keeps the file from being read, until it is told that nothing does."""
        self._error, self._ways = error, tuple(offers)
        self._show()

    def show_finding(self, finding: Finding | None, offers: Sequence[Offer] = ()) -> None:
        """Say that the file is not the latest, and offer what to do about it."""
        self._finding, self._offers = finding, tuple(offers)
        self._show()

    def show_problem(self, sentence: str, offers: Sequence[Offer] = ()) -> None:
        """Say what is wrong with a part of the vault, the rest of which is in order."""
        self._problem, self._help = sentence, tuple(offers)
        self._show()

    def _tell(self) -> None:
        if self._error is not None:
            self._say(trouble_text(self._error), *self._ways)
        elif self._finding is not None:
            self._say(finding_text(self._finding), *self._offers)
        elif self._problem:
            self._say(self._problem, *self._help)
        else:
            self.bar.clear()

    def _say(self, text: str, *offers: Offer) -> None:
        if (text, len(offers)) != (self.text, len(self.bar.offers)):
            self.bar.say(text, *offers, tone="danger")


def trouble_text(error: StrongroomError) -> str:
    """Return what is said of an open vault whose file cannot be read."""
    return f"{file_sentence(error)} {_(_KEPT)}"


def may_be_mended(error: StrongroomError | None) -> bool:
    """Tell whether the door has a page for it, with a backup or a salvage to offer."""
    return isinstance(
        error,
        errors.NotAVault | errors.Damaged | errors.Altered | errors.OtherVault | errors.VaultGone,
    )


def file_sentence(error: StrongroomError) -> str:
    """Return what ``error`` means where the vault is open, and its file was one before."""
    if isinstance(error, errors.NotAVault):
        return _(
            "Something else lies in the place of this vault's file. "
            "Put the file back, or a backup of it."
        )
    return with_shown_paths(str(error))


def finding_text(finding: Finding) -> str:
    """Return what is said of an open vault whose file turned out not to be the latest."""
    if finding.can_go_on:
        until = _("Until you go on with it, it can be looked at and not be changed.")
        return f"{finding.sentence} {until}"
    return finding.sentence
