# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.fakes import FakeClock


def build(world):
    world.make_vault()
    world.run("add", "GitHub")
    world.run("add", "Other")


@pytest.fixture
def item(world, prepare):
    """A machine with two items."""
    return prepare(world, build)


def titles(world, *options):
    return [line.split("\t")[0] for line in world.run("list", *options).out.splitlines()]


def test_into_the_trash_and_back(item):
    done = item.run("remove", "GitHub")
    assert (done.code, done.out, done.err) == (0, "Moved “GitHub” to the trash.\n", "")
    assert titles(item) == ["Other"]
    assert titles(item, "--trash") == ["GitHub"]
    done = item.run("restore", "github")
    assert (done.code, done.out, done.err) == (0, "Restored “GitHub”.\n", "")
    assert titles(item) == ["GitHub", "Other"]


def test_json(item):
    assert "trashed" in json.loads(item.run("remove", "GitHub", "--json").out)
    assert "trashed" not in json.loads(item.run("restore", "GitHub", "--json").out)


def test_for_ever_wants_to_be_confirmed(item):
    before = item.vault.read_bytes()
    done = item.run("remove", "GitHub", "--forever")
    assert (done.code, done.out) == (3, "")
    assert "add --yes" in done.err
    assert item.vault.read_bytes() == before
    done = item.run("remove", "GitHub", "--forever", "--yes")
    assert (done.code, done.out) == (0, "Deleted “GitHub” for good.\n")
    assert titles(item) == ["Other"]
    assert titles(item, "--trash") == []


def test_for_ever_out_of_the_trash(item):
    item.run("remove", "GitHub")
    assert item.run("remove", "GitHub", "--forever", "--yes").code == 0
    assert titles(item, "--trash") == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["remove", "Nothing"], "No item is called “Nothing”"),
        (["remove", "Nothing", "--forever", "--yes"], "No item is called “Nothing”"),
        (["restore", "GitHub"], "Nothing in the trash is called “GitHub”"),
    ],
)
def test_names_of_nothing(item, arguments, sentence):
    done = item.run(*arguments)
    assert (done.code, done.out) == (4, "")
    assert sentence in done.err


def test_what_has_lain_in_the_trash_for_a_month_goes_with_the_next_removal(item):
    item.clock = FakeClock(item.clock.now_ms())
    item.run("remove", "GitHub")
    item.clock.forward(days=31)
    item.run("remove", "Other")
    assert titles(item, "--trash") == ["Other"]
