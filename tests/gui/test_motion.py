# SPDX-License-Identifier: GPL-3.0-or-later
"""Things move only where the person's system lets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import motion, theme
from strongroom.gui.widgets.spinner import Spinner


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = motion.wanted()
    yield
    motion.set_wanted(before)


@pytest.mark.parametrize(
    ("file", "text", "none"),
    [
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=1\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=true\n", False),
        ("kdeglobals", "no section\nat all", False),
        ("kdeglobals", "[KDE]\n\udcff", False),
    ],
)
def test_the_wish_is_read_where_desktops_keep_it(
    tmp_path: Path, file: str, text: str, *, none: bool
) -> None:
    assert not motion.says_none(tmp_path)
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", "surrogateescape")
    assert motion.says_none(tmp_path) is none


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[QWidget]:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = QWidget()
    QVBoxLayout(outer).addWidget(inner)
    outer.resize(200, 100)
    outer.show()
    yield inner
    outer.close()


def test_a_shake_ends_where_it_began(box: QWidget, qtbot: QtBot) -> None:
    motion.set_wanted(True)
    home = box.pos()
    motion.shake(box)
    motion.shake(box)  # a second one does not pile up
    qtbot.waitUntil(lambda: box.pos() != home)
    qtbot.waitUntil(lambda: box.pos() == home and not box.children(), timeout=2000)
    assert theme.MOTION_MS < 150


def test_nothing_shakes_where_motion_is_unwanted(box: QWidget) -> None:
    motion.set_wanted(False)
    motion.shake(box)
    assert box.children() == []


def test_a_spinner_stands_still_then(qtbot: QtBot) -> None:
    motion.set_wanted(False)
    spinner = Spinner()
    qtbot.addWidget(spinner)
    spinner.show()
    assert not spinner._timer.isActive()
    spinner.hide()
    motion.set_wanted(True)
    spinner.show()
    before = spinner.grab().toImage()
    qtbot.waitUntil(lambda: spinner.grab().toImage() != before)
    spinner.hide()
    assert not spinner._timer.isActive()
