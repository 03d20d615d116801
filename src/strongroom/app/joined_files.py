# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that come to one item, which may have some: the same one once, another beside it.

Two files are one where name, length and content are: a key of 32 bytes is not another key of 32
bytes because both are called “id.key”.  What differs is kept under a number, and is known by its
first name when it comes again.  Content is looked at only where name and length meet, by
SHA-256, each file once.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Attached, Step
from strongroom.model.attachment_names import kept_name, numbered, unnumbered
from strongroom.model.item import Attachment
from strongroom.texts import _

Digest = Callable[[], bytes]
Chunks = Callable[[Attachment], Iterable[bytes]]


def name_of(one: Attached) -> str:
    """Return the name that a file of another program is kept under."""
    return kept_name(one.name) or _("file")


def stepping(one: Attached, step: Step) -> Iterator[bytes]:
    """Give a file's bytes, which are as many as it says; what ``step`` raises ends it.

    Raises:
        CannotImport: it goes on beyond that, whatever its source promised.
    """
    left = one.size
    for chunk in one.chunks():
        step()
        left -= len(chunk)
        if left < 0:
            sentence = _("The attachment “{name}” is longer than its file says; nothing was added.")
            raise CannotImport(sentence.format(name=name_of(one)))
        yield chunk


def digest(chunks: Iterable[bytes]) -> bytes:
    """Return what tells content from any other."""
    found = sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.digest()


class JoinedFiles:
    """The files of one item, and those that come to it."""

    def __init__(self, there: Iterable[Attachment], read: Chunks) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._unread: dict[tuple[str, int], list[Digest]] = {}
        self._known: dict[tuple[str, int], set[bytes]] = {}
        for one in there:
            self._taken.add(one.name)
            for name in {one.name, unnumbered(one.name)}:
                self._keep(name, one.size, lambda one=one: digest(read(one)))  # type: ignore[misc]

    def place(self, one: Attached, step: Step) -> str | None:
        """Return the name that a file comes under, None where it is there already.

        Raises:
            CannotImport: it had to be read, and is broken.
        """
        name = name_of(one)
        if self._has(name, one, step):
            return None
        self._keep(name, one.size, lambda: digest(stepping(one, step)))
        free = self._free(name)
        self._taken.add(free)
        return free

    def _has(self, name: str, one: Attached, step: Step) -> bool:
        key = name, one.size
        if key not in self._unread and key not in self._known:
            return False
        known = self._known.setdefault(key, set())
        known.update(read() for read in self._unread.pop(key, ()))
        found = digest(stepping(one, step))
        if found in known:
            return True
        known.add(found)
        return False

    def _keep(self, name: str, size: int, read: Digest) -> None:
        if (name, size) not in self._known:
            self._unread.setdefault((name, size), []).append(read)

    def _free(self, name: str) -> str:
        """Return the name with the first number that is free, found by going on counting."""
        if name not in self._taken:
            return name
        number = self._numbers.get(name, 1)
        while True:
            number += 1
            if (free := numbered(name, number)) not in self._taken:
                self._numbers[name] = number
                return free
