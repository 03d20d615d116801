# SPDX-License-Identifier: GPL-3.0-or-later
"""An attachment looked at: a picture, the pages of a PDF, or a text.

It shows what it is given and holds it only while it is open; the flow reads and decodes.
"""

from functools import cached_property

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from strongroom.gui import theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.empty_state import Emptiness, EmptyState
from strongroom.gui.widgets.labels import ElidedLabel, label, set_tone
from strongroom.gui.widgets.page_box import PageBox
from strongroom.gui.widgets.page_view import PageView
from strongroom.gui.widgets.small_tool import SmallTool
from strongroom.gui.widgets.spinner import Spinner
from strongroom.gui.widgets.text_view import TextView
from strongroom.texts import _

_SIZE = (840, 640)
_MOST = 0.9  # of the screen
_ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)
_SETTLED_MS = 150  # a window that is being pulled larger asks for one page, not for fifty


class ViewerDialog(QDialog):
    """``page_wanted`` carries a page from 0 and the points that it may have, across and down."""

    page_wanted = Signal(int, int, int)
    copy_wanted = Signal(object)  # str
    save_wanted = Signal()

    def __init__(self, parent: QWidget, name: str, about: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Attachment"))  # its name may say more than a screen should
        self._page, self._pages = 0, 0
        self.view = PageView(_("Page"))
        self.spinner = Spinner(side=theme.scaled(3 * theme.GRID))
        self.faces = QStackedWidget()
        for face in (_centred(self.spinner), self.view):
            self.faces.addWidget(face)
        self.tools = _Tools()
        self.save = buttons.secondary(_("Save as…"), parent=self)
        self.save.clicked.connect(self.save_wanted)
        self.close_it = buttons.primary(_("Close"), parent=self)
        self.close_it.clicked.connect(self.reject)
        self.note = label("", theme.Text.SMALL, "muted", wrap=True)
        self.note.hide()
        self._lay_out(name, about)
        self._connect()
        room = self.screen().availableSize() * _MOST
        self.resize(QSize(theme.scaled(_SIZE[0]), theme.scaled(_SIZE[1])).boundedTo(room))

    # A file wants one of the faces: all of them at once would be felt.

    @cached_property
    def text(self) -> TextView:
        """Shows a text."""
        made = TextView(_("Text"))
        made.copy_wanted.connect(self.copy_wanted)
        self.faces.addWidget(made)
        return made

    @cached_property
    def message(self) -> EmptyState:
        """Says why nothing is shown."""
        made = EmptyState()
        self.faces.addWidget(made)
        return made

    # What it is given

    def show_image(self, image: QImage, pages: int) -> None:
        """Show a page, and how many there are."""
        first = self.faces.currentWidget() is not self.view
        self._pages = pages
        self.view.show_image(image)
        self.tools.show_pages(self._page, pages)
        self.tools.show()
        self.faces.setCurrentWidget(self.view)
        if first:
            self.view.setFocus()

    def show_text(self, text: str, *, cut: bool) -> None:
        """Show a text, or the beginning of one."""
        self.text.show_text(text)
        self.faces.setCurrentWidget(self.text)
        if cut:
            self._note(_("This is the beginning; save the file to read all of it."), "muted")
        self.text.setFocus()

    def show_trouble(self, sentence: str) -> None:
        """Say why it cannot be shown."""
        self.tools.hide()
        self.message.show_emptiness(Emptiness("file-x", _("Not shown here"), sentence))
        self.faces.setCurrentWidget(self.message)

    def say(self, sentence: str, tone: str = "muted") -> None:
        """Say here what came of the file: what is said in the window lies behind this."""
        self._note(sentence, tone)
        announce(self, sentence)

    def ask_page(self) -> None:
        """Ask for the page that is wanted, for the room there is."""
        # Of the faces, for this one has no size before it is shown.
        room = self.faces.size() * self.devicePixelRatioF() * self.view.zoom
        self.page_wanted.emit(self._page, max(1, room.width()), max(1, room.height()))

    # Inside

    def _note(self, sentence: str, tone: str) -> None:
        self.note.setText(sentence)
        set_tone(self.note, tone)
        self.note.show()

    def _lay_out(self, name: str, about: str) -> None:
        title = ElidedLabel(name, theme.Text.CARD)
        below = QHBoxLayout()
        below.setSpacing(theme.GRID)
        below.addWidget(self.tools)
        below.addWidget(self.note, 1)
        below.addStretch()
        below.addWidget(self.save)
        below.addWidget(self.close_it)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(title)
        page.addWidget(label(about, theme.Text.SMALL, "muted"))
        page.addSpacing(theme.GRID)
        page.addWidget(self.faces, 1)
        page.addSpacing(theme.GRID)
        page.addLayout(below)

    def _connect(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(self._ask_again)
        self.view.wanted.connect(self._settling.start)
        self.tools.turned.connect(self._turn)
        self.tools.chosen.connect(self._go_to)
        self.tools.zoomed.connect(self._zoom)
        keys = {
            QKeySequence.StandardKey.ZoomIn: lambda: self._zoom(1),
            QKeySequence.StandardKey.ZoomOut: lambda: self._zoom(-1),
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)
        turns = {
            "PgDown": lambda: self._turn(1),
            "PgUp": lambda: self._turn(-1),
            "Home": lambda: self._go_to(0),
            "End": lambda: self._go_to(self._pages - 1),
        }
        for name, act in turns.items():
            shortcut = QShortcut(QKeySequence(name), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.finished.connect(self._forget)

    def _ask_again(self) -> None:
        if self.faces.currentWidget() is self.view:
            self.ask_page()

    def _turn(self, step: int) -> None:
        self._go_to(self._page + step)

    def _go_to(self, wanted: int) -> None:
        page = min(max(0, wanted), self._pages - 1)
        if page != self._page:
            self._page = page
            self.tools.show_pages(page, self._pages)
            self.ask_page()

    def _zoom(self, step: int) -> None:
        at = _ZOOMS.index(self.view.zoom)
        self.view.set_zoom(_ZOOMS[min(max(0, at + step), len(_ZOOMS) - 1)])
        self.tools.show_zoom(self.view.zoom, _ZOOMS[-1])

    def _forget(self) -> None:
        self.view.forget()
        if "text" in vars(self):
            self.text.forget()


class _Tools(QWidget):
    """Turning pages and zooming."""

    turned = Signal(int)
    chosen = Signal(int)  # a page from 0
    zoomed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.back = SmallTool("chevron-left", _("Previous page"))
        self.on = SmallTool("chevron-right", _("Next page"))
        self.smaller = SmallTool("zoom-out", _("Smaller"))
        self.larger = SmallTool("zoom-in", _("Larger"))
        self.page = PageBox()
        # What is left of the row lies beside all of them, not within the page's number.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        for part in (self.smaller, self.larger, self.back, self.page, self.on):
            row.addWidget(part)
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.page.chosen.connect(self.chosen)
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.smaller.clicked.connect(lambda: self.zoomed.emit(-1))
        self.larger.clicked.connect(lambda: self.zoomed.emit(1))
        self.smaller.setEnabled(False)
        self.hide()

    def show_pages(self, page: int, pages: int) -> None:
        """Show where one is; a single page has nowhere to turn."""
        self.page.show_pages(page, pages)
        for part in (self.back, self.page, self.on):
            part.setVisible(pages > 1)
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page < pages - 1)

    def show_zoom(self, zoom: float, most: float) -> None:
        """Show which way one can still go."""
        self.smaller.setEnabled(zoom > 1)
        self.larger.setEnabled(zoom < most)


def _centred(widget: QWidget) -> QWidget:
    around = QWidget()
    page = QVBoxLayout(around)
    page.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
    return around
