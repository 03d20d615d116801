# SPDX-License-Identifier: GPL-3.0-or-later
"""How a table is understood, shown and corrected by mouse and by keyboard."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from strongroom.app.csv_maps import Column, Dialect, Mapping, TableLook, Target
from strongroom.gui.dialogs.import_mapping import MappingPage
from strongroom.gui.models.mapping_cells import CHOOSERS, MappingCells
from strongroom.model.fields import ItemKind

COLUMNS = (
    Column("Name", Target.TITLE),
    Column("Word", Target.PASSWORD),
    Column("", Target.CONCEALED),
)
MAPPING = Mapping(columns=COLUMNS, encoding="utf-8")
ROWS = (("Shop", "hunter2", "1234"), ("Bank", "hunter3", "5\n6"), ("short",))


def look(mapping: Mapping = MAPPING, notice: str = "", broken: int = 0) -> TableLook:
    return TableLook(mapping, ROWS, 3, broken, notice)


@pytest.fixture
def page(qtbot):
    made = MappingPage()
    qtbot.addWidget(made)
    made.resize(760, 560)
    made.show()
    made.show_look(look())
    return made


@pytest.fixture
def changes(page):
    seen: list[Mapping] = []
    page.changed.connect(seen.append)
    return seen


def shown(page: MappingPage, row: int) -> list[str]:
    model = page.table.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def open_by_key(page: MappingPage, column: int, key: Qt.Key = Qt.Key.Key_Return) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.model().index(1, column))
    QTest.keyClick(page.table, key)


def choose(page: MappingPage, target: Target) -> None:
    next(action for action in page.table.menu.actions() if action.data() == target).trigger()


def test_the_first_rows_stand_below_what_they_become(page):
    assert shown(page, CHOOSERS) == ["Title", "Password", "Field of its own, concealed"]
    assert shown(page, 1)[0] == "Shop"
    assert shown(page, 3) == ["short", "", ""]
    heads = [page.table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(3)]
    assert heads == ["Name", "Word", "Column 3"]
    assert page.counts.text() == "3 rows, 3 columns"
    assert page.notice.isHidden()


def test_secrets_are_dots_until_they_are_asked_for(page):
    assert shown(page, 1)[1:] == ["••••••••", "••••••••"]
    page.reveal.click()
    assert shown(page, 1)[1:] == ["hunter2", "1234"]
    assert shown(page, 2)[2] == "5 6"
    page.clear()
    assert page.table.model().rowCount() == 0
    page.show_look(look())
    assert shown(page, 1)[1] == "••••••••"


def test_it_is_said_why_a_column_that_nobody_knows_is_dots(page):
    assert page.hint.isVisible()
    known = Mapping(columns=(*COLUMNS[:2], Column("", Target.SHOWN)), encoding="utf-8")
    page.show_look(look(known))
    assert page.hint.isHidden()


def test_no_accessible_name_tells_a_value(page):
    chooser = page.table.model().index(CHOOSERS, 1)
    assert chooser.data(Qt.ItemDataRole.AccessibleTextRole) == "Column “Word” becomes: Password"
    assert page.table.model().index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) is None


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2]
)
def test_a_key_in_a_column_opens_its_chooser(page, changes, key):
    open_by_key(page, 2, key)
    assert page.table.menu.isVisible()
    checked = [action.data() for action in page.table.menu.actions() if action.isChecked()]
    assert checked == [Target.CONCEALED]
    choose(page, Target.LEFT_OUT)
    assert [c.target for c in changes[0].columns][2] is Target.LEFT_OUT
    assert page.mapping == changes[0]
    assert shown(page, CHOOSERS)[2] == "Leave out"
    assert shown(page, 1)[2] == "1234"
    page.table.menu.close()


def test_a_click_on_a_chooser_opens_it_and_one_on_a_value_does_not(page, changes):
    table = page.table
    value = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(value))
    assert not table.menu.isVisible()
    place = table.visualRect(table.model().index(CHOOSERS, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert table.menu.isVisible()
    choose(page, Target.USERNAME)
    assert changes[0].columns[0] == Column("Name", Target.USERNAME)
    table.menu.close()


def test_every_other_choice_asks_to_look_again(page, changes):
    page.delimiter.setCurrentIndex(1)
    page.delimiter.activated.emit(1)
    assert changes[-1].dialect == Dialect(delimiter=";")
    page.show_look(look())
    page.quoting.setCurrentIndex(1)
    page.quoting.activated.emit(1)
    assert changes[-1].dialect == Dialect(escape=True)
    page.show_look(look())
    page.encoding.setCurrentIndex(3)
    page.encoding.activated.emit(3)
    assert changes[-1].encoding == "cp1252"
    page.show_look(look())
    page.kind.setCurrentIndex(3)
    page.kind.activated.emit(3)
    assert changes[-1].kind == ItemKind.CARD
    page.show_look(look())
    page.header.click()
    assert changes[-1].header is False
    page.show_look(look())
    before = len(changes)
    page.kind.activated.emit(0)
    assert len(changes) == before  # nothing has changed


def test_what_was_found_out_of_the_file_is_shown(page):
    found = Mapping(
        columns=COLUMNS,
        kind=ItemKind.NOTE,
        header=False,
        dialect=Dialect(delimiter="\t", quote="'", escape=True),
        encoding="cp1252",
    )
    page.show_look(look(found, "Read as Western European.", broken=2))
    assert page.delimiter.currentData() == "\t"
    assert page.quoting.currentData() == ("'", True)
    assert page.encoding.currentData() == "cp1252"
    assert page.kind.currentData() == ItemKind.NOTE
    assert not page.header.isChecked()
    assert page.notice.text.text() == "Read as Western European."
    assert page.counts.text() == "3 rows, 3 columns; 2 rows cannot be read"


def test_a_table_by_what_no_file_can_say_is_shown_at_its_first_choice(page):
    page.show_look(look(Mapping(columns=COLUMNS, kind="newer", encoding="")))
    assert page.kind.currentIndex() == 0
    assert page.encoding.currentIndex() == 0


def test_tab_leaves_the_table(page):
    page.reveal.setFocus()
    QTest.keyClick(page.reveal, Qt.Key.Key_Tab)
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Backtab)
    assert page.reveal.hasFocus()


def test_two_hundred_columns_hold_nothing_up(page):
    mapping = Mapping(columns=tuple(Column(f"c{n}", Target.CONCEALED) for n in range(200)))
    rows = tuple(tuple("value" for _column in range(200)) for _row in range(50))
    began = time.process_time()
    page.show_look(TableLook(mapping, rows, 50))
    assert time.process_time() - began < 0.5  # it takes a tenth of that


def test_no_more_names_are_measured_than_are_seen(qtbot, monkeypatch):
    asked: list[int] = []
    header = MappingCells.headerData

    def heard(cells, section, *more):
        asked.append(section)
        return header(cells, section, *more)

    monkeypatch.setattr(MappingCells, "headerData", heard)
    page = MappingPage()  # made now, for Qt looks up what overrides its own only once
    qtbot.addWidget(page)
    page.resize(760, 560)
    page.show()
    mapping = Mapping(columns=tuple(Column(f"c{n}", Target.NOTES) for n in range(200)))
    page.show_look(TableLook(mapping, (("value",) * 200,), 1))
    page.grab()
    assert 0 < len(set(asked)) < 50
    assert page.table.horizontalHeader().isVisibleTo(page.table)
    assert page.table.horizontalHeader().height() >= page.fontMetrics().height()
