# SPDX-License-Identifier: GPL-3.0-or-later
"""``search``: items by words and operators, best first."""

import click

from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.listing import print_overviews
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.texts import _


@verb(
    "search",
    _(
        "Find items, best first, one a line: title and username.\n\n"
        "Words in any order match title, username, websites, tags and folder. Operators: "
        "title: user: url: tag: folder: type: notes: field: is:favourite is:expired is:trashed "
        "has:otp has:attachment; - excludes (write -- before a query that begins with it), quotes "
        "keep words together."
    ),
)
@click.argument("query", nargs=-1, required=True)
@options.opening
@options.as_json
@pass_program
def command(program: Program, *, query: tuple[str, ...], opening: Opening, as_json: bool) -> None:
    """Open, search, print."""
    text = " ".join(query)
    with open_vault(program, opening) as session:
        finder, items = Finder(session), Items(session)
        hits = finder.find(text, limit=None)
        for notice in hits.query.notices:
            program.terminal.say(notice)
        ids = hits.ids
        if hits.query.needs_details:
            ids = [number for batch in finder.find_in_details(text) for number in batch]
        overviews = items.overviews()
        found = [overviews[number] for number in ids]
        print_overviews(program.terminal, found, items.folders(), as_json=as_json)
    if not found and program.terminal.seen:
        program.terminal.say(_("Nothing was found."))
