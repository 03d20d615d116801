# SPDX-License-Identifier: GPL-3.0-or-later
import json
import stat

import pytest

from strongroom.app.state import StateFile

TWICE = "correct horse battery\ncorrect horse battery\n"


def test_without_a_path_it_lies_in_the_documents_and_is_the_default(world):
    done = world.run("create", given=TWICE)
    path = world.places.documents / "Personal.strongroom"
    assert (done.code, done.err) == (0, "")
    assert done.out == f"Made the vault “Personal” in {path}\n"
    assert StateFile(world.places.state_file).default_vault() == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert world.run("list", STRONGROOM_VAULT="").code == 0


@pytest.mark.parametrize(
    ("arguments", "file", "name"),
    [
        (["Work.strongroom"], "Work.strongroom", "Work"),
        (["Work"], "Work.strongroom", "Work"),
        (["Work.strongroom", "--name", "The Work"], "Work.strongroom", "The Work"),
    ],
)
def test_with_a_path(world, monkeypatch, arguments, file, name):
    monkeypatch.chdir(world.root)
    assert world.run("create", *arguments, given=TWICE).code == 0
    shown = json.loads(world.run("info", "--unlock", "--json", "--vault", file).out)
    assert shown["name"] == name


def test_a_name_decides_the_file_in_the_documents(world):
    assert world.run("create", "--name", "Ours/2", given=TWICE).code == 0
    assert (world.places.documents / "Ours-2.strongroom").exists()


def test_an_existing_file_is_refused_before_anything_is_asked(world):
    world.vault.write_text("precious")
    done = world.run("create", world.vault, given="")
    assert (done.code, done.out) == (15, "")
    assert "exists already" in done.err
    assert world.vault.read_text() == "precious"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("one\ntwo\n", "The two passwords differ"),
        ("\n\n", "empty"),
        ("one\n", "where this was to come: The same again"),
        ("", "where this was to come: New master password"),
        ("x" * 5000 + "\n" + "x" * 5000 + "\n", "long"),
        ("a\x07b\na\x07b\n", "cannot be typed the same way"),
    ],
)
def test_a_password_that_cannot_be(world, given, sentence):
    done = world.run("create", world.vault, given=given)
    assert (done.code, done.out) == (3, "")
    assert sentence in done.err.splitlines()[-1]
    assert not world.vault.exists()


@pytest.mark.parametrize("password", ["short", "password123456789"])
def test_a_weak_password_is_warned_about_and_taken(world, password):
    done = world.run("create", world.vault, given=f"{password}\n{password}\n")
    assert done.code == 0
    assert "better" in done.err


def test_a_key_file_is_made_where_there_is_none(world):
    key = world.root / "key"
    assert world.run("create", world.vault, "--key-file", key, given=TWICE).code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert world.run("list").code == 6
    assert world.run("list", "--key-file", key).code == 0
    other = world.root / "Other.strongroom"
    assert world.run("create", other, "--key-file", key, given=TWICE).code == 0


def test_a_recovery_code_opens_it(world):
    done = world.run("create", world.vault, "--recovery", given=TWICE)
    assert done.code == 0
    code = done.out.splitlines()[-1].removeprefix("Recovery code: ")
    assert "away from this computer" in done.err
    assert world.run("list", "--recovery-code", given=f"{code}\n").code == 0


def test_json(world):
    made = json.loads(world.run("create", world.vault, "--json", given=TWICE).out)
    assert made == {"path": str(world.vault), "name": "Personal", "recovery_code": None}
    other = world.root / "Other"
    made = json.loads(world.run("create", other, "--json", "--recovery", given=TWICE).out)
    done = world.run(
        "list", "--recovery-code", "--vault", made["path"], given=made["recovery_code"]
    )
    assert done.code == 0


@pytest.mark.parametrize("path", ["no/such/folder/x", "/dev/null/x"])
def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(world, monkeypatch, path):
    monkeypatch.chdir(world.root)
    done = world.run("create", path, given="")
    assert (done.code, done.out) == (15, "")
    assert done.err == (
        f"strongroom-cli: There is no folder “{path.removesuffix('/x')}”; "
        "choose another for the vault.\n"
    )


def test_a_named_file_in_the_documents_makes_their_folder(world):
    assert world.run("create", world.places.documents / "x", given=TWICE).code == 0


@pytest.mark.parametrize(
    ("path", "example"), [(".", "./"), ("./", "./"), ("..", "../"), ("a/..", "a/../"), ("/", "/")]
)
def test_a_folder_is_no_name_for_a_vault(world, path, example):
    done = world.run("create", path, given="")
    assert (done.code, done.out) == (3, "")
    assert "is a folder: give the vault a name in it" in done.err
    assert f"like {example}Personal.strongroom." in done.err


def test_neither_is_nothing_at_all(world):
    done = world.run("create", "", given="")
    assert (done.code, done.err) == (3, "strongroom-cli: PATH is empty: name a file.\n")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 257])
def test_a_name_that_cannot_be_is_refused_before_anything_is_asked(world, name):
    done = world.run("create", world.vault, "--name", name, given="")
    assert (done.code, done.out) == (3, "")
    assert "vault name" in done.err


def test_the_real_cost_of_a_new_vault(world):
    """Derived with the cost that this machine deserves, not with the tests' own."""
    done = world.script("create", world.vault, given=TWICE, cheap=False)
    assert done.code == 0, done.err
    shown = json.loads(world.script("info", "--json").out)
    (method,) = shown["unlock_methods"]
    assert method["argon2"]["memory_kib"] >= 64 * 1024
    assert method["argon2"]["passes"] == 3
