# SPDX-License-Identifier: GPL-3.0-or-later
"""FORMAT.md's test vectors and tables are what this program does."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

from strongroom.crypto.kdf import DEAREST, Argon2Cost, argon2id
from strongroom.crypto.keys import derive_keys
from strongroom.crypto.mac import hmac_sha256
from strongroom.crypto.sealing import tag_of
from strongroom.model.credentials import Credentials
from strongroom.model.fields import KINDS, Field, FieldKind
from strongroom.model.item import Attachment, Details, Overview, Version
from strongroom.secret import SecretBytes
from strongroom.vault import (
    factors,
    header,
    key_file,
    keyslots,
    local,
    padding,
    passwords,
    quick_slot,
    recovery_code,
    row_json,
    row_types,
    rows,
    schema,
    slot,
)
from strongroom.vault.manifest import Manifest, StoredManifest

TEXT = (Path(keyslots.__file__).parent / "FORMAT.md").read_text("utf-8")


def _vectors() -> Iterator[tuple[str, str]]:
    block = TEXT.split("## 20 Test vectors")[1].split("```")[1]
    for line in block.replace(" …\n    ", "").split("\n"):
        if line:
            name, value = line.split(" = ", 1)
            yield name, value


VECTORS = dict(_vectors())


def octets(name: str) -> bytes:
    return bytes.fromhex(VECTORS[name])


def number(name: str) -> int:
    return int(VECTORS[name])


@pytest.fixture
def keys():
    return derive_keys(SecretBytes(octets("vault_key")), octets("vault_id"))


@pytest.fixture
def urandom(monkeypatch):
    """Have the next random values be these."""

    def given(*values: bytes) -> None:
        left = iter(values)
        monkeypatch.setattr(os, "urandom", lambda _length: next(left))

    return given


def test_keys(keys):
    assert keys.rows.buffer == octets("rows_key")
    assert keys.manifest.buffer == octets("set_key")
    assert keys.local.buffer == octets("local_key")
    assert keys.key_id == octets("key_id")
    assert keys.settings_row == number("settings_row")


def test_password():
    normalised = passwords.for_new(SecretBytes(octets("password")))
    assert normalised.buffer == octets("password_nfkc")
    cost = Argon2Cost(number("memory_kib"), number("passes"), number("lanes"))
    assert argon2id(normalised, octets("salt"), cost).buffer == octets("argon2id")


def test_key_file(tmp_path):
    path = tmp_path / "k"
    path.write_text(
        f"strongroom-key-file 1\n{VECTORS['key_file_key']}\n{VECTORS['key_file_check']}\n"
    )
    assert key_file.read(path).buffer == octets("key_file_key")


def test_recovery_code():
    code = SecretBytes.of_text(VECTORS["recovery_code"].strip('"'))
    assert recovery_code.factor(code).buffer == octets("recovery_factor")


def test_slot(urandom):
    outputs = {
        1: SecretBytes(octets("argon2id")),
        2: SecretBytes(octets("key_file_key")),
    }
    material = factors.join(outputs)
    assert material.buffer == octets("material")
    with keyslots._derive(material, octets("vault_id"), octets("slot_id")) as (kek, check):
        assert kek.buffer == octets("kek")
        assert check == octets("check")
    cost = Argon2Cost(number("memory_kib"), number("passes"), number("lanes"))
    urandom(octets("slot_id"), octets("wrap_nonce"))
    made = keyslots.wrap(
        outputs,
        SecretBytes(octets("vault_key")),
        octets("vault_id"),
        slot.PasswordParameters(octets("salt"), cost),
    )
    assert made.wrapped == octets("wrapped")
    assert header.Header(octets("vault_id"), (made,)).build() == _stored_header()


def _stored_header() -> bytes:
    return octets("header_checksum") + VECTORS["header_json"].encode()


def test_header_opens_with_what_the_vectors_say(tmp_path):
    test_key_file(tmp_path)
    stored = _stored_header()
    assert header.header_hash(stored) == octets("header_hash") == sha256(stored).digest()
    brought = Credentials(password=SecretBytes(octets("password")), key_file=tmp_path / "k")
    opened = keyslots.find_key(header.Header.parse(stored), brought)
    assert opened.vault_key.buffer == octets("vault_key")


def test_quick_slot(urandom):
    secret = SecretBytes(octets("quick_secret"))
    pin = SecretBytes.of_text(VECTORS["quick_pin"].strip('"'))
    urandom(octets("quick_salt"), octets("quick_slot_id"), octets("quick_wrap_nonce"))
    cost = Argon2Cost(number("memory_kib"), number("passes"), number("lanes"))
    factor = quick_slot.pin_factor(pin, cost)
    assert factor.output == octets("quick_argon2id")
    made = quick_slot.make_quick_slot(
        SecretBytes(octets("vault_key")),
        octets("vault_id"),
        path=PurePosixPath("/home/ada/Café.strongroom"),
        secret=secret,
        pin=factor,
        login="1",
        made_ms=1_700_000_000_000,
        until_ms=1_700_043_200_000,
    )
    assert made.build() == octets("quick_code") + VECTORS["quick_json"].encode()
    assert hmac_sha256(SecretBytes(octets("quick_check_key")), made.text) == octets("quick_code")
    opened = quick_slot.QuickSlot.parse(made.build())
    vault_key = opened.vault_key(Credentials(password=pin, keyring=secret))
    assert vault_key.buffer == octets("vault_key")


def test_quick_slot_s_bounds_are_as_described():
    assert f"From 33 to {quick_slot.FILE_MOST:,} bytes" in TEXT
    assert f"at most {quick_slot.MOST_LOGIN} characters" in TEXT
    most = DEAREST.memory_kib, DEAREST.memory_kib * DEAREST.passes
    assert "above {:,} KiB or above {:,} KiB".format(*most) in TEXT


def test_row(keys, urandom):
    sealer = rows.Rows(keys.rows, octets("vault_id"))
    row_id = number("row_id")
    row = sealer.open_overview(row_id, octets("row_sealed"))
    assert isinstance(row, row_types.FolderRow)
    assert row_json.write_overview(row) == VECTORS["row_json"].encode()
    urandom(octets("row_nonce"))
    assert sealer.seal_overview(row_id, row) == octets("row_sealed")


def test_an_item_down_to_its_attachment(keys, urandom):
    sealer = rows.Rows(keys.rows, octets("vault_id"))
    item_id, part_id = number("item_id"), number("part_id")
    row = sealer.open_overview(item_id, octets("item_sealed"))
    assert isinstance(row, row_types.ItemRow)
    assert row.details == tag_of(octets("details_sealed"))
    details = sealer.open_details(item_id, octets("details_sealed"))
    (attachment,) = details.attachments
    assert attachment.parts == ((part_id, tag_of(octets("part_sealed"))),)
    data = sealer.open_part(part_id, octets("part_sealed"))
    assert data.decode() == VECTORS["part_data"].strip('"')
    assert attachment.size == len(data)
    assert row_json.write_overview(row) == VECTORS["item_json"].encode()
    assert row_json.write_details(details) == VECTORS["details_json"].encode()
    urandom(octets("item_nonce"), octets("details_nonce"), octets("part_nonce"))
    assert sealer.seal_overview(item_id, row) == octets("item_sealed")
    assert sealer.seal_details(item_id, details) == octets("details_sealed")
    (size,) = padding.part_sizes(len(data))
    assert sealer.seal_part(part_id, data, size) == octets("part_sealed")


def test_manifest(keys):
    pairs = [VECTORS[f"overview_{number}"].split(":") for number in (1, 2, 3)]
    manifest = Manifest.of((int(row_id), bytes.fromhex(tag)) for row_id, tag in pairs)
    place = {"vault_id": octets("vault_id"), "header_hash": octets("header_hash")}
    made = manifest.vouch(keys.manifest, **place, generation=number("generation"))
    assert made.build() == octets("manifest")
    manifest.check(StoredManifest.parse(octets("manifest")), keys.manifest, **place)


def test_parts_of_attachments():
    stated = {name[6:]: value for name, value in VECTORS.items() if name.startswith("parts_")}
    assert len(stated) > 5
    for size, value in stated.items():
        groups = [group.split("x") for group in value.split()]
        parts = [int(part) for count, part in groups for _ in range(int(count))]
        assert padding.part_sizes(int(size)) == parts


def test_schema_is_quoted_byte_for_byte():
    quoted = TEXT.split("```sql\n")[1].split("```")[0].strip().split("\n")
    assert quoted == list(schema.TABLES.values())
    assert schema.APPLICATION_ID.to_bytes(4).hex(" ") in TEXT
    assert f"user version: this format's version, {schema.FORMAT_VERSION}" in TEXT


def test_tables_name_what_there_is():
    for kind in KINDS.values():
        roles = " ".join(f"`{role.role}`" for role in kind.roles)
        summary = ", ".join(f"`{role}`" for role in kind.summary) or "–"
        assert f"| `{kind.kind}` | {roles} | {summary} |" in TEXT
    assert " ".join(f"`{kind}`" for kind in FieldKind) in TEXT
    assert len(row_types.KNOWN_TAGS) == 4
    for name in row_types.KNOWN_TAGS:
        assert f"**`{name}`**" in TEXT


def test_every_key_of_every_struct_is_described():
    described = set(re.findall(r"`([a-z_]+)`", TEXT))
    for struct in (
        Overview,
        row_types.FolderRow,
        row_types.SettingsRow,
        row_types.Retired,
        row_types.TombstoneRow,
        Details,
        Field,
        Version,
        Attachment,
        local._Notes,
        quick_slot.QuickChoice,
        quick_slot.PinFactor,
        quick_slot._QuickJson,
    ):
        assert described.issuperset(struct.__struct_fields__), struct
