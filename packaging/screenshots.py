# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the real window over a vault of invented items, in light and dark.

``screenshots.py [FOLDER]`` writes every page; without a folder only README's picture is
made anew, beside this script.  ``QT_SCALE_FACTOR=2`` doubles the size.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from strongroom.app.places import Places
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui import motion, theme
from strongroom.gui.dialogs.choose_pin import ChoosePin
from strongroom.gui.dialogs.reauthenticate import Reauthenticate
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.main import application
from strongroom.gui.program import Program
from strongroom.gui.settings_table import Page
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field as Value
from strongroom.model.fields import FieldKind, Role
from strongroom.model.item import Content, new_id
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

HERE = Path(__file__).parent / "pictures"
SETTLE_MS = 300  # for the worker's answers and a repaint; a picture is no test

LOGINS = (
    ("GitHub", "alice@example.org", "https://github.com/login", "Work", ("work", "dev")),
    ("Mastodon", "ostqxi", "https://mastodon.social", None, ()),
    ("Proton Mail", "alice@proton.example", "https://proton.example", None, ()),
    ("Deutsche Bahn", "alice@example.org", "https://bahn.example", None, ("travel",)),
    ("Hetzner", "K0934412", "https://hetzner.example", "Work/Servers", ("work",)),
    ("OVH", "jsdkyvbwjn", "https://ovh.example", "Work/Servers", ("work",)),
    ("Library", "2 0051 338 114", "https://library.example", "Home", ()),
    ("Savings bank", "alice", "https://bank.example", "Bank", ()),
)


def value(role: str, kind: str, text: str, label: str = "") -> Value:
    """Return a field."""
    return Value(id=new_id(), role=role, kind=kind, value=text, label=label)


def contents() -> Iterator[tuple[Content, tuple[str, ...]]]:
    """Yield invented items, each with the path of its folder."""
    for title, username, website, folder, tags in LOGINS:
        fields = [
            value(Role.USERNAME, FieldKind.TEXT, username),
            value(Role.PASSWORD, FieldKind.CONCEALED, "Vq7mRk%pT4zWn#eH9yGb"),
            value(Role.WEBSITE, FieldKind.WEBSITE, website),
        ]
        if title in {"GitHub", "Mastodon", "Hetzner"}:
            fields.insert(2, value(Role.OTP, FieldKind.OTP, "JBSWY3DPEHPK3PXP"))
        if title == "GitHub":
            fields.append(value("", FieldKind.CONCEALED, "8f3a-77c1", "recovery codes"))
            note = "Organisation account. Second key in the desk drawer."
            fields.append(value(Role.NOTES, FieldKind.NOTE, note))
        content = Content(
            kind="login",
            title=title,
            fields=tuple(fields),
            tags=tags,
            favourite=title in {"GitHub", "Savings bank"},
            created=int(datetime(2019, 5, 1, tzinfo=UTC).timestamp() * 1000),
            modified=int(datetime(2026, 3, 3, tzinfo=UTC).timestamp() * 1000),
        )
        yield content, tuple(folder.split("/")) if folder else ()
    wifi = (
        value("wifi.ssid", FieldKind.TEXT, "Strandweg-5G"),
        value(Role.PASSWORD, FieldKind.CONCEALED, "correct-horse-battery"),
    )
    yield Content(kind="wifi", title="Home Wi-Fi", fields=wifi), ("Home",)
    card = (
        value("card.holder", FieldKind.TEXT, "Alice Example"),
        value("card.number", FieldKind.CONCEALED, "4242 4242 4242 4242"),
        value("card.expires", FieldKind.MONTH, "2028-09"),
    )
    yield Content(kind="card", title="Visa ·· 4242", fields=card, favourite=True), ("Bank",)
    key = (value("ssh.host", FieldKind.TEXT, "build.example"),)
    yield Content(kind="ssh_key", title="Build machine", fields=key), ("Work",)
    text = (value(Role.NOTES, FieldKind.NOTE, "12 boxes, the blue one first."),)
    yield Content(kind="note", title="Moving house", fields=text), ("Home",)


def settle(app: QObject) -> None:
    """Let the worker answer and the window repaint."""
    loop = QEventLoop(app)
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


class Studio:
    """One program in one scheme, photographed page by page."""

    def __init__(self, app: QApplication, folder: Path, target: Path, scheme: theme.Scheme) -> None:
        self._app = app
        self._target = target
        self._scheme = scheme
        self._places = Places(
            config=folder / "config", state=folder / "state", documents=folder / "Documents"
        )
        self._places.documents.mkdir(parents=True)
        self._vault = self._places.documents / "Personal.strongroom"
        self.program = self._started()

    def _started(self) -> Program:
        program = Program(
            self._app,
            self._places,
            clock=SystemClock(),
            clipboard=_NoClipboard(),
            signals=_NoSignals(),
            keyring=_Keyring(),
            cost=lambda: CHEAPEST,
        )
        theme.apply(self._app, self._scheme)
        program.start()
        settle(self._app)
        return program

    def fill(self) -> None:
        """Make the vault and its items, and show it."""
        unlock = NewUnlock(password=SecretBytes(b"correct horse battery staple"))
        self.program.opening.create(self._vault, "Personal", unlock)
        self.wait()
        for content, path in contents():
            self.program.interior.items.add(content, path=path)
        self.program.opening.lock()
        self.wait()

    def wait(self) -> None:
        """Wait until the worker has answered."""
        settle(self._app)
        while self.program.tasks.busy:
            settle(self._app)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Save one picture."""
        self.wait()
        shown = widget or self.program.window
        shown.grab().save(str(self._target / f"{name}-{self._scheme.value}.png"))

    def close(self) -> None:
        """End the program."""
        self.program.end()
        settle(self._app)

    def unlock(self) -> None:
        """Open the vault that :meth:`fill` made, with its first login looked at."""
        password = SecretBytes(b"correct horse battery staple")
        self.program.opening.unlock(self._vault, Credentials(password=password))
        settle(self._app)
        while (page := self.program.interior.page) is None:
            settle(self._app)
        self.wait()
        page.list.table.selectRow(2)
        self.wait()
        settle(self._app)

    def trigger(self, action: str) -> None:
        """Do what a menu entry does."""
        self.program.window.actions_by_id[action].trigger()
        settle(self._app)


class _NoClipboard:
    """A clipboard that keeps nothing: a picture must not touch the person's own."""

    def set_secret(self, text: str) -> None:
        """Drop it."""

    def read(self) -> str | None:
        """Return nothing."""

    def clear(self) -> None:
        """Do nothing."""

    def clear_selection(self) -> None:
        """Do nothing."""


class _NoSignals:
    """A computer that tells nothing: a picture must not end in a lock."""

    def start(self, tell: Callable[[str], None]) -> None:
        """Tell nothing."""

    def stop(self) -> None:
        """Do nothing."""

    def unused_seconds(self) -> float | None:
        """Return that nobody can tell."""

    def let_sleep(self) -> None:
        """Do nothing."""


class _Keyring:
    """A keyring in memory: a picture must leave nothing in the person's own."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def ends_at_logout(self) -> bool:
        """Return that it does."""
        return True

    def put(self, name: str, secret: SecretBytes) -> None:
        """Keep it."""
        self._kept[name] = bytes(secret.buffer)

    def get(self, name: str) -> SecretBytes | None:
        """Return it."""
        return SecretBytes(self._kept[name]) if name in self._kept else None

    def drop(self, name: str) -> None:
        """Forget it."""
        self._kept.pop(name, None)

    def cancel(self) -> None:
        """Do nothing."""


def all_pages(studio: Studio) -> None:
    """Every page, in the order in which a person meets them."""
    studio.take("welcome")
    studio.fill()
    studio.take("unlock")
    studio.unlock()
    studio.take("main")
    settings(studio)
    studio.trigger("edit")
    studio.take("edit")
    studio.trigger("shortcuts")
    for dialog in studio.program.window.findChildren(QWidget):
        if dialog.isWindow() and dialog.isVisible():
            studio.take("shortcuts", dialog)


def settings(studio: Studio) -> None:
    """Every page of the settings, a search and an empty one, a refused value, the questions."""
    program = studio.program
    dialog = program.preferring.show(program.window)
    for page in Page:
        dialog.go_to(page)
        studio.take(f"settings-{page.name.lower()}", dialog)
    for name, words in (("found", "lock"), ("nothing", "flux capacitor")):
        dialog.search.setText(words)
        studio.take(f"settings-{name}", dialog)
    dialog.go_to(Page.LOCKING)
    box = dialog.rows["lock_after_minutes"].control
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "5000")
    QTest.keyClick(box, Qt.Key.Key_Return)
    studio.take("settings-refused", dialog)
    quick_unlock(studio, dialog)
    dialog.close()
    studio.wait()


def quick_unlock(studio: Studio, dialog: SettingsDialog) -> None:
    """Switching quick unlock on with a PIN: its questions, and the page after it."""
    dialog.go_to(Page.QUICK_UNLOCK)
    dialog.chosen.emit("quick_pin", None)
    pin = cast("ChoosePin", dialog.findChild(ChoosePin))
    QTest.keyClicks(pin.first, "1234")
    studio.take("pin", pin)
    QTest.keyClicks(pin.second, "1234")
    pin.go_on.click()
    question = cast("Reauthenticate", dialog.findChild(Reauthenticate))
    QTest.keyClicks(question.password, "wrong")
    question.deed.click()
    studio.take("reauthenticate", question)
    question.password.wipe()
    QTest.keyClicks(question.password, "correct horse battery staple")
    question.deed.click()
    studio.wait()
    while studio.program.aside.busy:
        settle(studio.program)
    studio.take("settings-quick_unlock-on", dialog)
    dialog.go_to(Page.SECURITY)
    studio.take("settings-security-on", dialog)


def main_page(studio: Studio) -> None:
    """README's picture."""
    studio.fill()
    studio.unlock()
    studio.take("main")


def photograph(plan: Callable[[Studio], None], target: Path) -> None:
    """Follow ``plan`` in light and dark."""
    target.mkdir(parents=True, exist_ok=True)
    app = application()
    motion.set_wanted(False)
    for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK):
        with tempfile.TemporaryDirectory() as folder:
            studio = Studio(app, Path(folder), target, scheme)
            plan(studio)
            studio.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        photograph(all_pages, Path(sys.argv[1]))
    else:
        photograph(main_page, HERE)
