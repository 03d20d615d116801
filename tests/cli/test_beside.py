# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies beside a vault: backups that bring items out of the trash, and conflict copies."""

import json
import shutil

import pytest


def titles(world, *options):
    return sorted(line.split("\t")[0] for line in world.run("list", *options).out.splitlines())


@pytest.fixture
def trashed(home):
    """Two items; in the newest backup one of them lies in the trash, and now the other does."""
    home.run("add", "Bank")
    home.run("add", "GitHub")
    home.run("remove", "Bank")
    home.run("backup", "now")
    home.run("restore", "Bank")
    home.run("remove", "GitHub")
    newest = json.loads(home.run("backup", "list", "--json", given="").out)
    home.backup = next(row["path"] for row in newest if row["generation"] == 4)
    return home


def test_a_chosen_item_never_goes_to_the_trash_and_comes_out_of_it(trashed):
    done = trashed.run("backup", "restore", trashed.backup, "Bank")
    assert done.code == 0, done.err
    assert titles(trashed) == ["Bank"]
    done = trashed.run("backup", "restore", trashed.backup, "GitHub")
    assert done.code == 0, done.err
    assert titles(trashed) == ["Bank", "GitHub"]
    trashed.run("remove", "Bank", "--forever", "--yes")
    trashed.run("backup", "restore", trashed.backup, "Bank")
    assert titles(trashed) == ["Bank", "GitHub"]


def test_all_of_it_may_and_says_how_many(trashed):
    asked = trashed.run("backup", "restore", trashed.backup, "--all")
    assert "0 items come back, 1 change, 1 go to the trash" in asked.err
    done = trashed.run("backup", "restore", trashed.backup, "--all", "--yes")
    assert done.out == "2 items were changed. 1 of them went to the trash.\n"
    assert (titles(trashed), titles(trashed, "--trash")) == (["GitHub"], ["Bank"])


def test_copies_of_a_sync_service_are_listed_with_the_way_to_merge_them(home):
    assert json.loads(home.run("info", "--json", given="").out)["copies"] == []
    copy = home.root / "Personal (1).strongroom"
    shutil.copy(home.vault, copy)
    (home.root / "Personal (2).strongroom").write_text("no vault")
    way = f"strongroom-cli merge '{copy}' --vault {home.vault}\n"
    for arguments in (["info"], ["info", "--unlock"], ["check"]):
        done = home.run(*arguments)
        assert (done.code, done.err.endswith(way), "(2)" in done.err) == (0, True, False)
        found = json.loads(home.run(*arguments, "--json").out)["copies"]
        assert found == [str(copy)]
    assert f"copies beside  {copy}\n" in home.run("info").out
    assert home.run("list").err == ""
