# SPDX-License-Identifier: GPL-3.0-or-later
"""Which entries are here already, and which meet an item that says something else.

An entry is *here* where an item of the same site, username and password says all that it
says, attachments too, whose content is read where names and lengths meet.  One whose note or
second website is nowhere in that item has something to lose, so it is not here; where it shares
site and username with an item it *differs* from that.  A title says nothing of its own where
there is a website, for browsers make it up; but of two entries of one file the second is only
here where title, tags and folder are the same.  Values are compared by digests under a random
key of this comparison, so that looking through a vault leaves no list of them in memory.  What
lies in the trash is not here, but for what comes out of a trash.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial
from itertools import chain, islice

from strongroom.app.joined_files import digest, name_of, stepping
from strongroom.app.sites import site_of
from strongroom.errors import CannotImport, NotFound
from strongroom.exchange.reading import Entry, Step, no_step
from strongroom.model.attached import present
from strongroom.model.attachment_names import unnumbered
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Attachment, Overview, first_value, summary
from strongroom.vault.vault import Vault

_Place = tuple[str, str]  # a site, or what stands for one, and a username
_DIGEST_BYTES = 16
_MOST_ALIKE = 100  # logins compared one by one: a file of nothing else takes no quadratic time


class Fate(StrEnum):
    """How an entry stands to the vault."""

    NEW = "new"
    HERE = "here"
    DIFFERS = "differs"


class _Files:
    """The files of an item or entry, of which a digest each is worked out when one is wanted."""

    def __init__(self, digests: Callable[[], Iterator[bytes]]) -> None:
        self._work_out = digests
        self._found: frozenset[bytes] | None = None

    def are_among(self, others: "_Files") -> bool:
        """Tell whether each of these is one of the others, to the last byte."""
        return self.digests() <= others.digests()

    def digests(self) -> frozenset[bytes]:
        """Return them, worked out at the first time."""
        if self._found is None:
            self._found = frozenset(self._work_out())
        return self._found


_States = dict[frozenset[bytes], list[_Files]]


@dataclass(slots=True)
class _Alike:
    """What each of the logins of one site, username and password says.

    ``filed`` are those with attachments, by all that they say but the content of these.
    """

    exactly: set[frozenset[bytes]] = field(default_factory=set)
    some: list[frozenset[bytes]] = field(default_factory=list)
    filed: _States = field(default_factory=dict)

    def holds(self, says: frozenset[bytes], files: _Files | None) -> bool:
        """Tell whether one of them says all this, and has these files."""
        if files is None:
            return says in self.exactly or any(says <= one for one in self.some)
        more = (found for one, found in islice(self.filed.items(), _MOST_ALIKE) if says < one)
        same = self.filed.get(says, [])
        return any(files.are_among(other) for other in chain(same, *more))

    def keep(self, says: frozenset[bytes], files: _Files | None) -> None:
        """Add one more."""
        self.exactly.add(says)
        if len(self.some) < _MOST_ALIKE:
            self.some.append(says)
        if files is not None:
            same = self.filed.setdefault(says, [])
            if len(same) < _MOST_ALIKE:
                same.append(files)


@dataclass(slots=True)
class _Met:
    """An entry that was asked about, and what it says once that is worked out."""

    entry: Entry
    files: _Files | None = None
    whole: frozenset[bytes] | None = None


class Duplicates:
    """Answers how entries stand; one that was asked about is here from then on.

    With ``trash`` what lies in the vault's trash is here too.
    """

    def __init__(self, *, trash: bool = False) -> None:
        self._trash = trash
        self._key = os.urandom(32)
        self._site = cache(site_of)  # forgotten with this comparison
        self._known: dict[bytes, _Alike] = {}
        self._met: dict[bytes, _Alike] = {}
        # Nearly every entry is the only one of its login: what it says is worked out, and is
        # in _met, when a second one comes.
        self._only: dict[bytes, _Met] = {}
        self._twins: dict[_Place, int] = {}
        self._step = no_step

    def learn(self, vault: Vault, entries: Iterable[Entry], step: Step = no_step) -> None:
        """Look up those of the vault's items that could be one of ``entries``.

        Only these are decrypted.  ``step`` is called at each item, and from now on as
        files are read; what it raises ends it.

        Raises:
            Altered, Damaged: one of them does not open.
        """
        self._step = step
        wanted = {place for entry in entries for place in self._places_of_entry(entry)}
        if not wanted:
            return
        alike = {
            overview.id: overview
            for overview in vault.overviews().values()
            if (self._trash or overview.trashed is None)
            and not wanted.isdisjoint(self._places_of(overview))
        }
        for item_id, details in vault.details(alike):
            step()
            places = self._places_of(alike[item_id])
            there = present(details)
            says = self._sayings(details.fields, map(_name_and_size, there))
            if there:  # a file that came under a number is found by its first name
                first = ((unnumbered(one.name), one.size) for one in there)
                says |= self._sayings((), first)
            files = _Files(partial(self._files_of_item, vault, item_id, there)) if there else None
            for login in self._logins(places, details.fields):
                self._known.setdefault(login, _Alike()).keep(says, files)
            for place in places:
                self._twins.setdefault(place, item_id)

    def meet(self, entry: Entry) -> tuple[Fate, int | None]:
        """Return how an entry stands, and the item it differs from; from now on it is here."""
        places = self._places_of_entry(entry)
        logins = tuple(self._logins(places, entry.content.fields))
        if self._is_here(entry, logins):
            return Fate.HERE, None
        twin = next((self._twins[p] for p in sorted(places) if p in self._twins), None)
        return (Fate.NEW if twin is None else Fate.DIFFERS), twin

    def _is_here(self, entry: Entry, logins: Sequence[bytes]) -> bool:
        """Tell whether an entry is here, and let it be here from now on."""
        files = _Files(partial(self._files_of_entry, entry)) if entry.attachments else None
        this = _Met(entry, files)
        known = [login for login in logins if login in self._known]
        if known and self._is_in(self._known, known, self._says(entry), files):
            return True
        for login in logins:
            only = self._only.pop(login, None)
            if only is not None:
                self._met.setdefault(login, _Alike()).keep(self._whole(only), only.files)
        again = [login for login in logins if login in self._met]
        if again and self._is_in(self._met, again, self._whole(this), files):
            return True
        for login in again:
            self._met[login].keep(self._whole(this), files)
        self._only |= {login: this for login in logins if login not in self._met}
        return False

    @staticmethod
    def _is_in(
        known: Mapping[bytes, _Alike],
        logins: Iterable[bytes],
        says: frozenset[bytes],
        files: _Files | None,
    ) -> bool:
        return any(known[login].holds(says, files) for login in logins)

    def _whole(self, met: _Met) -> frozenset[bytes]:
        """Return all that an entry says, its names too."""
        if met.whole is None:
            met.whole = self._says(met.entry) | self._names(met.entry)
        return met.whole

    def _says(self, entry: Entry) -> frozenset[bytes]:
        files = ((name_of(one), one.size) for one in entry.attachments)
        return self._sayings(entry.content.fields, files)

    def _files_of_entry(self, entry: Entry) -> Iterator[bytes]:
        for one in entry.attachments:
            try:
                content = digest(stepping(one, self._step))
            except CannotImport:  # told where it is to come: as it is, it is like no other
                content = os.urandom(_DIGEST_BYTES)
            yield self._file(name_of(one), content)

    def _files_of_item(
        self, vault: Vault, item_id: int, there: Iterable[Attachment]
    ) -> Iterator[bytes]:
        for one in there:
            try:
                content = digest(self._stepping(vault.read_attachment(item_id, one.id)))
            except NotFound:  # deleted elsewhere meanwhile
                continue
            for name in {one.name, unnumbered(one.name)}:
                yield self._file(name, content)

    def _stepping(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._step()
            yield chunk

    def _file(self, name: str, content: bytes) -> bytes:
        return self._digest(f"{content.hex()}:{name}")

    def _logins(self, places: Iterable[_Place], fields: Sequence[Field]) -> Iterator[bytes]:
        password = first_value(fields, Role.PASSWORD)
        for site, username in places:
            # Lengths apart, so that no two triples give one text.
            yield self._digest(f"{len(site)}:{len(username)}:{site}{username}{password}")

    def _sayings(
        self, fields: Sequence[Field], attached: Iterable[tuple[str, int]]
    ) -> frozenset[bytes]:
        """Return a digest of each value, wherever in an item it stands, and of each file."""
        values = (
            self._site(field.value) if field.kind == FieldKind.WEBSITE else field.value.strip()
            for field in fields
        )
        files = (f"file:{size}:{name}" for name, size in attached)
        return frozenset(self._digest(value) for value in (*values, *files) if value)

    def _names(self, entry: Entry) -> frozenset[bytes]:
        """Return a digest of what an entry is called, each of its tags, and where it lies."""
        content = entry.content
        tags = (f"tag:{tag}" for tag in content.tags)
        path = "\n".join(entry.path)
        return frozenset(map(self._digest, (f"title:{content.title}", f"path:{path}", *tags)))

    def _digest(self, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=_DIGEST_BYTES, key=self._key).digest()

    def _places_of(self, overview: Overview) -> set[_Place]:
        return self._places(overview.websites, overview.title, overview.username)

    def _places_of_entry(self, entry: Entry) -> set[_Place]:
        content = entry.content
        websites = (f.value for f in content.fields if f.kind == FieldKind.WEBSITE and f.value)
        username = summary(content.kind, content.fields)
        return self._places(websites, content.title, username)

    def _places(self, websites: Iterable[str], title: str, username: str) -> set[_Place]:
        """Return where a login belongs; one without a website belongs to its title."""
        sites = {self._site(website) for website in websites} - {""}
        return {(site, username) for site in sites or {f"title:{title.casefold()}"}}


def _name_and_size(one: Attachment) -> tuple[str, int]:
    return one.name, one.size
