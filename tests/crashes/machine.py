# SPDX-License-Identifier: GPL-3.0-or-later
"""One machine for the crash tests: a folder with a vault, the programs on it, and a judge.

What is run is the app layer as the window and the terminal run it.  The judge opens the
vault as the next program would, and says what a killed or failing program has left.
"""

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import MethodMissing, WrongKey
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.system.clock import SystemClock
from strongroom.vault.places import VaultPlaces
from strongroom.vault.vault import Vault

PASSWORD = "correct horse battery staple"
# How files are named that are to take the place of others, and copies for looking at alone.
_UNFINISHED = re.compile(
    r".*\.(new|rekey|part|arming)|\..+\.[0-9a-f]{12}|[0-9a-f]{32}\.[0-9a-f]{8}"
)


@dataclass(frozen=True)
class Key:
    """What opens a vault: a password, perhaps with a key file, or a recovery code instead."""

    password: str = PASSWORD
    key_file: Path | None = None
    code: str | None = None

    def credentials(self) -> Credentials:
        return Credentials(password=SecretBytes.of_text(self.password), key_file=self.key_file)

    def by_code(self) -> Credentials:
        assert self.code is not None
        return Credentials(recovery_code=SecretBytes.of_text(self.code))

    def new_unlock(self, *, recovery: bool = False) -> NewUnlock:
        return NewUnlock(SecretBytes.of_text(self.password), self.key_file, recovery)


class Machine:
    """A folder with the vault, and the folders in which the program keeps its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = SystemClock()
        self.places = Places(
            config=root / "config",
            state=root / "state",
            documents=root / "documents",
            runtime=root / "run",
        )
        self.places.documents.mkdir(parents=True, exist_ok=True)

    @property
    def path(self) -> Path:
        return self.places.documents / "Personal.strongroom"

    @property
    def journal(self) -> Path:
        return self.path.with_name(f"{self.path.name}-journal")

    def session(self) -> Session:
        return Session(self.places, self.clock, lambda: CHEAPEST)

    def opened(self, key: Key | None = None) -> Session:
        session = self.session()
        with closing((key or Key()).credentials()) as credentials:
            session.unlock(self.path, credentials)
        return session

    def create(self, key: Key | None = None, *, recovery: bool = False) -> str | None:
        """Make the vault and return its recovery code."""
        session = self.session()
        with closing((key or Key()).new_unlock(recovery=recovery)) as unlock:
            code = session.create(self.path, "Personal", unlock)
        session.lock()
        if code is None:
            return None
        with code:
            return code.text()

    def copy_to(self, root: Path) -> "Machine":
        """Return another machine that is as this one is, in place of what was there."""
        if root.exists():
            shutil.rmtree(root)
        shutil.copytree(self.root, root)
        return Machine(root)

    @contextmanager
    def vault(self, credentials: Credentials) -> Iterator[Vault]:
        """Open the vault as the next program does, with no thread: the caller forks."""
        with closing(credentials):
            vault = Vault.open(
                self.path,
                credentials,
                places=VaultPlaces(state=self.places.state),
                clock=self.clock,
            )
        with closing(vault):
            yield vault

    # What is left

    def beside(self) -> list[str]:
        """Return the names of the files in the vault's folder, the vault apart."""
        files = (file for file in self.places.documents.iterdir() if not file.is_dir())
        return sorted(file.name for file in files if file.name != self.path.name)

    def left_over(self) -> list[str]:
        """Return what lies beside the vault, and what is unfinished anywhere."""
        unfinished = (file for file in self.root.rglob("*") if _UNFINISHED.fullmatch(file.name))
        return sorted({*self.beside(), *(str(file.relative_to(self.root)) for file in unfinished)})

    def age(self) -> None:
        """Let an hour and more pass for every file but the vault itself."""
        then = time.time() - 2 * 60 * 60
        for folder in (self.places.state, self.places.config, self.places.documents):
            for file in folder.rglob("*"):
                if file != self.path and stat.S_ISREG(file.lstat().st_mode):
                    os.utime(file, (then, then))


def opens(machine: Machine, credentials: Credentials) -> bool:
    """Tell whether ``credentials`` open the vault; where they are not to blame, it is raised."""
    try:
        with machine.vault(credentials):
            return True
    except (WrongKey, MethodMissing):
        return False


def login(title: str, password: str = "s3cret") -> Content:
    """A login as a person adds it."""
    return Content(
        kind="login",
        title=title,
        fields=(
            Field(id=1, role=Role.USERNAME, value="zoe"),
            Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=password),
            Field(id=3, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value="https://example.com"),
        ),
    )


def password_of(content: Content) -> str:
    return next(field.value for field in content.fields if field.role == Role.PASSWORD)
