# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo of every change that a person makes, out of sealed rows.

A re-key is not among them: it is meant to end what came before.  Neither is the clearing out
of old trash: nobody did it in that moment, so nobody who presses Ctrl+Z means it, and what a
vault keeps for 30 days is promised to be gone after them.  An attachment that is too large
to be kept cannot be brought back either; the change says so (``for_good``), and nothing
offers to undo it.

No item is readable here: the rows are as they lie in the file.  A row that has changed
since is never overwritten.  The memory is bounded in bytes, the oldest change goes first; the
latest can always be taken back, however large an import it was.
Lock and re-key empty it, for the rows are sealed under a key that is gone.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.app.deeds import Deed
from strongroom.app.session import Session
from strongroom.errors import ChangedSince, InvalidInput
from strongroom.model.changes import Changes, RowChange, SealedRow, SettingsChange
from strongroom.texts import _

MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Step:
    deed: Deed
    count: int
    rows: tuple[RowChange, ...]
    settings: SettingsChange | None
    size: int  # bytes; added up once, for an import has a hundred thousand rows

    @classmethod
    def of(cls, deed: Deed, count: int, changes: Changes) -> "_Step":
        size = sum(_bytes_of(row) for row in changes.rows)
        return cls(deed, count, changes.rows, changes.settings, size)

    def is_of(self, changes: Changes) -> bool:
        """Tell whether this very change is meant, and no other that looks the same."""
        return self.rows is changes.rows and self.settings is changes.settings


class Undo:
    """Two piles of steps.  Pushing a new one ends what could be redone."""

    def __init__(self, session: Session, most_bytes: int = MOST_BYTES) -> None:
        self._session = session
        self._most = most_bytes
        self._done: deque[_Step] = deque()
        self._undone: deque[_Step] = deque()
        session.keys_gone.follow(self.clear)

    def push(self, deed: Deed, changes: Changes) -> None:
        """Remember ``changes`` as the latest thing done; an empty one is nothing.

        One that went ``for_good`` cannot be taken back, so it is not remembered.
        """
        if not changes.rows and changes.settings is None:
            return
        # What another program changed in the same moment is in ``items``, and not ours.
        count = sum(row.id in changes.items for row in changes.rows)
        self._undone.clear()
        if not changes.for_good:
            self._done.append(_Step.of(deed, count, changes))
            self._trim()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._undone)

    @property
    def undo_label(self) -> str:
        """Say what undo would do ("Undo move of 12 items")."""
        step = _last(self._done)
        return step.deed.undo_label(step.count) if step else _("Undo")

    @property
    def redo_label(self) -> str:
        """Say what redo would do ("Redo move of 12 items")."""
        step = _last(self._undone)
        return step.deed.redo_label(step.count) if step else _("Redo")

    def undo(self, only: Changes | None = None) -> Changes:
        """Take the latest change back; with ``only``, no other than that one.

        Raises:
            InvalidInput: there is none, or another came after ``only``; nothing was changed.
            ChangedSince: it has been changed since; it can no longer be undone, and is
                forgotten so that what was done before it can be reached.
            CannotSave: nothing was changed, and undo can be tried again.
        """
        step = _last(self._done)
        if only is not None and step is not None and not step.is_of(only):
            raise InvalidInput(_("Something else was changed since; undo that first."))
        return self._replay(self._done, self._undone, _("There is nothing to undo."))

    def redo(self) -> Changes:
        """Do again what was undone last; raises as :meth:`undo` does."""
        return self._replay(self._undone, self._done, _("There is nothing to redo."))

    def clear(self) -> None:
        """Forget everything."""
        self._done.clear()
        self._undone.clear()

    def _replay(self, source: deque[_Step], target: deque[_Step], nothing: str) -> Changes:
        step = _last(source)
        if step is None:
            raise InvalidInput(nothing)
        try:
            changes = self._session.put_back(step.rows, step.settings)
        except ChangedSince:
            source.pop()
            raise
        source.pop()
        if changes.for_good:
            self._undone.clear()  # what could be done again stands on what is gone
        else:
            target.append(_Step.of(step.deed, step.count, changes))
        return changes

    def _trim(self) -> None:
        total = sum(step.size for step in self._done)
        while total > self._most and len(self._done) > 1:
            total -= self._done.popleft().size


def _last(steps: deque[_Step]) -> _Step | None:
    return steps[-1] if steps else None


def _bytes_of(row: RowChange) -> int:
    return sum(_row_bytes((row.before, row.after)))


def _row_bytes(rows: Iterable[SealedRow | None]) -> Iterable[int]:
    for row in rows:
        if row is not None:
            parts = sum(len(sealed) for _id, sealed in row.parts)
            yield len(row.overview) + len(row.details or b"") + parts
