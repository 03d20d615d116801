# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import says at the terminal: of what would come, of what came, and of formats."""

from collections.abc import Iterable, Sequence
from typing import Any

from strongroom.app.csv_maps import understood
from strongroom.app.import_report import loss_name, problem_name, summary
from strongroom.app.importing import FORMATS, Fate, Format, Imported, Preview, PreviewRow
from strongroom.app.plain_files import PlainFile, still_there
from strongroom.cli.terminal import Terminal
from strongroom.model.item import id_text
from strongroom.texts import N_, _, ngettext

_FATES = {
    Fate.NEW: N_("new"),
    Fate.HERE: N_("here already"),
    Fate.DIFFERS: N_("differs from an item here"),
}


def list_formats(terminal: Terminal, *, as_json: bool) -> None:
    """Print every format that can be imported, and how it is tested."""
    if as_json:
        terminal.print_json([_format_json(one) for one in FORMATS])
        return
    terminal.print_pairs([(", ".join((one.name, *one.aliases)), _tested(one)) for one in FORMATS])


def tell_preview(
    terminal: Terminal, preview: Preview, path: Sequence[str], *, as_json: bool
) -> None:
    """Print what would come and where to, under ``path``, row by row, and what it comes to."""
    if as_json:
        terminal.print_json(_preview_json(preview, path))
        return
    _tell_columns(terminal, preview)
    terminal.print_pairs([(_place(row, path), _(_FATES[row.fate])) for row in preview.rows])
    _tell_problems(terminal, preview)
    for title, sentence in _losses(preview):
        terminal.say(f"{loss_name(title)}: {sentence}")
    parts = [
        _("{count:,} new").format(count=preview.count(Fate.NEW)),
        _("{count:,} here already").format(count=preview.count(Fate.HERE)),
        _("{count:,} that differ").format(count=preview.count(Fate.DIFFERS)),
        _not_read(len(preview.problems)),
    ]
    said = _("{format}: {counts}. Nothing was changed.")
    terminal.print(said.format(format=_(preview.format.title), counts=", ".join(parts)))


def tell_report(
    terminal: Terminal,
    preview: Preview,
    imported: Imported,
    plain: PlainFile | None,
    *,
    as_json: bool,
) -> None:
    """Print what came, and on standard error by name what did not.

    ``plain`` is the file that still has it for all to read.
    """
    if as_json:
        terminal.print_json(_report_json(preview, imported, plain))
        return
    for line in summary(imported):
        terminal.print(line)
    _tell_problems(terminal, preview)
    for title, sentence in imported.losses:
        terminal.say(f"{loss_name(title)}: {sentence}")
    if plain is not None:
        terminal.say(still_there(plain))


def _preview_json(preview: Preview, path: Sequence[str]) -> dict[str, Any]:
    return {
        "format": preview.format.name,
        "items": [_row_json(row, path) for row in preview.rows],
        "new": preview.count(Fate.NEW),
        "already_here": preview.count(Fate.HERE),
        "differs": preview.count(Fate.DIFFERS),
        "problems": _problems_json(preview),
        "losses": _losses_json(_losses(preview)),
        "columns": _columns_json(preview),
    }


def _report_json(preview: Preview, imported: Imported, plain: PlainFile | None) -> dict[str, Any]:
    return {
        "format": preview.format.name,
        "imported": imported.added,
        "items": [id_text(number) for number in sorted(imported.changes.made)],
        "updated": imported.updated,
        "skipped": imported.skipped,
        "problems": _problems_json(preview),
        "losses": _losses_json(imported.losses),
        "plain_file": None if plain is None else str(plain.path),
    }


def _tell_problems(terminal: Terminal, preview: Preview) -> None:
    for problem in preview.problems:
        terminal.say(f"{problem_name(problem)}: {problem.reason}")


def _tell_columns(terminal: Terminal, preview: Preview) -> None:
    """Say how a table of no known program was understood, in the words that --map takes."""
    if preview.mapping is None:
        return
    for name, field in understood(preview.mapping):
        sentence = _("The column “{name}” becomes: {field}.")
        terminal.say(sentence.format(name=name, field=field))
    if not preview.mapping.header:
        terminal.say(_("The first row is taken for an entry, not for the names of the columns."))


def _columns_json(preview: Preview) -> list[dict[str, str]] | None:
    if preview.mapping is None:
        return None
    return [{"name": name, "field": field} for name, field in understood(preview.mapping)]


def _not_read(count: int) -> str:
    text = ngettext("{count:,} that cannot be read", "{count:,} that cannot be read", count)
    return text.format(count=count)


def _place(row: PreviewRow, path: Sequence[str]) -> str:
    return "/".join((*path, *row.entry.path, row.entry.content.title))


def _row_json(row: PreviewRow, path: Sequence[str]) -> dict[str, Any]:
    content = row.entry.content
    return {
        "title": content.title,
        "kind": content.kind,
        "folder": "/".join((*path, *row.entry.path)),
        "fate": row.fate.value,
        "item": None if row.twin is None else id_text(row.twin),
        "attachments": len(row.entry.attachments),
        "versions": len(row.entry.history),
        "trashed": row.entry.trashed is not None,
    }


def _losses(preview: Preview) -> Iterable[tuple[str, str]]:
    yield from (("", sentence) for sentence in preview.losses)
    for row in preview.rows:
        yield from ((row.entry.content.title, sentence) for sentence in row.entry.losses)


def _problems_json(preview: Preview) -> list[dict[str, Any]]:
    return [
        {"line": problem.line, "title": problem.title, "reason": problem.reason}
        for problem in preview.problems
    ]


def _losses_json(losses: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"title": title, "loss": sentence} for title, sentence in losses]


def _tested(one: Format) -> str:
    title = _(one.title)
    if one.real:
        return _("{format}, tested with real files").format(format=title)
    return _("{format}, tested with files made for it").format(format=title)


def _format_json(one: Format) -> dict[str, Any]:
    return {
        "name": one.name,
        "aliases": list(one.aliases),
        "title": _(one.title),
        "endings": list(one.endings),
        "plain": one.plain,
        "real_files": one.real,
    }
