# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD

from strongroom.app.unlock_methods import create_key_file
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.secret import SecretBytes

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


def plant(item):
    """Lay another vault's file beside the backups, as if it were the newest of them."""
    other = item.root / "Other.strongroom"
    assert item.run("create", other, "--name", "O", given=f"{NEW}\n{NEW}\n").code == 0
    planted = folder(item) / "Personal 2090-01-01 00.00.00+0000.strongroom"
    shutil.copyfile(other, planted)
    return planted


@pytest.mark.parametrize("broken", [b"gone", b"", None])
def test_a_planted_backup_is_not_listed_and_takes_no_place(item, broken):
    item.run("list")  # this machine knows from now on which vault lies there
    planted = plant(item)
    if broken is None:
        item.vault.unlink()
    else:
        item.vault.write_bytes(broken)
    done = item.run("backup", "list", given="")
    assert (done.code, len(done.out.splitlines()), "2090" in done.out) == (0, 2, False)
    done = item.run("backup", "restore", planted, "--replace-vault", "--yes", given="")
    assert (done.code, "another vault" in done.err) == (7, True)
    assert item.vault.exists() is (broken is not None)
    assert item.run("backup", "restore", "1", "--replace-vault", "--yes", given="").code == 0
    assert titles(item, "--go-on") == ["Bank", "GitHub"]


def test_a_vault_that_opens_stays(item):
    before = item.vault.read_bytes()
    for arguments in (["1"], [plant(item)]):
        done = item.run("backup", "restore", *arguments, "--replace-vault", "--yes", given="")
        assert done.code != 0
        done = item.run(
            "backup", "restore", *arguments, "--replace-vault", "--yes", given="wrong\n"
        )
        assert done.code != 0
        done = item.run("backup", "restore", *arguments, "--replace-vault", "--yes")
        assert (done.code, done.out) == (3, "")
        assert "--all" in done.err
        assert item.vault.read_bytes() == before


def test_one_that_was_rolled_back_may_give_way(item):
    """It is in order in itself, and not as last seen here: whoever can open it decides."""
    older = json.loads(item.run("backup", "list", "--json", given="").out)[1]["path"]
    shutil.copyfile(older, item.vault)
    done = item.run("backup", "restore", "1", "--replace-vault", "--yes", given="")
    assert done.code != 0
    assert item.vault.read_bytes() == Path(older).read_bytes()
    assert item.run("backup", "restore", "1", "--replace-vault", "--yes").code == 0
    assert titles(item, "--go-on") == ["Bank", "GitHub"]


VERBS = [
    ["list"],
    ["search", "bank"],
    ["show", "Bank"],
    ["add", "New"],
    ["edit", "Bank", "--username", "eve"],
    ["remove", "Bank"],
    ["history", "GitHub"],
    ["log"],
    ["info"],
    ["check"],
    ["methods", "list"],
    ["backup", "list"],
    ["backup", "now"],
    ["backup", "diff"],
    ["backup", "diff", "copy.strongroom"],
    ["backup", "restore", "1", "--all", "--yes"],
    ["backup", "restore", "copy.strongroom", "GitHub"],
    ["merge", "copy.strongroom", "--yes"],
]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_a_relative_path_does_as_well(item, monkeypatch, arguments, named):
    shutil.copyfile(files(item)[0], item.root / "copy.strongroom")
    monkeypatch.chdir(item.root)
    relative = item.vault.name
    if named:
        arguments = [*arguments, "--vault", relative]
    else:
        monkeypatch.setattr(type(item), "environment", {"STRONGROOM_VAULT": relative})
    done = item.run(*arguments)
    assert (done.code, "Traceback" in done.err) == (0, False), done.err


def test_a_relative_path_takes_the_place_and_is_salvaged(item, monkeypatch):
    monkeypatch.chdir(item.root)
    done = item.run("salvage", item.vault.name, "new.strongroom")
    assert done.code == 0
    item.vault.write_bytes(b"gone")
    relative = str(files(item)[0].relative_to(item.root))
    done = item.run(
        "backup", "restore", relative, "--replace-vault", "--yes", "--vault", item.vault.name
    )
    assert done.code == 0, done.err


def test_links_that_lead_round_end_in_a_sentence(item):
    item.vault.unlink()
    loop = item.root / "loop.strongroom"
    item.vault.symlink_to(loop)
    loop.symlink_to(item.vault)
    for arguments in (["backup", "list"], ["list"], ["info"], ["backup", "now"]):
        done = item.run(*arguments)
        assert "Traceback" not in done.err
        assert (done.code != 0) is (arguments != ["backup", "list"])


def test_where_neither_vault_nor_backup_is_there_that_is_said(item):
    nothing = item.root / "nothing.strongroom"
    done = item.run("backup", "list", "--vault", nothing, given="")
    assert (done.code, done.out) == (item.run("info", "--vault", nothing, given="").code, "")
    assert "There is no file" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_a_pipe_is_no_file(item):
    pipe = item.root / "pipe.strongroom"
    os.mkfifo(pipe)
    for arguments in (
        ["backup", "list", "--vault", pipe],
        ["info", "--vault", pipe],
        ["list", "--vault", pipe],
        ["backup", "diff", pipe],
        ["salvage", pipe, item.root / "new.strongroom"],
        ["merge", pipe],
    ):
        done = item.run(*arguments)
        assert done.code != 0
        assert "is not a file" in done.err, (arguments, done.err)


@pytest.mark.parametrize("by_code", [False, True])
def test_a_backup_opens_with_a_key_file_or_a_recovery_code_of_its_own(world, by_code):
    key_file = world.root / "old.key"
    create_key_file(key_file)
    code = world.make_vault(key_file=key_file, recovery=True)
    assert world.run("add", "GitHub", "--key-file", key_file).code == 0
    assert world.run("backup", "now", "--key-file", key_file).code == 0
    session = world.session()
    with closing(Credentials(SecretBytes.of_text(PASSWORD), key_file)) as old:
        session.unlock(world.vault, old)
        session.begin_rekey(old, NewUnlock(SecretBytes.of_text(NEW))).finish()
    session.lock()
    world.run("remove", "GitHub", "--forever", "--yes", given=f"{NEW}\n")
    (chosen,) = (
        str(number)
        for number, one in enumerate(json.loads(world.run("backup", "list", "--json").out), start=1)
        if one["state"] == "other key" and one["items"] == 1
    )
    own = ("--copy-recovery-code",) if by_code else ("--copy-key-file", key_file)
    given = f"{NEW}\n{code if by_code else PASSWORD}\n"
    assert world.run("backup", "diff", chosen, given=f"{NEW}\n{PASSWORD}\n").code == 6
    done = world.run("backup", "diff", chosen, *own, given=given)
    assert (done.code, done.out) == (0, "+ GitHub\n")
    done = world.run("backup", "restore", chosen, "GitHub", *own, given=given)
    assert (done.code, done.out) == (0, "1 item was changed.\n")
    assert "GitHub" in world.run("list", given=f"{NEW}\n").out
