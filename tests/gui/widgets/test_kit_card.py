# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery code on screen goes to paper or into a file, and is forgotten."""

import threading
from pathlib import Path

import pytest
import segno
from PySide6.QtGui import QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from strongroom.app.recovery_kit import RecoveryKit, recovery_kit
from strongroom.gui import kit_paper
from strongroom.gui.aside import beside
from strongroom.gui.widgets.kit_card import KitCard
from strongroom.secret import SecretBytes


@pytest.fixture
def card(qtbot: QtBot) -> KitCard:
    shown = KitCard()
    qtbot.addWidget(shown)
    with SecretBytes.of_text("ABCD1234EFGH5678JKMN90PQRSTV") as code:
        shown.show_kit(recovery_kit(code, name="A", path=Path("/a.strongroom"), made_ms=0))
    shown.show()
    return shown


def test_saving_asks_where_and_says_that_it_was_done(
    card: KitCard, qtbot: QtBot, tmp_path: Path
) -> None:
    card.save_button.click()
    dialog = card.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "kit"))
    with qtbot.waitSignal(card.kept):
        dialog.accept()
    assert (tmp_path / "kit.pdf").exists()
    assert "kit.pdf. Print it, then delete the file" in card.said.text()


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_kept(
    card: KitCard, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(card.kept):
        card.save(tmp_path / "no" / "kit.pdf")
        qtbot.waitUntil(lambda: not beside().busy)
    assert "no folder" in card.said.text()


def test_without_a_printer_the_other_way_is_named(
    card: KitCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    card.print_button.click()
    assert "save the kit as PDF" in card.said.text()
    assert card.findChild(QPrintDialog) is None


def test_printing_asks_first(card: KitCard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["one"])
    card.print_button.click()
    dialog = card.findChild(QPrintDialog)
    assert dialog is not None
    assert not dialog.testOption(QPrintDialog.PrintDialogOption.PrintToFile)
    with qtbot.assertNotEmitted(card.kept):
        dialog.reject()


def test_what_was_printed_counts_as_kept(card: KitCard, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPdfWriter(str(tmp_path / "as-if-printed.pdf"))
    kit_paper.lay_out(printer)
    with qtbot.waitSignal(card.kept):
        card._printed(printer, QDialog.DialogCode.Accepted)
    assert card.said.text() == "Sent to the printer."


def test_forgotten_it_can_neither_be_saved_nor_printed(
    card: KitCard, qtbot: QtBot, tmp_path: Path
) -> None:
    card.forget()
    assert card.code.text() == ""
    printer = QPdfWriter(str(tmp_path / "a.pdf"))
    with qtbot.assertNotEmitted(card.kept):
        card.save(tmp_path / "b.pdf")
        card._printed(printer, QDialog.DialogCode.Accepted)
        qtbot.waitUntil(lambda: not beside().busy)
    assert not (tmp_path / "b.pdf").exists()


def test_the_window_does_not_wait_for_the_disk(
    card: KitCard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    save = kit_paper.save_pdf

    def noted(kit: RecoveryKit, path: Path) -> None:
        threads.append(threading.current_thread())
        save(kit, path)

    monkeypatch.setattr(kit_paper, "save_pdf", noted)
    with qtbot.waitSignal(card.kept):
        card.save(tmp_path / "kit.pdf")
    assert threads[0] is not threading.main_thread()


def test_forgotten_while_it_is_saved_nothing_is_said_of_it(
    card: KitCard, qtbot: QtBot, tmp_path: Path
) -> None:
    before = card.said.text()
    card.save(tmp_path / "kit.pdf")
    with qtbot.assertNotEmitted(card.kept):
        card.forget()
        qtbot.waitUntil(lambda: not beside().busy)
    assert (tmp_path / "kit.pdf").exists()
    assert card.said.text() == before


def test_the_code_is_shown_as_a_picture_that_says_nothing_of_it(
    card: KitCard, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not card.picture.empty)
    dots = card.picture._dots
    expected = segno.make("ABCD1234EFGH5678JKMN90PQRSTV", error="m", micro=False).matrix
    assert [bytes(line) for line in dots] == [bytes(line) for line in expected]
    assert card.picture.accessibleName() == "The recovery code as a QR code"
    seen = card.picture.grab().toImage()
    assert {seen.pixelColor(x, 66).name() for x in range(20, 110)} == {"#000000", "#ffffff"}
    card.forget()
    assert card.picture.empty
    assert not any(any(line) for line in dots)


def test_a_picture_that_comes_after_the_end_is_not_shown(card: KitCard, qtbot: QtBot) -> None:
    card.forget()
    qtbot.waitUntil(lambda: not beside().busy)
    assert card.picture.empty
