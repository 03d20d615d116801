# SPDX-License-Identifier: GPL-3.0-or-later
"""Google Authenticator's ``otpauth-migration:`` links, which hold up to ten entries each.

Source: ``app/src/main/proto/google_auth.proto`` of beemdevelopment/Aegis; the wire format is
protobuf.dev/programming-guides/encoding.  The message is read by hand: it has seven fields,
and is no longer than a picture of squares can hold.  An export of many entries is several
links, each with its number and how many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from strongroom.exchange.authenticators.token import Token, base32
from strongroom.exchange.encoded import strictly64
from strongroom.texts import ngettext

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MOST_BITS = 70  # of a number on the wire: ten groups of seven
_ALGORITHMS = {0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512", 4: "MD5"}
_DIGITS = {0: 6, 1: 6, 2: 8}
_KINDS = {0: "totp", 1: "hotp", 2: "totp"}
_MOST_PARTS = 1000


class _BrokenError(Exception):
    """The bytes are no such message."""


@dataclass(slots=True)
class Parts:
    """The links of one file; the same one twice is taken once."""

    seen: dict[tuple[int, int], set[int]] = field(default_factory=dict)

    def tokens(self, link: str) -> list[Token] | None:
        """Return the entries of a link, None for one that is broken."""
        data = _payload(link)
        if data is None:
            return None
        try:
            fields = list(_fields(data))
            tokens = [_token(value) for number, value in fields if number == 1 and _is(value)]
        except _BrokenError:
            return None
        numbers = {number: value for number, value in fields if isinstance(value, int)}
        part, size = numbers.get(4, 0), numbers.get(3, 1)
        seen = self.seen.setdefault((numbers.get(5, 0), size), set())
        if part in seen and size > 1:
            return []
        seen.add(part)
        return tokens

    def losses(self) -> Iterator[str]:
        """Yield a sentence on the links that are not there."""
        missing = sum(
            size - len(seen)
            for (_batch, size), seen in self.seen.items()
            if len(seen) < size <= _MOST_PARTS
        )
        if missing:
            yield ngettext(
                "{count} of the links that belong together is missing: scan all codes that"
                " Google Authenticator shows.",
                "{count} of the links that belong together are missing: scan all codes that"
                " Google Authenticator shows.",
                missing,
            ).format(count=missing)


def _payload(link: str) -> bytes | None:
    try:
        query = urlsplit(link).query
        # A plus sign is one of Base64's letters, whichever app did not encode it.
        said = dict(parse_qsl(query.replace("+", "%2B"), max_num_fields=8))
    except ValueError:
        return None
    text = said.get("data", "").replace("-", "+").replace("_", "/").rstrip("=")
    return strictly64(text + "=" * (-len(text) % 4)) if text else None


def _token(data: bytes | int) -> Token:
    assert isinstance(data, bytes)  # noqa: S101 - asked before
    said = dict(_fields(data))
    kind = _KINDS.get(_number(said.get(6)), "")
    name, issuer = _text(said.get(2)), _text(said.get(3))
    prefix, colon, rest = name.partition(":")
    if colon and (not issuer or prefix.strip() == issuer):
        issuer, name = prefix.strip(), rest.strip()
    secret = said.get(1)
    return Token(
        base32(secret) if isinstance(secret, bytes) else "",
        kind=kind,
        issuer=issuer,
        account=name,
        algorithm=_ALGORITHMS.get(_number(said.get(4)), "?"),
        digits=_DIGITS.get(_number(said.get(5)), -1),
        counter=_number(said.get(7)) if kind == "hotp" else None,
    )


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield number and value of each field of a message."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind == _BYTES:
            size, at = _varint(data, at)
        elif kind in {_FIXED64, _FIXED32}:
            size = 8 if kind == _FIXED64 else 4
        else:
            raise _BrokenError
        if size > len(data) - at:
            raise _BrokenError
        yield tag >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, _MOST_BITS, 7):
        if at >= len(data):
            raise _BrokenError
        value |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:  # noqa: PLR2004 - the bit that says: one more
            return value, at
    raise _BrokenError


def _is(value: bytes | int) -> bool:
    return isinstance(value, bytes)


def _number(value: bytes | int | None) -> int:
    return value if isinstance(value, int) else 0


def _text(value: bytes | int | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
