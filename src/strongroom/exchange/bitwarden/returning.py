# SPDX-License-Identifier: GPL-3.0-or-later
"""What came from Bitwarden as a field of our own, and goes back to where it was there.

Bitwarden knows more of an item than our roles tell: the brand of a card, how an address is
compared, which field another one repeats.  :mod:`~strongroom.exchange.bitwarden.items` keeps
each as a custom field of a known label; here such a field is known again by its label, its
kind and, where Bitwarden has a number, by its text as that module wrote it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from strongroom.exchange.bitwarden.moments import iso
from strongroom.exchange.bitwarden.tables import LINKED, MATCHES, SHAPES, CipherType
from strongroom.exchange.builder import moment_of_iso
from strongroom.model.fields import Field, FieldKind
from strongroom.texts import _

_LINKS_OF = {CipherType.LOGIN: 1, CipherType.CARD: 3, CipherType.IDENTITY: 4}  # hundreds


@dataclass(slots=True)
class Returning:
    """The custom fields of an item by label; each is given once."""

    fields: Sequence[Field]
    left: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, one in enumerate(self.fields):
            if not one.role and one.label:
                self.left.setdefault((one.label, one.kind), []).append(number)

    def named(self, label: str, kind: str = FieldKind.TEXT) -> int | None:
        """Return the number of the first field of a label that says something."""
        return self._first(label, kind, bool)

    def saying(self, label: str, text: str) -> int | None:
        """Return the number of the first field of a label with that text."""
        return self._first(label, FieldKind.TEXT, text.__eq__)

    def values(self, kind: CipherType) -> Iterator[tuple[int, str]]:
        """Yield the numbers of fields that have a key in the object of a kind, each with it."""
        for value in SHAPES[kind].values:
            if value.label and (number := self.named(_(value.label), value.kind)) is not None:
                yield number, value.key

    def match(self, site: str) -> tuple[int, int] | None:
        """Return how an address is compared, and the number of the field that says so."""
        label = _("how the website is compared")
        if (label, FieldKind.TEXT) not in self.left:
            return None
        for match, how in MATCHES.items():
            number = self.saying(label, f"{site} ({_(how)})")
            if number is not None:
                return match, number
        return None

    def expressions(self) -> Iterator[int]:
        """Yield the numbers of the addresses that are regular expressions."""
        while (number := self.named(_("website as a regular expression"))) is not None:
            yield number

    def archived(self) -> tuple[int, str] | None:
        """Return the number of the field that says when an item was archived, and that date."""
        for number in self.left.get((_("archived"), FieldKind.TEXT), []):
            if (moment := moment_of_iso(self.fields[number].value)) is not None:
                return number, iso(moment)
        return None

    def _first(self, label: str, kind: str, fits: Callable[[str], bool]) -> int | None:
        numbers = self.left.get((label, kind), [])
        found = next((number for number in numbers if fits(self.fields[number].value)), None)
        if found is not None:
            numbers.remove(found)
        return found


def linked_id(one: Field, kind: CipherType) -> int | None:
    """Return the number of what a field repeats in an item of a kind, None where it does not."""
    hundred = _LINKS_OF.get(kind)
    if hundred is None or one.role or one.kind != FieldKind.TEXT:
        return None
    same = _("the same as “{label}”")
    for number, name in LINKED.items():
        if number // 100 == hundred and one.value == same.format(label=_(name)):
            return number
    return None
