# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of an edit: begun, saved, left, interrupted, or crossed by somebody else's.

Whatever happens, what was typed stays in the editor until it is saved or given up by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.revising import merged_places
from strongroom.errors import ChangedSince, NotFound, StrongroomError
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.flows.drafting import Drafting, Unfinished
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.generating import Generating
from strongroom.gui.pages.editor import Edit, Editor
from strongroom.gui.pages.editor_row import EditorRow
from strongroom.gui.pages.editor_values import SecretInput
from strongroom.gui.widgets.generator_popover import GeneratorPopover
from strongroom.model.changes import Changes
from strongroom.model.fields import Field
from strongroom.model.item import Content, Item, new_id
from strongroom.model.rules import MAX_TITLE
from strongroom.secret import SecretBytes
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
    """Owns the editor.  ``theirs_wanted`` carries the id of an item that was changed elsewhere."""

    begun = Signal()
    ended = Signal()
    saved = Signal(object)  # the item's id
    theirs_wanted = Signal(object)

    def __init__(
        self, pane: QWidget, editing: Editing, drafting: Drafting, generating: Generating
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._editing = editing
        self._drafting = drafting
        self._generating = generating
        self._then: Then | None = None
        self._saving: _Saving | None = None
        self._popover: GeneratorPopover | None = None
        self.editor = Editor()
        self.editor.save_wanted.connect(self._save)
        self.editor.cancel_wanted.connect(lambda: self.leave(_nothing))
        self.editor.generator_wanted.connect(self._generate)

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
            edit = Edit(item.content(), item.id, draft.base_version, draft.id)
            self._begin(edit, merged_places(item, draft.content, draft.base))

    def _begin(self, edit: Edit, content: Content | None = None) -> None:
        self._then = self._saving = None
        self.editor.begin(edit, content)
        self.begun.emit()

    def end(self) -> None:
        """Stop editing, and forget what was typed."""
        self._close_generator()
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
        asked = LeaveDialog(self._pane, self.editor.content().title)
        asked.save_chosen.connect(partial(self._save_then, then))
        asked.discard_chosen.connect(partial(self._discard, then))
        asked.open()

    def keep_draft(self) -> None:
        """Hand over what is typed, at once; for the moment before a lock.

        A save of the same that is under way is on the worker before it, and its end will
        tell nobody here any more.
        """
        self._close_generator()
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
                draft_id=edit.draft,
                saved=saving.has_landed if saving and saving.typed == typed else _never,
            )
        self.end()

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
                base=edit.base,
                landed=saving.land,
            )

    def _done(self, edit: Edit, changes: Changes) -> None:
        if self.editor.edit is not edit:
            return
        item = edit.item if edit.item is not None else next(iter(changes.added), None)
        then, self._then = self._then, None
        self._give_up()
        if item is not None:
            self.saved.emit(item)
        if then is not None:
            then()

    def _failed(self, error: StrongroomError) -> None:
        self._then = self._saving = None
        edit = self.editor.edit
        if edit is None:
            return
        copy = (_("Save mine as a copy"), self.save_copy)
        if isinstance(error, ChangedSince) and edit.item is not None:
            sentence = _("This item was changed elsewhere while you edited it.")
            theirs = (_("See theirs"), partial(self.theirs_wanted.emit, edit.item))
            self.editor.complain(sentence, theirs, copy)
        elif isinstance(error, NotFound) and edit.item is not None:
            sentence = _("This item was deleted elsewhere while you edited it.")
            self.editor.complain(sentence, copy)
        else:
            self.editor.complain(str(error))

    def save_copy(self) -> None:
        """Save what is typed as an item of its own, beside the other."""
        edit = self.editor.edit
        if edit is None:
            return
        content = self.editor.content()
        title = _("{title} (my copy)").format(title=content.title.strip())
        if len(title) <= MAX_TITLE:
            content = msgspec.structs.replace(content, title=title)
        fields = tuple(_renewed(field) for field in content.fields)
        self.editor.set_busy(busy=True)
        as_new = msgspec.structs.replace(content, fields=fields)
        self._saving = saving = _Saving(self.editor.content())
        done = partial(self._copied, edit)
        self._editing.add(as_new, done, self._failed, landed=saving.land)

    def _copied(self, edit: Edit, changes: Changes) -> None:
        if self.editor.edit is edit:
            self._give_up()
            self.saved.emit(next(iter(changes.added)))

    # The generator

    def _generate(self, row: EditorRow) -> None:
        place = row.input
        if not isinstance(place, SecretInput):
            return
        before, shown = place.edit.secret(), place.edit.revealed
        popover = GeneratorPopover(self._generating.recipes, self._generating.keep, self._pane)

        def put(secret: SecretBytes) -> None:
            with secret:
                place.edit.put(secret)
            place.edit.set_revealed(True)

        def put_back() -> None:
            place.edit.put(before)
            place.edit.set_revealed(shown)

        popover.preview.connect(put)
        popover.used.connect(put)
        popover.dropped.connect(put_back)

        def closed() -> None:
            before.close()
            self._popover = None

        popover.closed.connect(closed)
        self._popover = popover
        popover.open_at(place.edit)

    def _close_generator(self) -> None:
        if self._popover is not None:
            self._popover.close()


def _renewed(field: Field) -> Field:
    return msgspec.structs.replace(field, id=new_id())


def _nothing() -> None:
    """Go nowhere else after an edit."""


def _never() -> bool:
    """Tell of an edit that no save is under way for."""
    return False
