# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.errors import InvalidInput, NotFound
from strongroom.model.item import Folder, folder_path


@pytest.fixture
def folder(items):
    def add(name, parent=None):
        (folder_id,) = items.add_folder(name, parent).folders
        return folder_id

    return add


def paths(items):
    folders = items.folders()
    return sorted("/".join(folder_path(folders, folder_id)) for folder_id in folders)


def test_folders_nest(items, folder):
    work = folder("Work")
    servers = folder("  Servers ", work)
    assert items.folders()[servers] == Folder(id=servers, name="Servers", parent=work)
    assert paths(items) == ["Work", "Work/Servers"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 257])
def test_a_name_that_cannot_be_is_refused(items, name):
    with pytest.raises(InvalidInput):
        items.add_folder(name)
    assert items.folders() == {}


def test_two_folders_in_one_place_never_share_a_name(items, folder):
    work, home = folder("Work"), folder("Zoë")
    folder("Work", work)  # elsewhere it may be called the same
    for attempt in (
        lambda: items.add_folder("WORK"),
        lambda: items.add_folder("ZOE\u0308"),  # decomposed, and capitals
        lambda: items.rename_folder(home, "work"),
    ):
        with pytest.raises(InvalidInput, match="already"):
            attempt()
    assert paths(items) == ["Work", "Work/Work", "Zoë"]


def test_renaming(items, folder):
    work = folder("Work")
    assert items.rename_folder(work, "WORK").folders[work].name == "WORK"
    assert not items.rename_folder(work, "WORK")


def test_moving(items, folder):
    work, home = folder("Work"), folder("Home")
    servers = folder("Servers", work)
    items.move_folder(servers, home)
    assert paths(items) == ["Home", "Home/Servers", "Work"]
    items.move_folder(servers, None)
    assert paths(items) == ["Home", "Servers", "Work"]
    assert not items.move_folder(servers, None)


def test_a_folder_never_comes_to_lie_inside_itself(items, folder):
    a = folder("a")
    b = folder("b", a)
    c = folder("c", b)
    for target in (a, b, c):
        with pytest.raises(InvalidInput, match="itself"):
            items.move_folder(a, target)
    assert paths(items) == ["a", "a/b", "a/b/c"]


def test_a_ring_that_a_merge_left_can_be_broken(items, folder, session):
    a = folder("a")
    b = folder("b", a)
    session.vault.write(lambda draft: draft.put_folder(Folder(id=a, name="a", parent=b)))
    items.move_folder(a, None)
    assert paths(items) == ["a", "a/b"]


def test_moving_onto_a_name_that_is_taken_is_refused(items, folder):
    work = folder("Work")
    folder("Servers", work)
    other = folder("Servers")
    with pytest.raises(InvalidInput, match="already"):
        items.move_folder(other, work)


def test_folders_that_are_gone_are_said(items, folder):
    work = folder("Work")
    for attempt in (
        lambda: items.add_folder("x", 999),
        lambda: items.rename_folder(999, "x"),
        lambda: items.move_folder(999, None),
        lambda: items.move_folder(work, 999),
        lambda: items.delete_folder(999),
    ):
        with pytest.raises(NotFound, match="folder"):
            attempt()


def test_deleting_a_folder_deletes_nothing_in_it(items, folder, add):
    work = folder("Work")
    servers = folder("Servers", work)
    deep = folder("Deep", servers)
    inside, deeper = add("a", folder=servers), add("b", folder=deep)
    binned = add("c", folder=servers)
    items.trash([binned])
    changes = items.delete_folder(servers)
    assert paths(items) == ["Work", "Work/Deep"]
    overviews = items.overviews()
    assert overviews[inside].folder == overviews[binned].folder == work
    assert overviews[deeper].folder == deep
    assert changes.folders[servers] is None
    assert changes.changed == {inside, binned}


def test_deleting_an_outermost_folder_moves_all_outside(items, folder, add):
    work = folder("Work")
    servers = folder("Servers", work)
    item_id = add(folder=work)
    items.delete_folder(work)
    assert items.folders() == {servers: Folder(id=servers, name="Servers")}
    assert items.overviews()[item_id].folder is None


def test_the_first_number_is_two(items, folder):
    work = folder("Work")
    folder("Home", work)
    folder("Home")
    items.delete_folder(work)
    assert paths(items) == ["Home", "Home 2"]


def test_a_folder_whose_name_is_taken_where_it_goes_gets_a_number(items, folder):
    work = folder("Work")
    folder("Home", work)
    folder("Home")
    folder("home 2")
    items.delete_folder(work)
    assert paths(items) == ["Home", "Home 3", "home 2"]


def test_a_folder_may_take_the_name_of_the_one_it_was_in(items, folder):
    work = folder("Work")
    folder("Work", work)
    items.delete_folder(work)
    assert paths(items) == ["Work"]


def test_the_longest_name_gets_its_number_within_the_limit(items, folder):
    work = folder("Work")
    folder("x" * 256, work)
    folder("x" * 256)
    items.delete_folder(work)
    assert sorted(map(len, paths(items))) == [256, 256]
    assert len(set(paths(items))) == 2


def test_a_folder_whose_parent_is_gone_counts_as_outside(items, folder, session):
    work = folder("Work")
    servers = folder("Servers", work)
    session.vault.write(lambda draft: draft.drop_folder(work))
    with pytest.raises(InvalidInput, match="already"):
        items.add_folder("servers")
    items.delete_folder(servers)
    assert items.folders() == {}
