# SPDX-License-Identifier: GPL-3.0-or-later
"""Which logins are here already: the same site, username and password.

Passwords are compared by digests under a random key of this comparison, so that looking
through a vault leaves no list of them in memory.  What lies in the trash is not here.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator

from strongroom.app.sites import site_of
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Overview, first_value
from strongroom.vault.vault import Vault

_DIGEST_BYTES = 16


class KnownLogins:
    """Answers whether a login is here; one that was asked about is here from then on."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._known: set[bytes] = set()

    def learn(self, vault: Vault, contents: Iterable[Content]) -> None:
        """Look up those of the vault's items that could be one of ``contents``.

        Only these are decrypted.

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
            password = first_value(details.fields, Role.PASSWORD)
            self._known.update(self._digests(_places_of(alike[item_id]), password))

    def meet(self, content: Content) -> bool:
        """Return whether the login is here; from now on it counts as here."""
        password = first_value(content.fields, Role.PASSWORD)
        digests = set(self._digests(_places_of_content(content), password))
        here = not self._known.isdisjoint(digests)
        self._known |= digests
        return here

    def _digests(self, places: Iterable[tuple[str, str]], password: str) -> Iterator[bytes]:
        for site, username in places:
            # Lengths apart, so that no two triples give one text.
            text = f"{len(site)}:{len(username)}:{site}{username}{password}"
            data = text.encode("utf-8", "surrogatepass")
            yield hmac.new(self._key, data, hashlib.sha256).digest()[:_DIGEST_BYTES]


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
