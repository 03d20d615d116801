# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window with planted secrets in it, and a reader of all its memory.

Every string is made up at the time of the test and is in no file, argument or environment
that the window could have it from.  The reader is another process, as root, because the
window refuses to be read.
"""

import json
import os
import re
import secrets
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.real.conftest import Desktop
from tests.real.screen import NEW_ITEM, Place, Screen

from strongroom.app.items import Items
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.gui.theme import LIGHT
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock

PATIENCE = 30.0
COMMAND = (sys.executable, "-P", "-m", "strongroom.gui.launch")
ITEMS = 12
PIN_DIGITS = 12  # as many as there may be: no other number in memory is like it
# What is painted all over where a search found one item: its row is marked, the next is empty,
# and a card shows what is in it.
_ONE_FOUND: tuple[tuple[Place, str], ...] = (
    ((318, 200, 8, 20), LIGHT.selected),
    ((326, 248, 38, 36), LIGHT.pane),
    ((900, 245, 20, 20), LIGHT.pane),
)
_ICON = 64  # pixels; no window of a program is as narrow
_ENCODINGS = ("utf-8", "utf-16-le")
# Eight letters with which all made-up strings begin, others at each run.
BEGINNING = 8
_LETTERS = "".join(secrets.choice(string.ascii_lowercase) for _ in range(BEGINNING))
Sought = dict[str, str | bytes]
_UNREADABLE = ("[vvar]", "[vsyscall]", "[vvar_vclock]")


def until(condition: Callable[[], object], what: str) -> None:
    """Wait until ``condition`` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            message = f"waited in vain: {what}"
            raise TimeoutError(message)
        time.sleep(0.02)


def word(length: int = 20) -> str:
    """Return letters that nobody has written before."""
    return _LETTERS + "".join(secrets.choice(string.ascii_lowercase) for _ in range(length))


class Planted:
    """What lies in the vault, or is typed into the window, by what it is."""

    def __init__(self) -> None:
        self.master = word()
        self.pin = "".join(secrets.choice(string.digits) for _ in range(PIN_DIGITS))
        self.titles = [word() for _ in range(ITEMS)]
        self.usernames = [word() for _ in range(ITEMS)]
        self.passwords = [word() for _ in range(ITEMS)]
        self.notes = [word() for _ in range(ITEMS)]
        self.otp = [base32() for _ in range(ITEMS)]
        self.search = word()
        self.edited = word()
        self.generated = ""

    def all(self) -> Sought:
        """Return every string by a name for it."""
        found: Sought = {"master password": self.master, "PIN": self.pin}
        found["search text"] = self.search
        found["unfinished edit"] = self.edited
        if self.generated:
            found["generated password"] = self.generated
        for what, texts in (
            ("title", self.titles),
            ("username", self.usernames),
            ("password", self.passwords),
            ("note", self.notes),
            ("one-time secret", self.otp),
        ):
            found |= {f"{what} {number}": text for number, text in enumerate(texts)}
        return found

    def contents(self) -> Iterator[Content]:
        """Yield the items."""
        for number, title in enumerate(self.titles):
            values = (
                (Role.USERNAME, FieldKind.TEXT, self.usernames[number]),
                (Role.PASSWORD, FieldKind.CONCEALED, self.passwords[number]),
                (Role.OTP, FieldKind.OTP, self.otp[number]),
                (Role.NOTES, FieldKind.NOTE, self.notes[number]),
            )
            fields = tuple(
                Field(id=place, role=role, kind=kind, value=value)
                for place, (role, kind, value) in enumerate(values, start=1)
            )
            yield Content(kind="login", title=title, fields=fields)


def base32() -> str:
    """Return a one-time secret."""
    return _LETTERS.upper() + "".join(
        secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(24)
    )


def session(desktop: Desktop) -> Session:
    """Return the session of another program on the same machine."""
    home = desktop.home
    places = Places(
        config=home / ".config" / "strongroom",
        state=home / ".local" / "state" / "strongroom",
        documents=home / "Documents",
    )
    return Session(places, SystemClock(), lambda: CHEAPEST)


def make_vault(desktop: Desktop, planted: Planted, name: str = "Planted") -> Path:
    """Make the vault, in this process, and lock it again."""
    path = desktop.home / "Documents" / f"{name}.strongroom"
    made = session(desktop)
    made.create(path, name, NewUnlock(password=SecretBytes.of_text(planted.master)))
    for content in planted.contents():
        Items(made).add(content)
    made.lock()
    return path


def drafts(desktop: Desktop, path: Path, planted: Planted) -> list[str]:
    """Return the titles of the unfinished edits that were kept."""
    opened = session(desktop)
    opened.unlock(path, Credentials(password=SecretBytes.of_text(planted.master)))
    try:
        return [draft.content.title for draft in Items(opened).drafts()]
    finally:
        opened.lock()


def readable(pid: int) -> Iterator[bytes]:
    """Yield all memory of a process that can be read, a mapping at a time."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *rest = line.split(maxsplit=5)
            if rights[0] != "r" or rest[-1] in _UNREADABLE:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue  # a mapping that is gone by now, or a device


def copies(pid: int, texts: Mapping[str, str | bytes]) -> dict[str, int]:
    """Count each text, or run of bytes, in a process's memory; what is not there is left out."""
    names = {form: what for what, text in texts.items() for form in _forms(text)}
    # Most of what is looked for begins alike, so that memory is gone through only a few times.
    beginnings = {form[: BEGINNING * (1 + (form[1] == 0))] for form in names}
    found: dict[str, int] = {}
    for data in readable(pid):
        for beginning in beginnings:
            place = data.find(beginning)
            while place >= 0:
                for form, what in names.items():
                    if data.startswith(form, place):
                        found[what] = found.get(what, 0) + 1
                place = data.find(beginning, place + 1)
    return found


def _forms(text: str | bytes) -> Iterator[bytes]:
    if isinstance(text, bytes):
        yield text
    else:
        yield from (text.encode(code) for code in _ENCODINGS)


class Window:
    """The program, seen and driven from outside."""

    def __init__(self, desktop: Desktop, command: Iterable[str] = COMMAND) -> None:
        self.desktop = desktop
        self.screen = Screen(desktop.environment["DISPLAY"])
        self.process = desktop.start(*command)
        self.number = self.shown()

    @property
    def pid(self) -> int:
        """The number of the process, which a lock does not change."""
        return self.process.pid

    def windows(self) -> list[str]:
        """Return the windows of the process that are on the screen, an icon in a tray left out."""
        found = self._xdotool("search", "--onlyvisible", "--pid", str(self.pid)).split()
        return [number for number in found if self._width(number) > _ICON]

    def _width(self, number: str) -> int:
        shape = self._xdotool("getwindowgeometry", "--shell", number)
        return next((int(w) for w in re.findall(r"WIDTH=(\d+)", shape)), 0)

    def _xdotool(self, *words: str) -> str:
        environment = self.desktop.environment
        command = ["xdotool", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        ).stdout

    def shown(self) -> str:
        """Wait for the window, give it the focus and return its number."""
        seen: list[list[str]] = []

        def look() -> list[str]:
            seen.append(self.windows())
            return seen[-1]

        until(look, "the window")
        self.number = seen[-1][-1]
        self.desktop.run("xdotool", "windowactivate", "--sync", self.number)
        return self.number

    def place(self) -> str:
        """Return where the window stands and how large it is."""
        return re.sub(
            "WINDOW=.*\n",
            "",
            self.desktop.run("xdotool", "getwindowgeometry", "--shell", self.number),
        )

    def start_of_code(self) -> str:
        """Return where the program lies in memory, which another exec changes."""
        return Path(f"/proc/{self.pid}/maps").read_text().split("-")[0]

    def opened(self) -> int:
        """Return when a vault was last opened."""
        state = self.desktop.home / ".local" / "state" / "strongroom" / "state.json"
        recent = json.loads(state.read_text()).get("recent_vaults", []) if state.exists() else []
        return int(recent[0]["opened"]) if recent else 0

    def unlock(self, password: str) -> None:
        """Type the password, and wait until the vault is open to be seen, and takes keys.

        When it was opened is noted before: until the window heard of it, keys go to the door.
        """
        self.begin_unlock(password)
        until(self.inside, "the open vault to be shown")

    def begin_unlock(self, password: str) -> None:
        """Type the password, and wait until the vault is open, be it shown or not."""
        before = self.opened()
        self.desktop.type(password)
        self.desktop.keys("Return")
        until(lambda: self.opened() != before, "the vault to open")

    def inside(self) -> bool:
        """Tell whether the open vault is what is seen."""
        return self.screen.count(LIGHT.accent, *NEW_ITEM) > 40

    def one_found(self) -> bool:
        """Tell whether one item is listed, and shown beside."""
        return all(
            self.screen.count(colour, *place) == place[2] * place[3] for place, colour in _ONE_FOUND
        )

    def quiet(self) -> bool:
        """Tell whether the process has had nothing to do for a moment."""
        before = self._ticks()
        time.sleep(0.4)
        return self._ticks() <= before + 1

    def about(self, what: str) -> str:
        """Return a file of the kernel's about the process."""
        return Path(f"/proc/{self.pid}/{what}").read_text()

    def _ticks(self) -> int:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])  # hundredths of a second of its own and the system

    def replaced(self, before: str) -> None:
        """Wait until another start of the program is in this process."""
        until(lambda: self.start_of_code() != before, "the process to be replaced")

    def stands_anew(self) -> None:
        """Wait until the next window is there and the picture of the one before is not."""
        before = self.number
        until(lambda: self.windows() and before not in self.windows(), "the next window")
        self.shown()

    def end(self) -> None:
        """Ask it to quit."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def running(desktop: Desktop, command: Iterable[str] = COMMAND) -> Iterator[Window]:
    """Start the window and see that it ends."""
    window = Window(desktop, command)
    try:
        yield window
    finally:
        if window.process.poll() is None:
            window.process.kill()
        window.process.wait(PATIENCE)
        window.screen.close()
        if window.process.stdout is not None:
            window.process.stdout.close()


def clipboard(desktop: Desktop) -> str:
    """Return what another program would paste."""
    command = ["xclip", "-selection", "clipboard", "-out"]
    found = subprocess.run(
        command, env=desktop.environment, capture_output=True, text=True, check=False, timeout=20
    )
    return found.stdout


def use(window: Window, planted: Planted) -> None:
    """Do with the open vault what a person does: search, look, copy, generate, edit.

    The edit is left unfinished; the clipboard holds a generated password.
    """
    desktop = window.desktop
    desktop.keys("ctrl+f")
    desktop.type(planted.search)
    desktop.keys("ctrl+a", "BackSpace")
    desktop.type(planted.titles[0])
    desktop.keys("Down", "ctrl+r")
    copied(desktop, "ctrl+c", lambda text: text == planted.passwords[0])
    desktop.keys("ctrl+g")
    planted.generated = copied(desktop, "Return", lambda text: text != planted.passwords[0])
    desktop.keys("ctrl+e")
    desktop.type(planted.edited)


def look(window: Window, planted: Planted) -> None:
    """Look at the first item, and at no other.

    A list that is searched letter by letter stands on others meanwhile, and shows them.
    """
    desktop = window.desktop
    subprocess.run(
        ["xclip", "-selection", "clipboard"],
        input=planted.titles[0],
        env=desktop.environment,
        stdout=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    desktop.keys("ctrl+f", "ctrl+v")
    until(window.one_found, "what the search finds")
    desktop.keys("Down", "ctrl+r")
    copied(desktop, "ctrl+c", lambda text: text == planted.passwords[0])


def copied(desktop: Desktop, key: str, wanted: Callable[[str], bool]) -> str:
    """Press what copies until it did (a list is there a moment after its vault)."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        desktop.keys(key)
        pressed = time.monotonic()
        while time.monotonic() < pressed + 1:
            text = clipboard(desktop)
            if text and wanted(text):
                return text
            time.sleep(0.05)
    message = f"waited in vain for what {key} copies"
    raise TimeoutError(message)


def is_root() -> bool:
    """Tell whether this process may read others."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
