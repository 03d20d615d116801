# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of an import, told in its dialog, and what can be done then.

The report can be saved, and the plain file deleted that has it all for everyone to read.  Both
are done on the worker, and are said in the dialog as long as it is open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from strongroom.app import import_report, plain_files
from strongroom.app.importing import Imported
from strongroom.app.plain_files import PlainFile
from strongroom.errors import StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs import import_words as words
from strongroom.gui.dialogs.confirm import confirm
from strongroom.gui.dialogs.import_file import ImportDialog
from strongroom.gui.models.import_rows import ImportRows
from strongroom.gui.tasks import Tasks
from strongroom.gui.words import moment_text
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class Came:
    """What an import brought."""

    imported: Imported
    rows: ImportRows
    left: PlainFile | None
    kind: str


class AfterImport(QObject):
    """Begins with the report; ``name`` is what the origin is called."""

    def __init__(
        self,
        dialog: ImportDialog,
        came: Came,
        name: str,
        *,
        tasks: Tasks,
        now_ms: Callable[[], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._dialog: ImportDialog | None = dialog
        self._came = came
        self._name = name
        self._tasks = tasks
        self._now_ms = now_ms
        dialog.finished.connect(self._closed)
        dialog.save_wanted.connect(self._ask_where)
        dialog.delete_wanted.connect(self._ask_to_delete)
        self._show(dialog)

    def _closed(self) -> None:
        self._dialog = None

    def _show(self, dialog: ImportDialog) -> None:
        imported, left = self._came.imported, self._came.left
        said = import_report.summary(imported)
        if imported.changes.rows and not imported.changes.for_good:
            said.append(_("Undo (Ctrl+Z) takes all of it back."))
        dialog.show_report("\n".join(said), self._came.rows)
        if left is not None:
            delete = _("Delete {file}…").format(file=left.path.name)
            dialog.report.remind(words.reminder_text(left.path.name), delete)

    def _ask_where(self) -> None:
        if self._dialog is not None:
            name = _("Import report {file}.txt").format(file=Path(self._name).stem)
            places.choose_new_file(
                self._dialog,
                _("Save report"),
                Path.home() / name,
                [_("Text files (*.txt)"), _("All files (*)")],
                self._save,
            )

    def _save(self, path: Path) -> None:
        came, moment = self._came, moment_text(self._now_ms())

        def work() -> None:
            text = import_report.report(came.imported, self._name, came.kind, moment)
            import_report.save(path, text)

        done = _("The report was saved as {file}.").format(file=path.name)
        self._tasks.run(work, lambda _none: self._say(done), self._say_failure)

    def _ask_to_delete(self) -> None:
        left = self._came.left
        if left is not None and self._dialog is not None:
            confirm(
                self._dialog,
                title=_("Delete this file?"),
                sentence=plain_files.question(left),
                deed=_("Delete file"),
                then=partial(self._delete, left),
            )

    def _delete(self, left: PlainFile) -> None:
        def work() -> str:
            return plain_files.outcome(left, over=plain_files.delete(left))

        def done(sentence: str) -> None:
            if self._dialog is not None:
                self._dialog.report.forget_file()
            self._say(sentence)

        self._tasks.run(work, done, self._say_failure)

    def _say(self, sentence: str) -> None:
        if self._dialog is not None:
            self._dialog.report.say(sentence)

    def _say_failure(self, error: StrongroomError) -> None:
        if self._dialog is not None:
            self._dialog.report.say(str(error), failed=True)
