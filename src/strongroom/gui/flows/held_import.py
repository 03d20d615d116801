# SPDX-License-Identifier: GPL-3.0-or-later
"""What one import holds on to while its dialog is open: the origin, what opens it, what it has.

All of it is touched by one thread at a time: the one beside the worker that reads, and the
worker, which judges and takes in, while that has nothing to do.  The origin stays open from the
look to the end of the import, and is closed whatever ends the dialog.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from strongroom.app.csv_maps import Mapping, TableLook
from strongroom.app.importing import (
    Choices,
    Format,
    Found,
    Given,
    Imported,
    Importing,
    Origin,
    Preview,
    PreviewRow,
    key_file,
    left_behind,
)
from strongroom.app.plain_files import PlainFile
from strongroom.errors import Cancelled, CannotImport, NotFound, SourcePasswordNeeded
from strongroom.gui.flows.stopping import Stopping
from strongroom.gui.models.import_rows import ImportRows
from strongroom.gui.widgets.folder_choice import Target
from strongroom.secret import SecretBytes
from strongroom.texts import _

_SLICE = 500  # rows let go of before the window has its turn


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, in the order to show it."""

    rows: ImportRows
    kind: Format


class HeldImport:
    """One origin, opened at its first look."""

    def __init__(self, importing: Importing, opener: Callable[[], Origin]) -> None:
        self._importing = importing
        self._opener = opener
        self._origin: Origin | None = None
        self._given = Given()
        self._found: Found | None = None
        self._preview: Preview | None = None

    def give(self, password: SecretBytes | None, key: Path | None) -> None:
        """Take what is to open it; the password is closed here.

        Raises:
            SourcePasswordNeeded: the key file cannot be read.
        """
        self._forget_given()
        self._given = Given(password)
        if key is not None:
            try:
                self._given = Given(password, key_file(key), str(key))
            except (CannotImport, NotFound) as error:
                raise SourcePasswordNeeded(str(error), key_file=True) from None

    def allow(self) -> None:
        """Allow a key derivation that asks for a lot."""
        self._given = replace(self._given, costly=True)

    def open(self) -> None:
        """Open the origin, on the worker: it is told apart from the vault that is open.

        Raises:
            NotFound, CannotImport: it cannot be opened.
        """
        if self._origin is None:
            self._origin = self._opener()

    def table(self, kind: Format | None, mapping: Mapping | None) -> TableLook | None:
        """Return the table that the origin is, None where it is none of unknown columns; beside.

        Raises:
            CannotImport: it cannot be read.
        """
        if self._origin is None:
            return None
        return self._importing.first_rows(self._origin, kind, mapping)

    def known(self, guessed: Mapping) -> Mapping | None:
        """Return how such a table was understood the last time, None if never; on the worker."""
        return self._importing.known(guessed)

    def understand(self, mapping: Mapping) -> None:
        """Take what the columns of a table mean."""
        self._given = replace(self._given, mapping=mapping)

    def read(self, kind: Format | None, stop: Stopping) -> None:
        """Read the origin, which is open, beside the worker.

        Raises:
            StrongroomError: as of ``Importing.read``; what was found before stays.
        """
        if self._origin is None:
            raise Cancelled(_("The import was cancelled; nothing was added."))
        self._found = self._importing.read(
            self._origin, kind, self._given, progress=stop, cancelled=lambda: stop.stopped
        )

    def judge(self, stop: Stopping) -> Look:
        """Judge what was read, on the worker.

        Raises:
            Cancelled: it was stopped, or nothing was read.
        """
        found, self._found = self._found, None
        if found is None:
            raise Cancelled(_("The import was cancelled; nothing was added."))
        preview = self._importing.judge(found, progress=stop, cancelled=lambda: stop.stopped)
        self._preview, before = preview, self._preview
        if before is not None:
            _let_go(before)
        return Look(ImportRows.of(preview), preview.format)

    def row(self, number: int) -> PreviewRow | None:
        """Return an entry, None where it is gone."""
        rows = self._preview.rows if self._preview is not None else ()
        return rows[number] if number < len(rows) else None

    def run(self, target: Target, choices: Choices, stop: Stopping) -> Imported | None:
        """Take in what is wanted, None where nothing was looked at.

        Raises:
            StrongroomError: as of ``Importing.run``; nothing was written.
        """
        if self._preview is None:
            return None
        return self._importing.run(
            self._preview,
            folder=target.folder,
            path=target.path,
            choices=choices,
            progress=stop,
            cancelled=lambda: stop.stopped,
        )

    def leave(self) -> Imported | None:
        """Return what there is to report where all is here, None where nothing was looked at."""
        return None if self._preview is None else self._importing.leave(self._preview)

    @property
    def plain_file(self) -> PlainFile | None:
        """The file that still has it all for everyone to read, None where there is none."""
        if self._origin is None or self._preview is None:
            return None
        return left_behind(self._origin, self._preview.format)

    def close(self) -> None:
        """Let go of everything; safe to call twice."""
        origin, self._origin = self._origin, None
        if origin is not None:
            origin.close()
        self._forget_given()
        self._found = None
        preview, self._preview = self._preview, None
        if preview is not None:
            _let_go(preview)

    def _forget_given(self) -> None:
        given, self._given = self._given, Given()
        if given.password is not None:
            given.password.close()


def _let_go(preview: Preview) -> None:
    """Let go of the entries little by little: all at once they would hold up the window."""
    rows = list(preview.rows)
    del preview
    while rows:
        del rows[-_SLICE:]
