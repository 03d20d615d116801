# SPDX-License-Identifier: GPL-3.0-or-later
"""What only shows at the edges: other encodings, and answers that never come."""

import io
import json
import os
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD

from strongroom.cli.left_over import left_over
from strongroom.cli.terminal import Terminal
from strongroom.errors import InvalidInput, StrongroomError

ASCII = {"PYTHONIOENCODING": "ascii"}


@pytest.fixture
def foreign(home):
    """A machine with an item that not every terminal can show."""
    given = f"{PASSWORD}\nпароль🗝\n"
    assert home.run("add", "日本", "--password-prompt", given=given).code == 0
    return home


def test_a_title_that_the_output_cannot_show_is_written_out(foreign):
    done = foreign.script("list", **ASCII)
    assert (done.code, done.out) == (0, "\\u65e5\\u672c\t\n")


def test_a_secret_that_it_cannot_show_is_refused(foreign):
    done = foreign.script("show", "日本", "--field", "password", **ASCII)
    assert (done.code, done.out) == (3, "")
    assert "use --json, or a UTF-8 locale" in done.err


def test_json_says_everything_in_any_encoding(foreign):
    done = foreign.script("show", "日本", "--reveal", "--json", **ASCII)
    assert done.out.isascii()
    item = json.loads(done.out)
    assert item["title"] == "日本"
    assert item["fields"][0]["value"] == "пароль🗝"


def test_a_secret_goes_out_to_the_byte(foreign):
    out = foreign.shell("CLI show 日本 --field password | od -An -tx1", given=f"{PASSWORD}\n").out
    assert bytes.fromhex(out.replace("\n", " ")).decode() == "пароль🗝\n"


@pytest.fixture
def terminal():
    """A terminal whose standard input has ended."""
    stdin = os.open(os.devnull, os.O_RDONLY)
    yield Terminal(stdin, io.StringIO(), io.StringIO())
    os.close(stdin)


def test_nobody_is_there_to_confirm(terminal):
    with pytest.raises(InvalidInput, match=r"^Really\? This asks .* add --yes"):
        terminal.confirm("Really?")


def test_nobody_is_there_to_answer(terminal):
    with pytest.raises(InvalidInput, match="where this was to come: a name"):
        terminal.ask_line("a name")


def test_a_note_has_an_end(terminal, monkeypatch):
    monkeypatch.setattr("strongroom.cli.terminal.LONGEST_NOTE", 3)
    monkeypatch.setattr(os, "read", lambda _descriptor, _count: b"xx")
    with pytest.raises(InvalidInput, match="too long"):
        terminal.read_note()


@pytest.fixture
def piped(tmp_path):
    """Return a function that makes a terminal whose standard input is this."""
    opened = []

    def make(given):
        (tmp_path / "given").write_bytes(given)
        opened.append(os.open(tmp_path / "given", os.O_RDONLY))
        return Terminal(opened[-1], io.StringIO(), io.StringIO())

    yield make
    for descriptor in opened:
        os.close(descriptor)


def is_master(line):
    return line.text() == "master"


def read_secret(terminal):
    with terminal.ask_secret("a secret") as secret:
        return secret.text()


READERS = [read_secret, lambda terminal: terminal.ask_line("a line"), Terminal.read_note]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "given", [b"master\nanswer\n", b"master\r\nanswer\n", b"answer\n", b"answer"]
)
def test_a_line_that_is_passed_over_is_no_answer(piped, read, given):
    terminal = piped(given)
    terminal.pass_over(is_master)
    assert read(terminal) == "answer"


def test_one_line_is_passed_over_and_only_the_first(piped):
    terminal = piped(b"master\nmaster\nmaster\n")
    terminal.pass_over(is_master)
    assert [read_secret(terminal), terminal.read_note()] == ["master", "master"]
    terminal = piped(b"answer\nmaster\n")
    terminal.pass_over(is_master)
    assert [read_secret(terminal), read_secret(terminal)] == ["answer", "master"]


@pytest.mark.parametrize("read", READERS[:2])
def test_nothing_after_it_is_no_answer(piped, read):
    terminal = piped(b"master\n")
    terminal.pass_over(is_master)
    with pytest.raises(InvalidInput, match="Standard input ended"):
        read(terminal)


def test_a_note_loses_nothing_to_the_look_at_its_first_line(piped):
    asked: list[str] = []

    def no_master(line):
        asked.append(line.text())
        return False

    for note in ("", "\nsecond\n", "x" * 70_000 + "\nmaster\n", "first\n\n"):
        terminal = piped(note.encode())
        terminal.pass_over(no_master)
        assert terminal.read_note() == note.removesuffix("\n")
    assert asked == ["first"]  # what is empty or longer than any password is not asked about


def test_where_nobody_could_be_off_by_a_line_no_more_is_read(piped):
    terminal = piped(b"answer\nmore\n")
    assert read_secret(terminal) == "answer"
    terminal.refuse_more()
    assert read_secret(terminal) == "more"


def test_empty_lines_without_end_are_given_up(tmp_path):
    empty = tmp_path / "given"
    empty.write_bytes(b"\n" * (1 << 20) + b"x")
    for path, found in ((empty, False), (Path("/dev/zero"), True), (Path(os.devnull), False)):
        with path.open("rb") as source:
            assert left_over(source.fileno()) is found


def test_what_cannot_be_read_holds_nothing(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    assert not left_over(folder)
    os.close(folder)


def test_output_that_fails_is_a_sentence():
    class Full(io.StringIO):
        def write(self, _text):
            raise OSError(28, "No space left on device")

    with pytest.raises(StrongroomError, match="disk full"):
        Terminal(0, Full(), io.StringIO()).print("x")
