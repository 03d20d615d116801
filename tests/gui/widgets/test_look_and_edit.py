# SPDX-License-Identifier: GPL-3.0-or-later
"""The small widgets of looking and editing, each by itself."""

from collections.abc import Iterator

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.gui.contrast import contrast

from strongroom.gui import compositing, theme
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.chip import Chip, tag_chip
from strongroom.gui.widgets.countdown_ring import CountdownRing, toast_accent
from strongroom.gui.widgets.dates import kept_day, kept_month, read_day, typed_month
from strongroom.gui.widgets.day_picker import DayPicker
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.generator_panel import GeneratorPanel, Recipes
from strongroom.gui.widgets.growing_text import GrowingText
from strongroom.gui.widgets.large_text import LargeText, clusters
from strongroom.gui.widgets.month_picker import MonthPicker
from strongroom.gui.widgets.popover import Popover
from strongroom.gui.widgets.secret_area import SecretArea
from strongroom.gui.widgets.slider import LineSlider
from strongroom.gui.widgets.text_block import (
    MOST,
    SecretBlock,
    TextBlock,
    colour_runs,
    pieces_of,
    shown_part,
)
from strongroom.gui.widgets.toast import SHOWN_MS, Saying, Toast
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe
from strongroom.secret import SecretBytes

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


# Text


def test_digits_and_symbols_have_colours_of_their_own() -> None:
    assert colour_runs("aB3%x") == [
        (0, 2, "text"),
        (2, 1, "accent"),
        (3, 1, "warning"),
        (4, 1, "text"),
    ]


def test_runs_are_counted_as_qt_counts_and_marks_belong_to_their_letter() -> None:
    assert colour_runs("𝒜1e\u0301") == [(0, 2, "text"), (2, 1, "accent"), (3, 2, "text")]
    assert colour_runs("") == []


def test_a_long_word_breaks_and_a_short_text_is_one_line(qapp: QApplication) -> None:
    block = TextBlock(theme.font())
    block.set("short")
    assert block.height(300) == block.line_height
    block.set("x" * 300)
    assert block.height(300) > 3 * block.line_height
    block.set("one\ntwo")
    assert block.height(300) >= 2 * block.line_height
    assert qapp


@pytest.mark.parametrize("text", ["n" * 900_000, "word " * 180_000, "a line\n" * 130_000])
def test_a_very_long_text_is_laid_out_in_pieces_and_shown_in_part(
    qapp: QApplication, text: str
) -> None:
    block = TextBlock(theme.font())
    block.set(text)
    height = block.height(400)
    assert block.height(300) > height > block.line_height
    assert block.height(400) == height
    assert sum(len(layout.text()) for layout in block._layouts) < MOST + 100
    assert shown_part(text).endswith("more characters; a copy takes all of them.")
    assert qapp


@pytest.mark.parametrize("text", ["", "a", "a\n\nb", "\n" * 3, "x" * 2500, "word " * 500 + "\nend"])
def test_pieces_lose_nothing(text: str) -> None:
    joined = "".join(pieces_of(text)).replace("\u2028", "\n")
    assert joined.replace("\n", "") == text.replace("\n", "")
    assert all(len(piece) <= 1100 for piece in pieces_of(text))


def test_hidden_a_secret_block_holds_nothing() -> None:
    block = SecretBlock()
    assert block.hidden
    width = block.width_hint()
    block.reveal("secret")
    assert block._text == "secret"
    block.conceal()
    assert block._text == ""
    assert block.width_hint() == width


@pytest.mark.parametrize(
    ("text", "parts"),
    [("ab", ["a", "b"]), ("e\u0301x", ["e\u0301", "x"]), ("👩\u200d👧a", ["👩\u200d👧", "a"])],
)
def test_large_type_counts_as_people_do(text: str, parts: list[str]) -> None:
    assert clusters(text) == parts


def test_large_type_wraps_and_forgets(qtbot: QtBot) -> None:
    made = LargeText("Password", "a b" * 20)
    qtbot.addWidget(made)
    assert made.heightForWidth(200) > made.heightForWidth(2000)
    assert "a b" not in made.accessibleName()
    made.show()
    made.grab()
    made.forget()
    assert made._cells == []


# Chips and their layout


def test_chips_flow_onto_the_next_line(page: QWidget) -> None:
    flow = FlowLayout(page, gap=6)
    for number in range(12):
        flow.addWidget(chip := Chip(f"a longer tag {number}"))
        chip.show()
    narrow, wide = flow.heightForWidth(200), flow.heightForWidth(2000)
    assert wide < narrow
    flow.setGeometry(QRect(0, 0, 200, narrow))
    assert flow.itemAt(0).geometry().left() == 0  # type: ignore[union-attr]
    assert flow.itemAt(99) is None
    assert flow.takeAt(99) is None
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.setGeometry(QRect(0, 0, 200, narrow))
    assert flow.itemAt(0).geometry().right() == 199  # type: ignore[union-attr]


def test_a_chip_is_switched_and_taken_away_by_keyboard(page: QWidget, qtbot: QtBot) -> None:
    switch = Chip("A–Z", page, checkable=True)
    switch.show()
    qtbot.keyClick(switch, Key.Key_Return)
    assert switch.isChecked()
    tag = Chip("work", page, removable=True)
    tag.resize(tag.sizeHint())
    tag.show()
    with qtbot.waitSignal(tag.remove_wanted):
        qtbot.keyClick(tag, Key.Key_Delete)
    with qtbot.waitSignal(tag.remove_wanted):
        qtbot.mouseClick(tag, LEFT, pos=QPoint(tag.width() - 12, tag.height() // 2))
    with qtbot.waitSignal(tag.clicked):
        qtbot.mouseClick(tag, LEFT, pos=QPoint(8, 8))
    assert tag_chip("dev").accessibleDescription()


# The toast


def test_news_goes_by_itself(page: QWidget) -> None:
    toast = Toast(page)
    toast.say(Saying("Saved"))
    assert toast.text == "Saved"
    assert toast.action.isHidden()
    assert toast._timer.interval() == SHOWN_MS
    toast._timer.timeout.emit()
    assert toast.isHidden()


def test_news_with_an_action_stays_longer_and_does_it_once(page: QWidget, qtbot: QtBot) -> None:
    toast = Toast(page)
    done: list[int] = []
    toast.say(Saying("Moved to Trash", "Undo", lambda: done.append(1)))
    assert toast._timer.interval() > SHOWN_MS
    qtbot.keyClick(toast.action, Key.Key_Return)
    assert done == [1]
    assert toast.isHidden()


def test_a_countdown_ends_behind_news(page: QWidget) -> None:
    toast = Toast(page)
    toast.count_down(lambda seconds: f"{seconds} s")
    toast.tick(12.2, 30)
    toast.say(Saying("Saved"))
    toast.end_countdown()
    assert toast.text == "Saved"
    toast._timer.timeout.emit()
    assert toast.isHidden()
    toast.tick(3, 30)
    assert toast.isHidden()


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_what_a_toast_says_can_be_read(qapp: QApplication, scheme: theme.Scheme) -> None:
    theme.apply(qapp, scheme)
    tokens = theme.current()
    assert contrast(tokens.on_toast, tokens.toast) >= 4.5
    assert contrast(toast_accent(), tokens.toast) >= 4.5


def test_the_ring_shows_the_share_that_is_left(qtbot: QtBot) -> None:
    ring = CountdownRing()
    qtbot.addWidget(ring)
    ring.show_left(15, 30)
    assert ring.share == 0.5
    ring.show_left(99, 30)
    assert ring.share == 1.0
    ring.show_left(1, 0)
    assert ring.share == 0.0


@pytest.fixture
def listening() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_announcing_is_harmless_where_nobody_listens(page: QWidget) -> None:
    announce(page, "Saved")
    assert page.accessibleName() == ""


@pytest.mark.usefixtures("listening")
def test_news_is_announced(page: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    announce(page, "Saved")
    assert [type(event).__name__ for event in told] == ["QAccessibleAnnouncementEvent"]
    monkeypatch.delattr(QtGui, "QAccessibleAnnouncementEvent")
    announce(page, "Saved")
    assert len(told) == 2
    assert page.accessibleName() == "Saved"


# Dates


def test_a_day_in_the_short_form_of_the_language_is_read() -> None:
    assert read_day(" 9  May 2031 ") == QDate(2031, 5, 9)
    assert read_day("30 February 2031") is None
    assert kept_day(" soon ") == "soon"


def test_months_are_kept_one_way_and_typed_another() -> None:
    assert kept_month(" 5 / 31 ") == "2031-05"
    assert kept_month("0/31") == "0/31"
    assert typed_month("2031-05") == "05/2031"
    assert typed_month("odd") == "odd"


def test_a_day_is_found_and_taken_by_keyboard(qtbot: QtBot) -> None:
    picker = DayPicker(QDate(2031, 5, 9))
    qtbot.addWidget(picker)
    picker.show()
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_PageDown, Key.Key_Left, Key.Key_Up):
        qtbot.keyClick(picker.grid, key)
    assert picker.grid.day == QDate(2031, 6, 9)
    assert picker.grid.accessibleName() == "9 June 2031"
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker.grid, Key.Key_Return)
    assert chosen.args == [QDate(2031, 6, 9)]


def test_a_day_is_taken_by_mouse_and_its_name_is_not(qtbot: QtBot) -> None:
    picker = DayPicker(QDate(2031, 5, 9))
    qtbot.addWidget(picker)
    picker.show()
    grid = picker.grid
    assert grid.day_at(QPointF(1, 1)) is None
    box = grid._box(2, 4)
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.mouseClick(grid, LEFT, pos=box.center().toPoint())
    first = grid._first()
    assert chosen.args == [first.addDays(7 + 4)]
    grid.grab()


def test_a_month_of_another_year_is_chosen(qtbot: QtBot) -> None:
    picker = MonthPicker("2028-09")
    qtbot.addWidget(picker)
    assert [n + 1 for n, chip in enumerate(picker.months) if chip.isChecked()] == [9]
    picker._show(2030)
    assert not any(chip.isChecked() for chip in picker.months)
    with qtbot.waitSignal(picker.chosen) as chosen:
        picker.months[0].click()
    assert chosen.args == ["2030-01"]


# Texts


def test_a_text_grows_with_its_lines_up_to_a_limit(page: QWidget, qtbot: QtBot) -> None:
    QVBoxLayout(page).addWidget(text := GrowingText("notes"))
    qtbot.waitUntil(text.isVisible)
    low = text.height()
    text.setPlainText("line\n" * 8)
    qtbot.waitUntil(lambda: text.height() > low)
    higher = text.height()
    text.setPlainText("line\n" * 80)
    qtbot.waitUntil(lambda: text.height() > higher)
    assert text.height() < 16 * text.fontMetrics().lineSpacing() + 20


def is_hidden(area: SecretArea) -> bool:
    return area.hidden


def test_a_paragraph_that_is_no_prose_is_not_broken_into_lines(page: QWidget) -> None:
    QVBoxLayout(page).addWidget(text := GrowingText("notes"))
    text.setPlainText("word " * 1000)
    assert text.lineWrapMode() == QPlainTextEdit.LineWrapMode.WidgetWidth
    pasted = QMimeData()
    pasted.setText("n" * 20_000)
    text.insertFromMimeData(pasted)
    assert text.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap
    assert len(text.toPlainText()) == 25_000


def test_a_concealed_text_is_in_no_widget_until_it_is_opened(qtbot: QtBot) -> None:
    area = SecretArea("private key")
    qtbot.addWidget(area)
    area.put("-----BEGIN\nKEY")
    area.show()
    assert is_hidden(area)
    assert area.text.toPlainText() == ""
    qtbot.keyClick(area.plate, Key.Key_Return)
    assert not is_hidden(area)
    assert area.text.toPlainText() == "-----BEGIN\nKEY"
    with qtbot.waitSignal(area.edited):
        qtbot.keyClicks(area.text, "x")
    qtbot.mouseClick(area.eye, LEFT)
    assert is_hidden(area)
    assert area.value() == "x-----BEGIN\nKEY"
    area.plate.grab()
    qtbot.mouseClick(area.eye, LEFT)
    assert not is_hidden(area)


def test_an_empty_concealed_text_is_open_to_be_pasted_into(qtbot: QtBot) -> None:
    area = SecretArea("private key")
    qtbot.addWidget(area)
    assert not area.hidden
    area.close_again()
    assert not area.hidden


# The generator


def panel_of(qtbot: QtBot, recipes: Recipes | None = None) -> GeneratorPanel:
    panel = GeneratorPanel(recipes or Recipes(), "Use")
    qtbot.addWidget(panel)
    panel.show()
    return panel


def secret_of(panel: GeneratorPanel) -> str:
    with panel.secret() as secret:
        return secret.text()


def test_each_switch_makes_another_password(qtbot: QtBot) -> None:
    panel = panel_of(qtbot)
    part = panel.passwords
    for chip in (part.capitals, part.small, part.symbols):
        qtbot.mouseClick(chip, LEFT)
    assert secret_of(panel).isdigit()
    part.length.number.setValue(32)
    assert len(secret_of(panel)) == 32
    assert panel.recipes.password == PasswordRecipe(
        length=32, upper=False, lower=False, symbols=False
    )


def test_no_kind_of_character_is_refused_in_words(qtbot: QtBot) -> None:
    panel = panel_of(qtbot)
    part = panel.passwords
    for chip in (part.capitals, part.small, part.digits, part.symbols):
        chip.click()
    assert panel._verdict.text() == "Choose at least one kind of character."
    assert not panel.use.isEnabled()
    assert secret_of(panel) == ""
    part.digits.click()
    assert panel.use.isEnabled()


def test_a_passphrase_follows_its_recipe(qtbot: QtBot) -> None:
    recipes = Recipes(passphrase=PassphraseRecipe(words=4, separator=" "), phrase_last=True)
    panel = panel_of(qtbot, recipes)
    assert panel.kinds.index == 1
    assert len(secret_of(panel).split(" ")) == 4
    qtbot.mouseClick(panel.phrases.capitalise, LEFT)
    assert secret_of(panel).istitle()
    panel.phrases.separator.setText("·")
    assert secret_of(panel).count("·") == 3
    panel.phrases.number.click()
    assert any(c.isdigit() for c in secret_of(panel))
    assert "bits" in panel._verdict.text()
    panel.kinds.choose(0)
    assert len(secret_of(panel)) == 20


def test_another_is_another_and_use_hands_it_over(qtbot: QtBot) -> None:
    panel = panel_of(qtbot)
    before = secret_of(panel)
    qtbot.mouseClick(panel.another, LEFT)
    assert secret_of(panel) != before
    with qtbot.waitSignal(panel.used) as used:
        qtbot.mouseClick(panel.use, LEFT)
    secret = used.args[0]
    assert isinstance(secret, SecretBytes)
    assert secret.text() == secret_of(panel)
    panel.forget()
    assert secret_of(panel) == ""
    assert before not in panel._shown.accessibleName()


def test_a_length_past_the_slider_s_end_is_typed(qtbot: QtBot) -> None:
    panel = panel_of(qtbot)
    length = panel.passwords.length
    length.number.setValue(128)
    assert length.slider.value() == length.slider.maximum() == 40
    assert length.value == 128
    length.slider.setValue(12)
    assert length.value == 12


def test_the_slider_follows_pointer_and_keys(page: QWidget, qtbot: QtBot) -> None:
    slider = LineSlider("Length", 4, 40, page)
    slider.resize(200, 24)
    slider.show()
    qtbot.mousePress(slider, LEFT, pos=QPoint(199, 12))
    assert slider.value() == 40
    qtbot.mouseMove(slider, QPoint(0, 12))
    qtbot.mouseRelease(slider, LEFT)
    slider.setFocus()
    qtbot.keyClick(slider, Key.Key_Left)
    assert slider.value() < 40
    slider.grab()
    slider.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.mousePress(slider, LEFT, pos=QPoint(0, 12))
    assert slider.value() == 40
    slider.grab()


def test_a_popover_is_opaque_to_its_edge_where_nothing_composites(
    page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compositing, "composites", lambda: False)
    anchor = QPushButton("x", page)
    anchor.show()
    popover = Popover(QWidget(), page, width=200)
    popover.open_at(anchor)
    assert not popover.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert popover.width() == theme.scaled(200)
    image = popover.grab().toImage()
    edge, ground = theme.colour("hairline"), theme.colour("pane")
    for x, y in ((0, 12), (100, 0), (image.width() - 1, 12), (100, image.height() - 1)):
        assert image.pixelColor(x, y) == edge
    assert image.pixelColor(2, 2) == ground
    popover.close()


def test_a_popover_has_a_shadow_where_there_is_a_compositor(page: QWidget) -> None:
    popover = Popover(QWidget(), page, width=200)
    assert popover.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert popover.width() > theme.scaled(200)


def test_a_popover_tells_once_that_it_is_gone(page: QWidget, qtbot: QtBot) -> None:
    anchor = QPushButton("x", page)
    anchor.show()
    popover = Popover(QWidget(), page, width=200)
    gone: list[int] = []
    popover.closed.connect(lambda: gone.append(1))
    popover.open_at(anchor)
    assert popover.isVisible()
    qtbot.keyClick(popover, Key.Key_Escape)
    qtbot.waitUntil(lambda: gone == [1])
