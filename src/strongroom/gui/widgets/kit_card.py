# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery code on screen, with the ways to put it on paper."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from strongroom.app.recovery_kit import RecoveryKit
from strongroom.errors import StrongroomError
from strongroom.gui import kit_paper, places, theme
from strongroom.gui.aside import beside
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.card import Card, column
from strongroom.gui.widgets.kit_code import KitCode
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.texts import _


class KitCard(QWidget):
    """Shows a kit until :meth:`forget`; ``kept`` tells that it was printed or saved."""

    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit: RecoveryKit | None = None
        self.code = label(wrap=True)
        face = theme.mono(16)
        face.setLetterSpacing(face.SpacingType.AbsoluteSpacing, 1.0)
        self.code.setFont(face)
        self.code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.print_button = buttons.secondary(_("Print…"), "printer")
        self.save_button = buttons.secondary(_("Save as PDF…"), "file-down")
        self.said = label(kind=theme.Text.SMALL, tone="muted", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        card = Card(padding=2 * theme.GRID)
        self.picture = KitCode()
        card.body().addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        card.body().addSpacing(theme.GRID)
        card.body().addWidget(self.code)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.print_button, 1)
        row.addWidget(self.save_button, 1)
        layout = column(self)
        layout.addWidget(card)
        layout.addLayout(row)
        layout.addWidget(self.said)
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self._save)

    def show_kit(self, kit: RecoveryKit) -> None:
        """Show the code of ``kit``."""
        self._kit = kit
        self.code.setText(kit.code)
        self.code.setAccessibleName(kit.code_label)
        self.picture.show_text(kit_paper.plain(kit.code))
        self._say(kit.warning, "muted")

    def forget(self) -> None:
        """Let go of the code."""
        self._kit = None
        self.code.clear()
        self.picture.forget()

    def save(self, path: Path) -> None:
        """Write the kit to ``path`` as PDF, beside the window, and say how that went."""
        kit = self._kit
        if kit is not None:
            saved, failed = partial(self._saved, kit, path), partial(self._not_saved, kit)
            beside().run(partial(kit_paper.save_pdf, kit, path), saved, failed)

    def _saved(self, kit: RecoveryKit, path: Path, _none: None) -> None:
        if kit is self._kit:
            text = _("Saved as {place}. Print it, then delete the file: it opens the vault.")
            self._say(text.format(place=places.shown_path(path)), "accent")
            self.kept.emit()

    def _not_saved(self, kit: RecoveryKit, error: StrongroomError) -> None:
        if kit is self._kit:
            self._say(str(error), "danger")

    def _save(self) -> None:
        name = _("Recovery kit") + ".pdf"
        names = [_("PDF documents (*.pdf)")]
        title = _("Save the recovery kit")
        places.choose_new_file(self.window(), title, Path.home() / name, names, self.save)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import (  # noqa: PLC0415 - 20 ms of loading, seldom needed
            QPrintDialog,
            QPrinter,
            QPrinterInfo,
        )

        if not QPrinterInfo.availablePrinterNames():
            self._say(_("There is no printer on this computer; save the kit as PDF."), "warning")
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        kit_paper.lay_out(printer)
        dialog = QPrintDialog(printer, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Printed to a file, the code would be readable by everyone; saving takes care of that.
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
        dialog.finished.connect(lambda result: self._printed(printer, result))
        QDialog.open(dialog)  # its own open() wants a slot in C++ form

    def _printed(self, printer: QPagedPaintDevice, result: int) -> None:
        if result == QDialog.DialogCode.Accepted and self._kit is not None:
            kit_paper.paint(self._kit, printer)
            self._say(_("Sent to the printer."), "accent")
            self.kept.emit()

    def _say(self, sentence: str, tone: str) -> None:
        self.said.setText(sentence)
        set_tone(self.said, tone)
        announce(self, sentence)
