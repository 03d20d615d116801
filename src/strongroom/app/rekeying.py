# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of unlock methods, in two steps: prepared, and put in force.

The recovery code is shown again, and the change is only finished when part of it has been
typed back: a code that nobody wrote down would be worse than none.  A lock abandons it.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

import msgspec

from strongroom.app.holder import Holder
from strongroom.app.ports import Cost
from strongroom.app.recovery_kit import typed_back
from strongroom.app.safeguard import Safeguard
from strongroom.errors import InvalidInput, VaultLocked
from strongroom.model.changes import Changes
from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.method_list import UnlockMethod


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


class Keyed(Holder, Protocol):
    """Who has the vault open, and can tell by what."""

    safeguard: Safeguard

    @property
    def cost(self) -> Cost:
        """What gives the Argon2 cost of a new unlock method."""

    def verify(self, credentials: Credentials, *, keep_key: bool = False) -> None:
        """Make sure that they open the vault."""

    def opened_by(self, credentials: Credentials) -> tuple[UnlockMethod, ...]:
        """Return every unlock method that they open."""

    def take_key(self) -> SecretBytes | None:
        """Give away the key that a verification kept."""

    def remember_key_file(self, path: Path, key_file: Path | None) -> None:
        """Remember where the key file of the vault at ``path`` is."""


class Rekeying:
    """Prepares changes, of which there is one at a time; the end of the keys abandons it."""

    def __init__(self, session: Keyed) -> None:
        self._session = session
        self._pending: PendingChange | None = None
        session.keys_gone.follow(self._abandon)

    def begin(self, current: Credentials, new: NewUnlock) -> PendingChange:
        """Prepare a new master password; nothing changes before ``finish()`` is called on it.

        It takes the place of the one in ``current``; a key file that opens the vault alone
        stays where it is at hand.  The caller closes both arguments, and finishes or
        abandons the result.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as in ``Session.verify``.
            InvalidInput: the new password cannot be taken.
            CannotSave: the new file cannot be written.
        """
        opened = self._session.opened_by(current)
        alone = [method for method in opened if method.factors == ("key_file",)]
        old = [method.id for method in opened if "password" in method.factors]
        kept = (NewMethod(key_file=current.key_file, instead_of=each.id) for each in alone)
        wanted = msgspec.structs.replace(
            new, also=(*new.also, *kept), instead_of=old[0] if old else ""
        )
        return self.prepare(wanted, removed=old[1:])

    def prepare(self, new: NewUnlock, removed: Collection[str]) -> PendingChange:
        """Prepare new unlock methods for whoever has shown that they may; as above.

        ``removed`` are the ids of methods whose end is wanted.
        """
        session = self._session
        self._abandon()
        rekey = session.vault.change_unlock(new, cost=session.cost(), removed=removed)

        def done(_changes: Changes | None) -> None:
            session.keys_gone.tell()
            used = (m.key_file for m in new.methods if m.key_file and m.password is not None)
            session.remember_key_file(session.vault.path, next(used, None))

        return self._begun(PendingChange(rekey, done, session.safeguard.before_bulk))

    def add(self, current: Credentials, new: NewMethod) -> PendingChange:
        """Prepare one more unlock method under the key in force; otherwise as above.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as in ``Session.verify``.
            InvalidInput: there are too many, or ``new`` cannot be taken.
            CannotSave: its key file cannot be made.
        """
        session = self._session
        session.verify(current, keep_key=True)
        self._abandon()
        vault_key = session.take_key()
        if vault_key is None:
            raise VaultLocked(_("The vault is locked; unlock it first."))
        with vault_key:
            adding = session.vault.add_method(new, vault_key, cost=session.cost())

        def done(changes: Changes | None) -> None:
            if changes:
                session.changed.tell(changes)

        return self._begun(PendingChange(adding, done, session.safeguard.before_writing))

    def _begun(self, pending: PendingChange) -> PendingChange:
        self._pending = pending
        return pending

    def _abandon(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.abandon()
