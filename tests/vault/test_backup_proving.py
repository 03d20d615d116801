# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backup may take a broken vault's place: the latest that proves itself to the password."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.vault.ground import (
    Ground,
    add,
    credentials,
    find_key_once,
    new_unlock,
)

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Damaged, MethodMissing, WrongKey
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault.backups import files, proving
from strongroom.vault.backups.proving import best_of
from strongroom.vault.backups.verdicts import BackupState, Verdict, Verdicts
from strongroom.vault.vault import Vault


@pytest.fixture(autouse=True)
def _one_derivation(monkeypatch):
    monkeypatch.setattr(proving, "find_key", find_key_once)


@pytest.fixture
def made(ground: Ground, vault: Vault) -> list[Path]:
    """Three backups, the oldest first."""
    return [another(ground, vault) for _number in range(3)]


def another(ground: Ground, vault: Vault) -> Path:
    add(vault, "More")
    ground.clock.forward(seconds=2 * 60 * 60)
    path = vault.back_up(files.folder_beside(ground.path), 10)
    assert path is not None
    return path


def best(ground: Ground, paths: list[Path], given: Credentials | None = None) -> Path:
    with closing(given or credentials()) as brought:
        return best_of(paths, brought, ground.places())


def gut(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM details")


def test_the_latest_whatever_it_is_called(ground, made):
    assert best(ground, made) == made[2]
    swapped = made[0].with_name("Personal 2099-01-01 00.00.00+0000.strongroom")
    made[0].rename(swapped)
    assert best(ground, [swapped, *made[1:]]) == made[2]


def test_one_that_was_gutted_or_cut_off_leaves_its_turn_to_the_next(ground, made):
    gut(made[2])
    assert best(ground, made) == made[1]
    made[1].write_bytes(b"no vault")
    assert best(ground, made) == made[0]
    gut(made[0])
    with pytest.raises(Damaged, match="None of the backups"):
        best(ground, made)
    with pytest.raises(Damaged):
        best(ground, [])


def test_what_opens_none_is_said_so(ground, made):
    with pytest.raises(WrongKey):
        best(ground, made, credentials("wrong"))
    code = Credentials(recovery_code=SecretBytes.of_text("no code at all"))
    with pytest.raises((WrongKey, MethodMissing)):
        best(ground, made, code)


def test_one_under_an_earlier_password_is_passed_over(ground, vault, made):
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    later = another(ground, vault)
    assert best(ground, [*made, later]) == made[2]
    assert best(ground, [*made, later], credentials("a wholly new password")) == later


def test_no_more_keys_are_derived_than_are_honest(ground, vault, made, monkeypatch):
    monkeypatch.setattr(proving, "_MOST_KEYS", 1)
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    later = another(ground, vault)
    with pytest.raises(WrongKey):
        best(ground, [*made, later])


def test_one_that_was_left_behind_comes_after_those_that_led_here(ground, vault, made):
    vault.close()
    ground.replace_by(made[0])
    vault = ground.open()
    vault.go_on()
    here = another(ground, vault)
    assert best(ground, [*made, here]) == here
    assert best(ground, [*made[1:]]) == made[2]
    with closing(credentials()) as brought:
        assert best_of([*made, here], brought, ground.places("another")) == made[2]


def test_a_verdict_is_for_the_very_file_alone(tmp_path):
    file = tmp_path / "backup"
    file.write_bytes(b"as it was")
    good = Verdict(state=BackupState.GOOD, generation=3, head="ab")
    first = Verdicts(tmp_path / "memory", b"key")
    assert first.find(file, lambda _path: good) == good
    first.find(tmp_path / "gone", lambda _path: good)
    first.store()
    again = Verdicts(tmp_path / "memory", b"key")
    assert again.known(file) == good
    assert again.known(tmp_path / "gone") is None
    before = (tmp_path / "memory").stat().st_mtime_ns
    again.store()
    assert (tmp_path / "memory").stat().st_mtime_ns == before
    assert Verdicts(tmp_path / "memory", b"other").known(file) is None
    shutil.copy2(file, tmp_path / "copy")
    (tmp_path / "copy").replace(file)
    assert Verdicts(tmp_path / "memory", b"key").known(file) is None
