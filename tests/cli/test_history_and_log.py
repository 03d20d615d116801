# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions compared and brought back, and who looked at what, as a script meets it."""

import json

import pytest
from tests.cli.conftest import PASSWORD
from tests.fakes import FakeClock

from strongroom.app.settings import SettingsFile

SECRETS = ("first-secret", "second-secret", "third-secret")


def build(world):
    world.make_vault()
    world.run(
        "add",
        "GitHub",
        "--username",
        "zoe",
        "--password-prompt",
        given=f"{PASSWORD}\n{SECRETS[0]}\n",
    )
    world.run("edit", "GitHub", "--password-prompt", given=f"{PASSWORD}\n{SECRETS[1]}\n")
    world.run("edit", "GitHub", "--username", "", "--title", "Hub")
    world.run("edit", "Hub", "--password-prompt", given=f"{PASSWORD}\n{SECRETS[2]}\n")
    world.run("add", "Other")


@pytest.fixture
def item(world, prepare):
    return prepare(world, build)


def versions(world):
    return json.loads(world.run("history", "Hub", "--json").out)


def test_the_list_says_what_each_version_changed(item):
    found = versions(item)
    assert [one["changed"] for one in found] == [
        "Password changed",
        "Title changed · Username removed",
        "Password changed",
        "Created",
    ]
    assert [one["present"] for one in found] == [True, False, False, False]
    lines = item.run("history", "Hub").out.splitlines()
    assert lines[0].startswith("now\t")
    assert lines[0].endswith("Password changed")
    assert lines[3].startswith(found[3]["version"])


def test_two_versions_are_compared_and_secrets_stay_hidden(item):
    oldest = versions(item)[3]["version"]
    done = item.run("history", "Hub", "--diff", oldest, "now")
    assert done.code == 0
    assert "~ password" in done.out
    assert "- username" in done.out
    assert "    - zoe" in done.out
    assert "    + Hub" in done.out
    assert not any(secret in done.out for secret in SECRETS)
    shown = item.run("history", "Hub", "--diff", oldest, "now", "--reveal").out
    assert "    - first-secret" in shown
    assert "    + third-secret" in shown


def test_json_holds_secrets_only_when_asked(item):
    oldest = versions(item)[3]["version"]
    done = json.loads(item.run("history", "Hub", "--diff", oldest, "NOW", "--json").out)
    fields = {one["role"]: one for one in done["fields"]}
    assert (fields["password"]["before"], fields["password"]["after"]) == (None, None)
    assert (fields["username"]["kind"], fields["username"]["before"]) == ("removed", "zoe")
    assert (done["before"]["title"], done["after"]["title"]) == ("GitHub", "Hub")
    shown = item.run("history", "Hub", "--diff", oldest, "now", "--json", "--reveal").out
    assert "first-secret" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["history", "Hub", "--diff", "x", "now"], 4, "names no version"),
        (["history", "Hub", "--diff", "0000000000001", "now"], 4, "no longer kept"),
        (["history", "Hub", "--reveal"], 2, "--diff"),
        (["restore", "Hub", "--version", "now"], 3, "present one already"),
        (["restore", "Hub", "--version", "0000000000001"], 4, "no longer kept"),
        (["restore", "Hub", "--field", "password"], 2, "--version"),
        (["remove"], 2, "--trash"),
        (["remove", "Hub", "--trash"], 2, "--trash"),
    ],
)
def test_what_makes_no_sense_is_said(item, arguments, code, sentence):
    done = item.run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err


def value(world, field):
    return world.run("show", "Hub", "--field", field).out.strip()


def test_one_field_of_a_version_is_brought_back(item):
    oldest = versions(item)[3]["version"]
    done = item.run("restore", "Hub", "--version", oldest, "--field", "password")
    assert (done.code, done.out) == (0, "Brought back an earlier version of “Hub”.\n")
    assert value(item, "password") == "first-secret"
    assert len(versions(item)) == 5
    done = item.run("restore", "Hub", "--version", oldest, "--field", "notes")
    assert done.code == 4
    assert "no field “notes”" in done.err


def test_a_whole_version_is_brought_back(item):
    done = item.run("restore", "Hub", "--version", versions(item)[3]["version"])
    assert done.out == "Brought back an earlier version of “GitHub”.\n"
    assert item.run("show", "GitHub", "--field", "username").out == "zoe\n"


# The log


def log(world, *arguments):
    done = world.run("log", *arguments, "--json")
    assert done.code == 0, done.err
    return [(one["title"], one["action"], one["field"]) for one in json.loads(done.out)]


def test_showing_and_copying_are_noted(item):
    item.clock = FakeClock(item.clock.now_ms())
    item.run("log", "--clear", "--yes")
    item.run("show", "Hub")
    item.run("show", "Hub", "--field", "password")
    item.run("show", "Other", "--reveal")
    item.run("show", "Hub", "--field", "password", "--copy")
    item.run("history", "Hub", "--diff", "now", "now", "--reveal")
    item.run("list")
    item.run("search", "notes:x")
    assert log(item) == [
        ("Hub", "revealed", None),
        ("Hub", "copied", "password"),
        ("Other", "revealed", None),
        ("Hub", "revealed", "password"),
        ("Hub", "opened", None),
    ]
    assert log(item, "Other") == [("Other", "revealed", None)]
    assert all("terminal" in line for line in item.run("log").out.splitlines())


def test_no_value_is_ever_in_it(item):
    item.run("show", "Hub", "--reveal")
    printed = item.run("log").out + item.run("log", "--json").out
    assert not any(secret in printed for secret in SECRETS)


def test_it_is_cleared_after_asking(item):
    item.run("show", "Hub")
    item.run("show", "Other")
    refused = item.run("log", "--clear")
    one = item.run("log", "Hub", "--clear")
    assert "of all items" in refused.err
    assert "of “Hub”" in one.err
    assert refused.code == 3
    assert item.run("log", "Hub", "--clear", "--yes").code == 0
    assert log(item) == [("Other", "opened", None)]
    assert item.run("log", "--clear", "--yes").code == 0
    assert log(item) == []


def test_switched_off_nothing_is_noted(item):
    item.run("log", "--clear", "--yes")
    SettingsFile(item.places.settings_file).change(access_log=False)
    item.run("show", "Hub")
    assert log(item) == []


def test_reading_and_its_log_leave_the_vault_alone(item):
    before = item.vault.read_bytes()
    item.run("show", "Hub", "--reveal")
    item.run("history", "Hub")
    item.run("log")
    item.run("log", "--clear", "--yes")
    assert item.vault.read_bytes() == before


def test_an_item_that_is_gone_leaves_no_title(item):
    item.run("log", "--clear", "--yes")
    item.run("show", "Other")
    item.run("remove", "Other", "--forever", "--yes")
    assert log(item) == [(None, "opened", None)]
    assert "Deleted item" in item.run("log").out


# The trash


def test_the_trash_is_emptied_after_asking(item):
    item.run("remove", "Hub")
    refused = item.run("remove", "--trash")
    assert refused.code == 3
    assert "add --yes" in refused.err
    done = item.run("remove", "--trash", "--yes")
    assert (done.code, done.out) == (0, "Deleted 1 item for good.\n")
    assert item.run("list", "--trash").out == ""
    assert json.loads(item.run("remove", "--trash", "--json").out) == {"deleted": 0}
