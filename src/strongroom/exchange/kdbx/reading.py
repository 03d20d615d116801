# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a KeePass database: KDBX 3.1 (and what came before it), 4.0 and 4.1.

The format: https://keepass.info/help/kb/kdbx.html; of version 3.1, where that is brief, what
KeePassXC's ``src/format/Kdbx3Reader.cpp`` takes.

The file is read in pieces: blocks, cipher, gzip and what comes of them are stages of one flow,
and there is never more of it in memory than some pieces.  Where the attachments of version 4
lie is all that is kept of them; they are read again when they are asked for.
"""

import hmac
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from strongroom.exchange.kdbx.blocks import hashed_blocks, pieces_of, signed_blocks
from strongroom.exchange.kdbx.ciphers import Updating, decrypted, inner_stream
from strongroom.exchange.kdbx.database import Binary, Database
from strongroom.exchange.kdbx.derivation import check_possible, check_unasked, derived
from strongroom.exchange.kdbx.faults import damaged, password_needed, too_large, wrong_password
from strongroom.exchange.kdbx.flow import PIECE, Flow, gunzipped
from strongroom.exchange.kdbx.header import Header, read_header
from strongroom.exchange.kdbx.keys import MacKeys, cipher_key, composites
from strongroom.exchange.reading import Given, Step, no_step
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes

MOST_XML = 256 << 20  # bytes
MOST_BINARIES = 8 << 30  # bytes of all attachments of version 4
MOST_FIELDS = 100_000  # of the inner header: attachments, mostly
_LONGEST_FIELD = 1 << 16  # of the inner header, beside attachments
_SIGNED = 4  # the version from which on a key tells whether it fits
_END, _STREAM, _STREAM_KEY, _BINARY = 0, 1, 2, 3
_PROTECTED = 1
_KEPT = 8 << 20  # bytes of an attachment that is kept until another is read


def read_kdbx(source: Source, given: Given, step: Step = no_step) -> Database:
    """Open a database; whoever opens it closes it.

    Raises:
        SourcePasswordNeeded: nothing was given.
        SourceWrongPassword: what was given does not open it.
        SourceTooCostly: its key is dearer than what is paid unasked.
        SourceDamaged: bytes are missing or broken.
        CannotImport: its version or a cipher of it is not read, or it is a bomb.
    """
    header = read_header(source.file)
    check_possible(header.derivation)
    if given.password is None and given.key_file is None:
        raise password_needed()
    if not given.costly:
        check_unasked(header.derivation)
    opened = _of_3 if header.version[0] < _SIGNED else _of_4
    for composite in composites(given):
        with composite, derived(composite, header.derivation, step) as transformed:
            database = opened(source.file, header, transformed, step)
        if database is not None:
            return database
    raise wrong_password(given, sure=header.version[0] >= _SIGNED)


class _Xml:
    """The XML of a flow, counted; whoever holds it holds the keys that it is read with."""

    def __init__(self, flow: Flow, payload: "_Payload | None" = None) -> None:
        self._flow = flow
        self._payload = payload
        self._end = flow.position + MOST_XML

    def read(self, most: int = -1, /) -> bytes:
        if most >= 0:
            return self._counted(self._flow.some(most))
        return b"".join(iter(lambda: self._counted(self._flow.some(PIECE)), b""))

    def _counted(self, piece: bytes) -> bytes:
        if self._flow.position > self._end:
            raise too_large()
        return piece


def _unprotecting(stream: Updating) -> Callable[[bytes | str], bytes]:
    def unprotect(text: bytes | str) -> bytes:
        return stream.update(_of_base64(text))

    return unprotect


def _of_base64(text: bytes | str) -> bytes:
    """Return the bytes of base64, which may be wrapped into lines."""
    for one in (text, _joined(text)):
        with suppress(ValueError):
            return a2b_base64(one, strict_mode=True)
    raise damaged()


def _joined(text: bytes | str) -> bytes | str:
    return "".join(text.split()) if isinstance(text, str) else b"".join(text.split())


# Version 3


def _of_3(file: BinaryIO, header: Header, transformed: SecretBytes, step: Step) -> Database | None:
    """Return the database, None where it stays closed: it begins otherwise than its header says."""
    with cipher_key(header.seed, transformed) as key:
        # The key is set up here, and not needed once the first bytes are decrypted.
        flow = Flow(decrypted(pieces_of(file, header.end), header.cipher, key, header.iv))
        if not hmac.compare_digest(flow.take(len(header.start)), header.start):
            return None
    plain = hashed_blocks(flow, step)
    return Database(
        version=header.version,
        binaries=(),
        xml=_Xml(Flow(gunzipped(plain, step) if header.packed else plain)),
        unprotect=_unprotecting(inner_stream(header.stream, header.stream_key)),
        public={},
        header_hash=header.hash,
        close=_nothing_to_wipe,
    )


def _nothing_to_wipe() -> None:
    """Close what has been closed as soon as the file was open."""


# Version 4


def _of_4(file: BinaryIO, header: Header, transformed: SecretBytes, step: Step) -> Database | None:
    """Return the database, None where it stays closed."""
    payload = _Payload(file, header, transformed)
    try:
        if not payload.fits():
            payload.close()
            return None
        flow = payload.flow(step)
        inner = _inner_header(flow, payload)
        return Database(
            version=header.version,
            binaries=inner.binaries,
            xml=_Xml(flow, payload),
            unprotect=_unprotecting(inner_stream(inner.stream, inner.key)),
            public=dict(header.public),
            header_hash=header.hash,
            close=payload.close,
        )
    except BaseException:
        payload.close()
        raise


class _Payload:
    """What follows the header of version 4, readable as often as it is asked for."""

    def __init__(self, file: BinaryIO, header: Header, transformed: SecretBytes) -> None:
        self._file = file
        self._header = header
        self._cipher_key = cipher_key(header.seed, transformed)
        self._mac_keys = MacKeys(header.seed, transformed)
        self._flow: Flow | None = None
        self._last = (-1, b"")  # the attachment that was read last: where it lies, and its bytes
        self._closed = False

    def close(self) -> None:
        self._flow, self._closed, self._last = None, True, (-1, b"")
        self._cipher_key.close()
        self._mac_keys.close()

    # Attachments or the XML may be all that is left of a database: with the last it is closed.
    __del__ = close

    def fits(self) -> bool:
        """Tell whether the key is the right one."""
        return hmac.compare_digest(self._mac_keys.header(self._header.raw), self._header.mac)

    def flow(self, step: Step) -> Flow:
        """Return the plain payload from its first byte on."""
        header = self._header
        blocks = signed_blocks(self._file, header.end, self._mac_keys, step)
        plain = decrypted(blocks, header.cipher, self._cipher_key, header.iv)
        return Flow(gunzipped(plain, step) if header.packed else plain)

    def binary(self, at: int, size: int, *, protected: bool) -> Binary:
        """Return the attachment at a place in the plain payload."""
        return Binary(size, protected, lambda: self._chunks(at, size))

    def _chunks(self, at: int, size: int) -> Iterator[bytes]:
        """Yield an attachment, out of memory where it was the last: a thousand entries may name it.

        To read it again would be to go through all that lies before it again.
        """
        if self._last[0] != at or self._closed:
            if size > _KEPT:
                yield from self._read(at, size)
                return
            self._last = (at, b"".join(self._read(at, size)))
        data = self._last[1]
        yield from (data[start : start + PIECE] for start in range(0, size, PIECE))

    def _read(self, at: int, size: int) -> Iterator[bytes]:
        end = at + size
        while at < end:
            # Another attachment may have been read since the last chunk of this one.
            chunk = self._flow_at(at).some(min(PIECE, end - at))
            if not chunk:
                raise damaged()
            at += len(chunk)
            yield chunk

    def _flow_at(self, at: int) -> Flow:
        if self._closed:
            message = "the database is closed"
            raise ValueError(message)
        if self._flow is None or self._flow.position > at:
            self._flow = self.flow(no_step)
        self._flow.skip(at - self._flow.position)
        return self._flow


@dataclass(frozen=True, slots=True)
class _Inner:
    """The header inside the encryption: how values are hidden, and the attachments."""

    stream: int
    key: bytes = field(repr=False)
    binaries: tuple[Binary, ...]


def _inner_header(flow: Flow, payload: _Payload) -> _Inner:
    fields: dict[int, bytes] = {}
    binaries: list[Binary] = []
    for _number in range(MOST_FIELDS):
        kind, length = flow.number(1), flow.number()
        if flow.position + length > MOST_BINARIES:
            break
        if kind == _BINARY:
            binaries.append(_binary(flow, length, payload))
        elif length <= _LONGEST_FIELD:
            fields[kind] = flow.take(length)
        else:
            flow.skip(length)
        if kind == _END:
            stream = int.from_bytes(fields.get(_STREAM, b""), "little")
            return _Inner(stream, fields.get(_STREAM_KEY, b""), tuple(binaries))
    raise too_large()


def _binary(flow: Flow, length: int, payload: _Payload) -> Binary:
    """Note where an attachment lies, and go past it; a byte of flags is before it."""
    if not length:
        raise damaged()
    flags, size = flow.number(1), length - 1
    binary = payload.binary(flow.position, size, protected=bool(flags & _PROTECTED))
    flow.skip(size)
    return binary
