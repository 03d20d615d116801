# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a process: how it starts, and every way in which it ends."""

import ast
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD

from strongroom import cli
from strongroom.cli.exit_codes import MEANINGS
from strongroom.cli.main import Terminated
from strongroom.cli.verbs import VERBS
from strongroom.model import generator

HEAVY = ("PySide6", "shiboken6", "zxcvbn_rs_py", "rapidfuzz", "email", "segno", "asyncio")
VAULT = ("cryptography", "argon2", "sqlite3", "platformdirs")


def modules_after(world, *arguments):
    """Return the top-level modules that one command line has imported."""
    body = (
        "import os, sys; from strongroom.cli import main;"
        "code = main.main(sys.argv[1:], main.build(os.environ));"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", body, *arguments],
        input="correct horse battery\n",
        env=world.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split("\n")[-2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["generate"], ["completion", "bash"]])
def test_what_opens_no_vault_imports_nothing_for_one(world, arguments):
    assert not modules_after(world, *arguments) & {*HEAVY, *VAULT, "xkcdpass"}


@pytest.mark.parametrize("arguments", [["list"], ["add", "X"], ["show", "X"]])
def test_a_vault_is_opened_without_what_is_slow_and_not_needed(home, arguments):
    assert home.run("add", "X").code == 0
    loaded = modules_after(home, *arguments)
    assert set(VAULT) <= loaded
    assert not loaded & {*HEAVY, "xkcdpass"}


def test_help_names_every_verb_and_every_exit_code(world):
    done = world.script("--help")
    assert (done.code, done.err) == (0, "")
    for verb in VERBS:
        assert f"\n  {verb} " in done.out
    for code, text in MEANINGS.items():
        assert f"\n  {int(code):<3}  {text.split()[0]}" in done.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_fits_a_terminal(world, verb):
    done = world.run(verb, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: strongroom-cli {verb} ")
    assert max(map(len, done.out.split("\n"))) <= 80


ON_A_VAULT = sorted(
    set(VERBS)
    - {"create", "generate", "completion", "lock", "salvage", "backup", "methods", "attachment"}
)


@pytest.mark.parametrize("verb", ON_A_VAULT)
def test_every_verb_on_a_vault_takes_the_same_options(world, verb):
    shown = world.run(verb, "--help").out
    for option in ("--vault PATH", "--key-file FILE", "--recovery-code", "--go-on", "--json"):
        assert option in shown


def test_without_a_verb_the_help_is_shown(world):
    done = world.script()
    assert done.code == 2
    assert done.out == world.script("--help").out


def test_the_version(world):
    assert world.script("--version").out.startswith("strongroom-cli 0.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["list", "--frob"], "--frob"),
        (["generate", "--length", "many"], "'many' is not a valid integer"),
        (["show"], "Missing argument"),
        (["backup"], "Missing command"),
        (["methods"], "Missing command"),
        (["list", "--kind", "spoon"], "'spoon' is not one of"),
        (["list", "one", "two"], "unexpected extra argument"),
    ],
)
def test_a_command_line_that_is_not_understood(world, arguments, sentence):
    done = world.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert "--help”" in done.err
    assert done.err.count("\n") == 1


def test_a_fault_of_ours_shows_where_and_no_values(world, monkeypatch):
    sentence = "hunter-xyzzy"

    def broken(_recipe):
        raise RuntimeError(sentence)

    monkeypatch.setattr(generator, "generate", broken)
    done = world.run("generate")
    assert done.code == 1
    assert "in broken" in done.err
    assert "RuntimeError" in done.err
    assert "hunter" not in done.err


def test_ctrl_c_is_no_traceback(world, monkeypatch):
    def interrupted(_recipe):
        raise KeyboardInterrupt

    monkeypatch.setattr(generator, "generate", interrupted)
    done = world.run("generate")
    assert (done.code, done.out, done.err) == (130, "", "Cancelled.\n")


def test_refusals_of_a_command_line_are_whole_sentences():
    """Each begins with a capital or an option, and ends with a stop: as click's own do here."""
    told = []
    for file in Path(cli.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "click.UsageError":
                told += [
                    text.value
                    for text in ast.walk(call)
                    if isinstance(text, ast.Constant) and isinstance(text.value, str)
                ]
    assert len(told) > 8
    assert [one for one in told if not re.fullmatch(r"(?s)([A-Z]|--).*[.?]", one)] == []


def test_a_signal_is_no_traceback(world, monkeypatch):
    def terminated(_recipe):
        raise Terminated(signal.SIGTERM)

    monkeypatch.setattr(generator, "generate", terminated)
    done = world.run("generate")
    assert (done.code, done.out, done.err) == (143, "", "")


def test_a_reader_that_goes_away_is_no_error(world):
    done = world.shell("CLI --help | head -1; echo ${PIPESTATUS[0]}")
    assert done.out.split("\n")[0].startswith("Usage:")
    assert done.err == ""


def test_a_reader_that_was_never_there(world):
    done = world.shell("CLI generate --length 256 > >(exec true); sleep 0; true")
    assert done.err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's own device")
def test_a_full_disk_behind_the_output(world):
    done = world.shell("CLI generate > /dev/full")
    assert done.code == 1
    assert done.err == ("strongroom-cli: The output could not be written; is the disk full?\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's own device")
def test_what_is_done_is_said_though_the_output_failed(home):
    done = home.shell("CLI add X > /dev/full", given=f"{PASSWORD}\n")
    assert done.code == 1
    assert done.err == (
        "strongroom-cli: The output could not be written; is the disk full? What was asked for "
        f"is done all the same: it is in “{home.vault}”.\n"
    )
    assert home.run("list").out == "X\t\n"
    read = home.shell("CLI list > /dev/full", given=f"{PASSWORD}\n")
    assert (read.code, "is done" in read.err) == (1, False)
    key = home.root / "key"
    made = home.shell(f"CLI methods create-key-file {key} > /dev/full")
    assert f"it is in “{key}”" in made.err


def test_closed_descriptors_are_nothing_and_not_the_next_file(home):
    done = home.shell("CLI list <&-")
    assert done.code == 3
    assert "Standard input ended" in done.err
    assert home.shell("CLI generate >&-").code == 0
    assert home.shell("CLI frobnicate 2>&-").code == 2
