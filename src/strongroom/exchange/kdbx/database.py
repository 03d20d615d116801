# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies between the container of a KeePass database and the meaning of its XML.

``reading.read_kdbx(source, given, step)`` gives a :class:`Database`, ``writing.write_kdbx``
takes :class:`NewBinary` and a function that writes XML into an :class:`XmlSink`.  Neither
side ever holds the file, its XML or an attachment whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from strongroom.exchange.reading import Chunks


@dataclass(frozen=True, slots=True)
class Binary:
    """An attachment of KDBX 4, named in the XML by its place in ``Database.binaries``.

    ``chunks`` read it out of the file again, at most 1 MiB at a time: in ascending order of
    places all attachments are one pass over the file, and a step back starts that pass anew.
    They raise ``SourceDamaged`` where the file has broken meanwhile.  ``protected`` is a wish
    of the other program's about its memory; the bytes are plain either way.
    """

    size: int
    protected: bool
    chunks: Chunks = field(repr=False)


class XmlSource(Protocol):
    """The XML, decrypted and decompressed while it is read, once, from its first byte."""

    def read(self, most: int = -1, /) -> bytes:
        """Return at most ``most`` bytes, all that is left for -1, and b"" at the end.

        Who reads to the end knows that the file is whole.

        Raises:
            SourceDamaged: bytes are missing or broken.
            CannotImport: there is more of it than any database has.
        """


@dataclass(slots=True)
class Database:
    """An open KeePass database.  ``close`` wipes its keys; binaries cannot be read after it.

    ``version`` is the format's: (3, 1), (4, 0) or (4, 1).  In version 3 the attachments are in
    the XML's ``Meta/Binaries``, and ``binaries`` is empty (``embedded.embedded_binary`` makes
    one of their bytes, which may be packed with gzip).  ``public`` is the header's custom
    data, which nobody encrypted.  ``header_hash`` is the SHA-256 that ``Meta/HeaderHash``, where
    version 3 has one, has to be.

    ``unprotect`` takes the text of an element with ``Protected="True"`` and gives its bytes.
    It has to be called for each of them, in the order of the document, even where the value
    is of no use: the key stream runs on from one to the next.  It raises ``SourceDamaged``
    for what is no base64.
    """

    version: tuple[int, int]
    binaries: tuple[Binary, ...]
    xml: XmlSource
    unprotect: Callable[[bytes | str], bytes]
    public: dict[str, object]
    header_hash: bytes
    close: Callable[[], None]

    def __repr__(self) -> str:
        return f"Database(version={self.version}, {len(self.binaries)} binaries)"


@dataclass(frozen=True, slots=True)
class NewBinary:
    """An attachment to be written; its place in the sequence is its name in the XML.

    ``chunks`` is called once and gives ``size`` bytes, neither more nor fewer.
    """

    size: int
    chunks: Callable[[], Iterator[bytes]] = field(repr=False)
    protected: bool = False


class XmlSink(Protocol):
    """Where the XML goes, in order: compressed and encrypted at once."""

    def write(self, xml: bytes, /) -> None:
        """Take a piece of XML, in UTF-8."""

    def protect(self, value: bytes, /) -> bytes:
        """Return the base64 text of a value for an element with ``Protected="True"``.

        It has to be called in the order of the document.
        """
