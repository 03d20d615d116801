# SPDX-License-Identifier: GPL-3.0-or-later
"""Two copies as a whole: whose saves, whose keys, whose rules; and a save that takes one in."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.vault.ground import add, credentials, find_key_once, new_unlock, titles

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import InvalidInput
from strongroom.model.changes import UNDONE
from strongroom.model.item import Folder
from strongroom.model.merging.places import Lead
from strongroom.vault import copies
from strongroom.vault.row_types import Retired, SettingsRow, TombstoneRow, UnknownRow
from strongroom.vault.uniting import Kinship, kinship, lead_of, united
from strongroom.vault.vault import ManyRows

OTHER = "another long password"


@pytest.fixture(autouse=True)
def keys_once(monkeypatch):
    monkeypatch.setattr(copies, "find_key", find_key_once)


class Copy:
    """What matters here of a copy."""

    def __init__(
        self,
        settings: SettingsRow | None = None,
        *,
        same_key: bool = True,
        key_id: bytes = b"k" * 16,
    ) -> None:
        self.path = Path("Copy.strongroom")
        self.settings = settings or SettingsRow(name="V", created=5)
        self.writers = self.settings.writers
        self.same_key = same_key
        self.key_id = key_id

    def as_retired(self, at: int) -> Retired:
        return Retired(key=self.key_id, at=at, local=b"l" * 32)


def settings(**more: Any) -> SettingsRow:
    given: dict[str, Any] = {"name": "V", "created": 5} | more
    return SettingsRow(**given)


@pytest.mark.parametrize(
    ("ours", "theirs", "lead"),
    [
        ({"a": 2}, {"a": 1}, Lead.OURS),
        ({"a": 1}, {"a": 1, "b": 1}, Lead.THEIRS),
        ({"a": 1}, {"a": 1}, Lead.NEITHER),
        ({"a": 2, "b": 1}, {"a": 1, "b": 2}, Lead.NEITHER),
    ],
)
def test_who_leads_is_told_by_the_saves(ours, theirs, lead):
    assert lead_of(ours, Copy(settings(writers=theirs))) is lead


def test_another_key_s_claim_to_lead_is_none():
    copy = Copy(settings(writers={"a": 1, "b": 9}), same_key=False)
    assert lead_of({"a": 1}, copy) is Lead.NEITHER
    assert lead_of({"a": 1, "b": 9, "c": 1}, copy) is Lead.NEITHER


def test_the_larger_number_of_saves_and_the_longer_rules_stand():
    ours = settings(name="A", writers={"a": 3, "b": 1}, trash_days=30, history_length=5)
    theirs = settings(
        name="B", writers={"b": 4, "c": 2}, trash_days=60, history_length=2, created=1
    )
    after = united(ours, Copy(theirs), Lead.NEITHER, 9)
    assert after.writers == {"a": 3, "b": 4, "c": 2}
    assert (after.name, after.trash_days, after.history_length) == ("B", 60, 5)
    assert after.created == 1
    never = united(ours, Copy(settings(trash_days=0)), Lead.NEITHER, 9)
    assert never.trash_days == 0


def test_where_one_leads_its_values_stand():
    ours, theirs = settings(name="A", trash_days=0), settings(name="B", trash_days=7)
    assert united(ours, Copy(theirs), Lead.OURS, 9).name == "A"
    assert united(ours, Copy(theirs), Lead.THEIRS, 9).trash_days == 7


def test_a_count_that_leaves_no_room_for_the_next_save_is_not_taken():
    theirs = settings(writers={"a": (1 << 63) - 1, "b": 7})
    assert united(settings(writers={"a": 2}), Copy(theirs), Lead.NEITHER, 9).writers == {
        "a": 2,
        "b": 7,
    }


def test_lists_of_keys_are_never_taken_over_and_the_copy_s_own_key_is_retired():
    lied = Retired(key=b"x" * 16, at=1, local=b"y" * 32)
    theirs = settings(retired=(lied,))
    assert united(settings(), Copy(theirs), Lead.NEITHER, 9).retired == ()
    other = Copy(theirs, same_key=False)
    after = united(settings(), other, Lead.NEITHER, 9)
    assert after.retired == (other.as_retired(9),)
    assert united(after, other, Lead.NEITHER, 10).retired == after.retired


def test_of_another_key_nothing_but_that_key_is_taken():
    ours = settings(name="A", writers={"a": 1}, trash_days=30)
    theirs = settings(name="B", writers={"a": 9, "b": 9}, trash_days=0, created=1)
    other = Copy(theirs, same_key=False)
    after = united(ours, other, Lead.NEITHER, 9)
    assert after == msgspec.structs.replace(ours, retired=(other.as_retired(9),))


@pytest.mark.parametrize("name", ["", "Z" * 257, " Z ", "Z\x1b[0m"])
def test_a_name_that_nobody_could_give_is_not_taken(name):
    for lead in Lead:
        assert united(settings(name="A"), Copy(settings(name=name)), lead, 9).name == "A"


def test_settings_stay_within_half_of_their_row():
    many = settings(writers={f"{n:016x}": n for n in range(2000)})
    with pytest.raises(InvalidInput, match="more computers"):
        united(settings(), Copy(many), Lead.NEITHER, 9)
    assert united(many, Copy(many), Lead.NEITHER, 9) == many


def test_how_keys_stand(vault, ground):
    early = ground.copy("Early.strongroom")
    assert vault.kinship(vault.open_copy(early)) is Kinship.SAME
    vault.change_unlock(new_unlock(OTHER), cost=CHEAPEST).finish()
    copy = vault.open_copy(early, credentials())
    assert vault.kinship(copy) is Kinship.EARLIER
    core = vault._core
    forgotten = msgspec.structs.replace(vault.settings, retired=())
    assert kinship(core.unlocked, forgotten, copy) is Kinship.OTHER
    assert copy.as_retired(vault.settings.retired[0].at) == vault.settings.retired[0]
    ours = Retired(
        key=core.unlocked.keys.key_id, at=1, local=bytes(core.unlocked.keys.local.buffer)
    )
    later = Copy(settings(retired=(ours,)), same_key=False)
    assert kinship(core.unlocked, vault.settings, later) is Kinship.LATER
    lied = Copy(settings(retired=(msgspec.structs.replace(ours, local=bytes(32)),)), same_key=False)
    assert kinship(core.unlocked, vault.settings, lied) is Kinship.OTHER


def test_a_save_takes_the_counts_and_one_more(vault):
    add(vault, "Bank")
    before = vault.settings.writers
    (me,) = before
    wanted = msgspec.structs.replace(vault.settings, writers=before | {"ff" * 8: 9})
    vault.write(lambda draft: draft.unite_settings(wanted))
    assert vault.settings.writers == {me: before[me] + 1, "ff" * 8: 9}
    generation = vault.generation
    vault.write(lambda draft: draft.unite_settings(vault.settings))
    assert vault.generation == generation


def test_what_was_brought_and_taken_back_is_no_deletion(vault):
    changes = vault.write(lambda draft: draft.bring_folder(Folder(id=7, name="Work")))
    more = vault.write(lambda draft: draft.bring_tombstone(8, 1234))
    assert vault.tombstones() == {8: 1234}
    vault.put_back(more.rows)
    again = vault.put_back(changes.rows)
    assert vault.tombstones() == {7: UNDONE, 8: UNDONE}
    vault.put_back(again.rows)
    assert vault.folders() == {7: Folder(id=7, name="Work")}


def test_a_tombstone_takes_an_item_s_place(vault):
    item_id = add(vault, "Bank")
    vault.write(lambda draft: draft.bring_tombstone(item_id, 77))
    assert titles(vault) == []
    assert vault.tombstones()[item_id] == 77
    assert vault.check().sound


def test_rows_of_a_newer_version_come_along(vault, ground):
    row = b'{"t":"future","x":[1,2]}'

    class Source:
        same_key = True

        def overview_json(self, _row_id):
            return row

    unknown = UnknownRow("future")
    vault.write(lambda draft: draft.bring_unknown(99, unknown, Source()))
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    assert copy.unknown_rows() == {99: unknown}
    assert copy.overview_json(99) == row
    generation = vault.generation
    vault.write(lambda draft: draft.bring_unknown(99, unknown, Source()))
    assert vault.generation == generation
    item_id = add(vault, "Bank")
    vault.write(lambda draft: draft.bring_unknown(item_id, unknown, Source()))
    assert titles(vault) == ["Bank"]


def test_what_was_deleted_and_the_tags_are_known_to_a_draft(vault):
    item_id = add(vault, "Bank")
    vault.write(lambda draft: draft.bring_tombstone(5, 6))

    def look(draft):
        assert draft.tombstones == {5: 6}
        assert draft.details_tags == vault.details_tags()
        assert item_id in draft.details_tags

    vault.write(look)
    assert isinstance(vault._core.standing.contents.row(5), TombstoneRow)


def test_a_deletion_tells_which_state_it_was(vault, ground):
    item_id = add(vault, "Bank")
    version = vault.item(item_id).details.version
    vault.write(lambda draft: draft.bury(item_id))
    vault.write(lambda draft: draft.bring_tombstone(5, 6, version=7))
    assert vault.buried() == {item_id: version, 5: 7}
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    assert copy.buried() == vault.buried()
    vault.write(lambda draft: draft.bring_tombstone(5, 8))
    assert vault.buried() == {item_id: version}


def test_counts_that_came_go_back_with_what_came_but_not_those_of_who_saved_since(vault):
    def bring(draft):
        writers = draft.settings.writers | {"aa" * 8: 4, "bb" * 8: 5}
        draft.unite_settings(msgspec.structs.replace(draft.settings, writers=writers))
        draft.bring_folder(Folder(id=7, name="Work"))

    def count(draft):
        writers = draft.settings.writers | {"bb" * 8: 6}
        draft.unite_settings(msgspec.structs.replace(draft.settings, writers=writers))

    add(vault, "Bank")
    (me,) = vault.settings.writers
    changes = vault.write(bring)
    assert vault.write(count).settings is None  # alone they brought nothing to be undone
    before = vault.settings.writers[me]
    undone = vault.put_back(changes.rows, changes.settings)
    assert vault.settings.writers == {me: before + 1, "bb" * 8: 6}
    vault.put_back(undone.rows, undone.settings)
    assert vault.settings.writers == {me: before + 2, "aa" * 8: 4, "bb" * 8: 6}


def test_going_on_by_a_save_that_fails_accepts_nothing(vault, ground):
    old = ground.copy("Old.strongroom")
    add(vault, "Later")
    ground.replace_by(old)
    opened = ground.open()
    finding, writer = opened.finding, opened._core.writer
    assert finding is not None

    def refuse(_draft):
        assert not opened.read_only
        raise InvalidInput

    with pytest.raises(InvalidInput), opened.going_on():
        opened.write(refuse)
    assert (opened.finding, opened._core.writer) == (finding, writer)
    with opened.going_on():
        add(opened, "Gone on")
    assert not opened.read_only
    with opened.going_on():
        add(opened, "And on")


def test_a_draft_knows_how_things_went_and_what_it_does_not_know(vault):
    item_id = add(vault, "Bank")
    version = vault.item(item_id).details.version
    vault.write(lambda draft: draft.bury(item_id))

    def look(draft):
        assert draft.buried == vault.buried() == {item_id: version}
        assert draft.unknown_rows == vault.unknown_rows() == {}

    vault.write(look)


def test_no_row_takes_the_place_of_one_of_another_sort(vault):
    item_id = add(vault, "Bank")
    with pytest.raises(ValueError, match="another sort"):
        vault.write(lambda draft: draft.bring_folder(Folder(id=item_id, name="Work")))
    assert titles(vault) == ["Bank"]


def test_a_change_of_more_rows_than_it_may_writes_nothing(vault):
    generation = vault.generation
    with pytest.raises(ManyRows):
        vault.write(lambda draft: draft.bring_folder(Folder(id=7, name="Work")), most=0)
    assert vault.generation == generation
    vault.write(lambda draft: draft.bring_folder(Folder(id=7, name="Work")), most=1)
    assert vault.generation == generation + 1
