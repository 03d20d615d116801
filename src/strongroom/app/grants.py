# SPDX-License-Identifier: GPL-3.0-or-later
"""Grants: the terminal works without asking until some minutes after its last use.

A grant is a quick slot by a click of its own (``quick_halves.py``), opened by whoever has
just unlocked.  Any lock ends every grant.  A terminal's own session closes its vault after
each verb, so a lock is told here by whoever locks, and not learnt from the session.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from strongroom.app.ports import Keyring
from strongroom.app.quick_halves import Arming, Halves, Rules
from strongroom.app.quick_sentences import NOT_GRANTED
from strongroom.app.session import Session
from strongroom.errors import QuickUnlockOver, VaultLocked, WrongKey
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.system.login import LogIn, this_login
from strongroom.texts import _

if TYPE_CHECKING:  # the cryptography is loaded when it is used: a terminal asks at each verb
    from strongroom.vault.findings import Finding

_SECONDS = 60
# What the file says, which is written once; the keyring's record knows the last use.
_SHOWN = 24 * 60 * 60.0


class Grants:
    """Opens, uses and ends grants; ``minutes`` is what the settings say at the moment."""

    def __init__(
        self,
        session: Session,
        keyring: Keyring,
        minutes: Callable[[], int],
        *,
        login: Callable[[], LogIn] = this_login,
    ) -> None:
        self._session = session
        self._keyring = keyring
        self._minutes = minutes
        self._halves = Halves(
            "grant", session.places, keyring, session.clock, login, not_armed=NOT_GRANTED
        )
        session.keys_gone.follow(self._keys_gone)

    def offer(self, path: Path) -> bool:
        """Whether there seems to be a grant; reads one small file, and asks no keyring."""
        return self._halves.glimpse(path) is not None and self._recent(path)

    def count(self) -> int:
        """Return how many grants there are, ones that time has ended too; reads no file."""
        return len(self._halves.files.names())

    def open(self, vault_key: SecretBytes | None = None) -> Arming:
        """Prepare a grant for the open vault; ``finish()`` puts it in force.

        Without ``vault_key``, which stays the caller's, the session's kept key is taken.

        Raises:
            VaultLocked: no vault is open, or its key was not kept.
            InvalidInput: the vault's path is too long.
        """
        vault = self._session.vault
        taken = self._session.take_key() if vault_key is None else vault_key.copy()
        if taken is None:
            raise VaultLocked(_("The vault is locked; unlock it first."))
        with taken:
            return self._halves.prepare(
                vault.path,
                taken,
                vault.vault_id,
                pin=None,
                lifetime=self._lifetime,
                shown_lifetime=_SHOWN,
            )

    def unlock(
        self, path: Path, *, make_default: bool = True, keep_key: bool = False
    ) -> "Finding | None":
        """Open the vault by its grant, which lasts anew from now on.

        Raises:
            QuickUnlockOver: there is none any more.
            KeyringFailed: in one of its kinds.
            Cancelled: :meth:`cancel` was called.
            CannotOpen: the vault's file is the matter.
        """
        slot = self._halves.find(path)
        if slot is None:
            raise _over()
        try:
            taken = self._halves.take(path, slot, Rules(self._lifetime, from_use=True))
            with taken.secret:
                self._halves.files.touch(path, self._session.clock.now_ms())
                return self._session.unlock_quick(
                    path,
                    slot,
                    Credentials(keyring=taken.secret),
                    make_default=make_default,
                    keep_key=keep_key,
                )
        except (QuickUnlockOver, WrongKey):
            self._halves.end(path)
            raise _over() from None

    def cancel(self) -> None:
        """End an unlock that is under way; from any thread."""
        self._keyring.cancel()
        self._session.cancel()

    def end(self, path: Path | None) -> None:
        """End the grant for ``path``, None for all; a keyring that fails is passed over."""
        if path is None:
            self._halves.end_all()
        else:
            self._halves.end(path)

    def end_files(self, path: Path | None) -> list[str]:
        """End the grant for ``path``, None for all, at once and without the keyring.

        This is for a lock, which waits for nothing; without its file a grant is none.  A
        copy of the file would still be one, until :meth:`drop` is done with the names that
        are returned.  Safe on any thread; never raises.
        """
        return self._halves.end_files() if path is None else self._halves.end_file(path)

    def drop(self, names: Iterable[str]) -> None:
        """Have the keyring drop its half of what :meth:`end_files` ended; never raises.

        It may wait for the keyring, on whatever thread.  A grant that was opened since then
        stays.
        """
        self._halves.drop(names)

    def _recent(self, path: Path) -> bool:
        touched = self._halves.files.touched_ms(path)
        if touched is None:
            return False
        return (self._session.clock.now_ms() - touched) / 1000 < self._lifetime

    @property
    def _lifetime(self) -> float:
        return self._minutes() * _SECONDS

    def _keys_gone(self) -> None:
        if self._session.is_open:  # a change of the unlock methods
            self._halves.end(self._session.vault.path)


def _over() -> QuickUnlockOver:
    return QuickUnlockOver(_("The grant has ended; unlock again."))
