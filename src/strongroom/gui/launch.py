# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door of the window: it decides how the process begins, and loads little for it.

A start without memory that is overwritten when freed is done once more with it, before
anything else is loaded.  Where a window is open already it is asked instead, and this process ends.
What is looked at next, the display and Qt's libraries, is told in one sentence where it is
missing; a window that takes the place of one that locked knows them.
"""

import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from strongroom.system import replacing, scrubbing

if TYPE_CHECKING:
    from strongroom.app.first_window import Listening
    from strongroom.gui.command_line import Command

CANNOT_SHOW = 1
WRONG_USE = 2


def run(arguments: Sequence[str] | None = None) -> int:
    """Open the window; return the exit code, after a sentence where it could not be."""
    message = replacing.received()
    if not scrubbing.take_out(os.environ) and arguments is None:
        scrubbing.start_again(os.environ, message)
    from strongroom.system.hardening import harden  # noqa: PLC0415 - the lines above are quick

    harden()
    gc.disable()  # what is loaded from here on stays; the window collects in its own time
    if message is not None:
        from strongroom.gui.command_line import Command  # noqa: PLC0415 - as above

        _open(Command(), message=message)
    return _first(sys.argv[1:] if arguments is None else list(arguments))


def _first(given: Sequence[str]) -> int:
    """Do what was asked for on the command line."""
    from strongroom.gui import command_line  # noqa: PLC0415 - only a first start

    command = command_line.read(given)
    if isinstance(command, command_line.Text):
        (sys.stderr if command.wrong else sys.stdout).write(command.text + "\n")
        return WRONG_USE if command.wrong else 0
    return _ask_or_open(command)


def _ask_or_open(command: "Command") -> int:
    """Ask the window that is open already, for which no Qt is needed, or open one."""
    from strongroom.app import first_window  # noqa: PLC0415 - as above
    from strongroom.gui import hindrances  # noqa: PLC0415 - as above
    from strongroom.system import instance, paths  # noqa: PLC0415 - as above

    folder = paths.runtime_folder() or paths.state_folder()
    first = first_window.FirstWindow(partial(instance.send, folder))
    wish = command.wish(first_window.token_of(os.environ))
    answer = first.hears(wish)
    if answer is first_window.Answer.DONE:
        return 0
    hindrance = hindrances.missing_display(os.environ) or hindrances.missing_library(os.environ)
    if hindrance:
        sys.stderr.write(hindrance + "\n")
        return CANNOT_SHOW
    told, listening = False, None
    if answer is first_window.Answer.NOBODY:
        told, listening = first_window.become_first(first, wish, lambda: instance.listen(folder))
    if not told:
        _open(command, listening)
    return 0


def _open(
    command: "Command", listening: "Listening | None" = None, message: bytes | None = None
) -> NoReturn:
    from strongroom.gui.main import run as run_window  # noqa: PLC0415 - only now: it loads Qt

    run_window(command, listening, message)


if __name__ == "__main__":
    sys.exit(run())
