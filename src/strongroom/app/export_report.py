# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of an export, as text: for the window, for the terminal, and to be kept in a file.

The count is that of the items which are in the file.  Counts, titles, labels and sentences;
never a value.  A saved report is readable by its owner alone.
"""

from strongroom.app.exporting import Exported
from strongroom.app.import_report import one_line, save
from strongroom.texts import _, ngettext

__all__ = ["counted", "report", "save", "summary"]


def counted(exported: Exported) -> str:
    """Return how many items are in the file, below what is missing and without its place."""
    whole = exported.items + exported.left_out
    text = ngettext("{n:,} item exported.", "{n:,} items exported.", whole)
    if exported.left_out:
        text = ngettext(
            "{n:,} of {whole:,} item exported; what is missing is named above.",
            "{n:,} of {whole:,} items exported; what is missing is named above.",
            whole,
        )
    elif exported.losses:
        text = ngettext(
            "{n:,} item exported, but for what is named above.",
            "{n:,} items exported, but for what is named above.",
            whole,
        )
    return text.format(n=exported.items, whole=whole)


def summary(exported: Exported, place: str) -> str:
    """Return how many items are in the file at ``place``, or went to the printer."""
    whole = exported.items + exported.left_out
    if exported.path is None:
        sent = ngettext(
            "{n:,} item sent to the printer.", "{n:,} items sent to the printer.", whole
        )
        text = f"{sent} {_spooled()}"
    elif exported.left_out:
        text = ngettext(
            "{n:,} of {whole:,} item exported to {place}; what is missing is named below.",
            "{n:,} of {whole:,} items exported to {place}; what is missing is named below.",
            whole,
        )
    elif exported.losses:
        text = ngettext(
            "{n:,} item exported to {place}, but for what is named below.",
            "{n:,} items exported to {place}, but for what is named below.",
            whole,
        )
    else:
        text = ngettext(
            "{n:,} item exported to {place}.", "{n:,} items exported to {place}.", whole
        )
    return text.format(n=exported.items, whole=whole, place=place)


def _spooled() -> str:
    return _(
        "This computer's print service has the pages on its disk, often for a day after they were"
        " printed: clear its finished jobs where others use it."
    )


def report(exported: Exported, place: str, moment: str) -> str:
    """Return all of it; ``moment`` says when."""
    form = _("Written as: {format}").format(format=_(exported.format.title))
    parts = [_("Export"), f"{form}\n{moment}", summary(exported, place)]
    if exported.losses:
        lost = [f"- {one_line(sentence)}" for sentence in exported.losses]
        parts.append("\n".join([_("What did not come, or not as it was"), *lost]))
    return "\n\n".join(parts) + "\n"
