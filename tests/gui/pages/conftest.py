# SPDX-License-Identifier: GPL-3.0-or-later
"""The right pane by itself, over a real vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, new_unlock
from tests.fakes import FakeClipboard

from strongroom.app.access_log import AccessLog
from strongroom.app.attachments import Attachments
from strongroom.app.clipping import Clipping
from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.settings import SettingsFile
from strongroom.app.undo import Undo
from strongroom.gui.flows.attaching import Attaching
from strongroom.gui.flows.drafting import Drafting
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.generating import Generating
from strongroom.gui.flows.looking import Looking
from strongroom.gui.models.catalogue import Catalogue
from strongroom.gui.pages.detail import DetailPane
from strongroom.gui.pages.editor_row import EditorRow
from strongroom.gui.tasks import Tasks
from strongroom.model.item import Content, Item


class Desk:
    """A pane, what it works with, and how a test waits for it."""

    def __init__(self, world: World, tasks: Tasks, qtbot: QtBot) -> None:
        self.world = world
        self.qtbot = qtbot
        self.tasks = tasks
        self.session = world.session()
        self.session.create(world.path, "Personal", new_unlock())
        self.items = Items(self.session)
        self.board = FakeClipboard()
        self.settings = SettingsFile(world.places.settings_file)
        self.opened: list[str] = []
        self.clipping = Clipping(self.board, world.clock, lambda: 30)
        self.looking = Looking(
            self.items, self.clipping, tasks, world.clock, open_url=self._open_url
        )
        self.editing = Editing(self.items, Undo(self.session), tasks)
        self.attaching = Attaching(
            Attachments(self.session),
            self.editing,
            tasks,
            AccessLog(self.session, lambda: True),
            documents=world.places.documents,
            open_url=self._open_url,
        )
        self.pane = self.new_pane()

    def _open_url(self, url: QUrl) -> bool:
        self.opened.append(url.toString())
        return True

    def new_pane(self) -> DetailPane:
        pane = DetailPane(
            self.looking,
            self.editing,
            Drafting(self.items, self.tasks),
            Generating(self.settings, self.tasks),
            self.attaching,
            now_ms=self.world.clock.now_ms,
            reveal_seconds=lambda: 30,
        )
        self.editing.said.connect(pane.say)
        self.qtbot.addWidget(pane)
        pane.resize(540, 720)
        pane.show()
        return pane

    def settle(self) -> None:
        """Wait until the worker has nothing to do and everything was delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=10_000)

    def add(self, content: Content) -> int:
        """Add an item behind the pane's back."""
        return next(iter(self.items.add(content).added))

    def show(self, content: Content) -> Item:
        """Add an item and look at it."""
        return self.look(self.add(content))

    def look(self, item_id: int) -> Item:
        """Look at an item."""
        self.pane.show_item(item_id)
        self.settle()
        item = self.pane.item
        assert item is not None
        return item

    def edit(self, content: Content) -> Item:
        """Add an item and edit it."""
        item = self.show(content)
        self.pane.start_edit()
        self.pane.editor.fields.make_all()
        return item

    def know(self) -> None:
        """Let the pane know the folders and tags of the vault, as the page does."""
        tally = Catalogue(self.items.overviews().values(), self.items.folders()).tally()
        self.pane.know(tally.folders, [tag for tag, _count in tally.tags])

    def row(self, role: str) -> EditorRow:
        """The editor's row of a role."""
        return next(r for r in self.pane.editor.fields.rows if r.field.role == role)

    def lock(self) -> None:
        """Lock in the order in which the program does."""
        self.pane.keep_draft()
        self.tasks.new_session()
        self.tasks.run(
            lambda: self.session.lock(LockReason.BY_HAND), lambda _none: None, bound=False
        )
        self.settle()


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    tasks = Tasks()
    made = Desk(World(tmp_path), tasks, qtbot)
    yield made
    made.settle()
    tasks.close()
    made.session.lock()
