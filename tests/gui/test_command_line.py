# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said to ``strongroom``, and one sentence for what cannot."""

from pathlib import Path

import pytest

from strongroom import __version__
from strongroom.app.first_window import Kind, Wish
from strongroom.gui.command_line import Command, Text, read


def test_nothing_opens_the_window() -> None:
    assert read([]) == Command()
    assert Command().wish("t") == Wish(Kind.RAISE, token="t")


def test_a_vault_is_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    command = read(["Work.strongroom"])
    assert command == Command(tmp_path / "Work.strongroom")
    assert isinstance(command, Command)
    assert command.wish("") == Wish(Kind.RAISE, tmp_path / "Work.strongroom")


def test_a_vault_may_look_like_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(["--", "--odd.strongroom"]) == Command(tmp_path / "--odd.strongroom")


def test_the_options() -> None:
    assert read(["--quick-access"]) == Command(quick_access=True)
    assert read(["--minimised", "/a.strongroom"]) == Command(Path("/a.strongroom"), minimised=True)
    assert Command(quick_access=True).wish("t") == Wish(Kind.QUICK_ACCESS, token="t")


def test_a_start_at_log_in_leaves_an_open_window_where_it_is() -> None:
    assert Command(minimised=True).wish("t") == Wish(Kind.GREET)
    vault = Path("/a.strongroom")
    assert Command(vault, minimised=True).wish("") == Wish(Kind.RAISE, vault)


@pytest.mark.parametrize(
    "words",
    [["--nonsense"], ["-x", "a"], ["a", "b"], ["--quick-access", "a"], ["--minimised=yes"]],
    ids=str,
)
def test_what_is_wrong_is_said_in_one_sentence(words: list[str]) -> None:
    text = read(words)
    assert isinstance(text, Text)
    assert text.wrong
    assert text.text.endswith(".")
    assert "\n" not in text.text


def test_version_and_help_go_before_all_else() -> None:
    assert read(["--version", "--nonsense"]) == Text(f"strongroom {__version__}")
    for word in ("--help", "-h"):
        text = read([word])
        assert isinstance(text, Text)
        assert not text.wrong
        for option in ("--minimised", "--quick-access", "--version"):
            assert option in text.text
        assert max(len(line) for line in text.text.splitlines()) <= 80
