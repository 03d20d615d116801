# SPDX-License-Identifier: GPL-3.0-or-later
"""Bitwarden's export, written: what its importer takes, plain or protected by a password.

Source: ``bitwarden-json-importer.ts`` and ``bitwarden-password-protected-importer.ts`` of
bitwarden/clients, which read the file that ``individual-vault-export.service.ts`` writes.
Item after item goes out, so that no more than one is in memory.
"""

import uuid
from typing import Any, BinaryIO

import msgspec

from strongroom.crypto.kdf import Argon2Cost
from strongroom.exchange.bitwarden import ciphers, own
from strongroom.exchange.bitwarden.protection import BITWARDENS_COST, ProtectedFile
from strongroom.exchange.bitwarden.telling import Told
from strongroom.exchange.outgoing import Outgoing
from strongroom.exchange.reading import Step, no_step
from strongroom.secret import SecretBytes


def write_json(
    out: BinaryIO,
    outgoing: Outgoing,
    password: SecretBytes | None = None,
    step: Step = no_step,
    *,
    cost: Argon2Cost = BITWARDENS_COST,
) -> tuple[str, ...]:
    """Write all items, protected where there is a password; return what is not there, or not so.

    Raises:
        TooCostly: this machine cannot give the memory for the password.
    """
    if password is None:
        return _write(out, outgoing, step)
    protected = ProtectedFile(out, password, cost)
    try:
        losses = _write(protected, outgoing, step)
        protected.finish()
    finally:
        protected.close()
    return losses


def _write(out: BinaryIO | ProtectedFile, outgoing: Outgoing, step: Step) -> tuple[str, ...]:
    ids = {path: str(uuid.uuid4()) for path in outgoing.folders if path}
    told = Told()
    out.write(b'{\n"encrypted": false,\n"folders": ')
    out.write(msgspec.json.encode([_folder(path, ids[path]) for path in ids]))
    out.write(b',\n"items": [')
    separator = b"\n"
    for item in outgoing.items():
        step()
        made = ciphers.written(item, ids.get(item.path))
        told.note(item, made)
        out.write(separator + msgspec.json.encode(made.cipher))
        separator = b",\n"
    out.write(b"\n]\n}\n")
    return tuple(told.sentences())


def _folder(path: tuple[str, ...], folder_id: str) -> dict[str, Any]:
    folder: dict[str, Any] = {"id": folder_id, "name": "/".join(path)}
    if any("/" in name for name in path):
        folder[own.KEY] = {"path": path}
    return folder
