# SPDX-License-Identifier: GPL-3.0-or-later
"""XML that nobody vouches for: no document type, no entities, nothing fetched, all bounded.

:func:`tree` gives a small file as one tree.  :func:`walk` goes through a large one: whatever
element is asked for by name is handed over when it closes, with all that is in it, and is
then forgotten, so that memory holds one of them at a time.  What lies in an element is told
apart by name alone; namespaces stay in the names as they are written.

A document type is refused before its first declaration counts, so that no entity is ever
expanded (the "billion laughs") and no file is ever named.  Depth, characters that are kept,
elements that are open or kept, and the length of one tag have their limits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Protocol
from xml.parsers import expat

import msgspec

from strongroom.errors import CannotImport
from strongroom.exchange.json_text import too_deep
from strongroom.exchange.reading import Step, no_step
from strongroom.texts import _

MOST_DEPTH = 500
MOST_CHARACTERS = 32 << 20  # of all texts and attributes that are kept
MOST_ELEMENTS = 500_000  # alive at one time; each takes some 200 bytes
_MOST_TOKEN = 1 << 20  # bytes of one tag, comment or instruction
_CHUNK = 64 << 10
_LONG = 1 << 20  # characters of one text from which on it is offered in pieces


class Element(msgspec.Struct, eq=False, gc=False):
    """An element: its name, its attributes, the text before its first child, its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = msgspec.field(default_factory=lambda: _NONE)

    def __repr__(self) -> str:
        return f"Element({self.name!r}, …)"

    def all(self, *names: str) -> Iterator["Element"]:
        """Yield the children that have one of these names."""
        return (child for child in self.children if child.name in names)

    def first(self, *path: str) -> "Element | None":
        """Return the first element at a path of names below, None where there is none."""
        found = self
        for name in path:
            below = next(found.all(name), None)
            if below is None:
                return None
            found = below
        return found

    def text_at(self, *path: str) -> str:
        """Return the text of the first element at a path of names below, "" without one."""
        found = self.first(*path)
        return "" if found is None else found.text

    def whole_text(self) -> str:
        """Return its text, its attributes and those of all in it, a line each."""
        lines: list[str] = []
        ahead = [self]
        while ahead:
            one = ahead.pop()
            values = (*one.attributes.values(), one.text)
            lines.extend(value.strip() for value in values if value.strip())
            ahead.extend(reversed(one.children))
        return "\n".join(lines)


class Bytes(Protocol):
    """Whatever is read from front to back."""

    def read(self, most: int = -1, /) -> bytes:
        """Return at most ``most`` bytes, b"" at the end."""


_NONE: list[Element] = []  # never changed in place: see _Walk

Closed = Callable[[Element, Sequence[Element]], None]  # the element, and those around it
Piece = Callable[[Sequence[Element], str], bool]  # those around a text and its own: taken?


def tree(stream: Bytes, step: Step = no_step) -> Element:
    """Return the root of a file with all that is in it.

    Raises:
        CannotImport: it is broken, has a document type, or passes a limit.
    """
    return _Walk(stream, {}, None, None, step).run()


def walk(
    stream: Bytes,
    closed: Mapping[str, Closed],
    step: Step = no_step,
    *,
    marked: Closed | None = None,
    piece: Piece | None = None,
) -> Element:
    """Hand over each element of these names as it closes, and forget it; return the root.

    ``marked`` is called before that for every element that has attributes, of any name.
    ``piece`` is offered texts of a megabyte and more as they come; what it takes is in no
    element's text.  What is forgotten or taken counts for no limit any more.

    Raises:
        CannotImport: it is broken, has a document type, or passes a limit.
    """
    return _Walk(stream, closed, marked, piece, step).run()


def root_name(head: bytes) -> str:
    """Return the name of the root of a file that begins so, "" where it is no XML."""
    names: list[str] = []

    def found(name: str, *_rest: object) -> None:
        names.append(name)
        raise _Found

    parser = expat.ParserCreate()
    parser.StartElementHandler = found
    parser.StartDoctypeDeclHandler = found
    with suppress(_Found, expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)
    return names[0] if names else ""


def has_type(head: bytes) -> bool:
    """Tell whether a file that begins so defines a document type, before any element."""
    found: list[bool] = []

    def defined(*_what: object) -> None:
        found.append(True)
        raise _Found

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = defined
    with suppress(_Found, expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)
    return bool(found)


class _Found(Exception):
    """The root's name is known."""


class _Walk:
    """One pass over a file."""

    def __init__(
        self,
        stream: Bytes,
        closed: Mapping[str, Closed],
        marked: Closed | None,
        piece: Piece | None,
        step: Step,
    ) -> None:
        self._stream = stream
        self._closed = closed
        self._marked = marked
        self._piece = piece
        self._step = step
        self._open: list[Element] = []
        self._before: list[tuple[int, int]] = []  # alive and room, when each was opened
        self._pieces: list[str] = []
        self._alive = 0
        self._room = MOST_CHARACTERS
        self._root: Element | None = None
        self._kept: Element | None = None  # whose text is taken by nobody

    def run(self) -> Element:
        parser = self._parser()
        fed = 0
        while chunk := self._stream.read(_CHUNK):
            if fed >> 20 != (fed + len(chunk)) >> 20:
                self._step()
            fed += len(chunk)
            _feed(parser, chunk)
            if fed - parser.CurrentByteIndex > _MOST_TOKEN:
                raise _too_large()
            self._between()
        _feed(parser, b"", last=True)
        if self._root is None:
            raise _broken(1)
        return self._root

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(intern={})
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.StartElementHandler = self._starter()
        parser.EndElementHandler = self._ender()
        # Straight into the list: no call into Python for each of the many short texts.
        parser.CharacterDataHandler = self._pieces.append
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_type
        parser.ExternalEntityRefHandler = None
        return parser

    def _starter(self) -> Callable[[str, dict[str, str]], None]:
        # What is called a million times finds what it needs at hand.
        around, pieces, closed, none = self._open, self._pieces, self._closed, _NONE
        depth, most = MOST_DEPTH, MOST_ELEMENTS

        def start(name: str, attributes: dict[str, str]) -> None:
            element = Element(name, attributes, "", none)
            if around:
                parent = around[-1]
                if parent.children is not none:
                    parent.children.append(element)
                else:
                    if pieces:
                        self._give(parent)
                    parent.children = [element]
            else:
                self._root = element
            if pieces:
                pieces.clear()
            if name in closed:
                self._before.append((self._alive, self._room))
            self._alive += 1
            if attributes:
                self._alive += len(attributes)
                self._room -= sum(map(len, attributes.values()))
            around.append(element)
            if self._alive > most:
                raise _too_large()
            if len(around) > depth:
                raise too_deep()

        return start

    def _ender(self) -> Callable[[str], None]:
        around, pieces, closed, none = self._open, self._pieces, self._closed, _NONE
        marked = self._marked

        def end(name: str) -> None:
            element = around.pop()
            if pieces:
                if element.children is none:
                    if len(pieces) == 1:
                        element.text = text = pieces[0]
                        self._room -= len(text)
                    else:
                        self._give(element)
                pieces.clear()
            if marked is not None and element.attributes:
                marked(element, around)
            if name in closed:
                before = self._before.pop()
                closed[name](element, around)
                if around:
                    around[-1].children.pop()
                    self._alive, self._room = before

        return end

    def _give(self, element: Element) -> None:
        """Give an element the text that has come."""
        element.text = "".join(self._pieces)
        self._room -= len(element.text)
        self._check_room()

    def _check_room(self) -> None:
        if self._room < 0:
            raise _too_large()

    def _between(self) -> None:
        """Offer a long text in pieces, and end one that passes the limit."""
        self._check_room()
        length = sum(map(len, self._pieces))
        if length < _LONG or not self._open:
            return
        if self._piece is not None and self._open[-1] is not self._kept:
            # What was not taken once is not put together and offered again.
            if self._piece(self._open, "".join(self._pieces)):
                self._pieces.clear()
                return
            self._kept = self._open[-1]
        if length > self._room:
            raise _too_large()


def _feed(parser: expat.XMLParserType, chunk: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as fault:
        raise _broken(fault.lineno) from None
    except (LookupError, ValueError):  # an encoding that there is not
        raise _broken(1) from None


def _refuse_type(*_what: object) -> None:
    raise refused_type()


def refused_type() -> CannotImport:
    """Return the error for a file that defines a document type."""
    return CannotImport(
        _(
            "The file defines a document type or entities, which are never followed; nothing was "
            "read. Export it again in another form, such as KDBX or CSV."
        )
    )


def _too_large() -> CannotImport:
    return CannotImport(_("The file is larger than any list of passwords is; nothing was read."))


def _broken(line: int) -> CannotImport:
    sentence = _("The file is broken XML, perhaps cut short: export it again.")
    return CannotImport(sentence, line=line)
