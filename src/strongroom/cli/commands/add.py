# SPDX-License-Identifier: GPL-3.0-or-later
"""``add``: a new item."""

import click

from strongroom.app.items import Items
from strongroom.cli import content, options
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.verbs import verb
from strongroom.model.fields import ItemKind
from strongroom.model.item import Content
from strongroom.texts import _


@verb(
    "add",
    _(
        "Add an item, a login if no other kind is given.\n\n"
        "What is secret is asked for, in this order: the master password, the item's password, "
        "concealed fields and the one-time password as their options stand, the note."
    ),
    content.ContentCommand,
)
@click.argument("title")
@content.content_options
@click.option("--favourite", is_flag=True, default=None, help=_("Make it a favourite."))
@options.opening
@options.as_json
@pass_program
def command(program: Program, *, given: content.Given, opening: Opening, as_json: bool) -> None:
    """Open, ask, add."""
    given.check_new()
    with open_vault(program, opening) as session:
        items = Items(session)
        answers = content.ask(given, program.terminal)
        empty = Content(kind=ItemKind.LOGIN, title="")
        changes = items.add(content.changed(empty, given, answers), path=given.path)
        (made,) = changes.made  # what another program saved meanwhile is told with it
        new = items.some([made])[made]
        items.purge_old_trash()
        tell(program.terminal, items, new, _("Added “{title}” ({id})."), as_json=as_json)
