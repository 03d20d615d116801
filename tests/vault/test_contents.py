# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.crypto.sealing import tag_of
from strongroom.errors import Altered
from strongroom.model.item import Folder, Overview
from strongroom.secret import SecretBytes
from strongroom.vault.contents import Contents
from strongroom.vault.row_types import FolderRow, ItemRow, SettingsRow, TombstoneRow
from strongroom.vault.rows import Rows


class CountingRows(Rows):
    """Counts how many rows were opened."""

    __slots__ = ("opened",)

    def __init__(self) -> None:
        super().__init__(SecretBytes(bytes(32)), bytes(16))
        self.opened = 0

    def open_overview(self, row_id, sealed):
        self.opened += 1
        return super().open_overview(row_id, sealed)

    def open_overviews(self, rows):
        for opened in super().open_overviews(rows):
            self.opened += 1
            yield opened


def item_row(row_id: int, title: str = "x", tag: bytes | None = bytes(16)) -> ItemRow:
    overview = Overview(id=row_id, kind="login", title=title, created=1, modified=1)
    return ItemRow(overview=overview, details=tag)


@pytest.fixture
def rows():
    return CountingRows()


@pytest.fixture
def contents(rows):
    kept = {
        1: item_row(1),
        2: FolderRow(name="Work"),
        3: TombstoneRow(at=5),
        4: item_row(4, "y", None),
        5: SettingsRow(name="stray", created=1),
    }
    return Contents(rows, {row_id: rows.seal_overview(row_id, row) for row_id, row in kept.items()})


def test_one_row_is_opened_once_and_alone(contents, rows):
    for _time in range(2):
        assert contents.item(1) == item_row(1).overview
    assert rows.opened == 1
    assert contents._sealed


def test_each_kind_is_found_as_itself(contents):
    assert contents.folder(2) == Folder(id=2, name="Work")
    assert contents.item(2) is None
    assert contents.folder(1) is None
    assert contents.item(99) is None
    assert contents.row(99) is None
    assert contents.row(1) == item_row(1)
    assert contents.row(2) == FolderRow(name="Work")
    assert contents.row(3) == TombstoneRow(at=5)


def test_everything_is_opened_at_once(contents, rows):
    assert set(contents.items()) == {1, 4}
    assert contents.folders() == {2: Folder(id=2, name="Work")}
    assert contents.details_tags() == {1: bytes(16), 4: None}
    assert not contents._sealed
    assert rows.opened == 5


def test_settings_under_another_id_are_ignored(contents):
    contents.items()
    assert contents.row(5) is None


def test_a_saved_row_takes_the_place_of_what_was_there(contents):
    contents.put(1, TombstoneRow(at=9))
    contents.put(2, item_row(2))
    contents.put(4, item_row(4, "z"))
    assert set(contents.items()) == {2, 4}
    assert contents.folders() == {}
    assert contents.row(1) == TombstoneRow(at=9)
    assert contents.item(4) == item_row(4, "z").overview


def test_a_row_that_does_not_open_stays_closed(rows):
    sealed = bytearray(rows.seal_overview(7, item_row(7)))
    sealed[20] ^= 1
    broken = Contents(rows, {7: bytes(sealed)})
    for look in (broken.items, lambda: broken.item(7)):
        with pytest.raises(Altered):
            look()
    assert broken._sealed


def test_what_was_opened_stays_open_in_the_next_state(contents, rows):
    contents.items()
    again = rows.seal_overview(1, item_row(1, "new"))
    same = rows.seal_overview(4, item_row(4, "y", None))
    assert tag_of(again) != tag_of(same)
    fresh = Contents(rows, {1: again, 4: same})
    fresh.keep_open(contents, {1})
    rows.opened = 0
    assert fresh.item(4) == item_row(4, "y").overview
    assert rows.opened == 0
    assert fresh.item(1) == item_row(1, "new").overview
    assert set(fresh.items()) == {1, 4}
