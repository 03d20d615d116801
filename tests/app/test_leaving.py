# SPDX-License-Identifier: GPL-3.0-or-later
"""What is given to the writers, whatever the tree of folders looks like."""

from functools import partial

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.app.worlds import login
from tests.vault.ground import add_file

from strongroom.app.leaving import What, chosen, outgoing
from strongroom.model.item import Folder


def given_out(session, what=What()):  # noqa: B008 - frozen
    found = outgoing(session, chosen(session, what))
    return found, list(found.items())


FOLDERS = st.lists(
    st.tuples(st.sampled_from("abA"), st.none() | st.integers(1, 7)), min_size=1, max_size=6
)


@given(tree=FOLDERS, at=st.lists(st.none() | st.integers(1, 7), max_size=6))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_item_once_and_each_folder_after_the_one_it_lies_in(session, items, tree, at):
    """Rings, parents that are gone and names that come twice, which merges can leave."""

    def lay_out(draft):
        for item_id in list(draft.overviews):
            draft.bury(item_id)
        for folder_id in list(draft.folders):
            draft.drop_folder(folder_id)
        for number, (name, parent) in enumerate(tree, start=1):
            draft.put_folder(Folder(id=number, name=name, parent=parent))

    session.write(lay_out)
    there = session.vault.folders()
    items.add_many(
        login(f"{number}", folder=folder)
        for number, folder in enumerate(at)
        if folder is None or folder in there
    )
    found, given_items = given_out(session)
    assert len(given_items) == found.count == len(session.vault.overviews())
    assert len(set(found.folders)) == len(found.folders)
    assert {one.path for one in given_items} <= {(), *found.folders}
    seen = {()}
    for path in found.folders:
        assert path[:-1] in seen
        seen.add(path)


def test_an_item_that_is_deleted_meanwhile_is_left_out(session, items, monkeypatch):
    monkeypatch.setattr("strongroom.app.leaving._BATCH", 1)
    items.add_many([login("a"), login("b"), login("c")])
    found = outgoing(session, chosen(session, What()))
    titles = []
    for one in found.items():
        titles.append(one.overview.title)
        gone = [o.id for o in session.vault.overviews().values() if o.title == "b"]
        if gone:
            items.delete_forever(gone)
    assert titles == ["a", "c"]


@pytest.mark.parametrize("times", [1, 2])
def test_it_can_be_gone_through_again(session, items, times):
    items.add_many([login("a"), login("b")])
    found = outgoing(session, chosen(session, What()))
    for _time in range(times):
        assert [one.overview.title for one in found.items()] == ["a", "b"]


def test_attachments_come_in_their_order_and_may_be_read_again(session, add):
    item_id = add("a")
    for name in ("one", "two"):
        add_file(session.vault, item_id, name, partial(list, [name.encode()]))
    _found, (one,) = given_out(session)
    assert [(a.name, a.size, a.order) for a in one.attachments] == [("one", 3, 0), ("two", 3, 1)]
    for _time in range(2):
        assert b"".join(one.attachments[1].chunks()) == b"two"


def test_a_name_that_turns_the_text_around_leaves_plain(session, add):
    item_id = add("a")

    def hostile(draft):
        item = draft.item(item_id)
        one = draft.attach("photo\u202egpj.exe", [b"evil"])
        draft.put(item.overview, msgspec.structs.replace(item.details, attachments=(one,)))

    session.write(hostile)
    _found, (one,) = given_out(session)
    assert [a.name for a in one.attachments] == ["photogpj.exe"]
    assert [a.name for a in one.details.attachments] == ["photogpj.exe"]
    assert b"".join(one.attachments[0].chunks()) == b"evil"
