# SPDX-License-Identifier: GPL-3.0-or-later
"""Every question and every line of output passes through here.

Results go to standard output, everything else to standard error.  Where standard input is
a terminal, what is secret is typed unseen and may be tried three times; where it is not,
each question takes one line of it, unasked, and there is one try.  Getpass and click's
hidden prompt read the terminal even then, so this module reads by itself.

A script may begin with the master password although nobody asks for it this time.  Such a
line is passed over (``pass_over``), and does not become an answer.  One that is mistyped
cannot be known, and pushes the answers down by a line; what is then left over gives it away
(``refuse_more``).
"""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, TextIO

from strongroom.cli import hidden_line, printable
from strongroom.cli.left_over import left_over
from strongroom.errors import Cancelled, InvalidInput, StrongroomError
from strongroom.secret import SecretBytes
from strongroom.texts import _

# A note on standard input; what fits an item is decided elsewhere, this bounds memory.
LONGEST_NOTE = 16 * 1024 * 1024
_CHUNK = 64 * 1024
_TRIES = 3
_NARROWEST = 20


class OutputFailed(StrongroomError):
    """What was to be printed could not be."""


class Terminal:
    """The person, or the script, at the other end."""

    def __init__(
        self, stdin: int = 0, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        """Read from the descriptor ``stdin``; write to the streams of this process."""
        self._stdin = stdin
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self.interactive = os.isatty(stdin)
        self._hidden = hidden_line.HiddenLine(stdin)
        self._unasked: Callable[[SecretBytes], bool] | None = None
        self._doubtful = False
        self.done = ""
        for stream in (self._out, self._err):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    @property
    def tries(self) -> int:
        """How often a wrong password may be mended."""
        return _TRIES if self.interactive else 1

    @property
    def seen(self) -> bool:
        """Whether standard output is read by a person at a terminal, not by a program."""
        return self._out.isatty()

    @property
    def watched(self) -> bool:
        """Whether standard error is a terminal, so that a line on it can be redrawn."""
        return self._err.isatty()

    # Questions

    def pass_over(self, unasked: Callable[[SecretBytes], bool] | None) -> None:
        """Pass over the first line still to come by a pipe, where ``unasked`` knows it.

        It is asked only once an answer is read, and about one line; None ends it.
        """
        self._unasked = None if self.interactive else unasked
        self._doubtful = self._unasked is not None

    def refuse_more(self) -> None:
        """Refuse the answers, all of which have come, where they may be off by a line.

        They may since ``pass_over``, unless it knew the line; they are if anything but white
        space is left over.  Nobody waits for it: what has not come by now is not seen.

        Raises:
            InvalidInput: they are.
        """
        if self._doubtful and left_over(self._stdin):
            raise InvalidInput(
                _(
                    "Nothing was changed: standard input holds more lines than were asked for; "
                    "perhaps one of them is a mistyped master password, or a PIN that was not "
                    "asked for."
                )
            )

    def ask_secret(self, what: str) -> SecretBytes:
        """Ask for ``what`` ("Master password"), a line that is not shown; the caller closes it.

        Raises:
            Cancelled: Ctrl+D instead of an answer.
            InvalidInput: the input has ended, is too long, or is not UTF-8.
        """
        prompt = _("{what}: ").format(what=printable.one_line(what))
        try:
            secret = self._hidden.ask(prompt) if self.interactive else self._read_piped()
        except EOFError:
            raise self._unanswered(what) from None
        return _checked(secret, what)

    def ask_line(self, what: str) -> str:
        """Ask for ``what``, and return the line that is typed for all to see, or piped.

        Raises:
            Cancelled: Ctrl+D instead of an answer.
            InvalidInput: the input has ended, or is not UTF-8.
        """
        return self._line(_("{what}: ").format(what=what), what)

    def confirm(self, question: str) -> None:
        """Go on only if the person says yes.

        Raises:
            Cancelled: they did not.
            InvalidInput: nobody is there to answer.
        """
        if not self.interactive:
            sentence = _("{question} This asks for confirmation: add --yes to give it.")
            raise InvalidInput(sentence.format(question=question))
        answer = self._line(_("{question} [y/N] ").format(question=question), question)
        # Translators: the words that mean yes, in small letters.
        if answer.strip().casefold() not in _("y yes").split():
            raise Cancelled(_("Nothing was changed."))

    def read_note(self) -> str:
        """Return the rest of standard input as text, without one line end at its end.

        Raises:
            InvalidInput: it is not UTF-8, or longer than any note.
        """
        if self.interactive:
            self._hidden.show_typing(keep_early=True)
            self.say(_("Type the note; Ctrl+D on an empty line ends it."))
        data = bytearray()
        while chunk := os.read(self._stdin, _CHUNK):
            data += chunk
            if len(data) > LONGEST_NOTE:
                raise InvalidInput(_("The note is too long."))
        self._pass_over_in(data)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidInput(_("The note is not UTF-8 text.")) from None
        text = text.replace("\r\n", "\n")
        return text.removesuffix("\n")

    def end_questions(self) -> None:
        """Let what is typed be seen again, once nothing more will be asked."""
        self._hidden.show_typing(keep_early=False)

    # Output

    def print(self, text: str = "") -> None:
        """Write one line of result, made safe."""
        self._write(printable.one_line(text) + "\n")

    def print_lines(self, lines: Iterable[str]) -> None:
        """Write lines that ``printable`` has made safe already."""
        self._write("\n".join([*lines, ""]))

    def print_pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write pairs, one a line: in columns for a person, with a tab between for a program."""
        if self.seen:
            self.print_lines(printable.aligned(rows, widest=self.columns // 2))
            return
        # What can all be printed needs no second look: 100,000 rows in 20 ms instead of 150.
        if not "".join(map("".join, rows)).isprintable():
            rows = [(printable.one_line(a), printable.one_line(b)) for a, b in rows]
        self.print_lines(map("\t".join, rows))

    def print_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Write labels and values below each other, for a person."""
        rows = [(printable.one_line(label), printable.one_line(value)) for label, value in facts]
        column = max((printable.width(label) for label, _value in rows), default=0)
        self.print_lines(
            f"{label}{' ' * (column - printable.width(label))}  {printable.isolated(value)}"
            for label, value in rows
        )

    def print_value(self, value: str) -> None:
        """Write ``value`` and a line end: exactly for a program, made safe for a person.

        Raises:
            InvalidInput: the output's encoding has no such characters.
        """
        if self.seen:
            self.print_lines(printable.lines_of(value))
            return
        if not self._can_show(value):
            raise InvalidInput(
                _("The output cannot show these characters: use --json, or a UTF-8 locale.")
            )
        self._write(value + "\n")

    def print_json(self, value: Any) -> None:
        """Write ``value`` as JSON: a list with one element a line, all else indented."""
        import msgspec  # noqa: PLC0415 - not needed by every verb

        if isinstance(value, list):
            rows = [msgspec.json.encode(element).decode() for element in value]
            text = "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"
        else:
            text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
        text = printable.json_safe(text)
        self._write((text if self._can_show(text) else printable.json_ascii(text)) + "\n")

    @contextlib.contextmanager
    def raw_output(self) -> Iterator[BinaryIO]:
        """Lend standard output for bytes that are no text.

        Raises:
            InvalidInput: it is a terminal.
            OutputFailed: they cannot be written.
        """
        if self.seen:
            raise InvalidInput(
                _("Standard output is a terminal: send it to a file or to a program.")
            )
        with _as_sentence():
            self._out.flush()
            yield self._out.buffer
            self._out.buffer.flush()

    def done_at(self, path: object) -> None:
        """Keep that what was to be done is done: it lies at ``path``, should the output fail."""
        self.done = str(path)

    def list_candidates(self, candidates: Iterable[tuple[str, str]]) -> None:
        """Show pairs of id and path below a complaint about a name."""
        for number, path in candidates:
            self.say(f"  {number}  {path}")

    def say(self, sentence: str) -> None:
        """Tell the person ``sentence`` beside the result, on standard error."""
        self._err.write(printable.one_line(sentence) + "\n")

    def complain(self, sentence: str) -> None:
        """Tell in one line on standard error why the work was not done."""
        self.say(_("strongroom-cli: {sentence}").format(sentence=sentence))

    def say_fault(self, error: Exception) -> None:
        """Tell of a fault of the program: where it happened, and no value that was in hand."""
        import traceback  # noqa: PLC0415 - only when it is needed

        place = "".join(traceback.format_tb(error.__traceback__))
        kind = type(error).__name__
        self._err.write(f"{place}{kind}\n")
        self.complain(_("This is a fault of the program; please report the lines above."))

    def redraw(self, sentence: str) -> None:
        """Show ``sentence`` in place of the last one redrawn, on a terminal."""
        self._err.write("\r" + printable.one_line(sentence) + "\x1b[K")
        self._err.flush()

    def redraw_done(self, sentence: str) -> None:
        """Say ``sentence`` in place of the last one redrawn, and go on to the next line."""
        if self.watched:
            self.redraw(sentence)
            self._err.write("\n")
        else:
            self.say(sentence)

    @property
    def columns(self) -> int:
        """How many columns a line of the terminal has."""
        import shutil  # noqa: PLC0415 - start-up time: it brings three compressors along

        return max(_NARROWEST, shutil.get_terminal_size().columns)

    def flush(self) -> None:
        """Hand everything over to the system.

        Raises:
            BrokenPipeError: nobody reads it any more.
            StrongroomError: it cannot be written.
        """
        with _as_sentence():
            self._out.flush()
        self._err.flush()

    def _write(self, text: str) -> None:
        with _as_sentence():
            self._out.write(text)

    def _can_show(self, text: str) -> bool:
        try:
            text.encode(self._out.encoding or "utf-8")
        except UnicodeEncodeError:
            return False
        return True

    def _line(self, prompt: str, what: str) -> str:
        if self.interactive:
            self._hidden.show_typing(keep_early=True)
            self._err.write(printable.one_line(prompt))
            self._err.flush()
        try:
            with _checked(self._read_piped(), what) as answer:
                return answer.text()
        except EOFError:
            if self.interactive:
                self._err.write("\n")
            raise self._unanswered(what) from None

    def _read_piped(self) -> SecretBytes:
        line = hidden_line.read_piped(self._stdin)
        if self._passes_over(line):
            line.close()
            return hidden_line.read_piped(self._stdin)
        return line

    def _pass_over_in(self, data: bytearray) -> None:
        """Take the first line out of ``data`` where it is to be passed over."""
        end = data.find(b"\n")
        length = len(data) if end < 0 else end
        if length > hidden_line.LONGEST:
            return  # no password is that long
        with SecretBytes(data[:length].removesuffix(b"\r")) as line:
            if self._passes_over(line):
                del data[: length + 1]

    def _passes_over(self, line: SecretBytes) -> bool:
        unasked, self._unasked = self._unasked, None
        known = unasked is not None and bool(line) and unasked(line)
        self._doubtful = self._doubtful and not known
        return known

    def _unanswered(self, what: str) -> Cancelled | InvalidInput:
        if self.interactive:
            return Cancelled(_("Given up; nothing was changed."))
        return InvalidInput(
            _("Standard input ended where this was to come: {what}.").format(what=what)
        )


@contextlib.contextmanager
def _as_sentence() -> Iterator[None]:
    """Turn a failing output into a sentence; a reader that went away is no failure."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        raise OutputFailed(_("The output could not be written; is the disk full?")) from None


def _checked(secret: SecretBytes, what: str) -> SecretBytes:
    """Return ``secret`` if it is UTF-8, else close it and raise InvalidInput."""
    try:
        secret.text()
    except UnicodeDecodeError:
        secret.close()
        raise InvalidInput(_("This is not UTF-8 text: {what}.").format(what=what)) from None
    return secret
