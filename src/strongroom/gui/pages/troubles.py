# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a vault that was to be opened, as data: a title and the ways on.

The sentence itself is the error's own, or the finding's.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from strongroom import errors
from strongroom.errors import StrongroomError
from strongroom.texts import N_, _


class Way(Enum):
    """A way on, and what its button says."""

    AGAIN = N_("Try again")
    OTHER = N_("Open another vault…")
    GO_ON = N_("Go on with this copy")
    LOOK = N_("Look only")
    FORGET = N_("Remove from the list")


@dataclass(frozen=True, slots=True)
class Trouble:
    """``ways`` are in the order of the buttons; the first is the one to take."""

    icon: str
    tone: str
    title: str
    advice: str
    ways: tuple[Way, ...]


_SAFE = N_("Nothing was changed, and nothing of it is shown.")

_OF_ERRORS: tuple[tuple[type[StrongroomError], Trouble], ...] = (
    (
        errors.NotAVault,
        Trouble(
            "file-question-mark", "warning", N_("This is not a vault"), "", (Way.OTHER, Way.FORGET)
        ),
    ),
    (
        errors.NewerVersion,
        Trouble(
            "sparkles",
            "accent",
            N_("Made by a newer Strongroom"),
            N_("Install the newer version; the vault stays as it is until then."),
            (Way.OTHER, Way.AGAIN),
        ),
    ),
    (
        errors.Damaged,
        Trouble("file-x", "danger", N_("This vault is damaged"), _SAFE, (Way.OTHER, Way.AGAIN)),
    ),
    (
        errors.Altered,
        Trouble(
            "shield-alert",
            "danger",
            N_("Someone has tampered with this vault"),
            _SAFE,
            (Way.OTHER, Way.AGAIN),
        ),
    ),
    (
        errors.TooCostly,
        Trouble(
            "memory-stick",
            "warning",
            N_("Not enough memory"),
            N_("Close other programs and try again, or open it on a larger computer."),
            (Way.AGAIN, Way.OTHER),
        ),
    ),
    (
        errors.Unreadable,
        Trouble(
            "folder-search",
            "warning",
            N_("The vault cannot be read"),
            N_("If it lies on a stick or a network disk, connect that and try again."),
            (Way.AGAIN, Way.OTHER, Way.FORGET),
        ),
    ),
)

UNSEEN = Trouble(
    "history",
    "warning",
    N_("Not the vault as you left it"),
    N_("Look at it first; going on takes it as it is now."),
    (Way.LOOK, Way.GO_ON, Way.OTHER),
)
LOOK_ONLY = Trouble(
    "shield-alert",
    "warning",
    N_("Not the vault as you left it"),
    N_("Look at it, or open the right one."),
    (Way.OTHER, Way.LOOK),
)


def trouble_of(error: StrongroomError) -> Trouble | None:
    """Return the page that ``error`` deserves; None where the unlock page says it inline."""
    return next((trouble for kind, trouble in _OF_ERRORS if isinstance(error, kind)), None)


def no_file(path: Path) -> StrongroomError:
    """Return the error for a vault that is gone, known before its password is asked for."""
    sentence = _("There is no file “{path}” any more; it was moved, renamed or deleted.")
    return errors.Unreadable(sentence.format(path=path))
