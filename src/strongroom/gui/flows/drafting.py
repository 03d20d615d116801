# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits that a lock interrupts: handed over at once, sealed on the worker, offered afterwards.

The hand-over happens while the window lets go of the vault; the sealing is the worker's next
work, and comes before the closing, which is asked for after it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from strongroom.app.items import Items
from strongroom.gui.tasks import Tasks
from strongroom.model.item import Content


class Unfinished(Protocol):
    """An edit that was kept: what was typed, into which item, from which version on."""

    @property
    def id(self) -> int:
        """What it is known by."""

    @property
    def content(self) -> Content:
        """What was typed."""

    @property
    def item(self) -> int | None:
        """The item that was edited, None for a new one."""

    @property
    def base_version(self) -> int:
        """The version of the item that the edit began with."""

    @property
    def base(self) -> Content | None:
        """Where the item lay when the edit began, without its fields; None if not known."""

    @property
    def files(self) -> tuple[bytes, ...]:
        """The paths of files that waited to be attached, as the system spells them."""


class Drafting(QObject):
    """``offered`` brings the latest unfinished edit, None where there is none."""

    offered = Signal(object)  # Unfinished | None
    failed = Signal(object)  # StrongroomError

    def __init__(self, items: Items, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items = items
        self._tasks = tasks

    def look(self) -> None:
        """Ask for the latest unfinished edit."""

        def latest() -> Unfinished | None:
            kept = self._items.drafts()
            return kept[-1] if kept else None

        self._tasks.run(latest, self.offered.emit, self.failed.emit)

    def keep(
        self,
        content: Content,
        *,
        item_id: int | None,
        base_version: int,
        base: Content | None = None,
        files: Sequence[Path] = (),
        draft_id: int | None = None,
        saved: Callable[[], bool] = lambda: False,
    ) -> None:
        """Keep an unfinished edit, in the place of the draft that it went on with.

        ``saved`` is asked on the worker, after all that was asked for before: an edit that
        was saved by then is no longer unfinished.
        """

        def seal() -> None:
            if saved():
                if draft_id is not None:
                    self._items.drop_draft(draft_id)
                return
            kept = self._items.save_draft(
                content, item_id=item_id, base_version=base_version, base=base, files=files
            )
            if draft_id is not None and draft_id != kept.id:
                self._items.drop_draft(draft_id)

        # Not bound: the session ends right after this was asked for.
        self._tasks.run(seal, lambda _none: None, self.failed.emit, bound=False)

    def drop(self, draft_id: int, then: Callable[[], None] | None = None) -> None:
        """Keep a draft no longer: it was saved, or is not wanted any more."""

        def done(_none: None) -> None:
            if then is not None:
                then()

        self._tasks.run(lambda: self._items.drop_draft(draft_id), done, self.failed.emit)
