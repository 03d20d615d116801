# SPDX-License-Identifier: GPL-3.0-or-later
r"""Every error that a person can be told of, drawn once.

::

    StrongroomError                 the world failed, and str(error) says it in one sentence
    ├── InvalidInput                what was typed or given cannot be taken
    ├── NotFound                    no item, folder or file of that name
    ├── AmbiguousName               several items answer to it (.candidates)
    ├── Cancelled                   the person stopped it; nothing changed
    ├── VaultLocked                 no vault is open
    ├── NoClipboard                 no clipboard, or no tool that reaches it
    ├── KeyringFailed               the keyring of the system did not do what was asked
    │   ├── NoKeyring               there is none, or none that can be spoken to
    │   ├── KeyringLocked           it is locked, and nobody opened it
    │   ├── KeyringDismissed        its question was closed without an answer
    │   └── KeyringSilent           it did not answer in time
    ├── CannotOpen
    │   ├── NotAVault               another kind of file
    │   ├── NewerVersion            made by a newer Strongroom
    │   ├── Damaged                 bytes are broken, not by a person who knew the key
    │   ├── WrongKey                password, key file or recovery code do not fit
    │   │                           (.settings_changed: the header is not the remembered one)
    │   │   └── WrongPin            the PIN of quick unlock does not fit (.left: tries left)
    │   ├── QuickUnlockOver         quick unlock has ended, or is not this vault's any more:
    │   │                           the master password is asked for again
    │   ├── MethodMissing           the vault also wants its key file, or another method
    │   ├── MustWait                too many wrong passwords in a row (.seconds are left)
    │   ├── Altered                 someone changed it, without the key
    │   ├── TooCostly               the key derivation asks for more memory than there is
    │   ├── OtherVault              a sound file, and a copy of another vault
    │   ├── OtherKey                a copy under another key: what opens that one is asked for
    │   │                           (.costly: a sentence, where that would be CopyTooCostly)
    │   ├── CopyTooCostly           a copy's key derivation asks for more than is taken unasked
    │   └── Unreadable              the file system says no (missing, permission, a folder)
    │       └── BeingWritten        another program is writing it, and did not finish in time
    ├── CannotSave
    │   ├── VaultBusy               another program holds it
    │   ├── VaultGone               the file was removed or moved away
    │   ├── DiskFull
    │   ├── NotWritable             permission, read-only folder or medium
    │   ├── AlreadyExists           a new vault would overwrite a file
    │   ├── ReadOnlyVault           opened for looking only (retired, older, not accepted yet)
    │   └── ChangedSince            undo or edit of something that has changed meanwhile
    ├── CannotExport                nothing was written
    │   └── RiskyPlace              others would have the file too, and nobody said yes (.reasons)
    └── CannotImport                (.line where it is known)
        ├── SourcePasswordNeeded    it is encrypted (.key_file: a key file may belong to it)
        ├── SourceWrongPassword     what was given does not open it
        ├── SourceTooCostly         its key derivation asks for more than is taken unasked
        └── SourceDamaged           bytes are missing or broken

Anything else that is raised is a bug of ours, and may be a traceback.  No error ever
carries a secret: neither in its text, nor in its attributes, nor as its cause.
"""

from collections.abc import Sequence


class StrongroomError(Exception):
    """The world failed; the text is one sentence that says what to do."""


class InvalidInput(StrongroomError):
    """What was typed or given cannot be taken as it is."""


class NotFound(StrongroomError):
    """Nothing answers to that name."""


class AmbiguousName(StrongroomError):
    """Several items answer to one name."""

    def __init__(self, sentence: str, candidates: Sequence[tuple[int, str]]) -> None:
        """Keep ``candidates`` as pairs of item id and folder path with title."""
        super().__init__(sentence)
        self.candidates = tuple(candidates)


class Cancelled(StrongroomError):
    """The person stopped it; nothing has changed."""


class VaultLocked(StrongroomError):
    """The work needs an open vault, and there is none."""


class NoClipboard(StrongroomError):
    """There is no clipboard, or nothing on this machine reaches it."""


class KeyringFailed(StrongroomError):
    """The keyring of the operating system did not do what was asked of it."""


class NoKeyring(KeyringFailed):
    """There is no keyring, or none that this program can speak to."""


class KeyringLocked(KeyringFailed):
    """The keyring is locked, and nobody opened it."""


class KeyringDismissed(KeyringFailed):
    """The keyring's own question was closed without an answer."""


class KeyringSilent(KeyringFailed):
    """The keyring did not answer in time."""


class CannotOpen(StrongroomError):
    """The vault was not opened."""


class NotAVault(CannotOpen):
    """The file is something else."""


class NewerVersion(CannotOpen):
    """The vault was made by a newer version of the program."""


class Damaged(CannotOpen):
    """Bytes are missing or broken."""


class WrongKey(CannotOpen):
    """What was given opens none of the vault's slots."""

    def __init__(self, sentence: str, *, settings_changed: bool = False) -> None:
        """Tell in ``settings_changed`` that the header is not the one last seen here."""
        super().__init__(sentence)
        self.settings_changed = settings_changed


class WrongPin(WrongKey):
    """The PIN of quick unlock does not fit."""

    def __init__(self, sentence: str, *, left: int) -> None:
        """Tell in ``left`` how many tries there are before the master password is due."""
        super().__init__(sentence)
        self.left = left


class QuickUnlockOver(CannotOpen):
    """Quick unlock has ended here, and the master password is asked for again."""


class MethodMissing(CannotOpen):
    """Another factor is needed beside, or instead of, what was given."""


class MustWait(CannotOpen):
    """Too many wrong passwords in a row."""

    def __init__(self, sentence: str, *, seconds: float) -> None:
        """Tell in ``seconds`` how long the next try is not taken."""
        super().__init__(sentence)
        self.seconds = seconds


class Altered(CannotOpen):
    """The content was changed by someone without the key."""


class TooCostly(CannotOpen):
    """The key derivation asks for more memory than this machine has."""


class OtherVault(CannotOpen):
    """The file is a copy of another vault."""


class OtherKey(CannotOpen):
    """The copy is locked with another key than the open vault."""

    def __init__(self, sentence: str, *, costly: str = "") -> None:
        """Say in ``costly`` what deriving that key takes, where it must be allowed first."""
        super().__init__(sentence)
        self.costly = costly


class CopyTooCostly(CannotOpen):
    """The copy's key derivation asks for more time or memory than is taken unasked."""


class Unreadable(CannotOpen):
    """The file system did not give the file."""


class BeingWritten(Unreadable):
    """Another program is writing it; it can be read in a moment."""


class CannotSave(StrongroomError):
    """Nothing was written; what was there before is still there."""


class VaultBusy(CannotSave):
    """Another program is writing, and did not finish in time."""


class VaultGone(CannotSave):
    """The vault's file is no longer where it was."""


class DiskFull(CannotSave):
    """No room left for it."""


class NotWritable(CannotSave):
    """The file, its folder or its disk cannot be written."""


class AlreadyExists(CannotSave):
    """A new file would take the place of another."""


class ReadOnlyVault(CannotSave):
    """The vault was opened for looking only."""


class ChangedSince(CannotSave):
    """What was to be changed is no longer as it was."""


class CannotImport(StrongroomError):
    """The file cannot be read as its format."""

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        """Name the ``line`` (from 1) where reading stopped, if one is known."""
        super().__init__(sentence)
        self.line = line


class NothingToImport(CannotImport):
    """No format helps: what was chosen is empty, a picture, a folder of something else."""


class SourcePasswordNeeded(CannotImport):
    """The file is encrypted, and its password was not given."""

    def __init__(self, sentence: str, *, key_file: bool = False) -> None:
        """Tell in ``key_file`` whether a key file may belong to it."""
        super().__init__(sentence)
        self.key_file = key_file


class SourceWrongPassword(SourcePasswordNeeded):
    """What was given does not open the file."""


class SourceTooCostly(CannotImport):
    """The file's key derivation asks for more time or memory than is taken unasked."""


class SourceDamaged(CannotImport):
    """Bytes of the file are missing or broken."""


class CannotExport(StrongroomError):
    """Nothing was exported."""


class RiskyPlace(CannotExport):
    """A file that anyone can read would lie where others have it too."""

    def __init__(self, sentence: str, reasons: Sequence[str]) -> None:
        """Tell in ``reasons``, which are sentences, how others would come to it."""
        super().__init__(sentence)
        self.reasons = tuple(reasons)
