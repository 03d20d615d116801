# SPDX-License-Identifier: GPL-3.0-or-later
"""Links, one a line: ``otpauth:`` of any app, and Google's ``otpauth-migration:``.

Sources: github.com/google/google-authenticator/wiki/Key-Uri-Format; for ``otpauth://steam/``
``otp/GoogleAuthInfo.java`` of beemdevelopment/Aegis; for ``codeDisplay``, in which Ente Auth
keeps tags, notes and what is pinned or thrown away, ``lib/models/code_display.dart`` of
ente-io/ente; for ``tags`` ``Database/Entry.java`` of andOTP/andOTP.
"""

import io
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.authenticators import migration
from strongroom.exchange.authenticators.token import Token, builder_of, take_built
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.format import Format, Group
from strongroom.exchange.json_text import list_at, number_at, text_at
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import Role
from strongroom.texts import N_, _

_SCHEME, _MANY = "otpauth://", "otpauth-migration://"
_MOST_LETTERS = 64 << 10  # of a link: a picture of squares holds 3 KiB at most
_MOST_SETTINGS = 100
_READ = frozenset({"secret", "issuer", "algorithm", "digits", "period", "counter", "tags",
                   "codedisplay", "encoder"})  # fmt: skip
_NO_LINK = N_("This is no one-time password: it was left out.")
_LEFT_OUT = frozenset({"image", "icon", "color"})  # pictures


def _first_line(source: Source) -> str:
    """Return how the text begins, in whatever encoding it is: links are ASCII."""
    head = source.head[:4096].replace(b"\0", b"").decode("ascii", "replace")
    return head.lstrip("\ufffd").lstrip().casefold()


def _fits(source: Source) -> bool:
    return _first_line(source).startswith(_SCHEME)


def _fits_many(source: Source) -> bool:
    return _first_line(source).startswith(_MANY)


def read(source: Source, _given: Given, step: Step) -> Reading:
    """Read a text with a link on each line; empty lines are passed over.

    Raises:
        CannotImport: it is no text, or has no link at all.
    """
    found = Collecting(step)
    parts = migration.Parts()
    for number, line in _lines(source):
        if line.casefold().startswith(_MANY) and len(line) <= _MOST_LETTERS:
            _add_many(found, parts, line, number)
        elif (builder := built(line)) is not None:
            take_built(found, builder, number)
        else:
            found.refuse(_(_NO_LINK), number)
    if not found.entries and not found.problems:
        raise CannotImport(_("The file holds no links of one-time passwords."))
    return found.reading(losses=parts.losses())


FORMATS = (
    Format(
        "google-authenticator",
        N_("Google Authenticator (otpauth-migration links)"),
        _fits_many,
        read,
        ("txt",),
        group=Group.AUTHENTICATOR,
    ),
    Format(
        "otpauth",
        N_("List of otpauth links (Ente Auth and others)"),
        _fits,
        read,
        ("txt",),
        aliases=("ente",),
        group=Group.AUTHENTICATOR,
    ),
)


def built(line: str) -> EntryBuilder | None:
    """Return the entry of one ``otpauth:`` link, None for what is none."""
    if not line.casefold().startswith(_SCHEME) or len(line) > _MOST_LETTERS:
        return None
    try:
        link = urlsplit(line)
        pairs = parse_qsl(link.query, errors="replace", max_num_fields=_MOST_SETTINGS)
    except ValueError:
        return None
    said: dict[str, str] = {}
    for key, value in pairs:
        said.setdefault(key.lower(), value)
    builder = builder_of(_token(link.netloc, link.path, said))
    builder.tags.extend(value for key, value in pairs if key.lower() == "tags")
    _add_display(builder, said.get("codedisplay", ""))
    for key, value in pairs:
        if key.lower() not in _READ | _LEFT_OUT:
            builder.concealed(key, value)
    return builder


def _token(kind: str, path: str, said: dict[str, str]) -> Token:
    # The colon may come encoded, and the issuer's setting wins over the label's prefix.
    prefix, colon, rest = unquote(path.lstrip("/")).partition(":")
    issuer, account = (prefix.strip(), rest.strip()) if colon else ("", prefix.strip())
    kind = kind.lower()
    return Token(
        said.get("secret", ""),
        kind="steam" if kind == "totp" and said.get("encoder", "").lower() == "steam" else kind,
        issuer=said.get("issuer", issuer).strip(),
        account=account,
        algorithm=said.get("algorithm", ""),
        digits=_number(said, "digits"),
        period=_number(said, "period"),
        counter=number_at(said, "counter"),
    )


def _number(said: dict[str, str], key: str) -> int | None:
    """Return a setting as a number: -1, which nothing takes, for what is none."""
    if not said.get(key):
        return None
    number = number_at(said, key)
    return -1 if number is None else number


def _add_display(builder: EntryBuilder, text: str) -> None:
    if not text:
        return
    try:
        display = json_text.parse(text.encode("utf-8", "replace"))
    except CannotImport:
        builder.concealed("codeDisplay", text)
        return
    builder.tags.extend(tag for tag in list_at(display, "tags") if isinstance(tag, str))
    builder.favourite = text_at(display, "pinned") == "true"
    if text_at(display, "trashed") == "true":
        builder.trashed = 0
    builder.role(Role.NOTES, text_at(display, "note"))


def _add_many(found: Collecting, parts: migration.Parts, line: str, number: int) -> None:
    tokens = parts.tokens(line)
    if tokens is None:
        found.refuse(_(_NO_LINK), number)
        return
    for token in tokens:
        take_built(found, builder_of(token), number)


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(io.StringIO(source.text), 1):
        if text := line.strip():
            yield number, text
