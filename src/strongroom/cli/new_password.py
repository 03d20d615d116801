# SPDX-License-Identifier: GPL-3.0-or-later
"""A new password, for a vault or a file: asked for twice, warned about, never refused as weak."""

from typing import TYPE_CHECKING

from strongroom.cli.terminal import Terminal
from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.model.strength import Strength

_SHORT = 15  # characters; NIST SP 800-63B-4
_WEAK = 2  # scores up to this one are warned about


def ask_new_password(terminal: Terminal, what: str = "", empty: str = "") -> SecretBytes:
    """Return a new master password, or another that ``what`` names; the caller closes it.

    ``empty`` is said of an empty one.  At a terminal, two that differ are asked for again.

    Raises:
        Cancelled: no answer.
        InvalidInput: empty, or the two differ.
    """
    tries = terminal.tries
    while True:
        tries -= 1
        first = terminal.ask_secret(what or _("New master password"))
        with terminal.ask_secret(_("The same again")) as second:
            if first and first == second:
                break
            sentence = (
                _("The two passwords differ; type the same one twice.")
                if first
                else empty or _("The master password is empty; choose one.")
            )
        first.close()
        if not tries:
            raise InvalidInput(sentence)
        terminal.say(sentence)
    _warn(terminal, first)
    return first


def is_weak(password: SecretBytes) -> bool:
    """Tell whether a password would be guessed soon."""
    return _rated(password).score <= _WEAK


def _warn(terminal: Terminal, password: SecretBytes) -> None:
    text = password.text()
    strength = _rated(password)
    if strength.score <= _WEAK:
        sentence = _("This password is rated “{word}”; a longer one or a passphrase is better.")
        terminal.say(" ".join((sentence.format(word=strength.word), strength.advice)).rstrip())
    elif len(text) < _SHORT:
        terminal.say(_("This password is short; fifteen characters or more are better."))


def _rated(password: SecretBytes) -> "Strength":
    from strongroom.model.strength import rate  # noqa: PLC0415 - start-up time

    return rate(password.text())
