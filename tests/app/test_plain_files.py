# SPDX-License-Identifier: GPL-3.0-or-later
"""The very file that was imported goes, and never another."""

import os
from pathlib import Path
from typing import Any

import pytest

from strongroom.app import plain_files
from strongroom.app.plain_files import PlainFile
from strongroom.errors import ChangedSince, NotFound, NotWritable

TEXT = b"name,password\nGitHub,hunter2\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "passwords.csv"
    made.write_bytes(TEXT)
    return made


def known(path: Path) -> PlainFile:
    with path.open("rb") as file:
        return PlainFile.of(path, file.fileno())


def test_it_is_written_over_and_gone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = known(path), []

    def look(name: str, *, dir_fd: int, unlink: Any = os.unlink) -> None:
        seen.append(path.read_bytes())
        unlink(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", look)
    monkeypatch.setattr(os, "supports_dir_fd", {look})
    assert plain_files.delete(file)
    assert seen == [bytes(len(TEXT))]
    assert not path.exists()


def test_an_empty_file_goes_too(path: Path) -> None:
    path.write_bytes(b"")
    assert plain_files.delete(known(path))
    assert not path.exists()


def test_another_file_of_that_name_stays(path: Path) -> None:
    file = known(path)
    path.rename(path.with_suffix(".old"))
    path.write_bytes(TEXT)
    with pytest.raises(ChangedSince):
        plain_files.delete(file)
    assert path.read_bytes() == TEXT
    assert path.with_suffix(".old").read_bytes() == TEXT


def test_what_was_changed_since_stays(path: Path) -> None:
    file = known(path)
    path.write_bytes(TEXT + b"Bank,more\n")
    with pytest.raises(ChangedSince):
        plain_files.delete(file)
    assert path.read_bytes().endswith(b"more\n")


def test_what_was_only_pointed_at_stays(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    with pytest.raises(ChangedSince):
        plain_files.delete(known(link))
    assert path.read_bytes() == TEXT
    assert link.is_symlink()


def test_a_folder_in_its_place_stays(path: Path) -> None:
    file = known(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ChangedSince):
        plain_files.delete(file)
    assert path.is_dir()


def test_a_file_with_two_names_keeps_its_bytes_under_the_other(path: Path) -> None:
    other = path.with_suffix(".bak")
    other.hardlink_to(path)
    assert not plain_files.delete(known(path))
    assert not path.exists()
    assert other.read_bytes() == TEXT


def test_one_that_cannot_be_written_is_deleted_all_the_same(path: Path) -> None:
    path.chmod(0o400)
    plain_files.delete(known(path))
    assert not path.exists()


def test_a_write_that_fails_half_way_still_lets_it_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    assert not plain_files.delete(known(path))
    assert not path.exists()


def test_somebody_elses_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(ChangedSince, match="somebody else"):
        plain_files.delete(known(path))
    assert path.exists()


def test_what_is_gone_is_said(path: Path) -> None:
    file = known(path)
    path.unlink()
    with pytest.raises(NotFound, match="not there any more"):
        plain_files.delete(file)


def test_what_cannot_be_removed_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: Path, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(NotWritable, match="Permission denied"):
        plain_files.delete(known(path))


def test_it_is_said_honestly(path: Path) -> None:
    file = known(path)
    assert "not put into the bin" in plain_files.question(file)
    for over in (True, False):
        assert "may survive" in plain_files.outcome(file, over=over)
    assert "written over" not in plain_files.outcome(file, over=False)


def test_what_takes_its_place_meanwhile_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = known(path)

    def swap(_descriptor: int) -> None:
        path.rename(path.with_suffix(".old"))
        path.write_bytes(b"another")

    monkeypatch.setattr(os, "fsync", swap)
    with pytest.raises(ChangedSince):
        plain_files.delete(file)
    assert path.read_bytes() == b"another"


def test_another_folder_that_takes_the_name_of_its_own_loses_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, mine = tmp_path / "shared", tmp_path / "mine"
    for made in (folder, mine):
        made.mkdir()
    path = path.rename(folder / "passwords.csv")
    dear = mine / path.name
    dear.write_bytes(b"dear")
    check = plain_files._check_place

    def swap(file: PlainFile, found: os.stat_result) -> None:
        check(file, found)
        folder.rename(tmp_path / "elsewhere")
        folder.symlink_to(mine)

    monkeypatch.setattr(plain_files, "_check_place", swap)
    assert plain_files.delete(known(path))
    assert dear.read_bytes() == b"dear"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_second_name_that_it_gets_meanwhile_keeps_its_bytes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = path.with_suffix(".bak")

    def linked(name: str, *more: int, open: Any = os.open, **folder: int) -> int:  # noqa: A002
        if name == path.name:
            other.hardlink_to(path)
        descriptor: int = open(name, *more, **folder)
        return descriptor

    file = known(path)
    monkeypatch.setattr(os, "open", linked)
    assert not plain_files.delete(file)
    assert other.read_bytes() == TEXT
    assert not path.exists()


def test_it_goes_where_no_folder_can_be_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "supports_dir_fd", set())
    assert plain_files.delete(known(path))
    assert not path.exists()
