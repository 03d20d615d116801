# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import os
import signal
import stat
import subprocess
import sys

import pytest

from strongroom.app import new_files
from strongroom.app.new_files import new_file
from strongroom.errors import AlreadyExists, DiskFull, NotWritable


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "file.csv"


@pytest.fixture(params=["nameless", "named"], autouse=True)
def way(request, monkeypatch):
    """Both ways in which a file grows, whatever this file system has."""
    if request.param == "named":
        monkeypatch.setattr(new_files, "_nameless", lambda _folder: None)
    return request.param


def test_it_has_its_name_only_when_it_is_whole_and_is_its_owners_alone(path, way):
    previous = os.umask(0)
    try:
        with new_file(path) as out:
            out.write(b"half")
            assert not path.exists()
            assert stat.S_IMODE(os.fstat(out.fileno()).st_mode) == 0o600
            assert len(list(path.parent.iterdir())) == (way == "named")
            out.write(b" whole")
    finally:
        os.umask(previous)
    assert path.read_bytes() == b"half whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(path):
    path.write_bytes(b"dear")
    path.chmod(0o644)
    with pytest.raises(AlreadyExists, match="another name"), new_file(path):
        pass
    assert path.read_bytes() == b"dear"
    with new_file(path, replace=True) as out:
        out.write(b"new")
        out.flush()
        assert path.read_bytes() == b"dear"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_that_another_program_makes_meanwhile_stays(path):
    with pytest.raises(AlreadyExists), new_file(path):
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("there", [True, False])
def test_only_what_was_there_at_the_beginning_is_replaced(path, there):
    if there:
        path.write_bytes(b"given away")

    def write():
        with new_file(path, replace=True) as out:
            out.write(b"new")
            path.unlink(missing_ok=True)
            path.write_bytes(b"dear")

    with pytest.raises(AlreadyExists, match="another name"):
        write()
    assert path.read_bytes() == b"dear"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_written_to_meanwhile_is_not_replaced(path):
    path.write_bytes(b"given away")
    with pytest.raises(AlreadyExists, match="meanwhile"), new_file(path, replace=True):
        path.write_bytes(b"and something dear")
    assert path.read_bytes() == b"and something dear"


def test_what_is_gone_meanwhile_needs_no_replacing(path):
    path.write_bytes(b"given away")
    with new_file(path, replace=True) as out:
        out.write(b"new")
        path.unlink()
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_ends_it_leaves_nothing(path, error):
    def stop():
        with new_file(path) as out:
            out.write(b"half")
            raise error

    with pytest.raises(error):
        stop()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFull), (errno.EIO, NotWritable)])
def test_a_disk_that_fails_at_the_end_leaves_nothing(path, monkeypatch, number, kind):
    def fail(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind), new_file(path) as out:
        out.write(b"all")
    monkeypatch.undo()
    assert list(path.parent.iterdir()) == []


def test_places_that_will_not_do(path):
    path.mkdir()
    for place, said in (
        (path, "not a file"),
        (path.parent / "none" / "x", "no folder"),
        (path.parent / "a\0b", "this name"),
        (path.parent / ("x" * 260), "too long"),
    ):
        with pytest.raises(NotWritable, match=said), new_file(place, replace=True):
            pass
    assert list(path.parent.iterdir()) == [path]


def test_a_link_is_replaced_and_not_what_it_points_at(path, tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"dear")
    path.symlink_to(target)
    with pytest.raises(AlreadyExists), new_file(path):
        pass
    with new_file(path, replace=True) as out:
        out.write(b"new")
    assert target.read_bytes() == b"dear"
    assert not path.is_symlink()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files have names elsewhere")
def test_a_whole_one_has_no_other_name_before_its_own(path, way, monkeypatch):
    """A kill between the two names would leave all of it under the other."""
    seen = []

    def look(place, file, link=new_files._name):
        link(place, file)
        seen.append(list(path.parent.iterdir()))

    monkeypatch.setattr(new_files, "_name", look)
    with new_file(path) as out:
        out.write(b"secret")
    assert seen == ([[path]] if way == "nameless" else [])
    assert path.read_bytes() == b"secret"


@pytest.mark.usefixtures("way")
def test_a_kill_leaves_nothing_where_files_need_no_name(path):
    script = (
        "import os, signal, pathlib, sys\n"
        "from strongroom.app.new_files import new_file\n"
        "with new_file(pathlib.Path(sys.argv[1])) as out:\n"
        "    out.write(b'secret' * 100_000)\n"
        "    out.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(path.parent.iterdir()) == []


def test_what_a_kill_left_goes_with_the_next_file(path):
    left = path.with_name(f"{path.name}.0123abcd.new")
    other = path.with_name("dear.0123abcd.new")
    for file in (left, other):
        file.write_bytes(b"half")
        os.utime(file, (0, 0))
    with new_file(path):
        pass
    assert sorted(path.parent.iterdir()) == sorted([path, other])
