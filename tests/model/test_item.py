# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.model import item
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import (
    Attachment,
    Content,
    Details,
    Folder,
    Item,
    Overview,
    Version,
    folder_path,
    has_expired,
    id_of_text,
    id_text,
    overview_of,
)

SECRET = "hunter2 secret"
IDS = st.integers(1, (1 << 63) - 1)


def content(*fields: Field, kind: str = "login") -> Content:
    return Content(kind=kind, title="GitHub", fields=fields, tags=("work",), folder=7)


def field(role: str, value: str, kind: str = FieldKind.TEXT) -> Field:
    return Field(id=1, role=role, kind=kind, value=value)


@given(IDS)
def test_an_id_survives_being_written_in_either_case(number):
    text = id_text(number)
    assert len(text) == 13
    assert id_of_text(text) == number
    assert id_of_text(text.lower()) == number


def test_letters_that_look_like_digits_are_read_as_those():
    assert id_of_text("oooooooooooi1") == id_of_text("0000000000011") == 33


@pytest.mark.parametrize(
    "text", ["", "0" * 13, "1" * 12, "1" * 14, "U000000000000", "ZZZZZZZZZZZZZ", "é" * 13]
)
def test_what_is_no_id_is_none(text):
    assert id_of_text(text) is None


def test_new_ids_are_positive_and_differ(monkeypatch):
    assert len({item.new_id() for _ in range(1000)}) == 1000
    monkeypatch.setattr("secrets.randbits", lambda _bits: 0)
    assert item.new_id() == 1


def test_the_overview_of_a_login_names_what_a_list_shows():
    overview = overview_of(
        content(
            field(Role.USERNAME, "octocat"),
            field(Role.PASSWORD, SECRET, FieldKind.CONCEALED),
            field(Role.OTP, "JBSWY3DPEHPK3PXP", FieldKind.OTP),
            field(Role.WEBSITE, "https://github.com", FieldKind.WEBSITE),
            field("", "https://gist.github.com", FieldKind.WEBSITE),
            field(Role.WEBSITE, "", FieldKind.WEBSITE),
            field(Role.EXPIRES, "2030-01-01", FieldKind.DATE),
        ),
        item_id=5,
        created=1,
        modified=2,
        trashed=3,
    )
    assert overview == Overview(
        id=5,
        kind="login",
        title="GitHub",
        username="octocat",
        websites=("https://github.com", "https://gist.github.com"),
        tags=("work",),
        folder=7,
        created=1,
        modified=2,
        trashed=3,
        expires="2030-01-01",
        has_otp=True,
        has_secret=True,
    )
    assert SECRET not in repr(overview)


def test_an_overview_has_no_secret_where_none_is_filled_in():
    overview = overview_of(
        content(field(Role.PASSWORD, "", FieldKind.CONCEALED), field(Role.OTP, "", FieldKind.OTP)),
        item_id=1,
        created=0,
        modified=0,
    )
    assert not overview.has_secret
    assert not overview.has_otp


def test_below_the_title_stands_the_best_summary_that_is_filled_in():
    by_mail = content(field("identity.email", "a@b"), kind="identity")
    overview = overview_of(by_mail, item_id=1, created=0, modified=0)
    assert overview.username == "a@b"
    assert overview_of(content(), item_id=1, created=0, modified=0).username == ""


def test_a_card_expires_at_the_end_of_its_month():
    card = content(field("card.expires", "2030-02", FieldKind.MONTH), kind="card")
    overview = overview_of(card, item_id=1, created=0, modified=0)
    assert overview.expires == "2030-02"
    assert not has_expired(overview, "2030-02-28")
    assert has_expired(overview, "2030-03-01")


@pytest.mark.parametrize(
    ("expires", "today", "expired"),
    [
        ("2030-02-03", "2030-02-03", False),
        ("2030-02-03", "2030-02-04", True),
        ("", "2030-02-04", False),
        ("2030-02-03", "", False),
    ],
)
def test_the_last_day_is_still_good(expires, today, expired):
    overview = Overview(kind="login", title="", created=0, modified=0, expires=expires)
    assert has_expired(overview, today) is expired


def test_an_editor_starts_from_what_the_item_is():
    fields = (field(Role.USERNAME, "octocat"),)
    start = content(*fields)
    overview = overview_of(start, item_id=5, created=1, modified=2)
    whole = Item(overview, Details(version=9, fields=fields))
    assert whole.id == 5
    assert whole.fields == fields
    assert whole.content() == start


def test_no_repr_tells_a_value():
    secret = field(Role.PASSWORD, SECRET, FieldKind.CONCEALED)
    version = Version(id=1, at=2, title="t", fields=(secret,))
    details = Details(version=1, fields=(secret,), history=(version,))
    overview = overview_of(content(secret), item_id=1, created=0, modified=0)
    for thing in (secret, version, details, content(secret), Item(overview, details)):
        assert SECRET not in repr(thing)
        assert SECRET not in str(thing)


def test_the_repr_of_an_attachment_does_not_name_it():
    assert "passport" not in repr(Attachment(id=1, name="passport.pdf", size=5))


def test_a_folder_path_goes_from_the_root_down():
    folders = {1: Folder(id=1, name="Work"), 2: Folder(id=2, name="Ops", parent=1)}
    assert folder_path(folders, 2) == ("Work", "Ops")
    assert folder_path(folders, None) == ()
    assert folder_path(folders, 99) == ()


def test_a_ring_of_folders_ends_where_it_began():
    ring = {1: Folder(id=1, name="a", parent=2), 2: Folder(id=2, name="b", parent=1)}
    assert folder_path(ring, 1) == ("b", "a")


def test_a_lost_parent_ends_the_path():
    assert folder_path({1: Folder(id=1, name="a", parent=9)}, 1) == ("a",)
