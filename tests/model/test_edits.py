# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import NotFound
from strongroom.model import edits
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Attachment, Content, Item, Version
from strongroom.model.rules import MAX_CONTENT


def content(password: str = "one", **others: object) -> Content:
    field = Field(id=7, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=password)
    base = Content(kind="login", title="GitHub", fields=(field,), tags=("a",), folder=3)
    return msgspec.structs.replace(base, **others)


@pytest.fixture
def item() -> Item:
    return edits.new_item(content(), now=100)


def test_a_new_item_is_what_was_given_from_now_on(item):
    assert item.content() == content()
    assert item.overview.created == item.overview.modified == 100
    assert item.details.history == ()
    assert item.id != item.details.version


def test_an_import_keeps_the_times_it_knows():
    item = edits.new_item(content(created=5, modified=9), now=100)
    assert (item.overview.created, item.overview.modified) == (5, 9)
    backwards = edits.new_item(content(created=9, modified=5), now=100)
    assert backwards.overview.modified == 9
    assert edits.new_item(content(created=5), now=100).overview.modified == 5


@pytest.mark.parametrize("times", [{"modified": 200}, {"created": 200}, {"created": 300}])
def test_an_import_brings_nothing_from_the_future(times):
    item = edits.new_item(content(**times), now=100)
    assert (item.overview.created, item.overview.modified) == (100, 100)
    past = edits.past_only([version("two", 200), version("one", 50)], 100)
    assert [(one.at, one.fields[0].value) for one in past] == [(100, "two"), (50, "one")]


def test_an_edit_that_changes_nothing_is_none(item):
    assert edits.revised(item, item.content(), now=200) is item


def test_a_new_password_makes_a_version_of_the_old(item):
    after = edits.revised(item, content("two"), now=200)
    assert after.id == item.id
    assert after.details.version != item.details.version
    assert after.details.history == (
        Version(id=item.details.version, at=100, title="GitHub", fields=item.fields),
    )
    assert (after.overview.created, after.overview.modified) == (100, 200)


@pytest.mark.parametrize("change", [{"title": "Hub"}, {"kind": "password"}, {"fields": ()}])
def test_title_kind_and_fields_are_what_an_item_is(item, change):
    after = edits.revised(item, content(**change), now=200)
    assert after.overview.modified == 200
    assert len(after.details.history) == 1


@pytest.mark.parametrize("change", [{"folder": None}, {"tags": ("b",)}, {"favourite": True}])
def test_where_it_lies_leaves_the_details_alone(item, change):
    after = edits.revised(item, content(**change), now=200)
    assert after.details is item.details
    assert after.overview.modified == 100
    assert after.content() == content(**change)


def test_an_edit_leaves_the_attachments(item):
    attachments = (Attachment(id=4, name="scan.pdf", size=9, parts=((5, b"t"),)),)
    details = msgspec.structs.replace(item.details, attachments=attachments)
    with_file = msgspec.structs.replace(item, details=details)
    assert edits.revised(with_file, content("two"), now=200).details.attachments == attachments
    assert edits.duplicate(with_file, "copy", now=200).details.attachments == ()


def test_an_edit_in_the_trash_stays_there(item):
    there = msgspec.structs.replace(item, overview=edits.trashed(item.overview, 150))
    assert edits.revised(there, content("two"), now=200).overview.trashed == 150


def test_a_clock_that_goes_back_does_not_make_an_item_older(item):
    assert edits.revised(item, content("two"), now=50).overview.modified == 100


def test_history_is_newest_first_and_has_an_end(item):
    for number in range(5):
        item = edits.revised(item, content(str(number)), now=200 + number, history_length=3)
    assert [v.fields[0].value for v in item.details.history] == ["3", "2", "1"]
    assert edits.revised(item, content("x"), now=300, history_length=0).details.history == ()


def test_twenty_versions_are_kept_where_nothing_else_is_said(item):
    for number in range(25):
        item = edits.revised(item, content(str(number)), now=200 + number)
    assert len(item.details.history) == 20


def test_history_never_outgrows_its_row():
    large = "x" * (MAX_CONTENT // 2)
    versions = [
        Version(id=n, at=n, title="t", fields=(Field(id=1, value=large),)) for n in range(9)
    ]
    kept = edits.bounded_history(versions, 20)
    assert [version.id for version in kept] == [0, 1, 2, 3]
    assert len(msgspec.json.encode(kept)) <= edits.MAX_HISTORY


def test_fields_without_an_id_or_with_anothers_get_their_own():
    fields = tuple(Field(id=n, value=str(n)) for n in (0, 5, 5, 0))
    item = edits.new_item(content(fields=fields), now=1)
    ids = [field.id for field in item.fields]
    assert len(set(ids)) == 4
    assert 0 not in ids
    assert ids[1] == 5
    after = edits.revised(item, content(fields=(*item.fields, item.fields[0])), now=2)
    assert len({field.id for field in after.fields}) == 5


def version(password: str, at: int) -> Version:
    return Version(id=at, at=at, title="GitHub", fields=content(password).fields)


def passwords_of(item: Item) -> list[str]:
    return [field.value for one in item.details.history for field in one.fields]


def test_a_newer_state_of_another_program_stands_and_the_older_is_history(item):
    after, _left = edits.joined(item, content("two", modified=150), [version("zero", 50)], now=200)
    assert after.id == item.id
    assert [field.value for field in after.fields] == ["two"]
    assert passwords_of(after) == ["one", "zero"]
    assert after.details.history[0].id == item.details.version
    assert (after.overview.created, after.overview.modified) == (100, 150)


@pytest.mark.parametrize("times", [{"modified": 90}, {"modified": 100}, {"created": 90}, {}])
def test_an_older_state_of_another_program_goes_into_the_history(item, times):
    after, left = edits.joined(item, content("two", **times), [version("zero", 50)], now=200)
    assert left == 0
    assert [field.value for field in after.fields] == ["one"]
    assert sorted(passwords_of(after)) == ["two", "zero"]
    assert after.overview.modified == 100
    assert after.details.version != item.details.version


def test_a_moment_in_the_future_ends_now(item):
    after, _left = edits.joined(
        item, content("two", modified=999), [version("before", 998)], now=200
    )
    assert [field.value for field in after.fields] == ["two"]
    assert after.overview.modified == 200
    assert [one.at for one in after.details.history] == [200, 100]


def test_what_is_joined_keeps_its_place_and_both_tags(item):
    theirs = content("two", modified=150, created=20, tags=("b", "A"), folder=None, favourite=True)
    after = edits.joined(item, theirs, [], now=200)[0].overview
    assert (after.tags, after.folder, after.favourite, after.created) == (("a", "b"), 3, True, 20)


def test_each_state_is_in_the_history_once_and_its_length_is_kept(item):
    theirs = [version("zero", 50), version("zero", 60), version("one", 40), version("x", 10)]
    after, left = edits.joined(item, content("one"), theirs, now=200, history_length=2)
    assert passwords_of(after) == ["zero", "x"]
    assert [one.at for one in after.details.history] == [60, 10]
    assert left == 0


@pytest.mark.parametrize("length", [0, 1, 20])
def test_the_state_that_gives_way_is_kept_whatever_goes_for_it(item, length):
    past = tuple(version(f"p{n}", 1000 + n) for n in range(length))
    full = Item(item.overview, msgspec.structs.replace(item.details, history=past))
    after, left = edits.joined(full, content("theirs"), [], now=200, history_length=length)
    assert "theirs" in passwords_of(after)
    assert len(after.details.history) == max(1, length)
    assert left == (1 if length else 0)


def test_a_duplicate_is_new_and_has_no_past(item):
    edited = edits.revised(item, content("two"), now=200)
    copy = edits.duplicate(edited, "GitHub (copy)", now=300)
    assert copy.id != edited.id
    assert copy.details.version != edited.details.version
    assert copy.details.history == ()
    assert copy.fields == edited.fields
    assert copy.overview.title == "GitHub (copy)"
    assert copy.overview.created == 300


def test_an_earlier_version_comes_back_as_an_edit(item):
    edited = edits.revised(item, content("two", title="Hub"), now=200)
    back = edits.earlier_content(edited, item.details.version)
    assert back == item.content()
    restored = edits.revised(edited, back, now=300)
    assert [v.title for v in restored.details.history] == ["Hub", "GitHub"]
    with pytest.raises(NotFound):
        edits.earlier_content(edited, 12345)


def test_the_edits_of_an_overview(item):
    overview = item.overview
    assert edits.favoured(overview, on=True).favourite
    assert edits.favoured(edits.favoured(overview, on=True), on=False) == overview
    assert edits.moved(overview, 9).folder == 9
    assert edits.moved(overview, None).folder is None
    assert edits.tagged(overview, add=["b"], remove=["A"]).tags == ("b",)
    assert edits.tagged(overview) == overview
    assert edits.retagged(overview, "A", "z").tags == ("z",)


def test_what_lies_in_the_trash_keeps_its_day(item):
    there = edits.trashed(item.overview, 200)
    assert there.trashed == 200
    assert edits.trashed(there, 300) is there
    assert edits.restored(there) == item.overview


@given(st.lists(st.integers(0, 3), max_size=8))
def test_every_version_has_an_id_of_its_own(passwords):
    item = edits.new_item(content("start"), now=0)
    for now, password in enumerate(passwords):
        item = edits.revised(item, content(str(password)), now)
    ids = [item.details.version, *(version.id for version in item.details.history)]
    assert len(ids) == len(set(ids))
    times = [item.overview.modified, *(version.at for version in item.details.history)]
    assert times == sorted(times, reverse=True)
