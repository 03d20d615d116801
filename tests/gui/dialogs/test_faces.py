# SPDX-License-Identifier: GPL-3.0-or-later
"""The face that tells of work under way, and what it says once that is asked to stop."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui.dialogs.export import ExportDialog
from strongroom.gui.dialogs.import_file import ImportDialog


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture(params=["import", "export"])
def dialog(request: pytest.FixtureRequest, window: QWidget) -> ImportDialog | ExportDialog:
    """A dialog whose work is under way."""
    made: ImportDialog | ExportDialog
    if request.param == "import":
        made = ImportDialog(window, "file", now_ms=lambda: 0, seconds=lambda: None)
    else:
        made = ExportDialog(window, Path("/nowhere"), "file.pdf")
        made.prepare(lambda: None)
        made._turns.finish()
    made.open()
    made.show_progress(1, 9)
    return made


def test_what_is_asked_to_stop_says_so_until_it_does(
    dialog: ImportDialog | ExportDialog, qtbot: QtBot
) -> None:
    asked = dialog.stop_wanted if isinstance(dialog, ExportDialog) else dialog.cancel_wanted
    face = dialog.progress
    assert face.cancel.isEnabled()
    with qtbot.waitSignal(asked):
        face.cancel.click()
    assert face.step.text() == "Cancelling…"
    assert not face.cancel.isEnabled()
    dialog.show_progress(2, 9)  # was on its way already
    assert face.step.text() == "Cancelling…"


def test_what_is_begun_after_it_can_be_cancelled_anew(dialog: ImportDialog | ExportDialog) -> None:
    dialog.progress.cancel.click()
    if isinstance(dialog, ExportDialog):
        dialog.show_failure("")
    else:
        dialog.show_trouble("It did not work.")
    dialog.show_progress(1, 9)
    assert dialog.progress.step.text() != "Cancelling…"
    assert dialog.progress.cancel.isEnabled()
