# SPDX-License-Identifier: GPL-3.0-or-later
import os
import time

import pytest
from argon2.low_level import Type, hash_secret_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.crypto import kdf
from strongroom.crypto.kdf import CHEAPEST, GIBIBYTE, MEBIBYTE, Argon2Cost
from strongroom.errors import Damaged, TooCostly
from strongroom.secret import SecretBytes

SALT = bytes(range(16))


def test_argon2id_gives_rfc_9106_section_5_3():
    key = kdf.argon2_as_asked(
        SecretBytes(b"\1" * 32),
        b"\2" * 16,
        Argon2Cost(memory_kib=32, passes=3, lanes=4),
        secret=b"\3" * 8,
        associated=b"\4" * 12,
    )
    assert key.buffer.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


@settings(max_examples=5, deadline=None)
@given(st.binary(max_size=64))
def test_argon2id_agrees_with_the_library_s_own_call(password):
    ours = kdf.argon2id(SecretBytes(password), SALT, CHEAPEST)
    theirs = hash_secret_raw(
        password, SALT, CHEAPEST.passes, CHEAPEST.memory_kib, CHEAPEST.lanes, 32, Type.ID
    )
    assert ours.buffer == theirs


def test_the_costs_are_those_of_their_sources():
    assert Argon2Cost(19 * 1024, 2, 1) == CHEAPEST  # OWASP
    assert Argon2Cost(64 * 1024, 3, 4) == kdf.RECOMMENDED  # RFC 9106
    assert Argon2Cost(1024 * 1024, 3, 4) == kdf.DEAREST
    assert (kdf.SALT_BYTES, kdf.KEY_BYTES) == (16, 32)


def test_argon2id_leaves_the_password_to_its_owner():
    password = SecretBytes(b"password")
    kdf.argon2id(password, SALT, CHEAPEST).close()
    assert password.buffer == b"password"


@pytest.mark.parametrize(
    "cost",
    [
        CHEAPEST,
        Argon2Cost(19 * MEBIBYTE, 64, 16),
        Argon2Cost(4 * GIBIBYTE, 4, 1),
        Argon2Cost(8 * GIBIBYTE // 64 * 16, 8, 4),
    ],
)
def test_the_format_allows(cost):
    kdf.check_bounds(cost)


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Cost(19 * MEBIBYTE - 1, 2, 1),
        Argon2Cost(8, 2, 1),
        Argon2Cost(4 * GIBIBYTE + 1, 2, 1),
        Argon2Cost(GIBIBYTE * 1024, 2, 1),
        Argon2Cost(-1, 2, 1),
        Argon2Cost(19 * MEBIBYTE, 1, 1),
        Argon2Cost(19 * MEBIBYTE, 65, 1),
        Argon2Cost(19 * MEBIBYTE, 2, 0),
        Argon2Cost(19 * MEBIBYTE, 2, 17),
        Argon2Cost(4 * GIBIBYTE, 5, 1),
        Argon2Cost(GIBIBYTE + 1, 16, 1),
    ],
)
def test_what_is_out_of_bounds_is_refused_before_it_runs(cost, monkeypatch):
    monkeypatch.setattr(kdf, "core", pytest.fail)
    with pytest.raises(Damaged):
        kdf.argon2id(SecretBytes(b"x"), SALT, cost)


def test_more_memory_than_the_machine_has_is_refused_before_it_runs(monkeypatch):
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: GIBIBYTE)
    monkeypatch.setattr(kdf, "core", pytest.fail)
    kdf.check_cost(Argon2Cost(GIBIBYTE, 2, 1))
    with pytest.raises(TooCostly, match="1025 MiB"):
        kdf.argon2id(SecretBytes(b"x"), SALT, Argon2Cost(1025 * MEBIBYTE, 2, 1))


def test_this_machine_tells_its_memory():
    assert CHEAPEST.memory_kib < kdf.machine_memory_kib() < 1 << 34


@pytest.mark.parametrize("failure", [AttributeError, ValueError, OSError])
def test_a_machine_that_hides_its_memory_is_not_limited_by_it(failure, monkeypatch):
    def hide(_name):
        raise failure

    monkeypatch.setattr(os, "sysconf", hide)
    kdf.check_cost(Argon2Cost(4 * GIBIBYTE, 2, 1))


@pytest.mark.parametrize("code", [-22, -33])
def test_memory_or_threads_that_the_system_refuses_are_too_costly(code, monkeypatch):
    monkeypatch.setattr(kdf, "core", lambda *_args: code)
    with pytest.raises(TooCostly, match="19 MiB"):
        kdf.argon2id(SecretBytes(b"x"), SALT, CHEAPEST)


def test_any_other_failure_of_the_library_is_a_bug_of_ours():
    with pytest.raises(ValueError, match=r"[Ss]alt is too short"):
        kdf.argon2_as_asked(SecretBytes(b"x"), b"", CHEAPEST)


@pytest.mark.parametrize(
    ("mebibytes_a_second", "memory_of_machine", "expected_mebibytes"),
    [
        (10, 16 * GIBIBYTE, 64),  # slow: the lower bound
        (400, 16 * GIBIBYTE, 280),  # what 0.7 s allow
        (100_000, 16 * GIBIBYTE, 1024),  # fast: the upper bound
        (100_000, 2 * GIBIBYTE, 512),  # fast and small: a quarter of what there is
        (100_000, 128 * MEBIBYTE, 64),
    ],
)
def test_calibration_finds_what_fits_the_time(
    mebibytes_a_second, memory_of_machine, expected_mebibytes, monkeypatch
):
    measured = []

    def seconds(memory_kib):
        measured.append(memory_kib)
        return memory_kib / MEBIBYTE / mebibytes_a_second

    monkeypatch.setattr(kdf, "_seconds", seconds)
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: memory_of_machine)
    assert kdf.calibrate(0.7) == Argon2Cost(expected_mebibytes * MEBIBYTE, 3, 4)
    assert len(measured) <= 3


def test_calibration_stops_looking_on_a_machine_that_never_settles(monkeypatch):
    monkeypatch.setattr(kdf, "_seconds", lambda _memory: 0.4)
    monkeypatch.setattr(kdf, "machine_memory_kib", lambda: 64 * GIBIBYTE)
    cost = kdf.calibrate(0.7)
    assert 300 * MEBIBYTE < cost.memory_kib < 350 * MEBIBYTE


class Machine:
    """Clocks of a machine on which a derivation takes one second of work, and others work too."""

    def __init__(self, monkeypatch, *, processors, work=1.0, wall):
        self.wall = self.work = 0.0
        self.derivations = 0
        walls = iter(wall)

        def run(_password, _salt, _cost):
            self.derivations += 1
            self.work += work
            self.wall += next(walls)
            return SecretBytes(b"key")

        monkeypatch.setattr(kdf, "argon2_as_asked", run)
        monkeypatch.setattr(kdf, "_wall", lambda: self.wall)
        monkeypatch.setattr(kdf, "_work", lambda: self.work)
        monkeypatch.setattr(kdf, "_processors", lambda: processors)


@pytest.mark.parametrize(
    ("processors", "wall", "expected"),
    [
        (8, 0.25, 0.25),  # idle
        (8, 5.0, 0.25),  # busy: the work is what it is, in four lanes at once
        (2, 5.0, 0.5),
        (1, 1.0, 1.0),
        (1, 0.9, 0.9),  # another thread of ours worked beside it
    ],
)
def test_others_who_keep_the_machine_busy_do_not_make_a_derivation_slower(
    processors, wall, expected, monkeypatch
):
    machine = Machine(monkeypatch, processors=processors, wall=[wall])
    assert kdf._timing(64 * MEBIBYTE) == expected
    assert machine.derivations == 1


def test_where_no_work_is_told_the_clock_on_the_wall_counts(monkeypatch):
    Machine(monkeypatch, processors=4, work=0.0, wall=[0.4])
    assert kdf._timing(64 * MEBIBYTE) == 0.4


def test_the_best_of_several_short_timings_counts(monkeypatch):
    machine = Machine(monkeypatch, processors=4, wall=[0.09, 0.05, 0.07], work=4.0)
    assert kdf._seconds(64 * MEBIBYTE) == pytest.approx(0.05)
    assert machine.derivations == 3


def test_a_long_timing_is_not_done_again(monkeypatch):
    machine = Machine(monkeypatch, processors=4, wall=[0.7], work=4.0)
    assert kdf._seconds(64 * MEBIBYTE) == pytest.approx(0.7)
    assert machine.derivations == 1


@pytest.mark.parametrize(("count", "expected"), [(6, 6), (None, 1)])
def test_a_machine_that_does_not_tell_which_processors_are_ours(monkeypatch, count, expected):
    assert kdf._processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert kdf._processors() == expected


def test_calibration_measures_a_real_derivation(monkeypatch):
    monkeypatch.setattr(kdf, "RECOMMENDED", Argon2Cost(19 * MEBIBYTE, 2, 1))
    started = time.perf_counter()
    cost = kdf.calibrate(0.001)
    assert cost == Argon2Cost(19 * MEBIBYTE, 2, 1)
    assert time.perf_counter() > started


def test_hkdf_gives_rfc_5869_appendix_a_1():
    key = kdf.hkdf_sha256(
        SecretBytes(b"\x0b" * 22),
        salt=bytes(range(13)),
        info=bytes(range(0xF0, 0xFA)),
        length=42,
    )
    assert key.buffer.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_hkdf_gives_rfc_5869_appendix_a_3_without_salt_and_info():
    key = kdf.hkdf_sha256(SecretBytes(b"\x0b" * 22), salt=b"", info=b"", length=42)
    assert key.buffer.hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )
