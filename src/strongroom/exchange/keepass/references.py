# SPDX-License-Identifier: GPL-3.0-or-later
"""``{REF:P@I:…}``: a value that stands in another entry (keepass.info/help/base/fieldrefs.html).

Searched for is a UUID, else the first entry whose field is the text, in any case if need be,
else the first that contains it.  A value may refer on, also from inside a longer text, down to
the depth at which KeePass stops.  A ring ends there, and so does what would grow without
bounds: such a reference is left as it is written.  Other placeholders are not touched.
"""

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.document import KeeEntry
from strongroom.model.rules import MAX_BLOCK

_REFERENCE = re.compile(r"\{REF:([TUPANI])@([TUPANIO]):([^{}]*)\}", re.IGNORECASE)
_SIGN = "{ref:"
_DEPTH = 12
_MOST_GROWN = 64 << 20  # characters of all values that references brought
_MOST_SEARCHED = 4 << 30  # characters looked through for a text inside another
_FIELDS = {
    "T": names.TITLE,
    "U": names.USERNAME,
    "P": names.PASSWORD,
    "A": names.URL,
    "N": names.NOTES,
}
_APART = "\0"


class References:
    """Resolves the references of one database; counts what it resolved and what it could not."""

    def __init__(self, entries: Sequence[KeeEntry]) -> None:
        self._entries = entries
        self._by_uuid: dict[str, KeeEntry] | None = None
        self._known: dict[str, _Index] = {}
        self._grown = 0
        self._searched = 0
        self.resolved = 0
        self.lost = 0

    def of(self, text: str) -> str:
        """Return a text with its references resolved."""
        if _SIGN not in text.lower():
            return text
        return self._of(text, _DEPTH)

    def _of(self, text: str, depth: int) -> str:
        parts: list[str] = []
        at = length = 0
        for reference in _REFERENCE.finditer(text):
            value = self._value(reference, depth)
            parts += (text[at : reference.start()], value)
            length += reference.start() - at + len(value)
            at = reference.end()
            if length > MAX_BLOCK or self._grown > _MOST_GROWN:
                self.lost += 1
                return text
        return "".join((*parts, text[at:]))

    def _value(self, reference: re.Match[str], depth: int) -> str:
        wanted, where, sought = reference.groups()
        found = self._found(where.upper(), sought) if depth else None
        if found is None:
            self.lost += 1
            return reference.group()
        self.resolved += 1
        if wanted.upper() == "I":
            value = _hex(found.uuid)
        else:
            value = found.text(_FIELDS[wanted.upper()])
            if _SIGN in value.lower():
                value = self._of(value, depth - 1)
        self._grown += len(value)
        return value

    def _found(self, where: str, sought: str) -> KeeEntry | None:
        if where == "I":
            if self._by_uuid is None:
                self._by_uuid = {_hex(e.uuid): e for e in reversed(self._entries) if e.uuid}
            return self._by_uuid.get(sought.strip().upper().replace("-", ""))
        if not sought:
            return None
        if where not in self._known:
            self._known[where] = _Index(self._entries, where)
        index = self._known[where]
        exact = index.exact(sought)
        if exact is not None or self._searched > _MOST_SEARCHED:
            return exact
        self._searched += len(index.all)
        return index.containing(sought)


class _Index:
    """One field of all entries, to be searched in."""

    def __init__(self, entries: Sequence[KeeEntry], where: str) -> None:
        found = [(value, entry) for entry in entries for value in _values(entry, where) if value]
        self._same: dict[str, KeeEntry] = {}
        self._folded: dict[str, KeeEntry] = {}
        for value, entry in found:
            self._same.setdefault(value, entry)
            self._folded.setdefault(value.casefold(), entry)
        folded = [value.casefold() for value, _entry in found]
        self._owners = [entry for _value, entry in found]
        self._ends = list(accumulate(len(value) + 1 for value in folded))
        self.all = _APART.join(folded)

    def exact(self, sought: str) -> KeeEntry | None:
        return self._same.get(sought) or self._folded.get(sought.casefold())

    def containing(self, sought: str) -> KeeEntry | None:
        at = self.all.find(sought.casefold())
        return None if at < 0 else self._owners[bisect_right(self._ends, at)]


def _values(entry: KeeEntry, where: str) -> list[str]:
    if where == "O":
        return [text.value for text in entry.texts if text.key not in names.STANDARD]
    return [entry.text(_FIELDS[where])]


def _hex(uuid: str) -> str:
    try:
        return base64.b64decode(uuid).hex().upper()
    except (binascii.Error, ValueError):
        return ""
