# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking items out from the window: what and where, who asks, the writing, the report.

Whoever exports gives the master password once more.  Everything is done on the worker; what
closes the dialog, a lock above all, ends it at the next item, and nothing of it is left.
"""

import os
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from strongroom.app import export_report, plain_files
from strongroom.app.exporting import (
    FORMATS,
    PAGE,
    Exported,
    Exporting,
    Order,
    Proof,
    What,
    check,
    reasons,
)
from strongroom.app.items import Items
from strongroom.app.plain_files import PlainFile
from strongroom.errors import Cancelled, RiskyPlace, StrongroomError
from strongroom.gui import items_paper, kit_paper, places
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.export import ExportDialog
from strongroom.gui.dialogs.export_form import Wanted
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.flows.stopping import Steps, Stopping
from strongroom.gui.items_paper import Look
from strongroom.gui.models.export_choices import ExportChoice, export_choices
from strongroom.gui.tasks import Tasks
from strongroom.gui.words import moment_text
from strongroom.texts import _

_MOST_TRIED = 100  # names; one is only offered


class ExportFlow(QObject):
    """One export at a time, over ``window()``."""

    def __init__(
        self,
        exporting: Exporting,
        items: Items,
        tasks: Tasks,
        asking: Reauthenticating,
        *,
        folder: Path,
        window: Callable[[], QWidget],
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self._exporting = exporting
        self._items = items
        self._tasks = tasks
        self._asking = asking
        self._folder = folder
        self._window = window
        self._open_url = open_url
        self._steps = Steps(self)
        self.dialog: ExportDialog | None = None

    def show(self, start: What | None = None, selected: Collection[int] = ()) -> None:
        """Open the dialog at ``start``; ``selected`` are items that may be exported alone."""
        name = self._exporting.suggested_name(PAGE)
        self.dialog = dialog = ExportDialog(self._window(), self._folder, name)
        form = dialog.form
        form.place_changed.connect(partial(self._look_at, dialog))
        form.wanted.connect(partial(self._ask, dialog))
        dialog.folder_wanted.connect(self._show_folder)
        dialog.finished.connect(self._closed)

        def work() -> tuple[tuple[ExportChoice, ...], Path]:
            choices = export_choices(self._items.overviews(), self._items.folders(), selected)
            return choices, _free(self._folder, Path(name).stem)

        def shown(found: tuple[tuple[ExportChoice, ...], Path]) -> None:
            if isValid(dialog):
                form.show_choices(found[0], start or What())
                form.show_place(found[1].with_suffix(form.format.ending))

        def made() -> None:
            dialog.open()
            self._tasks.run(work, shown, partial(_say, dialog))

        dialog.prepare(made)

    @property
    def prepares(self) -> bool:
        """Whether the dialog is made, and not open yet."""
        return self.dialog is not None and self.dialog.prepares

    def show_selected(self, ids: Collection[int]) -> None:
        """Open the dialog at a selection."""
        self.show(What(ids=frozenset(ids)), ids)

    def _closed(self) -> None:
        self.dialog = None

    def _look_at(self, dialog: ExportDialog, path: Path, _format: object) -> None:
        """Find out whether others have the place too."""

        def told(found: tuple[str, ...]) -> None:
            if isValid(dialog):
                dialog.form.show_reasons(path, found)

        self._tasks.run(lambda: reasons(path), told, lambda _error: None)

    # Who asks

    def _ask(self, dialog: ExportDialog, wanted: Wanted) -> None:
        order = Order(
            wanted.what, wanted.format, wanted.path, replace=wanted.replace, anyway=wanted.anyway
        )
        ask = partial(self._ask_who, dialog, order, on_paper=wanted.on_paper)

        def look() -> None:
            self._tasks.run(
                lambda: check(order), lambda _none: ask(), partial(_refuse, dialog, order)
            )

        if wanted.on_paper:
            ask()
        elif wanted.weak:
            self._ask_about_password(dialog, look)
        else:
            look()

    def _ask_who(self, dialog: ExportDialog, order: Order, *, on_paper: bool) -> None:
        if isValid(dialog):
            self._asking.ask_for(
                dialog,
                self._exporting.prove,
                title=_("Is it you?"),
                sentence=_("What leaves the vault is out of its hands. Confirm that it is you."),
                deed=_("Export"),
                done=lambda proof: self._begin(dialog, order, proof, on_paper=on_paper),
                failed=partial(_refuse, dialog, order),
                given_up=partial(_give_back, dialog),
            )

    def _ask_about_password(self, dialog: ExportDialog, then: Callable[[], None]) -> None:
        """Let a weak password be said twice; none is refused for how it is made."""
        asked = confirm(
            dialog,
            title=_("Use this password?"),
            sentence=_(
                "It would be guessed soon, and whoever gets the file can guess for as long as"
                " they like. A few random words are better."
            ),
            deed=_("Use it all the same"),
            then=then,
        )
        asked.rejected.connect(partial(_give_back, dialog))

    # The export

    def _begin(self, dialog: ExportDialog, order: Order, proof: Proof, *, on_paper: bool) -> None:
        if not isValid(dialog):
            return
        if on_paper:
            self._choose_printer(dialog, order, proof)
            return
        if order.format is PAGE:
            look = Look(self._exporting.day())
            painted = replace(
                PAGE, write=lambda out, writing: items_paper.write_pdf(out, writing, look)
            )
            order = replace(order, format=painted)
        password = dialog.secret()
        order = replace(order, password=password)
        stopping = self._stopping(dialog)

        def work() -> Exported:
            try:
                return self._exporting.run(order, proof, stopping)
            finally:
                if password is not None:
                    password.close()

        self._tasks.run(work, partial(self._came, dialog), partial(_say, dialog))

    def _stopping(self, dialog: ExportDialog) -> Stopping:
        dialog.show_progress(0, 0)
        stopping = self._steps.begin(dialog, dialog.show_progress)
        dialog.stop_wanted.connect(stopping.stop)
        dialog.finished.connect(stopping.stop)
        return stopping

    def _came(self, dialog: ExportDialog, exported: Exported) -> None:
        if not isValid(dialog):
            return
        dialog.show_report(exported)
        dialog.save_wanted.connect(partial(self._ask_where, dialog, exported))
        if exported.plain is not None:
            dialog.delete_wanted.connect(partial(self._ask_to_delete, dialog, exported.plain))

    def _choose_printer(self, dialog: ExportDialog, order: Order, proof: Proof) -> None:
        from PySide6.QtPrintSupport import (  # noqa: PLC0415 - 20 ms of loading, seldom needed
            QPrintDialog,
            QPrinter,
            QPrinterInfo,
        )

        if not QPrinterInfo.availablePrinterNames():
            dialog.show_failure(_("There is no printer on this computer; save a PDF instead."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        kit_paper.lay_out(printer)
        asked = QPrintDialog(printer, dialog)
        # Printed to a file, everything would be readable by all; saving takes care of that.
        asked.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)

        def chosen(result: int) -> None:
            if result != QDialog.DialogCode.Accepted:
                _give_back(dialog)
            elif isValid(dialog):
                self._print(dialog, order, proof, printer)

        asked.finished.connect(chosen)
        QDialog.open(asked)  # its own open() wants a slot in C++ form

    def _print(
        self, dialog: ExportDialog, order: Order, proof: Proof, printer: items_paper.Paper
    ) -> None:
        look, stopping = Look(self._exporting.day()), self._stopping(dialog)

        def work() -> Exported:
            with self._exporting.for_paper(order.what, proof, stopping) as writing:
                losses = items_paper.paint(printer, writing, look)
                outgoing = writing.outgoing
            return Exported(PAGE, None, outgoing.count, len(outgoing.folders), losses)

        self._tasks.run(work, partial(self._came, dialog), partial(_say, dialog))

    # Afterwards

    def _show_folder(self, path: Path | None) -> None:
        if path is not None:
            self._open_url(QUrl.fromLocalFile(str(path.parent)))

    def _ask_where(self, dialog: ExportDialog, exported: Exported) -> None:
        name = _("Export report {file}.txt").format(
            file=self._exporting.day() if exported.path is None else exported.path.stem
        )
        places.choose_new_file(
            dialog,
            _("Save report"),
            self._folder / name,
            [_("Text files (*.txt)")],
            partial(self._save_report, dialog, exported),
        )

    def _save_report(self, dialog: ExportDialog, exported: Exported, path: Path) -> None:
        place = "" if exported.path is None else str(exported.path)
        text = export_report.report(exported, place, moment_text(self._exporting.now_ms()))
        done = _("The report was saved as {file}.").format(file=path.name)

        def told(sentence: str) -> None:
            if isValid(dialog):
                dialog.report.show_saved(sentence)

        self._tasks.run(
            lambda: export_report.save(path, text),
            lambda _none: told(done),
            lambda error: told(str(error)),
        )

    def _ask_to_delete(self, dialog: ExportDialog, file: PlainFile) -> None:
        confirm(
            dialog,
            title=_("Delete {file}?").format(file=file.path.name),
            sentence=plain_files.question_of_export(file),
            deed=_("Delete"),
            then=partial(self._delete, dialog, file),
        )

    def _delete(self, dialog: ExportDialog, file: PlainFile) -> None:
        def done(over: bool) -> None:  # noqa: FBT001 - what a callback is told
            if isValid(dialog):
                dialog.report.show_deleted(plain_files.outcome(file, over=over))

        def failed(error: StrongroomError) -> None:
            if isValid(dialog):
                dialog.report.show_trouble(str(error))

        self._tasks.run(lambda: plain_files.delete(file), done, failed)


def _say(dialog: ExportDialog, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.show_failure("" if isinstance(error, Cancelled) else str(error))


def _refuse(dialog: ExportDialog, order: Order, error: StrongroomError) -> None:
    if isValid(dialog) and isinstance(error, RiskyPlace):
        dialog.form.show_reasons(order.path, error.reasons)
    _say(dialog, error)


def _give_back(dialog: ExportDialog) -> None:
    """Let the form be filled in again."""
    if isValid(dialog):
        dialog.form.set_busy(busy=False)


def _free(folder: Path, stem: str) -> Path:
    """Return a name in ``folder`` that no file of any format bears yet."""
    endings = {one.ending for one in FORMATS}
    names = chain([stem], (f"{stem} {number}" for number in range(2, _MOST_TRIED)))
    free = (n for n in names if not any(os.path.lexists(folder / (n + e)) for e in endings))
    return folder / (next(free, stem) + PAGE.ending)
