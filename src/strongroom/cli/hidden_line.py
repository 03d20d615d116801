# SPDX-License-Identifier: GPL-3.0-or-later
"""A line typed at a terminal without being shown, into a buffer that can be zeroed.

The line is edited here, byte by byte, because the kernel's own line editing cuts a line
at 4,095 bytes without a word, and because Python's getpass returns a string.  Ctrl+C and
signals leave the terminal as it was.
"""

import os
import sys
from collections.abc import Callable
from enum import Enum, auto

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

    def ask_hidden(prompt: str, stdin: int) -> SecretBytes:  # noqa: ARG001 - one signature
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

else:
    import termios

    def ask_hidden(prompt: str, stdin: int) -> SecretBytes:
        """Show ``prompt`` on the terminal and read a line that is not shown.

        The controlling terminal is asked itself, so that the question is seen wherever
        standard output and standard error go; ``stdin`` (a terminal) stands in for it.

        Raises:
            EOFError, InvalidInput: as in read_typed.
        """
        try:
            terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
        except OSError:
            return _ask_at(stdin, prompt)
        try:
            return _ask_at(terminal, prompt)
        finally:
            os.close(terminal)

    def _ask_at(terminal: int, prompt: str) -> SecretBytes:
        before = termios.tcgetattr(terminal)
        silent = [*before[:6], list(before[6])]
        silent[3] &= ~(termios.ECHO | termios.ICANON)
        silent[6][termios.VMIN], silent[6][termios.VTIME] = 1, 0
        try:
            # Flushing keeps what was typed too early, and seen, out of the password;
            # and the rest of a long paste out of the shell afterwards.
            termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
            _write_all(terminal, prompt)
            return read_typed(lambda: _byte(terminal))
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
            _write_all(terminal, "\n")

    def _write_all(terminal: int, text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(terminal, data) :]
