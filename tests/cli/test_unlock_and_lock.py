# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs that ask for nothing, or for a PIN: grants and quick unlock, and their end."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.cli.conftest import PASSWORD
from tests.fakes import FakeClock

from strongroom.app.first_window import DONE
from strongroom.app.state import StateFile
from strongroom.crypto import kdf
from strongroom.errors import KeyringLocked, KeyringSilent, NoKeyring
from strongroom.vault.vault import Vault

PIN = "260413"
MINUTE = 60


def with_an_item(world):
    world.make_vault()
    world.run("add", "GitHub", "--username", "alice", "--password-prompt", given=f"{PASSWORD}\nx\n")


@pytest.fixture
def home(world, prepare):
    """A machine with a vault of one item, and a clock that stands still."""
    prepare(world, with_an_item)
    world.clock = FakeClock()
    return world


@pytest.fixture
def granted(home):
    assert home.run("unlock").code == 0
    return home


@pytest.fixture
def by_click(home):
    home.choose_quick_unlock(None)
    return home


@pytest.fixture
def by_pin(home):
    home.choose_quick_unlock(PIN)
    return home


@pytest.fixture
def derivations(monkeypatch):
    """Count what Argon2 derives."""
    made = []
    real = kdf.argon2id

    def counted(*given, **more):
        made.append(1)
        return real(*given, **more)

    for module in ("strongroom.vault.factors", "strongroom.vault.quick_slot"):
        monkeypatch.setattr(f"{module}.argon2id", counted)
    return made


def verified(monkeypatch):
    made = []
    real = Vault.verify

    def counted(self, *given, **more):
        made.append(1)
        return real(self, *given, **more)

    monkeypatch.setattr(Vault, "verify", counted)
    return made


# A grant


def test_after_unlock_nothing_is_asked_and_nothing_derived(home, derivations):
    done = home.run("unlock")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("“Personal” asks for nothing until 20")
    assert done.out.endswith(", or 10 minutes after its last use.\n")
    derivations.clear()
    done = home.run("list", given="")
    assert (done.code, done.out, done.err) == (0, "GitHub\talice\n", "")
    assert derivations == []
    assert home.run("list", given=f"{PASSWORD}\n").code == 0
    assert derivations == [], "standard input is left unread"


def test_until_when_for_a_program(home):
    done = home.run("unlock", "--json")
    assert json.loads(done.out) == {
        "path": str(home.vault),
        "until": "2023-11-14T22:23:20.000Z",
        "minutes": 10,
    }


@pytest.mark.parametrize("verb", [["list"], ["check"], ["info", "--unlock"], ["show", "GitHub"]])
def test_every_verb_takes_it(granted, verb):
    assert granted.run(*verb, given="").code == 0


def test_it_ends_some_minutes_after_its_last_use(granted):
    for _use in range(3):
        granted.clock.forward(seconds=9 * MINUTE)
        assert granted.run("list", given="").code == 0
    granted.clock.forward(seconds=10 * MINUTE)
    done = granted.run("list", given="")
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert granted.run("list").code == 0, "the master password opens it as ever"


def just_used(slot, world):
    seconds = world.clock.now_ms() / 1000
    os.utime(slot, (seconds, seconds))


def test_a_file_that_was_made_young_again_grants_nothing(granted):
    granted.clock.forward(seconds=10 * MINUTE)
    (slot,) = granted.places.slots.glob("grant-*.slot")
    just_used(slot, granted)
    done = granted.run("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == "The grant has ended; unlock again.\n"


def test_unlocking_again_begins_anew_and_asks_nothing(granted):
    granted.clock.forward(seconds=9 * MINUTE)
    done = granted.run("unlock", "--json", given="")
    assert json.loads(done.out)["until"] == "2023-11-14T22:32:20.000Z"
    granted.clock.forward(seconds=9 * MINUTE)
    assert granted.run("list", given="").code == 0


def test_the_recovery_code_opens_one(world):
    code = world.make_vault(recovery=True)
    assert world.run("unlock", "--recovery-code", given=f"{code}\n").code == 0
    assert world.run("list", given="").code == 0


def test_a_key_file_opens_one(world, tmp_path):
    world.make_vault(key_file=tmp_path / "key")
    assert world.run("unlock", "--key-file", tmp_path / "key").code == 0
    assert world.run("list", given="").code == 0
    named = world.run("list", "--key-file", tmp_path / "key", given="")
    assert named.code == 3, "what is named is asked for"


def test_what_is_named_is_asked_for(granted):
    assert granted.run("list", "--recovery-code", given="").code == 3


@pytest.mark.parametrize("kind", [NoKeyring, KeyringLocked, KeyringSilent])
def test_without_a_keyring_nothing_is_asked_and_nothing_changes(home, kind):
    home.keyring.failure = kind("x")
    done = home.run("unlock", given="")
    assert (done.code, done.out) == (23, "")
    assert "every verb goes on asking" in done.err
    assert done.err.count("\n") == 1
    assert list(home.places.slots.glob("*")) == []


def test_a_keyring_that_fails_at_last_is_told_alike(home):
    def fail(what, _name):
        home.keyring.failure = KeyringLocked("x") if what == "put" else None

    home.keyring.before = fail
    done = home.run("unlock")
    assert (done.code, done.out) == (23, "")
    assert done.err == (
        "strongroom-cli: This computer's keyring is locked; every verb goes on asking.\n"
    )
    home.keyring.before = lambda _what, _name: None
    home.keyring.failure = None
    assert home.run("list", given="").code == 3


def test_a_keyring_that_fails_later_does_not_stand_in_the_way(granted):
    granted.choose_quick_unlock(None)
    granted.keyring.failure = KeyringSilent("x")
    granted.keyring.asked.clear()
    done = granted.run("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == "This computer's keyring does not answer; unlock with the master password.\n"
    assert granted.keyring.asked == ["get"], "nobody waits for it twice"


def test_a_folder_for_slots_that_cannot_be_used_does_not_either(granted):
    lock = granted.places.slots / "grant.lock"
    lock.unlink()
    lock.mkdir()
    done = granted.run("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err.count("\n") == 1


def test_an_older_vault_gets_none(home):
    shutil.copy(home.vault, home.root / "copy")
    home.run("add", "Second")
    shutil.copy(home.root / "copy", home.vault)
    assert home.run("unlock").code == 11
    assert home.run("list", "--go-on", given="").code == 3
    assert home.run("unlock", "--go-on").code == 0
    assert home.run("list", given="").code == 11, "nobody has accepted it for good"
    assert home.run("list", "--go-on", given="").code == 0


def test_a_finding_is_told_with_a_grant_too(granted):
    shutil.copy(granted.vault, granted.root / "copy")
    granted.run("add", "Second", given="")
    shutil.copy(granted.root / "copy", granted.vault)
    done = granted.run("list", given="")
    assert (done.code, done.out) == (11, "")


# What a script pipes

ADD = ("add", "New", "--password-prompt")
BEFORE = pytest.mark.parametrize("way", ["granted", "by_click"])


def password_of(world, title):
    return world.run("show", title, "--field", "password", given="").out.strip()


@BEFORE
def test_a_script_that_begins_with_the_master_password(request, way, monkeypatch):
    world = request.getfixturevalue(way)
    compared = verified(monkeypatch)
    done = world.run(*ADD, given=f"{PASSWORD}\nhunter2\n")
    assert (done.code, done.err) == (0, "")
    assert password_of(world, "New") == "hunter2"
    assert len(compared) == 1


@BEFORE
def test_a_script_that_gives_the_item_its_password_alone(request, way):
    world = request.getfixturevalue(way)
    assert world.run(*ADD, given="hunter2\n").code == 0
    assert password_of(world, "New") == "hunter2"


@BEFORE
def test_the_master_password_alone_is_no_password_of_an_item(request, way):
    world = request.getfixturevalue(way)
    done = world.run(*ADD, given=f"{PASSWORD}\n")
    assert (done.code, done.out) == (3, "")
    assert "Standard input ended where this was to come: Password." in done.err
    assert world.run("list", given="").out == "GitHub\talice\n"


@BEFORE
@pytest.mark.parametrize("first", [f"{PASSWORD}\n", ""])
def test_a_note(request, way, first):
    world = request.getfixturevalue(way)
    assert world.run("add", "New", "--note-stdin", given=f"{first}one\n\ntwo\n").code == 0
    assert world.run("show", "New", "--field", "notes", given="").out == "one\n\ntwo\n"


@pytest.mark.parametrize("first", [b"\xff\n", b"x" * 5000 + b"\n", b"\n"])
def test_a_first_line_that_can_be_no_password_is_the_answer(granted, first):
    done = granted.run("add", "New", "--note-stdin", given=first + b"more\n")
    if first == b"\xff\n":
        assert (done.code, done.err) == (3, "strongroom-cli: The note is not UTF-8 text.\n")
        return
    assert done.code == 0
    shown = granted.run("show", "New", "--field", "notes", given="").out
    assert shown == first.decode() + "more\n"


def test_all_answers_in_their_order(granted):
    options = ["--password-prompt", "--concealed-field", "pin", "--note-stdin"]
    for first in ("", f"{PASSWORD}\n"):
        done = granted.run("add", f"New{len(first)}", *options, given=f"{first}a\nb\nc\n")
        assert done.code == 0
        item = granted.run("show", f"New{len(first)}", "--reveal", "--json", given="").out
        values = [field["value"] for field in json.loads(item)["fields"]]
        assert values == ["a", "c", "b"]


@pytest.mark.parametrize(
    "verb",
    [["list"], ["check"], ["show", "GitHub"], ["add", "X"], ["edit", "GitHub", "--tag", "x"]],
)
def test_what_takes_no_answer_compares_nothing(granted, verb, derivations):
    derivations.clear()
    assert granted.run(*verb, given=f"{PASSWORD}\n").code == 0
    assert derivations == []


@pytest.mark.parametrize("first", [PIN, PASSWORD])
def test_the_first_line_may_be_the_pin_or_the_master_password(by_pin, first):
    assert by_pin.run(*ADD, given=f"{first}\nhunter2\n").code == 0
    shown = by_pin.run("show", "New", "--field", "password", given=f"{PIN}\n").out
    assert shown == "hunter2\n"


@pytest.mark.parametrize("verb", [ADD, ("edit", "GitHub", "--password-prompt")])
@pytest.mark.parametrize(
    ("way", "given"),
    [
        ("granted", "Correct horse battery\nhunter2\n"),
        ("granted", "Correct horse battery\nhunter2"),
        ("granted", f"{PIN}\n\nhunter2\n"),
        ("by_click", "Correct horse battery\nhunter2\n"),
        ("by_pin", f"{PIN}\nCorrect horse battery\nhunter2\n"),
    ],
)
def test_a_mistyped_master_password_becomes_no_password_of_an_item(request, way, given, verb):
    world = request.getfixturevalue(way)
    before = world.vault.read_bytes()
    done = world.run(*verb, given=given)
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "strongroom-cli: Nothing was changed: standard input holds more lines than were asked "
        "for; perhaps one of them is a mistyped master password, or a PIN that was not asked "
        "for.\n"
    )
    assert world.vault.read_bytes() == before


@pytest.mark.parametrize("options", [["--concealed-field", "pin"], ["--otp-prompt"]])
def test_it_becomes_no_other_answer_either(granted, options):
    done = granted.run("add", "New", *options, given="Correct horse battery\n234567\n")
    assert done.code == 3
    assert "holds more lines" in done.err
    assert granted.run("list", given="").out == "GitHub\talice\n"


def test_the_master_password_after_the_pin_is_no_answer(by_pin):
    assert by_pin.run(*ADD, given=f"{PIN}\n{PASSWORD}\nhunter2\n").code == 0
    shown = by_pin.run("show", "New", "--field", "password", given=f"{PIN}\n").out
    assert shown == "hunter2\n"
    done = by_pin.run("add", "Two", "--password-prompt", given=f"{PIN}\n{PASSWORD}\n")
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize(
    ("way", "first"),
    [
        ("home", PASSWORD),
        ("granted", PASSWORD),
        ("by_click", PASSWORD),
        ("by_pin", PASSWORD),
        ("by_pin", f"{PIN}\n{PASSWORD}"),
    ],
)
def test_what_follows_is_for_others_once_the_master_password_was_given(request, way, first):
    """Several programs may share one input, with a grant as without."""
    world = request.getfixturevalue(way)
    assert world.run(*ADD, given=f"{first}\nhunter2\nthe next one's\n").code == 0


@pytest.mark.parametrize("end", ["", "\n", "\n\n \t\r\n\n"])
def test_white_space_that_is_left_over_is_nothing(granted, end):
    assert granted.run(*ADD, given=f"hunter2{end}").code == 0
    assert password_of(granted, "New") == "hunter2"


def test_a_pipe_that_stays_open_is_not_waited_for(granted):
    for title, given, code in [("New", b"hunter2\n", 0), ("Two", b"Mistyped\nhunter2\n", 3)]:
        reader, writer = os.pipe()
        try:
            os.write(writer, given)
            assert granted.run_from(reader, "add", title, "--password-prompt").code == code
        finally:
            os.close(writer)
            os.close(reader)
    assert password_of(granted, "New") == "hunter2"


def test_an_answer_in_the_place_of_the_pin_is_not_taken(by_pin):
    done = by_pin.run(*ADD, given="hunter2\n")
    assert (done.code, done.out) == (6, "")
    assert by_pin.run("list", given=f"{PIN}\n").out == "GitHub\talice\n"


# The PIN


def test_a_wrong_pin_says_how_many_tries_are_left(by_pin):
    for left in ("4 more tries", "3 more tries", "2 more tries", "one more try"):
        done = by_pin.run("list", given="9999\n")
        assert (done.code, done.out) == (6, "")
        assert left in done.err
        assert done.err.startswith("strongroom-cli: “Personal” (")
        assert done.err.count("\n") == 1
    done = by_pin.run("list", given="9999\n")
    assert "that was the last try; unlock with the master password" in done.err
    assert by_pin.keyring.kept == {}
    done = by_pin.run("list", given=f"{PIN}\n")
    assert (done.code, done.out) == (6, "")
    assert by_pin.run("list").code == 0


def test_what_is_no_pin_costs_no_try(by_pin):
    for given in ("wrong", "123", "1234567890123", "12 34"):
        done = by_pin.run("list", given=f"{given}\n")
        assert done.code == 6
        assert "The master password is wrong." in done.err
    assert "4 more tries" in by_pin.run("list", given="9999\n").err


def test_a_master_password_of_digits_opens_the_vault_too(home):
    digits = "20260413"
    home.run("passwd", given=f"{PASSWORD}\n{digits}\n{digits}\n")
    home.choose_quick_unlock(PIN, password=digits)
    for _time in range(6):
        assert home.run("list", given=f"{digits}\n").code == 0


def test_quick_unlock_that_has_ended_says_so_and_the_master_password_is_due(by_click):
    by_click.keyring.log_out()
    done = by_click.run("list")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == (
        "Quick unlock has ended: the keyring holds nothing of it; unlock with the master "
        "password.\n"
    )
    assert by_click.run("list").err == "", "it is said once"


def test_a_pin_that_has_ended_is_tried_as_what_always_opens_the_vault(by_pin):
    by_pin.keyring.log_out()
    done = by_pin.run(*ADD, given=f"{PIN}\n{PASSWORD}\n")
    assert (done.code, done.out) == (6, "")
    assert "Quick unlock has ended" in done.err
    assert "The master password is wrong." in done.err


def test_a_keyring_that_fails_leaves_the_master_password_to_a_script(by_pin):
    by_pin.keyring.failure = KeyringLocked("x")
    assert by_pin.run("list").code == 0
    done = by_pin.run("list", given=f"{PIN}\n")
    assert (done.code, done.out) == (6, "")
    assert "keyring is locked; unlock with the master password" in done.err


@pytest.mark.parametrize("way", ["granted", "by_click", "by_pin"])
def test_a_vault_that_is_come_back_to_does_not_become_the_default(request, way):
    world = request.getfixturevalue(way)
    other = world.root / "Other.strongroom"
    world.run("create", other, given="another password\nanother password\n")
    assert world.run("list", "--vault", world.vault, given=f"{PIN}\n").code == 0
    assert StateFile(world.places.state_file).default_vault() == other


def test_unlock_by_pin_then_nothing_is_asked(by_pin):
    assert by_pin.run("unlock", given=f"{PIN}\n").code == 0
    assert by_pin.run("list", given="").code == 0


def test_unlock_by_click(by_click):
    assert by_click.run("unlock", given="").code == 0


def test_unlock_puts_quick_unlock_in_force_again_after_the_master_password(by_pin):
    by_pin.run("lock", "--forget", given="")
    assert by_pin.run("list", given=f"{PIN}\n").code == 6
    assert by_pin.run("unlock").code == 0
    by_pin.run("lock", given="")
    assert by_pin.run("list", given=f"{PIN}\n").code == 0


def test_but_not_after_a_pin_or_a_grant(by_pin):
    """Else its hours would never end."""
    by_pin.clock.forward(seconds=11 * 3600)
    assert by_pin.run("unlock", given=f"{PIN}\n").code == 0
    assert by_pin.run("unlock", given="").code == 0
    by_pin.clock.forward(seconds=3600)
    assert by_pin.run("list", given=f"{PIN}\n").code == 6


# passwd


@pytest.mark.parametrize("way", ["granted", "by_click", "by_pin"])
def test_the_master_password_is_changed_by_whoever_knows_it(request, way):
    world = request.getfixturevalue(way)
    done = world.run("passwd", given="brand new one\nbrand new one\n")
    assert (done.code, done.out) == (6, "")
    done = world.run("passwd", given=f"{PASSWORD}\nbrand new one\nbrand new one\n")
    assert (done.code, done.out) == (0, "Changed the master password.\n")
    assert world.keyring.kept == {}
    assert list(world.places.slots.glob("*.slot")) == []
    assert world.run("list", given="brand new one\n").err == ""


def test_a_password_that_was_changed_elsewhere_ends_a_grant(granted):
    slot = next(granted.places.slots.glob("*.slot"))
    before, kept = slot.read_bytes(), dict(granted.keyring.kept)
    granted.run("passwd", given=f"{PASSWORD}\nbrand new one\nbrand new one\n")
    slot.write_bytes(before)
    granted.keyring.kept |= kept
    just_used(slot, granted)
    done = granted.run("list", given="brand new one\n")
    assert (done.code, done.out) == (0, "GitHub\talice\n")
    assert done.err == "The grant has ended; unlock again.\n"


# lock


def test_lock_ends_the_grants_and_nothing_is_asked(granted):
    done = granted.run("lock", given="")
    assert (done.code, done.out, done.err) == (0, "No window is open.\nEnded 1 grant.\n", "")
    assert granted.keyring.kept == {}
    assert granted.run("list", given="").code == 3
    again = granted.run("lock", given="")
    assert (again.code, again.out) == (0, "No window is open.\nNo grant was open.\n")


def test_lock_ends_the_grants_of_every_vault(granted, tmp_path):
    other = tmp_path / "Other.strongroom"
    shutil.copy(granted.vault, other)
    assert granted.run("unlock", "--vault", other, "--go-on").code == 0
    assert "Ended 2 grants." in granted.run("lock", given="").out
    for vault in (granted.vault, other):
        assert granted.run("list", "--vault", vault, given="").code == 3


def test_lock_leaves_quick_unlock_and_forget_ends_it(by_click):
    assert by_click.run("lock", given="").code == 0
    assert by_click.run("list", given="").code == 0
    done = by_click.run("lock", "--forget", given="")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Ended quick unlock until the master password is given.\n")
    assert by_click.keyring.kept == {}
    assert by_click.run("list", given="").code == 3
    assert "Quick unlock was not in force." in by_click.run("lock", "--forget", given="").out


def test_lock_locks_the_window(granted):
    said = []

    def hear(message):
        said.append(message)
        return DONE

    granted.window = hear
    done = granted.run("lock", given="")
    assert (done.code, done.out) == (0, "Locked the window.\nEnded 1 grant.\n")
    assert said == [{"lock": True}]
    done = granted.run("lock", "--json", "--forget", given="")
    assert json.loads(done.out) == {
        "window": "locked",
        "grants_ended": 0,
        "quick_unlock_ended": 0,
    }


def test_a_window_that_does_not_answer_is_an_outcome_of_its_own(granted):
    def silent(_message):
        raise TimeoutError

    granted.window = silent
    done = granted.run("lock", given="")
    assert (done.code, done.out) == (24, "Ended 1 grant.\n")
    assert done.err == (
        "strongroom-cli: The window does not answer, and may still be unlocked; look at it.\n"
    )
    assert granted.run("list", given="").code == 3


def test_a_grant_that_cannot_be_taken_away_is_one_too(granted, monkeypatch):
    monkeypatch.setattr("strongroom.app.quick_files._unlink", lambda _file: None)
    granted.keyring.failure = KeyringSilent("x")
    done = granted.run("lock", given="")
    assert done.code == 24
    assert "could not be taken away" in done.err


def test_a_keyring_that_fails_keeps_no_grant_alive(granted):
    granted.keyring.failure = KeyringSilent("x")
    assert granted.run("lock", given="").code == 0
    granted.keyring.failure = None
    assert granted.run("list", given="").code == 3


# What it costs who has none


def loaded_by(world, *arguments):
    """Return the modules of ours that one command line has loaded."""
    body = (
        "import os, sys; from strongroom.cli import main;"
        "code = main.main(sys.argv[1:], main.build(os.environ));"
        "print(*(n for n in sys.modules if n.startswith('strongroom.')), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", body, *arguments],
        input=f"{PASSWORD}\n",
        env=world.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split("\n")[-2].split())


def test_where_there_is_neither_nothing_more_is_loaded(home):
    more = {"strongroom.app.grants", "strongroom.app.quick_unlock", "strongroom.system.keyring"}
    assert not loaded_by(home, "list") & (more | {"strongroom.cli.returning"})
    home.choose_quick_unlock(None)
    assert more <= loaded_by(home, "list")
