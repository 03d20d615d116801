# SPDX-License-Identifier: GPL-3.0-or-later
"""What is unfinished in the program's own folders goes at the next open, and nothing else."""

import os
import time

from tests.app.worlds import World, new_unlock

from strongroom.app import leftovers
from strongroom.vault import locking
from strongroom.vault.places import VaultPlaces

MARK = "0a1b2c3d"
BACKUP = "Personal 2026-01-02 03.04.05+0000.strongroom"


def leave(folder, name, seconds=61):
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(b"half of it")
    then = time.time() - seconds
    os.utime(file, (then, then))
    return file


def made(world: World) -> None:
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    session.lock()


def test_old_unfinished_files_are_gone_at_the_next_open(tmp_path):
    world = World(tmp_path)
    made(world)
    gone = [
        leave(world.places.config, ".settings.json.0a1b2c3d4e5f"),
        leave(world.places.state, ".state.json.0a1b2c3d4e5f"),
        leave(world.places.slots, f"quick-ab.{MARK}.arming.{MARK}.new"),
    ]
    kept = [
        leave(world.places.config, ".settings.json.0a1b2c3d4e5f-mine"),
        leave(world.places.state, ".state.json.ffffffffffff", seconds=1),
        leave(world.places.config, "settings.json.broken"),
    ]
    (world.places.config / ".folder.json.0a1b2c3d4e5f").mkdir()
    world.opened().lock()
    assert [file.exists() for file in (*gone, *kept)] == [False] * 3 + [True] * 3


def test_an_unfinished_backup_is_gone_unless_somebody_is_at_it(tmp_path):
    world = World(tmp_path)
    made(world)
    folder = world.places.documents / "Personal backups"
    part = leave(folder, f"{BACKUP}.{MARK}.part", seconds=60 * 60 + 1)
    theirs_yet = leave(folder, f"{BACKUP}.{MARK[::-1]}.part", seconds=60 * 60 - 60)
    theirs = leave(folder, "notes.part")
    with locking.exclusive(VaultPlaces(state=world.places.state).lock_of(folder.resolve())):
        leftovers.clear(world.places, folder)
        assert part.exists()
    world.opened().lock()
    assert not part.exists()
    assert theirs.exists()
    assert theirs_yet.exists()
