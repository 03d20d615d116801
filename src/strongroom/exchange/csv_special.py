# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mapping of columns cannot say: fields that lie in one value together, kinds by content.

Each function is named by a shape of ``csv_preset_table`` and gets the row as it was placed.
"""

import re
from collections.abc import Iterator, Mapping

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.csv_rows import Placed, note_if_nothing_else
from strongroom.exchange.csv_values import is_yes, sites_in
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import _

Values = Mapping[str, str]
Rest = tuple[str, ...]

_SECRET_WORDS = re.compile(
    r"pass|pin\b|secret|code|cvv|cvc|key|seed|token|ssn|social|account.?num|number|iban|answer",
    re.IGNORECASE,
)
_PLAIN_WORDS = re.compile(r"phone|house|postal|zip|routing", re.IGNORECASE)
_LINE = re.compile(r"([^:\n]{1,256}):[ \t]?(.*)")


def looks_secret(label: str) -> bool:
    """Tell whether a field of that name is rather concealed."""
    return bool(_SECRET_WORDS.search(label)) and not _PLAIN_WORDS.search(label)


def pairs_in(text: str, pattern: re.Pattern[str] = _LINE) -> Iterator[tuple[str, str]]:
    """Yield what lines of ``name: value`` say; a line without a name goes on with the value."""
    name, lines = "", list[str]()
    for line in text.replace("\r\n", "\n").split("\n"):
        found = pattern.fullmatch(line)
        if found is None:
            lines.append(line)
            continue
        if name or any(lines):
            yield name, "\n".join(lines)
        name, lines = found[1].strip(), [found[2]]
    if name or any(lines):
        yield name, "\n".join(lines).rstrip("\n")


# Browsers


def firefox(placed: Placed, values: Values, _rest: Rest) -> None:
    """Leave out a form's address that repeats the site's."""
    same = values.get("url", "")
    placed.more = [one for one in placed.more if one[2] != same or one[0] != FieldKind.TEXT]


# Bitwarden

_BITWARDEN_LINE = re.compile(r"(.{0,1000}): (.*)")  # parted at the last place, as its own importer


def bitwarden(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read fields, lines of ``name: value``; the first of several collections is the folder."""
    for name, value in pairs_in(values.get("fields", ""), _BITWARDEN_LINE):
        placed.own(name or _("field"), value, shown=not looks_secret(name))
    collections = [c.strip() for c in values.get("collections", "").split(",") if c.strip()]
    if collections:
        placed.path = placed.path or collections[0].split("/")
        if len(collections) > 1:
            placed.own(_("collections"), "\n".join(collections), shown=True)


# LastPass

_LASTPASS_KINDS: dict[str, ItemKind] = {
    "credit card": ItemKind.CARD,
    "address": ItemKind.IDENTITY,
    "passport": ItemKind.IDENTITY,
    "driver's license": ItemKind.IDENTITY,
    "social security": ItemKind.IDENTITY,
    "ssh key": ItemKind.SSH_KEY,
    "wi-fi password": ItemKind.WIFI,
    "server": ItemKind.LOGIN,
    "database": ItemKind.LOGIN,
    "email account": ItemKind.LOGIN,
}
_LASTPASS_ROLES: dict[str, dict[str, str]] = {
    ItemKind.CARD: {
        "name on card": "card.holder",
        "number": "card.number",
        "security code": "card.code",
        "expiration date": "card.expires",
    },
    ItemKind.IDENTITY: {
        "name": "identity.name",
        "email address": "identity.email",
        "phone": "identity.phone",
        "birthday": "identity.birthday",
        "date of birth": "identity.birthday",
        "address 1": "identity.street",
        "zip / postal code": "identity.postcode",
        "city / town": "identity.city",
        "country": "identity.country",
        "number": "identity.document",
    },
    ItemKind.SSH_KEY: {
        "hostname": "ssh.host",
        "private key": "ssh.private",
        "public key": "ssh.public",
        "passphrase": "ssh.passphrase",
    },
    ItemKind.WIFI: {"ssid": "wifi.ssid", "password": Role.PASSWORD},
    ItemKind.LOGIN: {"username": Role.USERNAME, "password": Role.PASSWORD},
}
_EMPTY_DATES = frozenset({",", ",,"})  # a date of LastPass without its parts


def lastpass(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read a secure note: its address is ``http://sn``, its fields are lines of its text."""
    if values.get("url", "").strip() != "http://sn":
        return
    placed.kind, placed.sites = ItemKind.NOTE, {}
    text = values.get("extra", "")
    if not text.startswith("NoteType:"):
        return
    placed.roles.pop(Role.NOTES, None)
    fields, _name, note = ("\n" + text.replace("\r\n", "\n")).partition("\nNotes:")
    pairs = list(pairs_in(fields.strip("\n")))
    kind_name = pairs[0][1].strip()
    placed.kind = _LASTPASS_KINDS.get(kind_name.casefold(), ItemKind.NOTE)
    roles = _LASTPASS_ROLES.get(placed.kind, {})
    placed.own(_("type"), "" if kind_name.startswith("Custom_") else kind_name, shown=True)
    names = [value for name, value in pairs if name in _NAME_PARTS and value.strip()]
    if placed.kind == ItemKind.IDENTITY and names:
        placed.role("identity.name", " ".join(names))
    for name, value in pairs[1:]:
        _lastpass_field(placed, roles, name, value)
    placed.role(Role.NOTES, note.strip("\n"))


_NAME_PARTS = ("First Name", "Middle Name", "Last Name")


def _lastpass_field(placed: Placed, roles: Mapping[str, str], name: str, value: str) -> None:
    if name == "Language" or value.strip() in _EMPTY_DATES:
        return
    role = roles.get(name.casefold())
    if role and role not in placed.roles:
        placed.role(role, value, name)
    elif name not in _NAME_PARTS or placed.kind != ItemKind.IDENTITY:
        placed.own(name or _("field"), value, shown=not looks_secret(name))


# NordPass


def nordpass_group(values: Values) -> tuple[str, ...] | None:
    """Tell a folder by its type ``folder``, in older exports by having a name alone."""
    name = values.get("name", "")
    said = values.get("type", "")
    alone = not any(v for column, v in values.items() if column != "name")
    if name and (said == "folder" or ("type" not in values and alone)):
        return tuple(name.split("/"))
    return None


def nordpass(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read what is JSON in a cell; older exports have no type."""
    if not values.get("type"):
        if values.get("cardnumber"):
            placed.kind = ItemKind.CARD
        elif any(values.get(column) for column in ("full_name", "address1", "phone_number")):
            placed.kind = ItemKind.IDENTITY
        else:
            note_if_nothing_else(placed)
    more = values.get("additional_urls", "")
    listed = _json_list(more) if more.startswith("[") else sites_in(more) or [more]
    placed.add_sites(site for site in listed if isinstance(site, str))
    custom = values.get("custom_fields", "")
    found = _json_list(custom)
    for one in json_text.objects_at(found):
        label, value = json_text.text_at(one, "label"), json_text.text_at(one, "value")
        placed.own(label or _("field"), value, shown=json_text.text_at(one, "type") != "hidden")
    if custom and not found and custom.strip() != "[]":
        placed.own("custom_fields", custom)


def _json_list(text: str) -> list[object]:
    if not text.startswith("["):
        return []
    try:
        return json_text.list_at(json_text.parse(text.encode("utf-8", "replace")))
    except CannotImport:
        return []


# RoboForm

_ROBOFORM_SAME = {"user id$": Role.USERNAME, "password$": Role.PASSWORD}
_NO_NAME = "-no-name-"


def roboform(placed: Placed, values: Values, rest: Rest) -> None:
    """Read fields, one a cell behind the others: ``name,,,type,value`` or ``name:type:value``."""
    cells = [values.get("rffieldsv2", ""), values.get("rf_fields", ""), *rest]
    for cell in filter(None, cells):
        comma = cell.split(",", 4)
        colon = cell.split(":", 2)
        if len(comma) == 5:  # noqa: PLR2004 - the parts of a cell
            _roboform_field(placed, comma[0], comma[3], comma[4])
        elif len(colon) == 3:  # noqa: PLR2004 - the parts of an older cell
            _roboform_field(placed, colon[0], colon[1], colon[2])
        else:
            placed.own("RfFields", cell)
    note_if_nothing_else(placed)


def _roboform_field(placed: Placed, name: str, kind: str, value: str) -> None:
    role = _ROBOFORM_SAME.get(name.casefold())
    if role and placed.roles.get(role, "").removeprefix("'") == value:
        placed.roles[role] = value  # a spreadsheet's guard before it is no part of it
    elif name.casefold() == "totp key$":
        placed.role(Role.OTP, value, name)
    elif name.casefold() != "script$":
        label = _("field") if name == _NO_NAME else name.removesuffix("$")
        placed.own(label, value, shown=kind != "pwd" and not looks_secret(label))


# Zoho Vault

_ZOHO_ROLES = {
    "user name": Role.USERNAME,
    "username": Role.USERNAME,
    "password": Role.PASSWORD,
}


def zoho(placed: Placed, values: Values, rest: Rest) -> None:
    """Read lines of ``name:value``; the oldest exports have user and password at the end."""
    for column in ("secretdata", "customdata"):
        for name, value in pairs_in(values.get(column, "")):
            role = _ZOHO_ROLES.get(name.casefold()) if column == "secretdata" else None
            if name == "SecretType" or not value:
                continue
            if role and role not in placed.roles:
                placed.roles[role] = value
            else:
                placed.own(name or _("field"), value, shown=not looks_secret(name))
    if rest and "secretdata" not in values:
        user, password, *others = (*rest, "")
        placed.role(Role.USERNAME, user)
        placed.role(Role.PASSWORD, password)
        for other in others:
            placed.own(_("field"), other)
    note_if_nothing_else(placed)


# Dashlane


def dashlane_payment(placed: Placed, values: Values, _rest: Rest) -> None:
    """Name a card and its holder, and join month and year; a bank account is a note with fields.

    Where accounts have a column for their holder, a card's ``account_name`` is whoever it was
    given to, and its ``name`` what a person calls it; in the tables without, it is the other
    way about.
    """
    account, name = values.get("account_name", ""), values.get("name", "")
    holder = values.get("account_holder", "")
    if placed.kind != ItemKind.CARD:
        placed.title = account or name
        placed.own(_("account holder"), holder, shown=True)
        placed.own(_("name"), "" if name == placed.title else name, shown=True)
    elif "account_holder" in values:
        placed.title = name or account
        placed.role("card.holder", account)
        placed.role("card.holder", holder, _("account holder"))
    else:
        placed.title = account or name
        placed.role("card.holder", name)
    month, year = values.get("expiration_month", ""), values.get("expiration_year", "")
    if month and year:
        placed.role("card.expires", f"{month}/{year}", "expiration")
    else:
        placed.own("expiration", month or year, shown=True)


def dashlane_id(placed: Placed, values: Values, _rest: Rest) -> None:
    """Call an identity document after its kind and its owner."""
    named = [values.get("type", "").replace("_", " "), values.get("name", "")]
    placed.title = placed.title or " ".join(filter(None, named))


def dashlane_person(placed: Placed, values: Values, _rest: Rest) -> None:
    """Join the parts of a name; the column ``title`` is the form of address."""
    parts = ("first_name", "middle_name", "last_name")
    name = " ".join(filter(None, (values.get(part, "") for part in parts)))
    placed.role("identity.name", name)
    placed.title = placed.title or name


# True Key, Buttercup and others of which a row may be a note


def plain(placed: Placed, _values: Values, _rest: Rest) -> None:
    """Take what has neither user nor password nor website for a note."""
    note_if_nothing_else(placed)


def trashed(placed: Placed, values: Values, _rest: Rest) -> None:
    """Put into the trash what RememBear had in its own."""
    if is_yes(values.get("trash", "")):
        placed.trashed = 0


# Buttercup


_DASHES = "--"
_ENTRY_COLUMNS = ("username", "password", "url", "note", "notes")


def buttercup_group(values: Values) -> tuple[str, ...] | None:
    """Tell a group of newer exports by its type, or by dashes where an entry has its title."""
    dashed = _DASHES in {values.get("!type"), values.get("title")}
    empty = dashed and not any(values.get(column) for column in _ENTRY_COLUMNS)
    if values.get("!group_name") and (values.get("!type") == "group" or empty):
        return tuple(values["!group_name"].split("/"))
    return None


# Myki


def myki(placed: Placed, values: Values, _rest: Rest) -> None:
    """Join the parts of a name and of a date; that an item is in use goes without saying."""
    parts = ("firstname", "middlename", "lastname")
    placed.role("identity.name", " ".join(filter(None, (values.get(one, "") for one in parts))))
    dates = [values.get("exp_month", ""), values.get("exp_year", "")]
    placed.role("card.expires", "/".join(filter(None, dates)), _("valid until"))
    status = values.get("status", "")
    placed.own(_("status"), "" if status == "active" else status, shown=True)
    note_if_nothing_else(placed)


# Passman


def passman(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read the fields of one's own, which are JSON in a cell."""
    custom, files = values.get("custom_fields", ""), values.get("files", "")
    found = _json_list(custom)
    for one in json_text.objects_at(found):
        label, value = json_text.text_at(one, "label"), json_text.text_at(one, "value")
        placed.own(label or _("field"), value, shown=one.get("secret") is False)
    if custom and not found and custom.strip() != "[]":
        placed.own("custom_fields", custom)
    if files.strip() not in {"", "[]"}:
        placed.losses.append(_("Its files are not in the table: save them in the other program."))
    note_if_nothing_else(placed)


# Keeper


def keeper(placed: Placed, values: Values, rest: Rest) -> None:
    """Read the fields of one's own, in pairs behind the others."""
    cells = [*filter(None, [values.get("custom fields", "")]), *rest]
    for name, value in zip(cells[::2], [*cells[1::2], ""], strict=False):
        if name == "TFC:Keeper":
            placed.role(Role.OTP, value, _("one-time password"))
        else:
            label = name.split("::", 1)[-1].strip("$ ").split(":", 1)[-1] or _("field")
            placed.own(label, value, shown=not looks_secret(name))
    note_if_nothing_else(placed)
