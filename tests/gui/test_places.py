# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths as people read them, and the dialogs that ask for one."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from strongroom.gui import places

HOME = Path("/home/zoe")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/zoe/Documents/Personal.strongroom", "Documents / Personal.strongroom"),
        ("/home/zoe/Personal.strongroom", "Personal.strongroom"),
        ("/media/stick/Personal.strongroom", "/ media / stick / Personal.strongroom"),
        ("/nowhere/a/b/c/d.strongroom", "/ … / b / c / d.strongroom"),
        ("/", "/"),
        ("/home/zoe", ""),
        ("Personal.strongroom", "Personal.strongroom"),
        ("/home/zoe/a/b/c/d.strongroom", "… / b / c / d.strongroom"),
    ],
)
def test_a_path_is_shown_from_the_home_folder_on(path: str, shown: str) -> None:
    assert places.shown_path(Path(path), HOME) == shown


def test_paths_that_a_sentence_quotes_are_shown_so_too() -> None:
    sentence = "“/media/stick/Personal.strongroom” is gone, “Personal” is not."
    shown = "“/ media / stick / Personal.strongroom” is gone, “Personal” is not."
    assert places.with_shown_paths(sentence) == shown


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    return shown


def test_a_vault_that_exists_can_be_chosen(window: QWidget, tmp_path: Path) -> None:
    path = tmp_path / "A.strongroom"
    path.touch()
    chosen: list[Path] = []
    dialog = places.choose_vault(window, tmp_path, chosen.append)
    assert dialog.nameFilters()[0].endswith("(*.strongroom)")
    dialog.selectFile(str(path))
    dialog.accept()
    assert chosen == [path]


def test_a_new_file_gets_its_suffix(window: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    suggested = tmp_path / "Recovery kit.pdf"
    dialog = places.choose_new_file(window, "Save", suggested, ["PDF (*.pdf)"], chosen.append)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.selectedFiles() == [str(suggested)]
    dialog.selectFile(str(tmp_path / "other"))
    dialog.accept()
    assert chosen == [tmp_path / "other.pdf"]


def test_leaving_chooses_nothing(window: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    dialog = places.choose_vault(window, tmp_path, chosen.append)
    dialog.reject()
    assert chosen == []
