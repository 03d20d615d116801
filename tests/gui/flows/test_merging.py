# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging in the real window: a copy noticed, opened, looked at, merged, undone, put away."""

import shutil
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password
from tests.gui.conftest import Running

from strongroom.app.events import LockReason
from strongroom.app.items import Items
from strongroom.app.merging import VaultCopy
from strongroom.errors import Cancelled, DiskFull, StrongroomError
from strongroom.gui.dialogs.merge import MergeDialog
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.flows.conflict_watching import EVERY_MS
from strongroom.gui.pages.conflict_notice import ConflictNotice
from strongroom.gui.program import Program
from strongroom.model.fields import FieldKind

OTHER = "another long password"


class Hall:
    """The program with a vault open, and another machine that has a copy of it."""

    def __init__(self, program: Program, running: Running, folder: Path) -> None:
        self.program = program
        self.running = running
        (folder / "away").mkdir()
        self.away = World(folder / "away")
        self.vault = program.session.vault.path
        self.flow = program.interior.copies.merging
        items = program.interior.items
        program.tasks.run(lambda: items.add(login("Bank")), lambda _c: None)
        running.settle()
        shutil.copy(self.vault, self.away.path)

    def save_away(self, *titles: str) -> Path:
        """Let the other machine save, and bring its file as a conflict copy."""
        session = self.away.opened()
        items = Items(session)
        items.add_many(login(title) for title in titles)
        (bank,) = (o.id for o in items.overviews().values() if o.title == "Bank")
        item = items.item(bank)
        self.away.clock.forward(seconds=100)
        fields = (msgspec.structs.replace(item.fields[0], value="there"), *item.fields[1:])
        content = msgspec.structs.replace(item.content(), fields=fields)
        items.save(bank, content, base_version=item.details.version)
        session.lock()
        copy = self.vault.with_name("Personal (Ada's conflicted copy 2026-11-24).strongroom")
        shutil.copy(self.away.path, copy)
        return copy

    def save_here(self, title: str) -> None:
        items = self.program.interior.items
        self.program.tasks.run(lambda: items.add(login(title)), lambda _c: None)
        self.running.settle()

    @property
    def dialog(self) -> MergeDialog:
        assert self.flow.dialog is not None
        return self.flow.dialog

    @property
    def notice(self) -> ConflictNotice:
        notice = self.program.interior.copies.conflicts.notice
        assert notice is not None
        return notice

    def titles(self) -> list[str]:
        return sorted(o.title for o in self.program.interior.items.overviews().values())

    def look_around(self) -> None:
        watching = self.program.interior.copies.conflicts.watching
        assert watching is not None
        watching.look_again()
        self.running.settle()

    def start(self, path: Path) -> MergeDialog:
        self.flow.start(path)
        self.running.settle()
        return self.dialog


@pytest.fixture
def hall(opened: Program, running: Running, tmp_path: Path) -> Hall:
    return Hall(opened, running, tmp_path)


def test_a_look_says_what_will_happen_and_writes_nothing(hall: Hall) -> None:
    copy = hall.save_away("Shop")
    hall.save_here("Mail")
    before = hall.vault.read_bytes()
    dialog = hall.start(copy)
    assert dialog.summary.text() == "2 items change, 1 stays as it is."
    assert "1 item is new" in dialog.counts.text()
    assert "1 is newer in the copy" in dialog.counts.text()
    names = [button.text() for button in dialog.groups.findChildren(QPushButton)]
    assert names == ["All (2)", "From the copy (2)", "Combined (0)", "Moved or deleted (0)"]
    assert hall.vault.read_bytes() == before
    dialog.reject()
    assert hall.flow.dialog is None
    assert hall.titles() == ["Bank", "Mail"]


def test_each_item_is_seen_on_both_sides(hall: Hall) -> None:
    dialog = hall.start(hall.save_away("Shop"))
    assert dialog.finder.chosen_ids
    assert dialog.fate.text() == "Newer in the copy"
    shown = [row.field.value for row in dialog.sides.rows]
    assert "there" in shown
    dialog.groups.choose(2)
    assert not dialog.finder.chosen_ids
    dialog.reject()
    assert dialog.sides.rows == []


def test_it_is_merged_shown_and_undone_as_one(hall: Hall) -> None:
    copy = hall.save_away("Shop", "Club")
    hall.save_here("Mail")
    hall.start(copy).take.click()
    hall.running.settle()
    assert hall.flow.dialog is None
    assert hall.titles() == ["Bank", "Club", "Mail", "Shop"]
    undo = hall.program.window.actions_by_id["undo"]
    assert undo.text() == "Undo merge"
    undo.trigger()
    hall.running.settle()
    assert hall.titles() == ["Bank", "Mail"]
    hall.program.window.actions_by_id["redo"].trigger()
    hall.running.settle()
    assert hall.titles() == ["Bank", "Club", "Mail", "Shop"]


def test_a_conflict_copy_is_noticed_merged_and_put_among_the_backups_if_wished(hall: Hall) -> None:
    hall.look_around()
    assert hall.notice.isHidden()
    copy = hall.save_away("Shop")
    hall.look_around()
    assert hall.notice.isVisible()
    assert copy.name in hall.notice.text
    merge, _later = hall.notice.bar.offers
    merge.click()
    hall.running.settle()
    hall.dialog.take.click()
    hall.running.settle()
    assert copy.exists()  # nothing goes unasked
    assert "is merged" in hall.notice.text
    away, _aside, _leave = hall.notice.bar.offers
    away.click()
    hall.running.settle()
    assert not copy.exists()
    hall.look_around()
    assert hall.notice.isHidden()


def test_what_a_copy_brought_is_still_to_be_had_after_its_merge_is_undone(hall: Hall) -> None:
    copy = hall.save_away("Shop")
    hall.look_around()
    hall.start(copy).take.click()
    hall.running.settle()
    away, _aside, _leave = hall.notice.bar.offers
    away.click()
    hall.running.settle()
    hall.program.window.actions_by_id["undo"].trigger()
    hall.running.settle()
    assert hall.titles() == ["Bank"]
    (kept,) = hall.vault.with_name("Personal backups").glob("*, merged.strongroom")
    hall.start(kept).take.click()
    hall.running.settle()
    assert hall.titles() == ["Bank", "Shop"]


def test_a_merged_copy_can_be_kept_under_another_name(hall: Hall) -> None:
    copy = hall.save_away("Shop")
    hall.look_around()
    hall.start(copy).take.click()
    hall.running.settle()
    _away, aside, _leave = hall.notice.bar.offers
    aside.click()
    hall.running.settle()
    hall.look_around()
    assert not copy.exists()
    assert copy.with_name("Personal.merged-1.strongroom").exists()
    assert hall.notice.isHidden()


def test_not_now_is_kept_to_until_the_copy_changes(hall: Hall) -> None:
    copy = hall.save_away("Shop")
    hall.look_around()
    _merge, later = hall.notice.bar.offers
    later.click()
    hall.look_around()
    assert hall.notice.isHidden()
    hall.save_away("Club")
    hall.look_around()
    assert copy.name in hall.notice.text


def test_the_folder_is_watched_by_itself(hall: Hall, qtbot: QtBot) -> None:
    watching = hall.program.interior.copies.conflicts.watching
    assert watching is not None
    timer = watching._timer
    assert timer.isActive()
    assert timer.interval() == EVERY_MS
    timer.setInterval(10)
    hall.save_away("Shop")
    qtbot.waitUntil(hall.notice.isVisible, timeout=30_000)


def test_a_copy_under_another_password_asks_for_its_own(hall: Hall, qtbot: QtBot) -> None:
    copy = hall.save_away("Shop")
    session = hall.program.session
    work = session.begin_rekey
    hall.program.tasks.run(
        lambda: work(with_password(), new_unlock(OTHER)).finish(), lambda _none: None
    )
    hall.running.settle()
    dialog = hall.start(copy)
    (asked,) = dialog.findChildren(Reauthenticate)
    qtbot.keyClicks(asked.password, "wrong wrong wrong")
    asked.deed.click()
    hall.running.settle()
    assert asked.said.text()
    asked.password.clear()
    qtbot.keyClicks(asked.password, PASSWORD)
    asked.deed.click()
    hall.running.settle()
    assert "changed since" in dialog.notice.text.text()
    dialog.take.click()
    hall.running.settle()
    assert hall.titles() == ["Bank", "Shop"]


def test_giving_up_the_password_gives_up_the_merge(hall: Hall) -> None:
    copy = hall.save_away("Shop")
    hall.program.tasks.run(
        lambda: hall.program.session.begin_rekey(with_password(), new_unlock(OTHER)).finish(),
        lambda _none: None,
    )
    hall.running.settle()
    (asked,) = hall.start(copy).findChildren(Reauthenticate)
    asked.reject()
    assert hall.flow.dialog is None


def test_what_is_no_copy_is_said(hall: Hall, tmp_path: Path) -> None:
    junk = tmp_path / "junk.strongroom"
    junk.write_bytes(b"junk" * 100)
    dialog = hall.start(junk)
    assert dialog.notice.isVisible()
    assert not dialog.take.isEnabled()
    other = World(tmp_path / "away", "other")
    session = other.session()
    session.create(tmp_path / "Other.strongroom", "Other", new_unlock())
    session.lock()
    dialog = hall.start(tmp_path / "Other.strongroom")
    assert "another vault" in dialog.notice.text.text()


def test_a_lock_closes_it_and_nothing_is_kept(hall: Hall) -> None:
    dialog = hall.start(hall.save_away("Shop"))
    assert dialog.isVisible()
    hall.program.opening.lock(LockReason.BY_HAND)
    hall.running.settle()
    assert hall.flow.dialog is None


def test_nothing_new_says_so(hall: Hall) -> None:
    copy = hall.vault.with_name("Personal (1).strongroom")
    shutil.copy(hall.vault, copy)
    dialog = hall.start(copy)
    assert dialog.summary.text().startswith("There is nothing in this copy")
    assert dialog.take.isHidden()
    assert dialog.close_it.text() == "Close"


def test_the_copy_s_recovery_code_opens_it_too(hall: Hall, qtbot: QtBot) -> None:
    other = World(hall.vault.parent, "other")
    session = other.opened(path=hall.vault)
    rekey = session.begin_rekey(with_password(), new_unlock(recovery=True))
    code = rekey.recovery_code
    assert code is not None
    text = code.text()
    rekey.finish(text[-4:])
    session.lock()
    copy = hall.vault.with_name("Personal (1).strongroom")
    shutil.copy(hall.vault, copy)
    hall.program.opening.lock(LockReason.BY_HAND)
    hall.running.settle()
    with qtbot.waitSignal(hall.program.entrance.entered, timeout=10_000):
        hall.program.opening.unlock(hall.vault, with_password())
    hall.running.settle()
    hall.program.tasks.run(
        lambda: hall.program.session.begin_rekey(with_password(), new_unlock(OTHER)).finish(),
        lambda _none: None,
    )
    hall.running.settle()
    dialog = hall.start(copy)
    (asked,) = dialog.findChildren(Reauthenticate)
    asked.code_button.click()
    qtbot.keyClicks(asked.password, text)
    asked.deed.click()
    hall.running.settle()
    assert "nothing in this copy" in dialog.summary.text()


def put_back_in_time(hall: Hall) -> Path:
    """Let an older file lie in the vault's place, and the newest beside it."""
    old, newest = (hall.vault.with_name(f"{name}.strongroom") for name in ("old", "newest"))
    shutil.copy(hall.vault, old)
    hall.save_here("Later")
    shutil.copy(hall.vault, newest)
    hall.program.opening.lock(LockReason.BY_HAND)
    hall.running.settle()
    shutil.copy(old, hall.vault)
    return newest


@pytest.mark.parametrize("error", [Cancelled("stopped"), DiskFull("no space")])
def test_a_merge_that_comes_to_nothing_has_accepted_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, error: StrongroomError
) -> None:
    newest = put_back_in_time(hall)
    hall.program.opening.unlock(hall.vault, with_password())
    hall.running.settle()
    session = hall.program.session
    finding = session.vault.finding
    assert finding is not None
    dialog = hall.start(newest)

    def fail(*_given: object, **_more: object) -> None:
        assert session.vault.finding is None  # gone on with, inside the act
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(session, "write", fail)
        dialog.take.click()
        hall.running.settle()
    assert session.vault.finding == finding
    hall.start(newest).take.click()
    hall.running.settle()
    assert not session.vault.read_only
    assert hall.titles() == ["Bank", "Later"]


def test_a_copy_that_opens_late_is_no_other_dialog_s(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are chosen quickly: the first opens behind the second's dialog, and is put away."""
    first = hall.save_away("Shop")
    second = hall.vault.with_name("Personal (2).strongroom")
    shutil.copy(hall.vault, second)
    closed: list[Path] = []
    close = VaultCopy.close

    def told(copy: VaultCopy) -> None:
        closed.append(copy.path)
        close(copy)

    monkeypatch.setattr(VaultCopy, "close", told)
    hall.flow.start(first)
    hall.flow.start(second)
    hall.running.settle()
    assert second.name in hall.dialog.windowTitle()
    assert hall.dialog.summary.text().startswith("There is nothing in this copy")
    assert closed == [first]
    hall.dialog.reject()
    hall.running.settle()
    assert closed == [first, second]


def test_what_websites_change_stands_first_and_is_said(hall: Hall) -> None:
    hall.save_here("Aardvark")
    shutil.copy(hall.vault, hall.away.path)
    copy = hall.save_away("Abbey")
    session = hall.away.opened()
    items = Items(session)
    (bank,) = (o.id for o in items.overviews().values() if o.title == "Bank")
    item = items.item(bank)
    fields = tuple(
        msgspec.structs.replace(field, value="https://evil.example")
        if field.kind == FieldKind.WEBSITE
        else field
        for field in item.fields
    )
    content = msgspec.structs.replace(item.content(), fields=fields)
    items.save(bank, content, base_version=item.details.version)
    session.lock()
    shutil.copy(hall.away.path, copy)
    dialog = hall.start(copy)
    assert dialog.fate.text() == "Newer in the copy; website changes to https://evil.example"
    assert dialog.counts.text().startswith("1 has other websites")
    assert dialog.finder.chosen_ids == {bank}


def test_a_look_for_copies_that_waits_behind_a_lock_is_dropped(hall: Hall) -> None:
    watching = hall.program.interior.copies.conflicts.watching
    assert watching is not None
    hall.program.opening.lock(LockReason.BY_HAND)
    watching.look()
    hall.running.settle()
    assert not hall.program.opening.is_open
