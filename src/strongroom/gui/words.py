# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and moments as people of this language write them."""

from PySide6.QtCore import QDateTime, QLocale

from strongroom.gui.widgets.dates import day_in_words
from strongroom.texts import _


def number(count: int) -> str:
    """Return a number as people of this language write it."""
    return QLocale().toString(count)


def moment_text(moment: int) -> str:
    """Return a moment (ms since the epoch) as local day and time."""
    local = QDateTime.fromMSecsSinceEpoch(moment)
    return _("{day}, {time}").format(
        day=day_in_words(local.date()),
        time=QLocale().toString(local.time(), QLocale.FormatType.ShortFormat),
    )
