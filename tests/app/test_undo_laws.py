# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is done, as many undos bring back exactly what was there, and redos what was done.

Another program may write in between: nothing of that is ever overwritten or lost.  The
machine drives real vaults through ``Items`` and ``Undo``, as the window does.
"""

import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.app.worlds import World, login, new_unlock

from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.undo import Undo
from strongroom.app.vault_rules import VaultRules
from strongroom.errors import ChangedSince, InvalidInput, NotFound
from strongroom.model.changes import Changes
from strongroom.model.item import Overview

PICK = st.integers(0, 20)
WORD = st.sampled_from(["red", "blue", "Work", "Home"])
State = tuple[Any, ...]


@dataclass
class Step:
    """What stood before a change and after it; ``clean`` until another program has written."""

    before: State
    after: State
    theirs_before: dict[int, Overview]
    theirs_after: dict[int, Overview]
    clean: bool = True


class UndoMachine(RuleBasedStateMachine):
    """``theirs`` holds each item that another program was the last to write."""

    def __init__(self) -> None:
        super().__init__()
        # Ids decide which item a number picks, so they too have to be the same each time.
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("secrets.randbits", random.getrandbits)
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(self.folder)
        self.session = self.world.session()
        self.other = self.world.session()
        self.theirs: dict[int, Overview] = {}
        self.crossed = False
        self.done: list[Step] = []
        self.undone: list[Step] = []

    @initialize()
    def begin(self) -> None:
        self.session.create(self.world.path, "Personal", new_unlock())
        self.items = Items(self.session)
        self.undo = Undo(self.session)
        self.items.add_many([login("a", tags=("red",)), login("b")])
        self.items.add_folder("Top")
        self.start = self.state()
        self.other = self.world.opened()

    def teardown(self) -> None:
        try:
            if hasattr(self, "undo"):
                self.take_all_back()
        finally:
            self.session.lock()
            self.other.lock()
            shutil.rmtree(self.folder)
            self.patch.undo()

    def take_all_back(self) -> None:
        clean = not self.crossed  # what another program wrote stays, and what it crossed with
        while self.undo.can_undo:
            self.take_back()
        if clean:
            assert self.state() == self.start

    def state(self) -> State:
        items = self.items
        items.refresh()
        details = {one: items.item(one).details for one in items.overviews()}
        return (
            items.overviews(),
            details,
            items.folders(),
            items.vault_name,
            items.vault_rules,
        )

    # Doing

    def do(self, deed: Deed, work: Callable[[], Changes]) -> None:
        before, theirs = self.state(), dict(self.theirs)
        self.world.clock.forward(seconds=1)
        try:
            changes = work()
        except (InvalidInput, NotFound):
            assert self.state() == before
            return
        self.undo.push(deed, changes)
        if changes:
            for row in changes.rows:
                self.theirs.pop(row.id, None)
            step = Step(before, self.state(), theirs, dict(self.theirs))
            self.done.append(step)
            self.undone.clear()

    def one(self, pick: int) -> int:
        ids = sorted(self.items.overviews())
        return ids[pick % len(ids)] if ids else 5

    def place(self, pick: int) -> int | None:
        ids = [None, *sorted(self.items.folders())]
        return ids[pick % len(ids)]

    @precondition(lambda self: len(self.items.overviews()) < 7)
    @rule(title=WORD, count=st.integers(1, 2))
    def add(self, title: str, count: int) -> None:
        self.do(Deed.IMPORT, lambda: self.items.add_many([login(title)] * count))

    @rule(pick=PICK, word=WORD)
    def edit(self, pick: int, word: str) -> None:
        def work() -> Changes:
            item = self.items.item(self.one(pick))
            content = login(word, password=word, tags=item.overview.tags)
            content = msgspec.structs.replace(content, folder=item.overview.folder)
            return self.items.save(item.id, content, base_version=item.details.version)

        self.do(Deed.EDIT, work)

    @precondition(lambda self: len(self.items.overviews()) < 7)
    @rule(pick=PICK)
    def duplicate(self, pick: int) -> None:
        self.do(Deed.DUPLICATE, lambda: self.items.duplicate(self.one(pick)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), on=st.booleans())
    def favour(self, picks: list[int], on: bool) -> None:  # noqa: FBT001 - drawn
        ids = {self.one(pick) for pick in picks}
        self.do(Deed.FAVOURITE, lambda: self.items.set_favourite(ids, on))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), place=PICK)
    def move(self, picks: list[int], place: int) -> None:
        ids = {self.one(pick) for pick in picks}
        self.do(Deed.MOVE, lambda: self.items.move(ids, self.place(place)))

    @rule(pick=PICK, add=WORD, remove=WORD)
    def tag(self, pick: int, add: str, remove: str) -> None:
        ids = [self.one(pick)]
        self.do(Deed.TAG, lambda: self.items.set_tags(ids, add=[add], remove=[remove]))

    @rule(old=WORD, new=WORD)
    def rename_tag(self, old: str, new: str) -> None:
        self.do(Deed.RENAME_TAG, lambda: self.items.rename_tag(old, new))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), way=st.sampled_from(["in", "out", "away"]))
    def trash(self, picks: list[int], way: str) -> None:
        ids = {self.one(pick) for pick in picks}
        ways = {
            "in": (Deed.TRASH, self.items.trash),
            "out": (Deed.RESTORE, self.items.restore),
            "away": (Deed.DELETE, self.items.delete_forever),
        }
        deed, work = ways[way]
        self.do(deed, lambda: work(ids))

    @rule()
    def empty_trash(self) -> None:
        self.do(Deed.EMPTY_TRASH, self.items.empty_trash)

    @rule(name=WORD, place=PICK)
    def add_folder(self, name: str, place: int) -> None:
        self.do(Deed.ADD_FOLDER, lambda: self.items.add_folder(name, self.place(place)))

    @rule(pick=PICK, place=PICK, name=WORD, way=st.sampled_from(["rename", "move", "delete"]))
    def change_folder(self, pick: int, place: int, name: str, way: str) -> None:
        folder = self.place(pick) or 5
        ways = {
            "rename": (Deed.RENAME_FOLDER, lambda: self.items.rename_folder(folder, name)),
            "move": (Deed.MOVE_FOLDER, lambda: self.items.move_folder(folder, self.place(place))),
            "delete": (Deed.DELETE_FOLDER, lambda: self.items.delete_folder(folder)),
        }
        deed, work = ways[way]
        self.do(deed, work)

    @rule(name=WORD)
    def rename_vault(self, name: str) -> None:
        self.do(Deed.RENAME_VAULT, lambda: self.items.rename_vault(name))

    @rule(days=st.integers(0, 2), length=st.integers(0, 2))
    def set_rules(self, days: int, length: int) -> None:
        rules = VaultRules(days, length)
        self.do(Deed.VAULT_RULES, lambda: self.items.set_vault_rules(rules))

    # Taking back

    @precondition(lambda self: self.done)
    @rule()
    def take_back(self) -> None:
        step = self.done.pop()
        before = self.state()
        try:
            self.undo.undo()
        except ChangedSince:
            self.refused(step, before)
            return
        self.theirs = dict(step.theirs_before) if step.clean else self.theirs
        self.undone.append(step)
        self.check(step.before, clean=step.clean)

    @precondition(lambda self: self.undone)
    @rule()
    def do_again(self) -> None:
        step = self.undone.pop()
        before = self.state()
        try:
            self.undo.redo()
        except ChangedSince:
            self.refused(step, before)
            return
        self.theirs = dict(step.theirs_after) if step.clean else self.theirs
        self.done.append(step)
        self.check(step.after, clean=step.clean)

    def refused(self, step: Step, before: State) -> None:
        assert not step.clean
        assert self.state() == before
        self.soil()

    def check(self, wanted: State, *, clean: bool) -> None:
        if clean:
            assert self.state() == wanted
        now = self.items.overviews()
        for item_id, overview in self.theirs.items():
            assert now[item_id] == overview
        assert self.session.vault.check().sound

    def soil(self) -> None:
        for step in (*self.done, *self.undone):
            step.clean = False

    # Another program

    @precondition(lambda self: self.items.overviews())
    @rule(pick=PICK, word=WORD, edit=st.booleans())
    def they_write(self, pick: int, word: str, edit: bool) -> None:  # noqa: FBT001 - drawn
        item_id = self.one(pick)
        theirs = Items(self.other)
        theirs.refresh()
        self.world.clock.forward(seconds=1)
        if edit:
            item = theirs.item(item_id)
            content = msgspec.structs.replace(item.content(), title=f"their {word}", folder=None)
            changes = theirs.save(item_id, content, base_version=item.details.version)
        else:
            changes = theirs.set_tags([item_id], add=[f"their {word}"])
        if changes.rows:
            self.theirs[item_id] = theirs.overviews()[item_id]
            self.crossed = True
            self.soil()
        with suppress(KeyError):
            assert self.state()[0][item_id] == self.theirs[item_id]


TestUndoLaws = UndoMachine.TestCase
TestUndoLaws.settings = settings(
    max_examples=8, stateful_step_count=20, deadline=None, derandomize=True
)
