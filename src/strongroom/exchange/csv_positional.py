# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports without a header, whose columns are known by their places: Keeper, Enpass, mSecure.

They have commas between their values, and are told by what stands where: Keeper's websites
in the fifth column and pairs of names and values from the eighth on, Enpass's pairs from the
second on, mSecure's cells of ``name|number|value``.  Any table may look so in most of its rows:
one whose first row names columns is none of them, and of Keeper's there is no telling before
one of the websites is there.  Sources: in Bitwarden's web clients
(``libs/importer``) ``keeper-csv-importer.ts``, ``enpass-csv-importer.ts`` and
``msecure-csv-importer.ts``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from strongroom.errors import InvalidInput
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.csv_reading import take_rows
from strongroom.exchange.csv_rows import Placed, note_if_nothing_else
from strongroom.exchange.csv_special import keeper as keeper_fields
from strongroom.exchange.csv_special import looks_secret
from strongroom.exchange.csv_targets import Dialect
from strongroom.exchange.csv_text import Row, check_amount, rows
from strongroom.exchange.csv_values import sites_in, tags_in
from strongroom.exchange.csv_words import names_known, target_named
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

_SAMPLE = 50
_MOST = 0.6
_SITE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S*|[\w-]+(?:\.[\w-]+)+\S*")
_HEADER = 2  # texts in the first row that are names of columns
_KEEPER_FIRST = 7  # columns before the pairs

Values = tuple[str, ...]


# Keeper


def _is_keeper(values: Values) -> bool:
    pairs = len(values) - _KEEPER_FIRST
    site = values[4] if len(values) > 4 else "-"  # noqa: PLR2004 - the fifth
    return pairs >= 0 and pairs % 2 == 0 and (not site or bool(_SITE.fullmatch(site.strip())))


def _has_site(values: Values) -> bool:
    return _is_keeper(values) and bool(values[4].strip())


def _keeper(values: Values) -> Placed:
    folder, title, login, password, site, notes, shared, *pairs = (*values, "")
    placed = Placed(title=title, path=folder.split("\\"))
    placed.role(Role.USERNAME, login)
    placed.role(Role.PASSWORD, password)
    placed.add_sites(sites_in(site))
    placed.role(Role.NOTES, notes)
    placed.own(_("shared folder"), shared, shown=True)
    keeper_fields(placed, {}, tuple(pairs[:-1]) if len(values) >= _KEEPER_FIRST else ())
    return placed


# Enpass

_ENPASS_ROLES = {
    "username": Role.USERNAME,
    "password": Role.PASSWORD,
    "totp": Role.OTP,
    "one-time code": Role.OTP,
    "cardholder": "card.holder",
    "number": "card.number",
    "cvc": "card.code",
    "pin": "card.pin",
    "expiry date": "card.expires",
}
_ENPASS_LABELS = _ENPASS_ROLES.keys() | {"url", "website", "email", "e-mail", "phone", "type"}
_ENPASS_CARD = {"cardholder", "number", "expiry date"}


def _enpass_label(text: str) -> str:
    return text.removeprefix("*").strip().casefold()


def _is_enpass(values: Values) -> bool:
    labels = [_enpass_label(label) for label in values[1:-1:2]]
    return len(labels) > 1 and sum(label in _ENPASS_LABELS for label in labels) > 1


def _has_values(values: Values) -> bool:
    """Tell a row with values between its labels, or the header that Enpass writes itself."""
    if [value.strip().casefold() for value in values[:3]] == ["title", "field", "value"]:
        return True
    return _is_enpass(values) and not all(map(target_named, filter(None, values[2::2])))


def _enpass(values: Values) -> Placed:
    pairs = values[1 : len(values) - 1 if len(values) % 2 == 0 else len(values)]
    labels = {_enpass_label(label) for label in pairs[::2]}
    placed = Placed(title=values[0], kind=ItemKind.LOGIN)
    if labels >= _ENPASS_CARD:
        placed.kind = ItemKind.CARD
    for label, value in zip(pairs[::2], pairs[1::2], strict=True):
        _enpass_field(placed, label, value)
    if len(values) % 2 == 0:
        placed.role(Role.NOTES, values[-1])
    note_if_nothing_else(placed)
    return placed


def _enpass_field(placed: Placed, label: str, value: str) -> None:
    key = _enpass_label(label)
    role = _ENPASS_ROLES.get(key, "")
    of_card = role.startswith("card.")
    if key in {"url", "website"}:
        placed.add_sites(sites_in(value))
    elif key in {"email", "e-mail"} and value:
        placed.own(_("email"), value, kind=FieldKind.EMAIL)
    elif role and of_card == (placed.kind == ItemKind.CARD):
        placed.role(role, value, label)
    else:
        shown = not (label.startswith("*") or looks_secret(label))
        placed.own(label.removeprefix("*").strip() or _("field"), value, shown=shown)


# mSecure

_MSECURE_CELL = re.compile(r"([^|\n]{1,64})\|(\d{1,3})\|(.*)", re.DOTALL)
_MSECURE_KINDS = {
    "login": ItemKind.LOGIN,
    "web logins": ItemKind.LOGIN,
    "email account": ItemKind.LOGIN,
    "credit card": ItemKind.CARD,
}
_MSECURE_ROLES: dict[str, dict[str, str]] = {
    ItemKind.LOGIN: {"username": Role.USERNAME, "password": Role.PASSWORD},
    ItemKind.CARD: {
        "card number": "card.number",
        "expiration date": "card.expires",
        "security code": "card.code",
        "name on card": "card.holder",
        "pin": "card.pin",
    },
}
_NO_GROUP = "Unassigned"


def _is_msecure(values: Values) -> bool:
    return len(values) > 3 and any(map(_MSECURE_CELL.fullmatch, values[3:]))  # noqa: PLR2004 - after title, type and group


def _msecure(values: Values) -> Placed:
    title, kind, group, notes, *cells = (*values, "", "", "", "")[: max(4, len(values))]
    placed = Placed(title=title.split("|")[0])
    placed.kind = _MSECURE_KINDS.get(kind.casefold(), ItemKind.NOTE)
    if placed.kind == ItemKind.NOTE:
        placed.own(_("type"), kind, shown=True)
    placed.tags += tags_in(group) if group != _NO_GROUP else []
    placed.role(Role.NOTES, notes.replace("\\n", "\n"))
    for cell in cells:
        found = _MSECURE_CELL.fullmatch(cell)
        if found:
            _msecure_field(placed, found[1].strip(), found[3])
        else:
            placed.own(_("field"), cell)
    return placed


def _msecure_field(placed: Placed, label: str, value: str) -> None:
    role = _MSECURE_ROLES.get(placed.kind, {}).get(label.casefold())
    if label.casefold() in {"website", "url"}:
        placed.add_sites(sites_in(value))
    elif role:
        placed.role(role, value, label)
    else:
        placed.own(label, value, shown=not looks_secret(label))


# All of them


@dataclass(frozen=True, slots=True)
class _Positions:
    """One of these exports: what its rows look like, and the least values that they have.

    A row that ``is_surely`` its own holds what no header and few other tables do.
    """

    is_row: Callable[[Values], bool]
    is_surely: Callable[[Values], bool]
    place: Callable[[Values], Placed]
    least: int

    def fits(self, source: Source) -> bool:
        """Tell whether most rows look like its own, and the first is no header."""
        if len(source.columns) < 2:  # noqa: PLR2004 - a table
            return False
        sampled = list(islice(rows(source.text), _SAMPLE))
        sample = [row.values for row in sampled if isinstance(row, Row)]
        if not any(map(self.is_surely, sample)) or self._is_header(sample[0]):
            return False
        return sum(map(self.is_row, sample)) >= _MOST * len(sampled)

    def _is_header(self, first: Values) -> bool:
        return names_known(first) >= _HEADER and not self.is_surely(first)

    def read(self, source: Source, _given: Given, step: Step) -> Reading:
        """Read the file."""
        found = Collecting(step)
        check_amount(source.text, Dialect())
        take_rows(found, rows(source.text), self._entry)
        return found.reading(losses=filter(None, [source.decoded.notice]))

    def _entry(self, row: Row) -> Entry | None:
        if row.line == 1 and row.values[0].casefold() == "title":
            return None
        if len(row.values) < self.least:
            raise InvalidInput(_("The row has fewer values than an export of this program has."))
        return self.place(row.values).builder().entry()


def _format(name: str, title: str, positions: _Positions) -> Format:
    return Format(name, title, positions.fits, positions.read, ("csv",))


POSITIONAL = (
    _format("msecure", N_("mSecure (CSV)"), _Positions(_is_msecure, _is_msecure, _msecure, 3)),
    _format("enpass-csv", N_("Enpass (CSV)"), _Positions(_is_enpass, _has_values, _enpass, 2)),
    _format(
        "keeper-csv",
        N_("Keeper (CSV)"),
        _Positions(_is_keeper, _has_site, _keeper, _KEEPER_FIRST - 1),
    ),
)
