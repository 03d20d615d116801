# SPDX-License-Identifier: GPL-3.0-or-later
"""Files whose place nothing takes, whoever said yes to it: vaults, key files, and our own.

A vault is its owner's only copy of what is in it, and a backup or a key file is never missed
before it is needed; none of them can be made again.  So what is known by its first bytes is
spared wherever it lies, and what this program keeps for itself wherever that is.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from strongroom.app.backup_places import folders_of
from strongroom.app.session import Session
from strongroom.errors import NotWritable
from strongroom.texts import _
from strongroom.vault.key_file import is_key_file
from strongroom.vault.preview import is_vault

_BESIDE = ("-journal", "-wal", "-shm")  # after a vault's name: SQLite acts upon these


def check_what_is_there(path: Path) -> None:
    """Refuse the place of a vault, of a vault's journal, and of a key file.

    Raises:
        NotWritable: such a file is there.
    """
    if is_vault(path):
        sentence = _("“{path}” is a vault, and is never replaced; choose another name.")
        raise NotWritable(sentence.format(path=path))
    if is_key_file(path):
        sentence = _("“{path}” is a key file, and is never replaced; choose another name.")
        raise NotWritable(sentence.format(path=path))
    if any(is_vault(vault) for vault in _vaults_of(path)):
        sentence = _("“{path}” belongs to the vault beside it; choose another name.")
        raise NotWritable(sentence.format(path=path))


def check(path: Path, session: Session) -> None:
    """Refuse besides what belongs to the open vault, and the folders that are our own.

    Raises:
        VaultLocked: no vault is open.
        NotWritable: as above, or ``path`` lies where this program keeps its own.
    """
    check_what_is_there(path)
    place = Path(os.path.realpath(path))
    known = session.remembered.key_file(session.vault.path)
    if known is not None and place == Path(os.path.realpath(known)):
        sentence = _(
            "“{path}” is the vault's key file, and is never replaced; choose another name."
        )
        raise NotWritable(sentence.format(path=path))
    if any(place.is_relative_to(folder) for folder in _own_folders(session)):
        sentence = _("In “{folder}” Strongroom keeps its own files; choose another folder.")
        raise NotWritable(sentence.format(folder=path.parent))
    if os.path.lexists(path) and place.parent in _backup_folders(session):
        sentence = _("“{path}” lies among the vault's backups; choose another name or folder.")
        raise NotWritable(sentence.format(path=path))


def _vaults_of(path: Path) -> Iterator[Path]:
    for ending in _BESIDE:
        if path.name.endswith(ending) and path.name != ending:
            yield path.with_name(path.name.removesuffix(ending))


def _own_folders(session: Session) -> Iterator[Path]:
    places = session.places
    for folder in (places.state, places.config, places.runtime):
        if folder is not None:
            yield Path(os.path.realpath(folder))


def _backup_folders(session: Session) -> set[Path]:
    vault = session.vault
    found = folders_of(session.safeguard.settings, vault.path, vault.vault_id)
    return {Path(os.path.realpath(folder)) for folder in found}
