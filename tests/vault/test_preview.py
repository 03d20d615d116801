# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
from pathlib import Path

import pytest
from tests.vault.ground import add

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Damaged, NotAVault, Unreadable
from strongroom.vault import store
from strongroom.vault.method_list import UnlockMethod
from strongroom.vault.preview import PublicInfo, is_vault, preview


def test_what_is_in_the_clear(bare, tmp_path):
    vault = bare.create(key_file=tmp_path / "k", recovery=True)
    add(vault)
    ids = [method.id for method in vault.methods()]
    assert preview(bare.path) == PublicInfo(
        format_version=1,
        vault_id=vault.vault_id,
        generation=2,
        methods=(
            UnlockMethod(
                "master password and key file", CHEAPEST, ("password", "key_file"), ids[0]
            ),
            UnlockMethod("recovery code", None, ("recovery_code",), ids[1]),
        ),
        rows={"overview": 2, "details": 1, "attachment": 0},
        size=bare.path.stat().st_size,
    )


def test_nothing_is_touched(ground):
    ground.journal.write_bytes(b"x" * 600)
    (ground.folder / (ground.path.name + "-wal")).write_bytes(b"x" * 600)
    before = ground.everything()
    assert preview(ground.path).generation == 1
    assert ground.everything() == before


def test_a_journal_that_comes_into_being_just_now(ground, monkeypatch):
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY_ROLLBACK

    def fail(_path, **_more):
        raise error

    monkeypatch.setattr(store, "reading", fail)
    with pytest.raises(Unreadable, match="try again"):
        preview(ground.path)


def test_what_is_no_vault(bare):
    with pytest.raises(Unreadable):
        preview(bare.path)
    with pytest.raises(Unreadable):
        preview(Path("a\0b"))
    bare.path.write_bytes(b"x" * 5000)
    with pytest.raises(NotAVault):
        preview(bare.path)


def test_a_damaged_header(ground):
    ground.sql("UPDATE vault SET header = zeroblob(100)")
    with pytest.raises(Damaged):
        preview(ground.path)


@pytest.mark.usefixtures("vault")
def test_a_vault_is_told_by_its_first_bytes(ground):
    assert is_vault(ground.path)
    ground.patch(60, b"\xff\xff\xff\xff")  # the version of a later program
    assert is_vault(ground.path)
    ground.patch(0, b"PK")
    assert not is_vault(ground.path)
    assert not is_vault(ground.folder / "missing")
    assert not is_vault(ground.folder)
