# SPDX-License-Identifier: GPL-3.0-or-later
"""One-time passwords by time (RFC 6238), and Steam's variant of them.

A secret is taken as people get it: in groups, in lower case, without padding, or inside an
``otpauth:`` or ``steam:`` link.  Secrets of 80 bits and periods of several minutes are in
use, so both are taken.  No error repeats any part of what was given: it is the secret.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from strongroom.errors import InvalidInput
from strongroom.texts import _

ALGORITHMS = ("SHA1", "SHA256", "SHA512")
MIN_DIGITS, MAX_DIGITS = 6, 8
MAX_PERIOD = 24 * 60 * 60  # seconds
MAX_SECRET = 1024  # bytes: far above any in use
_STEAM_DIGITS = 5
_STEAM_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"
_DEFAULT_PERIOD = 30
# What is found between groups of a secret; all other characters are a mistake worth telling.
_SEPARATORS = str.maketrans("", "", " -\t\r\n\u00a0\u2009\u200b\u202f")


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the moment; ``next_text`` takes its place in ``seconds_left`` seconds."""

    text: str = field(repr=False)
    next_text: str = field(repr=False)
    seconds_left: int
    period: int


@dataclass(frozen=True, slots=True)
class Otp:
    """A secret and how codes come from it; ``period`` is in seconds."""

    secret: bytes = field(repr=False)
    algorithm: str = "SHA1"
    digits: int = MIN_DIGITS
    period: int = _DEFAULT_PERIOD
    steam: bool = False
    issuer: str = ""
    account: str = ""

    def code(self, now_ms: int) -> Code:
        """Return the code at a moment in milliseconds since 1970-01-01T00:00Z."""
        step, into = divmod(max(0, now_ms) // 1000, self.period)
        return Code(self._at(step), self._at(step + 1), self.period - into, self.period)

    def link(self, title: str = "") -> str:
        """Return an ``otpauth:`` link that other programs read; ``title`` names it for them."""
        issuer, account = self.issuer, self.account or title
        label = quote(f"{issuer}:{account}" if issuer else account, safe=":@")
        parameters = {"secret": base64.b32encode(self.secret).decode().rstrip("=")}
        if issuer:
            parameters["issuer"] = issuer
        if self.steam:
            parameters["encoder"] = "steam"
        else:
            parameters |= {"algorithm": self.algorithm, "digits": str(self.digits)}
        parameters["period"] = str(self.period)
        return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"

    def _at(self, step: int) -> str:
        """Truncate the HMAC of a step (RFC 4226, 5.3), then write it in digits or Steam's way."""
        mac = hmac.digest(self.secret, struct.pack(">Q", step), self.algorithm)
        offset = mac[-1] & 15
        number: int = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
        if not self.steam:
            return str(number % 10**self.digits).zfill(self.digits)
        text = ""
        for _place in range(_STEAM_DIGITS):
            number, at = divmod(number, len(_STEAM_ALPHABET))
            text += _STEAM_ALPHABET[at]
        return text


def parse_otp(text: str) -> Otp:
    """Read a secret in Base32, an ``otpauth://totp/`` link, or a ``steam://`` one.

    Link format: github.com/google/google-authenticator/wiki/Key-Uri-Format.

    Raises:
        InvalidInput: it is none of them; the sentence says why without repeating it.
    """
    text = text.strip()
    scheme = text.partition(":")[0].lower()
    if scheme == "otpauth":
        return _of_link(text)
    if scheme == "steam":
        return Otp(_secret(text[len("steam:") :].strip("/")), digits=_STEAM_DIGITS, steam=True)
    if scheme == "otpauth-migration":
        raise InvalidInput(
            _("This link holds several one-time passwords at once: export them one by one.")
        )
    return Otp(_secret(text))


def _of_link(text: str) -> Otp:
    try:
        link = urlsplit(text)
        pairs = [(k.lower(), v) for k, v in parse_qsl(link.query, errors="strict") if v]
    except ValueError:
        raise InvalidInput(_("This one-time password link is broken: copy it again.")) from None
    _check_kind(link)
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise InvalidInput(_("This one-time password link names a setting twice: copy it again."))
    issuer, account = _label(link, parameters)
    secret = _secret(parameters.get("secret", ""))
    period = _number(parameters.get("period"), _DEFAULT_PERIOD, 1, MAX_PERIOD)
    if parameters.get("encoder", "").lower() == "steam" or issuer.lower() == "steam":
        return Otp(
            secret,
            digits=_STEAM_DIGITS,
            period=period,
            steam=True,
            issuer=issuer,
            account=account,
        )
    return Otp(
        secret,
        algorithm=_algorithm(parameters.get("algorithm")),
        digits=_number(parameters.get("digits"), MIN_DIGITS, MIN_DIGITS, MAX_DIGITS),
        period=period,
        issuer=issuer,
        account=account,
    )


def _check_kind(link: SplitResult) -> None:
    kind = link.netloc.lower()
    if kind == "hotp":
        raise InvalidInput(
            _("This one-time password counts uses, not time: ask the site for one by time.")
        )
    if kind != "totp":
        raise InvalidInput(_("This link is for no kind of one-time password that is known."))


def _label(link: SplitResult, parameters: dict[str, str]) -> tuple[str, str]:
    # The colon may come encoded, and the issuer's parameter wins over the label's prefix.
    prefix, colon, rest = unquote(link.path.lstrip("/")).partition(":")
    issuer, account = (prefix.strip(), rest.strip()) if colon else ("", prefix.strip())
    return parameters.get("issuer", issuer).strip(), account


def _algorithm(text: str | None) -> str:
    name = (text or ALGORITHMS[0]).upper().replace("-", "").removeprefix("HMAC")
    if name not in ALGORITHMS:
        raise InvalidInput(
            _("This one-time password uses an algorithm other than SHA1, SHA256 and SHA512.")
        )
    return name


def _number(text: str | None, default: int, low: int, high: int) -> int:
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else -1
    if not low <= number <= high:
        sentence = _("The link has a number of digits or seconds out of range: copy it again.")
        raise InvalidInput(sentence)
    return number


def _secret(text: str) -> bytes:
    """Decode Base32 (RFC 4648) as people have it."""
    packed = unquote(text).translate(_SEPARATORS).rstrip("=").upper()
    if not packed:
        raise InvalidInput(_("The one-time password has no secret: paste it whole."))
    # binascii's own message may quote the text, so it is dropped with its cause.
    try:
        secret = base64.b32decode(packed.encode("ascii") + b"=" * (-len(packed) % 8))
    except (binascii.Error, ValueError):
        secret = b""
    if not 0 < len(secret) <= MAX_SECRET:
        raise InvalidInput(
            _("This is no one-time password secret: paste its letters A to Z and digits 2 to 7.")
        )
    return secret
