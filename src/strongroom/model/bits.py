# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of places in a block as whole numbers, the n-th bit for the n-th item.

Two hundred items are intersected, united or counted in one operation of some 50 ns.
"""

from collections.abc import Iterable

_SPARSE = 40  # bits up to which taking them off one by one is quicker


def bits_of(places: Iterable[int]) -> int:
    """Return the number that has these bits."""
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


def places_of(bits: int) -> list[int]:
    """Return which bits are set, ascending."""
    if bits.bit_count() > _SPARSE:
        return [n for n, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]
    places = []
    while bits:
        lowest = bits & -bits
        places.append(lowest.bit_length() - 1)
        bits ^= lowest
    return places
