# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import says in the window: whole sentences, in both forms."""

from strongroom.app.importing import Choice, Fate
from strongroom.gui.models.import_rows import ImportRows, Show
from strongroom.gui.words import number
from strongroom.texts import _, ngettext

_MOST_LOSSES = 6  # said at once; the report has all of them


def counts_text(rows: ImportRows) -> str:
    """Return what would come, what is here, and what cannot be read."""
    counts = {show: rows.count(show) for show in Show}
    said = [ngettext("{count} new", "{count} new", counts[Show.NEW])]
    shown = [counts[Show.NEW]]
    others = (
        (Show.DIFFERS, ngettext("{count} differs", "{count} differ", counts[Show.DIFFERS])),
        (Show.HERE, ngettext("{count} already here", "{count} already here", counts[Show.HERE])),
        (
            Show.UNREADABLE,
            ngettext("{count} cannot be read", "{count} cannot be read", counts[Show.UNREADABLE]),
        ),
        (
            Show.LOST,
            ngettext("{count} not as it was", "{count} not as they were", counts[Show.LOST]),
        ),
    )
    for show, text in others:
        if counts[show]:
            said.append(text)
            shown.append(counts[show])
    return " · ".join(
        text.format(count=number(count)) for text, count in zip(said, shown, strict=True)
    )


def reminder_text(file_name: str) -> str:
    """Return what a person should do about the file."""
    return _(
        "{file} still holds these passwords, readable by anyone who finds it. Delete it once you"
        " have seen that everything is here."
    ).format(file=file_name)


def all_here_text() -> str:
    """Return what is said where there is nothing to import."""
    return _("Every entry of this file is in the vault already: there is nothing to import.")


def button_text(count: int) -> str:
    """Return what the button that starts it says."""
    return ngettext("Import {count} item", "Import {count} items", count).format(
        count=number(count)
    )


CHOICES_HERE = (Choice.SKIP, Choice.BOTH)
CHOICES_DIFFER = (Choice.BOTH, Choice.NEWER, Choice.SKIP)


def choice_text(choice: Choice, fate: Fate) -> str:
    """Return what a choice is called, for what is here or for what differs."""
    if fate is Fate.HERE:
        return _("Leave out") if choice is Choice.SKIP else _("Add again")
    words = {
        Choice.SKIP: _("Leave out"),
        Choice.BOTH: _("Keep both"),
        Choice.NEWER: _("Keep the newer, the other in its history"),
    }
    return words[choice]


def row_text(rows: ImportRows, key: int) -> str:
    """Return what is to be known of the row with this key beyond what it shows."""
    if key < 0:
        return rows.said[key].sentence
    row = rows.entries[key]
    entry = row.entry
    lines = [
        {
            Fate.NEW: _("It is not in the vault yet."),
            Fate.HERE: _("The vault, or an entry before this one, says all of this already."),
            Fate.DIFFERS: _("An item of the same site and username says something else."),
        }[row.fate]
    ]
    brings = []
    if entry.attachments:
        count = len(entry.attachments)
        text = ngettext("{count} file", "{count} files", count)
        brings.append(text.format(count=number(count)))
    if entry.history:
        count = len(entry.history)
        text = ngettext("{count} earlier version", "{count} earlier versions", count)
        brings.append(text.format(count=number(count)))
    if brings:
        lines[0] += " " + _("It brings {what}.").format(what=", ".join(brings))
    lines += entry.losses[:_MOST_LOSSES]
    more = len(entry.losses) - _MOST_LOSSES
    if more > 0:
        text = ngettext("… and {count} more.", "… and {count} more.", more)
        lines.append(text.format(count=number(more)))
    return "\n".join(lines)
