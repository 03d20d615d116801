# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone reads the vault's folder and the state folder at every moment of a save.

Another process reads all files there as fast as it can, and the writer waits for it at every
statement that it gives SQLite and before and after every rename.  It finds ciphertext.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.attacks import watcher
from tests.vault.ground import Ground, add_file, login, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.model import edits
from strongroom.model.fields import Field
from strongroom.model.item import Folder, Overview
from strongroom.vault import schema, shrinking
from strongroom.vault.local import DraftEdit

ROWS = ("REPLACE", "INSERT", "DELETE", "SELECT")
MARK = "planted.marker.of.a.secret"
PASSWORD = f"master password {MARK}"


def needles() -> list[bytes]:
    """The mark in every form in which it could lie there."""
    plain = MARK.encode()
    shifted = (base64.b64encode(b"x" * shift + plain)[4 : 4 + 24] for shift in range(3))
    return [plain, plain.upper(), MARK.encode("utf-16-le"), plain.hex().encode(), *shifted]


class Watched:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.halts = 0
        self.result: dict[str, object] = {}

    def look(self, *_: object) -> None:
        """Wait until the watcher has read everything as it is now."""
        assert self.process.stdin
        assert self.process.stdout
        self.halts += 1
        self.process.stdin.write(b"l")
        self.process.stdin.flush()
        assert self.process.stdout.read(1) == b"."

    def names(self, ending: str) -> list[str]:
        """Which files of that ending were seen with something in them."""
        seen = self.result["seen"]
        assert isinstance(seen, dict)
        return [path for path, size in seen.items() if path.endswith(ending) and size > 0]


@contextmanager
def watching(*folders: Path):
    given = {"folders": [str(f) for f in folders], "needles": [n.hex() for n in needles()]}
    with subprocess.Popen(
        [sys.executable, watcher.__file__, json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        watched = Watched(process)
        try:
            yield watched
        finally:
            rest, _ = process.communicate(b"q")
            watched.result = json.loads(rest)


@pytest.fixture
def halting(tmp_path, monkeypatch):
    """Watch all there is, and have every writer halt at each step."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    @contextmanager
    def halted():
        with watching(tmp_path) as watched, monkeypatch.context() as patches:
            statements = 0

            def at_a_statement(statement):
                nonlocal statements
                statements += 1
                # Rows come by the thousand: at some of them, and at everything else.
                if statements % 50 == 0 or not statement.startswith(ROWS):
                    watched.look()

            careful = schema.be_careful

            def traced(connection):
                careful(connection)
                connection.execute("PRAGMA cache_size = 20")  # pages are written before COMMIT
                connection.set_trace_callback(at_a_statement)

            def watched_call(real):
                def call(*args, **more):
                    watched.look()
                    result = real(*args, **more)
                    watched.look()
                    return result

                return call

            patches.setattr(schema, "be_careful", traced)
            patches.setattr(os, "replace", watched_call(os.replace))
            patches.setattr(os, "fsync", watched_call(os.fsync))
            yield watched

    return halted


@pytest.fixture
def owned(bare):
    """A vault whose name is a secret too."""
    bare.create(password=PASSWORD).close()
    vault = bare.open(password=PASSWORD)
    vault.write(lambda draft: draft.set_settings(name=f"Vault {MARK}"))
    return vault


def secret_item(number: int):
    content = login(f"{MARK} {number}", f"{MARK} password", f"{MARK} user")
    more = Field(id=9, role="website", kind="website", value=f"https://{MARK}.example")
    item = edits.new_item(content, 1)
    overview = Overview(
        id=item.id,
        kind="login",
        title=content.title,
        username=f"{MARK} user",
        websites=(more.value,),
        tags=(MARK,),
        created=1,
        modified=1,
    )
    return overview, type(item.details)(version=1, fields=(*content.fields, more))


def put_secrets(vault, count):
    """Save so many at once, as an import does."""
    items = [secret_item(number) for number in range(count)]

    def put(draft):
        for overview, details in items:
            draft.put(overview, details)

    vault.write(put)


def test_a_watcher_sees_what_lies_there(tmp_path):
    """That the watcher would notice: in a file, in its name, and in each form."""
    folder = tmp_path / "watched"
    folder.mkdir()
    for number, needle in enumerate(needles()):
        (folder / f"control-{number}").write_bytes(b"before" + needle + b"after")
    (folder / f"named {MARK}").touch()
    (folder / "innocent").write_bytes(b"planted.marker.of.nothing")
    with watching(folder) as watched:
        watched.look()
    hits = watched.result["hits"]
    assert isinstance(hits, list)
    assert len(hits) == len(needles()) + 1
    assert str(folder / "innocent") not in hits


def test_nothing_is_seen_of_a_save(owned, halting):
    """They watch saves of items, a folder, an attachment and the notes of this machine."""
    with halting() as watched:
        owned.write(lambda draft: draft.put(*secret_item(1)))
        owned.write(lambda draft: draft.put_folder(Folder(id=5, name=f"{MARK} folder")))
        item_id = next(iter(owned.overviews()))
        add_file(owned, item_id, f"{MARK}.txt", lambda: [MARK.encode() * 3000])
        owned.put_back(owned.write(lambda draft: draft.put(*secret_item(2))).rows)
        owned.local.record_use(item_id, 5)
        owned.local.put_draft(DraftEdit(id=1, at=2, content=login(MARK, MARK)))
        owned.check()
    assert watched.result["hits"] == []
    assert watched.names("-journal")
    assert watched.names(".sealed")
    assert watched.halts > 30


def test_nothing_is_seen_of_an_import(owned, halting):
    """They watch a thousand items come in at once, which SQLite writes before the commit."""
    with halting() as watched:
        put_secrets(owned, 1000)
    assert len(owned.overviews()) == 1000
    assert watched.result["hits"] == []
    (journal,) = watched.names("-journal")
    seen = watched.result["seen"]
    assert isinstance(seen, dict)
    assert seen[journal] > 512
    assert seen[journal.removesuffix("-journal")] > 1_000_000


def test_nothing_is_seen_of_a_rekey(owned, halting):
    """They watch the master password change, in a new file beside the old one."""
    put_secrets(owned, 100)
    with halting() as watched:
        rekey = owned.change_unlock(new_unlock(f"new {MARK}", recovery=True), cost=CHEAPEST)
        rekey.finish()
    assert rekey.recovery_code is not None
    assert watched.result["hits"] == []
    assert watched.names(".rekey")
    assert watched.names(".json")


def test_nothing_is_seen_of_giving_free_space_back(owned, halting, monkeypatch):
    """They watch the same rows come into a new file beside the old one."""
    monkeypatch.setattr(shrinking, "LEAST", -1024 * 1024)
    put_secrets(owned, 100)
    with halting() as watched:
        for _share in owned.shrink():
            watched.look()
    assert watched.result["hits"] == []
    assert watched.names(".new")


def test_what_is_deleted_is_gone_from_the_file(bare: Ground):
    """They read the file after a deletion; not even the ciphertext of before is in it."""
    bare.create().close()
    vault = bare.open()
    put_secrets(vault, 50)
    ids = sorted(vault.overviews())
    rows = bare.sql("SELECT sealed FROM overview UNION ALL SELECT sealed FROM details")

    def bury(draft):
        for item_id in ids:
            draft.bury(item_id)

    vault.write(bury)
    content = bare.path.read_bytes()
    assert not [row for (row,) in rows if row[12:60] in content]
