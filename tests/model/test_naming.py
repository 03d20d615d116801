# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import AmbiguousName, NotFound
from strongroom.model.item import Attachment, Folder, Overview, id_text
from strongroom.model.naming import (
    find_attachment,
    find_folder,
    find_item,
    item_path,
    join_path,
    split_path,
)

FOLDERS = {
    1: Folder(id=1, name="Work"),
    2: Folder(id=2, name="Ops", parent=1),
    3: Folder(id=3, name="ops"),
    4: Folder(id=4, name="a/b"),
}


def item(number: int, title: str, folder: int | None = None, trashed: int | None = None):
    return Overview(
        id=number,
        kind="login",
        title=title,
        created=0,
        modified=0,
        folder=folder,
        trashed=trashed,
    )


def world(*items: Overview) -> dict[int, Overview]:
    return {overview.id: overview for overview in items}


ITEMS = world(
    item(11, "GitHub", 1),
    item(12, "GitHub"),
    item(13, "github", 2),
    item(14, "Straße"),
    item(15, "n/a", 4),
    item(16, "Gone", 1, trashed=5),
    item(17, "Café"),
)


def find(name: str, *, trash: bool = False) -> int:
    return find_item(name, ITEMS, FOLDERS, trash=trash)


def test_an_item_answers_to_its_id():
    assert find(id_text(13)) == 13
    assert find(id_text(13).lower()) == 13


def test_an_item_answers_to_its_path():
    assert find("Work/GitHub") == 11
    assert find("work/github") == 11
    assert find("Work/Ops/github") == 13
    assert find("/GitHub") == 12


def test_a_title_is_enough_where_one_has_it_and_case_is_folded():
    assert find("STRASSE") == 14
    assert find("cafe\u0301") == 17
    assert find("github") == 13  # spelt so exactly


def test_a_slash_that_belongs_to_a_name_is_escaped_or_goes_alone():
    assert find("a\\/b/n\\/a") == 15
    assert find("n\\/a") == 15
    assert find("n/a") == 15


def test_several_that_answer_are_listed_by_path():
    with pytest.raises(AmbiguousName, match="2 items answer to “GitHub”") as caught:
        find("GitHub")
    assert caught.value.candidates == ((12, "GitHub"), (11, "Work/GitHub"))
    with pytest.raises(AmbiguousName, match="3 items") as caught:
        find("GITHUB")
    assert len(caught.value.candidates) == 3


def test_the_trash_is_searched_only_if_asked():
    with pytest.raises(NotFound, match="No item is called “Gone”"):
        find("Gone")
    with pytest.raises(NotFound):
        find(id_text(16))
    assert find("Gone", trash=True) == 16
    assert find(id_text(16), trash=True) == 16
    with pytest.raises(NotFound, match="Nothing in the trash is called “GitHub”"):
        find("GitHub", trash=True)


@pytest.mark.parametrize("name", ["", "/", "nothing", "Work/nothing", "Nowhere/GitHub", "a/b/c"])
def test_what_nothing_answers_to_is_not_found(name):
    with pytest.raises(NotFound):
        find(name)


def test_an_id_that_nothing_has_may_be_a_title():
    title = id_text(99)
    assert find_item(title, world(item(1, title)), {}) == 1


def test_paths_are_split_and_joined():
    assert split_path("a\\/b/c") == ["a/b", "c"]
    assert split_path("a\\\\/b") == ["a\\", "b"]
    assert split_path("C:\\dir\\") == ["C:\\dir\\"]
    assert split_path("") == [""]
    assert item_path(ITEMS[15], FOLDERS) == "a\\/b/n\\/a"


@given(st.lists(st.text(), min_size=1))
def test_a_path_survives_being_written(parts):
    assert split_path(join_path(parts)) == parts


def answering(name: str, items: dict[int, Overview]) -> set[int]:
    try:
        return {find_item(name, items, FOLDERS)}
    except AmbiguousName as error:
        return {number for number, _path in error.candidates}


@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=5), st.data())
def test_an_item_always_answers_to_the_path_it_is_shown_by(titles, data):
    items = world(*(item(n, title, n % 4 or None) for n, title in enumerate(titles, start=100)))
    chosen = data.draw(st.sampled_from(list(items.values())))
    assert chosen.id in answering(item_path(chosen, FOLDERS), items)


def test_a_folder_answers_to_its_path_or_its_name():
    assert find_folder("Work", FOLDERS) == 1
    assert find_folder("work/OPS", FOLDERS) == 2
    assert find_folder("/Work/Ops/", FOLDERS) == 2
    assert find_folder("ops", FOLDERS) == 3
    assert find_folder("a\\/b", FOLDERS) == 4
    assert find_folder("deep", {**FOLDERS, 5: Folder(id=5, name="Deep", parent=2)}) == 5


@pytest.mark.parametrize("name", ["", "nothing", "Work/nothing", "a/b"])
def test_a_folder_that_is_not_there_is_not_found(name):
    with pytest.raises(NotFound, match="No folder is called"):
        find_folder(name, FOLDERS)


def test_several_folders_of_a_name_are_listed_by_path():
    folders = {
        1: Folder(id=1, name="Work"),
        2: Folder(id=2, name="Ops", parent=1),
        3: Folder(id=3, name="Home"),
        4: Folder(id=4, name="ops", parent=3),
    }
    with pytest.raises(AmbiguousName, match="2 folders answer to “ops”") as caught:
        find_folder("ops", folders)
    assert caught.value.candidates == ((2, "Work/Ops"), (4, "Home/ops"))


def test_an_attachment_answers_to_its_name_and_to_its_id():
    held = [
        Attachment(id=n, name=name, size=1) for n, name in enumerate(("a.txt", "A.TXT", "é"), 1)
    ]
    assert find_attachment("A.TXT", held).id == 2
    assert find_attachment("e\u0301", held).id == 3
    assert find_attachment(id_text(1), held).id == 1
    assert find_attachment("É", held).id == 3
    with pytest.raises(AmbiguousName) as ambiguous:
        find_attachment("a.Txt", held)
    assert ambiguous.value.candidates == ((1, "a.txt"), (2, "A.TXT"))
    with pytest.raises(NotFound, match="there are “a"):
        find_attachment("b", held)
    with pytest.raises(NotFound, match="the item has none"):
        find_attachment("b", [])
