# SPDX-License-Identifier: GPL-3.0-or-later
"""A bug of ours is told once, without a secret in the telling."""

import sys
from types import TracebackType

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import clipboard
from strongroom.gui.problems import Problems, report


def caught(secret: str) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        int(secret)
    except ValueError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_a_report_names_places_and_no_values() -> None:
    kind, error, trace = caught("hunter2")
    text = report(error, trace)
    assert text.startswith("builtins.ValueError")
    assert "test_problems.py" in text
    assert "hunter2" not in text
    assert kind is ValueError


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_it_is_shown_and_can_be_copied(
    window: QWidget, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(clipboard, "put_plain", copied.append)
    problems = Problems(lambda: window)
    problems.caught(*caught("hunter2"))
    problems.caught(*caught("hunter3"))
    [box] = window.findChildren(QMessageBox)
    assert "hunter" not in caplog.text + box.text() + box.detailedText()
    button = next(b for b in box.buttons() if b.text() == "Copy report")
    button.click()
    assert copied == [box.detailedText()]
    box.close()
    problems.caught(*caught("again"))
    assert sum(b.isVisible() for b in window.findChildren(QMessageBox)) == 1


def test_ctrl_c_closes_the_window(window: QWidget) -> None:
    problems = Problems(lambda: window)
    problems.caught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()
    Problems(lambda: None).caught(KeyboardInterrupt, KeyboardInterrupt(), None)


def test_it_becomes_the_place_where_exceptions_go(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    problems = Problems(lambda: None, qapp)
    problems.install()
    assert sys.excepthook == problems.caught
