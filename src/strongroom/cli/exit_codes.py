# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exit code there is.  Scripts lean on them: a number never changes its meaning.

``--help`` prints this table, and ``of_error`` is the only way from an error to a code.
"""

from enum import IntEnum

from strongroom import errors
from strongroom.texts import N_


class Exit(IntEnum):
    """What the process says of itself when it ends."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    REFUSED = 3
    NOT_FOUND = 4
    AMBIGUOUS = 5
    WRONG_KEY = 6
    UNREADABLE = 7
    NEWER_VERSION = 8
    DAMAGED = 9
    ALTERED = 10
    OLDER = 11
    BOTH_CHANGED = 12
    RETIRED = 13
    UNRELATED = 14
    NOT_SAVED = 15
    BUSY = 16
    CHANGED_SINCE = 17
    NOT_IMPORTED = 18
    PARTLY_IMPORTED = 19
    NO_CLIPBOARD = 20
    CANCELLED = 21
    UNSOUND = 22
    NO_KEYRING = 23
    NOT_LOCKED = 24
    PARTLY_SALVAGED = 25
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


MEANINGS: dict[Exit, str] = {
    Exit.DONE: N_("done"),
    Exit.FAULT: N_("failed in a way that none of the others tells"),
    Exit.USAGE: N_("the command line was not understood"),
    Exit.REFUSED: N_("what was given cannot be taken"),
    Exit.NOT_FOUND: N_("no item, folder, attachment or file of that name"),
    Exit.AMBIGUOUS: N_("several items or attachments answer to that name"),
    Exit.WRONG_KEY: N_(
        "the password, PIN, key file or recovery code does not open the vault or file"
    ),
    Exit.UNREADABLE: N_("the file cannot be read, or is no vault"),
    Exit.NEWER_VERSION: N_("the vault was made by a newer version"),
    Exit.DAMAGED: N_("the vault is damaged"),
    Exit.ALTERED: N_("the vault was altered by someone without its password"),
    Exit.OLDER: N_("the vault is older than the one last opened here"),
    Exit.BOTH_CHANGED: N_("the vault and what was last opened here have both changed"),
    Exit.RETIRED: N_("the vault is locked with a password that was changed since"),
    Exit.UNRELATED: N_("the vault does not come from the one last opened here"),
    Exit.NOT_SAVED: N_("nothing could be saved"),
    Exit.BUSY: N_("another program holds the vault"),
    Exit.CHANGED_SINCE: N_("what was to be changed has changed meanwhile"),
    Exit.NOT_IMPORTED: N_("the file cannot be read as its format; nothing was imported"),
    Exit.PARTLY_IMPORTED: N_("imported, except for some lines"),
    Exit.NO_CLIPBOARD: N_("the clipboard cannot be reached"),
    Exit.CANCELLED: N_("given up at a question; nothing was changed"),
    Exit.UNSOUND: N_("the check found something wrong"),
    Exit.NO_KEYRING: N_("the system's keyring cannot be reached, is locked or does not answer"),
    Exit.NOT_LOCKED: N_("something could not be locked, or did not say so"),
    Exit.PARTLY_SALVAGED: N_("salvaged, except for what the report names"),
    Exit.INTERRUPTED: N_("interrupted with Ctrl+C"),
    Exit.BROKEN_PIPE: N_("whoever read the output has gone"),
    Exit.TERMINATED: N_("ended by a signal"),
}

# The nearest class in an error's ancestry decides.
_OF_ERROR: dict[type[BaseException], Exit] = {
    errors.StrongroomError: Exit.FAULT,
    errors.InvalidInput: Exit.REFUSED,
    errors.NotFound: Exit.NOT_FOUND,
    errors.AmbiguousName: Exit.AMBIGUOUS,
    errors.Cancelled: Exit.CANCELLED,
    errors.NoClipboard: Exit.NO_CLIPBOARD,
    errors.KeyringFailed: Exit.NO_KEYRING,
    errors.CannotOpen: Exit.UNREADABLE,
    errors.NewerVersion: Exit.NEWER_VERSION,
    errors.Damaged: Exit.DAMAGED,
    errors.WrongKey: Exit.WRONG_KEY,
    errors.QuickUnlockOver: Exit.WRONG_KEY,
    errors.MethodMissing: Exit.WRONG_KEY,
    errors.MustWait: Exit.WRONG_KEY,
    errors.Altered: Exit.ALTERED,
    errors.CannotSave: Exit.NOT_SAVED,
    errors.VaultBusy: Exit.BUSY,
    errors.ReadOnlyVault: Exit.NOT_SAVED,
    errors.ChangedSince: Exit.CHANGED_SINCE,
    errors.CannotImport: Exit.NOT_IMPORTED,
    errors.SourcePasswordNeeded: Exit.WRONG_KEY,
    errors.CannotExport: Exit.NOT_SAVED,
    errors.RiskyPlace: Exit.REFUSED,
}


# By the name of the finding's class: the classes themselves lie below what verbs may see.
_OF_FINDING = {
    "Older": Exit.OLDER,
    "BothChanged": Exit.BOTH_CHANGED,
    "Retired": Exit.RETIRED,
    "Unrelated": Exit.UNRELATED,
}


class NotAsLastSeen(errors.StrongroomError):
    """The vault opened, and is not as it was last seen here; nobody said to go on."""

    def __init__(self, sentence: str, code: Exit, hints: tuple[str, ...] = ()) -> None:
        """Keep the ``code`` that tells which finding it was, and lines on what to do."""
        super().__init__(sentence)
        self.code = code
        self.hints = hints


def of_finding(finding: object) -> Exit:
    """Return the code that tells ``finding`` apart."""
    return _OF_FINDING.get(type(finding).__name__, Exit.FAULT)


def of_error(error: BaseException) -> Exit:
    """Return the code that tells ``error`` apart."""
    if isinstance(error, NotAsLastSeen):
        return error.code
    return next((_OF_ERROR[kind] for kind in type(error).__mro__ if kind in _OF_ERROR), Exit.FAULT)
