# SPDX-License-Identifier: GPL-3.0-or-later
"""The file becomes small again once nothing more comes, behind whatever a person asks for."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login
from tests.gui.conftest import Running

from strongroom.gui.program import Program
from strongroom.model.item import Content

MIB = 1024 * 1024


@pytest.fixture
def deleted(opened: Program, running: Running, tmp_path: Path) -> int:
    """An item out of which a file of 9 MiB was deleted for good."""
    interior = opened.interior
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(9 * MIB))
    (item_id,) = interior.items.add(Content(kind="document", title="Large")).made
    interior.attaching.add(item_id, [file])
    running.settle()
    (one,) = interior.items.item(item_id).details.attachments
    interior.attaching.delete(item_id, one)
    running.settle()
    return item_id


def size(machine: World) -> int:
    return machine.path.stat().st_size


@pytest.mark.usefixtures("deleted")
def test_some_seconds_after_the_last_change_it_is_small(
    opened: Program, running: Running, machine: World
) -> None:
    timer = opened.interior.giving_back.timer
    assert size(machine) > 9 * MIB
    assert timer.isActive()
    timer.timeout.emit()
    running.settle()
    assert size(machine) < MIB
    assert not list(machine.path.parent.glob("*.new"))


@pytest.mark.usefixtures("deleted")
def test_a_save_comes_first(
    opened: Program, running: Running, machine: World, *, qtbot: QtBot
) -> None:
    interior = opened.interior
    interior.giving_back.timer.timeout.emit()
    with qtbot.waitSignal(interior.editing.changed):
        interior.editing.add(login("Meanwhile"))
    assert interior.giving_back.timer.isActive()
    running.settle()
    interior.giving_back.timer.timeout.emit()
    running.settle()
    assert size(machine) < MIB
    titles = {overview.title for overview in machine.opened().vault.overviews().values()}
    assert titles == {"Large", "Meanwhile"}


@pytest.mark.usefixtures("deleted")
def test_a_lock_comes_first_and_nothing_is_left_of_it(
    opened: Program, running: Running, machine: World
) -> None:
    opened.interior.giving_back.timer.timeout.emit()
    opened.opening.lock()
    running.settle()
    assert not opened.interior.giving_back.timer.isActive()
    assert not list(machine.path.parent.glob("*.new"))
    assert machine.opened().vault.check().sound
