# SPDX-License-Identifier: GPL-3.0-or-later
import os

import pytest

from strongroom.cli import hidden_line
from strongroom.cli.hidden_line import LONGEST, LineEditor, read_piped, read_typed
from strongroom.errors import InvalidInput


def typed(keys: bytes) -> bytes:
    left = iter(keys)
    with read_typed(lambda: next(left, None)) as secret:
        return bytes(secret.buffer)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (b"pass word\n", b"pass word"),
        (b"pass\r", b"pass"),
        (b"\n", b""),
        (b"pasx\x7fs\n", b"pass"),
        (b"x\x08\x7f\x7fy\n", b"y"),
        ("pä\x7fa\n".encode(), b"pa"),
        ("a日\x7f\n".encode(), b"a"),
        (b"wrong\x15right\n", b"right"),
        (b"one two  \x17\n", b"one "),
        (b"\x17one\x17two\n", b"two"),
        (b"ab\x04c\n", b"abc"),
        (b"tab\there\n", b"tab\there"),
    ],
)
def test_the_keys_of_a_shell(keys, line):
    assert typed(keys) == line


@pytest.mark.parametrize("keys", [b"\x04", b"", b"half"])
def test_the_end_instead_of_an_answer(keys):
    with pytest.raises(EOFError):
        typed(keys)


def test_ctrl_c_where_the_terminal_leaves_it_to_us():
    with pytest.raises(KeyboardInterrupt):
        typed(b"abc\x03")


def test_a_line_beyond_all_passwords_is_refused_and_not_cut():
    assert len(typed(b"x" * LONGEST + b"\n")) == LONGEST
    with pytest.raises(InvalidInput, match="too long"):
        typed(b"x" * (LONGEST + 1) + b"\n")


def test_the_editors_own_buffer_is_zeroed():
    editor = LineEditor()
    for key in b"secret":
        editor.feed(key)
    with editor.take() as secret:
        assert bytes(secret.buffer) == b"secret"
    assert not any(editor._buffer)


def test_erased_characters_are_zeroed():
    editor = LineEditor()
    for key in b"secret\x7f\x7f\x7f":
        editor.feed(key)
    assert bytes(editor._buffer).rstrip(b"\0") == b"sec"


@pytest.fixture
def piped():
    """Return a function from bytes to a descriptor that gives them."""
    opened: list[int] = []

    def give(data: bytes) -> int:
        reading, writing = os.pipe()
        os.write(writing, data)
        os.close(writing)
        opened.append(reading)
        return reading

    yield give
    for descriptor in opened:
        os.close(descriptor)


def line_of(descriptor: int) -> bytes:
    with read_piped(descriptor) as secret:
        return bytes(secret.buffer)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"pw\n", b"pw"),
        (b"pw", b"pw"),
        (b"pw\r\n", b"pw"),
        (b" p w \t\n", b" p w \t"),
        (b"\n", b""),
        (b"a\rb\n", b"a\rb"),
        (b"pw\r", b"pw\r"),
        (b"\x7f\x15\x04\n", b"\x7f\x15\x04"),
    ],
)
def test_one_line_end_is_removed_and_nothing_else(piped, data, line):
    assert line_of(piped(data)) == line


def test_what_follows_the_line_is_left_for_others(piped):
    descriptor = piped(b"one\ntwo\nrest")
    assert line_of(descriptor) == b"one"
    assert line_of(descriptor) == b"two"
    assert os.read(descriptor, 10) == b"rest"


def test_the_end_of_the_pipe_is_no_empty_answer(piped):
    with pytest.raises(EOFError):
        read_piped(piped(b""))


def test_a_piped_line_beyond_all_passwords(piped, monkeypatch):
    monkeypatch.setattr(hidden_line, "LONGEST", 8)
    with pytest.raises(InvalidInput):
        read_piped(piped(b"123456789\n"))
