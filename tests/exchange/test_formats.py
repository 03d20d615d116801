# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of formats, and how a file is told to be one of them."""

import io
import json

import pytest
from tests.exchange.files import read, source_of

from strongroom.errors import CannotImport, NothingToImport
from strongroom.exchange.formats import FORMATS, format_named, mistaken, recognise
from strongroom.exchange.source import HEAD, Source


def test_endings_are_those_of_names_without_a_dot():
    for one in FORMATS:
        assert one.endings, one.name
        for ending in one.endings:
            assert ending.isalnum(), one.name
            assert ending == ending.lower(), one.name


def test_names_and_aliases_are_each_of_one_format():
    names = [name for one in FORMATS for name in (one.name, *one.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_json_is_known_in_every_encoding(encoding):
    item = {"type": 2, "name": "Zoë"}
    text = json.dumps({"encrypted": False, "items": [item]}, ensure_ascii=False)
    (entry,) = read(text.encode(encoding), "bitwarden").entries
    assert entry.content.title == "Zoë"


def test_json_that_is_broken_in_its_encoding_is_refused_in_words():
    with pytest.raises(CannotImport):
        recognise(
            source_of('{"items": "'.encode("utf-16") + b"\x00\xdc" + '"}'.encode("utf-16-le"))
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "This is a PNG picture, not"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF document, not"),
    ],
)
def test_what_no_format_is_is_called_what_it_is(content, said):
    with pytest.raises(NothingToImport, match=said):
        recognise(source_of(content))


_KEYX = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<KeyFile><Meta><Version>2.0</Version></Meta>'
    b'<Key><Data Hash="A7007945">A7007945 D07D54BA 28DF6434 1B4500FC 9750DFB1 D36ADA2D'
    b" 9C32DC19 4C7AB01B</Data></Key></KeyFile>"
)


@pytest.mark.parametrize("content", [_KEYX, _KEYX.replace(b"A7", b"??"), b"0123456789abcDEF" * 4])
def test_a_key_file_is_called_one(content):
    with pytest.raises(NothingToImport, match="looks like the key file of a KeePass database"):
        recognise(source_of(content))


@pytest.mark.parametrize(
    "content",
    [bytes(range(32)), b"0123456789abcDEF" * 2, b"0123456789abcdeX" * 4, b"0123456789abcdef" * 8],
)
def test_what_may_be_anything_is_not_called_a_key_file(content):
    assert recognise(source_of(content)) is None


def test_what_might_yet_be_a_format_is_not_refused():
    assert recognise(source_of(b"a word")) is None


class Failing(io.BytesIO):
    """A file of which the disk gives the beginning alone."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= HEAD:
            sentence = "The disk does not give it."
            raise CannotImport(sentence)
        return super().read(size)


@pytest.mark.parametrize("row", ["name,url,username,password", "Titel;Wert", "[1, 2]", "text"])
def test_a_disk_that_fails_is_no_file_of_an_unknown_format(row):
    file = Failing(f"{row}\n".encode() * HEAD)
    with pytest.raises(CannotImport, match="disk"):
        recognise(Source(file))


@pytest.mark.parametrize("columns", [2001, 5000])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_of_too_many_columns_is_refused_as_such(columns, delimiter):
    row = delimiter.join(f"c{number}" for number in range(columns)) + "\n"
    with pytest.raises(CannotImport, match=r"more than 2,000 columns"):
        recognise(source_of((row * 3).encode()))
    with pytest.raises(CannotImport, match=r"more than 2,000 columns"):
        read((row * 3).encode(), "csv")


def test_a_text_with_one_line_of_many_commas_is_no_table():
    assert recognise(source_of(b"a," * 3000 + b"\nno table at all\nnone\n")) is None


CHROME = b"name,url,username,password,note\na,https://a.example,u,p,\n"


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (CHROME, "kdbx", "no file of the format “KeePass.*it looks like “.*Chrome"),
        (CHROME, "1pux", "it looks like “.*Chrome"),
        (CHROME, "bitwarden-zip", "it looks like “.*Chrome"),
        (CHROME, "dashlane", "it looks like “.*Chrome"),
        (b'{"encrypted": false, "items": []}', "kdbx", "it looks like “Bitwarden"),
        (b"a word", "kdbx", "no file of the format “KeePass.*: choose another file, or format"),
        (b"a word", "1pux", "no file of the format “1Password"),
    ],
)
def test_a_file_given_for_what_it_is_not_is_called_what_it_looks_like(content, kind, said):
    with pytest.raises(CannotImport, match=said):
        raise mistaken(source_of(content), format_named(kind)) or AssertionError


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bytes.fromhex("03d9a29a67fb4bb5") + b"broken", "kdbx"),
        (CHROME, "chrome"),
        (CHROME, "csv"),
        (b"a,b\n1,2\n", "chrome"),
        (b"PK\x03\x04 cut short", "1pux"),
        (b"a word", "bitwarden"),
    ],
)
def test_a_broken_file_of_its_format_is_not_said_to_be_another(content, kind):
    assert mistaken(source_of(content), format_named(kind)) is None
