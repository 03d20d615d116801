# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments that lie in the XML, as in KeePass databases of version 3."""

from collections.abc import Iterator

from strongroom.exchange.kdbx.database import Binary
from strongroom.exchange.kdbx.faults import too_large
from strongroom.exchange.kdbx.flow import PIECE, gunzipped

MOST = 1 << 30  # bytes of one attachment, unpacked


def embedded_binary(data: bytes, *, packed: bool, protected: bool = False) -> Binary:
    """Return an attachment of its bytes, which stay packed in memory if they are.

    Raises:
        SourceDamaged: they are not packed with gzip.
        CannotImport: they unpack to more than any attachment.
    """
    if not (packed and data):  # KeePassXC packs nothing into nothing
        return Binary(len(data), protected, lambda: _pieces(data))
    size = 0
    for piece in gunzipped(_pieces(data)):
        size += len(piece)
        if size > MOST:
            raise too_large()
    return Binary(size, protected, lambda: gunzipped(_pieces(data)))


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + PIECE] for at in range(0, len(data), PIECE))
