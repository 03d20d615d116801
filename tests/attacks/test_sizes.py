# SPDX-License-Identifier: GPL-3.0-or-later
"""What the length of the file tells: how many rows of which class, and nothing of their content."""

from tests.vault.ground import login

from strongroom.model import edits
from strongroom.model.item import Details, Overview

IDS = range(1000, 1040)


def filled(bare, name, title, password):
    """Make a vault whose items have fixed ids and contents of equal size classes."""
    bare.path.unlink(missing_ok=True)
    vault = bare.create(machine=name)

    def put(draft):
        for item_id in IDS:
            item = edits.new_item(login(title(item_id), password(item_id)), 1)
            overview = Overview(
                id=item_id, kind="login", title=item.overview.title, created=1, modified=1
            )
            draft.put(overview, Details(version=1, fields=item.fields))

    vault.write(put)
    return vault, bare.path.stat().st_size


def test_equal_classes_give_equal_lengths(bare):
    _vault, one = filled(bare, "a", lambda n: f"Title {n}", lambda n: f"password {n}")
    _vault, two = filled(bare, "b", lambda _n: "x", lambda _n: "the same for all")
    assert one == two


def test_a_repeated_content_grows_the_file_as_a_fresh_one_does(bare):
    sizes = []
    for password in ("password 1001", "never seen before"):
        vault, before = filled(bare, password, lambda n: f"Title {n}", lambda n: f"password {n}")
        overview = Overview(id=5, kind="login", title="new", created=1, modified=1)
        details = Details(version=1, fields=login("new", password).fields)
        vault.write(lambda draft, o=overview, d=details: draft.put(o, d))
        sizes.append(bare.path.stat().st_size - before)
    assert sizes[0] == sizes[1]


def test_the_same_content_is_sealed_to_different_bytes(bare):
    filled(bare, "a", lambda _n: "same", lambda _n: "same")
    for table in ("SELECT sealed FROM overview", "SELECT sealed FROM details"):
        rows = bare.sql(table)
        assert len(set(rows)) == len(rows)
        assert len({row[0][:12] for row in rows}) == len(rows)
