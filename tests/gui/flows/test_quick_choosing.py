# SPDX-License-Identifier: GPL-3.0-or-later
"""Quick unlock is switched on and off in the settings, over a real vault, by keyboard."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD
from tests.fakes import FakeClock, FakeKeyring
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.errors import KeyringDismissed, KeyringLocked, KeyringSilent, NoKeyring
from strongroom.gui.dialogs.choose_pin import ChoosePin
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.program import Program
from strongroom.gui.settings_table import Page
from strongroom.secret import SecretBytes

PIN = "739152"
D = TypeVar("D", bound=QDialog)


class Person:
    """Somebody at the settings, who has a keyboard."""

    def __init__(self, program: Program, running: Running, qtbot: QtBot) -> None:
        self.program = program
        self._running = running
        self._qtbot = qtbot
        self.dialog = program.preferring.show(program.window, Page.QUICK_UNLOCK)
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(
            lambda: not (self.program.tasks.busy or self.program.aside.busy), timeout=10_000
        )

    def press(self, row: str) -> None:
        button = self.dialog.rows[row].control.button  # type: ignore[union-attr]
        button.setFocus()
        self._qtbot.keyClick(button, Qt.Key.Key_Return)

    def pin(self, pin: str = PIN) -> None:
        asked = self._open(ChoosePin)
        for field in (asked.first, asked.second):
            self._qtbot.keyClicks(field, pin)
            self._qtbot.keyClick(field, Qt.Key.Key_Return)

    def password(self, password: str = PASSWORD) -> Reauthenticate:
        asked = self._open(Reauthenticate)
        asked.password.selectAll()
        self._qtbot.keyClicks(asked.password, password)
        self._qtbot.keyClick(asked.password, Qt.Key.Key_Return)
        return asked

    def turn_on_with_pin(self) -> None:
        self.press("quick_pin")
        self.pin()
        self.password()
        self.settle()

    def in_use(self) -> list[str]:
        names = ("quick_pin", "quick_click", "quick_off")
        return [name for name in names if self.dialog.rows[name].mark.isVisible()]

    def problem(self, row: str) -> str:
        shown = self.dialog.rows[row].problem
        return shown.text() if shown.isVisible() else ""

    def _open(self, kind: type[D]) -> D:
        (asked,) = (each for each in self.dialog.findChildren(kind) if each.isVisible())
        return asked


@pytest.fixture
def person(opened: Program, running: Running, qtbot: QtBot) -> Person:
    return Person(opened, running, qtbot)


def test_it_is_off_until_chosen(person: Person) -> None:
    assert person.in_use() == ["quick_off"]
    assert person.dialog.rows["quick_off"].control.isHidden()


def test_with_a_pin(person: Person, a_vault: Path, keyring: FakeKeyring) -> None:
    person.turn_on_with_pin()
    assert person.in_use() == ["quick_pin"]
    hint = person.dialog.rows["quick_pin"].hint.text()
    assert "Until you log out, 12 hours after the master password, or five wrong PINs." in hint
    assert keyring.kept
    person.program.session.lock()
    with SecretBytes.of_text(PIN) as pin:
        assert person.program.quick.unlock(a_vault, pin) is None
    assert person.program.session.is_open


def test_with_a_click(person: Person, a_vault: Path) -> None:
    person.press("quick_click")
    person.password()
    person.settle()
    assert person.in_use() == ["quick_click"]
    assert "PIN" not in person.dialog.rows["quick_click"].hint.text().splitlines()[0]
    person.program.session.lock()
    person.program.quick.unlock(a_vault, None)
    assert person.program.session.is_open


def test_what_a_click_lets_in_is_said_before_it_is_chosen(person: Person) -> None:
    row = person.dialog.rows["quick_click"]
    assert row.hint.isVisible()
    assert "open the vault without asking you" in row.hint.text()
    assert "A PIN" in row.hint.text()
    assert "four digits hold it up for an hour" in person.dialog.rows["quick_pin"].hint.text()


def test_a_wrong_password_changes_nothing_and_may_be_mended(
    person: Person, a_vault: Path, keyring: FakeKeyring
) -> None:
    person.press("quick_pin")
    person.pin()
    asked = person.password("wrong")
    person.settle()
    assert asked.isVisible()
    assert "wrong" in asked.said.text()
    assert person.program.quick.offer(a_vault) is None
    assert not keyring.kept
    person.password()
    person.settle()
    assert person.in_use() == ["quick_pin"]


def test_after_five_wrong_passwords_there_is_a_wait(person: Person, clock: FakeClock) -> None:
    person.press("quick_click")
    for _try in range(5):
        asked = person.password("wrong")
        person.settle()
    person.password()
    person.settle()
    assert "Too many wrong passwords" in asked.said.text()
    assert person.in_use() == ["quick_off"]
    asked.reject()
    person.press("quick_click")
    again = next(each for each in person.dialog.findChildren(Reauthenticate) if each.isVisible())
    assert not again.deed.isEnabled()
    again.reject()
    clock.forward(seconds=5)
    person.press("quick_click")
    person.password()
    person.settle()
    assert person.in_use() == ["quick_click"]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (NoKeyring("no"), "no keyring can be reached"),
        (KeyringLocked("locked"), "keyring is locked"),
        (KeyringDismissed("gone"), "closed without an answer"),
        (KeyringSilent("hush"), "does not answer"),
    ],
)
def test_a_keyring_that_fails_is_said_in_its_row(
    person: Person, a_vault: Path, keyring: FakeKeyring, failure: NoKeyring, words: str
) -> None:
    keyring.failure = failure
    person.turn_on_with_pin()
    assert words in person.problem("quick_pin")
    assert person.in_use() == ["quick_off"]
    assert person.program.quick.offer(a_vault) is None
    keyring.failure = None
    person.turn_on_with_pin()
    assert person.problem("quick_pin") == ""
    assert person.in_use() == ["quick_pin"]


def test_a_keyring_that_asks_hinders_nothing_and_can_be_cancelled(
    person: Person, a_vault: Path, keyring: FakeKeyring, qtbot: QtBot
) -> None:
    keyring.ask()
    person.press("quick_click")
    person.password()
    row = person.dialog.rows["quick_click"]
    qtbot.waitUntil(lambda: row.mark.word.text() == "Telling the keyring…")
    assert row.control.button.text() == "Cancel"  # type: ignore[union-attr]
    assert person.dialog.rows["quick_pin"].control.isHidden()
    person.program.interior.items.rename_vault("Family")
    person.press("quick_click")
    person.settle()
    assert "Cancelled" in person.problem("quick_click")
    assert person.in_use() == ["quick_off"]
    assert person.program.quick.offer(a_vault) is None


def test_a_keyring_that_answers_late_is_waited_for(
    person: Person, keyring: FakeKeyring, qtbot: QtBot
) -> None:
    keyring.ask()
    person.press("quick_click")
    person.password()
    row = person.dialog.rows["quick_click"]
    qtbot.waitUntil(lambda: row.mark.word.text() == "Telling the keyring…")
    keyring.answer()
    person.settle()
    assert person.in_use() == ["quick_click"]


def test_switching_off_asks_again(person: Person, a_vault: Path, keyring: FakeKeyring) -> None:
    person.turn_on_with_pin()
    person.press("quick_off")
    person.password("wrong")
    person.settle()
    assert person.program.quick.offer(a_vault) is not None
    person.password()
    person.settle()
    assert person.in_use() == ["quick_off"]
    assert person.program.quick.offer(a_vault) is None
    assert not keyring.kept


def test_another_pin_takes_the_place_of_the_first(person: Person, a_vault: Path) -> None:
    person.turn_on_with_pin()
    person.press("quick_pin")
    person.pin("84620915")
    person.password()
    person.settle()
    person.program.session.lock()
    with SecretBytes.of_text("84620915") as pin:
        person.program.quick.unlock(a_vault, pin)
    assert person.program.session.is_open


def test_a_question_that_is_cancelled_leaves_it_off(
    person: Person, a_vault: Path, keyring: FakeKeyring
) -> None:
    person.press("quick_click")
    asked = person.password()
    asked.reject()
    person.settle()
    assert person.in_use() == ["quick_off"]
    assert person.program.quick.offer(a_vault) is None
    assert person.program.quick.choice is None
    assert not keyring.kept


def test_the_hours_that_are_set_are_said(person: Person) -> None:
    person.turn_on_with_pin()
    person.program.preferring._set(person.dialog, "quick_unlock_hours", 1)
    person.settle()
    assert "1 hour after" in person.dialog.rows["quick_pin"].hint.text()


def test_a_lock_closes_every_question(person: Person, qtbot: QtBot) -> None:
    person.press("quick_pin")
    person.pin()
    asked = next(iter(person.dialog.findChildren(Reauthenticate)))
    with qtbot.waitSignal(asked.finished):
        person.program.opening.lock(LockReason.BY_HAND)


def test_the_security_page_knows(person: Person) -> None:
    person.turn_on_with_pin()
    dialog = person.dialog
    dialog.go_to(Page.SECURITY)
    assert dialog.rows["quick_state"].control.word.text() == "With a PIN"  # type: ignore[union-attr]
