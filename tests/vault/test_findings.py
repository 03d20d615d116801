# SPDX-License-Identifier: GPL-3.0-or-later
"""Older, both changed, retired, unrelated: from the sentence to the file at hand."""

import errno
from datetime import UTC, datetime

import msgspec
import pytest
from tests.vault.ground import add, new_unlock, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import ReadOnlyVault
from strongroom.vault import remembered
from strongroom.vault.access import Access
from strongroom.vault.findings import BothChanged, Older, Retired, Unrelated, judge
from strongroom.vault.remembered import Remembered, Seen
from strongroom.vault.row_types import SettingsRow


def rekey(vault, password):
    vault.change_unlock(new_unlock(password), cost=CHEAPEST).finish()


# Sentences


def test_older_names_both_numbers():
    sentence = "This vault is older than the one last opened here: {} then, {} now."
    assert Older(312, 309, 1).sentence == sentence.format("312 items", 309)
    assert Older(1, 0, 1).sentence == sentence.format("1 item", 0)
    missing = "This vault is older than the one last opened here: {} in it on {:%Y-%m-%d %H:%M}."
    seen = datetime.fromtimestamp(1_700_000_000, UTC).astimezone()
    one = Older(5, 5, 1_700_000_000_000, 1).sentence
    assert one == missing.format("1 save is missing that was", seen)
    two = Older(None, 5, 1_700_000_000_000, 2).sentence
    assert two == missing.format("2 saves are missing that were", seen)
    assert Older(None, 0, 1).sentence == "This vault is older than the one last opened here."


@pytest.mark.parametrize("finding", [BothChanged(1, 2, 3), Retired(1), Unrelated()])
def test_every_finding_has_its_sentence(finding):
    assert finding.sentence.endswith(".")


@pytest.mark.parametrize("finding", [Retired(1), Unrelated()])
def test_what_stays_for_looking_only_can_be_said_of_a_vault_that_is_not_left_open(finding):
    assert "is open" in finding.sentence
    assert "is open" not in finding.unopened
    assert finding.unopened.endswith(".")
    assert finding.unopened[:30] == finding.sentence[:30]


# Older


def test_a_newer_file_opens_silently(ground):
    there, here = ground.open("there"), ground.open()
    add(there)
    assert ground.open().finding is None
    assert here.refresh() is not None


def test_the_number_of_items_is_known_without_decrypting_them(ground):
    vault = ground.open()
    vault.overviews()
    vault.close()
    vault = ground.open()
    add(vault, "One")
    backup = ground.copy("backup")
    add(vault, "Two")
    assert vault._core.item_count == 2
    ground.replace_by(backup)
    assert ground.open().finding == Older(2, 1, ground.clock.now_ms(), 1)


def test_the_newest_file_comes_back_while_an_older_one_is_open(ground):
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    newest = ground.copy("newest")
    ground.replace_by(backup)
    again = ground.open()
    with pytest.raises(ReadOnlyVault, match="older"):
        add(again)
    ground.replace_by(newest)
    again.refresh()
    assert again.finding is None
    add(again)


def test_going_on_makes_a_fork_that_shows(ground):
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault, "First life")
    first = ground.copy("first")
    ground.replace_by(backup)

    second = ground.open()
    second.go_on()
    assert second.finding is None
    assert not second.read_only
    # Nothing has been saved yet: another opening still says it.
    assert isinstance(ground.open().finding, Older)
    assert second.refresh() is None
    add(second, "Second life")
    add(second, "It goes on")  # under the old writer id this would be more than the first life
    assert ground.open().finding is None
    ground.replace_by(first)
    finding = ground.open().finding
    assert isinstance(finding, BothChanged)
    assert (finding.saves_missing > 0, finding.saves_new > 0) == (True, True)


def test_looking_around_after_going_on_does_not_lower_what_is_remembered(ground):
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    ground.replace_by(backup)
    second = ground.open()
    second.go_on()
    second.overviews()
    add_elsewhere = ground.open("there")
    add(add_elsewhere, "From there")
    assert second.refresh() is not None
    assert second.finding is None
    # Our own save is what was remembered, and it is in neither.
    assert isinstance(ground.open().finding, BothChanged)


def test_going_on_without_a_finding_changes_nothing(ground):
    vault = ground.open()
    writer = vault._core.writer
    vault.go_on()
    assert vault._core.writer == writer


def two_programs_one_of_which_went_on(ground):
    """Return the program that went on with an older file, the other, and a copy of its state."""
    first = ground.open()
    add(first, "Common")
    backup = ground.copy("backup")
    add(first, "Lost")
    add(first, "Lost too")
    lost = ground.copy("lost")
    other = ground.open()
    other.overviews()
    ground.replace_by(backup)
    one = ground.open()
    one.go_on()
    add(one, "Instead")
    return one, other, lost


def test_what_another_program_went_on_with_is_a_fork_to_us(ground):
    one, other, lost = two_programs_one_of_which_went_on(ground)
    other.refresh()
    assert isinstance(other.finding, BothChanged)
    assert other.finding.items_then == 3
    assert titles(other) == ["Common", "Instead"]
    with pytest.raises(ReadOnlyVault):
        add(other)
    # It stands, however often the other program saves, until the person goes on here too.
    add(one, "More")
    other.refresh()
    assert isinstance(other.finding, BothChanged)
    other.go_on()
    for number in range(4):
        add(other, f"Later {number}")
    ground.replace_by(lost)
    assert isinstance(ground.open().finding, BothChanged)


def test_the_saves_we_held_come_back_and_all_is_well(ground):
    _one, other, lost = two_programs_one_of_which_went_on(ground)
    other.refresh()
    ground.places().remembered(other.vault_id).unlink()
    ground.replace_by(lost)
    other.refresh()
    assert other.finding is None
    add(other)


def test_a_save_counts_under_the_writer_that_this_machine_uses_by_now(ground):
    vault = ground.open()
    add(vault, "One")
    ground.places().remembered(vault.vault_id).unlink()
    other = ground.open()  # without a memory it takes a writer of its own
    add(other, "Two")
    vault.refresh()
    assert vault.finding is None
    add(vault, "Three")
    assert vault.settings.writers[other._core.writer] == 2
    assert vault._core.writer == other._core.writer


# Both changed


def test_a_lost_memory_takes_a_new_writer(ground):
    vault = ground.open()
    add(vault)
    (writer,) = vault.settings.writers
    memory = ground.places().remembered(vault.vault_id)
    memory.unlink()
    again = ground.open()
    assert again.finding is None
    add(again)
    assert again.settings.writers[writer] == 1
    assert len(again.settings.writers) == 2


def test_a_later_memory_of_another_program_is_not_lowered(ground):
    first, second = ground.open(), ground.open()
    add(second, "Second")
    known = remembered.load(ground.places().remembered(first.vault_id))
    first.overviews()  # counts what it has, which is older
    assert remembered.load(ground.places().remembered(first.vault_id)) == known


def test_a_state_folder_that_cannot_be_written_takes_no_save_back(ground, monkeypatch):
    vault = ground.open()

    def refuse(*_args):
        raise OSError

    monkeypatch.setattr(remembered, "store", refuse)
    add(vault)
    assert len(vault.overviews()) == 1


@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO, errno.ENOSPC])
def test_a_folder_of_memories_that_cannot_be_had_stops_no_opening_and_no_save(
    ground, fail_at, number
):
    ground.open().close()
    seen = ground.places("there").state / "seen"
    fail_at(seen, number)
    vault = ground.open("there")
    assert vault.finding is None
    assert ["would not be noticed" in sentence for sentence in vault.notices] == [True]
    item_id = add(vault)
    assert ground.open("there").item(item_id).overview.title == "GitHub"


# Retired and unrelated


def test_a_machine_that_has_not_heard_of_the_new_password_follows(ground):
    ground.open("there").close()
    vault = ground.open()
    rekey(vault, "a wholly new password")
    rekey(vault, "and another new password")
    there = ground.open("there", password="and another new password")
    assert there.finding is None
    assert len(there.settings.retired) == 2


# The numbers


@pytest.mark.parametrize(
    ("writers", "finding"),
    [
        ({"a": 5, "b": 2}, None),
        ({"a": 6, "b": 2}, None),
        ({"a": 3, "b": 2}, Older(7, 4, 10, 2)),
        ({"a": 5}, Older(7, 4, 10, 2)),
        ({"a": 3, "b": 2, "c": 4}, BothChanged(7, 4, 10, 2, 4)),
        ({}, Older(7, 4, 10, 7)),
    ],
)
def test_a_finding_counts_the_saves_on_either_side(writers, finding):
    then = Seen(
        writers={"a": 5, "b": 2}, key_id="00", header="", manifest="m", items=7, at=10, local=""
    )
    found = msgspec.structs.replace(then, writers=writers, items=None, at=20)
    settings = SettingsRow(name="Personal", created=0, writers=writers)
    assert judge(Remembered(seen=then, writer="a"), found, settings, lambda: 4) == finding


def test_a_save_by_another_program_right_after_a_look_makes_nothing_look_older(ground, monkeypatch):
    """What is remembered belongs to the moment of the look, not to a later one."""
    first, second = ground.open(), ground.open()
    real = Access.read
    saved: list[int] = []

    def overtaken(self, work):
        result = real(self, work)
        if self is not second._core.access and len(saved) < 9:
            saved.append(add(second, f"Saved {len(saved)}"))
        return result

    monkeypatch.setattr(Access, "read", overtaken)
    add(second, "Before")
    first.refresh()
    assert saved
    assert first.finding is None
    third = ground.open()
    assert third.finding is None
    monkeypatch.undo()
    first.refresh()
    third.refresh()
    assert (
        titles(first)
        == titles(third)
        == sorted(["Before", *(f"Saved {n}" for n in range(len(saved)))])
    )


def test_a_key_that_follows_no_remembered_one_is_unrelated():
    then = Seen(writers={}, key_id="00", header="", manifest="m", items=7, at=10, local="")
    found = msgspec.structs.replace(then, key_id="11")
    settings = SettingsRow(name="Personal", created=0)
    remembered_then = Remembered(seen=then, writer="a", retired={"22": 5})
    assert judge(remembered_then, found, settings, lambda: 4) == Unrelated(7, 4, 10)
    retired = msgspec.structs.replace(then, key_id="22")
    assert judge(remembered_then, retired, settings, lambda: 4) == Retired(5, 7, 4, 10)
    assert judge(None, found, settings, lambda: 4) is None
