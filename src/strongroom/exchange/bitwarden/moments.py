# SPDX-License-Identifier: GPL-3.0-or-later
"""A moment as JavaScript writes a date in JSON, which is all that Bitwarden reads of dates."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(moment: int) -> str:
    """Return a moment in milliseconds, of the years to 9999."""
    when = _EPOCH + timedelta(milliseconds=moment)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
