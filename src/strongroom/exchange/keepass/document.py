# SPDX-License-Identifier: GPL-3.0-or-later
"""The XML of a KeePass database as it stands: groups, entries, attachments, no meaning yet.

One pass, in which protected values are uncovered in the order of the document, for their key
stream runs on from each to the next.  An entry becomes a :class:`KeeEntry` when it closes and
its XML is forgotten.  Structure: keepassxreboot/keepassxc-specs, kdbx-xml.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from strongroom.errors import CannotImport
from strongroom.exchange.days import day_of_moment
from strongroom.exchange.keepass.names import (
    EXPIRES,
    NO_TYPING,
    OVERRIDE_URL,
    SEQUENCE,
    STANDARD,
    WINDOW,
)
from strongroom.exchange.keepass.times import moment_of
from strongroom.exchange.reading import Step
from strongroom.exchange.xml_events import MOST_CHARACTERS, Bytes, Element, walk
from strongroom.texts import _

Unprotect = Callable[[str], bytes]

MOST_ENTRIES = 75_000  # and as many groups
_MOST_EARLIER = 2 * MOST_ENTRIES  # entries in histories
_MOST_DEPTH = 100  # of groups
_TEXT_COSTS = 48  # as many characters does a string take beside its own
_MOST_BINARIES = 192 << 20  # bytes of attachments inside the XML, which are held in memory
_TRUE = frozenset({"true", "1"})


@dataclass(slots=True, eq=False)
class KeeGroup:
    """A folder.  ``parent`` is None for the one that holds all others."""

    parent: "KeeGroup | None"
    name: str = ""
    uuid: str = ""
    notes: str = ""
    tags: str = ""
    previous: str = ""  # the UUID of the group it lay in before


class Text(NamedTuple):
    """A string of an entry; ``hidden`` is whether it is protected."""

    key: str
    value: str
    hidden: bool = False

    def __repr__(self) -> str:
        return f"Text({self.key!r}, …)"


@dataclass(slots=True, eq=False)
class KeeEntry:
    """An entry, or an earlier state of one."""

    group: KeeGroup | None
    uuid: str = ""
    icon: str = ""
    looks: bool = False  # it has colours or an icon of its own
    tags: str = ""
    previous: str = ""
    created: int | None = None
    modified: int | None = None
    moved: int | None = None
    texts: list[Text] = field(default_factory=list)
    files: list[tuple[str, "str | Inside"]] = field(default_factory=list)  # name; Ref, or bytes
    data: dict[str, str] = field(default_factory=dict)
    history: list["KeeEntry"] = field(default_factory=list)

    def __repr__(self) -> str:
        return "KeeEntry(…)"

    def text(self, key: str) -> str:
        """Return the first string of a name, "" where there is none."""
        return next((text.value for text in self.texts if text.key == key), "")


@dataclass(frozen=True, slots=True)
class Inside:
    """An attachment inside the XML; ``data`` is None where it is broken or too large to hold."""

    data: bytes | None = field(repr=False)
    packed: bool = False


@dataclass(slots=True)
class Document:
    """A database.  ``binaries`` are those inside the XML, by the names that entries call them."""

    entries: list[KeeEntry] = field(default_factory=list)
    groups: list[KeeGroup] = field(default_factory=list)
    binaries: dict[str, Inside] = field(default_factory=dict)
    name: str = ""
    description: str = ""
    bin: str = ""  # the UUID of the recycle bin
    header_hash: str = ""  # in version 3, of what stands before all this

    def __repr__(self) -> str:
        return f"Document({len(self.entries)} entries)"


def read_document(stream: Bytes, unprotect: Unprotect, step: Step) -> Document:
    """Read the XML of a database.

    Raises:
        CannotImport: it is broken, no database, or passes a limit.
    """
    return _Reader(unprotect, step).read(stream)


class _Long:
    """An attachment whose base64 comes in pieces.

    Pieces are decoded, and uncovered where they are protected, in whole groups of four
    characters, which is the same as all at once.
    """

    def __init__(self, decode: Callable[[str], bytes], room: int) -> None:
        self._decode = decode
        self._room = room
        self._rest = ""
        self._parts: list[bytes] = []
        self._broken = False

    def add(self, text: str) -> None:
        """Take the next piece."""
        packed = self._rest + "".join(text.split())
        whole = len(packed) & ~3
        self._rest = packed[whole:]
        self._take(packed[:whole])

    def data(self, text: str) -> bytes | None:
        """Take the last piece and return the whole, None where it is broken or too large."""
        self.add(text)
        self._take(self._rest)
        return None if self._broken else b"".join(self._parts)

    def _take(self, packed: str) -> None:
        try:
            part = self._decode(packed)
        except (binascii.Error, ValueError):
            part, self._broken = b"", True
        # What is too large is still uncovered, for the sake of what follows.
        self._room -= len(part)
        if self._room < 0:
            self._broken = True
            self._parts.clear()
        else:
            self._parts.append(part)


class _Reader:
    """What is known so far."""

    def __init__(self, unprotect: Unprotect, step: Step) -> None:
        self._unprotect = unprotect
        self._step = step
        self._document = Document()
        self._room = MOST_CHARACTERS  # of texts
        self._binary_room = _MOST_BINARIES
        self._entries_left = MOST_ENTRIES
        self._earlier_left = _MOST_EARLIER
        self._earlier: list[KeeEntry] = []  # the history of the entry that is open
        # By the id of an element, while that is open:
        self._groups: dict[int, KeeGroup] = {}
        self._long: dict[int, _Long] = {}
        self._values: dict[int, bytes | None] = {}
        self._files: dict[int, list[tuple[str, str | Inside]]] = {}

    def read(self, stream: Bytes) -> Document:
        closed = {
            "Entry": self._entry,
            "Group": self._group,
            "Binary": self._binary,
            "Meta": self._meta,
            "Icon": _forget,
            "DeletedObject": _forget,
        }
        root = walk(stream, closed, self._step, marked=self._marked, piece=self._piece)
        if root.name != "KeePassFile":
            raise CannotImport(_("This XML file is no export of KeePass: it begins otherwise."))
        return self._document

    # Protected values, and long ones

    def _marked(self, element: Element, around: Sequence[Element]) -> None:
        if not _is_true(element, "Protected") or id(element) in self._long:
            return
        value = self._unprotect(element.text)
        if _holds_bytes(element, around):
            self._values[id(element)] = value
        else:
            # What is no UTF-8 is told of where the text finds its place.
            element.text = value.decode("utf-8", "surrogateescape")

    def _piece(self, around: Sequence[Element], text: str) -> bool:
        element = around[-1]
        if not _holds_bytes(element, around[:-1]):
            return False
        if id(element) not in self._long:
            decode = self._unprotect if _is_true(element, "Protected") else _decoded
            self._long[id(element)] = _Long(decode, self._binary_room)
        self._long[id(element)].add(text)
        return True

    def _inside(self, element: Element, *, packed: bool) -> Inside:
        """Return the attachment that an element's text is."""
        long = self._long.pop(id(element), None)
        if long is not None:
            data = long.data(element.text)
        elif id(element) in self._values:
            data = self._values.pop(id(element))
        else:
            data = _decoded_or_none(element.text)
        if data is not None and len(data) > self._binary_room:
            data = None
        self._binary_room -= len(data or b"")
        return Inside(data, packed)

    # What closes

    def _entry(self, element: Element, around: Sequence[Element]) -> None:
        self._step()
        earlier = bool(around) and around[-1].name == "History"
        entry = self._entry_of(element, None if earlier else self._group_of(around))
        if earlier:
            self._earlier_left -= 1
            self._earlier.append(entry)
        else:
            self._entries_left -= 1
            entry.history, self._earlier = self._earlier, []
            self._document.entries.append(entry)
        if self._entries_left < 0 or self._earlier_left < 0:
            raise _too_many()

    def _entry_of(self, element: Element, group: KeeGroup | None) -> KeeEntry:
        entry = KeeEntry(group, files=self._files.pop(id(element), []))
        for child in element.children:
            take = _TAKERS.get(child.name)
            if take is not None:
                take(entry, child)
        said = (*((key, value) for key, value, _hidden in entry.texts), *entry.data.items())
        self._room -= sum(len(key) + len(value) + _TEXT_COSTS for key, value in said)
        self._room -= sum(len(name) + _TEXT_COSTS for name, _held in entry.files)
        if self._room < 0:
            raise _too_many()
        return entry

    def _binary(self, element: Element, around: Sequence[Element]) -> None:
        """Take an attachment: one of all entries, in ``Meta``, or of the entry that is open."""
        if not around:
            return
        if around[-1].name == "Binaries":
            inside = self._inside(element, packed=_is_true(element, "Compressed"))
            self._document.binaries.setdefault(element.attributes.get("ID", ""), inside)
        elif around[-1].name == "Entry":
            value = element.first("Value") or Element("Value", {})
            held: str | Inside | None = value.attributes.get("Ref")
            if held is None:
                held = self._inside(value, packed=_is_true(value, "Compressed"))
            files = self._files.setdefault(id(around[-1]), [])
            files.append((element.text_at("Key"), held))
            for child in element.children:  # a second value is none, and its id is used again
                self._values.pop(id(child), None)
                self._long.pop(id(child), None)

    def _group(self, element: Element, around: Sequence[Element]) -> None:
        group = self._group_of((*around, element))
        del self._groups[id(element)]
        if group is not None:
            group.name = element.text_at("Name")
            group.uuid = element.text_at("UUID").strip()
            group.notes = element.text_at("Notes")
            group.tags = element.text_at("Tags")
            group.previous = element.text_at("PreviousParentGroup").strip()

    def _group_of(self, around: Sequence[Element]) -> KeeGroup | None:
        """Return the group that the last of these elements is, new if it has just opened."""
        if around and id(around[-1]) in self._groups:
            return self._groups[id(around[-1])]
        parent = None
        for element in around:
            if element.name == "Group":
                known = self._groups.get(id(element))
                if known is None:
                    known = self._groups[id(element)] = KeeGroup(parent)
                    self._document.groups.append(known)
                parent = known
        if len(around) > _MOST_DEPTH or len(self._document.groups) > MOST_ENTRIES:
            raise _too_many()
        return parent

    def _meta(self, element: Element, _around: Sequence[Element]) -> None:
        self._document.name = element.text_at("DatabaseName")
        self._document.description = element.text_at("DatabaseDescription")
        self._document.header_hash = element.text_at("HeaderHash").strip()
        self._document.bin = element.text_at("RecycleBinUUID").strip()


def _forget(_element: Element, _around: Sequence[Element]) -> None:
    """Leave it out (``names.LEFT_OUT``)."""


def _is_true(element: Element, attribute: str) -> bool:
    return element.attributes.get(attribute, "").lower() in _TRUE


def _holds_bytes(element: Element, around: Sequence[Element]) -> bool:
    """Tell whether an element's text is an attachment."""
    if not around:
        return False
    parent = around[-1].name
    inside = element.name == "Value" and parent == "Binary" and around[-2:-1]
    return (element.name == "Binary" and parent == "Binaries") or (
        bool(inside) and around[-2].name == "Entry"
    )


def _decoded(text: str) -> bytes:
    return base64.b64decode(text)


def _decoded_or_none(text: str) -> bytes | None:
    try:
        return _decoded(text)
    except (binascii.Error, ValueError):
        return None


def _too_many() -> CannotImport:
    sentence = _("The database has more in it than is read at once: import it in parts.")
    return CannotImport(sentence)


# One text in memory for a name that every entry has.
_KNOWN = {name: name for name in STANDARD}

# What an entry says, by the name of the element that says it


def _take_text(entry: KeeEntry, element: Element) -> None:
    key, value, hidden = "", "", False
    for child in element.children:
        if child.name == "Key":
            key = child.text
        elif child.name == "Value":
            value = child.text
            if child.attributes:
                hidden = _is_true(child, "Protected") or _is_true(child, "ProtectInMemory")
    entry.texts.append(Text(_KNOWN.get(key, key), value, hidden))


def _take_times(entry: KeeEntry, element: Element) -> None:
    said = {child.name: child.text for child in element.children}
    entry.created = moment_of(said.get("CreationTime", ""))
    entry.modified = moment_of(said.get("LastModificationTime", ""))
    entry.moved = moment_of(said.get("LocationChanged", ""))
    if said.get("Expires", "").lower() in _TRUE:
        expires = moment_of(said.get("ExpiryTime", ""))
        if expires is not None:
            entry.texts.append(Text(EXPIRES, day_of_moment(expires)))


def _take_auto_type(entry: KeeEntry, element: Element) -> None:
    if element.text_at("Enabled").lower() == "false":
        entry.texts.append(Text(NO_TYPING, "false"))
    sequence = element.text_at("DefaultSequence")
    if sequence:
        entry.texts.append(Text(SEQUENCE, sequence, hidden=True))
    for number, one in enumerate(element.all("Association")):
        text = f"{one.text_at('Window')}\n{one.text_at('KeystrokeSequence')}".rstrip("\n")
        if text:
            entry.texts.append(Text(f"{WINDOW}{number}", text, hidden=True))


def _take_data(entry: KeeEntry, element: Element) -> None:
    for item in element.all("Item"):
        entry.data.setdefault(item.text_at("Key"), item.text_at("Value"))


def _take_override(entry: KeeEntry, element: Element) -> None:
    if element.text:
        entry.texts.append(Text(OVERRIDE_URL, element.text))


def _take_looks(entry: KeeEntry, element: Element) -> None:
    entry.looks = entry.looks or bool(element.text.strip())


def _take_as(name: str) -> Callable[[KeeEntry, Element], None]:
    def take(entry: KeeEntry, element: Element) -> None:
        setattr(entry, name, element.text)

    return take


_TAKERS: dict[str, Callable[[KeeEntry, Element], None]] = {
    "String": _take_text,
    "Times": _take_times,
    "AutoType": _take_auto_type,
    "CustomData": _take_data,
    "OverrideURL": _take_override,
    "CustomIconUUID": _take_looks,
    "ForegroundColor": _take_looks,
    "BackgroundColor": _take_looks,
    "UUID": _take_as("uuid"),
    "IconID": _take_as("icon"),
    "Tags": _take_as("tags"),
    "PreviousParentGroup": _take_as("previous"),
}
