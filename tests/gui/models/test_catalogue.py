# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers kept in step by changes are those that counting again would give."""

import random

import pytest

from strongroom.gui.models.catalogue import Catalogue, Tally
from strongroom.gui.models.folder_lines import folder_lines
from strongroom.gui.models.outline import FOLDERS, TAGS, TYPES, outline_of
from strongroom.model.changes import Changes
from strongroom.model.item import Folder, Overview
from strongroom.model.scopes import Scope


def _overview(number: int, **parts: object) -> Overview:
    values: dict[str, object] = {"kind": "login", "title": f"Item {number}"}
    values.update(parts)
    return Overview(id=number, created=0, modified=0, **values)  # type: ignore[arg-type]


FOLDERS_THERE = {
    1: Folder(id=1, name="Work"),
    2: Folder(id=2, name="Servers", parent=1),
    3: Folder(id=3, name="bank"),
    4: Folder(id=4, name="Lost", parent=99),
}


def test_numbers() -> None:
    catalogue = Catalogue(
        [
            _overview(1, favourite=True, folder=1, tags=("Dev", "home")),
            _overview(2, kind="card", folder=2, tags=("dev",)),
            _overview(3, trashed=5, favourite=True, tags=("gone",)),
            _overview(4, tags=("dev",)),
        ],
        FOLDERS_THERE,
    )
    tally = catalogue.tally()
    assert (tally.live, tally.favourites, tally.trashed) == (3, 1, 1)
    assert dict(tally.kinds) == {"login": 2, "card": 1}
    assert tally.tags == (("dev", 3), ("home", 1))
    assert [(f.name, f.depth, f.count) for f in tally.folders] == [
        ("bank", 0, 0),
        ("Lost", 0, 0),
        ("Work", 0, 2),
        ("Servers", 1, 1),
    ]


def test_changes_keep_the_numbers_true() -> None:
    chance = random.Random(7)  # noqa: S311 - a repeatable game, not a secret
    catalogue = Catalogue([], FOLDERS_THERE)
    kept: dict[int, Overview] = {}
    for turn in range(400):
        number = chance.randrange(1, 40)
        after = None
        if chance.random() < 0.7:
            after = _overview(
                number,
                kind=chance.choice(["login", "card", "note"]),
                favourite=chance.random() < 0.3,
                folder=chance.choice([None, 1, 2, 3, 4, 98]),
                trashed=turn if chance.random() < 0.3 else None,
                tags=tuple(chance.sample(["a", "A", "b", "é"], chance.randrange(3))),
            )
        catalogue.apply(Changes(items={number: after}))
        if after is None:
            kept.pop(number, None)
        else:
            kept[number] = after
        assert catalogue.items.get(number) == after
    counted, again = catalogue.tally(), Catalogue(kept.values(), FOLDERS_THERE).tally()
    assert sorted(counted.kinds) == sorted(again.kinds)
    assert counted.tags == again.tags
    assert counted.folders == again.folders
    assert (counted.live, counted.trashed, counted.favourites) == (
        again.live,
        again.trashed,
        again.favourites,
    )


def test_folders_come_and_go() -> None:
    catalogue = Catalogue([_overview(1, folder=7)], {})
    assert catalogue.tally().folders == ()
    catalogue.apply(Changes(folders={7: Folder(id=7, name="New")}))
    assert [(f.name, f.count) for f in catalogue.tally().folders] == [("New", 1)]
    catalogue.apply(Changes(folders={7: None}))
    assert catalogue.tally().folders == ()


def test_folders_of_a_ring_are_shown_once() -> None:
    ring = {1: Folder(id=1, name="b", parent=2), 2: Folder(id=2, name="a", parent=1)}
    lines = folder_lines(ring, {1: 2, 2: 3})
    assert [(line.id, line.parent, line.depth, line.count) for line in lines] == [
        (2, None, 0, 5),
        (1, 2, 1, 2),
    ]


def test_a_folder_within_itself_is_shown() -> None:
    lines = folder_lines({1: Folder(id=1, name="a", parent=1)}, {})
    assert [(line.id, line.parent) for line in lines] == [(1, None)]


def test_folders_may_nest_deeper_than_python_calls_may() -> None:
    deep = {n: Folder(id=n, name="x", parent=n - 1 or None) for n in range(1, 3000)}
    lines = folder_lines(deep, {2999: 1})
    assert lines[0].count == 1
    assert lines[-1].depth == 2998


def test_an_empty_vault_has_places_but_no_types_and_tags() -> None:
    nodes = outline_of(Tally())
    assert [node.text for node in nodes] == [
        "All items",
        "Favourites",
        "Recently used",
        "Folders",
    ]
    assert nodes[0].count == 0
    assert nodes[1].count is None


def test_the_outline_nests_folders_and_keeps_kinds_in_their_order() -> None:
    catalogue = Catalogue(
        [
            _overview(1, kind="zebra"),
            _overview(2, kind="note", folder=2),
            _overview(3, kind="login", tags=("x",)),
        ],
        FOLDERS_THERE,
    )
    nodes = outline_of(catalogue.tally())
    texts = [node.text for node in nodes]
    assert texts[3:7] == ["Types", "Logins", "Notes", "Other items"]
    servers = nodes[texts.index("Servers")]
    assert nodes[servers.parent].text == "Work"
    assert servers.scope == Scope.folder(2)
    assert [node.section for node in nodes if node.section] == [TYPES, FOLDERS, TAGS]
    assert nodes[-1].scope == Scope.tag("x")


@pytest.mark.parametrize("count", [0, 5])
def test_a_changed_number_is_the_same_line(count: int) -> None:
    one, other = outline_of(Tally(live=count)), outline_of(Tally(live=9))
    assert [node.key for node in one] == [node.key for node in other]
