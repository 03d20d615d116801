# SPDX-License-Identifier: GPL-3.0-or-later
from strongroom.model.changes import Changes, RowChange, SealedRow
from strongroom.model.item import Folder, Overview

OVERVIEW = Overview(id=1, kind="login", title="secret title", created=0, modified=0)


def test_changes_tell_new_changed_and_gone_apart():
    changes = Changes(items={1: OVERVIEW, 2: OVERVIEW, 3: None}, added=frozenset({1}))
    assert changes.added == {1}
    assert changes.changed == {2}
    assert changes.removed == {3}


def test_nothing_is_false():
    assert not Changes()
    assert Changes(items={1: None})
    assert Changes(folders={1: Folder(name="a")})
    assert Changes(rows=(RowChange(1, None, SealedRow(b"")),))


def test_its_repr_tells_numbers_alone():
    assert "secret" not in repr(Changes(items={1: OVERVIEW}))


def test_what_another_program_added_was_not_made_here():
    sealed = SealedRow(b"")
    rows = (RowChange(1, None, sealed), RowChange(2, sealed, sealed), RowChange(9, None, sealed))
    changes = Changes(items={1: OVERVIEW, 3: OVERVIEW}, added=frozenset({1, 3}), rows=rows)
    assert changes.made == {1}
