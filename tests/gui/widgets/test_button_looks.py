# SPDX-License-Identifier: GPL-3.0-or-later
"""A button that cannot be pressed looks like it."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from strongroom.gui.widgets import buttons


def look(qtbot: QtBot, tone: str, *, enabled: bool) -> QImage:
    link = buttons.link("Suggest a passphrase")
    link.setProperty("tone", tone)
    link.setEnabled(enabled)
    qtbot.addWidget(link)
    link.resize(link.sizeHint())
    return link.grab().toImage()


def test_a_link_that_is_off_has_no_accent(qtbot: QtBot) -> None:
    muted = look(qtbot, "", enabled=False)
    assert look(qtbot, "accent", enabled=False) == muted
    assert look(qtbot, "accent", enabled=True) != muted
