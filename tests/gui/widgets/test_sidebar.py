# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar: one place chosen, and drops that mean something."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.models.catalogue import Catalogue, Tally
from strongroom.gui.models.dragging import folder_data, items_data
from strongroom.gui.models.outline import Node, outline_of
from strongroom.gui.models.sidebar import SidebarModel
from strongroom.gui.widgets.sidebar import Sidebar
from strongroom.model.item import Folder, Overview
from strongroom.model.scopes import Scope

FOLDERS = {
    1: Folder(id=1, name="Bank"),
    2: Folder(id=2, name="Work"),
    3: Folder(id=3, name="Servers", parent=2),
}


def tally_of(*folders: int, trashed: int = 0) -> Tally:
    rows = [
        Overview(
            id=n,
            kind="login",
            title="t",
            folder=f,
            tags=("dev",),
            created=0,
            modified=0,
            trashed=1 if n < trashed else None,
        )
        for n, f in enumerate(folders)
    ]
    return Catalogue(rows, FOLDERS).tally()


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(220, 720)
    QAbstractItemModelTester(
        made.tree.places, QAbstractItemModelTester.FailureReportingMode.Fatal, made
    )
    tally = tally_of(1, 2, 3)
    made.show_outline(outline_of(tally), tally, Scope.all())
    made.show()
    return made


def _at(sidebar: Sidebar, scope: Scope) -> QPoint:
    return sidebar.tree.visualRect(sidebar.tree.places.find(scope)).center()


def _drop(widget: QWidget, at: QPoint, data: QMimeData) -> bool:
    """Let ``data`` go over ``widget``; True where it was taken."""
    action, button = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, action, data, button, none)
    QApplication.sendEvent(widget, enter)
    move = QDragMoveEvent(at, action, data, button, none)
    QApplication.sendEvent(widget, move)
    if not (enter.isAccepted() and move.isAccepted()):
        return False
    drop = QDropEvent(QPointF(at), action, data, button, none)
    QApplication.sendEvent(widget, drop)
    return drop.isAccepted()


def test_a_click_chooses(sidebar: Sidebar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sidebar.chosen) as heard:
        qtbot.mouseClick(
            sidebar.tree.viewport(), Qt.MouseButton.LeftButton, pos=_at(sidebar, Scope.folder(2))
        )
    assert heard.args == [Scope.folder(2)]


def test_a_heading_is_no_place(sidebar: Sidebar, qtbot: QtBot) -> None:
    heading = _at(sidebar, Scope.kind("login")) - QPoint(0, 33)
    with qtbot.assertNotEmitted(sidebar.chosen):
        qtbot.mouseClick(sidebar.tree.viewport(), Qt.MouseButton.LeftButton, pos=heading)


def test_the_plus_beside_folders_asks_for_one(sidebar: Sidebar, qtbot: QtBot) -> None:
    heading = _at(sidebar, Scope.folder(1)) - QPoint(0, 30)
    at = QPoint(sidebar.tree.viewport().width() - 26, heading.y())
    with qtbot.waitSignal(sidebar.folder_wanted):
        qtbot.mouseClick(sidebar.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    sidebar.set_writable(writable=False)
    with qtbot.assertNotEmitted(sidebar.folder_wanted):
        qtbot.mouseClick(sidebar.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_trash_and_the_tree_are_one_choice(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen: list[object] = []
    sidebar.chosen.connect(chosen.append)
    sidebar.trash.click()
    assert not sidebar.tree.selectionModel().hasSelection()
    sidebar.trash.click()
    assert sidebar.trash.isChecked()
    qtbot.mouseClick(
        sidebar.tree.viewport(), Qt.MouseButton.LeftButton, pos=_at(sidebar, Scope.all())
    )
    assert not sidebar.trash.isChecked()
    assert chosen[0] == Scope.trash()
    assert chosen[-1] == Scope.all()


def test_arrows_lead_through_the_tree_to_trash_and_back(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen: list[object] = []
    sidebar.chosen.connect(chosen.append)
    sidebar.tree.setFocus()
    for _turn in range(9):
        qtbot.keyClick(sidebar.tree, Qt.Key.Key_Down)
    assert (
        chosen
        == [
            Scope.favourites(),
            Scope.recent(),
            Scope.kind("login"),
            Scope.folder(1),
            Scope.folder(2),
            Scope.folder(3),
            Scope.tag("dev"),
            Scope.trash(),
            Scope.trash(),
        ][: len(chosen)]
    )
    assert chosen[-1] == Scope.trash()
    qtbot.keyClick(sidebar.trash, Qt.Key.Key_Up)
    assert chosen[-1] == Scope.tag("dev")


def test_numbers_change_without_a_reset(sidebar: Sidebar, qtbot: QtBot) -> None:
    tally = tally_of(1, 1, 2, 3)
    with qtbot.assertNotEmitted(sidebar.tree.places.modelReset):
        assert sidebar.show_outline(outline_of(tally), tally, Scope.all())
    index = sidebar.tree.places.find(Scope.folder(1))
    assert sidebar.tree.places.node(index).count == 2


def test_a_place_that_is_gone_is_told(sidebar: Sidebar) -> None:
    tally = Tally()
    assert not sidebar.show_outline(outline_of(tally), tally, Scope.folder(3))
    assert sidebar.show_outline(outline_of(tally), tally, Scope.trash())


def test_what_was_folded_stays_folded(sidebar: Sidebar) -> None:
    tree = sidebar.tree
    tree.collapse(tree.places.find(Scope.folder(2)))
    tally = Catalogue([], {**FOLDERS, 9: Folder(id=9, name="New")}).tally()
    sidebar.show_outline(outline_of(tally), tally, Scope.all())
    assert not tree.isExpanded(tree.places.find(Scope.folder(2)))
    tree.expand(tree.places.find(Scope.folder(2)))
    tally = tally_of()
    sidebar.show_outline(outline_of(tally), tally, Scope.all())
    assert tree.isExpanded(tree.places.find(Scope.folder(2)))


def test_a_second_click_on_the_icon_folds(sidebar: Sidebar, qtbot: QtBot) -> None:
    tree = sidebar.tree
    at = _at(sidebar, Scope.folder(2))
    icon = QPoint(25, at.y())
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=icon)
    assert not tree.isExpanded(tree.places.find(Scope.folder(2)))


@pytest.mark.parametrize(
    "scope", [Scope.folder(3), Scope.tag("dev"), Scope.favourites(), Scope.all()]
)
def test_items_may_be_dropped(sidebar: Sidebar, scope: Scope) -> None:
    dropped: list[object] = []
    sidebar.dropped_items.connect(lambda ids, on: dropped.append((ids, on)))
    assert _drop(sidebar.tree.viewport(), _at(sidebar, scope), items_data([7, 8]))
    assert dropped == [((7, 8), scope)]


@pytest.mark.parametrize("scope", [Scope.kind("login"), Scope.recent()])
def test_items_may_not_be_dropped_where_it_means_nothing(sidebar: Sidebar, scope: Scope) -> None:
    assert not _drop(sidebar.tree.viewport(), _at(sidebar, scope), items_data([7]))


def test_items_may_be_dropped_on_trash(sidebar: Sidebar) -> None:
    dropped: list[object] = []
    sidebar.dropped_items.connect(lambda ids, on: dropped.append((ids, on)))
    assert _drop(sidebar.trash, QPoint(20, 10), items_data([7]))
    assert dropped == [((7,), Scope.trash())]
    assert not _drop(sidebar.trash, QPoint(20, 10), folder_data(1))


def test_folders_may_be_dropped_on_folders(sidebar: Sidebar) -> None:
    dropped: list[object] = []
    sidebar.dropped_folder.connect(lambda folder, parent: dropped.append((folder, parent)))
    viewport = sidebar.tree.viewport()
    assert _drop(viewport, _at(sidebar, Scope.folder(2)), folder_data(1))
    assert _drop(viewport, _at(sidebar, Scope.all()), folder_data(3))
    assert _drop(viewport, QPoint(50, 580), folder_data(3))
    assert not _drop(viewport, _at(sidebar, Scope.folder(1)), folder_data(1))
    assert not _drop(viewport, _at(sidebar, Scope.tag("dev")), folder_data(1))
    assert dropped == [(1, 2), (3, None), (3, None)]


def test_text_from_elsewhere_may_not_be_dropped(sidebar: Sidebar) -> None:
    data = QMimeData()
    data.setText("1,2")
    assert not _drop(sidebar.tree.viewport(), _at(sidebar, Scope.folder(2)), data)


def test_only_folders_can_be_dragged(sidebar: Sidebar) -> None:
    places = sidebar.tree.places
    draggable = Qt.ItemFlag.ItemIsDragEnabled
    assert places.flags(places.find(Scope.folder(1))) & draggable
    assert not places.flags(places.find(Scope.tag("dev"))) & draggable
    data = places.mimeData([places.find(Scope.folder(1))])
    assert data.formats() == folder_data(1).formats()


def test_menus_are_asked_for_with_what_lies_there(sidebar: Sidebar) -> None:
    asked: list[object] = []
    sidebar.menu_wanted.connect(lambda node, _at: asked.append(node))
    viewport = sidebar.tree.viewport()
    for at in (_at(sidebar, Scope.folder(2)), QPoint(50, 580)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, event)
    first, second = asked
    assert isinstance(first, Node)
    assert first.scope == Scope.folder(2)
    assert second is None


def test_a_reader_hears_numbers(sidebar: Sidebar) -> None:
    places = sidebar.tree.places
    role = Qt.ItemDataRole.AccessibleTextRole
    assert places.data(places.find(Scope.all()), role) == "All items, 3 items"
    assert places.data(places.find(Scope.recent()), role) == "Recently used"
    tally = tally_of(1, 2, 3, trashed=2)
    sidebar.show_outline(outline_of(tally), tally, Scope.all())
    assert sidebar.trash.accessibleName() == "Trash, 2 items"
    sidebar.switcher.show_name("Personal")
    assert "Personal" in sidebar.switcher.accessibleName()


def test_every_place_is_painted(sidebar: Sidebar, qtbot: QtBot) -> None:
    qtbot.mouseMove(sidebar.tree.viewport(), _at(sidebar, Scope.folder(2)))
    sidebar.tree.collapse(sidebar.tree.places.find(Scope.folder(2)))
    assert not sidebar.grab().isNull()


def test_the_model_of_nothing_is_empty() -> None:
    model = SidebarModel()
    assert model.rowCount() == 0
    assert not model.find(Scope.all()).isValid()
