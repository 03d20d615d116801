# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of merging, on pairs of vaults that grew apart from a common ancestor."""

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.model.merge_worlds import World, crossed, grown, lead_of, merged, same_ids_again, steps

from strongroom.model import attached, edits
from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import Item
from strongroom.model.merging.places import Lead
from strongroom.model.tags import tag_key


@st.composite
def forks(draw: st.DrawFn, *, sides: int = 2, endings: bool = True) -> tuple[World, ...]:
    """Give copies of one vault, each saved by a machine of its own since they parted."""
    before, *after = [draw(steps(endings=endings)) for _side in range(sides + 1)]
    with same_ids_again(draw(st.integers(0, 1 << 32))):
        root = grown(World(), [("add", 0, 1, 0), ("add folder", 0, 2, 0), *before], "root")
        return tuple(grown(root, path, f"machine {n}") for n, path in enumerate(after))


@given(forks())
def test_it_does_not_matter_whose_side_is_ours(fork):
    a, b = fork
    assert merged(a, b).content == merged(b, a).content


@given(forks())
def test_merging_again_changes_nothing(fork):
    a, b = fork
    result = merged(a, b, writer="merger")
    assert merged(result, a).content == result.content
    assert merged(result, b).content == result.content
    assert merged(result, result).content == result.content


@given(forks())
def test_whoever_holds_one_of_the_copies_goes_over_to_the_result(fork):
    a, b = fork
    result = merged(a, b, writer="merger")
    assert merged(a, result).content == result.content
    assert merged(b, result).content == result.content


@given(forks())
def test_two_machines_that_merge_the_same_copies_agree(fork):
    a, b = fork
    here, there = merged(a, b, writer="one"), merged(b, a, writer="other")
    assert merged(here, there).content == here.content


@given(forks(endings=False))
def test_items_come_to_rest_without_the_writers_too(fork):
    """Where they lie can take the writers: a folder that became part of another is not told."""
    a, b = fork
    result = merged(a, b, lead=Lead.NEITHER)
    for side in fork:
        again = merged(result, side, lead=Lead.NEITHER)
        assert _without_folders(again) == _without_folders(result)


@given(forks())
def test_nothing_is_lost(fork):
    result = merged(*fork)
    for side in fork:
        for item in side.items.values():
            after = result.items.get(item.id)
            if after is None:
                assert lead_of(*fork) is not Lead.NEITHER or _was_deleted(result, item)
                continue
            states = _states(after)
            assert (item.overview.title, item.fields) in states.values()
            assert {v.id for v in item.details.history} | {item.details.version} <= states.keys()
            assert _attached(item) <= _attached(after) | dict(after.details.dropped).keys()
        assert side.tombstones.keys() <= result.tombstones.keys() | result.items.keys()


@given(forks())
def test_an_attachment_goes_only_where_a_side_deleted_it_and_the_other_did_nothing_later(fork):
    a, b = fork
    leads = lead_of(a, b)
    for item_id, after in merged(a, b).items.items():
        sides = [side.items[item_id].details for side in fork if item_id in side.items]
        assert after.overview.has_attachment == bool(attached.present(after.details))
        for gone, _at in after.details.dropped:
            moments = [dict(side.dropped).get(gone, -1) for side in sides]
            changed = [one.changed for side in sides for one in side.attachments if one.id == gone]
            assert leads is not Lead.NEITHER or max(moments) >= max(changed, default=0) >= 0
        for one in after.details.attachments:
            states = [held for side in sides for held in side.attachments if held.id == one.id]
            assert one in states
            if leads is Lead.NEITHER:
                assert one.changed == max(held.changed for held in states)
                assert all(dict(side.dropped).get(one.id, -1) < one.changed for side in sides)


@given(forks())
def test_nothing_comes_from_nowhere(fork):
    a, b = fork
    result = merged(a, b)
    assert result.items.keys() <= a.items.keys() | b.items.keys()
    for item in result.items.values():
        sides = [side.items[item.id] for side in fork if item.id in side.items]
        known = {f for side in sides for state in _states(side).values() for f in state[1]}
        assert set(item.fields) <= known
        assert _attached(item) <= {a for side in sides for a in _attached(side)}


@given(forks())
def test_what_was_deleted_stays_deleted_unless_it_was_edited_later(fork):
    a, b = fork
    assume(lead_of(a, b) is Lead.NEITHER)  # who leads has seen all that the other did
    result = merged(a, b)
    for one, other in (fork, fork[::-1]):
        for item_id, deleted in one.tombstones.items():
            there = other.items.get(item_id)
            assert (item_id in result.items) == (
                there is not None and _outlives(there, deleted, one.versions.get(item_id))
            )


@given(forks())
def test_folders_are_a_tree_without_two_of_one_name_in_one_place(fork):
    a, b = fork
    result = merged(a, b)
    names = [(folder.parent, tag_key(folder.name)) for folder in result.folders.values()]
    assert len(names) == len(set(names))
    for folder_id in result.folders:
        seen: list[int] = []
        above: int | None = folder_id
        while above is not None:
            assert above not in seen
            seen.append(above)
            above = result.folders[above].parent  # and every parent is there
    for item in result.items.values():
        assert item.overview.folder is None or item.overview.folder in result.folders
    assert not result.folders.keys() & result.tombstones.keys()


@given(forks(sides=3, endings=False))
def test_which_states_are_kept_does_not_depend_on_the_order(fork):
    a, b, c = fork
    left = merged(merged(a, b), c)
    right = merged(a, merged(b, c))
    assert left.items.keys() == right.items.keys()
    theirs = {v for side in fork for item in side.items.values() for v in _states(item)}
    for item_id, item in left.items.items():
        assert _states(item).keys() & theirs == _states(right.items[item_id]).keys() & theirs
        assert item.details.dropped == right.items[item_id].details.dropped
        assert {*item.details.attachments} == {*right.items[item_id].details.attachments}


def _outlives(item: Item, deleted: int, version: int | None) -> bool:
    if item.details.version == version:
        return False
    if version in {known.id for known in item.details.history}:
        return True
    return item.overview.modified > deleted


def _was_deleted(world: World, item: Item) -> bool:
    return not _outlives(item, world.tombstones[item.id], world.versions.get(item.id))


@given(forks(), st.integers(0, 50))
def test_an_id_of_two_sorts_takes_nothing_s_place(fork, which):
    ours, theirs = fork[0], crossed(fork[1], fork[0], which)
    for now in (None, 2000):
        result = merged(ours, theirs, now=now)
        if now is not None:
            assert ours.items.keys() <= result.items.keys()
        for item_id in ours.items:
            assert item_id in result.items or item_id in theirs.tombstones
        assert not result.items.keys() & result.folders.keys()
        again = merged(result, theirs, now=now)
        assert again.items.keys() >= result.items.keys()


@given(forks())
def test_a_copy_under_another_key_takes_nothing_away_and_comes_to_rest(fork):
    ours, theirs = fork
    result = merged(ours, theirs, now=ours.clock)
    assert ours.items.keys() <= result.items.keys()
    assert result.writers == ours.writers
    for item in ours.items.values():
        after = result.items[item.id]
        assert (item.overview.title, item.fields) in _states(after).values()
        assert _attached(item) <= _attached(after)
        assert after.overview.modified <= ours.clock
    again = merged(result, theirs, now=9000)
    assert _without_folders(again) == _without_folders(result)


@given(forks())
def test_no_item_sends_one_side_s_password_to_the_other_s_website(fork):
    ours, theirs = fork
    result = merged(ours, theirs, now=ours.clock)
    for item_id in ours.items.keys() & theirs.items.keys():
        sides = [_websites_and_secrets(side.items[item_id]) for side in fork]
        if sides[0][0] != sides[1][0] and sides[0][1] != sides[1][1]:
            assert _websites_and_secrets(result.items[item_id]) in sides


def _websites_and_secrets(item: Item) -> tuple[set[str], set[str]]:
    websites = {field.value for field in item.fields if field.kind == FieldKind.WEBSITE}
    return websites, {field.value for field in item.fields if field.concealed}


def _without_folders(world: World) -> list[Item]:
    items = world.items.values()
    return [Item(edits.moved(item.overview, None), item.details) for item in items]


def _states(item: Item) -> dict[int, tuple[str, tuple[Field, ...]]]:
    states = {version.id: (version.title, version.fields) for version in item.details.history}
    return states | {item.details.version: (item.overview.title, item.fields)}


def _attached(item: Item) -> set[int]:
    return {attachment.id for attachment in item.details.attachments}
