# SPDX-License-Identifier: GPL-3.0-or-later
"""One more unlock method for a vault that keeps its key: one derivation and one save.

The new slot wraps the key that is in force, and header and manifest are written in one
transaction, so that the vault has it or does not.  What other programs have added by then
stays.
"""

from contextlib import closing

from strongroom.crypto.kdf import Argon2Cost
from strongroom.crypto.keys import derive_keys
from strongroom.errors import InvalidInput, StrongroomError
from strongroom.model.changes import Changes
from strongroom.model.credentials import NewMethod
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.core import Core
from strongroom.vault.header import MOST_SLOTS, Header, too_many_slots
from strongroom.vault.keyslots import make_slot, no_cheaper
from strongroom.vault.rekey import missing_key_files, remove_key_files
from strongroom.vault.saving import save
from strongroom.vault.slot import FactorType
from strongroom.vault.standing import read_head
from strongroom.vault.transaction import Plan, Transaction


class Adding:
    """A new unlock method, prepared: finish or abandon it.

    ``recovery_code`` is the caller's to close.
    """

    dropped: tuple[str, ...] = ()

    def __init__(
        self, core: Core, new: NewMethod, vault_key: SecretBytes, cost: Argon2Cost
    ) -> None:
        """Make the method, which takes as long as ``cost`` says; ``vault_key`` stays the caller's.

        Raises:
            ReadOnlyVault: a finding stands in the way.
            InvalidInput: there are too many methods, or a recovery code already.
            InvalidInput, Unreadable, CannotSave, TooCostly: of ``new``.
        """
        core.refuse_read_only()
        self._core = core
        self._unlocked = core.unlocked
        vault_id = core.unlocked.vault_id
        with closing(derive_keys(vault_key, vault_id)) as keys:
            if keys.key_id != core.unlocked.keys.key_id:
                message = "the key of another vault, or of another time"
                raise ValueError(message)
        self._recovery = new.recovery
        present = Header.parse(core.standing.header)
        self._refuse(present)
        cost = no_cheaper(cost, present.slots)
        self._new_key_files = missing_key_files([new])
        made = make_slot(new, vault_key=vault_key, vault_id=vault_id, cost=cost)
        (self._slot,) = made.slots
        self.recovery_code = made.recovery_code

    def finish(self, _progress: Progress = no_progress) -> Changes:
        """Put the method in force; after a failure it may be tried again.

        Raises:
            InvalidInput: another program has added too many by now, or a recovery code.
            CannotSave, CannotOpen: nothing changed.
        """
        # A key file too many harms nobody, one too few takes a way into the vault.
        made, self._new_key_files = self._new_key_files, ()
        try:
            return save(self._core, self._plan)
        except StrongroomError:
            if not self._may_be_in_force():
                self._new_key_files = made
            raise

    def abandon(self) -> None:
        """Leave everything as it was; what is in force already stays in force."""
        if self.recovery_code is not None:
            self.recovery_code.close()
        remove_key_files(self._new_key_files)
        self._new_key_files = ()

    def _may_be_in_force(self) -> bool:
        """Tell whether the file has the method after all, or cannot be asked.

        The end of a save may fail when the disk has all of it already.
        """
        try:
            (header, _manifest), _seen = self._core.access.read(read_head)
            return self._slot.id in {slot.id for slot in Header.parse(header).slots}
        except StrongroomError:
            return True

    def _plan(self, transaction: Transaction) -> Plan:
        if self._core.unlocked is not self._unlocked:
            message = "the vault has another key by now"
            raise ValueError(message)
        standing = transaction.standing
        header = Header.parse(standing.header)
        if self._slot.id in {slot.id for slot in header.slots}:  # the last try came to its end
            return Plan([], standing.settings, None)
        self._refuse(header)
        grown = header.with_slots((*header.slots, self._slot))
        return Plan([], standing.settings, grown.build())

    def _refuse(self, header: Header) -> None:
        if len(header.slots) >= MOST_SLOTS:
            raise too_many_slots()
        codes = [slot for slot in header.slots if slot.types == (FactorType.RECOVERY_CODE,)]
        if self._recovery and codes:
            raise InvalidInput(
                _("This vault has a recovery code already; replace it, or remove it first.")
            )
