# SPDX-License-Identifier: GPL-3.0-or-later
"""Icons are sharp, in the theme's colours, and exist."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

import strongroom
from strongroom.gui import icons, theme

SOURCE = Path(strongroom.__file__).parent


def inks(image: QImage) -> set[str]:
    """The colours of the pixels that are wholly painted."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_an_icon_has_the_colour_of_its_token(qapp: QApplication) -> None:
    icon = icons.icon("square", "danger")
    assert inks(icon.pixmap(20, 20).toImage()) == {theme.LIGHT.danger.lower()}
    theme.apply(qapp, theme.Scheme.DARK)
    assert inks(icon.pixmap(20, 20).toImage()) == {theme.DARK.danger.lower()}


def test_chosen_it_is_in_the_accent_colour() -> None:
    icon = icons.icon("square", "muted")
    on = icon.pixmap(QSize(20, 20), QIcon.Mode.Normal, QIcon.State.On)
    assert inks(on.toImage()) == {theme.LIGHT.accent.lower()}
    selected = icon.pixmap(QSize(20, 20), QIcon.Mode.Selected)
    assert inks(selected.toImage()) == {theme.LIGHT.accent.lower()}


def test_disabled_it_is_faint() -> None:
    disabled = icons.icon("square").pixmap(QSize(20, 20), QIcon.Mode.Disabled)
    assert inks(disabled.toImage()) == set()


def test_it_is_drawn_in_the_screens_own_pixels() -> None:
    sharp = icons.icon("star").pixmap(QSize(20, 20), 2.0)
    assert sharp.size() == QSize(40, 40)
    assert sharp.devicePixelRatio() == 2.0
    drawn = icons.pixmap("star", "text", 20, 2.0)
    assert drawn.size() == QSize(40, 40)
    assert drawn.deviceIndependentSize().toSize() == QSize(20, 20)


def test_filled_covers_more_than_outlined() -> None:
    def covered(picture: QImage) -> int:
        return sum(picture.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))

    outline = icons.pixmap("star", size=32).toImage()
    filled = icons.pixmap("star", size=32, filled=True).toImage()
    assert covered(filled) > 2 * covered(outline)


def test_an_unknown_name_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_icons_outlive_their_widgets(qtbot: QtBot) -> None:
    icon = icons.icon("pencil")
    for _ in range(50):
        button = QToolButton()
        qtbot.addWidget(button)
        button.setIcon(icon)
        button.setIcon(QIcon(icon))
        button.grab()
    copy = QIcon(icon)
    del icon
    assert not copy.pixmap(20, 20).isNull()


def test_every_icon_that_the_source_names_exists() -> None:
    pattern = re.compile(
        r"""(?:icons\.(?:icon|pixmap)|buttons\.tool|IconLabel)\(\s*"([a-z0-9-]+)\""""
    )
    names = {
        name
        for path in (SOURCE / "gui").rglob("*.py")
        for name in pattern.findall(path.read_text("utf-8"))
    }
    assert len(names) > 5
    for name in sorted(names):
        assert not icons.pixmap(name).isNull(), name


def test_the_applications_own_icon_is_green_with_a_white_handle() -> None:
    image = icons.application_icon().pixmap(64, 64).toImage()
    assert {"#2f6f5e", "#ffffff"} <= inks(image)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(10, 20) == QColor("#2F6F5E")
