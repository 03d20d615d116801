# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies looked at in the window: each is closed with what shows it, or when it comes late."""

import gc
import shutil
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login, new_unlock, with_password
from tests.gui.conftest import Running
from tests.vault.costly import TWO_GIBIBYTES, asking

from strongroom.app.backups import Backups
from strongroom.app.comparing import VaultCopy
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.dialogs.backups import BackupsDialog
from strongroom.gui.dialogs.comparison import ComparisonDialog
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.copy_items import CopyItems
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.program import Program
from strongroom.secret import SecretBytes

D = TypeVar("D", ComparisonDialog, CopyItems)

NEW = "another master password"


@pytest.fixture
def a_vault(machine: World) -> Path:
    """A vault of two items with a backup of one, beside a copy of it."""
    session = Session(machine.places, machine.clock, lambda: CHEAPEST)
    session.create(machine.path, "Personal", new_unlock())
    items = Items(session)
    items.add(login("First"))
    assert Backups(session).make()
    machine.clock.forward(seconds=3600)
    items.add(login("Second"))
    session.vault.overviews()
    session.lock()
    shutil.copyfile(machine.path, beside(machine.path))
    return machine.path


def beside(path: Path) -> Path:
    """Return where the copy lies."""
    return path.with_name("Copy.strongroom")


def rekeyed(program: Program) -> None:
    """Choose another master password, so that what was made before is locked with its own."""
    program.session.begin_rekey(with_password(), new_unlock(NEW)).finish()


def listed(program: Program, running: Running) -> BackupsDialog:
    """Open the list of backups."""
    program.interior.copies.backing_up.show()
    running.settle()
    dialog = program.interior.copies.backing_up.dialog
    assert dialog is not None
    dialog.table.selectRow(len(dialog.table.rows.backups) - 1)
    return dialog


def opened_in(program: Program, kind: type[D]) -> list[D]:
    """Return the dialogs of a kind that were opened, the newest at the end."""
    return program.window.findChildren(kind)


def copies() -> list[VaultCopy]:
    """Return the copies that anything still holds."""
    gc.collect()
    return [found for found in gc.get_objects() if isinstance(found, VaultCopy)]


def test_nothing_is_left_of_copies_that_were_looked_at(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    of_other_tests = copies()  # a window that is over may be held by what ran it

    def left() -> list[VaultCopy]:
        return [found for found in copies() if all(found is not one for one in of_other_tests)]

    flows = opened.interior.copies
    dialog = listed(opened, running)
    for _time in range(3):
        dialog.compare.click()
        running.settle()
        assert len(opened.session.copies_open) == 1
        opened_in(opened, ComparisonDialog)[-1].reject()
        dialog.look.click()
        running.settle()
        opened_in(opened, CopyItems)[-1].reject()
        running.settle()
        assert opened.session.copies_open == frozenset()
    dialog.restore.click()
    running.settle()
    question = dialog.findChild(Confirm)
    assert question is not None
    question.cancel.click()
    dialog.reject()
    flows.comparing.start(beside(opened.session.vault.path))
    running.settle()
    assert flows.comparing.dialog is not None
    flows.comparing.dialog.reject()
    running.settle()
    assert opened.session.copies_open == frozenset()
    qtbot.waitUntil(lambda: not left())


def test_one_that_arrives_after_its_dialog_was_closed_is_closed(
    opened: Program, running: Running
) -> None:
    dialog = listed(opened, running)
    held = Event()
    opened.tasks.run(lambda: held.wait(10), lambda _none: None)
    dialog.compare.click()
    dialog.close_it.click()
    held.set()
    running.settle()
    assert opened_in(opened, ComparisonDialog) == []
    assert opened.session.copies_open == frozenset()


def test_one_that_was_stopped_while_it_opened_is_not_shown(
    opened: Program, running: Running
) -> None:
    dialog = listed(opened, running)
    held = Event()
    opened.tasks.run(lambda: held.wait(10), lambda _none: None)
    dialog.compare.click()
    dialog.reject()  # it is busy, so this stops it
    assert dialog.progress.step.text() == "Cancelling…"
    held.set()
    running.settle()
    assert opened_in(opened, ComparisonDialog) == []
    assert opened.session.copies_open == frozenset()
    assert dialog.progress.isHidden()
    assert dialog.progress.cancel.isEnabled()
    assert dialog.compare.isEnabled()


def test_what_is_brought_back_is_read_before_its_copy_is_closed(
    opened: Program, running: Running
) -> None:
    items = opened.interior.items
    first = next(one.id for one in items.overviews().values() if one.title == "First")
    items.delete_forever([first])
    rekeyed(opened)
    dialog = listed(opened, running)
    dialog.look.click()
    running.settle()
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    asked.given.emit(with_password())
    running.settle()
    inside = opened_in(opened, CopyItems)[-1]
    inside.finder.table.choose_row(0)
    inside.take.click()
    running.settle()
    assert {one.title for one in items.overviews().values()} == {"First", "Second"}
    assert items.item(first).fields  # down to its details, under the key of the vault
    assert opened.session.copies_open == frozenset()


def test_its_own_password_may_be_a_recovery_code_wherever_it_is_asked_for(
    opened: Program, running: Running
) -> None:
    copy = beside(opened.session.vault.path)
    rekeyed(opened)
    dialog = listed(opened, running)
    dialog.compare.click()
    running.settle()
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    assert asked.code_button.isVisible()
    asked.reject()
    assert dialog.progress.isHidden()
    dialog.close_it.click()
    opened.interior.copies.comparing.start(copy)
    running.settle()
    asked = opened.window.findChildren(Reauthenticate)[-1]
    assert asked.code_button.isVisible()
    asked.given.emit(with_password())
    running.settle()
    shown = opened.interior.copies.comparing.dialog
    assert shown is not None
    assert "2 are the same" in shown.counts.text()


def test_what_somebody_made_dear_to_open_is_said_where_its_password_is_asked_for(
    opened: Program, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = beside(opened.session.vault.path)
    asking(copy, TWO_GIBIBYTES)
    rekeyed(opened)
    derived: list[object] = []

    def derive(_password: SecretBytes, _salt: bytes, cost: object) -> SecretBytes:
        derived.append(cost)
        return SecretBytes(bytes(32))

    monkeypatch.setattr("strongroom.vault.factors.argon2id", derive)
    opened.interior.copies.comparing.start(copy)
    running.settle()
    asked = opened.window.findChildren(Reauthenticate)[-1]
    assert "2048 MiB" in asked.accessibleDescription()
    assert derived == []
    asked.given.emit(with_password())
    running.settle()
    assert derived == [TWO_GIBIBYTES]
    assert asked.isVisible()  # it is the wrong password, and that can be mended here
    asked.reject()


def test_one_that_opens_after_its_question_was_closed_is_closed(
    opened: Program, running: Running
) -> None:
    copy = beside(opened.session.vault.path)
    rekeyed(opened)
    comparing = opened.interior.copies.comparing
    comparing.start(copy)
    running.settle()
    asked = opened.window.findChildren(Reauthenticate)[-1]
    held = Event()
    opened.tasks.run(lambda: held.wait(10), lambda _none: None)
    asked.given.emit(with_password())
    asked.reject()
    held.set()
    running.settle()
    assert comparing.dialog is None
    assert opened.session.copies_open == frozenset()


def test_a_file_that_breaks_while_it_is_asked_for_is_told(
    opened: Program, running: Running
) -> None:
    rekeyed(opened)
    dialog = listed(opened, running)
    dialog.compare.click()
    running.settle()
    chosen = dialog.chosen
    assert chosen is not None
    chosen.path.write_bytes(chosen.path.read_bytes()[:-4096])
    asked = dialog.findChild(Reauthenticate)
    assert asked is not None
    asked.given.emit(with_password())
    running.settle()
    assert dialog.notice.isVisible()
    assert dialog.progress.isHidden()


def test_a_merge_that_was_looked_at_leaves_no_copy_open(opened: Program, running: Running) -> None:
    merging = opened.interior.copies.merging
    merging.start(beside(opened.session.vault.path))
    running.settle()
    assert merging.dialog is not None
    assert len(opened.session.copies_open) == 1
    merging.dialog.reject()
    running.settle()
    assert opened.session.copies_open == frozenset()
