# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies that sync services leave beside a vault, under the names that they give."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from tests.app.worlds import new_unlock

from strongroom.app import conflict_copies
from strongroom.errors import ChangedSince, NotWritable
from strongroom.vault.backups import files as backup_files

NAMES = {
    "Personal.sync-conflict-20261124-101500-ABCDEFG.strongroom": "Syncthing",
    "Personal.sync-conflict-20160101-101500.strongroom": "Syncthing",
    "Personal (Ada's conflicted copy 2026-11-24).strongroom": "Dropbox",
    "Personal (Copie en conflit de Ada 2026-11-24).strongroom": "Dropbox",
    "Personal (In Konflikt stehende Kopie von Ada 2026-11-24).strongroom": "Dropbox",
    "Personal (Case Conflict 1).strongroom": "Dropbox",
    "Personal (conflicted copy 2026-11-24 101500).strongroom": "Nextcloud",
    "Personal (conflicted copy ada 2026-11-24 101500).strongroom": "Nextcloud",
    "Personal_conflict-20261124-101500.strongroom": "Nextcloud",
    "Personal_conflict_ada-20261124-101500.strongroom": "Nextcloud",
    "Personal (SFConflict ada@example.org 2026-11-24-10-15-00).strongroom": "Seafile",
    "Personal.strongroom (SFConflict ada@example.org 2026-Nov-24-10-15-00).strongroom": None,
    "Personal.strongroom(SFConflict ada 2026-11-24-10-15-00)": "Seafile",
    "Personal-LAPTOP.strongroom": "OneDrive",
    "Personal-Ada-LAPTOP-2.strongroom": "OneDrive",
    "Personal (1).strongroom": "Google Drive",
    "Personal (conflict).strongroom": "Google Drive",
    "Personal 2.strongroom": "iCloud",
    "Personal.Conflict.strongroom": "Resilio Sync",
    "Personal.Conflict.Conflict2.strongroom": "Resilio Sync",
    "Personal - Copy.strongroom": "",
    "Personal.strongroom": None,
    "Personal.merged-1.strongroom": None,
    "Personality.strongroom": None,
    "Work (1).strongroom": None,
    "Personal (1).kdbx": None,
    "Personal.strongroom-journal": None,
}


@pytest.fixture
def vault(session, world):
    assert session.is_open
    return world.path


@pytest.fixture
def look(session, vault):
    return lambda: conflict_copies.find(vault, session.vault.vault_id)


@pytest.mark.parametrize(("name", "service"), NAMES.items())
def test_each_service_s_names_are_known(name, service):
    assert conflict_copies.service_of(name, "Personal.strongroom") == service


def test_a_copy_beside_the_vault_is_found_by_its_id(vault, look, world, tmp_path):
    assert look() == ()
    shutil.copy(vault, vault.with_name("Personal (1).strongroom"))
    other = world.session()
    other.create(tmp_path / "Other.strongroom", "Other", new_unlock())
    other.lock()
    shutil.copy(tmp_path / "Other.strongroom", vault.with_name("Personal (2).strongroom"))
    vault.with_name("Personal (3).strongroom").write_bytes(b"not a vault at all" * 10)
    (copy,) = look()
    assert copy.path.name == "Personal (1).strongroom"
    assert copy.service == "Google Drive"
    assert copy.size == vault.stat().st_size


def test_the_newest_comes_first(vault, look):
    for number in (1, 2, 3):
        path = vault.with_name(f"Personal ({number}).strongroom")
        shutil.copy(vault, path)
        os.utime(path, (number, number))
    assert [copy.path.name[10] for copy in look()] == ["3", "2", "1"]


def test_hostile_things_beside_the_vault_are_harmless(vault, look):
    os.mkfifo(vault.with_name("Personal (1).strongroom"))
    vault.with_name("Personal (2).strongroom").symlink_to(vault)
    vault.with_name("Personal (3).strongroom").mkdir()
    vault.with_name("Personal (4).strongroom").write_bytes(b"")
    (vault.parent / os.fsdecode(b"Personal (\xff 2026-11-24).strongroom")).write_bytes(b"x")
    vault.with_name("Personal-" + "x" * 200 + ".strongroom").write_bytes(b"x")
    truncated = vault.with_name("Personal (5).strongroom")
    truncated.write_bytes(vault.read_bytes()[:5000])
    unreadable = vault.with_name("Personal (6).strongroom")
    shutil.copy(vault, unreadable)
    unreadable.chmod(0)
    found = look()
    assert [copy.path for copy in found] in ([], [truncated], [unreadable])


def test_only_so_many_are_looked_at(vault, look, monkeypatch):
    asked = []
    monkeypatch.setattr(conflict_copies, "_is_copy", lambda path, _id: asked.append(path))
    for number in range(50):
        vault.with_name(f"Personal ({number}).strongroom").write_bytes(b"x")
    assert look() == ()
    assert len(asked) == 20


def test_a_folder_that_is_gone_has_none(session, tmp_path):
    assert conflict_copies.find(tmp_path / "none" / "V.strongroom", session.vault.vault_id) == ()


def test_a_merged_copy_is_put_among_the_backups_or_aside_and_not_noticed_again(vault, look):
    for name in ("Personal (1).strongroom", "Personal (2).strongroom"):
        shutil.copy(vault, vault.with_name(name))
    first, second = look()
    folder = vault.with_name("Personal backups")
    kept = conflict_copies.put_among_backups(first, vault, folder)
    assert not first.path.exists()
    assert kept == folder / f"{first.path.stem}, merged.strongroom"
    assert kept.read_bytes() == vault.read_bytes()
    aside = conflict_copies.put_aside(second, vault)
    assert aside.name == "Personal.merged-1.strongroom"
    assert look() == ()
    shutil.copy(vault, vault.with_name("Personal (1).strongroom"))
    (third,) = look()
    assert conflict_copies.put_aside(third, vault).name == "Personal.merged-2.strongroom"


def test_a_copy_that_was_changed_since_is_never_touched(vault, look):
    path = vault.with_name("Personal (1).strongroom")
    shutil.copy(vault, path)
    (copy,) = look()
    path.write_bytes(vault.read_bytes() + b"\0" * 4096)
    with pytest.raises(ChangedSince):
        conflict_copies.put_among_backups(copy, vault, vault.with_name("Personal backups"))
    with pytest.raises(ChangedSince):
        conflict_copies.put_aside(copy, vault)
    assert path.exists()
    path.unlink()
    with pytest.raises(ChangedSince):
        conflict_copies.put_among_backups(copy, vault, vault.with_name("Personal backups"))


def test_a_folder_that_cannot_be_written_is_said(vault, look, monkeypatch):
    shutil.copy(vault, vault.with_name("Personal (1).strongroom"))
    (copy,) = look()

    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(NotWritable):
        conflict_copies.put_among_backups(copy, vault, vault.with_name("Personal backups"))
    with pytest.raises(NotWritable):
        conflict_copies.put_aside(copy, vault)


def test_it_goes_beside_the_vault_where_the_backups_are_on_another_disk(vault, look, monkeypatch):
    shutil.copy(vault, vault.with_name("Personal (1).strongroom"))
    (copy,) = look()
    elsewhere, rename = vault.with_name("Stick"), Path.rename

    def other_disk(path, target):
        if target.parent == elsewhere:
            raise OSError(errno.EXDEV, "another disk")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", other_disk)
    kept = conflict_copies.put_among_backups(copy, vault, elsewhere)
    assert kept.parent == vault.with_name("Personal backups")
    assert not backup_files.named_like_backups(kept.parent)  # nothing clears it out


def test_none_of_the_same_name_is_written_over(vault, look):
    folder = vault.with_name("Personal backups")
    for _again in range(2):
        shutil.copy(vault, vault.with_name("Personal (1).strongroom"))
        (copy,) = look()
        conflict_copies.put_among_backups(copy, vault, folder)
    assert len(list(folder.iterdir())) == 2
