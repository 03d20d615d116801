# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a vault that was to be opened, as data: a title and the ways on.

The sentence itself is the error's own, or the finding's.
"""

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from strongroom import errors
from strongroom.app.findings import BothChanged, Older, Retired
from strongroom.errors import StrongroomError
from strongroom.gui import places
from strongroom.texts import N_, _


class Way(Enum):
    """A way on, and what its button says."""

    AGAIN = N_("Try again")
    OTHER = N_("Open another vault…")
    RESTORE = N_("Restore the newest whole backup")
    SALVAGE = N_("Salvage what can be read…")
    COMPARE = N_("Compare with another copy…")
    COMPARE_BACKUP = N_("Compare with the newest backup")
    MERGE = N_("Merge with another copy…")
    MERGE_INTO = N_("Merge it into the vault in force…")
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


_DAMAGED = N_(
    "Bytes of the file are broken or missing, as after a failing disk, a transfer that stopped, "
    "or another program that wrote into it. Nothing was changed, and nothing of it is shown."
)
_ALTERED = N_(
    "Something that does not have its key wrote into the file: a sync service that mixed two "
    "states, another program, or a person. What it would show could be of their choosing, so "
    "nothing of it is shown. Nothing was changed."
)

_MENDED = (Way.SALVAGE, Way.OTHER, Way.AGAIN)

_OF_ERRORS: tuple[tuple[type[StrongroomError], Trouble], ...] = (
    (
        errors.NotAVault,
        Trouble(
            "file-question-mark",
            "warning",
            N_("This is not a vault"),
            N_(
                "If it was one until now, its beginning was overwritten; what comes after can "
                "still be salvaged."
            ),
            (Way.OTHER, Way.SALVAGE, Way.FORGET),
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
        Trouble("file-x", "danger", N_("This vault is damaged"), _DAMAGED, _MENDED),
    ),
    (
        errors.Altered,
        Trouble(
            "shield-alert",
            "danger",
            N_("This vault was changed outside Strongroom"),
            _ALTERED,
            _MENDED,
        ),
    ),
    (
        errors.OtherVault,
        Trouble(
            "file-question-mark",
            "warning",
            N_("Another vault lies here"),
            N_(
                "If you put it there yourself, try its own master password. Else put the right "
                "file back, or a backup of it."
            ),
            (Way.AGAIN, Way.OTHER),
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

OLDER = Trouble(
    "history",
    "warning",
    N_("An older copy of this vault"),
    N_(
        "It came from a backup, or a sync service brought an earlier state back. Look at it or "
        "compare it first; going on takes it as it is now."
    ),
    (Way.LOOK, Way.COMPARE, Way.GO_ON, Way.MERGE, Way.OTHER),
)
BOTH_CHANGED = Trouble(
    "git-fork",
    "warning",
    N_("Two copies went separate ways"),
    N_(
        "Each was saved without the other, as when two computers save before a sync service "
        "has brought them together. Merging brings all of both into this one."
    ),
    (Way.MERGE, Way.COMPARE, Way.LOOK, Way.GO_ON, Way.OTHER),
)
RETIRED = Trouble(
    "key-round",
    "warning",
    N_("Locked with an earlier password"),
    N_(
        "The vault in force has a newer password, so this copy is for looking only. What it "
        "alone holds can be merged into the vault in force: open that one, and the password of "
        "this copy is asked for there."
    ),
    (Way.OTHER, Way.MERGE_INTO, Way.LOOK),
)
UNRELATED = Trouble(
    "shield-alert",
    "warning",
    N_("Not the vault that was last opened here"),
    N_(
        "It bears the same mark and another key, and does not say that it follows the one that "
        "you opened here. If you did not make it yourself, do not trust what it shows."
    ),
    (Way.OTHER, Way.MERGE_INTO, Way.LOOK),
)
RESTORED = Trouble(
    "history",
    "accent",
    N_("The backup is in place"),
    N_(
        "It is older than what was last seen here, as a backup has to be. Going on takes it as "
        "the vault from now on."
    ),
    (Way.GO_ON, Way.LOOK, Way.OTHER),
)


def trouble_of_finding(finding: object, *, restored: bool = False) -> Trouble:
    """Return the page that a finding deserves; ``restored``: a backup was put in place here."""
    if isinstance(finding, Older):
        return RESTORED if restored else OLDER
    if isinstance(finding, BothChanged):
        return RESTORED if restored else BOTH_CHANGED
    return RETIRED if isinstance(finding, Retired) else UNRELATED


def trouble_of(error: StrongroomError) -> Trouble | None:
    """Return the page that ``error`` deserves; None where the unlock page says it inline."""
    return next((trouble for kind, trouble in _OF_ERRORS if isinstance(error, kind)), None)


def no_file(path: Path) -> StrongroomError:
    """Return the error for a vault that is gone, known before its password is asked for."""
    sentence = _("There is no file “{path}” any more; it was moved, renamed or deleted.")
    return errors.Unreadable(sentence.format(path=places.shown_path(path)))


def replaced(path: Path) -> StrongroomError:
    """Return the error for a password that did not open the vault, as it is another one."""
    sentence = _("“{path}” is not the vault that was last opened here, and was not unlocked.")
    return errors.OtherVault(sentence.format(path=places.shown_path(path)))


def is_gone(path: Path) -> bool:
    """Tell whether the vault's file alone is missing: its folder is there, no stick was pulled."""
    return not os.path.lexists(path) and path.parent.is_dir()
