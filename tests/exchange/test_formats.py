# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of formats, and how a file is told to be one of them."""

import io
import json

import pytest
from tests.exchange.files import read, source_of

from strongroom.errors import CannotImport, NothingToImport
from strongroom.exchange.formats import FORMATS, recognise
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
