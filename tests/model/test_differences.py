# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two lists of fields."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.model.differences import Difference, field_differences, field_pairs
from strongroom.model.fields import Field


def field(number=0, role="", label="", value="v", kind="text"):
    return Field(id=number, role=role, label=label, value=value, kind=kind)


def told(before, after):
    return [(d.kind, d.before, d.after) for d in field_differences(before, after)]


def test_the_same_fields_do_not_differ():
    assert told([field(1), field(2, "username")], [field(1), field(2, "username")]) == []


def test_another_value_is_a_change_by_id():
    before, after = field(1, value="old"), field(1, value="new")
    assert told([before], [after]) == [(Difference.CHANGED, before, after)]


def test_a_renamed_field_is_a_change_of_the_same_one():
    before, after = field(1, label="Pin"), field(1, label="PIN")
    assert told([before], [after]) == [(Difference.CHANGED, before, after)]


def test_fields_made_apart_answer_to_role_and_label():
    before, after = field(1, "password", value="a"), field(9, "password", value="b")
    assert told([before], [after]) == [(Difference.CHANGED, before, after)]
    assert told([before], [field(9, "password", value="a")]) == []


def test_a_field_of_one_id_is_not_taken_twice():
    before = [field(1, label="x", value="a"), field(2, label="x", value="b")]
    after = [field(2, label="x", value="b"), field(3, label="x", value="c")]
    assert told(before, after) == [(Difference.CHANGED, before[0], after[1])]


def test_what_came_and_what_went():
    gone, new = field(1, label="gone"), field(2, label="new")
    assert told([gone], [new]) == [(Difference.ADDED, None, new), (Difference.REMOVED, gone, None)]


def test_a_field_that_was_emptied_is_removed_and_one_that_was_filled_added():
    full, empty = field(1), field(1, value="")
    assert told([full], [empty]) == [(Difference.REMOVED, full, empty)]
    assert told([empty], [full]) == [(Difference.ADDED, empty, full)]
    assert told([empty], [field(2, label="other", value="")]) == []


def test_the_id_0_names_nothing():
    assert field_pairs([field(0, label="a")], [field(0, label="b")]) == (
        (None, field(0, label="b")),
        (field(0, label="a"), None),
    )


def test_a_difference_does_not_show_its_values():
    assert "old" not in repr(field_differences([field(1, value="old")], []))


fields = st.lists(
    st.builds(
        Field,
        id=st.integers(0, 4),
        role=st.sampled_from(["", "password"]),
        label=st.sampled_from(["", "a"]),
        value=st.sampled_from(["", "1", "2"]),
    )
)


@given(fields, fields)
def test_every_field_of_both_sides_is_in_one_pair(before, after):
    pairs = field_pairs(before, after)
    assert [new for _old, new in pairs if new is not None] == after
    olds = [id(old) for old, _new in pairs if old is not None]
    assert sorted(olds) == sorted(id(old) for old in before)


@given(fields)
def test_a_list_does_not_differ_from_itself(some):
    assert field_differences(some, some) == ()
