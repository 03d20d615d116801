# SPDX-License-Identifier: GPL-3.0-or-later
"""What the strings of an entry are to us: one law for reading, and what writing is held to.

:func:`meant` turns strings into fields.  Whoever writes asks it what would come back, and adds
to the entry's own data only what would not (``own_data``): so an item as KeePass knows them is
written without a trace of us.
"""

from collections.abc import Iterable, Iterator, Sequence

from strongroom.errors import InvalidInput
from strongroom.exchange.encoded import PEM_BEGIN, PEM_END, bytes64, pem_of
from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.document import Text
from strongroom.exchange.keepass.otp_texts import otp_of, plain
from strongroom.exchange.keepass.own_data import Slot
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.otp import parse_otp
from strongroom.texts import _

# Where a field stands among the others; those that are not named stand in the entry's order.
_ORDER = (names.USERNAME, names.PASSWORD, names.OTP, names.URL, names.MORE_URL, names.NOTES)
_PLACES = {key: place for place, key in enumerate((*_ORDER, names.EXPIRES, *names.PASSKEY_ROLES))}
_CUSTOM = len(_PLACES)
_LATER = 1  # a field's number until its entry is built, which gives each its own
_MORE_URLS_PLACE = _PLACES[names.MORE_URL]


def meant(texts: Iterable[Text], slots: Sequence[Slot] | None = None) -> list[Field]:
    """Return the fields that strings are, the title's apart.

    ``slots`` are those that the entry was written with, if it was by us: they say what each
    string is, and in which order.  The value is the string's in any case, and what has come to
    the entry since then follows at the end.
    """
    left = [text for text in texts if text.key != names.TITLE]
    if slots is None:
        return _usual(left)
    first: dict[str, int] = {}
    for number, text in enumerate(left):
        first.setdefault(text.key, number)
    fields: list[Field] = []
    taken: set[int] = set()
    for slot in slots:
        if not slot.key:
            fields.append(_exactly(slot, ""))
        elif slot.key in first:
            number = first.pop(slot.key)
            taken.add(number)
            fields.append(_exactly(slot, _as_it_was(slot, left[number].value)))
    return [*fields, *_usual([text for n, text in enumerate(left) if n not in taken])]


def string_of(kind: str, value: str, title: str) -> str:
    """Return how a field's value stands in a string: a one-time password as a whole link."""
    if kind != FieldKind.OTP or not value:
        return value
    try:
        return parse_otp(value).link(title)
    except InvalidInput:
        return value


def _as_it_was(slot: Slot, value: str) -> str:
    if slot.was and _same_otp(slot.was, value):
        return slot.was
    return names.ANDROID_LINK + value if value and names.APP.fullmatch(slot.key) else value


def _same_otp(one: str, other: str) -> bool:
    try:
        return plain(parse_otp(one)) == plain(parse_otp(other))
    except InvalidInput:
        return False


def _usual(texts: list[Text]) -> list[Field]:
    """Return what strings mean that nothing else is known of; empty ones mean nothing."""
    known = {text.key for text in texts if text.value}
    texts = [text for text in texts if text.value]
    if not known.isdisjoint(names.PASSKEY_FORMERLY):
        texts = [_of_now(text, known) for text in texts]
    otps = otp_of({text.key: text.value for text in reversed(texts)})
    spent = {key for otp in otps for key in otp.names}
    placed = [
        (_PLACES[names.OTP], number, _field(Role.OTP, FieldKind.OTP, "", otp.kept))
        for number, otp in enumerate(otps)
    ]
    passkey = names.PASSKEY_RP in known
    for number, text in enumerate(texts, len(otps)):
        if text.key not in spent:
            place, field = _one(text, passkey=passkey)
            placed.append((place, number, field))
    # Each has another number, so that no two fields are ever compared.
    return [field for _place, _number, field in sorted(placed)]


def _one(text: Text, *, passkey: bool) -> tuple[int, Field]:
    """Return what one string means, and its place among the others."""
    key, value, hidden = text
    if key in names.ROLES:
        role, kind = names.ROLES[key]
        return _PLACES[key], _field(role, kind, "", value)
    if names.MORE_URLS.fullmatch(key):
        return _MORE_URLS_PLACE, _field(Role.WEBSITE, FieldKind.WEBSITE, "", value)
    if names.APP.fullmatch(key):
        value = names.ANDROID_LINK + value
        return _MORE_URLS_PLACE, _field(Role.WEBSITE, FieldKind.WEBSITE, "", value)
    if key in names.PASSKEY_ROLES and passkey:
        role, kind = names.PASSKEY_ROLES[key]
        value = _pem_of(value) if kind == FieldKind.CONCEALED else value
        return _PLACES[key], _field(role, kind, "", value)
    if key.startswith("\0"):
        return _CUSTOM + 1, _elsewhere(key, value)
    secret = hidden or key.startswith((names.TIME_OTP, names.HMAC_OTP, names.TOTP_SEED))
    kind = FieldKind.CONCEALED if secret else FieldKind.TEXT
    return _CUSTOM, _field("", kind, key.strip(), value)


def _elsewhere(key: str, value: str) -> Field:
    """Return what stands elsewhere in an entry than among its strings."""
    if key == names.OVERRIDE_URL:
        return _field(names.OVERRIDE_ROLE, FieldKind.TEXT, _("URL override"), value)
    if key == names.SEQUENCE:
        return _field(names.SEQUENCE_ROLE, FieldKind.CONCEALED, _("auto-type"), value)
    if key == names.NO_TYPING:
        return _field(names.NO_TYPING_ROLE, FieldKind.TEXT, _("auto-type is allowed"), value)
    label = _("auto-type in a window")
    return _field(names.WINDOW_ROLE, FieldKind.CONCEALED, label, value)


def _of_now(text: Text, known: set[str]) -> Text:
    """Return a string under the name that it has in newer versions."""
    now = names.PASSKEY_FORMERLY.get(text.key)
    return text if now is None or now in known else text._replace(key=now)


def _pem_of(value: str) -> str:
    """Return a private key as PEM in lines, also one that is bare base64 or all on one line."""
    key = bytes64(value.replace(PEM_BEGIN, "").replace(PEM_END, ""))
    return pem_of(key) if key else value


def _exactly(slot: Slot, value: str) -> Field:
    return Field(id=_LATER, role=slot.role, kind=slot.kind, label=slot.label, value=value)


def _field(role: str, kind: str, label: str, value: str) -> Field:
    """Return a field of another program, whose line ends become ours but in secrets."""
    if "\r\n" in value and kind != FieldKind.CONCEALED:
        value = value.replace("\r\n", "\n")
    return Field(id=_LATER, role=role, kind=kind, label=label, value=value)


def losses(texts: Iterable[Text]) -> Iterator[str]:
    """Say what of an entry's strings is not what it was."""
    if any(text.value and text.key.startswith(names.HMAC_OTP) for text in texts):
        yield _(
            "A one-time password that counts uses is kept as its fields: it gives no codes here."
        )
