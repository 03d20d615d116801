# SPDX-License-Identifier: GPL-3.0-or-later
"""New unlock methods mean a new vault key, and every row sealed afresh into a new file.

A rewrap alone would let an old copy of the file together with an old password open every
save to come.  Nothing changes before :meth:`Rekey.finish`: the new file takes the old
one's place in one step, with the lock held, or not at all.
"""

import os
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from strongroom.crypto.kdf import KEY_BYTES, Argon2Cost
from strongroom.model.credentials import NewMethod, NewUnlock
from strongroom.secret import SecretBytes
from strongroom.vault import journal, locking, store
from strongroom.vault.access import TRIES
from strongroom.vault.building import fill, new_file
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.core import Core
from strongroom.vault.failures import (
    LeftBehind,
    Replaced,
    busy_saving,
    not_as_written,
    refuse_unwritable,
    when_saving,
)
from strongroom.vault.header import Header
from strongroom.vault.journal import Soundness
from strongroom.vault.keyslots import make_slots, no_cheaper
from strongroom.vault.leftovers import clear_beside
from strongroom.vault.method_list import methods_of
from strongroom.vault.places import REKEY, sync_folder, unfinished
from strongroom.vault.resealing import Resealing
from strongroom.vault.row_types import Retired, SettingsRow
from strongroom.vault.saving import catch_up
from strongroom.vault.slot import Slot
from strongroom.vault.standing import Standing
from strongroom.vault.unlocked import Unlocked, examine


class Rekey:
    """A change of unlock methods, prepared: finish or abandon it.

    ``recovery_code`` is the caller's to close, and ``dropped`` names the unlock methods
    that will be gone because nothing here can make them anew.  Those that were ``removed``
    on purpose are not among them.
    """

    def __init__(
        self,
        core: Core,
        new: NewUnlock,
        cost: Argon2Cost,
        removed: Collection[str] = (),
    ) -> None:
        """Make the new key and its unlock methods, which takes as long as ``cost`` says.

        They cost at least what the dearest password of now does.

        Raises:
            ReadOnlyVault: a finding stands in the way.
            NotWritable: the vault's file or folder is read-only.
            InvalidInput, Unreadable, CannotSave, TooCostly: of ``new``.
        """
        core.refuse_read_only()
        refuse_unwritable(core.file)
        self._core = core
        self._new_key_files = missing_key_files(new.methods)
        old = Header.parse(core.standing.header)
        cost = no_cheaper(cost, old.slots)
        with SecretBytes.random(KEY_BYTES) as vault_key:
            try:
                made = make_slots(new, vault_key=vault_key, vault_id=old.vault_id, cost=cost)
            except BaseException:
                remove_key_files(self._new_key_files)
                raise
            self._unlocked = Unlocked.of(vault_key, old.vault_id)
        self._header = old.with_slots(made.slots).build()
        self.recovery_code = made.recovery_code
        gone = _not_remade(old.slots, made.slots, new.methods, removed)
        names = dict(zip(old.slots, methods_of(old.slots), strict=True))
        self.dropped = tuple(names[slot].name for slot in gone)

    def finish(self, progress: Progress = no_progress) -> None:
        """Put the new methods in force; after a failure it may be tried again.

        ``progress`` is told rows done and rows in all; what it raises ends the re-key.

        Raises:
            CannotSave, CannotOpen: nothing changed.
        """
        core = self._core
        for _attempt in range(TRIES):
            try:
                with when_saving(core.file), locking.exclusive(core.access.lock):
                    refuse_unwritable(core.file)
                    return self._finish_once(progress)
            except (Replaced, LeftBehind):
                continue
        raise busy_saving(core.file)

    def abandon(self) -> None:
        """Leave everything as it was; what is in force already stays in force."""
        if self._core.unlocked is not self._unlocked:
            self._unlocked.close()
        if self.recovery_code is not None:
            self.recovery_code.close()
        remove_key_files(self._new_key_files)

    def _finish_once(self, progress: Progress) -> None:
        core = self._core
        if journal.companions(core.file):
            core.access.settle()
        clear_beside(core.file)
        before = store.look(core.file)
        fresh = unfinished(core.file, REKEY)
        with new_file(fresh):
            standing = self._resealed(fresh, progress)
            # The connection that kept others from saving is closed by now.
            if store.look(core.file) != before:
                raise Replaced
            # From here on the vault may need it, whatever interrupts us: a key file too many
            # harms nobody, one too few locks the vault for ever.
            self._new_key_files = ()
            os.replace(fresh, core.file)  # noqa: PTH105 - the name of what it does
        sync_folder(core.file.parent)
        core.go_over_to(self._unlocked, standing)

    def _resealed(self, fresh: Path, progress: Progress) -> Standing:
        """Fill the new file, and believe it only once all of it has been read back."""
        core, new = self._core, self._unlocked
        with store.reading(core.file) as source:
            catch_up(core, source)
            resealing = Resealing(
                source, core.standing, core.unlocked, new, self._settings(), progress
            )
            fill(
                fresh,
                header=self._header,
                unlocked=new,
                generation=core.standing.stored.generation + 1,
                write_rows=resealing.write,
            )
        if examine(fresh, lambda _header: new) is not Soundness.CLEAN:
            raise not_as_written(fresh, core.file)
        with store.reading(fresh, alone=True) as connection:
            return new.read(connection)

    def _settings(self) -> SettingsRow:
        core = self._core
        settings, keys = core.standing.settings, core.unlocked.keys
        retired = Retired(key=keys.key_id, at=core.clock.now_ms(), local=bytes(keys.local.buffer))
        return msgspec.structs.replace(
            settings,
            writers=core.writers_after_save(),
            retired=(*settings.retired, retired),
        )


def missing_key_files(methods: Sequence[NewMethod]) -> tuple[Path, ...]:
    """Return the key files that will be made because they are not there."""
    wanted = dict.fromkeys(method.key_file for method in methods)
    return tuple(p for p in wanted if p is not None and not os.path.lexists(p))


def remove_key_files(made: Sequence[Path]) -> None:
    """Take away key files that were made for nothing."""
    for path in made:
        with suppress(OSError):
            path.unlink()


def _not_remade(
    old: Sequence[Slot],
    made: Sequence[Slot],
    methods: Sequence[NewMethod],
    removed: Collection[str],
) -> list[Slot]:
    """Return the old slots whose place no new one of their kind takes, in their order.

    A method that does not say whose place it takes has that of the first one of its kind.
    """
    pairs = list(zip(made, methods, strict=True))
    kept = {(method.instead_of, slot.types) for slot, method in pairs if method.instead_of}
    free = Counter(slot.types for slot, method in pairs if not method.instead_of)
    gone = []
    for slot in old:
        if slot.id.hex() in removed or (slot.id.hex(), slot.types) in kept:
            continue
        if free[slot.types]:
            free[slot.types] -= 1
        else:
            gone.append(slot)
    return gone
