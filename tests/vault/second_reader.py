# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of Strongroom vaults, written from FORMAT.md alone (its sections in brackets)."""

import hmac
import json
import re
import sqlite3
import unicodedata
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Rows = dict[str, dict[int, Any]]
DAMAGED, ALTERED = "damaged", "altered"
START = {16: "1000010100402020", 44: "00000004", 52: f"{1:016x}{1:08x}{0:08x}", 100: "0d"}
AT_MOST = {"overview": 65_536, "details": 2**24 - 32, "attachment": 4_194_304}
ONE = "one INTEGER PRIMARY KEY CHECK (one = 1), header BLOB NOT NULL, manifest BLOB NOT NULL"
TABLES = {"vault": ONE} | dict.fromkeys(AT_MOST, "id INTEGER PRIMARY KEY, sealed BLOB NOT NULL")
QUERY = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE rootpage > 1 GROUP BY rootpage"
SCHEMA = {("table", name, name, f"CREATE TABLE {name} ({sql})") for name, sql in TABLES.items()}
COST = {"passes": range(2, 65), "memory_kib": range(19_456, 4_194_305), "lanes": range(1, 17)}


class Refused(Exception):
    """A vault that does not open; the text is one of FORMAT.md's outcomes."""


def require(fits: object, outcome: str = DAMAGED) -> None:
    if not fits:
        raise Refused(outcome)


def strict_json(data: bytes) -> Any:  # [3.1]
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        require(len(dict(pairs)) == len(pairs))
        return dict(pairs)

    brackets = re.sub(r'"(?:[^"\\]|\\.)*+"?|[^][{}]', "", data.decode(), flags=re.DOTALL)
    require(max(accumulate(1 if b in "[{" else -1 for b in brackets), default=0) <= 32)
    value = json.loads(data.decode(), object_pairs_hook=unique, parse_constant=int)  # no NaN
    json.dumps(value, ensure_ascii=False).encode()  # fails at a lone surrogate
    return value


def octets(text: str, size: int) -> bytes:
    require(re.fullmatch(f"[0-9a-f]{{{2 * size}}}", text))
    return bytes.fromhex(text)


def parse_header(stored: bytes) -> tuple[bytes, list[Any]]:  # [3]
    require(len(stored) <= 65_536 and sha256(stored[32:]).digest() == stored[:32])
    slots = (header := strict_json(stored[32:]))["slots"]
    for slot in slots:
        for key, size in (("id", 16), ("check", 32), ("wrapped", 60)):
            slot[key] = octets(slot[key], size)
        types = [factor["type"] for factor in slot["factors"]]
        require(types == sorted(set(types)) and types[0] >= 1 and types[-1] <= 255)
        for cost in slot["factors"][: types.count(1)]:
            require(all(type(cost[key]) is int and cost[key] in COST[key] for key in COST))
            require(octets(cost["salt"], 16) and cost["memory_kib"] * cost["passes"] <= 2**24)
    require(1 <= len(slots) == len({slot["id"] for slot in slots}) <= 16)
    return octets(header["vault"], 16), slots


def hkdf(secret: bytes, salt: bytes, name: str, size: int = 32) -> bytes:  # [5]
    return HKDF(SHA256(), size, salt, b"strongroom/1/" + name.encode()).derive(secret)


def password_factor(password: str, factor: dict[str, Any]) -> bytes:  # [4.1]
    secret, salt = unicodedata.normalize("NFKC", password).encode(), bytes.fromhex(factor["salt"])
    cost = (factor["passes"], factor["memory_kib"], factor["lanes"])
    return hash_secret_raw(secret, salt, *cost, hash_len=32, type=Type.ID, version=0x13)


def unlock(vault_id: bytes, slots: list[Any], brought: dict[int, Any]) -> bytes:  # [4.2]
    answered = [slot for slot in slots if all(f["type"] in brought for f in slot["factors"])]
    for slot in answered:
        context, material = vault_id + slot["id"], b""
        for f in slot["factors"]:
            output = password_factor(brought[1], f) if f["type"] == 1 else brought[f["type"]]
            material += bytes([f["type"]]) + output
        both = hkdf(material, context, "slot", 64)
        if hmac.compare_digest(both[32:], slot["check"]):
            nonce, sealed = slot["wrapped"][:12], slot["wrapped"][12:]
            return AESGCM(both[:32]).decrypt(nonce, sealed, b"strongroom/1/wrap" + context)
    raise Refused("wrong key" if answered else "method missing")


def open_row(keys: list[bytes], stored: Rows, table: str, row_id: int, tag: str | None) -> bytes:
    sealed: Any = stored[table].get(row_id)  # [6]
    require(type(sealed) is bytes and tag in {None, b64encode(sealed[-16:]).decode()}, ALTERED)
    require(len(sealed) <= AT_MOST[table])
    context = b"strongroom/1/" + table.encode() + keys[1] + row_id.to_bytes(8)
    try:
        padded = AESGCM(keys[0]).decrypt(sealed[:12], sealed[12:], context)
    except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
        raise Refused(ALTERED) from None
    end = 4 + int.from_bytes(padded[:4])
    require(end <= len(padded))
    return padded[4:end]


def read_vault(data: bytes, brought: dict[int, Any]) -> Rows:
    """Return all rows by `t` and id, of the password (1) and 32 bytes of other factors (2, 3)."""
    try:
        require(data[:16] == b"SQLite format 3\0" and data[68:72] == b"Strm", "not a vault")
        require(all(data[at:].startswith(bytes.fromhex(pin)) for at, pin in START.items()))
        require(data[103:105] == b"\0\4", ALTERED if len(data) > 104 else DAMAGED)
        with closing(sqlite3.connect(":memory:")) as file:  # where no journal is applied [12]
            file.deserialize(data)
            require(set(file.execute(QUERY)) == SCHEMA, ALTERED)
            found = {name: list(file.execute(f"SELECT * FROM {name}")) for name in TABLES}  # noqa: S608
        ((one, head, manifest),) = found.pop("vault")
        require(one == 1 and len(manifest) == 48 and max(manifest[0], manifest[8]) < 128)
        vault_id, slots = parse_header(head)
        vault_key = unlock(vault_id, slots, brought)
        listed = b"manifest" + vault_id + sha256(head).digest() + manifest[:16]  # [8]
        for (before, _), (row_id, sealed) in pairwise([(0, b""), *found["overview"]]):
            require(before < row_id and type(sealed) is bytes and len(sealed) <= 65_536)
            listed += row_id.to_bytes(8) + sealed[-16:]
        mac = hmac.digest(hkdf(vault_key, vault_id, "set"), listed, "sha256")
        require(manifest[8:] == len(found["overview"]).to_bytes(8) + mac, ALTERED)
        keys = [hkdf(vault_key, vault_id, "rows"), vault_id]
        stored = {table: dict(pairs) for table, pairs in found.items()}
        rows: Rows = {}
        for row_id in stored["overview"]:
            row = strict_json(open_row(keys, stored, "overview", row_id, None))
            rows.setdefault(row["t"], {})[row_id] = row
        for row_id, item in rows.get("item", {}).items():
            if item["details"] is not None:
                details = strict_json(open_row(keys, stored, "details", row_id, item["details"]))
                for each in details.get("attachments", []):
                    parts = each.pop("parts", [])
                    each["data"] = b"".join(open_row(keys, stored, "attachment", *p) for p in parts)
                    require(len(each["data"]) == each["size"], ALTERED)
                item["details"] = details
        settings_row = int.from_bytes(hkdf(vault_key, vault_id, "settings", 8)) % 2**63 or 1  # [5]
        require(settings_row in rows["settings"])
        return rows  # noqa: TRY300 - all of it can be refused
    except (LookupError, TypeError, ValueError, AttributeError, sqlite3.Error, InvalidTag) as error:
        raise Refused(DAMAGED) from error
