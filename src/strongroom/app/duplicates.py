# SPDX-License-Identifier: GPL-3.0-or-later
"""Which entries are here already, and which meet an item that says something else.

An entry is *here* where an item of the same site, username and password says all that it
says, attachments too.  One whose note or second website is nowhere in that item has something
to lose, so it is not here; where it shares site and username with an item it *differs* from
that.  A title says nothing of its own where there is a website, for browsers make it up; but
of two entries of one file the second is only here where title, tags and folder are the same.
Values are compared by digests under a random key of this comparison, so that looking through
a vault leaves no list of them in memory.  What lies in the trash is not here.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from strongroom.app.sites import site_of
from strongroom.exchange.reading import Attached, Entry, Step, no_step
from strongroom.model.attached import present
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


@dataclass(slots=True)
class _Alike:
    """What each of the logins of one site, username and password says."""

    exactly: set[frozenset[bytes]] = field(default_factory=set)
    some: list[frozenset[bytes]] = field(default_factory=list)


@dataclass(slots=True)
class _Met:
    """An entry that was asked about, and what it says once that is worked out."""

    entry: Entry
    whole: frozenset[bytes] | None = None


class Duplicates:
    """Answers how entries stand; one that was asked about is here from then on."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._site = cache(site_of)  # forgotten with this comparison
        self._known: dict[bytes, _Alike] = {}
        self._met: dict[bytes, _Alike] = {}
        # Nearly every entry is the only one of its login: what it says is worked out, and is
        # in _met, when a second one comes.
        self._only: dict[bytes, _Met] = {}
        self._twins: dict[_Place, int] = {}

    def learn(self, vault: Vault, entries: Iterable[Entry], step: Step = no_step) -> None:
        """Look up those of the vault's items that could be one of ``entries``.

        Only these are decrypted.  ``step`` is called at each item; what it raises ends it.

        Raises:
            Altered, Damaged: one of them does not open.
        """
        wanted = {place for entry in entries for place in self._places_of_entry(entry)}
        alike = {
            overview.id: overview
            for overview in vault.overviews().values()
            if overview.trashed is None and not wanted.isdisjoint(self._places_of(overview))
        }
        for item_id, details in vault.details(alike):
            step()
            places = self._places_of(alike[item_id])
            says = self._sayings(details.fields, present(details))
            _keep(self._known, self._logins(places, details.fields), says)
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
        if any(login in self._known for login in logins):
            fields = entry.content.fields
            if _is_in(self._known, logins, self._sayings(fields, entry.attachments)):
                return True
        this = _Met(entry)
        for login in logins:
            only = self._only.pop(login, None)
            if only is not None:
                _keep(self._met, (login,), self._whole(only))
        again = [login for login in logins if login in self._met]
        if again and _is_in(self._met, again, self._whole(this)):
            return True
        if again:
            _keep(self._met, again, self._whole(this))
        self._only |= {login: this for login in logins if login not in self._met}
        return False

    def _whole(self, met: _Met) -> frozenset[bytes]:
        """Return all that an entry says, its names too."""
        if met.whole is None:
            entry = met.entry
            says = self._sayings(entry.content.fields, entry.attachments)
            met.whole = says | self._names(entry)
        return met.whole

    def _logins(self, places: Iterable[_Place], fields: Sequence[Field]) -> Iterator[bytes]:
        password = first_value(fields, Role.PASSWORD)
        for site, username in places:
            # Lengths apart, so that no two triples give one text.
            yield self._digest(f"{len(site)}:{len(username)}:{site}{username}{password}")

    def _sayings(
        self, fields: Sequence[Field], attached: Iterable[Attached | Attachment]
    ) -> frozenset[bytes]:
        """Return a digest of each value, wherever in an item it stands, and of each file."""
        values = (
            self._site(field.value) if field.kind == FieldKind.WEBSITE else field.value.strip()
            for field in fields
        )
        files = (f"file:{one.size}:{one.name}" for one in attached)
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


def _is_in(known: Mapping[bytes, _Alike], logins: Iterable[bytes], says: frozenset[bytes]) -> bool:
    found = (known[login] for login in logins if login in known)
    return any(says in alike.exactly or any(says <= one for one in alike.some) for alike in found)


def _keep(known: dict[bytes, _Alike], logins: Iterable[bytes], says: frozenset[bytes]) -> None:
    for login in logins:
        alike = known.setdefault(login, _Alike())
        alike.exactly.add(says)
        if len(alike.some) < _MOST_ALIKE:
            alike.some.append(says)
