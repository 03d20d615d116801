# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePass XML for tests: written by us without a container, or by hand, and read back."""

import base64
import io
from collections.abc import Iterable, Sequence

import msgspec

from strongroom.exchange.kdbx.database import Binary
from strongroom.exchange.keepass.document import read_document
from strongroom.exchange.keepass.entries import entries_of
from strongroom.exchange.keepass.writing import Writing
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Attached, Reading, no_step
from strongroom.model.item import Attachment, new_id

ZERO = base64.b64encode(bytes(16)).decode()


class PlainSink:
    """Takes XML as a container would, and protects nothing."""

    def __init__(self) -> None:
        self.data = io.BytesIO()

    def write(self, xml: bytes, /) -> None:
        self.data.write(xml)

    def protect(self, value: bytes, /) -> bytes:
        return base64.b64encode(value)


def written(vault: Outgoing) -> tuple[bytes, list[Binary]]:
    """Return the XML of a vault, and its attachments as a container would give them back."""
    database, sink = Writing(vault, no_step), PlainSink()
    database.xml(sink)
    held = [b"".join(binary.chunks()) for binary in database.pool.binaries]
    return sink.data.getvalue(), [_binary(data) for data in held]


def _binary(data: bytes) -> Binary:
    return Binary(len(data), protected=False, chunks=lambda: iter((data,)))


def read_back(xml: bytes, binaries: Sequence[Binary] = ()) -> Reading:
    document = read_document(io.BytesIO(xml), base64.b64decode, no_step)
    return entries_of(document, binaries, no_step)


def attached(name: str, data: bytes) -> Attached:
    return Attached(name, len(data), lambda: iter((data,)))


def with_files(item: OutgoingItem, files: Iterable[tuple[str, bytes]]) -> OutgoingItem:
    given = list(files)
    kept = tuple(
        Attachment(id=new_id(), name=name, size=len(data), parts=((new_id(), data),))
        for name, data in given
    )
    details = msgspec.structs.replace(item.details, attachments=kept)
    return OutgoingItem(
        item.overview, details, item.path, tuple(attached(name, data) for name, data in given)
    )


def database(inner: str, meta: str = "") -> bytes:
    """Return a database whose outermost group holds some XML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><KeePassFile>'
        f"<Meta>{meta}</Meta><Root><Group><UUID>AAAA</UUID><Name>Root</Name>{inner}</Group></Root>"
        "</KeePassFile>"
    ).encode()


def strings(**texts: str) -> str:
    return "".join(string(key, value) for key, value in texts.items())


def string(key: str, value: str, attributes: str = "") -> str:
    return f"<String><Key>{key}</Key><Value{attributes}>{value}</Value></String>"


def entry(inner: str, **texts: str) -> str:
    return f"<Entry>{strings(**texts)}{inner}</Entry>"
