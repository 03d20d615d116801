# SPDX-License-Identifier: GPL-3.0-or-later
"""SafeInCloud's XML: ``<card>``s with typed ``<field>``s, and the ``<label>``s they bear.

Sources: Bitwarden's ``safeincloud-xml-importer.ts`` and the sample beside its test, and what
converters in public repositories read (``<image>`` and ``<file>`` in Base64; ``history`` as
JSON of moments and values).  A card has several labels, so that they are tags here.
"""

import base64
from collections.abc import Iterator
from functools import partial

from strongroom.errors import CannotImport
from strongroom.exchange import json_text
from strongroom.exchange.builder import EntryBuilder, moment
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.days import day_of, month_of
from strongroom.exchange.filling import Filling, keys
from strongroom.exchange.format import Format
from strongroom.exchange.json_text import number_at, object_at, text_at
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.xml_events import Element, root_name, tree
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _, ngettext

_TRUE = frozenset({"true", "1"})
_CARD = {"cc-number": "card.number", "cc-name": "card.holder", "cc-csc": "card.code"}
_PAPERS = frozenset({"passport", "id", "driver_license", "license"})
# Fields of its templates for papers, which have types alone to tell them by in all languages.
_PAPER = {"name": "identity.name", "birthday": "identity.birthday", "expires": Role.EXPIRES}
_DAYS = frozenset({"identity.birthday", Role.EXPIRES})
_KINDS = {
    "password": FieldKind.CONCEALED,
    "secret": FieldKind.CONCEALED,
    "pin": FieldKind.CONCEALED,
    "email": FieldKind.EMAIL,
    "phone": FieldKind.PHONE,
    "login": FieldKind.TEXT,
    "text": FieldKind.TEXT,
    "number": FieldKind.TEXT,
    "date": FieldKind.TEXT,
    "expiry": FieldKind.TEXT,
    "application": FieldKind.TEXT,
}
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"%PDF": "pdf"}

# Read here, or of use to SafeInCloud alone: pictures, colours, how strong a password is (it is
# judged anew), ids, marks of its synchronisation.
_CARD_KNOWN = keys(
    "title id symbol color template star deleted type autofill time_stamp first_stamp prev_stamp"
    " custom_icon website_icon"
)
_FIELD_KNOWN = keys("name type autofill score hash history")
_CHILDREN = keys("field label_id notes image file custom_icon")
_LEFT_OUT = keys("ghost record label")


class _Reader:
    """Reads one export."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._labels = {
            one.attributes.get("id", ""): one.attributes.get("name", "")
            for one in root.all("label")
        }

    def read(self, step: Step) -> Reading:
        found = Collecting(step)
        templates = 0
        for card in self._root.all("card"):
            if card.attributes.get("template") in _TRUE:
                templates += 1
                continue
            found.take(partial(self._entry, card), card.attributes.get("title", ""))
        return found.reading(losses=self._losses(templates))

    def _losses(self, templates: int) -> Iterator[str]:
        if templates:
            yield _("SafeInCloud's templates were left out: they are empty cards.")
        others = {one.name for one in self._root.children} - {"card", *_LEFT_OUT}
        if others:
            names = ", ".join(sorted(others))
            yield _("Parts of the file are not known and were left out: {names}.").format(
                names=names
            )

    def _entry(self, card: Element) -> Entry:
        about = card.attributes
        builder = EntryBuilder(about.get("title", ""), _kind_of(card))
        ids = [one.text.strip() for one in card.all("label_id")]
        builder.tags.extend(self._labels[uid] for uid in ids if uid in self._labels)
        _tell_unknown(builder, sum(uid != "" and uid not in self._labels for uid in ids))
        builder.favourite = about.get("star") in _TRUE
        builder.created = moment(number_at(about.get("first_stamp")))
        builder.modified = moment(number_at(about.get("time_stamp")))
        if about.get("deleted") in _TRUE:
            builder.trashed = 0
        filling = Filling(builder)
        for field in card.all("field"):
            role, label = _fill_field(filling, field)
            _fill_history(builder, field, role, label)
            filling.rest(field.attributes, _FIELD_KNOWN, f"{label}.")
        for notes in card.all("notes"):
            filling.once(Role.NOTES, notes.text, _("notes"))
        _fill_files(filling, card)
        filling.rest(about, _CARD_KNOWN)
        for child in card.children:
            if child.name not in _CHILDREN:
                filling.custom(FieldKind.CONCEALED, child.whole_text(), child.name)
        return builder.entry()


def _tell_unknown(builder: EntryBuilder, labels: int) -> None:
    if labels:
        sentence = ngettext(
            "{count} label of the card is not in the file, and was left out.",
            "{count} labels of the card are not in the file, and were left out.",
            labels,
        )
        builder.lose(sentence.format(count=labels))


def _kind_of(card: Element) -> str:
    fields = list(card.all("field"))
    if any(one.attributes.get("autofill") == "cc-number" for one in fields):
        return ItemKind.CARD
    if card.attributes.get("symbol") in _PAPERS:
        return ItemKind.IDENTITY
    types = {one.attributes.get("type") for one in fields}
    if card.attributes.get("type") == "file" or (not fields and next(card.all("file"), None)):
        return ItemKind.DOCUMENT
    return ItemKind.LOGIN if types & {"login", "password", "website"} else ItemKind.NOTE


def _fill_field(filling: Filling, field: Element) -> tuple[str, str]:
    """Fill in a field; return the role that it got, and its label."""
    type_, fill = field.attributes.get("type", ""), field.attributes.get("autofill", "")
    value, label = field.text, field.attributes.get("name", "") or type_
    role = _role(filling, type_, fill, label)
    if type_ == "one_time_password":
        role = "" if filling.given(Role.OTP) else Role.OTP
        filling.otp(value, label if not role else "")
    elif type_ == "website":
        filling.website(value)
        return Role.WEBSITE, label
    elif type_ == "application" and value:
        filling.website(value if "://" in value else f"androidapp://{value}", label)
    elif fill == "cc-exp" and month_of(value):
        filling.once("card.expires", month_of(value), label)
        return "card.expires", label
    elif role in _DAYS and day_of(value) and not filling.given(role):
        filling.once(role, day_of(value), label)
        return role, label
    elif role not in _DAYS and role and value and not filling.given(role):
        filling.once(role, value, label)
        return role, label
    else:
        role = ""
        day = day_of(value) if type_ in {"date", "expiry"} else ""
        kind = FieldKind.DATE if day else _KINDS.get(type_, FieldKind.CONCEALED)
        filling.custom(kind, day or value, label)
    return role, label


def _role(filling: Filling, type_: str, fill: str, label: str) -> str:
    if filling.builder.kind == ItemKind.CARD:
        pin = type_ == "pin" and label.strip().casefold() == "pin"
        return _CARD.get(fill, "") or ("card.pin" if pin else "")
    if filling.builder.kind == ItemKind.IDENTITY:
        named = _PAPER.get(label.strip().casefold(), "")
        return "identity.document" if type_ == "number" else named
    return {"login": Role.USERNAME, "password": Role.PASSWORD}.get(type_, "")


def _fill_history(builder: EntryBuilder, field: Element, role: str, label: str) -> None:
    written = field.attributes.get("history", "")
    if not written.strip():
        return
    try:
        past = object_at(json_text.parse(written.encode("utf-8", "surrogatepass")))
    except CannotImport:
        builder.lose(_("The earlier values of “{label}” are not understood.").format(label=label))
        return
    for at, value in past.items():
        if text_at(value):
            builder.earlier_value(number_at(at), text_at(value), role=role, label=label)


def _fill_files(filling: Filling, card: Element) -> None:
    for number, image in enumerate(card.all("image"), 1):
        name = image.attributes.get("name") or f"{_('image')} {number}.{_ending(image.text)}"
        filling.base64(name, image.text)
    for number, file in enumerate(card.all("file"), 1):
        filling.base64(file.attributes.get("name") or f"{_('file')} {number}", file.text)


def _ending(text: str) -> str:
    try:
        head = base64.b64decode("".join(text[:64].split())[:16])
    except ValueError:
        return "png"
    return next((ending for mark, ending in _ENDINGS.items() if head.startswith(mark)), "png")


def _fits(source: Source) -> bool:
    marks = (b"<card", b"<label")
    return root_name(source.head) == "database" and any(mark in source.head for mark in marks)


def _read(source: Source, _given: Given, step: Step) -> Reading:
    source.file.seek(0)
    return _Reader(tree(source.file, step)).read(step)


FORMATS = (Format("safeincloud", N_("SafeInCloud (XML)"), _fits, _read, ("xml",)),)
