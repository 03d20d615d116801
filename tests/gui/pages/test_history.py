# SPDX-License-Identifier: GPL-3.0-or-later
"""Two states of an item beside each other, and the history that shows them, over a real vault."""

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot
from tests.app.worlds import login
from tests.gui.pages.conftest import Desk

from strongroom.gui.dialogs.history import HistoryDialog
from strongroom.gui.dialogs.large_type import LargeType
from strongroom.gui.pages.detail_fields import ItemRow, SecretRow
from strongroom.gui.pages.side_by_side import Side, SideBySide
from strongroom.gui.pages.side_marks import of_comparison, of_taking
from strongroom.gui.pages.sides import side_of
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Item

LEFT = Qt.MouseButton.LeftButton

USER = Field(id=1, role=Role.USERNAME, value="zoe")
OLD = Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="old-secret")
NEW = Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="new-secret")
PIN = Field(id=4, label="PIN", kind=FieldKind.CONCEALED, value="4711")
LONG = Field(id=5, role=Role.NOTES, kind=FieldKind.NOTE, value="\n".join("long note" * 3))
SHORT = Field(id=5, role=Role.NOTES, kind=FieldKind.NOTE, value="short")
SITE = Field(id=6, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value="https://a.example")
WORK, PRIVATE = ("Folder", "Work"), ("Folder", "Private")


@pytest.fixture
def sides(qtbot: QtBot) -> SideBySide:
    made = SideBySide(lambda: 0, lambda: 30)
    qtbot.addWidget(made)
    made.resize(760, 500)
    made.show()
    return made


def pair(sides: SideBySide) -> None:
    left = Side("Then", "Hub", (USER, OLD, PIN, LONG), (WORK, ("Tags", "a")))
    sides.show_pair(left, Side("Now", "GitHub", (USER, NEW, SHORT, SITE), (PRIVATE,)))


def marks(sides: SideBySide) -> dict[str, list[str]]:
    """The word at each row, by its label, the left one first."""
    found: dict[str, list[str]] = {}
    for row in sides.rows:
        found.setdefault(row.label, []).append(row.mark)
    return found


def test_what_differs_is_marked_in_words(sides: SideBySide) -> None:
    pair(sides)
    assert marks(sides) == {
        "username": ["", ""],
        "password": ["changed", "changed"],
        "PIN": ["removed"],
        "notes": ["changed", "changed"],
        "website": ["added"],
        "Folder": ["changed", "changed"],
        "Tags": ["removed"],
    }
    assert all(not side.changed.isHidden() for side in sides.sides)
    assert [side.title.accessibleName() for side in sides.sides] == ["Hub", "GitHub"]


def test_between_two_files_nothing_that_is_kept_is_called_removed(sides: SideBySide) -> None:
    sides.marks = of_comparison()
    pair(sides)
    words = {word for found in marks(sides).values() for word in found}
    assert words == {"", "differs", "only here"}
    assert marks(sides)["PIN"] == ["only here"]
    assert [side.changed.text() for side in sides.sides] == ["title differs"] * 2


@pytest.mark.parametrize("theirs", [True, False])
def test_a_merge_says_which_side_wins(sides: SideBySide, theirs: bool) -> None:  # noqa: FBT001
    sides.marks = of_taking(theirs=theirs)
    pair(sides)
    won = ["goes to history", "taken"] if theirs else ["kept", "goes to history"]
    assert marks(sides)["password"] == won
    assert marks(sides)["PIN"] == won[:1]


def test_one_alone_has_no_marks(sides: SideBySide) -> None:
    sides.show_one(Side("Now", "GitHub", (USER, NEW), (WORK,)))
    assert marks(sides) == {"username": [""], "password": [""], "Folder": [""]}
    assert sides.sides[1].isHidden()
    assert sides.sides[0].changed.isHidden()


def test_corresponding_rows_lie_at_one_height(sides: SideBySide, qtbot: QtBot) -> None:
    pair(sides)
    by_label: dict[str, list[ItemRow]] = {}
    for row in sides.rows:
        by_label.setdefault(row.label, []).append(row)

    def laid_out() -> None:
        every = {row.mapTo(sides, row.rect().topLeft()).y() for row in sides.rows}
        assert len(every) == len(by_label)
        for rows in by_label.values():
            tops = {row.mapTo(sides, row.rect().topLeft()).y() for row in rows}
            assert len(tops) == 1
            assert len({row.height() for row in rows}) == 1

    qtbot.waitUntil(laid_out)
    left, right = by_label["notes"]
    assert left.x() == right.x()
    assert left.mapTo(sides, left.rect().topLeft()).x() < sides.width() / 2


def test_they_stay_there_when_one_is_revealed(sides: SideBySide, qtbot: QtBot) -> None:
    sides.resize(480, 500)
    long = Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="x" * 300)
    sides.show_pair(Side("", "A", (USER, long, PIN)), Side("", "A", (USER, NEW, PIN)))
    first, second = (row for row in sides.rows if row.label == "password")
    qtbot.waitUntil(lambda: first.y() > 0 and first.height() == second.height())
    before = first.height()
    assert isinstance(first, SecretRow)
    first.toggle()
    qtbot.waitUntil(lambda: first.height() == second.height() > before)


def test_where_there_is_no_room_they_stand_one_under_the_other(
    sides: SideBySide, qtbot: QtBot
) -> None:
    pair(sides)
    assert not sides.narrow
    sides.resize(380, 500)
    qtbot.waitUntil(lambda: sides.narrow)
    first, second = sides.sides
    qtbot.waitUntil(lambda: second.geometry().top() > first.geometry().bottom())


def test_what_is_concealed_is_said_nowhere(sides: SideBySide) -> None:
    pair(sides)
    said = []
    for row in sides.rows:
        spoken = QAccessible.queryAccessibleInterface(row)
        said += [spoken.text(QAccessible.Text.Name), spoken.text(QAccessible.Text.Description)]
    assert any("changed" in text for text in said)
    for secret in ("old-secret", "new-secret", "4711"):
        assert not any(secret in text for text in said)


def test_no_website_is_offered_to_a_browser(sides: SideBySide) -> None:
    pair(sides)
    (row,) = [row for row in sides.rows if row.label == "website"]
    assert [tool.accessibleName() for tool in row.tools()] == ["Copy website"]


def test_large_type_shows_a_value(sides: SideBySide, qtbot: QtBot) -> None:
    pair(sides)
    row = next(row for row in sides.rows if row.label == "PIN")
    with qtbot.waitSignal(sides.revealed):
        row.large_wanted.emit()
    dialog = sides.findChild(LargeType)
    assert dialog is not None
    dialog.reject()


def test_many_fields_come_in_slices_and_all_of_them(sides: SideBySide, qtbot: QtBot) -> None:
    many = tuple(Field(id=n, label=f"f{n}", value=str(n)) for n in range(1, 60))
    sides.show_pair(Side("", "A", many), Side("", "A", many[::-1]))
    assert len(sides.rows) < 30
    qtbot.waitUntil(lambda: len(sides.rows) == 2 * len(many))


def test_nothing_is_kept_after_clear(sides: SideBySide, qtbot: QtBot) -> None:
    pair(sides)
    secret = next(row for row in sides.rows if row.label == "PIN")
    assert isinstance(secret, SecretRow)
    secret.toggle()
    watched = [weakref.ref(row) for row in sides.rows]
    del secret
    sides.clear()
    assert sides.rows == []
    assert [side.title.accessibleName() for side in sides.sides] == ["", ""]

    def gone() -> bool:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return all(reference() is None for reference in watched)

    qtbot.waitUntil(gone)


# The history


def edited(desk: Desk) -> Item:
    """An item that had three passwords and lost its notes."""
    item = desk.show(login(password="first", notes="a note"))
    for password in ("second", "third"):
        desk.world.clock.forward(seconds=3600)
        content = login(password=password)
        desk.items.save(item.id, content, base_version=item.details.version)
        item = desk.items.item(item.id)
    return desk.look(item.id)


def history(desk: Desk) -> HistoryDialog:
    desk.qtbot.mouseClick(desk.pane.view.history, LEFT)
    dialog = desk.pane.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    return dialog


def passwords(dialog: HistoryDialog) -> list[str]:
    return [row.field.value for row in dialog.sides.rows if row.field.role == Role.PASSWORD]


def test_the_list_says_what_each_version_changed(desk: Desk) -> None:
    edited(desk)
    dialog = history(desk)
    below = [dialog.list.item(n).toolTip() for n in range(dialog.list.count())]
    assert below == ["Password changed", "Password changed · Notes removed", "Created"]
    assert dialog.list.item(0).text() == "Present state"
    assert dialog.list.currentRow() == 1
    dialog.reject()


def test_any_two_versions_are_compared_the_older_one_first(desk: Desk) -> None:
    edited(desk)
    dialog = history(desk)
    assert passwords(dialog) == ["second", "third"]
    dialog.list.setCurrentRow(2)
    assert passwords(dialog) == ["first", "third"]
    dialog.against.setCurrentIndex(1)
    assert passwords(dialog) == ["first", "second"]
    dialog.list.setCurrentRow(0)
    assert passwords(dialog) == ["second", "third"]
    assert not dialog.restore.isEnabled()
    dialog.against.setCurrentIndex(dialog.against.count() - 1)
    assert passwords(dialog) == ["third"]
    dialog.reject()
    assert dialog.sides.rows == []


def test_one_field_is_brought_back_as_an_edit_that_is_undone(desk: Desk) -> None:
    item = edited(desk)
    dialog = history(desk)
    dialog.list.setCurrentRow(2)
    row = next(row for row in dialog.sides.rows if row.field.role == Role.NOTES)
    tool = next(tool for tool in row.tools() if tool.accessibleName() == "Bring back this field")
    desk.qtbot.mouseClick(tool, LEFT)
    desk.settle()
    now = desk.items.item(item.id)
    assert {f.role: f.value for f in now.fields}[Role.NOTES] == "a note"
    assert {f.role: f.value for f in now.fields}[Role.PASSWORD] == "third"
    assert len(now.details.history) == 3
    desk.editing.undo()
    desk.settle()
    assert desk.items.item(item.id).content() == item.content()


def test_a_whole_version_is_restored_as_an_edit_that_is_undone(desk: Desk) -> None:
    item = edited(desk)
    dialog = history(desk)
    dialog.list.setCurrentRow(2)
    desk.qtbot.mouseClick(dialog.restore, LEFT)
    desk.settle()
    assert {f.value for f in desk.items.item(item.id).fields} >= {"first", "a note"}
    desk.editing.undo()
    desk.settle()
    assert desk.items.item(item.id) == item


def test_in_the_trash_there_is_only_looking(desk: Desk) -> None:
    item = edited(desk)
    desk.items.trash([item.id])
    desk.look(item.id)
    dialog = history(desk)
    assert not dialog.restore.isEnabled()
    assert "Bring back this field" not in {
        tool.accessibleName() for row in dialog.sides.rows for tool in row.tools()
    }
    dialog.reject()


def test_an_item_that_is_not_there_has_no_title_that_changed(sides: SideBySide) -> None:
    gone = side_of("There", None, {})
    sides.show_pair(Side("Here", "Bank", ()), gone)
    assert all(column.changed.isHidden() for column in sides.sides)
    sides.show_pair(Side("Here", "Bank", ()), Side("There", "Shop", ()))
    assert not any(column.changed.isHidden() for column in sides.sides)
