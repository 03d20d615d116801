# SPDX-License-Identifier: GPL-3.0-or-later
"""One more way in: under the same key, in one save, and never beside a removed one."""

import sqlite3
from contextlib import closing, suppress

import pytest
from tests.vault.ground import PASSWORD, add, credentials, new_unlock, titles

from strongroom.crypto import kdf
from strongroom.crypto.kdf import CHEAPEST, Argon2Cost
from strongroom.errors import (
    Altered,
    DiskFull,
    InvalidInput,
    MethodMissing,
    NotWritable,
    ReadOnlyVault,
    VaultGone,
    WrongKey,
)
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.secret import SecretBytes
from strongroom.vault import adding, keyslots, saving
from strongroom.vault.header import Header
from strongroom.vault.vault import Vault

OTHER = "another long enough password"
CODE = NewMethod(recovery=True)


def key_of(vault):
    vault.verify(credentials(), keep_key=True)
    return vault.take_key()


def begin(vault, new=CODE, cost=CHEAPEST):
    with key_of(vault) as key:
        return vault.add_method(new, key, cost=cost)


def password(text=OTHER, key_file=None):
    return NewMethod(SecretBytes.of_text(text), key_file)


def add_method(vault, new=CODE):
    """Add it, and return what opens it."""
    step = begin(vault, new)
    step.finish()
    return Credentials(new.password, new.key_file, step.recovery_code)


def opened(ground, brought, machine="elsewhere"):
    vault = Vault.open(ground.path, brought, places=ground.places(machine), clock=ground.clock)
    ground._open.append(vault)
    return vault


def names(vault):
    return [method.name for method in vault.methods()]


@pytest.fixture
def key_path(tmp_path):
    return tmp_path / "Personal.key"


@pytest.mark.parametrize("kind", ["code", "password", "password and key file", "key file"])
def test_what_was_added_opens_it_on_another_machine(ground, vault, key_path, kind):
    add(vault)
    new = {
        "code": CODE,
        "password": password(),
        "password and key file": password(key_file=key_path),
        "key file": NewMethod(key_file=key_path),
    }[kind]
    brought = add_method(vault, new)
    there = opened(ground, brought)
    assert titles(there) == ["GitHub"]
    assert there.finding is None
    assert there.check().sound
    add(there, "Saved there")
    assert titles(ground.open()) == ["GitHub", "Saved there"]


def test_it_keeps_the_key_and_takes_one_derivation_and_one_save(ground, vault, monkeypatch):
    add(vault)
    rows = "SELECT sealed FROM details"
    before, generation = ground.sql(rows), vault.generation
    key_id = vault._core.unlocked.keys.key_id
    derived = []
    real = kdf.argon2id

    def watched(typed, salt, cost):
        derived.append(cost)
        return real(typed, salt, cost)

    monkeypatch.setattr(keyslots, "argon2id", watched)
    cost = Argon2Cost(20 * 1024, 2, 1)
    with key_of(vault) as key:
        vault.add_method(password(), key, cost=cost).finish()
    assert derived == [cost]
    assert ground.sql(rows) == before
    assert vault.generation == generation + 1
    assert vault._core.unlocked.keys.key_id == key_id
    assert vault.settings.retired == ()
    assert ground.open().generation == generation + 1


def test_methods_are_listed_with_a_number_where_two_are_alike(vault, key_path):
    add_method(vault, password())
    add_method(vault, password("yet another password"))
    add_method(vault)
    add_method(vault, NewMethod(key_file=key_path))
    assert names(vault) == [
        "master password",
        "master password 2",
        "master password 3",
        "recovery code",
        "key file",
    ]
    assert [method.factors for method in vault.methods()[3:]] == [
        ("recovery_code",),
        ("key_file",),
    ]
    assert [method.cost for method in vault.methods()] == [CHEAPEST] * 3 + [None] * 2
    assert len({method.id for method in vault.methods()}) == 5


def test_what_opens_what_is_told(vault, key_path):
    add_method(vault, password())
    add_method(vault, password(PASSWORD, key_path))
    given = credentials()
    assert [method.name for method in vault.opened_by(given)] == ["master password"]
    given.key_file = key_path
    assert [method.name for method in vault.opened_by(given)] == [
        "master password",
        "master password and key file",
    ]
    with pytest.raises(WrongKey):
        vault.opened_by(credentials("wrong and long enough"))
    with pytest.raises(MethodMissing):
        vault.opened_by(Credentials())


def test_a_program_that_has_it_open_goes_on(ground, vault):
    beside = ground.open()
    there = ground.open("there")
    brought = add_method(vault)
    for other in (beside, there):
        changes = other.refresh()
        assert changes is not None
        assert not changes
        assert names(other) == ["master password", "recovery code"]
        assert other.finding is None
    add(beside, "From beside")
    add(there, "From there")
    assert titles(opened(ground, brought)) == ["From beside", "From there"]


def test_two_programs_that_add_at_once_both_have_theirs(ground, vault):
    beside = ground.open("there")
    mine, theirs = begin(vault, password()), begin(beside)
    theirs.finish()
    changes = mine.finish()
    assert not changes
    assert names(vault) == ["master password", "recovery code", "master password 2"]
    for brought in (Credentials(SecretBytes.of_text(OTHER)), credentials()):
        assert opened(ground, brought).check().sound


def test_what_another_program_saved_meanwhile_is_told(ground, vault):
    step = begin(vault)
    add(ground.open("there"), "Theirs")
    assert len(step.finish().added) == 1
    assert titles(vault) == ["Theirs"]


def test_there_is_one_recovery_code_at_most(ground, vault):
    step = begin(vault)
    begin(ground.open("there")).finish()
    with pytest.raises(InvalidInput, match="recovery code already"):
        step.finish()
    with pytest.raises(InvalidInput, match="recovery code already"):
        begin(vault)
    step.abandon()
    add_method(vault, password())


def test_there_are_sixteen_at_most(vault, key_path):
    for _number in range(15):
        add_method(vault, NewMethod(key_file=key_path))
    before = names(vault)
    assert len(before) == 16
    made = key_path.with_name("another.key")
    with pytest.raises(InvalidInput, match="at most 16 unlock methods; remove one"):
        begin(vault, NewMethod(key_file=made))
    assert not made.exists()
    assert names(vault) == before


def test_what_a_newer_version_put_into_the_header_stays(ground, vault):
    (stored,) = ground.sql("SELECT header FROM vault")[0]
    slot = Header.parse(stored).slots[0].raw
    add_method(vault)
    (stored,) = ground.sql("SELECT header FROM vault")[0]
    assert Header.parse(stored).slots[0].raw == slot


def test_an_abandoned_one_leaves_everything_as_it_was(ground, vault, key_path):
    before = ground.everything()
    for new in (CODE, NewMethod(key_file=key_path)):
        step = begin(vault, new)
        step.abandon()
        step.abandon()
        assert step.recovery_code is None or len(step.recovery_code) == 0
    assert not key_path.exists()
    assert ground.everything() == before


def test_a_key_file_that_was_there_stays(vault, key_path):
    add_method(vault, NewMethod(key_file=key_path))
    begin(vault, password(key_file=key_path)).abandon()
    assert key_path.exists()


def test_what_cannot_be_saved_can_be_tried_again_or_abandoned(ground, vault, key_path, monkeypatch):
    before = ground.everything()
    step = begin(vault, NewMethod(key_file=key_path))

    def fail(*_given):
        raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_write_rows", fail)
        with pytest.raises(DiskFull):
            step.finish()
    assert ground.everything() == before
    assert names(vault) == ["master password"]
    step.finish()
    step.abandon()
    assert key_path.exists()
    assert opened(ground, Credentials(key_file=key_path)).check().sound

    other = begin(vault, NewMethod(key_file=key_path.with_name("b.key")))
    with monkeypatch.context() as patch:
        patch.setattr(saving, "_write_rows", fail)
        with suppress(DiskFull):
            other.finish()
    other.abandon()
    assert not key_path.with_name("b.key").exists()


def test_a_key_file_that_may_be_in_force_is_never_taken_away(ground, vault, key_path, monkeypatch):
    """The end of the save cannot be judged, and the method is in the file."""
    step = begin(vault, password(key_file=key_path))
    looks: list[int] = []
    real = saving._check_same_file

    def fail_after_commit(core, connected_to):
        looks.append(1)
        if len(looks) == 2:
            raise OSError(5, "Input/output error")
        real(core, connected_to)

    def cannot_tell(*_given):
        raise NotWritable

    with monkeypatch.context() as patch:
        patch.setattr(saving, "_check_same_file", fail_after_commit)
        patch.setattr(type(vault._core.access), "decide", cannot_tell)
        with pytest.raises(NotWritable):
            step.finish()
    assert len(looks) == 2
    step.finish()  # it is there, and not put there twice
    step.abandon()
    assert names(ground.open()) == ["master password", "master password and key file"]
    brought = Credentials(password().password, key_path)
    assert opened(ground, brought).check().sound


def test_a_key_file_stays_where_the_vault_cannot_be_asked(ground, vault, key_path):
    step = begin(vault, NewMethod(key_file=key_path))
    ground.path.rename(ground.path.with_name("away"))
    with pytest.raises(VaultGone):
        step.finish()
    step.abandon()
    assert key_path.exists()


def test_an_interruption_leaves_the_key_file(ground, vault, key_path, monkeypatch):
    step = begin(vault, NewMethod(key_file=key_path))

    def interrupted(*given):
        saving.save(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(adding, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        step.finish()
    step.abandon()
    assert opened(ground, Credentials(key_file=key_path)).check().sound


def test_the_key_of_another_time_wraps_nothing(vault):
    with SecretBytes.random(32) as key, pytest.raises(ValueError, match="another vault"):
        vault.add_method(CODE, key, cost=CHEAPEST)
    step = begin(vault)
    vault.change_unlock(new_unlock(), cost=CHEAPEST).finish()
    with pytest.raises(ValueError, match="another key"):
        step.finish()


def test_a_vault_that_was_locked_anew_elsewhere_takes_none(ground, vault):
    step = begin(vault)
    there = ground.open("there")
    there.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    with pytest.raises(WrongKey, match="changed elsewhere"):
        step.finish()


def test_a_vault_for_looking_only_takes_none(ground, vault):
    older = ground.copy("older")
    add(vault)
    ground.replace_by(older)
    again = ground.open()
    with pytest.raises(ReadOnlyVault):
        begin(again)


def test_an_old_header_put_back_is_altered(ground, vault):
    """Somebody with the file takes the new way in out of it, or puts a removed one back."""
    before = ground.sql("SELECT header FROM vault")[0][0]
    add_method(vault)
    after = ground.sql("SELECT header FROM vault")[0][0]
    ground.sql("UPDATE vault SET header = :a", a=before)
    with pytest.raises(Altered):
        ground.open()
    ground.sql("UPDATE vault SET header = :a", a=after)
    assert ground.open("elsewhere").check().sound


def test_a_removed_one_opens_neither_the_file_nor_any_later_save(ground, vault):
    brought = add_method(vault, password())
    held = opened(ground, brought)
    old = ground.copy("old")
    with closing(sqlite3.connect(old)) as connection:
        header = connection.execute("SELECT header FROM vault").fetchone()[0]
    gone = vault.methods()[1].id
    vault.change_unlock(new_unlock(), cost=CHEAPEST, removed=[gone]).finish()
    add(vault, "After")
    with pytest.raises(WrongKey):
        opened(ground, brought)
    with pytest.raises(WrongKey):
        held.refresh()
    # The old header with the old slot, in the new file: it opens, to a key of the past.
    ground.sql("UPDATE vault SET header = :a", a=header)
    with pytest.raises(Altered):
        opened(ground, brought)
    assert titles(opened_at(ground, old, brought)) == []


def opened_at(ground, path, brought):
    vault = Vault.open(path, brought, places=ground.places("third"), clock=ground.clock)
    ground._open.append(vault)
    return vault
