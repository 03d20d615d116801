# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.crypto.sealing import Sealer
from strongroom.errors import Altered, Damaged, InvalidInput
from strongroom.model.fields import Field
from strongroom.model.item import Details, Overview
from strongroom.secret import SecretBytes
from strongroom.vault import padding
from strongroom.vault.row_types import FolderRow, ItemRow, TombstoneRow, UnknownRow
from strongroom.vault.rows import Rows

KEY = SecretBytes(bytes(range(32)))
VAULT_ID = bytes(range(16))
ROWS = Rows(KEY, VAULT_ID)

DETAILS = Details(version=1, fields=(Field(id=1, value="secret"),))


def item(title: str, row_id: int = 0) -> ItemRow:
    overview = Overview(id=row_id, kind="login", title=title, created=1, modified=2)
    return ItemRow(overview=overview, details=None)


def sealed_by_hand(table: bytes, row_id: int, plain: bytes) -> bytes:
    return Sealer(KEY).seal(plain, b"strongroom/1/" + table + VAULT_ID + row_id.to_bytes(8))


@given(st.text(max_size=800), st.integers(1, (1 << 63) - 1))
def test_an_overview_opens_where_it_was_sealed(title, row_id):
    title = title.encode("utf-8", "replace").decode()
    sealed = ROWS.seal_overview(row_id, item(title))
    assert len(sealed) % 256 == 0
    assert ROWS.open_overview(row_id, sealed) == item(title, row_id)
    assert list(ROWS.open_overviews([(row_id, sealed)])) == [(row_id, item(title, row_id))]


def test_details_and_parts_open_where_they_were_sealed():
    sealed = ROWS.seal_details(7, DETAILS)
    assert len(sealed) == 480
    assert ROWS.open_details(7, sealed) == DETAILS
    part = ROWS.seal_part(7, b"data", 480)
    assert len(part) == 480
    assert ROWS.open_part(7, part) == b"data"


def test_a_row_is_laid_out_as_the_format_says():
    text = json.dumps({"t": "tombstone", "at": 5}).encode()
    sealed = sealed_by_hand(b"overview", 9, len(text).to_bytes(4) + text + b"any padding")
    assert ROWS.open_overview(9, sealed) == TombstoneRow(at=5)


@pytest.mark.parametrize("row_id", [1, -1, 1 << 63, 1 << 64])
def test_a_row_opens_under_no_other_id(row_id):
    sealed = ROWS.seal_overview(2, item("a"))
    with pytest.raises(Altered):
        ROWS.open_overview(row_id, sealed)
    with pytest.raises(Altered):
        list(ROWS.open_overviews([(row_id, sealed)]))


def test_a_row_opens_in_no_other_table_vault_or_key():
    sealed = ROWS.seal_overview(2, item("a"))
    for opened in (ROWS.open_details, ROWS.open_part):
        with pytest.raises(Altered):
            opened(2, sealed)
    with pytest.raises(Altered):
        ROWS.open_overview(2, ROWS.seal_details(2, DETAILS))
    with pytest.raises(Altered):
        Rows(KEY, bytes(16)).open_overview(2, sealed)
    with pytest.raises(Altered):
        Rows(SecretBytes(bytes(32)), VAULT_ID).open_overview(2, sealed)


@given(st.data())
def test_a_flipped_bit_is_an_alteration(data):
    sealed = bytearray(ROWS.seal_details(2, DETAILS))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Altered):
        ROWS.open_details(2, bytes(sealed))


@given(st.binary(max_size=64))
def test_noise_is_an_alteration(noise):
    for opened in (ROWS.open_overview, ROWS.open_details, ROWS.open_part):
        with pytest.raises(Altered):
            opened(2, noise)


def test_a_larger_row_than_there_can_be_is_refused_before_it_is_decrypted():
    with pytest.raises(Damaged):
        ROWS.open_overview(2, bytes(padding.OVERVIEW_MOST + 1))
    with pytest.raises(Damaged):
        ROWS.open_part(2, bytes(padding.PART_MOST + 1))
    with pytest.raises(Damaged):
        ROWS.open_details(2, bytes(padding.DETAILS_MOST + 1))


def test_a_length_beyond_the_end_is_damage():
    text = b'{"t":"tombstone","at":5}'
    sealed = sealed_by_hand(b"overview", 9, (len(text) + 1).to_bytes(4) + text)
    with pytest.raises(Damaged):
        ROWS.open_overview(9, sealed)
    padded = sealed_by_hand(b"overview", 9, (len(text) + 99).to_bytes(4) + text + bytes(9))
    with pytest.raises(Damaged):
        list(ROWS.open_overviews([(9, padded)]))


def test_what_does_not_fit_is_refused_and_the_largest_fits():
    room = padding.OVERVIEW_MOST - 32 - len(ROWS_TEXT.encode())
    assert len(ROWS.seal_overview(2, FolderRow(name="a" * room))) == padding.OVERVIEW_MOST
    with pytest.raises(InvalidInput):
        ROWS.seal_overview(2, FolderRow(name="a" * (room + 1)))
    with pytest.raises(InvalidInput):
        ROWS.seal_details(2, Details(version=1, fields=(Field(id=1, value="a" * (1 << 24)),)))


ROWS_TEXT = '{"t":"folder","name":""}'


def test_sealing_anew_keeps_what_only_a_newer_version_knows():
    text = b'{"t":"folder","name":"a","icon":"x"}'
    before = sealed_by_hand(b"overview", 9, len(text).to_bytes(4) + text)
    after = ROWS.seal_overview(9, FolderRow(name="b"), before)
    again = ROWS.seal_overview(9, FolderRow(name="c"), after)
    plain = Sealer(KEY).open(again, b"strongroom/1/overview" + VAULT_ID + (9).to_bytes(8))
    assert json.loads(padding.unpad(plain)) == {"t": "folder", "name": "c", "icon": "x"}

    text = b'{"version":1,"linked":[2]}'
    before = sealed_by_hand(b"details", 9, len(text).to_bytes(4) + text)
    after = ROWS.seal_details(9, DETAILS, before)
    plain = Sealer(KEY).open(after, b"strongroom/1/details" + VAULT_ID + (9).to_bytes(8))
    assert json.loads(padding.unpad(plain))["linked"] == [2]


def test_what_one_key_sealed_is_sealed_under_another_with_all_it_says():
    other = Rows(SecretBytes(bytes(32)), VAULT_ID)
    text = b'{"t":"folder","name":"a","icon":"x"}'
    sealed = sealed_by_hand(b"overview", 9, len(text).to_bytes(4) + text)
    data = ROWS.overview_json(9, sealed)
    assert data == text
    assert other.overview_json(9, other.seal_overview_json(9, data)) == text
    renamed = other.seal_overview_json(9, data, FolderRow(name="b"))
    assert json.loads(other.overview_json(9, renamed)) == {"t": "folder", "name": "b", "icon": "x"}

    text = b'{"version":1,"linked":[2]}'
    data = ROWS.details_json(9, sealed_by_hand(b"details", 9, len(text).to_bytes(4) + text))
    assert other.details_json(9, other.seal_details_json(9, data)) == text
    edited = other.seal_details_json(9, data, Details(version=2))
    assert json.loads(other.details_json(9, edited)) == {"version": 2, "linked": [2]}


def test_sealing_anew_does_not_take_over_what_does_not_open():
    with pytest.raises(Altered):
        ROWS.seal_overview(9, item("a"), bytes(256))
    with pytest.raises(Altered):
        ROWS.seal_details(9, DETAILS, bytes(480))


def test_a_newer_sort_of_row_is_listed_among_the_others():
    text = b'{"t":"newer"}'
    newer = sealed_by_hand(b"overview", 2, len(text).to_bytes(4) + text)
    rows = [(1, ROWS.seal_overview(1, item("a"))), (2, newer)]
    assert list(ROWS.open_overviews(rows)) == [(1, item("a", 1)), (2, UnknownRow("newer"))]


def test_a_closed_vault_opens_nothing():
    rows = Rows(KEY, VAULT_ID)
    rows.close()
    with pytest.raises(AttributeError):
        rows.seal_overview(1, item("a"))


@given(st.text(max_size=100), st.text(max_size=100))
def test_lengths_tell_a_class_and_no_content(one, other):
    """Fábrega et al.: the size must not depend on whether something is repeated."""
    sealed = [
        ROWS.seal_details(
            1, Details(version=1, fields=(Field(id=1, value="x" * 99), Field(id=2, value=value)))
        )
        for value in ("x" * 99, "y" * 99)
    ]
    assert len(sealed[0]) == len(sealed[1])
    sizes = {
        len(ROWS.seal_overview(1, FolderRow(name=(text.encode("utf-8", "replace").hex())[:40])))
        for text in (one, other)
    }
    assert sizes == {256}
