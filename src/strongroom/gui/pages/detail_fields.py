# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of an item that is looked at, one class for each way a value is shown.

A row knows its field and says what is wanted of it; it copies, opens and decrypts nothing.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from strongroom.errors import InvalidInput
from strongroom.gui import theme
from strongroom.gui.hiding import hiding
from strongroom.gui.pages.detail_text import grouped_code, shown_value
from strongroom.gui.pages.web_address import shown_website, web_address
from strongroom.gui.widgets.countdown_ring import CountdownRing
from strongroom.gui.widgets.field_row import FieldRow
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.strength_bar import StrengthBar
from strongroom.gui.widgets.text_block import SecretBlock, TextBlock, shown_part
from strongroom.model.fields import Field, FieldKind, label_of
from strongroom.model.otp import Code, Otp, parse_otp
from strongroom.model.strength import Strength
from strongroom.texts import _

MOST_LARGE = 4096  # characters; nobody reads more across a desk
NEXT_SECONDS = 5  # how long before its time the next code is shown
_BAR = 84
_TICK_MS = 250


class ItemRow(FieldRow):
    """A row of a field.  ``open_wanted`` and ``revealed`` come only where they make sense."""

    open_wanted = Signal()
    revealed = Signal()

    def __init__(self, field: Field, block: TextBlock) -> None:
        super().__init__(label_of(field), block)
        self.field = field

    def shared_text(self) -> str:
        """Return what a copy takes: the value, or what comes from it now."""
        return self.field.value

    def conceal(self) -> None:
        """Hide what is revealed, if anything is."""


class PlainRow(ItemRow):
    """A value that everybody may see."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, TextBlock(theme.font()))
        shown = shown_value(field)
        self.block.set(shown)
        self.say(shown_part(shown))
        if len(field.value) <= MOST_LARGE:
            self.add_large()
        self.add_copy()


class NoteRow(ItemRow):
    """Several lines; they copy like the rest."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, TextBlock(theme.font()))
        self.block.set(field.value)
        self.say(shown_part(field.value))
        self.add_copy()


class WebsiteRow(ItemRow):
    """A website; the button opens it where it is one that a browser may open.

    Without ``may_open`` nothing offers that: what an earlier state or another file names as
    a website is to be read first.
    """

    def __init__(self, field: Field, *, may_open: bool = True) -> None:
        opens = may_open and web_address(field.value) is not None
        super().__init__(field, TextBlock(theme.font(), ink="accent" if opens else "text"))
        self.block.set(shown_website(field.value))
        self.say(field.value)
        if opens:
            self.add_tool("external-link", _("Open in the browser"), self.open_wanted.emit)
        self.add_copy()


class SecretRow(ItemRow):
    """A concealed value: ten dots until it is asked for, and again after a while.

    They are back sooner where the program loses the focus.
    """

    def __init__(self, field: Field, strength: Strength | None, seconds: int | None) -> None:
        self._secret = SecretBlock()
        super().__init__(field, self._secret)
        self.say(_("concealed"))
        if strength is not None:
            self.set_aside(_strength_of(strength), first=True)
        self._eye = self.add_tool("eye", "", self.toggle)
        if len(field.value) <= MOST_LARGE:
            self.add_large()
        self.add_copy()
        self._seconds = seconds
        self._hide: QTimer | None = None
        hiding().wanted.connect(self.conceal)
        self._followed()

    @property
    def hidden(self) -> bool:
        """Whether dots are shown."""
        return self._secret.hidden

    def toggle(self) -> None:
        """Reveal what is hidden, hide what is revealed."""
        if not self.hidden:
            self.conceal()
            return
        self._secret.reveal(self.field.value)
        if self._seconds is not None:
            self._timer().start(self._seconds * 1000)
        self._followed()
        self.revealed.emit()

    def conceal(self) -> None:
        """Show dots again."""
        if self._hide is not None:
            self._hide.stop()
        self._secret.conceal()
        self._followed()

    def _timer(self) -> QTimer:
        if self._hide is None:
            self._hide = QTimer(self)
            self._hide.setSingleShot(True)
            self._hide.timeout.connect(self.conceal)
        return self._hide

    def _followed(self) -> None:
        name = _("Reveal {label}") if self.hidden else _("Hide {label}")
        self._eye.name = name.format(label=self.label)
        self._eye.icon = "eye" if self.hidden else "eye-off"
        self.follow_specs()
        self.value_changed()


class CodeRow(ItemRow):
    """A one-time password: the code of now, the seconds it has left, then the next one."""

    def __init__(self, field: Field, otp: Otp, now_ms: Callable[[], int]) -> None:
        self._shown = _CodeBlock()
        super().__init__(field, self._shown)
        self._otp = otp
        self._now_ms = now_ms
        self._code: Code | None = None
        self._seconds = label("", theme.Text.SMALL, "muted")
        self._seconds.setFont(theme.digits())
        self._left = CountdownRing()
        self.say(_("changes by itself"))
        self.add_large()
        self.add_copy()
        self.set_aside(_beside(self._seconds, self._left))
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self.tick()

    def shared_text(self) -> str:
        """Return the code of now."""
        return self._otp.code(self._now_ms()).text

    def tick(self) -> None:
        """Show what holds now."""
        now = self._now_ms()
        code = self._otp.code(now)
        whole = code.period * 1000
        self._left.show_left(whole - now % whole, whole)
        if code == self._code:
            return
        self._code = code
        self._seconds.setText(str(code.seconds_left))
        soon = code.seconds_left <= NEXT_SECONDS
        coming = _("then {code}").format(code=grouped_code(code.next_text)) if soon else ""
        self._shown.show(grouped_code(code.text), coming)
        self.value_changed()


class BrokenRow(ItemRow):
    """A one-time password that gives no code: it says so, and keeps its secret to itself."""

    def __init__(self, field: Field, reason: str) -> None:
        super().__init__(field, TextBlock(theme.font(), ink="danger"))
        self.block.set(reason)
        self.say(reason)
        self.add_copy()


def row_of(
    field: Field,
    *,
    strength: Strength | None,
    reveal_seconds: int | None,
    now_ms: Callable[[], int],
    may_open: bool = True,
) -> ItemRow:
    """Return the row that shows ``field``; what this version does not know is concealed."""
    if field.kind == FieldKind.OTP:
        return _code_row(field, now_ms)
    if field.concealed:
        return SecretRow(field, strength, reveal_seconds)
    if field.kind == FieldKind.WEBSITE:
        return WebsiteRow(field, may_open=may_open)
    if field.kind == FieldKind.NOTE:
        return NoteRow(field)
    return PlainRow(field)


def _code_row(field: Field, now_ms: Callable[[], int]) -> ItemRow:
    try:
        return CodeRow(field, parse_otp(field.value), now_ms)
    except InvalidInput as error:
        return BrokenRow(field, str(error))


class _CodeBlock(TextBlock):
    """A code, and small behind it the next one."""

    def __init__(self) -> None:
        super().__init__(theme.font(theme.Text.CODE))
        self._after = TextBlock(theme.font(theme.Text.SMALL), ink="muted")
        self.code = ""
        self.coming = ""

    def show(self, code: str, coming: str) -> None:
        """Show ``code``, and ``coming`` if there is something to announce."""
        self.code, self.coming = code, coming
        self.set(code)
        self._after.set(coming)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint both on one line."""
        super().paint(painter, box)
        at = self.width_hint() + 2 * theme.GRID
        rest = box.adjusted(at, self.line_height - self._after.line_height - 4, 0, 0)
        if self.coming and rest.width() > self._after.width_hint():
            self._after.paint(painter, rest)


def _beside(first: QLabel, second: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 6, 0)
    row.setSpacing(theme.GRID)
    row.addWidget(first)
    row.addWidget(second)
    first.setMinimumWidth(theme.scaled(3 * theme.GRID))
    first.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return both


def _strength_of(strength: Strength) -> QWidget:
    aside = QWidget()
    down = QVBoxLayout(aside)
    down.setContentsMargins(0, 0, 0, 0)
    down.setSpacing(theme.GRID - 2)
    bar = StrengthBar()
    bar.setFixedWidth(theme.scaled(_BAR))
    bar.show_score(strength.score, strength.word)
    down.addWidget(bar)
    down.addWidget(label(strength.word, theme.Text.LABEL, "muted"))
    return aside
