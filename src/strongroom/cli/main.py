# SPDX-License-Identifier: GPL-3.0-or-later
"""The composition root of ``strongroom-cli``, and the one place where errors end.

Imports that cost time stand inside the functions that need them: ``--help`` and
``generate`` open no vault.
"""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from strongroom import __version__
from strongroom.cli.exit_codes import Exit, NotAsLastSeen, of_error
from strongroom.cli.program import Program
from strongroom.cli.terminal import OutputFailed, Terminal
from strongroom.cli.verbs import COMPLETE, Verbs
from strongroom.errors import AmbiguousName, StrongroomError
from strongroom.system.hardening import harden
from strongroom.texts import _

if TYPE_CHECKING:
    from types import FrameType

    from strongroom.app.first_window import FirstWindow
    from strongroom.app.grants import Grants
    from strongroom.app.places import Places
    from strongroom.app.ports import Clipboard, Clock, Keyring
    from strongroom.app.quick_unlock import QuickUnlock
    from strongroom.app.session import Session
    from strongroom.app.settings import Settings

NAME = "strongroom-cli"


class Terminated(BaseException):
    """A signal asks the process to end; raised so that everything is put in order first."""


def run() -> NoReturn:
    """Run the program with the arguments of this process, and end it."""
    # One command lives for less than a second: looking for cycles among 100,000 items,
    # and taking them apart at the end, would cost more than the work.
    gc.disable()
    harden()
    _fill_descriptors()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    code = main(sys.argv[1:], build(os.environ))
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def build(environment: Mapping[str, str]) -> Program:
    """Return the program over the real world."""
    return Program(
        terminal=Terminal(),
        places=_places,
        clock=_clock,
        clipboard=_clipboard,
        keyring=_keyring,
        session=_session,
        unlocked_before=_unlocked_before,
        grants=_grants,
        quick=_quick,
        first_window=_first_window,
        environment=environment,
    )


def main(arguments: Sequence[str], program: Program) -> Exit:
    """Run one command line and return how it ended."""
    try:
        return _guarded(lambda: _perform(arguments, program), program.terminal)
    finally:
        program.terminal.end_questions()


@click.group(
    NAME,
    cls=Verbs,
    help=_(
        "Keep passwords in a vault: one sealed file on this computer.\n\n"
        "The vault is the one of --vault, else of STRONGROOM_VAULT, else the last one opened. "
        "What is secret is asked for and never taken from the command line; where standard "
        "input is no terminal, each question takes one line of it; a master password that "
        "nobody asked for is passed over, and a mistyped one refused where it can be told (see "
        "“unlock --help”). ITEM is an item's title, "
        "its path (Work/GitHub) or its id."
    ),
    subcommand_metavar=_("VERB …"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def group() -> None:
    """Hold the verbs."""


def _perform(arguments: Sequence[str], program: Program) -> Exit:
    instruction = program.environment.get(COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete  # noqa: PLC0415 - only for shells

        return Exit(shell_complete(group, {}, NAME, COMPLETE, instruction))
    try:
        given = list(arguments) or ["--help"]
        with group.make_context(NAME, given, obj=program) as context:
            outcome = group.invoke(context)
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code) if arguments else Exit.USAGE
    return outcome if isinstance(outcome, Exit) else Exit.DONE


def _guarded(work: Callable[[], Exit], terminal: Terminal) -> Exit:
    """Run ``work``, and turn every way in which it can end into a sentence and a code."""
    try:
        code = work()
        terminal.flush()
    except BrokenPipeError:
        code = Exit.BROKEN_PIPE
    except KeyboardInterrupt:
        if terminal.watched:
            terminal.say("")  # the terminal has shown ^C on the line
        terminal.say(_("Cancelled."))
        code = Exit.INTERRUPTED
    except Terminated:
        code = Exit.TERMINATED
    except click.UsageError as error:
        terminal.complain(_usage_sentence(error))
        code = Exit.USAGE
    except StrongroomError as error:
        code = _told(error, terminal)
    except Exception as error:  # noqa: BLE001 - a fault of ours ends here, without its values
        terminal.say_fault(error)
        code = Exit.FAULT
    return code


def _told(error: StrongroomError, terminal: Terminal) -> Exit:
    sentence = str(error)
    if isinstance(error, OutputFailed) and terminal.done:
        done = _("{sentence} What was asked for is done all the same: it is in “{path}”.")
        sentence = done.format(sentence=sentence, path=terminal.done)
    terminal.complain(sentence)
    if isinstance(error, NotAsLastSeen):
        for hint in error.hints:
            terminal.say(f"  {hint}")
    if isinstance(error, AmbiguousName):
        from strongroom.model.item import id_text  # noqa: PLC0415 - start-up time

        terminal.list_candidates((id_text(number), path) for number, path in error.candidates)
    return of_error(error)


def _usage_sentence(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else NAME
    message = " ".join(error.format_message().split())
    stop = "" if message.endswith((".", "?")) else "."
    return _("{message} See “{command} --help”.").format(message=message + stop, command=command)


def _terminate(number: int, _frame: "FrameType | None") -> None:
    raise Terminated(number)


def _fill_descriptors() -> None:
    """Open what the caller closed of standard input, output and error, as nothing.

    Else the next file to be opened, the vault perhaps, would be read as answers or
    written to as output.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))


def _places() -> "Places":
    from strongroom.app.places import Places  # noqa: PLC0415 - start-up time
    from strongroom.system import paths  # noqa: PLC0415 - start-up time

    return Places(
        config=paths.config_folder(),
        state=paths.state_folder(),
        documents=paths.documents_folder(),
        runtime=paths.runtime_folder(),
    )


def _clock() -> "Clock":
    from strongroom.system.clock import SystemClock  # noqa: PLC0415 - start-up time

    return SystemClock()


def _clipboard() -> "Clipboard":
    from strongroom.system.clipboard_tools import ToolClipboard  # noqa: PLC0415 - start-up time

    return ToolClipboard()


def _session() -> "Session":
    from strongroom.app.session import Session  # noqa: PLC0415 - start-up time
    from strongroom.crypto.kdf import calibrate  # noqa: PLC0415 - start-up time

    return Session(_places(), _clock(), calibrate)


def _keyring() -> "Keyring":
    from strongroom.system.keyring import SystemKeyring  # noqa: PLC0415 - start-up time

    return SystemKeyring()


def _unlocked_before() -> bool:
    return any(_places().slots.glob("*.slot"))


def _grants(session: "Session") -> "Grants":
    from strongroom.app.grants import Grants  # noqa: PLC0415 - start-up time

    return Grants(session, _keyring(), lambda: _settings().grant_minutes)


def _quick(session: "Session") -> "QuickUnlock":
    from strongroom.app.quick_unlock import QuickUnlock  # noqa: PLC0415 - start-up time
    from strongroom.crypto.kdf import calibrate  # noqa: PLC0415 - start-up time

    return QuickUnlock(session, _keyring(), calibrate, lambda: _settings().quick_unlock_hours)


def _settings() -> "Settings":
    from strongroom.app.settings import SettingsFile  # noqa: PLC0415 - start-up time

    return SettingsFile(_places().settings_file).current


def _first_window() -> "FirstWindow":
    from strongroom.app.first_window import FirstWindow  # noqa: PLC0415 - start-up time
    from strongroom.system import instance  # noqa: PLC0415 - start-up time

    places = _places()
    folder = places.runtime or places.state
    return FirstWindow(lambda message: instance.send(folder, message))


if __name__ == "__main__":
    run()
