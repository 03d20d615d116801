# SPDX-License-Identifier: GPL-3.0-or-later
import json

import msgspec
import pytest
from tests.cli.conftest import PASSWORD

from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.cli import content
from strongroom.cli.exit_codes import Exit
from strongroom.crypto.kdf import CHEAPEST
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes


def build(world):
    world.make_vault()
    done = world.run(
        "add",
        "GitHub",
        *("--username", "alice", "--url", "https://github.com", "--tag", "dev"),
        *("--folder", "Work", "--field", "team=core", "--concealed-field", "backup"),
        *("--password-prompt", "--note-stdin"),
        given=f"{PASSWORD}\nhunter2\ncode 1\na note",
    )
    assert done.code == 0, done.err


@pytest.fixture
def item(world, prepare):
    """A machine with one full item."""
    return prepare(world, build)


def shown(world, name="GitHub"):
    return json.loads(world.run("show", name, "--json", "--reveal").out)


def edit(world, *options, answers=""):
    done = world.run("edit", "GitHub", *options, given=f"{PASSWORD}\n{answers}")
    assert (done.code, done.err) == (0, ""), done.err
    return done


ALONE = {"modified"}


@pytest.mark.parametrize(
    ("options", "answers", "changed"),
    [
        (["--username", "bob"], "", {"username": "bob"}),
        (["--username", ""], "", {"username": None}),
        (["--password-prompt"], "new\n", {"password": "new"}),
        (["--note-stdin"], "other", {"notes": "other"}),
        (["--field", "team=infra"], "", {"team": "infra"}),
        (["--field", "TEAM=infra"], "", {"team": "infra"}),
        (["--field", "team="], "", {"team": None}),
        (["--field", "new=x"], "", {"new": "x"}),
        (["--concealed-field", "backup"], "code 2\n", {"backup": "code 2"}),
        (["--url", ""], "", {"website": None}),
        (["--url", "https://a.example"], "", {"website": "https://a.example"}),
        (["--otp-prompt"], "JBSWY3DPEHPK3PXP\n", {"one-time password": "JBSWY3DPEHPK3PXP"}),
    ],
)
def test_one_field_and_no_other(item, options, answers, changed):
    before = {f["label"]: f["value"] for f in shown(item)["fields"]}
    edit(item, *options, answers=answers)
    after = {f["label"]: f["value"] for f in shown(item)["fields"]}
    wanted = {k: v for k, v in (before | changed).items() if v is not None}
    assert after == wanted


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--title", "GitLab"], {"title": "GitLab"}),
        (["--tag", "a", "--tag", "b"], {"tags": ["a", "b"]}),
        (["--tag", ""], {"tags": []}),
        (["--folder", "Home/Play"], {"folder": "Home/Play"}),
        (["--folder", ""], {"folder": None}),
        (["--favourite"], {"favourite": True}),
        (["--no-favourite"], {"favourite": False}),
        (["--kind", "password"], {"kind": "password"}),
    ],
)
def test_one_property_and_no_other(item, options, changed):
    before = shown(item)
    edit(item, *options)
    after = shown(item, changed.get("title", "GitHub"))
    before.pop("modified"), after.pop("modified")
    assert after == before | changed


def test_websites_are_replaced_and_those_that_stay_keep_their_place(item):
    edit(item, "--url", "https://b.example", "--url", "https://github.com")
    assert shown(item)["urls"] == ["https://github.com", "https://b.example"]


def test_generate_makes_another_password(item):
    edit(item, "--generate")
    password = next(f["value"] for f in shown(item)["fields"] if f["role"] == "password")
    assert len(password) == 20


def test_nothing_to_change_writes_nothing(item):
    before = item.vault.read_bytes()
    done = edit(item, "--username", "alice")
    assert done.out == "“GitHub” was like that already.\n"
    assert item.vault.read_bytes() == before


def test_it_says_what_it_did(item):
    assert edit(item, "--title", "GitLab").out == "Saved “GitLab”.\n"
    done = item.run("edit", "GitLab", "--tag", "x", "--json")
    assert json.loads(done.out)["tags"] == ["x"]


def test_the_state_before_is_in_the_history(item):
    edit(item, "--username", "bob")
    session = item.session()
    session.unlock(item.vault, Credentials(password=SecretBytes.of_text(PASSWORD)))
    items = Items(session)
    (number,) = items.overviews()
    assert len(items.item(number).details.history) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["Nothing", "--title", "x"], 4, "No item is called “Nothing”"),
        (["GitHub", "--title", ""], 3, "is empty"),
        (["GitHub", "--field", "password=x"], 3, "--concealed-field"),
        (["GitHub", "--field", "backup=x"], 3, "--concealed-field"),
        (["GitHub", "--field", "expires=x"], 3, "is no date"),
    ],
)
def test_what_is_refused_changes_nothing(item, arguments, code, sentence):
    before = item.vault.read_bytes()
    done = item.run("edit", *arguments)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert item.vault.read_bytes() == before


def test_an_item_in_the_trash_is_not_edited(item):
    item.run("remove", "GitHub")
    assert item.run("edit", "GitHub", "--title", "x").code == 4


@pytest.mark.parametrize("label", ["password", "backup", "team", "notes", "WEBSITE"])
def test_a_field_is_taken_away(item, label):
    edit(item, "--remove-field", label)
    assert label.lower() not in {f["label"] for f in shown(item)["fields"]}


def test_a_field_that_is_not_there_cannot_be_taken_away(item):
    done = item.run("edit", "GitHub", "--remove-field", "pin")
    assert (done.code, done.out) == (4, "")
    assert "has no field “pin”" in done.err


def test_slashes_alone_are_no_folder_and_nothing_at_all_is_none(home):
    home.run("add", "X", "--folder", "Work")
    assert home.run("edit", "X", "--folder", "//", given="").code == 3
    assert home.run("edit", "X", "--folder", "").code == 0
    assert "Work" not in home.run("show", "X").out


# While the terminal asks, another program edits the same item


@pytest.fixture
def meanwhile(item, monkeypatch):
    """Let another program do something between the question and the save."""

    def arrange(do):
        real = content.ask

        def ask(*given):
            answers = real(*given)
            session = Session(item.places, item.clock, lambda: CHEAPEST)
            session.unlock(item.vault, Credentials(password=SecretBytes.of_text(PASSWORD)))
            items = Items(session)
            do(items, next(iter(items.overviews())))
            session.lock()
            return answers

        monkeypatch.setattr(content, "ask", ask)

    return arrange


def their_username(items, item_id):
    theirs = items.item(item_id)
    fields = tuple(
        msgspec.structs.replace(f, value="theirs") if f.role == "username" else f
        for f in theirs.fields
    )
    after = msgspec.structs.replace(theirs.content(), fields=fields)
    items.save(item_id, after, base_version=theirs.details.version)


def test_another_field_edited_meanwhile_is_kept(item, meanwhile):
    meanwhile(their_username)
    done = edit(item, "--url", "https://new.example")
    assert "changed elsewhere meanwhile was kept too" in done.out
    assert shown(item)["username"] == "theirs"


def test_the_same_field_edited_meanwhile_is_not_overwritten(item, meanwhile):
    meanwhile(their_username)
    done = item.run("edit", "GitHub", "--username", "mine", given=f"{PASSWORD}\n")
    assert done.code == Exit.CHANGED_SINCE
    assert "changed elsewhere" in done.err
    assert shown(item)["username"] == "theirs"


def test_an_item_put_into_the_trash_meanwhile_comes_out(item, meanwhile):
    meanwhile(lambda items, item_id: items.trash([item_id]))
    done = edit(item, "--username", "mine")
    assert "took it out of Trash" in done.out
    assert shown(item)["username"] == "mine"
