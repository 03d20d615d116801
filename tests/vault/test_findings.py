# SPDX-License-Identifier: GPL-3.0-or-later
"""Older, both changed, retired, unrelated: from the sentence to the file at hand."""

import msgspec
import pytest
from tests.vault.ground import add, new_unlock, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import ReadOnlyVault
from strongroom.vault import remembered
from strongroom.vault.findings import BothChanged, Older, Retired, Unrelated, judge
from strongroom.vault.remembered import Remembered
from strongroom.vault.row_types import Retired as RetiredKey


def rekey(vault, password):
    vault.change_unlock(new_unlock(password), cost=CHEAPEST).finish()


# Sentences


def test_older_names_both_numbers():
    sentence = "This vault is older than the one last opened here: {} then, {} now."
    assert Older(312, 309, 1).sentence == sentence.format("312 items", 309)
    assert Older(1, 0, 1).sentence == sentence.format("1 item", 0)
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


def test_a_file_that_was_rolled_back_is_older(ground):
    vault = ground.open()
    add(vault, "Kept")
    backup = ground.copy("backup")
    add(vault, "Lost")
    add(vault, "Lost too")
    vault.overviews()
    ground.clock.forward(days=1)
    ground.replace_by(backup)
    again = ground.open()
    assert again.finding == Older(3, 1, again._core.clock.now_ms() - 86_400_000, 2)
    assert again.read_only
    assert titles(again) == ["Kept"]
    with pytest.raises(ReadOnlyVault, match="older"):
        add(again)
    with pytest.raises(ReadOnlyVault, match="older"):
        again.change_unlock(new_unlock(), cost=CHEAPEST)


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


def test_looking_at_an_older_file_again_and_again_says_so_each_time(ground):
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    ground.replace_by(backup)
    assert isinstance(ground.open().finding, Older)
    assert isinstance(ground.open().finding, Older)


def test_a_rollback_under_an_open_vault_stops_the_next_save(ground):
    vault = ground.open()
    backup = ground.copy("backup")
    add(vault)
    ground.replace_by(backup)
    with pytest.raises(ReadOnlyVault, match="older"):
        add(vault)
    assert isinstance(vault.finding, Older)
    assert titles(vault) == []
    assert ground.path.read_bytes() == backup.read_bytes()


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


def test_two_machines_that_saved_offline_are_told_apart(ground):
    here = ground.open()
    backup = ground.copy("backup")
    add(here, "Here")
    mine = ground.copy("mine")
    ground.replace_by(backup)
    there = ground.open("there")
    add(there, "There")
    add(there, "There too")
    theirs = ground.open()
    assert isinstance(theirs.finding, BothChanged)
    assert titles(theirs) == ["There", "There too"]
    ground.replace_by(mine)
    assert isinstance(ground.open("there").finding, BothChanged)


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


# Retired and unrelated


def test_a_file_under_a_retired_password_is_for_looking_only(ground):
    vault = ground.open()
    add(vault)
    old = ground.copy("old")
    rekey(vault, "a wholly new password")
    assert ground.open(password="a wholly new password").finding is None
    ground.replace_by(old)
    again = ground.open()
    now = ground.clock.now_ms()
    assert again.finding == Retired(now, None, 1, now)
    assert titles(again) == ["GitHub"]
    for refused in (again.go_on, lambda: add(again)):
        with pytest.raises(ReadOnlyVault, match="changed since"):
            refused()


def test_a_machine_that_has_not_heard_of_the_new_password_follows(ground):
    ground.open("there").close()
    vault = ground.open()
    rekey(vault, "a wholly new password")
    rekey(vault, "and another new password")
    there = ground.open("there", password="and another new password")
    assert there.finding is None
    assert len(there.settings.retired) == 2


def test_who_knows_the_remembered_key_id_alone_cannot_make_a_vault_that_follows(ground):
    vault = ground.open("there")
    forged = vault.settings
    here = ground.open()
    rekey(here, "a wholly new password")
    known = remembered.load(ground.places().remembered(vault.vault_id))
    assert known is not None
    seen = known.seen
    keys = here._core.unlocked.keys
    local = bytes(keys.local.buffer)
    found = msgspec.structs.replace(seen, key_id="00" * 16, writers=seen.writers | {"f": 9})

    def judged(memory, retired):
        settings = msgspec.structs.replace(
            forged, retired=(RetiredKey(key=keys.key_id, at=1, local=retired),)
        )
        return judge(Remembered(seen=memory, writer="w"), found, settings, lambda: 0)

    assert judged(seen, bytes(32)) == Unrelated(None, 0, seen.at)
    assert judged(seen, local) is None
    # What an older version remembered names no local key.
    assert judged(msgspec.structs.replace(seen, local=""), bytes(32)) is None


def test_a_vault_that_does_not_follow_the_remembered_one_is_for_looking_only(ground):
    # Two machines re-key offline: each key is new, and neither lists the other.
    backup = ground.copy("backup")
    here = ground.open()
    rekey(here, "the password from here")
    ground.replace_by(backup)
    rekey(ground.open("there"), "the password from there")
    again = ground.open(password="the password from there")
    assert again.finding == Unrelated(None, 0, ground.clock.now_ms())
    with pytest.raises(ReadOnlyVault):
        again.go_on()
