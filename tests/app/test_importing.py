# SPDX-License-Identifier: GPL-3.0-or-later
from contextlib import ExitStack, closing

import pytest

from strongroom.app.deeds import Deed
from strongroom.app.duplicates import Duplicates
from strongroom.app.importing import Choice, Choices, Fate, Importing
from strongroom.app.undo import Undo
from strongroom.errors import Cancelled, CannotImport, NotFound, VaultLocked
from strongroom.model.fields import Role
from strongroom.model.item import first_value

HEADER = "name,url,username,password,note\n"


def chrome(*rows: str) -> bytes:
    return (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def sites(count: int) -> bytes:
    return chrome(
        *(f"Site {n},https://site{n}.example/login,user{n},pass{n},note {n}" for n in range(count))
    )


@pytest.fixture
def importing(session):
    return Importing(session)


@pytest.fixture
def look(importing, tmp_path):
    """Look at bytes as at a file that a person chose; what was opened is closed at the end."""
    with ExitStack() as opened:

        def look(data, kind=None, by=importing, **more):
            file = tmp_path / f"file {len(list(tmp_path.glob('file*')))}"
            file.write_bytes(data)
            origin = opened.enter_context(closing(by.open(file)))
            return by.look(origin, kind, **more)

        yield look


def counts(preview):
    return preview.count(Fate.NEW), preview.count(Fate.HERE), len(preview.problems)


def test_a_look_says_what_would_come_and_writes_nothing(look, add, items, world):
    add("GitHub")
    before = world.path.read_bytes()
    data = chrome(
        "GitHub,https://github.com/login,zoe,hunter2,",
        "Bank,https://bank.example,zoe,1234,",
        "broken row",
    )
    preview = look(data)
    assert counts(preview) == (1, 1, 1)
    assert [(row.entry.content.title, row.fate) for row in preview.rows] == [
        ("GitHub", Fate.HERE),
        ("Bank", Fate.NEW),
    ]
    assert preview.problems[0].line == 4
    assert preview.problems[0].reason.endswith(".")
    assert world.path.read_bytes() == before
    assert len(items.overviews()) == 1
    assert "1234" not in repr(preview)
    assert "1234" not in repr(preview.rows[1])


def test_what_is_new_comes_in_one_change(importing, look, add, items, session):
    undo = Undo(session)
    add("GitHub")
    data = chrome(
        "GitHub,https://github.com/login,zoe,hunter2,",
        "Bank,https://bank.example,zoe,1234,my note",
        "broken row",
    )
    done = importing.run(look(data))
    assert (done.added, done.skipped, len(done.problems)) == (1, 1, 1)
    (item_id,) = done.changes.made
    item = items.item(item_id)
    assert item.overview.title == "Bank"
    assert item.overview.websites == ("https://bank.example",)
    assert first_value(item.fields, Role.PASSWORD) == "1234"
    assert first_value(item.fields, Role.NOTES) == "my note"
    undo.push(Deed.IMPORT, done.changes)
    assert undo.undo_label == "Undo import of an item"
    undo.undo()
    assert {o.title for o in items.overviews().values()} == {"GitHub"}


def test_the_same_file_twice_adds_nothing_the_second_time(importing, look, items):
    preview = look(sites(10))
    assert importing.run(preview).added == 10
    again = importing.run(preview)
    assert (again.added, again.skipped) == (0, 10)
    assert not again.changes
    assert counts(look(sites(10))) == (0, 10, 0)
    assert len(items.overviews()) == 10


def test_rows_are_judged_again_only_where_the_vault_is_another_by_now(
    importing, look, add, monkeypatch
):
    learnt: list[object] = []
    learn = Duplicates.learn

    def counted(*given):
        learnt.append(given)
        learn(*given)

    monkeypatch.setattr(Duplicates, "learn", counted)
    preview = look(sites(3))
    assert len(learnt) == 1
    add("Site 1", website="https://site1.example", username="user1")
    assert importing.run(preview, choices=Choices(differs=Choice.SKIP)).added == 2
    assert len(learnt) == 2
    assert importing.run(look(sites(4)), choices=Choices(differs=Choice.SKIP)).added == 1
    assert len(learnt) == 3


def test_the_same_login_twice_in_one_file_comes_once(importing, look):
    data = chrome(
        "a,https://a.example/1,zoe,x,",
        "a,http://www.a.example/2,zoe,x,",
        "a,https://a.example,zoe,y,",
    )
    assert importing.run(look(data)).added == 2


def test_it_can_go_into_a_folder(importing, look, items):
    (folder,) = items.add_folder("Work").folders
    importing.run(look(sites(2)), folder=folder)
    assert {o.folder for o in items.overviews().values()} == {folder}
    done = importing.run(look(sites(3)), path=("Imported", "Chrome"))
    (item_id,) = done.changes.made
    folders = items.folders()
    assert folders[items.overviews()[item_id].folder].name == "Chrome"
    with pytest.raises(NotFound):
        importing.run(look(sites(4)), folder=999)


def test_a_folder_is_not_made_for_nothing(importing, look, items):
    importing.run(look(sites(1)))
    importing.run(look(sites(1)), path=("Imported",))
    assert items.folders() == {}


def test_progress_goes_up_to_the_end(importing, look):
    seen = []
    importing.run(look(sites(1000)), progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert {total for _done, total in seen} == {1000}
    assert len(seen) >= 4


# Asked at each of 1,000 rows once while it is chosen and once while it is made, then now and
# again while they are sealed and written, a last time before the commit.
@pytest.mark.parametrize("after", [0, 1, 500, 1000, 1500, 2000, 2004, 2007, 2008])
def test_stopped_half_way_nothing_has_come(importing, look, items, world, after):
    preview = look(sites(1000))
    before = world.path.read_bytes()
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        importing.run(preview, path=("Imported",), cancelled=cancelled)
    assert items.overviews() == {}
    assert items.folders() == {}
    assert world.path.read_bytes() == before
    assert importing.run(preview).added == 1000


def test_nothing_is_asked_after_the_commit(importing, look):
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return False

    importing.run(look(sites(1000)), cancelled=cancelled)
    assert asked == 2009


@pytest.mark.parametrize("after", [0, 1, 500, 1001, 2500])
def test_a_look_can_be_stopped_at_any_row(look, after):
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Cancelled):
        look(sites(1000), cancelled=cancelled)
    assert asked == after + 1


def test_a_comparison_with_what_is_here_can_be_stopped(importing, look, monkeypatch):
    preview = look(sites(10))
    importing.run(preview)
    opened = 0
    details = type(importing._session.vault).details

    def counted(vault, ids):
        nonlocal opened
        for found in details(vault, ids):
            opened += 1
            yield found

    monkeypatch.setattr(type(importing._session.vault), "details", counted)
    with pytest.raises(Cancelled):
        importing.run(preview, cancelled=lambda: opened == 3)
    assert opened == 3


def test_it_can_be_looked_at_before_a_vault_is_open(look, world, session, add):
    add("GitHub")
    session.lock()
    importing = Importing(session)
    preview = look(chrome("GitHub,https://github.com,zoe,hunter2,"))
    assert counts(preview)[0] == 1
    with pytest.raises(VaultLocked):
        importing.run(preview)
    done = Importing(world.opened()).run(preview)
    assert (done.added, done.skipped) == (0, 1)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"just a text", b"a,b,c\n", b"a, b\nc\n"])
def test_a_file_that_is_none_of_the_formats_is_refused(look, data):
    with pytest.raises(CannotImport) as refused:
        look(data)
    assert str(refused.value).endswith(".")


def test_a_format_can_be_named(look):
    name = look(sites(1)).format
    assert counts(look(sites(1), name)) == (1, 0, 0)
    with pytest.raises(CannotImport):
        look(b"a,b,c\n1,2,3\n", name)


@pytest.mark.exports
@pytest.mark.parametrize("name", ["chrome.csv", "firefox.csv"])
def test_what_browsers_export_comes_in_whole(importing, look, items, exports, name):
    preview = look((exports / name).read_bytes())
    assert preview.problems == ()
    done = importing.run(preview)
    assert done.added == preview.count(Fate.NEW) > 0
    assert all(overview.title for overview in items.overviews().values())
    assert sum(overview.has_secret for overview in items.overviews().values()) > done.added / 2


@pytest.mark.exports
def test_two_browsers_with_the_same_logins_bring_them_once(importing, look, exports):
    first = importing.run(look((exports / "chrome.csv").read_bytes()))
    second = importing.run(look((exports / "firefox.csv").read_bytes()))
    assert (first.added, first.skipped) == (14, 0)
    # Eight of Firefox's have a name where Chrome's have the address, or the other way round.
    assert (second.added, second.skipped) == (8, 6)


def test_a_large_file_comes_whole_and_is_known_again(importing, look, items):
    assert importing.run(look(sites(2000))).added == 2000
    again = look(sites(2000))
    assert counts(again) == (0, 2000, 0)
    assert len(items.overviews()) == 2000
