# SPDX-License-Identifier: GPL-3.0-or-later
"""An item being edited, in the place and the layout in which it is looked at.

The editor holds what is typed and judges it; saving is asked for and done elsewhere.
Whatever goes wrong there, everything typed stays.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from strongroom.app.sites import site_of
from strongroom.gui import icons, theme
from strongroom.gui.models.folder_lines import FolderLine
from strongroom.gui.pages.detail_head import SIDE
from strongroom.gui.pages.detail_text import FIELD_KINDS
from strongroom.gui.pages.editor_check import Refusals, refusals_of
from strongroom.gui.pages.editor_fields import EditorFields, kept
from strongroom.gui.pages.editor_files import EditorFiles
from strongroom.gui.pages.editor_head import EditorBar, EditorTitle
from strongroom.gui.pages.editor_places import EditorPlaces
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.notice_bar import NoticeBar, Offer
from strongroom.gui.widgets.scrolling import scrolling
from strongroom.model.fields import FieldKind, Role, template_of
from strongroom.model.item import Content
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class Edit:
    """What is being edited: a new item (``item`` None), or an item from a version on.

    ``base`` is the content that the edit is compared with; ``draft`` names the kept draft
    that it goes on with.  ``origin`` is what the edit began with where that is another: a
    draft may go on after its item was changed.
    """

    base: Content
    item: int | None = None
    base_version: int = 0
    draft: int | None = None
    origin: Content | None = None

    @property
    def began_with(self) -> Content:
        """The content that the edit began with, as far as it is known."""
        return self.base if self.origin is None else self.origin

    @property
    def before(self) -> Content | None:
        """The content that is saved now, None for a new item."""
        return None if self.item is None else self.base


class Editor(QWidget):
    """``save_wanted`` comes only once nothing is refused any more."""

    save_wanted = Signal()
    cancel_wanted = Signal()
    edited = Signal()
    removed = Signal(object)  # Removed
    copy_wanted = Signal(object)  # SecretBytes
    generator_wanted = Signal(object)  # EditorRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = EditorBar()
        self.title = EditorTitle()
        self.notice = NoticeBar()
        self.fields = EditorFields()
        self.add = buttons.link(_("Add field"), "plus")
        self.add.setIcon(icons.icon("plus", "accent"))
        self.add.setProperty("tone", "accent")
        self.files = EditorFiles()
        self.places = EditorPlaces()
        self._edit: Edit | None = None
        self._build()
        self._connect()

    @property
    def edit(self) -> Edit | None:
        """What is being edited, None while nothing is."""
        return self._edit

    def know(self, folders: Sequence[FolderLine], tags: Collection[str]) -> None:
        """Offer these folders and tags."""
        self.places.know(folders, tags)

    def begin(self, edit: Edit, content: Content | None = None) -> None:
        """Edit from ``edit.base`` on, or go on with ``content`` that was typed before."""
        shown = content or edit.base
        self._edit = edit
        kind = _(template_of(shown.kind).name)
        doing = _("Editing") if edit.item is not None else _("New: {kind}").format(kind=kind)
        self.bar.doing.setText(doing)
        self.notice.clear()
        self.title.show_title(shown.title, _key(shown))
        self.title.refuse("")
        self.fields.show_fields(shown.kind, shown.fields)
        self.files.clear()
        self.places.show_content(shown)
        self._area.verticalScrollBar().setValue(0)
        self.set_busy(busy=False)
        self.title.edit.setFocus()
        if edit.item is not None and self.fields.rows:
            self.fields.rows[0].input.take_focus()

    def content(self) -> Content:
        """Return what is typed, as it would be saved."""
        base = self._begun.base
        return msgspec.structs.replace(
            base,
            title=self.title.edit.text(),
            fields=self.fields.fields(),
            tags=self.places.tags.tags(),
            folder=self.places.chosen_folder(),
            favourite=self.places.favourite.isChecked(),
        )

    def has_changes(self) -> bool:
        """Return whether anything is to be saved: typed, or files that wait to be attached."""
        return bool(self.files.paths) or self.has_typed()

    def has_typed(self) -> bool:
        """Return whether anything typed differs from what the edit began with."""
        if self._edit is None:
            return False
        base = self._edit.base
        return self.content() != msgspec.structs.replace(base, fields=tuple(kept(base.fields)))

    def end(self) -> None:
        """Forget all that was typed."""
        self._edit = None
        self.fields.wipe()
        self.files.clear()
        self.title.show_title("", "")
        self.notice.clear()

    def save(self) -> None:
        """Judge what is typed; ask for it to be saved, or say at each field what is wrong."""
        if self._edit is None or not self.bar.save.isEnabled():
            return
        self.notice.clear()
        trouble = self.places.tags.trouble()
        self.places.refuse_tags(trouble)
        refusals = refusals_of(self.content(), self._edit.before)
        self._show_refusals(refusals)
        if not refusals and not trouble:
            self.save_wanted.emit()
        elif trouble and not refusals:
            self.places.tags.place.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Take no second save while one is under way."""
        self.bar.save.setEnabled(not busy)

    def complain(self, sentence: str, *offers: Offer) -> None:
        """Say why it was not saved; everything typed stays."""
        self.set_busy(busy=False)
        self.notice.say(sentence, *offers, tone="danger")
        self._area.verticalScrollBar().setValue(0)

    def tell(self, sentence: str, *offers: Offer) -> None:
        """Say something about what is edited; "" takes it back."""
        if sentence:
            self.notice.say(sentence, *offers)
        else:
            self.notice.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Ctrl+S, cancel with Escape."""
        if event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif event.matches(QKeySequence.StandardKey.Cancel):
            self.cancel_wanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on to the title."""
        self.title.edit.setFocus(event.reason())

    # Inside

    @property
    def _begun(self) -> Edit:
        if self._edit is None:
            message = "nothing is being edited"
            raise RuntimeError(message)
        return self._edit

    def _show_refusals(self, refusals: Refusals) -> None:
        self.title.refuse(refusals.title)
        if refusals.fields:
            self.fields.make_all()
        for row in self.fields.rows:
            row.refuse(refusals.fields.get(row.field.id, ""))
        if refusals.whole:
            self.complain(refusals.whole)
        wrong = [row for row in self.fields.rows if row.field.id in refusals.fields]
        first = self.title.edit if refusals.title else wrong[0].input.target() if wrong else None
        if first is not None:
            first.setFocus()
            self._area.ensureWidgetVisible(first)
            announce(self, refusals.title or next(iter(refusals.fields.values())))

    def _connect(self) -> None:
        self.bar.save.clicked.connect(self.save)
        self.bar.cancel.clicked.connect(self.cancel_wanted)
        self.title.edited.connect(self.edited)
        self.fields.edited.connect(self.edited)
        self.fields.removed.connect(self.removed)
        self.fields.copy_wanted.connect(self.copy_wanted)
        self.fields.generator_wanted.connect(self.generator_wanted)
        self.fields.arranged.connect(self._order_stops)
        self.places.tags.arranged.connect(self._order_stops)
        self.places.edited.connect(self.edited)
        self.files.edited.connect(self._files_changed)
        self.files.arranged.connect(self._order_stops)
        self.add.clicked.connect(self._offer_kinds)

    def _files_changed(self) -> None:
        self._page.adjustSize()
        self._area.ensureWidgetVisible(self.files)
        self.edited.emit()

    def _order_stops(self) -> None:
        """Let Tab go down the page and then to Cancel and Save, as it is read."""
        rows = [stop for row in self.fields.rows for stop in row.stops()]
        ends: list[QWidget] = [self.bar.cancel, self.bar.save]
        files = self.files.stops()
        order = [self.title.edit, *rows, self.add, *files, *self.places.stops(), *ends]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _offer_kinds(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, name in FIELD_KINDS.items():
            action = menu.addAction(icons.icon(_ICONS[kind]), _(name))
            action.triggered.connect(lambda _on=False, kind=kind: self.add_field(kind))
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def add_field(self, kind: str) -> None:
        """Add an empty field; a website needs no label, another one begins with it."""
        website = kind == FieldKind.WEBSITE
        row = self.fields.add_field(kind, Role.WEBSITE if website else Role.CUSTOM)
        if website:
            row.input.take_focus()
        else:
            row.rename()
        self._page.adjustSize()
        self._area.ensureWidgetVisible(row)

    def _build(self) -> None:
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(SIDE, 0, SIDE, SIDE)
        page.setSpacing(2 * theme.GRID)
        for part in (self.notice, self.title, self.fields):
            page.addWidget(part)
        page.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.files)
        page.addWidget(self.places)
        page.addStretch(1)
        self._area = scrolling(self._page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self.bar)
        around.addWidget(self._area, 1)


_ICONS: dict[str, str] = {
    FieldKind.TEXT: "type",
    FieldKind.CONCEALED: "key-round",
    FieldKind.OTP: "timer",
    FieldKind.WEBSITE: "globe",
    FieldKind.EMAIL: "at-sign",
    FieldKind.PHONE: "phone",
    FieldKind.DATE: "calendar-days",
    FieldKind.MONTH: "calendar",
    FieldKind.NOTE: "sticky-note",
}


def _key(content: Content) -> str:
    websites = (f.value for f in content.fields if f.kind == FieldKind.WEBSITE and f.value)
    return site_of(next(websites, ""))
