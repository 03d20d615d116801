# SPDX-License-Identifier: GPL-3.0-or-later
"""What a column of a table may become, and how a whole table is understood.

A mapping is data: it is guessed (``csv_guessing``), corrected by a person, remembered by the
names of the columns, and never holds a value of the table.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from strongroom.model.fields import ItemKind
from strongroom.texts import N_

DELIMITERS = (",", ";", "\t", "|")

# The encodings that a person can choose; names are those of Python's codecs.
ENCODINGS: dict[str, str] = {
    "utf-8": N_("Unicode (UTF-8)"),
    "utf-16-le": N_("Unicode (UTF-16)"),
    "utf-16-be": N_("Unicode (UTF-16, big-endian)"),
    "cp1252": N_("Western European (Windows)"),
    "latin-1": N_("Western European (ISO 8859-1)"),
    "iso8859-15": N_("Western European (ISO 8859-15)"),
    "mac-roman": N_("Western European (Macintosh)"),
    "cp850": N_("Western European (DOS)"),
    "cp1250": N_("Central European (Windows)"),
    "cp1251": N_("Cyrillic (Windows)"),
    "koi8-r": N_("Cyrillic (KOI8-R)"),
    "cp1253": N_("Greek (Windows)"),
    "cp1254": N_("Turkish (Windows)"),
    "cp1255": N_("Hebrew (Windows)"),
    "cp1256": N_("Arabic (Windows)"),
    "cp932": N_("Japanese (Shift JIS)"),
    "gb18030": N_("Chinese (GB 18030)"),
    "big5": N_("Chinese (Big5)"),
    "cp949": N_("Korean (Windows)"),
}


class Target(StrEnum):
    """What a column becomes.  Those with a dot, and the first ones, are roles of the model."""

    TITLE = "title"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105 - the name of a role
    WEBSITE = "website"
    OTP = "otp"
    NOTES = "notes"
    FOLDER = "folder"
    TAGS = "tags"
    FAVOURITE = "favourite"
    CREATED = "created"
    MODIFIED = "modified"
    EXPIRES = "expires"
    EMAIL = "email"
    PHONE = "phone"
    CARD_HOLDER = "card.holder"
    CARD_NUMBER = "card.number"
    CARD_EXPIRES = "card.expires"
    CARD_CODE = "card.code"
    CARD_PIN = "card.pin"
    NAME = "identity.name"
    BIRTHDAY = "identity.birthday"
    STREET = "identity.street"
    POSTCODE = "identity.postcode"
    CITY = "identity.city"
    COUNTRY = "identity.country"
    DOCUMENT = "identity.document"
    NETWORK = "wifi.ssid"
    API_KEY = "api.key"
    SHOWN = "shown"
    CONCEALED = "concealed"
    LEFT_OUT = "left out"


TARGET_NAMES: dict[Target, str] = {
    Target.TITLE: N_("Title"),
    Target.USERNAME: N_("Username"),
    Target.PASSWORD: N_("Password"),
    Target.WEBSITE: N_("Website"),
    Target.OTP: N_("One-time password"),
    Target.NOTES: N_("Notes"),
    Target.FOLDER: N_("Folder"),
    Target.TAGS: N_("Tags"),
    Target.FAVOURITE: N_("Favourite"),
    Target.CREATED: N_("Created"),
    Target.MODIFIED: N_("Modified"),
    Target.EXPIRES: N_("Expires"),
    Target.EMAIL: N_("Email"),
    Target.PHONE: N_("Phone"),
    Target.CARD_HOLDER: N_("Name on card"),
    Target.CARD_NUMBER: N_("Card number"),
    Target.CARD_EXPIRES: N_("Card valid until"),
    Target.CARD_CODE: N_("Card security code"),
    Target.CARD_PIN: N_("Card PIN"),
    Target.NAME: N_("Full name"),
    Target.BIRTHDAY: N_("Date of birth"),
    Target.STREET: N_("Street"),
    Target.POSTCODE: N_("Postcode"),
    Target.CITY: N_("City"),
    Target.COUNTRY: N_("Country"),
    Target.DOCUMENT: N_("Passport or ID number"),
    Target.NETWORK: N_("Network name"),
    Target.API_KEY: N_("API key"),
    Target.SHOWN: N_("Field of its own, shown"),
    Target.CONCEALED: N_("Field of its own, concealed"),
    Target.LEFT_OUT: N_("Leave out"),
}

# Whose values a preview does not show unless asked to.
SECRET_TARGETS = frozenset(
    {
        Target.PASSWORD,
        Target.OTP,
        Target.CARD_NUMBER,
        Target.CARD_CODE,
        Target.CARD_PIN,
        Target.DOCUMENT,
        Target.API_KEY,
        Target.CONCEALED,
    }
)


class Dialect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the values of a row are told apart.

    A quotation mark inside of quotes is written twice, or after a backslash with ``escape``.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: bool = False


class Column(msgspec.Struct, frozen=True):
    """A column: its name as the file has it, "" where there is none, and what it becomes."""

    name: str
    target: Target


class Mapping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a table is understood.  ``encoding`` "" is what its bytes say it is.

    With ``header`` the first row names the columns.
    """

    columns: tuple[Column, ...]
    kind: str = ItemKind.LOGIN
    header: bool = True
    dialect: Dialect = Dialect()
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class TableLook:
    """A first look at a table: its first rows as it is understood, and how many there are.

    ``broken`` counts rows that break the rules; ``notice`` says what was odd about the
    encoding, "" where nothing was.
    """

    mapping: Mapping
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    count: int
    broken: int = 0
    notice: str = ""
