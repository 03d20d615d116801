# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json
import os

import pytest
from tests.vault.ground import add, login, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.crypto.sealing import Sealer
from strongroom.errors import NotWritable, ReadOnlyVault, Unreadable, VaultBusy
from strongroom.secret import SecretBytes
from strongroom.vault import local, locking, padding
from strongroom.vault.findings import Retired
from strongroom.vault.local import DraftEdit, LocalNotes, Usage, VaultSide
from strongroom.vault.places import VaultPlaces, own_folder

VAULT_ID = bytes(16)
KEY = SecretBytes(bytes(range(32)))


@pytest.fixture
def places(tmp_path):
    here = VaultPlaces(tmp_path)
    own_folder(here.notes(VAULT_ID).parent)
    return here


def notes(places, key=KEY, older=(), *, refusal=None, in_force=True):
    side = VaultSide(lambda: older, lambda: refusal, lambda: in_force)
    return LocalNotes(places, VAULT_ID, key, side)


def edit(number, title="half typed"):
    return DraftEdit(id=number, at=5, content=login(title))


def test_uses_are_counted(places):
    here = notes(places)
    assert here.usage == {}
    here.record_use(7, 100)
    here.record_use(7, 200)
    here.record_use(8, 150)
    assert notes(places).usage == {7: Usage(200, 2), 8: Usage(150, 1)}


def test_digests_are_made_with_a_key_of_the_notes(places):
    here = notes(places)
    assert here.digest(b"a") is None
    here.make_digest_key()
    made = here.digest(b"a")
    here.make_digest_key()
    assert made == here.digest(b"a") == notes(places).digest(b"a")
    assert made not in {here.digest(b"b"), hashlib.sha256(b"a").digest(), None}
    here.rekey(SecretBytes(bytes(32)))
    assert notes(places, SecretBytes(bytes(32))).digest(b"a") == made
    here.close()
    assert here.digest(b"a") is None


def test_two_programs_make_one_digest_key(places):
    first, second = notes(places), notes(places)
    first.make_digest_key()
    second.make_digest_key()
    assert first.digest(b"a") == second.digest(b"a") != None  # noqa: E711 - both are there


def test_a_copy_for_looking_only_makes_no_digest(places):
    with pytest.raises(ReadOnlyVault):
        notes(places, refusal="This is a copy.").make_digest_key()


def test_only_the_latest_are_kept(places, monkeypatch):
    monkeypatch.setattr(local, "MOST_USED", 3)
    here = notes(places)
    for number in range(5):
        here.record_use(number, number)
    assert set(here.usage) == {2, 3, 4}


def test_two_programs_count_together(places):
    first, second = notes(places), notes(places)
    first.record_use(7, 100)
    second.record_use(7, 200)
    second.put_draft(edit(1))
    first.record_use(7, 300)
    assert first.usage == {7: Usage(300, 3)}
    assert [draft.id for draft in first.drafts] == [1]


def test_an_unfinished_edit_is_kept_until_it_is_dropped(places):
    here = notes(places)
    one, two = edit(1), edit(2, "another")
    here.put_draft(one)
    here.put_draft(two)
    again = notes(places)
    assert again.drafts == (one, two)
    again.drop_draft(1)
    assert notes(places).drafts == (two,)
    again.drop_draft(2)
    again.drop_draft(2)
    assert notes(places).drafts == ()


def test_a_draft_of_the_same_id_takes_its_place(places):
    here = notes(places)
    here.put_draft(edit(1))
    later = edit(1, "typed further")
    here.put_draft(later)
    assert here.drafts == (later,)


def test_no_repr_shows_what_was_typed():
    assert repr(edit(1)) == "DraftEdit(item=None, at=5, …)"


def test_the_folder_is_made_with_the_first_note(tmp_path):
    places = VaultPlaces(tmp_path / "state")
    here = notes(places)
    assert not places.notes(VAULT_ID).parent.exists()
    here.record_use(7, 100)
    assert notes(places).usage == {7: Usage(100, 1)}


def test_the_file_tells_nothing_and_is_its_owners_alone(places):
    here = notes(places)
    here.put_draft(edit(1, "a rare title"))
    file = places.notes(VAULT_ID)
    content = file.read_bytes()
    assert b"rare" not in content
    assert file.stat().st_mode & 0o777 == 0o600
    size = len(content)
    here.put_draft(edit(1, "a rare title, and a little more of it"))
    assert len(file.read_bytes()) == size  # padded


def test_a_large_draft_is_kept(places):
    huge = edit(1, "x" * 5_000_000)
    notes(places).put_draft(huge)
    assert notes(places).drafts == (huge,)


def aside(places):
    file = places.notes(VAULT_ID)
    return {path.read_bytes() for path in file.parent.glob(f"{file.name}.unreadable-*")}


@pytest.mark.parametrize("content", [b"", b"x", bytes(5000)])
def test_a_broken_file_is_put_aside_by_the_first_note_and_begun_afresh(places, content):
    file = places.notes(VAULT_ID)
    file.write_bytes(content)
    here = notes(places)
    assert here.usage == {}
    assert file.read_bytes() == content
    here.record_use(7, 100)
    assert aside(places) == {content}
    assert notes(places).usage == {7: Usage(100, 1)}


def test_what_was_put_aside_before_stays_too(places):
    for content in (b"first", b"second"):
        places.notes(VAULT_ID).write_bytes(content)
        notes(places).record_use(7, 100)
    assert aside(places) == {b"first", b"second"}


def test_two_at_most_are_put_aside_the_latest(places):
    contents = [b"first", b"second", b"third", b"fourth"]
    for number, content in enumerate(contents):
        places.notes(VAULT_ID).write_bytes(content)
        os.utime(places.notes(VAULT_ID), ns=(number, number))
        notes(places).record_use(7, 100)
    assert aside(places) == {b"third", b"fourth"}


def test_clearing_the_log_takes_what_was_put_aside_along(places):
    places.notes(VAULT_ID).write_bytes(b"once a log")
    here = notes(places)
    here.record_use(7, 100)
    other = places.notes(VAULT_ID).with_name("other.sealed.unreadable-00000000")
    other.touch()
    here.clear_accesses(7)
    assert aside(places) == set()
    assert other.exists()


def test_a_file_that_breaks_meanwhile_takes_nothing_away(places):
    here = notes(places)
    here.put_draft(edit(1))
    places.notes(VAULT_ID).write_bytes(b"broken")
    here.put_draft(edit(2))
    assert [draft.id for draft in notes(places).drafts] == [1, 2]


def test_what_cannot_be_understood_is_put_aside_too(places):
    sealer = Sealer(KEY)
    file = places.notes(VAULT_ID)
    ad = b"strongroom/1/local" + VAULT_ID
    plain = [padding.pad(data, 512) for data in (b"no JSON", b"[]", b'{"usage": 5}')]
    contents = [sealer.seal(data, ad) for data in (*plain, b"\xff\xff\xff\xff")]
    for content in contents:
        file.write_bytes(content)
        here = notes(places)
        assert here.usage == {}
        here.record_use(7, 100)
        assert here.usage == {7: Usage(100, 1)}
        assert content in aside(places)


def test_a_file_under_another_key_is_left_alone(places):
    later = notes(places, SecretBytes(b"l" * 32))
    later.put_draft(edit(1))
    content = places.notes(VAULT_ID).read_bytes()
    here = notes(places, in_force=False)
    assert here.drafts == ()
    here.record_use(7, 100)
    with pytest.raises(NotWritable, match="another key"):
        here.put_draft(edit(2))
    assert places.notes(VAULT_ID).read_bytes() == content
    assert aside(places) == set()
    assert len(later.drafts) == 1


def test_a_copy_for_looking_only_has_no_notes_and_changes_none(places):
    notes(places).put_draft(edit(1))
    content = places.notes(VAULT_ID).read_bytes()
    here = notes(places, refusal="It is retired.")
    assert here.drafts == ()
    here.record_use(7, 100)
    with pytest.raises(ReadOnlyVault, match="retired"):
        here.put_draft(edit(2))
    assert here.usage == {}
    assert places.notes(VAULT_ID).read_bytes() == content


def test_an_older_key_is_tried_and_the_new_one_used_from_then_on(places):
    old = SecretBytes(b"o" * 32)
    notes(places, old).record_use(7, 100)
    here = notes(places, older=[bytes(32), bytes(old.buffer)])
    assert here.usage == {7: Usage(100, 1)}
    here.record_use(7, 200)
    assert notes(places).usage == {7: Usage(200, 2)}


def test_a_new_key_seals_everything(places):
    older: list[bytes] = []
    here = notes(places, older=older)
    here.record_use(7, 100)
    new = SecretBytes(b"n" * 32)
    older.append(bytes(KEY.buffer))
    here.rekey(new)
    assert notes(places, new).usage == {7: Usage(100, 1)}


def test_notes_of_a_newer_version_are_kept(places):
    sealer = Sealer(KEY)
    data = json.dumps({"usage": {}, "drafts": [], "log": [1, 2]}).encode()
    ad = b"strongroom/1/local" + VAULT_ID
    places.notes(VAULT_ID).write_bytes(sealer.seal(padding.pad(data, 512), ad))
    notes(places).record_use(7, 100)
    plain = padding.unpad(sealer.open(places.notes(VAULT_ID).read_bytes(), ad))
    assert json.loads(plain)["log"] == [1, 2]


def test_every_note_is_on_the_disk_when_it_returns(places, monkeypatch):
    # A use replaces the file that holds the drafts.
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    here = notes(places)
    here.put_draft(edit(1))
    here.record_use(7, 100)
    assert places.notes(VAULT_ID).stat().st_ino in synced


def test_a_use_is_never_refused_and_a_draft_says_that_it_was_not_kept(places, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.02)
    here = notes(places)
    with locking.exclusive(here._lock):
        here.record_use(7, 100)
        with pytest.raises(VaultBusy):
            here.put_draft(edit(1))


def test_it_is_the_vaults(ground, vault):
    item_id = add(vault)
    before = ground.path.read_bytes()
    vault.local.record_use(item_id, 5)
    assert ground.path.read_bytes() == before
    assert ground.open().local.usage == {item_id: Usage(5, 1)}
    assert ground.open("there").local.usage == {}


def test_a_state_folder_that_cannot_be_used(ground, vault):
    (ground.places().state / "notes").write_text("in the way")
    with pytest.raises(Unreadable, match="cannot be read"):
        _ = vault.local


def test_closing_the_vault_lets_go_of_the_notes(ground, vault):
    notes = vault.local
    notes.put_draft(edit(1))
    vault.close()
    assert notes.drafts == ()
    with pytest.raises(AttributeError):
        notes.put_draft(edit(2))
    assert len(ground.open().local.drafts) == 1


NEW = "a wholly new password"


def notes_folder(ground):
    folder = ground.places().state / "notes"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_looking_into_an_old_copy_leaves_the_vaults_notes_alone(ground, vault):
    item_id = add(vault)
    old = ground.copy("old.strongroom")
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    vault.local.put_draft(edit(5))
    vault.close()
    before = notes_folder(ground)
    retired = ground.open(path=old)
    assert isinstance(retired.finding, Retired)
    assert retired.local.drafts == ()
    retired.local.record_use(item_id, 5)
    assert notes_folder(ground) == before
    assert [draft.id for draft in ground.open(password=NEW).local.drafts] == [5]


def test_a_program_that_has_not_heard_of_a_new_key_leaves_its_notes_alone(ground, vault):
    other = ground.open()
    other.local.record_use(1, 5)
    vault.change_unlock(new_unlock(NEW), cost=CHEAPEST).finish()
    vault.local.put_draft(edit(5))
    before = notes_folder(ground)
    other.local.record_use(1, 6)
    with pytest.raises(NotWritable):
        other.local.put_draft(edit(6))
    assert notes_folder(ground) == before


def test_a_vault_whose_notes_broke_takes_notes_again(ground, vault):
    file = ground.places().notes(vault.vault_id)
    own_folder(file.parent)
    file.write_bytes(b"broken")
    vault.local.put_draft(edit(5))
    assert [draft.id for draft in ground.open().local.drafts] == [5]
    assert b"broken" in notes_folder(ground).values()


def test_notes_that_cannot_be_read_are_told(ground, vault):
    file = ground.places().notes(vault.vault_id)
    vault._core.notes.record_use(7, 1)
    assert vault.notices == ()
    vault.close()
    for spoil in (lambda: file.write_bytes(b"nonsense"), lambda: os.mkfifo(file)):
        file.unlink(missing_ok=True)
        spoil()
        again = ground.open()
        assert again._core.notes.usage == {}
        assert ["begins anew" in sentence for sentence in again.notices] == [True]
        again._core.notes.record_use(5, 1)
        assert set(again._core.notes.usage) == {5}
        again.close()
        assert ground.open().notices == ()
