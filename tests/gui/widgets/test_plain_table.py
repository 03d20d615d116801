# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of tables that are read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from strongroom.gui.models.mapping_cells import MappingCells
from strongroom.gui.widgets.mapping_table import MappingTable
from strongroom.gui.widgets.plain_table import PlainTable

ROOM = 80


@pytest.mark.parametrize("kind", [PlainTable, MappingTable])
def test_the_name_of_a_column_without_room_ends_in_an_ellipsis(
    qtbot: QtBot, kind: type[PlainTable]
) -> None:
    table = MappingTable(MappingCells()) if kind is MappingTable else PlainTable("", chosen=True)
    qtbot.addWidget(table)
    model = QStandardItemModel(0, 1, table)
    model.setHorizontalHeaderLabels(["Usernames of every kind"])
    table.setModel(model)
    table.show()
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.resizeSection(0, ROOM)
    shown = header.grab().toImage()
    header.setTextElideMode(Qt.TextElideMode.ElideNone)
    assert header.grab().toImage() != shown
