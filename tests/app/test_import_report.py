# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said after an import, and kept in a file: counts, titles, sentences."""

import stat
from pathlib import Path

import pytest
from tests.app.worlds import World, new_unlock

from strongroom.app import import_report
from strongroom.app.importing import Imported, Problem
from strongroom.errors import NotWritable
from strongroom.model.changes import Changes
from strongroom.vault import key_file


def imported(
    *,
    updated: int = 0,
    skipped: int = 0,
    problems: tuple[Problem, ...] = (),
    losses: tuple[tuple[str, str], ...] = (),
) -> Imported:
    return Imported(Changes(), updated, skipped, problems, losses)


def test_nothing_is_said_of_what_did_not_happen() -> None:
    assert import_report.summary(imported()) == ["0 items were imported."]
    assert import_report.summary(imported(updated=1)) == ["1 item took in what the file says."]


def test_all_of_it_is_named() -> None:
    found = imported(
        skipped=2,
        problems=(Problem(5, "It has no title.", "Bank"), Problem(0, "It is broken.")),
        losses=(("", "The folder icons were left."), ("Mail", "A file\nwas left.")),
    )
    text = import_report.report(found, "a.csv", "Chrome", "today")
    assert text.startswith("Import from a.csv\n\nRead as: Chrome\ntoday\n\n0 items")
    assert "2 entries were left out" in text
    assert "- “Bank” (Line 5): It has no title." in text
    assert "- An entry: It is broken." in text
    assert "- The file as a whole: The folder icons were left." in text
    assert "- Mail: A file was left." in text


def test_it_says_nothing_that_a_terminal_obeys() -> None:
    evil = "\x1b]0;evil\x07\x9b31m\u202etxt\u2028"
    found = imported(problems=(Problem(0, f"of {evil}", evil),), losses=((evil, evil),))
    text = import_report.report(found, f"{evil}.csv", "Chrome", "today")
    assert all(one.isprintable() for line in text.split("\n") for one in line)
    assert text.count("]0;evil") == 5
    assert (
        import_report.one_line("a \U0001f469\u200d\U0001f4bb b") == "a \U0001f469\u200d\U0001f4bb b"
    )


def test_a_list_that_is_empty_has_no_heading() -> None:
    text = import_report.report(imported(), "a.csv", "Chrome", "today")
    assert "Could not be read" not in text
    assert "Did not come" not in text


def test_it_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")
    path.chmod(0o644)
    import_report.save(path, "Zoë \ud800\n")
    assert path.read_text() == "Zoë ?\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_takes_the_place_of_no_vault_and_no_key(tmp_path: Path, world: World) -> None:
    world.session().create(world.path, "Personal", new_unlock())
    key = tmp_path / "Personal.key"
    key_file.create(key).close()
    for path in (world.path, key):
        before = path.read_bytes()
        with pytest.raises(NotWritable, match="never replaced"):
            import_report.save(path, "text")
        assert path.read_bytes() == before
