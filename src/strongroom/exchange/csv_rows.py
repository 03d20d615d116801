# SPDX-License-Identifier: GPL-3.0-or-later
"""From a row whose columns are understood to an entry; nothing of the row is dropped.

A second value for what an item has once (a second username, a date that is none) becomes a
field of its own under its column's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.csv_targets import Target
from strongroom.exchange.csv_values import is_yes, moment_in, sites_in, tags_in
from strongroom.exchange.days import day_of, month_of
from strongroom.model.fields import FieldKind, ItemKind, Role, template_of
from strongroom.texts import N_, _

_ROLES = frozenset(
    {Target.USERNAME, Target.PASSWORD, Target.OTP, Target.NOTES, Target.NETWORK, Target.API_KEY}
    | {target for target in Target if target.startswith(("card.", "identity."))}
)
_LABELS = {Target.EMAIL: N_("email"), Target.PHONE: N_("phone")}
_LAST = 1 << 30
_SHOWN_AGAIN = frozenset({Target.USERNAME, Target.NAME, Target.CARD_HOLDER})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column's value goes: a target, under a label where it becomes its own field."""

    target: Target
    label: str = ""


@dataclass(slots=True)
class Placed:
    """A row that is being placed.  Specials look at it before the entry is made of it."""

    kind: str = ItemKind.LOGIN
    title: str = ""
    path: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    favourite: bool = False
    created: int | None = None
    modified: int | None = None
    trashed: int | None = None
    roles: dict[str, str] = field(default_factory=dict, repr=False)
    sites: dict[str, None] = field(default_factory=dict, repr=False)  # in order, each once
    more: list[tuple[str, str, str]] = field(default_factory=list, repr=False)  # kind, label, value
    losses: list[str] = field(default_factory=list)

    def put(self, place: Place, name: str, value: str, separator: str = "/") -> None:
        """Put a value where its column says."""
        if not value or place.target is Target.LEFT_OUT:
            return
        target = place.target
        if target in _ROLES:
            self._role(target, place.label or name, value)
        elif target is Target.WEBSITE:
            self.add_sites(sites_in(value) or [value])
        elif target in {Target.SHOWN, Target.CONCEALED}:
            self.own(place.label or name, value, shown=target is Target.SHOWN)
        elif not self._about(target, value, separator):
            self.own(place.label or name, value, shown=True)

    def own(self, label: str, value: str, *, shown: bool = False, kind: str = "") -> None:
        """Keep a value as a field of its own."""
        if value:
            usual = FieldKind.TEXT if shown else FieldKind.CONCEALED
            self.more.append((kind or usual, label, value))

    def add_sites(self, sites: Iterable[str]) -> None:
        """Add websites; one that the row tells again comes once."""
        self.sites.update(dict.fromkeys(filter(None, sites)))

    def role(self, role: str, value: str, label: str = "") -> None:
        """Give a role its value; a second one becomes a field of its own."""
        if value:
            self._role(role, label, value)

    def builder(self) -> EntryBuilder:
        """Return what makes the entry, filled in the order of the kind's template."""
        self._settle_contacts()
        made = EntryBuilder(self.title, self.kind, self.path)
        made.tags, made.favourite = self.tags, self.favourite
        made.created, made.modified, made.trashed = self.created, self.modified, self.trashed
        ranks = _ranks(self.kind)
        for role in sorted(self.roles, key=lambda role: (ranks.get(role, _LAST), role)):
            if role != Role.NOTES:
                made.role(role, self.roles[role])
        for site in self.sites:
            made.role(Role.WEBSITE, site)
        made.role(Role.NOTES, self.roles.get(Role.NOTES, ""))
        for kind, label, value in self.more:
            made.add(kind, value, label=label)
        for sentence in self.losses:
            made.lose(sentence)
        return made

    # What a target means

    def _role(self, role: str, label: str, value: str) -> None:
        if role == Target.CARD_EXPIRES:
            value = month_of(value) or value
        elif role == Target.BIRTHDAY:
            value = day_of(value) or value
        if role not in self.roles:
            self.roles[role] = value
        elif self.roles[role] != value:
            self.own(label or role, value, shown=role in _SHOWN_AGAIN)

    def _about(self, target: Target, value: str, separator: str) -> bool:
        """Take what is about the item as a whole; tell whether it could be."""
        if target is Target.TITLE:
            taken = not self.title or self.title == value
            self.title = self.title or value
        elif target is Target.FOLDER:
            taken = not self.path or self.path == value.split(separator)
            self.path = self.path or value.split(separator)
        elif target is Target.TAGS:
            taken = True
            self.tags += tags_in(value)
        elif target is Target.FAVOURITE:
            taken = is_yes(value) is not None
            self.favourite = self.favourite or bool(is_yes(value))
        else:
            return self._moment(target, value) or self._contact(target, value)
        return taken

    def _moment(self, target: Target, value: str) -> bool:
        at = moment_in(value)
        if target is Target.CREATED and at and self.created is None:
            self.created = at
        elif target is Target.MODIFIED and at and self.modified is None:
            self.modified = at
        elif target is Target.EXPIRES and day_of(value) and Role.EXPIRES not in self.roles:
            self.roles[Role.EXPIRES] = day_of(value)
        else:
            return False
        return True

    def _contact(self, target: Target, value: str) -> bool:
        if target not in _LABELS:
            return False
        kind = FieldKind.EMAIL if target is Target.EMAIL else FieldKind.PHONE
        self.own(_(_LABELS[target]), value, kind=kind)
        return True

    def _settle_contacts(self) -> None:
        """Give an identity its address and number, and a login its only address as username."""
        if self.kind == ItemKind.IDENTITY:
            self._settle(FieldKind.EMAIL, "identity.email")
            self._settle(FieldKind.PHONE, "identity.phone")
        elif self.kind == ItemKind.LOGIN and len(self._of(FieldKind.EMAIL)) == 1:
            self._settle(FieldKind.EMAIL, Role.USERNAME)

    def _settle(self, kind: str, role: str) -> None:
        found = self._of(kind)
        if found and role not in self.roles:
            self.more.remove(found[0])
            self.roles[role] = found[0][2]

    def _of(self, kind: str) -> list[tuple[str, str, str]]:
        return [one for one in self.more if one[0] == kind]


def place_row(
    places: Iterable[tuple[str, Place]],
    values: Iterable[str],
    *,
    kind: str = ItemKind.LOGIN,
    separator: str = "/",
) -> Placed:
    """Place the values of a row, each by its column's name and place."""
    placed = Placed(kind=kind)
    for (name, place), value in zip(places, values, strict=False):
        placed.put(place, name, value, separator)
    return placed


def note_if_nothing_else(placed: Placed) -> None:
    """Take a login without username, password and website for the note that it is."""
    login = {Role.USERNAME, Role.PASSWORD, Role.OTP}
    if placed.kind == ItemKind.LOGIN and not placed.sites and not login & placed.roles.keys():
        placed.kind = ItemKind.NOTE


def folded(name: str) -> str:
    """Return a column's name as names are compared."""
    return name.strip().lstrip("\ufeff").casefold()


def is_empty(values: Iterable[str]) -> bool:
    """Tell whether a row says nothing."""
    return not any(value.strip() for value in values)


def as_dict(names: Iterable[str], values: Iterable[str]) -> Mapping[str, str]:
    """Return the values of a row by the names of their columns; the first of a name counts."""
    found: dict[str, str] = {}
    for name, value in zip(names, values, strict=False):
        found.setdefault(name, value)
    return found


@cache
def _ranks(kind: str) -> dict[str, int]:
    return {template.role: rank for rank, template in enumerate(template_of(kind).roles)}
