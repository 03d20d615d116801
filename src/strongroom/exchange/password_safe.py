# SPDX-License-Identifier: GPL-3.0-or-later
"""Password Safe's XML (pwsafe/pwsafe: ``xml/pwsafe.xsd`` and ``CItemData::GetXML``).

``<passwordsafe delimiter="…">`` holds ``<entry>``s; the delimiter stands for a line's end in
notes, and a dot parts the groups of a path.  An alias writes ``[[group:title:user]]`` where its
password would be, a shortcut ``[~group:title:user~]``: it gets the password of its base.
"""

import re
from collections.abc import Iterator
from functools import partial

from strongroom.exchange.builder import EntryBuilder, clean_path, moment_of_iso
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.days import day_of
from strongroom.exchange.filling import DEEPEST, Filling, keys
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.xml_events import Element, root_name, tree
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

_ROOT = "passwordsafe"
_BASE = re.compile(r"\[\[(.*)\]\]|\[~(.*)~\]", re.DOTALL)
_SHOWN = {
    "autotype": N_("autotype"),
    "runcommand": N_("run command"),
    "execute_string": N_("run command"),
}

# Read here, or of use to Password Safe alone: ids, when it was last looked at, how passwords
# are made for it, what a double click does, its key on the keyboard, whether it is locked.
_KNOWN = keys(
    "group title username password url email notes uuid ctimex ctime atimex atime xtimex xtime"
    " ltime ltimex xtime_interval pmtimex pmtime rmtimex rmtime pwhistory PasswordPolicy"
    " PasswordPolicyName dca shiftdca protected symbols kbshortcut autotype runcommand"
    " execute_string twofactorkey entrypolicyType"
)


class _Reader:
    """Reads one export."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._delimiter = root.attributes.get("delimiter", "")
        self._passwords = {_address(one): one.text_at("password") for one in root.all("entry")}

    def read(self, step: Step) -> Reading:
        found = Collecting(step)
        for element in self._root.all("entry"):
            found.take(partial(self._entry, element), element.text_at("title"))
        groups = self._root.first("EmptyGroups")
        names = (one.text for one in groups.all("EGName")) if groups else ()
        return found.reading(clean_path(name.split(".", DEEPEST - 1)) for name in names)

    def _entry(self, element: Element) -> Entry:
        path = clean_path(element.text_at("group").split(".", DEEPEST - 1))
        builder = EntryBuilder(element.text_at("title"), ItemKind.LOGIN, path)
        builder.created = _moment(element, "ctimex", "ctime")
        builder.modified = _moment(element, "rmtimex", "rmtime", "pmtimex", "pmtime")
        filling = Filling(builder)
        filling.once(Role.USERNAME, element.text_at("username"))
        filling.once(Role.PASSWORD, self._password(builder, element.text_at("password")))
        filling.website(element.text_at("url"))
        filling.otp(element.text_at("twofactorkey"))
        filling.custom(FieldKind.EMAIL, element.text_at("email"), _("email"))
        filling.once(Role.EXPIRES, _day(element, "xtimex", "xtime", "ltimex", "ltime"))
        for name, label in _SHOWN.items():
            filling.custom(FieldKind.TEXT, element.text_at(name), _(label))
        notes = element.text_at("notes")
        if self._delimiter:
            notes = notes.replace(self._delimiter, "\n")
        filling.once(Role.NOTES, notes)
        for at, old in _history(element):
            builder.earlier_value(at, old, role=Role.PASSWORD)
        for child in element.children:
            if child.name not in _KNOWN:
                filling.custom(FieldKind.CONCEALED, child.whole_text(), child.name)
        return builder.entry()

    def _password(self, builder: EntryBuilder, text: str) -> str:
        found = _BASE.fullmatch(text)
        base = found[1] or found[2] or "" if found else ""
        if found is None or base not in self._passwords:
            return text
        sentence = _("It had its password from “{title}”; it now has one of its own.")
        builder.lose(sentence.format(title=base.split(":")[1] if ":" in base else base))
        return self._passwords[base]


def _address(element: Element) -> str:
    parts = (element.text_at(name) for name in ("group", "title", "username"))
    return ":".join(parts)


def _history(element: Element) -> Iterator[tuple[int, str]]:
    past = element.first("pwhistory", "history_entries")
    for one in past.all("history_entry") if past else ():
        yield _moment(one, "changedx", "changed") or 0, one.text_at("oldpassword")


def _written(element: Element, name: str) -> str:
    """Return a time: one text, or a date and a time as versions before 3.26 wrote it."""
    found = element.first(name)
    if found is None:
        return ""
    date = found.text_at("date").strip()
    return f"{date}T{found.text_at('time').strip()}" if date else found.text.strip()


def _moment(element: Element, *names: str) -> int | None:
    found = (moment_of_iso(_written(element, name)) for name in names)
    return next((at for at in found if at), None)


def _day(element: Element, *names: str) -> str:
    found = (day_of(_written(element, name)) for name in names)
    return next((day for day in found if day), "")


def _fits(source: Source) -> bool:
    return root_name(source.head) == _ROOT


def _read(source: Source, _given: Given, step: Step) -> Reading:
    source.file.seek(0)
    return _Reader(tree(source.file, step)).read(step)


FORMATS = (Format("password-safe", N_("Password Safe (XML)"), _fits, _read, ("xml",), ("pwsafe",)),)
