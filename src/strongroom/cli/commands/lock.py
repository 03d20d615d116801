# SPDX-License-Identifier: GPL-3.0-or-later
"""``lock``: everything, from the terminal.

The grants end and the window locks at the same time, so that neither waits for the other
where the keyring or the window is slow.  Nothing is asked for, and no vault is opened.
"""

from threading import Thread
from typing import NamedTuple

import click

from strongroom.app.first_window import Answer
from strongroom.cli import options
from strongroom.cli.exit_codes import Exit
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.texts import _, ngettext

_IN_JSON = {Answer.DONE: "locked", Answer.NOBODY: "not open", Answer.SILENT: "silent"}


class _Done(NamedTuple):
    """What was ended, and what is left of it all the same; quick is None where unasked."""

    window: Answer
    grants: int
    quick: int | None
    left: int


@verb(
    "lock",
    _(
        "Lock the window and end every grant, so that the verbs ask again. Nothing is asked "
        "for. Where the window does not answer, the exit code is 24.\n\n"
        "With --forget quick unlock ends too, for every vault, until the next time that the "
        "master password is given."
    ),
)
@click.option("--forget", is_flag=True, help=_("End quick unlock too."))
@options.as_json
@pass_program
def command(program: Program, *, forget: bool, as_json: bool) -> Exit:
    """End, lock, report."""
    done = _lock(program, forget=forget)
    if as_json:
        facts = {"window": _IN_JSON[done.window], "grants_ended": done.grants}
        if done.quick is not None:
            facts["quick_unlock_ended"] = done.quick
        program.terminal.print_json(facts)
    else:
        _report(done, program.terminal)
    return _outcome(done, program.terminal)


def _lock(program: Program, *, forget: bool) -> _Done:
    session = program.session()
    grants, quick, window = program.grants(session), program.quick(session), program.first_window()
    answers: list[Answer] = []
    locking = Thread(target=lambda: answers.append(window.lock()))
    locking.start()
    open_grants, armed = grants.count(), quick.count() if forget else None
    grants.end(None)
    if forget:
        quick.forget_all()
    locking.join()
    left = grants.count() + (quick.count() if forget else 0)
    return _Done(answers[0], open_grants, armed, left)


def _report(done: _Done, terminal: Terminal) -> None:
    if done.window is Answer.DONE:
        terminal.print(_("Locked the window."))
    elif done.window is Answer.NOBODY:
        terminal.print(_("No window is open."))
    if done.grants:
        ended = ngettext("Ended {count} grant.", "Ended {count} grants.", done.grants)
        terminal.print(ended.format(count=done.grants))
    else:
        terminal.print(_("No grant was open."))
    if done.quick:
        terminal.print(_("Ended quick unlock until the master password is given."))
    elif done.quick is not None:
        terminal.print(_("Quick unlock was not in force."))


def _outcome(done: _Done, terminal: Terminal) -> Exit:
    if done.window is Answer.SILENT:
        terminal.complain(_("The window does not answer, and may still be unlocked; look at it."))
    if done.left:
        sentence = _("A grant or quick unlock could not be taken away; restart this computer.")
        terminal.complain(sentence)
    failed = done.left or done.window is Answer.SILENT
    return Exit.NOT_LOCKED if failed else Exit.DONE
