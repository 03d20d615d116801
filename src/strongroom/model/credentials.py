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


class NewUnlock(msgspec.Struct):
    """The unlock methods of a new vault, or after a change of the master password.

    The password, together with the key file where one is named, opens the vault; so does
    the recovery code alone where one is wanted.  A key file that does not exist is made.
    """

    password: SecretBytes
    key_file: Path | None = None
    recovery: bool = False

    def __repr__(self) -> str:
        return "NewUnlock(…)"

    def close(self) -> None:
        """Zero what is secret."""
        self.password.close()


def _copy(part: SecretBytes | None) -> SecretBytes | None:
    return None if part is None else part.copy()
