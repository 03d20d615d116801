# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a new vault: an existing file is refused, and a failure leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from strongroom.crypto.kdf import KEY_BYTES, Argon2Cost
from strongroom.crypto.keys import VAULT_ID_BYTES
from strongroom.errors import AlreadyExists
from strongroom.model.credentials import NewUnlock
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import journal, locking, store
from strongroom.vault.access import Access, resolved
from strongroom.vault.building import fill, new_vault, no_folder, only_settings
from strongroom.vault.core import Clock, Core
from strongroom.vault.failures import when_saving
from strongroom.vault.header import Header
from strongroom.vault.keyslots import make_slots
from strongroom.vault.places import VaultPlaces, was_cut_short
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.standing import Standing
from strongroom.vault.store import Fingerprint
from strongroom.vault.unlocked import Unlocked, examine


def create_core(
    path: Path,
    *,
    name: str,
    unlock: NewUnlock,
    cost: Argon2Cost,
    places: VaultPlaces,
    clock: Clock,
) -> tuple[Core, SecretBytes | None]:
    """Make a vault at ``path`` and open it; the second value is its recovery code.

    Raises:
        AlreadyExists: a file of that name is there, or what is left of one.
        CannotSave: the file cannot be made.
        InvalidInput, Unreadable, TooCostly: of ``unlock``, as ``make_slots`` has it.
    """
    file = resolved(path)
    settings = SettingsRow(name=name, created=clock.now_ms())
    with told(file), _key_file_only_with_vault(unlock.key_file):
        refuse_place(file)
        made = _Made(file, unlock, cost, places)
        try:
            return made.filled(settings, clock), made.recovery_code
        except BaseException:
            made.close()
            raise


class _Made:
    """A vault's new key and methods, until a core owns them."""

    def __init__(
        self, file: Path, unlock: NewUnlock, cost: Argon2Cost, places: VaultPlaces
    ) -> None:
        vault_id = os.urandom(VAULT_ID_BYTES)
        with SecretBytes.random(KEY_BYTES) as vault_key:
            made = make_slots(unlock, vault_key=vault_key, vault_id=vault_id, cost=cost)
            self._unlocked = Unlocked.of(vault_key, vault_id)
        self.recovery_code = made.recovery_code
        self._header = Header(vault_id, made.slots).build()
        self._access = Access(file, places, lambda path: examine(path, lambda _h: self._unlocked))

    def close(self) -> None:
        self._unlocked.close()
        if self.recovery_code is not None:
            self.recovery_code.close()

    def filled(self, settings: SettingsRow, clock: Clock) -> Core:
        access = self._access
        with locking.exclusive(access.lock):
            standing, seen = self._make(settings)
        try:
            return Core(access, self._unlocked, clock, standing, seen, recalled=None)
        except BaseException:
            with suppress(OSError):
                access.file.unlink()
            raise

    def _make(self, settings: SettingsRow) -> tuple[Standing, Fingerprint]:
        """Fill the file, and read it back before it has its name.

        A drive that goes between the two would leave a vault whose recovery code nobody was
        shown.
        """
        with new_vault(self._access.file) as fresh:
            fill(
                fresh,
                header=self._header,
                unlocked=self._unlocked,
                generation=1,
                write_rows=only_settings(self._unlocked, settings),
            )
            seen = store.look_whole(fresh)
            with store.reading(fresh, alone=True) as connection:
                standing = self._unlocked.read(connection)
        return standing, seen


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Say in words why a new file cannot be made."""
    with when_saving(file):
        try:
            yield
        except FileExistsError as error:
            if error.filename != str(file):
                raise
            raise _taken(file) from None


def refuse_place(file: Path) -> None:
    """Say before the key is derived, which takes a while, that no vault can be made here.

    Raises:
        AlreadyExists: a file of that name is there, or what is left of one.
        NotWritable: there is no such folder.
    """
    if journal.companions(file):
        raise AlreadyExists(
            _("Remains of a vault called “{name}” lie there; choose another name.").format(
                name=file.name
            )
        )
    if os.path.lexists(file) and not was_cut_short(file):
        raise _taken(file)
    if not file.parent.is_dir():
        raise no_folder(file.parent)


def _taken(file: Path) -> AlreadyExists:
    return AlreadyExists(
        _("There is a file “{name}” already; choose another name.").format(name=file.name)
    )


@contextmanager
def _key_file_only_with_vault(key_file: Path | None) -> Iterator[None]:
    """Take away a key file that was made for a vault that was not."""
    is_new = key_file is not None and not os.path.lexists(key_file)
    try:
        yield
    except BaseException:
        if key_file is not None and is_new:
            key_file.unlink(missing_ok=True)
        raise
