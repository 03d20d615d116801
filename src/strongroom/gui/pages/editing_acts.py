# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of an edit: begun, saved, left, interrupted, or crossed by somebody else's.

Whatever happens, what was typed stays in the editor until it is saved or given up by hand.
"""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.revising import began_with, join_edit, merged_places
from strongroom.errors import ChangedSince, NotFound, StrongroomError
from strongroom.gui.dialogs.conflict import Crossing
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.flows.drafting import Drafting, Unfinished
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.generating import Generating
from strongroom.gui.flows.looking import Looking
from strongroom.gui.pages.editor import Edit, Editor
from strongroom.gui.pages.file_notice import file_sentence
from strongroom.gui.pages.row_generator import RowGenerator
from strongroom.model.changes import Changes
from strongroom.model.fields import Field
from strongroom.model.item import Content, Item, new_id
from strongroom.texts import _

Then = Callable[[], None]


@dataclass(eq=False, slots=True)
class _Saving:
    """A save under way: what was typed when it was asked for, and whether the disk has it.

    ``landed`` is written and read on the worker alone.
    """

    typed: Content
    landed: bool = False

    def land(self) -> None:
        self.landed = True

    def has_landed(self) -> bool:
        return self.landed


class EditingActs(QObject):
    """Owns the editor.  ``crossed`` carries a :class:`Crossing` that a person has to decide."""

    begun = Signal()
    ended = Signal()
    saved = Signal(object)  # the item's id
    made = Signal(object)  # the id of an item that was not there before, after ``saved``
    attach_wanted = Signal(object, object)  # the item's id, and the files that waited for it
    crossed = Signal(object)

    def __init__(
        self,
        pane: QWidget,
        editing: Editing,
        drafting: Drafting,
        generating: Generating,
        looking: Looking,
    ) -> None:
        super().__init__(pane)
        self._looking = looking
        self._pane = pane
        self._editing = editing
        self._drafting = drafting
        self._then: Then | None = None
        self._saving: _Saving | None = None
        self._generator = RowGenerator(generating, pane)
        self._refused = False
        self.can_save = True
        self.editor = Editor()
        self.editor.save_wanted.connect(self._save)
        self.editor.cancel_wanted.connect(lambda: self.leave(_nothing))
        self.editor.generator_wanted.connect(self._generator.open)

    # What is going on

    @property
    def active(self) -> bool:
        """Whether something is being edited."""
        return self.editor.edit is not None

    def start(self, item: Item) -> None:
        """Edit an item."""
        self._begin(Edit(item.content(), item.id, item.details.version))

    def start_new(self, kind: str, folder: int | None) -> None:
        """Edit a new item of a kind."""
        self._begin(Edit(Content(kind=kind, title="", folder=folder)))

    def go_on(self, draft: Unfinished, item: Item | None) -> None:
        """Go on with a draft; ``item`` is what it is about now, None where it is gone.

        Where the item was put meanwhile, by tags or a folder, it stays unless the draft
        itself says otherwise.
        """
        if item is None:
            base = Content(kind=draft.content.kind, title="")
            self._begin(Edit(base, draft=draft.id), draft.content)
        else:
            now = item.content()
            origin = began_with(item, draft.base_version, None)
            origin = origin or msgspec.structs.replace(now, fields=())
            edit = Edit(now, item.id, draft.base_version, draft.id, origin)
            self._begin(edit, merged_places(item, draft.content, draft.base))
            self._meet(item.id, item)
        if draft.files:
            self.editor.files.take([Path(os.fsdecode(path)) for path in draft.files])

    def _begin(self, edit: Edit, content: Content | None = None) -> None:
        self._then = self._saving = None
        self._refused = False
        self.editor.begin(edit, content)
        self.begun.emit()

    def end(self) -> None:
        """Stop editing, and forget what was typed."""
        self._generator.close()
        if self.active:
            self.editor.end()
            self.ended.emit()

    # Leaving

    def leave(self, then: Then) -> None:
        """Stop editing, ask once where there are changes, then go on with ``then``.

        Nothing is called where the person keeps editing, or where saving fails.
        """
        if not self.editor.has_changes():
            self._give_up()
            then()
            return
        editor = self.editor
        asked = LeaveDialog(
            self._pane,
            editor.content().title if editor.has_typed() else None,
            can_save=self.can_save,
            files=len(editor.files.paths),
        )
        asked.save_chosen.connect(partial(self._save_then, then))
        asked.draft_chosen.connect(partial(self._keep_then, then))
        asked.discard_chosen.connect(partial(self._discard, then))
        asked.open()

    def keep_draft(self) -> None:
        """Hand over what is typed, at once; for the moment before a lock.

        A save of the same that is under way is on the worker before it, and its end will
        tell nobody here any more.  Of files that wait, where they lie is kept.
        """
        self._generator.close()
        edit = self.editor.edit
        if edit is None:
            return
        if self.editor.has_changes():
            typed, saving = self.editor.content(), self._saving
            self._drafting.keep(
                typed,
                item_id=edit.item,
                base_version=edit.base_version,
                base=edit.before,
                files=self.editor.files.paths,
                draft_id=edit.draft,
                saved=saving.has_landed if saving and saving.typed == typed else _never,
            )
        self.end()

    def _keep_then(self, then: Then) -> None:
        self.keep_draft()
        then()

    def _discard(self, then: Then) -> None:
        self._give_up()
        then()

    def _give_up(self) -> None:
        edit = self.editor.edit
        if edit is not None and edit.draft is not None:
            self._drafting.drop(edit.draft)
        self.end()

    # Saving

    def _save_then(self, then: Then) -> None:
        self._then = then
        self.editor.save()

    def _save(self) -> None:
        edit = self.editor.edit
        if edit is None:
            return
        content = self.editor.content()
        self.editor.set_busy(busy=True)
        self._refused = False
        done = partial(self._done, edit)
        self._saving = saving = _Saving(content)
        if edit.item is None:
            self._editing.add(content, done, self._failed, landed=saving.land)
        else:
            self._editing.save(
                edit.item,
                content,
                edit.base_version,
                done,
                self._failed,
                base=edit.began_with,
                was_live=True,
                landed=saving.land,
            )

    def _done(self, edit: Edit, changes: Changes) -> None:
        if self.editor.edit is not edit:
            return
        item = edit.item if edit.item is not None else next(iter(changes.added), None)
        then, self._then = self._then, None
        self._end_saved(item, new=edit.item is None)
        if then is not None:
            then()

    def _failed(self, error: StrongroomError) -> None:
        self._then = self._saving = None
        edit = self.editor.edit
        if edit is None:
            return
        if isinstance(error, ChangedSince) and edit.item is not None:
            self.editor.set_busy(busy=False)
            self.compare()
        elif isinstance(error, NotFound) and edit.item is not None:
            self._say_deleted()
        else:
            self._refused = True
            self.editor.complain(file_sentence(error))

    # What happens elsewhere meanwhile

    def follow(self, changed: Collection[int]) -> None:
        """Say it where the item that is edited is among those that others have changed."""
        edit = self.editor.edit
        if edit is not None and edit.item is not None and edit.item in changed:
            self._looking.fetch(edit.item, partial(self._meet, edit.item))

    def file_is_back(self) -> None:
        """Offer to save again what could not be saved."""
        if self.active and self._refused:
            sentence = _("The vault's file can be written again.")
            self.editor.tell(sentence, (_("Save now"), self.editor.save))

    def compare(self) -> None:
        """Show the edit beside what its item has become."""
        edit = self.editor.edit
        if edit is not None and edit.item is not None:
            self._looking.fetch(edit.item, partial(self._compare, edit))

    def _meet(self, item_id: int, item: Item | None) -> None:
        edit = self.editor.edit
        if edit is None or edit.item != item_id or self._refused:
            return
        compare = (_("Compare"), self.compare)
        if item is None:
            self.editor.tell(_("This item was deleted elsewhere; saving adds it again."))
        elif item.details.version != edit.base_version:
            joined = join_edit(item, self.editor.content(), edit.base_version, edit.began_with)
            both = _("This item was changed elsewhere meanwhile; saving keeps both changes.")
            same = _("This item was changed elsewhere, and you changed the same; compare both.")
            self.editor.tell(same if joined.clashes else both, compare)
        elif item.overview.trashed is not None:
            self.editor.tell(_("This item was moved to Trash elsewhere; saving takes it out."))
        else:
            self.editor.tell("")

    def _compare(self, edit: Edit, item: Item | None) -> None:
        if self.editor.edit is not edit:
            return
        if item is None:
            self._say_deleted()
            return
        mine = merged_places(item, self.editor.content(), edit.began_with)
        joined = join_edit(item, mine, edit.base_version, edit.began_with)
        self._meet(item.id, item)
        self.crossed.emit(Crossing(item, mine, joined, self._editing.keeps_history))

    def settle(self, crossing: Crossing, chosen: Content) -> None:
        """Save what was chosen, where the edit still is what was shown."""
        edit, theirs = self.editor.edit, crossing.theirs
        if edit is None or edit.item != theirs.id:
            return
        self.editor.set_busy(busy=True)
        self._saving = saving = _Saving(self.editor.content())
        self._editing.settle(
            theirs.id,
            chosen,
            partial(self._done, edit),
            self._failed,
            mine=crossing.mine,
            base_version=theirs.details.version,
            base=theirs.content(),
            landed=saving.land,
        )

    def _say_deleted(self) -> None:
        sentence = _("This item was deleted elsewhere while you edited it.")
        self.editor.complain(sentence, (_("Save it as a new item"), self.save_again))

    def save_again(self) -> None:
        """Save what is typed as an item of its own: the one that was edited is gone."""
        edit = self.editor.edit
        if edit is None:
            return
        content = self.editor.content()
        fields = tuple(_renewed(field) for field in content.fields)
        self.editor.set_busy(busy=True)
        as_new = msgspec.structs.replace(content, fields=fields)
        self._saving = saving = _Saving(content)
        done = partial(self._copied, edit)
        self._editing.add(as_new, done, self._failed, landed=saving.land)

    def _copied(self, edit: Edit, changes: Changes) -> None:
        if self.editor.edit is edit:
            self._end_saved(next(iter(changes.added)), new=True)

    def _end_saved(self, item: int | None, *, new: bool) -> None:
        """Stop editing what was saved, and ask for what waited for that."""
        files = self.editor.files.paths
        self._give_up()
        if item is not None:
            self.saved.emit(item)
            if new:
                self.made.emit(item)
            if files:
                self.attach_wanted.emit(item, files)


def _renewed(field: Field) -> Field:
    return msgspec.structs.replace(field, id=new_id())


def _nothing() -> None:
    """Go nowhere else after an edit."""


def _never() -> bool:
    """Tell of an edit that no save is under way for."""
    return False
