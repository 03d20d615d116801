# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person brings to open a vault, and what they choose for a new one."""

from pathlib import Path

import msgspec

from strongroom.secret import SecretBytes


class Credentials(msgspec.Struct):
    """Factors for one attempt.  Whoever makes it closes it; nothing keeps a reference.

    With ``keyring``, the half that the system's keyring holds, they are for quick unlock
    alone, and ``password`` is then its PIN.
    """

    password: SecretBytes | None = None
    key_file: Path | None = None
    recovery_code: SecretBytes | None = None
    keyring: SecretBytes | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"

    def copy(self) -> "Credentials":
        """Return a second owner of the same factors, to be closed by itself."""
        return Credentials(
            password=_copy(self.password),
            key_file=self.key_file,
            recovery_code=_copy(self.recovery_code),
            keyring=_copy(self.keyring),
        )

    def close(self) -> None:
        """Zero what is secret."""
        for part in (self.password, self.recovery_code, self.keyring):
            if part is not None:
                part.close()


class NewMethod(msgspec.Struct):
    """One unlock method that is to be made: all that it names is needed together.

    With ``recovery`` it is a recovery code, which is made up then, and nothing else.  A key
    file that does not exist is made.  ``instead_of`` is the id of the method whose place it
    takes, where that is known.
    """

    password: SecretBytes | None = None
    key_file: Path | None = None
    recovery: bool = False
    instead_of: str = ""

    def __repr__(self) -> str:
        return "NewMethod(…)"

    def close(self) -> None:
        """Zero what is secret."""
        if self.password is not None:
            self.password.close()


class NewUnlock(msgspec.Struct):
    """The unlock methods of a new vault, or after a change of them.

    The password, together with the key file where one is named, opens the vault; so does
    each of ``also``, and the recovery code alone where one is wanted.  A key file that does
    not exist is made.  ``instead_of`` is the id of the method that the password replaces.
    """

    password: SecretBytes | None = None
    key_file: Path | None = None
    recovery: bool = False
    also: tuple[NewMethod, ...] = ()
    instead_of: str = ""

    def __repr__(self) -> str:
        return "NewUnlock(…)"

    @property
    def methods(self) -> tuple[NewMethod, ...]:
        """All of them, in the order in which they are shown."""
        first = NewMethod(self.password, self.key_file, instead_of=self.instead_of)
        named = self.password is not None or self.key_file is not None
        recovery = (NewMethod(recovery=True),) if self.recovery else ()
        return (*((first,) if named else ()), *self.also, *recovery)

    def close(self) -> None:
        """Zero what is secret."""
        for method in self.methods:
            method.close()


def _copy(part: SecretBytes | None) -> SecretBytes | None:
    return None if part is None else part.copy()
