# SPDX-License-Identifier: GPL-3.0-or-later
import subprocess
import sys

import pytest

from strongroom.cli.verbs import VERBS


def complete(world, line):
    """Return what a shell is offered at the end of ``line``."""
    words = line.split(" ")
    done = world.script(
        given="",
        _STRONGROOM_CLI_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    assert (done.code, done.err) == (0, "")
    return [word.split(",")[1] for word in done.out.splitlines()]


def test_verbs(world):
    assert complete(world, "strongroom-cli ") == list(VERBS)
    assert complete(world, "strongroom-cli re") == ["remove", "restore"]


def test_options_and_their_values(world):
    assert "--password-prompt" in complete(world, "strongroom-cli add X --")
    assert complete(world, "strongroom-cli add X --kind w") == ["wifi"]
    assert complete(world, "strongroom-cli completion z") == ["zsh"]
    assert complete(world, "strongroom-cli --v") == ["--version"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_calls_the_program(world, shell):
    done = world.run("completion", shell, given="")
    assert (done.code, done.err) == (0, "")
    assert f"_STRONGROOM_CLI_COMPLETE={shell}_complete" in done.out


def test_a_shell_that_is_not_known(world):
    assert world.run("completion", "tcsh", given="").code == 2


@pytest.fixture
def installed(world):
    """The environment of a shell that finds the program by its name."""
    folder = world.root / "bin"
    folder.mkdir()
    program = folder / "strongroom-cli"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m strongroom.cli.main "$@"\n')
    program.chmod(0o700)
    return world.environment | {"PATH": f"{folder}:{world.environment['PATH']}"}


BASH = """
COMP_WORDS=(strongroom-cli gen) COMP_CWORD=1
_strongroom_cli_completion strongroom-cli
echo ${COMPREPLY[@]}
"""
ZSH = """
compadd() { print -r - offered ${(P)@[-1]}; }
_describe() { print -r - offered ${(P)@[-2]}; }
compdef() { :; }
words=(strongroom-cli gen) CURRENT=2
SCRIPT
_strongroom_cli_completion
"""
FISH = """
SCRIPT
complete -C "strongroom-cli gen"
"""


@pytest.mark.parametrize(
    ("shell", "session"),
    [
        pytest.param("bash", "SCRIPT" + BASH, marks=pytest.mark.real("bash")),
        pytest.param("zsh", ZSH, marks=pytest.mark.real("zsh")),
        pytest.param("fish", FISH, marks=pytest.mark.real("fish")),
    ],
)
def test_the_real_shells_complete_with_it(world, installed, shell, session):
    script = world.run("completion", shell, given="").out
    done = subprocess.run(
        [shell, "-c", session.replace("SCRIPT", script)],
        env=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "generate" in done.stdout
    assert done.stderr == ""
