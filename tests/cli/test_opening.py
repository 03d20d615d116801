# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vault, what opens it, and what is said where it is not as it was last seen here."""

import json
import os
import shutil

import pytest
from tests.cli.conftest import PASSWORD

from strongroom.app.state import StateFile


def test_the_vault_that_is_named_wins(home, tmp_path):
    other = tmp_path / "Other.strongroom"
    shutil.copy(home.vault, other)
    home.run("add", "X")
    assert home.run("list", "--vault", other, "--go-on").out == ""
    assert home.run("list").out == "X\t\n"


def test_else_the_environment_else_the_last_one_opened(world, tmp_path):
    world.make_vault()
    world.run("add", "X")
    nowhere = str(tmp_path / "nowhere")
    assert world.run("list", STRONGROOM_VAULT=nowhere).code == 7
    assert world.run("list", STRONGROOM_VAULT="").out == "X\t\n"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["list", "--vault", ""], "--vault"),
        (["list", "--key-file", ""], "--key-file"),
        (["import", ""], "FILE"),
        (["passwd", "--new-key-file", ""], "--new-key-file"),
    ],
)
def test_an_empty_path_is_not_the_current_folder(home, arguments, what):
    done = home.run(*arguments, given="")
    assert (done.code, done.err) == (3, f"strongroom-cli: {what} is empty: name a file.\n")


@pytest.mark.parametrize(("arguments", "code"), [(["list", "--vault"], 7), (["import"], 18)])
def test_what_may_not_be_read_is_told_in_words_of_our_own(home, monkeypatch, arguments, code):
    """Click would look by itself, and call it wrong usage."""
    monkeypatch.setattr(os, "access", lambda *_given, **_more: False)
    locked = home.root / "locked"
    locked.mkdir()
    done = home.run(*arguments, locked)
    assert (done.code, done.out) == (code, "")
    assert "--help" not in done.err


def test_where_there_is_none(world):
    done = world.run("list", STRONGROOM_VAULT="")
    assert (done.code, done.out) == (4, "")
    assert "name one with --vault, or create one" in done.err


def test_reading_another_vault_does_not_make_it_the_default(home, tmp_path):
    other = tmp_path / "Other.strongroom"
    home.run("create", other, given="another password\nanother password\n")
    state = StateFile(home.places.state_file)
    assert state.default_vault() == other
    home.run("list", "--vault", home.vault)
    assert state.default_vault() == other


def test_a_wrong_password_has_one_try_when_piped(home):
    done = home.run("list", given=f"wrong\n{PASSWORD}\n")
    assert (done.code, done.out) == (6, "")
    assert done.err == (
        f"strongroom-cli: “Personal” ({home.vault}): The master password is wrong.\n"
    )


@pytest.mark.parametrize("given", ["", b"\xff\n", "x" * 70_000])
def test_no_password_at_all(home, given):
    done = home.run("list", given=given)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_one_line_end_is_no_part_of_the_password(home, end):
    assert home.run("list", given=PASSWORD + end).code == 0


@pytest.mark.parametrize("given", [f" {PASSWORD}\n", f"{PASSWORD} \n", f"{PASSWORD}\t\n"])
def test_and_nothing_else_is_taken_off(home, given):
    assert home.run("list", given=given).code == 6


def test_a_key_file_beside_the_password(world, tmp_path):
    key = tmp_path / "key"
    world.make_vault(key_file=key)
    assert world.run("list", "--key-file", key).code == 0
    missing = world.run("list")
    assert missing.code == 6
    assert "key file" in missing.err
    assert world.run("list", "--key-file", tmp_path / "none").code == 7
    (tmp_path / "other").write_text("not a key file")
    assert world.run("list", "--key-file", tmp_path / "other").code == 3


def test_the_recovery_code_instead_of_the_password(world):
    code = world.make_vault(recovery=True)
    assert world.run("list", "--recovery-code", given=f"{code}\n").code == 0
    assert world.run("list", "--recovery-code", given=f"{code.lower()}\n").code == 0
    assert world.run("list", "--recovery-code", given="nonsense\n").code == 3


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 7), (b"not a vault" * 100, 7), (None, 7), ("folder", 7)]
)
def test_what_is_no_vault(world, content, code):
    if content == "folder":
        world.vault.mkdir()
    elif content is not None:
        world.vault.write_bytes(content)
    done = world.run("list")
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") == 1


def test_a_vault_of_a_newer_version(home):
    with home.vault.open("r+b") as file:
        file.seek(60)
        file.write((99).to_bytes(4))
    assert home.run("list").code == 8
    checked = home.run("check")
    assert (checked.code, checked.err.count("\n")) == (8, 1)
    assert f"strongroom-cli backup list --vault {home.vault}" in checked.err


def test_a_vault_that_is_damaged(home):
    home.vault.write_bytes(home.vault.read_bytes()[:6000])
    assert home.run("list").code in (7, 9)


def put_back(world):
    world.make_vault()
    world.run("add", "First")
    shutil.copy(world.vault, world.root / "copy")
    world.run("add", "Second")
    world.run("add", "Third")
    world.run("list")  # counts them
    shutil.copy(world.root / "copy", world.vault)


@pytest.fixture
def older(world, prepare):
    """A vault put back to where it was two items ago."""
    return prepare(world, put_back)


READING = [["list"], ["search", "x"], ["show", "First"], ["check"], ["info", "--unlock"]]
WRITING = [["add", "X"], ["edit", "First", "--tag", "x"], ["remove", "First"]]


@pytest.mark.parametrize("arguments", READING + WRITING)
def test_an_older_vault_is_not_used_in_silence(older, arguments):
    before = older.vault.read_bytes()
    done = older.run(*arguments)
    assert (done.code, done.out) == (11, "")
    assert "older than the one last opened here: 3 items then, 1 now" in done.err
    assert "Saves missing from it: 2. Add --go-on" in done.err
    said, compare, merge = done.err.splitlines()
    assert "Last seen here: 2" in said
    assert f"strongroom-cli backup diff --go-on --vault {older.vault}" in compare
    assert f"strongroom-cli merge COPY --vault {older.vault}" in merge
    assert older.vault.read_bytes() == before


def test_going_on_says_so_and_reads(older):
    done = older.run("list", "--go-on")
    assert (done.code, done.out) == (0, "First\t\n")
    assert "older than the one last opened here" in done.err
    assert "Only a save ends this" in done.err


def test_going_on_to_write_is_remembered(older):
    saved = older.run("add", "X", "--go-on")
    assert (saved.code, "Only a save" in saved.err) == (0, False)
    done = older.run("list")
    assert (done.code, done.out, done.err) == (0, "First\t\nX\t\n", "")


def test_both_changed(older, tmp_path):
    newest = tmp_path / "newest"
    older.run("add", "X", "--go-on")
    shutil.copy(older.vault, newest)
    # Elsewhere, from the common state on, another machine has saved something else.
    shutil.copy(tmp_path / "copy", older.vault)
    elsewhere = older.__class__(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    shutil.copy(older.vault, elsewhere.vault)
    elsewhere.run("add", "Y")
    shutil.copy(elsewhere.vault, older.vault)
    done = older.run("list")
    assert (done.code, done.out) == (12, "")
    assert "both changed" in done.err
    for fact in ("Items then: 2.", "Items in this copy: 2.", "Saves missing from it: 1."):
        assert fact in done.err
    assert "Saves that only it has: 1." in done.err
    assert older.run("list", "--go-on").out == "First\t\nY\t\n"


def test_a_password_that_was_changed_since(home, tmp_path):
    home.run("add", "Old")
    old = tmp_path / "old"
    shutil.copy(home.vault, old)
    done = home.run("passwd", given=f"{PASSWORD}\nbrand new\nbrand new\n")
    assert done.code == 0, done.err
    shutil.copy(old, home.vault)
    done = home.run("list")
    assert (done.code, done.out) == (13, "")
    assert "--go-on to look at it" in done.err
    assert "is open" not in done.err
    assert "Password changed: 2" in done.err
    assert f"strongroom-cli merge {home.vault} --vault VAULT" in done.err
    done = home.run("list", "--go-on")
    assert (done.code, done.out) == (0, "Old\t\n")
    assert "looking only" in done.err
    before = home.vault.read_bytes()
    assert home.run("add", "X", "--go-on").code == 15
    assert home.vault.read_bytes() == before


def test_reading_never_writes_the_vault(home):
    home.run("add", "X", "--generate")
    before = home.vault.read_bytes(), home.vault.stat().st_mtime_ns
    for arguments in (
        ["list"],
        ["search", "x"],
        ["show", "X", "--reveal"],
        ["check"],
        ["info", "--unlock"],
    ):
        assert home.run(*arguments).code == 0
    assert (home.vault.read_bytes(), home.vault.stat().st_mtime_ns) == before


def test_a_vault_whose_beginning_was_overwritten_says_what_can_be_done(world):
    world.make_vault()
    world.run("add", "X")
    world.run("add", "Y")
    data = world.vault.read_bytes()
    world.vault.write_bytes(bytes(4096) + data[4096:])
    for arguments in (["check"], ["list"], ["info"], ["methods", "remove", "x", "--yes"]):
        done = world.run(*arguments)
        assert (done.code, done.out, done.err.count("\n")) == (7, "", 1), arguments
        assert f"strongroom-cli salvage {world.vault} TARGET" in done.err, arguments
    other = world.root / "other.txt"
    other.write_text("never a vault" * 1000)
    assert "salvage" not in world.run("list", "--vault", other).err
    world.places.state_file.unlink()
    assert "backup list" in world.run("list").err  # for there are backups beside it


def test_a_full_disk(home):
    home.run("add", "X")
    before = home.vault.read_bytes()
    # No file may grow past what it is now: what a full disk does, for this process alone.
    note = f"{PASSWORD}\n" + "x" * 100_000
    done = home.script("add", "Y", "--note-stdin", given=note, limit=len(before) // 1024)
    assert (done.code, done.out) == (15, "")
    assert done.err.count("\n") == 1
    assert home.vault.read_bytes() == before
    assert home.run("list").out == "X\t\n"


def test_state_that_cannot_be_read_does_not_stop_anything(home):
    home.run("add", "X")
    home.places.state_file.write_text("not json")
    assert home.run("list").out == "X\t\n"


def test_json_stays_json_where_something_is_said(older):
    done = older.run("list", "--json", "--go-on")
    assert [row["title"] for row in json.loads(done.out)] == ["First"]
