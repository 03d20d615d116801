# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings dialog by itself: pages, search, rows, keyboard; it writes nothing."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from strongroom.app.settings import Settings, Theme
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.settings_table import DEFAULTS, ROWS, Page
from strongroom.gui.widgets.amount_box import AmountBox
from strongroom.gui.widgets.setting_controls import Doing, Standing

Chosen = list[tuple[str, Any]]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def dialog(window: QWidget, qtbot: QtBot) -> SettingsDialog:
    made = SettingsDialog(window)
    now = Settings()
    made.show_values({row.id: getattr(now, row.id) for row in ROWS if hasattr(now, row.id)})
    made.open()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def chosen(dialog: SettingsDialog) -> Chosen:
    seen: Chosen = []
    dialog.chosen.connect(lambda row, value: seen.append((row, value)))
    return seen


def shown(dialog: SettingsDialog) -> set[str]:
    return {name for name, row in dialog.rows.items() if row.isVisible()}


def box(dialog: SettingsDialog, row: str) -> AmountBox:
    control = dialog.rows[row].control
    assert isinstance(control, AmountBox)
    return control


def retype(qtbot: QtBot, control: QComboBox, text: str) -> None:
    """Type in place of what is there, as a person does."""
    control.setFocus()
    line = control.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(control, text)


def test_a_page_shows_its_own_rows(dialog: SettingsDialog) -> None:
    for page in Page:
        dialog.go_to(page)
        assert shown(dialog) == {row.id for row in ROWS if row.page is page}
        assert dialog.page is page


def test_arrows_in_the_search_field_turn_the_pages(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.search.setFocus()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.page is Page.LOCKING
    assert "lock_on_lid" in shown(dialog)


def test_a_search_shows_what_is_found_and_where_it_belongs(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.search, "minimise")
    assert shown(dialog) == {"lock_on_minimise", "minimise_to_tray", "start_minimised"}
    assert dialog.pages[Page.LOCKING].title.isVisible()
    assert dialog.pages[Page.WINDOW].title.isVisible()
    assert not dialog.pages[Page.SECURITY].isVisible()
    assert not dialog.empty.isVisible()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert shown(dialog) == {row.id for row in ROWS if row.page is Page.WINDOW}


def test_nothing_found_says_so_and_offers_the_way_back(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(dialog.search, "flux capacitor")
    assert shown(dialog) == set()
    assert dialog.empty.isVisible()
    said = dialog.empty.sentence
    assert "flux capacitor" in said.text()
    qtbot.waitUntil(lambda: said.height() >= said.heightForWidth(said.width()))
    dialog.empty.offers[0].click()
    assert dialog.search.text() == ""
    assert not dialog.empty.isVisible()
    assert shown(dialog)


def test_a_page_that_is_chosen_ends_the_search(dialog: SettingsDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(dialog.search, "lid")
    assert not dialog.list.selectedItems()
    place = dialog.list.visualItemRect(dialog.list.item(0)).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.search.text() == ""
    assert dialog.page is Page.WINDOW
    assert dialog.list.selectedItems()


def test_ctrl_f_leads_to_the_search(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.close_button.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.hasFocus()


def test_a_switch_is_told_and_what_is_shown_is_not(dialog: SettingsDialog, chosen: Chosen) -> None:
    dialog.go_to(Page.LOCKING)
    dialog.show_value("lock_on_lid", False)
    dialog.show_value("theme", Theme.DARK)
    dialog.show_value("lock_after_minutes", 5)
    assert chosen == []
    dialog.rows["lock_on_lid"].control.click()  # type: ignore[union-attr]
    assert chosen == [("lock_on_lid", True)]


def test_an_amount_is_typed_and_taken_at_enter(
    dialog: SettingsDialog, chosen: Chosen, qtbot: QtBot
) -> None:
    dialog.go_to(Page.LOCKING)
    control = box(dialog, "lock_after_minutes")
    retype(qtbot, control, "1 hour")
    assert chosen == []
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert chosen == [("lock_after_minutes", 60)]
    dialog.search.setFocus()
    assert len(chosen) == 1
    assert dialog.isVisible()


def test_an_amount_is_taken_when_it_is_left(
    dialog: SettingsDialog, chosen: Chosen, qtbot: QtBot
) -> None:
    dialog.go_to(Page.CLIPBOARD)
    retype(qtbot, box(dialog, "clear_clipboard_seconds"), "45")
    dialog.search.setFocus()
    assert chosen == [("clear_clipboard_seconds", 45)]


def test_an_amount_is_picked_from_its_list(
    dialog: SettingsDialog, chosen: Chosen, qtbot: QtBot
) -> None:
    dialog.go_to(Page.LOCKING)
    control = box(dialog, "lock_after_minutes")
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Down)
    assert chosen == [("lock_after_minutes", 15)]


def test_a_refused_amount_stays_to_be_mended_and_escape_gives_up(
    dialog: SettingsDialog, chosen: Chosen, qtbot: QtBot
) -> None:
    dialog.go_to(Page.LOCKING)
    row = dialog.rows["lock_after_minutes"]
    control = box(dialog, "lock_after_minutes")
    retype(qtbot, control, "soon")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert chosen == [("lock_after_minutes", "soon")]
    dialog.refuse("lock_after_minutes", "Lock after 1 to 1440 minutes, or never.")
    assert row.problem.isVisible()
    assert control.property("wrong") is True
    assert control.currentText() == "soon"
    assert "1440" in control.accessibleDescription()
    qtbot.keyClick(control, Qt.Key.Key_Escape)
    assert control.currentText() == "10 minutes"
    assert not row.problem.isVisible()
    assert not control.property("wrong")
    assert dialog.isVisible()
    assert len(chosen) == 1


def test_a_refused_switch_goes_back(dialog: SettingsDialog) -> None:
    row = dialog.rows["lock_on_lid"]
    row.control.click()  # type: ignore[union-attr]
    dialog.refuse("lock_on_lid", "The disk is full.")
    assert row.control.isChecked()  # type: ignore[union-attr]


def test_the_default_is_said_and_there_is_a_way_back_to_it(
    dialog: SettingsDialog, chosen: Chosen, qtbot: QtBot
) -> None:
    dialog.go_to(Page.LOCKING)
    row = dialog.rows["lock_after_minutes"]
    assert row.default.text() == "Default: 10 minutes"
    assert not row.reset.isVisible()
    dialog.show_value("lock_after_minutes", 60)
    assert row.reset.isVisible()
    assert "10 minutes" in row.reset.accessibleName()
    row.reset.setFocus()
    qtbot.keyClick(row.reset, Qt.Key.Key_Return)
    assert chosen == [("lock_after_minutes", 10)]


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_setting_says_its_default(dialog: SettingsDialog, name: str) -> None:
    assert dialog.rows[name].default.text().startswith("Default: ")


def test_what_a_row_stands_under_must_be_on(dialog: SettingsDialog) -> None:
    dialog.show_value("tray_icon", False)
    for name in ("close_to_tray", "minimise_to_tray", "start_minimised"):
        assert not dialog.rows[name].control.isEnabled()
        assert "Icon in the tray" in dialog.rows[name].hint.text()
    dialog.show_value("tray_icon", True)
    assert dialog.rows["close_to_tray"].control.isEnabled()
    assert not dialog.rows["close_to_tray"].hint.text()


def test_what_is_lacking_goes_before_the_switch_above(dialog: SettingsDialog) -> None:
    dialog.lack("close_to_tray", "This desktop shows no tray.")
    dialog.show_value("tray_icon", False)
    assert dialog.rows["close_to_tray"].hint.text() == "This desktop shows no tray."


def test_a_deed_says_whether_it_is_in_force(dialog: SettingsDialog, chosen: Chosen) -> None:
    dialog.go_to(Page.QUICK_UNLOCK)
    row = dialog.rows["quick_click"]
    dialog.show_value("quick_click", Doing("", "In use"))
    assert not row.control.isVisible()
    assert row.mark.isVisible()
    dialog.show_value("quick_click", Doing("Use a click…"))
    assert not row.mark.isVisible()
    row.control.button.click()  # type: ignore[union-attr]
    assert chosen == [("quick_click", None)]


def test_a_fact_is_said_in_words(dialog: SettingsDialog) -> None:
    dialog.go_to(Page.SECURITY)
    dialog.show_value("memory", Standing("It is overwritten.", "On", good=True))
    assert dialog.rows["memory"].text.text() == "It is overwritten."
    assert dialog.rows["memory"].control.word.text() == "On"  # type: ignore[union-attr]


def test_every_control_is_reached_by_tab_and_has_a_name(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    for page in (Page.WINDOW, Page.LOCKING, Page.CLIPBOARD):
        dialog.go_to(page)
        assert dialog.rows  # made by now, as they are a moment later anyway
        dialog.search.setFocus()
        reached: list[QWidget] = []
        for _step in range(40):
            focus = QApplication.focusWidget()
            assert focus is not None
            assert focus.accessibleName() or getattr(focus, "text", str)(), focus
            reached.append(focus)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        for row in dialog.pages[page].rows.values():
            control = row.control
            if control.isEnabled() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert any(control is w or control.isAncestorOf(w) for w in reached), row.row.id
            assert control.accessibleName()


def cut(dialog: SettingsDialog) -> list[str]:
    """The rows in sight that something is cut of."""
    found: list[str] = []
    for name, row in dialog.rows.items():
        if not row.isVisible():
            continue
        right = row.control.mapTo(dialog, QPoint(row.control.width(), 0)).x()
        words = [part for part in row.findChildren(QLabel) if part.isVisible()]
        low = [part for part in words if part.height() < part.heightForWidth(part.width())]
        if low or (row.control.isVisible() and right > dialog.width()):
            found.append(name)
    return found


@pytest.mark.parametrize("size", [(760, 560), (760, 480), (600, 480)])
def test_nothing_is_cut(dialog: SettingsDialog, qtbot: QtBot, size: tuple[int, int]) -> None:
    dialog.resize(*size)
    for page in Page:
        dialog.go_to(page)
        qtbot.waitUntil(lambda: not cut(dialog))


def test_where_it_is_narrow_a_control_stands_below_its_words(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    row = dialog.rows["lock_after_minutes"]
    dialog.go_to(Page.LOCKING)
    dialog.resize(760, 480)
    qtbot.waitUntil(lambda: row.control.y() < row.text.geometry().bottom())
    dialog.resize(560, 480)
    qtbot.waitUntil(lambda: row.control.y() > row.default.geometry().bottom())
    qtbot.waitUntil(lambda: not cut(dialog))
