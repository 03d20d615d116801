# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of every change of unlock methods: a new recovery code is shown and typed back."""

from collections.abc import Mapping
from typing import Any

from strongroom.app.recovery_kit import grouped
from strongroom.app.rekeying import PendingChange
from strongroom.cli.terminal import Terminal
from strongroom.errors import InvalidInput
from strongroom.texts import _


def finish(
    pending: PendingChange,
    terminal: Terminal,
    *,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Show the recovery code where there is one, have its last group typed back, and finish.

    ``more`` goes into the JSON beside the code.

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
    tries = terminal.tries
    while True:
        tries -= 1
        try:
            pending.finish(terminal.ask_line(_("The last group of the recovery code")))
        except InvalidInput as error:
            if not tries:
                raise
            terminal.say(str(error))
        else:
            return
