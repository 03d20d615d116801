# SPDX-License-Identifier: GPL-3.0-or-later
"""The same database read and written by others: pykeepass and KeePassXC's terminal program."""

import io
import random
import subprocess
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pykeepass import PyKeePass
from tests.conftest import EXPORTS
from tests.exchange.kdbx.maker import CIPHERS, Made, composite, given

from strongroom.crypto.kdf import Argon2Cost
from strongroom.exchange.kdbx.database import Database, NewBinary, XmlSink
from strongroom.exchange.kdbx.derivation import AesKdf, Argon2
from strongroom.exchange.kdbx.header import read_header
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.kdbx.writing import write_kdbx
from strongroom.exchange.reading import Given
from strongroom.exchange.source import Source

PASSWORD = "pässword"
BEFORE = (
    b'<?xml version="1.0" encoding="utf-8" standalone="yes"?><KeePassFile><Meta><Generator>tests'
    b"</Generator></Meta><Root><Group><UUID>AAAAAAAAAAAAAAAAAAAAAQ==</UUID><Name>Root</Name>"
    b"<Entry><UUID>AAAAAAAAAAAAAAAAAAAAAg==</UUID><String><Key>Title</Key><Value>Bank</Value>"
    b"</String><String><Key>UserName</Key><Value>ann</Value></String>"
    b'<String><Key>Password</Key><Value Protected="True">'
)
AFTER = (
    b"</Value></String><Binary><Key>photo.bin</Key>"
    b'<Value Ref="1"/></Binary></Entry></Group></Root></KeePassFile>'
)
SECRET = "geheim — ключ".encode()
PHOTO = bytes(range(256)) * 2000 + random.Random(5).randbytes(300_000)  # noqa: S311
KEY_FILES = {
    "none": None,
    "any file": b"just a picture",
    "32 bytes": bytes(range(50, 82)),
    "64 digits": bytes(range(50, 82)).hex().encode(),
    "xml 2": (
        '<?xml version="1.0" encoding="utf-8"?><KeyFile><Meta><Version>2.0</Version></Meta><Key>'
        f'<Data Hash="2B038B02">{bytes(range(50, 82)).hex().upper()}</Data></Key></KeyFile>'
    ).encode(),
    "xml 1": (
        b'<?xml version="1.0" encoding="utf-8"?><KeyFile><Meta><Version>1.00</Version></Meta><Key>'
        b"<Data>MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=</Data></Key></KeyFile>"
    ),
}


def write_xml(sink: XmlSink) -> None:
    sink.write(BEFORE)
    sink.write(sink.protect(SECRET))
    sink.write(AFTER)


def written(place: Path, what: Given) -> Path:
    with place.open("wb") as out:
        write_kdbx(
            out,
            write_xml,
            given=what,
            cost=Argon2Cost(1024, 2, 2),
            binaries=[
                NewBinary(3, lambda: iter([b"abc"])),
                NewBinary(len(PHOTO), lambda: iter([PHOTO[:5], PHOTO[5:]])),
            ],
        )
    return place


def hidden_texts(xml: ET.Element) -> list[str]:
    return [one.text or "" for one in xml.iter("Value") if one.get("Protected") == "True"]


def parsed(database: Database) -> ET.Element:
    return ET.fromstring(database.xml.read())  # noqa: S314 - a file of this test's


def cli(*arguments: str | Path, typed: str = PASSWORD) -> bytes:
    done = subprocess.run(
        ["keepassxc-cli", *map(str, arguments)],
        input=(typed + "\n").encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.real("keepassxc-cli")
@pytest.mark.parametrize("kind", [kind for kind in KEY_FILES if kind != "xml 1"])
def test_keepassxc_opens_what_is_written(tmp_path, kind):
    key = KEY_FILES[kind]
    options: list[str | Path] = []
    if key is not None:
        (tmp_path / "key").write_bytes(key)
        options = ["-k", tmp_path / "key"]
    file = written(tmp_path / "a.kdbx", given(PASSWORD.encode(), key))
    shown = cli("show", "-q", "-s", *options, "-a", "Password", "-a", "UserName", file, "Bank")
    assert shown.decode().splitlines() == [SECRET.decode(), "ann"]
    out = tmp_path / "photo"
    cli("attachment-export", "-q", *options, file, "Bank", "photo.bin", out)
    assert out.read_bytes() == PHOTO


@pytest.mark.real("keepassxc-cli")
def test_keepassxc_opens_what_is_written_with_a_key_file_alone(tmp_path):
    (tmp_path / "key").write_bytes(b"a key")
    file = written(tmp_path / "a.kdbx", given(None, b"a key"))
    shown = cli("show", "-q", "--no-password", "-k", tmp_path / "key", file, "Bank", typed="")
    assert b"ann" in shown


@pytest.mark.real("keepassxc-cli")
@pytest.mark.parametrize("with_key", [False, True])
def test_what_keepassxc_writes_is_read(tmp_path, with_key):
    (tmp_path / "old").write_bytes(KEY_FILES["xml 1"] or b"")
    options = ["--set-key-file", tmp_path / "new"] if with_key else []
    file = tmp_path / "a.kdbx"
    cli("db-create", "-q", "-t", "100", "-p", *options, file, typed=f"{PASSWORD}\n{PASSWORD}")
    key = (tmp_path / "new").read_bytes() if with_key else None
    opening: list[str | Path] = ["-k", tmp_path / "new"] if with_key else []
    cli(
        "add",
        "-q",
        "-u",
        "ann",
        "-p",
        *opening,
        file,
        "Bank",
        typed=f"{PASSWORD}\n{SECRET.decode()}",
    )
    (tmp_path / "photo").write_bytes(PHOTO)
    cli("attachment-import", "-q", *opening, file, "Bank", "photo.bin", tmp_path / "photo")
    with file.open("rb") as opened:
        database = read_kdbx(Source(opened), given(PASSWORD.encode(), key))
        xml = parsed(database)
        assert SECRET in [database.unprotect(text) for text in hidden_texts(xml)]
        if database.binaries:
            assert [b"".join(one.chunks()) for one in database.binaries] == [PHOTO]
        else:
            assert xml.find("Meta/Binaries/Binary") is not None


@pytest.mark.real("keepassxc-cli")
@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
def test_the_files_that_the_tests_make_are_files_to_keepassxc_too(tmp_path, version, cipher):
    made = Made(version=version, cipher=cipher, key=composite(PASSWORD.encode()))
    made.stream = 2 if version[0] < 4 else 3
    made.binaries = [(0, b"abc"), (0, PHOTO)] if version[0] == 4 else []
    after = AFTER if version[0] == 4 else b"</Value></String></Entry></Group></Root></KeePassFile>"
    made.xml = BEFORE + made.hidden(SECRET)[0] + after
    file = tmp_path / "a.kdbx"
    file.write_bytes(made.build())
    shown = cli("show", "-q", "-s", "-a", "Password", file, "Bank")
    assert shown.decode().strip() == SECRET.decode()


@pytest.mark.parametrize("kind", [kind for kind, key in KEY_FILES.items() if key is not None])
def test_pykeepass_opens_what_is_written(tmp_path, kind):
    key = KEY_FILES[kind]
    file = written(tmp_path / "a.kdbx", given(PASSWORD.encode(), key))
    theirs = PyKeePass(str(file), password=PASSWORD, keyfile=io.BytesIO(key or b""))
    entry = theirs.find_entries(title="Bank", first=True)
    assert entry.password == SECRET.decode()
    assert entry.attachments[0].data == PHOTO


@pytest.mark.parametrize(("cipher", "kdf"), [*product(CIPHERS, ("aes", "argon2d", "argon2id"))])
def test_what_pykeepass_writes_is_read(tmp_path, cipher, kdf):
    made = Made(cipher=cipher, kdf=kdf, key=composite(PASSWORD.encode()), rounds=3)
    made.binaries = [(0, b"abc"), (0, PHOTO[:5000])]
    made.xml = BEFORE + made.hidden(SECRET)[0] + AFTER
    first, second = tmp_path / "a.kdbx", tmp_path / "b.kdbx"
    first.write_bytes(made.build())
    theirs = PyKeePass(str(first), password=PASSWORD)
    entry = theirs.find_entries(title="Bank", first=True)
    entry.password = "another"
    theirs.save(str(second))
    with second.open("rb") as file:
        header = read_header(file)
        assert header.cipher == CIPHERS[cipher]
        assert isinstance(header.derivation, AesKdf if kdf == "aes" else Argon2)
        database = read_kdbx(Source(file), given(PASSWORD.encode()))
        assert b"".join(database.binaries[1].chunks()) == PHOTO[:5000]
        xml = parsed(database)
        assert b"another" in [database.unprotect(text) for text in hidden_texts(xml)]


@pytest.mark.exports
@pytest.mark.parametrize(
    ("name", "password", "key"),
    [
        ("format300.kdbx", "a", None),
        ("format400.kdbx", "t", None),
        ("pykeepass-test4.kdbx", "password", "pykeepass-test4.key"),
    ],
)
def test_real_files_say_the_same_to_pykeepass(name, password, key):
    theirs = PyKeePass(str(EXPORTS / name), password, keyfile=str(EXPORTS / key) if key else None)
    secrets = [
        value.text.encode()
        for value in theirs.tree.iter("Value")
        if value.get("Protected") == "True" and value.text
    ]
    with (EXPORTS / name).open("rb") as file:
        what = given(password.encode(), (EXPORTS / key).read_bytes() if key else None)
        database = read_kdbx(Source(file), what)
        ours = [database.unprotect(text) for text in hidden_texts(parsed(database))]
        assert [one for one in ours if one] == secrets
        assert secrets
        assert [b"".join(one.chunks()) for one in database.binaries] == theirs.binaries
