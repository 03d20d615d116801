# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's hand on the clipboard keeps the contract, marks secrets, and is the only one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from tests.contracts.clipboard import ClipboardContract

import strongroom
from strongroom.gui import clipboard
from strongroom.gui.clipboard import QtClipboard

SOURCE = Path(strongroom.__file__).parent


class TestQtClipboard(ClipboardContract):
    @pytest.fixture
    def clipboard(self, qapp: QApplication) -> Iterator[QtClipboard]:
        assert qapp.platformName() == "offscreen"
        yield QtClipboard()
        QGuiApplication.clipboard().clear()


def test_a_secret_is_marked_so_that_histories_leave_it_out(qapp: QApplication) -> None:
    QtClipboard().set_secret("hunter2")
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "hunter2"
    assert qapp.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    clipboard.put_plain("a report")
    assert clipboard.pasted() == "a report"
    assert not QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")
    QGuiApplication.clipboard().clear()


def test_nobody_else_names_the_clipboard() -> None:
    naming = re.compile(r"QClipboard|\.clipboard\(\)")
    naming_it = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "gui").rglob("*.py")
        if naming.search(path.read_text("utf-8"))
    }
    assert naming_it == {"gui/clipboard.py"}
