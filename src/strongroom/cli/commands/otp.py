# SPDX-License-Identifier: GPL-3.0-or-later
"""``otp``: the one-time password of the moment."""

import click

from strongroom.app.access_log import Act, Through
from strongroom.app.items import Items
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.copying import copy_and_wait, refuse_with
from strongroom.cli.finding import find_live
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.errors import NotFound
from strongroom.model.fields import FieldKind, Role
from strongroom.model.item import Item
from strongroom.model.otp import parse_otp
from strongroom.texts import _, ngettext


@verb("otp", _("Show the one-time password of the moment, and how long it is good for."))
@click.argument("item")
@options.copy
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    item: str,
    copy: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, and print or copy the code."""
    refuse_with(copy=copy, others={"--json": as_json})
    terminal = program.terminal
    with open_vault(program, opening) as session:
        items = Items(session)
        found = items.item(find_live(item, items).id)
        otp = parse_otp(_secret(found))
        act = Act.COPIED if copy else Act.REVEALED
        access_log(program, session).record(found.id, act, Through.TERMINAL, Role.OTP)
        items.record_use(found.id)
    code = otp.code(program.clock().now_ms())
    if copy:
        copy_and_wait(program, code.text, _("One-time password"))
    elif as_json:
        terminal.print_json(
            {"code": code.text, "seconds_left": code.seconds_left, "period": code.period}
        )
    else:
        terminal.print_value(code.text)
        if terminal.seen:
            terminal.say(_good_for(code.seconds_left))


def _secret(item: Item) -> str:
    for field in item.fields:
        if field.kind == FieldKind.OTP and field.value:
            return field.value
    sentence = _("“{title}” has no one-time password: give it one with “edit --otp-prompt”.")
    raise NotFound(sentence.format(title=item.overview.title))


def _good_for(seconds: int) -> str:
    text = ngettext("good for {seconds} second", "good for {seconds} seconds", seconds)
    return text.format(seconds=seconds)
