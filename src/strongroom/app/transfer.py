# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing items over from another program: first a look, then one transaction.

A look writes nothing and says of every row whether it is new, already here, or cannot be
read.  What is new comes in as one change, to be undone as one; stopped half-way, nothing
has come.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from strongroom.app import folders as tree
from strongroom.app.known_logins import KnownLogins
from strongroom.app.session import Session
from strongroom.errors import Cancelled, CannotImport
from strongroom.exchange.reading import Problem, Step
from strongroom.exchange.recognise import FORMATS, FormatName, format_named, read, recognise
from strongroom.model import edits
from strongroom.model.changes import Changes
from strongroom.model.item import Content
from strongroom.texts import _
from strongroom.vault.check import STEP, Progress, no_progress
from strongroom.vault.draft import Draft

__all__ = [
    "FORMATS",
    "FormatName",
    "Imported",
    "Importing",
    "Preview",
    "PreviewRow",
    "Problem",
    "format_named",
]

Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One item of the file, and whether the vault has it already."""

    content: Content
    here: bool

    def __repr__(self) -> str:
        return f"PreviewRow(here={self.here})"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; ``problems`` are the rows that cannot be read."""

    format: FormatName
    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...]

    @property
    def new(self) -> int:
        """How many items would come in."""
        return sum(not row.here for row in self.rows)

    @property
    def here(self) -> int:
        """How many are here already."""
        return len(self.rows) - self.new


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``changes`` redraws and undoes it."""

    changes: Changes
    here: int
    problems: tuple[Problem, ...]

    @property
    def added(self) -> int:
        """How many items came in."""
        return len(self.changes.made)


class Importing:
    """Looks at files of other programs, and takes their items in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def preview(
        self,
        data: bytes,
        name: FormatName | None = None,
        *,
        cancelled: Cancel = lambda: False,
    ) -> Preview:
        """Read ``data`` and say what an import of it would do; nothing is written.

        Without ``name`` the format is recognised.  While no vault is open everything
        counts as new.

        Raises:
            Cancelled: ``cancelled`` said so.
            CannotImport: the file is none of the known formats, or not the one named.
        """
        known_as = name or recognise(data)
        if known_as is None:
            raise CannotImport(
                _(
                    "This is no file that can be imported; export your passwords as CSV"
                    " from your browser and choose that file."
                )
            )
        step = _step(cancelled)
        reading = read(data, known_as, step)
        rows = tuple(self._judged(reading.contents, step))
        return Preview(known_as, rows, tuple(reading.problems))

    def run(
        self,
        preview: Preview,
        *,
        folder: int | None = None,
        path: Sequence[str] = (),
        progress: Progress = no_progress,
        cancelled: Cancel = lambda: False,
    ) -> Imported:
        """Add what is new, in one transaction, into ``folder`` or the folder at ``path``.

        ``path`` names a folder from the root down, made where it is missing.  ``progress``
        is told rows done and rows in all.

        Raises:
            VaultLocked: no vault is open.
            Cancelled: ``cancelled`` said so; nothing was written.
            NotFound: the folder is gone.
            InvalidInput: a name in ``path`` cannot be taken.
            CannotSave: nothing was written.
        """
        # Judged again: the same file may have been taken in since it was looked at.
        step = _step(cancelled)
        rows = list(self._judged((row.content for row in preview.rows), step))
        new = [row.content for row in rows if not row.here]

        def stop_or_go_on(done: int, total: int) -> None:
            step()
            progress(done, total)

        def change(draft: Draft) -> None:
            tree.check_place(draft.folders, folder)
            place = tree.ensure(draft, path) if new and path else folder
            for done, content in enumerate(new):
                if done % STEP == 0:
                    stop_or_go_on(0, len(new))
                item = edits.new_item(content, draft.now)
                draft.put(edits.moved(item.overview, place), item.details)

        changes = self._session.write(change, stop_or_go_on, bulk=bool(new))
        return Imported(changes, len(rows) - len(new), preview.problems)

    def _judged(self, contents: Iterable[Content], step: Step) -> Iterable[PreviewRow]:
        contents = list(contents)
        known = KnownLogins()
        if self._session.is_open:
            known.learn(self._session.vault, _stepping(contents, step), step)
        for content in _stepping(contents, step):
            yield PreviewRow(content, known.meet(content))


def _step(cancelled: Cancel) -> Step:
    """Return what ends the work it is called in as soon as ``cancelled`` says so."""

    def step() -> None:
        if cancelled():
            raise Cancelled(_("The import was cancelled; nothing was added."))

    return step


def _stepping(contents: Iterable[Content], step: Step) -> Iterator[Content]:
    for content in contents:
        step()
        yield content
