# SPDX-License-Identifier: GPL-3.0-or-later
"""A passkey of Proton Pass.

Its key lies in ``content``: Base64 of MessagePack ``{c, v}``, whose ``c`` is MessagePack
again, a COSE key with its labels spelled out (protonpass/proton-pass-common,
``proton-pass-common/src/passkey``).  A key that is not of that form is kept as it stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from strongroom.exchange.builder import moment_of_seconds
from strongroom.exchange.days import iso_moment
from strongroom.exchange.encoded import bytes64, to_url64, url64
from strongroom.exchange.filling import Filling, keys
from strongroom.exchange.json_text import at, number_at, text_at
from strongroom.exchange.p256 import p256_pem
from strongroom.exchange.passkeys import Passkey, passkey_fields
from strongroom.model.fields import FieldKind
from strongroom.texts import _

_X, _Y, _PRIVATE = -2, -3, -4  # labels of a COSE key on a curve (RFC 9053, 7.1.1)

# Read here, or told twice: the domain is the site's, and which device made it is history.
_KNOWN = keys(
    "keyId content domain rpId rpName userName userDisplayName userId createTime note"
    " credentialId userHandle creationData"
)


def fill_passkey(filling: Filling, passkey: Mapping[str, Any]) -> None:
    """Fill in a passkey."""
    content = text_at(passkey, "content")
    inner = _inner(content)
    private = _private(inner)
    site = text_at(passkey, "rpId") or text_at(inner, "rid") or text_at(passkey, "domain")
    handle = text_at(passkey, "userHandle") or text_at(passkey, "userId")
    credential = url64(text_at(passkey, "credentialId")) or _url(at(inner, "cid"))
    counter = number_at(inner, "cnt")
    made = Passkey(
        rp_id=site,
        rp_name=text_at(passkey, "rpName"),
        username=text_at(passkey, "userName"),
        display_name=text_at(passkey, "userDisplayName"),
        credential_id=credential or text_at(passkey, "keyId"),
        user_handle=url64(handle) or _url(at(inner, "uhd")),
        private_key=private,
        counter="" if counter is None else str(counter),
        created=iso_moment(moment_of_seconds(number_at(passkey, "createTime"))),
    )
    filling.fields(passkey_fields(made))
    filling.custom(FieldKind.TEXT, text_at(passkey, "note"), _("passkey's note"))
    if not private or at(inner, "ext", "hmac_secret"):
        filling.custom(FieldKind.CONCEALED, content, _("passkey as Proton Pass keeps it"))
    filling.rest(passkey, _KNOWN, _("passkey "))


def _inner(content: str) -> object:
    outer = _unpacked(bytes64(content))
    packed = _octets(at(outer, "c"))
    return _unpacked(packed)


def _unpacked(data: bytes | None) -> object:
    try:
        return msgspec.msgpack.decode(data) if data else None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _octets(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return bytes(value) if isinstance(value, list) else b""
    except (TypeError, ValueError):
        return b""


def _url(value: object) -> str:
    return to_url64(_octets(value))


def _private(inner: object) -> str:
    found = dict(_parameters(at(inner, "key", "par")))
    return p256_pem(found.get(_PRIVATE, b""), found.get(_X, b""), found.get(_Y, b""))


def _parameters(pairs: object) -> Iterator[tuple[int, bytes]]:
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, list) and len(pair) == len(("label", "value")):
            label = number_at(pair[0], "c")
            octets = _octets(at(pair[1], "c"))
            if label is not None and octets:
                yield label, octets
