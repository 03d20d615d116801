# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.cli.conftest import PASSWORD

NEW = "a brand new password"
ANSWERS = f"{PASSWORD}\n{NEW}\n{NEW}\n"


def opens(world, *options, given=NEW):
    return world.run("list", *options, given=f"{given}\n").code == 0


def test_the_new_one_opens_it_and_the_old_one_does_not(home):
    home.run("add", "X")
    done = home.run("passwd", given=ANSWERS)
    assert (done.code, done.out, done.err) == (0, "Changed the master password.\n", "")
    assert home.run("list", given=f"{NEW}\n").out == "X\t\n"
    assert not opens(home, given=PASSWORD)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (f"wrong\n{NEW}\n{NEW}\n", 6),
        (f"{PASSWORD}\n{NEW}\nother\n", 3),
        (f"{PASSWORD}\n\n\n", 3),
        (f"{PASSWORD}\n", 3),
    ],
)
def test_what_is_refused_changes_nothing(home, given, code):
    before = home.vault.read_bytes()
    done = home.run("passwd", given=given)
    assert (done.code, done.out) == (code, "")
    assert home.vault.read_bytes() == before
    assert list(home.root.glob("*.rekey")) == []


def test_a_key_file_stays_in_use(world):
    key = world.root / "key"
    world.make_vault(key_file=key)
    assert world.run("passwd", "--key-file", key, given=ANSWERS).code == 0
    assert opens(world, "--key-file", key)
    assert not opens(world)


def test_a_new_key_file_has_to_be_confirmed(home):
    key = home.root / "key"
    done = home.run("passwd", "--new-key-file", key, given=ANSWERS)
    assert done.code == 3
    assert "--yes" in done.err
    assert not key.exists()
    assert opens(home, given=PASSWORD)
    assert home.run("passwd", "--new-key-file", key, "--yes", given=ANSWERS).code == 0
    assert opens(home, "--key-file", key)


def test_without_its_code_typed_back_nothing_changes(world):
    old = world.make_vault(recovery=True)
    before = world.vault.read_bytes()
    for answer in ("", "WRNG\n"):
        done = world.run("passwd", given=ANSWERS + answer)
        assert done.code == 3
        assert done.out.startswith("Recovery code: ")
        disowned, _why = done.err.splitlines()[-2:]
        assert disowned == "The recovery code printed above opens nothing: nothing was changed."
        assert world.vault.read_bytes() == before
        assert list(world.root.glob("*.rekey")) == []
    assert opens(world, "--recovery-code", given=old)


def test_recovery_can_be_left_out(world):
    old = world.make_vault(recovery=True)
    done = world.run("passwd", "--no-recovery", given=ANSWERS)
    assert (done.code, done.out) == (0, "Changed the master password.\n")
    assert opens(world)
    assert not opens(world, "--recovery-code", given=old)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_script_can_read_the_code_and_type_it_back(world, as_json):
    """Through two pipes: the code comes out before its last group goes in."""
    world.make_vault(recovery=True)
    options = ("passwd", "--json") if as_json else ("passwd",)
    code, _shown = world.type_back(*options, given=ANSWERS)
    assert opens(world)
    assert opens(world, "--recovery-code", given=code)


def test_recovery_can_be_added(home):
    done = home.run("passwd", "--recovery", given=ANSWERS)
    assert done.code == 3  # it has to be typed back, and the input has ended
    assert done.out.startswith("Recovery code: ")


def test_a_key_file_stays_in_use_after_the_recovery_code_too(world):
    key = world.root / "key"
    code = world.make_vault(key_file=key, recovery=True)
    given = f"{code}\n{NEW}\n{NEW}\n"
    options = ("--recovery-code", "--key-file", key, "--no-recovery")
    assert world.run("passwd", *options, given=given).code == 0
    assert opens(world, "--key-file", key)
    assert not opens(world)


def test_with_the_recovery_code_instead_of_a_forgotten_password(world):
    code = world.make_vault(recovery=True)
    given = f"{code}\n{NEW}\n{NEW}\n"
    assert world.run("passwd", "--recovery-code", "--no-recovery", given=given).code == 0
    assert opens(world)
