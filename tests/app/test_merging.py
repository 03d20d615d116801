# SPDX-License-Identifier: GPL-3.0-or-later
"""Two machines that hold one vault, save apart and come together again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password
from tests.vault.ground import add_file

from strongroom.app.deeds import Deed
from strongroom.app.items import Items
from strongroom.app.merging import Kinship, MergePreview, Merging, Outcome
from strongroom.app.undo import Undo
from strongroom.app.vault_rules import VaultRules
from strongroom.errors import Cancelled, InvalidInput, OtherKey, VaultLocked
from strongroom.model.changes import Changes
from strongroom.model.fields import Role
from strongroom.model.item import Item, first_value
from strongroom.vault.findings import BothChanged

OTHER = "another long password"
_STOPPED = "stopped"


class Machine:
    """A computer with a copy of the vault of its own, in a folder of its own."""

    def __init__(self, folder: Path, name: str, start: int) -> None:
        self.world = World(folder / name, name)
        self.world.clock._now_ms = start
        self.path = self.world.path
        self.session = self.world.session()

    def create(self) -> None:
        self.session.create(self.path, "Personal", new_unlock())

    def take_copy_of(self, other: "Machine", password: str = PASSWORD) -> None:
        self.session.lock()
        shutil.copy(other.path, self.path)
        self.session.unlock(self.path, with_password(password))

    def later(self) -> None:
        self.world.clock._now_ms += 60_000

    @property
    def items(self) -> Items:
        return Items(self.session)

    def add(self, title: str, **more: object) -> int:
        self.later()
        (item_id,) = self.items.add(login(title, **more)).made
        return item_id

    def write(self, item_id: int, role: str, value: str) -> None:
        self.later()
        item = self.items.item(item_id)
        fields = tuple(
            msgspec.structs.replace(field, value=value) if field.role == role else field
            for field in item.fields
        )
        content = msgspec.structs.replace(item.content(), fields=fields)
        self.items.save(item_id, content, base_version=item.details.version)

    def value(self, item_id: int, role: str) -> str:
        return first_value(self.items.item(item_id).fields, role)

    def past(self, item_id: int, role: str) -> set[str]:
        history = self.items.item(item_id).details.history
        return {first_value(version.fields, role) for version in history}

    def titles(self) -> list[str]:
        return sorted(overview.title for overview in self.items.overviews().values())

    def copy_of(self, other: "Machine", password: str | None = None):
        beside = self.path.with_name("Conflict.strongroom")
        shutil.copy(other.path, beside)
        given = None if password is None else with_password(password)
        return self.session.open_copy(beside, given)

    def preview(self, other: "Machine", password: str | None = None) -> MergePreview:
        return Merging(self.session).preview(self.copy_of(other, password))

    def merge(self, other: "Machine", password: str | None = None) -> Changes:
        return Merging(self.session).run(self.copy_of(other, password))

    def state(self) -> dict[int, Item]:
        return {item_id: self.items.item(item_id) for item_id in self.items.overviews()}

    def rekey(self, password: str) -> None:
        self.session.begin_rekey(with_password(), new_unlock(password)).finish()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Machine]:
    (tmp_path / "here").mkdir()
    machine = Machine(tmp_path, "here", 1_700_000_000_000)
    machine.create()
    yield machine
    machine.session.lock()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Machine]:
    (tmp_path / "there").mkdir()
    machine = Machine(tmp_path, "there", 1_700_000_500_000)
    yield machine
    machine.session.lock()


@pytest.fixture
def fork(here: Machine, there: Machine) -> tuple[int, int]:
    """Two items that both machines have, both copies at the same state."""
    ids = here.add("Bank", username="ada"), here.add("Mail")
    there.take_copy_of(here)
    return ids


def lines(preview: MergePreview) -> dict[str, Outcome]:
    return {line.overview.title: line.outcome for line in preview.lines}


def test_what_only_one_side_changed_is_taken(here, there, fork):
    bank, mail = fork
    here.write(bank, Role.PASSWORD, "new here")
    there.write(mail, Role.PASSWORD, "new there")
    there.add("Shop")
    preview = here.preview(there)
    assert lines(preview) == {"Mail": Outcome.UPDATED, "Shop": Outcome.NEW}
    assert preview.same == 1
    assert preview.changes_something
    changes = here.merge(there)
    assert here.value(bank, Role.PASSWORD) == "new here"
    assert here.value(mail, Role.PASSWORD) == "new there"
    assert here.titles() == ["Bank", "Mail", "Shop"]
    assert len(changes.items) == 2


def test_both_sides_of_an_item_are_kept_field_by_field(here, there, fork):
    bank, _mail = fork
    here.write(bank, Role.PASSWORD, "from here")
    here.write(bank, Role.USERNAME, "ada@here")
    there.write(bank, Role.NOTES, "from there")
    there.write(bank, Role.PASSWORD, "from there")
    assert lines(here.preview(there)) == {"Bank": Outcome.COMBINED}
    here.merge(there)
    assert here.value(bank, Role.USERNAME) == "ada@here"
    assert here.value(bank, Role.NOTES) == "from there"
    assert here.value(bank, Role.PASSWORD) == "from there"
    assert here.past(bank, Role.PASSWORD) == {"hunter2", "from here", "from there"}


def test_either_order_gives_the_same(here, there, fork, tmp_path):
    bank, mail = fork
    here.write(bank, Role.PASSWORD, "one")
    there.write(bank, Role.NOTES, "two")
    there.write(bank, Role.PASSWORD, "three")
    here.items.set_tags([mail], add=["a"])
    there.items.set_tags([mail], add=["b"])
    there.items.trash([mail])
    here.add("Shop")
    before = tmp_path / "before.strongroom"
    shutil.copy(here.path, before)
    here.merge(there)
    copy = there.session.open_copy(before)
    Merging(there.session).run(copy)
    assert here.state() == there.state()


def test_the_other_machine_sees_the_merged_file_as_newer(here, there, fork):
    bank, _mail = fork
    here.write(bank, Role.PASSWORD, "one")
    there.write(bank, Role.NOTES, "two")
    here.merge(there)
    there.take_copy_of(here)
    assert there.session.vault.finding is None
    assert there.value(bank, Role.NOTES) == "two"
    there.write(bank, Role.NOTES, "three")
    here.take_copy_of(there)
    assert here.session.vault.finding is None


def test_a_merge_that_brings_nothing_still_says_that_both_are_known(here, there, fork):
    there.add("Short")
    there.items.delete_forever(list(there.items.overviews().keys() - set(fork)))
    here.add("Here")
    preview = here.preview(there)
    assert not preview.lines
    assert not preview.known
    here.merge(there)
    there.take_copy_of(here)
    assert there.session.vault.finding is None


def test_a_preview_outlives_a_deletion_by_another_program(here, there):
    """The details of an item that went in the middle are no other item's."""
    gone, stays = sorted([here.add("One"), here.add("Two")])
    here.items.add_folder("Work")
    there.take_copy_of(here)
    for item_id in (gone, stays):
        here.write(item_id, Role.USERNAME, "here")
        there.write(item_id, Role.PASSWORD, "there")
    terminal = Items(here.world.opened())
    copy = here.copy_of(there)

    def step(_done: int, _total: int) -> None:
        if gone in terminal.overviews():
            terminal.delete_forever([gone])

    found = Merging(here.session).preview(copy, step)
    assert {line.item_id: line.outcome for line in found.lines} == {stays: Outcome.COMBINED}


def test_merging_again_changes_nothing(here, there, fork):
    bank, _mail = fork
    here.write(bank, Role.PASSWORD, "one")
    there.write(bank, Role.PASSWORD, "two")
    there.add("Shop")
    here.merge(there)
    generation = here.session.vault.generation
    preview = here.preview(there)
    assert preview.known
    assert not preview.changes_something
    assert not here.merge(there)
    assert here.session.vault.generation == generation


def test_a_deletion_loses_against_a_later_edit_and_wins_otherwise(here, there, fork):
    bank, mail = fork
    there.later()
    there.items.delete_forever([mail])
    there.items.delete_forever([bank])
    here.world.clock._now_ms = there.world.clock._now_ms
    here.write(bank, Role.PASSWORD, "later")
    assert lines(here.preview(there)) == {"Bank": Outcome.KEPT, "Mail": Outcome.DELETED}
    here.merge(there)
    assert here.titles() == ["Bank"]
    there.merge(here)
    assert there.titles() == ["Bank"]


def test_what_was_edited_there_after_it_was_deleted_here_comes_back(here, there, fork):
    bank, _mail = fork
    here.items.delete_forever([bank])
    there.write(bank, Role.PASSWORD, "later")
    assert lines(here.preview(there)) == {"Bank": Outcome.BACK}
    here.merge(there)
    assert here.value(bank, Role.PASSWORD) == "later"


def test_folders_come_along_and_one_name_is_one_folder(here, there, fork):
    bank, mail = fork
    here.items.move([bank], None, path=["Work"])
    there.items.move([mail], None, path=["work", "Deep"])
    assert here.preview(there).folders >= 1
    here.merge(there)
    folders = here.items.folders()
    assert {folder.name.lower() for folder in folders.values()} == {"deep", "work"}
    assert len(folders) == 2
    deep = folders[here.items.overviews()[mail].folder]
    assert deep.parent == here.items.overviews()[bank].folder
    there.take_copy_of(here)
    assert there.session.vault.finding is None


def attach(machine: Machine, item_id: int, name: str, data: bytes) -> None:
    add_file(machine.session.vault, item_id, name, lambda: iter([data]))


def attached(machine: Machine, item_id: int) -> dict[str, bytes]:
    vault = machine.session.vault
    return {
        one.name: b"".join(vault.read_attachment(item_id, one.id))
        for one in vault.item(item_id).details.attachments
    }


@pytest.mark.parametrize("rekeyed", [False, True])
def test_attachments_of_both_sides_are_kept(here, there, fork, rekeyed):
    bank, mail = fork
    attach(here, bank, "here.txt", b"h" * 5000)
    attach(there, bank, "there.txt", b"t" * 6000)
    attach(there, mail, "mail.txt", b"m")
    if rekeyed:
        here.rekey(OTHER)
    undo = Undo(here.session)
    undo.push(Deed.MERGE, here.merge(there, PASSWORD if rekeyed else None))
    both = {"here.txt": b"h" * 5000, "there.txt": b"t" * 6000}
    assert attached(here, bank) == both
    assert attached(here, mail) == {"mail.txt": b"m"}
    assert here.session.vault.check().sound
    undo.undo()
    assert attached(here, bank) == {"here.txt": b"h" * 5000}
    assert here.session.vault.check().sound
    undo.redo()
    assert attached(here, bank) == both
    assert here.session.vault.check().sound


def test_one_undo_takes_all_of_it_back_and_it_can_be_merged_again(here, there, fork):
    bank, mail = fork
    here.write(bank, Role.PASSWORD, "one")
    there.write(bank, Role.PASSWORD, "two")
    there.items.delete_forever([mail])
    there.items.move([there.add("Shop")], None, path=["New"])
    before, folders = here.state(), here.items.folders()
    undo = Undo(here.session)
    undo.push(Deed.MERGE, here.merge(there))
    assert undo.undo_label == "Undo merge"
    after, merged_folders = here.state(), here.items.folders()
    undo.undo()
    assert here.state() == before
    assert here.items.folders() == folders
    undo.redo()
    assert here.state() == after
    undo.undo()
    again = here.preview(there)
    assert lines(again)["Shop"] is Outcome.NEW or lines(again)["Shop"] is Outcome.BACK
    here.merge(there)
    assert "Shop" in here.titles()
    assert here.items.folders() == merged_folders
    assert here.value(bank, Role.PASSWORD) == "two"


# Keys


def parted(machine: Machine) -> bool:
    return type(machine.session.vault.finding) is BothChanged


def told_once_that_both_changed(machine: Machine, password: str = OTHER) -> bool:
    """Numbers of saves under another key are no claim, so its holder is told the truth, once."""
    told = parted(machine)
    machine.session.go_on()
    machine.add("Saved after it")
    machine.session.lock()
    machine.session.unlock(machine.path, with_password(password))
    return told and machine.session.vault.finding is None


def test_a_copy_under_a_password_changed_since_asks_for_its_own(here, there, fork):
    bank, _mail = fork
    here.rekey(OTHER)
    there.write(bank, Role.PASSWORD, "from there")
    with pytest.raises(OtherKey):
        here.copy_of(there)
    preview = here.preview(there, PASSWORD)
    assert preview.kinship is Kinship.EARLIER
    retired = here.session.vault.settings.retired
    here.merge(there, PASSWORD)
    assert here.value(bank, Role.PASSWORD) == "from there"
    assert here.session.vault.settings.retired == retired
    there.take_copy_of(here, OTHER)  # the merged file opens with the password in force
    assert told_once_that_both_changed(there)


def test_a_copy_that_was_rekeyed_later_is_the_one_in_force(here, there, fork):
    bank, _mail = fork
    there.rekey(OTHER)
    here.write(bank, Role.PASSWORD, "from here")
    before = here.path.read_bytes()
    with pytest.raises(InvalidInput, match="open it instead"):
        here.preview(there, OTHER)
    with pytest.raises(InvalidInput, match="open it instead"):
        here.merge(there, OTHER)
    assert here.path.read_bytes() == before
    there.merge(here, PASSWORD)
    assert there.value(bank, Role.PASSWORD) == "from here"
    here.take_copy_of(there, OTHER)
    assert told_once_that_both_changed(here)


def test_both_rekeyed_and_merged_is_followed_by_either_machine(here, there, fork):
    bank, _mail = fork
    here.rekey("here's own long password")
    there.rekey(OTHER)
    there.write(bank, Role.PASSWORD, "from there")
    assert here.preview(there, OTHER).kinship is Kinship.OTHER
    here.merge(there, OTHER)
    there.take_copy_of(here, "here's own long password")
    assert told_once_that_both_changed(there, "here's own long password")
    assert there.value(bank, Role.PASSWORD) == "from there"
    assert lines(here.preview(there)) == {"Saved after it": Outcome.NEW}


@pytest.mark.usefixtures("fork")
def test_nothing_that_another_key_claims_is_believed(here, there):
    """Whoever knows an old password writes what they like under it: it must not lock us out."""
    ours = here.session.vault
    key_id = bytes(ours._core.unlocked.keys.key_id)

    def lie(draft):
        settings = draft.settings
        one = there.session.vault.open_copy(there.path).as_retired(1)
        lied = msgspec.structs.replace(one, key=key_id, local=bytes(32))
        writers = dict.fromkeys(ours.settings.writers, (1 << 63) - 2)
        draft.unite_settings(
            msgspec.structs.replace(
                settings, retired=(*settings.retired, lied), writers=settings.writers | writers
            )
        )

    here.rekey(OTHER)
    key_id = bytes(here.session.vault._core.unlocked.keys.key_id)
    there.session.write(lie)
    assert here.preview(there, PASSWORD).kinship is Kinship.EARLIER
    here.merge(there, PASSWORD)
    assert key_id not in {retired.key for retired in here.session.vault.settings.retired}
    here.add("Still saves")
    here.session.lock()
    here.session.unlock(here.path, with_password(OTHER))
    assert here.session.vault.finding is None


# What comes between


def test_another_program_saves_while_a_merge_is_looked_at(here, there, fork):
    bank, _mail = fork
    there.write(bank, Role.PASSWORD, "from there")
    copy = here.copy_of(there)
    Merging(here.session).preview(copy)
    with_other = here.world.opened()
    Items(with_other).add(login("Meanwhile"))
    with_other.lock()
    Merging(here.session).run(copy)
    assert here.titles() == ["Bank", "Mail", "Meanwhile"]
    assert here.value(bank, Role.PASSWORD) == "from there"


def test_it_can_be_cancelled_and_then_nothing_was_written(here, there, fork):
    bank, _mail = fork
    there.write(bank, Role.PASSWORD, "from there")
    copy = here.copy_of(there)
    before = here.session.vault.generation

    def stop(_done: int, _total: int) -> None:
        raise Cancelled(_STOPPED)

    for work in (Merging(here.session).preview, Merging(here.session).run):
        with pytest.raises(Cancelled):
            work(copy, stop)
    assert here.session.vault.generation == before
    assert here.value(bank, Role.PASSWORD) == "hunter2"


def test_a_preview_holds_no_secret_and_writes_nothing(here, there, fork):
    there.write(fork[0], Role.PASSWORD, "top-secret")
    before = here.path.read_bytes()
    preview = here.preview(there)
    assert "top-secret" not in repr(preview)
    assert "Bank" not in repr(preview.lines)
    assert here.path.read_bytes() == before


def test_a_backup_is_made_before(here, there, fork, monkeypatch):
    made: list[str] = []

    def before_bulk(*_args: object) -> bool:
        made.append("bulk")
        return True

    monkeypatch.setattr(here.session.safeguard, "before_bulk", before_bulk)
    there.write(fork[0], Role.PASSWORD, "x")
    here.merge(there)
    assert made == ["bulk"]


@pytest.mark.usefixtures("fork")
def test_a_locked_vault_is_told(here, there):
    copy = here.copy_of(there)
    here.session.lock()
    for work in (Merging(here.session).preview, Merging(here.session).run):
        with pytest.raises(VaultLocked):
            work(copy)


@pytest.mark.usefixtures("fork")
def test_settings_of_both_are_joined(here, there):
    here.items.set_vault_rules(VaultRules(60, 5))
    there.items.set_vault_rules(VaultRules(10, 50))
    assert here.preview(there).settings
    here.merge(there)
    assert here.items.vault_rules == VaultRules(60, 50)
    assert not here.preview(there).settings


def test_a_vault_that_parted_from_the_one_last_seen_here_is_gone_on_with_and_merged(
    here, there, fork, tmp_path
):
    bank, _mail = fork
    here.write(bank, Role.PASSWORD, "from here")
    there.write(bank, Role.NOTES, "from there")
    kept = tmp_path / "kept.strongroom"
    shutil.copy(here.path, kept)
    here.take_copy_of(there)
    assert parted(here)
    copy = here.session.open_copy(kept)
    assert lines(Merging(here.session).preview(copy)) == {"Bank": Outcome.COMBINED}
    here.session.go_on()
    Merging(here.session).run(copy)
    here.session.lock()
    here.session.unlock(here.path, with_password())
    assert here.session.vault.finding is None
    assert here.value(bank, Role.PASSWORD) == "from here"
    assert here.value(bank, Role.NOTES) == "from there"
    there.take_copy_of(here)
    assert there.session.vault.finding is None


def test_a_backup_merged_brings_back_nothing_that_was_done_on_purpose(here, fork, tmp_path):
    bank, mail = fork
    here.items.set_favourite([bank], on=True)
    here.items.set_tags([bank], add=["old"])
    early = tmp_path / "early.strongroom"
    shutil.copy(here.path, early)
    here.items.set_favourite([bank], on=False)
    here.items.set_tags([bank], remove=["old"])
    here.items.delete_forever([mail])
    before = here.state()
    preview = Merging(here.session).preview(here.session.open_copy(early))
    assert preview.known
    assert not preview.changes_something
    Merging(here.session).run(here.session.open_copy(early))
    assert here.state() == before


@pytest.mark.parametrize("later", [0, 10])
def test_an_edit_that_the_deleter_never_saw_is_kept_whatever_the_clocks_say(
    here, there, fork, later
):
    bank, _mail = fork
    there.write(bank, Role.PASSWORD, "seen by nobody else")
    for _minute in range(20 + later):
        here.later()
    here.items.delete_forever([bank])
    assert lines(here.preview(there)) == {"Bank": Outcome.BACK}
    assert lines(there.preview(here)) == {"Bank": Outcome.KEPT}
    here.merge(there)
    assert here.value(bank, Role.PASSWORD) == "seen by nobody else"


def test_what_was_deleted_in_the_very_state_that_it_is_in_goes_whatever_the_clocks_say(
    here, there, fork
):
    bank, mail = fork
    there.write(bank, Role.PASSWORD, "later")
    here.take_copy_of(there)
    here.write(mail, Role.PASSWORD, "saved apart")
    there.world.clock._now_ms -= 60_000_000
    there.items.delete_forever([bank])
    assert lines(here.preview(there)) == {"Bank": Outcome.DELETED}
    here.merge(there)
    assert here.titles() == ["Mail"]


def test_a_copy_under_another_key_that_brings_nothing_writes_nothing(here, there, fork):
    here.rekey("here's own long password")
    there.rekey(OTHER)
    preview = here.preview(there, OTHER)
    assert preview.kinship is Kinship.OTHER
    assert not preview.is_useful
    before = here.path.read_bytes()
    assert not here.merge(there, OTHER)
    assert here.path.read_bytes() == before
    assert fork
