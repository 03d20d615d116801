# SPDX-License-Identifier: GPL-3.0-or-later
"""``list``: the items, one a line."""

from collections.abc import Callable, Iterable, Mapping

import click

from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.listing import print_overviews
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.model.item import Folder, Overview
from strongroom.model.naming import find_folder
from strongroom.model.tags import tag_key
from strongroom.texts import _

_Test = Callable[[Overview], bool]


@verb(
    "list",
    _(
        "List the items, one a line: title and username.\n\n"
        "At a terminal they stand in columns; for a program there is a tab between them."
    ),
)
@click.option("--folder", metavar="A/B", help=_("Only those in this folder, and below it."))
@click.option("--tag", metavar="TAG", help=_("Only those with this tag."))
@options.kind
@click.option("--trash", is_flag=True, help=_("Those in the trash instead."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    folder: str | None,
    tag: str | None,
    kind: str | None,
    trash: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, choose, print in the order of the titles."""
    with open_vault(program, opening) as session:
        items = Items(session)
        folders = items.folders()
        tests: list[_Test] = [lambda overview: (overview.trashed is not None) == trash]
        if folder is not None:
            within = _with_those_below(folders, find_folder(folder, folders))
            tests.append(lambda overview: overview.folder in within)
        if tag is not None:
            key = tag_key(tag)
            tests.append(lambda overview: any(tag_key(t) == key for t in overview.tags))
        if kind is not None:
            tests.append(lambda overview: overview.kind == kind)
        chosen = _passing(items.overviews().values(), tests)
        print_overviews(program.terminal, chosen, folders, as_json=as_json)


def _passing(overviews: Iterable[Overview], tests: list[_Test]) -> list[Overview]:
    for test in tests:
        overviews = filter(test, overviews)
    # Sorting is stable, and the vault gives its items in the order of their ids.
    return sorted(overviews, key=lambda overview: overview.title.casefold())


def _with_those_below(folders: Mapping[int, Folder], top: int) -> set[int]:
    within = {top}
    while below := {f.id for f in folders.values() if f.parent in within} - within:
        within |= below
    return within
