# SPDX-License-Identifier: GPL-3.0-or-later
"""FreeOTP+: its JSON export.

Sources: ``importers/FreeOtpImporter.java`` and ``FreeOtpPlusImporter.java`` of
beemdevelopment/Aegis, ``Token.java`` of freeotp/freeotp-android.  A secret is a list of signed
bytes.  ``issuerExt`` is the site's name, and ``issuerAlt`` and ``labelAlt`` are what a person
has put in its place.
"""

from collections.abc import Mapping
from typing import Any

from strongroom.exchange.authenticators.token import STEAM, Token, base32, builder_of, read_list
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, objects_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.unknown_keys import keep_unknown
from strongroom.model.otp import MAX_SECRET
from strongroom.texts import N_

_BYTE = range(-128, 256)
# Pictures, and the issuer as it stood in the code that was scanned.
_LEFT_OUT = frozenset({"image", "imageAlt", "issuerInt"})
_KEYS = _LEFT_OUT | {"algo", "counter", "digits", "issuerExt", "issuerAlt", "label", "labelAlt",
                     "period", "secret", "type"}  # fmt: skip


def _fits(source: Source) -> bool:
    if not source.has("tokens"):
        return False
    first = next(objects_at(source.json, "tokens"), {})
    return source.has("tokenOrder") or {"issuerExt", "secret"} <= first.keys()


def _read(source: Source, _given: Given, step: Step) -> Reading:
    return read_list(list_at(source.json, "tokens"), _built, step)


FORMATS = (
    Format(
        "freeotp-plus",
        N_("FreeOTP+ (JSON)"),
        _fits,
        _read,
        ("json",),
        aliases=("freeotp",),
        group=Group.AUTHENTICATOR,
    ),
)


def _built(token: Mapping[str, Any]) -> EntryBuilder:
    issuer = text_at(token, "issuerExt")
    kind = text_at(token, "type").lower()
    builder = builder_of(
        Token(
            _secret(list_at(token, "secret")),
            kind=STEAM if issuer == "Steam" and kind == "totp" else kind,
            title=text_at(token, "issuerAlt"),
            issuer=issuer,
            account=text_at(token, "labelAlt") or text_at(token, "label"),
            algorithm=text_at(token, "algo"),
            digits=number_at(token, "digits"),
            period=number_at(token, "period"),
            counter=number_at(token, "counter") if kind == "hotp" else None,
        )
    )
    keep_unknown(builder, token, _KEYS)
    return builder


def _secret(numbers: list[Any]) -> str:
    if len(numbers) > MAX_SECRET or not all(type(n) is int and n in _BYTE for n in numbers):
        return ""
    return base32(bytes(number & 255 for number in numbers))
