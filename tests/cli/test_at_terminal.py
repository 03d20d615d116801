# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program at a real (pseudo) terminal, with a person who types."""

import os
import select
import signal
import stat
import termios

import pytest
from tests.cli.conftest import PASSWORD

from strongroom.cli import hidden_line

PROMPT = "Master password of Personal: "


def unlock(at):
    at.expect(PROMPT)
    assert not at.echoes
    at.type(PASSWORD + "\n")


def test_what_is_typed_is_not_shown(home, sit):
    home.run("add", "GitHub", "--username", "alice")
    home.run("add", "A", "--username", "bob")
    at = sit("list")
    unlock(at)
    at.expect("A       bob\r\nGitHub  alice\r\n")
    assert at.finish() == 0
    assert at.echoes
    assert PASSWORD not in at.transcript


@pytest.mark.usefixtures("home")
def test_three_tries(sit):
    at = sit("list")
    for _try in range(2):
        at.expect(PROMPT)
        at.type("wrong\n")
        at.expect("The master password is wrong.")
    unlock(at)
    assert at.finish() == 0
    at = sit("list")
    for _try in range(3):
        at.expect(PROMPT)
        at.type("wrong\n")
    at.expect("strongroom-cli: The master password is wrong.")
    assert at.finish() == 6


def test_secrets_typed_ahead_are_not_shown_and_not_lost(home, sit):
    at = sit("add", "X", "--password-prompt", "--concealed-field", "pin")
    at.expect(PROMPT)
    at.type("wrong\n" + PASSWORD + "\nhunter2\n1234\n")
    at.expect("Added “X”")
    assert at.finish() == 0
    assert at.echoes
    for typed in ("wrong\r", PASSWORD, "hunter2", "1234"):
        assert typed not in at.transcript
    shown = home.run("show", "X", "--reveal").out
    assert "hunter2" in shown
    assert "1234" in shown


def test_neither_while_the_key_is_derived(home, sit):
    at = sit("passwd")
    at.expect(PROMPT)
    at.type(PASSWORD + "\n")
    at.expect("\r\n")
    for question in ("New master password: ", "The same again: "):
        assert not at.echoes
        at.type("a fine long password\n")
        at.expect(question)
    at.expect("Changed the master password.")
    assert at.finish() == 0
    assert at.echoes
    assert "a fine" not in at.transcript
    assert home.run("list", given="a fine long password\n").code == 0


@pytest.mark.usefixtures("home")
def test_what_nobody_asked_for_is_not_shown_either(sit):
    at = sit("list")
    at.expect(PROMPT)
    at.type("wrong\nwrong\nwrong\n" + PASSWORD + "\n")
    assert at.finish() == 6
    assert at.echoes
    assert PASSWORD not in at.transcript


def test_a_question_that_is_shown_takes_what_was_typed_ahead_for_it(home, sit):
    home.run("add", "X")
    at = sit("remove", "X", "--forever")
    at.expect(PROMPT)
    at.type(PASSWORD + "\ny\n")
    at.expect("[y/N] ")
    assert at.finish() == 0
    assert home.run("list").out == ""


@pytest.mark.usefixtures("home")
def test_a_typing_error_is_erased(sit):
    at = sit("list")
    at.expect(PROMPT)
    at.type("nonsense\x15correct horse batterx\x7fy\n")
    assert at.finish() == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave_the_terminal_as_it_was(sit, key):
    at = sit("list")
    at.expect(PROMPT)
    at.type("half" if key == "\x03" else "")
    at.type(key)
    assert at.finish() == (130 if key == "\x03" else 21)
    assert at.echoes
    assert "Traceback" not in at.transcript


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_so_does_a_signal(sit, number):
    at = sit("list")
    at.expect(PROMPT)
    at.process.send_signal(number)
    assert at.finish() == 143
    assert at.echoes


def test_the_question_is_seen_wherever_the_output_goes(home, sit):
    at = sit("list", stdout_to=home.root / "out", stderr_to=home.root / "err")
    unlock(at)
    assert at.finish() == 0
    assert (home.root / "out").read_text() == ""
    assert (home.root / "err").read_text() == ""


def test_a_file_that_is_no_vault_is_said_before_the_password_is_typed(world, sit):
    world.vault.write_bytes(b"x" * 5000)
    at = sit("list")
    assert at.finish() == 7
    assert PROMPT not in at.transcript


def test_create_asks_again_until_both_are_the_same(world, sit):
    at = sit("create", world.vault)
    for first, second in (("one", "two"), ("", ""), ("a fine long password",) * 2):
        at.expect("New master password: ")
        at.type(first + "\n")
        at.expect("The same again: ")
        at.type(second + "\n")
    at.expect("Made the vault “Personal”")
    assert at.finish() == 0
    assert stat.S_IMODE(world.vault.stat().st_mode) == 0o600


def test_add_asks_for_what_is_secret(home, sit):
    at = sit("add", "X", "--password-prompt", "--concealed-field", "pin", "--note-stdin")
    unlock(at)
    at.expect("Password: ")
    assert not at.echoes
    at.type("hunter2\n")
    at.expect("pin: ")
    at.type("1234\n")
    at.expect("Ctrl+D")
    assert at.echoes
    at.type("a note\nof two lines\n\x04")
    at.expect("Added “X”")
    assert at.finish() == 0
    assert "hunter2" not in at.transcript
    shown = home.run("show", "X", "--reveal").out
    assert "hunter2" in shown
    assert "of two lines" in shown


@pytest.mark.parametrize(
    ("answer", "code", "left"), [("n", 21, "X\t\n"), ("", 21, "X\t\n"), ("Yes", 0, "")]
)
def test_for_ever_asks_first(home, sit, answer, code, left):
    home.run("add", "X")
    at = sit("remove", "X", "--forever")
    unlock(at)
    at.expect("Delete “X” for good? This cannot be undone. [y/N] ")
    at.type(answer + "\n")
    assert at.finish() == code
    assert home.run("list").out == left


def test_the_new_recovery_code_is_typed_back(world, sit):
    world.make_vault(recovery=True)
    at = sit("passwd")
    unlock(at)
    for question in ("New master password: ", "The same again: "):
        at.expect(question)
        at.type("a fine long password\n")
    at.expect("Recovery code: ")
    at.expect("away from this computer.")
    code = at.transcript.split("Recovery code: ")[1].split("\r\n")[0]
    at.expect("The last group of the recovery code: ")
    at.type("WRNG\n")
    at.expect("That is not the last group")
    at.type(code[-4:].lower() + "\n")
    at.expect("Changed the master password.")
    assert at.finish() == 0
    assert world.run("list", "--recovery-code", given=f"{code}\n").code == 0


@pytest.mark.usefixtures("home")
def test_a_code_that_was_shown_and_given_up_opens_nothing(sit):
    at = sit("methods", "add", "recovery-code")
    unlock(at)
    at.expect("The last group of the recovery code: ")
    at.type("\x03")
    at.expect("The recovery code printed above opens nothing: nothing was changed.")
    assert at.finish() == 130


def test_show_makes_a_value_safe_for_the_person_alone(home, sit):
    home.run("add", "X", "--password-prompt", given=f"{PASSWORD}\na\x9b31mb\n")
    at = sit("show", "X", "--field", "password")
    unlock(at)
    at.expect("a\\u009b31mb")
    assert at.finish() == 0
    assert home.run("show", "X", "--field", "password").out == "a\x9b31mb\n"


def test_otp_says_how_long_it_is_good_for(home, sit):
    home.run("add", "X", "--otp-prompt", given=f"{PASSWORD}\nJBSWY3DPEHPK3PXP\n")
    at = sit("otp", "X")
    unlock(at)
    at.expect("good for ")
    assert at.finish() == 0


@pytest.mark.usefixtures("home")
def test_nothing_found_is_said(sit):
    at = sit("search", "x")
    unlock(at)
    at.expect("Nothing was found.")
    assert at.finish() == 0


def test_check_ends_on_a_clean_line(home, sit):
    home.fill(600)
    at = sit("check")
    unlock(at)
    at.expect("\rVerified ")
    at.expect("\r\x1b[KAll of it is as it was saved")
    assert at.finish() == 0


@pytest.fixture
def bare_terminal(monkeypatch):
    """A terminal that is not the controlling one: both its ends."""
    opened = os.open

    def refused(path, *arguments):
        if path == "/dev/tty":
            raise OSError
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refused)
    both = os.openpty()
    yield both
    for descriptor in both:
        os.close(descriptor)


def asked(both, typed, monkeypatch):
    """Return what has asked once, and been answered with the first line of ``typed``."""
    master, terminal = both
    os.write(master, typed)
    hidden = hidden_line.HiddenLine(terminal)
    with monkeypatch.context() as patch:
        # Flushing would throw away what this one thread has typed ahead.
        patch.setattr(termios, "TCSAFLUSH", termios.TCSANOW)
        with hidden.ask("What? ") as secret:
            assert bytes(secret.buffer) == b"secret"
    return hidden


def test_without_a_controlling_terminal_standard_input_stands_in(bare_terminal, monkeypatch):
    """As in a container that was given a terminal and no session of its own."""
    master, terminal = bare_terminal
    hidden = asked(bare_terminal, b"secret\n", monkeypatch)
    assert not termios.tcgetattr(terminal)[3] & termios.ECHO
    hidden.show_typing(keep_early=False)
    assert termios.tcgetattr(terminal)[3] & termios.ECHO
    shown = b""
    while b"What? " not in shown:
        shown += os.read(master, 100)


def test_at_the_end_what_nobody_asked_for_is_left_to_no_shell(bare_terminal, monkeypatch):
    terminal = bare_terminal[1]
    hidden = asked(bare_terminal, b"secret\nspare\n", monkeypatch)
    hidden.show_typing(keep_early=False)
    os.set_blocking(terminal, False)
    with pytest.raises(BlockingIOError):
        os.read(terminal, 100)


def test_a_signal_just_before_the_wait_for_a_key_is_noticed(bare_terminal, monkeypatch):
    """It would not end the wait, and Ctrl+C has thrown away the keys that could."""

    def interrupted(_ready, _writable, _failed, seconds):
        if not waits:
            waits.append(seconds)
            return [], [], []
        raise KeyboardInterrupt

    waits: list[float] = []
    monkeypatch.setattr(select, "select", interrupted)
    hidden = hidden_line.HiddenLine(bare_terminal[1])
    with pytest.raises(KeyboardInterrupt):
        hidden.ask("What? ")
    hidden.show_typing(keep_early=False)
    assert waits[0] < 1


def test_a_shown_question_is_left_what_was_typed_ahead(bare_terminal, monkeypatch):
    terminal = bare_terminal[1]
    hidden = asked(bare_terminal, b"secret\nyes\n", monkeypatch)
    hidden.show_typing(keep_early=True)
    assert os.read(terminal, 100) == b"yes\n"


def test_a_terminal_that_went_away_needs_nothing_put_back(monkeypatch):
    master, terminal = os.openpty()
    monkeypatch.setattr(hidden_line, "_controlling_terminal", lambda otherwise: otherwise)
    hidden = asked((master, terminal), b"secret\n", monkeypatch)
    for descriptor in (master, terminal):
        os.close(descriptor)
    hidden.show_typing(keep_early=False)
    hidden.show_typing(keep_early=False)
