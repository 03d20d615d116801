# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import NotFound
from strongroom.model import edits, history
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Item


def field(number: int, value: str, role: str = "", label: str = "") -> Field:
    return Field(id=number, role=role, kind=FieldKind.TEXT, value=value, label=label)


USER, PASSWORD = field(1, "zoe", Role.USERNAME), field(2, "one", Role.PASSWORD)
SITE, PIN = field(3, "https://a.example", Role.WEBSITE), field(4, "4711", label="PIN")


def content(*fields: Field, title: str = "GitHub") -> Content:
    return Content(kind="login", title=title, fields=fields)


def with_versions(*states: Content) -> Item:
    """Return an item that was created and then edited, a hundred ms apart."""
    item = edits.new_item(states[0], 100)
    for number, state in enumerate(states[1:], start=2):
        item = edits.revised(item, state, number * 100)
    return item


def changed(one: Field, value: str) -> Field:
    return msgspec.structs.replace(one, value=value)


def test_the_present_state_comes_first():
    item = with_versions(content(PASSWORD), content(changed(PASSWORD, "two"), title="Hub"))
    now, before = history.states_of(item)
    assert (now.present, now.at, now.title, now.id) == (True, 200, "Hub", item.details.version)
    assert (before.present, before.at, before.title) == (False, 100, "GitHub")
    assert before.fields == (PASSWORD,)
    assert history.find_state((now, before), before.id) is before
    with pytest.raises(NotFound, match="no longer kept"):
        history.find_state((now, before), 5)
    assert "one" not in repr(before)


def test_each_step_is_told_in_words():
    item = with_versions(
        content(USER, PASSWORD, SITE),
        content(USER, changed(PASSWORD, "two"), changed(SITE, "https://b.example")),
        content(USER, changed(PASSWORD, "two"), PIN, title="Hub"),
        content(PIN, changed(PASSWORD, "two"), USER, title="Hub"),
    )
    assert history.steps_in_words(item) == (
        "Rearranged",
        "Title changed · PIN added · Website removed",
        "Password, website changed",
        "Created",
    )


def test_where_the_beginning_is_gone_nothing_says_created():
    item = with_versions(content(PASSWORD), content(changed(PASSWORD, "two")))
    item = edits.revised(item, content(changed(PASSWORD, "three")), 500, 1)
    assert history.steps_in_words(item) == ("Password changed", "The oldest that is kept")


def test_many_fields_are_counted():
    many = [field(n, "x", label=f"f{n}") for n in range(10, 17)]
    item = with_versions(content(PASSWORD), content(PASSWORD, *many))
    assert history.steps_in_words(item)[0] == "F10, f11, f12, f13 and 3 more added"


def test_one_field_comes_back_into_its_place():
    item = with_versions(
        content(USER, PASSWORD, PIN),
        content(USER, changed(PASSWORD, "two"), SITE),
        content(SITE, USER),
    )
    oldest = history.states_of(item)[-1].id
    middle = history.states_of(item)[1].id
    assert history.with_field_of(item, oldest, 2).fields == (SITE, USER, PASSWORD)
    assert history.with_field_of(item, middle, 2).fields == (SITE, USER, changed(PASSWORD, "two"))
    assert history.with_field_of(item, oldest, 1).fields == item.fields
    assert history.with_field_of(item, oldest, 4).fields == (SITE, USER, PIN)


def test_a_field_that_was_first_comes_back_first():
    item = with_versions(content(PIN, USER), content(USER))
    assert history.with_field_of(item, history.states_of(item)[1].id, 4).fields == (PIN, USER)


def test_what_a_field_has_become_under_another_id_is_replaced():
    anew = msgspec.structs.replace(PASSWORD, id=9, value="two")
    item = with_versions(content(USER, PASSWORD), content(USER, anew))
    back = history.with_field_of(item, history.states_of(item)[1].id, 2)
    assert back.fields == (USER, msgspec.structs.replace(PASSWORD, id=9))


def test_what_is_not_there_cannot_come_back():
    item = with_versions(content(PASSWORD), content(PASSWORD, title="Hub"))
    with pytest.raises(NotFound):
        history.with_field_of(item, 5, 2)
    with pytest.raises(NotFound):
        history.with_field_of(item, history.states_of(item)[1].id, 77)


_FIELDS = st.lists(
    st.builds(field, st.integers(1, 6), st.text("ab", min_size=1, max_size=2)),
    max_size=5,
    unique_by=lambda one: one.id,
)


@given(_FIELDS, _FIELDS, st.data())
def test_bringing_back_every_field_brings_back_every_value(before, after, data):
    item = with_versions(content(*before), content(*after, title="Hub"))
    version = history.states_of(item)[-1].id
    for one in data.draw(st.permutations(before)):
        item = edits.revised(item, history.with_field_of(item, version, one.id), 900)
    values = {f.value for f in item.fields}
    assert {f.value for f in before} <= values
