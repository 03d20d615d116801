# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and moments as people of this language write them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QDateTime, QLocale

from strongroom.gui.widgets.dates import day_in_words
from strongroom.texts import _, ngettext

_KIBIBYTE = 1024


def number(count: int) -> str:
    """Return a number as all sentences here have it."""
    return f"{count:,}"


def size_text(count: int) -> str:
    """Return a number of bytes as people of this language write it, in the unit that fits."""
    if count < _KIBIBYTE:  # Qt has no singular for these
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    return QLocale().formattedDataSize(count, 1)


def moment_text(moment: int) -> str:
    """Return a moment (ms since the epoch) as local day and time."""
    local = QDateTime.fromMSecsSinceEpoch(moment)
    return _("{day}, {time}").format(
        day=day_in_words(local.date()),
        time=QLocale().toString(local.time(), QLocale.FormatType.ShortFormat),
    )


def moment_texts(moments: Iterable[int]) -> Mapping[int, str]:
    """Return all of ``moments`` as text, with seconds where two would read the same."""
    texts = {moment: moment_text(moment) for moment in moments}
    counts = Counter(texts.values())
    return {
        moment: text if counts[text] == 1 else _to_the_second(moment)
        for moment, text in texts.items()
    }


def _to_the_second(moment: int) -> str:
    local = QDateTime.fromMSecsSinceEpoch(moment)
    short = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    time = QLocale().toString(local.time(), short.replace("mm", "mm:ss"))
    return _("{day}, {time}").format(day=day_in_words(local.date()), time=time)
