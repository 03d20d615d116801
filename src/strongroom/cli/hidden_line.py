# SPDX-License-Identifier: GPL-3.0-or-later
"""A line typed at a terminal without being shown, into a buffer that can be zeroed.

The line is edited here, byte by byte, because the kernel's own line editing cuts a line
at 4,095 bytes without a word, and because Python's getpass returns a string.  Ctrl+C and
signals leave the terminal as it was.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.texts import _

# More than any password or key in one line; a note is read in another way.
LONGEST = 64 * 1024

_NEWLINE = 0x0A
_ENTER = b"\r\n"
_ERASE = b"\x7f\x08"
_ERASE_WORD = 0x17
_ERASE_LINE = 0x15
_END = 0x04
_INTERRUPT = 0x03


class Typed(Enum):
    """What a key did to the line."""

    MORE = auto()
    DONE = auto()
    END = auto()


class LineEditor:
    """The keys that every shell knows, over one buffer of fixed size.

    A buffer that grew would leave its earlier copies behind in memory.
    """

    def __init__(self) -> None:
        self._buffer = bytearray(LONGEST)
        self._length = 0

    def feed(self, key: int) -> Typed:
        """Take one byte.

        Raises:
            InvalidInput: the line is longer than any password.
            KeyboardInterrupt: Ctrl+C, where the terminal leaves it to us.
        """
        if key in _ENTER:
            return Typed.DONE
        if key == _INTERRUPT:
            raise KeyboardInterrupt
        if key == _END:
            return Typed.MORE if self._length else Typed.END
        if key in _ERASE:
            self._erase_character()
        elif key == _ERASE_LINE:
            self._erase_to(0)
        elif key == _ERASE_WORD:
            self._erase_word()
        else:
            self.append(key)
        return Typed.MORE

    def append(self, byte: int) -> None:
        """Put one byte at the end, whatever it is.

        Raises:
            InvalidInput: the line is longer than any password.
        """
        if self._length == LONGEST:
            raise InvalidInput(_("That is too long for one line."))
        self._buffer[self._length] = byte
        self._length += 1

    def take(self, *, without_end: bytes = b"") -> SecretBytes:
        """Return the line, without ``without_end`` if it ends so, and forget it here."""
        length = self._length
        if without_end and self._buffer.endswith(without_end, 0, length):
            length -= len(without_end)
        with memoryview(self._buffer) as view:
            secret = SecretBytes(view[:length])
        self.close()
        return secret

    def close(self) -> None:
        """Overwrite the line."""
        self._erase_to(0)

    def _erase_to(self, length: int) -> None:
        self._buffer[length : self._length] = bytes(self._length - length)
        self._length = length

    def _erase_character(self) -> None:
        start = self._length - 1
        while start > 0 and self._buffer[start] & 0xC0 == 0x80:  # noqa: PLR2004 - UTF-8's tails
            start -= 1
        self._erase_to(max(start, 0))

    def _erase_word(self) -> None:
        start = self._length
        while start > 0 and self._buffer[start - 1] == ord(" "):
            start -= 1
        while start > 0 and self._buffer[start - 1] != ord(" "):
            start -= 1
        self._erase_to(start)


def read_typed(read_key: Callable[[], int | None]) -> SecretBytes:
    """Edit a line from the keys of ``read_key`` (a byte, None at the end) until Enter.

    Raises:
        EOFError: the input ended, or Ctrl+D on an empty line.
        InvalidInput: the line is longer than any password.
    """
    editor = LineEditor()
    try:
        while (key := read_key()) is not None:
            verdict = editor.feed(key)
            if verdict is Typed.DONE:
                return editor.take()
            if verdict is Typed.END:
                break
        raise EOFError
    finally:
        editor.close()


def read_piped(descriptor: int) -> SecretBytes:
    """Read one line of ``descriptor``, and nothing beyond it: what follows is for others.

    One line end is removed, LF or CRLF, and nothing else.

    Raises:
        EOFError: there was not even an empty line.
        InvalidInput: the line is longer than any password.
    """
    editor = LineEditor()
    try:
        started = False
        while (byte := _byte(descriptor)) is not None:
            if byte == _NEWLINE:
                return editor.take(without_end=b"\r")
            editor.append(byte)
            started = True
        if not started:
            raise EOFError
        return editor.take()
    finally:
        editor.close()


def _byte(descriptor: int) -> int | None:
    # CPython keeps one object for each single byte, so that reading leaves no copies.
    byte = os.read(descriptor, 1)
    return byte[0] if byte else None


if sys.platform == "win32":  # pragma: no cover - only there
    import msvcrt

    class HiddenLine:
        """The console, which shows nothing of what is typed until somebody reads it."""

        def __init__(self, stdin: int) -> None:
            """Take the console, whatever ``stdin`` is."""

        def ask(self, prompt: str) -> SecretBytes:
            """Show ``prompt`` on the console and read a line that is not shown.

            Raises:
                EOFError, InvalidInput: as in read_typed.
            """
            waiting: list[int] = []

            def read_key() -> int | None:
                if not waiting:
                    waiting.extend(reversed(msvcrt.getwch().encode("utf-8", "replace")))
                return waiting.pop()

            for character in prompt:
                msvcrt.putwch(character)
            try:
                return read_typed(read_key)
            finally:
                msvcrt.putwch("\r")
                msvcrt.putwch("\n")

        def show_typing(self, *, keep_early: bool) -> None:
            """There is nothing to undo."""

else:
    import select
    import termios

    _LOOK_UP = 0.2  # seconds

    class HiddenLine:
        """The terminal, silent from the first hidden question until show_typing.

        Whoever knows the questions types the next answer while a key is still derived.  That
        must not be seen, and it is not lost.
        """

        def __init__(self, stdin: int) -> None:
            """Ask the controlling terminal, or ``stdin`` (a terminal) where there is none.

            The controlling terminal is asked itself, so that a question is seen wherever
            standard output and standard error go.
            """
            self._stdin = stdin
            self._asked = False
            self._silenced: tuple[int, list[Any]] | None = None

        def ask(self, prompt: str) -> SecretBytes:
            """Show ``prompt`` on the terminal and read a line that is not shown.

            Raises:
                EOFError, InvalidInput: as in read_typed.
            """
            terminal = self._silent()
            try:
                _write_all(terminal, prompt)
                return read_typed(lambda: _typed_byte(terminal))
            finally:
                with contextlib.suppress(OSError):
                    _write_all(terminal, "\n")

        def show_typing(self, *, keep_early: bool) -> None:
            """Leave the terminal as it was; safe to call at any time.

            ``keep_early`` keeps what was typed unseen for a question that is shown.  Without
            it that is dropped: a password too many is no command for the shell.
            """
            if self._silenced is None:
                return
            (terminal, before), self._silenced = self._silenced, None
            try:
                # A terminal that has gone needs nothing.  One that the shell has taken back
                # is the shell's, and setting it would stop us.
                with contextlib.suppress(OSError, termios.error):
                    if not _in_background(terminal):
                        when = termios.TCSADRAIN if keep_early else termios.TCSAFLUSH
                        termios.tcsetattr(terminal, when, before)
            finally:
                if terminal != self._stdin:
                    os.close(terminal)

        def _silent(self) -> int:
            """Return the terminal's descriptor, when it shows no more what is typed."""
            if self._silenced is None:
                terminal = _controlling_terminal(self._stdin)
                self._silenced = (terminal, termios.tcgetattr(terminal))
            terminal, before = self._silenced
            silent = [*before[:6], list(before[6])]
            silent[3] &= ~(termios.ECHO | termios.ICANON)
            silent[6][termios.VMIN], silent[6][termios.VTIME] = 0, 0
            # Flushing once keeps what was typed before the first question, and seen, out of
            # the password.  What comes later was typed unseen, and is an answer.
            when = termios.TCSADRAIN if self._asked else termios.TCSAFLUSH
            termios.tcsetattr(terminal, when, silent)
            self._asked = True
            return terminal

    def _typed_byte(terminal: int) -> int | None:
        # A signal in the instant before a wait does not end it, and Ctrl+C has emptied the
        # terminal, so that nothing more would come: look up now and then.
        while not select.select([terminal], [], [], _LOOK_UP)[0]:
            pass
        return _byte(terminal)

    def _controlling_terminal(otherwise: int) -> int:
        try:
            return os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        except OSError:
            return otherwise

    def _in_background(terminal: int) -> bool:
        try:
            return os.tcgetpgrp(terminal) != os.getpgrp()
        except OSError:  # not our controlling terminal: no jobs there
            return False

    def _write_all(terminal: int, text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(terminal, data) :]
