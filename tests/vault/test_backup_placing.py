# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup takes the place of a vault that does not open, and nothing that lay there is lost."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from tests.vault.ground import Ground, add, titles

from strongroom.errors import CannotSave, Damaged, OtherVault, VaultBusy
from strongroom.vault import locking
from strongroom.vault.backups import files as backup_files
from strongroom.vault.backups.placing import put_in_place
from strongroom.vault.findings import Older
from strongroom.vault.vault import Vault


@pytest.fixture
def saved(ground: Ground, vault: Vault) -> Path:
    """A backup of one item; a second has come since, and the vault is closed."""
    add(vault, "GitHub")
    made = vault.back_up(backup_files.folder_beside(ground.path), 10)
    assert made is not None
    add(vault, "Later")
    vault.close()
    return made


def put(ground: Ground, backup: Path) -> Path | None:
    return put_in_place(ground.places(), backup, ground.path, 1_700_000_000_000)


def below(ground: Ground) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in ground.folder.rglob("*") if path.is_file()}


def test_the_bad_file_is_kept_beside_it(ground, saved):
    ground.path.write_bytes(b"ruined")
    kept = put(ground, saved)
    assert kept is not None
    assert kept.parent == ground.folder
    assert kept.name.startswith("Personal replaced 2023-11-1")
    assert kept.read_bytes() == b"ruined"
    assert stat.S_IMODE(ground.path.stat().st_mode) == 0o600
    assert saved.exists()
    vault = ground.open()
    assert isinstance(vault.finding, Older)
    vault.go_on()
    assert titles(vault) == ["GitHub"]
    add(vault, "Goes on")


def test_its_journal_goes_with_it(ground, saved):
    torn, journal = ground.path.read_bytes()[:9000], b"j" * 512
    ground.path.write_bytes(torn)
    ground.journal.write_bytes(journal)
    kept = put(ground, saved)
    assert kept is not None
    assert kept.read_bytes() == torn
    assert Path(f"{kept}-journal").read_bytes() == journal
    assert not ground.journal.exists()
    assert titles(ground.open()) == ["GitHub"]


def test_twice_in_one_second(ground, saved):
    first, second = put(ground, saved), put(ground, saved)
    assert first != second
    assert second is not None
    assert second.name.endswith(" (2).strongroom")


def test_where_there_is_no_vault_any_more(ground, saved):
    ground.path.unlink()
    assert put(ground, saved) is None
    assert titles(ground.open()) == ["GitHub"]


def test_through_a_link_to_the_vault(ground, saved):
    real = ground.folder / "real.strongroom"
    ground.path.rename(real)
    ground.path.symlink_to(real)
    kept = put(ground, saved)
    assert kept is not None
    assert kept.name.startswith("real replaced")
    assert ground.path.is_symlink()


def test_a_disk_without_links(ground, saved, monkeypatch):
    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    before = ground.path.read_bytes()
    kept = put(ground, saved)
    assert kept is not None
    assert kept.read_bytes() == before


def test_a_backup_that_is_no_better_is_refused(ground, saved):
    before = below(ground)
    saved.write_bytes(saved.read_bytes()[:9000])
    with pytest.raises(Damaged, match="choose another"):
        put(ground, saved)
    assert {**before, saved: saved.read_bytes()} == below(ground)


@pytest.fixture
def planted(saved: Path, tmp_path: Path) -> Path:
    """Another vault's file, under the name of a later backup."""
    elsewhere = Ground(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.create("there").close()
    path = saved.with_name("Personal 2090-01-01 00.00.00+0000.strongroom")
    shutil.copyfile(elsewhere.path, path)
    return path


def forget(ground: Ground) -> None:
    """Make this a machine that has never seen the vault."""
    shutil.rmtree(ground.places().state)


@pytest.mark.parametrize("forgotten", [True, False])
@pytest.mark.parametrize("broken", [True, False])
def test_another_vaults_file_never_takes_its_place(ground, saved, planted, forgotten, broken):
    if forgotten:
        forget(ground)
    if broken:
        ground.path.write_bytes(b"ruined")
    before = ground.path.read_bytes()
    others = [saved, planted]
    if forgotten and broken:  # nothing tells which of the two it was
        for path in others:
            with pytest.raises(OtherVault, match="several vaults"):
                put_in_place(ground.places(), path, ground.path, 0, others)
        others = [saved]
    with pytest.raises(OtherVault, match="file of another vault"):
        put_in_place(ground.places(), planted, ground.path, 0, others)
    assert ground.path.read_bytes() == before
    assert put_in_place(ground.places(), saved, ground.path, 0, others) is not None
    assert ground.path.read_bytes() == saved.read_bytes()


def test_a_vault_that_was_opened_here_is_known_among_strangers(ground, saved, planted):
    places = ground.places()
    real = ground.path.rename(ground.folder / "Moved.strongroom")
    real.write_bytes(b"ruined")
    with pytest.raises(OtherVault):
        put_in_place(places, planted, real, 0, [saved, planted])
    assert put_in_place(places, saved, real, 0, [saved, planted]) is not None


def test_where_nothing_is_known_any_vault_is_taken(ground, planted):
    ground.path.unlink()
    forget(ground)
    assert put_in_place(ground.places(), planted, ground.path, 0) is None


@pytest.mark.parametrize("lies_there", [True, False])
def test_a_rename_that_fails_changes_nothing(ground, saved, monkeypatch, lies_there):
    if not lies_there:
        ground.path.unlink()
    before = below(ground)

    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "no", str(ground.path))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CannotSave):
        put(ground, saved)
    assert below(ground) == before


def test_it_waits_for_whoever_has_the_vault(ground, saved, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.0)
    lock = ground.places().lock_of(ground.path)
    with locking.exclusive(lock), pytest.raises(VaultBusy):
        put(ground, saved)
