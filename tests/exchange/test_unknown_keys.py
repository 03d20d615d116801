# SPDX-License-Identifier: GPL-3.0-or-later
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import ANY

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.unknown_keys import keep_unknown, objects_of
from strongroom.model.fields import FieldKind


def kept(found: dict[str, Any], known: tuple[str, ...] = (), prefix: str = "") -> dict[str, str]:
    builder = EntryBuilder("title")
    keep_unknown(builder, found, known, prefix)
    fields = builder.entry().content.fields
    assert all(field.kind == FieldKind.CONCEALED for field in fields)
    return {field.label: field.value for field in fields}


def test_what_is_not_known_is_kept_by_its_name():
    found: dict[str, Any] = {
        "known": "a",
        "new": "b",
        "empty": "",
        "none": None,
        "no": [],
        "yes": True,
        "n": 0,
    }
    assert kept(found, ("known",), "login.") == {
        "login.new": "b",
        "login.yes": "true",
        "login.n": "0",
    }


def test_what_is_nested_is_kept_by_its_path_and_in_order():
    found = {"a": {"b": ["x", {"c": "y"}], "d": "z"}}
    assert list(kept(found).items()) == [("a.b.1", "x"), ("a.b.2.c", "y"), ("a.d", "z")]


def test_what_is_deep_or_much_is_one_field_of_json():
    deep: Any = "end"
    for _level in range(20):
        deep = {"in": deep}
    assert json.loads(kept({"deep": deep})["deep"]) == deep
    much = {"list": [str(number) for number in range(1000)]}
    assert json.loads(kept(much)["list"]) == much["list"]


def test_what_cannot_even_be_told_is_named():
    deep: Any = "end"
    for _level in range(100_000):
        deep = [deep]
    builder = EntryBuilder("title")
    keep_unknown(builder, {"deep": deep}, ())
    found = builder.entry()
    assert found.content.fields == ()
    assert len(found.losses) == 1
    while isinstance(deep, list):  # taken apart by hand, for Python would recurse
        deep = deep.pop()


def test_what_is_in_a_list_of_objects_and_says_something_is_told_and_nothing_else_is():
    builder = EntryBuilder("title")
    found: dict[str, Any] = {"item": {"fields": [None, {"a": 1}, "", [], {}, "stray", 7]}}
    assert list(objects_of(builder, found, "item", "fields")) == [{"a": 1}, {}]
    (said,) = builder.entry().losses
    assert said.startswith("2 parts of “fields”")
    list(objects_of(builder, {"fields": [None, {}]}, "fields"))
    assert builder.entry().losses == (said,)


@given(st.dictionaries(st.text(max_size=5), ANY, max_size=5))
def test_any_json_is_kept(found):
    kept(found)
