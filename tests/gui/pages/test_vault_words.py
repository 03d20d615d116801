# SPDX-License-Identifier: GPL-3.0-or-later
"""What the middle pane says, for each place and each kind of answer."""

from dataclasses import replace

import pytest

from strongroom.gui.flows.browsing import Answer, Question
from strongroom.gui.models.items import Listing
from strongroom.gui.pages.vault_words import (
    Offers,
    count_text,
    emptiness,
    notice_text,
    sort_text,
)
from strongroom.gui.widgets.empty_state import Offer
from strongroom.model.query import parse
from strongroom.model.scopes import Scope, Sort

OFFERS = Offers(*(Offer(name, lambda: None) for name in ("new", "import", "clear", "everywhere")))


def answer(text: str = "", scope: Scope | None = None, *, total: int | None = 0) -> Answer:
    question = Question(scope or Scope.all(), text)
    ids = list(range(total if total is not None else 200))
    return Answer(question, parse(text), Listing(ids, {}), total)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answer(total=0), "0 items"),
        (answer(total=1), "1 item"),
        (answer("x", total=1), "1 found"),
        (answer("x", total=3), "3 found"),
        (answer("x", total=None), "200 items or more"),
        (replace(answer("notes:x", total=2), working=True), "Looking into details… 2 found"),
    ],
)
def test_how_many(given: Answer, said: str) -> None:
    assert count_text(given) == said


def test_large_numbers_are_written_as_people_do() -> None:
    assert count_text(answer(total=1234)) in {"1,234 items", "1234 items"}


def test_other_spellings_are_told_where_they_found_something() -> None:
    found = replace(answer("gihtub", total=1), spellings=("github",))
    assert notice_text(found) == "Also found: “github”"
    assert notice_text(replace(answer("gihtub"), spellings=("github",))) == ""


def test_words_are_ranked_and_filters_are_not() -> None:
    assert sort_text(answer("git")) == "Best match"
    by_use = replace(answer("is:favourite").question, sort=Sort.MOST_USED)
    assert sort_text(replace(answer("is:favourite"), question=by_use)) == "Most used"


@pytest.mark.parametrize(
    ("scope", "title"),
    [
        (Scope.all(), "Nothing here"),
        (Scope.favourites(), "No favourites yet"),
        (Scope.recent(), "Nothing used yet"),
        (Scope.kind("card"), "None of this kind"),
        (Scope.folder(1), "This folder is empty"),
        (Scope.tag("x"), "Nothing has this tag"),
        (Scope.trash(), "Trash is empty"),
    ],
)
def test_every_empty_place_says_what_to_do(scope: Scope, title: str) -> None:
    empty = emptiness(answer(scope=scope), 5, 30, OFFERS)
    assert empty.title == title
    assert empty.sentence


def test_an_empty_vault_offers_two_ways_to_begin() -> None:
    empty = emptiness(answer(), 0, 30, OFFERS)
    assert [offer.text for offer in empty.offers] == ["new", "import"]


def test_a_search_in_a_place_offers_to_look_everywhere() -> None:
    everywhere = emptiness(answer("x", Scope.favourites()), 5, 30, OFFERS)
    assert [offer.text for offer in everywhere.offers] == ["everywhere", "clear"]
    assert [offer.text for offer in emptiness(answer("x"), 5, 30, OFFERS).offers] == ["clear"]


@pytest.mark.parametrize(
    ("days", "said"), [(1, "for 1 day."), (30, "for 30 days."), (0, "until you empty it.")]
)
def test_how_long_the_trash_keeps(days: int, said: str) -> None:
    assert emptiness(answer(scope=Scope.trash()), 0, days, OFFERS).sentence.endswith(said)
