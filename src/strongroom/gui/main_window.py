# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: one page at a time, the actions, and the menus that hold them.

No logic: what an action does is said by whoever owns it, by id; the page of the open vault
is asked first.  Pages before the vault (welcome, unlock …) come from outside and stay; the
page of a vault is taken in when one is open and destroyed when it locks.
"""

import contextlib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QMenu,
    QMenuBar,
    QStackedWidget,
    QWidget,
)

from strongroom.app.new_vault import SUFFIX
from strongroom.app.state import StateFile
from strongroom.errors import CannotSave
from strongroom.gui import actions, icons, menus, theme
from strongroom.gui.actions import Fact
from strongroom.gui.dropped import local_files
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.resume import Resume
from strongroom.gui.widgets.drop_hint import DropHint
from strongroom.gui.widgets.hidden_menu_bar import HiddenMenuBar
from strongroom.gui.widgets.vault_menu import fill_recent
from strongroom.texts import _

_GEOMETRY = "window"

Handlers = Mapping[str, Callable[[], None]]


class OpenVault(Protocol):
    """What the window asks of the page of an open vault, a widget of its own."""

    @property
    def handlers(self) -> Handlers:
        """What the page does for actions, by their ids."""

    @property
    def fills(self) -> Mapping[str, Callable[[QMenu], None]]:
        """Who fills the menus of the actions in ``menus.FILLED`` that are the page's."""

    @property
    def path(self) -> Path:
        """Where the vault lies."""

    @property
    def facts(self) -> frozenset[Fact]:
        """What is true of it now."""

    @property
    def unfinished(self) -> bool:
        """Whether something typed is not saved yet."""

    def leave(self, then: Callable[[], None]) -> None:
        """Ask what to do with what is unfinished, and call ``then`` unless it is kept."""

    def geometry_parts(self) -> dict[str, bytes]:
        """Return what to remember of its own panes."""


class MainWindow(QMainWindow):
    """``vault_wanted`` names a vault to open, ``files_dropped`` what was let go over it.

    ``closing`` comes once, when the window is about to go for good.  ``stays`` is asked
    before: True where it went elsewhere, to the tray say, instead of closing.
    """

    vault_wanted = Signal(object)
    files_dropped = Signal(object)
    minimised = Signal()
    activated = Signal()
    stood = Signal()  # once, when the window is seen first, or is not to be seen for now
    closing = Signal()

    def __init__(self, state: StateFile) -> None:
        super().__init__()
        self._state = state
        self._vault: OpenVault | None = None
        self._vault_page: QWidget | None = None
        self._left = False
        self._has_stood = False
        self._quitting = False
        self.stays: Callable[[], bool] = lambda: False
        self._handlers: dict[str, Callable[[], None]] = {
            "quit": self.quit,
            "shortcuts": self._show_shortcuts,
            "recent": self._open_recent,
        }
        self.actions_by_id = actions.build(self, self._run)
        self._pages = QStackedWidget(self)
        self.setCentralWidget(self._pages)
        self.setWindowTitle(_("Strongroom"))
        self.setWindowIcon(icons.application_icon())
        self.setMinimumSize(*theme.WINDOW_LEAST)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.bar = HiddenMenuBar(self, self._fill_bar)
        self.setMenuBar(self.bar)
        for action_id in menus.FILLED:
            menus.open_filled(self.actions_by_id[action_id], self, partial(self._fill, action_id))
        self._restore()
        self.refresh()

    def _fill_bar(self, bar: QMenuBar) -> None:
        actions.paint(self.actions_by_id)
        menus.fill_bar(bar, self.actions_by_id)

    def _restore(self) -> None:
        kept = self._state.geometry(_GEOMETRY)
        if kept is None or not self.restoreGeometry(kept):
            self.resize(*theme.WINDOW)
        else:
            self._fit()

    def _fit(self) -> None:
        """Be no larger than the screen, and on it: it is another one by now, or another scale."""
        if self.isMaximized() or self.isFullScreen():
            return
        there = self.screen().availableGeometry()
        self.setMinimumSize(QSize(*theme.WINDOW_LEAST).boundedTo(there.size()))
        self.resize(self.size().boundedTo(there.size()))
        if not there.contains(self.geometry()):
            place = self.geometry()
            left = max(there.left(), min(place.left(), there.right() + 1 - place.width()))
            top = max(there.top(), min(place.top(), there.bottom() + 1 - place.height()))
            self.move(left, top)

    def come_back(self, resume: Resume) -> None:
        """Stand where the window of the process before stood, and as it did."""
        if resume.geometry:
            self.restoreGeometry(resume.geometry)
            self._fit()
        if resume.minimised and not resume.hidden:
            self.showMinimized()
        elif not resume.hidden:
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not resume.active)
            self.show()
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
        if resume.screen is not None:
            from strongroom.gui.held_screen import HeldScreen  # noqa: PLC0415 - start-up time

            HeldScreen(resume.screen, self)

    # Pages

    def add_handlers(self, handlers: Handlers) -> None:
        """Say what actions do while the page of the vault does not say it."""
        self._handlers.update(handlers)

    def show_page(self, page: QWidget) -> None:
        """Show a page of those before the vault."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def show_vault(self, vault: OpenVault, page: QWidget) -> None:
        """Take in the page of a vault that was opened, and show it."""
        self.close_vault()
        self._vault, self._vault_page = vault, page
        self.show_page(page)
        self.refresh()

    def close_dialogs(self) -> None:
        """Close everything that stands over the page: it may show something of the vault.

        Also what a person could not close just now, because its work is stopped first.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)

    def close_vault(self) -> None:
        """Destroy the page of the vault, as it locks; another page is shown next."""
        page, self._vault, self._vault_page = self._vault_page, None, None
        if page is not None:
            self._pages.removeWidget(page)
            page.deleteLater()
        self.show_undo(UndoState())
        self.refresh()

    # Actions

    def refresh(self) -> None:
        """Enable the actions that can be done now."""
        facts = self._vault.facts if self._vault is not None else frozenset[Fact]()
        actions.enable(self.actions_by_id, facts)

    def show_undo(self, state: UndoState) -> None:
        """Call undo and redo what they would do."""
        self.actions_by_id["undo"].setText(state.undo or _("Undo"))
        self.actions_by_id["redo"].setText(state.redo or _("Redo"))

    def fill_switcher(self, menu: QMenu) -> None:
        """Fill the menu below the vault's name: the vaults, and everything else."""
        self.bar.be_filled()
        self._fill_recent(menu)
        menus.fill(menu, menus.SWITCHER, self.actions_by_id)

    def _fill(self, action_id: str, menu: QMenu) -> None:
        if action_id == "recent":
            self._fill_recent(menu)
        elif self._vault is not None:
            self._vault.fills[action_id](menu)

    def _fill_recent(self, menu: QMenu) -> None:
        here = self._vault.path if self._vault is not None else None
        fill_recent(menu, self._state.recent(), here, self.vault_wanted.emit)

    def _run(self, action_id: str) -> None:
        own = self._vault.handlers if self._vault is not None else {}
        handler = own.get(action_id) or self._handlers[action_id]
        handler()

    def _show_shortcuts(self) -> None:
        from strongroom.gui.dialogs.shortcuts import (  # noqa: PLC0415 - the start can spare it
            Shortcuts,
        )

        Shortcuts(self).open()

    def _open_recent(self) -> None:
        menu = self.actions_by_id["recent"].menu()
        if isinstance(menu, QMenu):
            menu.popup(self.mapToGlobal(self.rect().center()))

    # The window itself

    @property
    def unfinished(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return self._vault is not None and self._vault.unfinished

    def quit(self) -> None:
        """Close for good, after what is unfinished was dealt with."""
        if self._vault is not None and self._vault.unfinished:
            self._vault.leave(self.go)
        else:
            self.go()

    def go(self) -> None:
        """Close for good, and ask nothing."""
        self._left = self._quitting = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go, after what is unfinished was dealt with."""
        if self._vault is not None and self._vault.unfinished and not self._left:
            event.ignore()
            self._vault.leave(self._close_now)
            return
        if not self._quitting and self.stays():
            self._left = False
            event.ignore()
            return
        self._keep_geometry()
        self.closing.emit()
        event.accept()

    def _close_now(self) -> None:
        self._left = True
        self.close()

    def _keep_geometry(self) -> None:
        parts = dict(self._vault.geometry_parts()) if self._vault is not None else {}
        parts[_GEOMETRY] = bytes(self.saveGeometry().data())
        with contextlib.suppress(CannotSave):  # no reason to stay open
            self._state.keep_geometry(**parts)

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window is minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.minimised.emit()
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first time, after what is inside was painted too."""
        super().paintEvent(event)
        self.stand()

    def stand(self) -> None:
        """Begin with what the first picture can spare: from now on a person can see it."""
        if not self._has_stood:
            self._has_stood = True
            QTimer.singleShot(0, self, self.bar.be_filled)
            QTimer.singleShot(0, self, self.stood.emit)

    @cached_property
    def drop_hint(self) -> DropHint:
        """What is seen while files are held over the window."""
        return DropHint(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, and say what letting go of them does."""
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            is_vault = files[0].suffix == SUFFIX
            self.drop_hint.show_text(_("Drop to open") if is_vault else _("Drop to import"))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Say nothing any more: the files are elsewhere, or over a pane that takes them itself."""
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the files that were let go."""
        self.drop_hint.hide()
        event.acceptProposedAction()
        files = local_files(event.mimeData())
        if files:
            self.files_dropped.emit(files)
