# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.model import file_types as types
from strongroom.model.file_types import HEAD, FileType, Sort, type_by_name, type_of

BINARY = b"\0\1\2\3\xff"
RIFF = b"RIFF\0\0\0\0"


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", types.PNG),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", types.PNG),
        ("a", b"\xff\xd8\xff\xe0\0", types.JPEG),
        ("a", b"GIF89a\1\0\1\0", types.GIF),
        ("a", RIFF + b"WEBPVP8 ", types.WEBP),
        ("a", RIFF + b"WAVEfmt ", types.AUDIO),
        ("a.bin", RIFF + b"else", types.UNKNOWN),
        ("a", b"BM\x36\0\0\0\0\0", types.BMP),
        ("a.txt", b"BM is a town", types.TEXT),
        ("a", b"MM\0*\0\0", types.TIFF),
        ("a", b"\0\0\0\x18ftypheic", types.HEIF),
        ("a", b"\0\0\0\x18ftypisom", types.VIDEO),
        ("a", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", types.PDF),
        ("a", b"%PDF-1.7\nall of it text", types.PDF),
        ("a.zip", b"PK\x03\x04\x14\0", types.ZIP),
        ("a.docx", b"PK\x03\x04\x14\0", types.WORD),
        ("a.exe", b"PK\x03\x04\x14\0", types.ZIP),
        ("a.pdf", b"MZ\x90\0\3\0", types.PROGRAM),
        ("a.jpg", b"\x7fELF\2\1", types.PROGRAM),
        ("a", b"x" * 257 + b"ustar\0", types.ARCHIVE),
        ("a.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb", types.DATABASE),
        ("a.pem", b"-----BEGIN CERTIFICATE-----\n", types.KEY),
        ("a", b"note\n-----BEGIN OPENSSH PRIVATE KEY-----\n", types.KEY),
        ("a.pub", b"ssh-ed25519 AAAA", types.KEY),
        ("a.p12", BINARY, types.BINARY_KEY),
        ("a.key", BINARY, types.BINARY_KEY),
        ("a.jpg", BINARY, types.UNKNOWN),
        ("a.pdf", BINARY, types.UNKNOWN),
        ("a.txt", BINARY, types.UNKNOWN),
        ("a.doc", BINARY, types.WORD),
        ("a.mp3", BINARY, types.AUDIO),
        ("a", "Grüße, 漢字\r\n".encode(), types.TEXT),
        ("a", ("漢" * HEAD).encode(), types.TEXT),
        ("a", "ü".encode("utf-16"), types.TEXT),
        ("a", b"\xff\xfe\0\0\1\0", types.UNKNOWN),
        ("a.jpg", b"just words", types.TEXT),
        ("a.txt", b"", types.EMPTY),
        ("a.txt", b"latin \xe9t\xe9", types.TEXT),
        ("a", b"latin \xe9t\xe9", types.UNKNOWN),
    ],
)
def test_the_bytes_decide(name, head, kind):
    assert type_of(name, head) == kind


def test_a_list_that_reads_no_file_goes_by_the_name():
    assert type_by_name("Scan.PDF") is types.PDF
    assert type_by_name("noending") is types.UNKNOWN
    assert type_by_name("photo\u202egpj.exe") is types.PROGRAM
    assert types.PDF.label == "PDF document"


@given(st.text(max_size=20), st.binary(max_size=64))
def test_whatever_there_is_has_a_type(name, head):
    kind = type_of(name, head)
    assert isinstance(kind, FileType)
    assert kind.label
    if kind.sort is Sort.TEXT:
        assert b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
