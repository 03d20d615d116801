# SPDX-License-Identifier: GPL-3.0-or-later
"""Genuine vaults for an attacker to work with: one with a past, a fork of it, another one.

Everything random in them comes from a seed, so that the same seed makes the same files to
the last byte, and with them the same mutants.  What each of them holds was read through the
vault itself when it was saved: that is what the oracle compares with.
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import msgspec
from tests.vault.ground import PASSWORD, Ground, add_file, credentials, delete_file, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import WrongKey
from strongroom.model import edits
from strongroom.model.credentials import Credentials
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Details, Folder, Overview, new_id
from strongroom.vault import keyslots, opening
from strongroom.vault.header import Header
from strongroom.vault.row_types import SettingsRow
from strongroom.vault.vault import Vault

OTHER_PASSWORD = "the other vault's password"
NEW_PASSWORD = "the password of after the change"
REAL_FIND_KEY = keyslots.find_key


@dataclass(frozen=True)
class Held:
    """All that can be read of one state of a vault."""

    overviews: dict[int, Overview]
    folders: dict[int, Folder]
    settings: SettingsRow
    details: dict[int, Details]
    attached: dict[tuple[int, int], bytes]


@dataclass(frozen=True)
class State:
    """A file that was genuinely saved, and what it holds."""

    name: str
    file: bytes
    manifest: bytes
    held: Held


@dataclass(frozen=True)
class Owner:
    """Someone who opens the vault: what their machine remembers, and what they type.

    ``quiet`` is the one state that may open without a word, None where there is none;
    ``base`` is the file that they are mostly given a mutant of.
    """

    name: str
    password: str
    memory: dict[str, bytes]
    quiet: State | None
    base: State


Known = keyslots.Opened | WrongKey


@dataclass
class World:
    """What the attacker has, and the keys by which the owner opens it without Argon2.

    ``states`` are of one vault and one key, oldest first; the last is the one that its
    owner saved.  ``strangers`` are genuine too: its fork, what it became after a change of
    the password, and another vault.  The first of ``owners`` is the one that most is about.
    """

    states: list[State]
    strangers: list[State]
    owners: list[Owner]
    keys: dict[tuple[bytes, ...], Known] = field(repr=False)

    @property
    def latest(self) -> State:
        return self.states[-1]

    @property
    def files(self) -> list[bytes]:
        return [state.file for state in (*self.states, *self.strangers)]

    def find_key(self, header: Header, credentials: Credentials) -> keyslots.Opened:
        """Derive only for a header that nobody genuinely wrote."""
        known = self.keys.get(_named(header, credentials))
        if known is None:
            return REAL_FIND_KEY(header, credentials)
        return _given(known)


def _named(header: Header, credentials: Credentials) -> tuple[bytes, ...]:
    assert credentials.password is not None
    password = bytes(credentials.password.buffer)
    return (password, header.vault_id, *(slot.raw for slot in header.slots))


def _given(known: Known) -> keyslots.Opened:
    if isinstance(known, WrongKey):
        raise WrongKey(str(known))
    return keyslots.Opened(known.vault_key.copy(), known.slot)


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """Have all randomness come from ``seed``."""
    source = random.Random(seed)  # noqa: S311 - for tests, and repeatable
    with (
        mock.patch.object(os, "urandom", source.randbytes),
        mock.patch.object(random, "_urandom", source.randbytes),
    ):
        yield


def held(vault: Vault) -> Held:
    """Read everything."""
    details = dict(vault.details(sorted(vault.overviews())))
    return Held(
        overviews=dict(vault.overviews()),
        folders=dict(vault.folders()),
        settings=vault.settings,
        details=details,
        attached={
            (item_id, one.id): b"".join(vault.read_attachment(item_id, one.id))
            for item_id, each in details.items()
            for one in each.attachments
        },
    )


def make_world(folder: Path, *, items: int = 300, seed: int = 0) -> World:
    """Make all of it in ``folder``, which is empty."""
    with drawn_from(seed):
        return _Making(folder, items).world()


class _Making:
    def __init__(self, folder: Path, items: int) -> None:
        vaults = folder / "vaults"
        vaults.mkdir()
        self.ground = Ground(vaults)
        self.items = items
        self.keys: dict[tuple[bytes, ...], Known] = {}

    def world(self) -> World:
        with mock.patch.object(opening, "find_key", self._find_key):
            states = list(self._past())
            memory = self._memory("here")
            latest = self.ground.copy("latest")
            fork, rekeyed = self._fork(), self._rekeyed(latest)
            memory_after = self._memory("there, too")
            other = self._other()
            self.ground.close_all()
        strangers = [fork, rekeyed, other]
        for state in (*states, *strangers):
            for password in (PASSWORD, NEW_PASSWORD):
                self._derive_once(state.file, password)
        owners = [
            Owner("owner", PASSWORD, memory, states[-1], states[-1]),
            Owner("owner who heard of the new password", NEW_PASSWORD, memory, rekeyed, rekeyed),
            Owner("owner of the new password", NEW_PASSWORD, memory_after, rekeyed, rekeyed),
            Owner("owner with the retired one", PASSWORD, memory_after, None, states[-1]),
        ]
        return World(states, strangers, owners, self.keys)

    def _derive_once(self, file: bytes, password: str) -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(file)
            ((stored,),) = connection.execute("SELECT header FROM vault")
        with suppress(WrongKey):
            self._find_key(Header.parse(stored), credentials(password))

    def _find_key(self, header: Header, given: Credentials) -> keyslots.Opened:
        name = _named(header, given)
        if name not in self.keys:
            try:
                self.keys[name] = REAL_FIND_KEY(header, given)
            except WrongKey as error:
                self.keys[name] = error
        return _given(self.keys[name])

    def _state(self, name: str, vault: Vault) -> State:
        assert vault.check().sound
        return State(
            name, self.ground.path.read_bytes(), vault._core.standing.manifest_bytes, held(vault)
        )

    def _memory(self, machine: str) -> dict[str, bytes]:
        state = self.ground.places(machine).state
        files = (path for path in state.rglob("*.json") if path.is_file())
        return {str(path.relative_to(state)): path.read_bytes() for path in files}

    def _past(self) -> Iterator[State]:
        self.ground.create().close()
        vault = self.ground.open()
        fill(vault, self.items)
        yield self._state("filled", vault)
        chosen = sorted(vault.overviews())
        change(vault, chosen[::3], "second")
        add_file(vault, chosen[0], "photo.jpg", lambda: [b"photo" * 2000])
        add_file(vault, chosen[1], "empty", list)
        yield self._state("edited", vault)
        change(vault, chosen[::5], "third")
        vault.write(lambda draft: draft.bury(chosen[7]))
        yield self._state("deleted", vault)
        (photo,) = vault.item(chosen[0]).details.attachments
        delete_file(vault, chosen[0], photo.id)
        add_file(vault, chosen[0], "photo.jpg", lambda: [b"other" * 2000])
        yield self._state("attached", vault)
        self._branch = self.ground.copy("branch")
        change(vault, chosen[10:13], "fourth")
        self.ground.clock.forward(days=1)
        yield self._state("latest", vault)
        vault.close()

    def _fork(self) -> State:
        self.ground.replace_by(self._branch)
        vault = self.ground.open("there")
        change(vault, sorted(vault.overviews())[10:14], "fork")
        return self._state("fork", vault)

    def _rekeyed(self, latest: Path) -> State:
        self.ground.replace_by(latest)
        vault = self.ground.open("there, too")
        vault.change_unlock(new_unlock(NEW_PASSWORD), cost=CHEAPEST).finish()
        vault.close()
        return self._state("rekeyed", self.ground.open("there, too", password=NEW_PASSWORD))

    def _other(self) -> State:
        self.ground.path.unlink()
        self.ground.create("elsewhere", password=OTHER_PASSWORD).close()
        vault = self.ground.open("elsewhere", password=OTHER_PASSWORD)
        fill(vault, self.items // 2)
        return self._state("another vault", vault)


def fill(vault: Vault, count: int) -> None:
    """Put in items of all sizes, in folders, some of them in the trash."""
    folders = [Folder(id=new_id(), name=name) for name in ("Work", "Home", "Café")]
    items = [edits.new_item(content(number, "first"), number) for number in range(count)]

    def put(draft):
        for folder in folders:
            draft.put_folder(folder)
        for number, item in enumerate(items):
            overview = msgspec.structs.replace(
                item.overview,
                folder=folders[number % 3].id if number % 2 else None,
                trashed=number if number % 50 == 49 else None,
            )
            draft.put(overview, item.details)

    vault.write(put)


def content(number: int, round_: str) -> Content:
    return Content(
        kind="login",
        title=f"Title {number:03} {round_}",
        tags=("tag",) if number % 4 == 0 else (),
        fields=(
            Field(id=new_id(), role=Role.USERNAME, value=f"user{number}@example.org"),
            Field(
                id=new_id(),
                role=Role.PASSWORD,
                kind=FieldKind.CONCEALED,
                value=f"password of {number}, {round_}",
            ),
            Field(
                id=new_id(), role=Role.NOTES, kind=FieldKind.NOTE, value="n" * (number**2 % 4001)
            ),
        ),
    )


def change(vault: Vault, ids: list[int], round_: str) -> None:
    """Edit these items as their owner does: each keeps its earlier state in its history."""

    def edit(draft):
        for item_id in ids:
            item = draft.item(item_id)
            fields = tuple(
                msgspec.structs.replace(one, value=f"{one.value[:40]} {round_}")
                for one in item.details.fields
            )
            after = edits.revised(
                item,
                msgspec.structs.replace(item.content(), fields=fields),
                draft.now,
                draft.settings.history_length,
            )
            draft.put(after.overview, after.details)

    vault.write(edit)


def remember(memory: dict[str, bytes], ground: Ground) -> None:
    """Have the machine remember this, and nothing else."""
    state = ground.places().state
    for name, data in memory.items():
        path = state / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def remember_nothing_of(ground: Ground) -> None:
    """Have the machine be a new one."""
    shutil.rmtree(ground.places().state / "seen", ignore_errors=True)
