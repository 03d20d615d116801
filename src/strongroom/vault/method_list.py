# SPDX-License-Identifier: GPL-3.0-or-later
"""The unlock methods of a vault as a list for people: what each is, and what it is called.

Nothing here is secret: anyone who has the file can read it.  Two of one kind are told
apart by a number, in the order in which they lie in the header.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from strongroom.crypto.kdf import Argon2Cost
from strongroom.texts import _
from strongroom.vault.keyslots import method_name
from strongroom.vault.slot import FactorType, Slot

_KNOWN = frozenset(FactorType)


class UnlockMethod(msgspec.Struct, frozen=True):
    """One unlock method: what people call it, and its Argon2 cost where it has a password.

    ``factors`` names what it is made of for programs: ``password``, ``key_file``,
    ``recovery_code``, and the number of what this version does not know.  ``id`` is the
    slot's, in hex; a re-key gives every method a new one.
    """

    name: str
    cost: Argon2Cost | None
    factors: tuple[str, ...]
    id: str


def methods_of(slots: Iterable[Slot]) -> tuple[UnlockMethod, ...]:
    """Describe the slots, in their order."""
    seen: Counter[str] = Counter()
    found = []
    for slot in slots:
        name = method_name(slot)
        seen[name] += 1
        if seen[name] > 1:
            name = _("{name} {number}").format(name=name, number=seen[name])
        found.append(_method(slot, name))
    return tuple(found)


def _method(slot: Slot, name: str) -> UnlockMethod:
    return UnlockMethod(
        name=name,
        cost=slot.password.cost if slot.password else None,
        factors=tuple(
            FactorType(number).name.lower() if number in _KNOWN else str(number)
            for number in slot.types
        ),
        id=slot.id.hex(),
    )
