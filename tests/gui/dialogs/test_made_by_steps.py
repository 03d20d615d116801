# SPDX-License-Identifier: GPL-3.0-or-later
"""Large dialogs are made a few widgets at a turn, and a lock may come in between."""

from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot
from tests.app.worlds import World
from tests.gui.conftest import Running

from strongroom.gui.dialogs.export import ExportDialog
from strongroom.gui.dialogs.export_form import ExportForm
from strongroom.gui.dialogs.import_columns import ColumnsFace
from strongroom.gui.dialogs.import_file import ImportDialog
from strongroom.gui.dialogs.import_preview import PreviewFace
from strongroom.gui.program import Program

MOST = 45  # widgets, those that Qt makes inside of ours among them


@pytest.mark.parametrize("face", ["form", "preview", "columns"])
def test_no_step_makes_many_widgets(qtbot: QtBot, face: str) -> None:
    kinds: dict[str, type[PreviewFace | ColumnsFace] | partial[ExportForm]] = {
        "form": partial(ExportForm, Path("/nowhere"), "file.pdf"),
        "preview": PreviewFace,
        "columns": ColumnsFace,
    }
    made = kinds[face]()
    qtbot.addWidget(made)
    counts = [0, *(len(all_widgets(made)) for _step in made.make())]
    counts.append(len(all_widgets(made)))
    steps = [after - before for before, after in pairwise(counts)]
    assert len(steps) > 3
    assert max(steps) <= MOST
    assert counts[-1] > MOST  # or it would not be worth it


def all_widgets(made: QWidget) -> set[QWidget]:
    """Return those that lie on it, and those that will."""
    waiting = [part for part in vars(made).values() if isinstance(part, QWidget)]
    return {one for part in (made, *waiting) for one in (part, *part.findChildren(QWidget))}


def test_a_lock_takes_an_export_that_is_not_open_yet(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    opened.window.actions_by_id["export"].trigger()
    dialog = opened.interior.exporting.dialog
    assert isinstance(dialog, ExportDialog)
    assert dialog.prepares
    assert not dialog.isVisible()
    opened.opening.lock()
    running.settle()
    qtbot.waitUntil(lambda: not opened.window.findChildren(QDialog))
    assert opened.interior.exporting.dialog is None


def test_a_lock_takes_an_import_that_is_not_made_yet(
    opened: Program, running: Running, qtbot: QtBot, machine: World
) -> None:
    path = machine.path.with_name("passwords.csv")
    path.write_text("name,url,username,password\nShop,,ann,hunter2\n")
    opened.interior.importing.open(path)
    dialog = opened.interior.importing.dialog
    assert isinstance(dialog, ImportDialog)
    assert dialog.prepares
    opened.opening.lock()
    running.settle()
    qtbot.waitUntil(lambda: not opened.window.findChildren(ImportDialog))
    assert opened.interior.importing.dialog is None


def test_a_face_that_is_wanted_sooner_is_made_at_once(opened: Program) -> None:
    dialog = ImportDialog(opened.window, "file", now_ms=lambda: 0, seconds=lambda: None)
    assert dialog.preview.begin.text() == ""
    assert dialog.preview is dialog.preview
    dialog.done(0)


def test_a_face_that_is_wanted_while_it_is_made_is_made_once(opened: Program) -> None:
    dialog = ImportDialog(opened.window, "file", now_ms=lambda: 0, seconds=lambda: None)
    ends: list[bool] = []
    dialog.prepare(lambda: ends.append(True))
    assert dialog.preview.begin.text() == ""
    assert ends == [True]
    assert len(dialog.findChildren(PreviewFace)) == 1
    dialog.done(0)
