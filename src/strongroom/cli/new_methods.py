# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of every change of unlock methods: a new recovery code is shown and typed back."""

from collections.abc import Mapping
from typing import Any

from strongroom.app.recovery_kit import grouped
from strongroom.app.rekeying import PendingChange
from strongroom.cli.terminal import Terminal
from strongroom.errors import InvalidInput, StrongroomError
from strongroom.texts import _


def finish(
    pending: PendingChange,
    terminal: Terminal,
    *,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Show the recovery code where there is one, have its last group typed back, and finish.

    ``more`` goes into the JSON beside the code.  A change that is not finished is abandoned
    when the session is locked, as it is after every verb.

    Raises:
        InvalidInput: it was typed wrong too often; nothing changed.
    """
    code = None if pending.recovery_code is None else grouped(pending.recovery_code)
    if as_json:
        terminal.print_json({**(more or {}), "recovery_code": code})
    elif code is not None:
        terminal.print(_("Recovery code: {code}").format(code=code))
    terminal.flush()
    if code is None:
        pending.finish()
        return
    if terminal.interactive:
        terminal.say(_("Write the code down and keep it away from this computer."))
    try:
        _finish_typed(pending, terminal)
    except StrongroomError:
        _disown(terminal)
        raise


def _disown(terminal: Terminal) -> None:
    terminal.say(_("The recovery code printed above opens nothing: nothing was changed."))


def _typed(terminal: Terminal) -> str:
    try:
        return terminal.ask_line(_("The last group of the recovery code"))
    except KeyboardInterrupt:
        terminal.say("")
        _disown(terminal)
        raise


def _finish_typed(pending: PendingChange, terminal: Terminal) -> None:
    tries = terminal.tries
    while True:
        tries -= 1
        typed = _typed(terminal)
        try:
            pending.finish(typed)
        except InvalidInput as error:
            if not tries:
                raise
            terminal.say(str(error))
        else:
            return
