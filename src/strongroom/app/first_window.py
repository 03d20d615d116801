# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program that is started says to the window that is open already.

``Wish`` is what can be said, and both ends read it here: the window from a message that
may be anything, the others as a call.  Nothing secret is among it.
"""

import os
from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import msgspec

DONE: Mapping[str, Any] = {"done": True}
NOT_DONE: Mapping[str, Any] = {"done": False}

Send = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]

_LONGEST_PATH = 16 * 1024
_LONGEST_TOKEN = 1024


class Kind(StrEnum):
    """What is wished for; the value is the key of the message."""

    RAISE = "raise"
    LOCK = "lock"
    QUICK_ACCESS = "quick_access"
    GREET = "greet"  # no more than to know that it is there


class Wish(msgspec.Struct, frozen=True):
    """Something for the window to do.

    ``vault`` is the path of a vault to ask for.  ``token`` is what the desktop gave the
    program that was started, so that the window may come to the front in its stead.
    """

    kind: Kind
    vault: Path | None = None
    token: str = ""

    def message(self) -> dict[str, Any]:
        """Return it as it is sent."""
        value = str(self.vault) if self.vault is not None else None
        said: dict[str, Any] = {self.kind.value: value if self.kind == Kind.RAISE else True}
        return said | ({"token": self.token} if self.token else {})


class Answer(Enum):
    """Whether a window heard it."""

    DONE = "it did"
    NOBODY = "no window is open"
    SILENT = "one is open, and does not say that it did"


class Request(Protocol):
    """What another program said, and the way back."""

    @property
    def message(self) -> Mapping[str, Any]:
        """What was said, which may be anything."""

    def answer(self, message: Mapping[str, Any]) -> None:
        """Answer once, from any thread; it neither blocks nor raises."""


class Listening(Protocol):
    """The place where the first window hears of the others."""

    def fileno(self) -> int:
        """Return the descriptor that lives on when the process is replaced; -1 if none."""

    def serve(self, tell: Callable[[Request], None]) -> None:
        """Call ``tell`` for everything that is said, from a thread of its own."""

    def close(self) -> None:
        """Listen no more."""


class FirstWindow:
    """The window that is open already, if there is one; every call waits for its answer."""

    def __init__(self, send: Send) -> None:
        """Speak through ``send``: None where nobody is there, TimeoutError where it is silent."""
        self._send = send

    def hears(self, wish: Wish) -> Answer:
        """Say ``wish`` to it."""
        try:
            said = self._send(wish.message())
        except (TimeoutError, ValueError):
            return Answer.SILENT
        except OSError:
            return Answer.NOBODY
        if said is None:
            return Answer.NOBODY
        return Answer.DONE if said.get("done") is True else Answer.SILENT

    def lock(self) -> Answer:
        """Lock it: once this is ``DONE`` nothing of the vault is to be seen."""
        return self.hears(Wish(Kind.LOCK))


def token_of(environment: Mapping[str, str]) -> str:
    """Return what the desktop gave a program so that its window may take the focus."""
    token = environment.get("XDG_ACTIVATION_TOKEN") or environment.get("DESKTOP_STARTUP_ID", "")
    return token if _is_token(token) else ""


def become_first(
    first: FirstWindow, wish: Wish, listen: Callable[[], Listening | None]
) -> tuple[bool, Listening | None]:
    """Take the first window's place, or say ``wish`` to whoever was a moment faster.

    Return whether it was heard, and the place.  Where there is neither the program does
    without: a window of its own is better than none.
    """
    try:
        listening = listen()
    except OSError:
        return False, None
    return listening is None and first.hears(wish) == Answer.DONE, listening


def read_wish(message: Mapping[str, Any]) -> Wish | None:
    """Return what a message wishes, None where it makes no sense."""
    kinds = [kind for kind in Kind if kind.value in message]
    token = message.get("token", "")
    if len(kinds) != 1 or not _is_token(token):
        return None
    [kind] = kinds
    value = message[kind.value]
    if kind != Kind.RAISE:
        return Wish(kind, token=token) if value is True else None
    if value is None:
        return Wish(kind, token=token)
    vault = _path(value)
    return Wish(kind, vault, token) if vault is not None else None


def _is_token(value: object) -> TypeGuard[str]:
    """Tell whether it is a text that the desktop could have given: no NUL, no half character."""
    if not isinstance(value, str) or "\0" in value or len(value) > _LONGEST_TOKEN:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _path(value: object) -> Path | None:
    """Return it as a path, None where no file can have that name."""
    if not isinstance(value, str) or "\0" in value or len(value) > _LONGEST_PATH:
        return None
    try:
        os.fsencode(value)  # a name that is no UTF-8 has its bytes; half a character has none
    except UnicodeEncodeError:
        return None
    path = Path(value)
    return path if path.is_absolute() else None
