# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.cli.conftest import PASSWORD

OTHER = "another long enough password"
TWICE = f"{OTHER}\n{OTHER}\n"


def opens(world, *options, given=PASSWORD):
    return world.run("list", *options, given=f"{given}\n").code == 0


def listed(world):
    return json.loads(world.run("methods", "list", "--json", given="").out)


def names(world):
    return [method["name"] for method in listed(world)]


def test_they_are_listed_without_a_password(world):
    world.make_vault(key_file=world.root / "key", recovery=True)
    done = world.run("methods", "list", given="")
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert first.startswith("master password and key file\tOpens the vault only together")
    assert "19 MiB" in first
    assert second.startswith("recovery code\t")
    shown = listed(world)
    assert [set(method) for method in shown] == [
        {"id", "name", "factors", "argon2", "here_only"}
    ] * 2
    assert shown[0]["factors"] == ["password", "key_file"]
    assert len(shown[0]["id"]) == 32


@pytest.mark.parametrize(
    ("pin", "factors"), [("4711", ["password", "keyring"]), (None, ["keyring"])]
)
def test_quick_unlock_is_listed_as_this_computers_own(home, pin, factors):
    home.choose_quick_unlock(pin)
    shown = home.run("methods", "list", given="").out.splitlines()
    assert len(shown) == 2
    assert shown[1].startswith("quick unlock\t")
    assert "on this computer only" in shown[1]
    assert (listed(home)[1]["factors"], listed(home)[1]["here_only"]) == (factors, True)


def test_a_password_is_added_and_each_opens_it(home):
    done = home.run("methods", "add", "password", given=f"{PASSWORD}\n{TWICE}")
    assert (done.code, done.out, done.err) == (0, "Added: master password 2.\n", "")
    assert opens(home)
    assert opens(home, given=OTHER)


def test_a_password_with_a_key_file_opens_only_together(home):
    key = home.root / "new.key"
    done = home.run("methods", "add", "password", key, given=f"{PASSWORD}\n{TWICE}")
    assert done.code == 0
    assert names(home) == ["master password", "master password and key file"]
    assert opens(home, "--key-file", key, given=OTHER)
    assert not opens(home, given=OTHER)


def test_a_key_file_opens_it_alone_with_an_empty_line(home):
    key = home.root / "new.key"
    done = home.run("methods", "add", "key-file", key)
    assert (done.code, done.out) == (0, "Added: key file.\n")
    assert opens(home, "--key-file", key, given="")
    assert opens(home)
    assert opens(home, "--key-file", key, given="whatever is typed beside it")
    assert home.run("methods", "add", "key-file", given="").code == 3
    assert home.run("methods", "add", "recovery-code", key, given="").code == 3


def test_a_key_file_alone_changes_the_password_and_stays(home):
    key = home.root / "new.key"
    home.run("methods", "add", "key-file", key)
    done = home.run("passwd", "--key-file", key, "--yes", given=f"\n{TWICE}")
    assert done.code == 0
    assert sorted(names(home)) == ["key file", "master password"]
    assert opens(home, given=OTHER)
    assert opens(home, "--key-file", key, given="")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_recovery_code_is_added_once_it_was_typed_back(home, as_json):
    options = ["--json"] if as_json else []
    code, shown = home.type_back("methods", "add", "recovery-code", *options, given=f"{PASSWORD}\n")
    assert opens(home, "--recovery-code", given=code)
    assert ("Added: recovery code." in shown) is not as_json
    again = home.run("methods", "add", "recovery-code")
    assert again.code == 3
    assert "recovery code already" in again.err


def test_without_its_code_typed_back_nothing_is_added(home):
    before = home.vault.read_bytes()
    for answer in ("", "WRNG\n"):
        done = home.run("methods", "add", "recovery-code", given=f"{PASSWORD}\n{answer}")
        assert done.code == 3
        assert home.vault.read_bytes() == before


def test_removing_has_to_be_confirmed_and_names_what_goes_with_it(home):
    for password in (OTHER, "the third password"):
        home.run("methods", "add", "password", given=f"{PASSWORD}\n{password}\n{password}\n")
    before = home.vault.read_bytes()
    done = home.run("methods", "remove", "master password 2")
    assert done.code == 3
    assert "what was not given: master password 3?" in done.err
    assert home.vault.read_bytes() == before
    assert list(home.root.glob("*.rekey")) == []
    done = home.run("methods", "remove", "master password 2", "--yes")
    assert (done.code, done.out) == (0, "Removed: master password 2.\n")
    assert "Backups" in done.err
    assert names(home) == ["master password"]
    assert not opens(home, given=OTHER)
    assert not opens(home, given="the third password")


def test_what_is_to_stay_is_asked_for_in_the_order_of_the_options(home):
    for password in (OTHER, "the third password"):
        home.run("methods", "add", "password", given=f"{PASSWORD}\n{password}\n{password}\n")
    keep = ("--keep", "master password 3")
    given = f"{PASSWORD}\nthe third password\n"
    gone = listed(home)[1]["id"]
    done = home.run("methods", "remove", gone[:8], *keep, "--yes", "--json", given=given)
    assert done.code == 0
    assert json.loads(done.out) == {
        "removed": ["master password 2"],
        "dropped": [],
        "recovery_code": None,
    }
    assert opens(home, given="the third password")
    assert opens(home)
    wrong = f"{PASSWORD}\nwrong\n"
    arguments = ("methods", "remove", "master password", "--keep", "master password 2", "--yes")
    assert home.run(*arguments, given=wrong).code == 6


def test_a_recovery_code_that_stays_is_another(world):
    old = world.make_vault(recovery=True)
    world.run("methods", "add", "password", given=f"{PASSWORD}\n{TWICE}")
    code, _shown = world.type_back(
        "methods", "remove", "master password 2", "--yes", given=f"{PASSWORD}\n"
    )
    assert opens(world, "--recovery-code", given=code)
    assert not opens(world, "--recovery-code", given=old)
    assert names(world) == ["master password", "recovery code"]


def test_a_recovery_code_is_removed(world):
    old = world.make_vault(recovery=True)
    assert world.run("methods", "remove", "recovery code", "--yes").code == 0
    assert names(world) == ["master password"]
    assert not opens(world, "--recovery-code", given=old)


def test_the_last_way_in_stays(home):
    done = home.run("methods", "remove", "master password", "--yes")
    assert done.code == 3
    assert "only way into the vault" in done.err
    assert home.run("methods", "remove", "key file", "--yes").code == 4
    assert opens(home)


def test_a_key_file_is_made_and_moved_and_nothing_overwritten(world):
    key, stick = world.root / "a.key", world.root / "stick"
    stick.mkdir()
    assert world.run("methods", "create-key-file", key).code == 0
    assert world.run("methods", "create-key-file", key).code == 15
    text = key.read_bytes()
    done = world.run("methods", "move-key-file", key, stick, "--json")
    assert json.loads(done.out) == {"key_file": str(stick / "a.key")}
    assert not key.exists()
    assert (stick / "a.key").read_bytes() == text
    assert (stick / "a.key").stat().st_mode & 0o777 == 0o600
    assert world.run("methods", "move-key-file", key, stick).code == 7
    key.write_text("precious")
    assert world.run("methods", "move-key-file", stick / "a.key", key).code == 15
    assert key.read_text() == "precious"
    assert world.run("methods", "create-key-file", world.root / "b.key", "--json").code == 0


@pytest.mark.usefixtures("home")
def test_at_a_terminal_the_new_password_is_hidden_and_the_code_asked_for(sit):
    at = sit("methods", "add", "recovery-code")
    at.expect("Master password of Personal: ")
    at.type(f"{PASSWORD}\n")
    at.expect("Recovery code: ")
    at.expect("The last group of the recovery code: ")
    code = at.transcript.split("Recovery code: ")[1].split()[0]
    at.type("WRNG\n")
    at.expect("not the last group")
    at.type(f"{code[-4:]}\n")
    at.expect("Added: recovery code.")
    assert at.finish() == 0
