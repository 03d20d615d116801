# SPDX-License-Identifier: GPL-3.0-or-later
"""``--copy``: the process stays, with a countdown, until the clipboard has been cleared.

Whatever ends it, the time, Ctrl+C or a signal, the clipboard is cleared if it still holds
what was put there, or if nobody can tell what it holds.  No vault is open meanwhile, and only
a digest of the copy is kept.
"""

import contextlib
import math

import click

from strongroom.app.clipping import Clipping
from strongroom.app.events import ClipboardCleared, Event
from strongroom.app.settings import SettingsFile
from strongroom.cli.program import Program
from strongroom.errors import NoClipboard
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

_TRIES = 3
_BETWEEN_TRIES = 0.3  # seconds


def refuse_with(*, copy: bool, others: dict[str, bool]) -> None:
    """Refuse ``--copy`` beside an option that prints.

    Raises:
        click.UsageError: both were given.
    """
    clash = next((name for name, given in others.items() if given), None)
    if copy and clash:
        sentence = _("--copy prints nothing, so leave out {option}.")
        raise click.UsageError(sentence.format(option=clash))


def copy_and_wait(program: Program, secret: SecretBytes | str, label: str) -> None:
    """Copy ``secret``, which is closed, and return when it is off the clipboard.

    Raises:
        NoClipboard: it cannot be reached.
    """
    terminal = program.terminal
    terminal.end_questions()
    settings = SettingsFile(program.places().settings_file).current
    happened: list[Event] = []
    clipping = Clipping(
        program.clipboard(),
        program.clock(),
        lambda: settings.clear_clipboard_seconds,
        happened.append,
    )
    seconds = clipping.copy(secret, label)
    if seconds is None:
        terminal.say(
            _("{label} copied; it stays until you copy something else.").format(label=label)
        )
        return
    try:
        # Ctrl+C means that the copy is no longer wanted, not that something failed.
        with contextlib.suppress(KeyboardInterrupt):
            _count_down(program, clipping, label)
    finally:
        try:
            _clear(program, clipping)
        finally:
            terminal.redraw_done(_last_sentence(happened))


def _clear(program: Program, clipping: Clipping) -> None:
    """Clear what was copied; looking fails now and then where its owner is busy or hangs.

    Raises:
        NoClipboard: it could not be cleared either.
    """
    for _attempt in range(_TRIES):
        # Whoever presses Ctrl+C again wants to wait no longer, and a cleared clipboard still.
        with contextlib.suppress(NoClipboard, KeyboardInterrupt):
            clipping.clear_now()
            return
        with contextlib.suppress(KeyboardInterrupt):
            program.pause(_BETWEEN_TRIES)
    clipping.clear_unseen()


def _count_down(program: Program, clipping: Clipping, label: str) -> None:
    watched = program.terminal.watched
    while left := clipping.remaining():
        sentence = _sentence(label, math.ceil(left))
        if not watched:
            program.terminal.say(sentence)
            program.pause(left)
            continue
        program.terminal.redraw(sentence)
        program.pause(left % 1 or 1.0)


def _sentence(label: str, seconds: int) -> str:
    text = ngettext(
        "{label} copied · clears in {seconds} second",
        "{label} copied · clears in {seconds} seconds",
        seconds,
    )
    return text.format(label=label, seconds=seconds)


def _last_sentence(happened: list[Event]) -> str:
    cleared = next((event for event in happened if isinstance(event, ClipboardCleared)), None)
    if cleared is None:
        return _("The clipboard could not be cleared.")
    if cleared.by_us:
        return _("The clipboard was cleared.")
    return _("The clipboard was left alone, because something else was copied.")
