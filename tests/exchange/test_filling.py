# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers of typed fields share, and the days and moments that they read."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import bytes_of, custom, roles

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.filling import Filling, climbed, flag_at, labelled, written
from strongroom.model.fields import FieldKind, ItemKind, Role


@pytest.fixture
def filling() -> Filling:
    return Filling(EntryBuilder("It"))


def test_a_role_is_given_once_and_the_rest_is_kept(filling):
    filling.once(Role.PASSWORD, "first", "one")
    filling.once(Role.PASSWORD, "second", "two")
    filling.once(Role.PASSWORD, "", "three")
    filling.once(Role.USERNAME, "me")
    filling.once(Role.USERNAME, "again")
    got = filling.builder.entry()
    assert roles(got) == {"password": "first", "username": "me"}
    assert custom(got) == {"two": ("concealed", "second"), "username": ("text", "again")}


def test_further_one_time_passwords_have_a_label(filling):
    filling.otp("JBSWY3DPEHPK3PXP", "app")
    filling.otp("JBSWY3DPEHPK3PXQ")
    got = filling.builder.entry()
    assert roles(got) == {"otp": "JBSWY3DPEHPK3PXP"}
    assert custom(got) == {"one-time password": ("otp", "JBSWY3DPEHPK3PXQ")}


def test_a_website_comes_once(filling):
    filling.website("https://a.example")
    filling.website("https://a.example", "again")
    filling.website(" ")
    assert len(filling.builder.entry().content.fields) == 1


@given(st.binary(max_size=300), st.integers(0, 20))
def test_a_file_in_base64_is_its_bytes(data, width):
    text = base64.b64encode(data).decode()
    if width:
        text = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    filling = Filling(EntryBuilder("It"))
    filling.base64("f", text)
    (attached,) = filling.builder.entry().attachments
    assert bytes_of(attached) == data


# Old values


def test_old_values_of_several_fields_make_states_in_time():
    builder = EntryBuilder("It", ItemKind.LOGIN)
    builder.role(Role.USERNAME, "me")
    builder.role(Role.PASSWORD, "p3")
    builder.text("colour", "red")
    builder.earlier_value(100, "p1", role=Role.PASSWORD)
    builder.earlier_value(300, "p2", role=Role.PASSWORD)
    builder.earlier_value(200, "blue", label="colour")
    builder.earlier_value(50, "", role=Role.USERNAME)
    got = builder.entry()
    states = [{f.label or f.role: f.value for f in version.fields} for version in got.history]
    assert [version.at for version in got.history] == [300, 200, 100, 50]
    assert states == [
        {"username": "me", "password": "p2", "colour": "red"},
        {"username": "me", "password": "p2", "colour": "blue"},
        {"username": "me", "password": "p1", "colour": "blue"},
        {"password": "p1", "colour": "blue"},
    ]
    # A field keeps its id from state to state, so that a step shows as a change.
    assert {f.id for f in got.history[0].fields} == {f.id for f in got.content.fields}


def test_an_old_value_of_what_is_no_longer_there_is_kept_hidden():
    builder = EntryBuilder("It")
    builder.earlier_value(None, "gone", label="once")
    (version,) = builder.entry().history
    assert [(f.label, f.kind, f.value) for f in version.fields] == [
        ("once", FieldKind.CONCEALED, "gone")
    ]


def test_versions_of_a_large_entry_repeat_only_what_was_different():
    builder = EntryBuilder("It")
    builder.role(Role.PASSWORD, "new")
    builder.add(FieldKind.NOTE, "x" * (100 << 10), role=Role.NOTES)
    builder.earlier_value(1, "old", role=Role.PASSWORD)
    (version,) = builder.entry().history
    assert roles(version) == {"password": "old"}


def test_versions_without_end_are_cut_and_said():
    builder = EntryBuilder("It")
    for at in range(1, 500):
        builder.earlier_value(at, str(at), role=Role.PASSWORD)
    got = builder.entry()
    assert len(got.history) == 200
    assert got.history[0].at == 499
    assert got.losses == ("Versions beyond the newest 200 were left out.",)


# Days, months, moments, keys


def test_small_things():
    assert labelled("a", "b") == "a: b"
    assert labelled("", "b") == labelled("b", "") == "b"
    assert written({"a": [1]}) == '{"a": [1]}'
    assert [flag_at({"a": one}, "a") for one in (1, True, "1", 7)] == [True] * 4
    assert [flag_at({"a": one}, "a") for one in (0, False, "", None)] == [False] * 4


def test_folders_are_climbed_to_the_outermost_and_never_in_a_circle():
    names = {"1": ("Outer", ""), "2": ("Inner", "1"), "3": ("Own", "3"), "4": ("Lost", "9")}
    assert climbed("2", names) == ["Outer", "Inner"]
    assert climbed("3", names) == ["Own"]
    assert climbed("4", names) == ["Lost"]
    assert climbed("9", names) == []
    deep = {str(n): (str(n), str(n - 1)) for n in range(1000)}
    assert climbed("999", deep) == [str(n) for n in range(950, 1000)]
