# SPDX-License-Identifier: GPL-3.0-or-later
"""A preset: what a program calls its columns, as data; and which preset a header fits.

Names are compared folded.  A preset may have several shapes, for older and newer versions of
its program.  Of all shapes whose needed columns are there, the one that knows most of the
columns wins.  A column that it does not know comes as a concealed field of its name.

A shape of few needed columns fits what anybody writes above a table.  Where a column that it
does not know has a name with a meaning, the table is not its program's: any table is read by
its names better.  The same goes for any unknown column where a shape is so plain that it is
``only`` those that it names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strongroom.exchange.csv_rows import Place, Placed
from strongroom.exchange.csv_targets import Target
from strongroom.exchange.csv_words import target_named
from strongroom.model.fields import ItemKind

# Looks at a row as it was placed, at its values by the folded names of their columns, and at
# what the row has beyond its header.
Special = Callable[[Placed, Mapping[str, str], tuple[str, ...]], None]
Group = Callable[[Mapping[str, str]], tuple[str, ...] | None]

_FEW = 5  # needed columns: so many are met by chance


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of one version of an export.

    ``kinds`` translates what the ``kind_column`` says; a ``separator`` parts the names of a
    folder's path.  ``rooted`` paths begin with the name of the database itself, and
    ``longer`` rows than the header are meant so.  ``group`` tells a row that is a folder, and
    returns its path.  ``only`` its columns may be there, and no others.
    """

    needed: frozenset[str]
    places: Mapping[str, Place]
    kind: str = ItemKind.LOGIN
    kind_column: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    separator: str = "/"
    rooted: bool = False
    longer: bool = False
    only: bool = False
    special: Special | None = None
    group: Group | None = None

    def fits(self, names: frozenset[str]) -> bool:
        """Tell whether a header of these names is one of this shape, and not of any table."""
        unknown = names - self.places.keys()
        if not self.needed <= names or (self.only and unknown):
            return False
        return len(self.needed) > _FEW or not any(map(target_named, unknown))


@dataclass(frozen=True, slots=True)
class Preset:
    """A program's export.  ``source`` is where its columns are known from."""

    name: str
    title: str
    source: str
    shapes: tuple[Shape, ...]
    aliases: tuple[str, ...] = ()
    real: bool = False


def shape(needed: str, also: str = "", **settings: Any) -> Shape:
    """Return a shape from its columns, parted by semicolons.

    ``name = target`` maps a column, ``name = +label`` and ``name = -label`` make it a field
    of its own, shown or concealed, and ``name = .`` leaves out what means something to that
    program alone.  A bare name is its own target.
    """
    must = dict(map(_place, _words(needed)))
    return Shape(frozenset(must), must | dict(map(_place, _words(also))), **settings)


def best(
    presets: Iterable[Preset], columns: tuple[str, ...], *, chosen: bool = False
) -> tuple[Preset, Shape] | None:
    """Return the preset that knows a header best, and its shape; None where none fits.

    Of a preset that a person has ``chosen``, a shape fits by its needed columns alone.
    """
    names = frozenset(columns)
    found: tuple[Preset, Shape] | None = None
    most = (0, 0)
    for preset in presets:
        for one in preset.shapes:
            if one.needed <= names if chosen else one.fits(names):
                known = (len(one.places.keys() & names), len(one.needed))
                if known > most:
                    found, most = (preset, one), known
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]


def _place(word: str) -> tuple[str, Place]:
    name, _equals, target = (part.strip() for part in word.partition("="))
    target = target or name
    if target == ".":
        return name, Place(Target.LEFT_OUT)
    if target[0] in "+-":
        shown = Target.SHOWN if target[0] == "+" else Target.CONCEALED
        return name, Place(shown, target[1:])
    return name, Place(Target(target))
