# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest

from strongroom.app.state import RECENT, RecentVault, StateFile
from strongroom.errors import NotWritable


@pytest.fixture
def state(tmp_path):
    return StateFile(tmp_path / "state" / "state.json")


def test_a_first_start_knows_nothing(state):
    assert state.recent() == ()
    assert state.default_vault() is None
    assert state.geometry("window") is None
    assert state.notice == ""


def test_the_last_opened_comes_first_and_is_the_default(state, tmp_path):
    personal, work = tmp_path / "Personal.strongroom", tmp_path / "Work.strongroom"
    state.opened(personal, 1)
    state.opened(work, 2)
    state.opened(personal, 3)
    assert state.recent() == (RecentVault(personal, 3), RecentVault(work, 2))
    assert state.recent()[0].name == "Personal"
    assert state.default_vault() == personal


def test_a_vault_opened_by_name_in_a_terminal_does_not_become_the_default(state, tmp_path):
    state.opened(tmp_path / "first.strongroom", 1, make_default=False)
    state.opened(tmp_path / "second.strongroom", 2, make_default=False)
    assert state.default_vault() == tmp_path / "first.strongroom"


def test_remembers_a_bounded_number(state, tmp_path):
    for number in range(RECENT + 5):
        state.opened(tmp_path / f"{number}.strongroom", number)
    assert len(state.recent()) == RECENT
    assert state.recent()[-1].name == "5"


def test_forgets_a_vault(state, tmp_path):
    first, second = tmp_path / "1.strongroom", tmp_path / "2.strongroom"
    state.opened(first, 1)
    state.opened(second, 2)
    state.forget(second)
    assert state.recent() == (RecentVault(first, 1),)
    assert state.default_vault() == first
    state.forget(first)
    assert state.recent() == ()
    assert state.default_vault() is None


def test_forgetting_another_keeps_the_default(state, tmp_path):
    first, second = tmp_path / "1.strongroom", tmp_path / "2.strongroom"
    state.opened(first, 1)
    state.opened(second, 2)
    state.forget(first)
    assert state.default_vault() == second


def test_a_relative_path_is_remembered_from_the_root(state, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    state.opened(state._path.relative_to(tmp_path), 1)
    assert state.default_vault() == tmp_path / "state" / "state.json"


def test_geometry_lasts_part_by_part(state):
    state.keep_geometry(window=b"\x00\x01", splitter=b"\xff")
    state.keep_geometry(window=b"\x02")
    again = StateFile(state._path)
    assert again.geometry("window") == b"\x02"
    assert again.geometry("splitter") == b"\xff"


def test_two_programs_do_not_undo_one_another(state, tmp_path):
    other = StateFile(state._path)
    state.keep_geometry(window=b"1")
    other.opened(tmp_path / "a.strongroom", 1)
    state.keep_geometry(splitter=b"2")
    assert state.recent() == (RecentVault(tmp_path / "a.strongroom", 1),)


def test_a_file_that_cannot_be_read_just_now_is_not_overwritten(state, tmp_path, monkeypatch):
    state.opened(tmp_path / "a.strongroom", 1)
    before = state._path.read_bytes()

    def refuse(*_args, **_options):
        raise PermissionError

    with monkeypatch.context() as held:
        held.setattr("strongroom.app.private_files.read_regular", refuse)
        for change in (
            lambda: state.opened(tmp_path / "b.strongroom", 2),
            lambda: state.forget(tmp_path / "a.strongroom"),
            lambda: state.keep_geometry(window=b"1"),
        ):
            with pytest.raises(NotWritable):
                change()
    assert state._path.read_bytes() == before


def test_nonsense_in_the_file_is_passed_over_and_unknown_keys_are_kept(state, tmp_path):
    state._path.parent.mkdir()
    content = {
        "recent_vaults": [{"path": str(tmp_path / "a"), "opened": 1}, {"path": 5}, "x"],
        "default_vault": 7,
        "geometry": {"window": "no base64!", "splitter": 5},
        "later": [1],
    }
    state._path.write_text(json.dumps(content))
    assert state.recent() == (RecentVault(tmp_path / "a", 1),)
    assert state.default_vault() is None
    assert state.geometry("window") is None
    assert state.geometry("splitter") is None
    state.opened(tmp_path / "b", 2)
    assert json.loads(state._path.read_text())["later"] == [1]


@pytest.mark.parametrize("content", [{"recent_vaults": 5, "geometry": 5}, {"recent_vaults": None}])
def test_lists_that_are_none_are_empty(state, content):
    state._path.parent.mkdir()
    state._path.write_text(json.dumps(content))
    assert state.recent() == ()
    assert state.geometry("window") is None
    state.keep_geometry(window=b"1")
    assert state.geometry("window") == b"1"


def test_a_broken_file_is_moved_aside_and_said(state):
    state._path.parent.mkdir()
    state._path.write_text("{")
    assert state.recent() == ()
    assert "state.json.broken" in state.notice
    state.keep_geometry(window=b"1")
    assert "state.json.broken" in state.notice


def test_keeps_where_the_key_file_of_each_vault_was(state, tmp_path):
    personal, work, key = (tmp_path / name for name in ("P.strongroom", "W.strongroom", "k.key"))
    state.opened(personal, 1)
    state.opened(work, 2)
    state.keep_key_file(personal, key)
    state.opened(personal, 3)
    assert state.key_file(personal) == key
    assert state.key_file(work) is None
    assert state.key_file(tmp_path / "unknown.strongroom") is None
    state.move_key_file(key, tmp_path / "moved.key")
    assert state.key_file(personal) == tmp_path / "moved.key"
    state.keep_key_file(personal, None)
    assert state.key_file(personal) is None


def test_forgets_where_key_files_were(state, tmp_path):
    state.opened(tmp_path / "P.strongroom", 1)
    state.keep_key_file(tmp_path / "P.strongroom", tmp_path / "k.key")
    state.forget_key_files()
    assert state.key_file(tmp_path / "P.strongroom") is None
    assert "k.key" not in state._path.read_text()


def test_nothing_is_written_where_nothing_changes(state, tmp_path):
    state.forget_key_files()
    state.keep_key_file(tmp_path / "P.strongroom", tmp_path / "k.key")
    assert not state._path.exists()
