# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from tests.app.worlds import login, new_unlock, with_password

from strongroom.app import finder as finder_module
from strongroom.app.deeds import Deed
from strongroom.app.finder import Finder
from strongroom.app.items import Items
from strongroom.app.undo import Undo
from strongroom.errors import Cancelled, VaultLocked
from strongroom.model.fields import Field
from strongroom.model.scopes import Scope, Sort


@pytest.fixture
def finder(session):
    return Finder(session)


@pytest.fixture
def titles(items, finder):
    def titles(text, **more):
        overviews = items.overviews()
        return [overviews[item_id].title for item_id in finder.find(text, **more).ids]

    return titles


def test_finds_what_is_there(titles, add):
    add("GitHub")
    add("GitLab")
    add("Bank", website="https://bank.example")
    assert titles("git") == ["GitHub", "GitLab"]
    assert titles("-git") == ["Bank"]
    assert titles("") == ["Bank", "GitHub", "GitLab"]


def test_needs_an_open_vault(world):
    with pytest.raises(VaultLocked):
        Finder(world.session()).find("x")


def test_follows_every_change(titles, add, items, session):
    undo = Undo(session)
    first = add("Alpha")
    assert titles("alpha") == ["Alpha"]
    add("Alphabet")
    assert titles("alpha") == ["Alpha", "Alphabet"]
    item = items.item(first)
    items.save(first, login("Beta"), base_version=item.details.version)
    assert titles("alpha") == ["Alphabet"]
    assert titles("beta") == ["Beta"]
    changes = items.trash([first])
    undo.push(Deed.TRASH, changes)
    assert titles("beta") == []
    assert titles("beta", scope=Scope.trash()) == ["Beta"]
    undo.undo()
    assert titles("beta") == ["Beta"]
    undo.redo()
    assert titles("beta") == []
    items.empty_trash()
    assert titles("is:trashed") == []


def test_follows_folders(titles, add, items):
    (work,) = items.add_folder("Work").folders
    add("Mail", folder=work)
    assert titles("folder:work") == ["Mail"]
    items.rename_folder(work, "Office")
    assert titles("folder:work") == []
    assert titles("office") == ["Mail"]


def test_follows_what_another_program_did(titles, add, items, world):
    add("Mine")
    assert titles("theirs") == []
    other = world.opened()
    Items(other).add(login("Theirs"))
    other.lock()
    items.refresh()
    assert titles("theirs") == ["Theirs"]


def test_follows_uses(titles, add, items, world):
    add("a")
    second = add("b")
    assert titles("", sort=Sort.RECENTLY_USED) == ["a", "b"]
    items.record_use(second)
    assert titles("", sort=Sort.RECENTLY_USED) == ["b", "a"]
    world.clock.forward(seconds=1)
    assert titles("", scope=Scope.recent()) == ["b"]


def test_forgets_at_lock_and_rekey(finder, titles, add, session, world):
    add("Alpha")
    assert titles("alpha")
    session.begin_rekey(with_password(), new_unlock("a new password")).finish()
    assert finder._index is None
    assert titles("alpha")
    session.lock()
    assert finder._index is None
    with pytest.raises(VaultLocked):
        finder.find("alpha")
    other = world.places.documents / "Work.strongroom"
    session.create(other, "Work", new_unlock())
    assert finder.find("alpha").ids == []


def test_changes_before_the_first_question_cost_nothing(finder, add):
    add("Alpha")
    assert finder._index is None
    finder.warm()
    assert finder._index is not None


def test_gives_the_first_and_all_when_asked(items, finder):
    items.add_many(login(f"Site {number:03}") for number in range(250))
    first = finder.find("site")
    assert len(first.ids) == 200
    every = finder.find("site", limit=None)
    assert len(every.ids) == 250
    assert every.found.complete


def test_notices_travel_with_the_hits(finder, add):
    add("Alpha")
    hits = finder.find("colour:red alpha")
    assert hits.query.notices
    assert not hits.query.needs_details


def test_expiry_is_judged_by_todays_date(finder, add, items, world):
    item_id = add("Card")
    item = items.item(item_id)
    expires = Field(id=77, role="expires", kind="date", value="2023-11-20")
    content = msgspec.structs.replace(item.content(), fields=(*item.fields, expires))
    items.save(item_id, content, base_version=item.details.version)
    assert finder.find("is:expired").ids == []
    world.clock.forward(days=10)
    assert finder.find("is:expired").ids == [item_id]


def in_details(finder, text, **more):
    return [item_id for batch in finder.find_in_details(text, **more) for item_id in batch]


def test_notes_are_found_in_details(finder, add):
    first = add("a", notes="the spare key is under the mat")
    second = add("b", notes="nothing here")
    add("c")
    assert in_details(finder, "notes:spare") == [first]
    assert in_details(finder, "notes:nothing b") == [second]
    assert in_details(finder, "-notes:nothing -notes:spare notes:x") == []


def test_details_come_in_order_and_some_at_a_time(finder, items, monkeypatch):
    monkeypatch.setattr(finder_module, "BATCH", 10)
    items.add_many(login(f"Site {n:02}", notes="odd" if n % 2 else "even") for n in range(35))
    batches = list(finder.find_in_details("notes:odd"))
    assert list(map(len, batches)) == [5, 5, 5, 2]
    overviews = items.overviews()
    found = [overviews[item_id].title for batch in batches for item_id in batch]
    assert found == [f"Site {n:02}" for n in range(1, 35, 2)]


def test_a_query_without_details_streams_as_it_is(finder, add):
    first = add("Alpha")
    assert in_details(finder, "alpha") == [first]


def test_looking_into_details_can_be_cancelled(finder, items, monkeypatch):
    monkeypatch.setattr(finder_module, "BATCH", 10)
    items.add_many(login(f"Site {n}", notes="x") for n in range(30))
    enough = False
    batches = finder.find_in_details("notes:x", cancelled=lambda: enough)
    assert len(next(batches)) == 10
    enough = True
    with pytest.raises(Cancelled):
        next(batches)


def test_a_lock_ends_looking_into_details(finder, items, session, monkeypatch):
    monkeypatch.setattr(finder_module, "BATCH", 10)
    items.add_many(login(f"Site {n}", notes="x") for n in range(30))
    batches = finder.find_in_details("notes:x")
    next(batches)
    session.lock()
    with pytest.raises(VaultLocked):
        next(batches)


def test_an_item_that_goes_meanwhile_is_not_found(finder, items, monkeypatch):
    monkeypatch.setattr(finder_module, "BATCH", 10)
    items.add_many(login(f"Site {n:02}", notes="x") for n in range(15))
    batches = finder.find_in_details("notes:x")
    next(batches)
    items.delete_forever(list(items.overviews()))
    assert list(batches) == [[]]


def test_uses_before_the_first_question_are_known(finder, add, items):
    add("a")
    second = add("b")
    items.record_use(second)
    assert finder._index is None
    assert finder.find("", scope=Scope.recent()).ids == [second]
