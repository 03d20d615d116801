# SPDX-License-Identifier: GPL-3.0-or-later
"""One machine in a fresh folder, with real vaults at the cheapest Argon2 cost there is.

Where a test asks for no vault of its own making, it gets a copy of one, and the key of that
is derived once in a run: see ``tests/vault/ground.py``.
"""

import shutil
from pathlib import Path

from tests.fakes import FakeClock

from strongroom.app.events import Event
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes

PASSWORD = "correct horse battery"


class World:
    """One machine: its folders, its clock, and what was announced on it."""

    def __init__(self, folder: Path, name: str = "here") -> None:
        root = folder / name
        self.places = Places(
            config=root / "config",
            state=root / "state",
            documents=folder / "documents",
            runtime=root / "run",
        )
        self.places.documents.mkdir(exist_ok=True)
        self.clock = FakeClock()
        self.events = list[Event]()

    @property
    def path(self) -> Path:
        return self.places.documents / "Personal.strongroom"

    def become(self, template: Path) -> None:
        """Have what the machine in that folder has: see ``make_template``."""
        first = World(template)
        for folder in ("documents", "config", "state"):
            source, target = (getattr(places, folder) for places in (first.places, self.places))
            if source.exists():
                shutil.copytree(source, target, dirs_exist_ok=True)
        recent = self.places.state / "state.json"
        recent.write_text(recent.read_text().replace(str(first.path), str(self.path)))

    def session(self) -> Session:
        """A program that was started and has opened nothing yet."""
        return Session(self.places, self.clock, lambda: CHEAPEST, emit=self.events.append)

    def opened(self, password: str = PASSWORD, path: Path | None = None) -> Session:
        """A program that has the vault open."""
        session = self.session()
        session.unlock(path or self.path, with_password(password))
        return session


def make_template(folder: Path) -> Path:
    """Make a machine with a vault that is locked, to be copied, and return its folder."""
    made = World(folder)
    session = made.session()
    session.create(made.path, "Personal", new_unlock())
    session.lock()
    return folder


def with_password(text: str = PASSWORD) -> Credentials:
    return Credentials(password=SecretBytes.of_text(text))


def new_unlock(text: str = PASSWORD, **more: object) -> NewUnlock:
    return NewUnlock(password=SecretBytes.of_text(text), **more)  # type: ignore[arg-type]


def login(title: str = "GitHub", **more: object) -> Content:
    """A login as a person adds it: username, password, website, notes."""
    values = {
        Role.USERNAME: (FieldKind.TEXT, more.pop("username", "zoe")),
        Role.PASSWORD: (FieldKind.CONCEALED, more.pop("password", "hunter2")),
        Role.WEBSITE: (FieldKind.WEBSITE, more.pop("website", "https://github.com")),
        Role.NOTES: (FieldKind.NOTE, more.pop("notes", "")),
    }
    fields = tuple(
        Field(id=number, role=role, kind=kind, value=str(value))
        for number, (role, (kind, value)) in enumerate(values.items(), start=1)
    )
    return Content(kind="login", title=title, fields=fields, **more)  # type: ignore[arg-type]
