# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields and the kinds of item that are made of them.

An item is a kind and an ordered list of fields.  A kind is no more than a template: which
roles a new item starts with.  Roles tell fields apart that mean something to the program
(``username``, ``password``, ``website`` …); a custom field has the role ``""``.  Names of
kinds and roles are plain strings in the file, so that what a newer version adds survives
here: an unknown item kind is shown as its fields, an unknown field kind is concealed.
"""

from enum import StrEnum

import msgspec

from strongroom.model.numbers import Id
from strongroom.texts import N_, _


class FieldKind(StrEnum):
    """What a value is, and so how it is shown, checked and typed."""

    TEXT = "text"
    CONCEALED = "concealed"
    OTP = "otp"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    MONTH = "month"
    NOTE = "note"


class ItemKind(StrEnum):
    """The kinds that this version offers for a new item."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    NOTE = "note"
    CARD = "card"
    IDENTITY = "identity"
    SSH_KEY = "ssh_key"
    WIFI = "wifi"
    API_KEY = "api_key"
    DOCUMENT = "document"


class Role(StrEnum):
    """The roles that code speaks of; others appear only in the templates below."""

    CUSTOM = ""
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - the name of a role
    WEBSITE = "website"
    OTP = "otp"
    NOTES = "notes"
    EXPIRES = "expires"


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A labelled value.  ``id`` is a random 63-bit number, unique within its item.

    An empty ``label`` means the role's own, translated where it is shown.  Dates are
    ``YYYY-MM-DD`` and months ``YYYY-MM``; a one-time password is an ``otpauth:`` link or
    a bare Base32 secret.
    """

    id: Id
    role: str = ""
    kind: str = FieldKind.TEXT
    label: str = ""
    value: str = ""

    def __repr__(self) -> str:
        return f"Field(role={self.role!r}, kind={self.kind!r}, …)"

    @property
    def concealed(self) -> bool:
        """Whether the value is hidden until asked for, as everything unknown is."""
        return self.kind not in _SHOWN


_SHOWN = frozenset(FieldKind) - {FieldKind.CONCEALED, FieldKind.OTP}


class RoleTemplate(msgspec.Struct, frozen=True):
    """A field that a kind starts with; ``label`` is marked, and translated when shown."""

    role: str
    kind: str
    label: str


class KindTemplate(msgspec.Struct, frozen=True):
    """A kind of item: its names (one, and many), its icon in Lucide, its first fields.

    ``summary`` names the roles, best first, whose value stands below the title in a list.
    """

    kind: str
    name: str
    plural: str
    icon: str
    roles: tuple[RoleTemplate, ...]
    summary: tuple[str, ...]


def _role(role: str, kind: FieldKind, label: str) -> RoleTemplate:
    return RoleTemplate(role, kind, label)


_USERNAME = _role(Role.USERNAME, FieldKind.TEXT, N_("username"))
_PASSWORD = _role(Role.PASSWORD, FieldKind.CONCEALED, N_("password"))
_WEBSITE = _role(Role.WEBSITE, FieldKind.WEBSITE, N_("website"))
_OTP = _role(Role.OTP, FieldKind.OTP, N_("one-time password"))
_NOTES = _role(Role.NOTES, FieldKind.NOTE, N_("notes"))
_EXPIRES = _role(Role.EXPIRES, FieldKind.DATE, N_("expires"))

KINDS: dict[str, KindTemplate] = {
    template.kind: template
    for template in (
        KindTemplate(
            ItemKind.LOGIN,
            N_("Login"),
            N_("Logins"),
            "key-round",
            (_USERNAME, _PASSWORD, _OTP, _WEBSITE, _NOTES),
            (Role.USERNAME,),
        ),
        KindTemplate(
            ItemKind.PASSWORD,
            N_("Password"),
            N_("Passwords"),
            "rectangle-ellipsis",
            (_PASSWORD, _WEBSITE, _NOTES),
            (Role.USERNAME,),
        ),
        KindTemplate(
            ItemKind.NOTE,
            N_("Note"),
            N_("Notes"),
            "sticky-note",
            (_NOTES,),
            (),
        ),
        KindTemplate(
            ItemKind.CARD,
            N_("Card"),
            N_("Cards"),
            "credit-card",
            (
                _role("card.holder", FieldKind.TEXT, N_("name on card")),
                _role("card.number", FieldKind.CONCEALED, N_("number")),
                _role("card.expires", FieldKind.MONTH, N_("valid until")),
                _role("card.code", FieldKind.CONCEALED, N_("security code")),
                _role("card.pin", FieldKind.CONCEALED, N_("PIN")),
                _NOTES,
            ),
            ("card.holder",),
        ),
        KindTemplate(
            ItemKind.IDENTITY,
            N_("Identity"),
            N_("Identities"),
            "id-card",
            (
                _role("identity.name", FieldKind.TEXT, N_("full name")),
                _role("identity.email", FieldKind.EMAIL, N_("email")),
                _role("identity.phone", FieldKind.PHONE, N_("phone")),
                _role("identity.birthday", FieldKind.DATE, N_("date of birth")),
                _role("identity.street", FieldKind.TEXT, N_("street")),
                _role("identity.postcode", FieldKind.TEXT, N_("postcode")),
                _role("identity.city", FieldKind.TEXT, N_("city")),
                _role("identity.country", FieldKind.TEXT, N_("country")),
                _role("identity.document", FieldKind.CONCEALED, N_("passport or ID number")),
                _NOTES,
            ),
            ("identity.name", "identity.email"),
        ),
        KindTemplate(
            ItemKind.SSH_KEY,
            N_("SSH key"),
            N_("SSH keys"),
            "square-terminal",
            (
                _role("ssh.host", FieldKind.TEXT, N_("host")),
                _USERNAME,
                _role("ssh.private", FieldKind.CONCEALED, N_("private key")),
                _role("ssh.public", FieldKind.TEXT, N_("public key")),
                _role("ssh.passphrase", FieldKind.CONCEALED, N_("passphrase")),
                _NOTES,
            ),
            ("ssh.host", Role.USERNAME),
        ),
        KindTemplate(
            ItemKind.WIFI,
            N_("Wi-Fi"),
            N_("Wi-Fi"),
            "wifi",
            (
                _role("wifi.ssid", FieldKind.TEXT, N_("network name")),
                _PASSWORD,
                _role("wifi.security", FieldKind.TEXT, N_("security")),
                _NOTES,
            ),
            ("wifi.ssid",),
        ),
        KindTemplate(
            ItemKind.API_KEY,
            N_("API key"),
            N_("API keys"),
            "braces",
            (
                _USERNAME,
                _role("api.key", FieldKind.CONCEALED, N_("key")),
                _WEBSITE,
                _EXPIRES,
                _NOTES,
            ),
            (Role.USERNAME,),
        ),
        KindTemplate(
            ItemKind.DOCUMENT,
            N_("Document"),
            N_("Documents"),
            "file-text",
            (_NOTES,),
            (),
        ),
    )
}

# What a passkey is made of (W3C Web Authentication), in whichever item it lies.
_PASSKEY = (
    _role("passkey.rp", FieldKind.TEXT, N_("passkey for")),
    _role("passkey.rp_name", FieldKind.TEXT, N_("passkey's site")),
    _role("passkey.username", FieldKind.TEXT, N_("passkey's username")),
    _role("passkey.display_name", FieldKind.TEXT, N_("passkey's display name")),
    _role("passkey.credential", FieldKind.TEXT, N_("passkey's id")),
    _role("passkey.user_handle", FieldKind.TEXT, N_("passkey's user handle")),
    _role("passkey.private", FieldKind.CONCEALED, N_("passkey's private key")),
    _role("passkey.counter", FieldKind.TEXT, N_("passkey's counter")),
    _role("passkey.discoverable", FieldKind.TEXT, N_("passkey is discoverable")),
    _role("passkey.created", FieldKind.TEXT, N_("passkey made")),
)

_UNKNOWN = KindTemplate("", N_("Item"), N_("Other items"), "shapes", (), (Role.USERNAME,))

ROLE_LABELS: dict[str, str] = {
    Role.EXPIRES: _EXPIRES.label,
    **{role.role: role.label for kind in KINDS.values() for role in kind.roles},
    **{role.role: role.label for role in _PASSKEY},
}

# What "copy password" means for each kind, best first.
SECRET_ROLES: tuple[str, ...] = (
    Role.PASSWORD,
    "api.key",
    "card.number",
    "ssh.passphrase",
    "ssh.private",
    "identity.document",
)


def template_of(kind: str) -> KindTemplate:
    """Return the template of ``kind``, a plain one where this version does not know it."""
    return KINDS.get(kind, _UNKNOWN)


def label_of(field: Field) -> str:
    """Return the label that people see: the field's own, else its role's, translated."""
    if field.label:
        return field.label
    return _(ROLE_LABELS[field.role]) if field.role in ROLE_LABELS else _("field")
