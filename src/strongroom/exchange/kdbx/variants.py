# SPDX-License-Identifier: GPL-3.0-or-later
"""The "variant dictionary" of KDBX 4: names and typed values, for the parameters of a key
derivation and for public custom data.

The format: https://keepass.info/help/kb/kdbx.html (section "Variant dictionary").
"""  # noqa: D205 - one sentence

import struct
from collections.abc import Mapping

from strongroom.exchange.kdbx.faults import header_damaged

_VERSION = 0x0100
_CRITICAL = 0xFF00
_END = 0
UINT32, UINT64, BOOL, INT32, INT64, TEXT, BYTES = 0x04, 0x05, 0x08, 0x0C, 0x0D, 0x18, 0x42
_NUMBERS = {UINT32: "<I", UINT64: "<Q", BOOL: "<?", INT32: "<i", INT64: "<q"}

Value = int | bool | str | bytes


class _Pieces:
    """Takes pieces off the front of bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        piece = self._data[self._at : self._at + length]
        if len(piece) != length:
            raise header_damaged()
        self._at += length
        return piece

    def sized(self) -> bytes:
        return self.take(int.from_bytes(self.take(4), "little"))


def parse(data: bytes) -> dict[str, Value]:
    """Return what is in a dictionary.

    Raises:
        SourceDamaged: it is broken, or of a newer kind.
    """
    pieces = _Pieces(data)
    if int.from_bytes(pieces.take(2), "little") & _CRITICAL > _VERSION & _CRITICAL:
        raise header_damaged()
    values: dict[str, Value] = {}
    while (kind := pieces.take(1)[0]) != _END:
        name = pieces.sized().decode(errors="replace")
        values[name] = _value(kind, pieces.sized())
    return values


def _value(kind: int, data: bytes) -> Value:
    if kind == BYTES:
        return data
    if kind == TEXT:
        return data.decode(errors="replace")
    if kind not in _NUMBERS or len(data) != struct.calcsize(_NUMBERS[kind]):
        raise header_damaged()
    number: int | bool = struct.unpack(_NUMBERS[kind], data)[0]
    return number


def build(values: Mapping[str, tuple[int, Value]]) -> bytes:
    """Return a dictionary of values with their kinds."""
    parts = [_VERSION.to_bytes(2, "little")]
    for name, (kind, value) in values.items():
        data = _bytes(kind, value)
        parts += [bytes((kind,)), _sized(name.encode()), _sized(data)]
    return b"".join((*parts, bytes((_END,))))


def _bytes(kind: int, value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else struct.pack(_NUMBERS[kind], value)


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data
