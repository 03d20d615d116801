# SPDX-License-Identifier: GPL-3.0-or-later
"""How tables of no known format are understood: named on a command line, and remembered.

What is remembered is what each column became, under a digest of the columns' names: neither
a value nor a name is written, for what was taken for names may be an entry.  For that the
digest is made with a key that lies sealed in the open vault's notes, so that nobody can try
names on it; nothing is remembered while no vault is open, or of a table no name of which is
known as one.
"""

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from strongroom.app.session import Session
from strongroom.errors import CannotOpen, CannotSave, InvalidInput, VaultLocked
from strongroom.exchange.csv_mapping import column_label as column_name
from strongroom.exchange.csv_rows import folded
from strongroom.exchange.csv_targets import (
    ENCODINGS,
    SECRET_TARGETS,
    TARGET_NAMES,
    Column,
    Dialect,
    Mapping,
    TableLook,
    Target,
)
from strongroom.exchange.csv_words import names_known
from strongroom.model.fields import KINDS, ItemKind
from strongroom.texts import _

__all__ = [
    "ENCODINGS",
    "KINDS_OF_ROWS",
    "SECRET_TARGETS",
    "TARGET_NAMES",
    "Column",
    "Dialect",
    "Mapping",
    "TableLook",
    "TableMaps",
    "Target",
    "column_name",
    "field_names",
    "names_columns",
    "with_choices",
    "with_header",
]

# The kinds of item that a row can be; a document is its file, which no table holds.
KINDS_OF_ROWS: dict[str, str] = {
    kind: template.name for kind, template in KINDS.items() if kind != ItemKind.DOCUMENT
}

_ALSO = {
    "name": Target.TITLE,
    "user": Target.USERNAME,
    "login": Target.USERNAME,
    "url": Target.WEBSITE,
    "totp": Target.OTP,
    "note": Target.NOTES,
    "group": Target.FOLDER,
    "favorite": Target.FAVOURITE,
    "custom": Target.SHOWN,
    "hidden": Target.CONCEALED,
    "skip": Target.LEFT_OUT,
}
_MOST_COLUMNS = 2000


class _Remembered(msgspec.Struct, frozen=True):
    """What a table with these names became."""

    targets: tuple[Target, ...]
    kind: str = ItemKind.LOGIN


class TableMaps:
    """The tables that were understood on this machine, with the vault that is open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._state = session.remembered

    def known(self, guessed: Mapping) -> Mapping | None:
        """Return how a table of these columns was understood the last time, None if never."""
        key = self._key(guessed)
        kept = self._state.table_map(key) if key else None
        try:
            found = msgspec.convert(kept, _Remembered)
        except msgspec.ValidationError:
            return None
        if len(found.targets) != len(guessed.columns) or found.kind not in KINDS_OF_ROWS:
            return None
        columns = zip(guessed.columns, found.targets, strict=True)
        return msgspec.structs.replace(
            guessed,
            columns=tuple(Column(column.name, target) for column, target in columns),
            kind=found.kind,
        )

    def remember(self, mapping: Mapping) -> None:
        """Keep how a table was understood; that it cannot be kept is no reason to stop."""
        kept = _Remembered(tuple(column.target for column in mapping.columns), mapping.kind)
        if not _names_of(mapping):
            return
        with suppress(CannotSave, CannotOpen, VaultLocked):
            self._session.vault.local.make_digest_key()
            key = self._key(mapping)
            if key and self.known(mapping) != mapping:
                self._state.keep_table_map(key, msgspec.to_builtins(kept))

    def _key(self, mapping: Mapping) -> str:
        """Return what a table is remembered under, "" while that cannot be told."""
        names = _names_of(mapping)
        if names:
            # A lock may come at any moment.
            with suppress(CannotOpen, VaultLocked):
                return (self._session.vault.local.digest(names) or b"").hex()
        return ""


def with_choices(mapping: Mapping, choices: Iterable[str]) -> Mapping:
    """Return a mapping with columns set as ``column=field`` says, by name or number from 1.

    Raises:
        InvalidInput: there is no such column or field, or several columns have the name.
    """
    columns = list(mapping.columns)
    for choice in choices:
        wanted, equals, field = choice.rpartition("=")
        if not equals:
            sentence = _("“{choice}” does not say what a column becomes: write COLUMN=FIELD.")
            raise InvalidInput(sentence.format(choice=choice))
        number = _column(mapping, wanted)
        columns[number] = Column(columns[number].name, _target(field))
    return msgspec.structs.replace(mapping, columns=tuple(columns))


def names_columns(choices: Iterable[str]) -> bool:
    """Tell whether some of the choices of :func:`with_choices` call a column by a name."""
    return any(not choice.rpartition("=")[0].strip().isdecimal() for choice in choices)


def with_header(mapping: Mapping) -> Mapping:
    """Return a mapping of a table whose first row names the columns."""
    return msgspec.structs.replace(mapping, header=True)


def field_names() -> tuple[str, ...]:
    """Return the names that :func:`with_choices` takes for what a column becomes."""
    return tuple(map(_name_of, Target))


def understood(mapping: Mapping) -> list[tuple[str, str]]:
    """Return what each column is called, and the name of what it becomes."""
    return [
        (column_name(mapping, number), _name_of(column.target))
        for number, column in enumerate(mapping.columns)
    ]


def _name_of(target: Target) -> str:
    return target.value.replace(" ", "-")


def _names_of(mapping: Mapping) -> bytes:
    """Return the names that a table is known by again, b"" for one that is not."""
    names = [folded(column.name) for column in mapping.columns]
    if not mapping.header or len(names) > _MOST_COLUMNS or not names_known(names):
        return b""
    return "\n".join(f"{len(name)} {name}" for name in names).encode("utf-8", "replace")


def _column(mapping: Mapping, wanted: str) -> int:
    names = [folded(column.name) for column in mapping.columns]
    found = [number for number, name in enumerate(names) if name == folded(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        sentence = _("Several columns are called “{name}”: give the number of one of them.")
        raise InvalidInput(sentence.format(name=wanted))
    number = wanted.strip()
    if number.isascii() and number.isdigit() and 0 < int(number[:6]) <= len(names):
        return int(number[:6]) - 1
    sentence = _("The table has no column “{name}”.")
    raise InvalidInput(sentence.format(name=wanted))


def _target(text: str) -> Target:
    name = text.strip().casefold()
    known = _ALSO.get(name)
    if known is not None:
        return known
    try:
        return Target(name.replace("-", " "))
    except ValueError:
        sentence = _("There is no field “{name}”; there are: {known}.")
        raise InvalidInput(sentence.format(name=text, known=", ".join(field_names()))) from None
