# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest

from strongroom.model import attached, edits
from strongroom.model.comparing import (
    Comparison,
    ItemDifference,
    brought_back,
    folder_differences,
    kind_of,
    same_details,
    same_overview,
)
from strongroom.model.differences import Difference
from strongroom.model.fields import Field, Role
from strongroom.model.item import Attachment, Content, Details, Folder, Item, Overview

SEEN = Overview(id=1, kind="login", title="GitHub", created=1, modified=2)


def item(*, password: str = "old", **more: object) -> Item:
    content = Content(
        kind="login",
        title="GitHub",
        fields=(Field(id=1, role=Role.PASSWORD, value=password),),
        **more,  # type: ignore[arg-type]
    )
    made = edits.new_item(content, 1)
    return Item(msgspec.structs.replace(made.overview, id=1), made.details)


def file(number: int, name: str = "a.txt", part: int = 7) -> Attachment:
    return Attachment(id=number, name=name, size=3, parts=((part, bytes(16)),))


def with_files(found: Item, *files: Attachment) -> Item:
    return Item(found.overview, msgspec.structs.replace(found.details, attachments=files))


def test_times_are_no_difference_and_the_trash_is():
    assert same_overview(SEEN, msgspec.structs.replace(SEEN, created=5, modified=6))
    trashed = msgspec.structs.replace(SEEN, trashed=3)
    assert same_overview(trashed, msgspec.structs.replace(SEEN, trashed=4))
    assert not same_overview(SEEN, trashed)
    assert not same_overview(SEEN, msgspec.structs.replace(SEEN, title="X"))


def test_details_are_the_same_whatever_led_to_them():
    before = Details(version=1, fields=(Field(id=1, value="x"),), attachments=(file(1),))
    after = msgspec.structs.replace(before, version=2, attachments=(file(1, part=8),))
    assert same_details(before, after)
    assert not same_details(before, msgspec.structs.replace(after, fields=()))
    assert not same_details(before, msgspec.structs.replace(after, attachments=()))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [(None, 1, "added"), (1, None, "removed"), (1, 2, "changed")],
)
def test_kinds(before, after, kind):
    assert kind_of(before, after) == kind


def test_folders_by_their_ids():
    one, two, moved = Folder(id=1, name="A"), Folder(id=2, name="B"), Folder(id=2, name="C")
    found = folder_differences({1: one, 2: two}, {2: moved, 3: one})
    assert [(f.kind, f.before, f.after) for f in found] == [
        (Difference.REMOVED, one, None),
        (Difference.CHANGED, two, moved),
        (Difference.ADDED, None, one),
    ]


def test_a_comparison_is_equal_or_not():
    assert Comparison().equal
    gone = ItemDifference(1, Difference.REMOVED, SEEN, None)
    new = ItemDifference(2, Difference.ADDED, None, SEEN)
    found = Comparison(items=(gone, new))
    assert not found.equal
    assert found.of(Difference.ADDED) == (new,)
    assert gone.shown is new.shown is SEEN
    assert "GitHub" not in repr(gone)


def test_what_comes_back_is_a_new_version_and_what_was_there_is_in_the_history():
    now, then = item(password="new"), item(password="old", tags=("work",))
    back = brought_back(now, then, 9, 20)
    assert back.fields == then.fields
    assert back.overview.tags == ("work",)
    assert back.overview.modified == 9
    assert back.details.version not in {now.details.version, then.details.version}
    assert [version.fields for version in back.details.history] == [now.fields]


def test_places_alone_make_no_version():
    now = item()
    then = Item(msgspec.structs.replace(now.overview, favourite=True, trashed=5), now.details)
    back = brought_back(now, then, 9, 20)
    assert (back.overview.favourite, back.overview.trashed) == (True, 5)
    assert back.details == now.details


def test_what_was_removed_since_comes_back_and_what_was_removed_then_does_not():
    then = with_files(item(), file(1), file(2), removed(file(3)), file(6))
    now = with_files(item(), removed(file(1)), file(6))
    now = Item(now.overview, msgspec.structs.replace(now.details, dropped=((2, 7), (5, 8))))
    back = brought_back(now, then, 9, 20)
    one, two, six = back.details.attachments
    assert six == file(6)
    assert (one.removed, one.changed, two.id, two.changed) == (None, 101, 2, 9)
    assert back.details.dropped == ((5, 8),)
    assert back.overview.has_attachment
    assert same_details(back.details, then.details)


def test_what_is_removed_is_no_difference_to_what_is_gone():
    one, other = with_files(item(), removed(file(1))), with_files(item())
    assert same_details(one.details, other.details)
    assert same_overview(attached.told(one.overview, [removed(file(1))]), other.overview)


def removed(one: Attachment) -> Attachment:
    return msgspec.structs.replace(one, removed=100, changed=100)


def test_no_attachment_goes():
    then = with_files(item(), file(1, "old name", part=70), file(2, part=71))
    now = with_files(item(password="new"), file(1, "new name", part=80), file(3, part=81))
    back = brought_back(now, then, 9, 20)
    assert [(one.id, one.name, one.parts[0][0]) for one in back.details.attachments] == [
        (1, "old name", 80),
        (2, "a.txt", 71),
        (3, "a.txt", 81),
    ]
