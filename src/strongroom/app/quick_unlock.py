# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick unlock: whoever unlocked once comes back with a PIN or a click.

It lasts until log-out, for some hours, or until five wrong PINs in a row, whichever comes
first, and survives locks.  It ends with either of its halves (``quick_halves.py``), with a
change of the master password, with "Lock and forget", and when it is switched off.  It
never stands in the way of the master password: no wait is shared with it, every wait has
an end, and no failure here fails an unlock that was done with it.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from strongroom.app.ports import Keyring
from strongroom.app.quick_halves import Arming, Halves, Rules
from strongroom.app.quick_sentences import NOT_ARMED
from strongroom.app.session import Session
from strongroom.errors import (
    Cancelled,
    MethodMissing,
    QuickUnlockOver,
    StrongroomError,
    WrongKey,
    WrongPin,
)
from strongroom.model.credentials import Credentials
from strongroom.model.pins import check_pin
from strongroom.secret import SecretBytes
from strongroom.system.login import LogIn, this_login
from strongroom.texts import _, ngettext

if TYPE_CHECKING:  # the cryptography is loaded when it is used: a window stands without it
    from strongroom.crypto.kdf import Argon2Cost
    from strongroom.vault.findings import Finding
    from strongroom.vault.quick_slot import PinFactor, QuickSlot

BY_PIN, BY_CLICK = "pin", "click"

_SECONDS = 3600


class QuickOffer(msgspec.Struct, frozen=True):
    """How a vault can be come back to.

    Where log-out itself does not end it, a restart, another log-in, or switching it off
    does.
    """

    by_pin: bool
    ends_at_logout: bool


class QuickUnlock:
    """Arms, offers, uses and ends quick unlock.

    ``cost`` is Argon2's for a new PIN, ``hours`` what the settings say at the moment.
    :meth:`offer`, :meth:`turn`, :meth:`cancel`, :meth:`forget` with its two halves,
    :meth:`forget_all` and :meth:`count` are safe on any thread; everything else belongs on
    the session's.
    """

    def __init__(
        self,
        session: Session,
        keyring: Keyring,
        cost: Callable[[], "Argon2Cost"],
        hours: Callable[[], int],
        *,
        login: Callable[[], LogIn] = this_login,
    ) -> None:
        self._session = session
        self._keyring = keyring
        self._cost = cost
        self._hours = hours
        self._halves = Halves(
            "quick", session.places, keyring, session.clock, login, not_armed=NOT_ARMED
        )
        self._cancels = 0
        session.keys_gone.follow(self._keys_gone)

    def offer(self, path: Path) -> QuickOffer | None:
        """Return how the vault can be unlocked quickly, as far as the slot's file tells.

        Reads one small file and asks no keyring.  Never raises.
        """
        seen = self._halves.glimpse(path)
        if seen is None:
            return None
        return QuickOffer(seen.by_pin, self._halves.files.emptied_at_logout)

    def unlock(
        self,
        path: Path,
        pin: SecretBytes | None,
        *,
        make_default: bool = True,
        keep_key: bool = False,
        turn: int | None = None,
    ) -> "Finding | None":
        """Open the vault with the PIN, or by a click where there is none; closes no ``pin``.

        The try is counted in the keyring before it is made.  Whoever asks for it on one
        thread and has it done on another gives the :meth:`turn` of when it was asked for.

        Raises:
            InvalidInput: what was typed is no PIN; nothing was counted.
            WrongPin: the PIN is wrong; ``.left`` tries are left, with none of which it ends.
            QuickUnlockOver: it is over, and both halves are gone.
            KeyringFailed: in one of its kinds; nothing was tried.
            Cancelled: :meth:`cancel` was called, at whatever moment before this returns; the
                vault is locked, and a try that was counted stays so.
            CannotOpen: the vault's file is the matter; the try does not count.
        """
        turn = self._cancels if turn is None else turn
        self._go_on(turn)
        slot = self._slot_for(path, pin)
        taken = self._halves.take(path, slot, Rules(self._lifetime, from_use=False))
        with taken.secret:
            self._go_on(turn)
            finding = self._open(
                path,
                slot,
                Credentials(password=pin if slot.by_pin else None, keyring=taken.secret),
                left=taken.left,
                make_default=make_default,
                keep_key=keep_key,
            )
            if slot.by_pin:
                self._halves.succeeded(path, taken.secret)
        try:
            self._go_on(turn)
        except Cancelled:  # while the keyring counted anew: nobody wants the vault open now
            self._session.lock()
            raise
        return finding

    def turn(self) -> int:
        """Return what tells :meth:`unlock` which cancels come after the wish; any thread."""
        return self._cancels

    def cancel(self) -> None:
        """End an unlock that is under way, the keyring's question too; from any thread.

        One that was asked for with its :meth:`turn`, and has not begun, ends as it begins.
        """
        self._cancels += 1
        self._keyring.cancel()
        self._session.cancel()

    def arm(self, vault_key: SecretBytes | None = None) -> Arming | None:
        """Prepare quick unlock after the master password; None where it was not chosen.

        Without ``vault_key``, which stays the caller's, the session's kept key is taken.
        Never raises: the vault is open, and stays so.
        """
        taken = self._session.take_key() if vault_key is None else vault_key.copy()
        if taken is None:
            return None
        with taken, suppress(StrongroomError):
            choice = self._session.vault.local.quick
            return None if choice is None else self._prepared(taken, choice.pin)
        return None

    @property
    def choice(self) -> str | None:
        """What is chosen for the open vault: :data:`BY_PIN`, :data:`BY_CLICK` or None.

        Raises:
            VaultLocked: no vault is open.
            CannotOpen: the state folder cannot be used.
        """
        choice = self._session.vault.local.quick
        if choice is None:
            return None
        return BY_CLICK if choice.pin is None else BY_PIN

    def choose(self, credentials: Credentials, pin: SecretBytes | None) -> Arming:
        """Switch quick unlock on, with ``pin`` or by a click, for whoever can unlock anyway.

        The choice is kept on this machine, sealed; where the result's ``finish()`` fails,
        :meth:`take_back` undoes it.  The caller closes both arguments.

        Raises:
            InvalidInput: it is no PIN, or the vault's path is too long.
            VaultLocked, MustWait, WrongKey, MethodMissing: as in ``Session.verify``.
            CannotSave: the choice cannot be kept.
        """
        from strongroom.vault.quick_slot import QuickChoice, pin_factor  # noqa: PLC0415 - as above

        if pin is not None:
            check_pin(pin)
        self._session.verify(credentials, keep_key=True)
        taken = self._session.take_key()
        if taken is None:
            raise _over()
        with taken:
            factor = None if pin is None else pin_factor(pin, self._cost())
            arming = self._prepared(taken, factor)
        try:
            self._session.vault.local.choose_quick(QuickChoice(factor))
        except BaseException:
            arming.abandon()
            raise
        return arming

    def take_back(self) -> None:
        """Undo a choice that could not be put in force.

        Raises:
            VaultLocked, CannotOpen, CannotSave: the choice stands.
        """
        self._session.vault.local.choose_quick(None)
        self._halves.end(self._session.vault.path)

    def switch_off(self, credentials: Credentials) -> None:
        """End quick unlock, and arm it no more at the next master password.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as in ``Session.verify``.
            CannotSave: the choice stands, but quick unlock has ended.
        """
        self._session.verify(credentials)
        self._halves.end(self._session.vault.path)
        self._session.vault.local.choose_quick(None)

    def forget_file(self, path: Path) -> list[str]:
        """Do the half of :meth:`forget` that waits for nothing; safe on any thread.

        What is returned is for :meth:`drop`, aside.  Never raises.
        """
        return self._halves.end_file(path)

    def drop(self, names: Iterable[str]) -> None:
        """Have the keyring drop its half of what :meth:`forget_file` ended; never raises.

        It may wait for the keyring, on whatever thread.  What was armed since then stays.
        """
        self._halves.drop(names)

    def forget(self, path: Path) -> None:
        """End quick unlock until the next master password; never raises.

        The file is gone at once; a keyring that fails is passed over, for without the
        file its half opens nothing.  Safe on any thread, and it ends what is armed by then:
        later than a :meth:`forget_file`, :meth:`drop` is the other half.
        """
        self._halves.end(path)

    def count(self) -> int:
        """Return for how many vaults there is quick unlock, ended by time too; never raises."""
        return len(self._halves.files.names())

    def forget_all(self) -> None:
        """Do :meth:`forget` for every vault; never raises."""
        self._halves.end_all()

    def _slot_for(self, path: Path, pin: SecretBytes | None) -> "QuickSlot":
        """Return the slot, where there is one and what is given could open it."""
        slot = self._halves.find(path)
        if slot is None:
            raise _over()
        if slot.by_pin:
            if pin is None:
                raise MethodMissing(_("Quick unlock needs its PIN."))
            check_pin(pin)
        return slot

    def _open(
        self,
        path: Path,
        slot: "QuickSlot",
        credentials: Credentials,
        *,
        left: int,
        make_default: bool,
        keep_key: bool,
    ) -> "Finding | None":
        """Try once, and settle what that means for the tries."""
        try:
            return self._session.unlock_quick(
                path, slot, credentials, make_default=make_default, keep_key=keep_key
            )
        except WrongKey:
            if left == 0:
                self._halves.end(path)
            raise _wrong_pin(left) from None
        except QuickUnlockOver:
            self._halves.end(path)
            raise
        except Cancelled:  # nobody knows what it would have come to, so it counts
            raise
        except StrongroomError:
            if slot.by_pin and credentials.keyring is not None:
                self._halves.not_tried(path, credentials.keyring)
            raise

    def _prepared(self, vault_key: SecretBytes, pin: "PinFactor | None") -> Arming:
        vault = self._session.vault
        return self._halves.prepare(
            vault.path,
            vault_key,
            vault.vault_id,
            pin=pin,
            lifetime=self._lifetime,
            shown_lifetime=self._lifetime,
        )

    @property
    def _lifetime(self) -> float:
        return self._hours() * _SECONDS

    def _go_on(self, turn: int) -> None:
        if self._cancels != turn:
            raise Cancelled(_("Cancelled; nothing was changed."))

    def _keys_gone(self) -> None:
        # A lock leaves quick unlock in force.  Keys that go while the vault stays open
        # went with a change of the unlock methods.
        if self._session.is_open:
            self._halves.end(self._session.vault.path)


def _over() -> QuickUnlockOver:
    return QuickUnlockOver(_("Quick unlock has ended; unlock with the master password."))


def _wrong_pin(left: int) -> WrongPin:
    if left == 0:
        sentence = _(
            "The PIN is wrong, and that was the last try; unlock with the master password."
        )
        return WrongPin(sentence, left=0)
    sentence = ngettext(
        "The PIN is wrong; one more try, then the master password is asked for.",
        "The PIN is wrong; {left} more tries, then the master password is asked for.",
        left,
    )
    return WrongPin(sentence.format(left=left), left=left)
