# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import says before and after: whole sentences, in both forms."""

from strongroom.app.importing import Fate, Imported, Preview
from strongroom.gui.words import number
from strongroom.texts import _, ngettext


def counts_text(preview: Preview) -> str:
    """Return what would come, what is here, and what cannot be read."""
    here = preview.count(Fate.HERE)
    parts = [_new(len(preview.rows) - here)]
    if here:
        parts.append(_here(here))
    if preview.problems:
        parts.append(_unreadable(len(preview.problems)))
    return " · ".join(parts)


def report_text(imported: Imported) -> str:
    """Return what has come, in one sentence a line."""
    text = ngettext("{count} item was imported.", "{count} items were imported.", imported.added)
    lines = [text.format(count=number(imported.added))]
    if imported.skipped:
        text = ngettext(
            "{count} was here already and was left as it is.",
            "{count} were here already and were left as they are.",
            imported.skipped,
        )
        lines.append(text.format(count=number(imported.skipped)))
    if imported.problems:
        text = ngettext(
            "{count} row could not be read: look for it in the file and add it by hand.",
            "{count} rows could not be read: look for them in the file and add them by hand.",
            len(imported.problems),
        )
        lines.append(text.format(count=number(len(imported.problems))))
    return "\n".join(lines)


def reminder_text(file_name: str) -> str:
    """Return what a person should do about the file."""
    return _(
        "{file} still holds these passwords, readable by anyone who finds it. Delete it once you"
        " have seen that everything is here, and empty the bin."
    ).format(file=file_name)


def button_text(count: int) -> str:
    """Return what the button that starts it says."""
    return ngettext("Import {count} item", "Import {count} items", count).format(
        count=number(count)
    )


def _new(count: int) -> str:
    return ngettext("{count} new", "{count} new", count).format(count=number(count))


def _here(count: int) -> str:
    text = ngettext("{count} already here", "{count} already here", count)
    return text.format(count=number(count))


def _unreadable(count: int) -> str:
    text = ngettext("{count} cannot be read", "{count} cannot be read", count)
    return text.format(count=number(count))
