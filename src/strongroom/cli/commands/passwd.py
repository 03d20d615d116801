# SPDX-License-Identifier: GPL-3.0-or-later
"""``passwd``: another master password, which means another key for every row.

The recovery code is made anew too.  It is shown, and the change is finished only when its
last group has been typed back; a script reads the code and writes that group as the line
after the two passwords, or leaves recovery out.
"""

from pathlib import Path

import click

from strongroom.app import inspecting
from strongroom.cli import options
from strongroom.cli.new_methods import finish
from strongroom.cli.new_password import ask_new_password
from strongroom.cli.opening import open_keeping
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.model.credentials import NewUnlock
from strongroom.texts import _

_RECOVERY = ("recovery_code",)


@verb(
    "passwd",
    _(
        "Change the master password. Every row is sealed afresh, so that old copies and old "
        "passwords open no later save.\n\n"
        "A vault with a recovery code gets a new one, which is printed; its last group is then "
        "asked for, from standard input too. A key file that was given stays in use."
    ),
)
@click.option(
    "--recovery/--no-recovery",
    default=None,
    help=_("Have a recovery code, or have none; as before if not given."),
)
@click.option(
    "--new-key-file",
    metavar="FILE",
    type=options.FilePath(),
    help=_("Use this key file from now on; made where there is none."),
)
@options.yes
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    recovery: bool | None,
    new_key_file: Path | None,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, ask, prepare, have the code typed back, finish."""
    terminal = program.terminal
    with open_keeping(program, opening) as (session, current):
        methods = inspecting.public_info(session.vault.path).methods
        code_name = next((m.name for m in methods if m.factors == _RECOVERY), None)
        with ask_new_password(terminal) as password:
            wanted = code_name is not None if recovery is None else recovery
            alone = current.password is None and current.recovery_code is None
            beside = None if alone else opening.key_file
            new = NewUnlock(password, new_key_file or beside, wanted)
            pending = session.begin_rekey(current, new)
        expected = {code_name} if recovery is False else set()
        _confirm_loss([n for n in pending.dropped if n not in expected], terminal, yes=yes)
        finish(pending, terminal, as_json=as_json)
    if not as_json:
        terminal.print(_("Changed the master password."))


def _confirm_loss(lost: list[str], terminal: Terminal, *, yes: bool) -> None:
    if lost and not yes:
        question = _("No longer to open the vault: {methods}. Go on?")
        terminal.confirm(question.format(methods=", ".join(lost)))
