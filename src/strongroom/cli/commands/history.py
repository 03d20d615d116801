# SPDX-License-Identifier: GPL-3.0-or-later
"""``history``: the versions of an item, and what differs between two of them."""

import click

from strongroom.app.access_log import Act, Through
from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.finding import find_anywhere
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.cli.versions import (
    difference_lines,
    differences_json,
    state_called,
    version_lines,
    versions_json,
)
from strongroom.texts import _


@verb(
    "history",
    _(
        "List the versions of an item, the present one first, and what each changed.\n\n"
        "With --diff A B show what differs between two of them, named by the ids of the list "
        "or by “now”; what is concealed stays so unless --reveal is given. “restore "
        "--version” brings one back."
    ),
)
@click.argument("item")
@click.option("--diff", nargs=2, metavar="A B", help=_("Compare these two versions."))
@click.option("--reveal", is_flag=True, help=_("Show what is concealed."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str,
    diff: tuple[str, str] | None,
    reveal: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, print."""
    if reveal and not diff:
        raise click.UsageError(_("--reveal belongs to --diff: the list shows no values."))
    terminal = program.terminal
    with open_vault(program, opening) as session:
        items = Items(session)
        found = items.item(find_anywhere(item, items).id)
        act = Act.REVEALED if reveal else Act.OPENED
        access_log(program, session).record(found.id, act, Through.TERMINAL)
    if diff:
        before, after = (state_called(found, name) for name in diff)
        if as_json:
            terminal.print_json(differences_json(before, after, reveal=reveal))
        else:
            terminal.print_lines(difference_lines(before, after, reveal=reveal))
    elif as_json:
        terminal.print_json(versions_json(found))
    else:
        terminal.print_pairs(version_lines(found))
