# SPDX-License-Identifier: GPL-3.0-or-later
"""Proton Pass: its JSON, alone or in a zip with files.

An export is ``Proton Pass/data.json`` in a zip, beside ``Proton Pass/files/<id>-<name>``
(ProtonMail's WebClients, ``packages/pass/lib/export`` and ``…/protobuf/protos/item-v1.proto``).
With a passphrase it is ``data.pgp`` instead, or one PGP message, which is said and not read:
decrypting it is gpg's, and its result is such a JSON.
"""

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.format import Format
from strongroom.exchange.proton.reading import Reader
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.zip_files import ZipFiles
from strongroom.texts import N_, _

_PGP = b"-----BEGIN PGP MESSAGE-----"
_DATA, _LOCKED = "data.json", "data.pgp"
_FOLDERS = ("Proton Pass/", "")


def _named(zipped: ZipFiles, name: str) -> str:
    """Return the whole name of a file of the export, "" where it is not there."""
    whole = (f"{folder}{name}" for folder in _FOLDERS)
    return next((one for one in whole if one in zipped.names), "")


def _is_export(data: object) -> bool:
    vaults = data.get("vaults") if isinstance(data, dict) else None
    return isinstance(vaults, dict) and "version" in data  # type: ignore[operator]


def _fits(source: Source) -> bool:
    if source.head.lstrip().startswith(_PGP):
        return True
    if source.zip is None:
        return _is_export(source.json)
    if _named(source.zip, _LOCKED):
        return True
    name = _named(source.zip, _DATA)
    return bool(name) and _is_export(json_text.parse(source.zip.read(name)))


def _read(source: Source, _given: Given, step: Step) -> Reading:
    zipped = source.zip
    name = _named(zipped, _DATA) if zipped is not None else ""
    if source.head.lstrip().startswith(_PGP) or (zipped is not None and not name):
        raise CannotImport(
            _(
                "The export is encrypted with PGP: export it again without a passphrase,"
                " or decrypt it first, with “gpg --decrypt”."
            )
        )
    data = source.json if zipped is None else json_text.parse(zipped.read(name))
    return Reader(data, zipped, name.removesuffix(_DATA)).read(step)


FORMATS = (Format("proton", N_("Proton Pass (JSON or zip)"), _fits, _read, ("zip", "json", "pgp")),)
