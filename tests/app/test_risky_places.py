# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders are no place for a file that anyone can read."""

from pathlib import PurePosixPath

import pytest

from strongroom.app.risky_places import reasons
from strongroom.system.mounts import Mount


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "ada"
    home.mkdir(mode=0o700)
    return home


@pytest.fixture
def told(home):
    def told(folder, *mounted):
        return " ".join(reasons(folder / "passwords.csv", home, lambda: mounted))

    return told


@pytest.fixture
def folder(home):
    def make(name):
        made = home / name
        made.mkdir(parents=True)
        return made

    return make


@pytest.mark.parametrize("name", ["Documents", "Boxes/Sync", "syncing", "megaphone", "Downloads"])
def test_an_ordinary_folder_is_no_risk(told, folder, name):
    assert told(folder(name)) == ""


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox/Private", "Dropbox"),
        ("Dropbox (Analytical Engines)", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Analytical Engines/a/b", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("Nextcloud2/x", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("MEGA/x", "MEGA"),
        ("MEGAsync", "MEGA"),
        ("pCloudDrive", "pCloud"),
        ("Sync", "Syncthing"),
        ("Proton Drive", "Proton Drive"),
        ("Library/CloudStorage/Somebody-New", "Somebody-New"),
    ],
)
def test_a_folder_that_a_service_gave_its_name(told, folder, name, service):
    assert f"synchronised by {service}" in told(folder(name))


@pytest.mark.parametrize(
    ("marker", "service"),
    [
        (".stfolder/", "Syncthing"),
        (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"),
        (".sync_0123456789ab.db", "Nextcloud"),
        ("._sync_0123456789ab.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".tmp.driveupload/", "Google Drive"),
        (".sync/ID", "Resilio Sync"),
        (".megaignore", "MEGA"),
    ],
)
def test_a_folder_with_a_services_mark_and_what_lies_in_it(told, folder, marker, service):
    top = folder("work")
    mark = top / marker
    mark.parent.mkdir(exist_ok=True)
    if marker.endswith("/"):
        mark.mkdir()
    else:
        mark.touch()
    (top / "deep" / "deeper").mkdir(parents=True)
    for place in (top, top / "deep" / "deeper"):
        assert f"synchronised by {service}" in told(place)


def test_dropboxs_own_settings_do_not_make_all_of_home_a_risk(told, home, folder):
    (home / ".dropbox").mkdir()
    assert told(folder("Documents")) == ""


def test_a_link_into_such_a_folder_is_seen_through(told, home, folder):
    (home / "short").symlink_to(folder("Dropbox/Private"))
    assert "Dropbox" in told(home / "short")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("nfs4", "network"),
        ("cifs", "network"),
        ("fuse.sshfs", "network"),
        ("fuse.rclone", "network"),
        ("davfs", "network"),
        ("9p", "another system"),
        ("virtiofs", "another system"),
        ("vfat", "keeps no permissions"),
        ("exfat", "keeps no permissions"),
        ("fuseblk", "keeps no permissions"),
    ],
)
def test_a_file_system_that_others_have_too(told, folder, kind, said):
    place = folder("there")
    assert said in told(place, Mount(PurePosixPath(place.resolve()), kind, "x"))


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "tmpfs", "fuse.gocryptfs", "overlay"])
def test_a_file_system_of_this_computer(told, folder, kind):
    place = folder("there")
    assert told(place, Mount(PurePosixPath(place.resolve()), kind, "x")) == ""


def test_a_folder_that_others_can_write(told, folder):
    place = folder("there")
    place.chmod(0o777)
    assert "Other people" in told(place)
    place.chmod(0o1777)
    assert "Other people" in told(place)
    place.chmod(0o755)
    assert told(place) == ""


def test_a_folder_of_a_group_with_others_in_it(told, folder, monkeypatch):
    place = folder("there")
    place.chmod(0o770)
    monkeypatch.setattr("strongroom.app.risky_places._has_members", lambda _group: True)
    assert "Other people" in told(place)


def test_a_folder_that_is_not_there_is_no_risk_yet(told, home):
    assert told(home / "none") == ""
