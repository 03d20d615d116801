# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways back to a vault that was unlocked before: its grant, a click, a PIN.

They are tried in that order, and none of them stands in the way of the master password: one
that has ended, or whose keyring fails, says so on standard error, and the next question is
the one that always opens the vault.

Where no question was put, or only that for the PIN, a script may all the same give the
master password next.  The first answer that it gives is then compared with it, and passed
over if it is; so the master password does not become the password of an item.
"""

from collections.abc import Callable
from pathlib import Path

from strongroom.app.session import Session
from strongroom.cli.program import Program
from strongroom.errors import (
    InvalidInput,
    KeyringFailed,
    MethodMissing,
    MustWait,
    NotWritable,
    QuickUnlockOver,
    WrongKey,
    WrongPin,
)
from strongroom.model.credentials import Credentials
from strongroom.model.pins import is_pin
from strongroom.secret import SecretBytes


class Returning:
    """The ways back to the vault at ``path``, into ``session``."""

    def __init__(self, program: Program, session: Session, path: Path, *, keep_key: bool) -> None:
        self._terminal = program.terminal
        self._session = session
        self._path = path
        self._keep_key = keep_key
        self._grants = program.grants(session)
        self._quick = program.quick(session)
        self._keyring_failed = False

    def silently(self) -> bool:
        """Open the vault by its grant or by a click; False where neither is in force.

        Raises:
            CannotOpen: the file is none that would be opened.
        """
        granted = self._grants.offer(self._path) and self._opened(self._by_grant)
        if not granted and not (self._offered(by_pin=False) and self._opened(self._by_click)):
            return False
        self._terminal.pass_over(self._is_master_password)
        return True

    @property
    def by_pin(self) -> bool:
        """Whether the PIN will do."""
        return self._offered(by_pin=True)

    def answer(self, answer: SecretBytes) -> bool:
        """Open the vault by a PIN or master password; False where quick unlock has ended.

        What is no PIN by its look is tried as the master password and costs no try of the
        PIN.  A script has no second answer, so that its only one is tried as both.

        Raises:
            WrongPin, CannotOpen: as QuickUnlock.unlock and Session.unlock.
        """
        wrong: WrongPin | None = None
        if is_pin(answer):
            try:
                if self._opened(lambda: self._by_quick_unlock(answer)):
                    self._terminal.pass_over(self._is_master_password)
                    return True
            except WrongPin as error:
                wrong = error
            if wrong is None and self._terminal.interactive:
                return False
        try:
            self._session.unlock(
                self._path,
                Credentials(password=answer),
                make_default=False,
                keep_key=self._keep_key,
            )
        except (WrongKey, MethodMissing, MustWait):
            if wrong is None:
                raise
            raise wrong from None
        return True

    def _offered(self, *, by_pin: bool) -> bool:
        offer = None if self._keyring_failed else self._quick.offer(self._path)
        return offer is not None and offer.by_pin == by_pin

    def _by_grant(self) -> None:
        self._grants.unlock(self._path, make_default=False, keep_key=self._keep_key)

    def _by_click(self) -> None:
        self._by_quick_unlock(None)

    def _by_quick_unlock(self, pin: SecretBytes | None) -> None:
        self._quick.unlock(self._path, pin, make_default=False, keep_key=self._keep_key)

    def _opened(self, way: Callable[[], None]) -> bool:
        """Whether ``way`` opened the vault; where it has ended, the person is told."""
        try:
            way()
        except (QuickUnlockOver, KeyringFailed, NotWritable) as error:
            # What failed once is not waited for again.
            self._keyring_failed = not isinstance(error, QuickUnlockOver)
            self._terminal.say(str(error))
            return False
        return True

    def _is_master_password(self, line: SecretBytes) -> bool:
        try:
            self._session.verify(Credentials(password=line))
        except (WrongKey, MethodMissing, MustWait, InvalidInput):
            return False
        return True
