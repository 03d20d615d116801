# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone changes a vault of 300 items at random: bytes, pages, lengths, rows, splices.

The short form of ``make attacks``.  The owner sees one of the named outcomes, or what was
saved; never anything else, and nothing is written.  A failure names the seed and the mutant,
and the command that makes it again::

    ATTACKS_SEED=… pytest tests/attacks/test_mutations.py
    python tests/attacks/mutations.py --seed … --only …
"""

import os
import secrets
from contextlib import closing
from unittest import mock

import pytest
from tests.attacks import mutations
from tests.attacks.material import make_world
from tests.attacks.mutators import SQL_KINDS, Shell, connected, mutant
from tests.attacks.oracle import Oracle, Wrong, generator

from strongroom.vault import core, transaction
from strongroom.vault.check import _Check
from strongroom.vault.manifest import Manifest

COUNT = 250


def test_nothing_that_was_changed_at_random_is_silently_wrong(tmp_path):
    seed = int(os.environ.get("ATTACKS_SEED") or secrets.randbelow(1_000_000))
    (tmp_path / "made").mkdir()
    world = make_world(tmp_path / "made", seed=seed)
    assert len(world.latest.held.overviews) >= 299
    outcomes = mutations.run(world, tmp_path / "run", seed, range(COUNT))
    assert outcomes.total() == COUNT
    assert len({told for _name, told in outcomes}) > 8, mutations.table(outcomes)


# That the oracle would notice


@pytest.fixture
def oracle(world, tmp_path):
    return Oracle(world, tmp_path / "judged")


def test_the_genuine_states_are_told_for_what_they_are(world, oracle):
    told = {state.name: oracle.outcome(state.file) for state in (*world.states, *world.strangers)}
    assert told == {
        "filled": "Older",
        "edited": "Older",
        "deleted": "Older",
        "attached": "Older",
        "latest": "as it was saved",
        "fork": "BothChanged",
        "rekeyed": "WrongKey",
        "another vault": "WrongKey",
    }
    retired = world.owners[-1]
    assert {oracle.outcome(state.file, retired) for state in world.states} == {"Retired"}


def spoiled(world, kind):
    """Give the latest file after one edit through SQL, again and again another."""
    for number in range(100):
        with closing(connected(world.latest.file)) as connection:
            shell = Shell(generator(0, number), world, connection)
            kind(shell)
            connection.commit()
            yield connection.serialize()


BROKEN = [
    pytest.param(
        Shell.put_genuine_pair, (Manifest, "check", lambda *_a, **_k: None), id="manifest"
    ),
    pytest.param(Shell.delete, (_Check, "_check_details", lambda _: None), id="check"),
    pytest.param(
        Shell.swap,
        (
            transaction,
            "read_row",
            lambda c, table, *_: c.execute(f"SELECT sealed FROM {table} LIMIT 1").fetchone()[0],  # noqa: S608
        ),
        id="tags",
    ),
]


@pytest.mark.parametrize(("kind", "defect"), BROKEN)
def test_a_program_that_does_not_look_is_found_out(world, oracle, kind, defect):
    assert kind in SQL_KINDS

    def look_at_all():
        for file in spoiled(world, kind):
            oracle.outcome(file)

    with mock.patch.object(*defect), pytest.raises(Wrong):
        look_at_all()


def test_a_program_without_a_memory_is_found_out(world, oracle):
    silent = mock.patch.object(core, "judge", return_value=None)
    with silent, pytest.raises(Wrong, match="edited"):
        oracle.outcome(world.states[1].file)


def test_a_program_that_writes_is_found_out(world, oracle):
    def reading(_vault):
        oracle.ground.path.write_bytes(world.states[0].file)
        return "as it was saved"

    with mock.patch.object(oracle, "_read", reading), pytest.raises(Wrong, match="was written"):
        oracle.outcome(world.latest.file)


def test_the_same_seed_makes_the_same_mutant(world, tmp_path):
    (tmp_path / "again").mkdir()
    again = make_world(tmp_path / "again", items=12)
    for number in range(40):
        one, other = (mutant(generator(7, number), each) for each in (world, again))
        assert (one[0], one[1].name, one[2]) == (other[0], other[1].name, other[2])
