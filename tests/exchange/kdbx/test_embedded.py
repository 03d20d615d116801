# SPDX-License-Identifier: GPL-3.0-or-later
import gzip

import pytest

from strongroom.errors import CannotImport, SourceDamaged
from strongroom.exchange.kdbx import embedded
from strongroom.exchange.kdbx.embedded import embedded_binary

DATA = bytes(range(256)) * 10_000


@pytest.mark.parametrize("packed", [False, True])
def test_the_bytes_come_out_as_often_as_they_are_asked_for(packed):
    binary = embedded_binary(gzip.compress(DATA) if packed else DATA, packed=packed, protected=True)
    assert (binary.size, binary.protected) == (len(DATA), True)
    for _again in range(2):
        chunks = list(binary.chunks())
        assert b"".join(chunks) == DATA
        assert all(0 < len(chunk) <= 1 << 20 for chunk in chunks)


def test_an_empty_one():
    assert list(embedded_binary(b"", packed=False).chunks()) == []
    assert embedded_binary(gzip.compress(b""), packed=True).size == 0
    # KeePassXC packs nothing into nothing.
    empty = embedded_binary(b"", packed=True)
    assert (empty.size, list(empty.chunks())) == (0, [])


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(DATA)[:-9], gzip.compress(b"")[:5]])
def test_what_is_not_packed_as_said_is_damage(data):
    with pytest.raises(SourceDamaged):
        embedded_binary(data, packed=True)


def test_a_bomb_is_counted(monkeypatch):
    monkeypatch.setattr(embedded, "MOST", 3 << 20)
    with pytest.raises(CannotImport, match="far more"):
        embedded_binary(gzip.compress(bytes(4 << 20)), packed=True)
