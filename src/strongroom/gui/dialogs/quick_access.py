# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick access: a palette over whatever is on the screen, for one password and away again.

It shows overviews only and writes nothing.  What was chosen it says (``copy_wanted``,
``open_wanted``); whoever opened it closes it when that is done.  Escape closes it, and so
does the loss of the focus, but not before it had it.

Where windows may not place themselves (Wayland) the desktop decides where it stands.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from strongroom.gui import activation, compositing, theme
from strongroom.gui.actions import BY_ID
from strongroom.gui.dialogs.quick_parts import FOOT, PROMPT, Hits, Keys, Line, Prompt, part_for
from strongroom.gui.flows.looking import Part
from strongroom.gui.flows.quick_search import QuickAnswer
from strongroom.gui.models.items import NOTHING, spoken
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.item_painter import no_matches
from strongroom.gui.widgets.toast import paint_shadow
from strongroom.model.highlight import highlights
from strongroom.texts import _

MOST_ROWS = 7
_EMPTY_ROWS = 3  # as high as this many
_SHADOW = 16
_AROUND = 6  # above and below the rows
_BESIDE = 3
_FROM_TOP = 0.19  # of the screen

_COPIES = {
    "copy_password": Part.PASSWORD,
    "copy_username": Part.USERNAME,
    "copy_otp": Part.OTP,
    "copy_website": Part.WEBSITE,
}


class QuickAccess(QWidget):
    """``asked`` tells what was typed; ``closed`` comes once, however it went."""

    asked = Signal(str)
    copy_wanted = Signal(object, object)  # an item's id, and a Part
    open_wanted = Signal(object)  # Overview, whose first website is to be opened
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(None, _FLAGS)
        soft = compositing.composites()
        self._shadow = _SHADOW if soft else 0
        self._gone = False
        self._had_focus = False
        self._shown_for = ""  # what was typed when these rows were found
        self._awaited: Callable[[], None] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, soft)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle(_("Quick access"))
        self.setAccessibleName(_("Quick access"))
        self.prompt = Prompt(self)
        self.hits = Hits(self)
        self.empty = EmptyState(self)
        self.keys = Keys(self)
        self._lay_out()
        self._connect()
        self._fit(0)

    def open_with(self, token: str = "") -> None:
        """Show it on the screen that has the pointer, and take the focus.

        ``token`` is the desktop's leave to do so.
        """
        screen = QGuiApplication.screenAt(QCursor.pos()) or self.screen()
        room = screen.availableGeometry()
        left = room.left() + (room.width() - self.width()) // 2
        top = room.top() + round(room.height() * _FROM_TOP) - self._shadow
        self.move(left, top)
        activation.come_forward(self, token)
        self.prompt.setFocus(Qt.FocusReason.PopupFocusReason)
        self.asked.emit("")

    def show_answer(self, answer: QuickAnswer) -> None:
        """Show what was found, the first row chosen."""
        query, spellings = answer.query, answer.spellings
        self.hits.rows.matches = (
            partial(highlights, query, spellings=spellings) if query else no_matches
        )
        self.hits.show_listing(answer.listing, keep=False)
        self.hits.choose_row(0)
        count = len(answer.listing.ids)
        if count:
            self._body.setCurrentWidget(self.hits)
        else:
            self.empty.show_emptiness(_nothing_yet() if answer.bare else _not_found())
            self._body.setCurrentWidget(self.empty)
            announce(self.prompt, self.empty.title.text())
        self._fit(count)
        self._follow()
        self._shown_for = answer.text
        awaited, self._awaited = self._awaited, None
        if awaited is not None and self._is_answered:
            awaited()

    def say(self, sentence: str) -> None:
        """Show at the foot why something was not done."""
        self._awaited = None
        self.keys.say(sentence)
        announce(self.prompt, sentence)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Close when the focus goes elsewhere."""
        kind = event.type()
        if kind == QEvent.Type.WindowActivate:
            self._had_focus = True
        elif kind == QEvent.Type.WindowDeactivate and self._had_focus:
            self.close()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what was shown, and tell once that it is gone."""
        super().hideEvent(event)
        if self._gone:
            return
        self._gone = True
        self.prompt.blockSignals(True)
        self.prompt.clear()
        self.hits.show_listing(NOTHING, keep=False)
        self.closed.emit()

    # A key is meant for what was typed before it, and the rows may still be of an older text:
    # acted on at once, Return after a quick word would copy another item's password.

    @property
    def _is_answered(self) -> bool:
        return self._shown_for == self.prompt.text()

    def _when_answered(self, deed: Callable[[], None]) -> None:
        if self._is_answered:
            deed()
        else:
            self._awaited = deed

    def _typed(self, text: str) -> None:
        self._awaited = None
        self.asked.emit(text)

    def _enter(self) -> None:
        self._when_answered(self._copy_best)

    def _copy_best(self) -> None:
        overview = self.hits.current()
        part = part_for(overview) if overview is not None else None
        if overview is not None and part is not None:
            self.copy_wanted.emit(overview.id, part)

    def _run(self, action_id: str) -> None:
        self._when_answered(partial(self._do, action_id))

    def _do(self, action_id: str) -> None:
        overview = self.hits.current()
        if overview is None:
            return
        if action_id in _COPIES:
            self.copy_wanted.emit(overview.id, _COPIES[action_id])
        elif overview.websites:
            self.open_wanted.emit(overview)

    def _move(self, event: QKeyEvent) -> None:
        if not self._is_answered:
            return  # these rows are about to go
        copy = QKeyEvent(QEvent.Type.KeyPress, event.key(), event.modifiers())
        QCoreApplication.sendEvent(self.hits, copy)
        overview = self.hits.current()
        if overview is not None:  # the focus stays in the prompt, so nobody else says it
            announce(self.prompt, spoken(overview))

    def _follow(self) -> None:
        self.keys.show_for(self.hits.current())

    # Looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint shadow, ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = self._shadow
        box = QRectF(self.rect()).adjusted(reach, reach, -reach, -reach)
        paint_shadow(painter, box, reach)
        painter.setBrush(theme.colour("pane"))
        # Without a shadow, a line has to set it apart from what lies below.
        painter.setPen(QPen(theme.colour("hairline" if reach else "handle"), 1))
        radius = theme.RADIUS if reach else 0
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _fit(self, count: int) -> None:
        rows = min(count, MOST_ROWS) or _EMPTY_ROWS
        body = rows * theme.scaled(theme.ROW) + 2 * _AROUND
        self._body.setFixedHeight(body)
        inner = theme.scaled(PROMPT) + body + theme.scaled(FOOT) + 4  # lines and edges
        around = 2 * self._shadow
        self.setFixedSize(QSize(theme.scaled(theme.PALETTE) + around, inner + around))

    def _lay_out(self) -> None:
        self._body = QStackedWidget(self)
        self._body.addWidget(self.hits)
        self._body.addWidget(self.empty)
        self._body.setContentsMargins(_BESIDE, _AROUND, _BESIDE, _AROUND)
        page = QVBoxLayout(self)
        edge = self._shadow + 1
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(0)
        page.addWidget(_of_height(self.prompt, theme.scaled(PROMPT)))
        page.addWidget(Line(self))
        page.addWidget(self._body)
        page.addWidget(Line(self))
        page.addWidget(self.keys)
        QWidget.setTabOrder(self.prompt, self.hits)

    def _connect(self) -> None:
        self.prompt.textChanged.connect(self._typed)
        self.prompt.moved.connect(self._move)
        self.prompt.entered.connect(self._enter)
        self.hits.typed.connect(self.prompt.take)
        self.hits.opened.connect(self._enter)
        self.hits.chosen.connect(self._follow)
        self.hits.clicked.connect(lambda _index: self._copy_best())  # the row that is seen
        for action_id in (*_COPIES, "open_website"):
            for keys in BY_ID[action_id].shortcuts:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.activated.connect(partial(self._run, action_id))


_FLAGS = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


def _of_height(field: QWidget, height: int) -> QWidget:
    """Put a field into a box of that height: the style sheet has a say in a field's own."""
    box = QWidget()
    box.setFixedHeight(height)
    inside = QVBoxLayout(box)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(field)
    return box


def _not_found() -> Emptiness:
    return Emptiness("search-x", _("Nothing found"), _("Try fewer letters, or another word."))


def _nothing_yet() -> Emptiness:
    return Emptiness("key-round", _("Nothing here yet"), _("Add a first item in the window."))
