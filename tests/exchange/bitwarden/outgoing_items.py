# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of every kind that may leave a vault, as Hypothesis makes them up."""

import base64
from collections.abc import Iterable

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import strategies as st

from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.passkeys import Passkey, passkey_fields
from strongroom.exchange.reading import Entry
from strongroom.model.fields import Field, FieldKind, ItemKind, template_of
from strongroom.model.item import Content, Details, Version, new_id, overview_of
from strongroom.model.numbers import LAST_MOMENT
from strongroom.model.rules import check_content

MOMENTS = st.integers(min_value=1, max_value=LAST_MOMENT)
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
LINES = st.text(_LETTERS, max_size=12)
_BLOCKS = st.lists(LINES, max_size=3).map("\n".join) | st.sampled_from(["a\r\nb", "\tx\n", " "])
NAMES = st.text(_LETTERS, min_size=1, max_size=8).filter(lambda text: text.strip() == text != "")
_OTPS = st.sampled_from([
    "JBSWY3DPEHPK3PXP",
    "otpauth://totp/Site:me?secret=JBSWY3DPEHPK3PXP&issuer=Site&digits=8&period=60",
    "otpauth://totp/me?secret=JBSWY3DPEHPK3PXP&encoder=steam",
    "steam://JBSWY3DPEHPK3PXP",
])  # fmt: skip
_DATES = st.dates().map(lambda day: f"{day:%Y}".zfill(4) + f"-{day:%m-%d}")
_VALUES = {
    FieldKind.OTP: _OTPS,
    FieldKind.DATE: _DATES,
    FieldKind.MONTH: _DATES.map(lambda day: day[:7]),
    FieldKind.CONCEALED: _BLOCKS,
    FieldKind.NOTE: _BLOCKS,
}
_SSH = ed25519.Ed25519PrivateKey.generate()
PUBLIC = _SSH.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


PASSKEYS = [
    Passkey(
        rp_id="example.org",
        rp_name="Example",
        username="me",
        credential_id=base64.urlsafe_b64encode(bytes(range(16))).decode().rstrip("="),
        user_handle="AQID",
        private_key=pem(ec.generate_private_key(ec.SECP256R1())),
        counter="0",
        discoverable="true",
        created="2024-05-06T07:08:09.123Z",
    ),
    Passkey("example.com", credential_id="AQIDBA", private_key=pem(_SSH)),
]


def _values(kind: str) -> st.SearchStrategy[str]:
    return st.just("") | _VALUES.get(FieldKind(kind), LINES)


@st.composite
def fields(draw: st.DrawFn, kind: str) -> tuple[Field, ...]:
    """Fields of a kind's template, some twice, some empty, and custom ones among them."""
    found: list[Field] = []
    for template in template_of(kind).roles:
        for _again in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
            value = draw(_values(template.kind))
            if template.role == "ssh.public":
                value = draw(st.sampled_from([PUBLIC, value]))
            label = draw(st.sampled_from(["", "", "", "mine"]))
            found.append(_field(template.kind, value, template.role, label))
    for _custom in range(draw(st.integers(0, 3))):
        custom = draw(st.sampled_from(list(FieldKind)))
        found.append(_field(custom, draw(_values(custom)), "", draw(NAMES)))
    found = draw(st.permutations(found))
    for passkey in draw(st.lists(st.sampled_from(PASSKEYS), max_size=2)):
        found.extend(passkey_fields(passkey))
    return tuple(found)


def _field(kind: str, value: str, role: str, label: str) -> Field:
    return Field(id=new_id(), role=role, kind=kind, label=label, value=value)


@st.composite
def versions(draw: st.DrawFn, kind: str) -> tuple[Version, ...]:
    moments = draw(st.lists(MOMENTS, max_size=3, unique=True))
    return tuple(
        Version(id=new_id(), at=at, title=draw(NAMES), fields=draw(fields(kind)))
        for at in sorted(moments, reverse=True)
    )


@st.composite
def items(draw: st.DrawFn, folders: tuple[tuple[str, ...], ...]) -> OutgoingItem:
    kind = draw(st.sampled_from([*ItemKind, "of tomorrow"]))
    content = check_content(
        Content(
            kind=kind,
            title=draw(NAMES),
            fields=draw(fields(kind)),
            tags=tuple(draw(st.lists(st.sampled_from(["work", "a, b", "Ä"]), unique=True))),
            favourite=draw(st.booleans()),
        )
    )
    overview = overview_of(
        content,
        item_id=new_id(),
        created=draw(MOMENTS),
        modified=draw(MOMENTS),
        trashed=draw(st.none() | MOMENTS),
    )
    details = Details(version=new_id(), fields=content.fields, history=draw(versions(kind)))
    return OutgoingItem(overview, details, draw(st.sampled_from([(), *folders])))


@st.composite
def vaults(draw: st.DrawFn) -> Outgoing:
    """A vault with folders, one in another, names with a slash among them."""
    tops = draw(st.lists(NAMES, max_size=3, unique=True))
    inner = [(top, draw(NAMES)) for top in tops if draw(st.booleans())]
    folders = tuple(dict.fromkeys([*((top,) for top in tops), *inner]))
    found = draw(st.lists(items(folders), max_size=4))
    return Outgoing("vault", folders, lambda: iter(found), len(found))


def said(item: OutgoingItem) -> object:
    """What of an item has to come back: everything but its numbers."""
    seen = item.overview
    return (
        (seen.kind, seen.title, item.path, seen.tags, seen.favourite),
        (seen.created, seen.modified, seen.trashed),
        _told(item.details.fields),
        [(one.at, one.title, _told(one.fields)) for one in item.details.history],
    )


def said_by(entry: Entry) -> object:
    """The same of an entry that was read."""
    content = entry.content
    return (
        (content.kind, content.title, entry.path, content.tags, content.favourite),
        (content.created, content.modified, entry.trashed),
        _told(content.fields),
        [(one.at, one.title, _told(one.fields)) for one in entry.history],
    )


def _told(found: Iterable[Field]) -> list[Field]:
    return [msgspec.structs.replace(one, id=1) for one in found]
