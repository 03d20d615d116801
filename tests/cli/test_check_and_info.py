# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import sqlite3

import pytest


def test_a_sound_vault(home):
    home.run("add", "X", "--folder", "A/B")
    done = home.run("check")
    assert (done.code, done.err) == (0, "")
    assert done.out == "All of it is as it was saved: 1 item, 2 folders, 0 attachments.\n"
    report = json.loads(home.run("check", "--json").out)
    assert report["sound"] is True
    assert report["problems"] == []


def broken(world):
    """Change one details row, as something that has no key would."""
    with sqlite3.connect(world.vault) as connection:
        ((sealed,),) = connection.execute("SELECT sealed FROM details").fetchall()
        changed = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
        connection.execute("UPDATE details SET sealed = ?", (changed,))
    connection.close()


def test_what_is_wrong_is_said_in_words(home):
    home.run("add", "GitHub")
    broken(home)
    done = home.run("check")
    assert done.code == 22
    assert "strongroom-cli salvage" in done.err
    assert "backup list" in done.err
    problem, summary = done.out.splitlines()
    assert "GitHub" in problem
    assert summary == "Looked at 1 item, 0 folders, 0 attachments."
    report = json.loads(home.run("check", "--json").out)
    assert report["sound"] is False
    assert report["problems"] == [problem]


def test_what_can_still_be_read_is_read(home):
    home.run("add", "GitHub")
    broken(home)
    assert home.run("list").out == "GitHub\t\n"
    done = home.run("show", "GitHub")
    assert (done.code, done.out) == (10, "")


def test_what_a_vault_tells_anyone(home):
    done = home.run("info", given="")
    assert (done.code, done.err) == (0, "")
    assert str(home.vault) in done.out
    assert "master password (Argon2id: 19 MiB, 2 passes, 1 lane)" in done.out
    assert "Personal\n" not in done.out


def test_and_what_it_tells_its_owner(home):
    home.run("add", "X", "--folder", "A", "--tag", "t")
    home.run("add", "Y")
    home.run("remove", "Y")
    shown = json.loads(home.run("info", "--unlock", "--json").out)
    told = {key: shown[key] for key in ("name", "items", "trashed", "folders", "tags")}
    assert told == {"name": "Personal", "items": 1, "trashed": 1, "folders": 1, "tags": 1}
    assert shown["unlock_methods"][0]["factors"] == ["password"]
    plain = home.run("info", "--unlock").out
    assert "name          Personal\n" in plain
    assert "in the trash  1\n" in plain


def test_info_of_every_unlock_method(world):
    world.make_vault(key_file=world.root / "key", recovery=True)
    out = world.run("info", given="").out
    assert "master password and key file (Argon2id" in out
    assert "\n            recovery code\n" in out


def test_info_of_what_is_no_vault(world):
    world.vault.write_bytes(b"x" * 5000)
    assert world.run("info", given="").code == 7


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
def test_pipes_in_the_state_folder_are_waited_for_by_nobody(home):
    home.run("add", "GitHub")
    home.run("show", "GitHub")
    places = home.places
    ours = [*(places.state / "seen").iterdir(), *(places.state / "notes").iterdir()]
    ours += [places.state_file, places.settings_file]
    assert len(ours) >= 4
    for file in ours:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        os.mkfifo(file)
    done = home.run("show", "GitHub")
    assert done.code == 0
    assert "older copy would not be noticed" in done.err
    done = home.run("check")
    assert (done.code, "noticed" in done.err) == (0, False)  # said once
