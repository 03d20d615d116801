# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.crypto.kdf import CHEAPEST, Argon2Cost
from strongroom.errors import Damaged, InvalidInput
from strongroom.vault.header import HEADER_MOST, MOST_SLOTS, Header, header_hash
from strongroom.vault.slot import PasswordParameters, Slot

VAULT_ID = bytes(range(16))
PARAMETERS = PasswordParameters(bytes(range(16)), CHEAPEST)


def slot(types: tuple[int, ...] = (1,)) -> Slot:
    parameters = PARAMETERS if 1 in types else None
    return Slot.make(os.urandom(16), types, parameters, check=bytes(32), wrapped=bytes(60))


def example() -> dict[str, Any]:
    """Return the JSON of a header with a slot of password and key file."""
    return json.loads(Header(VAULT_ID, (slot((1, 2)),)).build()[32:])  # type: ignore[no-any-return]


def stored(value: object) -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return sha256(text).digest() + text


def test_is_read_as_it_was_built():
    header = Header(VAULT_ID, (slot((1,)), slot((1, 2)), slot((3,))))
    assert Header.parse(header.build()) == header
    assert header.build() == Header.parse(header.build()).build()


def test_is_laid_out_as_the_format_says():
    made = slot((1, 2))
    value = {
        "vault": VAULT_ID.hex(),
        "slots": [
            {
                "id": made.id.hex(),
                "factors": [
                    {
                        "type": 1,
                        "salt": PARAMETERS.salt.hex(),
                        "memory_kib": 19456,
                        "passes": 2,
                        "lanes": 1,
                    },
                    {"type": 2},
                ],
                "check": bytes(32).hex(),
                "wrapped": bytes(60).hex(),
            }
        ],
    }
    built = Header(VAULT_ID, (made,)).build()
    assert json.loads(built[32:]) == value
    assert built[:32] == sha256(built[32:]).digest()
    parsed = Header.parse(stored(value)).slots[0]
    assert (parsed.id, parsed.types, parsed.password) == (made.id, (1, 2), PARAMETERS)
    assert parsed.known


@given(st.data())
def test_one_flipped_bit_is_damage(data):
    built = bytearray(Header(VAULT_ID, (slot(),)).build())
    bit = data.draw(st.integers(0, len(built) * 8 - 1))
    built[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Damaged):
        Header.parse(bytes(built))


@given(st.binary(max_size=64))
def test_noise_is_damage(noise):
    with pytest.raises(Damaged):
        Header.parse(noise)
    with pytest.raises(Damaged):
        Header.parse(stored(noise))


def _set(*path: object) -> Any:
    """Return a change that puts the last of ``path`` where the others lead."""

    def change(value: Any) -> None:
        *way, key, new = path
        for step in way:
            value = value[step]
        if new is None:
            del value[key]
        else:
            value[key] = new

    return change


FACTOR = ("slots", 0, "factors", 0)


@pytest.mark.parametrize(
    "change",
    [
        _set("vault", None),
        _set("vault", "00"),
        _set("vault", 5),
        _set("vault", VAULT_ID.hex() + "\n"),
        _set("vault", "A" * 32),
        _set("slots", None),
        _set("slots", []),
        _set("slots", {}),
        _set("slots", [5]),
        _set("slots", 0, "id", None),
        _set("slots", 0, "id", "00" * 15),
        _set("slots", 0, "check", "00" * 31),
        _set("slots", 0, "wrapped", "00" * 61),
        _set("slots", 0, "factors", []),
        _set("slots", 0, "factors", [{"type": 2}, {"type": 2}]),
        _set("slots", 0, "factors", [{"type": 3}, {"type": 2}]),
        _set("slots", 0, "factors", [{"type": 2}, {"type": 1}]),
        _set("slots", 0, "factors", [{"type": 0}]),
        _set("slots", 0, "factors", [{"type": 256}]),
        _set("slots", 0, "factors", [{"type": "2"}]),
        _set("slots", 0, "factors", [{"type": 2.0}]),
        _set("slots", 0, "factors", [{}]),
        _set("slots", 0, "factors", [{"type": 1}]),
        _set("slots", 0, "factors", [[]]),
        _set(*FACTOR, "salt", "00"),
        _set(*FACTOR, "salt", None),
        _set(*FACTOR, "memory_kib", 8),
        _set(*FACTOR, "memory_kib", 1 << 30),
        _set(*FACTOR, "memory_kib", 1 << 80),
        _set(*FACTOR, "memory_kib", 19456.5),
        _set(*FACTOR, "memory_kib", True),
        _set(*FACTOR, "passes", 1),
        _set(*FACTOR, "lanes", 0),
        _set(*FACTOR, "lanes", "1"),
    ],
)
def test_what_the_format_forbids_is_damage(change):
    value = example()
    change(value)
    with pytest.raises(Damaged):
        Header.parse(stored(value))


def test_json_that_is_not_strict_is_damage():
    text = json.dumps(example())[1:].encode()
    Header.parse(stored(b"{" + text))
    for more in (b'"vault":"","vault":"",', b'"x":"\\ud800",', b'"x":NaN,', b'"x":"\xff",'):
        with pytest.raises(Damaged):
            Header.parse(stored(b"{" + more + text))
    with pytest.raises(Damaged):
        Header.parse(stored(b'{"x":' + b"[" * 32 + b"]" * 32 + b"," + text))
    with pytest.raises(Damaged):
        Header.parse(stored(b'{"x":' + b"[" * 20_000 + b"," + text))


def test_two_slots_of_one_id_are_damage():
    value = example()
    value["slots"] *= 2
    with pytest.raises(Damaged):
        Header.parse(stored(value))


def test_holds_sixteen_slots_and_no_more():
    header = Header(VAULT_ID, tuple(slot() for _ in range(MOST_SLOTS)))
    assert len(Header.parse(header.build()).slots) == MOST_SLOTS
    with pytest.raises(InvalidInput, match="16"):
        header.with_slots((*header.slots, slot())).build()
    value = json.loads(header.build()[32:])
    value["slots"].append(json.loads(slot().raw))
    with pytest.raises(Damaged):
        Header.parse(stored(value))


def test_has_64_kib_and_no_more():
    value = example()
    value["x"] = ""
    value["x"] = "a" * (HEADER_MOST - len(stored(value)))
    header = Header.parse(stored(value))
    value["x"] += "a"
    with pytest.raises(Damaged):
        Header.parse(stored(value))
    with pytest.raises(InvalidInput):
        header.with_slots((*header.slots, slot(), slot())).build()


def test_keeps_what_a_newer_version_added_byte_for_byte():
    newer = b'{"id":"%s","factors":[{"type":3},{"type":5,"credential": "x"}],' % (b"ab" * 16)
    newer += b'"check":"%s",  "wrapped":"%s","seen":1.50}' % (b"00" * 32, b"00" * 60)
    extended = b'{"icon":{"b":1, "a":2},' + slot((1, 2)).raw[1:]
    text = b'{"later":[1, 2],"vault":"%s","slots":[%s,%s]}' % (
        VAULT_ID.hex().encode(),
        newer,
        extended,
    )
    header = Header.parse(stored(text))
    assert [s.known for s in header.slots] == [False, True]
    assert header.slots[0].types == (3, 5)
    more = header.with_slots((*header.slots, slot((3,)))).build()
    assert newer in more
    assert extended in more
    assert b'"later":[1, 2]' in more
    assert Header.parse(more).slots[:2] == header.slots


def test_the_keyring_s_factor_has_a_name_and_is_not_for_headers():
    assert slot((1, 4)).known
    assert not slot((1, 4)).in_headers
    assert slot((1, 2)).in_headers
    assert not slot((1, 5)).in_headers


def test_a_slot_does_not_show_what_it_wraps():
    assert "00" * 32 not in repr(slot())
    assert bytes(60).hex() not in repr(Header(VAULT_ID, (slot(),)))


def test_a_cost_of_today_survives_the_file():
    cost = Argon2Cost(1 << 20, 3, 4)
    made = Slot.make(
        bytes(16), (1,), PasswordParameters(bytes(16), cost), check=bytes(32), wrapped=bytes(60)
    )
    parsed = Header.parse(Header(VAULT_ID, (made,)).build()).slots[0]
    assert parsed.password is not None
    assert parsed.password.cost == cost


def test_the_hash_is_of_every_stored_byte():
    built = Header(VAULT_ID, (slot(),)).build()
    assert header_hash(built) == sha256(built).digest()
