# SPDX-License-Identifier: GPL-3.0-or-later
"""Every change comes back once, is said once, and can be taken back."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login

from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.placing import DAY
from strongroom.app.session import Session
from strongroom.app.undo import Undo
from strongroom.errors import ChangedSince, InvalidInput, NotFound
from strongroom.gui.flows.deed_texts import said_of
from strongroom.gui.flows.editing import Editing
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model.changes import Changes


class Ear:
    """Hears all that a flow says."""

    def __init__(self, editing: Editing) -> None:
        self.changes = list[Changes]()
        self.said = list[Saying]()
        self.failed: list[Exception] = []
        self.states: list[UndoState] = []
        editing.changed.connect(self.changes.append)
        editing.said.connect(self.said.append)
        editing.failed.connect(self.failed.append)
        editing.undo_state.connect(self.states.append)


@pytest.fixture
def editing(session: Session, items: Items, tasks: Tasks) -> Editing:
    return Editing(items, Undo(session), tasks)


@pytest.fixture
def ear(editing: Editing) -> Ear:
    return Ear(editing)


@pytest.fixture
def idle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    """Wait until all work is done."""
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def github(items: Items) -> int:
    (item_id,) = items.add(login("GitHub")).made
    return item_id


def test_adding_is_told_said_and_undone(
    editing: Editing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    done: list[Changes] = []
    editing.add(login("New"), done.append)
    idle()
    (changes,) = ear.changes
    assert done == [changes]
    (item_id,) = changes.made
    assert ear.said[0].text == "Saved"
    assert ear.states[-1].undo == "Undo adding an item"
    run = ear.said[0].run
    assert run is not None
    run()
    idle()
    assert item_id not in items.overviews()
    assert ear.states[-1] == UndoState(redo="Redo adding an item")
    assert ear.said[-1].text == "Undone"
    assert ear.said[-1].action == "Redo adding an item"
    editing.redo()
    idle()
    assert items.overviews()[item_id].title == "New"
    assert ear.said[-1].action == "Undo"


def test_saving_keeps_to_its_version(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    item = items.item(github)
    editing.save(github, login("Renamed"), item.details.version)
    idle()
    assert items.overviews()[github].title == "Renamed"
    failed: list[Exception] = []
    editing.save(github, login("Late"), item.details.version, failed=failed.append)
    idle()
    assert isinstance(failed[0], ChangedSince)
    assert ear.failed == []
    assert items.overviews()[github].title == "Renamed"


def test_a_toast_takes_back_what_it_speaks_of_and_nothing_else(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    editing.trash([github])
    editing.restore([github])
    editing.undo()
    editing.redo()
    editing.set_favourite([github], on=True)  # done without a word
    idle()
    for saying in ear.said:
        if saying.action == "Undo" and saying.run is not None:
            saying.run()
    idle()
    assert items.overviews()[github].favourite
    assert {str(error) for error in ear.failed} == {
        "Something else was changed since; undo that first."
    }
    editing.undo()
    idle()
    ear.said[-2].run()  # type: ignore[misc] # "Done again", which is the latest once more
    idle()
    assert items.overviews()[github].trashed is not None


def test_nothing_is_said_where_nothing_changed(
    editing: Editing, ear: Ear, github: int, idle: Callable[[], None]
) -> None:
    editing.set_favourite([github], on=False)
    idle()
    assert ear.changes == []
    assert ear.said == []


def test_where_items_lie(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    editing.set_favourite([github], on=True)
    editing.set_tags([github], add=["work"])
    editing.rename_tag("work", "Job")
    editing.add_folder("Inbox")
    idle()
    (folder,) = items.folders()
    editing.move([github], folder, "Inbox")
    editing.trash([github])
    idle()
    seen = items.overviews()[github]
    assert (seen.favourite, seen.tags, seen.folder) == (True, ("Job",), folder)
    assert seen.trashed is not None
    assert [saying.text for saying in ear.said] == [
        "Tagged work",
        "Tag renamed to Job",
        "Moved to Inbox",
        "Moved to Trash",
    ]
    for _turn in range(6):
        editing.undo()
    idle()
    seen = items.overviews()[github]
    assert (seen.favourite, seen.tags, seen.folder, seen.trashed) == (False, (), None, None)
    assert items.folders() == {}
    assert ear.states[-1].undo == ""


def test_several_at_once_are_one_change(
    editing: Editing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    ids = items.add_many([login(f"n{n}") for n in range(5)]).made
    editing.trash(list(ids))
    idle()
    assert len(ear.changes) == 1
    assert ear.changes[0].items.keys() == ids
    assert ear.said[0].text == "5 items moved to Trash"
    editing.restore(list(ids))
    idle()
    assert all(seen.trashed is None for seen in items.overviews().values())


def test_moving_to_a_new_folder_is_undone_as_one(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    editing.move_to_new([github], "Fresh")
    idle()
    (folder,) = items.folders().values()
    assert (folder.name, items.overviews()[github].folder) == ("Fresh", folder.id)
    assert len(ear.changes) == 1
    editing.undo()
    idle()
    assert items.folders() == {}
    assert items.overviews()[github].folder is None


def test_a_move_that_fails_leaves_no_new_folder_behind(
    editing: Editing, ear: Ear, items: Items, idle: Callable[[], None]
) -> None:
    editing.move_to_new([12345], "Fresh")
    idle()
    assert isinstance(ear.failed[0], NotFound)
    assert items.folders() == {}
    assert ear.changes == []


def test_folders(editing: Editing, ear: Ear, items: Items, idle: Callable[[], None]) -> None:
    editing.add_folder("Work")
    idle()
    (work,) = items.folders()
    editing.add_folder("Servers", work)
    editing.rename_folder(work, "Job")
    idle()
    servers = next(f.id for f in items.folders().values() if f.name == "Servers")
    editing.move_folder(servers, None)
    editing.delete_folder(work)
    idle()
    assert [(f.name, f.parent) for f in items.folders().values()] == [("Servers", None)]
    editing.move_folder(servers, servers)
    idle()
    assert isinstance(ear.failed[0], InvalidInput)


def test_deleting_for_ever_can_be_undone_while_unlocked(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    editing.trash([github])
    editing.empty_trash()
    idle()
    assert github not in items.overviews()
    assert ear.said[-1].text == "Trash emptied"
    editing.undo()
    idle()
    assert github in items.overviews()
    editing.delete_forever([github])
    idle()
    assert github not in items.overviews()


def test_undo_of_what_changed_meanwhile_is_refused(
    editing: Editing, ear: Ear, items: Items, github: int, idle: Callable[[], None]
) -> None:
    editing.set_favourite([github], on=True)
    idle()
    items.trash([github])
    editing.undo()
    idle()
    assert isinstance(ear.failed[0], ChangedSince)
    assert ear.states[-1] == UndoState()


def test_what_is_gone_is_said(editing: Editing, ear: Ear, idle: Callable[[], None]) -> None:
    editing.trash([12345])
    idle()
    assert isinstance(ear.failed[0], NotFound)


def test_old_trash_goes_with_the_first_change(
    editing: Editing, ear: Ear, items: Items, world: World, idle: Callable[[], None]
) -> None:
    (github,) = items.add(login("GitHub")).made
    items.trash([github])
    world.clock.forward(days=31)
    editing.add(login("Another"))
    idle()
    assert github not in items.overviews()
    assert len(ear.changes) == 2
    assert ear.states[-1].undo == "Undo adding an item"
    assert DAY == 86_400_000


def test_duplicates(editing: Editing, items: Items, github: int, idle: Callable[[], None]) -> None:
    editing.duplicate(github)
    idle()
    assert sorted(o.title for o in items.overviews().values()) == ["GitHub", "GitHub (copy)"]


def test_undo_is_asked_anew(
    editing: Editing, ear: Ear, github: int, session: Session, idle: Callable[[], None]
) -> None:
    editing.set_favourite([github], on=True)
    idle()
    session.keys_gone.tell()
    editing.look_again()
    idle()
    assert ear.states[-1] == UndoState()


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("name", ["", "{odd}"])
def test_every_deed_has_its_words(deed: Deed, count: int, name: str) -> None:
    text = said_of(deed, count, name)
    assert "{count}" not in text
    assert "{name}" not in text
