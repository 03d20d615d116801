# SPDX-License-Identifier: GPL-3.0-or-later
"""One-time passwords in every spelling that KeePass databases have.

``otp`` holds an ``otpauth:`` link (KeePassXC, KeePassDX, Strongbox) or the query of the plug-in
KeeOtp (``key=…&size=…&step=…``).  ``TOTP Seed`` with ``TOTP Settings`` (``30;6``, ``30;S`` for
Steam) comes from the plug-in TrayTOTP and older KeePassXC.  ``TimeOtp-Secret``, ``-Hex``,
``-Base32`` and ``-Base64`` with ``TimeOtp-Period``, ``-Length`` and ``-Algorithm`` are KeePass'
own (keepass.info/help/base/placeholders.html).  Which counts uses, ``HmacOtp-…``, we have not.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from strongroom.errors import InvalidInput
from strongroom.exchange.encoded import bytes64
from strongroom.exchange.keepass.names import OTP, TIME_OTP, TOTP_SEED, TOTP_SETTINGS
from strongroom.model.otp import (
    ALGORITHMS,
    MAX_DIGITS,
    MAX_PERIOD,
    MAX_SECRET,
    MIN_DIGITS,
    Otp,
    parse_otp,
)

_STEAM = "S"
_SECRETS = ("TimeOtp-Secret", *(f"TimeOtp-Secret-{how}" for how in ("Hex", "Base32", "Base64")))
_ANY = frozenset((OTP, TOTP_SEED, *_SECRETS))


class OtpText(NamedTuple):
    """A one-time password: what is kept of it, and the names of all strings that say it."""

    kept: str
    names: frozenset[str]

    def __repr__(self) -> str:
        return "OtpText(…)"


def otp_of(texts: Mapping[str, str]) -> list[OtpText]:
    """Return the one-time passwords of an entry, each once, however often it is spelled.

    A spelling that gives no code is not among them.
    """
    if texts.keys().isdisjoint(_ANY):
        return []
    found: list[OtpText] = []
    same: list[Otp] = []
    for key, names in (
        (OTP, frozenset({OTP})),
        (TOTP_SEED, frozenset({TOTP_SEED, TOTP_SETTINGS})),
        *((key, frozenset(n for n in texts if n.startswith(TIME_OTP))) for key in _SECRETS),
    ):
        if not texts.get(key):
            continue
        try:
            kept, otp = _read(key, texts)
        except (InvalidInput, ValueError):
            continue
        if otp in same:
            earlier = same.index(otp)
            found[earlier] = OtpText(found[earlier].kept, found[earlier].names | names)
        else:
            same.append(otp)
            found.append(OtpText(kept, names))
    return found


def _read(key: str, texts: Mapping[str, str]) -> tuple[str, Otp]:
    """Return what is kept of one spelling, and what it means."""
    text = texts[key]
    if key == OTP and "key=" in text and "://" not in text:
        otp = _of_query(text)
    elif key == OTP:
        return text, plain(parse_otp(text))
    elif key == TOTP_SEED:
        otp = _of_seed(text, texts.get(TOTP_SETTINGS, ""))
    else:
        otp = _of_time_otp(key, texts)
    return otp.link(), otp


def plain(otp: Otp) -> Otp:
    """Return it without the names in its link, which other spellings do not have."""
    return Otp(otp.secret, otp.algorithm, otp.digits, otp.period, otp.steam)


def _of_query(text: str) -> Otp:
    said = {name.lower(): value for name, value in parse_qsl(text, max_num_fields=20)}
    kind = said.get("type", "totp").lower()
    if kind not in {"totp", "steam"}:
        raise ValueError
    return _made(
        parse_otp(said.get("key", "")).secret,
        said.get("otphashmode", ""),
        said.get("size", ""),
        said.get("step", ""),
        steam=kind == "steam",
    )


def _of_seed(seed: str, settings: str) -> Otp:
    if "://" in seed:
        return plain(parse_otp(seed))
    period, _semicolon, rest = settings.partition(";")
    digits = rest.partition(";")[0].strip()
    steam = digits.upper() == _STEAM
    return _made(parse_otp(seed).secret, "", "" if steam else digits, period.strip(), steam=steam)


def _of_time_otp(key: str, texts: Mapping[str, str]) -> Otp:
    text = texts[key]
    if key.endswith("Hex"):
        secret = bytes.fromhex("".join(text.split()))
    elif key.endswith("Base32"):
        secret = parse_otp(text).secret
    elif key.endswith("Base64"):
        secret = bytes64(text) or b""  # which is refused below
    else:
        secret = text.encode()
    return _made(
        secret,
        texts.get(TIME_OTP + "Algorithm", ""),
        texts.get(TIME_OTP + "Length", ""),
        texts.get(TIME_OTP + "Period", ""),
    )


def _made(secret: bytes, algorithm: str, digits: str, period: str, *, steam: bool = False) -> Otp:
    """Return it; what the settings leave open is as usual, what is out of range is refused."""
    name = algorithm.upper().replace("-", "").removeprefix("HMAC") or ALGORITHMS[0]
    length, seconds = int(digits or 6), int(period or 30)
    fits = MIN_DIGITS <= length <= MAX_DIGITS and 0 < seconds <= MAX_PERIOD
    if not fits or name not in ALGORITHMS or not 0 < len(secret) <= MAX_SECRET:
        raise ValueError
    if steam:
        return Otp(secret, digits=5, period=seconds, steam=True)
    return Otp(secret, algorithm=name, digits=length, period=seconds)
