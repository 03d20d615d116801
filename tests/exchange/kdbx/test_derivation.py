# SPDX-License-Identifier: GPL-3.0-or-later
import struct
import time

import pytest
from argon2.low_level import Type
from tests.exchange.kdbx.maker import SEED, Made, given, source

from strongroom.crypto import kdf
from strongroom.crypto.kdf import GIBIBYTE, MEBIBYTE, machine_memory_kib
from strongroom.errors import CannotImport, SourceDamaged, SourceTooCostly
from strongroom.exchange import costs
from strongroom.exchange.kdbx import derivation
from strongroom.exchange.kdbx.derivation import (
    ROUNDS_UNASKED,
    AesKdf,
    Argon2,
    _threads,
    check_possible,
    check_unasked,
    derived,
)
from strongroom.exchange.kdbx.reading import read_kdbx
from strongroom.exchange.reading import no_step
from strongroom.secret import SecretBytes

TEBIBYTE = 1024 * GIBIBYTE


@pytest.fixture(autouse=True)
def _a_machine_of_16_gib(monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 16 * GIBIBYTE)


def argon2(memory: int = 64 * MEBIBYTE, passes: int = 2, lanes: int = 2, **more) -> Argon2:
    return Argon2(Type.ID, SEED, memory, passes, lanes, **more)


@pytest.mark.parametrize("rounds", [0, 1, 2, 1000])
def test_the_chain_of_aes_is_what_block_after_block_gives(rounds):
    made = Made(kdf="aes", rounds=rounds)
    with SecretBytes(made.key) as composite:
        key = derived(composite, AesKdf(SEED[::-1], rounds), no_step)
        assert bytes(key.buffer) == made.transformed()
        assert bytes(composite.buffer) == made.key  # what came in is as it was


def test_the_chain_goes_on_from_piece_to_piece(monkeypatch):
    monkeypatch.setattr(derivation, "_PIECE", 48)
    monkeypatch.setattr(derivation, "_ZEROS", bytes(48))
    steps: list[int] = []
    made = Made(kdf="aes", rounds=100)
    with SecretBytes(made.key) as composite:
        key = derived(composite, AesKdf(SEED[::-1], 100), lambda: steps.append(1))
        assert bytes(key.buffer) == made.transformed()
    assert len(steps) == 2 * 34


def test_60_million_rounds_take_seconds_and_can_be_stopped():
    class Stop(Exception):
        pass

    started = time.monotonic()

    def step() -> None:
        if time.monotonic() - started > 0.2:
            raise Stop

    with SecretBytes(SEED) as composite, pytest.raises(Stop):
        derived(composite, AesKdf(SEED, 1 << 40), step)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "usual",
    [
        AesKdf(SEED, 60_000_000),
        AesKdf(SEED, ROUNDS_UNASKED),
        argon2(passes=10, lanes=8),
        argon2(256 * MEBIBYTE, 3, 4),
        argon2(8, 1, 1),
    ],
)
def test_what_is_paid_unasked(usual):
    check_possible(usual)
    check_unasked(usual)


@pytest.mark.parametrize(
    ("costly", "words"),
    [
        (AesKdf(SEED, ROUNDS_UNASKED + 1), ("200,000,001 rounds", "8 seconds")),
        (AesKdf(SEED, 15 * 10**9), ("15,000,000,000 rounds", "10 minutes")),
        (argon2(257 * MEBIBYTE), ("257 MiB", "about 1 second;")),
        (argon2(2 * GIBIBYTE, 4), ("2,048 MiB", "8 seconds")),
        (argon2(128 * MEBIBYTE, 1000), ("1,000 passes", "128 MiB", "2 minutes")),
    ],
)
def test_what_is_dearer_is_asked_for_in_words(costly, words):
    check_possible(costly)
    with pytest.raises(SourceTooCostly) as told:
        check_unasked(costly)
    for word in words:
        assert word in str(told.value)


@pytest.mark.parametrize(
    ("never", "word"),
    [
        (AesKdf(SEED, 1 << 60), "1,152,921,504,606,846,976 rounds"),
        (AesKdf(SEED, 15 * 10**9 + 1), "more than ten minutes"),
        (argon2(GIBIBYTE, 601), "more than ten minutes"),
        (argon2(TEBIBYTE), "1,048,576 MiB"),
        (argon2(8 * GIBIBYTE + 1), "8,192 MiB"),
        (argon2(passes=1 << 40), "1,099,511,627,776 passes"),
        (argon2(8, 1 << 33, 1), "8,589,934,592 passes"),
        (argon2(GIBIBYTE, 5000), "5,000 passes"),
    ],
)
def test_what_nobody_can_want_is_refused_for_good(never, word):
    with pytest.raises(CannotImport, match=word) as told:
        check_possible(never)
    assert type(told.value) is CannotImport


def test_no_more_than_half_of_what_this_machine_has(monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 100 * MEBIBYTE)
    check_possible(argon2(50 * MEBIBYTE))
    with pytest.raises(CannotImport, match="51 MiB"):
        check_possible(argon2(51 * MEBIBYTE))


def test_more_memory_than_argon2_can_count_is_refused_on_any_machine(monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 100 * TEBIBYTE)
    with pytest.raises(CannotImport):
        check_possible(argon2(4 * TEBIBYTE, 1))


@pytest.mark.parametrize(
    "broken",
    [
        AesKdf(b"short", 5),
        AesKdf(b"", 5),
        Argon2(Type.D, b"1234567", 64, 1, 1),
        argon2(version=0x12),
        argon2(passes=0),
        argon2(lanes=0),
        argon2(lanes=1 << 24),
        argon2(memory=15, lanes=2),
        argon2(memory=0),
    ],
)
def test_parameters_that_mean_nothing_are_damage(broken):
    with pytest.raises(SourceDamaged):
        check_possible(broken)


def test_a_machine_that_has_not_got_the_memory_says_so(monkeypatch):
    for refused in (-22, -33):
        monkeypatch.setattr(kdf, "core", lambda *_a, code=refused: code)
        with SecretBytes(SEED) as composite, pytest.raises(CannotImport, match="64 MiB"):
            derived(composite, argon2(), no_step)
    monkeypatch.setattr(kdf, "core", lambda *_a: -5)
    with SecretBytes(SEED) as composite, pytest.raises(SourceDamaged):
        derived(composite, argon2(), no_step)


def test_rfc_9106s_own_vectors():
    # sections 5.1 and 5.3, with a secret and associated data
    common = (bytes([2]) * 16, 32, 3, 4, 0x13, bytes([3]) * 8, bytes([4]) * 12)
    for kind, tag in (
        (Type.D, "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb"),
        (Type.ID, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"),
    ):
        with SecretBytes(bytes([1]) * 32) as password:
            key = derived(password, Argon2(kind, *common), no_step)
            assert bytes(key.buffer).hex() == tag


def test_lanes_run_at_once_where_a_thread_is_not_dearer_than_its_memory(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert _threads(argon2(64 * MEBIBYTE, lanes=4)) == 4
    assert _threads(argon2(64 * MEBIBYTE, lanes=16)) == 8
    # A file may ask for millions of lanes, and a thread for each quarter of each pass in them.
    assert _threads(argon2(64 * MEBIBYTE, lanes=5000)) == 1
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert _threads(argon2(lanes=4)) == 1


def test_through_the_reader(monkeypatch):
    monkeypatch.setattr(costs, "UNASKED_KIB", 50)
    made = Made().build()
    with pytest.raises(SourceTooCostly):
        read_kdbx(source(made), given())
    assert read_kdbx(source(made), given(costly=True)).xml.read()
    for parameters in (
        {"M": (5, struct.pack("<Q", 1 << 40))},
        {"I": (5, struct.pack("<Q", 1 << 60))},
    ):
        with pytest.raises(CannotImport) as told:
            read_kdbx(source(Made(parameters=parameters).build()), given(None, costly=True))
        assert type(told.value) is CannotImport


def test_two_to_the_sixty_rounds_and_a_tebibyte_in_whole_files():
    rounds = struct.pack("<Q", 1 << 60)
    for made in (
        Made(version=(3, 1), header={6: rounds}),
        Made(kdf="aes", parameters={"R": (5, rounds)}),
        Made(parameters={"M": (5, struct.pack("<Q", 1 << 40))}),
    ):
        for costly in (False, True):
            with pytest.raises(CannotImport, match="more than") as told:
                read_kdbx(source(made.build()), given(costly=costly))
            assert type(told.value) is CannotImport


def test_half_of_the_real_machine_is_the_limit():
    assert machine_memory_kib() > GIBIBYTE
