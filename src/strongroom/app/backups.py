# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as a person deals with them: listed, looked at, taken back from, cleared out.

Looking at one needs no key for its date and its counts, and the open vault's key for
whether it is sound.  Taking back is one change that undo reverses, and nothing is lost by
it: what is there now goes into the history of each item, what is too many into the trash.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from strongroom.app import backup_places
from strongroom.app.comparing import compare
from strongroom.app.restoring import bringing_all, bringing_some
from strongroom.app.session import Session
from strongroom.errors import CannotOpen, NewerVersion, NotAVault, NotFound, OtherVault
from strongroom.model.changes import Changes
from strongroom.model.credentials import Credentials
from strongroom.texts import _
from strongroom.vault.access import resolved
from strongroom.vault.backups import files as backup_files
from strongroom.vault.backups.files import BackupFile, Clear
from strongroom.vault.backups.placing import put_in_place, vault_id_at
from strongroom.vault.backups.proving import best_of
from strongroom.vault.backups.verdicts import BackupState
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.copies import VaultCopy
from strongroom.vault.header import Header
from strongroom.vault.places import VaultPlaces

__all__ = ["Backup", "BackupState", "Backups", "Placed", "Progress", "VaultCopy"]


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """One backup; ``items``, ``size`` and ``generation`` are 0 where it cannot be read."""

    path: Path
    made_ms: int
    items: int = 0
    size: int = 0
    generation: int = 0
    state: BackupState = BackupState.UNKNOWN

    @property
    def moment(self) -> datetime:
        """When it was made, on this computer's clock."""
        return datetime.fromtimestamp(self.made_ms / 1000, UTC).astimezone()


class Placed(msgspec.Struct, frozen=True):
    """Which backup lies in the vault's place by now, and where the file before it is kept."""

    backup: Backup
    kept: Path | None


class Backups:
    """The backups of the vault that ``session`` has open, or of one that does not open."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Looking

    def folder_of(self, vault_path: Path) -> Path:
        """Return the folder that the next backup of the vault goes into.

        Raises:
            CannotOpen: the vault's id cannot be read, and the folder bears it.
        """
        settings = self._session.safeguard.settings
        found = self._id_of(vault_path) if settings.backups_folder else b""
        if found is None:
            raise CannotOpen(_("“{name}” cannot be read.").format(name=vault_path.name))
        return backup_places.folder_for(settings, vault_path, found)

    def list(self, vault_path: Path) -> tuple[Backup, ...]:
        """Return the backups of the vault at ``vault_path``, newest first; needs no key.

        While that vault is open its key tells which of them it opens.
        """
        header = backup_files.header_at(vault_path)
        if self._is_open(vault_path):
            vault_id: bytes | None = self._session.vault.vault_id
        else:
            vault_id = None if header is None else self._id_of(vault_path)
        folders = backup_places.folders_of(self._session.safeguard.settings, vault_path, vault_id)
        files = _files_in(folders)
        if vault_id is None:
            with suppress(OtherVault):
                vault_id = self._id_of(vault_path, [file.path for file in files])
        if header is not None and header.vault_id != vault_id:
            header = None  # another vault's file lies in the place of the open one
        now = self._session.clock.now_ms()
        # A name of the future says nothing.
        newest_first = sorted(files, key=lambda file: (file.made_ms <= now, file), reverse=True)
        seen = (self._seen(file, vault_path, vault_id, header) for file in newest_first)
        return tuple(backup for backup in seen if backup is not None)

    def is_replaced(self, vault_path: Path) -> bool:
        """Tell whether another vault's file lies where this machine opened one last."""
        header = backup_files.header_at(vault_path)
        return header is not None and header.vault_id != self._id_of(vault_path)

    def looks_whole(self, vault_path: Path) -> bool:
        """Tell whether the vault's own file seems to be in order, as far as no key can tell."""
        return backup_files.looks_whole(vault_path)

    def judged(self, backup: Backup) -> Backup:
        """Return ``backup`` after a thorough look: with the key where a vault is open.

        That reads all of the file, and decrypts only its overviews.
        """
        if backup.state is BackupState.NEWER:
            return backup
        if self._session.is_open:
            state = self._session.vault.state_of_backup(backup.path, thorough=True)
        elif backup_files.looks_whole(backup.path):
            state = backup.state
        else:
            state = BackupState.DAMAGED
        return msgspec.structs.replace(backup, state=state)

    def newest_good(self, vault_path: Path) -> Backup | None:
        """Return the newest backup in which nothing wrong was found, None where there is none.

        Which is the newest its manifest says, and not its name.  Without a key its state is
        ``UNKNOWN``: the structure is whole, and what is in it nobody has verified.
        """
        wanted = BackupState.GOOD if self._is_open(vault_path) else BackupState.UNKNOWN
        newest_first = sorted(
            self.list(vault_path), key=lambda backup: backup.generation, reverse=True
        )
        judged = (self.judged(backup) for backup in newest_first if backup.state is wanted)
        return next((backup for backup in judged if backup.state is wanted), None)

    def named(self, vault_path: Path, name: str) -> Backup:
        """Return the backup that a person names: a path, a file's name, or its number.

        Numbers count from 1, the newest.

        Raises:
            NotFound: there is none.
        """
        found = self.list(vault_path)
        for number, backup in enumerate(found, start=1):
            if name in {str(number), backup.path.name, str(backup.path)}:
                return backup
        path = Path(name)
        if path.is_file():
            return Backup(path=path, made_ms=round(path.stat().st_mtime * 1000))
        if path.exists() and not path.is_dir():
            raise NotAVault(_("“{path}” is not a file; choose a vault's file.").format(path=path))
        sentence = _("There is no backup “{name}”; “backup list” tells which there are.")
        raise NotFound(sentence.format(name=name))

    # Making, and clearing out

    def make(self, progress: Progress = no_progress) -> Path | None:
        """Make a backup of the open vault now; None where there is one of this state.

        Raises:
            VaultLocked: no vault is open.
            CannotSave, CannotOpen: none was made; the sentence says why.
        """
        return self._session.safeguard.make(self._session.vault, progress)

    def superseded(self, vault_path: Path) -> tuple[Backup, ...]:
        """Return the backups whose end can be offered: locked with an earlier password.

        There are none before the password of now has opened the vault once.
        """
        vault = self._session.vault
        if not self._session.safeguard.proved or vault.read_only:
            return ()
        return tuple(
            backup
            for backup in self.list(vault_path)
            if backup.state is BackupState.OTHER_KEY and backup.generation < vault.generation
        )

    def remove(self, backups: Iterable[Backup]) -> int:
        """Delete the files of ``backups``, and return how many went."""
        gone = 0
        for backup in backups:
            with suppress(OSError):
                backup.path.unlink()
                gone += 1
        return gone

    # Taking back

    def restore(
        self,
        copy: VaultCopy,
        ids: Collection[int] | None = None,
        progress: Progress = no_progress,
    ) -> Changes:
        """Bring items back as they are in ``copy``, in one transaction.

        An item that is here becomes a new version, one that is gone comes back with its
        attachments, and one that lay in the trash out of it.  None means all: folders and
        trash too become as they were, and items that came since go to the trash.  What
        ``progress`` raises ends it; nothing was written.

        Raises:
            VaultLocked: no vault is open.
            NotFound: the copy has no such item.
            CannotSave, CannotOpen: nothing was written.
        """
        if ids is not None and not copy.overviews().keys() >= set(ids):
            raise NotFound(_("The backup does not hold all of these items."))
        if ids is None:
            change = bringing_all(copy, compare(self._session, copy, progress), progress)
        else:
            change = bringing_some(copy, ids, progress)
        return self._session.write(change, progress, bulk=True)

    def put_in_place(self, backup: Path, vault_path: Path) -> Path | None:
        """Let a backup take the place of a vault that does not open.

        Returns where the file that lay there is kept, None where there was none.

        Raises:
            Damaged: the backup is not whole; nothing was changed.
            OtherVault: it is another vault's, or nothing tells whose; nothing was changed.
            CannotSave: nothing was changed.
        """
        settings = self._session.safeguard.settings
        folders = backup_places.folders_of(settings, vault_path, self._id_of(vault_path))
        others = [file.path for file in _files_in(folders)]
        now = self._session.clock.now_ms()
        return put_in_place(self._places, backup, vault_path, now, others)

    def put_newest_in_place(self, vault_path: Path, credentials: Credentials) -> Placed:
        """Let the newest backup that is whole, and that ``credentials`` open, take its place.

        Each is verified before: one that was gutted leaves its turn to the next.

        Raises:
            WrongKey, MethodMissing, TooCostly, InvalidInput: they open none of them.
            Damaged: none that they open is whole; nothing was changed.
            CannotSave: nothing was changed.
        """
        backups = {backup.path: backup for backup in self.list(vault_path)}
        best = best_of(backups, credentials, self._places)
        return Placed(backups[best], self.put_in_place(best, vault_path))

    # Inside

    def _is_open(self, vault_path: Path) -> bool:
        session = self._session
        return session.is_open and resolved(session.vault.path) == resolved(vault_path)

    @property
    def _places(self) -> VaultPlaces:
        return VaultPlaces(state=self._session.places.state)

    def _id_of(self, vault_path: Path, backups: Iterable[Path] = ()) -> bytes | None:
        if self._is_open(vault_path):
            return self._session.vault.vault_id
        return vault_id_at(self._places, vault_path, backups)

    def _seen(
        self, file: BackupFile, vault_path: Path, vault_id: bytes | None, header: Header | None
    ) -> Backup | None:
        """Return what is known of a file; None where it is a backup of another vault."""
        try:
            clear = backup_files.glance(file.path)
        except CannotOpen as error:
            newer = isinstance(error, NewerVersion)
            state = BackupState.NEWER if newer else BackupState.DAMAGED
            return Backup(path=file.path, made_ms=file.made_ms, state=state)
        if vault_id is not None and clear.vault_id != vault_id:
            return None
        return Backup(
            path=file.path,
            made_ms=file.made_ms,
            items=clear.items,
            size=clear.size,
            generation=clear.generation,
            state=self._state(file.path, clear, vault_path, header),
        )

    def _state(
        self, path: Path, clear: Clear, vault_path: Path, header: Header | None
    ) -> BackupState:
        if self._is_open(vault_path):
            return self._session.vault.state_of_backup(path, thorough=False)
        if header is not None and not clear.methods & {slot.id for slot in header.slots}:
            return BackupState.OTHER_KEY  # a re-key makes every unlock method anew
        return BackupState.UNKNOWN


def _files_in(folders: Iterable[Path]) -> set[BackupFile]:
    return {file for folder in folders for file in backup_files.named_like_backups(folder)}
