# SPDX-License-Identifier: GPL-3.0-or-later
"""What a keyring's failure means for whoever wants to unlock, or has just done so.

The adapter says what is the matter with the keyring; here each of its failures gets the one
sentence that also says what to do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from strongroom.errors import (
    KeyringDismissed,
    KeyringFailed,
    KeyringLocked,
    KeyringSilent,
    NoKeyring,
)
from strongroom.texts import N_, _

Sentences = Mapping[type[KeyringFailed], str]

NOT_UNLOCKED: Sentences = {
    NoKeyring: N_("No keyring can be reached on this computer; unlock with the master password."),
    KeyringLocked: N_("This computer's keyring is locked; unlock with the master password."),
    KeyringDismissed: N_(
        "The keyring's question was closed without an answer; unlock with the master password."
    ),
    KeyringSilent: N_("This computer's keyring does not answer; unlock with the master password."),
    KeyringFailed: N_("This computer's keyring failed; unlock with the master password."),
}
NOT_ARMED: Sentences = {
    NoKeyring: N_("Quick unlock is off, because no keyring can be reached on this computer."),
    KeyringLocked: N_("Quick unlock is off, because this computer's keyring is locked."),
    KeyringDismissed: N_(
        "Quick unlock is off, because the keyring's question was closed without an answer."
    ),
    KeyringSilent: N_("Quick unlock is off, because this computer's keyring does not answer."),
    KeyringFailed: N_("Quick unlock is off, because this computer's keyring failed."),
}
NOT_GRANTED: Sentences = {
    NoKeyring: N_("The terminal will ask again, because no keyring can be reached here."),
    KeyringLocked: N_("The terminal will ask again, because this computer's keyring is locked."),
    KeyringDismissed: N_(
        "The terminal will ask again, because the keyring's question was closed without an answer."
    ),
    KeyringSilent: N_(
        "The terminal will ask again, because this computer's keyring does not answer."
    ),
    KeyringFailed: N_("The terminal will ask again, because this computer's keyring failed."),
}


@contextmanager
def saying(sentences: Sentences) -> Iterator[None]:
    """Have a keyring's failure say what it means here; its kind stays."""
    try:
        yield
    except KeyringFailed as error:
        kind = type(error)
        raise kind(_(sentences[kind])) from None


def nothing_there() -> str:
    """Say that the keyring's half is gone."""
    return _(
        "Quick unlock has ended: the keyring holds nothing of it; unlock with the master password."
    )


def other_bytes() -> str:
    """Say that the keyring's half is not what was put there."""
    return _(
        "Quick unlock has ended: the keyring gave other bytes than it was given; "
        "unlock with the master password."
    )
