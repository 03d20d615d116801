# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier values as Bitwarden keeps them: five passwords, and no more of the versions.

Source: ``cipher.service.ts`` of bitwarden/clients, which puts the earlier values of hidden
fields among the passwords, as ``name: value``; the importer takes the first five of a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Self

from strongroom.exchange.bitwarden.moments import iso
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.model.fields import Field, Role
from strongroom.model.item import first_value

MOST = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """The passwords before this one, and the earlier values of hidden fields; newest first."""

    passwords: list[dict[str, Any]]
    others: list[dict[str, Any]]

    def __repr__(self) -> str:
        return "Earlier(…)"

    @classmethod
    def of(cls, item: OutgoingItem) -> Self:
        """Return those of an item."""
        states = (item.details.fields, *(version.fields for version in item.details.history))
        ended = _ends(item)
        hidden = [_hidden(fields) for fields in states]
        others = [
            {**one, "password": f"{name}: {one['password']}"}
            for name in hidden[0]
            for one in _earlier([state.get(name, "") for state in hidden], ended)
        ]
        passwords = _earlier([first_value(fields, Role.PASSWORD) for fields in states], ended)
        return cls(list(passwords), _newest_first(others))

    def kept(self) -> list[dict[str, Any]]:
        """Return what Bitwarden takes of them: passwords before the others."""
        return _newest_first([*self.passwords, *self.others][:MOST])

    def tells_more(self, item: OutgoingItem) -> bool:
        """Tell whether earlier versions of an item say more than Bitwarden takes."""
        now = _rest(item.overview.title, item.details.fields)
        versions = item.details.history
        return len(self.passwords) + len(self.others) > MOST or any(
            _rest(one.title, one.fields) != now for one in versions
        )


def _ends(item: OutgoingItem) -> list[int]:
    """Return when each version ended; those of one moment ended together."""
    ended, began = item.overview.modified, None
    found: list[int] = []
    for version in item.details.history:
        if began is not None and version.at != began:
            ended = began
        began = version.at
        found.append(ended)
    return found


def _earlier(values: list[str], ended: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the values before the first, each with when it ended."""
    later = values[0]
    for value, until in zip(values[1:], ended, strict=True):
        if value and value != later:
            yield {"lastUsedDate": iso(until), "password": value}
            later = value


def _newest_first(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=itemgetter("lastUsedDate"), reverse=True)


def _hidden(fields: Iterable[Field]) -> dict[str, str]:
    """Return the values of hidden fields by name, of one name the first."""
    found: dict[str, str] = {}
    for one in fields:
        if _is_hidden(one):
            found.setdefault(one.label, one.value)
    return found


def _is_hidden(one: Field) -> bool:
    return not one.role and bool(one.label) and one.concealed


def _rest(title: str, fields: Iterable[Field]) -> tuple[str, tuple[Any, ...]]:
    """Return what is neither password nor the value of a hidden field."""
    seen: set[str] = set()
    rest = []
    for one in fields:
        told = _is_hidden(one) and one.label not in seen
        seen |= {one.label} if told else set()
        if one.role != Role.PASSWORD:
            rest.append((one.role, one.kind, one.label, "" if told else one.value))
    return title, tuple(rest)
