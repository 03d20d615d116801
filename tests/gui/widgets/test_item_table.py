# SPDX-License-Identifier: GPL-3.0-or-later
"""The list: what survives another order, what typing does, and how fast it paints."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from strongroom.gui import theme
from strongroom.gui.models.chosen import runs_of
from strongroom.gui.models.items import NOTHING, Listing
from strongroom.gui.widgets.item_table import ItemTable
from strongroom.model.item import Overview


def listing(*ids: int) -> Listing:
    items = {
        n: Overview(id=n, kind="login", title=f"Item {n}", username="u", created=0, modified=0)
        for n in ids
    }
    return Listing(list(ids), items)


@pytest.fixture
def table(qtbot: QtBot) -> ItemTable:
    made = ItemTable()
    qtbot.addWidget(made)
    made.resize(340, 500)
    made.show_listing(listing(*range(1, 31)), keep=False)
    made.show()
    return made


def test_rows_are_all_as_high_as_the_theme_says(table: ItemTable) -> None:
    assert {table.rowHeight(n) for n in range(30)} == {theme.scaled(theme.ROW)}


def test_choosing_tells_once(table: ItemTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.chosen):
        assert table.choose(5)
    assert table.current_id() == 5
    assert table.selected().ids == [5]
    assert not table.choose(99)


def test_selection_and_place_survive_another_order(table: ItemTable) -> None:
    table.choose(20)
    place = table.verticalScrollBar().value()
    assert place > 0
    table.show_listing(listing(*range(30, 0, -1)), keep=True)
    assert table.current_id() == 20
    assert table.selected().ids == [20]
    assert table.verticalScrollBar().value() == place


def test_several_survive_another_order(table: ItemTable) -> None:
    table.restore(runs_of([2, 3, 8]), 4)
    table.show_listing(listing(9, 4, 3, 1), keep=True)
    assert table.selected().ids == [9, 4, 3]
    assert table.current_id() == 4


def test_what_left_the_list_is_no_longer_selected(table: ItemTable) -> None:
    table.choose(5)
    table.show_listing(listing(1, 2), keep=True)
    assert table.selected().ids == []
    assert table.current_id() is None


def test_a_new_search_starts_without_a_selection(table: ItemTable) -> None:
    table.choose(5)
    table.show_listing(listing(5, 6), keep=False)
    assert table.selected().ids == []


def test_the_same_order_keeps_quiet(table: ItemTable, qtbot: QtBot) -> None:
    table.choose(5)
    with qtbot.assertNotEmitted(table.chosen):
        table.show_listing(listing(*range(1, 31)), keep=True)
    assert table.selected().ids == [5]


def test_the_rest_leaves_the_selection_alone(table: ItemTable, qtbot: QtBot) -> None:
    table.choose(5)
    with qtbot.assertNotEmitted(table.chosen):
        table.show_listing(listing(*range(1, 101)), keep=True)
    assert table.selected().ids == [5]
    assert table.items.rowCount() == 100


def test_all_can_be_selected(table: ItemTable) -> None:
    table.selectAll()
    assert len(table.selected()) == 30
    assert table.selected().ids == list(range(1, 31))


def test_what_is_selected_costs_the_same_for_all_rows(table: ItemTable) -> None:
    assert table.selected().first is None
    assert table.selected().only is None
    assert not table.selected().all_favourites
    table.restore(runs_of([2, 3, 8]), None)
    chosen = table.selected()
    assert (len(chosen), chosen.ids) == (3, [3, 4, 9])
    assert [item.id for item in chosen] == [3, 4, 9]
    assert chosen.first is not None
    assert chosen.first.id == table.current_id() == 3
    assert chosen.only is None
    table.choose(7)
    only = table.selected().only
    assert only is not None
    assert only.id == 7


def test_typing_goes_to_the_search(table: ItemTable, qtbot: QtBot) -> None:
    typed: list[object] = []
    table.typed.connect(typed.append)
    qtbot.keyClicks(table, "g")
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(table, QKeyEvent(QEvent.Type.KeyPress, 0, none, "ü"))
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert typed == ["g", "ü"]


def test_return_opens(table: ItemTable, qtbot: QtBot) -> None:
    table.choose(1)
    with qtbot.waitSignal(table.opened):
        qtbot.keyClick(table, Qt.Key.Key_Return)


def test_the_menu_opens_on_a_row_alone(table: ItemTable) -> None:
    wanted: list[object] = []
    table.menu_wanted.connect(wanted.append)
    table.show_listing(listing(1), keep=False)
    reason = QContextMenuEvent.Reason.Mouse
    viewport = table.viewport()
    for y in (20, 400):
        event = QContextMenuEvent(reason, QPoint(50, y), viewport.mapToGlobal(QPoint(50, y)))
        QApplication.sendEvent(viewport, event)
    assert len(wanted) == 1


def test_the_row_under_the_mouse_is_known(table: ItemTable) -> None:
    QTest.mouseMove(table.viewport(), QPoint(50, 60))
    QTest.mouseMove(table.viewport(), QPoint(52, 62))
    assert table.hovered == 1
    table.show_listing(NOTHING, keep=False)
    QTest.mouseMove(table.viewport(), QPoint(50, 64))
    assert table.hovered == -1


def test_a_hundred_thousand_rows_scroll_within_a_frame(qtbot: QtBot) -> None:
    table = ItemTable()
    qtbot.addWidget(table)
    table.resize(340, 560)
    table.rows.matches = lambda text: [(0, 4)] if text.startswith("Item") else []
    table.show_listing(listing(*range(1, 100_001)), keep=False)
    table.show()
    qtbot.waitExposed(table)
    bar = table.verticalScrollBar()
    table.grab()
    times = []
    for turn in range(30):
        bar.setValue(bar.maximum() * turn // 30)
        started = time.thread_time()
        table.viewport().repaint()
        times.append(time.thread_time() - started)
    assert sorted(times)[len(times) // 2] < 0.016
