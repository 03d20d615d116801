# SPDX-License-Identifier: GPL-3.0-or-later
"""What reads bytes that anybody may have written, each as a function of these bytes.

A target takes any bytes at all, and returns.  What it raises is a bug: another error than
the named one, or a law of reading that does not hold.  ``make fuzz`` looks for such bytes
with coverage as its guide; the test run replays the corpus.
"""

import contextlib
import functools
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from tests.attacks.fuzz import imports
from tests.exchange.kdbx.maker import PASSWORD, Made

from strongroom.errors import CannotImport, CannotOpen, Damaged, InvalidInput
from strongroom.exchange.kdbx.derivation import check_possible
from strongroom.exchange.kdbx.header import read_header
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.kdbx.signature import SIGNATURE
from strongroom.exchange.reading import Given
from strongroom.exchange.source import Source
from strongroom.model.item import Details
from strongroom.secret import SecretBytes
from strongroom.vault import key_file, recovery_code, row_json, strict_json
from strongroom.vault.header import Header
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.quick_slot import QuickSlot
from strongroom.vault.row_types import (
    FolderRow,
    ItemRow,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)
from strongroom.vault.schema import check_first_bytes

T = TypeVar("T")
Target = Callable[[bytes], None]
ROW_ID = 7
_KNOWN = (ItemRow, FolderRow, SettingsRow, TombstoneRow)


def header(data: bytes) -> None:
    """Read a header behind a checksum that fits, and build it again without a loss."""
    _refused_or(Damaged, lambda: Header.parse(data))
    stored = sha256(data).digest() + data
    parsed = _refused_or(Damaged, lambda: Header.parse(stored))
    if parsed is not None:
        again = Header.parse(parsed.build())
        assert again == parsed
        assert [slot.raw for slot in again.slots] == [slot.raw for slot in parsed.slots]
        for slot in parsed.slots:
            assert not (slot.in_headers and not slot.known)


def overview(data: bytes) -> None:
    """Read an overview row, singly and in bulk, and write it anew over what was there."""
    one = _refused_or(Damaged, lambda: row_json.read_overview(data, ROW_ID))
    many = _refused_or(Damaged, lambda: list(row_json.read_overviews([(ROW_ID, data)])))
    if one is None:
        return  # in bulk only what is not strict may pass
    assert many == [(ROW_ID, one)]
    strict_json.loads(data)
    if isinstance(one, UnknownRow):
        return
    assert isinstance(one, _KNOWN)
    written = _refused_or(Damaged, lambda: row_json.write_overview(one, data))
    assert written is not None
    assert row_json.read_overview(written, ROW_ID) == one
    assert row_json.write_overview(one, written) == written


def details(data: bytes) -> None:
    """Read details, and write them anew over what was there."""
    read = _refused_or(Damaged, lambda: row_json.read_details(data))
    if read is None:
        return
    assert isinstance(read, Details)
    strict_json.loads(data)
    written = row_json.write_details(read, data)
    assert row_json.read_details(written) == read
    assert row_json.write_details(read, written) == written


def json_(data: bytes) -> None:
    """Read strict JSON: whatever is taken, Python's own reader takes alike."""
    try:
        value = strict_json.loads(data)
    except strict_json.NotStrict:
        return
    assert value == json.loads(data)


def quick_slot(data: bytes) -> None:
    """Read a slot file of quick unlock, and build it to the same bytes."""
    slot = _refused_or(Damaged, lambda: QuickSlot.parse(data))
    if slot is not None:
        assert slot.build() == data
        with SecretBytes(bytes(32)) as secret:
            assert not slot.fits(secret) or data[:32] != bytes(32)


def key_file_(data: bytes) -> None:
    """Read a key file."""
    path = _scratch() / "key"
    path.write_bytes(data)
    key = _refused_or(InvalidInput, lambda: key_file.read(path))
    if key is not None:
        assert len(key) == 32
        assert data.startswith(b"strongroom-key-file 1")


def recovery_code_(data: bytes) -> None:
    """Read a recovery code; the canonical form of one is its own canonical form."""
    with SecretBytes(data) as typed:
        code = _refused_or(InvalidInput, lambda: recovery_code.canonical(typed))
    if code is None:
        return
    assert len(code) == recovery_code.RANDOM_CHARACTERS
    assert bytes(code.buffer).isalnum()
    shown = SecretBytes(bytes(code.buffer) + recovery_code._check_of(code.buffer))
    assert recovery_code.canonical(shown).buffer == code.buffer


def first_bytes(data: bytes) -> None:
    """Judge the beginning of a file."""
    _refused_or(CannotOpen, lambda: check_first_bytes(data))


def manifest(data: bytes) -> None:
    """Read a manifest, and build it to the same bytes."""
    stored = _refused_or(Damaged, lambda: StoredManifest.parse(data))
    if stored is not None:
        assert stored.build() == data


def kdbx_header(data: bytes) -> None:
    """Read a header of a KeePass database, as it stands and behind a hash that fits."""
    begun = SIGNATURE + data
    for stored in (begun, begun + sha256(begun).digest() + bytes(32)):
        read = _refused_or(CannotImport, functools.partial(read_header, io.BytesIO(stored)))
        if read is not None:
            assert stored.startswith(read.raw)
            _refused_or(CannotImport, functools.partial(check_possible, read.derivation))


def kdbx_payload(data: bytes) -> None:
    """Open a KeePass database whose decrypted bytes are these: packed or not, of 3.1 or 4."""
    version = (3, 1) if data[:1] > b"\x7f" else (4, 0)
    made = Made(version=version, plain=data[1:], packed=data[:1] < b"\x40", cipher="chacha20")
    source, given = Source(io.BytesIO(made.build())), Given(password=SecretBytes(PASSWORD))
    database = _refused_or(CannotImport, lambda: read_kdbx(source, given))
    if database is None:
        return
    with contextlib.suppress(CannotImport):
        for binary in database.binaries:
            assert sum(map(len, binary.chunks())) == binary.size
        database.xml.read()
    database.close()


TARGETS: Mapping[str, Target] = {
    "header": header,
    "overview": overview,
    "details": details,
    "json": json_,
    "quick_slot": quick_slot,
    "key_file": key_file_,
    "recovery_code": recovery_code_,
    "first_bytes": first_bytes,
    "manifest": manifest,
    "kdbx_header": kdbx_header,
    "kdbx_payload": kdbx_payload,
    "import_file": imports.import_file,
    "csv_table": imports.csv_table,
    "xml": imports.xml,
    "keepass_xml": imports.keepass_xml,
    "zip_list": imports.zip_list,
    "migration": imports.migration,
    "shown_text": imports.shown_text,
}


def _refused_or(kind: type[Exception], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except kind:
        return None


@functools.cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="strongroom-fuzz-"))
