# SPDX-License-Identifier: GPL-3.0-or-later
"""What this program writes is read by a second reader, written from FORMAT.md alone."""

import re
import shutil
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from tests.vault import second_reader
from tests.vault.ground import (
    PASSWORD,
    Ground,
    add,
    add_file,
    attach,
    delete_file,
    lines,
    new_unlock,
    remove_file,
    save,
)
from tests.vault.second_reader import Refused, hkdf, read_vault

import strongroom.vault
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Altered, CannotOpen, Damaged
from strongroom.model.item import Folder
from strongroom.vault.vault import Vault

NEW = "a wholly new password"
FORMAT = (Path(strongroom.vault.__file__).parent / "FORMAT.md").read_text("utf-8")
ROOM = 4_194_272
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONTENTS = {"empty": b"", "short": b"nine here", "photo.jpg": bytes(range(250)) * 20_000}


def vectors():
    """Return section 20: names and what they are."""
    block = FORMAT.split("## 20 Test vectors")[1].split("```")[1]
    found = re.findall(r"^(\w+) = (.*)$", re.sub(r" …\n +", "", block), re.MULTILINE)
    return dict(found)


VECTORS = vectors()


def octets(name):
    return bytes.fromhex(VECTORS[name])


def read(ground, password=PASSWORD):
    return read_vault(ground.path.read_bytes(), {1: password})


def key_of(text):
    """Return what a key file holds (section 4.1)."""
    digits = re.sub(r"\s", "", text[21:1024])
    key, check = bytes.fromhex(digits[:64]), bytes.fromhex(digits[64:])
    assert text[:21] == "strongroom-key-file 1"
    assert sha256(b"strongroom/1/key-file" + key).digest()[:4] == check
    return key


def recovery_of(text):
    """Return the factor that a recovery code stands for (section 4.1)."""
    code = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    bits = int.from_bytes(sha256(code[:26].encode()).digest()[:2]) >> 6
    assert code[26:] == BASE32[bits >> 5] + BASE32[bits & 31]
    return hkdf(code[:26].encode(), bytes(32), "recovery")


def part_sizes(size):
    """Return what section 6.1 says that the parts of a file take."""
    padded = size
    if size >= 2:
        exponent = size.bit_length() - 1
        step = 1 << (exponent - exponent.bit_length())
        padded = -(-size // step) * step
    padded = max(padded, 448)
    return [min(ROOM, padded - at) + 32 for at in range(0, padded, ROOM)]


def fill(vault, clock):
    """Write everything there is into a vault, and return the items' ids by title."""
    folders = Folder(id=5, name="Work"), Folder(id=6, name="Café", parent=5)
    for folder in (*folders, Folder(id=7, name="Gone")):
        vault.write(lambda draft, folder=folder: draft.put_folder(folder))
    ids = {title: add(vault, title) for title in ("Bank", "Ünïcode 🔑", "Buried")}
    for name, data in CONTENTS.items():
        add_file(vault, ids["Bank"], name, partial(list, [data]))
        add_file(vault, ids["Buried"], name, partial(list, [data]))
    gone, kept = (attach(vault, ids["Bank"], b"was here", name) for name in ("gone", "removed"))
    delete_file(vault, ids["Bank"], gone.id)
    remove_file(vault, ids["Bank"], kept.id)
    for password in ("second", "third"):
        clock.forward(days=1)
        save(vault, ids["Bank"], password=password)
    save(vault, ids["Ünïcode 🔑"], title="Renamed")
    vault.write(lambda draft: draft.bury(ids["Buried"]))
    vault.write(lambda draft: draft.drop_folder(7))
    vault.write(lambda draft: draft.set_settings(trash_days=7))
    return ids


def plain(struct):
    """Return what a row's text says: no id of its own, no default, bytes in base64."""
    found = msgspec.json.decode(msgspec.json.encode(struct))
    return {key: value for key, value in found.items() if key != "id"}


def seen_by_the_program(vault):
    items = {}
    for item_id in vault.overviews():
        item = vault.item(item_id)
        details = plain(item.details)
        for each in details.get("attachments", []):
            del each["parts"]
            each["data"] = lines(vault.read_attachment(item_id, each["id"]))
        items[item_id] = {"t": "item", "overview": plain(item.overview), "details": details}
    folders = {key: {"t": "folder"} | plain(folder) for key, folder in vault.folders().items()}
    return items, folders, [plain(vault.settings)]


def agree(found, vault):
    """Compare what both see, and return the tombstones."""
    seen = found.get("item", {}), found.get("folder", {}), list(found["settings"].values())
    assert seen == seen_by_the_program(vault)
    assert found.keys() <= {"item", "folder", "settings", "tombstone"}
    return {key: row["at"] for key, row in found.get("tombstone", {}).items()}


@pytest.fixture(scope="module")
def written(template, tmp_path_factory):
    """A vault with everything in it, made once."""
    folder = tmp_path_factory.mktemp("written") / "vaults"
    folder.mkdir()
    ground = Ground(folder)
    shutil.copyfile(template, ground.path)
    ids = fill(ground.open("elsewhere"), ground.clock)
    ground.close_all()
    return ground, ids


@pytest.fixture
def filled(ground, written):
    ground.replace_by(written[0].path)
    ground.path.chmod(0o600)
    return ground.open()


def test_it_is_short_and_leans_on_nothing_of_ours():
    source = Path(second_reader.__file__).read_text("utf-8")
    assert len(source.splitlines()) < 150
    imported = set(re.findall(r"^ *(?:from|import) ([\w]+)", source, re.MULTILINE))
    assert imported <= sys.stdlib_module_names | {"argon2", "cryptography"}
    assert "import_module" not in source
    assert "__import__" not in source


def test_it_sees_what_the_program_sees(ground, filled, written):
    ids, clock = written[1], written[0].clock
    found = read(ground)
    assert agree(found, filled) == dict.fromkeys([ids["Buried"], 7], clock.now_ms())
    bank, renamed = (found["item"][ids[title]]["details"] for title in ("Bank", "Ünïcode 🔑"))
    assert [field["value"] for field in bank["fields"]] == ["ada", "third"]
    assert [old["fields"][1]["value"] for old in bank["history"]] == ["second", "s3cret"]
    held = {each["name"]: each["data"] for each in bank["attachments"] if "removed" not in each}
    assert held == CONTENTS
    (removed,) = [each for each in bank["attachments"] if "removed" in each]
    assert (removed["name"], removed["data"]) == ("removed", b"was here")
    ((dropped, _at),) = bank["dropped"]
    assert dropped not in {each["id"] for each in bank["attachments"]}
    assert found["item"][ids["Bank"]]["overview"]["file_removed"] == removed["removed"]
    assert [old["title"] for old in renamed["history"]] == ["Ünïcode 🔑"]
    assert found["folder"][6] == {"t": "folder", "name": "Café", "parent": 5}
    (settings,) = found["settings"].values()
    assert (settings["name"], settings["trash_days"]) == ("Personal", 7)


def test_an_empty_vault(ground, vault):
    found = read(ground)
    assert agree(found, vault) == {}
    assert found.keys() == {"settings"}


@pytest.mark.usefixtures("filled")
def test_rows_have_the_sizes_that_the_text_says(ground):
    sizes = sorted(row[0] for row in ground.sql("SELECT length(sealed) FROM attachment"))
    there = [*CONTENTS.values(), b"was here"]
    assert sizes == sorted(size for data in there for size in part_sizes(len(data)))
    assert all(size % 256 == 0 for (size,) in ground.sql("SELECT length(sealed) FROM overview"))
    for (size,) in ground.sql("SELECT length(sealed) FROM details"):
        assert (size + 32).bit_count() == 1
        assert size >= 480


def test_key_file_and_recovery_code(bare, tmp_path):
    key_file = tmp_path / "vault.key"
    vault, code = Vault.create(
        bare.path,
        name="Personal",
        unlock=new_unlock(key_file=key_file, recovery=True),
        cost=CHEAPEST,
        places=bare.places(),
        clock=bare.clock,
    )
    add(vault)
    assert code is not None
    key, factor = key_of(key_file.read_text()), recovery_of(code.text())
    data = bare.path.read_bytes()
    agree(read_vault(data, {1: PASSWORD, 2: key}), vault)
    agree(read_vault(data, {3: factor}), vault)
    for outcome, brought in (
        ("method missing", {1: PASSWORD}),
        ("wrong key", {1: "wrong", 2: key}),
        ("wrong key", {3: key}),
    ):
        with pytest.raises(Refused, match=outcome):
            read_vault(data, brought)
    vault.close()


@pytest.mark.usefixtures("filled")
def test_a_wrong_password(ground):
    with pytest.raises(Refused, match="wrong key"):
        read(ground, "another password")


def test_after_a_rekey(ground, filled):
    before = read(ground)
    rekey = filled.change_unlock(new_unlock(NEW, recovery=True), cost=CHEAPEST)
    factor = recovery_of(rekey.recovery_code.text())
    rekey.finish()
    for brought in ({1: NEW}, {3: factor}):
        found = read_vault(ground.path.read_bytes(), brought)
        agree(found, filled)
        assert found["tombstone"] == before["tombstone"]
        assert found["folder"] == before["folder"]
        assert found["item"] == before["item"]
        (settings,) = found["settings"].values()
        assert len(settings["retired"]) == 1
    with pytest.raises(Refused, match="wrong key"):
        read(ground)


SWAP = (
    "UPDATE {0} SET sealed = (SELECT sealed FROM {0} WHERE id != (SELECT min(id) FROM {0})"
    " ORDER BY id LIMIT 1) WHERE id = (SELECT min(id) FROM {0})"
)
MANIFEST = "UPDATE vault SET manifest = CAST({} AS BLOB)"
ANOTHER_ROW = "INSERT INTO vault SELECT 2, header, manifest FROM vault"
NO_CHECKS = "PRAGMA ignore_check_constraints = ON"
LARGER = "UPDATE {} SET sealed = zeroblob({})"
LARGER_WITH_TAG = "UPDATE {} SET sealed = CAST(zeroblob({}) || substr(sealed, -16) AS BLOB)"
SHORT = "UPDATE {} SET sealed = CAST(substr(sealed, -27) AS BLOB)"
ALTERED = {
    "overviews swapped": [SWAP.format("overview")],
    "details swapped": [SWAP.format("details")],
    "parts swapped": [SWAP.format("attachment")],
    "details gone": ["DELETE FROM details"],
    "parts gone": ["DELETE FROM attachment"],
    "an overview gone": ["DELETE FROM overview WHERE id = (SELECT max(id) FROM overview)"],
    "an overview moved": ["UPDATE overview SET id = id - 1"],
    "another MAC": [MANIFEST.format("substr(manifest, 1, 40) || x'0000000000000000'")],
    "another generation": [MANIFEST.format("x'0000000000000001' || substr(manifest, 9)")],
    "another count": [MANIFEST.format("substr(manifest, 1, 15) || x'ff' || substr(manifest, 17)")],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON vault BEGIN SELECT 1; END"],
    "a table gone": ["DROP TABLE attachment"],
    "a view": ["DROP TABLE attachment", "CREATE VIEW attachment AS SELECT 1 AS id, x'' AS sealed"],
    "a text in details": ["UPDATE details SET sealed = 'text'"],
    "a text in attachment": ["UPDATE attachment SET sealed = 'text'"],
    "larger details": [LARGER.format("details", 2**24 - 31)],
    "larger parts": [LARGER.format("attachment", 4_194_305)],
    "a short overview": [SHORT.format("overview")],
    "short details": [SHORT.format("details")],
    "short parts": [SHORT.format("attachment")],
}
DAMAGED = {
    "a short manifest": [MANIFEST.format("substr(manifest, 1, 47)")],
    "a generation too large": [MANIFEST.format("x'80' || substr(manifest, 2)")],
    "a longer header": ["UPDATE vault SET header = CAST(header || x'20' AS BLOB)"],
    "no header": ["DELETE FROM vault"],
    "two headers": [NO_CHECKS, ANOTHER_ROW],
    "a header elsewhere": [NO_CHECKS, "UPDATE vault SET one = 2"],
    "a text in overview": ["UPDATE overview SET sealed = 'text'"],
    "a larger overview": [LARGER.format("overview", 65_537)],
    "larger details with their tag": [LARGER_WITH_TAG.format("details", 2**24)],
    "larger parts with their tag": [LARGER_WITH_TAG.format("attachment", 4_194_304)],
}
OUTCOMES = [
    *(pytest.param(Altered, "altered", what, id=name) for name, what in ALTERED.items()),
    *(pytest.param(Damaged, "damaged", what, id=name) for name, what in DAMAGED.items()),
]


def read_by_the_program(ground):
    """Read everything in the order in which the second reader does."""
    vault = ground.open()
    for item_id in vault.overviews():
        for each in vault.item(item_id).details.attachments:
            lines(vault.read_attachment(item_id, each.id))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("error", "outcome", "statements"), OUTCOMES)
def test_what_was_changed_is_refused_alike(ground, error, outcome, statements):
    ground.sql(*statements)
    with pytest.raises(Refused, match=outcome):
        read(ground)
    with pytest.raises(CannotOpen) as caught:
        read_by_the_program(ground)
    assert type(caught.value) is error


@pytest.mark.usefixtures("filled")
def test_rows_that_nothing_vouches_for_change_nothing(ground):
    before = read(ground)
    ground.sql("INSERT INTO details VALUES (1, 'text')", "INSERT INTO attachment VALUES (1, x'')")
    assert read(ground) == before
    read_by_the_program(ground)


# FORMAT.md's own vectors


def test_keys():
    for name, key in (("rows", "rows_key"), ("set", "set_key"), ("local", "local_key")):
        assert hkdf(octets("vault_key"), octets("vault_id"), name) == octets(key)
    assert hkdf(octets("vault_key"), octets("vault_id"), "id", 16) == octets("key_id")


def test_factors():
    cost = {key: int(VECTORS[key]) for key in ("memory_kib", "passes", "lanes")}
    for name in ("password", "password_nfkc"):
        found = second_reader.password_factor(
            octets(name).decode(), {"salt": VECTORS["salt"]} | cost
        )
        assert found == octets("argon2id")
    text = f"strongroom-key-file 1\n{VECTORS['key_file_key']}\n{VECTORS['key_file_check']}\n"
    assert key_of(text) == octets("key_file_key")
    assert recovery_of(VECTORS["recovery_code"].strip('"')) == octets("recovery_factor")


def test_slot_and_header():
    stored = octets("header_checksum") + VECTORS["header_json"].encode()
    assert sha256(stored).digest() == octets("header_hash")
    vault_id, slots = second_reader.parse_header(stored)
    assert vault_id == octets("vault_id")
    assert slots[0]["wrapped"] == octets("wrapped")
    brought = {1: octets("password").decode(), 2: octets("key_file_key")}
    assert second_reader.unlock(vault_id, slots, brought) == octets("vault_key")
    with pytest.raises(InvalidTag):  # the check fits, and the slot is damaged
        second_reader.unlock(vault_id, [slots[0] | {"wrapped": bytes(60)}], brought)


def opened(table, row_id, name, tag=None):
    keys = [octets("rows_key"), octets("vault_id")]
    return second_reader.open_row(keys, {table: {row_id: octets(name)}}, table, row_id, tag)


def test_rows():
    row_id, item_id, part_id = (int(VECTORS[f"{name}_id"]) for name in ("row", "item", "part"))
    assert opened("overview", row_id, "row_sealed") == VECTORS["row_json"].encode()
    item = opened("overview", item_id, "item_sealed")
    assert item == VECTORS["item_json"].encode()
    tag = second_reader.strict_json(item)["details"]
    details = opened("details", item_id, "details_sealed", tag)
    assert details == VECTORS["details_json"].encode()
    (attachment,) = second_reader.strict_json(details)["attachments"]
    assert attachment["parts"][0][0] == part_id
    part = opened("attachment", part_id, "part_sealed", attachment["parts"][0][1])
    assert part.decode() == VECTORS["part_data"].strip('"')
    for table, other in (("details", row_id), ("overview", row_id + 1)):
        with pytest.raises(Refused, match="altered"):
            opened(table, other, "row_sealed")


def test_parts():
    stated = {name[6:]: parts for name, parts in VECTORS.items() if re.match(r"parts_\d", name)}
    assert len(stated) == 8
    for size, parts in stated.items():
        groups = [group.split("x") for group in parts.split()]
        assert part_sizes(int(size)) == [int(p) for count, p in groups for _ in range(int(count))]


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":1}',
        b'["\\ud800"]',
        b'["\xed\xa0\x80"]',
        b"\xef\xbb\xbf[]",
        b"[NaN]",
        b"[-Infinity]",
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'["' + b"a" * 100,
    ],
)
def test_json_that_is_not_strict(text):
    with pytest.raises((Refused, ValueError)):
        second_reader.strict_json(text)
    assert second_reader.strict_json(b"[" * 32 + b"]" * 32)
