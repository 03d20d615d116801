# SPDX-License-Identifier: GPL-3.0-or-later
"""The process takes its own place: nothing that was in its memory is left.

``os.execv`` keeps the process's number and the descriptors that are named, and takes
everything else.  A small message goes along in a pipe whose number is in one variable of the
environment, which the new program takes out before anything else.  The variable carries that
number of the process too, so that one which was inherited from another process leads to
nothing.  That proves no more: who starts a program knows its number and can send a message,
so a message decides nothing about how memory is protected.

The program is started by its module with ``-P``: a folder in which somebody stands, and has
put a ``strongroom`` or a ``PySide6`` of their own, is not looked into.

On Windows, where an exec would not keep the console's hold on the process, the new one is
started with the message as its standard input and this one ends; written from the
documentation, and untried.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

_NUMBER = "STRONGROOM_MESSAGE"
_MOST = 16_384  # a pipe holds 64 KiB before anybody reads it
_WINDOW = "strongroom.gui.launch"


def own_command() -> list[str]:
    """Return how the window's program is started anew."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    flags = ["-P"]
    if sys.flags.isolated:
        flags.append("-I")
    elif sys.flags.ignore_environment:
        flags.append("-E")
    if sys.flags.no_user_site and not sys.flags.isolated:
        flags.append("-s")
    return [sys.executable, *flags, "-m", _WINDOW]


def replace(
    command: Sequence[str],
    message: bytes,
    keep: Sequence[int],
    environment: Mapping[str, str],
) -> NoReturn:
    """Put a new start of the program in the place of this process.

    ``keep`` are descriptors that live on, by their numbers, where the system can do that.

    Raises:
        OSError: the program could not be started, and nothing has changed.
        ValueError: the message is too long.
    """
    if len(message) > _MOST:
        text = f"a message of {len(message)} bytes is too long"
        raise ValueError(text)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if sys.platform == "win32":
        _start_and_end(command, message, environment)
    else:
        _exec(command, message, keep, environment)


def received() -> bytes | None:
    """Return the message of the process that was in this place before; None without one."""
    number = os.environ.pop(_NUMBER, "")
    descriptor, _colon, process = number.partition(":")
    if not descriptor.isdecimal() or (sys.platform != "win32" and process != str(os.getpid())):
        return None
    parts = []
    try:
        while part := os.read(int(descriptor), _MOST):
            parts.append(part)
        os.close(int(descriptor))
    except OSError:
        return None
    message = b"".join(parts)
    return message if len(message) <= _MOST else None  # none of ours is longer


def _exec(
    command: Sequence[str],
    message: bytes,
    keep: Sequence[int],
    environment: Mapping[str, str],
) -> NoReturn:
    read, write = os.pipe()
    try:
        os.write(write, message)
        os.close(write)
        for descriptor in (read, *keep):
            os.set_inheritable(descriptor, True)
        given = {**environment, _NUMBER: f"{read}:{os.getpid()}"}
        os.execve(command[0], list(command), given)  # noqa: S606 - no shell is what is wanted
    except OSError:
        for descriptor in keep:
            _uninherited(descriptor)
        os.close(read)
        raise


def _uninherited(descriptor: int) -> None:
    try:
        os.set_inheritable(descriptor, False)
    except OSError:
        return  # it is not open at all, which is what was complained of


def _start_and_end(
    command: Sequence[str], message: bytes, environment: Mapping[str, str]
) -> NoReturn:
    import subprocess  # noqa: PLC0415 - only on Windows

    given = {**environment, _NUMBER: "0:"}
    started = subprocess.Popen(list(command), stdin=subprocess.PIPE, env=given)  # noqa: S603
    if started.stdin is not None:
        with started.stdin as pipe:
            pipe.write(message)
    os._exit(0)
