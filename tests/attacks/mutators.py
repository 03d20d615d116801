# SPDX-License-Identifier: GPL-3.0-or-later
"""What someone does to a vault's file who has several genuine ones and no key, at random.

Each kind takes a random generator, the world and the bytes to begin with, and returns other
bytes.  Kinds that go through SQL change rows as an attacker with a SQLite shell does; the
others know nothing, or only the file format of SQLite.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from hashlib import sha256
from random import Random

from tests.attacks.material import Owner, World
from tests.vault.ground import journal_of

from strongroom.vault.journal import MAGIC

PAGE = 4096
Mutator = Callable[[Random, World, bytes], bytes]


# Bits and bytes


def flip_bits(rng: Random, _world: World, file: bytes) -> bytes:
    mutant = bytearray(file)
    for _ in range(rng.choice([1, 1, 1, 2, 8])):
        mutant[rng.randrange(len(mutant))] ^= 1 << rng.randrange(8)
    return bytes(mutant)


def set_bytes(rng: Random, _world: World, file: bytes) -> bytes:
    """Overwrite a run with noise, zeros or ones."""
    mutant = bytearray(file)
    length = min(len(mutant), 1 << rng.randrange(13))
    at = rng.randrange(len(mutant) - length + 1)
    mutant[at : at + length] = rng.choice([rng.randbytes(length), bytes(length), b"\xff" * length])
    return bytes(mutant)


def move_bytes(rng: Random, world: World, file: bytes) -> bytes:
    """Overwrite a run with one from anywhere in any of the files."""
    mutant, source = bytearray(file), rng.choice(world.files)
    length = min(len(mutant), len(source), 1 << rng.randrange(13))
    at, there = rng.randrange(len(mutant) - length + 1), rng.randrange(len(source) - length + 1)
    mutant[at : at + length] = source[there : there + length]
    return bytes(mutant)


def structure(rng: Random, _world: World, file: bytes) -> bytes:
    """Change what SQLite lays out by: its header, heads of pages, pointers, cells' heads."""
    mutant = bytearray(file)
    for _ in range(rng.choice([1, 1, 2, 4])):
        page = rng.randrange(len(mutant) // PAGE)
        head = page * PAGE + (100 if page == 0 else 0)
        at = rng.choice([
            rng.randrange(min(100, len(mutant))),
            head + rng.randrange(12),
            head + 8 + rng.randrange(64),
            _cell(rng, mutant, head, page) + rng.randrange(16),
        ])  # fmt: skip
        if at < len(mutant):
            mutant[at] = rng.choice([mutant[at] ^ 1 << rng.randrange(8), rng.randrange(256)])
    return bytes(mutant)


def _cell(rng: Random, file: bytearray, head: int, page: int) -> int:
    count = int.from_bytes(file[head + 3 : head + 5])
    at = head + 8 + 2 * rng.randrange(count or 1)
    return page * PAGE + int.from_bytes(file[at : at + 2])


# Pages


def pages_of(file: bytes) -> list[bytes]:
    return [file[at : at + PAGE] for at in range(0, len(file), PAGE)]


def swap_pages(rng: Random, _world: World, file: bytes) -> bytes:
    pages = pages_of(file)
    a, b = rng.randrange(len(pages)), rng.randrange(len(pages))
    pages[a], pages[b] = pages[b], pages[a]
    return b"".join(pages)


def zero_page(rng: Random, _world: World, file: bytes) -> bytes:
    pages = pages_of(file)
    pages[rng.randrange(len(pages))] = bytes(PAGE)
    return b"".join(pages)


def duplicate_page(rng: Random, _world: World, file: bytes) -> bytes:
    pages = pages_of(file)
    pages[rng.randrange(len(pages))] = pages[rng.randrange(len(pages))]
    return b"".join(pages)


def remove_or_insert_page(rng: Random, _world: World, file: bytes) -> bytes:
    pages = pages_of(file)
    taken = pages[rng.randrange(len(pages))]
    if rng.random() < 0.5:
        del pages[rng.randrange(len(pages))]
    else:
        pages.insert(rng.randrange(len(pages)), taken)
    mutant = b"".join(pages)
    return _with_page_count(mutant) if rng.random() < 0.5 else mutant


def foreign_pages(rng: Random, world: World, file: bytes) -> bytes:
    """Put pages of another version or vault in, mostly in their own place."""
    pages, source = pages_of(file), pages_of(rng.choice(world.files))
    for _ in range(rng.choice([1, 1, 3, 30, 150])):
        there = rng.randrange(len(source))
        here = there if rng.random() < 0.8 else rng.randrange(len(pages))
        if here < len(pages):
            pages[here] = source[there]
    return b"".join(pages)


# Lengths


def truncate(rng: Random, _world: World, file: bytes) -> bytes:
    end = rng.choice([
        rng.randrange(len(file)),
        rng.randrange(len(file) // PAGE) * PAGE,
        rng.randrange(2 * PAGE),
    ])  # fmt: skip
    mutant = file[:end]
    return _with_page_count(mutant) if rng.random() < 0.3 else mutant


def extend(rng: Random, world: World, file: bytes) -> bytes:
    source = rng.choice(world.files)
    more = rng.choice([
        rng.randbytes(rng.randrange(1, 3 * PAGE)),
        bytes(PAGE * rng.randrange(1, 4)),
        source[PAGE * rng.randrange(len(source) // PAGE) :],
    ])  # fmt: skip
    mutant = file + more
    return _with_page_count(mutant) if rng.random() < 0.5 else mutant


def splice(rng: Random, world: World, file: bytes) -> bytes:
    """Join the beginning of one genuine file to the end of another."""
    other = rng.choice(world.files)
    cut = rng.randrange(min(len(file), len(other)))
    if rng.random() < 0.8:
        cut -= cut % PAGE
    first, then = (file, other) if rng.random() < 0.5 else (other, file)
    return first[:cut] + then[cut:]


def _with_page_count(file: bytes) -> bytes:
    """Have SQLite's header state the length that the file has."""
    if len(file) < 100:
        return file
    return file[:28] + (len(file) // PAGE).to_bytes(4) + file[32:]


# Rows, through SQL


def connected(file: bytes) -> sqlite3.Connection:
    """Return a connection to a copy in memory."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file)
    return connection


def _rows(file: bytes, table: str) -> list[tuple[int, bytes]]:
    with closing(connected(file)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


class Shell:
    """A SQLite shell over the mutant, with the rows of all genuine files at hand."""

    def __init__(self, rng: Random, world: World, connection: sqlite3.Connection) -> None:
        self.rng = rng
        self.connection = connection
        self.source = rng.choice(world.files)

    def run(self, sql: str, *values: object) -> None:
        self.connection.execute(sql, values)

    def a_table(self) -> str:
        return self.rng.choice(["overview", "overview", "details", "details", "attachment"])

    def an_id(self, table: str) -> int:
        ids: list[int] = [row[0] for row in self.connection.execute(f"SELECT id FROM {table}")]  # noqa: S608
        return self.rng.choice(ids or [1])

    def put_genuine(self) -> None:
        """Put a row of another file into its own place."""
        table = self.a_table()
        row = self.rng.choice(_rows(self.source, table) or [(1, b"")])
        self.run(f"REPLACE INTO {table} VALUES (?, ?)", *row)  # noqa: S608

    def put_genuine_pair(self) -> None:
        """Put an overview of another file in, with the details that belong to it."""
        details = dict(_rows(self.source, "details"))
        row_id = self.rng.choice(list(details))
        for table in ("overview", "details"):
            sealed = dict(_rows(self.source, table))[row_id]
            self.run(f"REPLACE INTO {table} VALUES (?, ?)", row_id, sealed)  # noqa: S608

    def put_all_of_a_table(self) -> None:
        table = self.a_table()
        self.run(f"DELETE FROM {table}")  # noqa: S608
        for row in _rows(self.source, table):
            self.run(f"INSERT INTO {table} VALUES (?, ?)", *row)  # noqa: S608

    def put_head(self) -> None:
        """Put header, manifest or both of another file in."""
        (head,) = _rows(self.source, "vault")
        for column, value in zip(("header", "manifest"), head[1:], strict=True):
            if self.rng.random() < 0.6:
                self.run(f"UPDATE vault SET {column} = ?", value)  # noqa: S608

    def change_manifest(self) -> None:
        ((manifest,),) = self.connection.execute("SELECT manifest FROM vault")
        changed = bytearray(manifest)
        changed[self.rng.randrange(len(changed))] ^= 1 << self.rng.randrange(8)
        self.run("UPDATE vault SET manifest = ?", bytes(changed))

    def swap(self) -> None:
        table = self.a_table()
        a, b = self.an_id(table), self.an_id(table)
        for old, new in ((a, -1), (b, a), (-1, b)):
            self.run(f"UPDATE OR REPLACE {table} SET id = ? WHERE id = ?", new, old)  # noqa: S608

    def move_to_another_table(self) -> None:
        source, target = self.a_table(), self.a_table()
        row_id = self.an_id(source)
        self.run(
            f"REPLACE INTO {target} SELECT ?, sealed FROM {source} WHERE id = ?",  # noqa: S608
            self.an_id(target) if self.rng.random() < 0.5 else row_id,
            row_id,
        )

    def delete(self) -> None:
        table = self.a_table()
        self.run(f"DELETE FROM {table} WHERE id = ?", self.an_id(table))  # noqa: S608

    def insert(self) -> None:
        """Put a row in that nothing vouches for, or one under an id that none can have."""
        table = self.a_table()
        row_id = self.rng.choice([self.rng.getrandbits(63), 0, -1, 1])
        self.run(
            f"REPLACE INTO {table} SELECT ?, sealed FROM {table} WHERE id = ?",  # noqa: S608
            row_id,
            self.an_id(table),
        )

    def change_value(self) -> None:
        table = self.a_table()
        value = self.rng.choice(["text", 5, 1.5, b"", bytes(27), bytes(480), bytes(70_000)])
        self.run(f"UPDATE {table} SET sealed = ? WHERE id = ?", value, self.an_id(table))  # noqa: S608

    def change_body(self) -> None:
        """Change what is sealed and leave its tag, or the other way round."""
        table = self.a_table()
        row_id = self.an_id(table)
        found = self.connection.execute(
            f"SELECT sealed FROM {table} WHERE id = ?",  # noqa: S608
            (row_id,),
        ).fetchone()
        if found and type(found[0]) is bytes and found[0]:
            changed = bytearray(found[0])
            changed[self.rng.randrange(len(changed))] ^= 1 << self.rng.randrange(8)
            self.run(f"UPDATE {table} SET sealed = ? WHERE id = ?", bytes(changed), row_id)  # noqa: S608

    def harmless(self) -> None:
        """Do what changes the file and none of its content."""
        self.connection.commit()
        self.run(self.rng.choice(["VACUUM", "PRAGMA schema_version = 77", "ANALYZE", "REINDEX"]))


SQL_KINDS = [
    Shell.put_genuine,
    Shell.put_genuine,
    Shell.put_genuine_pair,
    Shell.put_genuine_pair,
    Shell.put_all_of_a_table,
    Shell.put_head,
    Shell.change_manifest,
    Shell.swap,
    Shell.move_to_another_table,
    Shell.delete,
    Shell.insert,
    Shell.change_value,
    Shell.change_body,
    Shell.harmless,
]


def rows(rng: Random, world: World, file: bytes) -> bytes:
    """Edit rows through SQL, a few at a time."""
    with closing(connected(file)) as connection:
        shell = Shell(rng, world, connection)
        for kind in rng.choices(SQL_KINDS, k=rng.choice([1, 1, 1, 2, 3])):
            with suppress(sqlite3.IntegrityError):
                kind(shell)
        connection.commit()
        return connection.serialize()


# Unlock settings, with their checksum made anew


def unlock_settings(rng: Random, _world: World, file: bytes) -> bytes:
    """Change the header and compute its checksum again.  Only this takes Argon2 to judge."""
    with closing(connected(file)) as connection:
        ((stored,),) = connection.execute("SELECT header FROM vault")
        text = _changed_header(rng, stored[32:])
        connection.execute("UPDATE vault SET header = ?", (sha256(text).digest() + text,))
        connection.commit()
        return connection.serialize()


def _changed_header(rng: Random, text: bytes) -> bytes:
    header = json.loads(text)
    slot = header["slots"][0]
    factor = slot["factors"][0]
    kind = rng.randrange(10)
    if kind == 0:
        factor["passes"] = rng.choice([0, 1, 3, 4, 65, 2**40])
    elif kind == 1:
        factor["memory_kib"] = rng.choice([8, 19_455, 19_457, 20_000, 40_000, 2**40])
    elif kind == 2:
        factor["lanes"] = rng.choice([0, 2, 17, -1])
    elif kind == 3:
        slot["factors"] = rng.choice([[], [factor, factor], [factor, {"type": 2}], [{"type": 9}]])
    elif kind == 4:
        header["slots"] = rng.choice([[], [slot, slot], [slot, slot | {"id": "00" * 16}], "x"])
    elif kind == 5:
        header["later"] = rng.getrandbits(20)
    else:
        changed = bytearray(text)
        at = rng.randrange(len(changed))
        # A hexadecimal digit mostly stays one, so that the JSON and its bounds stay sound.
        changed[at] = rng.choice(b"0123456789abcdef") if kind < 9 else rng.randrange(256)
        return text if _is_costly(bytes(changed)) else bytes(changed)
    return json.dumps(header, separators=(",", ":")).encode()


def _is_costly(text: bytes) -> bool:
    """Tell whether a chance digit asks for more than a test should pay."""
    try:
        factors = [factor for slot in json.loads(text)["slots"] for factor in slot["factors"]]
        return any(factor["memory_kib"] * factor["passes"] > 200_000 for factor in factors)
    except (ValueError, KeyError, TypeError):
        return False


KINDS: Mapping[str, tuple[Mutator, int]] = {
    "bits": (flip_bits, 14),
    "bytes": (set_bytes, 8),
    "bytes moved": (move_bytes, 8),
    "structure": (structure, 22),
    "pages swapped": (swap_pages, 4),
    "page zeroed": (zero_page, 3),
    "page duplicated": (duplicate_page, 4),
    "pages more or fewer": (remove_or_insert_page, 3),
    "pages of another": (foreign_pages, 10),
    "truncated": (truncate, 4),
    "extended": (extend, 4),
    "spliced": (splice, 6),
    "rows": (rows, 20),
    "unlock settings": (unlock_settings, 1),
}


def mutant(rng: Random, world: World) -> tuple[str, Owner, bytes]:
    """Draw one, and whom it is given: mostly of their latest state, sometimes changed twice."""
    (owner,) = rng.choices(world.owners, [8, 1, 1, 1])
    base = owner.base.file if rng.random() < 0.8 else rng.choice(world.files)
    names = list(KINDS)
    weights = [weight for _make, weight in KINDS.values()]
    (name,) = rng.choices(names, weights)
    file = KINDS[name][0](rng, world, base)
    if name not in {"rows", "unlock settings"} and rng.random() < 0.1:
        file = flip_bits(rng, world, file or b"\0")
    return name, owner, file


def journal(rng: Random, world: World) -> bytes:
    """Draw a journal: one that would bring back another genuine file, whole or spoiled."""
    left = journal_of(rng.choice(world.files))
    if rng.random() < 0.5:
        kind = rng.choice([flip_bits, set_bytes, truncate, extend])
        left = kind(rng, world, left)
    return left + MAGIC if rng.random() < 0.1 else left
