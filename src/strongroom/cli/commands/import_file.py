# SPDX-License-Identifier: GPL-3.0-or-later
"""``import``: what another program exported; all that can be read, in one transaction."""

import contextlib
from pathlib import Path
from typing import Any

import click

from strongroom.app.importing import Format, Imported, Importing, format_named
from strongroom.cli import options
from strongroom.cli.exit_codes import Exit
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.errors import InvalidInput, NotFound
from strongroom.model.naming import split_path
from strongroom.texts import _, ngettext


@verb(
    "import",
    _(
        "Bring the passwords that Chrome, Edge, Brave or Firefox exported as CSV.\n\n"
        "An item whose site, username and password are here already is left out. A row that "
        "cannot be read is reported with its line, and the rest comes. Delete the file "
        "afterwards: it holds your passwords for all to read."
    ),
)
@click.argument("file", type=options.FilePath())
@click.option(
    "--format",
    "name",
    metavar="NAME",
    help=_("chrome, edge, brave or firefox; recognised by itself if not given."),
)
@click.option("--folder", metavar="A/B", help=_("Put all of it there; made where it is missing."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    file: Path,
    name: str | None,
    folder: str | None,
    opening: Opening,
    as_json: bool,
) -> Exit:
    """Read, open, import, report."""
    terminal = program.terminal
    wanted = None if name is None else _format(name)
    path = [part for part in split_path(folder or "") if part]
    if folder is not None and not path:
        raise InvalidInput(options.no_folder(folder))
    with open_vault(program, opening) as session:
        importing = Importing(session)
        with contextlib.closing(importing.open(file)) as origin:
            done = importing.run(importing.look(origin, wanted), path=path)
    if as_json:
        terminal.print_json(_json(done))
    else:
        _report(done, terminal)
    return Exit.PARTLY_IMPORTED if done.problems else Exit.DONE


def _format(name: str) -> Format:
    try:
        return format_named(name)
    except NotFound as error:
        raise click.UsageError(str(error)) from None


def _json(done: Imported) -> dict[str, Any]:
    return {
        "imported": done.added,
        "already_here": done.skipped,
        "problems": [{"line": p.line, "reason": p.reason} for p in done.problems],
    }


def _report(done: Imported, terminal: Terminal) -> None:
    """Print three counts, and every row that did not come on standard error."""
    for problem in done.problems:
        sentence = _("line {line}: {reason}")
        terminal.say(sentence.format(line=problem.line, reason=problem.reason))
    came = ngettext("{count:,} item imported", "{count:,} items imported", done.added)
    here = ngettext("{count:,} was here already", "{count:,} were here already", done.skipped)
    failed = len(done.problems)
    not_read = ngettext("{count:,} could not be read", "{count:,} could not be read", failed)
    terminal.print(
        _("{came}, {here}, {not_read}.").format(
            came=came.format(count=done.added),
            here=here.format(count=done.skipped),
            not_read=not_read.format(count=failed),
        )
    )
