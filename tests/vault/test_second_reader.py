# SPDX-License-Identifier: GPL-3.0-or-later
"""What this program writes is read by a second reader, written from FORMAT.md alone."""

import re
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from tests.vault import second_reader
from tests.vault.ground import PASSWORD, Ground, add, lines, new_unlock, save
from tests.vault.second_reader import Refused, read_vault

import strongroom.vault
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.item import Folder
from strongroom.vault.vault import Vault

NEW = "a wholly new password"
FORMAT = (Path(strongroom.vault.__file__).parent / "FORMAT.md").read_text("utf-8")
ROOM = 4_194_272
CONTENTS = {"empty": b"", "short": b"nine here", "photo.jpg": bytes(range(250)) * 20_000}


def vectors():
    """Return section 20: names and what they are."""
    block = FORMAT.split("## 20 Test vectors")[1].split("```")[1]
    block = block.replace(" …\n    9223", " 9223")  # only the list of overviews keeps its space
    found = re.findall(r"^(\w+) = (.*)$", re.sub(r" …\n +", "", block), re.MULTILINE)
    return dict(found)


VECTORS = vectors()


def octets(name):
    return bytes.fromhex(VECTORS[name])


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
        vault.add_attachment(ids["Bank"], name, lambda data=data: [data])
        vault.add_attachment(ids["Buried"], name, lambda data=data: [data])
    for password in ("second", "third"):
        clock.forward(days=1)
        save(vault, ids["Bank"], password=password)
    save(vault, ids["Ünïcode 🔑"], title="Renamed")
    vault.write(lambda draft: draft.bury(ids["Buried"]))
    vault.write(lambda draft: draft.drop_folder(7))
    vault.write(lambda draft: draft.set_settings(trash_days=7))
    return ids


def plain(value):
    """Return the program's structs as the reader's dicts, lists and values."""
    if hasattr(value, "__struct_fields__"):
        return {key: plain(getattr(value, key)) for key in value.__struct_fields__}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value


def seen_by_the_program(vault):
    items = {}
    for item_id in vault.overviews():
        item = vault.item(item_id)
        both = plain(item.overview) | plain(item.details)
        both.pop("id", None)
        for each in both["attachments"]:
            del each["parts"]
            each["data"] = lines(vault.read_attachment(item_id, each["id"]))
        items[item_id] = both
    folders = {key: plain(folder) for key, folder in vault.folders().items()}
    for folder in folders.values():
        del folder["id"]
    settings = plain(vault.settings)
    settings["writers"] = dict(settings["writers"])
    return {"settings": settings, "folders": folders, "items": items}


def agree(read, vault):
    tombstones = read["tombstones"]
    assert {key: read[key] for key in read if key != "tombstones"} == seen_by_the_program(vault)
    return tombstones


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


def test_it_sees_what_the_program_sees(ground, filled, written):
    ids, clock = written[1], written[0].clock
    read = read_vault(ground.path, PASSWORD)
    assert agree(read, filled) == dict.fromkeys([ids["Buried"], 7], clock.now_ms())
    bank, renamed = read["items"][ids["Bank"]], read["items"][ids["Ünïcode 🔑"]]
    assert [field["value"] for field in bank["fields"]] == ["ada", "third"]
    assert [old["fields"][1]["value"] for old in bank["history"]] == ["second", "s3cret"]
    assert {each["name"]: each["data"] for each in bank["attachments"]} == CONTENTS
    assert [old["title"] for old in renamed["history"]] == ["Ünïcode 🔑"]
    assert read["folders"][6] == {"name": "Café", "parent": 5}
    assert (read["settings"]["name"], read["settings"]["trash_days"]) == ("Personal", 7)


def test_an_empty_vault(ground, vault):
    read = read_vault(ground.path, PASSWORD)
    assert agree(read, vault) == {}
    assert read["items"] == read["folders"] == {}


@pytest.mark.usefixtures("filled")
def test_rows_have_the_sizes_that_the_text_says(ground):
    sizes = sorted(row[0] for row in ground.sql("SELECT length(sealed) FROM attachment"))
    assert sizes == sorted(size for data in CONTENTS.values() for size in part_sizes(len(data)))
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
    text = code.text()
    agree(read_vault(bare.path, PASSWORD, key_file), vault)
    agree(read_vault(bare.path, recovery_code=text), vault)
    agree(read_vault(bare.path, recovery_code=text.lower().replace("-", " ")), vault)
    for outcome, brought in {
        "method missing": {"password": PASSWORD},
        "wrong key": {"password": "wrong", "key_file": key_file},
        "typing error": {"recovery_code": "0" + text[1:] if text[0] != "0" else "1" + text[1:]},
    }.items():
        with pytest.raises(Refused, match=outcome):
            read_vault(bare.path, **brought)
    vault.close()


@pytest.mark.usefixtures("filled")
def test_a_wrong_password(ground):
    with pytest.raises(Refused, match="wrong key"):
        read_vault(ground.path, "another password")


def test_after_a_rekey(ground, filled):
    before = read_vault(ground.path, PASSWORD)
    rekey = filled.change_unlock(new_unlock(NEW, recovery=True), cost=CHEAPEST)
    code = rekey.recovery_code.text()
    rekey.finish()
    for brought in ({"password": NEW}, {"recovery_code": code}):
        read = read_vault(ground.path, **brought)
        assert agree(read, filled) == before["tombstones"]
        assert (read["items"], read["folders"]) == (before["items"], before["folders"])
        assert len(read["settings"]["retired"]) == 1
    with pytest.raises(Refused, match="wrong key"):
        read_vault(ground.path, PASSWORD)


SWAP = (
    "UPDATE {0} SET sealed = (SELECT sealed FROM {0} WHERE id != (SELECT min(id) FROM {0})"
    " ORDER BY id LIMIT 1) WHERE id = (SELECT min(id) FROM {0})"
)
MANIFEST = "UPDATE vault SET manifest = CAST({} AS BLOB)"
ALTERED = {
    "overviews swapped": [SWAP.format("overview")],
    "details swapped": [SWAP.format("details")],
    "parts swapped": [SWAP.format("attachment")],
    "details gone": ["DELETE FROM details"],
    "parts gone": ["DELETE FROM attachment"],
    "an overview gone": ["DELETE FROM overview WHERE id = (SELECT max(id) FROM overview)"],
    "an overview moved": ["UPDATE overview SET id = id - 1"],
    "another MAC": [MANIFEST.format("substr(manifest, 1, 47) || x'00'")],
    "another generation": [MANIFEST.format("x'0000000000000001' || substr(manifest, 9)")],
    "another count": [MANIFEST.format("substr(manifest, 1, 15) || x'ff' || substr(manifest, 17)")],
    "a view": ["DROP TABLE attachment", "CREATE VIEW attachment AS SELECT 1 AS id, x'' AS sealed"],
}
DAMAGED = {
    "a short manifest": [MANIFEST.format("substr(manifest, 1, 47)")],
    "a longer header": ["UPDATE vault SET header = CAST(header || x'20' AS BLOB)"],
    "no header": ["DELETE FROM vault"],
    "a text": ["UPDATE overview SET sealed = 'text'"],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON vault BEGIN SELECT 1; END"],
    "a large row": ["UPDATE details SET sealed = zeroblob(16777216 - 31)"],
}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("outcome", "statements"),
    [
        *(pytest.param("altered", what, id=name) for name, what in ALTERED.items()),
        *(pytest.param("damaged", what, id=name) for name, what in DAMAGED.items()),
    ],
)
def test_what_was_changed_is_refused(ground, outcome, statements):
    ground.sql(*statements)
    with pytest.raises(Refused, match=outcome):
        read_vault(ground.path, PASSWORD)


# FORMAT.md's own vectors


def test_keys():
    keys = second_reader.derive_keys(octets("vault_key"), octets("vault_id"))
    assert keys == {
        "rows": octets("rows_key"),
        "set": octets("set_key"),
        "local": octets("local_key"),
        "id": octets("key_id"),
        "settings": int(VECTORS["settings_row"]),
    }


def key_file():
    return f"strongroom-key-file 1\n{VECTORS['key_file_key']}\n{VECTORS['key_file_check']}\n"


def test_factors():
    cost = {key: int(VECTORS[key]) for key in ("memory_kib", "passes", "lanes")}
    for name in ("password", "password_nfkc"):
        found = second_reader.password_factor(
            octets(name).decode(), {"salt": VECTORS["salt"]} | cost
        )
        assert found == octets("argon2id")
    first, rest = key_file()[:21], key_file()[21:]
    for text in (first + rest, first + rest.upper().replace("\n", " \r\n\t") + " " * 2000):
        assert second_reader.key_file_factor(text.encode()) == octets("key_file_key")
    code = VECTORS["recovery_code"].strip('"')
    for text in (code, code.lower().replace("0", "o").replace("1", "l"), code.replace("-", "\n")):
        assert second_reader.recovery_factor(text) == octets("recovery_factor")


def test_slot_and_header():
    factors = {2: octets("key_file_key"), 1: octets("argon2id")}
    made = second_reader.slot_keys(octets("vault_id"), octets("slot_id"), factors)
    assert made == (octets("kek"), octets("check"))
    stored = octets("header_checksum") + VECTORS["header_json"].encode()
    assert sha256(stored).digest() == octets("header_hash")
    header = second_reader.parse_header(stored)
    assert header["vault"] == octets("vault_id")
    assert header["slots"][0]["wrapped"] == octets("wrapped")
    password = octets("password").decode()
    brought = {
        1: lambda factor: second_reader.password_factor(password, factor),
        2: lambda _factor: second_reader.key_file_factor(key_file().encode()),
    }
    assert second_reader.unlock(header, brought) == octets("vault_key")


def test_row():
    row_id, sealed = int(VECTORS["row_id"]), octets("row_sealed")
    place = octets("rows_key"), octets("vault_id")
    data = second_reader.open_row(*place, "overview", row_id, sealed)
    assert data == VECTORS["row_json"].encode()
    for table, other in (("details", row_id), ("overview", row_id + 1)):
        with pytest.raises(Refused, match="altered"):
            second_reader.open_row(*place, table, other, sealed)


def test_manifest():
    pairs = [pair.split(":") for pair in VECTORS["overviews"].split()]
    tags = {int(row_id): bytes.fromhex(tag) for row_id, tag in pairs}
    header = octets("header_checksum") + VECTORS["header_json"].encode()
    generation = int(VECTORS["generation"])
    made = second_reader.manifest_of(
        octets("set_key"), octets("vault_id"), header, generation, tags
    )
    assert made == octets("manifest")


def test_parts():
    stated = {name[6:]: parts for name, parts in VECTORS.items() if name.startswith("parts_")}
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
    ],
)
def test_json_that_is_not_strict(text):
    with pytest.raises((Refused, ValueError)):
        second_reader.strict_json(text)
    assert second_reader.strict_json(b"[" * 32 + b"]" * 32)
