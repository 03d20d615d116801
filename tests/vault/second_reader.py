# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of Strongroom vaults, written from FORMAT.md alone (its sections in brackets)."""

import hmac
import json
import re
import sqlite3
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Json = dict[str, Any]
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
START = {16: "1000010100402020", 44: "00000004", 52: "0000000000000001", 64: "00000000", 100: "0d"}
AT_MOST = {"overview": 65_536, "details": 2**24 - 32, "attachment": 4_194_304}  # [6]
ONE = "one INTEGER PRIMARY KEY CHECK (one = 1), header BLOB NOT NULL, manifest BLOB NOT NULL"
SCHEMA = {"vault": ONE} | dict.fromkeys(AT_MOST, "id INTEGER PRIMARY KEY, sealed BLOB NOT NULL")
ID, MOMENT, NUMBER = range(1, 2**63), range(-62_135_596_800_000, 253_402_300_800_000), range(2**63)
RANGES = dict.fromkeys(["id", "folder", "parent", "version"], ID)
RANGES |= dict.fromkeys(["at", "created", "modified", "trashed"], MOMENT)
RANGES |= dict.fromkeys(["size", "trash_days", "history_length"], NUMBER)
RANGES |= {"type": range(1, 256), "memory_kib": range(19_456, 4_194_305)}
RANGES |= {"passes": range(2, 65), "lanes": range(1, 17)}
FIELD = {"role": "", "kind": "text", "label": "", "value": ""}
DAMAGED = "damaged"


class Refused(Exception):
    """A vault that does not open; the text is one of FORMAT.md's outcomes."""


def require(fits: object, outcome: str = DAMAGED) -> None:
    if not fits:
        raise Refused(outcome)


def strict_json(data: bytes) -> Any:  # [3.1]
    def no_key_twice(pairs: list[tuple[str, Any]]) -> Json:
        require(len(dict(pairs)) == len(pairs))
        return dict(pairs)

    brackets = re.sub(r'"(?:[^"\\]+|\\.)*"|[^][{}]', "", data.decode(), flags=re.DOTALL)
    require(max(accumulate(1 if b in "[{" else -1 for b in brackets), default=0) <= 32)
    value = json.loads(data.decode(), object_pairs_hook=no_key_twice, parse_constant=int)
    json.dumps(value, ensure_ascii=False).encode()  # fails at a lone surrogate
    return value


def known(value: Json, must: str, /, **defaults: Any) -> Json:
    """Return the keys that are known, their defaults filled in and their numbers in range [7]."""
    found = {key: value[key] for key in must.split()}
    found |= {key: value.get(key, default) for key, default in defaults.items()}
    for key in found.keys() & RANGES.keys():
        nothing = found[key] is None and key in defaults
        require(nothing or (type(found[key]) is int and found[key] in RANGES[key]))
    return found


def hexed(value: str, size: int) -> bytes:
    require(re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value))
    return bytes.fromhex(value)


def check_start(first: bytes) -> None:  # [2.1]
    require(first[:16] == b"SQLite format 3\0" and first[68:72] == b"Strm", "not a vault")
    require(int.from_bytes(first[60:64]) <= 1, "newer version")
    for offset, octets in (START | {60: "00000001", 103: "0004"}).items():
        require(first[offset:].startswith(bytes.fromhex(octets)))


def check_schema(rows: Iterable[tuple[Any, ...]]) -> None:  # [2.2]
    kinds, names, tables, roots, texts = zip(*rows, strict=True)
    found = sorted(zip(kinds, names, tables, texts, strict=True))
    expected = sorted(("table", n, n, f"CREATE TABLE {n} ({sql})") for n, sql in SCHEMA.items())
    require(found == expected and len(set(roots)) == 4 and min(roots) > 1, "altered")


def parse_header(stored: bytes) -> Json:  # [3]
    require(32 <= len(stored) <= 65_536 and sha256(stored[32:]).digest() == stored[:32])
    header = strict_json(stored[32:])
    keys = {"id": 16, "check": 32, "wrapped": 60}
    slots = [
        {key: hexed(slot[key], size) for key, size in keys.items()} | {"factors": slot["factors"]}
        for slot in header["slots"]
    ]
    require(1 <= len(slots) == len({slot["id"] for slot in slots}) <= 16)
    for slot in slots:
        types = [known(factor, "type")["type"] for factor in slot["factors"]]
        require(types and types == sorted(set(types)))
        for factor in (each for each in slot["factors"] if each["type"] == 1):
            cost = known(factor, "salt memory_kib passes lanes")
            require(len(hexed(cost["salt"], 16)) and cost["memory_kib"] * cost["passes"] <= 2**24)
    return {"vault": hexed(header["vault"], 16), "slots": slots}


def hkdf(secret: bytes, salt: bytes, name: str, size: int = 32) -> bytes:
    return HKDF(SHA256(), size, salt, b"strongroom/1/" + name.encode()).derive(secret)


def password_factor(password: str, factor: Json) -> bytes:  # [4.1]
    require(len(password.encode()) <= 4096, "wrong key")
    secret, salt = unicodedata.normalize("NFKC", password).encode(), bytes.fromhex(factor["salt"])
    cost = (factor["passes"], factor["memory_kib"], factor["lanes"])
    return hash_secret_raw(secret, salt, *cost, hash_len=32, type=Type.ID, version=0x13)


def key_file_factor(text: bytes) -> bytes:
    start = b"strongroom-key-file 1"
    digits = re.sub(rb"[ \t\r\n]", b"", text[len(start) : 1024])
    require(text.startswith(start) and re.fullmatch(rb"[0-9A-Fa-f]{72}", digits), "no key file")
    key, check = bytes.fromhex(digits[:64].decode()), bytes.fromhex(digits[64:].decode())
    require(sha256(b"strongroom/1/key-file" + key).digest()[:4] == check, "no key file")
    return key


def recovery_factor(text: str) -> bytes:
    code = re.sub(r"[ \t\r\n-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    require(re.fullmatch(f"[{BASE32}]{{28}}", code), "typing error")
    bits = int.from_bytes(sha256(code[:26].encode()).digest()[:2]) >> 6
    check = [BASE32[bits >> 5], BASE32[bits & 31]]
    require(list(code[26:]) == check, "typing error")
    return hkdf(code[:26].encode(), bytes(32), "recovery")


def slot_keys(vault_id: bytes, slot_id: bytes, factors: dict[int, bytes]) -> tuple[bytes, bytes]:
    """Return a slot's KEK and check [4.2]."""
    material = b"".join(bytes([number]) + factors[number] for number in sorted(factors))
    both = hkdf(material, vault_id + slot_id, "slot", 64)
    return both[:32], both[32:]


def unlock(header: Json, brought: dict[int, Callable[[Json], bytes]]) -> bytes:
    """Return the vault key that the factors brought along open [4.2]."""
    slots = [s for s in header["slots"] if all(f["type"] in brought for f in s["factors"])]
    require(slots, "method missing")
    outcome = "wrong key"
    for slot in sorted(slots, key=lambda slot: -len(slot["factors"])):
        context = b"strongroom/1/wrap" + header["vault"] + slot["id"]
        try:
            factors = {f["type"]: brought[f["type"]](f) for f in slot["factors"]}
            kek, check = slot_keys(header["vault"], slot["id"], factors)
            if hmac.compare_digest(check, slot["check"]):
                return AESGCM(kek).decrypt(slot["wrapped"][:12], slot["wrapped"][12:], context)
        except HashingError:
            outcome = "too costly"
        except InvalidTag:
            outcome = "damaged"
    raise Refused(outcome)


def derive_keys(vault_key: bytes, vault_id: bytes) -> Json:  # [5]
    sizes = {"rows": 32, "set": 32, "local": 32, "id": 16, "settings": 8}
    keys: Json = {name: hkdf(vault_key, vault_id, name, size) for name, size in sizes.items()}
    return keys | {"settings": int.from_bytes(keys["settings"]) % 2**63 or 1}


def open_row(key: bytes, vault_id: bytes, table: str, row_id: int, sealed: bytes) -> bytes:  # [6]
    require(type(sealed) is bytes and 32 <= len(sealed) <= AT_MOST[table])
    context = b"strongroom/1/" + table.encode() + vault_id + row_id.to_bytes(8)
    try:
        padded = AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
    except InvalidTag:
        padded = b""
    require(padded, "altered")
    length = int.from_bytes(padded[:4])
    require(length <= len(padded) - 4)
    return padded[4 : 4 + length]


def manifest_of(
    key: bytes, vault_id: bytes, header: bytes, generation: int, tags: dict[int, bytes]
) -> bytes:  # [8]
    start = generation.to_bytes(8) + len(tags).to_bytes(8)
    rows = b"".join(row_id.to_bytes(8) + tags[row_id] for row_id in sorted(tags))
    text = b"manifest" + vault_id + sha256(header).digest() + start + rows
    return start + hmac.digest(key, text, "sha256")


def read_item(row: Json, vouched: Callable[[str, int, str], bytes], row_id: int) -> Json:  # [7]
    flags = dict.fromkeys(["favourite", "has_otp", "has_secret"], False)
    others: Json = {"username": "", "expires": "", "websites": [], "tags": []}
    places = {"folder": None, "trashed": None}
    item = known(row["overview"], "kind title created modified", **flags, **others, **places)
    details: Json = {}
    if row["details"] is not None:
        details = strict_json(vouched("details", row_id, row["details"]))
        require("version" in details)
    item |= known(details, "", version=None, fields=[], history=[], attachments=[])
    item["history"] = [known(old, "id at title", fields=[]) for old in item["history"]]
    for state in (item, *item["history"]):
        state["fields"] = [known(field, "id", **FIELD) for field in state["fields"]]
    item["attachments"] = [known(each, "id name size", parts=[]) for each in item["attachments"]]
    for each in item["attachments"]:
        each["data"] = b"".join(vouched("attachment", *part) for part in each.pop("parts"))
        require(len(each["data"]) == each["size"])
    return item


def _read(path: Path, brought: dict[int, Callable[[Json], bytes]]) -> Json:
    with path.open("rb") as start:
        check_start(start.read(108))
    beside = [path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")]
    require(not any(each.exists() or each.is_symlink() for each in beside), "journal")
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as file:
        file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 17 * 2**20)
        for name in ("trusted_schema=0", "cell_size_check=1", "mmap_size=0", "temp_store=2"):
            file.execute(f"PRAGMA {name}")
        file.execute("BEGIN")
        check_schema(file.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema"))
        ((one, head, manifest),) = file.execute("SELECT one, header, manifest FROM vault LIMIT 2")
        require(one == 1 and type(head) is type(manifest) is bytes and len(manifest) == 48)
        header = parse_header(head)
        keys = derive_keys(unlock(header, brought), header["vault"])

        overviews = file.execute("SELECT id, sealed FROM overview ORDER BY id").fetchall()
        ids = [row_id for row_id, _ in overviews]
        require(ids == sorted(set(ids)) and all(row_id in ID for row_id in ids))
        require(all(type(sealed) is bytes and len(sealed) >= 32 for _, sealed in overviews))
        generation = int.from_bytes(manifest[:8])
        tags = {row_id: sealed[-16:] for row_id, sealed in overviews}
        expected = manifest_of(keys["set"], header["vault"], head, generation, tags)
        require(hmac.compare_digest(expected, manifest), "altered")
        require(generation in ID)

        def opened(table: str, row_id: int, sealed: bytes) -> bytes:
            return open_row(keys["rows"], header["vault"], table, row_id, sealed)

        def vouched(table: str, row_id: int, tag: str) -> bytes:
            select = f"SELECT sealed FROM {table} WHERE id = ?"  # noqa: S608 - one of two names
            row = file.execute(select, [row_id]).fetchone()
            require(row, "altered")
            sealed = row[0]
            require(type(sealed) is bytes and 32 <= len(sealed) <= AT_MOST[table])
            require(hmac.compare_digest(sealed[-16:], b64decode(tag, validate=True)), "altered")
            return opened(table, row_id, sealed)

        rows = {row_id: strict_json(opened("overview", row_id, s)) for row_id, s in overviews}
        found: Json = {kind: {} for kind in ("item", "folder", "settings", "tombstone")}
        for row_id, row in rows.items():
            found.setdefault(row["t"], {})[row_id] = row
        items = {key: read_item(row, vouched, key) for key, row in found["item"].items()}
    days = {"trash_days": 30, "history_length": 20}
    stored = found["settings"][keys["settings"]]
    settings = known(stored, "name created", writers={}, retired=[], **days)
    folders = {key: known(row, "name", parent=None) for key, row in found["folder"].items()}
    deleted = {key: known(row, "at")["at"] for key, row in found["tombstone"].items()}
    return {"settings": settings, "folders": folders, "items": items, "tombstones": deleted}


def read_vault(
    path: Path, password: str = "", key_file: Path | None = None, recovery_code: str = ""
) -> Json:
    """Open a vault and return everything in it, verified to the last row [9].

    It remembers nothing (so knows no *older*, [10]) and refuses a file with a journal beside it.
    """
    brought: dict[int, Callable[[Json], bytes]] = {}
    if password:
        brought[1] = lambda factor: password_factor(password, factor)
    if key_file:
        brought[2] = lambda _: key_file_factor(key_file.read_bytes())
    if recovery_code:
        brought[3] = lambda _: recovery_factor(recovery_code)
    try:
        return _read(path.resolve(), brought)
    except (LookupError, TypeError, ValueError, AttributeError, sqlite3.DatabaseError) as error:
        raise Refused(DAMAGED) from error  # whatever a text or a file provokes
