# SPDX-License-Identifier: GPL-3.0-or-later
"""Real files of other programs let go over the real window, and what becomes of each import."""

import gc
import io
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from tests.app.worlds import World, login, new_unlock, with_password
from tests.gui.conftest import Running
from tests.vault.ground import add_file

from strongroom.app.csv_maps import Column, Target
from strongroom.app.import_origins import FileOrigin
from strongroom.app.importing import Importing, format_named
from strongroom.app.items import Items
from strongroom.app.keyring_origin import KEYRING
from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import SourcePasswordNeeded, SourceTooCostly
from strongroom.exchange import formats
from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.format import Format
from strongroom.exchange.kdbx.writing import write_kdbx
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.gui.aside import beside
from strongroom.gui.dialogs.confirm import Confirm
from strongroom.gui.dialogs.import_file import ImportDialog
from strongroom.gui.program import Program
from strongroom.secret import SecretBytes

NEEDED = "Type its password."
COSTLY = "It asks for 8 GiB of memory."
CHROME = """name,url,username,password,note
GitHub,https://github.com/login,alice,hunter2,
Mastodon,https://mastodon.social/,bob,"pass,word",first line
"""


class Window:
    """The program with a vault open, and everything that a person does to import."""

    def __init__(self, program: Program, running: Running, qtbot: QtBot, folder: Path) -> None:
        self.program = program
        self.flow = program.interior.importing
        self.folder = folder
        self._running = running
        self._qtbot = qtbot

    def drop(self, *paths: Path) -> None:
        drop(self.program, paths)
        self.settle()

    def settle(self) -> None:
        def is_settled() -> bool:
            busy = self.program.tasks.busy
            return not busy and not (self.flow.dialog is not None and self.flow.reads)

        self._qtbot.waitUntil(is_settled, timeout=60_000)
        self._running.settle()

    @property
    def dialog(self) -> ImportDialog:
        assert self.flow.dialog is not None
        return self.flow.dialog

    def write(self, text: str = CHROME, name: str = "passwords.csv") -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def give(self, password: str, key_file: Path | None = None) -> None:
        face = self.dialog.secret
        assert face.isVisible()
        face.password.wipe()
        QTest.keyClicks(face.password, password)
        if key_file is not None:
            assert face.key_file.isVisible()
            face.key_file.use(key_file)
        face.open_it.click()
        self.settle()

    def begin(self) -> None:
        assert self.dialog.preview.isVisible()
        self.dialog.preview.begin.click()
        self.settle()

    def titles(self) -> list[str]:
        return sorted(o.title for o in self.program.interior.items.overviews().values())


def drop(program: Program, paths: Iterable[Path], at: QPoint | None = None) -> None:
    """Let files go over the window, in its middle unless said otherwise."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = at or QPoint(program.window.width() // 2, program.window.height() // 2)
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, *how, none)
    QApplication.sendEvent(program.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(program.window, QDropEvent(QPointF(place), *how, none))


@pytest.fixture
def window(opened: Program, running: Running, qtbot: QtBot, tmp_path: Path) -> Window:
    return Window(opened, running, qtbot, tmp_path)


@dataclass(frozen=True)
class Fixture:
    """A file of another program: its format, how many entries it has, and what opens it."""

    name: str
    kind: str
    entries: int
    password: str | None = None
    key_file: str | None = None

    @property
    def id(self) -> str:
        return self.name


FIXTURES = (
    Fixture("chrome.csv", "chrome", 14),
    Fixture("firefox.csv", "firefox", 14),
    Fixture("lastpass.csv", "lastpass", 14),
    Fixture("bitwarden.json", "bitwarden", 14),
    Fixture("bitwarden-password-protected.json", "bitwarden-protected", 1, "a"),
    Fixture("1password.1pux", "1pux", 9),
    Fixture("format300.kdbx", "kdbx", 1, "a"),
    Fixture("format400.kdbx", "kdbx", 1, "t"),
    Fixture("pykeepass-test4.kdbx", "kdbx", 17, "password", "pykeepass-test4.key"),
)


@pytest.mark.exports
@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.id)
def test_what_other_programs_wrote_comes_in(
    window: Window, exports: Path, fixture: Fixture
) -> None:
    path = window.folder / fixture.name
    shutil.copy(exports / fixture.name, path)
    window.drop(path)
    if fixture.password is not None:
        key = exports / fixture.key_file if fixture.key_file else None
        window.give(fixture.password, key)
    dialog = window.dialog
    face = dialog.preview
    assert face.isVisible(), dialog.trouble.text.text()
    assert face.formats.currentData().name == fixture.kind
    assert face.begin.isEnabled()
    window.begin()
    assert dialog.report.isVisible(), dialog.trouble.text.text()
    came = window.program.interior.items.overviews()
    assert len(came) == fixture.entries
    assert dialog.report.reminder.isVisible() is (fixture.password is None)
    dialog.report.close_it.click()
    window.program.window.actions_by_id["undo"].trigger()
    window.settle()
    assert window.titles() == []
    window.program.window.actions_by_id["redo"].trigger()
    window.settle()
    assert len(window.titles()) == fixture.entries
    window.drop(path)
    if fixture.password is not None:
        window.give(fixture.password, key)
    assert window.dialog.preview.begin.text() == "Finish"  # all of it is here by now
    assert path.read_bytes() == (exports / fixture.name).read_bytes()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5])
def test_a_file_may_be_let_go_anywhere(window: Window, share: float) -> None:
    frame = window.program.window
    for height in (0.1, 0.5, 0.95):
        drop(
            window.program,
            [window.write()],
            QPoint(round(frame.width() * share), round(frame.height() * height)),
        )
        window.settle()
        window.dialog.preview.cancel.click()
        window.settle()


def test_several_files_come_one_after_the_other(window: Window) -> None:
    paths = [window.write(name="a.csv"), window.write("", "b.csv"), window.write(name="c.csv")]
    window.drop(*paths)
    assert window.dialog.windowTitle() == "Import from a.csv (1 of 3)"
    window.begin()
    window.dialog.report.close_it.click()
    window.settle()
    assert window.dialog.windowTitle() == "Import from b.csv (2 of 3)"
    assert window.dialog.trouble.isVisible()
    window.dialog.trouble.close_it.click()
    window.settle()
    assert window.dialog.windowTitle() == "Import from c.csv (3 of 3)"
    assert window.dialog.preview.begin.text() == "Finish"
    window.dialog.preview.cancel.click()
    window.settle()
    assert window.flow.dialog is None


def test_a_lock_ends_all_that_waits(window: Window) -> None:
    window.drop(window.write(name="a.csv"), window.write(name="b.csv"))
    window.program.opening.lock()
    window.settle()
    assert window.flow.dialog is None


def test_a_file_that_is_dropped_on_the_locked_door_comes_in_behind_it(
    a_vault: Path, program: Program, running: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    program.entrance.ask_for(a_vault)
    path = tmp_path / "chrome.csv"
    path.write_text(CHROME)
    drop(program, [path])
    assert program.entrance.currentWidget() is program.entrance.unlock
    program.entrance.ask_for(a_vault)  # it is remembered, whichever vault it becomes
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        program.opening.unlock(a_vault, with_password())
    running.settle()
    dialog = program.interior.importing.dialog
    assert dialog is not None
    assert dialog.preview.begin.text() == "Import 2 items"
    dialog.preview.cancel.click()
    program.opening.lock()
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        program.opening.unlock(a_vault, with_password())
    running.settle()
    assert program.interior.importing.dialog is None  # it had its turn


def test_a_file_that_is_dropped_on_the_first_page_waits_for_a_vault(
    program: Program, running: Running, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "chrome.csv"
    path.write_text(CHROME)
    drop(program, [path])
    assert program.entrance.currentWidget() is program.entrance.create_page
    title = program.entrance.create_page.title
    assert title.text() == "First, a vault to import “chrome.csv” into"
    with qtbot.waitSignal(program.entrance.entered, timeout=10_000):
        program.opening.create(tmp_path / "New.strongroom", "New", new_unlock())
    running.settle()
    assert program.interior.importing.dialog is not None


# Encrypted files


def test_a_wrong_password_is_said_where_it_was_typed(window: Window, exports: Path) -> None:
    window.drop(exports / "bitwarden-password-protected.json")
    face = window.dialog.secret
    face.open_it.click()
    assert face.said.text() == "Type the password of the file."
    window.give("wrong")
    assert face.isVisible()
    assert face.said.text()
    assert face.password.property("wrong") is True
    window.give("a")
    assert window.dialog.preview.isVisible()
    assert not face.password.count
    window.dialog.reject()


def test_a_key_file_that_cannot_be_read_is_said(window: Window, exports: Path) -> None:
    window.drop(exports / "pykeepass-test4.kdbx")
    window.give("password", window.folder)
    assert window.dialog.secret.isVisible()
    assert "key file" in window.dialog.secret.said.text()
    window.give("wrong", exports / "pykeepass-test4.key")
    face = window.dialog.secret
    assert face.password.property("wrong") is True
    face.key_file.use(None)
    assert face.password.property("wrong") is False  # another file may be what was missing
    window.give("password", exports / "pykeepass-test4.key")
    assert window.dialog.preview.isVisible()


def test_a_key_file_is_looked_for_beside_its_database(window: Window, exports: Path) -> None:
    window.drop(exports / "pykeepass-test4.kdbx")
    window.dialog.secret.key_file.button.click()
    chooser = window.program.window.findChild(QFileDialog)
    assert chooser is not None
    assert Path(chooser.directory().absolutePath()) == exports.absolute()
    assert chooser.selectedNameFilter() == "All files (*)"
    chooser.reject()


# Formats that do as the tests say


@dataclass
class Odd:
    """A format whose reading is up to a test."""

    asked: list[Given]
    at: Event
    go_on: Event

    def read(self, _source: Source, given: Given, step: Step) -> Reading:
        self.asked.append(given)
        if given.password is None:
            raise SourcePasswordNeeded(NEEDED)
        if not given.costly:
            raise SourceTooCostly(COSTLY)
        self.at.set()
        assert self.go_on.wait(30)
        step()
        builder = EntryBuilder("Odd")
        return Reading((builder.entry(),), losses=("Its colours are not known here.",))


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Odd:
    made = Odd([], Event(), Event())
    made.go_on.set()
    kind = Format("odd", "Odd", lambda s: s.head == b"odd", made.read, ("odd",), plain=False)
    monkeypatch.setattr(formats, "FORMATS", (kind, *formats.FORMATS))
    return made


def test_what_asks_for_a_lot_is_allowed_once(window: Window, odd: Odd) -> None:
    window.drop(window.write("odd", "a.odd"))
    window.give("secret")
    assert window.dialog.trouble.isVisible()
    assert "8 GiB" in window.dialog.trouble.text.text()
    window.dialog.trouble.allow.click()
    window.settle()
    assert window.dialog.preview.counts.text() == "1 new · 1 not as it was"
    assert [given.costly for given in odd.asked] == [False, False, True]
    window.begin()
    assert "1 thing did not come, or came otherwise" in window.dialog.report.text.text()
    assert not window.dialog.report.reminder.isVisible()


def test_a_lock_while_it_is_read_lets_everything_go(
    window: Window, odd: Odd, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    closed: list[str] = []
    close = FileOrigin.close

    def note(self: FileOrigin) -> None:
        closed.append(self.name)
        close(self)

    monkeypatch.setattr(FileOrigin, "close", note)
    window.drop(window.write("odd", "a.odd"))
    window.give("secret")
    odd.go_on.clear()
    window.dialog.trouble.allow.click()
    qtbot.waitUntil(odd.at.is_set)
    assert closed == []
    window.program.opening.lock()
    assert window.flow.dialog is None
    odd.go_on.set()
    window.settle()
    assert closed == ["a.odd"]
    assert all(not given.password for given in odd.asked)


def test_the_origin_is_open_until_the_end_of_the_import(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    close, run = FileOrigin.close, Importing.run

    def note_close(self: FileOrigin) -> None:
        done.append("closed")
        close(self)

    def note_run(self: Importing, *args: object, **more: object) -> object:
        came = run(self, *args, **more)  # type: ignore[arg-type]
        done.append("came")
        return came

    monkeypatch.setattr(FileOrigin, "close", note_close)
    monkeypatch.setattr(Importing, "run", note_run)
    window.drop(window.write())
    assert done == []
    window.begin()
    assert done == ["came", "closed"]


# Tables of no known format

TABLE = "Konto;Kennwort;Wohin\nGitHub;hunter2;https://github.com\nBank;pass,word;https://b.ch\n"


def test_the_columns_of_any_table_are_shown_and_corrected(window: Window) -> None:
    window.drop(window.write(TABLE))
    face = window.dialog.columns
    assert face.isVisible()
    assert window.dialog.focusWidget() is face.page.table
    mapping = face.page.mapping
    columns = tuple(
        Column(column.name, target)
        for column, target in zip(
            mapping.columns, (Target.TITLE, Target.PASSWORD, Target.WEBSITE), strict=True
        )
    )
    face.page.changed.emit(msgspec.structs.replace(mapping, columns=columns))
    window.settle()
    assert face.page.mapping.columns == columns
    face.next.click()
    window.settle()
    preview = window.dialog.preview
    assert preview.begin.text() == "Import 2 items"
    assert preview.columns.isVisible()
    preview.columns.click()
    assert face.isVisible()
    face.next.click()
    window.settle()
    window.begin()
    assert window.titles() == ["Bank", "GitHub"]
    assert window.dialog.report.reminder.isVisible()


def test_a_known_table_shows_no_columns(window: Window) -> None:
    window.drop(window.write())
    assert window.dialog.preview.isVisible()
    assert not window.dialog.preview.columns.isVisible()
    window.dialog.preview.formats.picked.emit(format_named("csv"))
    window.settle()
    assert window.dialog.columns.isVisible()
    window.dialog.columns.formats.picked.emit(format_named("chrome"))
    window.settle()
    assert window.dialog.preview.isVisible()


def test_no_collection_goes_through_what_was_read(window: Window) -> None:
    gc.unfreeze()
    window.drop(window.write())
    assert gc.get_freeze_count()
    window.dialog.preview.cancel.click()
    window.settle()
    assert not gc.get_freeze_count()


# Afterwards


def test_the_file_can_be_deleted_after_it_was_asked_once(window: Window) -> None:
    path = window.write()
    window.drop(path)
    window.begin()
    report = window.dialog.report
    (delete,) = report.reminder.offers
    delete.click()
    asked = window.program.window.findChild(Confirm)
    assert asked is not None
    assert path.exists()
    asked.deed.click()
    window.settle()
    assert not path.exists()
    assert "may survive" in report.outcome.text.text()
    assert not report.reminder.isVisible()


def test_another_file_by_then_is_left_alone(window: Window) -> None:
    path = window.write()
    window.drop(path)
    window.begin()
    path.unlink()
    path.write_text("something else")
    window.dialog.report.delete_wanted.emit()
    asked = window.program.window.findChild(Confirm)
    assert asked is not None
    asked.deed.click()
    window.settle()
    assert path.read_text() == "something else"
    assert "left alone" in window.dialog.report.outcome.text.text()


def test_the_report_can_be_kept(window: Window) -> None:
    window.drop(window.write(CHROME + "Broken,https://broken.example/,eve\n"))
    window.begin()
    report = window.dialog.report
    assert report.table.isVisible()
    report.save.click()
    chooser = window.program.window.findChild(QFileDialog)
    assert chooser is not None
    path = window.folder / "report.txt"
    chooser.fileSelected.emit(str(path))
    window.settle()
    text = path.read_text()
    assert "2 items were imported." in text
    assert "Line 4" in text
    assert not any(secret in text for secret in ("hunter2", "pass,word", "alice"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "report.txt" in report.outcome.text.text()
    chooser.fileSelected.emit(str(window.folder / "nowhere" / "report.txt"))
    window.settle()
    assert "There is no folder" in report.outcome.text.text()
    assert [delete.text() for delete in report.reminder.offers] == ["Delete passwords.csv…"]
    chooser.reject()


def test_files_of_an_entry_come_with_it(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"paper"

    def read(_source: Source, _given: Given, _step: Step) -> Reading:
        builder = EntryBuilder("With a file")
        builder.attach("a.txt", 5, chunks)
        return Reading((builder.entry(),))

    kind = Format("odd", "Odd", lambda s: s.head == b"odd", read, ("odd",))
    monkeypatch.setattr(formats, "FORMATS", (kind, *formats.FORMATS))
    window.drop(window.write("odd", "a.odd"))
    assert "It brings 1 file." in window.dialog.preview.about.text.text()
    window.begin()
    (overview,) = window.program.interior.items.overviews().values()
    (attachment,) = window.program.interior.items.item(overview.id).details.attachments
    assert (attachment.name, attachment.size) == ("a.txt", 5)


def test_a_folder_is_looked_at_as_a_store(window: Window) -> None:
    folder = window.folder / "store"
    folder.mkdir()
    window.drop(folder)
    assert window.dialog.trouble.isVisible()
    window.dialog.trouble.close_it.click()
    window.settle()
    assert window.flow.dialog is None


def test_the_way_in_is_gone_by_keys_alone(window: Window, qtbot: QtBot) -> None:
    window.flow.open(window.write())
    window.settle()
    dialog = window.dialog
    assert dialog.focusWidget() is dialog.preview.begin
    names = [
        widget.accessibleName()
        for widget in (dialog.preview.formats, dialog.preview.folders.box, dialog.preview.table)
    ]
    assert all(names)
    QTest.keyClick(dialog.preview.begin, Qt.Key.Key_Return)
    window.settle()
    assert dialog.report.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.flow.dialog is None)
    assert window.titles() == ["GitHub", "Mastodon"]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


# What may wait for a person elsewhere


class Keyring:
    """An origin that is not read until somebody said yes."""

    name = "keyring"

    def __init__(self) -> None:
        self.asked, self.yes = Event(), Event()
        self.closed = 0

    def recognised(self) -> Format:
        return KEYRING

    def read(self, _kind: Format, _given: Given, step: Step) -> Reading:
        self.asked.set()
        assert self.yes.wait(30)
        step()
        return Reading((EntryBuilder("From the keyring").entry(),))

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def keyring_origin(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    made = Keyring()
    monkeypatch.setattr(Importing, "open_keyring", lambda _self: made)
    return made


def test_the_vault_works_while_a_keyring_asks(
    window: Window, keyring_origin: Keyring, qtbot: QtBot
) -> None:
    window.program.window.actions_by_id["import_keyring"].trigger()
    qtbot.waitUntil(keyring_origin.asked.is_set)
    done: list[int] = []
    window.program.tasks.run(lambda: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])
    keyring_origin.yes.set()
    qtbot.waitUntil(lambda: not window.flow.reads)
    window.settle()
    assert window.dialog.preview.begin.text() == "Import 1 item"
    assert not window.dialog.preview.formats.isEnabled()
    window.begin()
    assert window.titles() == ["From the keyring"]
    assert not window.dialog.report.reminder.isVisible()
    assert keyring_origin.closed == 1


def costly_database(place: Path) -> None:
    """Write a real database whose key takes some seconds, as much as is derived unasked."""
    out = io.BytesIO()
    write_kdbx(
        out,
        lambda sink: sink.write(b"<KeePassFile><Root><Group/></Root></KeePassFile>"),
        given=Given(password=SecretBytes(b"a")),
        cost=Argon2Cost(128 << 10, 32, 1),
    )
    place.write_bytes(out.getvalue())


def test_a_lock_does_not_wait_for_a_key_derivation(window: Window, qtbot: QtBot) -> None:
    costly_database(window.folder / "costly.kdbx")
    window.drop(window.folder / "costly.kdbx")
    program, face = window.program, window.dialog.secret
    QTest.keyClicks(face.password, "a")
    face.open_it.click()
    qtbot.waitUntil(lambda: window.flow.reads)
    held: list[int] = []
    program.tasks.run(lambda: 1, held.append)  # the vault is there for others meanwhile
    qtbot.waitUntil(lambda: held == [1])
    keys = program.session.vault._core.unlocked.keys
    assert keys.local
    with qtbot.waitSignal(program.opening.closed, timeout=10_000):
        program.window.actions_by_id["lock"].trigger()
        assert window.flow.dialog is None
        assert not program.opening.is_open
    assert beside().busy, "the derivation was over before the lock"
    assert not program.session.is_open
    assert not keys.local  # wiped
    qtbot.waitUntil(lambda: not beside().busy, timeout=60_000)
    window.settle()
    assert window.flow.dialog is None


def test_another_vault_comes_with_its_files(window: Window, tmp_path: Path) -> None:
    """Its file is opened and read beside the worker, and its attachments on the worker."""
    (tmp_path / "elsewhere").mkdir()
    world = World(tmp_path / "elsewhere", "there")
    session = world.session()
    session.create(world.path, "Other", new_unlock("another battery staple"))
    (kept,) = Items(session).add(login("Kept")).made
    add_file(session.vault, kept, "key.txt", lambda: iter((b"one", b"two")))
    session.lock()
    window.flow.open(world.path)
    window.settle()
    window.give("another battery staple")
    window.begin()
    assert window.titles() == ["Kept"]
    vault, items = window.program.session.vault, window.program.interior.items
    ((item_id, _overview),) = items.overviews().items()
    (file,) = items.item(item_id).details.attachments
    assert b"".join(vault.read_attachment(item_id, file.id)) == b"onetwo"


def test_what_fails_as_nobody_expects_is_told_and_let_go_of(
    window: Window, keyring_origin: Keyring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> Reading:
        raise ZeroDivisionError

    monkeypatch.setattr(keyring_origin, "read", read)
    with qtbot.captureExceptions() as caught:
        window.program.window.actions_by_id["import_keyring"].trigger()
        window.settle()
        qtbot.waitUntil(lambda: len(caught) == 1)
    window.dialog.reject()
    qtbot.waitUntil(lambda: keyring_origin.closed == 1)


def test_a_lock_does_not_wait_for_a_keyring(
    window: Window, keyring_origin: Keyring, qtbot: QtBot
) -> None:
    window.program.window.actions_by_id["import_keyring"].trigger()
    qtbot.waitUntil(keyring_origin.asked.is_set)
    with qtbot.waitSignal(window.program.opening.closed, timeout=10_000):
        window.program.opening.lock()
    assert keyring_origin.closed == 0
    keyring_origin.yes.set()
    qtbot.waitUntil(lambda: keyring_origin.closed == 1)
    assert window.flow.dialog is None
