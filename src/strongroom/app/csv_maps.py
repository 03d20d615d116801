# SPDX-License-Identifier: GPL-3.0-or-later
"""How tables of no known format are understood: looked at, named on a command line, remembered.

What is remembered are the names of the columns and what each became, never a value.
"""

from strongroom.exchange.csv_targets import (
    DELIMITERS,
    ENCODINGS,
    QUOTES,
    SECRET_TARGETS,
    TARGET_NAMES,
    Column,
    Dialect,
    Mapping,
    TableLook,
    Target,
)
from strongroom.model.fields import KINDS, ItemKind
from strongroom.texts import _

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "KINDS_OF_ROWS",
    "QUOTES",
    "SECRET_TARGETS",
    "TARGET_NAMES",
    "Column",
    "Dialect",
    "Mapping",
    "TableLook",
    "Target",
    "column_name",
]

# The kinds of item that a row can be; a document is its file, which no table holds.
KINDS_OF_ROWS: dict[str, str] = {
    kind: template.name for kind, template in KINDS.items() if kind != ItemKind.DOCUMENT
}


def column_name(mapping: Mapping, number: int) -> str:
    """Return what to call a column, counted from 0."""
    name = mapping.columns[number].name.strip()
    return name or _("Column {number}").format(number=number + 1)
