# SPDX-License-Identifier: GPL-3.0-or-later
import gc
import io
import itertools
import os
import tracemalloc

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.exchange.kdbx.maker import given, source

from strongroom.crypto.kdf import MEBIBYTE, Argon2Cost
from strongroom.errors import CannotExport, SourceWrongPassword
from strongroom.exchange.kdbx import writing
from strongroom.exchange.kdbx.ciphers import inner_stream
from strongroom.exchange.kdbx.database import NewBinary, XmlSink
from strongroom.exchange.kdbx.header import CHACHA20, read_header
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.kdbx.writing import MOST_BINARY, USUAL, write_kdbx

CHEAP = Argon2Cost(64, 1, 2)
KEY = b"any file is a key"


def written(xml: bytes = b"<a/>", what=None, **more) -> bytes:
    out = io.BytesIO()
    write_kdbx(out, lambda sink: sink.write(xml), given=what or given(), cost=CHEAP, **more)
    return out.getvalue()


def test_the_key_of_the_inner_stream_is_wiped(monkeypatch):
    streams: list[bytes | bytearray] = []

    def stream(number: int, key: bytes | bytearray):
        streams.append(key)
        return inner_stream(number, key)

    monkeypatch.setattr(writing, "inner_stream", stream)
    written()
    (key,) = streams
    assert isinstance(key, bytearray)
    assert bytes(key) == bytes(64)


def binary(data: bytes, *, protected: bool = False) -> NewBinary:
    return NewBinary(len(data), lambda: iter([data]), protected)


@settings(max_examples=40)
@drawn(
    st.lists(st.binary(max_size=300), max_size=5),
    st.lists(st.tuples(st.binary(max_size=5000), st.booleans()), max_size=4),
    st.lists(st.binary(max_size=200), max_size=8),
    st.integers(0, 1),
)
def test_what_is_written_is_read(pieces, files, secrets, minor):
    def write_xml(sink: XmlSink) -> None:
        for piece in pieces:
            sink.write(piece)
        hidden.extend(sink.protect(secret) for secret in secrets)

    hidden: list[bytes] = []
    out = io.BytesIO()
    binaries = [binary(data, protected=protected) for data, protected in files]
    write_kdbx(out, write_xml, given=given(), cost=CHEAP, binaries=binaries, minor=minor)
    database = read_kdbx(source(out.getvalue()), given())
    assert database.version == (4, minor)
    assert [(b"".join(one.chunks()), one.protected) for one in database.binaries] == files
    assert database.xml.read() == b"".join(pieces)
    assert [database.unprotect(text) for text in hidden] == secrets


@pytest.mark.parametrize(
    "what", [given(b"pass"), given(b"pass", KEY), given(None, KEY), given(b"", KEY), given(b"")]
)
def test_it_opens_with_what_it_was_closed_with_and_nothing_else(what):
    data = written(what=what)
    read_kdbx(source(data), what).close()
    for wrong in (given(b"other"), given(b"pass", b"other"), given(None, b"other")):
        with pytest.raises(SourceWrongPassword):
            read_kdbx(source(data), wrong)


def test_two_writings_share_no_salt_seed_iv_or_key():
    one, other = (read_header(io.BytesIO(written())) for _ in range(2))
    assert one.seed != other.seed
    assert one.iv != other.iv
    assert one.derivation.salt != other.derivation.salt  # type: ignore[union-attr]
    first, second = (read_kdbx(source(written()), given()) for _ in range(2))
    zeros = b"AAAAAAAAAAAAAAAAAAAAAA=="
    assert first.unprotect(zeros) != second.unprotect(zeros)


def test_what_it_costs_is_what_keepassxc_takes():
    assert Argon2Cost(64 * MEBIBYTE, 10, 4) == USUAL
    header = read_header(io.BytesIO(written()))
    assert header.cipher != CHACHA20
    assert header.packed


@pytest.mark.parametrize("chunks", [[b"ab"], [b"abcd"], [b"ab", b"cd"], []])
def test_an_attachment_of_another_size_than_was_said_is_a_fault_of_ours(chunks):
    with pytest.raises(ValueError, match="size"):
        written(binaries=[NewBinary(3, lambda: iter(chunks))])


def test_an_attachment_that_no_field_can_hold_is_refused_before_anything_is_written():
    out = io.BytesIO()
    with pytest.raises(ValueError, match="large"):
        write_kdbx(
            out,
            lambda _sink: None,
            given=given(),
            binaries=[NewBinary(MOST_BINARY + 1, lambda: iter(()))],
        )
    assert out.getvalue() == b""


def test_a_cost_that_this_machine_cannot_pay_is_refused():
    out = io.BytesIO()
    with pytest.raises(CannotExport, match="memory"):
        write_kdbx(out, lambda _sink: None, given=given(), cost=Argon2Cost(1 << 41, 2, 2))
    assert out.getvalue() == b""


def test_writing_can_be_stopped():
    class Stop(Exception):
        pass

    steps = itertools.count()

    def step() -> None:
        if next(steps) == 2:
            raise Stop

    with pytest.raises(Stop):
        written(step=step, binaries=[NewBinary(9 << 20, noise)])


def noise() -> "itertools.islice[bytes]":
    return itertools.islice(iter(lambda: os.urandom(1 << 20), b""), 9)


def test_neither_side_holds_an_attachment_whole():
    size = 64 << 20
    big = NewBinary(size, lambda: (bytes([at]) * (1 << 20) for at in range(64)))
    gc.collect()
    tracemalloc.start()
    try:
        data = written(binaries=[big, big])
        database = read_kdbx(source(data), given())
        at = 0
        for chunk in database.binaries[1].chunks():
            assert len(chunk) <= 1 << 20
            assert (chunk[0], chunk[-1]) == (at >> 20, (at + len(chunk) - 1) >> 20)
            at += len(chunk)
        assert at == size
        assert database.xml.read() == b"<a/>"
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
