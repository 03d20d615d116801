# SPDX-License-Identifier: GPL-3.0-or-later
import hmac
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from strongroom.errors import Altered, Damaged
from strongroom.secret import SecretBytes
from strongroom.vault.manifest import Manifest, StoredManifest

KEY = SecretBytes(bytes(range(32)))
PLACE = {"vault_id": bytes(range(16)), "header_hash": bytes(range(32, 64))}
TAG = bytes(16)

IDS = st.integers(1, (1 << 63) - 1)
TAGS = st.binary(min_size=16, max_size=16)
ROWS = st.dictionaries(IDS, TAGS, max_size=30)


def of(rows):
    return Manifest.of(sorted(rows.items()))


class KeptSorted(RuleBasedStateMachine):
    """Whatever is put and removed, the list is the sorted one of what is there."""

    def __init__(self):
        super().__init__()
        self.manifest = Manifest()
        self.rows: dict[int, bytes] = {}

    @rule(row_id=st.integers(1, 30) | IDS, tag=TAGS)
    def put(self, row_id, tag):
        self.manifest.put(row_id, tag)
        self.rows[row_id] = tag

    @rule(row_id=st.integers(1, 30))
    def remove(self, row_id):
        if row_id in self.rows:
            self.manifest.remove(row_id)
            del self.rows[row_id]
        else:
            with pytest.raises(KeyError):
                self.manifest.remove(row_id)

    @invariant()
    def is_the_list_of_what_is_there(self):
        assert list(self.manifest) == sorted(self.rows)
        assert len(self.manifest) == len(self.rows)
        assert dict(self.manifest.records()) == self.rows
        assert {row_id: self.manifest.tag(row_id) for row_id in self.rows} == self.rows
        assert (15 in self.manifest) == (15 in self.rows)
        fresh = of(self.rows)
        assert self.manifest.vouch(KEY, **PLACE, generation=1) == fresh.vouch(
            KEY, **PLACE, generation=1
        )


TestKeptSorted = KeptSorted.TestCase
TestKeptSorted.settings = settings(max_examples=25, stateful_step_count=30)


@given(ROWS, st.integers(0, (1 << 63) - 1))
def test_the_mac_is_the_one_that_the_format_says(rows, generation):
    stored = of(rows).vouch(KEY, **PLACE, generation=generation)
    records = b"".join(row_id.to_bytes(8) + tag for row_id, tag in sorted(rows.items()))
    message = (
        b"manifest"
        + PLACE["vault_id"]
        + PLACE["header_hash"]
        + generation.to_bytes(8)
        + len(rows).to_bytes(8)
        + records
    )
    assert stored.build() == (
        generation.to_bytes(8)
        + len(rows).to_bytes(8)
        + hmac.digest(bytes(KEY.buffer), message, sha256)
    )
    assert StoredManifest.parse(stored.build()) == stored


def test_what_was_saved_is_accepted():
    manifest = of({1: TAG, 2: TAG})
    manifest.check(manifest.vouch(KEY, **PLACE, generation=3), KEY, **PLACE)


@given(st.dictionaries(IDS, TAGS, min_size=1, max_size=8), st.data())
def test_one_flipped_bit_in_what_is_stored_is_noticed(rows, data):
    manifest = of(rows)
    stored = bytearray(manifest.vouch(KEY, **PLACE, generation=3).build())
    bit = data.draw(st.integers(0, len(stored) * 8 - 1))
    stored[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Altered, Damaged)):
        manifest.check(StoredManifest.parse(bytes(stored)), KEY, **PLACE)


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {1: TAG},
        {1: TAG, 2: TAG, 3: TAG},
        {1: TAG, 3: TAG},
        {1: TAG, 2: bytes(15) + b"\1"},
        {1: bytes(15) + b"\1", 2: TAG},
    ],
)
def test_other_rows_are_noticed(rows):
    stored = of({1: TAG, 2: TAG}).vouch(KEY, **PLACE, generation=3)
    with pytest.raises(Altered):
        of(rows).check(stored, KEY, **PLACE)


@pytest.mark.parametrize("changed", ["vault_id", "header_hash"])
def test_another_vault_or_header_is_noticed(changed):
    manifest = of({1: TAG})
    stored = manifest.vouch(KEY, **PLACE, generation=3)
    with pytest.raises(Altered):
        manifest.check(stored, KEY, **{**PLACE, changed: bytes(len(PLACE[changed]))})


def test_another_key_is_noticed():
    manifest = of({1: TAG})
    with pytest.raises(Altered):
        manifest.check(manifest.vouch(KEY, **PLACE, generation=3), SecretBytes(bytes(32)), **PLACE)


def test_another_count_is_noticed_whatever_the_mac_is():
    manifest = of({1: TAG})
    stored = manifest.vouch(KEY, **PLACE, generation=3)
    with pytest.raises(Altered):
        manifest.check(StoredManifest(3, 2, stored.mac), KEY, **PLACE)


@pytest.mark.parametrize("ids", [[2, 1], [1, 1], [0], [-1], [5, -5], [1, 2, 2, 3]])
def test_ids_out_of_order_or_range_are_damage(ids):
    with pytest.raises(Damaged):
        Manifest.of((row_id, TAG) for row_id in ids)


@pytest.mark.parametrize(
    "stored",
    [b"", bytes(47), bytes(49), b"\x80" + bytes(47), bytes(8) + b"\x80" + bytes(39), b"\xff" * 48],
)
def test_what_no_save_stores_is_damage(stored):
    with pytest.raises(Damaged):
        StoredManifest.parse(stored)


def test_there_is_no_tag_of_what_is_not_there():
    assert of({1: TAG, 3: TAG}).tag(2) is None
    assert of({}).tag(2) is None


def test_can_be_changed_while_somebody_is_half_way_through():
    manifest = of({1: TAG, 3: TAG})
    ids = iter(manifest)
    assert next(ids) == 1
    manifest.put(2, TAG)
    assert list(ids) == [3]


def test_the_largest_generation_and_count_are_read():
    largest = b"\x7f" + b"\xff" * 7
    stored = StoredManifest.parse(largest * 2 + bytes(32))
    assert stored.generation == stored.count == (1 << 63) - 1
