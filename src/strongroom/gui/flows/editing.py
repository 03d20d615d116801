# SPDX-License-Identifier: GPL-3.0-or-later
"""Every change a person makes to the open vault, from the click to the news of it.

A change runs on the worker, is remembered for undo there, and comes back as one
``Changes`` for the views and one line for the person.  Nothing here asks, opens or draws.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.undo import Undo
from strongroom.errors import StrongroomError
from strongroom.gui.flows.deed_texts import said_of, said_of_meeting
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.tasks import Failed, Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model.changes import Changes
from strongroom.model.item import Content
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.app.revising import Met

Done = Callable[[Changes], None]
Landed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Outcome:
    changes: Changes
    state: UndoState

    @property
    def ours(self) -> int:
        """How many items the change touched; what others wrote meanwhile is not counted."""
        return sum(row.id in self.changes.items for row in self.changes.rows)


class Editing(QObject):
    """``changed`` for the views, ``said`` for the toast, ``failed`` for what went wrong."""

    changed = Signal(object)
    said = Signal(object)
    failed = Signal(object)
    undo_state = Signal(object)

    def __init__(
        self, items: Items, undo: Undo, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._items = items
        self._undo = undo
        self._tasks = tasks
        self._swept = False

    @property
    def keeps_history(self) -> bool:
        """Whether the open vault keeps what an item was before."""
        return self._items.vault_rules.history_length > 0

    def start(self) -> None:
        """Begin with a vault that was just opened."""
        self._swept = False
        self.look_again()

    # One item

    def add(
        self,
        content: Content,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        path: Sequence[str] = (),
        landed: Landed | None = None,
    ) -> None:
        """Add an item; ``path`` names its folder, made where it is missing.

        ``landed`` is called on the worker once the disk has it, also where a lock came
        first and ``done`` is not called any more.
        """
        work = partial(self._items.add, content, path=path)
        self._run(Deed.ADD, _and_then(work, landed), done=done, failed=failed)

    def save(
        self,
        item_id: int,
        content: Content,
        base_version: int,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        base: Content | None = None,
        path: Sequence[str] = (),
        was_live: bool = False,
        landed: Landed | None = None,
    ) -> None:
        """Save an edit that began with ``base``, at ``base_version``; else as :meth:`add`.

        One that began ``was_live`` takes its item out of the trash again.
        """
        met: list[Met] = []
        work = partial(
            self._items.save,
            item_id,
            content,
            base_version=base_version,
            base=base,
            path=path,
            was_live=was_live,
            met=met.append,
        )
        self._run(
            Deed.EDIT,
            _and_then(work, landed),
            done=done,
            failed=failed,
            said=lambda: said_of_meeting(met[-1]),
        )

    def settle(
        self,
        item_id: int,
        chosen: Content,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        mine: Content,
        base_version: int,
        base: Content,
        landed: Landed | None = None,
    ) -> None:
        """Save what was chosen out of an edit and what its item had become; as ``Items.settle``."""
        work = partial(
            self._items.settle, item_id, chosen, mine, base_version=base_version, base=base
        )
        self._run(Deed.EDIT, _and_then(work, landed), done=done, failed=failed)

    def duplicate(self, item_id: int, done: Done | None = None) -> None:
        """Add a second item of the same content."""
        self._run(Deed.DUPLICATE, partial(self._items.duplicate, item_id), done=done)

    # Where items lie

    def set_favourite(self, ids: Collection[int], *, on: bool) -> None:
        """Make the items favourites, or make them none."""
        deed = Deed.FAVOURITE if on else Deed.UNFAVOURITE
        self._run(deed, partial(self._items.set_favourite, ids, on))

    def move(self, ids: Collection[int], folder_id: int | None, name: str = "") -> None:
        """Put the items into a folder called ``name``; None is outside of all."""
        self._run(Deed.MOVE, partial(self._items.move, ids, folder_id), name=name)

    def move_to_new(self, ids: Collection[int], name: str) -> None:
        """Make a folder outside of all and put the items into it, as one change.

        One of that name that is there already is taken.
        """
        self._run(Deed.MOVE, partial(self._items.move, ids, None, path=[name]), name=name)

    def set_tags(
        self, ids: Collection[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Add tags to the items, and take others away."""
        work = partial(self._items.set_tags, ids, add=add, remove=remove)
        self._run(Deed.TAG, work, name=next(iter(add), ""))

    def rename_tag(self, old: str, new: str) -> None:
        """Rename a tag wherever it stands."""
        self._run(Deed.RENAME_TAG, partial(self._items.rename_tag, old, new), name=new)

    # The trash

    def trash(self, ids: Collection[int]) -> None:
        """Put the items into the trash."""
        self._run(Deed.TRASH, partial(self._items.trash, ids))

    def restore(self, ids: Collection[int]) -> None:
        """Take the items out of the trash."""
        self._run(Deed.RESTORE, partial(self._items.restore, ids))

    def delete_forever(self, ids: Collection[int]) -> None:
        """Remove the items for good."""
        self._run(Deed.DELETE, partial(self._items.delete_forever, ids))

    def empty_trash(self) -> None:
        """Remove everything in the trash for good."""
        self._run(Deed.EMPTY_TRASH, self._items.empty_trash)

    # Folders

    def add_folder(self, name: str, parent: int | None = None, done: Done | None = None) -> None:
        """Add a folder."""
        self._run(Deed.ADD_FOLDER, partial(self._items.add_folder, name, parent), done=done)

    def rename_folder(self, folder_id: int, name: str) -> None:
        """Give a folder another name."""
        self._run(Deed.RENAME_FOLDER, partial(self._items.rename_folder, folder_id, name))

    def move_folder(self, folder_id: int, parent: int | None) -> None:
        """Put a folder with all that is in it into another; None is outside of all."""
        self._run(Deed.MOVE_FOLDER, partial(self._items.move_folder, folder_id, parent))

    def delete_folder(self, folder_id: int) -> None:
        """Take a folder away; what is in it moves to where it was."""
        self._run(Deed.DELETE_FOLDER, partial(self._items.delete_folder, folder_id))

    # The vault as a whole

    def rename_vault(
        self, name: str, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Call the vault something else."""
        work = partial(self._items.rename_vault, name)
        self._run(Deed.RENAME_VAULT, work, done=done, failed=failed)

    def set_vault_rule(
        self, name: str, value: int, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Change one of the rules on what the vault keeps, and for how long."""

        def work() -> Changes:
            return self._items.set_vault_rules(replace(self._items.vault_rules, **{name: value}))

        self._run(Deed.VAULT_RULES, work, done=done, failed=failed)

    # Back and forth

    def undo(self) -> None:
        """Take the latest change back."""
        self._replay(self._undo.undo, self._undone)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._replay(self._undo.redo, partial(self.news, _("Done again")))

    def news(self, text: str, changes: Changes) -> Saying:
        """Say that ``changes`` were made, and offer to take back those and nothing else.

        A change that is not worth a word may come while the toast is still there.
        """
        work = partial(self._undo.undo, changes)
        return Saying(text, _("Undo"), lambda: self._replay(work, self._undone))

    def run(
        self,
        deed: Deed,
        work: Callable[[], Changes],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        said: Callable[[], str] = str,
    ) -> None:
        """Make a change that another flow has, as the changes above are made."""
        self._run(deed, work, done=done, failed=failed, said=said)

    def done(self, deed: Deed, changes: Changes) -> UndoState:
        """Remember a change that another flow made on the worker, and say what undo is now.

        Called on the worker; hand the result to :meth:`tell` on the GUI thread.
        """
        self._undo.push(deed, changes)
        return self._state()

    def tell(self, changes: Changes, state: UndoState) -> None:
        """Let the views redraw after ``changes``."""
        self.undo_state.emit(state)
        if changes:
            self.changed.emit(changes)

    def look_again(self) -> None:
        """Ask anew what undo and redo would do, as after a change of the keys."""
        self._tasks.run(self._state, self.undo_state.emit)

    # Inside

    def _run(
        self,
        deed: Deed,
        work: Callable[[], Changes],
        *,
        name: str = "",
        done: Done | None = None,
        failed: Failed | None = None,
        said: Callable[[], str] = str,
    ) -> None:
        def on_worker() -> _Outcome:
            changes = work()
            return _Outcome(changes, self.done(deed, changes))

        def here(outcome: _Outcome) -> None:
            self.tell(outcome.changes, outcome.state)
            if done is not None:
                done(outcome.changes)
            if outcome.changes.rows or outcome.changes.settings is not None:
                self._say(said() or said_of(deed, outcome.ours, name), outcome)
                self._sweep()

        self._tasks.run(on_worker, here, failed or self.failed.emit)

    def _undone(self, _changes: Changes) -> Saying:
        """Say it, and by what it would be done again, what it was."""
        return Saying(_("Undone"), self._undo.redo_label, self.redo)

    def _replay(self, work: Callable[[], Changes], saying: Callable[[Changes], Saying]) -> None:
        def on_worker() -> _Outcome:
            changes = work()
            return _Outcome(changes, self._state())

        def here(outcome: _Outcome) -> None:
            self.tell(outcome.changes, outcome.state)
            self.said.emit(saying(outcome.changes))

        def went_wrong(error: StrongroomError) -> None:
            self.failed.emit(error)
            self.look_again()

        self._tasks.run(on_worker, here, went_wrong)

    def _say(self, text: str, outcome: _Outcome) -> None:
        if text and outcome.changes.for_good:
            self.said.emit(Saying(_("{text}; this cannot be undone").format(text=text)))
        elif text:
            self.said.emit(self.news(text, outcome.changes))

    def _sweep(self) -> None:
        """Clear out old trash once, now that the vault is being written anyway."""
        if not self._swept:
            self._swept = True
            self._tasks.run(self._items.purge_old_trash, self._swept_out, lambda _error: None)

    def _swept_out(self, changes: Changes) -> None:
        if changes:
            self.changed.emit(changes)

    def _state(self) -> UndoState:
        undo = self._undo
        return UndoState(
            undo.undo_label if undo.can_undo else "", undo.redo_label if undo.can_redo else ""
        )


def _and_then(work: Callable[[], Changes], landed: Landed | None) -> Callable[[], Changes]:
    """Return ``work`` that calls ``landed`` after it went well."""
    if landed is None:
        return work

    def both() -> Changes:
        changes = work()
        landed()
        return changes

    return both
