# SPDX-License-Identifier: GPL-3.0-or-later
"""What a copy's key may cost unasked: what the open vault's own does, or any that we ever made.

A copy's header says what its key costs, and before that key is there nothing vouches for it:
whoever could write the file chose it.  Beyond this it is derived only when a person allows it.
"""

from strongroom.crypto.kdf import DEAREST, MEBIBYTE, Argon2Cost
from strongroom.texts import _
from strongroom.vault.header import Header

_USUAL_WORK = 4 * DEAREST.memory_kib * DEAREST.passes  # of several passwords on a fast machine


def costs_of(header: Header) -> tuple[Argon2Cost, ...]:
    """Return what each slot with a password costs."""
    return tuple(slot.password.cost for slot in header.slots if slot.password is not None)


def unusual(header: Header, ours: Header) -> str:
    """Return a sentence where the keys of a copy cost more than is taken unasked, else none."""
    costs, own = costs_of(header), costs_of(ours)
    most = max(DEAREST.memory_kib, _dearest(own))
    if _dearest(costs) <= most and _work(costs) <= max(_USUAL_WORK, _work(own)):
        return ""
    sentence = _(
        "Opening this copy takes {needed} MiB of memory and long, by its own settings: allow it "
        "if you trust it."
    )
    return sentence.format(needed=_dearest(costs) // MEBIBYTE)


def _dearest(costs: tuple[Argon2Cost, ...]) -> int:
    return max((cost.memory_kib for cost in costs), default=0)


def _work(costs: tuple[Argon2Cost, ...]) -> int:
    return sum(cost.memory_kib * cost.passes for cost in costs)
