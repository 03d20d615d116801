# SPDX-License-Identifier: GPL-3.0-or-later
import tempfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.system.mounts import Mount, mount_of, mounts

TABLE = """\
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/volume /home/ada/nas nfs4 rw,vers=4.2 0 0
/dev/sdb1 /media/ada/USB\\040STICK vfat rw,uid=1000 0 0
broken line
"""


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "mounts"
    file.write_text(TABLE)
    return mounts(file)


def test_the_table_is_read(table):
    assert table[3] == Mount(PurePosixPath("/media/ada/USB STICK"), "vfat", "/dev/sdb1")
    assert len(table) == 4


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ada", "ext4"),
        ("/home/ada/nas/a/b", "nfs4"),
        ("/home/ada/nasty", "ext4"),
        ("/media/ada/USB STICK", "vfat"),
    ],
)
def test_the_deepest_one_is_it(table, path, kind):
    found = mount_of(Path(path), table)
    assert found is not None
    assert found.kind == kind


def test_what_is_mounted_later_hides_what_was_there():
    first, second = (Mount(PurePosixPath("/a"), kind, "x") for kind in ("ext4", "tmpfs"))
    assert mount_of(Path("/a/b"), (first, second)) == second


@given(st.binary(max_size=200))
def test_whatever_the_table_holds_it_is_read(data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        mount_of(Path("/home/ada"), mounts(Path(file.name)))


def test_where_nobody_says_nothing_is_known(tmp_path):
    assert mounts(tmp_path / "none") == ()
    assert mount_of(tmp_path, ()) is None


def test_this_very_system_can_be_read(tmp_path):
    assert mount_of(tmp_path.resolve(), mounts()) is not None
