# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import os
import re
import stat
from pathlib import Path

import pytest

from strongroom.vault.places import (
    VaultPlaces,
    create_private,
    own_folder,
    sync_folder,
    write_atomically,
)

VAULT_ID = bytes(16)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def memories(places):
    return (
        places.remembered(VAULT_ID),
        places.notes(VAULT_ID),
        places.verdicts(Path("/backups")),
    )


def test_folders_are_made_for_their_owner_alone(tmp_path):
    places = VaultPlaces(tmp_path / "a" / "state")
    lock = places.lock_of(Path("/x"))
    for file in (lock, *memories(places)):
        assert own_folder(file.parent) == file.parent
        assert mode(file.parent) == 0o700
        assert not file.exists()
    assert lock.parent.is_dir()
    assert mode(places.state) == 0o700


@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO, errno.ENOSPC])
def test_asking_where_a_memory_lies_touches_no_disk(tmp_path, monkeypatch, number):
    def fail(path, *_args, **_more):
        raise OSError(number, os.strerror(number), str(path))

    places = VaultPlaces(tmp_path / "state")
    for call in ("stat", "lstat", "mkdir", "open"):
        monkeypatch.setattr(os, call, fail)
    for file in memories(places):
        assert file.parent in places.written_atomically
    assert not places.knows(VAULT_ID)
    assert places.id_of(tmp_path / "a.strongroom") is None
    places.keep_id_of(tmp_path / "a.strongroom", VAULT_ID)
    with pytest.raises(OSError, match=re.escape(os.strerror(number))):
        places.lock_of(tmp_path / "a.strongroom")


def test_a_lock_is_named_for_the_path(tmp_path):
    places = VaultPlaces(tmp_path)
    assert places.lock_of(Path("/a")) == places.lock_of(Path("/a"))
    assert places.lock_of(Path("/a")) != places.lock_of(Path("/b"))


def test_a_private_folder_is_lent_and_removed(tmp_path):
    places = VaultPlaces(tmp_path)
    with places.private(tmp_path / "vault") as folder:
        (folder / "file").write_text("x")
        assert mode(folder) == 0o700
    assert not folder.exists()


def test_a_private_file_is_its_owners_from_the_first_byte(tmp_path):
    with create_private(tmp_path / "x") as file:
        assert mode(tmp_path / "x") == 0o600
        file.write(b"123")
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "link")


def test_an_atomic_write_replaces_the_whole(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"old and longer")
    path.chmod(0o644)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_atomic_write_is_on_the_disk_before_it_takes_the_place(tmp_path, monkeypatch):
    # A rename may reach the disk before the content does: a power cut leaves an empty file.
    path = tmp_path / "x"
    told = []

    def fsync(descriptor):
        synced = os.fstat(descriptor)
        kind = "folder" if stat.S_ISDIR(synced.st_mode) else "file"
        told.append((kind, synced.st_size if kind == "file" else 0, path.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(path, b"new")
    assert told == [("file", 3, False), ("folder", 0, True)]


def test_an_atomic_write_that_fails_leaves_the_old(tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def refuse(*_args):
        raise OSError

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError):  # noqa: PT011 - any
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path):
    sync_folder(tmp_path)
    sync_folder(tmp_path / "nowhere")


def test_which_vault_lies_where_is_kept_by_path(tmp_path):
    places = VaultPlaces(state=tmp_path / "state")
    path = tmp_path / "a.strongroom"
    assert places.id_of(path) is None
    places.keep_id_of(path, b"a" * 16)
    assert places.id_of(path) == b"a" * 16
    assert places.id_of(tmp_path / "b.strongroom") is None
    (kept,) = (tmp_path / "state" / "seen").iterdir()
    before = kept.stat()
    places.keep_id_of(path, b"a" * 16)
    assert kept.stat().st_ino == before.st_ino  # nothing was written
    places.keep_id_of(path, b"b" * 16)
    assert places.id_of(path) == b"b" * 16
    kept.write_bytes(b"nonsense")
    assert places.id_of(path) is None


def test_that_it_cannot_be_kept_is_no_failure(tmp_path):
    (tmp_path / "state").touch()
    places = VaultPlaces(state=tmp_path / "state")
    places.keep_id_of(tmp_path / "a.strongroom", b"a" * 16)
    assert places.id_of(tmp_path / "a.strongroom") is None
