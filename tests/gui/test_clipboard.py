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


def test_windows_is_told_three_times_and_in_its_own_numbers(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    QtClipboard().set_secret("hunter2")
    data = qapp.clipboard().mimeData()
    for name in (
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ):
        kept = data.data(f'application/x-qt-windows-mime;value="{name}"')
        assert kept.data() == bytes(4)  # a DWORD that says no
    assert not data.hasFormat("x-kde-passwordManagerHint")
    qapp.clipboard().clear()


def test_what_a_window_of_ours_selected_is_cleared(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    cleared: list[object] = []

    class Board:
        def __init__(self, *, ours: bool) -> None:
            self.ours = ours

        def supportsSelection(self) -> bool:  # noqa: N802 - Qt's name
            return True

        def ownsSelection(self) -> bool:  # noqa: N802
            return self.ours

        def clear(self, mode: object) -> None:
            cleared.append(mode)

    assert qapp is not None
    for ours in (False, True):
        monkeypatch.setattr(clipboard, "_board", lambda ours=ours: Board(ours=ours))
        QtClipboard().clear_selection()
        assert len(cleared) == ours


def test_wayland_is_asked_for_unless_a_person_said_otherwise() -> None:
    environment: dict[str, str] = {}
    clipboard.reach_unfocused(environment)
    assert environment == {"QT_WAYLAND_USE_DATA_CONTROL": "1"}
    environment = {"QT_WAYLAND_USE_DATA_CONTROL": "0"}
    clipboard.reach_unfocused(environment)
    assert environment == {"QT_WAYLAND_USE_DATA_CONTROL": "0"}


def test_nobody_else_names_the_clipboard() -> None:
    naming = re.compile(r"QClipboard|\.clipboard\(\)")
    naming_it = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "gui").rglob("*.py")
        if naming.search(path.read_text("utf-8"))
    }
    assert naming_it == {"gui/clipboard.py"}
