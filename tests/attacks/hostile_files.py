# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are made to do harm, in two sizes, and how each of them has to end.

``large`` files are as large as they may be, or larger; the others are the same attack at a
size that every test run has the time for.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.attacks import hostile_vaults
from tests.exchange.kdbx import maker
from tests.exchange.kdbx.maker import Made

MIB = 1 << 20
PASSWORD = "päss"
NO_XML = "defines a document type"
TOO_LARGE = "larger than"
Size = Callable[[int, int], int]  # what is taken of a small and a large number

_CHROME = b"name,url,username,password,note\n"
_ROW = b"a,https://a.example,u,p,"
_SMILE = "\U0001f600".encode()


@dataclass(frozen=True)
class Attack:
    """A file, and the outcomes that it may have: a kind of error, or "came"."""

    make: Callable[[Size], bytes]
    outcomes: tuple[str, ...] = ("CannotImport",)
    says: str = ""
    password: str | None = None


def zip_file(files: Mapping[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", packing) as zipped:
        for name, data in files.items():
            zipped.writestr(zipfile.ZipInfo(name), data, packing)
    return whole.getvalue()


def said_to_be(data: bytes, size: int) -> bytes:
    """Let the last file of a zip be said to have another size."""
    at = data.rfind(b"PK\1\2") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def _end(count: int, size: int, offset: int) -> bytes:
    return struct.pack("<4s4xHHIIH", b"PK\5\6", count, count, size, offset, 0)


def _long_list(size: Size) -> bytes:
    name = b"n" * 60_000
    record = struct.pack("<4s24xH16x", b"PK\1\2", len(name)) + name
    return record * size(150, 6000)


def _hidden_end(size: Size) -> bytes:
    """The list's place is written with the letters by which the list's end is looked for."""
    listed = _long_list(size)
    end = _end(150, len(listed), int.from_bytes(b"PK\5\6", "little"))
    return b"PK\3\4" + listed + end


def _hidden_end_64(size: Size) -> bytes:
    listed = _long_list(size)
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 150, 150, len(listed), 4)
    locator = struct.pack("<4sI8sI", b"PK\6\7", 0, b"PK\6\6", 1)
    return b"PK\3\4" + listed + end + locator + _end(150, 100, 4)


def _bitwarden_zip(padding: int) -> dict[str, bytes]:
    return {"data.json": b'{"encrypted":false,"items":[],"a":"' + b"x" * padding + b'"}'}


def _overlapping(size: Size) -> bytes:
    """Each name in the list leads to the same packed bytes."""
    data = zip_file({"data.json": _items(), "attachments/1/a": bytes(MIB)})
    at = data.rfind(b"PK\1\2")
    end = data.rfind(b"PK\5\6")
    record, first = data[at:end], data.index(b"PK\1\2")
    count = size(9000, 19_000)
    listed = data[first:at] + record * count
    return data[:first] + listed + _end(count + 1, len(listed), first)


def _numbered(count: int) -> bytes:
    """Many names for no bytes."""
    data = zip_file({"data.json": _items(), "attachments/1/a": b""})
    at, first, end = data.rfind(b"PK\1\2"), data.index(b"PK\1\2"), data.rfind(b"PK\5\6")
    listed = data[first:at] + data[at:end] * count
    return data[:first] + listed + _end((count + 1) & 0xFFFF, len(listed), first)


def _items(*items: Mapping[str, Any] | bytes, head: bytes = b"") -> bytes:
    written = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in items]
    return b'{"encrypted":false,"folders":[],' + head + b'"items":[' + b",".join(written) + b"]}"


def _login(**more: object) -> dict[str, object]:
    return {"type": 1, "name": "a", "favorite": False, "login": {"username": "u"}, **more}


def _many(part: bytes, count: int, before: bytes, after: bytes) -> bytes:
    return before + b",".join(part % n for n in range(count)) + after


def _one_login(inside: bytes, part: bytes, count: int) -> bytes:
    start = b'{"encrypted":false,"folders":[],"items":[{"type":1,"name":"a","favorite":false,'
    return _many(part, count, start + inside, b"]}]}" if b"login" not in inside else b"]}}]}")


def _kp(inside: bytes) -> bytes:
    head = b"<KeePassFile><Meta/><Root><Group><Name>a</Name>"
    return head + inside + b"</Group></Root></KeePassFile>"


def _kp_entry(title: bytes, more: bytes = b"") -> bytes:
    value = b"<String><Key>Title</Key><Value>" + title + b"</Value></String>"
    return b"<Entry>" + value + more + b"</Entry>"


def _ref(number: int) -> bytes:
    return b'<Binary><Key>f</Key><Value Ref="%d"/></Binary>' % number


def _kdbx(xml: bytes, **more: Any) -> bytes:
    return Made(xml=xml, key=maker.composite(PASSWORD.encode()), **more).build()


def _laughs(_size: Size) -> bytes:
    names = [b'<!ENTITY a0 "ha">']
    names += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 30)]
    return b"<!DOCTYPE l [" + b"".join(names) + b"]>" + _kp(_kp_entry(b"&a29;"))


def _pux(size: int) -> bytes:
    document = {"documentId": "d", "fileName": "big", "decryptedSize": size}
    item = {
        "uuid": "a",
        "categoryUuid": "006",
        "overview": {"title": "Big"},
        "details": {"documentAttributes": document},
    }
    data = {"accounts": [{"attrs": {}, "vaults": [{"attrs": {}, "items": [item]}]}]}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        zipped.writestr("export.attributes", "{}")
        zipped.writestr("export.data", json.dumps(data))
        with zipped.open("files/d__big", "w", force_zip64=True) as file:
            for _mib in range(size // MIB):
                file.write(bytes(MIB))
    return whole.getvalue()


CAME = ("came",)
EITHER = ("came", "CannotImport")
COSTLY = {"M": (5, struct.pack("<Q", 1 << 40))}
ROUNDS = {"R": (5, struct.pack("<Q", 1 << 60))}

ATTACKS: Mapping[str, Attack] = {
    # Strongroom vaults
    "a vault whose key takes 2 GiB": Attack(
        hostile_vaults.costly, ("SourceTooCostly",), "2048 MiB", hostile_vaults.PASSWORD
    ),
    "a vault of sixteen dear keys": Attack(
        hostile_vaults.many_keys, ("SourceTooCostly",), "1024 MiB", hostile_vaults.PASSWORD
    ),
    "a vault of giant items": Attack(
        hostile_vaults.giant_items, EITHER, password=hostile_vaults.PASSWORD
    ),
    "a vault of more than is read": Attack(
        hostile_vaults.too_large, says="in parts", password=hostile_vaults.PASSWORD
    ),
    # XML
    "billion laughs": Attack(_laughs, says=NO_XML),
    "an external entity": Attack(
        lambda _size: (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _kp(_kp_entry(b"&x;"))
        ),
        says=NO_XML,
    ),
    "a document type of elsewhere": Attack(
        lambda _size: b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">' + _kp(b""), says=NO_XML
    ),
    "XML of one text": Attack(lambda size: _kp(_kp_entry(b"x" * size(2, 60) * MIB)), EITHER),
    "XML of one text beyond the basic characters": Attack(
        lambda size: _kp(_kp_entry(_SMILE + b"x" * size(1, 31) * MIB)), CAME
    ),
    "XML nested 100,000 deep": Attack(lambda _size: b"<KeePassFile>" * 100_000, says="deeper"),
    "XML of a million attributes": Attack(
        lambda size: _kp(
            _many(b'a%d="b"', size(300_000, 2_000_000), b"<Entry ", b"/>").replace(b",", b" ")
        )
    ),
    "XML of millions of names": Attack(
        lambda size: _kp(b"".join(b"<n%d/>" % n for n in range(size(10_000, 4_000_000)))), EITHER
    ),
    "XML of an entry with a million fields": Attack(
        lambda size: _kp(
            _kp_entry(
                b"t", b"<String><Key>a</Key><Value>b</Value></String>" * size(1000, 1_200_000)
            )
        ),
        EITHER,
    ),
    "XML of an entry with 100,000 versions": Attack(
        lambda size: _kp(
            _kp_entry(b"t", b"<History>" + _kp_entry(b"o") * size(1000, 100_000) + b"</History>")
        ),
        EITHER,
    ),
    # Zips
    "a zip bomb by ratio": Attack(
        lambda size: zip_file(_bitwarden_zip(size(33, 400) * MIB)), says=TOO_LARGE
    ),
    "a zip bomb by number": Attack(lambda size: _numbered(size(20_001, 150_000)), says="far more"),
    "a zip bomb by total": Attack(
        lambda _size: _overlapping(lambda _small, large: large), says="far more"
    ),
    "a zip of files that overlap": Attack(_overlapping, says="far more"),
    "a zip that lies about a size": Attack(
        lambda size: said_to_be(zip_file(_bitwarden_zip(size(10, 400) * MIB)), 900_000),
        says="broken",
    ),
    "a zip packed so that a little becomes gigabytes": Attack(
        lambda size: said_to_be(
            zip_file(_bitwarden_zip(size(4, 400) * MIB), zipfile.ZIP_BZIP2), 900_000
        ),
        says="packed in a way",
    ),
    "a zip whose list is hidden": Attack(_hidden_end, says="far more"),
    "a zip whose list is hidden in another way": Attack(_hidden_end_64, says="far more"),
    "a zip of nameless files": Attack(
        lambda _size: zip_file({"data.json": _items(_login())}).replace(
            b"data.json", b"\0ata.json"
        ),
    ),
    # JSON
    "JSON nested 100,000 deep": Attack(
        lambda _size: b"[" * 100_000 + b"]" * 100_000, says="deeper"
    ),
    "JSON nested 100,000 deep by objects": Attack(
        lambda _size: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, says="deeper"
    ),
    "JSON with half of a pair": Attack(
        lambda _size: _items(b'{"type":1,"name":"\\ud800","favorite":false,"login":{}}'), CAME
    ),
    "JSON of bytes that are no UTF-8": Attack(
        lambda size: _items(
            b'{"type":2,"name":"\xff","notes":"' + _SMILE + b"x" * size(1, 31) * MIB + b'"}'
        ),
        CAME,
    ),
    "JSON of a million items": Attack(
        lambda size: _many(
            b'{"type":1,"name":"%d"}',
            size(100_001, 1_000_000),
            b'{"encrypted":false,"items":[',
            b"]}",
        )
    ),
    "JSON of millions of keys": Attack(
        lambda size: _many(
            b'"%x":0',
            size(10_000, 2_800_000),
            b'{"encrypted":false,"items":[{"type":1,"name":"a","login":{',
            b"}}]}",
        ),
        EITHER,
    ),
    "an item of a million fields": Attack(
        lambda size: _one_login(b'"fields":[', b'{"value":"%d"}', size(5000, 500_000)), EITHER
    ),
    "an item of a million websites": Attack(
        lambda size: _one_login(
            b'"login":{"uris":[', b'{"uri":"https://a%d.b"}', size(5000, 400_000)
        ),
        EITHER,
    ),
    "an item of a million old passwords": Attack(
        lambda size: _one_login(b'"passwordHistory":[', b'{"password":"a%d"}', size(5000, 400_000)),
        EITHER,
    ),
    "a folder nested a million deep": Attack(
        lambda size: _items(
            _login(folderId="1"),
            head=b'"collections":[{"id":"1","name":"' + b"a/" * size(50_000, 1_000_000) + b'"}],',
        ),
        CAME,
    ),
    # CSV and other text
    "a line of 100 MB": Attack(
        lambda _size: _CHROME + _ROW + b"x" * 100 * MIB + b"\n", says=TOO_LARGE
    ),
    "a line as long as a file may be": Attack(
        lambda size: _CHROME + _ROW + b"x" * size(1, 31) * MIB + b"\n", CAME
    ),
    "a line beyond the basic characters": Attack(
        lambda size: _CHROME + _ROW + _SMILE + b"x" * size(1, 31) * MIB + b"\n", CAME
    ),
    "nothing but quotes": Attack(lambda size: _CHROME + b'"' * size(1, 31) * MIB, CAME),
    "nothing but commas": Attack(lambda size: _CHROME + b"," * size(1, 31) * MIB, CAME),
    "nothing but ends of lines": Attack(
        lambda size: _CHROME + b"\n" * size(1, 31) * MIB, says="rows"
    ),
    "quotes that are never closed": Attack(
        lambda size: _CHROME + b'a,b,"c\n' * (size(20_000, 4_000_000)), EITHER
    ),
    "a table of many columns": Attack(
        lambda size: (b",".join(b"c%d" % n for n in range(1999)) + b"\n") * size(3, 2000), EITHER
    ),
    "a host of a million parts": Attack(
        lambda size: (b"x," + b"a." * size(100_000, 7_000_000) + b"!\n") * 2, EITHER
    ),
    "an address of a million signs": Attack(
        lambda size: (b"x," + b"a@" * size(100_000, 7_000_000) + b"\n") * 2, EITHER
    ),
    "UTF-16": Attack(lambda _size: (_CHROME + _ROW + b"n\n").decode().encode("utf-16"), CAME),
    "a mark, and mixed ends of lines": Attack(
        lambda _size: b"\xef\xbb\xbf" + _CHROME + _ROW + b"\r" + _ROW + b"\r\n" + _ROW + b"\n", CAME
    ),
    "Latin-1": Attack(lambda _size: _CHROME + _ROW + b"stra\xdfe\n", CAME),
    "a link of a million parts": Attack(
        lambda size: b"otpauth://totp/a?secret=JBSWY3DP&" + b"a=b&" * size(100_000, 7_000_000),
        EITHER,
    ),
    "a link of many megabytes": Attack(
        lambda size: b"otpauth-migration://offline?data=" + b"Cg" * size(500_000, 15_000_000),
        EITHER,
    ),
    # KeePass
    "KDBX that asks for 1 TiB": Attack(
        lambda _size: Made(parameters=COSTLY).build(), says="of memory", password=PASSWORD
    ),
    "KDBX that asks for 2^60 rounds": Attack(
        lambda _size: Made(kdf="aes of 4", parameters=ROUNDS).build(),
        says="rounds of AES",
        password=PASSWORD,
    ),
    "KDBX whose XML unpacks to gigabytes": Attack(
        lambda size: _kdbx(b"<KeePassFile>" + b" " * size(33, 1500) * MIB),
        password=PASSWORD,
    ),
    "KDBX 4 under another password": Attack(
        lambda _size: _kdbx(_kp(b"")), ("SourceWrongPassword",), password="another"
    ),
    "KDBX 4, damaged": Attack(
        lambda _size: _kdbx(_kp(b""))[:-60] + bytes(60), ("SourceDamaged",), password=PASSWORD
    ),
    "KDBX 4 and no password": Attack(lambda _size: _kdbx(_kp(b"")), ("SourcePasswordNeeded",)),
    "an attachment of 1 GB in KDBX 4": Attack(
        lambda size: _kdbx(
            _kp(_kp_entry(b"t", _ref(0))), binaries=[(0, bytes(size(9, 1024) * MIB))]
        ),
        CAME,
        password=PASSWORD,
    ),
    "an attachment that 1000 entries name": Attack(
        lambda size: _kdbx(
            _kp(_kp_entry(b"t", _ref(1) * 1000)),
            binaries=[(0, bytes(size(2, 300) * MIB)), (0, b"x")],
        ),
        CAME,
        password=PASSWORD,
    ),
    "an attachment of 1 GB in 1PUX": Attack(lambda size: _pux(size(9, 1024) * MIB), CAME),
}
