# SPDX-License-Identifier: GPL-3.0-or-later
"""``edit``: an item with some of it changed; what is not named stays."""

import click
import msgspec

from strongroom.app.items import Items
from strongroom.app.revising import Met
from strongroom.cli import content, options
from strongroom.cli.finding import find_live
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.verbs import verb
from strongroom.model.changes import Changes
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
        met: list[Met] = []
        changes = items.save(
            before.id,
            after,
            base_version=before.details.version,
            base=base,
            path=given.path,
            was_live=True,
            met=met.append,
        )
        now = changes.items.get(before.id) or before.overview
        if changes:
            items.purge_old_trash()
        tell(program.terminal, items, now, _sentence(changes, met[-1]), as_json=as_json)


def _sentence(changes: Changes, met: Met) -> str:
    if met.revived:
        return _("Saved “{title}”, and took it out of Trash, where it was put meanwhile.")
    if met.joined:
        return _("Saved “{title}”; what was changed elsewhere meanwhile was kept too.")
    return _("Saved “{title}”.") if changes else _("“{title}” was like that already.")
