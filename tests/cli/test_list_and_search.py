# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest


def build(world):
    world.make_vault()
    for title, *options in (
        ("github", "--username", "alice", "--tag", "Dev", "--folder", "Work/Code"),
        ("Émile", "--folder", "Work"),
        ("Bank", "--kind", "card", "--folder", "Home"),
        ("apple", "--username", "bob", "--tag", "dev", "--url", "https://apple.example"),
        ("Old", "--tag", "dev"),
    ):
        assert world.run("add", title, *options).code == 0
    assert world.run("remove", "Old").code == 0


@pytest.fixture
def full(world, prepare):
    """A machine with some items."""
    return prepare(world, build)


def titles(done):
    assert done.code == 0, done.err
    return [line.split("\t")[0] for line in done.out.splitlines()]


def test_one_a_line_sorted_with_a_tab_for_programs(full):
    done = full.run("list")
    assert done.out == "apple\tbob\nBank\t\ngithub\talice\nÉmile\t\n"
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--folder", "Work"], ["github", "Émile"]),
        (["--folder", "work/code"], ["github"]),
        (["--folder", "Code"], ["github"]),
        (["--tag", "DEV"], ["apple", "github"]),
        (["--kind", "card"], ["Bank"]),
        (["--kind", "card", "--folder", "Work"], []),
        (["--trash"], ["Old"]),
        (["--trash", "--tag", "dev"], ["Old"]),
    ],
)
def test_only_some(full, options, found):
    assert titles(full.run("list", *options)) == found


def test_json_has_what_scripts_lean_on_and_no_secret(full):
    done = full.run("list", "--json", "--tag", "dev")
    apple, github = json.loads(done.out)
    assert list(apple) == [
        *("id", "kind", "title", "username", "urls", "tags", "folder", "favourite"),
        *("created", "modified"),
    ]
    assert apple["urls"] == ["https://apple.example"]
    assert apple["folder"] is None
    assert github["folder"] == "Work/Code"
    assert github["tags"] == ["Dev"]
    assert len(github["id"]) == 13
    assert github["created"].endswith("Z")


def test_json_of_the_trash_tells_since_when(full):
    (old,) = json.loads(full.run("list", "--trash", "--json").out)
    assert old["trashed"] >= old["created"]


def test_an_empty_vault(home):
    assert home.run("list").out == ""
    assert json.loads(home.run("list", "--json").out) == []


@pytest.mark.parametrize("options", [["--folder", "Nowhere"]])
def test_a_folder_that_is_not_there(full, options):
    done = full.run("list", *options)
    assert (done.code, done.out) == (4, "")
    assert "No folder is called “Nowhere”" in done.err


def test_titles_from_a_website_reach_no_terminal_raw(home):
    # Ours refuses them, but another program's file may hold them.
    home.run("add", "a\u202eb\u200fc")
    done = home.run("list")
    assert "\u202e" not in done.out
    assert "\\u202e" in done.out


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (["github"], ["github"]),
        (["alice"], ["github"]),
        (["tag:dev"], ["apple", "github"]),
        (["tag:dev", "user:bob"], ["apple"]),
        (["folder:work", "--", "-tag:dev"], ["Émile"]),
        (["--", "tag:dev", "-bob"], ["github"]),
        (["type:card"], ["Bank"]),
        (["is:trashed"], ["Old"]),
        (["githbu"], ["github"]),
        (["nothing-of-the-kind"], []),
    ],
)
def test_search_speaks_the_windows_grammar(full, query, found):
    assert sorted(titles(full.run("search", *query))) == sorted(found)


def test_search_finds_in_details(full):
    assert full.run("add", "Diary", "--field", "mood=sunny").code == 0
    assert titles(full.run("search", "field:sunny")) == ["Diary"]


def test_search_ranks(home):
    home.run("add", "Mail at apple")
    home.run("add", "apple")
    assert titles(home.run("search", "apple")) == ["apple", "Mail at apple"]


def test_search_says_what_it_did_not_understand(full):
    done = full.run("search", "colour:red")
    assert done.code == 0
    assert "colour" in done.err


def test_search_as_json(full):
    (found,) = json.loads(full.run("search", "github", "--json").out)
    assert found["title"] == "github"
