# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import os
import stat

import pytest
from tests.vault.ground import PASSWORD, add, credentials, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    AlreadyExists,
    CannotSave,
    DiskFull,
    InvalidInput,
    NotWritable,
    Unreadable,
    VaultBusy,
)
from strongroom.model.credentials import Credentials
from strongroom.vault import building, creating, locking, saving
from strongroom.vault.preview import preview
from strongroom.vault.vault import Vault


def create(ground, **more):
    return Vault.create(
        ground.path,
        name="Personal",
        unlock=new_unlock(**more),
        cost=CHEAPEST,
        places=ground.places(),
        clock=ground.clock,
    )


def test_a_new_vault_is_open_and_empty(bare):
    vault = bare.create()
    assert vault.name == "Personal"
    assert vault.path == bare.path
    assert vault.generation == 1
    assert vault.settings.created == bare.clock.now_ms()
    assert vault.overviews() == vault.folders() == {}
    assert vault.check().sound
    assert not vault.read_only
    assert vault.notices == ()


def test_it_is_its_owners_alone_and_nothing_lies_beside_it(bare):
    previous = os.umask(0)
    try:
        bare.create()
    finally:
        os.umask(previous)
    assert stat.S_IMODE(bare.path.stat().st_mode) == 0o600
    assert list(bare.folder.iterdir()) == [bare.path]


def test_its_journal_is_its_owners_alone(bare, monkeypatch):
    modes = []
    write_rows = saving._write_rows

    def noted(connection, writes, progress):
        write_rows(connection, writes, progress)
        modes.append(stat.S_IMODE(bare.journal.stat().st_mode))

    monkeypatch.setattr(saving, "_write_rows", noted)
    previous = os.umask(0)
    try:
        add(bare.create())
    finally:
        os.umask(previous)
    assert modes == [0o600]
    assert not bare.journal.exists()


def test_every_unlock_method_that_was_asked_for_opens_it(bare, tmp_path):
    key_file = tmp_path / "vault.key"
    vault, code = create(bare, key_file=key_file, recovery=True)
    vault.close()
    assert code is not None
    assert [method.name for method in preview(bare.path).methods] == [
        "master password and key file",
        "recovery code",
    ]
    for brought in (
        Credentials(password=credentials().password, key_file=key_file),
        Credentials(recovery_code=code),
    ):
        Vault.open(bare.path, brought, places=bare.places(), clock=bare.clock).close()


def test_an_existing_file_is_refused(bare):
    bare.path.write_bytes(b"something dear")
    with pytest.raises(AlreadyExists, match="choose another name"):
        bare.create()
    assert bare.path.read_bytes() == b"something dear"


def test_what_is_left_of_another_vault_is_refused(bare):
    bare.journal.write_bytes(b"x")
    with pytest.raises(AlreadyExists, match="Remains"):
        bare.create()
    assert list(bare.folder.iterdir()) == [bare.journal]


def test_a_folder_that_is_not_there_is_named(bare):
    bare.folder.rmdir()
    with pytest.raises(NotWritable, match="no folder"):
        bare.create()


def test_a_name_with_a_nul_is_none(bare):
    bare.folder = bare.folder / "a\0b"
    with pytest.raises(Unreadable, match="name"):
        bare.create()


def test_a_password_that_cannot_be_taken_leaves_nothing(bare, tmp_path):
    key_file = tmp_path / "vault.key"
    with pytest.raises(InvalidInput):
        create(bare, password="tab\tin it", key_file=key_file)
    assert list(bare.folder.iterdir()) == []
    assert not key_file.exists()


def fail_with(error):
    def fail(*_args, **_more):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "no room"), DiskFull),
        (FileNotFoundError(errno.ENOENT, "gone", "/elsewhere"), NotWritable),
        (FileExistsError(errno.EEXIST, "there", "/elsewhere"), NotWritable),
        (locking.LockTaken(), VaultBusy),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_failure_leaves_nothing_behind(bare, tmp_path, monkeypatch, error, kind):
    key_file = tmp_path / "vault.key"
    monkeypatch.setattr(creating, "fill", fail_with(error))
    with pytest.raises(kind):
        create(bare, key_file=key_file, recovery=True)
    with pytest.raises(kind):
        create(bare)
    assert list(bare.folder.iterdir()) == []
    assert not key_file.exists()


def test_a_key_file_that_was_there_stays(bare, tmp_path, monkeypatch):
    key_file = tmp_path / "vault.key"
    create(bare, key_file=key_file)[0].close()
    bare.path.unlink()
    key = key_file.read_bytes()
    monkeypatch.setattr(creating, "fill", fail_with(OSError(errno.ENOSPC, "no room")))
    with pytest.raises(DiskFull):
        create(bare, key_file=key_file)
    assert key_file.read_bytes() == key


def test_a_new_file_that_is_gone_already_raises_what_went_wrong(tmp_path):
    path = tmp_path / "new"

    def fail():
        path.unlink()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), building.new_file(path):
        fail()


def test_a_link_is_followed_to_where_the_vault_lies(bare, tmp_path):
    link = tmp_path / "link.strongroom"
    link.symlink_to(bare.path)
    ground_path = bare.path
    vault, _code = Vault.create(
        link,
        name="Personal",
        unlock=new_unlock(PASSWORD),
        cost=CHEAPEST,
        places=bare.places(),
        clock=bare.clock,
    )
    add(vault)
    vault.close()
    assert link.is_symlink()
    assert vault.path == link
    assert len(bare.open(path=ground_path).overviews()) == 1


def test_a_disk_that_goes_before_the_vault_has_its_name_leaves_none(bare, monkeypatch):
    """Nobody was shown the recovery code, so nothing may be there that it opens."""

    def gone(path, **_more):
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr("strongroom.vault.creating.store.reading", gone)
    with pytest.raises(CannotSave):
        bare.create()
    assert list(bare.folder.iterdir()) == []
