# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merge makes of single items: the cases that random growth does not reach."""

import msgspec
import pytest

from strongroom.model import attached, edits
from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import Attachment, Content, Details, Folder, Item, Overview, Version
from strongroom.model.merging import merge
from strongroom.model.merging.admission import Half, admitted, past_only
from strongroom.model.merging.folders import merge_folders
from strongroom.model.merging.merge import Merge, Outcome
from strongroom.model.merging.places import Lead, merged_tags
from strongroom.model.merging.states import mixed_fields
from strongroom.model.rules import MAX_FIELDS


def item(value: str = "one", *, at: int = 100, **more: object) -> Item:
    content = Content(kind="login", title="Bank", fields=(Field(id=7, value=value),))
    return edits.new_item(msgspec.structs.replace(content, **more), at)


def edited(before: Item, at: int, **change: object) -> Item:
    return edits.revised(before, msgspec.structs.replace(before.content(), **change), at)


def set_to(before: Item, value: str, at: int) -> Item:
    return edited(before, at, fields=(Field(id=7, value=value),))


def of_one(ours: Item, theirs: Item, lead: Lead = Lead.NEITHER) -> merge.Merged:
    here, there = (Half({one.id: one.overview}, {}, {}) for one in (ours, theirs))
    both = Merge(here, there, lead)
    assert both.pairs() == [ours.id]
    assert list(both.others()) == []
    return both.pair(ours, theirs)


def said(one: merge.Merged) -> Item:
    assert one.overview is not None
    assert one.details is not None
    return Item(one.overview, one.details)


def test_what_is_alike_stays():
    one = item()
    assert of_one(one, one).outcome is Outcome.SAME


def test_the_side_ahead_is_taken():
    before = item()
    after = set_to(before, "two", 200)
    assert of_one(before, after).outcome is Outcome.UPDATED
    assert of_one(after, before).outcome is Outcome.SAME
    assert said(of_one(before, after)) == after


def test_without_a_common_version_both_are_kept():
    ours = item("ours")
    theirs = Item(
        msgspec.structs.replace(ours.overview, modified=200),
        Details(version=99, fields=(Field(id=8, value="theirs"),)),
    )
    one = of_one(ours, theirs)
    assert one.outcome is Outcome.BOTH
    assert said(one).fields == theirs.fields
    assert [version.fields for version in said(one).details.history] == [ours.fields]


def test_a_tie_falls_the_same_way_from_either_side():
    base = item()
    ours, theirs = set_to(base, "a", 200), set_to(base, "b", 200)
    assert said(of_one(ours, theirs)) == said(of_one(theirs, ours))


def test_states_without_a_name_are_told_apart_by_what_they_say():
    plain = Item(item().overview, Details(version=0))
    other = Item(
        msgspec.structs.replace(plain.overview, title="Other", modified=200), Details(version=0)
    )
    one = said(of_one(plain, other))
    assert one.overview.title == "Other"
    (left,) = one.details.history
    assert left.title == "Bank"
    assert left.id != 0
    assert said(of_one(one, plain)) == one


def test_one_name_for_two_states_loses_neither():
    ours = item("ours")
    theirs = Item(
        msgspec.structs.replace(ours.overview, modified=200),
        msgspec.structs.replace(ours.details, fields=(Field(id=7, value="theirs"),)),
    )
    one = said(of_one(ours, theirs))
    assert one.fields == theirs.fields
    (left,) = one.details.history
    assert left.fields == ours.fields
    assert left.id != one.details.version


def test_two_that_know_each_other_are_no_further_than_one_another():
    ours, theirs = set_to(item(), "a", 200), set_to(item(), "b", 300)
    theirs = msgspec.structs.replace(
        theirs, overview=msgspec.structs.replace(theirs.overview, id=ours.id)
    )
    one, other = (
        Item(
            one.overview,
            msgspec.structs.replace(
                one.details, history=(Version(id=other.details.version, at=1, title="x"),)
            ),
        )
        for one, other in ((ours, theirs), (theirs, ours))
    )
    assert said(of_one(one, other)).fields == theirs.fields


@pytest.mark.parametrize("doubled", [(7, 7), (0, 8)])
def test_fields_that_ids_do_not_tell_apart_are_not_mixed(doubled):
    fields = tuple(Field(id=number, value=str(number)) for number in doubled)
    assert mixed_fields((), fields, ()) is None
    assert mixed_fields(fields, (), ()) is None
    assert mixed_fields((), (), fields) is None


def test_a_changed_field_is_not_lost_to_its_deletion():
    base = (Field(id=1, value="a"), Field(id=2, value="b"))
    changed = (Field(id=1, value="changed"), Field(id=2, value="b"))
    assert mixed_fields(base, base[1:], changed) == changed
    assert mixed_fields(base, changed, base[1:]) == changed
    assert mixed_fields(base, base[1:], base) == base[1:]


def test_what_both_filled_in_is_one_field():
    first = (Field(id=1, role="username", value="ada"),)
    ours = (*first, Field(id=2, role="password", value="newer"))
    theirs = (
        *first,
        Field(id=3, role="password", value="older"),
        Field(id=4, label="PIN", value="1"),
    )
    assert mixed_fields(first, ours, theirs) == (*ours, theirs[2])


def test_more_fields_than_an_item_has_are_not_compared():
    many = tuple(Field(id=n + 1, value="x") for n in range(MAX_FIELDS + 1))
    assert mixed_fields((), many, ()) is None


def test_the_order_is_that_of_whoever_moved_fields():
    a, b, c = (Field(id=number, value="x") for number in (1, 2, 3))
    new = Field(id=4, value="new")
    assert mixed_fields((a, b, c), (a, b, c), (c, a, b)) == (c, a, b)
    assert mixed_fields((a, b, c), (c, b, a), (a, c, b)) == (c, b, a)
    assert mixed_fields((a, b, c), (c, a, b), (a, new, b, c)) == (c, a, new, b)
    assert mixed_fields((a, b), (a, b), (new, a, b)) == (new, a, b)


def test_a_title_changed_on_one_side_is_taken():
    base = item()
    ours, theirs = edited(base, 200, title="Here"), set_to(base, "there", 300)
    one = said(of_one(ours, theirs))
    assert (one.overview.title, one.fields[0].value) == ("Here", "there")


def test_what_one_side_only_undid_is_the_other_s_state():
    base = item("a")
    ours = set_to(set_to(base, "b", 200), "a", 400)
    theirs = set_to(base, "c", 300)
    one = said(of_one(ours, theirs))
    assert one.details.version == theirs.details.version
    assert ours.details.version in {version.id for version in one.details.history}
    assert said(of_one(one, ours)) == one


def test_more_than_an_item_can_hold_is_not_mixed():
    base = item(fields=())
    many = tuple(Field(id=number, value="x") for number in range(1, MAX_FIELDS))
    ours = edited(base, 200, fields=many)
    more = tuple(Field(id=1000 + n, value="y", label=f"{n}") for n in range(MAX_FIELDS))
    theirs = edited(base, 300, fields=more)
    one = said(of_one(ours, theirs))
    assert one.fields == theirs.fields
    assert ours.fields in {version.fields for version in one.details.history}


def test_websites_that_no_list_could_hold_are_not_mixed():
    base = item(fields=())

    def sites(start: int) -> tuple[Field, ...]:
        long = "https://" + "x" * 8000
        return tuple(
            Field(id=start + n, kind=FieldKind.WEBSITE, value=f"{long}{n}") for n in range(3)
        )

    ours, theirs = edited(base, 200, fields=sites(1)), edited(base, 300, fields=sites(100))
    assert said(of_one(ours, theirs)).fields == theirs.fields


def test_a_state_that_the_history_has_no_room_for_is_an_item_of_its_own():
    def big(letter: str, version: int, at: int) -> Item:
        fields = (Field(id=7, value=letter * (9 << 20)),)
        held = (Attachment(id=version, name=letter, size=1),)
        overview = Overview(id=5, kind="note", title=letter, created=1, modified=at)
        return Item(overview, Details(version=version, fields=fields, attachments=held))

    ours, theirs = big("a", 1, 100), big("b", 2, 200)
    for one in (of_one(ours, theirs), of_one(theirs, ours)):
        assert one.outcome is Outcome.BOTH
        assert said(one).fields == theirs.fields
        assert {held.name for held in said(one).details.attachments} == {"a", "b"}
        assert one.second is not None
        assert one.second.fields == ours.fields
        assert one.second.details.attachments == ()
        assert one.second.id not in {0, 5}
    assert of_one(ours, theirs).second == of_one(theirs, ours).second
    assert "aaa" not in repr(of_one(ours, theirs))


def test_old_versions_give_way_to_the_states_that_were_present():
    def long(start: int, version: int, at: int) -> Item:
        kept = tuple(
            Version(
                id=start + n, at=90 - n, title="t", fields=(Field(id=7, value="v" * (2 << 20)),)
            )
            for n in range(4)
        )
        overview = Overview(id=5, kind="note", title="T", created=1, modified=at)
        fields = (Field(id=7, value=str(version)),)
        return Item(overview, Details(version=version, fields=fields, history=kept))

    ours, theirs = long(10, 1, 100), long(20, 2, 200)
    history = said(of_one(ours, theirs)).details.history
    assert history[0].id == 1
    assert len(history) == 5
    assert len(msgspec.json.encode(history)) <= edits.MAX_HISTORY


def test_more_tags_than_an_item_can_have_are_those_of_one():
    ours, theirs = tuple(f"a{n}" for n in range(80)), tuple(f"b{n}" for n in range(80))
    assert merged_tags(ours, theirs) == merged_tags(theirs, ours) == theirs


def test_tags_that_the_list_has_no_room_for_stay_with_the_state():
    many = {letter: tuple(letter * 99 + str(n) for n in range(50)) for letter in "\U0001f511\u20ac"}
    first, second = many.values()
    site = Field(id=9, kind=FieldKind.WEBSITE, value="https://" + "y" * 30_000)
    base = item(fields=(site,))
    ours = edited(base, 200, tags=first, title="Here")
    theirs = edited(base, 300, tags=second, title="There")
    one = said(of_one(ours, theirs))
    assert one.overview.tags == second


def test_tags_of_both_in_the_spelling_that_most_have():
    assert merged_tags(("Work",), ("work",)) == merged_tags(("work",), ("Work",))
    assert merged_tags(("a",), ("b", "A")) == ("b", "A")


@pytest.mark.parametrize(
    ("lead", "deleted", "outcome"),
    [
        (Lead.NEITHER, 99, Outcome.KEPT),
        (Lead.NEITHER, 100, Outcome.DELETED),
        (Lead.OURS, 500, Outcome.KEPT),
        (Lead.THEIRS, 50, Outcome.DELETED),
        (Lead.THEIRS, 0, Outcome.KEPT),
    ],
)
def test_a_deletion_there(lead, deleted, outcome):
    one = item(at=100)
    both = Merge(Half({one.id: one.overview}, {}, {}), Half({}, {}, {one.id: deleted}), lead)
    ((_id, what),) = both.others()
    assert what.outcome is outcome
    assert (what.deleted is None) == (outcome is Outcome.KEPT)


@pytest.mark.parametrize(
    ("lead", "deleted", "outcome"),
    [
        (Lead.NEITHER, 99, Outcome.BACK),
        (Lead.NEITHER, 100, Outcome.SAME),
        (Lead.THEIRS, 500, Outcome.BACK),
        (Lead.OURS, 50, Outcome.SAME),
        (Lead.OURS, 0, Outcome.BACK),
    ],
)
def test_a_deletion_here(lead, deleted, outcome):
    one = item(at=100)
    both = Merge(Half({}, {}, {one.id: deleted}), Half({one.id: one.overview}, {}, {}), lead)
    ((_id, what),) = both.others()
    assert what.outcome is outcome


def test_the_later_deletion_is_kept():
    both = Merge(Half({}, {}, {1: 5, 2: 9, 3: 4}), Half({}, {}, {1: 7, 2: 3, 4: 6}))
    assert {row_id: (one.outcome, one.deleted) for row_id, one in both.others()} == {
        1: (Outcome.GONE, 7),
        2: (Outcome.SAME, 9),
        3: (Outcome.SAME, 4),
        4: (Outcome.GONE, 6),
    }


def test_where_one_side_leads_its_places_stand():
    one = item(tags=("a",), favourite=True)
    other = Item(
        msgspec.structs.replace(one.overview, tags=("b",), favourite=False, trashed=5), one.details
    )
    for lead, side in ((Lead.OURS, one), (Lead.THEIRS, other)):
        assert said(of_one(one, other, lead)) == side
    assert of_one(one, other, Lead.THEIRS).outcome is Outcome.PLACED


def test_attachments_alone_complete_an_item():
    one = item()
    held = (Attachment(id=3, name="a", size=1),)
    details = attached.with_added(one.details, held)
    other = Item(attached.told(one.overview, held), details)
    assert of_one(one, other).outcome is Outcome.COMBINED
    assert of_one(other, one).outcome is Outcome.SAME


def test_an_attachment_that_both_have_is_ours():
    ours, theirs = (
        Item(
            base.overview,
            msgspec.structs.replace(
                base.details, attachments=(Attachment(id=3, name="a", size=1, parts=parts),)
            ),
        )
        for base in [item()]
        for parts in (((1, b"o" * 16),), ((1, b"t" * 16),))
    )
    assert said(of_one(ours, theirs)).details.attachments == ours.details.attachments


def test_items_whose_fields_cannot_be_told_apart_keep_both_states():
    base = item()
    ours, theirs = set_to(base, "a", 200), set_to(base, "b", 300)
    doubled = (*theirs.fields, *theirs.fields)
    theirs = Item(theirs.overview, msgspec.structs.replace(theirs.details, fields=doubled))
    one = of_one(ours, theirs)
    assert one.outcome is Outcome.BOTH
    assert said(one).fields == doubled
    assert ours.fields in {version.fields for version in said(one).details.history}


def test_what_lay_in_a_folder_deleted_there_lies_where_the_folder_was():
    one = item(folder=2)
    folders = {1: Folder(id=1, name="Up"), 2: Folder(id=2, name="Work", parent=1)}
    ours = Half({one.id: one.overview}, folders, {})
    both = Merge(ours, Half({}, {1: folders[1]}, {2: 50}))
    assert both.folders.folders == {1: folders[1]}
    what = dict(both.others())[one.id]
    assert what.outcome is Outcome.PLACED
    assert what.overview is not None
    assert what.overview.folder == 1


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize(
    ("deleted", "seen", "lives"),
    [
        (500, "first", True),  # the item went on from what its deleter saw
        (50, "present", False),  # that very state was deleted, whatever the clocks say
        (150, "another", True),
        (500, "another", False),
    ],
)
def test_what_the_deleter_saw_decides_before_the_times(here, deleted, seen, lives):
    first = item(at=100)
    now = set_to(first, "two", 200)
    versions = {"first": first.details.version, "present": now.details.version, "another": 77}
    living = Half({now.id: now.overview}, {}, {})
    dead = Half({}, {}, {now.id: deleted}, {now.id: versions[seen]})
    both = Merge(living, dead) if here else Merge(dead, living)
    assert both.witnesses() == (([now.id], []) if here else ([], [now.id]))
    both.hear(now.id, now.details)
    ((_id, what),) = both.others()
    assert (what.deleted is None) == lives
    if here and not lives:
        assert what.version == versions[seen]


def test_who_leads_needs_no_witness():
    dead = Half({}, {}, {1: 5}, {1: 9})
    living = Half({1: item().overview}, {}, {})
    assert Merge(dead, living, Lead.OURS).witnesses() == ([], [])


def test_the_later_of_two_tombstones_tells_the_version():
    ours = Half({}, {}, {1: 5, 2: 9, 3: 4, 4: 4, 5: 1}, {1: 11, 2: 12, 3: 13})
    theirs = Half({}, {}, {1: 7, 2: 3, 3: 4, 4: 4, 6: 1}, {1: 21, 3: 23, 4: 24, 6: 26})
    told = {i: (one.outcome, one.deleted, one.version) for i, one in Merge(ours, theirs).others()}
    assert told == {
        1: (Outcome.GONE, 7, 21),
        2: (Outcome.SAME, 9, 12),
        3: (Outcome.GONE, 4, 23),
        4: (Outcome.GONE, 4, 24),
        5: (Outcome.SAME, 1, None),
        6: (Outcome.GONE, 1, 26),
    }


def test_the_state_of_who_leads_stands_and_the_other_is_past():
    before = item("a")
    after = set_to(before, "b", 200)
    assert said(of_one(before, after, Lead.OURS)).fields == before.fields
    assert of_one(before, after, Lead.OURS).outcome is Outcome.PAST
    kept = said(of_one(before, after, Lead.OURS))
    assert [version.fields for version in kept.details.history] == [after.fields]
    assert said(of_one(after, before, Lead.THEIRS)) == kept
    assert of_one(kept, after, Lead.OURS).outcome is Outcome.SAME


def test_what_may_not_come_is_counted():
    one = item()
    ours = Half({1: one.overview}, {2: Folder(id=2, name="W")}, {3: 5}, {3: 9}, {4, 5})
    folder, seen = Folder(id=0, name="F"), one.overview
    theirs = Half(
        {2: seen, 4: seen, 7: seen}, {1: folder, 3: folder, 8: folder}, {5: 1, 2: 1}, {2: 6}
    )
    left, refused = admitted(ours, theirs, None)
    assert refused == 6
    assert (set(left.overviews), set(left.folders), set(left.tombstones)) == ({7}, {8}, set())


def test_rings_and_lines_of_any_depth_become_a_tree():
    steps: list[int] = []
    line = {n: Folder(id=n, name=f"f{n}", parent=n + 1) for n in range(1, 5000)}
    made = merge_folders(line, {}, (), step=lambda done, _total: steps.append(done))
    assert len(steps) > 20
    assert len(made.folders) == 4999
    tops = {n for n, folder in made.folders.items() if folder.parent is None}
    assert tops == {4999, 3999, 2999, 1999, 999}
    ring = {n: Folder(id=n, name=f"r{n}", parent=n % 4 + 1) for n in range(1, 5)}
    tail = {9: Folder(id=9, name="t", parent=3), 10: Folder(id=10, name="u", parent=10)}
    opened = merge_folders(ring | tail, {}, ()).folders
    assert {n: folder.parent for n, folder in opened.items()} == {
        1: None, 2: 3, 3: 4, 4: 1, 9: 3, 10: None
    }  # fmt: skip


def strangers(ours: Item, theirs: Item, now: int = 1000) -> merge.Merged:
    here, there = (Half({one.id: one.overview}, {}, {}) for one in (ours, theirs))
    there, _refused = admitted(here, there, now)
    theirs = Item(there.overviews[theirs.id], past_only(theirs.details, now))
    return Merge(here, there, stranger=True).pair(ours, theirs)


def with_site(password: str, site: str) -> tuple[Field, ...]:
    return (
        Field(id=1, kind=FieldKind.CONCEALED, value=password),
        Field(id=2, kind=FieldKind.WEBSITE, value=site),
    )


@pytest.mark.parametrize("theirs_later", [True, False])
def test_a_stranger_joins_no_website_with_another_side_s_password(theirs_later):
    base = item(fields=with_site("old", "good"))
    ours = edited(base, 300, fields=with_site("new", "good"))
    theirs = edited(base, 400 if theirs_later else 200, fields=with_site("old", "evil"))
    assert {f.value for f in said(of_one(ours, theirs)).fields} == {"new", "evil"}
    one = said(strangers(ours, theirs))
    assert one.fields == (theirs if theirs_later else ours).fields
    assert said(strangers(one, theirs)) == one


def test_a_stranger_s_times_end_now_and_ours_stay():
    base = item()
    ours = msgspec.structs.replace(base.overview, trashed=150)
    late = Item(
        msgspec.structs.replace(base.overview, modified=9000, created=9000, trashed=9000),
        msgspec.structs.replace(base.details, history=(Version(id=5, at=9000, title="x"),)),
    )
    one = said(strangers(Item(ours, base.details), late))
    assert one.overview == ours
    assert [version.at for version in one.details.history] == [1000]
    assert said(strangers(one, late, 2000)) == one
    thrown = said(strangers(base, late))
    assert thrown.overview.trashed == 1000


def test_a_stranger_s_edit_gives_back_what_was_thrown_away_once_at_most():
    base = item()
    thrown = Item(msgspec.structs.replace(base.overview, trashed=1000), base.details)
    late = set_to(base, "two", 1500)  # by a clock that is ahead
    one = said(strangers(thrown, late, 1000))
    assert one.fields == late.fields
    assert one.overview.trashed == 1000
    assert said(strangers(one, late, 2000)) == one
    again = Item(msgspec.structs.replace(late.overview, trashed=1200), late.details)
    assert said(strangers(again, late, 2000)) == again


@pytest.mark.parametrize(("at", "lives"), [(999, False), (1000, True), (1500, True)])
def test_whether_a_stranger_s_edit_is_later_than_a_deletion_is_the_same_at_each_look(at, lives):
    one = item(at=at)
    here = Half({}, {}, {one.id: 1000})
    for now in (1000, 2000):
        there, _refused = admitted(here, Half({one.id: one.overview}, {}, {}), now)
        ((_id, what),) = Merge(here, there, stranger=True).others()
        assert (what.outcome is Outcome.BACK) == lives


def test_a_stranger_s_deletion_throws_away_and_no_more():
    one = item()
    here = Half({one.id: one.overview}, {3: Folder(id=3, name="W")}, {})
    there, _refused = admitted(here, Half({}, {}, {one.id: 9000, 3: 9000, 4: 9000}), 1000)
    both = Merge(here, there, stranger=True)
    ((_id, what),) = both.others()
    assert what.outcome is Outcome.THROWN
    assert what.overview is not None
    assert what.overview.trashed == 1000
    assert both.folders.folders == here.folders
    here = msgspec.structs.replace(here, overviews={one.id: what.overview})
    ((_id, what),) = Merge(here, there, stranger=True).others()
    assert what.outcome is Outcome.SAME
