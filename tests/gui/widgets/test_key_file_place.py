# SPDX-License-Identifier: GPL-3.0-or-later
"""A key file is kept apart from the vault that it opens, or its person is warned."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from strongroom.gui.widgets.key_file_place import KeyFilePlace


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyFilePlace:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    made = KeyFilePlace("None.", tmp_path / "vaults" / "Personal.strongroom")
    qtbot.addWidget(made)
    return made


def test_a_new_one_is_proposed_apart_from_the_vault(place: KeyFilePlace, tmp_path: Path) -> None:
    place.new_button.click()
    dialog = place.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) == tmp_path / "home"
    dialog.close()


@pytest.mark.parametrize(
    ("folder", "warned"), [("vaults", True), ("vaults/a/b", True), ("stick", False)]
)
def test_a_place_beside_the_vault_is_warned_of(
    place: KeyFilePlace,
    tmp_path: Path,
    folder: str,
    warned: bool,  # noqa: FBT001 - a parameter
) -> None:
    place.use(tmp_path / folder / "Personal.key")
    assert ("Keep it apart" in place.said.text()) is warned
    assert place.said.isHidden() is not warned
    place.use(None)
    assert place.said.isHidden()
