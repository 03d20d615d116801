# SPDX-License-Identifier: GPL-3.0-or-later
"""``restore``: an item back out of the trash, or an earlier version of it."""

import click

from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.finding import find_live, find_trashed
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.telling import tell
from strongroom.cli.verbs import verb
from strongroom.cli.versions import earlier_state, fields_called
from strongroom.model.edits import earlier_content
from strongroom.model.history import with_field_of
from strongroom.model.item import Overview
from strongroom.texts import _


@verb(
    "restore",
    _(
        "Take an item out of the trash.\n\n"
        "With --version ID bring back an earlier version of an item instead, as a new "
        "version; with --field NAME that field of it alone. “history” lists the ids."
    ),
)
@click.argument("item")
@click.option("--version", metavar="ID", help=_("Bring back this version."))
@click.option("--field", metavar="NAME", help=_("Bring back this field of it alone."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str,
    version: str | None,
    field: str | None,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, restore."""
    if field is not None and version is None:
        raise click.UsageError(_("--field belongs to --version: name the version too."))
    with open_vault(program, opening) as session:
        items = Items(session)
        if version is not None:
            now = _version(items, item, version, field)
            sentence = _("Brought back an earlier version of “{title}”.")
        else:
            found = find_trashed(item, items)
            now = items.restore([found.id]).items.get(found.id) or found
            sentence = _("Restored “{title}”.")
        items.purge_old_trash()
        tell(program.terminal, items, now, sentence, as_json=as_json)


def _version(items: Items, name: str, version: str, field: str | None) -> Overview:
    """Save an earlier version, or one field of it, as an edit of now."""
    found = items.item(find_live(name, items).id)
    state = earlier_state(found, version)
    if field is None:
        content = earlier_content(found, state.id)
        changes = items.save(found.id, content, base_version=found.details.version)
        return changes.items.get(found.id) or found.overview
    overview = found.overview
    for one in fields_called(state, field):
        content = with_field_of(found, state.id, one.id)
        changes = items.save(found.id, content, base_version=found.details.version)
        overview = changes.items.get(found.id) or overview
        found = items.item(found.id)
    return overview
