# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at an item, and what leaves the vault from there: copies and websites.

Details are decrypted on the worker when they are asked for, and nothing here keeps them.
A secret travels as an object to the one who asked.  Every use is counted in this machine's
sealed notes, and every look is noted there; looks alone are written together, a little later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from strongroom.app.access_log import AccessLog, Act, Through, name_of
from strongroom.app.clipping import Clipping
from strongroom.app.items import Items
from strongroom.app.ports import Clock
from strongroom.errors import InvalidInput, NotFound, StrongroomError
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.web_address import web_address
from strongroom.gui.tasks import Tasks
from strongroom.model.fields import SECRET_ROLES, Field, FieldKind, Role, template_of
from strongroom.model.item import Item
from strongroom.model.otp import parse_otp
from strongroom.model.strength import Strength, rate
from strongroom.secret import SecretBytes
from strongroom.texts import _

_TICK_MS = 250
_NOTED_MS = 10_000  # how long the log of looks may wait for the disk


class Part(StrEnum):
    """What can be copied of an item without looking at it."""

    PASSWORD = "password"  # noqa: S105 - the name of a part
    USERNAME = "username"
    OTP = "otp"
    WEBSITE = "website"


@dataclass(frozen=True, slots=True)
class Looked:
    """An item with the strength of each password in it, by field id."""

    item: Item = field(repr=False)
    strengths: Mapping[int, Strength] = field(default_factory=dict)
    trash_days: int = 0  # for how many days the trash keeps it, 0 for ever


@dataclass(frozen=True, slots=True)
class _Found:
    secret: SecretBytes
    field: Field = field(repr=False)


class Looking(QObject):
    """``shown`` answers the latest :meth:`look`; the rest tells of copies and uses."""

    shown = Signal(object)  # Looked
    copied = Signal(object, object)  # label, and seconds until it is cleared or None for never
    counting = Signal(float, float)  # seconds left, of how many
    cleared = Signal()
    used = Signal(object)  # the item's id, once the use is counted
    failed = Signal(object)  # StrongroomError

    def __init__(
        self,
        items: Items,
        clipping: Clipping,
        tasks: Tasks,
        clock: Clock,
        parent: QObject | None = None,
        *,
        log: AccessLog | None = None,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self._log = log
        self._noting = QTimer(self)
        self._noting.setSingleShot(True)
        self._noting.setInterval(_NOTED_MS)
        self._noting.timeout.connect(self._write_log)
        self._items = items
        self._clipping = clipping
        self._tasks = tasks
        self._clock = clock
        self._open_url = open_url
        self._asked = 0
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    # Looking

    def look(self, item_id: int) -> None:
        """Decrypt an item; ``shown`` or ``failed`` follows, unless another is asked for first."""
        self._asked += 1
        asked = self._asked

        def work() -> Looked:
            item = self._items.item(item_id)
            days = self._items.vault_rules.trash_days
            return Looked(item, strengths_of(item), days)

        def done(looked: Looked) -> None:
            if asked == self._asked:
                self.shown.emit(looked)
                self._note_look(item_id)

        def failed(error: StrongroomError) -> None:
            if asked == self._asked:
                self.failed.emit(error)

        self._tasks.run(work, done, failed)

    def fetch(self, item_id: int, done: Callable[[Item | None], None]) -> None:
        """Decrypt an item for ``done``, beside what is looked at; None where it is gone."""

        def work() -> Item | None:
            try:
                return self._items.item(item_id)
            except NotFound:
                return None

        self._tasks.run(work, done, self.failed.emit)

    def look_away(self) -> None:
        """Want no answer any more to what was asked."""
        self._asked += 1

    def use(
        self, item_id: int, act: Act, name: str = "", through: Through = Through.WINDOW
    ) -> None:
        """Count a use of an item, now; ``name`` is what the log calls the field."""

        def work() -> None:
            if self._log is not None:
                self._log.record(item_id, act, through, name)
            self._items.record_use(item_id)

        def done(_none: None) -> None:
            self.used.emit(item_id)

        # A count that cannot be written is not worth a person's attention.
        self._tasks.run(work, done, lambda _error: None)

    def _note_look(self, item_id: int) -> None:
        """Note that an item was shown: no use, so it waits for the disk."""
        log = self._log
        if log is None:
            return
        work = partial(log.record, item_id, Act.OPENED, Through.WINDOW)
        self._tasks.run(work, lambda _none: None, lambda _error: None)
        if not self._noting.isActive():
            self._noting.start()

    def _write_log(self) -> None:
        if self._log is not None:
            self._tasks.run(self._log.flush, lambda _none: None, lambda _error: None)

    # Copying

    def copy(self, item_id: int, part: Part | str, through: Through = Through.WINDOW) -> None:
        """Copy a part of an item that need not be shown, and count the use."""

        def done(found: _Found) -> None:
            self.copy_field(found.secret, found.field, item_id, through)

        self._tasks.run(lambda: self._find(item_id, Part(part)), done, self.failed.emit)

    def copy_field(
        self,
        secret: SecretBytes,
        field: Field,
        item_id: int,
        through: Through = Through.WINDOW,
    ) -> None:
        """Copy what ``field`` of an item stands for, and count the use."""
        if self.copy_secret(secret, sentence_label(field)):
            self.use(item_id, Act.COPIED, name_of(field), through)

    def copy_secret(self, secret: SecretBytes, label: str) -> bool:
        """Put ``secret`` on the clipboard for its time; it is closed here.

        ``label`` begins a sentence ("Password").  Returns whether it is there.
        """
        try:
            seconds = self._clipping.copy(secret, label)
        except StrongroomError as error:
            self.failed.emit(error)
            return False
        self.copied.emit(label, seconds)
        self._seconds = seconds or 0
        if seconds is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.tick()
        return True

    def tick(self) -> None:
        """Clear the clipboard if it is time; tell what is left, or that it is over."""
        try:
            self._clipping.tick()
        except StrongroomError as error:
            self._timer.stop()
            self.failed.emit(error)
            return
        left = self._clipping.remaining()
        if left is None:
            self._timer.stop()
            self.cleared.emit()
        else:
            self.counting.emit(left, float(self._seconds))

    # Opening

    def open_website(self, item_id: int, website: str, through: Through = Through.WINDOW) -> None:
        """Let the browser open a website, http or https only, and count the use."""
        url = web_address(website)
        if url is None:
            sentence = _("This is no website that a browser opens: correct its address.")
            self.failed.emit(InvalidInput(sentence))
        elif not self._open_url(url):
            self.failed.emit(NotFound(_("No browser answered: copy the address instead.")))
        else:
            self.use(item_id, Act.VISITED, Role.WEBSITE, through)

    def _find(self, item_id: int, part: Part) -> _Found:
        item = self._items.item(item_id)
        found = part_of(item, part)
        if found is None:
            raise NotFound(_("This item has nothing of that kind to copy."))
        return _Found(SecretBytes.of_text(self._text_of(found)), found)

    def _text_of(self, found: Field) -> str:
        if found.kind == FieldKind.OTP:
            return parse_otp(found.value).code(self._clock.now_ms()).text
        return found.value


def part_of(item: Item, part: Part) -> Field | None:
    """Return the field that ``part`` means for an item of its kind, None where it has none."""
    filled = [found for found in item.fields if found.value]
    if part is Part.OTP:
        return next((f for f in filled if f.kind == FieldKind.OTP), None)
    if part is Part.WEBSITE:
        return next((f for f in filled if f.kind == FieldKind.WEBSITE), None)
    secret = part is Part.PASSWORD
    roles = SECRET_ROLES if secret else (Role.USERNAME, *template_of(item.overview.kind).summary)
    by_role = (f for role in roles for f in filled if f.role == role)
    concealed = (f for f in filled if secret and f.concealed and f.kind != FieldKind.OTP)
    return next(by_role, None) or next(concealed, None)


def strengths_of(item: Item) -> dict[int, Strength]:
    """Rate each password of an item, knowing what else stands in it.  Takes milliseconds."""
    seen = item.overview
    hints = [seen.title, seen.username, *seen.websites]
    return {
        found.id: rate(found.value, hints)
        for found in item.fields
        if found.role == Role.PASSWORD and found.value
    }
