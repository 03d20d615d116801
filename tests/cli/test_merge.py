# SPDX-License-Identifier: GPL-3.0-or-later
"""Another copy of the vault, taken in from the terminal."""

import json
import shutil

import pytest
from tests.cli.conftest import PASSWORD

OTHER = "another long password"


@pytest.fixture
def fork(home):
    """A copy beside the vault; since then an item more was added to each."""
    home.run("add", "Both", "--username", "zoe")
    copy = home.root / "Copy.strongroom"
    shutil.copy(home.vault, copy)
    home.run("add", "Here")
    home.run("add", "There", "--vault", copy, "--go-on")
    return copy


def titles(home):
    return sorted(row["title"] for row in json.loads(home.run("list", "--json", "--go-on").out))


def test_what_would_happen_and_then_all_of_it(home, fork):
    done = home.run("merge", fork, "--dry-run", "--go-on")
    assert done.code == 0, done.err
    assert "There\tnew" in done.out
    assert titles(home) == ["Both", "Here"]
    done = home.run("merge", fork, "--yes", "--go-on")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Merged; 1 item changed.")
    assert titles(home) == ["Both", "Here", "There"]
    again = home.run("merge", fork, "--yes")
    assert again.code == 0
    assert again.out.splitlines()[-1] == "Nothing had to be changed."


def test_it_is_asked_for_and_a_script_must_say_yes(home, fork):
    done = home.run("merge", fork, "--go-on")
    assert done.code == 3
    assert "--yes" in done.err
    assert titles(home) == ["Both", "Here"]


def test_json(home, fork):
    told = json.loads(home.run("merge", fork, "--json", "--yes", "--go-on").out)
    assert told["merged"]
    assert [(row["title"], row["outcome"]) for row in told["items"]] == [("There", "new")]


def test_the_copy_s_own_password_comes_after_the_vault_s(home, fork):
    home.run("passwd", "--go-on", given=f"{PASSWORD}\n{OTHER}\n{OTHER}\n")
    done = home.run("merge", fork, "--yes", given=f"{OTHER}\n{PASSWORD}\n")
    assert done.code == 0, done.err
    assert "changed since" in done.err
    listed = home.run("list", given=f"{OTHER}\n")
    assert "There" in listed.out
    wrong = home.run("merge", fork, "--yes", given=f"{OTHER}\nwrong wrong wrong\n")
    assert wrong.code == 6


def test_what_is_no_copy_is_refused(home):
    assert home.run("merge", home.root / "none").code == 4
    other = home.root / "Other.strongroom"
    home.run("create", other, given=f"{PASSWORD}\n{PASSWORD}\n")
    done = home.run("merge", other, "--yes", "--vault", home.vault, "--go-on")
    assert done.code == 7
    junk = home.root / "junk.strongroom"
    junk.write_bytes(b"junk" * 100)
    assert home.run("merge", junk, "--yes", "--vault", home.vault, "--go-on").code == 7
