# SPDX-License-Identifier: GPL-3.0-or-later
"""The list's rows: reset only where places changed, ids alone in a drag."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from strongroom.gui.models.dragging import (
    dragged_folder,
    dragged_items,
    folder_data,
    items_data,
)
from strongroom.gui.models.items import NOTHING, ItemsModel, Listing, monogram_key, spoken
from strongroom.model.item import Overview


def _row(number: int, **parts: object) -> Overview:
    values: dict[str, object] = {"kind": "login", "title": f"Item {number}"}
    values.update(parts)
    return Overview(id=number, created=0, modified=0, **values)  # type: ignore[arg-type]


def _listing(*ids: int, **parts: object) -> Listing:
    return Listing(list(ids), {number: _row(number, **parts) for number in ids})


@pytest.fixture
def model(qapp: object) -> ItemsModel:  # noqa: ARG001 - Qt must run
    made = ItemsModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def test_another_order_resets(model: ItemsModel, qtbot: QtBot) -> None:
    assert not model.show(_listing(1, 2, 3))
    with qtbot.waitSignal(model.modelReset):
        assert model.show(_listing(3, 2, 1))
    assert model.ids == [3, 2, 1]
    assert model.data(model.index(0, 0)) == "Item 3"


def test_the_same_order_only_repaints(model: ItemsModel, qtbot: QtBot) -> None:
    model.show(_listing(1, 2))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        assert not model.show(_listing(1, 2, favourite=True))
    assert model.overview(1).favourite


def test_nothing_after_nothing_tells_nothing(model: ItemsModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.dataChanged):
        assert not model.show(NOTHING)


def test_the_rest_is_appended(model: ItemsModel, qtbot: QtBot) -> None:
    model.show(_listing(1, 2))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        assert not model.show(_listing(1, 2, 3, 4))
    assert model.rowCount() == 4


def test_a_rest_that_does_not_fit_resets(model: ItemsModel) -> None:
    model.show(_listing(1, 2))
    assert model.show(_listing(2, 1, 3))
    assert model.ids == [2, 1, 3]


def test_rows_are_found_by_id(model: ItemsModel) -> None:
    model.show(_listing(5, 6, 7))
    assert (model.row_of(7), model.row_of(9)) == (2, -1)
    assert model.rows_of([7, 5, 9]) == [0, 2]
    assert model.rows_of([6]) == [1]
    assert model.rows_of([9]) == []
    assert model.rows_of([]) == []


def test_a_drag_carries_ids_and_no_text(model: ItemsModel) -> None:
    model.show(_listing(5, 6))
    data = model.mimeData([model.index(1, 0)])
    assert dragged_items(data) == (6,)
    assert not data.hasText()
    assert model.mimeTypes() == data.formats()


def test_a_drag_of_something_else_means_nothing() -> None:
    assert dragged_items(folder_data(3)) == ()
    assert dragged_folder(items_data([3])) is None
    assert dragged_folder(folder_data(3)) == 3
    hostile = items_data([])
    hostile.setData("application/x-strongroom-items", b"1,x,-2,,3")
    assert dragged_items(hostile) == (1, 3)


def test_a_row_whose_item_is_gone_is_blank(model: ItemsModel) -> None:
    listing = _listing(1, 2)
    model.show(Listing(listing.ids, {1: listing.items[1]}))
    assert model.data(model.index(1, 0)) == ""
    assert model.ids[1] == 2


def test_a_reader_hears_what_a_row_shows() -> None:
    row = _row(1, username="alice", favourite=True, has_otp=True)
    assert spoken(row) == "Item 1, Login, alice, favourite, with one-time password"


def test_only_a_title_is_in_the_plain_text(model: ItemsModel) -> None:
    model.show(_listing(1))
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "Item 1, Login"
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None


def test_the_first_website_colours_the_monogram() -> None:
    assert monogram_key(_row(1)) == ""
    assert monogram_key(_row(1, websites=("https://www.A.org/in", "b.org"))) == "a.org"


def test_a_hundred_thousand_rows_reset_within_a_frame() -> None:
    model = ItemsModel()
    items = {number: _row(number) for number in range(1, 100_001)}
    one = Listing(list(items), items)
    other = Listing(one.ids[::-1], items)
    model.show(one)
    started = time.thread_time()
    model.show(other)
    assert time.thread_time() - started < 0.016
