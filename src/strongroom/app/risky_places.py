# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a folder is no place for a file that anyone can read: others have it too, or will.

A folder that a service synchronises is known by what the service's program leaves in it, or
by the name that it gives the folder; one that is shared by its file system or by who may
write there; a drive that keeps no permissions, or is carried away, by its file system.
None of this is certain, which is why it is told as a reason and never taken for proof that
a place is safe.

Sources: Syncthing, "Folder Marker" (.stfolder); Dropbox (.dropbox, .dropbox.cache);
Nextcloud and ownCloud desktop clients (._sync_*.db, .sync_*.db, .nextcloudsync.log,
.owncloudsync.log); Google Drive for desktop (.tmp.drivedownload, .tmp.driveupload);
Seafile (.seafile-data beside its libraries); Resilio Sync (.sync/ID); MEGA (.megaignore);
the kernel's Documentation/filesystems for the kinds.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from strongroom.system.mounts import Mount, mount_of, mounts
from strongroom.texts import _

_MARKERS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".seafile-data": "Seafile",
    ".megaignore": "MEGA",
    ".sync/ID": "Resilio Sync",
}
_DATABASE = re.compile(r"\._?sync_[0-9a-f]{8,}\.db")  # Nextcloud's and ownCloud's journal
# Folders by name, anywhere: what is behind the name may say whose they are.
_NAMES = (
    (re.compile(r"dropbox( \(.+\))?"), "Dropbox"),
    (re.compile(r"onedrive( ?- ?.+)?"), "OneDrive"),
    (re.compile(r"google ?drive( \(.+\))?|googledrive-.+"), "Google Drive"),
    (re.compile(r"icloud ?drive( \(.+\))?|mobile documents|com~apple~clouddocs"), "iCloud"),
    (re.compile(r"nextcloud\d*( .+)?"), "Nextcloud"),
    (re.compile(r"owncloud\d*( .+)?"), "ownCloud"),
    (re.compile(r"mega ?sync|megasync downloads"), "MEGA"),
    (re.compile(r"pcloud ?(drive|sync)|pclouddrive"), "pCloud"),
    (re.compile(r"proton ?drive( .+)?"), "Proton Drive"),
    (re.compile(r"box sync|box-box"), "Box"),
    (re.compile(r"yandex\.disk"), "Yandex Disk"),
    (re.compile(r"tresorit( .+)?"), "Tresorit"),
    (re.compile(r"resilio sync|btsync"), "Resilio Sync"),
)
# Names that mean something only right in a person's own folder.
_NAMES_AT_HOME = {"mega": "MEGA", "box": "Box", "sync": "Syncthing", "seafile": "Seafile"}
_CLOUD_STORAGE = "cloudstorage"  # where macOS keeps what services synchronise
_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|ncp|afs|coda|ceph|glusterfs|davfs|webdav|lustre|ocfs2|gfs2"
    r"|fuse\.(sshfs|rclone|s3fs|davfs2?|curlftpfs|ceph|glusterfs|gvfsd-fuse|kio-fuse|onedriver"
    r"|google-drive-ocamlfuse|smbnetfs|juicefs|pcloud.*)"
)
_OF_ANOTHER_SYSTEM = re.compile(r"9p|virtiofs|vboxsf|prl_fs|vmhgfs|fuse\.vmhgfs-fuse|drvfs")
_WITHOUT_OWNERS = re.compile(r"vfat|msdos|fat|exfat|ntfs3?|fuseblk|umsdos|hfsplus|udf")
_CARRIED = ("/media", "/run/media")
_AT_MOST = 4096  # names looked at in one folder


def reasons(
    path: Path, home: Path | None = None, mounted: Callable[[], tuple[Mount, ...]] = mounts
) -> tuple[str, ...]:
    """Return in sentences why a file at ``path`` would be in other hands, none where nothing is.

    The folder of ``path`` is looked at, and those that it lies in.
    """
    folder = Path(os.path.realpath(path.parent))
    own = Path(os.path.realpath(home or Path.home()))
    found = [*_synced(folder, own), *_on_file_system(folder, mounted()), *_open_to_others(folder)]
    return tuple(dict.fromkeys(found))


def _synced(folder: Path, home: Path) -> Iterator[str]:
    for place in (folder, *folder.parents):
        service = _named(place, home) or _marked(place)
        if service:
            sentence = _("The folder is synchronised by {service}: other computers get the file.")
            yield sentence.format(service=service)
            return


def _named(place: Path, home: Path) -> str:
    name = place.name.casefold()
    if place.parent == home and name in _NAMES_AT_HOME:
        return _NAMES_AT_HOME[name]
    if place.parent.name.casefold() == _CLOUD_STORAGE:
        return place.name
    return next((service for known, service in _NAMES if known.fullmatch(name)), "")


def _marked(place: Path) -> str:
    # What a service keeps of itself in the person's own folder is not the folder of files.
    for marker, service in _MARKERS.items():
        if os.path.lexists(place / marker) and not _is_settings(place, marker):
            return service
    try:
        with os.scandir(place) as entries:
            for _number, entry in zip(range(_AT_MOST), entries, strict=False):
                if _DATABASE.fullmatch(entry.name):
                    return "Nextcloud"
    except OSError:
        pass
    return ""


def _is_settings(place: Path, marker: str) -> bool:
    """Tell ``~/.dropbox``, the program's own folder, from the file that marks what is synced."""
    return marker == ".dropbox" and (place / marker).is_dir()


def _on_file_system(folder: Path, mounted: tuple[Mount, ...]) -> Iterator[str]:
    mount = mount_of(folder, mounted)
    if folder.drive.startswith("\\\\"):
        yield _in_network()
    if mount is None:
        return
    if _NETWORK.fullmatch(mount.kind):
        yield _in_network()
    elif _OF_ANOTHER_SYSTEM.fullmatch(mount.kind):
        yield _("The folder belongs to another system, which shares it with this one.")
    elif _WITHOUT_OWNERS.fullmatch(mount.kind):
        yield _("The drive keeps no permissions: whoever has it can read the file.")
    elif str(mount.point).startswith(_CARRIED):
        yield _("The drive can be taken away: whoever has it can read the file.")


def _in_network() -> str:
    return _("The folder lies on another computer in the network.")


def _open_to_others(folder: Path) -> Iterator[str]:
    if not hasattr(os, "getuid"):
        return
    try:
        seen = folder.stat()
    except OSError:
        return
    by_group = seen.st_mode & stat.S_IWGRP and _has_members(seen.st_gid)
    if seen.st_mode & stat.S_IWOTH or by_group:
        yield _("Other people on this computer can write to the folder.")
    elif seen.st_uid not in {os.getuid(), 0}:
        yield _("The folder belongs to another person on this computer.")


def _has_members(group: int) -> bool:
    """Tell whether others are in a group; a person's own has their number, and no members."""
    import grp  # noqa: PLC0415 - Unix alone has it
    import pwd  # noqa: PLC0415

    try:
        found = grp.getgrgid(group)
        me = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return True
    return found.gr_name != me or any(member != me for member in found.gr_mem)
