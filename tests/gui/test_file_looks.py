# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file is there is asked beside the window, which never waits for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from strongroom.gui.file_looks import look_for
from strongroom.gui.widgets.key_file_place import KeyFilePlace
from strongroom.gui.widgets.key_file_row import KeyFileRow

REAL = Path.exists


class DeadMount:
    """Below ``folder`` nothing answers until it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.back = threading.Event()
        self.asked = 0

    def exists(self, path: Path) -> bool:
        if path.is_relative_to(self.folder):
            self.asked += 1
            self.back.wait(20)
        return REAL(path)


@pytest.fixture
def mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeadMount]:
    dead = DeadMount(tmp_path / "mount")

    def exists(path: Path) -> bool:
        return dead.exists(path)

    monkeypatch.setattr(Path, "exists", exists)
    yield dead
    dead.back.set()


def test_the_answer_comes_here(qtbot: QtBot, tmp_path: Path) -> None:
    asker = QObject()
    heard: list[tuple[bool, bool]] = []
    here = threading.get_ident()

    def told(there: bool) -> None:  # noqa: FBT001 - an answer
        heard.append((there, threading.get_ident() == here))

    look_for(tmp_path, asker, told)
    look_for(tmp_path / "none", asker, told)
    qtbot.waitUntil(lambda: sorted(heard) == [(False, True), (True, True)])


def test_a_dead_mount_is_asked_once_and_nobody_waits(qtbot: QtBot, mount: DeadMount) -> None:
    row, place = KeyFileRow(), KeyFilePlace("None.", Path.home() / "a.key")
    for each in (row, place):
        qtbot.addWidget(each)
        each.use(mount.folder / "a.key")
        each.use(mount.folder / "a.key")
    assert row._name.text() == "a.key"
    assert row.button.text() == "Remove"
    mount.back.set()
    qtbot.waitUntil(lambda: row._name.text() == "a.key is not there")
    qtbot.waitUntil(lambda: place._row.text.text().startswith("Will be made: "))
    assert mount.asked == 1


def test_an_answer_that_comes_late_is_not_about_the_next_file(
    qtbot: QtBot, mount: DeadMount, tmp_path: Path
) -> None:
    row = KeyFileRow()
    qtbot.addWidget(row)
    (tmp_path / "b.key").touch()
    row.use(mount.folder / "a.key")
    row.use(tmp_path / "b.key")
    qtbot.waitUntil(lambda: row._folder == tmp_path)
    heard: list[bool] = []
    look_for(mount.folder / "a.key", row, heard.append)
    mount.back.set()
    qtbot.waitUntil(lambda: heard == [False])
    assert row._name.text() == "b.key"


def test_what_may_not_be_looked_at_is_not_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)
    asker = QObject()
    heard: list[bool] = []
    look_for(tmp_path, asker, heard.append)
    qtbot.waitUntil(lambda: heard == [False])


def test_who_is_gone_hears_nothing(qtbot: QtBot, mount: DeadMount) -> None:
    asker, other = QObject(), QObject()
    heard: list[str] = []
    look_for(mount.folder / "a", asker, lambda _there: heard.append("gone"))
    look_for(mount.folder / "a", other, lambda _there: heard.append("here"))
    asker.deleteLater()
    with qtbot.waitSignal(asker.destroyed):
        pass
    mount.back.set()
    qtbot.waitUntil(lambda: heard == ["here"])
