# SPDX-License-Identifier: GPL-3.0-or-later
"""A store as ``pass`` lays it out, encrypted by a real GnuPG to a key of the test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.app.worlds import World, new_unlock

from strongroom.app.importing import Importing
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.errors import Cancelled, CannotImport
from strongroom.model.fields import Role
from strongroom.model.item import first_value, folder_path
from strongroom.system import gpg

pytestmark = pytest.mark.real("gpg")

Put = Callable[[str, bytes], Path]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A GnuPG of the test's own; its path is short, for a socket lies in it."""
    home = Path(tempfile.mkdtemp(prefix="gpg"))
    environment = {**os.environ, "GNUPGHOME": str(home)}
    make = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "store@example.org"]
    subprocess.run([*make, "default", "default"], env=environment, check=True, capture_output=True)
    yield home
    subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def put(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    monkeypatch.setenv("GNUPGHOME", str(home))
    store = tmp_path / "store"

    def put(name: str, data: bytes) -> Path:
        file = store / f"{name}.gpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        encrypt = ["gpg", "--batch", "--trust-model", "always", "-r", "store@example.org", "-e"]
        sealed = subprocess.run(encrypt, input=data, check=True, capture_output=True).stdout
        file.write_bytes(sealed)
        return store

    return put


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    world = World(tmp_path)
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    yield session
    session.lock()


def test_a_store_comes_whole(session, put):
    put("Web/example.org", b"hunter2\nuser: ada\nurl: https://example.org\n")
    put("router", b"admin\n")
    store = put("Scans/passport", b"\xff\xd8\xff\x00picture")
    (store / ".gpg-id").write_text("store@example.org\n")
    (store / "README.md").write_text("mine")
    (store / "old.age").write_bytes(b"age-encryption.org/v1")
    (store / "link.gpg").symlink_to(store / "router.gpg")
    (store / ".git").mkdir()
    (store / ".git" / "x.gpg").write_bytes(b"not an entry")
    importing, items = Importing(session), Items(session)
    with closing(importing.open(store)) as origin:
        preview = importing.look(origin)
        assert (preview.format.name, preview.problems) == ("pass", ())
        assert len(preview.losses) == 3
        importing.run(preview)
    found = {o.title: items.item(o.id) for o in items.overviews().values()}
    assert set(found) == {"example.org", "router", "passport"}
    site = found["example.org"]
    assert folder_path(items.folders(), site.overview.folder) == ("Web",)
    assert (site.overview.username, site.overview.websites) == ("ada", ("https://example.org",))
    assert first_value(found["router"].fields, Role.PASSWORD) == "admin"
    scan = found["passport"]
    (file,) = scan.details.attachments
    data = b"".join(session.vault.read_attachment(scan.id, file.id))
    assert data == b"\xff\xd8\xff\x00picture"


def test_an_entry_that_does_not_open_is_told_and_the_rest_comes(session, put):
    put("good", b"x\n")
    store = put("bad", b"y\n")
    (store / "bad.gpg").write_bytes(b"no message at all")
    importing = Importing(session)
    with closing(importing.open(store)) as origin:
        preview = importing.look(origin)
    assert [(p.title, bool(p.reason)) for p in preview.problems] == [("bad", True)]
    assert [row.entry.content.title for row in preview.rows] == ["good"]
    (store / "good.gpg").write_bytes(b"neither")
    with closing(importing.open(store)) as origin, pytest.raises(CannotImport):
        importing.look(origin)


def test_a_file_that_was_swapped_since_the_look_brings_nothing(session, put):
    store = put("Scans/passport", b"\xff\xd8\xff\x00picture")
    importing = Importing(session)
    with closing(importing.open(store)) as origin:
        preview = importing.look(origin)
        put("Scans/passport", b"\xff\xd8\xff\x00another")
        with pytest.raises(CannotImport, match="changed since"):
            importing.run(preview)
    assert session.vault.overviews() == {}


def test_a_folder_that_is_no_store(session, tmp_path):
    importing = Importing(session)
    with closing(importing.open(tmp_path)) as origin, pytest.raises(CannotImport):
        importing.look(origin)


def test_it_can_be_stopped_and_leaves_no_gpg_behind(put, tmp_path, monkeypatch):
    store = put("good", b"x\n")
    slow = tmp_path / "bin" / "gpg"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    asked = 0

    def step():
        nonlocal asked
        asked += 1
        if asked == 3:
            sentence = "Stopped."
            raise Cancelled(sentence)

    with pytest.raises(Cancelled):
        gpg.decrypt(store / "good.gpg", step)
    assert subprocess.run(["pgrep", "-f", "sleep 600"], check=False).returncode == 1


def test_without_gpg_it_says_so(put, monkeypatch):
    store = put("good", b"x\n")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotImport, match="GnuPG is not installed"):
        gpg.decrypt(store / "good.gpg", lambda: None)
