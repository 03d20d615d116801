# SPDX-License-Identifier: GPL-3.0-or-later
"""1Password's categories of items as kinds, and which of their fields are roles there.

Categories have numbers in 1PUX and names in 1PIF (AgileBits' onepassword-utilities,
``convert_to_1p4/Utils/PIF.pm``; KeePassXC's ``OPUXReader.cpp``).  A category without a kind of
its own becomes the nearest: papers and memberships an identity, an account at a bank a card,
what has a username a login, anything else a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from strongroom.model.fields import ItemKind, Role

_NAME, _BORN, _PAPER = "identity.name", "identity.birthday", "identity.document"
_LOGIN = {"username": Role.USERNAME, "password": Role.PASSWORD}


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of item, and the roles of the fields that have these ids in it.

    ``own`` fields keep the label that 1Password gives them beside the role, because the kind
    has another in mind.
    """

    kind: str
    roles: Mapping[str, str] = field(default_factory=dict)
    own: bool = False


LOGIN = Category(ItemKind.LOGIN, _LOGIN)
NOTE = Category(ItemKind.NOTE)
IDENTITY = "004"
WEBSITES = frozenset({"001", "005", "110"})  # whose "url" field is where one logs in

CATEGORIES: Mapping[str, Category] = {
    "001": LOGIN,
    "002": Category(
        ItemKind.CARD,
        {
            "cardholder": "card.holder",
            "ccnum": "card.number",
            "expiry": "card.expires",
            "cvv": "card.code",
            "pin": "card.pin",
        },
    ),
    "003": NOTE,
    IDENTITY: Category(
        ItemKind.IDENTITY,
        {"email": "identity.email", "defphone": "identity.phone", "birthdate": _BORN},
    ),
    "005": Category(ItemKind.PASSWORD, _LOGIN),
    "006": Category(ItemKind.DOCUMENT),
    "100": NOTE,  # software licence
    "101": Category(ItemKind.CARD, {"owner": "card.holder", "telephonePin": "card.pin"}, own=True),
    "102": LOGIN,  # database
    "103": Category(
        ItemKind.IDENTITY,
        {
            "fullname": _NAME,
            "birthdate": _BORN,
            "number": _PAPER,
            "expiry_date": Role.EXPIRES,
        },
        own=True,
    ),  # driving licence
    "104": Category(ItemKind.IDENTITY, {"name": _NAME, "expires": Role.EXPIRES}, own=True),
    "105": Category(
        ItemKind.IDENTITY,
        {"member_name": _NAME, "membership_no": _PAPER, "expiry_date": Role.EXPIRES},
        own=True,
    ),
    "106": Category(
        ItemKind.IDENTITY,
        {
            "fullname": _NAME,
            "birthdate": _BORN,
            "number": _PAPER,
            "expiry_date": Role.EXPIRES,
        },
        own=True,
    ),  # passport
    "107": Category(
        ItemKind.IDENTITY, {"member_name": _NAME, "membership_no": _PAPER}, own=True
    ),  # rewards
    "108": Category(ItemKind.IDENTITY, {"name": _NAME, "number": _PAPER}, own=True),
    "109": Category(
        ItemKind.WIFI,
        {
            "network_name": "wifi.ssid",
            "wireless_password": Role.PASSWORD,
            "wireless_security": "wifi.security",
        },
    ),
    "110": LOGIN,  # server
    "111": Category(
        ItemKind.LOGIN,
        {"pop_username": Role.USERNAME, "pop_password": Role.PASSWORD},
        own=True,
    ),  # email account
    "112": Category(
        ItemKind.API_KEY,
        {"username": Role.USERNAME, "credential": "api.key", "expires": Role.EXPIRES},
    ),
    "113": NOTE,  # medical record
    "114": Category(ItemKind.SSH_KEY),
    "115": NOTE,  # crypto wallet
}

TYPE_NAMES: Mapping[str, str] = {
    "webforms.WebForm": "001",
    "wallet.financial.CreditCard": "002",
    "securenotes.SecureNote": "003",
    "identities.Identity": "004",
    "passwords.Password": "005",
    "wallet.computer.License": "100",
    "wallet.financial.BankAccountUS": "101",
    "wallet.computer.Database": "102",
    "wallet.government.DriversLicense": "103",
    "wallet.government.HuntingLicense": "104",
    "wallet.membership.Membership": "105",
    "wallet.government.Passport": "106",
    "wallet.membership.RewardProgram": "107",
    "wallet.government.SsnUS": "108",
    "wallet.computer.Router": "109",
    "wallet.computer.UnixServer": "110",
    "wallet.onlineservices.Email.v2": "111",
}

# Written as plain text there, and nothing to show to whoever looks over a shoulder.
SECRET = frozenset(
    {
        "accountNo",
        "iban",
        "routingNo",
        "reg_code",
        "remindera",
        "membership_no",
        "additional_no",
        "recoveryPhrase",
    }
)


def category_of(number: str, *, login: bool) -> Category:
    """Return the category of a number; a new one is a login where the item has a password."""
    known = CATEGORIES.get(number)
    if known is not None:
        return known
    return LOGIN if login else NOTE
