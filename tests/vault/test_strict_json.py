# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.vault import strict_json
from strongroom.vault.strict_json import DEEPEST, NotStrict, loads

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), 1 << 64) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_reads_any_value(value, ascii_only):
    assert loads(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'[{"b":{"a":1,"\\u0061":2}}]',
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b'"\\udc00\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"[NaN]",
        b"Infinity",
        b"-Infinity",
        b"",
        b"{",
        b"]",
        b"{} {}",
        b"{'a':1}",
        b'{"a":1,}',
        b"9" * 5000,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b'"\n"',
    ],
)
def test_refuses_what_has_no_or_more_than_one_meaning(text):
    with pytest.raises(NotStrict) as caught:
        loads(text)
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 50, b'{"a":"' + b'\\"[' * 50, b'"' + b"\\" * 51])
def test_a_text_without_an_end_is_looked_at_once(text):
    # Where every quotation mark in it were tried as a beginning, a header of the largest
    # size would keep all threads waiting for minutes.
    tried = [match.start() for match in strict_json._STRING.finditer(text)]
    left = strict_json._STRING.sub(b"", text)
    assert len(tried) <= 2
    assert b'"' not in left
    with pytest.raises(NotStrict):
        loads(text)


def test_a_header_of_the_largest_size_without_an_end_is_refused():
    with pytest.raises(NotStrict):
        loads(b'"' + b'\\"' * 32_000)


def test_a_pair_of_surrogates_is_a_character():
    assert loads(b'"\\ud83d\\ude00"') == "😀"


def test_goes_so_deep_and_no_deeper():
    assert DEEPEST == 32
    loads(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(NotStrict):
        loads(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


def test_what_closes_before_does_not_make_room_for_what_comes_after():
    deep = b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1)
    loads(b"[" + b"[]," * 40 + deep + b"]")
    with pytest.raises(NotStrict):
        loads(b"[" + b"[]," * 40 + b"[" + deep + b"]]")


def test_brackets_in_texts_do_not_count():
    text = "[{" * 100 + '"\\' + "[" * 100
    assert loads(json.dumps({"a": [text]}).encode()) == {"a": [text]}


@given(st.binary(max_size=40))
def test_bytes_of_any_kind_give_a_value_or_a_refusal(noise):
    try:
        value = loads(noise)
    except NotStrict:
        return
    assert value == json.loads(noise)
