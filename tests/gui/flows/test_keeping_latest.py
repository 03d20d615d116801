# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of what was saved last, once nothing more comes."""

from pathlib import Path

from tests.app.worlds import World, login
from tests.gui.conftest import Running

from strongroom.gui.program import Program


def backups(machine: World) -> list[Path]:
    folder = machine.places.documents / "Personal backups"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_while_after_the_last_change_it_is_kept(
    opened: Program, running: Running, machine: World
) -> None:
    interior = opened.interior
    interior.editing.add(login("One"))
    running.settle()
    assert backups(machine) == []  # before the first item there was nothing to keep
    assert interior.keeping_latest.timer.isActive()
    interior.keeping_latest.timer.timeout.emit()
    running.settle()
    assert len(backups(machine)) == 1


def test_a_lock_ends_the_waiting(opened: Program, running: Running, machine: World) -> None:
    opened.interior.editing.add(login("One"))
    running.settle()
    opened.opening.lock()
    running.settle()
    assert not opened.interior.keeping_latest.timer.isActive()
    assert backups(machine) == []
