# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a file says, an item comes of it that can be kept, and what did not come is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange import builder as building
from strongroom.exchange.builder import EntryBuilder, clean_path, moment, moment_of_iso
from strongroom.exchange.reading import Entry
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.rules import MAX_BLOCK, MAX_FIELDS, MAX_PASSWORD, MAX_TITLE, check_content


def said(entry: Entry) -> list[tuple[str, str, str]]:
    return [(field.role or field.label, field.kind, field.value) for field in entry.content.fields]


def files(entry: Entry) -> dict[str, bytes]:
    return {one.name: b"".join(one.chunks()) for one in entry.attachments}


def test_roles_have_the_kind_that_the_template_says():
    builder = EntryBuilder("GitHub")
    builder.role(Role.USERNAME, "ada")
    builder.role(Role.PASSWORD, "x")
    builder.role("card.number", "4111")
    builder.role("identity.postcode", "1010")
    builder.role("of.a.newer.version", "s")
    builder.role(Role.NOTES, "")
    assert said(builder.entry()) == [
        ("username", "text", "ada"),
        ("password", "concealed", "x"),
        ("card.number", "concealed", "4111"),
        ("identity.postcode", "text", "1010"),
        ("of.a.newer.version", "concealed", "s"),
    ]


@pytest.mark.parametrize(
    ("title", "kept", "field"),
    [
        ("  GitHub ", "GitHub", None),
        ("two\nlines", "two lines", "two\nlines"),
        ("tab\there", "tab here", None),
        ("x" * (MAX_TITLE + 5), "x" * MAX_TITLE, "x" * (MAX_TITLE + 5)),
    ],
)
def test_a_title_that_does_not_fit_is_kept_whole_in_a_field(title, kept, field):
    entry = EntryBuilder(title).entry()
    assert entry.content.title == kept
    assert [value for _name, _kind, value in said(entry)] == ([] if field is None else [field])
    assert bool(entry.losses) == (field is not None)


def test_half_a_character_in_a_title_is_told():
    entry = EntryBuilder("half \ud800pair").entry()
    assert (entry.content.title, len(entry.losses)) == ("half  pair", 1)


def test_without_a_title_it_is_called_after_its_site_or_user():
    builder = EntryBuilder("")
    builder.role(Role.USERNAME, "ada")
    assert builder.entry().content.title == "ada"
    builder.role(Role.WEBSITE, "https://www.example.org/login")
    assert builder.entry().content.title == "example.org"
    assert EntryBuilder(" \n").entry().content.title == "Untitled"


def test_a_long_password_becomes_a_field_of_its_own():
    builder = EntryBuilder("a")
    builder.role(Role.PASSWORD, "p" * (MAX_PASSWORD + 1))
    entry = builder.entry()
    ((name, kind, value),) = said(entry)
    assert (name, kind, len(value)) == ("password", "concealed", MAX_PASSWORD + 1)
    assert entry.content.fields[0].role == ""
    assert len(entry.losses) == 1


def test_what_no_field_holds_becomes_a_file():
    builder = EntryBuilder("a", ItemKind.NOTE)
    builder.role(Role.NOTES, "é" * MAX_BLOCK)
    entry = builder.entry()
    assert entry.content.fields == ()
    assert files(entry) == {"notes.txt": ("é" * MAX_BLOCK).encode()}
    assert len(entry.losses) == 1


@pytest.mark.parametrize(
    ("kind", "role", "value"),
    [
        (FieldKind.DATE, Role.EXPIRES, "31.12.2031"),
        (FieldKind.MONTH, "card.expires", "12/31"),
        (FieldKind.OTP, Role.OTP, "not a secret 1890"),
        (FieldKind.OTP, Role.OTP, "otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1"),
    ],
)
def test_what_its_kind_does_not_allow_is_kept_as_text_and_told(kind, role, value):
    builder = EntryBuilder("a")
    builder.add(kind, value, role=role)
    entry = builder.entry()
    (field,) = entry.content.fields
    assert (field.value, field.role) == (value, "")
    assert field.concealed == (kind == FieldKind.OTP)
    (loss,) = entry.losses
    assert value not in loss
    assert loss.startswith(f"“{field.label}” is no ")
    assert "is kept" in loss  # and not what the editor says to whoever typed it


def test_a_username_of_two_lines_is_no_username():
    builder = EntryBuilder("a")
    builder.role(Role.USERNAME, "ada\nlovelace")
    (field,) = builder.entry().content.fields
    assert (field.role, field.label, field.value) == ("", "username", "ada\nlovelace")


def test_characters_that_no_text_has_are_replaced_and_told():
    builder = EntryBuilder("a")
    builder.role(Role.NOTES, "nul \0 half \udcff line\nend")
    entry = builder.entry()
    assert said(entry)[0][2] == "nul \ufffd half \ufffd line\nend"
    assert len(entry.losses) == 1


def test_secrets_keep_their_line_ends_and_text_gets_ours():
    builder = EntryBuilder("a")
    builder.concealed("key", "a\r\nb")
    builder.text("shown", "a\r\nb")
    assert [value for _name, _kind, value in said(builder.entry())] == ["a\r\nb", "a\nb"]


def test_more_than_fits_an_item_goes_into_a_file():
    builder = EntryBuilder("a")
    for number in range(MAX_FIELDS + 3):
        builder.text(f"f{number}", f"v{number}")
    entry = builder.entry()
    assert len(entry.content.fields) == MAX_FIELDS
    assert files(entry)["more fields.txt"].decode().count("v5") == 3
    large = EntryBuilder("a")
    for number in range(6):
        large.text(f"f{number}", "x" * (MAX_BLOCK - 10))
    entry = large.entry()
    assert len(entry.content.fields) + len(entry.attachments) == 6 - 3 + 1
    check_content(entry.content)


def test_very_many_websites_and_losses_take_no_quadratic_time():
    builder = EntryBuilder("a")
    for number in range(30_000):
        builder.role(Role.WEBSITE, f"https://{number}.example")
    for number in range(30_000):
        builder.lose(f"loss {number}")
    entry = builder.entry()
    assert sum(field.kind == FieldKind.WEBSITE for field in entry.content.fields) == 50
    assert len(entry.losses) >= 30_000


def test_tags_are_cleaned_and_bounded():
    builder = EntryBuilder("a")
    builder.tags = ["a\nb", "A b", "", "x" * 200, *(f"t{n}" for n in range(200))]
    entry = builder.entry()
    assert entry.content.tags[:2] == ("a b", "x" * 100)
    assert len(entry.content.tags) == 100
    assert len(entry.losses) == 2


def test_folders_have_names_and_a_depth():
    assert clean_path(["", " Work ", "a\nb", "x" * 1000]) == ("Work", "a b", "x" * 256)
    assert len(clean_path(str(n) for n in range(100_000))) == building.MAX_DEPTH


def test_files_are_bounded_in_number():
    builder = EntryBuilder("a")
    for number in range(building.MAX_ATTACHMENTS + 5):
        builder.attach(f"f{number}\n", 0, lambda: iter(()))
    entry = builder.entry()
    assert len(entry.attachments) == building.MAX_ATTACHMENTS
    assert entry.attachments[0].name == "f0"
    assert len(entry.losses) == 1


def test_history_is_newest_first_and_bounded():
    field = Field(id=1, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="x")
    builder = EntryBuilder("a")
    for number in range(building.MAX_VERSIONS + 5):
        builder.earlier(number + 1, "a", [field])
    entry = builder.entry()
    assert len(entry.history) == building.MAX_VERSIONS
    assert entry.history[0].at == building.MAX_VERSIONS + 5
    assert len(entry.losses) == 1


def test_what_an_earlier_version_cannot_keep_is_told():
    long = Field(id=1, kind=FieldKind.NOTE, label="n", value="x" * (MAX_BLOCK + 1))
    builder = EntryBuilder("a")
    builder.earlier(5, "a", [long])
    entry = builder.entry()
    assert entry.history[0].fields == ()
    assert len(entry.losses) == 1


@pytest.mark.parametrize("at", [None, 0, -5, 1 << 60, float("nan"), float("inf")])
def test_what_is_no_moment(at):
    assert moment(at) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01 00:00:01", 1000),
        ("1970-01-02", 86_400_000),
        ("1970-01-01T01:00:01+01:00", 1000),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+23:59", None),
    ],
)
def test_moments_of_iso_8601(text, at):
    assert moment_of_iso(text) == at


ROLES = st.sampled_from(["", *Role, "card.number", "passkey.rp"])
VALUES = st.text() | st.text(alphabet="\n\r\0\ud800\udfffab", max_size=30)


@given(
    st.sampled_from([*ItemKind, "unheard of"]),
    VALUES,
    st.lists(st.tuples(st.sampled_from([*FieldKind, "odd"]), VALUES, ROLES, VALUES)),
    st.lists(VALUES),
)
def test_whatever_is_said_can_be_kept(kind, title, fields, tags):
    builder = EntryBuilder(title, kind, tags)
    builder.tags = tags
    for field_kind, value, role, label in fields:
        builder.add(field_kind, value, role=role, label=label)
    entry = builder.entry()
    assert check_content(entry.content) == entry.content
