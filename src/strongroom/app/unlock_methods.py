# SPDX-License-Identifier: GPL-3.0-or-later
"""What opens a vault: listed, added to, taken away from and replaced, for both front ends.

Whoever asks shows first that they can open the vault.  Adding keeps the vault's key.
Removing and replacing make a new one, under which only what is at hand can be made again:
the passwords and key files that were given, and the recovery code, which is another then
and has to be typed back.  Whatever else there was is named before anything happens, and
the last way in is never taken.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from strongroom.app.rekeying import PendingChange
from strongroom.app.session import Session
from strongroom.errors import CannotSave, InvalidInput, NotFound
from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.texts import N_, _, ngettext
from strongroom.vault import key_file
from strongroom.vault.method_list import UnlockMethod

__all__ = ["UnlockMethod", "UnlockMethods", "about", "after_removal", "create_key_file"]

RECOVERY, PASSWORD, KEY_FILE = ("recovery_code",), ("password",), ("key_file",)
PASSWORD_AND_KEY_FILE = ("password", "key_file")
_KNOWN = frozenset({"password", "key_file", "recovery_code"})

_SHORTEST_ID = 8  # hexadecimal digits of an id that name a method
_KIB_IN_MIB = 1024

_ABOUT: Mapping[tuple[str, ...], str] = {
    PASSWORD: N_("Opens the vault by itself."),
    PASSWORD_AND_KEY_FILE: N_("Opens the vault only together: the password and the file."),
    KEY_FILE: N_("Whoever has this file and the vault opens it; no password is asked for."),
    RECOVERY: N_("Opens the vault by itself. It stands in the recovery kit, on paper."),
}


class UnlockMethods:
    """The unlock methods of the session's open vault; on the session's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> tuple[UnlockMethod, ...]:
        """Return those that lie in the vault, in their order.

        Raises:
            VaultLocked: no vault is open.
        """
        return self._session.vault.methods()

    def begin_add(self, current: Credentials, new: NewMethod) -> PendingChange:
        """Prepare one more; the caller closes both, and finishes or abandons the result.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as ``Session.verify``.
            InvalidInput: there are too many, or ``new`` cannot be taken.
            Unreadable, CannotSave: its key file cannot be read, or made.
        """
        if new.password is None and new.key_file is not None:
            _refuse_half(current, new.key_file)
        return self._session.rekeying.add(current, new)

    def begin_change(
        self,
        given: Sequence[Credentials],
        *,
        removed: Collection[str] = (),
        added: Sequence[NewMethod] = (),
    ) -> PendingChange:
        """Prepare a re-key that drops ``removed`` and makes ``added`` anew.

        ``given`` opens the vault, and whatever each of them opens stays.  A recovery code
        that stays is another afterwards.  Without either it is the recovery code alone that
        is replaced.  The caller closes all credentials, and finishes or abandons the result.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as ``Session.verify``, for each.
            InvalidInput: nothing would be left that opens the vault.
            NotFound: there is no method of such an id.
            ReadOnlyVault, CannotSave: as ``Session.begin_rekey``.
        """
        methods = self.list()
        _refuse_unknown(methods, removed)
        _refuse_last(methods, removed, added)
        at_hand: dict[str, Credentials] = {}
        for credentials in given:
            for method in self._session.opened_by(credentials):
                at_hand.setdefault(method.id, credentials)
        made = tuple(_remade(methods, at_hand, removed, added))
        if not made:
            raise InvalidInput(_nothing_left(methods, removed))
        return self._session.rekeying.prepare(NewUnlock(also=made), removed)

    def find(self, name: str) -> UnlockMethod:
        """Return the method that a person names, by its name or the beginning of its id.

        Raises:
            NotFound: there is none, or more than one.
        """
        return find(self.list(), name)

    def move_key_file(self, source: Path, target: Path) -> None:
        """Bring a key file to another place: written, read back, then gone from the old one.

        Raises:
            Unreadable, InvalidInput: ``source`` cannot be read, or is no key file.
            AlreadyExists: something is at ``target``.
            CannotSave: nothing was moved.
        """
        key_file.move(source, target)
        try:
            self._session.remembered.move_key_file(source, target)
        except CannotSave:  # it is asked for the next time
            return


def create_key_file(path: Path) -> None:
    """Make a new key file, which opens nothing so far.

    Raises:
        AlreadyExists: there is a file of that name.
        CannotSave: it cannot be written.
    """
    key_file.create(path).close()


def find(methods: Sequence[UnlockMethod], name: str) -> UnlockMethod:
    """Return the one of ``methods`` that a person names; raises as :meth:`UnlockMethods.find`."""
    wanted = name.strip().casefold()
    for_ids = len(wanted) >= _SHORTEST_ID
    found = [m for m in methods if m.name.casefold() == wanted]
    found = found or [m for m in methods if for_ids and m.id.startswith(wanted)]
    if len(found) != 1:
        text = _("No unlock method of this vault is called “{name}”; it has: {names}.")
        raise NotFound(text.format(name=name, names=", ".join(m.name for m in methods)))
    return found[0]


def about(method: UnlockMethod) -> str:
    """Say what a method is, and what trying to guess it takes."""
    plain = _ABOUT.get(method.factors)
    if plain is None:
        known = _KNOWN.issuperset(method.factors)
        together = N_("Opens the vault only with all of these together.")
        newer = N_("A newer version made it. A change of the unlock methods drops it.")
        plain = together if known else newer
    if method.cost is None:
        return _(plain)
    cost = _("A guess at the password takes {memory} MiB of memory.")
    return f"{_(plain)} {cost.format(memory=method.cost.memory_kib // _KIB_IN_MIB)}"


def about_quick(*, by_pin: bool) -> str:
    """Say what quick unlock is, beside the methods that lie in the vault."""
    if by_pin:
        return _(
            "Opens the vault with a PIN, on this computer only; a change of the unlock methods "
            "ends it."
        )
    return _(
        "Opens the vault with a click, on this computer only; a change of the unlock methods "
        "ends it."
    )


def consequences(methods: Sequence[UnlockMethod], removed: Collection[str]) -> str:
    """Say what removing does to everything else that opens the vault."""
    sentences = [
        _("Everything in the vault is sealed afresh under a new key."),
        _("Quick unlock and the terminal's grants end."),
    ]
    if any(m.factors == RECOVERY and m.id not in removed for m in methods):
        sentences.append(_("The recovery code is replaced: the page you have opens it no more."))
    return " ".join(sentences)


def after_removal() -> str:
    """Say what still opens with what is gone."""
    return _(
        "Backups and other copies from before still open with what was removed; "
        "delete them when they are no longer needed."
    )


def has_code(methods: Sequence[UnlockMethod]) -> bool:
    """Tell whether a recovery code opens the vault."""
    return any(method.factors == RECOVERY for method in methods)


def only_code(methods: Sequence[UnlockMethod]) -> bool:
    """Tell whether nothing but a recovery code opens the vault."""
    return has_code(methods) and all(method.factors == RECOVERY for method in methods)


def without_key_file(methods: Sequence[UnlockMethod]) -> str:
    """Say what is left to someone who has lost the key file."""
    others = [m for m in methods if _KNOWN.issuperset(m.factors) and "key_file" not in m.factors]
    if not others:
        return _(
            "Without its key file nothing opens this vault: no other way was ever added, and "
            "its backups need the file too. Look for a copy of it: on a stick, in a safe, in "
            "a backup of the folder where it lay."
        )
    names = ", ".join(m.name for m in others)
    text = ngettext(
        "This opens the vault without its key file: {methods}. Once inside, remove the "
        "method with the lost file, or give it a new one.",
        "These open the vault without its key file: {methods}. Once inside, remove the "
        "method with the lost file, or give it a new one.",
        len(others),
    )
    return text.format(methods=names)


def _remade(
    methods: Sequence[UnlockMethod],
    at_hand: Mapping[str, Credentials],
    removed: Collection[str],
    added: Sequence[NewMethod],
) -> Iterator[NewMethod]:
    """Give what the vault opens with afterwards: each in the place that it has."""
    replacing = {new.instead_of: new for new in added if new.instead_of}
    for method in methods:
        if method.id in replacing:
            yield replacing[method.id]
        elif method.id in removed:
            continue
        elif method.factors == RECOVERY:
            yield NewMethod(recovery=True, instead_of=method.id)
        elif method.id in at_hand:
            yield _again(method, at_hand[method.id])
    yield from (new for new in added if not new.instead_of)


def _again(method: UnlockMethod, given: Credentials) -> NewMethod:
    return NewMethod(
        password=given.password if "password" in method.factors else None,
        key_file=given.key_file if "key_file" in method.factors else None,
        instead_of=method.id,
    )


def _refuse_unknown(methods: Sequence[UnlockMethod], removed: Collection[str]) -> None:
    if not {method.id for method in methods}.issuperset(removed):
        raise NotFound(_("The unlock methods have changed meanwhile; look at them again."))


def _refuse_last(
    methods: Sequence[UnlockMethod], removed: Collection[str], added: Sequence[NewMethod]
) -> None:
    if not added and all(method.id in removed for method in methods):
        raise InvalidInput(
            _("This is the only way into the vault, so it stays; add another one first.")
        )


def _nothing_left(methods: Sequence[UnlockMethod], removed: Collection[str]) -> str:
    kept = ", ".join(method.name for method in methods if method.id not in removed)
    text = _("Give what opens the vault by “{methods}” too, so that it can stay.")
    return text.format(methods=kept)


def _refuse_half(current: Credentials, alone: Path) -> None:
    """Refuse a file that goes with a password already: alone it would make that needless."""
    beside = current.key_file
    if beside is None or not alone.exists() or current.password is None:
        return
    if key_file.same(beside, alone):
        raise InvalidInput(
            _(
                "This key file goes with your master password; opening the vault alone, it "
                "would make the password needless. Make another file for that."
            )
        )
