# SPDX-License-Identifier: GPL-3.0-or-later
"""Real vaults on a real disk, and the same key derived only once in a test run.

A vault is created once, then copied; ``opening.find_key`` runs Argon2 for every header and
password that it has not met, and remembers what came out.  Machines are state folders.
"""

import json
import os
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes import FakeClock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.crypto.sealing import tag_of
from strongroom.model import attached, edits
from strongroom.model.changes import Changes, RowChange, SealedRow
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Attachment, Content, Item, new_id
from strongroom.secret import SecretBytes
from strongroom.vault import attachments, keyslots, saving
from strongroom.vault.header import Header
from strongroom.vault.journal import MAGIC
from strongroom.vault.places import VaultPlaces
from strongroom.vault.transaction import Plan, RowWrite
from strongroom.vault.vault import Vault

PASSWORD = "correct horse battery staple"
_KNOWN: dict[tuple[bytes, bytes], keyslots.Opened] = {}
_REAL_FIND_KEY = keyslots.find_key


def find_key_once(header: Header, credentials: Credentials) -> keyslots.Opened:
    password = credentials.password
    if password is None or credentials != Credentials(password=password):
        return _REAL_FIND_KEY(header, credentials)  # a key file may change, and a code is rare
    known = (header.build(), bytes(password.buffer))
    if known not in _KNOWN:
        _KNOWN[known] = _REAL_FIND_KEY(header, credentials)
    found = _KNOWN[known]
    return keyslots.Opened(found.vault_key.copy(), found.slot)


def new_unlock(password: str = PASSWORD, **more: object) -> NewUnlock:
    return NewUnlock(SecretBytes.of_text(password), **more)  # type: ignore[arg-type]


def credentials(password: str = PASSWORD) -> Credentials:
    return Credentials(password=SecretBytes.of_text(password))


def login(title: str = "GitHub", password: str = "s3cret", username: str = "ada") -> Content:
    return Content(
        kind="login",
        title=title,
        fields=(
            Field(id=new_id(), role=Role.USERNAME, value=username),
            Field(id=new_id(), role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=password),
        ),
    )


def password_of(item: Item) -> str:
    return next(f.value for f in item.fields if f.role == Role.PASSWORD)


def add(vault: Vault, title: str = "GitHub", password: str = "s3cret") -> int:
    """Add a login and return its id."""
    item = edits.new_item(login(title, password), 1)
    vault.write(lambda draft: draft.put(item.overview, item.details))
    return item.id


def add_file(vault: Vault, item_id: int, name: str, source: attachments.Source) -> Changes:
    """Attach what ``source`` gives, in chunks of any size; it may be called again."""
    return vault.write(lambda draft: attachments.add(draft, item_id, [(name, source)]))


def attach(vault: Vault, item_id: int, data: bytes, name: str = "photo.jpg") -> Attachment:
    """Attach a file, in chunks, and return it."""
    chunks = [data[at : at + 1_000_000] for at in range(0, len(data), 1_000_000)]
    add_file(vault, item_id, name, lambda: chunks)
    return vault.item(item_id).details.attachments[-1]


def remove_file(vault: Vault, item_id: int, attachment_id: int) -> Changes:
    """Remove an attachment; it can be brought back."""
    return vault.write(
        lambda draft: attachments.edit(
            draft, item_id, lambda details, now: attached.with_removed(details, attachment_id, now)
        )
    )


def delete_file(vault: Vault, item_id: int, attachment_id: int) -> Changes:
    """Delete an attachment for good."""
    return vault.write(
        lambda draft: attachments.edit(
            draft,
            item_id,
            lambda details, now: attached.with_deleted(details, [attachment_id], now),
        )
    )


def add_many(vault: Vault, count: int) -> list[int]:
    """Add logins called Item 00, Item 01 … in one save, and return their ids."""
    items = [edits.new_item(login(f"Item {number:02}"), 1) for number in range(count)]

    def put(draft):
        for item in items:
            draft.put(item.overview, item.details)

    vault.write(put)
    return [item.id for item in items]


def save(vault: Vault, item_id: int, **change: object) -> Changes:
    """Change an item's content as a person does."""

    def edit(draft):
        item = draft.item(item_id)
        content = item.content()
        title = change.get("title", content.title)
        fields = tuple(
            Field(id=f.id, role=f.role, kind=f.kind, value=str(change.get("password", f.value)))
            if f.role == Role.PASSWORD
            else f
            for f in content.fields
        )
        after = edits.revised(
            item,
            Content(kind=content.kind, title=str(title), fields=fields),
            draft.now,
            draft.settings.history_length,
        )
        draft.put(after.overview, after.details)

    return vault.write(edit)


def titles(vault: Vault) -> list[str]:
    return sorted(overview.title for overview in vault.overviews().values())


@dataclass
class Ground:
    """A folder with one vault's file, and machines that open it."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    _open: list[Vault] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "Personal.strongroom"

    @property
    def journal(self) -> Path:
        return self.folder / "Personal.strongroom-journal"

    def places(self, machine: str = "here") -> VaultPlaces:
        return VaultPlaces(state=self.folder.parent / machine)

    def create(self, machine: str = "here", **more: object) -> Vault:
        vault, code = Vault.create(
            self.path,
            name="Personal",
            unlock=new_unlock(**more),  # type: ignore[arg-type]
            cost=CHEAPEST,
            places=self.places(machine),
            clock=self.clock,
        )
        if code is not None:
            code.close()
        self._open.append(vault)
        return vault

    def open(
        self, machine: str = "here", password: str = PASSWORD, path: Path | None = None
    ) -> Vault:
        vault = Vault.open(
            path or self.path,
            credentials(password),
            places=self.places(machine),
            clock=self.clock,
        )
        self._open.append(vault)
        return vault

    def close_all(self) -> None:
        for vault in self._open:
            vault.close()

    # Meddling, as someone does who can write the file and knows no key

    def sql(self, *statements: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Run statements as they are on the file, and return the last one's rows."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                rows = connection.execute(statement, parameters).fetchall()
        return rows

    def patch(self, offset: int, data: bytes) -> None:
        with self.path.open("rb+") as file:
            file.seek(offset)
            file.write(data)

    def copy(self, name: str) -> Path:
        """Put a copy of the file aside, as a backup or an attacker does."""
        there = self.folder / name
        shutil.copyfile(self.path, there)
        return there

    def replace_by(self, other: Path) -> None:
        """Put a copy of another file in the vault's place, by rename as sync services do."""
        fresh = self.folder / "incoming"
        shutil.copyfile(other, fresh)
        os.replace(fresh, self.path)  # noqa: PTH105 - the name of what it does

    def everything(self) -> dict[str, bytes]:
        """Return all files beside the vault, to see that nothing was touched."""
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}


def cut_short(ground: Ground, *statements: str) -> tuple[bytes, bytes]:
    """Return what a save that was cut short leaves: the torn file and its hot journal.

    The file itself stays as it was.
    """
    return cut_short_at(ground.path, *statements)


def cut_short_at(path: Path, *statements: str) -> tuple[bytes, bytes]:
    """Return what a save of the vault at ``path`` that was cut short leaves."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # pages are written before COMMIT
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements or (TEAR,):
            connection.execute(statement)
        torn = path.read_bytes()
        journal = path.with_name(f"{path.name}-journal").read_bytes()
        connection.execute("ROLLBACK")
    assert torn != path.read_bytes()
    return torn, journal


def put_unknown_keys(ground: Ground, vault: Vault, item_id: int) -> None:
    """Save the item as a newer version would, with keys that this one does not know."""
    rows = vault._core.unlocked.rows
    (sealed,) = ground.sql("SELECT sealed FROM details WHERE id = :a", a=item_id)[0]
    details = json.loads(rows.details_json(item_id, sealed)) | {"later": [1, 2]}
    fresh = rows.seal_details_json(item_id, json.dumps(details).encode())

    def plan(transaction):
        old = transaction.sealed_overview(item_id)
        overview = json.loads(rows.overview_json(item_id, old))
        overview["details"] = b64encode(tag_of(fresh)).decode()
        overview["overview"]["colour"] = "green"
        sealed = rows.seal_overview_json(item_id, json.dumps(overview).encode())
        write = RowWrite(
            id=item_id,
            before=transaction.row(item_id),
            after=rows.open_overview(item_id, sealed),
            sealed=sealed,
            details=fresh,
            undo=RowChange(id=item_id, before=None, after=SealedRow(sealed, fresh)),
        )
        return Plan([write], transaction.standing.settings)

    saving.save(vault._core, plan)


def json_of(ground: Ground, vault: Vault, row_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the JSON of an overview, and of its details ({} where it has none)."""
    rows = vault._core.unlocked.rows
    (overview,) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=row_id)[0]
    details = ground.sql("SELECT sealed FROM details WHERE id = :a", a=row_id)
    return (
        json.loads(rows.overview_json(row_id, overview)),
        json.loads(rows.details_json(row_id, details[0][0])) if details else {},
    )


TEAR = "UPDATE details SET sealed = randomblob(length(sealed))"


def journal_of(content: bytes) -> bytes:
    """Return a journal that brings back a file of that content, whatever it is now.

    SQLite's file format, section 3; the checksum is ``pager_cksum`` in pager.c.
    """
    size = 4096
    pages = [content[at : at + size] for at in range(0, len(content), size)]
    head = MAGIC + b"".join(n.to_bytes(4) for n in (len(pages), 0, len(pages), 512, size))
    records = (
        number.to_bytes(4) + page + sum(page[size - 200 : 0 : -200]).to_bytes(4)
        for number, page in enumerate(pages, start=1)
    )
    return head.ljust(512, b"\0") + b"".join(records)


def lines(iterator: Iterator[bytes]) -> bytes:
    return b"".join(iterator)
