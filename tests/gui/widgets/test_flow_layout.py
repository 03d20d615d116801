# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets set like words: on to the next line, and in its middle where that is wanted."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.widgets.flow_layout import FlowLayout


@pytest.mark.parametrize(("centred", "lefts"), [(False, [0, 100, 0]), (True, [25, 125, 75])])
def test_lines_begin_at_the_edge_or_lie_in_the_middle(
    qtbot: QtBot, *, centred: bool, lefts: list[int]
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(holder, gap=0, centred=centred)
    words = [QWidget() for _word in range(3)]
    for word in words:
        word.setFixedSize(100, 20)
        layout.addWidget(word)
    holder.resize(250, 60)
    holder.show()
    assert [word.x() for word in words] == lefts
    assert [word.y() for word in words] == [0, 0, 20]
