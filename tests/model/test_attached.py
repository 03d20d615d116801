# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.errors import NotFound
from strongroom.model import attached
from strongroom.model.item import Attachment, Details, Overview
from strongroom.model.numbers import LAST_MOMENT

ONE = Attachment(id=1, name="a.txt", size=3, parts=((7, bytes(16)),))
TWO = Attachment(id=2, name="b.txt", size=4)
BOTH = Details(version=5, attachments=(ONE, TWO))


def overview(**more) -> Overview:
    return Overview(id=9, kind="login", title="x", created=1, modified=1, **more)


def test_what_is_added_comes_behind_the_others():
    details = attached.with_added(Details(version=5, attachments=(ONE,)), [TWO])
    assert details == BOTH
    assert attached.present(details) == (ONE, TWO)
    assert attached.removed(details) == ()


def test_one_is_removed_and_comes_back_where_it_was():
    gone = attached.with_removed(BOTH, 1, 100)
    assert attached.present(gone) == (TWO,)
    (removed,) = attached.removed(gone)
    assert (removed.removed, removed.parts) == (100, ONE.parts)
    back = attached.with_restored(gone, 1, 200)
    assert [one.name for one in attached.present(back)] == ["a.txt", "b.txt"]
    assert attached.find(back, 1).changed == 200
    assert attached.with_removed(gone, 1, 300) is gone
    assert attached.with_restored(BOTH, 1, 300) is BOTH


def test_what_was_removed_last_comes_first():
    gone = attached.with_removed(attached.with_removed(BOTH, 1, 100), 2, 200)
    assert [one.id for one in attached.removed(gone)] == [2, 1]


def test_one_is_renamed():
    after = attached.with_renamed(BOTH, 2, "c.txt", 100)
    assert [(one.name, one.changed) for one in after.attachments] == [("a.txt", 0), ("c.txt", 100)]
    assert attached.with_renamed(BOTH, 2, "b.txt", 100) is BOTH


def test_each_change_is_later_than_the_one_before_whatever_the_clock_says():
    details = attached.with_removed(BOTH, 1, 100)
    details = attached.with_restored(details, 1, 50)
    assert attached.find(details, 1).changed == 101
    assert attached.with_deleted(details, [1], 60).dropped == ((1, 102),)
    assert attached.later(Attachment(id=1, name="", size=0, changed=LAST_MOMENT), 5) == LAST_MOMENT


def test_what_is_deleted_leaves_its_id():
    details = attached.with_deleted(attached.with_deleted(BOTH, [2], 100), [1], 200)
    assert details.attachments == ()
    assert details.dropped == ((1, 200), (2, 100))
    with pytest.raises(NotFound):
        attached.with_deleted(details, [1], 300)
    for change in (attached.with_removed, attached.with_restored):
        with pytest.raises(NotFound):
            change(details, 1, 300)


def test_only_what_was_removed_long_ago_goes():
    details = attached.with_removed(attached.with_removed(BOTH, 1, 100), 2, 200)
    assert attached.without_old(details, 99, 300) is details
    assert attached.without_old(details, 100, 300).dropped == ((1, 300),)
    assert attached.without_old(details, 200, 300).attachments == ()


def test_an_overview_says_what_there_is():
    assert attached.told(overview(), ()) == overview()
    seen = attached.told(overview(), BOTH.attachments)
    assert seen == overview(has_attachment=True)
    assert attached.told(seen, BOTH.attachments) is seen
    gone = attached.with_removed(attached.with_removed(BOTH, 1, 100), 2, 50)
    seen = attached.told(seen, gone.attachments)
    assert seen == overview(file_removed=50)
    assert attached.said_of_files(overview(), seen) == seen
    assert attached.said_of_files(seen, seen) is seen
