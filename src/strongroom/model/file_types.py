# SPDX-License-Identifier: GPL-3.0-or-later
"""What kind of file an attachment is: by its first bytes, and by its name where these are silent.

The bytes decide: a name is what somebody called it.  Where the name says another kind, the
file is not to be trusted to be what it is called, and :func:`type_of` tells the kind of the
bytes.  Signatures after the formats' own documents: PNG (W3C), JPEG (ITU T.81), GIF89a, WebP
(RFC 9649), BMP, TIFF 6.0, PDF (ISO 32000), ZIP (APPNOTE), gzip (RFC 1952), 7z, RAR, ELF, PE.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from strongroom.model.attachment_names import ending_of
from strongroom.texts import N_, _

HEAD = 4096  # bytes that are enough to tell


class Sort(StrEnum):
    """What can be done with a file."""

    PICTURE = "picture"
    TEXT = "text"
    PDF = "pdf"
    OTHER = "other"


class FileType(msgspec.Struct, frozen=True):
    """A kind of file: what it is called, its icon in Lucide, and what can be done with it."""

    name: str
    icon: str
    sort: Sort = Sort.OTHER

    @property
    def label(self) -> str:
        """What a person reads."""
        return _(self.name)


PNG = FileType(N_("PNG picture"), "file-image", Sort.PICTURE)
JPEG = FileType(N_("JPEG picture"), "file-image", Sort.PICTURE)
GIF = FileType(N_("GIF picture"), "file-image", Sort.PICTURE)
WEBP = FileType(N_("WebP picture"), "file-image", Sort.PICTURE)
BMP = FileType(N_("BMP picture"), "file-image", Sort.PICTURE)
TIFF = FileType(N_("TIFF picture"), "file-image")
HEIF = FileType(N_("HEIF picture"), "file-image")
PDF = FileType(N_("PDF document"), "file-text", Sort.PDF)
TEXT = FileType(N_("text"), "file-text", Sort.TEXT)
KEY = FileType(N_("key or certificate"), "file-key", Sort.TEXT)
BINARY_KEY = FileType(N_("key or certificate"), "file-key")
ZIP = FileType(N_("ZIP archive"), "file-archive")
ARCHIVE = FileType(N_("archive"), "file-archive")
WORD = FileType(N_("text document"), "file-text")
SHEET = FileType(N_("spreadsheet"), "file-spreadsheet")
SLIDES = FileType(N_("presentation"), "file-chart-column")
AUDIO = FileType(N_("sound"), "file-music")
VIDEO = FileType(N_("video"), "file-video-camera")
PROGRAM = FileType(N_("program"), "file-cog")
DATABASE = FileType(N_("database"), "database")
EMPTY = FileType(N_("empty file"), "file")
UNKNOWN = FileType(N_("file"), "file")

_SIGNATURES: tuple[tuple[int, bytes, FileType], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"BM", BMP),
    (0, b"II*\0", TIFF),
    (0, b"MM\0*", TIFF),
    (0, b"%PDF-", PDF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\x1f\x8b\x08", ARCHIVE),
    (0, b"BZh", ARCHIVE),
    (0, b"\xfd7zXZ\0", ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (0, b"Rar!\x1a\x07", ARCHIVE),
    (257, b"ustar", ARCHIVE),
    (0, b"\x7fELF", PROGRAM),
    (0, b"MZ", PROGRAM),
    (0, b"SQLite format 3\0", DATABASE),
    (0, b"\x03\xd9\xa2\x9a", DATABASE),  # KeePass
    (0, b"ID3", AUDIO),
    (0, b"fLaC", AUDIO),
    (0, b"OggS", AUDIO),
    (0, b"\x1aE\xdf\xa3", VIDEO),
)
_IN_RIFF: Mapping[bytes, FileType] = {b"WEBP": WEBP, b"WAVE": AUDIO, b"AVI ": VIDEO}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})

# What is told apart by its name: inside of an archive, or where there is no signature.
_IN_ZIP = {
    "docx": WORD, "odt": WORD, "pages": WORD, "xlsx": SHEET, "ods": SHEET, "numbers": SHEET,
    "pptx": SLIDES, "odp": SLIDES,
}  # fmt: skip
_BY_NAME = _IN_ZIP | {
    "png": PNG, "jpg": JPEG, "jpeg": JPEG, "gif": GIF, "webp": WEBP, "bmp": BMP, "tif": TIFF,
    "tiff": TIFF, "heic": HEIF, "heif": HEIF, "avif": HEIF, "pdf": PDF, "txt": TEXT, "md": TEXT,
    "csv": TEXT, "json": TEXT, "xml": TEXT, "log": TEXT, "ini": TEXT, "conf": TEXT, "yaml": TEXT,
    "yml": TEXT, "toml": TEXT, "pem": KEY, "crt": KEY, "cer": KEY, "der": KEY, "key": KEY,
    "pub": KEY, "asc": KEY, "gpg": KEY, "ovpn": KEY, "p12": KEY, "pfx": KEY, "ppk": KEY, "jks": KEY,
    "zip": ZIP, "tar": ARCHIVE, "gz": ARCHIVE, "bz2": ARCHIVE, "xz": ARCHIVE, "7z": ARCHIVE,
    "rar": ARCHIVE, "doc": WORD, "rtf": WORD, "xls": SHEET, "ppt": SLIDES, "mp3": AUDIO,
    "wav": AUDIO, "flac": AUDIO, "ogg": AUDIO, "m4a": AUDIO, "mp4": VIDEO, "mkv": VIDEO,
    "mov": VIDEO, "avi": VIDEO, "exe": PROGRAM, "kdbx": DATABASE,
}  # fmt: skip
_LAID_OUT = "\t\n\r\f\x1b"
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# What has no signature of its own, so that a name can be believed.
_UNSIGNED = frozenset({WORD, SHEET, SLIDES, AUDIO, VIDEO})


def type_by_name(name: str) -> FileType:
    """Return what a file's name says that it is, for a list that reads no file."""
    return _BY_NAME.get(ending_of(name), UNKNOWN)


def type_of(name: str, head: bytes) -> FileType:
    """Return what a file is, by its first bytes, at most ``HEAD`` of which are looked at."""
    head = head[:HEAD]
    if not head:
        return EMPTY
    named = type_by_name(name)
    if _is_text(head):
        return _kind_of_text(head, named)
    found = _by_bytes(head)
    if found is ZIP:
        return _IN_ZIP.get(ending_of(name), ZIP)
    return found or _believed(named, head)


def _kind_of_text(head: bytes, named: FileType) -> FileType:
    if head.startswith(b"%PDF-"):
        return PDF
    return KEY if b"-----BEGIN " in head or named is KEY else TEXT


def _believed(named: FileType, head: bytes) -> FileType:
    """Return what bytes without a signature are: what the name says, where it may be so."""
    if named is KEY:
        return BINARY_KEY
    if named is TEXT and not _CONTROLS.search(head):
        return TEXT  # of the time before Unicode
    return named if named in _UNSIGNED else UNKNOWN


def _by_bytes(head: bytes) -> FileType | None:
    if head.startswith(b"RIFF"):
        return _IN_RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return HEIF if head[8:12] in _HEIF_BRANDS else VIDEO
    for at, signature, kind in _SIGNATURES:
        if head.startswith(signature, at):
            return kind
    return None


def _is_text(head: bytes) -> bool:
    """Tell whether bytes are the beginning of a text, in UTF-8 or in UTF-16 with its mark."""
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    decoder = getincrementaldecoder("utf-16" if marked else "utf-8")()
    try:
        text = decoder.decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in _LAID_OUT for character in text)
