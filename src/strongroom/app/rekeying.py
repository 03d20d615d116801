# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of unlock methods between its two steps: prepared, and not yet done.

The recovery code is shown again, and the change is only finished when part of it has been
typed back: a code that nobody wrote down would be worse than none.  A lock abandons it.
"""

from collections.abc import Callable

from strongroom.app.recovery_kit import typed_back
from strongroom.errors import InvalidInput, VaultLocked
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.rekey import Rekey


class PendingRekey:
    """Finish or abandon it; until then the old methods open the vault."""

    def __init__(self, rekey: Rekey, keys_went: Callable[[], None]) -> None:
        self._rekey = rekey
        self._keys_went = keys_went
        self._over = False

    @property
    def recovery_code(self) -> SecretBytes | None:
        """The new recovery code to show, None where none was wanted.

        It is zeroed when the change is finished or abandoned.
        """
        return self._rekey.recovery_code

    @property
    def dropped(self) -> tuple[str, ...]:
        """The names of unlock methods that will be gone, because they cannot be remade."""
        return tuple(self._rekey.dropped)

    def finish(self, typed: str = "", progress: Progress = no_progress) -> None:
        """Put the new methods in force; ``typed`` is the last group of the recovery code.

        ``progress`` is told rows done and rows in all; what it raises ends the change.

        Raises:
            InvalidInput: what was typed is not that group; nothing changed, try again.
            VaultLocked: the vault was locked meanwhile, which abandoned the change.
            CannotSave, CannotOpen: nothing changed, and it can be tried again.
        """
        if self._over:
            raise VaultLocked(_("The vault was locked meanwhile; nothing was changed."))
        code = self.recovery_code
        if code is not None and not typed_back(code, typed):
            raise InvalidInput(_("That is not the last group of the recovery code."))
        self._rekey.finish(progress)
        self._over = True
        if code is not None:
            code.close()
        self._keys_went()

    def abandon(self) -> None:
        """Leave everything as it was; safe to call twice, and after the end."""
        if not self._over:
            self._over = True
            self._rekey.abandon()
