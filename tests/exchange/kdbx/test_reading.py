# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases made after the format's documentation, and those that other programs wrote."""

import gc
import hashlib
import struct
from itertools import product

import pytest
from tests.conftest import EXPORTS
from tests.exchange.kdbx.maker import (
    CHACHA20,
    CIPHERS,
    KDFS,
    PASSWORD,
    SALSA20,
    XML,
    Made,
    composite,
    dictionary,
    given,
    inner_field,
    source,
)

from strongroom.errors import (
    CannotImport,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceWrongPassword,
)
from strongroom.exchange.kdbx import reading
from strongroom.exchange.kdbx.blocks import signed_blocks
from strongroom.exchange.kdbx.database import Database
from strongroom.exchange.kdbx.keys import cipher_key
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.kdbx.signature import is_kdbx
from strongroom.exchange.reading import Given
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes


def opened(made: Made, what: Given | None = None) -> Database:
    return read_kdbx(source(made.build()), what or given())


@pytest.mark.parametrize(
    ("cipher", "kdf", "packed"),
    [*product(CIPHERS, KDFS, (True, False))],
)
def test_version_4_in_every_combination(cipher, kdf, packed):
    xml = XML * 3000
    database = opened(Made(xml, cipher=cipher, kdf=kdf, packed=packed, binaries=[(0, b"abc")]))
    assert database.version == (4, 0)
    assert b"".join(database.binaries[0].chunks()) == b"abc"
    assert database.xml.read() == xml
    assert database.xml.read() == b""
    database.close()


@pytest.mark.parametrize(("cipher", "packed", "minor"), [*product(CIPHERS, (True, False), (0, 1))])
def test_version_3_in_every_combination(cipher, packed, minor):
    xml = XML * 3000
    made = Made(xml, version=(3, minor), cipher=cipher, packed=packed, stream=SALSA20, block=10_000)
    database = opened(made)
    assert database.version == (3, minor)
    assert database.binaries == ()
    assert database.xml.read() == xml
    header = made.build().split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert database.header_hash == hashlib.sha256(header).digest()
    database.close()


@pytest.mark.parametrize("stream", [SALSA20, CHACHA20])
@pytest.mark.parametrize("version", [(3, 1), (4, 1)])
def test_hidden_values_come_out_in_the_order_of_the_document(version, stream):
    made = Made(version=version, stream=stream)
    values = [b"one", b"", "zwölf".encode(), bytes(range(256)) * 40, b"x"]
    hidden = made.hidden(*values)
    database = opened(made)
    assert [database.unprotect(text) for text in hidden] == values
    again = opened(made)
    assert [again.unprotect(text.decode()) for text in hidden] == values


@pytest.mark.parametrize("text", ["ü", "abc", "a=bc", "%%%%", b"\xff"])
def test_what_is_hidden_as_no_base64_is_damage(text):
    with pytest.raises(SourceDamaged):
        opened(Made()).unprotect(text)


def test_base64_with_line_breaks_is_read():
    made = Made()
    (hidden,) = made.hidden(b"a long value that is wrapped")
    assert opened(made).unprotect(hidden[:8] + b"\r\n  " + hidden[8:]) == (
        b"a long value that is wrapped"
    )


@pytest.mark.parametrize("version", [0x10, 0x13])
@pytest.mark.parametrize("kdf", ["argon2d", "argon2id"])
def test_every_version_and_shape_of_argon2(kdf, version):
    made = Made(kdf=kdf, argon2_version=version, lanes=3, passes=2, memory=5 << 20)
    assert opened(made).xml.read() == XML


def test_an_empty_password_opens_what_it_closed():
    assert opened(Made(key=composite(b"")), given(b"")).xml.read() == XML


def test_no_password_at_all_opens_what_was_closed_with_none():
    assert opened(Made(key=composite(None)), given(b"")).xml.read() == XML


KEY = bytes(range(7, 39))


@pytest.mark.parametrize("password", [None, b""])
@pytest.mark.parametrize("inside", [None, b""])
def test_a_key_file_alone_opens_whether_the_password_is_missing_or_empty(inside, password):
    made = Made(key=composite(inside, KEY))
    assert opened(made, given(password, KEY)).xml.read() == XML


def test_password_and_key_file_are_both_needed():
    made = Made(key=composite(PASSWORD, KEY))
    assert opened(made, given(PASSWORD, KEY)).xml.read() == XML
    for wrong in (given(PASSWORD), given(None, KEY), given(b"x", KEY), given(PASSWORD, KEY + b"x")):
        with pytest.raises(SourceWrongPassword) as told:
            opened(made, wrong)
        assert told.value.key_file


def test_nothing_given_asks_for_password_and_key_file():
    with pytest.raises(SourcePasswordNeeded) as told:
        opened(Made(), given(None))
    assert told.value.key_file
    assert not isinstance(told.value, SourceWrongPassword)


@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
@pytest.mark.parametrize("cipher", ["aes", "chacha20", "twofish"])
def test_a_wrong_password_is_told_apart_from_damage(version, cipher):
    made = Made(version=version, cipher=cipher)
    with pytest.raises(SourceWrongPassword, match=r"^The password does not open"):
        opened(made, given(b"wrong"))
    with pytest.raises(SourceWrongPassword, match=r"^The key file does not open"):
        opened(made, Given(None, b"wrong"))
    with pytest.raises(SourceWrongPassword, match=r"^The password or the key file does not"):
        opened(made, Given(SecretBytes(b"wrong"), b"wrong"))
    data = made.build()
    with pytest.raises(SourceDamaged):
        read_kdbx(source(data[:-40]), given()).xml.read()


def test_a_header_that_is_not_its_hash_is_damage_whatever_the_password():
    data = bytearray(Made(header={12: dictionary({"a": (0x18, b"text")})}).build())
    data[data.index(b"text")] ^= 1
    with pytest.raises(SourceDamaged):
        read_kdbx(source(bytes(data)), given(b"wrong"))


def test_public_data_and_fields_that_nobody_knows():
    public = {
        "text": (0x18, b"caf\xc3\xa9"),
        "yes": (0x08, b"\x01"),
        "int": (0x0C, struct.pack("<i", -5)),
        "long": (0x0D, struct.pack("<q", -(1 << 40))),
        "bytes": (0x42, b"\0\1"),
    }
    made = Made(header={12: dictionary(public), 1: b"a comment", 77: b"unknown"})
    made.inner = inner_field(99, b"unknown") + inner_field(98, b"x" * 70_000) + made.inner_header()
    database = opened(made)
    assert database.public == {
        "text": "café", "yes": True, "int": -5, "long": -(1 << 40), "bytes": b"\0\1",
    }  # fmt: skip
    assert database.xml.read() == XML


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (Made(header={2: b"\x01" * 16}), "01010101-0101"),
        (Made(parameters={"$UUID": (0x42, b"\x02" * 16)}), "02020202-0202"),
        (Made(header={3: struct.pack("<I", 2)}), "compressed"),
        (Made(stream=1), "ArcFour"),
        (Made(stream=0), "(0)"),
        (Made(version=(3, 1), stream=1), "ArcFour"),
        (Made(version=(5, 0)), "5.0"),
        (Made(version=(1, 0)), "1.0"),
    ],
)
def test_what_is_not_read_is_named(made, word):
    with pytest.raises(CannotImport, match=word) as told:
        opened(made)
    assert type(told.value) is CannotImport


def test_a_database_of_keepass_1_is_recognised_and_named():
    data = bytes.fromhex("03d9a29a65fb4bb5") + bytes(200)
    assert is_kdbx(data)
    with pytest.raises(CannotImport, match="KeePass 1"):
        read_kdbx(source(data), given())


def test_recognised_by_its_first_bytes():
    assert is_kdbx(Made().build())
    assert not is_kdbx(b"PK\x03\x04")
    assert not is_kdbx(b"")


# Attachments


def test_attachments_are_read_in_any_order_and_between_each_other():
    files = [(0, b"first"), (1, b""), (1, bytes(range(256)) * 20_000), (0, b"last")]
    database = opened(Made(binaries=files))
    assert [(one.size, one.protected) for one in database.binaries] == [
        (len(data), bool(flags)) for flags, data in files
    ]
    for place in (3, 0, 2, 2, 1, 3):
        assert b"".join(database.binaries[place].chunks()) == files[place][1]
    first, second = database.binaries[2].chunks(), database.binaries[2].chunks()
    both = [(one, other) for one, other in zip(first, second, strict=True)]
    assert b"".join(one for one, _other in both) == files[2][1]
    assert database.xml.read() == XML
    assert all(one == other for one, other in both)
    assert all(len(one) <= 1 << 20 for one, _other in both)


def test_attachments_in_order_are_one_pass(monkeypatch):
    passes = []

    def counted(*what):
        passes.append(what)
        return signed_blocks(*what)

    monkeypatch.setattr(reading, "signed_blocks", counted)
    database = opened(Made(binaries=[(0, bytes(100_000))] * 20))
    for binary in database.binaries:
        assert sum(map(len, binary.chunks())) == 100_000
    assert len(passes) == 2  # the first look, and one for all of them
    list(database.binaries[0].chunks())
    assert len(passes) == 3


def test_a_closed_database_gives_no_attachment():
    database = opened(Made(binaries=[(0, b"secret")]))
    begun = database.binaries[0].chunks()
    database.close()
    database.close()
    for chunks in (begun, database.binaries[0].chunks()):
        with pytest.raises(ValueError, match="closed"):
            next(chunks)


def test_keys_are_wiped_when_the_last_attachment_is_gone(monkeypatch):
    made: list[SecretBytes] = []

    def kept(*what):
        made.append(cipher_key(*what))
        return made[-1]

    monkeypatch.setattr(reading, "cipher_key", kept)
    binary = opened(Made(binaries=[(0, b"secret")])).binaries[0]
    gc.collect()
    assert b"".join(binary.chunks()) == b"secret"
    (key,) = made
    buffer = key.buffer
    assert any(buffer)
    del binary
    gc.collect()
    assert not any(buffer)


def test_the_xml_can_be_all_that_is_kept_of_a_database():
    xml = opened(Made(XML * 100, block=16)).xml
    gc.collect()
    assert xml.read() == XML * 100


def test_nothing_of_a_database_is_shown_by_its_repr():
    made = Made(binaries=[(0, b"secret")])
    database = opened(made)
    shown = repr(database) + repr(database.binaries) + repr(given())
    assert "secret" not in shown
    assert repr(PASSWORD) not in shown


@pytest.mark.parametrize("cipher", ["aes", "twofish", "chacha20"])
@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
@pytest.mark.parametrize("block", [1, 13, 3 << 20])
def test_blocks_of_any_size(block, version, cipher):
    xml = (
        XML if block == 1 else XML * 80_000 if block > 1 << 20 and cipher != "twofish" else XML * 9
    )
    made = Made(xml, version=version, block=block, packed=False, cipher=cipher)
    assert opened(made).xml.read() == xml


def test_the_xml_can_be_read_in_pieces():
    database = opened(Made(XML * 100))
    pieces = list(iter(lambda: database.xml.read(7), b""))
    assert b"".join(pieces) == XML * 100
    assert max(map(len, pieces)) <= 7


def test_reading_can_be_stopped_at_every_step():
    class Stop(Exception):
        pass

    def after(count: int):
        steps = iter(range(count))

        def step() -> None:
            if next(steps, None) is None:
                raise Stop

        return step

    for made in (Made(), Made(kdf="aes"), Made(version=(3, 1))):
        data = made.build()
        with pytest.raises(Stop):
            read_kdbx(source(data), given(), after(0)).xml.read()
        count = 1
        while True:
            try:
                assert read_kdbx(source(data), given(), after(count)).xml.read() == XML
                break
            except Stop:
                count += 1


# What other programs wrote

REAL = [
    ("format300.kdbx", b"a", None, (3, 0)),
    ("format400.kdbx", b"t", None, (4, 0)),
    ("pykeepass-test4.kdbx", b"password", "pykeepass-test4.key", (4, 0)),
]


@pytest.mark.exports
@pytest.mark.parametrize(("name", "password", "key", "version"), REAL)
def test_databases_that_other_programs_wrote(name, password, key, version):
    what = given(password, (EXPORTS / key).read_bytes() if key else None)
    with (EXPORTS / name).open("rb") as file:
        database = read_kdbx(Source(file), what)
        assert database.version == version
        xml = database.xml.read()
        assert xml.startswith(b"<?xml")
        assert xml.rstrip().endswith(b"</KeePassFile>")
        with pytest.raises(SourceWrongPassword):
            read_kdbx(Source(file), Given(password=SecretBytes(b"wrong"), key_file=what.key_file))


@pytest.mark.exports
def test_the_attachment_that_keepassxc_wrote():
    with (EXPORTS / "format400.kdbx").open("rb") as file:
        (binary,) = read_kdbx(Source(file), given(b"t")).binaries
        assert len(b"".join(binary.chunks())) == binary.size == 10


def test_what_many_entries_name_is_gone_through_once(monkeypatch):
    made = Made(packed=False, binaries=[(0, bytes(100_000)), (0, b"one"), (0, b"two")])
    database = opened(made)
    again: list[int] = []
    real = reading._Payload.flow

    def counted(*given):
        again.append(1)
        return real(*given)

    monkeypatch.setattr(reading._Payload, "flow", counted)
    for _entry in range(50):
        assert b"".join(database.binaries[1].chunks()) == b"one"
    assert b"".join(database.binaries[2].chunks()) == b"two"
    assert len(again) == 1
    database.close()
    with pytest.raises(ValueError, match="closed"):
        list(database.binaries[2].chunks())
