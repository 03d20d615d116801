# SPDX-License-Identifier: GPL-3.0-or-later
"""A new key: every row sealed afresh, in place in one step or not at all."""

import os
import stat

import pytest
from tests.vault.ground import (
    PASSWORD,
    add,
    add_file,
    add_many,
    credentials,
    cut_short,
    json_of,
    lines,
    login,
    new_unlock,
    put_unknown_keys,
    titles,
)

from strongroom.crypto.kdf import CHEAPEST, Argon2Cost
from strongroom.errors import (
    Altered,
    Cancelled,
    Damaged,
    DiskFull,
    InvalidInput,
    NotWritable,
    VaultBusy,
    WrongKey,
)
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.model.item import Folder
from strongroom.secret import SecretBytes
from strongroom.vault import core, keyslots, locking, rekey, store, unlocked
from strongroom.vault.check import check_everything
from strongroom.vault.journal import Soundness
from strongroom.vault.local import DraftEdit
from strongroom.vault.preview import preview
from strongroom.vault.vault import Vault

NEW = "a wholly new password"


def begin(vault, password=NEW, **more):
    return vault.change_unlock(new_unlock(password, **more), cost=CHEAPEST)


@pytest.fixture
def filled(ground):
    vault = ground.open()
    item_id = add(vault, "With a photo")
    add_file(vault, item_id, "photo.jpg", lambda: [b"pixels" * 1000])
    add(vault, "Gone")
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    vault.write(
        lambda draft: draft.bury(next(k for k, o in draft.overviews.items() if o.title == "Gone"))
    )
    vault.write(lambda draft: draft.set_settings(trash_days=7))
    return vault


def test_everything_is_there_under_the_new_password(ground, filled):
    before = {key: filled.item(key) for key in filled.overviews()}
    generation, saves = filled.generation, sum(filled.settings.writers.values())
    begin(filled).finish()
    with pytest.raises(WrongKey):
        ground.open()
    for vault in (filled, ground.open(password=NEW)):
        assert vault.check().sound
        assert vault.finding is None
        assert vault.generation == generation + 1
        assert sum(vault.settings.writers.values()) == saves + 1
        assert vault.settings.trash_days == 7
        assert vault.folders() == {5: Folder(id=5, name="Work")}
        for item_id, item in before.items():
            again = vault.item(item_id)
            assert again.overview == item.overview
            assert again.fields == item.fields
            (photo,) = again.details.attachments
            assert lines(vault.read_attachment(item_id, photo.id)) == b"pixels" * 1000
    add(filled, "After")
    assert titles(ground.open(password=NEW)) == ["After", "With a photo"]


def test_no_row_and_no_key_is_the_old_one(ground, filled):
    tables = (
        "SELECT sealed FROM overview UNION SELECT sealed FROM details "
        "UNION SELECT sealed FROM attachment"
    )
    old_rows = set(ground.sql(tables))
    old = filled._core.unlocked.keys
    old_id = old.key_id
    begin(filled).finish()
    assert not old_rows & set(ground.sql(tables))
    assert filled._core.unlocked.keys.key_id != old_id
    assert len(old.rows) == 0
    assert [retired.key for retired in filled.settings.retired] == [old_id]
    assert filled.settings.retired[0].at == ground.clock.now_ms()


def test_the_new_file_is_its_owners_alone_and_nothing_is_left_beside_it(ground, filled):
    previous = os.umask(0)
    try:
        begin(filled).finish()
    finally:
        os.umask(previous)
    assert stat.S_IMODE(ground.path.stat().st_mode) == 0o600
    assert list(ground.folder.iterdir()) == [ground.path]


@pytest.fixture
def read_only(monkeypatch):
    """Return a function that makes a path read-only, for root too."""
    paths: list[os.PathLike[str]] = []
    monkeypatch.setattr(os, "access", lambda path, _mode: path not in paths)
    return paths.append


def test_a_read_only_vault_is_refused_and_not_replaced(ground, vault, read_only, tmp_path):
    """A save would refuse it; a rename alone would not ask."""
    read_only(ground.path)
    before = ground.path.read_bytes()
    with pytest.raises(NotWritable, match="read-only") as caught:
        begin(vault, key_file=tmp_path / "key")
    assert f"“{ground.path}”" in str(caught.value)
    assert not (tmp_path / "key").exists()
    assert ground.path.read_bytes() == before
    add(vault)


def test_a_read_only_folder_is_named_and_not_a_file_of_our_own(ground, vault, read_only):
    prepared = begin(vault)
    read_only(ground.folder)
    for refused in (lambda: begin(vault), prepared.finish):
        with pytest.raises(NotWritable, match="read-only") as caught:
            refused()
        assert f"“{ground.folder}”" in str(caught.value)
    assert list(ground.folder.iterdir()) == [ground.path]
    prepared.abandon()


def test_a_link_to_the_vault_stays_one(ground, tmp_path):
    link = tmp_path / "link.strongroom"
    link.symlink_to(ground.path)
    vault = ground.open(path=link)
    begin(vault).finish()
    assert link.is_symlink()
    assert ground.open(password=NEW).generation == 2


def costs(ground):
    return [method.cost for method in preview(ground.path).methods]


def test_the_cost_is_todays_and_never_less_than_before(ground, vault, monkeypatch):
    dear = Argon2Cost(20 * 1024, 3, 1)
    vault.change_unlock(new_unlock(NEW), cost=dear).finish()
    assert costs(ground) == [dear]
    vault.change_unlock(new_unlock(PASSWORD), cost=CHEAPEST).finish()
    assert costs(ground) == [dear]
    vault.verify(credentials(), keep_key=True)
    with vault.take_key() as key:
        new = NewMethod(SecretBytes.of_text("another password"))
        vault.add_method(new, key, cost=CHEAPEST).finish()
    assert costs(ground) == [dear, dear]
    # It was chosen on a machine with more memory.
    monkeypatch.setattr(keyslots, "machine_memory_kib", lambda: 39 * 1024)
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    assert costs(ground) == [CHEAPEST]


def test_methods_that_cannot_be_made_anew_are_named(bare, tmp_path):
    vault = bare.create(recovery=True, key_file=tmp_path / "k")
    step = begin(vault)
    assert step.dropped == ("master password and key file", "recovery code")
    assert step.recovery_code is None
    step.abandon()
    step = begin(vault, recovery=True, key_file=tmp_path / "k")
    assert step.dropped == ()
    assert step.recovery_code is not None
    step.finish()
    brought = Credentials(recovery_code=step.recovery_code)
    Vault.open(bare.path, brought, places=bare.places(), clock=bare.clock).close()


def test_of_several_of_a_kind_the_one_that_is_replaced_is_not_named(vault):
    for text in ("the second password", "the third password"):
        vault.verify(credentials(), keep_key=True)
        with vault.take_key() as key:
            new = NewMethod(SecretBytes.of_text(text))
            vault.add_method(new, key, cost=CHEAPEST).finish()
    first, second, third = (method.id for method in vault.methods())
    assert begin(vault).dropped == ("master password 2", "master password 3")
    assert begin(vault, instead_of=second).dropped == ("master password", "master password 3")
    kept = (NewMethod(SecretBytes.of_text("the third password"), instead_of=third),)
    step = begin(vault, instead_of=second, also=kept)
    assert step.dropped == ("master password",)
    chosen = new_unlock(NEW, instead_of=second, also=kept)
    step = vault.change_unlock(chosen, cost=CHEAPEST, removed=[first])
    assert step.dropped == ()
    step.finish()
    assert len(vault.methods()) == 2
    for text in (NEW, "the third password"):
        vault.verify(credentials(text))
    for text in (PASSWORD, "the second password"):
        with pytest.raises(WrongKey):
            vault.verify(credentials(text))


def test_an_abandoned_rekey_leaves_everything_as_it_was(ground, filled, tmp_path):
    before = ground.everything()
    key_file = tmp_path / "new.key"
    step = begin(filled, recovery=True, key_file=key_file)
    assert key_file.exists()
    step.abandon()
    step.abandon()
    assert not key_file.exists()
    assert step.recovery_code is not None
    assert len(step.recovery_code) == 0
    assert ground.everything() == before
    add(filled)
    begin(filled).abandon()


def test_a_password_that_cannot_be_taken_changes_nothing(ground, vault):
    before = ground.everything()
    with pytest.raises(InvalidInput):
        begin(vault, "")
    new_key = ground.folder / "new.key"
    with pytest.raises(InvalidInput):
        begin(vault, key_file=new_key, also=(NewMethod(SecretBytes(b"")),))
    assert ground.everything() == before


def test_what_was_saved_between_its_two_steps_is_in_it(ground, vault):
    step = begin(vault)
    add(vault, "By us")
    add(ground.open("there"), "By another program")
    step.finish()
    assert titles(ground.open(password=NEW)) == ["By another program", "By us"]


def test_a_save_by_another_program_at_the_last_moment_begins_it_again(ground, vault, monkeypatch):
    moments = iter([lambda: ground.sql("INSERT INTO attachment VALUES (1, zeroblob(480))")])

    def saved_meanwhile(*args):
        # The new file is being read back: nobody is kept from saving to the old one.
        for save_elsewhere in moments:
            save_elsewhere()
        return check_everything(*args)

    monkeypatch.setattr(unlocked, "check_everything", saved_meanwhile)
    begin(vault).finish()
    assert ground.open(password=NEW).check().orphans == 0


def test_a_file_that_changes_all_the_time_ends_in_an_error(ground, vault, monkeypatch):
    real = store.look
    monkeypatch.setattr(store, "look", lambda path: real(path)._replace(counter=os.urandom(4)))
    step = begin(vault)
    with pytest.raises(VaultBusy):
        step.finish()
    monkeypatch.undo()
    assert list(ground.folder.iterdir()) == [ground.path]
    step.finish()
    assert ground.open(password=NEW).check().sound


def test_a_program_that_saves_is_waited_for_in_vain(ground, vault, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    step = begin(vault)
    with locking.exclusive(ground.places().lock_of(ground.path)), pytest.raises(VaultBusy):
        step.finish()


def test_a_journal_is_judged_first(ground, filled):
    torn, left = cut_short(ground, "UPDATE attachment SET sealed = randomblob(60000)")
    step = begin(filled)
    ground.path.write_bytes(torn)
    ground.journal.write_bytes(left)
    step.finish()
    assert ground.open(password=NEW).check().sound


def fail_with(error):
    def fail(*_args, **_more):
        raise error

    return fail


@pytest.mark.parametrize("what", ["fill", "examine", "os.replace"])
def test_a_failure_changes_nothing_and_can_be_tried_again(ground, filled, monkeypatch, what):
    before = ground.everything()
    step = begin(filled)
    target = os if what == "os.replace" else rekey
    monkeypatch.setattr(target, what.removeprefix("os."), fail_with(OSError(28, "no room")))
    with pytest.raises(DiskFull):
        step.finish()
    monkeypatch.undo()
    assert ground.everything() == before
    assert titles(filled) == ["With a photo"]
    step.finish()
    assert titles(ground.open(password=NEW)) == ["With a photo"]


@pytest.mark.parametrize("step", ["sync_folder", "go_over_to"])
def test_an_interruption_after_the_rename_leaves_the_key_file(ground, vault, tmp_path, step):
    add(vault, "Kept")
    key_file = tmp_path / "new.key"
    pending = begin(vault, key_file=key_file)
    with pytest.MonkeyPatch.context() as patch:
        target = rekey if step == "sync_folder" else vault._core
        patch.setattr(target, step, fail_with(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            pending.finish()
    pending.abandon()
    brought = Credentials(password=credentials(NEW).password, key_file=key_file)
    again = Vault.open(ground.path, brought, places=ground.places(), clock=ground.clock)
    assert titles(again) == ["Kept"]
    assert again.check().sound
    again.close()


def test_an_interruption_once_the_new_keys_are_held_leaves_them_usable(vault, monkeypatch):
    add(vault, "Kept")
    pending = begin(vault)
    monkeypatch.setattr(core, "look", fail_with(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        pending.finish()
    monkeypatch.undo()
    pending.abandon()
    assert vault.check().sound
    add(vault, "After")
    assert titles(vault) == ["After", "Kept"]


def test_a_new_file_that_reads_back_wrong_is_never_put_in_place(ground, filled, monkeypatch):
    before = ground.everything()
    monkeypatch.setattr(rekey, "examine", lambda _file, _unlock: Soundness.WITH_ORPHANS)
    with pytest.raises(Damaged):
        begin(filled).finish()
    assert ground.everything() == before


def test_a_vault_with_a_broken_row_is_not_rekeyed(ground, filled):
    ground.sql("UPDATE attachment SET sealed = zeroblob(480)")
    before = ground.everything()
    with pytest.raises(Altered):
        begin(filled).finish()
    assert ground.everything() == before


def test_it_can_be_cancelled_between_rows(ground, vault):
    add_many(vault, 600)
    told = []

    def progress(done, total):
        told.append((done, total))
        if done:
            raise Cancelled

    before = ground.everything()
    with pytest.raises(Cancelled):
        begin(vault).finish(progress)
    assert told == [(0, 601), (256, 601)]
    assert ground.everything() == before


def test_progress_comes_to_its_end(vault):
    told = []
    begin(vault).finish(lambda *step: told.append(step))
    assert told[-1] == (1, 1)


def test_what_a_rekey_that_was_killed_left_behind_is_removed(ground, vault):
    leftover = ground.folder / f"{ground.path.name}.0a1b2c3d.rekey"
    leftover.write_bytes(b"half a vault")
    os.utime(leftover, (0, 0))  # nobody has been at it for an hour
    other = ground.folder / "Other.strongroom.0a1b2c3d.rekey"
    other.write_bytes(b"not ours")
    begin(vault).finish()
    assert sorted(ground.folder.iterdir()) == [other, ground.path]


def test_a_persons_own_files_of_that_ending_stay(ground, vault):
    name = ground.path.name
    notes = ground.folder / f"{name}.notes on the.rekey"
    notes.write_bytes(b"a person's own")
    folder = ground.folder / f"{name}.0a1b2c3d.rekey"
    folder.mkdir()
    link = ground.folder / f"{name}.4e5f6a7b.rekey"
    link.symlink_to(notes)
    begin(vault).finish()
    assert notes.read_bytes() == b"a person's own"
    assert sorted(ground.folder.iterdir()) == sorted([ground.path, notes, folder, link])


def test_what_a_newer_version_wrote_survives(ground, vault):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    begin(vault).finish()
    overview, details = json_of(ground, vault, item_id)
    assert overview["overview"]["colour"] == "green"
    assert details["later"] == [1, 2]
    assert vault.check().sound


def test_this_machines_notes_come_along(ground, vault):
    item_id = add(vault)
    vault.local.record_use(item_id, 5)
    draft = DraftEdit(id=1, at=5, content=login("half typed"))
    vault.local.put_draft(draft)
    begin(vault).finish()
    assert vault.local.usage[item_id].times_used == 1
    vault.local.record_use(item_id, 6)
    again = ground.open(password=NEW)
    assert again.local.usage[item_id].times_used == 2
    assert again.local.drafts == (draft,)


def test_notes_sealed_before_a_rekey_elsewhere_are_read_once_more(ground):
    here = ground.open()
    item_id = add(here)
    here.local.record_use(item_id, 5)
    here.close()
    begin(ground.open("there")).finish()
    again = ground.open(password=NEW)
    assert again.local.usage[item_id].times_used == 1
    again.local.record_use(item_id, 6)
    assert ground.open(password=NEW).local.usage[item_id].times_used == 2


def test_notes_that_cannot_be_written_do_not_keep_a_rekey_from_its_end(ground, vault, monkeypatch):
    vault.local.record_use(1, 5)
    with locking.exclusive(vault.local._lock):
        monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
        begin(vault).finish()
    assert ground.open(password=NEW).local.usage[1].times_used == 1


def test_a_look_that_fails_after_it_takes_nothing_back(ground, vault, monkeypatch):
    monkeypatch.setattr(core, "look", fail_with(OSError(5, "gone again")))
    begin(vault).finish()
    monkeypatch.undo()
    assert vault.refresh() is None
    assert ground.open(password=NEW).generation == 2


def test_the_same_password_may_be_chosen_again(ground, vault):
    begin(vault, PASSWORD).finish()
    assert ground.open().generation == 2
