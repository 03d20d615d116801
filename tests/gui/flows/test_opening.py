# SPDX-License-Identifier: GPL-3.0-or-later
"""The flow into the vault and out of it: what it tells, and in which order."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, with_password
from tests.gui.conftest import Running

from strongroom.app.events import LockNeeded, LockReason
from strongroom.errors import Cancelled, StrongroomError, WrongKey
from strongroom.gui.flows.opening import Opening
from strongroom.gui.program import Program
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes


@pytest.fixture
def opening(a_vault: Path, program: Program) -> Opening:
    assert a_vault.exists()
    return program.opening


def test_what_was_given_is_zeroed_whatever_happens(
    opening: Opening, a_vault: Path, running: Running
) -> None:
    for text in (PASSWORD, "wrong"):
        password = SecretBytes.of_text(text)
        buffer = password.buffer
        opening.unlock(a_vault, Credentials(password=password))
        running.settle()
        assert not any(buffer)


def test_a_second_try_while_one_is_under_way_is_dropped_and_zeroed(
    opening: Opening, a_vault: Path, running: Running
) -> None:
    told: list[object] = []
    opening.opened.connect(told.append)
    opening.unlock(a_vault, with_password())
    second = with_password()
    opening.unlock(a_vault, second)
    assert second.password is not None
    assert len(second.password) == 0
    running.settle()
    assert told == [None]


def test_a_failure_comes_as_what_it_is(opening: Opening, a_vault: Path, running: Running) -> None:
    told: list[StrongroomError] = []
    opening.failed.connect(told.append)
    opening.unlock(a_vault, with_password("wrong"))
    running.settle()
    assert [type(error) for error in told] == [WrongKey]
    assert not opening.is_open
    assert not opening.busy


def test_a_bug_while_opening_leaves_no_page_waiting(
    opening: Opening, a_vault: Path, program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(program.session, "unlock", broken)
    told: list[StrongroomError] = []
    opening.failed.connect(told.append)
    with qtbot.captureExceptions() as caught:
        opening.unlock(a_vault, with_password())
        qtbot.waitUntil(lambda: not program.tasks.busy)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert [type(error) for error in told] == [Cancelled]
    assert not opening.busy


def test_a_lock_is_told_at_once_and_done_by_the_worker(opened: Program, running: Running) -> None:
    order: list[str] = []
    opened.opening.about_to_lock.connect(lambda: order.append("about to"))
    opened.opening.locked.connect(lambda reason: order.append(reason.value))
    opened.opening.lock(LockReason.BY_HAND)
    assert order == ["about to", "by hand"]
    assert not opened.opening.is_open
    opened.opening.lock(LockReason.BY_HAND)
    assert len(order) == 2
    running.settle()
    assert not opened.session.is_open


def test_a_lock_that_became_necessary_elsewhere_is_followed(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(opened.opening.locked) as locked:
        opened.events.receive(LockNeeded(LockReason.REKEYED))
    assert locked.args == [LockReason.REKEYED]
    running.settle()
    assert LockReason.REKEYED.sentence in opened.entrance.unlock._said.text()


def test_opening_another_locks_the_first(opened: Program, running: Running, a_vault: Path) -> None:
    reasons: list[LockReason] = []
    opened.opening.locked.connect(reasons.append)
    opened.opening.unlock(a_vault, with_password())
    assert reasons == [LockReason.SWITCHED]
    running.settle()
    assert opened.opening.is_open


def test_what_was_asked_of_a_vault_that_locked_is_told_to_nobody(
    opened: Program, running: Running
) -> None:
    told: list[str] = []
    opened.tasks.run(lambda: "from the old session", told.append)
    opened.opening.lock()
    running.settle()
    assert told == []


def test_leaving_one_vault_for_another_does_not_show_its_door(
    opened: Program, running: Running, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(opened.entrance.shown):
        opened.opening.lock(LockReason.SWITCHED)
    running.settle()
