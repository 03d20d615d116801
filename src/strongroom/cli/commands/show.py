# SPDX-License-Identifier: GPL-3.0-or-later
"""``show``: an item, or one of its fields."""

import click

from strongroom.app.access_log import AccessLog, Act, Through, name_of
from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.copying import copy_and_wait, refuse_with
from strongroom.cli.finding import find_anywhere
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import find_fields, folder_text, item_json, item_lines, main_secret
from strongroom.cli.verbs import verb
from strongroom.model.fields import Field, label_of
from strongroom.model.item import Item
from strongroom.texts import _


@verb(
    "show",
    _(
        "Show an item; what is concealed stays so unless --reveal is given.\n\n"
        "With --field NAME its bare value and a line end are printed, one a line where there "
        "are several; NAME is a label such as password, username, website or notes."
    ),
)
@click.argument("item")
@click.option("--field", metavar="NAME", help=_("Print this field alone."))
@click.option("--reveal", is_flag=True, help=_("Show what is concealed."))
@options.copy
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str,
    field: str | None,
    reveal: bool,
    copy: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, and print or copy."""
    refuse_with(copy=copy, others={"--json": as_json, "--reveal": reveal})
    with open_vault(program, opening) as session:
        items = Items(session)
        found = items.item(find_anywhere(item, items).id)
        folder = folder_text(items.folders(), found.overview.folder)
        fields = _wanted(found, field, copy=copy)
        _note(access_log(program, session), found, fields, reveal=reveal, copy=copy)
        if reveal or copy or any(f.concealed for f in fields):
            items.record_use(found.id)
    if copy:
        copy_and_wait(program, fields[0].value, _copied(fields[0]))
    elif fields:
        _print_fields(program, fields, as_json=as_json)
    elif as_json:
        program.terminal.print_json(item_json(found, folder, reveal=reveal))
    else:
        program.terminal.print_lines(item_lines(found, folder, reveal=reveal))


def _note(log: AccessLog, item: Item, fields: list[Field], *, reveal: bool, copy: bool) -> None:
    """Note what is going to be shown or copied."""
    if copy:
        log.record(item.id, Act.COPIED, Through.TERMINAL, name_of(fields[0]))
        return
    concealed = [field for field in fields if field.concealed]
    for field in concealed:
        log.record(item.id, Act.REVEALED, Through.TERMINAL, name_of(field))
    if not concealed:
        log.record(item.id, Act.REVEALED if reveal else Act.OPENED, Through.TERMINAL)


def _wanted(item: Item, name: str | None, *, copy: bool) -> list[Field]:
    if name is not None:
        return find_fields(item, name)
    return [main_secret(item)] if copy else []


def _copied(field: Field) -> str:
    label = label_of(field)
    return label[:1].upper() + label[1:]


def _print_fields(program: Program, fields: list[Field], *, as_json: bool) -> None:
    if as_json:
        values = [{"label": label_of(field), "value": field.value} for field in fields]
        program.terminal.print_json(values[0] if len(values) == 1 else values)
        return
    for field in fields:
        program.terminal.print_value(field.value)
