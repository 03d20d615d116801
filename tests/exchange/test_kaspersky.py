# SPDX-License-Identifier: GPL-3.0-or-later
"""A text written here as Kaspersky Password Manager is known to write it."""

import io

from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange.formats import format_named, recognise
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import ItemKind, Role
from strongroom.model.rules import check_content

TEXT = """Websites

Website name: Shop
Website URL: https://shop.example
Login name: mine
Login: ada
Password: p: w
Comment: first
Password: no password

---

Applications

Application: Mail
Login name:
Login: bob
Password: pw
Comment:

---

Notes

Name: Safe
Text: left 3
Name: still the text

---
"""


def read(data: bytes) -> Reading:
    return format_named("kaspersky").read(Source(io.BytesIO(data)), Given(), no_step)


def test_every_block_is_an_item():
    found = recognise(Source(io.BytesIO(TEXT.replace("\n", "\r\n").encode())))
    assert found is format_named("kaspersky")
    shop, mail, note = read(TEXT.encode()).entries
    assert shop.content.title == "Shop"
    assert {f.role or f.label: f.value for f in shop.content.fields} == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "p: w",
        Role.WEBSITE: "https://shop.example",
        Role.NOTES: "first\nPassword: no password",
        "login name": "mine",
    }
    assert mail.content.title == "Mail"
    assert note.content.kind == ItemKind.NOTE
    (text,) = note.content.fields
    assert text.value == "left 3\nName: still the text"


PIECES = st.sampled_from(
    ["---\n", "Name: a\n", "Text: b\n", "Login: c\n", "\n", "Website name:\n", "Password: \x00\n"]
)


@given(st.lists(PIECES).map("".join).map(str.encode) | st.binary(max_size=100))
def test_any_bytes_are_items_or_refused_in_words(data):
    try:
        recognise(Source(io.BytesIO(data)))
        reading = read(data)
    except CannotImport as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right
        return
    assert all(check_content(entry.content) == entry.content for entry in reading.entries)
