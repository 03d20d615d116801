# SPDX-License-Identifier: GPL-3.0-or-later
import msgspec
import pytest
from tests.vault.ground import login

from strongroom.errors import Altered, NotFound
from strongroom.model import edits
from strongroom.model.item import Attachment, Details, Folder, Overview
from strongroom.secret import SecretBytes
from strongroom.vault.contents import Contents
from strongroom.vault.draft import Draft
from strongroom.vault.row_types import FolderRow, ItemRow, SettingsRow, TombstoneRow
from strongroom.vault.rows import Rows

ROWS = Rows(SecretBytes(bytes(32)), bytes(16))
DETAILS = Details(version=7)


def _attached(name, chunks):
    return Attachment(id=9, name=name, size=sum(map(len, chunks)))


def overview(row_id: int, title: str = "x") -> Overview:
    return Overview(id=row_id, kind="login", title=title, created=1, modified=1)


@pytest.fixture
def contents():
    item = ROWS.seal_overview(1, ItemRow(overview=overview(1), details=bytes(16)))
    return Contents(ROWS, {1: item, 2: ROWS.seal_overview(2, FolderRow(name="Work"))})


@pytest.fixture
def draft(contents):
    return Draft(
        contents,
        SettingsRow(name="V", created=1),
        lambda _item_id: DETAILS,
        1000,
        _attached,
        part=lambda part_id, tag: tag * part_id,
    )


def test_an_attachment_is_read_in_its_parts(draft):
    parts = ((1, b"a"), (2, b"b"))
    one = Attachment(id=1, name="x", size=3, parts=parts)
    assert list(draft.read_attachment(one)) == [b"a", b"bb"]
    with pytest.raises(Altered):
        list(draft.read_attachment(msgspec.structs.replace(one, size=4)))


def test_it_begins_as_the_file_is(draft):
    assert dict(draft.overviews) == {1: overview(1)}
    assert dict(draft.folders) == {2: Folder(id=2, name="Work")}
    assert len(draft.overviews) == 1
    assert draft.item(1).details is DETAILS
    assert draft.now == 1000
    assert draft.puts == {}


def test_looking_one_up_opens_no_other(draft, contents):
    assert draft.overviews[1].title == "x"
    assert 99 not in draft.folders
    assert contents._sealed


def test_it_shows_what_it_will_be(draft):
    item = edits.new_item(login(), 1)
    draft.put(item.overview, item.details)
    draft.put(overview(1, "renamed"))
    draft.put_folder(Folder(id=3, name="Home"))
    draft.put_folder(Folder(id=2, name="Office"))
    assert {o.title for o in draft.overviews.values()} == {"GitHub", "renamed"}
    assert {f.name for f in draft.folders.values()} == {"Home", "Office"}
    assert draft.item(item.id) == item
    assert draft.item(1).overview.title == "renamed"
    assert draft.item(1).details is DETAILS


def test_details_that_were_put_stay_when_the_overview_is_put_again(draft):
    item = edits.new_item(login(), 1)
    draft.put(item.overview, item.details)
    draft.put(edits.favoured(item.overview, True))
    assert draft.item(item.id).details == item.details
    assert draft.item(item.id).overview.favourite


def test_a_new_item_needs_details(draft):
    with pytest.raises(ValueError, match="details"):
        draft.put(overview(9))


def test_what_is_buried_leaves_a_tombstone(draft):
    draft.bury(1)
    draft.drop_folder(2)
    assert dict(draft.overviews) == dict(draft.folders) == {}
    assert {put.row for put in draft.puts.values()} == {TombstoneRow(at=1000)}
    for again in (lambda: draft.bury(1), lambda: draft.drop_folder(2), lambda: draft.item(1)):
        with pytest.raises(NotFound):
            again()


def test_what_comes_and_goes_in_one_change_leaves_nothing(draft):
    item = edits.new_item(login(), 1)
    draft.put(item.overview, item.details)
    draft.bury(item.id)
    draft.put_folder(Folder(id=3, name="Home"))
    draft.drop_folder(3)
    assert draft.puts == {}


def test_an_item_is_no_folder(draft):
    with pytest.raises(NotFound):
        draft.drop_folder(1)
    with pytest.raises(NotFound):
        draft.bury(2)
    with pytest.raises(KeyError):
        draft.folders[1]
    draft.put_folder(Folder(id=2, name="Office"))
    with pytest.raises(KeyError):
        draft.overviews[2]
    draft.put(overview(1, "y"))
    with pytest.raises(KeyError):
        draft.folders[1]


def test_settings_change_one_by_one(draft):
    draft.set_settings(trash_days=7)
    draft.set_settings(name="Work", history_length=5)
    assert draft.settings == SettingsRow(name="Work", created=1, trash_days=7, history_length=5)


def test_what_is_attached_is_sealed_by_the_transaction(draft):
    assert draft.attach("scan.pdf", [b"12", b"3"]) == Attachment(id=9, name="scan.pdf", size=3)
