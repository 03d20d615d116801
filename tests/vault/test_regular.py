# SPDX-License-Identifier: GPL-3.0-or-later
import os
import socket
from pathlib import Path

import pytest

from strongroom.vault.regular import NotOurs, TooLong, identity, open_regular, read_regular


def test_a_file_is_read_whole(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100_000)
    assert read_regular(path) == path.read_bytes()
    assert read_regular(path, 100_000) == path.read_bytes()
    path.write_bytes(b"")
    assert read_regular(path) == b""


def test_a_longer_one_is_not_ours(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 101)
    with pytest.raises(TooLong):
        read_regular(path, 100)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_what_is_no_file_is_not_ours_and_nobody_waits_for_it(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, Path(os.devnull)):
        with pytest.raises(NotOurs):
            read_regular(path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        with pytest.raises(NotOurs):
            read_regular(tmp_path / "s")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_what_became_a_pipe_since_it_was_looked_at_is_let_go(tmp_path, monkeypatch):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.touch()
    seen, close = file.stat(), os.close
    closed: list[None] = []
    monkeypatch.setattr(os, "stat", lambda _path: seen)
    monkeypatch.setattr(os, "close", lambda one: closed.extend([close(one)]))
    with pytest.raises(NotOurs):
        open_regular(pipe)
    assert len(closed) == 1


def test_another_file_or_another_state_is_another(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"x")
    before = identity(path.stat())
    assert identity(path.stat()) == before
    os.link(path, other)
    assert identity(other.stat()) == before
    path.write_bytes(b"xy")
    assert identity(path.stat()) != before
    other.unlink()
    other.write_bytes(b"xy")
    assert identity(other.stat()) != identity(path.stat())


def test_what_is_missing_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none")
