# SPDX-License-Identifier: GPL-3.0-or-later
"""A text that is read: put into its document in slices, and copied as it is in its file."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from strongroom.gui.widgets.text_view import LONGEST, TextView, lines_of

ENDS = "\r\u2028\u2029\ufdd0\ufdd1"


class Copied(TextView):
    """A view that notes what of it is to be copied."""

    def __init__(self) -> None:
        super().__init__("Text")
        self.copied: list[str] = []
        self.copy_wanted.connect(self.copied.append)


@pytest.fixture
def view(qtbot):
    view = Copied()
    qtbot.addWidget(view)
    return view


def as_read(text):
    text = text.replace("\r\n", "\n")
    for end in ENDS:
        text = text.replace(end, "\n")
    return text


def test_a_long_text_is_put_in_by_slices(view, qtbot):
    counts: list[int] = []
    view.blockCountChanged.connect(counts.append)
    view.show_text("a line\n" * 5000)
    assert not view.whole
    assert view.blockCount() < 1000  # its beginning is there at once
    qtbot.waitUntil(lambda: view.whole)
    assert view.toPlainText() == "a line\n" * 5000
    steps = [after - before for before, after in zip([1, *counts], counts, strict=False)]
    assert max(steps) <= 500
    assert view.textCursor().position() == 0  # one reads from the beginning


def test_no_line_is_too_long_to_be_laid_out(view, qtbot):
    view.show_text("x" * (5 * LONGEST + 3))
    qtbot.waitUntil(lambda: view.whole)
    lines = view.toPlainText().split("\n")
    assert [len(line) for line in lines] == [LONGEST] * 5 + [3]
    assert [line.goes_on for line in lines_of("x" * (2 * LONGEST))] == [True, False]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(
    st.text(st.sampled_from("ab\n\x00\u00a0\U0001f511é" + ENDS), max_size=30), st.integers(1, 2500)
)
@example("a\r\nb\r", 1200)
@example("\U0001f511", 2500)
def test_a_copy_has_no_breaks_of_ours(view, text, times):
    whole = text * times if len(text) * times < 20_000 else text
    view.show_text(whole)
    view._turns.finish()
    view.selectAll()
    view.copied.clear()
    view.copy()
    assert view.copied == ([as_read(whole)] if whole else [])


def test_a_part_is_copied_over_breaks(view, qtbot):
    key = "\U0001f511"
    view.show_text("ab" + key * LONGEST + "cd\nef")
    qtbot.waitUntil(lambda: view.whole)
    cursor = view.textCursor()
    cursor.setPosition(2 + 2 * (LONGEST - 3))
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert view.copied == [key * 3 + "cd\nef"]


def test_what_is_selected_to_the_end_is_copied_when_all_of_it_is_there(view, qtbot):
    view.show_text("a line\n" * 5000)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert view.copied == []
    qtbot.waitUntil(lambda: view.whole)
    assert view.copied == ["a line\n" * 5000]


def test_what_is_selected_above_is_copied_at_once(view):
    view.show_text("a line\n" * 5000)
    cursor = view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert view.copied == ["a line"]


def test_what_is_forgotten_comes_no_more(view, qtbot):
    view.show_text("a line\n" * 5000)
    view.forget()
    qtbot.wait(5)
    assert view.toPlainText() == ""
    assert view.whole
    view.show_text("x" * 10)
    qtbot.waitUntil(lambda: view.whole)
    view.selectAll()
    view.copy()
    assert view.copied == ["x" * 10]
