# SPDX-License-Identifier: GPL-3.0-or-later
"""Which logins are here already: the same site, username and password, and all else they say.

A login whose note or second website is nowhere in the one that is here has something to
lose, so it counts as new.  A title says nothing of its own where there is a website, for
browsers make it up.  Values are compared by digests under a random key of this comparison,
so that looking through a vault leaves no list of them in memory.  What lies in the trash is
not here.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence

from strongroom.app.sites import site_of
from strongroom.exchange.reading import Step, no_step
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Overview, first_value
from strongroom.vault.vault import Vault

_DIGEST_BYTES = 16


class KnownLogins:
    """Answers whether a login is here; one that was asked about is here from then on."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        # By what makes a login the same: all that each of those is known to say.
        self._known: dict[bytes, list[frozenset[bytes]]] = {}

    def learn(self, vault: Vault, contents: Iterable[Content], step: Step = no_step) -> None:
        """Look up those of the vault's items that could be one of ``contents``.

        Only these are decrypted.  ``step`` is called at each item; what it raises ends it.

        Raises:
            Altered, Damaged: one of them does not open.
        """
        wanted = {place for content in contents for place in _places_of_content(content)}
        alike = {
            overview.id: overview
            for overview in vault.overviews().values()
            if overview.trashed is None and not wanted.isdisjoint(_places_of(overview))
        }
        for item_id, details in vault.details(alike):
            step()
            self._keep(_places_of(alike[item_id]), details.fields)

    def meet(self, content: Content) -> bool:
        """Return whether the login is here, with all it says; from now on it counts as here."""
        places, says = _places_of_content(content), self._sayings(content.fields)
        here = any(
            says <= known
            for login in self._logins(places, content.fields)
            for known in self._known.get(login, ())
        )
        if not here:
            self._keep(places, content.fields)
        return here

    def _keep(self, places: Iterable[tuple[str, str]], fields: Sequence[Field]) -> None:
        says = self._sayings(fields)
        for login in self._logins(places, fields):
            self._known.setdefault(login, []).append(says)

    def _logins(
        self, places: Iterable[tuple[str, str]], fields: Sequence[Field]
    ) -> Iterator[bytes]:
        password = first_value(fields, Role.PASSWORD)
        for site, username in places:
            # Lengths apart, so that no two triples give one text.
            yield self._digest(f"{len(site)}:{len(username)}:{site}{username}{password}")

    def _sayings(self, fields: Sequence[Field]) -> frozenset[bytes]:
        """Return a digest of each value, wherever in an item it stands."""
        values = (
            site_of(field.value) if field.kind == FieldKind.WEBSITE else field.value.strip()
            for field in fields
        )
        return frozenset(self._digest(value) for value in values if value)

    def _digest(self, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, data, hashlib.sha256).digest()[:_DIGEST_BYTES]


def _places_of(overview: Overview) -> set[tuple[str, str]]:
    return _places(overview.websites, overview.title, overview.username)


def _places_of_content(content: Content) -> set[tuple[str, str]]:
    websites = _values(content.fields, FieldKind.WEBSITE)
    return _places(websites, content.title, first_value(content.fields, Role.USERNAME))


def _places(websites: Iterable[str], title: str, username: str) -> set[tuple[str, str]]:
    """Return where a login belongs; one without a website belongs to its title."""
    sites = {site_of(website) for website in websites} - {""}
    return {(site, username) for site in sites or {f"title:{title.casefold()}"}}


def _values(fields: Iterable[Field], kind: str) -> list[str]:
    return [field.value for field in fields if field.kind == kind and field.value]
