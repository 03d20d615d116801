# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that were broken, cut, or made to do harm: each has its sentence, none its way."""

import gzip
import hashlib
import io
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.conftest import EXPORTS
from tests.exchange.kdbx.maker import (
    SALSA20,
    XML,
    Made,
    dictionary,
    given,
    inner_field,
    source,
)

from strongroom.errors import CannotImport, SourceDamaged, SourceWrongPassword
from strongroom.exchange.kdbx import derivation, reading
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.kdbx.signature import SIGNATURE
from strongroom.exchange.source import Source

WHOLE = {
    "4": Made(binaries=[(0, b"attachment"), (1, b"")]),
    "4 chacha20": Made(cipher="chacha20", packed=False, binaries=[(0, b"attachment")]),
    "4 aes-kdf": Made(kdf="aes", cipher="twofish"),
    "3": Made(version=(3, 1), stream=SALSA20, block=20),
    "3 plain": Made(version=(3, 1), stream=SALSA20, packed=False, cipher="chacha20"),
}


@pytest.fixture(autouse=True)
def _little_is_dear(monkeypatch):
    """No mutation makes a test derive a key for minutes: what is dear is asked for sooner."""
    monkeypatch.setattr(derivation, "ROUNDS_UNASKED", 100_000)
    monkeypatch.setattr(derivation, "WORK_UNASKED", 1 << 16)


def read_whole(data: bytes) -> bytes:
    """Read all that is in a file; what it raises is an outcome, or a fault of ours."""
    database = read_kdbx(source(data), given())
    try:
        for binary in database.binaries:
            for _chunk in binary.chunks():
                pass
        database.unprotect(b"AAAA")
        return database.xml.read()
    finally:
        database.close()


def outcome(data: bytes) -> str:
    try:
        read_whole(data)
    except CannotImport as told:
        return type(told).__name__ if len(str(told)) > 20 else "no sentence"
    return "read"


@pytest.mark.parametrize("name", WHOLE)
def test_cut_anywhere_it_is_never_taken_for_whole(name):
    data = WHOLE[name].build()
    assert outcome(data) == "read"
    for length in range(len(data) - 1):
        assert outcome(data[:length]) == "SourceDamaged"
    assert outcome(data[:-1]) != "read" or name == "3 plain"


@pytest.mark.parametrize("name", WHOLE)
def test_any_byte_changed_is_found_out(name):
    data = WHOLE[name].build()
    # Version 3 vouches for its header in the XML alone, and leaves its padding unread.
    vouched = {"3": len(data), "3 plain": data.index(b"\r\n\r\n") + 4}.get(name, 0)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x41
        found = outcome(bytes(changed))
        if at >= vouched:
            assert found != "read", at


@settings(max_examples=300)
@drawn(st.sampled_from(sorted(WHOLE)), st.data())
def test_bytes_changed_taken_out_and_put_in(name, data):
    whole = bytearray(BUILT[name])
    for _times in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        end = at + data.draw(st.integers(0, 40))
        whole[at:end] = data.draw(st.binary(max_size=40))
    outcome(bytes(whole))


BUILT = {name: made.build() for name, made in WHOLE.items()}


@settings(max_examples=200)
@drawn(st.binary(max_size=600))
def test_arbitrary_bytes(data):
    assert outcome(data) == "SourceDamaged"


@settings(max_examples=300)
@drawn(
    st.sampled_from([(2, 0), (3, 0), (3, 1), (4, 0), (4, 1)]),
    st.lists(st.tuples(st.integers(0, 13), st.binary(max_size=64)), max_size=12),
    st.binary(max_size=100),
)
def test_arbitrary_fields(version, fields, rest):
    size = "<H" if version[0] < 4 else "<I"
    data = SIGNATURE + struct.pack("<HH", version[1], version[0])
    for kind, value in fields:
        data += bytes((kind,)) + struct.pack(size, len(value)) + value
    assert outcome(data + rest) != "read"


FIELDS = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


@pytest.mark.parametrize("value", [b"", b"\0", b"\xff" * 4, b"\xff" * 8, bytes(16), bytes(33)])
@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
def test_every_field_with_every_wrong_size(version, kind, value):
    # The header's own hash and HMAC are right: only the field is not.
    found = outcome(Made(version=version, header={kind: value}).build())
    wanted = {2, 3, 4, 7} | ({5, 6, 9, 10} if version[0] < 4 else {11})
    assert found == "SourceDamaged" or kind not in wanted or (kind, len(value)) in {
        (2, 16), (3, 4), (6, 8), (7, 16), (10, 4),
    }  # fmt: skip


@drawn(
    st.lists(
        st.tuples(
            st.sampled_from(["$UUID", "S", "R", "M", "I", "P", "V", "K", "A"]),
            st.sampled_from([4, 5, 8, 12, 13, 24, 66]),
            st.binary(max_size=8) | st.binary(min_size=16, max_size=32),
        )
    )
)
def test_arbitrary_parameters_of_the_derivation(values):
    made = Made()
    raw = made._header({11: dictionary({n: (k, v) for n, k, v in values})}, "<I")
    data = raw + hashlib.sha256(raw).digest() + bytes(32) + bytes(36)
    assert outcome(data) != "read"


def test_negative_and_missing_amounts_are_damage():
    for name in ("M", "I", "P", "V"):
        negative = {name: (0x0D, struct.pack("<q", -1))}
        assert outcome(Made(parameters=negative).build()) == "SourceDamaged"
        assert outcome(Made(parameters={name: (0x18, b"12")}).build()) == "SourceDamaged"
    assert outcome(Made(parameters={"S": (0x18, b"12345678")}).build()) == "SourceDamaged"


# Bombs


def test_a_bomb_of_xml_is_stopped_by_count(monkeypatch):
    monkeypatch.setattr(reading, "MOST_XML", 4 << 20)
    for version in ((3, 1), (4, 0)):
        database = read_kdbx(source(Made(bytes(5 << 20), version=version).build()), given())
        with pytest.raises(CannotImport, match="far more"):
            database.xml.read()


def test_a_real_bomb_takes_no_memory():
    # 600 MiB of zeros in 600 KiB, packed piece by piece so that the test takes none either
    machine = zlib.compressobj(9, wbits=31)
    made = Made()
    packed = machine.compress(made.inner_header())
    packed += b"".join(machine.compress(bytes(1 << 20)) for _mebibyte in range(600))
    made.plain = packed + machine.flush()
    data = made.build()
    assert len(data) < 1 << 20
    tracemalloc.start()
    try:
        database = read_kdbx(source(data), given())
        pieces = iter(lambda: database.xml.read(1 << 20), b"")
        sizes: list[int] = []
        with pytest.raises(CannotImport, match="far more"):
            sizes.extend(map(len, pieces))
        assert reading.MOST_XML - (2 << 20) < sum(sizes) <= reading.MOST_XML
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_bomb_can_be_stopped_while_it_unpacks():
    class Stop(Exception):
        pass

    unpacked = []

    def step() -> None:
        unpacked.append(1)
        if len(unpacked) > 20:
            raise Stop

    with pytest.raises(Stop):
        read_kdbx(source(Made(binaries=[(0, bytes(40 << 20))]).build()), given(), step)


def test_attachments_that_unpack_to_more_than_any_database_holds(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BINARIES", 1 << 20)
    assert outcome(Made(binaries=[(0, bytes(2 << 20))]).build()) == "CannotImport"
    assert outcome(Made(binaries=[(0, bytes(1 << 19))] * 3).build()) == "CannotImport"


def test_more_fields_inside_than_any_database_has(monkeypatch):
    monkeypatch.setattr(reading, "MOST_FIELDS", 50)
    assert outcome(Made(binaries=[(0, b"")] * 60).build()) == "CannotImport"
    assert outcome(Made(inner=inner_field(77, b"") * 60).build()) == "CannotImport"


@pytest.mark.parametrize(
    "inner",
    [
        b"",
        b"\x03\xff\xff\xff\xff\0short",
        inner_field(3, b"") + Made().inner_header(),
        inner_field(1, b"") + inner_field(2, b"") + inner_field(0, b""),
        inner_field(0, b""),
        b"\x01\x04",
    ],
)
def test_inner_headers_that_are_none(inner):
    assert outcome(Made(inner=inner, xml=b"").build()) in {"SourceDamaged", "CannotImport"}


@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
@pytest.mark.parametrize(
    "plain",
    [b"", b"no gzip", gzip.compress(XML)[:-10], gzip.compress(XML)[:5], b"\x1f\x8b\x08\x00"],
)
def test_payloads_that_are_not_packed_as_said(version, plain):
    assert outcome(Made(version=version, plain=plain).build()) == "SourceDamaged"


@pytest.mark.parametrize("version", [(3, 1), (4, 0)])
def test_what_follows_the_end_is_not_looked_at(version):
    assert read_whole(Made(version=version, cipher="chacha20").build() + b"more") == XML
    packed = gzip.compress((Made().inner_header() if version[0] == 4 else b"") + XML) + b"more"
    assert read_whole(Made(version=version, plain=packed).build()) == XML


def test_a_padding_that_is_none_is_damage(monkeypatch):
    from tests.exchange.kdbx import maker  # noqa: PLC0415

    for padding in (b"\0" * 16, b"\x11" * 16, b"\x02\x03" * 8):
        monkeypatch.setattr(
            maker, "pad", lambda plain, _size, padding=padding: plain + padding[len(plain) % 16 :]
        )
        assert outcome(Made().build()) == "SourceDamaged"


def test_a_block_that_says_it_is_longer_than_the_file():
    data = bytearray(Made().build())
    place = data.index(b"\r\n\r\n") + 4 + 64 + 32
    data[place : place + 4] = b"\xff\xff\xff\x7f"
    assert outcome(bytes(data)) == "SourceDamaged"


@pytest.mark.parametrize("block", [1 << 16, 3 << 20])
def test_nothing_is_decrypted_before_its_block_was_found_sound(block):
    made = Made(XML * 70_000, block=block, packed=False, cipher="chacha20")
    data = bytearray(made.build())
    head = data.index(b"\r\n\r\n") + 4 + 64
    data[head + 36 + min(block, 70_000 * len(XML)) - 1] ^= 1
    with pytest.raises(SourceDamaged):
        read_kdbx(source(bytes(data)), given())


@pytest.mark.parametrize("block", [1 << 20, (1 << 20) + 1, 3 << 20, 40 << 20])
def test_a_file_that_changes_between_two_readings_is_not_believed(block):
    class Changing(io.BytesIO):
        """A file in which a byte is another once header and block were read."""

        def read(self, most=-1):
            at = self.tell()
            piece = bytearray(super().read(most))
            if at <= place < at + len(piece):
                self.times += 1
                if self.times > 2:
                    piece[place - at] ^= 1
            return bytes(piece)

        times = 0

    xml = b"<X>" + b" " * (3 << 20) + b"https://bank.example</X>"
    made = Made(xml, block=block, packed=False, cipher="chacha20")
    data = made.build()
    head = data.index(b"\r\n\r\n") + 4 + 64
    place = head + 36 + min(block, len(xml)) - 1
    try:
        found = read_kdbx(Source(Changing(data), "a.kdbx"), given()).xml.read()
    except SourceDamaged:
        assert block > 1 << 20
    else:
        assert found == xml
        assert block == 1 << 20


@pytest.mark.parametrize("version", [(4, 0), (4, 1)])
def test_a_header_with_a_broken_bit_is_damaged_and_no_other_format(version):
    data = Made(version=version).build()
    end = data.index(b"\r\n\r\n") + 4 + 32
    for bit in range(8 * end):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        assert outcome(bytes(broken)) == "SourceDamaged", bit


def test_a_version_that_is_whole_and_not_read_is_no_damage():
    with pytest.raises(CannotImport, match=r"5\.0") as told:
        read_kdbx(source(Made(version=(5, 0)).build()), given())
    assert type(told.value) is CannotImport


def test_a_database_that_stays_closed_may_want_a_hardware_key():
    for version in ((3, 1), (4, 0)):
        with pytest.raises(SourceWrongPassword, match="hardware key"):
            read_kdbx(source(Made(version=version).build()), given(b"wrong"))


def test_a_header_without_end_is_read_no_further_than_its_bound():
    field = b"\x4d" + struct.pack("<I", 1 << 20) + bytes(1 << 20)
    data = SIGNATURE + struct.pack("<HH", 0, 4) + field * 6
    assert outcome(data) == "SourceDamaged"


@pytest.mark.exports
@pytest.mark.parametrize(("name", "password"), [("format300.kdbx", b"a"), ("format400.kdbx", b"t")])
def test_real_files_cut_at_every_place(name, password, monkeypatch):
    monkeypatch.setattr(derivation, "ROUNDS_UNASKED", 10_000_000)
    whole = (EXPORTS / name).read_bytes()
    for length in range(0, len(whole) - 1, 7):
        with pytest.raises(SourceDamaged):
            read_kdbx(source(whole[:length]), given(password)).xml.read()
