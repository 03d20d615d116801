# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the file, and knows no key, changes what vouches for the rows."""

import pytest
from tests.attacks.ground import refused
from tests.vault.ground import save

from strongroom.errors import Damaged


def test_an_old_manifest_replayed(two):
    """They put the manifest of an earlier save back; the owner is told the vault was altered."""
    ground, (a, _b) = two
    manifest = ground.sql("SELECT manifest FROM vault")[0][0]
    vault = ground.open()
    save(vault, a, title="x")
    vault.close()
    ground.sql("UPDATE vault SET manifest = :manifest", manifest=manifest)
    refused(ground)


@pytest.mark.parametrize("value", [b"", bytes(47), bytes(49), b"\xff" * 48, "text", 5])
def test_a_manifest_that_is_none(ground, value):
    """They put any value in the manifest's place; the owner is told of damage."""
    ground.sql("UPDATE vault SET manifest = :value", value=value)
    refused(ground, Damaged)


def test_no_manifest_at_all(ground):
    """They delete header and manifest; the owner is told of damage."""
    ground.sql("DELETE FROM vault")
    refused(ground, Damaged)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE vault SET one = 2", "INSERT INTO vault SELECT 2, header, manifest FROM vault"],
)
def test_a_head_in_another_place(ground, statement):
    """They move the head, or add a second; the owner is told of damage."""
    ground.sql("PRAGMA ignore_check_constraints = ON", statement)
    refused(ground, Damaged)
