# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the file exchanges all of it, and may have several genuine ones.

What is opened is always something that was genuinely saved; the owner is told what.
"""

import pytest
from tests.vault.ground import add, titles

from strongroom.errors import OtherVault


def test_a_file_replaced_by_another_vault_under_an_open_one(two, bare):
    """They put another vault in the open one's place; that is told, and the list stays."""
    ground, (a, _b) = two
    vault = ground.open()
    ground.path.unlink()
    bare.create().close()
    for look in (lambda: vault.item(a), vault.refresh, lambda: add(vault)):
        with pytest.raises(OtherVault, match="is another vault by now"):
            look()
    assert titles(vault) == ["GitHub", "GitLab"]
