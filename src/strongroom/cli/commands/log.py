# SPDX-License-Identifier: GPL-3.0-or-later
"""``log``: who looked at what on this computer, the latest first."""

from collections.abc import Iterable
from typing import Any

import click

from strongroom.app.access_log import Access
from strongroom.app.access_words import act_text, through_text, title_text
from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.finding import find_anywhere
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import local_moment, moment
from strongroom.cli.verbs import verb
from strongroom.model.item import Overview, id_text
from strongroom.texts import _


@verb(
    "log",
    _(
        "Show what was opened, copied and revealed on this computer, the latest first: of one "
        "item, or of all.\n\n"
        "It is sealed on this computer, holds no value, and is never in the vault."
    ),
)
@click.argument("item", required=False)
@click.option("--clear", is_flag=True, help=_("Forget it instead, after asking: of ITEM, or all."))
@options.yes
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str | None,
    clear: bool,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, and print or forget."""
    terminal = program.terminal
    with open_vault(program, opening) as session:
        items, log = Items(session), access_log(program, session)
        found = None if item is None else find_anywhere(item, items)
        if clear:
            if not yes:
                terminal.confirm(_question(found))
            log.clear(None if found is None else found.id)
            terminal.say(_cleared(found))
            return
        entries = log.entries(None if found is None else found.id)
        titles = {one: each.title for one, each in items.some({e.item for e in entries}).items()}
    if as_json:
        terminal.print_json(list(_objects(entries, titles)))
    else:
        terminal.print_pairs([(local_moment(e.at), _line(e, titles)) for e in entries])
        if not entries and terminal.seen:
            terminal.say(_("Nothing was noted."))


def _question(item: Overview | None) -> str:
    if item is None:
        return _("Forget what was noted of all items? This cannot be undone.")
    sentence = _("Forget what was noted of “{title}”? This cannot be undone.")
    return sentence.format(title=item.title)


def _cleared(item: Overview | None) -> str:
    if item is None:
        return _("The log was cleared.")
    return _("What was noted of “{title}” was cleared.").format(title=item.title)


def _line(entry: Access, titles: dict[int, str]) -> str:
    return " · ".join((title_text(entry, titles), act_text(entry), through_text(entry)))


def _objects(entries: Iterable[Access], titles: dict[int, str]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        yield {
            "at": moment(entry.at),
            "item": id_text(entry.item) if entry.item else None,
            "title": titles.get(entry.item),
            "action": entry.act,
            "field": entry.field or None,
            "through": entry.through,
            "count": entry.count,
        }
