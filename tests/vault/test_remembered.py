# SPDX-License-Identifier: GPL-3.0-or-later
import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.vault import remembered
from strongroom.vault.remembered import Age, Remembered, Seen, compare

VECTORS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))


def seen(writers: dict[str, int], manifest: str = "m") -> Seen:
    return Seen(
        writers=writers, key_id="k", header="h", manifest=manifest, items=3, at=1_700_000_000_000
    )


@pytest.mark.parametrize(
    ("then", "now", "age"),
    [
        ({}, {"a": 1}, Age.SAME_OR_NEWER),
        ({"a": 1}, {"a": 2, "b": 1}, Age.SAME_OR_NEWER),
        ({"a": 2}, {"a": 1}, Age.OLDER),
        ({"a": 1, "b": 1}, {"a": 1}, Age.OLDER),
        ({"a": 2}, {"a": 1, "b": 5}, Age.BOTH_CHANGED),
        ({"a": 2}, {"b": 1}, Age.BOTH_CHANGED),
    ],
)
def test_a_file_is_compared_by_everybodys_saves(then, now, age):
    assert compare(seen(then), seen(now, "other")) is age


def test_the_same_saves_with_another_manifest_are_a_fork():
    assert compare(seen({"a": 1}), seen({"a": 1})) is Age.SAME_OR_NEWER
    assert compare(seen({"a": 1}), seen({"a": 1}, "other")) is Age.BOTH_CHANGED


@given(VECTORS, VECTORS, st.sampled_from("abc"))
def test_a_save_on_top_is_newer_and_a_lost_one_never_silent(then, more, writer):
    merged = {key: max(then.get(key, 0), more.get(key, 0)) for key in then | more}
    saved = merged | {writer: merged.get(writer, 0) + 1}
    assert compare(seen(then), seen(saved, "other")) is Age.SAME_OR_NEWER
    assert compare(seen(saved), seen(then, "other")) is not Age.SAME_OR_NEWER


def test_what_is_stored_is_loaded(tmp_path):
    path = tmp_path / "seen.json"
    assert remembered.load(path) is None
    state = Remembered(seen=seen({"a": 1}), writer="a", retired={"k0": 5})
    remembered.store(path, state)
    assert remembered.load(path) == state
    assert path.stat().st_mode & 0o777 == 0o600
    assert msgspec.json.decode(path.read_bytes())["seen"]["items"] == 3


def test_what_is_remembered_outlasts_a_power_cut(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    path = tmp_path / "seen.json"
    remembered.store(path, Remembered(seen=seen({"a": 1}), writer="a"))
    assert path.stat().st_ino in synced


@pytest.mark.parametrize("broken", [b"", b"{", b"{}", b"\xff", b'{"writer": 5}'])
def test_a_broken_memory_is_none(tmp_path, broken):
    path = tmp_path / "seen.json"
    path.write_bytes(broken)
    assert remembered.load(path) is None
    assert remembered.set_aside_spoiled(path)
    assert path.with_name("seen.json.broken").read_bytes() == broken
    assert not remembered.set_aside_spoiled(path)


def test_a_good_memory_stays(tmp_path):
    path = tmp_path / "seen.json"
    remembered.store(path, Remembered(seen=seen({"a": 1}), writer="a"))
    assert not remembered.set_aside_spoiled(path)
    assert path.exists()


def test_a_pipe_in_its_place_is_none_and_nobody_waits_for_it(tmp_path):
    path = tmp_path / "seen.json"
    os.mkfifo(path)
    assert remembered.load(path) is None
    assert remembered.set_aside_spoiled(path)
    assert not path.exists()


def test_a_spoiled_memory_that_cannot_be_moved_is_told_all_the_same(tmp_path):
    path = tmp_path / "seen.json"
    path.write_bytes(b"{")
    path.with_name("seen.json.broken").mkdir()
    assert remembered.set_aside_spoiled(path)


def test_the_owner_is_told_once_that_an_older_copy_would_not_be_noticed(ground, vault):
    memory = ground.places().remembered(vault.vault_id)
    assert vault.notices == ()
    vault.close()
    memory.write_bytes(b"nonsense")
    again = ground.open()
    assert len(again.notices) == 1
    assert "older copy would not be noticed" in again.notices[0]
    again.close()
    assert ground.open().notices == ()
