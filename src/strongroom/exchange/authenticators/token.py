# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of an authenticator, made into a login, whichever app it comes from.

The issuer is the title and the account the username.  A password by time, and Steam's, is the
login's one-time password.  One that counts uses, or that is made in a way that is not known
here, is kept as a link in a concealed field, and said to be so.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from strongroom.errors import InvalidInput
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.reading import Reading, Step
from strongroom.model.fields import FieldKind, Role
from strongroom.model.otp import ALGORITHMS, MAX_DIGITS, MAX_PERIOD, MIN_DIGITS, Otp, parse_otp
from strongroom.texts import _

TOTP, HOTP, STEAM = "totp", "hotp", "steam"
_PERIOD = 30


@dataclass(slots=True)
class Token:
    """What an app says of an entry; ``secret`` is Base32 as it stands in the file.

    ``kind`` is in lower case, and may be one that is not known here.  ``digits``, ``period``
    and ``counter`` are None where the file does not say.
    """

    secret: str = field(repr=False)
    kind: str = TOTP
    issuer: str = ""
    account: str = ""
    title: str = ""  # where it is another than the issuer
    algorithm: str = "SHA1"
    digits: int | None = None
    period: int | None = None
    counter: int | None = None


def add_token(builder: EntryBuilder, token: Token) -> None:
    """Add account and one-time password to an entry in the making."""
    builder.role(Role.USERNAME, token.account)
    if token.title and token.issuer and token.issuer != token.title:
        builder.text(_("issuer"), token.issuer)
    link = _by_time(token)
    if link is not None:
        builder.add(FieldKind.OTP, link, role=Role.OTP)
        return
    if token.kind == HOTP:
        builder.concealed(_("one-time password by counter"), _link(token))
        builder.lose(
            _("A one-time password counts uses, not time: it is kept, and makes no codes here.")
        )
        return
    builder.concealed(_("one-time password of another kind"), _link(token))
    builder.lose(_("A one-time password is made in a way that is not known: it is kept as it was."))


def builder_of(token: Token) -> EntryBuilder:
    """Return an entry in the making with what a token says."""
    builder = EntryBuilder(token.title or token.issuer or token.account)
    add_token(builder, token)
    return builder


def read_list(
    entries: object, built: Callable[[Mapping[str, Any]], EntryBuilder], step: Step
) -> Reading:
    """Return what a list of JSON holds, each entry as ``built`` makes it."""
    found = Collecting(step)
    for entry in found.objects(entries):
        take_built(found, built(entry))
    return found.reading()


def take_built(found: Collecting, builder: EntryBuilder, line: int = 0) -> None:
    """Take in an entry that is made but for its end."""
    found.take(builder.entry, builder.title[:100], line)


def base32(secret: bytes) -> str:
    """Return a secret as apps write it."""
    return base64.b32encode(secret).decode().rstrip("=")


def _by_time(token: Token) -> str | None:
    """Return a link that makes codes here, None where there is none."""
    if token.kind not in {TOTP, STEAM}:
        return None
    try:
        secret = parse_otp(_plain(token.secret)).secret
    except InvalidInput:
        return None
    otp = _otp(token, secret)
    if otp is None:
        return None
    link = otp.link()
    try:
        return link if parse_otp(link).secret == secret else None
    except InvalidInput:
        return None


def _otp(token: Token, secret: bytes) -> Otp | None:
    period = token.period or _PERIOD
    algorithm = token.algorithm.upper().replace("-", "").removeprefix("HMAC") or ALGORITHMS[0]
    if not 0 < period <= MAX_PERIOD or algorithm not in ALGORITHMS:
        return None
    if token.kind == STEAM:
        return Otp(secret, period=period, steam=True, issuer=token.issuer, account=token.account)
    digits = MIN_DIGITS if token.digits is None else token.digits
    if not MIN_DIGITS <= digits <= MAX_DIGITS:
        return None
    return Otp(
        secret,
        algorithm=algorithm,
        digits=digits,
        period=period,
        issuer=token.issuer,
        account=token.account,
    )


def _plain(secret: str) -> str:
    """Return a secret without what would make it a link."""
    return secret.replace(":", "?") if secret else "?"


def _link(token: Token) -> str:
    """Return all that is known of a token as an ``otpauth:`` link (Key Uri Format)."""
    label = f"{token.issuer}:{token.account}" if token.issuer else token.account
    said = {
        "secret": token.secret,
        "issuer": token.issuer,
        "algorithm": token.algorithm,
        "digits": token.digits,
        "period": token.period,
        "counter": token.counter,
    }
    kept = {key: str(value) for key, value in said.items() if value not in (None, "")}
    query = urlencode(kept, quote_via=quote, errors="replace")
    name = quote(label, safe=":@", errors="replace")
    return f"otpauth://{quote(token.kind, errors='replace')}/{name}?{query}"
