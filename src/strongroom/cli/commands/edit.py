# SPDX-License-Identifier: GPL-3.0-or-later
"""``edit``: an item with some of it changed; what is not named stays."""

import click
import msgspec

from strongroom.app.items import Items
from strongroom.cli import content, options
from strongroom.cli.finding import find_live
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.verbs import verb
from strongroom.texts import _


@verb(
    "edit",
    _(
        "Change an item; everything that is not named stays as it is.\n\n"
        "--url and --tag replace all there were; an empty text takes away what it names "
        "(--url '', --tag '', --folder '', --username ''). What is secret is asked for as in "
        "add."
    ),
    content.ContentCommand,
)
@click.argument("item")
@click.option("--title", metavar="TITLE", help=_("Another title."))
@content.content_options
@click.option(
    "--remove-field",
    "removed_fields",
    metavar="LABEL",
    multiple=True,
    help=_("Take this field away, shown or concealed; repeatable."),
)
@click.option("--favourite/--no-favourite", default=None, help=_("Make it a favourite, or none."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program, *, item: str, given: content.Given, opening: Opening, as_json: bool
) -> None:
    """Open, find, ask, save."""
    with open_vault(program, opening) as session:
        items = Items(session)
        before = items.item(find_live(item, items).id)
        answers = content.ask(given, program.terminal)
        base = before.content()
        after = content.changed(base, given, answers)
        if given.folder is not None and not given.path:
            after = msgspec.structs.replace(after, folder=None)
        changes = items.save(
            before.id,
            after,
            base_version=before.details.version,
            base=base,
            path=given.path,
        )
        now = changes.items.get(before.id) or before.overview
        sentence = _("Saved “{title}”.") if changes else _("“{title}” was like that already.")
        tell(program.terminal, items, now, sentence, as_json=as_json)
