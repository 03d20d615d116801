# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a KeePass database that cannot be read, each sentence once."""

from strongroom.errors import CannotImport, SourceDamaged, SourcePasswordNeeded, SourceWrongPassword
from strongroom.exchange.reading import Given
from strongroom.texts import _


def damaged() -> SourceDamaged:
    """Return what tells that bytes are missing or broken."""
    return SourceDamaged(
        _("The KeePass database is damaged or cut short: take another copy of it, or a backup.")
    )


def header_damaged() -> SourceDamaged:
    """Return what tells that it cannot even be told how the file was encrypted."""
    return SourceDamaged(
        _("The beginning of the KeePass database is damaged: take another copy of it, or a backup.")
    )


def of_keepass_1() -> CannotImport:
    """Return what is said of a database of the first KeePass."""
    return CannotImport(
        _(
            "This database is of KeePass 1: open it in KeePass 2 or KeePassXC, "
            "save it as KDBX, and import that."
        )
    )


def too_large() -> CannotImport:
    """Return what tells that the file unpacks to more than is read."""
    return CannotImport(
        _("The KeePass database unpacks to far more than any database holds; nothing was read.")
    )


def password_needed() -> SourcePasswordNeeded:
    """Return the question for what opens it."""
    return SourcePasswordNeeded(
        _("The KeePass database is encrypted: its password is needed, its key file, or both."),
        key_file=True,
    )


def wrong_password(given: Given, *, sure: bool) -> SourceWrongPassword:
    """Return what tells that what was given opens nothing; before version 4 damage looks so too."""
    if given.key_file is None:
        sentence = _(
            "The password does not open this KeePass database; or it also wants a key file, or a "
            "hardware key, which is not read."
        )
    elif given.password is None:
        sentence = _(
            "The key file does not open this KeePass database; or it also wants a password, or a "
            "hardware key, which is not read."
        )
    else:
        sentence = _(
            "The password or the key file does not open this KeePass database; or it also wants "
            "a hardware key, which is not read."
        )
    if not sure:
        sentence += " " + _("A file that is damaged looks the same.")
    return SourceWrongPassword(sentence, key_file=True)
