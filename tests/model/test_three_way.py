# SPDX-License-Identifier: GPL-3.0-or-later
"""Two edits of one item as one: nothing typed is lost, and what contradicts is shown."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content
from strongroom.model.three_way import Clash, join


def field(number: int, value: str, role: str = "", **more: str) -> Field:
    return Field(id=number, role=role, value=value, **more)


def content(*fields: Field, title: str = "GitHub", **more: object) -> Content:
    return Content(kind="login", title=title, fields=fields, **more)  # type: ignore[arg-type]


USER = field(1, "zoe", Role.USERNAME)
PASSWORD = field(2, "hunter2", Role.PASSWORD)
SITE = field(3, "https://github.com", Role.WEBSITE)
BASE = content(USER, PASSWORD, SITE)


def changed(found: Field, value: str) -> Field:
    return msgspec.structs.replace(found, value=value)


def test_what_one_side_changed_is_taken_from_both() -> None:
    theirs = content(USER, changed(PASSWORD, "new"), SITE)
    mine = content(changed(USER, "zoe2"), PASSWORD, SITE, title="GitHub (work)")
    joined = join(BASE, theirs, mine)
    assert joined.clashes == ()
    assert joined.content() == content(
        changed(USER, "zoe2"), changed(PASSWORD, "new"), SITE, title="GitHub (work)"
    )


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    both = content(USER, changed(PASSWORD, "new"), SITE, title="Hub")
    assert join(BASE, both, both).clashes == ()
    assert join(BASE, both, both).content() == both


def test_the_same_field_changed_on_both_sides_clashes() -> None:
    theirs = content(USER, changed(PASSWORD, "theirs"), SITE)
    mine = content(USER, changed(PASSWORD, "mine"), SITE)
    joined = join(BASE, theirs, mine)
    assert joined.clashes == (Clash(changed(PASSWORD, "theirs"), changed(PASSWORD, "mine")),)
    assert joined.content() == mine
    assert joined.content([0]) == theirs


def test_two_titles_clash() -> None:
    theirs, mine = content(*BASE.fields, title="Theirs"), content(*BASE.fields, title="Mine")
    joined = join(BASE, theirs, mine)
    (clash,) = joined.clashes
    assert clash.of_title
    assert clash.theirs is not None
    assert clash.mine is not None
    assert (clash.theirs.value, clash.mine.value) == ("Theirs", "Mine")
    assert joined.content() == mine
    assert joined.content({0}) == theirs


def test_clashes_are_decided_one_by_one() -> None:
    theirs = content(changed(USER, "a"), changed(PASSWORD, "b"), SITE)
    mine = content(changed(USER, "c"), changed(PASSWORD, "d"), SITE)
    joined = join(BASE, theirs, mine)
    assert joined.content([1]) == content(changed(USER, "c"), changed(PASSWORD, "b"), SITE)


def test_equal_clashes_are_told_apart() -> None:
    base = content(field(1, "x"), field(1, "x"))
    theirs = content(field(1, "a"), field(1, "a"))
    mine = content(field(1, "b"), field(1, "b"))
    assert join(base, theirs, mine).content([0]) == content(field(1, "a"), field(1, "b"))


def test_what_one_side_took_away_is_gone() -> None:
    gone = content(USER, PASSWORD)
    assert join(BASE, gone, BASE).content() == gone
    assert join(BASE, BASE, gone).content() == gone


def test_taking_away_what_the_other_changed_clashes() -> None:
    gone, other = content(USER, PASSWORD), content(USER, PASSWORD, changed(SITE, "https://x.y"))
    joined = join(BASE, gone, other)
    assert joined.clashes == (Clash(None, changed(SITE, "https://x.y")),)
    assert joined.content() == other
    assert joined.content([0]) == gone
    assert join(BASE, other, gone).content() == gone


def test_what_either_side_added_is_kept_where_it_stood() -> None:
    new, own = field(8, "n", Role.NOTES), field(9, "o")
    theirs, mine = content(USER, new, PASSWORD, SITE), content(USER, PASSWORD, SITE, own)
    assert join(BASE, theirs, mine).content() == content(USER, new, PASSWORD, SITE, own)
    theirs = content(new, *BASE.fields)
    assert join(BASE, theirs, mine).content() == content(new, *BASE.fields, own)


def test_the_same_new_field_filled_in_twice_is_one() -> None:
    theirs = content(*BASE.fields, field(8, "note", Role.NOTES))
    mine = content(*BASE.fields, field(9, "note", Role.NOTES))
    assert join(BASE, theirs, mine).content() == mine
    other = content(*BASE.fields, field(9, "another", Role.NOTES))
    joined = join(BASE, theirs, other)
    assert len(joined.clashes) == 1
    assert joined.content([0]) == theirs


def test_two_new_websites_are_two() -> None:
    theirs = content(*BASE.fields, field(8, "https://a.example", Role.WEBSITE))
    mine = content(*BASE.fields, field(9, "https://b.example", Role.WEBSITE))
    joined = join(BASE, theirs, mine)
    assert joined.clashes == ()
    assert sorted(f.value for f in joined.content().fields)[:2] == [
        "https://a.example",
        "https://b.example",
    ]


def test_a_field_left_empty_is_as_good_as_none() -> None:
    base = content(*BASE.fields, field(7, "", Role.NOTES))
    mine = BASE  # an editor keeps no field in which nothing was typed
    filled = content(*BASE.fields, field(7, "note", Role.NOTES))
    assert join(base, filled, mine).content() == filled


def test_who_moved_fields_decides_the_order() -> None:
    turned = content(SITE, PASSWORD, USER)
    assert join(BASE, turned, BASE).content() == turned
    assert join(BASE, BASE, turned).content() == turned
    other = content(PASSWORD, USER, SITE)
    assert join(BASE, other, turned).content() == turned


def test_where_it_lies_is_as_in_mine() -> None:
    theirs = content(*BASE.fields, folder=1, tags=("a",))
    mine = content(*BASE.fields, folder=2, favourite=True)
    assert join(BASE, theirs, mine).content() == mine


def test_without_a_base_nothing_is_dropped() -> None:
    theirs = content(USER, changed(PASSWORD, "theirs"), field(8, "only theirs"))
    mine = content(USER, changed(PASSWORD, "mine"), field(9, "only mine", label="Own"))
    joined = join(None, theirs, mine)
    assert [clash.theirs for clash in joined.clashes] == [changed(PASSWORD, "theirs")]
    assert {f.value for f in joined.content().fields} == {
        "zoe",
        "mine",
        "only theirs",
        "only mine",
    }
    titled = msgspec.structs.replace(mine, title="Other")
    assert join(None, theirs, titled).clashes[0].of_title


def test_reprs_tell_no_values() -> None:
    joined = join(BASE, content(changed(PASSWORD, "s3cret")), content(changed(PASSWORD, "0ther")))
    assert "s3cret" not in repr(joined)
    assert "0ther" not in repr(joined)


values = some.sampled_from(["", "a", "b", "c"])
fields = some.lists(
    some.builds(
        Field,
        id=some.integers(1, 5),
        role=some.sampled_from(["", Role.PASSWORD, Role.WEBSITE]),
        kind=some.sampled_from([FieldKind.TEXT, FieldKind.CONCEALED]),
        value=values,
    ),
    max_size=5,
)
contents = some.builds(Content, kind=some.just("login"), title=values, fields=fields.map(tuple))


def said(of: Content) -> set[tuple[str, str, str]]:
    return {(f.role, f.kind, f.value) for f in of.fields if f.value}


@given(contents, contents)
def test_an_edit_beside_none_is_that_edit(base: Content, edit: Content) -> None:
    for joined in (join(base, edit, base), join(base, base, edit)):
        assert not joined.clashes
        assert said(joined.content()) == said(edit)
        assert joined.content().title == edit.title


@given(contents, contents, contents)
def test_nothing_new_is_lost(base: Content, theirs: Content, mine: Content) -> None:
    joined = join(base, theirs, mine)
    all_mine, all_theirs = joined.content(), joined.content(range(len(joined.clashes)))
    assert said(mine) - said(base) <= said(all_mine)
    assert said(theirs) - said(base) <= said(all_theirs)
    assert said(all_mine) | said(all_theirs) <= said(base) | said(mine) | said(theirs)


@given(contents, contents)
def test_without_a_base_all_is_there(theirs: Content, mine: Content) -> None:
    joined = join(None, theirs, mine)
    assert said(mine) <= said(joined.content())
    assert said(theirs) <= said(joined.content(range(len(joined.clashes))))


@pytest.mark.parametrize("turn", [False, True])
@given(base=contents, theirs=contents, mine=contents)
def test_what_clashes_does_not_depend_on_the_side(
    turn: bool,  # noqa: FBT001 - a side
    base: Content,
    theirs: Content,
    mine: Content,
) -> None:
    start = base if turn else None
    one, other = join(start, theirs, mine), join(start, mine, theirs)
    assert len(one.clashes) == len(other.clashes)
