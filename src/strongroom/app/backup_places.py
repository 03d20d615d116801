# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the backups of a vault lie: beside it, or in a folder of its own in a chosen one."""

from pathlib import Path

from strongroom.app.settings import Settings
from strongroom.vault.access import resolved
from strongroom.vault.backups import files as backup_files


def folder_for(settings: Settings, vault: Path, vault_id: bytes) -> Path:
    """Return the folder that the next backup goes into."""
    vault = resolved(vault)
    if not settings.backups_folder:
        return backup_files.folder_beside(vault)
    return backup_files.folder_within(Path(settings.backups_folder), vault, vault_id)


def folders_of(settings: Settings, vault: Path, vault_id: bytes | None) -> tuple[Path, ...]:
    """Return every folder that may hold backups: the present one first, and beside the vault.

    Without ``vault_id``, which cannot be read from a damaged file, those in a chosen folder
    that bear the vault's name.
    """
    vault = resolved(vault)
    beside = backup_files.folder_beside(vault)
    if not settings.backups_folder:
        return (beside,)
    chosen = Path(settings.backups_folder)
    if vault_id is not None:
        return (backup_files.folder_within(chosen, vault, vault_id), beside)
    return (*backup_files.folders_within(chosen, vault), beside)
