# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing items over from another program: first a look, then one transaction.

A look writes nothing and says of every entry whether it is new, here already, differs from an
item that is here, or cannot be read.  What comes, comes as one change, to be undone as one,
after a backup; stopped half-way, nothing has come.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from strongroom.app.csv_maps import TableMaps
from strongroom.app.duplicates import Duplicates, Fate
from strongroom.app.import_losses import losses_of
from strongroom.app.import_origins import FileOrigin, Origin, key_file, left_behind
from strongroom.app.import_preview import (
    Choice,
    Choices,
    Found,
    Imported,
    Preview,
    PreviewRow,
)
from strongroom.app.keyring_origin import KEYRING, KeyringOrigin
from strongroom.app.session import Session
from strongroom.app.store_origin import STORE, StoreOrigin
from strongroom.app.taking_in import TakingIn
from strongroom.app.vault_origin import VAULT, VaultOrigin
from strongroom.errors import Cancelled, CannotImport
from strongroom.exchange.csv_targets import Mapping as TableMapping
from strongroom.exchange.csv_targets import TableLook
from strongroom.exchange.format import Format, Group
from strongroom.exchange.formats import FORMATS as FILE_FORMATS
from strongroom.exchange.formats import named
from strongroom.exchange.reading import Entry, Given, Problem, Reading, Step
from strongroom.model.changes import Changes
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.draft import Draft
from strongroom.vault.preview import is_vault

__all__ = [
    "FORMATS",
    "Choice",
    "Choices",
    "Fate",
    "Format",
    "Found",
    "Given",
    "Group",
    "Imported",
    "Importing",
    "Origin",
    "Preview",
    "PreviewRow",
    "Problem",
    "Reading",
    "Step",
    "format_named",
    "key_file",
    "left_behind",
]

Cancel = Callable[[], bool]
MOST_ATTACHED = 8 << 30  # bytes of all attachments of one import
_ANY_TABLE = "csv"  # the format whose columns a person may correct

# Everything that can be imported; those of files in the order in which a file is tried.
FORMATS: tuple[Format, ...] = (VAULT, *FILE_FORMATS, STORE, KEYRING)


def format_named(name: str) -> Format:
    """Return the format of a name as people type it, in either case.

    Raises:
        NotFound: no format has that name; the sentence lists them.
    """
    return named(name, FORMATS)


class Importing:
    """Looks at files of other programs, and takes their items in."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._maps = TableMaps(session)

    def open(self, path: Path, *, pipes: bool = False) -> Origin:
        """Open what a person chose: a file, a vault, or a folder; the caller closes it.

        A pipe is waited for with ``pipes`` alone.

        Raises:
            NotFound: there is none.
            CannotImport: it cannot be read, or is the open vault itself.
        """
        if os.path.isdir(path):  # noqa: PTH112 - a disk that fails is told by who opens it
            return StoreOrigin(path)
        if self._is_open_vault(path):
            raise CannotImport(_("This is the open vault itself; choose another file."))
        if is_vault(path):
            return VaultOrigin(
                path, self._session.vault.vault_id if self._session.is_open else None
            )
        return FileOrigin(path, pipes=pipes)

    def open_keyring(self) -> Origin:
        """Open this computer's keyring; the caller closes it."""
        return KeyringOrigin()

    def table(
        self, origin: Origin, kind: Format | None = None, mapping: TableMapping | None = None
    ) -> TableLook | None:
        """Return a table whose columns are to be understood, None for anything else.

        Without ``kind`` the format is recognised.  Without ``mapping`` it is understood as a
        table of these columns was the last time, else by guess.  What was understood goes
        into ``Given``, and is remembered once the table has come in.

        Raises:
            CannotImport: it cannot be read.
        """
        table = self.first_rows(origin, kind, mapping)
        known = self.known(table.mapping) if table is not None and mapping is None else None
        return table if known is None else self.first_rows(origin, kind, known)

    @staticmethod
    def first_rows(
        origin: Origin, kind: Format | None = None, mapping: TableMapping | None = None
    ) -> TableLook | None:
        """Return a table as of :meth:`table`, by guess alone: this touches no vault.

        Raises:
            CannotImport: it cannot be read.
        """
        known_as = kind or origin.recognised()
        if known_as is None or known_as.name != _ANY_TABLE or not isinstance(origin, FileOrigin):
            return None
        return origin.table(mapping)

    def known(self, guessed: TableMapping) -> TableMapping | None:
        """Return how a table of these columns was understood the last time, None if never."""
        return self._maps.known(guessed)

    def look(
        self,
        origin: Origin,
        kind: Format | None = None,
        given: Given = Given(),  # noqa: B008 - frozen
        *,
        progress: Progress = no_progress,
        cancelled: Cancel = lambda: False,
    ) -> Preview:
        """Read and say what an import would do; nothing is written.

        Without ``kind`` the format is recognised.  While no vault is open everything
        counts as new.  ``progress`` is told steps done and steps in all, which is 0 while
        nobody knows how many there are.

        Raises:
            Cancelled: ``cancelled`` said so.
            SourcePasswordNeeded: it is encrypted, and ``given`` does not open it.
            SourceTooCostly: ``given`` must allow what its key derivation asks for.
            CannotImport: it is in none of the known formats, or not in the one named.
        """
        known_as = kind or origin.recognised()
        if known_as is not None:
            given = self._understood(origin, known_as, given)
        found = self.read(origin, known_as, given, progress=progress, cancelled=cancelled)
        return self.judge(found, progress=progress, cancelled=cancelled)

    @staticmethod
    def read(
        origin: Origin,
        kind: Format | None = None,
        given: Given = Given(),  # noqa: B008 - frozen
        *,
        progress: Progress = no_progress,
        cancelled: Cancel = lambda: False,
    ) -> Found:
        """Do the first half of :meth:`look`, which touches no vault and may be done beside it.

        It may wait for a person, and derives keys, which no ``cancelled`` ends half-way.

        Raises:
            Cancelled, CannotImport: in its kinds, as of :meth:`look`.
        """
        known_as = kind or origin.recognised()
        if known_as is None:
            raise CannotImport(
                _(
                    "This is no file of a format that is known; if it is a table, export it as"
                    " CSV and choose that file."
                )
            )
        reading = origin.read(known_as, given, _counting(_step(cancelled), progress))
        _check_size(reading)
        mapping = given.mapping if known_as.name == _ANY_TABLE else None
        return Found(known_as, reading, mapping)

    def judge(
        self,
        found: Found,
        *,
        progress: Progress = no_progress,
        cancelled: Cancel = lambda: False,
    ) -> Preview:
        """Do the second half of :meth:`look`: say how what was read stands to the vault.

        Raises:
            Cancelled: ``cancelled`` said so.
        """
        reading = found.reading
        step = _counting(_step(cancelled), progress, 2 * len(reading.entries))
        state = self._state()
        rows = tuple(self._judged(reading.entries, step))
        return Preview(
            format=found.format,
            rows=rows,
            problems=reading.problems,
            folders=reading.folders,
            losses=reading.losses,
            state=state,
            mapping=found.mapping,
        )

    def run(
        self,
        preview: Preview,
        *,
        folder: int | None = None,
        path: Sequence[str] = (),
        choices: Choices = Choices(),  # noqa: B008 - frozen
        progress: Progress = no_progress,
        cancelled: Cancel = lambda: False,
    ) -> Imported:
        """Take in what is new, and what was chosen, in one transaction.

        All of it goes under ``folder`` or the folder at ``path``, which names one from the
        root down and is made where it is missing.  ``progress`` is told steps done and
        steps in all.

        Raises:
            VaultLocked: no vault is open.
            Cancelled: ``cancelled`` said so; nothing was written.
            NotFound: the folder is gone.
            InvalidInput: a name in ``path`` cannot be taken.
            CannotImport: an attachment turned out broken; nothing was written.
            CannotSave: nothing was written.
        """
        step = _step(cancelled)
        chosen = self._chosen(preview, choices, step)

        def stop_or_go_on(done: int, total: int) -> None:
            step()
            progress(done, total)

        taking = TakingIn(chosen.added, chosen.joined, folder, path, preview.folders)

        def change(draft: Draft) -> None:
            taking.run(draft, step)

        changes = self._session.write(change, stop_or_go_on, bulk=bool(taking))
        if preview.mapping is not None:
            self._maps.remember(preview.mapping)
        came = (*chosen.added, *(entry for entry, _twin in chosen.joined))
        return Imported(
            changes=changes,
            updated=len(changes.items.keys() & {twin for _entry, twin in chosen.joined}),
            skipped=len(preview.rows) - len(came),
            problems=preview.problems,
            losses=tuple(losses_of(preview, chosen.left, came, taking.versions_left)),
            backed_up=bool(taking) and self._session.safeguard.held,
        )

    @staticmethod
    def leave(preview: Preview) -> Imported:
        """Return what there is to report where every entry is here already; nothing is written."""
        left = [row.entry for row in preview.rows]
        return Imported(
            changes=Changes(),
            updated=0,
            skipped=len(left),
            problems=preview.problems,
            losses=tuple(losses_of(preview, left, (), 0)),
        )

    def _understood(self, origin: Origin, kind: Format, given: Given) -> Given:
        """Understand a table as one of its columns was the last time, if nobody says how."""
        asked = kind.name == _ANY_TABLE and given.mapping is None
        if not asked or not isinstance(origin, FileOrigin):
            return given
        return replace(given, mapping=self._maps.known(origin.guess()))

    def _is_open_vault(self, path: Path) -> bool:
        """Tell it before it is opened: it would be read, and closed, beside a save."""
        try:
            return self._session.is_open and path.samefile(self._session.vault.path)
        except (OSError, ValueError):
            return False

    def _state(self) -> bytes:
        return self._session.vault.state if self._session.is_open else b""

    def _rows(self, preview: Preview, step: Step) -> Iterator[PreviewRow]:
        """Give the rows as they stand now: the same file may have been taken in meanwhile."""
        if not preview.state or preview.state != self._state():
            yield from self._judged((row.entry for row in preview.rows), step)
            return
        for row in preview.rows:
            step()
            yield row

    def _judged(self, entries: Iterable[Entry], step: Step) -> Iterator[PreviewRow]:
        """Judge what lies in a trash apart: by the vault's trash too, and to join nothing."""
        entries = list(entries)
        live, thrown = Duplicates(), Duplicates(trash=True)
        if self._session.is_open:
            vault = self._session.vault
            live.learn(vault, (one for one in _stepping(entries, step) if _is_live(one)), step)
            if not all(map(_is_live, entries)):
                thrown.learn(vault, (one for one in entries if not _is_live(one)), step)
        for entry in _stepping(entries, step):
            if _is_live(entry):
                yield PreviewRow(entry, *live.meet(entry))
            else:
                fate, _twin = thrown.meet(entry)
                yield PreviewRow(entry, Fate.HERE if fate is Fate.HERE else Fate.NEW)

    def _chosen(self, preview: Preview, choices: Choices, step: Step) -> "_Chosen":
        added: list[Entry] = []
        joined: list[tuple[Entry, int]] = []
        left: list[Entry] = []
        for number, row in enumerate(self._rows(preview, step)):
            choice = choices.of(number, row.fate)
            if choice is Choice.BOTH:
                added.append(row.entry)
            elif choice is Choice.NEWER and row.twin is not None:
                joined.append((row.entry, row.twin))
            elif row.fate is Fate.HERE:
                left.append(row.entry)
        return _Chosen(added, joined, left)


def _check_size(reading: Reading) -> None:
    """Refuse what would fill the disk: one file of a source may be attached a million times."""
    total = sum(one.size for entry in reading.entries for one in entry.attachments)
    if total > MOST_ATTACHED:
        sentence = _("The files in it come to more than {limit} GiB together: import it in parts.")
        raise CannotImport(sentence.format(limit=MOST_ATTACHED >> 30))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """``left`` are those that are here already, and so stay out."""

    added: list[Entry]
    joined: list[tuple[Entry, int]]
    left: list[Entry]


def _is_live(entry: Entry) -> bool:
    return entry.trashed is None


def _step(cancelled: Cancel) -> Step:
    """Return what ends the work it is called in as soon as ``cancelled`` says so."""

    def step() -> None:
        if cancelled():
            raise Cancelled(_("The import was cancelled; nothing was added."))

    return step


def _counting(step: Step, progress: Progress, total: int = 0) -> Step:
    """Return ``step`` with its calls counted and told."""
    done = 0

    def counted() -> None:
        nonlocal done
        step()
        done += 1
        progress(min(done, total) if total else done, total)

    return counted


def _stepping(entries: Iterable[Entry], step: Step) -> Iterator[Entry]:
    for entry in entries:
        step()
        yield entry
