# SPDX-License-Identifier: GPL-3.0-or-later
"""``restore``: an item back out of the trash."""

import click

from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.finding import find_trashed
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.verbs import verb
from strongroom.texts import _


@verb("restore", _("Take an item out of the trash."))
@click.argument("item")
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find in the trash, restore."""
    with open_vault(program, opening) as session:
        items = Items(session)
        found = find_trashed(item, items)
        changes = items.restore([found.id])
        now = changes.items.get(found.id) or found
        tell(program.terminal, items, now, _("Restored “{title}”."), as_json=as_json)
