# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.model import rules
from strongroom.model.edits import MAX_HISTORY
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, overview_of
from strongroom.model.rules import (
    check_content,
    check_value,
    clean_folder_name,
    clean_title,
    clean_vault_name,
)

SECRET = "hunter2 hunter2"
ROW = 64 << 10


def content(*fields: Field, **others: Any) -> Content:
    return Content(**{"kind": "login", "title": "t", "fields": fields, **others})


def field(value: str, role: str = "", kind: str = FieldKind.TEXT, label: str = "") -> Field:
    return Field(id=1, role=role, kind=kind, label=label, value=value)


def password(value: str) -> Field:
    return field(value, Role.PASSWORD, FieldKind.CONCEALED)


def refused(*fields: Field, match: str = "", **others: Any) -> None:
    with pytest.raises(InvalidInput, match=match) as caught:
        check_content(content(*fields, **others))
    assert SECRET not in str(caught.value)


def test_a_title_of_1024_characters_is_taken_and_of_one_more_refused():
    assert check_content(content(title="é" * 1024)).title == "é" * 1024
    refused(title="é" * 1025, match="1,025 characters long: shorten it to 1,024")


@pytest.mark.parametrize("clean", [clean_title, clean_folder_name, clean_vault_name])
def test_names_are_trimmed_and_never_empty(clean):
    assert clean(" Home \u00a0") == "Home"
    for text in ("", "   ", "a\0b", "a\nb", "x" * 2000, "\udcff"):
        with pytest.raises(InvalidInput):
            clean(text)


def test_a_password_of_4096_bytes_is_taken_and_of_one_more_refused():
    for longest in ("x" * 4096, "é" * 2048):
        assert check_content(content(password(longest))).fields[0].value == longest
    refused(password("x" * 4097), match="“password” is 4,097 bytes long: shorten it to 4,096")
    refused(password("é" * 2049), match="“password” is 4,098 bytes long")


def test_a_password_is_kept_to_the_character():
    odd = " \t\u00a0e\u0301\u202e\x80 "
    assert check_content(content(password(odd))).fields[0].value == odd


def test_notes_and_keys_have_lines_and_usernames_have_none():
    lines = "first\nsecond\r\n\tthird"
    check_content(
        content(
            field(lines, Role.NOTES, FieldKind.NOTE),
            field(lines, "ssh.private", FieldKind.CONCEALED),
            field(lines, "", FieldKind.TEXT),
            field(lines, "", "from-the-future"),
        )
    )
    refused(field(lines, Role.USERNAME), match="“username” holds a line break")
    refused(field(lines, "wifi.ssid"), match="network name", kind="wifi")
    for kind in (FieldKind.WEBSITE, FieldKind.EMAIL, FieldKind.PHONE):
        refused(field(lines, kind=kind, label="it"), match="“it”")


def test_long_texts_have_an_end():
    check_content(content(field("x" * (1 << 20), Role.NOTES, FieldKind.NOTE)))
    refused(field("x" * ((1 << 20) + 1), Role.NOTES, FieldKind.NOTE), match="“notes”")
    refused(field("x" * 8193, Role.WEBSITE, FieldKind.WEBSITE), match="“website”")


def test_control_characters_and_broken_ones_name_their_field():
    refused(password(SECRET + "\0"), match="“password” holds a control character")
    refused(password(SECRET + "\ud800"), match="“password” holds half a character")
    refused(field("a", label="b\0"), match="“label”")
    refused(field("a", label="x" * 257), match="“label”")
    refused(field("a", role="r" * 65), match="“role”")
    refused(field("a", kind="k" * 65), match="“kind”")
    refused(kind="k" * 65, match="“kind”")


@pytest.mark.parametrize("good", ["", "2031-05-09", "2032-02-29", "0001-01-01"])
def test_a_date_that_there_is_is_taken(good):
    check_content(content(field(good, Role.EXPIRES, FieldKind.DATE)))


@pytest.mark.parametrize(
    "bad", ["2031-02-29", "2031-5-9", "09.05.2031", "20310509", "2031-05-09T00", "0000-01-01", "x"]
)
def test_a_date_that_there_is_not_is_refused(bad):
    refused(field(bad, Role.EXPIRES, FieldKind.DATE), match="“expires” is no date")


@pytest.mark.parametrize("bad", ["2031-00", "2031-13", "31-05", "05/31", "2031-05-01", "٢٠٣١-٠٥"])
def test_a_month_that_there_is_not_is_refused(bad):
    check_content(content(field("2031-12", "card.expires", FieldKind.MONTH)))
    refused(field(bad, "card.expires", FieldKind.MONTH), match="“valid until” is no month")


def test_a_one_time_password_must_give_a_code():
    check_content(content(field("jbsw y3dp ehpk 3pxp", Role.OTP, FieldKind.OTP)))
    refused(field(SECRET, Role.OTP, FieldKind.OTP), match="no one-time password secret")


def test_what_stands_there_already_is_not_judged_again():
    odd = field("31/05", "card.expires", FieldKind.MONTH)
    before = content(odd)
    assert check_content(content(odd, title="new"), before).fields == (odd,)
    other = msgspec.structs.replace(odd, value="32/05")
    with pytest.raises(InvalidInput):
        check_content(content(other), before)


def test_emails_and_phone_numbers_are_the_persons_own_business():
    check_content(content(field("not an @ddress", kind=FieldKind.EMAIL)))
    check_content(content(field("CALL-ME", kind=FieldKind.PHONE)))
    check_value(field("anything"))


def test_labels_and_tags_are_cleaned():
    checked = check_content(content(field("v", label=" PIN "), tags=("Work", "work", " a ")))
    assert checked.fields[0].label == "PIN"
    assert checked.tags == ("Work", "a")


def test_an_unknown_kind_of_item_and_field_is_kept():
    future = content(field("v", "future.role", "future-kind"), kind="future")
    assert check_content(future) == future


def test_an_item_has_so_many_fields_at_most():
    check_content(content(*[field("v")] * 500))
    refused(*[field("v")] * 501, match="501 fields")


def test_what_outgrows_a_row_together_is_refused():
    websites = [field("x" * 8000, Role.WEBSITE, FieldKind.WEBSITE)] * 8
    refused(*websites, match="too long together")
    refused(*[field("x" * (1 << 20))] * 4, match="larger than 4 MiB")


NASTY = st.text(st.characters(codec="utf-8"), max_size=40)


@given(
    st.builds(
        Content,
        kind=st.sampled_from(["login", "card", "wifi", "future"]),
        title=NASTY,
        tags=st.lists(NASTY, max_size=3).map(tuple),
        fields=st.lists(
            st.builds(
                Field,
                id=st.integers(1, 9),
                role=st.sampled_from(["", "username", "password", "notes", "website"]),
                kind=st.sampled_from(FieldKind),
                label=NASTY,
                value=NASTY | st.just("x" * 4000),
            ),
            max_size=20,
        ).map(tuple),
    )
)
def test_whatever_is_taken_fits_its_rows_and_is_taken_again_as_it_is(wanted):
    try:
        checked = check_content(wanted)
    except InvalidInput:
        return
    overview = overview_of(checked, item_id=1, created=0, modified=0)
    assert len(msgspec.json.encode(overview)) < ROW - 4096
    assert [f.value for f in checked.fields] == [f.value for f in wanted.fields]
    assert check_content(checked) == checked


def test_the_limits_leave_the_history_room_in_its_row():
    assert rules.MAX_CONTENT + MAX_HISTORY < (16 << 20) - (1 << 20)
