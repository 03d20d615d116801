# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of an item as they may stand in a file, checked wherever one is read.

A moment outside the calendar or an id of more bits would be believed here and fail much
later, where it is shown or stored.
"""

from typing import Annotated

import msgspec

ID_BITS = 63

Id = Annotated[int, msgspec.Meta(ge=0, le=(1 << ID_BITS) - 1)]
"""A random id; 0 stands for none yet."""

LAST_MOMENT = 253_402_300_799_999

Moment = Annotated[int, msgspec.Meta(ge=-62_135_596_800_000, le=LAST_MOMENT)]
"""Milliseconds since 1970-01-01T00:00Z, from the year 1 to the end of 9999."""

Size = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
"""A number of bytes."""
