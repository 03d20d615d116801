# SPDX-License-Identifier: GPL-3.0-or-later
"""The index finds what the definition finds, in the same order, before and after changes."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.search_reference import Use, World

from strongroom.model import finding, pools, shelf, tally
from strongroom.model.changes import Changes
from strongroom.model.item import Folder, Overview
from strongroom.model.search import Found, Query, Scope, SearchIndex, Sort, parse

PLAIN = st.sampled_from(["mail", "Mail", "gmail", "GitHub", "git", "hub", "a", "b", "ab", "aab"])
PUNCTUATED = st.sampled_from(["e-mail", "ba.", ".b", "b/a", "x@a.b", "www.a.b", "https://a.b"])
ACCENTED = st.sampled_from(["Münz", "münze", "почта", "Ärzte", "東京", "日本"])
WORDS = PLAIN | PUNCTUATED | ACCENTED
TEXTS = st.lists(WORDS, max_size=4).map(" ".join)
DATES = st.sampled_from(["", "2029-12-31", "2030-01-01", "2029-12", "2030-01"])
FOLDERS = {
    1: Folder(id=1, name="Mail"),
    2: Folder(id=2, name="Git ab", parent=1),
    3: Folder(id=3, name="Ring", parent=4),
    4: Folder(id=4, name="ring", parent=3),
}
OVERVIEWS = st.builds(
    Overview,
    kind=st.sampled_from(["login", "card", "unknown"]),
    title=TEXTS,
    username=TEXTS,
    websites=st.lists(WORDS, max_size=2).map(tuple),
    tags=st.lists(WORDS, max_size=2).map(tuple),
    folder=st.sampled_from([None, *FOLDERS, 99]),
    favourite=st.booleans(),
    created=st.integers(0, 3),
    modified=st.integers(0, 3),
    trashed=st.sampled_from([None, None, None, 5]),
    expires=DATES,
    has_otp=st.booleans(),
    has_attachment=st.booleans(),
)
USES = st.builds(Use, last_used=st.integers(1, 3), times_used=st.integers(1, 3))
TERMS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "", "-"]),
    st.sampled_from(["", "", "", "title:", "user:", "url:", "tag:", "folder:"]),
    WORDS,
)
FLAGS = st.sampled_from(
    ["is:favourite", "is:expired", "is:trashed", "has:otp", "-has:otp", "has:attachment"]
)
OTHERS = st.sampled_from(["type:login", "type:card", "-type:card", '"mail ab"', '-"a b"'])
SHORT = st.sampled_from(["a", "b", "ab", ".b", "a b", "git a", "b hub", "a b .b", "ma a il"])
LONG = st.lists(TERMS | FLAGS | OTHERS, max_size=4).map(" ".join)
QUERIES = (SHORT | LONG).map(parse)
PLACES = st.sampled_from([Scope.all(), Scope.favourites(), Scope.recent(), Scope.trash()])
PARTS = st.sampled_from([Scope.kind("card"), Scope.folder(1), Scope.folder(3), Scope.tag("MAIL")])
SCOPES = st.just(Scope.all()) | PLACES | PARTS
TODAY = "2030-01-01"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    rows = draw(st.lists(OVERVIEWS, max_size=16))
    overviews = {n: msgspec.structs.replace(o, id=n) for n, o in enumerate(rows, start=1)}
    ids = st.sampled_from(list(overviews) or [0])
    usage = draw(st.dictionaries(ids, USES, max_size=5))
    return World(overviews, FOLDERS, usage)


def exact_part(found: Found) -> list[int]:
    return found.ids[: len(found.ids) - found.near]


class Case(NamedTuple):
    query: Query
    scope: Scope = Scope.all()
    sort: Sort = Sort.TITLE
    limit: int | None = None


def agrees(index: SearchIndex, world: World, case: Case) -> None:
    query, scope, sort, limit = case
    expected = world.find(query, scope, sort, TODAY)
    found = index.find(query, scope=scope, sort=sort, limit=limit, today=TODAY)
    assert exact_part(found) == expected[:limit]
    assert not set(found.ids[len(found.ids) - found.near :]) & set(expected)
    if found.total is not None and not found.near:
        assert found.total == len(expected)
    if limit is None:
        assert found.complete


LIMITS = st.sampled_from([None, 1, 3, 200])
CASES = st.builds(Case, QUERIES, SCOPES, st.sampled_from(Sort), LIMITS)


@given(worlds(), CASES, st.booleans())
@settings(max_examples=50)
def test_finds_what_the_definition_finds(world, case, warm):
    index = SearchIndex(world.overviews, world.folders, world.usage)
    if warm:
        index.warm()
    agrees(index, world, case)


@contextmanager
def small_numbers() -> Iterator[None]:
    """Let few items take the ways that many take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "BLOCK", 3)
        patch.setattr(finding, "_SURVEYED", 0)
        patch.setattr(pools, "_SMALL", 0)
        yield


@given(worlds(), CASES, st.booleans())
@settings(max_examples=50)
def test_common_words_and_large_pools_give_the_same(world, case, warm):
    with small_numbers():
        index = SearchIndex(world.overviews, world.folders, world.usage)
        if warm:
            index.warm()
        agrees(index, world, case)


@given(worlds(), CASES, st.sampled_from([0, 1, 4]), st.sampled_from([0, 1, 4]))
@settings(max_examples=50)
def test_what_is_looked_up_and_what_is_searched_give_the_same(world, case, words, items):
    with small_numbers(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "_ALONE", words)
        patch.setattr(tally, "_TOGETHER", words)
        patch.setattr(tally, "_SEARCHED", items)
        index = SearchIndex(world.overviews, world.folders, world.usage)
        index.warm()
        agrees(index, world, case)


@given(worlds(), st.lists(st.tuples(WORDS, SCOPES), min_size=1, max_size=3), st.booleans())
@settings(max_examples=30)
def test_typing_on_gives_what_typing_at_once_gives(world, typed, common):
    with small_numbers() if common else nullcontext():
        index = SearchIndex(world.overviews, world.folders, world.usage)
        for text, scope in typed:
            for length in range(1, len(text) + 1):
                agrees(index, world, Case(parse(text[:length]), scope))


@st.composite
def changes(draw: st.DrawFn, world: World) -> Changes:
    ids = st.sampled_from([*world.overviews, 1001, 1002])
    items = draw(st.dictionaries(ids, OVERVIEWS | st.none(), max_size=4))
    renamed = st.builds(Folder, name=WORDS, parent=st.sampled_from([None, *FOLDERS]))
    folders = draw(
        st.dictionaries(st.sampled_from([*FOLDERS, 99]), renamed | st.none(), max_size=2)
    )
    return Changes(
        items={n: o and msgspec.structs.replace(o, id=n) for n, o in items.items()},
        folders={n: f and msgspec.structs.replace(f, id=n) for n, f in folders.items()},
    )


def after(world: World, change: Changes) -> World:
    overviews = {**world.overviews, **change.items}
    folders = {**world.folders, **change.folders}
    return World(
        {n: o for n, o in overviews.items() if o is not None},
        {n: f for n, f in folders.items() if f is not None},
        world.usage,
    )


@given(worlds(), st.data(), st.booleans(), st.booleans())
@settings(max_examples=30)
def test_a_change_leaves_what_making_it_anew_gives(world, data, common, warm):
    with small_numbers() if common else nullcontext():
        index = SearchIndex(world.overviews, world.folders, world.usage)
        if warm:
            index.warm()
        for sort in Sort:
            index.find(parse("a"), sort=sort)
            index.find(parse(""), sort=sort)
        for _round in range(2):
            change = data.draw(changes(world))
            world = after(world, change)
            index.update(change)
            item_id, use = data.draw(st.sampled_from([1, 2, 1001])), data.draw(USES)
            world = World(world.overviews, world.folders, {**world.usage, item_id: use})
            index.used(item_id, use)
            agrees(index, world, data.draw(CASES))
