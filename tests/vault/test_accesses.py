# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done with which item: kept by this machine, in batches, and never with a value."""

import json

import msgspec
import pytest
from tests.vault.ground import add, new_unlock
from tests.vault.test_local import KEY, VAULT_ID, notes

from strongroom.crypto.kdf import CHEAPEST
from strongroom.crypto.sealing import Sealer
from strongroom.errors import CannotSave, ReadOnlyVault, VaultBusy
from strongroom.vault import accesses, locking, padding
from strongroom.vault.accesses import Access
from strongroom.vault.places import VaultPlaces, own_folder

_AD = b"strongroom/1/local" + VAULT_ID


@pytest.fixture
def places(tmp_path):
    here = VaultPlaces(tmp_path)
    own_folder(here.notes(VAULT_ID).parent)
    return here


def copied(at=100, item=7, field="password"):
    return Access(at, item, "copied", "window", field)


def file_of(places):
    return places.notes(VAULT_ID)


def plain(places):
    return padding.unpad(Sealer(KEY).open(file_of(places).read_bytes(), _AD))


def write_plain(places, data):
    file_of(places).write_bytes(Sealer(KEY).seal(padding.pad(data, 4096), _AD))


def test_looking_waits_for_the_disk_and_a_flush_writes_it(places):
    here = notes(places)
    assert here.latest_access is None
    here.note_access(copied())
    assert here.accesses == (copied(),)
    assert here.latest_access == copied()
    assert not file_of(places).exists()
    here.flush()
    assert notes(places).accesses == (copied(),)
    written = file_of(places).stat().st_mtime_ns
    here.flush()
    assert file_of(places).stat().st_mtime_ns == written


def test_what_waits_is_written_with_whatever_is_written(places):
    here = notes(places)
    here.note_access(copied())
    here.record_use(7, 100)
    assert notes(places).accesses == (copied(),)
    here.record_use(7, 200)
    assert len(notes(places).accesses) == 1


def test_the_end_writes_what_waits(places):
    here = notes(places)
    here.note_access(copied())
    here.close()
    assert notes(places).accesses == (copied(),)
    assert here.accesses == ()


def test_the_end_waits_for_nobody(places, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 60.0)
    here = notes(places)
    here.note_access(copied())
    with locking.exclusive(places.lock_of(file_of(places))):
        here.close()
    assert notes(places).accesses == ()


def test_what_cannot_be_written_waits_on(places, monkeypatch):
    monkeypatch.setattr(locking, "WAIT_SECONDS", 0.0)
    here = notes(places)
    here.note_access(copied())
    with locking.exclusive(places.lock_of(file_of(places))), pytest.raises(VaultBusy):
        here.flush()
    assert here.accesses == (copied(),)
    here.flush()
    assert notes(places).accesses == (copied(),)


def test_a_write_that_fails_loses_and_doubles_nothing(places, monkeypatch):
    here = notes(places)
    here.note_access(copied(1))
    here.flush()
    here.note_access(copied(2))
    with monkeypatch.context() as patch:
        patch.setattr("strongroom.vault.local.write_atomically", _full)
        with pytest.raises(CannotSave):
            here.flush()
        with pytest.raises(CannotSave):
            here.clear_accesses()
        assert [one.at for one in here.accesses] == [1, 2]
    here.flush()
    assert [one.at for one in notes(places).accesses] == [1, 2]


def _full(_path, _data):
    raise OSError(28, "full")


def test_two_programs_note_together_in_the_order_of_time(places):
    first, second = notes(places), notes(places)
    first.note_access(copied(300))
    second.note_access(copied(100))
    second.flush()
    first.flush()
    assert [one.at for one in notes(places).accesses] == [100, 300]


def test_the_oldest_go_first(places, monkeypatch):
    monkeypatch.setattr(accesses, "MOST", 3)
    here = notes(places)
    for number in range(5):
        here.note_access(copied(number))
    assert [one.at for one in here.accesses] == [2, 3, 4]
    here.flush()
    here.note_access(copied(9))
    here.flush()
    assert [one.at for one in notes(places).accesses] == [3, 4, 9]


def test_a_full_log_is_small(places):
    here = notes(places)
    for number in range(accesses.MOST):
        here.note_access(Access(1_764_000_000_000 + number, (1 << 62) + number, "copied", "window"))
    here.flush()
    assert file_of(places).stat().st_size <= 512 * 1024


def test_a_long_label_is_cut(places):
    here = notes(places)
    here.note_access(copied(field="x" * 5000))
    assert here.accesses[0].field == "x" * accesses.MOST_LABEL


def test_one_item_or_all_are_forgotten(places):
    here = notes(places)
    for item in (7, 8, 7):
        here.note_access(copied(item=item))
    here.clear_accesses(7)
    assert [one.item for one in notes(places).accesses] == [8]
    here.clear_accesses()
    assert notes(places).accesses == ()
    assert "log" not in json.loads(plain(places))


def test_a_copy_for_looking_only_writes_none(places):
    here = notes(places, refusal="Looking only.")
    here.note_access(copied())
    with pytest.raises(ReadOnlyVault):
        here.flush()
    here.close()
    assert not file_of(places).exists()


def test_what_a_newer_program_noted_survives_and_hides_nothing(places):
    here = notes(places)
    here.record_use(7, 100)
    everything = json.loads(plain(places))
    everything["log"] = [
        [1, 7, "signed", "browser", "x", 1, "more"],
        {"new": 1},
        [2],
        [3, 7, {"newer": "shape"}],
        [4, "7"],
    ]
    write_plain(places, json.dumps(everything).encode())
    again = notes(places)
    assert [one.act for one in again.accesses] == ["signed"]
    again.note_access(copied())
    again.clear_accesses(5)
    kept = json.loads(plain(places))["log"]
    assert kept[:5] == everything["log"]
    assert len(kept) == 6
    again.clear_accesses(7)
    assert json.loads(plain(places))["log"] == [{"new": 1}, [2], [4, "7"]]


@pytest.mark.parametrize("log", [{"a": 1}, 5, "x", None])
def test_a_log_that_is_none_loses_no_use(places, log):
    notes(places).record_use(7, 100)
    everything = json.loads(plain(places)) | {"log": log}
    write_plain(places, json.dumps(everything).encode())
    here = notes(places)
    assert here.accesses == ()
    assert here.usage[7].times_used == 1


def test_a_rekey_takes_it_along(vault):
    item_id = add(vault)
    vault.local.note_access(copied(item=item_id))
    vault.change_unlock(new_unlock("another password"), cost=CHEAPEST).finish()
    assert [one.item for one in vault.local.accesses] == [item_id]


def test_an_entry_keeps_to_itself_what_it_is_about():
    assert "password" not in repr(copied())
    assert msgspec.json.decode(accesses.written(copied()), type=Access) == copied()
