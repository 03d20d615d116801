# SPDX-License-Identifier: GPL-3.0-or-later
import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import AlreadyExists, InvalidInput, NotWritable, Unreadable
from strongroom.secret import SecretBytes
from strongroom.vault import key_file

KEY = bytes(range(32))
CHECK = sha256(b"strongroom/1/key-file" + KEY).digest()[:4].hex()
TEXT = f"strongroom-key-file 1\n{KEY.hex()}\n{CHECK}\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Personal.key"


def test_a_new_one_is_read_back_and_is_its_owner_s_alone(path):
    key = key_file.create(path)
    assert len(key) == 32
    assert key_file.read(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_is_laid_out_as_the_format_says(path, monkeypatch):
    monkeypatch.setattr(os, "urandom", lambda length: KEY[:length])
    key_file.create(path)
    assert path.read_text() == TEXT


def test_it_is_told_by_its_first_line(path, tmp_path):
    assert not key_file.is_key_file(path)
    key_file.create(path).close()
    assert key_file.is_key_file(path)
    path.write_text("strongroom-key-file 1\nwhat is left of it")
    assert key_file.is_key_file(path)
    path.write_text("strongroom-key-fil")
    assert not key_file.is_key_file(path)
    os.mkfifo(tmp_path / "pipe")
    for other in (tmp_path, tmp_path / "pipe"):
        assert not key_file.is_key_file(other)


def test_two_are_different(tmp_path):
    assert key_file.create(tmp_path / "a") != key_file.create(tmp_path / "b")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.rstrip(),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(KEY.hex(), KEY.hex().upper()),
        TEXT.replace(KEY.hex(), KEY.hex(" ", 4)),
        TEXT.replace(KEY.hex(), KEY.hex("\t", 1)) + "\n\n",
    ],
)
def test_is_read_after_mail_has_had_its_way_with_it(path, text):
    path.write_bytes(text.encode())
    assert key_file.read(path).buffer == KEY


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 5000, b"strongroom-key-file 2\n", b"Strongroom-key-file 1\n", b"\xff" * 100],
)
def test_another_file_is_no_key_file(path, content):
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="not a key file"):
        key_file.read(path)


@pytest.mark.parametrize(
    "text",
    [
        "strongroom-key-file 1",
        TEXT[:-2],
        TEXT + "0",
        TEXT + "00",
        TEXT.replace(KEY.hex(), KEY.hex()[:-2] + "zz"),
        TEXT.replace("\n000102", "\n000103"),
        TEXT.replace(CHECK, "00000000"),
        TEXT.replace(KEY.hex(), KEY.hex() + " " * 1000),
    ],
)
def test_a_damaged_one_is_refused(path, text):
    path.write_text(text)
    with pytest.raises(InvalidInput, match="damaged"):
        key_file.read(path)


@given(st.data())
def test_one_flipped_bit_does_not_give_another_key(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("flipped") / "k"
    flipped = bytearray(TEXT.encode())
    bit = data.draw(st.integers(0, len(flipped) * 8 - 1))
    flipped[bit // 8] ^= 1 << bit % 8
    path.write_bytes(flipped)
    try:
        assert key_file.read(path).buffer == KEY  # the other case of a digit
    except InvalidInput:
        assert flipped.lower() != TEXT.encode() or bit < 8 * len("strongroom-key-file 1")


def test_says_why_it_cannot_be_read(tmp_path):
    with pytest.raises(Unreadable, match="No such file"):
        key_file.read(tmp_path / "none")
    with pytest.raises(Unreadable, match="directory"):
        key_file.read(tmp_path)


def test_never_takes_another_file_s_place(path):
    path.write_text("mine")
    with pytest.raises(AlreadyExists):
        key_file.create(path)
    assert path.read_text() == "mine"


def test_says_why_it_cannot_be_made(tmp_path, path, monkeypatch):
    with pytest.raises(NotWritable, match="no folder"):
        key_file.create(tmp_path / "none" / "k")
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritable, match="no folder"):
        key_file.create(tmp_path / "file" / "k")

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(NotWritable):
        key_file.create(path)
    assert not path.exists()


def test_moving_brings_it_whole_to_a_new_place(path, tmp_path):
    key = key_file.create(path)
    target = tmp_path / "moved.key"
    key_file.move(path, target)
    assert not path.exists()
    assert key_file.read(target) == key
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_is_followed_to_what_nobody_shall_find(path, tmp_path):
    key_file.create(path).close()
    link = tmp_path / "link.key"
    link.symlink_to(path)
    key_file.move(link, tmp_path / "moved.key")
    assert not path.exists()


def test_moving_takes_the_place_of_nothing(path, tmp_path):
    key = key_file.create(path)
    target = tmp_path / "there"
    target.write_text("precious")
    for taken in (target, path):
        with pytest.raises(AlreadyExists):
            key_file.move(path, taken)
    assert target.read_text() == "precious"
    assert key_file.read(path) == key
    path.write_text("not a key file")
    with pytest.raises(InvalidInput):
        key_file.move(path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("what", ["unlink", "read back"])
def test_what_cannot_be_moved_stays_where_it_was(path, tmp_path, monkeypatch, what):
    key = key_file.create(path)
    target = tmp_path / "moved.key"
    real_unlink, real_read = Path.unlink, key_file.read

    def unlink(self, **options):
        if self == path:
            raise PermissionError(13, "no")
        real_unlink(self, **options)

    def read(file):
        return real_read(file) if file == path else SecretBytes(bytes(32))

    if what == "unlink":
        monkeypatch.setattr(Path, "unlink", unlink)
    else:
        monkeypatch.setattr(key_file, "read", read)
    with pytest.raises(NotWritable, match="nothing was moved"):
        key_file.move(path, target)
    monkeypatch.undo()
    assert not target.exists()
    assert key_file.read(path) == key


def test_an_interruption_once_the_old_one_is_gone_leaves_the_new_one(path, tmp_path, monkeypatch):
    key = key_file.create(path)
    target = tmp_path / "moved.key"
    real = Path.unlink

    def unlink(self, **options):
        real(self, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(KeyboardInterrupt):
        key_file.move(path, target)
    monkeypatch.undo()
    assert key_file.read(target) == key


def test_two_files_of_one_key_are_told(path, tmp_path):
    key_file.create(path).close()
    (tmp_path / "copy").write_bytes(path.read_bytes())
    key_file.create(tmp_path / "other").close()
    assert key_file.same(path, tmp_path / "copy")
    assert not key_file.same(path, tmp_path / "other")
