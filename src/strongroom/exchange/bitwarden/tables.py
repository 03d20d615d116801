# SPDX-License-Identifier: GPL-3.0-or-later
"""Which key of Bitwarden's JSON is which field here, as data for the way in and the way out.

Source: the classes of ``libs/common/src/models/export`` and the enumerations of
``libs/common/src/vault/enums`` in bitwarden/clients.
"""

from dataclasses import dataclass
from enum import IntEnum

from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_


class CipherType(IntEnum):
    """Bitwarden's kinds of item; the last three exist since 2026."""

    LOGIN = 1
    NOTE = 2
    CARD = 3
    IDENTITY = 4
    SSH_KEY = 5
    BANK_ACCOUNT = 6
    DRIVERS_LICENSE = 7
    PASSPORT = 8


class FieldType(IntEnum):
    """Bitwarden's kinds of custom field."""

    TEXT = 0
    HIDDEN = 1
    BOOLEAN = 2
    LINKED = 3


@dataclass(frozen=True, slots=True)
class Value:
    """A key with a text: the ``role`` it has here, else the label of a custom field."""

    key: str
    role: str = ""
    label: str = ""
    kind: FieldKind = FieldKind.TEXT


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of item: what it is here, the key of its object, and the object's texts.

    ``names`` are those that together are a full name; ``left_out`` is known and not taken.
    """

    kind: ItemKind
    key: str
    values: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()


_HIDDEN = FieldKind.CONCEALED

SHAPES: dict[int, Shape] = {
    CipherType.LOGIN: Shape(
        ItemKind.LOGIN,
        "login",
        (
            Value("username", Role.USERNAME),
            Value("password", Role.PASSWORD),
            Value("totp", Role.OTP),
        ),
        # When the password was changed stands in the earlier passwords; whether a browser
        # fills a page by itself is that browser's own setting.
        left_out=frozenset({"passwordRevisionDate", "autofillOnPageLoad"}),
    ),
    CipherType.NOTE: Shape(ItemKind.NOTE, "secureNote", left_out=frozenset({"type"})),
    CipherType.CARD: Shape(
        ItemKind.CARD,
        "card",
        (
            Value("cardholderName", "card.holder"),
            Value("number", "card.number"),
            Value("code", "card.code"),
            Value("brand", label=N_("brand")),
        ),
    ),
    CipherType.IDENTITY: Shape(
        ItemKind.IDENTITY,
        "identity",
        (
            Value("email", "identity.email"),
            Value("phone", "identity.phone"),
            Value("address1", "identity.street"),
            Value("postalCode", "identity.postcode"),
            Value("city", "identity.city"),
            Value("country", "identity.country"),
            Value("passportNumber", "identity.document"),
            Value("username", Role.USERNAME),
            Value("title", label=N_("title")),
            Value("address2", label=N_("address line 2")),
            Value("address3", label=N_("address line 3")),
            Value("state", label=N_("state")),
            Value("company", label=N_("company")),
            Value("ssn", label=N_("social security number"), kind=_HIDDEN),
            Value("licenseNumber", label=N_("licence number"), kind=_HIDDEN),
        ),
        names=("firstName", "middleName", "lastName"),
    ),
    CipherType.SSH_KEY: Shape(
        ItemKind.SSH_KEY,
        "sshKey",
        (
            Value("privateKey", "ssh.private"),
            Value("publicKey", "ssh.public"),
            Value("keyFingerprint", label=N_("fingerprint")),
        ),
    ),
    CipherType.BANK_ACCOUNT: Shape(
        ItemKind.NOTE,
        "bankAccount",
        (
            Value("bankName", label=N_("bank")),
            Value("nameOnAccount", label=N_("name on account")),
            Value("accountType", label=N_("account type")),
            Value("accountNumber", label=N_("account number"), kind=_HIDDEN),
            Value("routingNumber", label=N_("routing number")),
            Value("branchNumber", label=N_("branch number")),
            Value("pin", label=N_("PIN"), kind=_HIDDEN),
            Value("swiftCode", label=N_("SWIFT code")),
            Value("iban", label=N_("IBAN"), kind=_HIDDEN),
            Value("bankContactPhone", label=N_("bank's phone"), kind=FieldKind.PHONE),
        ),
    ),
    CipherType.DRIVERS_LICENSE: Shape(
        ItemKind.IDENTITY,
        "driversLicense",
        (
            Value("dateOfBirth", "identity.birthday"),
            Value("licenseNumber", "identity.document"),
            Value("issuingCountry", "identity.country"),
            Value("issuingState", label=N_("issuing state")),
            Value("issueDate", label=N_("issued on")),
            Value("expirationDate", Role.EXPIRES),
            Value("issuingAuthority", label=N_("issued by")),
            Value("licenseClass", label=N_("licence class")),
        ),
        names=("firstName", "middleName", "lastName"),
    ),
    CipherType.PASSPORT: Shape(
        ItemKind.IDENTITY,
        "passport",
        (
            Value("dateOfBirth", "identity.birthday"),
            Value("passportNumber", "identity.document"),
            Value("issuingCountry", "identity.country"),
            Value("sex", label=N_("sex")),
            Value("birthPlace", label=N_("place of birth")),
            Value("nationality", label=N_("nationality")),
            Value("passportType", label=N_("passport type")),
            Value(
                "nationalIdentificationNumber",
                label=N_("national identification number"),
                kind=_HIDDEN,
            ),
            Value("issuingAuthority", label=N_("issued by")),
            Value("issueDate", label=N_("issued on")),
            Value("expirationDate", Role.EXPIRES),
        ),
        names=("givenName", "surname"),
    ),
}

# How an address is compared with that of a page, by number; none is the program's own way.
MATCHES: dict[int, str] = {
    0: N_("same domain"),
    1: N_("same host"),
    2: N_("starts with"),
    3: N_("exactly"),
    4: N_("regular expression"),
    5: N_("never"),
}
REGULAR_EXPRESSION = 4

# What a linked field shows the value of.
LINKED: dict[int, str] = {
    100: N_("username"),
    101: N_("password"),
    300: N_("name on card"),
    301: N_("month of expiry"),
    302: N_("year of expiry"),
    303: N_("security code"),
    304: N_("brand"),
    305: N_("number"),
    400: N_("title"),
    401: N_("middle name"),
    402: N_("street"),
    403: N_("address line 2"),
    404: N_("address line 3"),
    405: N_("city"),
    406: N_("state"),
    407: N_("postcode"),
    408: N_("country"),
    409: N_("company"),
    410: N_("email"),
    411: N_("phone"),
    412: N_("social security number"),
    413: N_("username"),
    414: N_("passport or ID number"),
    415: N_("licence number"),
    416: N_("first name"),
    417: N_("last name"),
    418: N_("full name"),
}

# Keys of an item that mean something to Bitwarden's server alone (numbers of the item, of its
# owner and folder, the key its files lie under, what the asking person may do), and those that
# are read elsewhere.
ITEM_KEYS = frozenset({
    "id", "object", "organizationId", "folderId", "collectionIds", "key", "edit",
    "viewPassword", "organizationUseTotp", "permissions", "attachments",
    "type", "name", "notes", "favorite", "fields", "reprompt", "passwordHistory",
    "creationDate", "revisionDate", "deletedDate", "archivedDate",
    "strongroom",
})  # fmt: skip
