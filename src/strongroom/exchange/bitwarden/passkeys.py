# SPDX-License-Identifier: GPL-3.0-or-later
"""A passkey in Bitwarden's JSON, both ways.

Sources: ``fido2-credential.export.ts``, ``credential-id-utils.ts`` and
``guid-utils.ts`` of bitwarden/clients.  A credential's id is a GUID, or ``b64.`` before
base64url; the key is PKCS #8 in base64url, always of ECDSA over P-256.  One creation date
that is no date makes Bitwarden's program refuse the whole file.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from strongroom.exchange.bitwarden.moments import iso
from strongroom.exchange.builder import EntryBuilder, moment_of_iso
from strongroom.exchange.encoded import bytes64, der_of, pem_of, to_url64
from strongroom.exchange.json_text import text_at
from strongroom.exchange.passkeys import Passkey, passkey_fields
from strongroom.exchange.unknown_keys import keep_unknown, objects_of
from strongroom.texts import _

_TYPE, _ALGORITHM, _CURVE = "public-key", "ECDSA", "P-256"
_P256 = bytes.fromhex("06082a8648ce3d030107")  # the curve's object identifier, as DER
_PREFIX = "b64."
_COUNTER = re.compile(r"[0-9]{1,10}")  # it is of 32 bits
_KEYS = frozenset({
    "credentialId", "keyType", "keyAlgorithm", "keyCurve", "keyValue", "rpId", "userHandle",
    "userName", "counter", "rpName", "userDisplayName", "discoverable", "creationDate",
})  # fmt: skip


def add(builder: EntryBuilder, login: Mapping[str, Any]) -> None:
    """Add the passkeys of a login."""
    for one in objects_of(builder, login, "fido2Credentials"):
        for field in passkey_fields(_read(one)):
            builder.field(field)
        for key, usual in (("keyType", _TYPE), ("keyAlgorithm", _ALGORITHM), ("keyCurve", _CURVE)):
            if (text := text_at(one, key)) != usual:
                builder.text(_("passkey's {name}").format(name=key), text)
        keep_unknown(builder, one, _KEYS, "passkey.")


def _read(one: Mapping[str, Any]) -> Passkey:
    return Passkey(
        rp_id=text_at(one, "rpId"),
        rp_name=text_at(one, "rpName"),
        username=text_at(one, "userName"),
        display_name=text_at(one, "userDisplayName"),
        credential_id=_credential(text_at(one, "credentialId")),
        user_handle=text_at(one, "userHandle").rstrip("="),
        private_key=_pem(text_at(one, "keyValue")),
        counter=text_at(one, "counter"),
        discoverable=text_at(one, "discoverable"),
        created=text_at(one, "creationDate"),
    )


def written(passkey: Passkey) -> dict[str, Any] | None:
    """Return a passkey as Bitwarden writes it, None for one that it cannot use."""
    der = der_of(passkey.private_key)
    if der is None or _P256 not in der[:64] or not (passkey.rp_id and passkey.credential_id):
        return None
    return {
        "credentialId": _credential_written(passkey.credential_id),
        "keyType": _TYPE,
        "keyAlgorithm": _ALGORITHM,
        "keyCurve": _CURVE,
        "keyValue": to_url64(der),
        "rpId": passkey.rp_id,
        "userHandle": passkey.user_handle or None,
        "userName": passkey.username or None,
        "counter": passkey.counter if _COUNTER.fullmatch(passkey.counter) else "0",
        "rpName": passkey.rp_name or None,
        "userDisplayName": passkey.display_name or None,
        "discoverable": "true" if passkey.discoverable.lower() == "true" else "false",
        "creationDate": iso(moment_of_iso(passkey.created) or 0),
    }


def _credential(text: str) -> str:
    if text.startswith(_PREFIX):
        return text.removeprefix(_PREFIX).rstrip("=")
    try:
        return to_url64(uuid.UUID(text).bytes)
    except ValueError:
        return text


def _credential_written(text: str) -> str:
    try:
        return str(uuid.UUID(bytes=bytes64(text) or b""))
    except ValueError:
        return _PREFIX + text


def _pem(text: str) -> str:
    """Return a key as PEM; what is no Base64 stays as it is."""
    key = bytes64(text)
    return text if key is None else pem_of(key)
