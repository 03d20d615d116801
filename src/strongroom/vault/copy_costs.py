# SPDX-License-Identifier: GPL-3.0-or-later
"""What another vault's key may cost unasked: what the open one's does, or any that was made here.

A header says what its key costs, and before that key is there nothing vouches for it:
whoever could write the file chose it.  Beyond this it is derived only when a person allows it.
"""

from collections.abc import Sequence

from strongroom.crypto.kdf import DEAREST, MEBIBYTE, Argon2Cost
from strongroom.texts import _
from strongroom.vault.header import Header

_USUAL_WORK = 4 * DEAREST.memory_kib * DEAREST.passes  # of several passwords on a fast machine


def costs_of(header: Header) -> tuple[Argon2Cost, ...]:
    """Return what each slot with a password costs."""
    return tuple(slot.password.cost for slot in header.slots if slot.password is not None)


def are_usual(costs: Sequence[Argon2Cost], own: Sequence[Argon2Cost] = ()) -> bool:
    """Say whether a vault made here may cost as much, or the one that costs its ``own``."""
    most = max(DEAREST.memory_kib, _dearest(own))
    return _dearest(costs) <= most and _work(costs) <= max(_USUAL_WORK, _work(own))


def unusual(header: Header, ours: Header) -> str:
    """Return a sentence where the keys of a copy cost more than is taken unasked, else none."""
    costs = costs_of(header)
    if are_usual(costs, costs_of(ours)):
        return ""
    sentence = _(
        "Opening this copy takes {needed} MiB of memory and a long time, by its own settings: "
        "allow it if you trust it."
    )
    return sentence.format(needed=_dearest(costs) // MEBIBYTE)


def _dearest(costs: Sequence[Argon2Cost]) -> int:
    return max((cost.memory_kib for cost in costs), default=0)


def _work(costs: Sequence[Argon2Cost]) -> int:
    return sum(cost.memory_kib * cost.passes for cost in costs)
