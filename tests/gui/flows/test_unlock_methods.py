# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of unlock methods and what is done from it, over a real vault."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, with_password
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.unlock_methods import UnlockMethods, create_key_file
from strongroom.errors import MethodMissing, WrongKey
from strongroom.gui.dialogs.method_change import MethodChange
from strongroom.gui.dialogs.password_change import PasswordChange
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.dialogs.unlock_methods import MethodDeed, MethodRow, UnlockMethodsDialog
from strongroom.gui.program import Program
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.secret import SecretBytes

Key = Qt.Key
OTHER = "another long enough password"


class Hall:
    """The list, open over the window, and a person at it."""

    def __init__(self, program: Program, running: Running, machine: World, qtbot: QtBot) -> None:
        self.program, self.running, self.qtbot = program, running, qtbot
        self.machine = machine
        program.window.actions_by_id["unlock_methods"].trigger()
        found = program.window.findChild(UnlockMethodsDialog)
        assert found is not None
        self.list = found
        running.settle()

    @property
    def names(self) -> list[str]:
        return [row.method.name for row in self.list.rows]

    def row(self, name: str) -> MethodRow:
        return next(row for row in self.list.rows if row.method.name == name)

    def add(self, deed: MethodDeed) -> MethodChange:
        self.qtbot.keyClick(self.list.adding[deed], Key.Key_Return)
        return self.change

    def act(self, name: str, deed: MethodDeed) -> MethodChange:
        self.row(name).act(deed)
        return self.change

    @property
    def change(self) -> MethodChange:
        shown = [d for d in self.list.findChildren(MethodChange) if d.isVisible()]
        return shown[-1]

    def type(self, dialog: MethodChange, *texts: str) -> None:
        """Type into one field after the other, with Enter after each."""
        fields = [dialog.proof.field, *dialog.others, dialog.password.first, dialog.password.second]
        shown = [each for each in fields if each.isVisible()]
        for line, text in zip(shown, texts, strict=True):
            self.qtbot.keyClicks(line, text)
            self.qtbot.keyClick(line, Key.Key_Return)
        self.running.settle()

    def type_back(self, dialog: MethodChange) -> str:
        assert dialog.waiting_for_code
        code = dialog.kit.code.text()
        self.qtbot.keyClicks(dialog.group, code[-4:].lower())
        self.qtbot.keyClick(dialog.group, Key.Key_Return)
        self.running.settle()
        return code

    def with_code(self) -> str:
        dialog = self.add(MethodDeed.ADD_CODE)
        self.type(dialog, PASSWORD)
        return self.type_back(dialog)

    def with_password(self, text: str = OTHER) -> None:
        self.type(self.add(MethodDeed.ADD_PASSWORD), PASSWORD, text, text)

    def opens(self, given: Credentials) -> bool:
        session = self.machine.session()
        try:
            session.unlock(self.machine.path, given, make_default=False)
        except (WrongKey, MethodMissing):
            return False
        session.lock()
        return True


def by_code(code: str) -> Credentials:
    return Credentials(recovery_code=SecretBytes.of_text(code))


@pytest.fixture
def hall(opened: Program, running: Running, machine: World, qtbot: QtBot) -> Hall:
    return Hall(opened, running, machine, qtbot)


def test_a_recovery_kit_is_added_by_keyboard_alone(hall: Hall) -> None:
    assert hall.names == ["master password"]
    code = hall.with_code()
    assert hall.names == ["master password", "recovery code"]
    assert hall.list.said.text() == "Added."
    assert not hall.list.adding[MethodDeed.ADD_CODE].isVisible()
    assert hall.opens(by_code(code))
    assert hall.program.opening.is_open


def test_leaving_before_the_code_was_typed_back_adds_none(hall: Hall, a_vault: Path) -> None:
    before = a_vault.read_bytes()
    dialog = hall.add(MethodDeed.ADD_CODE)
    hall.type(dialog, PASSWORD)
    hall.qtbot.keyClicks(dialog.group, "0000")
    hall.qtbot.keyClick(dialog.group, Key.Key_Return)
    hall.running.settle()
    assert "last group" in dialog._said.text()
    dialog.leave_button.click()
    hall.running.settle()
    assert a_vault.read_bytes() == before


def test_a_wrong_password_is_said_and_can_be_mended(hall: Hall) -> None:
    dialog = hall.add(MethodDeed.ADD_CODE)
    hall.type(dialog, "wrong")
    assert dialog.proof.field.property("wrong")
    assert dialog._said.isVisible()
    hall.type(dialog, PASSWORD)
    assert dialog.waiting_for_code


def test_a_further_password_opens_it_too(hall: Hall) -> None:
    hall.with_password()
    assert hall.names == ["master password", "master password 2"]
    assert hall.opens(with_password(OTHER))
    assert hall.opens(with_password())


def test_a_key_file_that_opens_alone(hall: Hall, tmp_path: Path) -> None:
    dialog = hall.add(MethodDeed.ADD_KEY_FILE)
    hall.type(dialog, PASSWORD)
    assert "Choose where the key file is" in dialog.file.said.text()
    dialog.file.use(tmp_path / "alone.key")
    dialog.deed.click()
    hall.running.settle()
    assert hall.names == ["master password", "key file"]
    assert hall.opens(Credentials(key_file=tmp_path / "alone.key"))


def test_the_last_way_in_cannot_be_removed(hall: Hall) -> None:
    row = hall.row("master password")
    remove = row.menu.actions()[-1]
    assert not remove.isEnabled()
    assert "only way" in remove.text()


def test_a_removed_password_opens_it_no_more(hall: Hall) -> None:
    hall.with_password()
    dialog = hall.act("master password 2", MethodDeed.REMOVE)
    assert "Backups" in dialog._caution.text()
    hall.type(dialog, PASSWORD)
    assert hall.names == ["master password"]
    assert "Backups" in hall.list.said.text()
    assert not hall.opens(with_password(OTHER))
    assert hall.opens(with_password())


def test_what_goes_with_it_is_named_before_and_may_stay(hall: Hall) -> None:
    hall.with_password()
    hall.with_password("the third password")
    dialog = hall.act("master password 3", MethodDeed.REMOVE)
    assert len(dialog.others) == 1
    hall.type(dialog, PASSWORD, "")
    assert dialog.waiting_for_code
    assert dialog.kit_step.dropped.text() == (
        "These will no longer open the vault: master password 2."
    )
    assert not dialog.group.isVisible()
    dialog.leave_button.click()
    hall.running.settle()
    assert hall.opens(with_password("the third password"))
    dialog = hall.act("master password 3", MethodDeed.REMOVE)
    hall.type(dialog, PASSWORD, OTHER)
    assert hall.names == ["master password", "master password 2"]
    assert hall.opens(with_password(OTHER))
    assert not hall.opens(with_password("the third password"))


def test_what_is_dropped_is_gone_after_a_word(hall: Hall) -> None:
    hall.with_password()
    code = hall.with_code()
    dialog = hall.act("recovery code", MethodDeed.REMOVE)
    hall.type(dialog, PASSWORD, "")
    dialog.finish_button.click()
    hall.running.settle()
    assert hall.names == ["master password"]
    assert not hall.opens(by_code(code))
    assert not hall.opens(with_password(OTHER))


def test_a_new_recovery_kit_ends_the_old_one(hall: Hall) -> None:
    old = hall.with_code()
    dialog = hall.act("recovery code", MethodDeed.REPLACE_CODE)
    hall.type(dialog, PASSWORD)
    new = hall.type_back(dialog)
    assert hall.names == ["master password", "recovery code"]
    assert not hall.opens(by_code(old))
    assert hall.opens(by_code(new))


def test_a_key_file_is_replaced(hall: Hall, tmp_path: Path) -> None:
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    dialog = hall.add(MethodDeed.ADD_PASSWORD)
    dialog.file.use(old)
    hall.type(dialog, PASSWORD, OTHER, OTHER)
    name = "master password and key file"
    dialog = hall.act(name, MethodDeed.REPLACE_KEY_FILE)
    dialog.proof.show_key_file()
    dialog.proof.key_file.use(old)
    dialog.file.use(new)
    hall.type(dialog, OTHER, PASSWORD)
    assert hall.names == ["master password", name]
    assert hall.opens(Credentials(SecretBytes.of_text(OTHER), new))
    assert not hall.opens(Credentials(SecretBytes.of_text(OTHER), old))
    assert hall.opens(with_password())


def test_a_key_file_is_moved(hall: Hall, tmp_path: Path) -> None:
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    create_key_file(old)
    text = old.read_bytes()
    dialog = hall.add(MethodDeed.ADD_KEY_FILE)
    dialog.file.use(old)
    hall.type(dialog, PASSWORD)
    hall.row("key file").act(MethodDeed.MOVE_KEY_FILE)
    asked = hall.list.findChildren(QFileDialog)[-1]
    asked.setDirectory(str(tmp_path))
    asked.selectFile(str(old))
    asked.accept()
    target = hall.list.findChildren(QFileDialog)[-1]
    target.setDirectory(str(tmp_path))
    target.selectFile(str(new))
    target.accept()
    hall.running.settle()
    assert "no longer where it was" in hall.list.said.text()
    assert not old.exists()
    assert new.read_bytes() == text
    hall.program.methods._move(hall.list, old, new)
    hall.running.settle()
    assert "cannot be read" in hall.list.said.text()


def test_changing_the_password_is_the_dialog_there_is(hall: Hall) -> None:
    hall.row("master password").act(MethodDeed.CHANGE_PASSWORD)
    dialog = hall.list.findChild(PasswordChange)
    assert dialog is not None
    dialog.recovery.setChecked(False)
    hall.qtbot.keyClicks(dialog.current, PASSWORD)
    for line in (dialog.password.first, dialog.password.second):
        hall.qtbot.keyClicks(line, OTHER)
    hall.qtbot.keyClick(dialog.password.second, Key.Key_Return)
    hall.running.settle()
    assert hall.names == ["master password"]
    assert hall.opens(with_password(OTHER))


def test_a_lock_closes_everything_and_changes_nothing(hall: Hall, a_vault: Path) -> None:
    before = a_vault.read_bytes()
    dialog = hall.add(MethodDeed.ADD_CODE)
    hall.type(dialog, PASSWORD)
    stores = [dialog.proof.field._characters._store]
    hall.program.opening.lock(LockReason.UNUSED)
    hall.running.settle()
    assert a_vault.read_bytes() == before
    assert not any(any(store) for store in stores)


def test_while_an_item_is_edited_nothing_can_be_changed(
    opened: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    opened.window.actions_by_id["new"].trigger()
    running.settle()
    hall = Hall(opened, running, machine, qtbot)
    assert hall.list.said.text() == "Save the item that is being edited first."
    assert not any(row.button.isEnabled() for row in hall.list.rows)
    assert not any(button.isEnabled() for button in hall.list.adding.values())


def test_a_vault_for_looking_only_is_not_changed(
    opened: Program, running: Running, machine: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(opened.session.vault), "read_only", property(lambda _self: True))
    hall = Hall(opened, running, machine, qtbot)
    assert hall.list.said.text() == "This vault is open for looking only."
    assert not hall.list.adding[MethodDeed.ADD_CODE].isEnabled()


def test_tab_goes_from_the_methods_to_what_adds_one(hall: Hall) -> None:
    hall.with_code()
    stops = [row.button for row in hall.list.rows]
    stops += [hall.list.adding[MethodDeed.ADD_PASSWORD], hall.list.adding[MethodDeed.ADD_KEY_FILE]]
    stops.append(hall.list.close_button)
    stops[0].setFocus()
    for one, after in pairwise(stops):
        hall.qtbot.keyClick(one, Key.Key_Tab)
        assert hall.list.focusWidget() is after


def test_quick_unlock_is_listed_as_this_computers_own(
    opened: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    opened.quick.choose(with_password(), None).finish()
    hall = Hall(opened, running, machine, qtbot)
    quick = hall.list._card.children()[-1]
    texts = [part.text() for part in quick.findChildren(type(hall.list.said))]
    assert "Quick unlock" in texts
    assert any("on this computer only" in text for text in texts)
    hall.with_password()
    assert opened.quick.offer(machine.path) is not None  # the key stayed


def test_the_settings_lead_there_and_follow(
    opened: Program, running: Running, machine: World, qtbot: QtBot
) -> None:
    opened.window.actions_by_id["settings"].trigger()
    running.settle()
    settings = opened.window.findChild(SettingsDialog)
    assert settings is not None
    settings.rows["unlock_methods"].control.button.click()  # type: ignore[union-attr]
    running.settle()
    found = settings.findChild(UnlockMethodsDialog)
    assert found is not None
    hall = Hall.__new__(Hall)
    hall.program, hall.running, hall.qtbot, hall.machine = opened, running, qtbot, machine
    hall.list = found
    hall.with_code()
    assert "Recovery code" in settings.rows["methods"].text.text()


def test_the_open_list_follows_what_another_program_adds(hall: Hall) -> None:
    other = hall.machine.opened()
    new = NewMethod(password=SecretBytes.of_text(OTHER))
    UnlockMethods(other).begin_add(with_password(), new).finish()
    other.lock()
    hall.qtbot.waitUntil(
        lambda: hall.names == ["master password", "master password 2"], timeout=10_000
    )
