# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of an import, as text: for the window, for the terminal, and to be kept in a file.

Counts, titles and sentences; never a value.  A saved report is readable by its owner alone, and
says nothing that a terminal would obey: titles and names are those of a file that anyone wrote.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from strongroom.app.importing import Imported, Problem
from strongroom.app.new_files import new_file
from strongroom.app.spared import check_what_is_there
from strongroom.texts import _, ngettext

_JOINERS = "\u200c\u200d"  # in words of some scripts, and in emoji


def summary(imported: Imported) -> list[str]:
    """Return what has come and what has not, one sentence a line."""
    counted = (
        (
            imported.added,
            ngettext("{n:,} item was imported.", "{n:,} items were imported.", imported.added),
        ),
        (
            imported.updated,
            ngettext(
                "{n:,} item took in what the file says.",
                "{n:,} items took in what the file says.",
                imported.updated,
            ),
        ),
        (
            imported.skipped,
            ngettext(
                "{n:,} entry was left out, as chosen or because it was here already.",
                "{n:,} entries were left out, as chosen or because they were here already.",
                imported.skipped,
            ),
        ),
        (
            len(imported.problems),
            ngettext(
                "{n:,} entry could not be read: look for it in the file and add it by hand.",
                "{n:,} entries could not be read: look for them in the file and add them by hand.",
                len(imported.problems),
            ),
        ),
        (
            len(imported.losses),
            ngettext(
                "{n:,} thing did not come, or came otherwise: it is named below.",
                "{n:,} things did not come, or came otherwise: they are named below.",
                len(imported.losses),
            ),
        ),
    )
    always = imported.added or not imported.updated
    said = [text.format(n=count) for count, text in counted[1:] if count]
    if imported.backed_up:
        said.append(_("A backup has the vault as it was before."))
    return [counted[0][1].format(n=imported.added), *said] if always else said


def problem_name(problem: Problem) -> str:
    """Return what a person finds an entry by that could not be read."""
    line = _("Line {line}").format(line=problem.line) if problem.line else ""
    if problem.title and line:
        return _("“{title}” ({line})").format(title=problem.title, line=line)
    return problem.title or line or _("An entry")


def loss_name(title: str) -> str:
    """Return whose loss it is, by the title of its entry."""
    return title or _("The file as a whole")


def report(imported: Imported, source: str, kind: str, moment: str) -> str:
    """Return all of it; ``kind`` names the format and ``moment`` says when."""
    parts = [
        one_line(_("Import from {source}").format(source=source)),
        "\n".join((_("Read as: {format}").format(format=kind), moment)),
        "\n".join(summary(imported)),
    ]
    problems = ((problem_name(p), p.reason) for p in imported.problems)
    losses = ((loss_name(title), sentence) for title, sentence in imported.losses)
    parts += _listed(_("Could not be read"), problems)
    parts += _listed(_("Did not come, or came otherwise"), losses)
    return "\n\n".join(parts) + "\n"


def save(path: Path, text: str) -> None:
    """Write a report to ``path``, in the place of what is there unless that is a vault or a key.

    Raises:
        CannotSave: it was not written.
    """
    check_what_is_there(path)
    with new_file(path, replace=True) as file:
        file.write(text.encode("utf-8", "replace"))


def _listed(heading: str, lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    said = [f"- {one_line(name)}: {one_line(sentence)}" for name, sentence in lines]
    if said:
        yield "\n".join((heading, *said))


def one_line(text: str) -> str:
    """Return a text on one line, without what is not seen and what turns it around."""
    seen = (one if one.isprintable() or one in _JOINERS else " " for one in text)
    return " ".join("".join(seen).split())
