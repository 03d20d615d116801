# SPDX-License-Identifier: GPL-3.0-or-later
"""The right pane: the item that is looked at, or edited, and the toast low in it.

It decides which of its pages is shown and passes on what is wanted; details come to it from
the flow of looking, and are dropped as soon as another item, or none, is to be shown.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from strongroom.errors import NotFound, StrongroomError
from strongroom.gui.dialogs.conflict import ConflictDialog, Crossing
from strongroom.gui.flows.attaching import Attaching
from strongroom.gui.flows.drafting import Drafting, Unfinished
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.generating import Generating
from strongroom.gui.flows.looking import Looked, Looking
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.pages.detail_head import SIDE, ItemBar
from strongroom.gui.pages.detail_other import OtherPage
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.detail_view import ItemView
from strongroom.gui.pages.editing_acts import EditingActs
from strongroom.gui.pages.editor_fields import Removed
from strongroom.gui.pages.editor_places import folders_of
from strongroom.gui.pages.file_notice import file_sentence
from strongroom.gui.pages.files_acts import FilesActs
from strongroom.gui.pages.files_drop import FilesDrop
from strongroom.gui.pages.looking_acts import LookingActs
from strongroom.gui.widgets.notice_bar import NoticeBar
from strongroom.gui.widgets.pane_progress import PaneProgress
from strongroom.gui.widgets.toast import SHADOW, Saying, Toast
from strongroom.model.changes import Changes
from strongroom.model.fields import ItemKind
from strongroom.model.item import Folder, Item
from strongroom.texts import _

_PATIENCE_MS = 80  # an item that comes sooner takes the place of the last without a blink
_ABOVE_FOOT = 12
_BELOW = 12
_ABOVE_NOTICE = 16
_STRIP = 64


class DetailPane(QWidget):
    """What the window's other panes ask for are methods; what it asks of them are signals."""

    editing_changed = Signal(bool)
    saved = Signal(object)  # the id of the item that was saved, to be selected
    made = Signal(object)  # the id of a new item, after it was saved
    filter_tag = Signal(str)
    wanted = Signal(str)  # the id of an action of the window
    menu_wanted = Signal(object)  # a QMenu to fill with what can be done with what is shown
    view_wanted = Signal(object, object)  # an item's id, and the attachment to be shown
    focus_given_back = Signal()  # what had it here belongs to an item that goes out of sight

    def __init__(
        self,
        looking: Looking,
        editing: Editing,
        drafting: Drafting,
        generating: Generating,
        attaching: Attaching,
        *,
        now_ms: Callable[[], int],
        reveal_seconds: Callable[[], int | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._looking = looking
        self._editing = editing
        self._drafting = drafting
        self._wanted_id: int | None = None
        self._then_edit = False
        self._can_read = True
        self._writable = True
        self._focus_before: QWidget | None = None
        self._folders: dict[int, Folder] = {}
        self.bar = ItemBar()
        self.view = ItemView(now_ms, reveal_seconds)
        self.other = OtherPage()
        self.notice = NoticeBar(above=_ABOVE_NOTICE)
        self._looks = LookingActs(self.view, looking, editing, now_ms, reveal_seconds)
        self._now_ms = now_ms
        self._reveal_seconds = reveal_seconds
        self.acts = EditingActs(self, editing, drafting, generating, looking)
        self.editor = self.acts.editor
        self._attaching = attaching
        self.files = FilesActs(self.view.files, attaching, over=self, item=lambda: self.item)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_nothing)
        self._build()
        self.toast = Toast(self)
        self.drop = FilesDrop(self, self._drop_offer, self._take_files)
        self._connect()
        self._show_nothing()

    # What is shown

    @property
    def item(self) -> Item | None:
        """The item that is looked at, with its details; None while none is."""
        return self.view.item

    def show_item(self, item_id: int | None) -> None:
        """Show an item; what was shown before is dropped.  An edit under way stays in sight."""
        self._wanted_id = item_id
        self._then_edit = False
        if item_id is None:
            self._looking.look_away()
            self._show_nothing()
            return
        if self.item is None or self.item.id != item_id:
            # What is still in sight belongs to another item: nothing of it may be taken, and
            # no key may mean the next one.
            self._give_focus_back()
            self.view.setEnabled(False)
            self.bar.setEnabled(False)
            self._patience.start()
        self._looking.look(item_id)

    def show_many(self, count: int, *, trashed: bool = False) -> None:
        """Show that several items are selected, and what can be done with all of them."""
        self.show_item(None)
        self.other.show_many(count, trashed=trashed, writable=self._writable)

    def apply(self, changes: Changes) -> None:
        """Look again where the item shown is among what has changed."""
        if self._wanted_id is not None and self._wanted_id in changes.items:
            gone = changes.items[self._wanted_id] is None
            self.show_item(None if gone else self._wanted_id)
        self.acts.follow(changes.items.keys())

    def take_trouble(self, *, can_save: bool, can_read: bool) -> None:
        """Know whether the vault's file can be written and read; what failed is tried again."""
        back = can_read and not self._can_read
        self._can_read, self.acts.can_save = can_read, can_save
        if can_save:
            self.acts.file_is_back()
        else:
            self.toast.withdraw()  # its undo could not be saved
        if back and self._wanted_id is not None and self.item is None:
            self.show_item(self._wanted_id)

    def know(self, folders: Sequence[FolderLine], tags: Collection[str]) -> None:
        """Know the folders and tags that there are."""
        self._folders = folders_of(folders)
        self.editor.know(folders, tags)

    def set_writable(self, writable: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Offer changes, or none."""
        self._writable = self._looks.writable = writable
        if self.item is not None:
            self.view.set_writable(writable)
            self.bar.show_item(self.item.overview, writable=writable)

    def toggle_secret(self) -> None:
        """Reveal or hide what counts as the password of the item shown."""
        self.view.toggle_secret()

    def say(self, saying: Saying) -> None:
        """Show news in the toast."""
        self.toast.say(saying)

    # Editing

    @property
    def editing(self) -> bool:
        """Whether something is being edited."""
        return self.acts.active

    def has_changes(self) -> bool:
        """Return whether something typed is not saved yet."""
        return self.editor.has_changes()

    def start_edit(self) -> None:
        """Edit the item that is shown, or that is about to be."""
        if not self._writable or self.editing:
            return
        if self.item is not None and self.item.id == self._wanted_id:
            self.acts.start(self.item)
        elif self._wanted_id is not None:
            self._then_edit = True

    def start_new(self, kind: str, folder: int | None = None) -> None:
        """Edit a new item, after what is being edited was dealt with.

        A document is made of its files: these are asked for, and it is there.
        """
        if self._writable and kind == ItemKind.DOCUMENT:
            self.leave(lambda: self.files.choose_document(folder))
        elif self._writable:
            self.leave(lambda: self.acts.start_new(kind, folder))

    def offer_viewing(self) -> None:
        """Let a click on a file ask for it to be shown (``view_wanted``) instead of saved."""
        self.view.files.viewable = True

    def save(self) -> None:
        """Save what is being edited, or say at each field what is wrong with it."""
        self.editor.save()

    def leave(self, then: Callable[[], None]) -> None:
        """Stop editing, ask once where there are changes, and call ``then`` unless it goes on."""
        self.acts.leave(then)

    def keep_draft(self) -> None:
        """Hand over what is typed, in the moment before a lock."""
        self.acts.keep_draft()

    def offer_drafts(self) -> None:
        """Ask for edits that a lock interrupted, and offer the latest."""
        self._drafting.look()

    # What comes

    def _shown(self, looked: Looked) -> None:
        if looked.item.id != self._wanted_id:
            return
        self._patience.stop()
        self.view.show_item(looked, self._folders, writable=self._writable)
        item = looked.item
        self._attaching.look_at(item, partial(self.view.files.show_types, item.id))
        self.bar.setEnabled(True)
        self.bar.show_item(looked.item.overview, writable=self._writable)
        self._inner.setCurrentWidget(self.view)
        if self._then_edit:
            self._then_edit = False
            self.start_edit()

    def _failed(self, error: StrongroomError) -> None:
        if self.item is not None and self.item.id == self._wanted_id:
            self.say(Saying(file_sentence(error)))
            return
        self._show_nothing()
        if not isinstance(error, NotFound):
            self.other.show_trouble(file_sentence(error))

    def _give_focus_back(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._page.isAncestorOf(focus):
            self.focus_given_back.emit()

    def _show_nothing(self) -> None:
        self._patience.stop()
        self._give_focus_back()
        self.view.clear()
        self.other.show_nothing()
        self.bar.setEnabled(True)
        self.bar.show_nothing()
        self._inner.setCurrentWidget(self.other)

    def _edit_ended(self) -> None:
        self._pages.setCurrentWidget(self._page)
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.focus_given_back.emit()
        self.editing_changed.emit(False)

    def _edit_begun(self) -> None:
        self.view.column.conceal()
        self.notice.clear()
        self._focus_before = QApplication.focusWidget()
        self._pages.setCurrentWidget(self.editor)
        self.editing_changed.emit(True)

    def _offered(self, draft: Unfinished | None) -> None:
        if draft is None or self.editing:
            return
        title = draft.content.title.strip()
        sentence = (
            _("You were editing “{title}”.").format(title=title)
            if title
            else _("You were typing a new item.")
        )
        go_on = (_("Continue"), partial(self._go_on, draft))
        discard = (_("Discard"), partial(self._discard_draft, draft.id))
        self.notice.say(sentence, go_on, discard)

    def _go_on(self, draft: Unfinished) -> None:
        self.notice.clear()
        if draft.item is None:
            self.acts.go_on(draft, None)
        else:
            self._looking.fetch(draft.item, partial(self.acts.go_on, draft))

    def _discard_draft(self, draft_id: int) -> None:
        self.notice.clear()
        self._drafting.drop(draft_id, self._drafting.look)

    def _ask_which(self, crossing: Crossing) -> None:
        dialog = ConflictDialog(self, crossing, self._folders, self._now_ms, self._reveal_seconds)
        dialog.copy_wanted.connect(self._looks.copy)
        dialog.settled.connect(partial(self.acts.settle, crossing))
        dialog.open()

    # Files that are let go over the pane

    def _drop_offer(self) -> str:
        """Say what letting files go here does, "" where they are the window's."""
        if not self._writable:
            return ""
        if self.editing:
            return _("Drop to attach when you save")
        if self.item is None or self.item.overview.trashed is not None:
            return ""
        return _("Drop to attach to “{title}”").format(title=self.item.overview.title)

    def _take_files(self, paths: list[Path]) -> None:
        if self.editing:
            self.editor.files.take(paths)
        elif self.item is not None:
            self.files.take(self.item.id, paths)

    def _choose_waiting(self) -> None:
        edit = self.editor.edit

        def chosen(paths: Sequence[Path]) -> None:
            if self.editor.edit is edit and edit is not None:
                self.editor.files.take(paths)

        self.files.choose_waiting(chosen)

    def _removed(self, removed: Removed) -> None:
        name = sentence_label(removed.field)
        saying = _("{label} removed").format(label=name)
        self.say(Saying(saying, _("Undo"), removed.put_back))

    # How it is put together

    def _connect(self) -> None:
        self._looking.shown.connect(self._shown)
        self._looking.failed.connect(self._failed)
        self._looks.connect_toast(self.toast)
        self._drafting.offered.connect(self._offered)
        self._editing.changed.connect(self.apply)
        self.acts.begun.connect(self._edit_begun)
        self.acts.ended.connect(self._edit_ended)
        self.acts.saved.connect(self.saved)
        self.acts.made.connect(self.made)
        self.acts.attach_wanted.connect(self.files.take)
        self.editor.files.add_wanted.connect(self._choose_waiting)
        self.files.view_wanted.connect(self.view_wanted)
        self.progress.cancelled.connect(self._attaching.stop)
        self._attaching.stepped.connect(self.progress.show_soon)
        self._attaching.over.connect(self.progress.end)
        self._attaching.made.connect(self.made)
        self.acts.crossed.connect(self._ask_which)
        self.editor.copy_wanted.connect(self._looks.copy_typed)
        self.editor.removed.connect(self._removed)
        self.view.tag_clicked.connect(self.filter_tag)
        for part in (self.bar, self.other):
            part.wanted.connect(self.wanted)
            part.menu_wanted.connect(self.menu_wanted)
        self.toast.shown_changed.connect(lambda _shown: self._place_toast())
        self.view.laid_out.connect(self._place_toast)
        self.view.files.laid_out.connect(self._place_toast)

    def _build(self) -> None:
        self._page = QWidget()
        looking = QVBoxLayout(self._page)
        looking.setContentsMargins(0, 0, 0, 0)
        looking.setSpacing(0)
        looking.addWidget(self.bar)
        self._inner = QStackedWidget()
        self._inner.addWidget(self.other)
        self._inner.addWidget(self.view)
        looking.addWidget(self._inner, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._page)
        self._pages.addWidget(self.editor)
        self._around = QVBoxLayout(self)
        self._around.setContentsMargins(0, 0, 0, 0)
        self._around.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(SIDE, 0, SIDE, 0)
        above.addWidget(self.notice)
        self._around.addLayout(above)
        self._around.addWidget(self._pages, 1)
        self.progress = PaneProgress()
        self._around.addWidget(self.progress)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on to what is shown: the first value, or the first button."""
        rows = self.view.rows if self._inner.currentWidget() is self.view else []
        first = self.editor if self.editing else rows[0] if rows else self.bar.lock
        first.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the toast in its place."""
        super().resizeEvent(event)
        self._place_toast()

    def _place_toast(self) -> None:
        """Put the toast where nothing is read: above the foot, or on a strip of its own."""
        shown = not self.toast.isHidden()
        size = self.toast.size_within(self.width())
        quiet = self._quiet_box()
        floats = quiet.height() >= size.height()
        strip = 0 if floats or not shown else max(_STRIP, size.height())
        self._around.setContentsMargins(0, 0, 0, strip)
        if not shown:
            return
        bottom = quiet.bottom() - _ABOVE_FOOT if floats else self.height() - _BELOW
        left = (self.width() - size.width()) // 2
        self.toast.setGeometry(QRect(QPoint(left, bottom + SHADOW - size.height()), size))
        self.toast.raise_()

    def _quiet_box(self) -> QRect:
        if self._pages.currentWidget() is self.editor:
            return QRect()
        if self._inner.currentWidget() is self.other:
            return self.rect()
        box = self.view.quiet_box()
        return box.translated(self.view.mapTo(self, QPoint()))
