# SPDX-License-Identifier: GPL-3.0-or-later
"""An item's fields as the strings of an entry, each under a name that people can read.

The first user, password, website, notes and one-time password stand where KeePass has them,
further websites where KeePassXC looks for them, a passkey as KeePassXC keeps it, and all else
under its label.  What reading that would not give back is told in slots (``own_data``).
"""

import re
from collections.abc import Iterable, Sequence

from strongroom.exchange.days import noon_of
from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.document import Text
from strongroom.exchange.keepass.meaning import meant, string_of
from strongroom.exchange.keepass.own_data import Slot
from strongroom.exchange.keepass.xml_out import is_writable, writable
from strongroom.model.fields import Field, FieldKind, Role, label_of

_STANDARD = {role: key for key, (role, _kind) in names.ROLES.items() if key in names.STANDARD}
_PASSKEY = {role: key for key, (role, _kind) in names.PASSKEY_ROLES.items()}
_RESERVED = re.compile(
    "|".join(
        (
            *map(re.escape, (*names.STANDARD, names.OTP, names.TOTP_SEED, *names.PASSKEY_ROLES)),
            *map(re.escape, names.PASSKEY_FORMERLY),
            re.escape(names.TIME_OTP) + ".*",
            names.MORE_URLS.pattern,
            names.APP.pattern,
        )
    )
)


def strings_of(title: str, fields: Sequence[Field]) -> tuple[list[Text], tuple[Slot, ...] | None]:
    """Return the strings of an item, and the slots where the strings alone do not say all."""
    given = _Names()
    texts = [Text(names.TITLE, title, hidden=not is_writable(title))]
    slots: list[Slot] = []
    for field in fields:
        key = given.key(field)
        value = string_of(field.kind, field.value, title)
        if names.APP.fullmatch(key):
            value = value.removeprefix(names.ANDROID_LINK)
        if key:
            hidden = field.concealed or key in names.PROTECTED or not is_writable(value)
            texts.append(Text(key, value, hidden))
        was = field.value if value != field.value and field.kind == FieldKind.OTP else ""
        slots.append(Slot(field.role, field.kind, field.label, key, was))
    return texts, None if _same(meant(texts), fields) else tuple(slots)


def _same(some: Iterable[Field], others: Iterable[Field]) -> bool:
    return [(f.role, f.kind, f.label, f.value) for f in some] == [
        (f.role, f.kind, f.label, f.value) for f in others
    ]


class _Names:
    """Gives each field of one entry a name of its own."""

    def __init__(self) -> None:
        self._taken = {names.TITLE}
        self._passkeys = 0

    def key(self, field: Field) -> str:
        """Return the name, "" for a field that has no value and no place of its own."""
        standard = _STANDARD.get(field.role)
        if standard is not None and standard not in self._taken:
            return self._take(standard)
        if not field.value:
            self._passkeys += field.role == "passkey.rp"
            return ""
        return self._take(self._special(field) or self._free(label_of(field)))

    def _take(self, key: str) -> str:
        self._taken.add(key)
        return key

    def _special(self, field: Field) -> str:
        """Return the name that a field has by what it is, "" where it is known by its label."""
        if field.kind == FieldKind.OTP:
            key = names.OTP
        elif field.role == Role.WEBSITE or field.kind == FieldKind.WEBSITE:
            return self._website(field.value)
        elif field.role in _PASSKEY:
            self._passkeys += field.role == "passkey.rp"
            key = _PASSKEY[field.role] if self._passkeys == 1 else ""
        else:
            key = _elsewhere(field)
            if key == names.WINDOW:
                return key + str(sum(one.startswith(names.WINDOW) for one in self._taken))
        return "" if key in self._taken else key

    def _website(self, value: str) -> str:
        app = value.startswith(names.ANDROID_LINK) and value != names.ANDROID_LINK
        key = names.ANDROID if app else names.MORE_URL
        number = 0
        while key in self._taken:
            number += 1
            key = f"{names.ANDROID if app else names.MORE_URL}_{number}"
        return key

    def _free(self, label: str) -> str:
        base = key = writable(label)
        number = 1
        while key in self._taken or _RESERVED.fullmatch(key):
            number += 1
            key = f"{base} ({number})"
        return key


def _elsewhere(field: Field) -> str:
    """Return the name of what stands elsewhere in an entry than among its strings."""
    if field.role == Role.EXPIRES and noon_of(field.value) is not None:
        return names.EXPIRES
    if not is_writable(field.value):
        return ""
    if field.role == names.WINDOW_ROLE:
        window, _line, keys = field.value.partition("\n")
        return names.WINDOW if f"{window}\n{keys}".rstrip("\n") == field.value else ""
    if field.role == names.NO_TYPING_ROLE:
        return names.NO_TYPING if field.value == "false" else ""
    return _ELSEWHERE.get(field.role, "")


_ELSEWHERE = {names.OVERRIDE_ROLE: names.OVERRIDE_URL, names.SEQUENCE_ROLE: names.SEQUENCE}
