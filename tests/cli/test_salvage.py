# SPDX-License-Identifier: GPL-3.0-or-later
import json
import shutil
import sqlite3
from pathlib import Path


def sql(world, statement):
    with sqlite3.connect(world.vault) as connection:
        connection.execute(statement)
    connection.close()


def without_one(world):
    """Two items, of which one has lost its details."""
    world.run("add", "Bank")
    world.run("add", "GitHub")
    sql(world, "DELETE FROM details WHERE id = (SELECT min(id) FROM details)")


def test_what_is_left_goes_into_a_new_vault_with_the_same_password(home, tmp_path):
    without_one(home)
    before = home.vault.read_bytes()
    target = tmp_path / "Saved.strongroom"
    done = home.run("salvage", str(home.vault), str(target))
    assert (done.code, done.err) == (25, "")
    assert f"Made a new vault in {target}" in done.out
    assert "Saved: 1 item" in done.out
    assert "Only the overview was found" in done.out
    assert home.vault.read_bytes() == before
    assert target.stat().st_mode & 0o777 == 0o600
    shown = home.run("list", "--vault", str(target), "--folder", "Salvaged, incomplete").out
    assert "(its details are lost)" in shown


def test_a_whole_vault_is_saved_whole(home, tmp_path):
    home.run("add", "Bank")
    target = tmp_path / "Saved.strongroom"
    done = home.run("salvage", "--json", str(home.vault), str(target))
    report = json.loads(done.out)
    assert (done.code, report["complete"], report["items"]) == (0, True, 1)
    assert report["path"] == str(target)
    assert home.run("check", "--vault", str(target)).code == 0


def test_the_report_is_kept_where_it_is_wanted(home, tmp_path):
    without_one(home)
    kept, target = tmp_path / "report.txt", tmp_path / "Saved.strongroom"
    home.run("salvage", str(home.vault), str(target), "--report", str(kept))
    text = kept.read_text()
    assert str(home.vault) in text
    assert "The vault's own list of contents is whole" in text
    assert kept.stat().st_mode & 0o777 == 0o600
    again = home.run(
        "salvage", str(home.vault), str(tmp_path / "B.strongroom"), "--report", str(kept)
    )
    assert (again.code, "exists already" in again.err) == (15, True)


def test_lost_unlock_methods_come_from_a_copy(home, tmp_path):
    home.run("add", "Bank")
    copy = tmp_path / "copy.strongroom"
    shutil.copyfile(home.vault, copy)
    sql(home, "UPDATE vault SET header = zeroblob(1000)")
    target = str(tmp_path / "Saved.strongroom")
    alone = home.run("salvage", str(home.vault), target)
    assert (alone.code, "--methods-from" in alone.err or "copy of it" in alone.err) == (9, True)
    done = home.run("salvage", str(home.vault), target, "--methods-from", str(copy))
    assert done.code == 25
    assert home.run("list", "--vault", target).out == "Bank\t\n"


def test_outcomes_are_told_apart(home, tmp_path):
    home.run("add", "Bank")
    target = str(tmp_path / "Saved.strongroom")
    assert home.run("salvage", str(tmp_path / "none"), target).code == 4
    assert home.run("salvage", str(home.vault), str(home.vault)).code == 15
    wrong = home.run("salvage", str(home.vault), target, given="not the password\n")
    assert wrong.code == 6
    other = tmp_path / "text"
    other.write_text("no vault at all")
    assert home.run("salvage", str(other), target).code == 9
    assert not (tmp_path / "Saved.strongroom").exists()


def test_check_says_what_can_be_done_about_a_vault_that_does_not_open(home):
    home.run("add", "Bank")
    sql(home, "UPDATE vault SET manifest = zeroblob(48)")
    done = home.run("check")
    assert done.code == 10
    assert done.err.count("\n") == 1
    assert "strongroom-cli salvage" in done.err
    sql(home, "UPDATE vault SET header = zeroblob(64)")
    assert home.run("check").code == 9


def test_a_report_that_could_not_be_kept_is_refused_before_the_work(home, tmp_path):
    without_one(home)
    target = tmp_path / "Saved.strongroom"
    (tmp_path / "there.txt").touch()
    for place in (tmp_path / "there.txt", tmp_path / "none" / "report.txt", target):
        done = home.run("salvage", str(home.vault), str(target), "--report", str(place), given="")
        assert (done.code, done.out, done.err.count("\n")) == (15, "", 1)
        assert not target.exists()


def test_a_full_disk_under_the_report_hides_no_salvage(home, tmp_path, monkeypatch):
    without_one(home)
    target, kept = tmp_path / "Saved.strongroom", tmp_path / "report.txt"

    def create(path):
        path.touch()
        return Path("/dev/full").open("wb")

    monkeypatch.setattr("strongroom.app.salvaging.create_private", create)
    done = home.run("salvage", str(home.vault), str(target), "--report", str(kept))
    assert done.code == 1
    assert f"Made a new vault in {target}" in done.out
    assert "The new vault is made, but its report was not kept: " in done.err
    assert not kept.exists()
    assert home.run("list", "--vault", str(target)).code == 0
