# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item of Proton Pass holds, by its type (``item-v1.proto``)."""

from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.exchange.days import day_of, day_of_seconds, month_of
from strongroom.exchange.filling import Filling, keys, labelled, written
from strongroom.exchange.json_text import at, list_at, number_at, object_at, text_at
from strongroom.exchange.proton.passkey import fill_passkey
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

_KINDS = {
    "login": ItemKind.LOGIN,
    "note": ItemKind.NOTE,
    "alias": ItemKind.IDENTITY,
    "creditCard": ItemKind.CARD,
    "identity": ItemKind.IDENTITY,
    "sshKey": ItemKind.SSH_KEY,
    "wifi": ItemKind.WIFI,
    "custom": ItemKind.NOTE,
}
# What is a role there; all else of these types is a field of its name.
_ROLES: Mapping[str, Mapping[str, str]] = {
    "creditCard": {
        "cardholderName": "card.holder",
        "number": "card.number",
        "verificationNumber": "card.code",
        "pin": "card.pin",
    },
    "identity": {
        "fullName": "identity.name",
        "email": "identity.email",
        "phoneNumber": "identity.phone",
        "streetAddress": "identity.street",
        "zipOrPostalCode": "identity.postcode",
        "city": "identity.city",
        "countryOrRegion": "identity.country",
        "passportNumber": "identity.document",
    },
    "sshKey": {"privateKey": "ssh.private", "publicKey": "ssh.public"},
    "wifi": {"ssid": "wifi.ssid", "password": Role.PASSWORD},
    "login": {"password": Role.PASSWORD},
}
LABELS = {
    "firstName": N_("first name"),
    "middleName": N_("middle name"),
    "lastName": N_("last name"),
    "gender": N_("gender"),
    "organization": N_("organisation"),
    "stateOrProvince": N_("state or province"),
    "floor": N_("floor"),
    "county": N_("county"),
    "website": N_("website"),
    "xHandle": N_("X handle"),
    "secondPhoneNumber": N_("second phone"),
    "linkedin": "LinkedIn",
    "reddit": "Reddit",
    "facebook": "Facebook",
    "yahoo": "Yahoo",
    "instagram": "Instagram",
    "company": N_("company"),
    "jobTitle": N_("job title"),
    "personalWebsite": N_("personal website"),
    "workPhoneNumber": N_("work phone"),
    "workEmail": N_("work email"),
}
SECRET_LABELS = {
    "socialSecurityNumber": N_("social security number"),
    "licenseNumber": N_("licence number"),
}
_CARD_TYPES = {1: N_("other"), 2: "Visa", 3: "Mastercard", 4: "American Express"}
_SECURITY = {1: "WPA", 2: "WPA2", 3: "WPA3", 4: "WEP"}
MODES = {1: N_("exact"), 2: N_("never"), 3: N_("starts with"), 4: N_("pattern"),
          5: N_("regular expression"), 6: N_("exact path")}  # fmt: skip
NO_SITE = frozenset({2, 4, 5})  # modes whose address is none to go to
_DETAILS = keys("extraPersonalDetails extraAddressDetails extraContactDetails extraWorkDetails")
_SECTIONS = keys("extraSections sections")
_LOGIN = keys("itemEmail itemUsername username urls totpUri passkeys autofillUrls")

# Read here, or of use to Proton alone: an id, and a picture of a site.
_DATA = keys("metadata extraFields type content platformSpecific")
_METADATA = keys("name note itemUuid icon")
_FIELD = keys("fieldName type data")
_APP = keys("packageName hashes appName")


def kind_of(data: object) -> str:
    """Return the kind that an item's type is here."""
    return _KINDS.get(text_at(data, "type"), ItemKind.NOTE)


def fill(filling: Filling, data: Mapping[str, Any], alias: str) -> None:
    """Fill in an item's data."""
    type_, content = text_at(data, "type"), object_at(data, "content")
    filling.once("identity.email", alias)
    if type_ == "login":
        _fill_login(filling, content)
    _fill_known(filling, type_, content)
    _fill_apps(filling, object_at(data, "platformSpecific"))
    _fill_fields(filling, "", filling.objects(data, "extraFields"))
    filling.once(Role.NOTES, text_at(data, "metadata", "note"))
    filling.rest(data, _DATA)
    filling.rest(object_at(data, "metadata"), _METADATA)


def _fill_login(filling: Filling, content: Mapping[str, Any]) -> None:
    filling.once(Role.USERNAME, text_at(content, "itemUsername"))
    filling.once(Role.USERNAME, text_at(content, "username"))
    email = text_at(content, "itemEmail")
    if filling.given(Role.USERNAME):
        filling.custom(FieldKind.EMAIL, email, _("email"))
    filling.once(Role.USERNAME, "" if filling.given(Role.USERNAME) else email)
    filling.once(Role.PASSWORD, text_at(content, "password"))
    filling.otp(text_at(content, "totpUri"))
    for url in list_at(content, "urls"):
        filling.website(text_at(url))
    for url in filling.objects(content, "autofillUrls"):
        mode, address = number_at(url, "mode") or 0, text_at(url, "url")
        if mode in NO_SITE:
            label = labelled(_("address to fill in"), _(MODES[mode]))
            filling.custom(FieldKind.TEXT, address, label)
        else:
            filling.website(address, _(MODES[mode]) if mode in MODES else "")
    for passkey in filling.objects(content, "passkeys"):
        fill_passkey(filling, passkey)


def _fill_known(filling: Filling, type_: str, content: Mapping[str, Any]) -> None:
    roles = {} if type_ == "login" else _ROLES.get(type_, {})
    special = {"expirationDate", "cardType", "security", "birthdate"} & content.keys()
    known = _LOGIN | {"password"} if type_ == "login" else frozenset(roles)
    for key, role in roles.items():
        filling.once(role, text_at(content, key))
    for key in special:
        _fill_special(filling, type_, key, content)
    if type_ == "identity":
        for key, label in LABELS.items():
            filling.custom(FieldKind.TEXT, text_at(content, key), _(label))
        for key, label in SECRET_LABELS.items():
            filling.custom(FieldKind.CONCEALED, text_at(content, key), _(label))
        known |= LABELS.keys() | SECRET_LABELS.keys()
    for key in sorted(_DETAILS):
        _fill_fields(filling, "", filling.objects(content, key))
    for key in sorted(_SECTIONS):
        for section in filling.objects(content, key):
            title = text_at(section, "sectionName")
            _fill_fields(filling, title, filling.objects(section, "sectionFields"))
            filling.rest(section, {"sectionName", "sectionFields"}, f"{title} ")
    filling.rest(content, known | special | _DETAILS | _SECTIONS)


def _fill_special(filling: Filling, type_: str, key: str, content: Mapping[str, Any]) -> None:
    text = text_at(content, key)
    number = number_at(content, key) or 0
    if key == "expirationDate":
        month = month_of(text)
        if month and type_ == "creditCard":
            filling.once("card.expires", month)
        else:
            filling.custom(FieldKind.TEXT, text, _("valid until"))
    elif key == "birthdate":
        day = day_of(text)
        filling.once("identity.birthday", day)
        filling.custom(FieldKind.TEXT, "" if day else text, _("date of birth"))
    elif key == "cardType" and number:
        filling.custom(FieldKind.TEXT, _(_CARD_TYPES.get(number, text)), _("card type"))
    elif key == "security" and text not in {"0", ""}:
        filling.once("wifi.security", _SECURITY.get(number, text))


def _fill_apps(filling: Filling, specific: Mapping[str, Any]) -> None:
    """Fill in the Android apps that a login is for; the hashes tell Android which they are."""
    for app in filling.objects(specific, "android", "allowedApps"):
        package = text_at(app, "packageName")
        filling.website(f"androidapp://{package}" if package else "", text_at(app, "appName"))
        filling.rest(app, _APP, f"{package} ")
    filling.rest(specific, {"android"})
    filling.rest(object_at(specific, "android"), {"allowedApps"})


def _fill_fields(filling: Filling, section: str, fields: Iterable[Mapping[str, Any]]) -> None:
    for field in fields:
        type_, data = text_at(field, "type"), object_at(field, "data")
        label = labelled(section, text_at(field, "fieldName"))
        content = text_at(data, "content")
        known = {"content"}
        if type_ == "totp":
            content, known = text_at(data, "totpUri"), {"totpUri"}
            filling.otp(content, label)
        elif type_ == "timestamp":
            known = {"timestamp"}
            _fill_moment(filling, label, at(data, "timestamp"))
        else:
            kind = FieldKind.TEXT if type_ == "text" else FieldKind.CONCEALED
            filling.custom(kind, content, label)
        filling.rest(data, known, f"{label} ")
        filling.rest(field, _FIELD, f"{label} ")


def _fill_moment(filling: Filling, label: str, value: object) -> None:
    seconds = number_at(value, "seconds") if isinstance(value, dict) else number_at(value)
    day = day_of(text_at(value)) or day_of_seconds(seconds)
    kind = FieldKind.DATE if day else FieldKind.TEXT
    filling.custom(kind, day or (written(value) if value else ""), label)
