# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import os

import pytest

from strongroom.app.private_files import read_object, read_to_change, write_object
from strongroom.errors import DiskFull, NotWritable


def test_gives_back_what_was_written(tmp_path):
    content = {"name": "Zoë 密码", "list": [1, None, True], "empty": {}}
    write_object(tmp_path / "a" / "b.json", content)
    assert read_object(tmp_path / "a" / "b.json") == (content, "")


def test_a_missing_file_is_empty_and_nothing_is_said(tmp_path):
    assert read_object(tmp_path / "none.json") == ({}, "")


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (5, NotWritable)]
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, number, error):
    path = tmp_path / "a.json"
    write_object(path, {"old": 1})

    def fail(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        write_object(path, {"new": 2})
    assert read_object(path) == ({"old": 1}, "")
    assert list(tmp_path.iterdir()) == [path]


def test_the_mode_does_not_depend_on_the_umask(tmp_path):
    before = os.umask(0)
    try:
        write_object(tmp_path / "a.json", {})
    finally:
        os.umask(before)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "a.json"
    os.mkfifo(path)
    content, said = read_object(path)
    assert content == {}
    assert "cannot be read" in said
    with pytest.raises(NotWritable):
        read_to_change(path)


def test_a_flood_is_moved_aside(tmp_path):
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    content, said = read_object(path)
    assert content == {}
    assert "a.json.broken" in said
    assert not path.exists()
