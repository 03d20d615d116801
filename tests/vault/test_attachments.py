# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from tests.vault.ground import add, add_file, attach, delete_file, lines, login, remove_file, save

from strongroom.errors import Altered, ChangedSince, NotFound
from strongroom.model import attached, edits
from strongroom.vault import padding, parts, saving
from strongroom.vault.padding import PART_MOST, PART_ROOM


@pytest.fixture
def item_id(vault):
    return add(vault)


def _in_chunks(vault, item_id, data, chunk):
    chunks = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    add_file(vault, item_id, "photo.jpg", lambda: chunks)
    return vault.item(item_id).details.attachments[-1]


def pattern(size):
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@pytest.mark.parametrize(
    "size", [0, 1, 448, 449, 100_000, PART_ROOM - 1, PART_ROOM, PART_ROOM + 1, 2 * PART_ROOM]
)
def test_what_is_attached_is_there_again(ground, vault, item_id, size):
    data = pattern(size)
    attachment = attach(vault, item_id, data)
    assert (attachment.name, attachment.size) == ("photo.jpg", size)
    assert lines(ground.open().read_attachment(item_id, attachment.id)) == data
    assert vault.check().attachments == 1
    assert vault.check().sound
    stored = [row[0] for row in ground.sql("SELECT length(sealed) FROM attachment")]
    assert sorted(stored) == sorted(padding.part_sizes(size))
    assert max(stored) <= PART_MOST


@pytest.mark.parametrize("chunk", [7_000, PART_ROOM, 3 * PART_ROOM])
def test_chunks_may_have_any_size(vault, item_id, chunk):
    data = pattern(2 * PART_ROOM + 5)
    attachment = _in_chunks(vault, item_id, data, chunk)
    parts = list(vault.read_attachment(item_id, attachment.id))
    assert b"".join(parts) == data
    assert [len(part) for part in parts] == [PART_ROOM, PART_ROOM, 5]


def test_parts_of_padding_alone_are_read_as_nothing(vault, item_id):
    # 12 % of 40 MB would be more than a part; here the padding reaches into one more.
    size = PART_ROOM - 10
    assert len(padding.part_sizes(size)) == 2
    attachment = attach(vault, item_id, pattern(size))
    assert len(attachment.parts) == 2
    assert [len(part) for part in vault.read_attachment(item_id, attachment.id)] == [size]


def test_several_lie_beside_each_other_and_one_goes(ground, vault, item_id):
    first, second = attach(vault, item_id, b"first"), attach(vault, item_id, b"second")
    delete_file(vault, item_id, first.id)
    assert vault.item(item_id).details.attachments == (second,)
    assert ground.sql("SELECT count(*) FROM attachment") == [(1,)]
    assert lines(vault.read_attachment(item_id, second.id)) == b"second"
    assert vault.check().sound
    with pytest.raises(NotFound, match="attachment"):
        delete_file(vault, item_id, first.id)
    with pytest.raises(NotFound):
        list(vault.read_attachment(item_id, first.id))


def test_one_that_is_removed_is_still_there_and_comes_back(ground, vault, item_id):
    first, second = attach(vault, item_id, b"first"), attach(vault, item_id, b"second")
    assert vault.overviews()[item_id].has_attachment
    changes = remove_file(vault, item_id, first.id)
    details = ground.open("there").item(item_id).details
    assert attached.present(details) == (second,)
    (gone,) = attached.removed(details)
    assert (gone.id, gone.removed) == (first.id, ground.clock.now_ms())
    assert lines(vault.read_attachment(item_id, first.id)) == b"first"
    assert vault.check().attachments == 2
    assert vault.overviews()[item_id].file_removed == ground.clock.now_ms()
    assert not any(row.before and row.before.parts for row in changes.rows)
    assert not changes.for_good
    vault.put_back(changes.rows)
    assert vault.item(item_id).details.attachments == (first, second)
    assert vault.overviews()[item_id].file_removed is None


def test_what_changes_nothing_of_an_attachment_writes_nothing(ground, vault, item_id):
    one = attach(vault, item_id, b"first")
    remove_file(vault, item_id, one.id)
    before = ground.path.read_bytes()
    assert not remove_file(vault, item_id, one.id)
    assert ground.path.read_bytes() == before


def test_the_overview_says_so_whoever_wrote_it(vault, item_id):
    attach(vault, item_id, b"first")
    save(vault, item_id, title="Another")
    assert vault.overviews()[item_id].has_attachment
    blind = edits.new_item(login(), 1).overview
    vault.write(lambda draft: draft.put(msgspec.structs.replace(blind, id=item_id)))
    assert vault.overviews()[item_id].has_attachment


def test_there_is_no_such_item(vault):
    with pytest.raises(NotFound):
        add_file(vault, 5, "x", lambda: [b""])
    with pytest.raises(NotFound):
        delete_file(vault, 5, 6)


def test_an_edit_keeps_them(vault, item_id):
    attachment = attach(vault, item_id, b"data")
    save(vault, item_id, title="x", password="y")
    assert vault.item(item_id).details.attachments == (attachment,)
    assert lines(vault.read_attachment(item_id, attachment.id)) == b"data"


def test_they_go_with_their_item_and_come_back_with_it(ground, vault, item_id):
    attachment = attach(vault, item_id, b"data")
    changes = vault.write(lambda draft: draft.bury(item_id))
    assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]
    assert not changes.for_good
    undone = vault.put_back(changes.rows)
    assert lines(vault.read_attachment(item_id, attachment.id)) == b"data"
    assert vault.check().sound
    vault.put_back(undone.rows)
    assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]
    assert vault.check().orphans == 0


def test_adding_and_removing_one_is_undone_and_done_again(ground, vault, item_id):
    data = pattern(2 * PART_ROOM + 5)
    changes = add_file(vault, item_id, "x", lambda: [data])
    attachment = vault.item(item_id).details.attachments[0]
    for _again in range(2):
        changes = vault.put_back(changes.rows)
        assert vault.item(item_id).details.attachments == ()
        assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]
        changes = vault.put_back(changes.rows)
        assert lines(ground.open().read_attachment(item_id, attachment.id)) == data
    removed = delete_file(vault, item_id, attachment.id)
    assert not removed.for_good
    vault.put_back(removed.rows)
    assert lines(vault.read_attachment(item_id, attachment.id)) == data
    assert vault.check().sound


def test_what_is_too_large_to_keep_is_gone_for_good_and_said(vault, item_id, monkeypatch):
    monkeypatch.setattr(parts, "MOST_KEPT", 3000)
    small, large = attach(vault, item_id, bytes(900)), attach(vault, item_id, bytes(4000))
    removed = delete_file(vault, item_id, large.id)
    assert removed.for_good
    with pytest.raises(ChangedSince):
        vault.put_back(removed.rows)
    removed = delete_file(vault, item_id, small.id)
    assert not removed.for_good
    vault.put_back(removed.rows)
    assert vault.item(item_id).details.attachments == (small,)


def test_there_is_one_bound_for_all_that_a_save_drops(vault, item_id, monkeypatch):
    monkeypatch.setattr(parts, "MOST_KEPT", 3000)
    others = [item_id, add(vault), add(vault)]
    for one in others:
        attach(vault, one, bytes(1000))

    def bury(draft):
        for one in others:
            draft.bury(one)

    changes = vault.write(bury)
    assert changes.for_good
    assert [bool(row.before.parts) for row in changes.rows].count(True) == 2


def test_a_part_that_is_missing_stops_no_deletion(ground, vault, item_id):
    attach(vault, item_id, b"data")
    ground.sql("DELETE FROM attachment")
    changes = vault.write(lambda draft: draft.bury(item_id))
    assert changes.for_good
    with pytest.raises(ChangedSince):
        vault.put_back(changes.rows)


def test_a_part_that_is_another_by_now_is_not_put_back(vault, item_id):
    attach(vault, item_id, b"data")
    (row,) = vault.write(lambda draft: draft.bury(item_id)).rows
    ((part_id, _sealed),) = row.before.parts
    before = msgspec.structs.replace(row.before, parts=((part_id, bytes(512)),))
    with pytest.raises(ChangedSince):
        vault.put_back((msgspec.structs.replace(row, before=before),))


def test_an_undo_that_leaves_them_alone_is_possible(vault, item_id):
    attachment = attach(vault, item_id, b"data")
    changes = save(vault, item_id, password="y")
    vault.put_back(changes.rows)
    assert lines(vault.read_attachment(item_id, attachment.id)) == b"data"
    assert vault.check().sound


def test_a_source_that_fails_leaves_nothing(ground, vault, item_id):
    def source():
        yield bytes(PART_ROOM + 1)
        raise ZeroDivisionError

    before = ground.path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        add_file(vault, item_id, "x", source)
    assert ground.path.read_bytes() == before
    assert vault.item(item_id).details.attachments == ()


def test_a_save_that_begins_again_reads_its_source_again(ground, vault, item_id, monkeypatch):
    same = ground.copy("same")
    real = saving._check_same_file
    seen = []

    def replaced(*args):
        seen.append(args)
        if len(seen) == 2:
            ground.replace_by(same)
        real(*args)

    monkeypatch.setattr(saving, "_check_same_file", replaced)
    attachment = attach(vault, item_id, b"data")
    assert lines(ground.open().read_attachment(item_id, attachment.id)) == b"data"
    assert vault.check().orphans == 0


def test_many_items_come_with_theirs_in_one_transaction(ground, vault):
    items = [edits.new_item(login(title=f"Item {n}"), 1) for n in range(30)]
    counter = vault.path.stat().st_size

    def bring(draft):
        for number, item in enumerate(items):
            listed = [draft.attach(f"{n}.txt", [b"%d" % number, b"-%d" % n]) for n in range(2)]
            details = msgspec.structs.replace(item.details, attachments=tuple(listed))
            draft.put(item.overview, details)

    changes = vault.write(bring)
    assert vault.path.stat().st_size > counter
    there = ground.open("there")
    for number, item in enumerate(items):
        for n, one in enumerate(there.item(item.id).details.attachments):
            assert lines(there.read_attachment(item.id, one.id)) == b"%d-%d" % (number, n)
    assert there.check().attachments == 60
    vault.put_back(changes.rows)
    assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]


def test_nothing_of_a_change_that_fails_after_attaching_stays(ground, vault):
    def fail(draft):
        draft.attach("x", [bytes(PART_ROOM + 1)])
        raise ZeroDivisionError

    before = ground.path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        vault.write(fail)
    assert ground.path.read_bytes() == before


CHANGED = [
    "DELETE FROM attachment",
    "UPDATE attachment SET sealed = zeroblob(480)",
    "UPDATE attachment SET sealed = 'text'",
    "UPDATE attachment SET id = id + 1",
]


@pytest.mark.parametrize("statement", CHANGED)
def test_a_part_that_was_changed_is_never_given(ground, vault, item_id, statement):
    attachment = attach(vault, item_id, b"data")
    ground.sql(statement)
    with pytest.raises(Altered):
        list(vault.read_attachment(item_id, attachment.id))
    (problem,) = vault.check().problems
    assert "“GitHub”" in problem
    assert "“photo.jpg”" in problem


def test_two_parts_swapped(ground, vault, item_id):
    attachment = attach(vault, item_id, pattern(2 * PART_ROOM))
    (a, _), (b, _) = attachment.parts[:2]
    ground.sql(
        "UPDATE attachment SET id = 1 WHERE id = :a",
        "UPDATE attachment SET id = :a WHERE id = :b",
        "UPDATE attachment SET id = :b WHERE id = 1",
        a=a,
        b=b,
    )
    with pytest.raises(Altered):
        list(vault.read_attachment(item_id, attachment.id))


def test_one_that_was_removed_while_it_is_read(ground, vault, item_id):
    attachment = attach(vault, item_id, pattern(2 * PART_ROOM))
    parts = vault.read_attachment(item_id, attachment.id)
    next(parts)
    delete_file(ground.open("there"), item_id, attachment.id)
    with pytest.raises(NotFound):
        next(parts)


def test_parts_that_are_not_as_long_as_they_should_be(vault, item_id):
    # Only a holder of the key can write this; it is damage all the same.
    attach(vault, item_id, b"data")

    def lie(draft):
        item = draft.item(item_id)
        (one,) = item.details.attachments
        false = msgspec.structs.replace(one, size=5)
        draft.put(item.overview, msgspec.structs.replace(item.details, attachments=(false,)))

    vault.write(lie)
    (attachment,) = vault.item(item_id).details.attachments
    with pytest.raises(Altered):
        list(vault.read_attachment(item_id, attachment.id))
    assert not vault.check().sound


def test_a_change_reads_what_is_attached(vault):
    item_id = add(vault)
    add_file(vault, item_id, "a", lambda: [b"a" * (PART_ROOM + 7)])
    found = []

    def work(draft):
        (one,) = draft.item(item_id).details.attachments
        found.append(b"".join(draft.read_attachment(one)))

    vault.write(work)
    assert found == [b"a" * (PART_ROOM + 7)]
