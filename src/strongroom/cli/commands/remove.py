# SPDX-License-Identifier: GPL-3.0-or-later
"""``remove``: into the trash, or away for good."""

import click

from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.finding import find_anywhere, find_live
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.texts import _, ngettext


@verb(
    "remove",
    _(
        "Move an item to the trash, from where “restore” brings it back.\n\n"
        "With --forever it is deleted for good, after asking; so is one in the trash. With "
        "--trash and no item the trash is emptied. What lies in the trash for longer than the "
        "vault keeps it goes with the next change."
    ),
)
@click.argument("item", required=False)
@click.option("--trash", is_flag=True, help=_("Delete for good what is in the trash."))
@click.option("--forever", is_flag=True, help=_("Delete it for good."))
@options.yes
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str | None,
    trash: bool,
    forever: bool,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, ask where it cannot be undone, remove."""
    terminal = program.terminal
    if (item is None) != trash:
        raise click.UsageError(_("Name an item, or give --trash to empty the trash."))
    with open_vault(program, opening) as session:
        items = Items(session)
        if item is None:
            _empty(terminal, items, yes=yes, as_json=as_json)
            return
        if forever:
            found = find_anywhere(item, items)
            if not yes:
                question = _("Delete “{title}” for good? This cannot be undone.")
                terminal.confirm(question.format(title=found.title))
            items.delete_forever([found.id])
            sentence = _("Deleted “{title}” for good.")
        else:
            found = find_live(item, items)
            changes = items.trash([found.id])
            found = changes.items.get(found.id) or found
            sentence = _("Moved “{title}” to the trash.")
            items.purge_old_trash()
        tell(terminal, items, found, sentence, as_json=as_json)


def _empty(terminal: Terminal, items: Items, *, yes: bool, as_json: bool) -> None:
    count = sum(overview.trashed is not None for overview in items.overviews().values())
    if count and not yes:
        question = ngettext(
            "Delete {count} item in the trash for good? This cannot be undone.",
            "Delete {count} items in the trash for good? This cannot be undone.",
            count,
        )
        terminal.confirm(question.format(count=count))
    gone = len(items.empty_trash().removed)
    if as_json:
        terminal.print_json({"deleted": gone})
    else:
        text = ngettext("Deleted {count} item for good.", "Deleted {count} items for good.", gone)
        terminal.print(text.format(count=gone))
