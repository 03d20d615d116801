# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from strongroom.app.new_vault import file_name, free_path, suggested_path, with_suffix


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Personal", "Personal.strongroom"),
        ("Work / home", "Work - home.strongroom"),
        ("../../etc/passwd", "-..-etc-passwd.strongroom"),
        (".hidden", "hidden.strongroom"),
        ("ends with a dot.", "ends with a dot.strongroom"),
        ("a\x00b\nc", "a-b-c.strongroom"),
        ("CON", "CON-.strongroom"),
        ("com1.backup", "com1.backup-.strongroom"),
        ("console", "console.strongroom"),
        ("密码", "密码.strongroom"),
        ("...", "Vault.strongroom"),
        ("", "Vault.strongroom"),
    ],
)
def test_a_name_becomes_a_file_name_on_every_system(name, expected):
    assert file_name(name) == expected


def test_a_long_name_stays_a_file_name(tmp_path):
    path = suggested_path(tmp_path, "🗝" * 300)
    assert len(path.name.encode()) < 250
    path.touch()


def test_a_taken_name_gets_a_number(tmp_path):
    assert free_path(tmp_path, "My vault") == tmp_path / "My vault.strongroom"
    (tmp_path / "My vault.strongroom").write_bytes(b"x")
    (tmp_path / "My vault 2.strongroom").write_bytes(b"x")
    assert free_path(tmp_path, "My vault") == tmp_path / "My vault 3.strongroom"


def test_an_empty_file_is_no_vault_and_its_name_is_free(tmp_path):
    (tmp_path / "My vault.strongroom").touch()
    assert free_path(tmp_path, "My vault") == tmp_path / "My vault.strongroom"


def test_the_suffix_is_added_where_it_is_missing():
    assert with_suffix(Path("a/b")) == Path("a/b.strongroom")
    assert with_suffix(Path("a/v1.2")) == Path("a/v1.2.strongroom")
    assert with_suffix(Path("a/b.strongroom")) == Path("a/b.strongroom")
