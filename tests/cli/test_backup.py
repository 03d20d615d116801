# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD

NEW = "a new and longer password"


def build(world):
    world.make_vault()
    world.run("add", "GitHub", "--username", "ada")
    world.run("add", "Bank", "--username", "ada")
    world.run("edit", "GitHub", "--username", "grace")


@pytest.fixture
def item(world, prepare):
    """A machine whose vault has two backups: before the second item, and before the edit."""
    return prepare(world, build)


def folder(world):
    return world.root / "Personal backups"


def files(world):
    return sorted(folder(world).iterdir())


def titles(world, *options):
    return [line.split("\t")[0] for line in world.run("list", *options).out.splitlines()]


def test_a_list_needs_no_password(item):
    done = item.run("backup", "list", given="")
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert re.fullmatch(r" +1  \d{4}-\d\d-\d\d \d\d:\d\d  2 items, \d+ KiB, whole", first)
    assert "1 item," in second
    newest, oldest = json.loads(item.run("backup", "list", "--json", given="").out)
    assert (newest["items"], oldest["items"]) == (2, 1)
    assert newest["generation"] > oldest["generation"]
    assert newest["path"] in map(str, files(item))


def test_no_backup_yet(home):
    done = home.run("backup", "list", given="")
    assert (done.code, done.out) == (0, "")
    assert "no backups" in done.err


def test_a_damaged_one_is_called_so(item):
    newest = json.loads(item.run("backup", "list", "--json", given="").out)[0]
    damaged = Path(newest["path"])
    damaged.write_bytes(damaged.read_bytes()[:9000])
    assert "damaged" in item.run("backup", "list", given="").out.splitlines()[0]


def test_a_difference_names_what_and_no_value(item):
    done = item.run("backup", "diff")
    assert (done.code, done.out) == (0, "~ GitHub  (username)\n")
    assert "1 changed" in done.err
    done = item.run("backup", "diff", "2", "--json")
    found = json.loads(done.out)
    assert {(row["title"], row["difference"]) for row in found["items"]} == {
        ("GitHub", "changed"),
        ("Bank", "only in vault"),
    }
    assert found["same"] == 0
    assert "grace" not in json.dumps([row["fields"] for row in found["items"]])


def test_one_item_comes_back(item):
    item.run("remove", "Bank", "--forever", "--yes")
    assert titles(item) == ["GitHub"]
    done = item.run("backup", "restore", "1", "bank")
    assert (done.code, done.out) == (0, "1 item was changed.\n")
    assert titles(item) == ["Bank", "GitHub"]


def test_all_comes_back_and_wants_a_yes(item):
    done = item.run("backup", "restore", "2", "--all")
    assert done.code == 3
    assert "0 items come back, 1 change, 1 go to the trash" in done.err
    assert item.run("backup", "restore", "2", "--all", "--yes").code == 0
    assert titles(item) == ["GitHub"]
    assert titles(item, "--trash") == ["Bank"]
    assert "ada" in item.run("show", "GitHub").out


def test_a_vault_that_does_not_open_gives_way_to_a_backup(item):
    item.vault.write_bytes(b"gone")
    done = item.run("backup", "restore", "1", "--replace-vault", given="")
    assert done.code == 3  # wants to be confirmed
    done = item.run("backup", "restore", "1", "--replace-vault", "--yes", given="")
    assert done.code == 0
    (kept,) = item.root.glob("Personal replaced *.strongroom")
    assert kept.read_bytes() == b"gone"
    assert kept.name in done.out
    assert item.run("list").code == 11
    assert titles(item, "--go-on") == ["Bank", "GitHub"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["backup", "restore", "1"], 2),
        (["backup", "restore", "1", "X", "--all"], 2),
        (["backup", "restore", "9", "--all"], 4),
        (["backup", "restore", "1", "Nothing"], 4),
        (["backup", "diff", "9"], 4),
        (["backup", "nonsense"], 2),
    ],
)
def test_what_is_refused(item, arguments, code):
    before = item.vault.read_bytes()
    done = item.run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 1
    assert item.vault.read_bytes() == before


def test_another_vaults_file_is_refused(item):
    other = item.root / "Other.strongroom"
    assert item.run("create", other, "--name", "O", given=f"{NEW}\n{NEW}\n").code == 0
    done = item.run("backup", "diff", other)
    assert (done.code, done.out) == (7, "")


def test_after_a_new_password_the_old_ones_open_with_their_own_and_can_go(item):
    assert item.run("passwd", given=f"{PASSWORD}\n{NEW}\n{NEW}\n").code == 0
    listed = item.run("backup", "list", given="")
    assert listed.out.count("locked with an earlier password") == 3
    assert "remove-old" in listed.err
    done = item.run("backup", "diff", "3", given=f"{NEW}\n{PASSWORD}\n")
    assert done.code == 0
    assert "- Bank" in done.out
    done = item.run("backup", "remove-old", given=f"{NEW}\n")
    assert done.code == 3
    done = item.run("backup", "remove-old", "--yes", given=f"{NEW}\n")
    assert (done.code, done.out) == (0, "3 backups were deleted.\n")
    assert files(item) == []


def test_one_can_be_made_now(item):
    before = set(files(item))
    done = item.run("backup", "now")
    (made,) = set(files(item)) - before
    assert (done.code, done.out) == (0, f"Made “{made}”.\n")
    assert "nothing new" in item.run("backup", "now").out


def test_a_save_goes_on_where_no_backup_can_be_made(home):
    home.run("add", "GitHub")
    folder(home).touch()
    done = home.run("add", "Bank")
    assert (done.code, done.out.startswith("Added")) == (0, True)
    assert "No backup was made" in done.err
    assert titles(home) == ["Bank", "GitHub"]


def test_a_folder_that_was_chosen_is_used(home):
    chosen = home.root / "chosen"
    chosen.mkdir()
    home.places.config.mkdir(parents=True)
    home.places.settings_file.write_text(json.dumps({"backups_folder": str(chosen)}))
    home.run("add", "GitHub")
    home.run("add", "Bank")
    (inside,) = chosen.iterdir()
    assert re.fullmatch(r"Personal backups [0-9a-f]{8}", inside.name)
    assert len(list(inside.iterdir())) == 1
    assert len(home.run("backup", "list", given="").out.splitlines()) == 1
    shutil.rmtree(chosen)
    done = home.run("add", "Third")
    assert done.code == 0
    assert "choose one in Settings" in done.err
