# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of one attachment that two copies of a vault know; the laws are beside it."""

import msgspec
import pytest

from strongroom.model import attached, edits
from strongroom.model.item import Attachment, Content, Item
from strongroom.model.merging.admission import past_only
from strongroom.model.merging.files import files_of
from strongroom.model.merging.places import Lead

FILE = Attachment(id=3, name="a.txt", size=1, parts=((1, b"o" * 16),))
OTHER = Attachment(id=4, name="b.txt", size=2)
BASE = edits.new_item(Content(kind="login", title="x"), 1)


def holding(details) -> Item:
    return Item(attached.told(BASE.overview, details.attachments), details)


HERE = holding(attached.with_added(BASE.details, [FILE]))
REMOVED = holding(attached.with_removed(HERE.details, 3, 100))
DELETED = holding(attached.with_deleted(HERE.details, [3], 200))
RENAMED = holding(attached.with_renamed(HERE.details, 3, "z.txt", 150))
BACK = holding(attached.with_restored(REMOVED.details, 3, 300))


def merged(ours, theirs, lead=Lead.NEITHER, *, stranger=False):
    return files_of(ours, ours, theirs, lead, stranger=stranger)


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        (HERE, REMOVED, REMOVED),
        (HERE, DELETED, DELETED),
        (REMOVED, DELETED, DELETED),
        (REMOVED, RENAMED, RENAMED),
        (REMOVED, BACK, BACK),
        (DELETED, BACK, BACK),
        (DELETED, DELETED, DELETED),
    ],
)
def test_the_later_change_stands_from_either_side(one, other, stands):
    wanted = stands.details.attachments, stands.details.dropped
    assert merged(one, other) == wanted
    assert merged(other, one) == wanted


def test_of_one_moment_a_deletion_stands_before_a_removal_and_that_before_a_name():
    deleted = holding(attached.with_deleted(HERE.details, [3], 100))
    renamed = holding(attached.with_renamed(HERE.details, 3, "z.txt", 100))
    assert merged(REMOVED, deleted) == merged(deleted, REMOVED) == ((), ((3, 100),))
    for one, other in ((REMOVED, renamed), (renamed, REMOVED)):
        assert merged(one, other)[0] == REMOVED.details.attachments


def test_of_two_deletions_the_later_is_told():
    later = holding(attached.with_deleted(HERE.details, [3], 900))
    assert merged(DELETED, later)[1] == merged(later, DELETED)[1] == ((3, 900),)


@pytest.mark.parametrize("state", [HERE, REMOVED, DELETED, BACK])
@pytest.mark.parametrize("other", [HERE, REMOVED, DELETED, BACK])
def test_who_leads_is_believed(state, other):
    wanted = state.details.attachments, state.details.dropped
    assert merged(state, other, Lead.OURS) == wanted
    assert merged(other, state, Lead.THEIRS) == wanted


def test_what_the_leading_side_never_knew_stays():
    more = holding(attached.with_added(DELETED.details, [OTHER]))
    assert merged(BASE, more, Lead.OURS) == ((OTHER,), ((3, 200),))
    assert merged(more, HERE, Lead.THEIRS) == ((OTHER, FILE), ())


@pytest.mark.parametrize("ours", [HERE, REMOVED, DELETED, RENAMED])
@pytest.mark.parametrize("theirs", [HERE, REMOVED, DELETED, BACK])
def test_a_stranger_changes_nothing_of_what_is_known_here(ours, theirs):
    theirs = holding(attached.with_added(past_only(theirs.details, 50), [OTHER]))
    files, dropped = merged(ours, theirs, stranger=True)
    assert files == (*ours.details.attachments, OTHER)
    assert dropped == ours.details.dropped


def test_a_stranger_has_no_later_moment_and_deletes_nothing():
    later = holding(attached.with_added(REMOVED.details, [OTHER]))
    later = holding(attached.with_deleted(later.details, [4], 900))
    details = past_only(later.details, 60)
    assert details.dropped == ()
    assert [(one.removed, one.changed) for one in details.attachments] == [(60, 60)]
    assert past_only(HERE.details, 60) == HERE.details


def test_what_both_have_lies_where_it_lies_here():
    there = msgspec.structs.replace(FILE, name="z.txt", changed=9, parts=((5, b"t" * 16),))
    theirs = holding(attached.with_added(BASE.details, [there]))
    ((one,), _dropped) = merged(HERE, theirs)
    assert one == msgspec.structs.replace(there, parts=FILE.parts)
