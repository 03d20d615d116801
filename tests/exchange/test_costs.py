# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.crypto.kdf import MEBIBYTE
from strongroom.errors import CannotImport, SourceDamaged, SourceTooCostly
from strongroom.exchange import costs


@pytest.mark.parametrize("rounds", [0, -1, 2**60, costs.MOST_ROUNDS + 1])
def test_rounds_that_no_program_writes(rounds):
    with pytest.raises(SourceDamaged):
        costs.check_rounds(rounds, costly=True)


def test_rounds_that_take_minutes_are_taken_when_allowed():
    costs.check_rounds(costs.UNASKED_ROUNDS, costly=False)
    costs.check_rounds(costs.UNASKED_ROUNDS + 1, costly=True)
    with pytest.raises(SourceTooCostly):
        costs.check_rounds(costs.UNASKED_ROUNDS + 1, costly=False)


@pytest.mark.parametrize(("memory", "passes"), [(0, 1), (1, 0), (2**60, 1), (1024, 2**60)])
def test_memory_that_no_program_asks_for(memory, passes):
    with pytest.raises(SourceDamaged):
        costs.check_memory(memory, passes, costly=True)


def test_much_memory_is_taken_when_allowed(monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 2048 * MEBIBYTE)
    costs.check_memory(costs.UNASKED_KIB, 10, costly=False)
    costs.check_memory(1024 * MEBIBYTE, 10, costly=True)
    for memory, passes in ((costs.UNASKED_KIB + 1, 1), (costs.UNASKED_KIB, 17)):
        with pytest.raises(SourceTooCostly, match="MiB"):
            costs.check_memory(memory, passes, costly=False)


def test_half_of_the_machine_is_the_most_and_nobody_can_allow_more(monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 2048 * MEBIBYTE)
    costs.check_memory(1024 * MEBIBYTE, 1, costly=True)
    for costly in (True, False):
        with pytest.raises(CannotImport, match=r"1025 MiB .* this computer gives") as told:
            costs.check_memory(1025 * MEBIBYTE, 1, costly=costly)
        assert type(told.value) is CannotImport


def test_several_derivations_are_bounded_as_one_is():
    work = costs.check_memory(costs.UNASKED_KIB, 10, costly=False)
    assert work == 10 * costs.UNASKED_KIB
    with pytest.raises(SourceTooCostly):
        costs.check_memory(costs.UNASKED_KIB, 10, costly=False, before=work)
    assert costs.check_memory(costs.UNASKED_KIB, 10, costly=True, before=work) == 2 * work
    with pytest.raises(SourceDamaged):
        costs.check_memory(1, 1, costly=True, before=costs.MOST_WORK_KIB)
