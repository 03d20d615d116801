# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone knows a password that was changed since, and lays a copy of theirs beside the vault.

Under that password they write what they like, and it verifies.  Its owner takes it for a
conflict copy, types the old password and merges.  What comes of it is what was shown before,
nothing goes for good, and nothing that the copy *claims* is believed: neither ids nor times,
nor how often anybody saved.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from tests.app.test_merging import OTHER, Machine, lines, parted
from tests.app.worlds import PASSWORD, new_unlock, with_password

from strongroom.app.merge_words import counts, fate
from strongroom.app.merging import Merging, Outcome
from strongroom.errors import Cancelled, InvalidInput
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Folder, new_id
from strongroom.vault.copies import VaultCopy
from strongroom.vault.draft import Draft, Put
from strongroom.vault.row_types import ItemRow, UnknownRow

END = 253_402_300_799_999  # of the year 9999
EVIL = "https://evil.example"
_STOPPED = "stopped"


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Machine, Machine, Machine]]:
    """The owner's two computers, and somebody else's."""
    for name in ("a", "b", "evil"):
        (tmp_path / name).mkdir()
    start = 1_700_000_000_000
    a, b, evil = (Machine(tmp_path, name, start) for name in ("a", "b", "evil"))
    a.create()
    yield a, b, evil
    for machine in (a, b, evil):
        machine.session.lock()


def stolen(owner: Machine, evil: Machine) -> None:
    """Let them have a copy and its password, which its owner then changes."""
    evil.take_copy_of(owner)
    owner.rekey(OTHER)


def write(machine: Machine, change: Callable[[Draft], None]) -> None:
    machine.session.write(change)


def add_website(machine: Machine, item_id: int) -> None:
    item = machine.items.item(item_id)
    more = Field(id=new_id(), role=Role.WEBSITE, kind=FieldKind.WEBSITE, value=EVIL)
    content = msgspec.structs.replace(item.content(), fields=(*item.fields, more))
    machine.items.save(item_id, content, base_version=item.details.version)


# One id for two things


@pytest.mark.parametrize("same_key", [False, True])
def test_a_folder_under_an_item_s_id_takes_no_item_s_place(three, same_key):
    owner, _other, evil = three
    bank = owner.add("Bank")
    evil.take_copy_of(owner)
    if not same_key:
        owner.rekey(OTHER)
    owner.write(bank, Role.PASSWORD, "secret of today")

    write(evil, lambda draft: draft.put_folder(Folder(id=bank, name="Work")))
    given = None if same_key else PASSWORD
    preview = owner.preview(evil, given)
    assert (preview.refused, preview.folders, preview.lines) == (1, 0, ())
    assert any("stays out" in said for said in counts(preview))
    owner.merge(evil, given)
    assert owner.value(bank, Role.PASSWORD) == "secret of today"
    assert not owner.items.folders()


def test_an_item_under_a_folder_s_id_takes_no_folder_s_place(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    owner.items.move([bank], None, path=["Work"])
    stolen(owner, evil)
    (work,) = owner.items.folders()

    def lie(draft: Draft) -> None:
        item = draft.item(bank)
        seen = msgspec.structs.replace(item.overview, id=work, title="Not Work", folder=None)
        draft.puts[work] = Put(ItemRow(overview=seen, details=None), item.details)

    write(evil, lie)
    preview = owner.preview(evil, PASSWORD)
    assert preview.refused == 1
    assert "Not Work" not in lines(preview)
    owner.merge(evil, PASSWORD)
    assert [folder.name for folder in owner.items.folders().values()] == ["Work"]
    assert owner.titles() == ["Bank"]
    assert owner.items.overviews()[bank].folder == work


def test_a_deleted_item_comes_back_as_no_folder(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    stolen(owner, evil)
    owner.items.delete_forever([bank])
    write(evil, lambda draft: draft.put_folder(Folder(id=bank, name="Work")))
    preview = owner.preview(evil, PASSWORD)
    assert (preview.refused, preview.folders) == (1, 0)
    owner.merge(evil, PASSWORD)
    assert bank in owner.session.vault.tombstones()
    assert not owner.items.folders()


@pytest.mark.parametrize("sort", ["put", "bring_folder", "bring_tombstone"])
def test_no_row_is_put_in_place_of_one_of_another_sort(three, sort):
    owner, _other, _evil = three
    bank = owner.add("Bank")
    owner.items.move([bank], None, path=["Work"])
    (work,) = owner.items.folders()

    def change(draft: Draft) -> None:
        item = draft.item(bank)
        overview = msgspec.structs.replace(item.overview, id=work)
        {
            "put": lambda: draft.put(overview, item.details),
            "bring_folder": lambda: draft.bring_folder(Folder(id=bank, name="Work")),
            "bring_tombstone": lambda: draft.bring_tombstone(work, 5, version=7),
        }[sort]()

    with pytest.raises(ValueError, match="another sort"):
        owner.session.write(change)


# Numbers of saves


def test_forged_numbers_of_saves_hide_no_fork(three):
    owner, other, evil = three
    owner.add("Bank")
    other.take_copy_of(owner)
    other.add("From the other computer")
    owner.take_copy_of(other)
    stolen(owner, evil)
    other.take_copy_of(owner, OTHER)
    its_writer = other.session.vault._core.writer

    def lie(draft: Draft) -> None:
        counted = dict.fromkeys(draft.settings.writers, 1 << 61) | {its_writer: 1 << 61}
        draft.unite_settings(msgspec.structs.replace(draft.settings, writers=counted))

    write(evil, lie)
    other.add("Saved on the other computer")
    before = dict(owner.session.vault.settings.writers)
    evil.add("Theirs")
    owner.merge(evil, PASSWORD)
    after = owner.session.vault.settings.writers
    mine = owner.session.vault._core.writer
    assert after == before | {mine: before[mine] + 1}
    other.session.lock()
    shutil.copy(owner.path, other.path)
    other.session.unlock(other.path, with_password(OTHER))
    assert parted(other)


# What belongs to the vault as a whole


@pytest.mark.parametrize("same_key", [False, True])
def test_settings_filled_to_the_brim_leave_room_for_a_change_of_the_password(three, same_key):
    owner, _other, evil = three
    bank = owner.add("Bank")
    evil.take_copy_of(owner)
    if not same_key:
        owner.rekey(OTHER)

    def fill(draft: Draft) -> None:
        many = {f"{number:016x}": 1 for number in range(2900)}
        filled = {"name": "Z" * 200, "writers": draft.settings.writers | many}
        draft.unite_settings(msgspec.structs.replace(draft.settings, **filled))

    write(evil, fill)
    evil.write(bank, Role.NOTES, "from there")
    before = owner.session.vault.settings
    if same_key:
        for work in (owner.preview, owner.merge):
            with pytest.raises(InvalidInput, match="more computers"):
                work(evil)
    else:
        owner.merge(evil, PASSWORD)
        assert owner.value(bank, Role.NOTES) == "from there"
    after = owner.session.vault.settings
    assert after.name == before.name
    assert after.writers.keys() == before.writers.keys()
    current = PASSWORD if same_key else OTHER
    for password in ("a third long password", "a fourth long password"):
        owner.session.begin_rekey(with_password(current), new_unlock(password)).finish()
        current = password
    owner.add("Still saves")


def test_a_name_that_nobody_could_type_is_not_taken(three):
    owner, _other, evil = three
    owner.add("Bank")
    evil.take_copy_of(owner)
    name = {"name": "Z\x1b[2J" + "Z" * 1000}
    write(
        evil,
        lambda draft: draft.unite_settings(msgspec.structs.replace(draft.settings, **name)),
    )
    owner.add("Saved here")
    owner.merge(evil)
    assert owner.session.vault.name == "Personal"


# Websites and passwords


def test_no_item_has_their_website_and_todays_password(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    owner.write(bank, Role.PASSWORD, "first")
    stolen(owner, evil)
    owner.write(bank, Role.PASSWORD, "secret of today")
    for _minute in range(5):
        evil.later()
    add_website(evil, bank)
    for _minute in range(9):
        owner.later()
    preview = owner.preview(evil, PASSWORD)
    (line,) = preview.lines
    assert line.outcome is Outcome.BOTH
    assert fate(line).endswith("website changes to https://github.com, https://evil.example")
    owner.merge(evil, PASSWORD)
    item = owner.items.item(bank)
    states = [(item.fields, item.overview.title), *((v.fields, "") for v in item.details.history)]
    for fields, _title in states:
        values = {field.value for field in fields}
        assert not {EVIL, "secret of today"} <= values
    assert "secret of today" in owner.past(bank, Role.PASSWORD)


def test_their_website_is_not_joined_where_our_state_is_the_newer(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    owner.write(bank, Role.PASSWORD, "first")
    stolen(owner, evil)
    evil.later()
    add_website(evil, bank)
    for _minute in range(5):
        owner.later()
    owner.write(bank, Role.PASSWORD, "secret of today")
    owner.merge(evil, PASSWORD)
    assert owner.value(bank, Role.PASSWORD) == "secret of today"
    assert EVIL not in owner.items.item(bank).overview.websites
    owner.merge(evil, PASSWORD)
    assert EVIL not in owner.items.item(bank).overview.websites


def test_a_list_that_names_other_websites_than_the_item_has_is_not_believed(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    stolen(owner, evil)
    shop = evil.add("Shop")

    def lie(draft: Draft) -> None:
        for item_id in (bank, shop):
            seen = draft.item(item_id).overview
            draft.put(msgspec.structs.replace(seen, websites=(EVIL,), modified=END))

    write(evil, lie)
    owner.merge(evil, PASSWORD)
    sites = {overview.websites for overview in owner.items.overviews().values()}
    assert sites == {("https://github.com",)}


def test_what_does_not_touch_both_is_still_joined_field_by_field(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    stolen(owner, evil)
    owner.write(bank, Role.PASSWORD, "from here")
    evil.write(bank, Role.NOTES, "from there")
    owner.merge(evil, PASSWORD)
    assert owner.value(bank, Role.PASSWORD) == "from here"
    assert owner.value(bank, Role.NOTES) == "from there"


def test_items_whose_websites_change_come_first(three):
    owner, _other, evil = three
    owner.add("A")
    bank, _mail = owner.add("Zoo"), owner.add("B")
    evil.take_copy_of(owner)
    add_website(evil, bank)
    evil.add("Another")
    preview = owner.preview(evil)
    assert [line.overview.title for line in preview.lines] == ["Zoo", "Another"]
    assert counts(preview)[0] == "1 has other websites"


# Times and deletions


def test_a_time_to_come_outlives_no_later_deletion(three):
    owner, other, evil = three
    bank = owner.add("Bank")
    stolen(owner, evil)

    def lie(draft: Draft) -> None:
        item = draft.item(bank)
        late = {"modified": END, "created": END, "trashed": END}
        history = tuple(msgspec.structs.replace(v, at=END) for v in item.details.history)
        details = msgspec.structs.replace(item.details, history=history)
        draft.put(msgspec.structs.replace(item.overview, **late), details)

    evil.write(bank, Role.NOTES, "theirs")
    write(evil, lie)
    owner.later()
    now = owner.world.clock.now_ms()
    owner.merge(evil, PASSWORD)
    item = owner.items.item(bank)
    assert max(item.overview.modified, item.overview.created, item.overview.trashed or 0) <= now
    assert all(version.at <= now for version in item.details.history)
    settled = owner.state()
    owner.later()
    assert not owner.preview(evil, PASSWORD).changes_something
    owner.merge(evil, PASSWORD)
    assert owner.state() == settled
    other.take_copy_of(owner, OTHER)
    owner.later()
    owner.items.delete_forever([bank])
    other.add("Elsewhere")
    owner.merge(other)
    assert owner.titles() == ["Elsewhere"]


def test_their_deletion_throws_into_trash_and_buries_nothing(three):
    owner, other, evil = three
    bank, mail = owner.add("Bank"), owner.add("Mail")
    owner.items.move([mail], None, path=["Work"])
    other.take_copy_of(owner)
    unseen = other.add("Only there")
    stolen(owner, evil)
    (work,) = owner.items.folders()

    def lie(draft: Draft) -> None:
        for row_id in (bank, unseen, work):
            draft.bring_tombstone(row_id, END)

    write(evil, lie)
    owner.later()
    preview = owner.preview(evil, PASSWORD)
    assert lines(preview) == {"Bank": Outcome.THROWN}
    owner.merge(evil, PASSWORD)
    assert owner.titles() == ["Bank", "Mail"]
    assert owner.items.overviews()[bank].trashed == owner.world.clock.now_ms()
    assert owner.items.overviews()[mail].folder == work
    assert not owner.session.vault.tombstones()
    assert not owner.preview(evil, PASSWORD).changes_something
    owner.merge(other, PASSWORD)
    assert "Only there" in owner.titles()


# What nobody sees


class _Future:
    same_key = True

    def overview_json(self, row_id: int) -> bytes:
        return b'{"t":"autofill-rule","id":%d}' % row_id

    def details_json(self, item_id: int) -> bytes | None:
        raise NotImplementedError(item_id)

    def sealed_part(self, part_id: int, tag: bytes) -> bytes:
        raise NotImplementedError(part_id, tag)

    def open_part(self, part_id: int, sealed: bytes) -> bytes:
        raise NotImplementedError(part_id, sealed)


@pytest.mark.parametrize("same_key", [False, True])
def test_rows_that_this_version_does_not_know_come_from_no_other_key_and_are_counted(
    three, same_key
):
    owner, _other, evil = three
    owner.add("Bank")
    evil.take_copy_of(owner)
    if not same_key:
        owner.rekey(OTHER)
    write(evil, lambda draft: draft.bring_unknown(77, UnknownRow("autofill-rule"), _Future()))
    given = None if same_key else PASSWORD
    preview = owner.preview(evil, given)
    assert preview.changes_something == same_key
    assert any("newer version" in said for said in counts(preview)) == same_key
    owner.merge(evil, given)
    assert (77 in owner.session.vault.unknown_rows()) == same_key


@pytest.mark.parametrize("same_key", [False, True])
def test_keys_that_this_version_does_not_know_come_from_no_other_key(three, same_key, monkeypatch):
    owner, _other, evil = three
    owner.add("Bank")
    evil.take_copy_of(owner)
    if not same_key:
        owner.rekey(OTHER)
    shop = evil.add("Shop")
    copy = owner.copy_of(evil, None if same_key else PASSWORD)
    whole = VaultCopy.overview_json

    def with_more(self: VaultCopy, row_id: int) -> bytes:
        return whole(self, row_id)[:-1] + b',"autofill":"evil.example"}'

    monkeypatch.setattr(VaultCopy, "overview_json", with_more)
    Merging(owner.session).run(copy)
    seen = whole(owner.session.open_copy(owner.path), shop)
    assert (b"autofill" in seen) == same_key


# Work without end


def test_folders_in_any_depth_take_no_time_and_can_be_stopped(three):
    owner, _other, evil = three
    bank = owner.add("Bank")
    stolen(owner, evil)
    many = 6000

    def lie(draft: Draft) -> None:
        for number in range(1, many + 1):
            above = number + 1 if number < many else None
            draft.put_folder(Folder(id=number, name=f"f{number}", parent=above))

    write(evil, lie)
    copy = owner.copy_of(evil, PASSWORD)
    started = time.thread_time()
    assert Merging(owner.session).preview(copy).folders == many
    assert time.thread_time() - started < 3
    steps: list[int] = []

    def stop(done: int, _total: int) -> None:
        steps.append(done)
        if len(steps) == 3:
            raise Cancelled(_STOPPED)

    with pytest.raises(Cancelled):
        Merging(owner.session).run(copy, stop)
    assert owner.titles() == ["Bank"]
    assert not owner.items.folders()
    assert bank in owner.items.overviews()


# After it was taken back


def test_after_undoing_a_merge_the_other_computer_s_saves_are_not_lost_silently(three):
    owner, other, _evil = three
    owner.add("Bank")
    other.take_copy_of(owner)
    other.add("Saved on the other computer")
    owner.add("Saved here")
    changes = owner.merge(other)
    undone = owner.session.put_back(changes.rows, changes.settings)
    again = owner.preview(other)
    assert not again.known
    assert again.changes_something
    mine = owner.path.with_name("mine.strongroom")
    shutil.copy(owner.path, mine)
    theirs = other.path.with_name("theirs.strongroom")
    shutil.copy(other.path, theirs)
    other.session.lock()
    shutil.copy(mine, other.path)
    other.session.unlock(other.path, with_password())
    assert parted(other)
    owner.session.lock()  # what this computer remembers went back as well
    owner.session.unlock(owner.path, with_password())
    assert owner.session.vault.finding is None
    owner.session.put_back(undone.rows, undone.settings)
    copy = owner.session.open_copy(theirs)
    assert Merging(owner.session).preview(copy).known
    assert "Saved on the other computer" in owner.titles()


def test_an_edit_that_was_undone_does_not_come_back_from_an_old_copy(three):
    owner, _other, _evil = three
    bank = owner.add("Bank", password="good")
    owner.later()
    item = owner.items.item(bank)
    fields = tuple(
        msgspec.structs.replace(field, value="wrong") if field.role == Role.PASSWORD else field
        for field in item.fields
    )
    content = msgspec.structs.replace(item.content(), fields=fields)
    changes = owner.items.save(bank, content, base_version=item.details.version)
    old = owner.path.with_name("old.strongroom")
    shutil.copy(owner.path, old)
    owner.session.put_back(changes.rows)
    copy = owner.session.open_copy(old)
    assert lines(Merging(owner.session).preview(copy)) == {"Bank": Outcome.PAST}
    Merging(owner.session).run(copy)
    assert owner.value(bank, Role.PASSWORD) == "good"
    assert "wrong" in owner.past(bank, Role.PASSWORD)
    assert not Merging(owner.session).preview(copy).changes_something


def test_a_merge_that_fails_or_is_cancelled_has_accepted_nothing(three):
    owner, _other, _evil = three
    owner.add("Bank")
    old = owner.path.with_name("old.strongroom")
    shutil.copy(owner.path, old)
    owner.add("Later")
    newest = owner.path.with_name("newest.strongroom")
    shutil.copy(owner.path, newest)
    owner.session.lock()
    shutil.copy(old, owner.path)
    owner.session.unlock(owner.path, with_password())
    finding = owner.session.vault.finding
    assert finding is not None
    copy = owner.session.open_copy(newest)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled(_STOPPED)

    with pytest.raises(Cancelled):
        Merging(owner.session).run(copy, stop)
    assert owner.session.vault.finding == finding
    assert owner.session.vault.read_only
    Merging(owner.session).run(copy)
    assert owner.session.vault.finding is None
    assert owner.titles() == ["Bank", "Later"]
    owner.session.lock()
    owner.session.unlock(owner.path, with_password())
    assert owner.session.vault.finding is None
