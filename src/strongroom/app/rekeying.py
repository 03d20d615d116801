# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of unlock methods between its two steps: prepared, and not yet done.

The recovery code is shown again, and the change is only finished when part of it has been
typed back: a code that nobody wrote down would be worse than none.  A lock abandons it.
"""

from collections.abc import Callable
from typing import Protocol

from strongroom.app.recovery_kit import typed_back
from strongroom.errors import InvalidInput, VaultLocked
from strongroom.model.changes import Changes
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress


class Prepared(Protocol):
    """A re-key, or an addition, of the vault."""

    recovery_code: SecretBytes | None
    dropped: tuple[str, ...]

    def finish(self, progress: Progress) -> Changes | None:
        """Put it in force; what other programs saved meanwhile is the result."""

    def abandon(self) -> None:
        """Leave everything as it was."""


class PendingChange:
    """Finish or abandon it; until then the old methods open the vault.

    ``back_up`` is called before it is put in force; ``done`` is told of what other programs
    changed meanwhile, where that is known.
    """

    def __init__(
        self,
        prepared: Prepared,
        done: Callable[[Changes | None], None],
        back_up: Callable[[Progress], object],
    ) -> None:
        self._prepared = prepared
        self._done = done
        self._back_up = back_up
        self._over = False

    @property
    def recovery_code(self) -> SecretBytes | None:
        """The new recovery code to show, None where none was wanted.

        It is zeroed when the change is finished or abandoned.
        """
        return self._prepared.recovery_code

    @property
    def dropped(self) -> tuple[str, ...]:
        """The names of unlock methods that will be gone, because they cannot be remade."""
        return tuple(self._prepared.dropped)

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
        self._back_up(progress)
        changes = self._prepared.finish(progress)
        self._over = True
        if code is not None:
            code.close()
        self._done(changes)

    def abandon(self) -> None:
        """Leave everything as it was; safe to call twice, and after the end."""
        if not self._over:
            self._over = True
            self._prepared.abandon()
