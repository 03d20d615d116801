# SPDX-License-Identifier: GPL-3.0-or-later
"""Search as a person meets it."""

import dataclasses
from typing import Any

import msgspec
import pytest
from tests.model.search_reference import Use

from strongroom.errors import Cancelled
from strongroom.model import finding, pools, search, tally
from strongroom.model.changes import Changes
from strongroom.model.fields import ItemKind
from strongroom.model.item import Folder, Overview
from strongroom.model.search import Found, Scope, SearchIndex, Sort, parse

EVERYTHING = Scope.all()
FOLDERS = {1: Folder(id=1, name="Work"), 2: Folder(id=2, name="Clients", parent=1)}


def item(number: int, title: str, **others: Any) -> Overview:
    base = Overview(kind=ItemKind.LOGIN, title=title, created=number, modified=-number)
    return msgspec.structs.replace(base, id=number, **others)


ITEMS = [
    item(1, "GitHub", username="octocat", websites=("https://github.com/login",)),
    item(2, "My GitHub backup"),
    item(3, "Git", tags=("code",)),
    item(4, "Digital bank", username="anna@git.example"),
    item(5, "Legit shop", folder=2),
    item(6, "Bank of Ærø", tags=("Money", "work"), favourite=True, has_otp=True),
    item(7, "Visa", kind=ItemKind.CARD, expires="2029-12", folder=1),
    item(8, "Old GitHub", trashed=5),
    item(9, "Почта России", username="иван"),
    item(10, "日本のメモ", kind=ItemKind.NOTE, has_attachment=True),
    item(11, "البنك الأهلي"),
]


@pytest.fixture
def index() -> SearchIndex:
    return SearchIndex({one.id: one for one in ITEMS}, FOLDERS, {})


def find(index: SearchIndex, text: str, scope: Scope = EVERYTHING, **others: Any) -> Found:
    return index.find(parse(text), scope=scope, today="2030-01-01", **others)


def ids(index: SearchIndex, text: str, scope: Scope = EVERYTHING, **others: Any) -> list[int]:
    return find(index, text, scope, **others).ids


def test_the_start_of_a_word_goes_before_the_middle_and_the_title_before_the_rest(index):
    # Titles that begin so, by title; a later word; a word of the rest; the middle of a title.
    assert ids(index, "git") == [3, 1, 2, 4, 5]


def test_what_is_used_often_goes_before_what_is_not():
    usage = {1: Use(1, 5), 5: Use(2, 9)}
    index = SearchIndex({one.id: one for one in ITEMS}, FOLDERS, usage)
    assert ids(index, "git") == [1, 3, 2, 4, 5]


def test_words_come_in_any_order_from_anywhere(index):
    assert ids(index, "login octo git") == [1]
    assert ids(index, "work legit") == [5]
    assert ids(index, "money aero") == [6]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("почта", 9), ("ПОЧТ", 9), ("россии иван", 9), ("メモ", 10), ("日本", 10), ("البنك", 11)],
)
def test_every_script_is_searched(index, typed, found):
    assert ids(index, typed) == [found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("title:git", [4, 3, 1, 5, 2]),
        ("user:git", [4]),
        ("url:git", [1]),
        ("tag:code", [3]),
        ("tag:code tag:money", [6, 3]),
        ("folder:work", [5, 7]),
        ("folder:clients", [5]),
        ("type:card", [7]),
        ("type:card type:note", [7, 10]),
        ("is:favourite", [6]),
        ("has:otp", [6]),
        ("has:attachment", [10]),
        ("is:expired", [7]),
        ("bank -tag:money", [4]),
        ("git -hub", [3, 4, 5]),
        ("-git -type:login", [7, 10]),
        ("-is:favourite bank", [4]),
        ('"github backup"', [2]),
        ('"backup github"', []),
        ("is:trashed", [8]),
        ("is:trashed git", [8]),
    ],
)
def test_operators_narrow_and_widen(index, typed, found):
    assert ids(index, typed) == found


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope.favourites(), [6]),
        (Scope.kind("card"), [7]),
        (Scope.folder(1), [5, 7]),
        (Scope.folder(2), [5]),
        (Scope.folder(99), []),
        (Scope.tag("WORK"), [6]),
        (Scope.trash(), [8]),
        (Scope.recent(), []),
    ],
)
def test_scopes(index, scope, found):
    assert ids(index, "", scope) == found
    assert find(index, "", scope).total == len(found)


def test_a_scope_narrows_what_words_find(index):
    assert ids(index, "git", Scope.folder(1)) == [5]
    assert ids(index, "git", Scope.trash()) == [8]


def test_lists_stand_in_their_order(index):
    live = [one.id for one in ITEMS if one.trashed is None]
    assert ids(index, "", sort=Sort.CREATED) == sorted(live, reverse=True)
    assert ids(index, "", sort=Sort.MODIFIED) == sorted(live)
    assert ids(index, "")[:3] == [6, 4, 3]
    index.used(7, Use(last_used=50, times_used=1))
    index.used(2, Use(last_used=40, times_used=2))
    assert ids(index, "", sort=Sort.RECENTLY_USED)[:2] == [7, 2]
    assert ids(index, "", sort=Sort.MOST_USED)[:2] == [2, 7]
    assert ids(index, "", Scope.recent()) == [7, 2]
    assert ids(index, "is:expired", Scope.recent()) == [7]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gihtub", [1, 2]),
        ("gihtu", [1, 2]),
        ("gtihub octocat", [1]),
        ("octoact github", [1]),
        ("vissa", [7]),
        ("почтта", [9]),
        ("octocta@x", []),
        ("gihtub.com", [1]),
        ("backup gihtub", [2]),
    ],
)
def test_small_typos_are_forgiven_where_nothing_fits(index, typed, found):
    result = find(index, typed)
    assert result.ids == found
    assert result.near == len(found)
    assert result.total == len(found)


@pytest.mark.parametrize("typed", ['"gihtub"', "title:gihtub", "gih", "bnk", "-gihtub gixxub"])
def test_typos_are_not_forgiven_in_what_is_quoted_named_or_short(index, typed):
    assert ids(index, typed) == []


def test_what_fits_little_goes_before_what_fits_with_typos():
    titles = ["hotmail", "maik", "gmail", "x"]
    items = {n: item(n, title) for n, title in enumerate(titles, start=1)}
    result = find(SearchIndex(items, {}, {}), "mail")
    assert result.ids == [3, 1, 2]
    assert (result.near, result.total) == (1, 3)
    assert result.spellings == ("maik",)
    assert find(SearchIndex(items, {}, {}), "mail", limit=2).near == 0


def test_what_fits_well_leaves_no_room_for_typos():
    items = {n: item(n, title) for n, title in enumerate(["mail", "maik"], start=1)}
    assert find(SearchIndex(items, {}, {}), "mail").ids == [1]


def test_many_exact_results_leave_no_room_for_typos():
    items = {n: item(n, "hotmail" if n < 6 else "maik") for n in range(1, 8)}
    result = find(SearchIndex(items, {}, {}), "mail")
    assert result.ids == [1, 2, 3, 4, 5]
    assert (result.near, result.spellings) == (0, ())


def test_typos_are_looked_for_where_the_word_is():
    items = {n: item(n, f"filler {n}") for n in range(1, 700)} | {800: item(800, "zz github")}
    assert find(SearchIndex(items, {}, {}), "gihtub").ids == [800]


@pytest.fixture
def warm() -> SearchIndex:
    """Enough items that words are looked up."""
    items = {n: item(n, f"filler {n}", username=f"xtrax{n}") for n in range(1001, 1700)}
    index = SearchIndex({one.id: one for one in ITEMS} | items, FOLDERS, {})
    index.warm()
    return index


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("git", [3, 1, 2, 4, 5]),
        ("git -hub", [3, 4, 5]),
        ("git is", []),
        ("git a", [4, 2, 1]),
        ("github b", [2, 1]),
        ("a github", [2, 1]),
        ("git.example anna", [4]),
        ("octocat@x github", []),
        ("git tag:code", [3]),
        ("git user:git.example", [4]),
        ("git -user:git.example -url:github.com", [3, 2, 5]),
        ("tag:money -zzz", [6]),
        ("title:git -title:hub", [4, 3, 5]),
        ("url:github tag:code", []),
        ("gihtub oct", [1]),
        ("gihtub qq", []),
        ("octocat gihtub.com", [1]),
        ("git -type:login", []),
    ],
)
def test_looking_words_up_finds_the_same(warm, index, typed, found):
    assert ids(warm, typed) == found
    assert ids(index, typed) == found
    assert ids(warm, typed, Scope.kind("login")) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("git", [3, 1, 2, 4, 5]),
        ("git a", [4, 2, 1]),
        ("github b", [2, 1]),
        ("git.ex ann", [4]),
        ("hub git", [1, 2]),
        ("b git", [2, 4, 1]),
        ("b git -backup", [4, 1]),
        ("git -type:card", [3, 1, 2, 4, 5]),
    ],
)
def test_going_by_stages_finds_the_same(index, monkeypatch, typed, found):
    surveyed = ids(index, typed)
    monkeypatch.setattr(finding, "_SURVEYED", 0)
    monkeypatch.setattr(pools, "_SMALL", 0)
    index.update(Changes())
    assert ids(index, typed) == surveyed
    assert ids(index, typed, Scope.kind("login")) == [n for n in surveyed if n != 7]
    assert surveyed == found


def test_a_large_scope_is_searched_and_looked_up(monkeypatch):
    monkeypatch.setattr(pools, "_SMALL", 0)
    monkeypatch.setattr(tally, "_SEARCHED", 3)
    index = SearchIndex({one.id: one for one in ITEMS}, FOLDERS, {})
    index.warm()
    assert ids(index, "visa", Scope.folder(1)) == [7]
    assert ids(index, "git", Scope.kind("login")) == [3, 1, 2, 4, 5]
    assert ids(index, "title:git", Scope.folder(1)) == [5]
    assert ids(index, "", Scope.folder(1)) == [5, 7]


def test_what_fits_worst_is_looked_up_too(warm):
    assert ids(warm, "ctocat") == [1]
    assert find(warm, "trax").total == 699
    assert find(warm, "trax b/x").total == 0


def test_what_is_looked_up_is_counted(warm):
    assert find(warm, "filler").total == 699
    assert find(warm, "filler 10").total == len(find(warm, "filler 10", limit=None).ids)
    assert find(warm, "title:filler", limit=3).total == 699
    assert find(warm, "-filler").total == 10
    assert ids(warm, "title:filler", sort=Sort.CREATED, limit=2) == [1699, 1698]


def test_a_change_is_looked_up(warm):
    warm.update(Changes(items={1: item(1, "Codeberg"), 1500: None}))
    assert ids(warm, "codeberg") == [1]
    assert ids(warm, "github") == [2]
    assert find(warm, "filler").total == 698


def test_a_renamed_folder_leaves_other_texts_alone(warm):
    editions = {block.edition for block in warm._live.blocks()}
    warm.update(Changes(folders={2: Folder(id=2, name="Customers", parent=1)}))
    assert ids(warm, "customers") == [5]
    assert len(editions - {block.edition for block in warm._live.blocks()}) == 1


def test_a_word_with_signs_starts_where_it_stands_as_typed():
    titles = ["b a, xb/a", "b a, b/a", "c b/a"]
    items = {n: item(n, title) for n, title in enumerate(titles, start=1)}
    assert find(SearchIndex(items, {}, {}), "b/a").ids == [2, 3, 1]


def test_short_parts_of_a_word_are_not_corrected():
    assert find(SearchIndex({1: item(1, "abc.def")}, {}, {}), "abc.dfe").ids == []


def test_typos_of_all_words_count():
    items = {n: item(n, title) for n, title in enumerate(["wikipedia github", "wikipdja github"])}
    result = find(SearchIndex(items, {}, {}), "wikipdja gihtub")
    assert result.ids == [1, 0]
    assert result.spellings == ("github", "wikipedia")


@pytest.mark.parametrize("way", ["surveyed", "staged", "looked up"])
def test_a_title_that_begins_with_the_first_word_goes_first(monkeypatch, way):
    titles = ["alpha beta", "beta alpha", "gamma beta alpha"]
    index = SearchIndex({n: item(n, title) for n, title in enumerate(titles)}, {}, {})
    if way == "staged":
        monkeypatch.setattr(finding, "_SURVEYED", 0)
    if way == "looked up":
        index.warm()
    assert ids(index, "beta alpha") == [1, 0, 2]
    assert ids(index, "alpha beta") == [0, 1, 2]


def test_fewer_typos_go_first():
    titles = ["wikapedja", "wikipedja", "zzz"]
    items = {n: item(n, title) for n, title in enumerate(titles, start=1)}
    assert find(SearchIndex(items, {}, {}), "wikipedia").ids == [2, 1]


def test_a_saved_item_is_found_and_a_deleted_one_is_not(index):
    assert ids(index, "gihtub") == [1, 2]
    index.update(Changes(items={1: item(1, "Codeberg"), 2: None, 20: item(20, "GitLab")}))
    assert ids(index, "github") == []
    assert ids(index, "codebreg") == [1]
    assert ids(index, "gitlab") == [20]
    index.update(Changes(items={20: item(20, "GitLab", trashed=1), 8: item(8, "Old GitHub")}))
    assert ids(index, "gitlab") == []
    assert ids(index, "gitlab", Scope.trash()) == [20]
    assert ids(index, "github") == [8]


def test_an_item_that_is_not_known_may_be_used_or_deleted(index):
    index.used(99, Use(1, 1))
    index.update(Changes(items={98: None}))
    index.update(Changes(items={99: item(99, "zebra")}))
    assert ids(index, "", Scope.recent()) == [99]


def test_a_renamed_folder_renames_what_is_found(index):
    assert ids(index, "clients") == [5]
    assert ids(index, "codeberg") == []
    index.update(Changes(folders={2: Folder(id=2, name="Customers")}))
    assert ids(index, "clients") == []
    assert ids(index, "customers") == [5]
    assert ids(index, "", Scope.folder(1)) == [7]
    index.update(Changes(folders={2: None}))
    assert ids(index, "customers") == []


def test_a_large_import_makes_the_index_anew(index, monkeypatch):
    monkeypatch.setattr(search, "_MANY", 2)
    index.update(Changes(items={n: item(n, f"imported {n}") for n in range(30, 34)} | {1: None}))
    assert ids(index, "imported") == [30, 31, 32, 33]
    assert 1 not in ids(index, "github")


def test_from_an_empty_vault_items_are_found_one_by_one():
    index = SearchIndex({}, {}, {})
    assert ids(index, "git") == []
    index.update(Changes(items={1: item(1, "GitHub")}))
    assert ids(index, "git") == [1]
    index.update(Changes(items={1: None}))
    assert ids(index, "git") == []


def test_blocks_grow_and_part():
    index = SearchIndex({}, {}, {})
    index.find(parse("a"))
    for number in range(1, 1200):
        index.update(Changes(items={number: item(number, f"title {number % 7} a{number}")}))
    assert len(index._live.blocks()) > 1
    assert max(len(block.ids) for block in index._live.blocks()) <= 512
    assert ids(index, "a1100") == [1100]
    assert len(ids(index, "title", limit=None)) == 1199


def test_common_words_are_not_counted_at_once():
    index = SearchIndex({n: item(n, f"mail {n}") for n in range(1, 1500)}, {}, {})
    first = find(index, "mail")
    assert (len(first.ids), first.total, first.complete) == (200, None, False)
    everything = find(index, "mail", limit=None)
    assert (len(everything.ids), everything.total) == (1499, 1499)
    assert everything.complete
    assert everything.ids[:200] == first.ids
    assert find(index, "mail 7").total == len(find(index, "mail 7", limit=None).ids)
    assert find(index, "mail title:mail").total is None
    assert find(index, "title:mail").total is None


def test_a_search_can_be_stopped(index):
    with pytest.raises(Cancelled):
        find(index, "git", cancelled=lambda: True)
    with pytest.raises(Cancelled):
        find(index, "title:git", cancelled=lambda: True)
    with pytest.raises(Cancelled):
        index.warm(lambda: True)
    index.warm()
    assert ids(index, "git") == [3, 1, 2, 4, 5]


def test_pools_are_kept_and_not_for_ever(index):
    for number in range(40):
        assert ids(index, "", Scope.tag(str(number))) == []
    assert len(index._pools._kept) <= 16


def test_the_index_is_apart_from_what_it_was_made_from():
    items = {1: item(1, "GitHub")}
    index = SearchIndex(items, {}, {})
    items.clear()
    assert ids(index, "git") == [1]


def test_results_are_values():
    found = Found([1], 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.total = 2  # type: ignore[misc]
