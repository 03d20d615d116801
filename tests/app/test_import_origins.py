# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is opened once, known for what it is, and read with what goes with it."""

import os
from pathlib import Path

import pytest
from tests.exchange.keepass.made import with_files

from strongroom.app import plain_files
from strongroom.app.import_origins import FileOrigin, key_file, left_behind
from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import CannotImport, NotFound
from strongroom.exchange.format import Format
from strongroom.exchange.formats import format_named
from strongroom.exchange.keepass.writing import write
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Given, no_step
from strongroom.model.item import Details, Overview
from strongroom.secret import SecretBytes

CHROME = b"name,url,username,password,note\nGitHub,https://github.com,zoe,hunter2,\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "chrome.csv"
    made.write_bytes(CHROME)
    return made


def test_what_lies_there_in_the_clear_is_named_and_can_go(path: Path) -> None:
    origin = FileOrigin(path)
    kind = origin.recognised()
    assert kind == format_named("chrome")
    file = left_behind(origin, format_named("chrome"))
    origin.close()
    origin.close()
    assert file is not None
    plain_files.delete(file)
    assert not path.exists()


def test_the_text_is_let_go_of_once_it_is_read(path: Path) -> None:
    origin = FileOrigin(path)
    kind = origin.recognised()
    assert kind is not None
    before = set(vars(origin._source))
    assert origin.read(kind, Given(), no_step).entries
    after = vars(origin._source)
    assert {"head", "decoded", "columns"} <= before - set(after)
    assert origin.recognised() is kind
    origin.close()


def test_an_encrypted_file_is_not_left_behind(path: Path) -> None:
    plain = format_named("chrome")
    sealed = Format(plain.name, plain.title, plain.fits, plain.read, plain=False)
    origin = FileOrigin(path)
    assert left_behind(origin, sealed) is None
    origin.close()


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        FileOrigin(tmp_path / "gone.csv")
    os.mkfifo(tmp_path / "pipe")
    for other in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(CannotImport):
            FileOrigin(other)


def test_a_key_file_is_read_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    path.write_bytes(b"key")
    assert key_file(path) == b"key"
    with path.open("r+b") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(CannotImport, match="too large"):
        key_file(path)
    with pytest.raises(NotFound, match="no key file"):
        key_file(tmp_path / "none.key")
    for none in (tmp_path, Path("/dev/null")):
        with pytest.raises(CannotImport, match="this is none"):
            key_file(none)


def test_the_keys_of_a_database_are_wiped_when_its_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.kdbx"
    overview = Overview(id=1, kind="login", title="Login", created=1, modified=1)
    item = with_files(OutgoingItem(overview, Details(version=1)), [("a.txt", b"attached")])
    with path.open("wb") as out, SecretBytes(b"word") as password:
        vault = Outgoing("v", (), lambda: iter([item]), 1)
        write(out, vault, password, cost=Argon2Cost(memory_kib=1024, passes=1, lanes=1))
    origin = FileOrigin(path)
    kind = origin.recognised()
    assert kind is not None
    with SecretBytes(b"word") as password:
        (entry,) = origin.read(kind, Given(password), no_step).entries
    (attached,) = entry.attachments
    assert b"".join(attached.chunks()) == b"attached"
    origin.close()
    with pytest.raises(ValueError, match="closed"):
        b"".join(attached.chunks())
