# SPDX-License-Identifier: GPL-3.0-or-later
"""The small widgets that every page is made of: they paint, they take keys, they have names."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import Card, Hairline
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.door import Door
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.labels import ElidedLabel, label, set_tone
from strongroom.gui.widgets.monogram import Monogram, letter_of
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.plain_table import PlainTable
from strongroom.gui.widgets.segmented import Segmented
from strongroom.gui.widgets.strength_bar import StrengthBar
from strongroom.gui.widgets.switch import Switch
from strongroom.gui.widgets.tinted import Tinted

Key = Qt.Key


def shown(qtbot: QtBot, widget: QWidget, width: int = 200, height: int = 60) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def colour_at(image: QImage, x: int, y: int) -> str:
    return image.pixelColor(x, y).name()


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Enter])
@pytest.mark.parametrize("make", [buttons.primary, buttons.link, lambda text: Door("x", text, "")])
def test_space_and_enter_press_a_button(qtbot: QtBot, key: Key, make: object) -> None:
    assert callable(make)
    button = make("Do it")
    shown(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)
    qtbot.keyClick(button, Key.Key_A)


def test_a_click_leaves_the_focus_and_tab_finds_it() -> None:
    for button in (buttons.secondary("a"), buttons.ghost("a"), buttons.danger("a", "trash-2")):
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    tool = buttons.tool("eye", "Show")
    assert tool.accessibleName() == tool.toolTip() == "Show"


def test_a_busy_button_turns_and_takes_no_press(qtbot: QtBot) -> None:
    button = BusyButton("Unlock", "Unlocking…")
    shown(qtbot, button)
    button.set_busy(True)
    assert button.busy
    assert button.text() == "Unlocking…"
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.set_busy(False)
    assert button.text() == "Unlock"
    assert button.isEnabled()


def test_the_focus_can_be_seen(qtbot: QtBot) -> None:
    frame = QWidget()
    row = QVBoxLayout(frame)
    made: list[QWidget] = [buttons.primary("a"), buttons.secondary("b"), buttons.link("c")]
    made += [Switch("d"), Door("x", "e", "f"), Choice()]
    for widget in made:
        row.addWidget(widget)
    shown(qtbot, frame, 300, 500)
    for widget in made:
        made[made.index(widget) - 1].setFocus()
        before = widget.grab().toImage()
        widget.setFocus()
        assert widget.grab().toImage() != before, widget


def test_labels_never_read_markup() -> None:
    text = label("<b>not bold</b>")
    assert text.textFormat() == Qt.TextFormat.PlainText
    assert ElidedLabel("<b>x</b>").textFormat() == Qt.TextFormat.PlainText


def test_a_long_label_is_cut_and_whole_in_its_tooltip(qtbot: QtBot) -> None:
    text = ElidedLabel("a very long name of a very long thing")
    shown(qtbot, text, 80, 20)
    assert text.toolTip() == text.text()
    text.resize(800, 20)
    assert text.toolTip() == ""
    assert text.minimumSizeHint().width() == 0
    assert not text.grab().toImage().isNull()


def test_a_tone_can_change(qtbot: QtBot) -> None:
    text = label("Careful", tone="muted")
    shown(qtbot, text)
    set_tone(text, "danger")
    assert text.property("tone") == "danger"
    assert text.palette().windowText().color() == QColor(theme.LIGHT.danger)


@pytest.mark.parametrize(
    ("title", "letter"),
    [("GitHub", "G"), ("  élan", "É"), ("(1Password)", "1"), ("…", "?"), ("", "?"), ("ßa", "S")],
)
def test_a_monogram_has_one_letter(title: str, letter: str) -> None:
    assert letter_of(title) == letter


def test_a_monogram_has_the_colour_of_its_site(qtbot: QtBot) -> None:
    mark = Monogram()
    shown(qtbot, mark, 56, 56)
    mark.show_title("GitHub", "github.com")
    assert mark.sizeHint() == QSize(56, 56)
    image = mark.grab().toImage()
    assert colour_at(image, 8, 28) == theme.monogram_colour("github.com").name()


def test_strength_fills_its_share_and_says_its_word(qtbot: QtBot) -> None:
    bar = StrengthBar()
    shown(qtbot, bar, 100, 4)
    empty = colour_at(bar.grab().toImage(), 5, 2)
    bar.show_score(1, "Weak")
    weak = bar.grab().toImage()
    assert bar.accessibleName() == "Weak"
    assert colour_at(weak, 5, 2) == theme.LIGHT.danger.lower()
    assert colour_at(weak, 90, 2) == empty == theme.LIGHT.hairline.lower()
    bar.show_score(4, "Excellent", share=1.0)
    assert colour_at(bar.grab().toImage(), 95, 2) == theme.LIGHT.accent.lower()


def test_a_switch_is_a_check_box_with_a_name(qtbot: QtBot) -> None:
    switch = Switch("Lock when minimised")
    shown(qtbot, switch)
    off = switch.grab().toImage()
    with qtbot.waitSignal(switch.toggled):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.grab().toImage() != off
    qtbot.keyClick(switch, Key.Key_Space)
    assert not switch.isChecked()
    assert switch.accessibleName() == "Lock when minimised"


def test_arrows_move_through_segments(qtbot: QtBot) -> None:
    choice = Segmented("Colours", ["System", "Light", "Dark"])
    shown(qtbot, choice, 300, 40)
    first = choice.findChildren(QPushButton)[0]
    first.setFocus()
    with qtbot.waitSignal(choice.chosen) as told:
        qtbot.keyClick(first, Key.Key_Right)
    assert told.args == [1]
    assert choice.index == 1
    choice.choose(2)
    assert choice.index == 2


def test_a_card_draws_a_line_between_its_rows(qtbot: QtBot) -> None:
    card = Card()
    for text in ("one", "two", "three"):
        card.add_row(QLabel(text))
    shown(qtbot, card, 200, 120)
    assert len(card.findChildren(Hairline)) == 2
    down = Hairline(orientation=Qt.Orientation.Vertical)
    assert down.maximumWidth() == 1


def test_a_ground_follows_the_scheme(qtbot: QtBot, qapp: object) -> None:
    ground = Tinted("selected")
    shown(qtbot, ground)
    assert colour_at(ground.grab().toImage(), 5, 5) == theme.LIGHT.selected.lower()
    theme.apply(qapp, theme.Scheme.DARK)  # type: ignore[arg-type]
    assert colour_at(ground.grab().toImage(), 5, 5) == theme.DARK.selected.lower()


def test_an_option_names_and_explains_its_control() -> None:
    choice = Choice()
    row = OptionRow("History", "Earlier versions kept.", choice)
    assert choice.accessibleName() == "History"
    assert choice.accessibleDescription() == "Earlier versions kept."
    row.set_text("")
    assert row.text.isHidden()


def test_a_plain_table_follows_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    table = PlainTable("Rows", chosen=True)
    qtbot.addWidget(table)
    for scheme in (theme.Scheme.DARK, theme.Scheme.LIGHT):
        theme.apply(qapp, scheme)
        assert table.palette().color(QPalette.ColorRole.Highlight) == theme.colour("selected")


def test_an_empty_state_wants_no_more_room_than_its_words(qtbot: QtBot) -> None:
    state = EmptyState()
    qtbot.addWidget(state)
    state.resize(60, 300)
    state.show()
    state.show_emptiness(Emptiness("search-x", "Nothing was found", "Try fewer words."))
    narrow = state.title.minimumHeight()
    state.resize(400, 300)
    assert state.title.minimumHeight() < narrow
