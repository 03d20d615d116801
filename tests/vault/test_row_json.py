# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON of rows: nothing that a newer version wrote is lost, nothing broken is believed."""

import base64
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import Damaged
from strongroom.model.fields import Field
from strongroom.model.item import Attachment, Details, Folder, Overview, Version
from strongroom.vault import row_json
from strongroom.vault.row_types import (
    FolderRow,
    ItemRow,
    KnownRow,
    Retired,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)

TAG = bytes(range(16))
KEY = bytes(range(32))

IDS = st.integers(1, (1 << 63) - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MOMENTS = st.integers(0, 1 << 42)
FIELDS = st.builds(Field, id=IDS, role=TEXTS, kind=TEXTS, label=TEXTS, value=TEXTS)
VERSIONS = st.builds(
    Version, id=IDS, at=MOMENTS, title=TEXTS, fields=st.lists(FIELDS, max_size=2).map(tuple)
)
ATTACHMENTS = st.builds(
    Attachment,
    id=IDS,
    name=TEXTS,
    size=MOMENTS,
    parts=st.lists(st.tuples(IDS, st.just(TAG)), max_size=2).map(tuple),
    removed=st.none() | MOMENTS,
    changed=MOMENTS,
)
DETAILS = st.builds(
    Details,
    version=IDS,
    fields=st.lists(FIELDS, max_size=3, unique_by=lambda field: field.id).map(tuple),
    history=st.lists(VERSIONS, max_size=2).map(tuple),
    attachments=st.lists(ATTACHMENTS, max_size=2).map(tuple),
    dropped=st.lists(st.tuples(IDS, MOMENTS), max_size=2).map(tuple),
)
OVERVIEWS = st.builds(
    Overview,
    kind=TEXTS,
    title=TEXTS,
    username=TEXTS,
    websites=st.lists(TEXTS, max_size=2).map(tuple),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    folder=st.none() | IDS,
    favourite=st.booleans(),
    created=MOMENTS,
    modified=MOMENTS,
    trashed=st.none() | MOMENTS,
    expires=TEXTS,
    has_otp=st.booleans(),
    has_secret=st.booleans(),
    has_attachment=st.booleans(),
    file_removed=st.none() | MOMENTS,
)
RETIRED = st.builds(Retired, key=st.just(TAG), at=MOMENTS, local=st.just(KEY))
ROWS = (
    st.builds(ItemRow, overview=OVERVIEWS, details=st.none() | st.just(TAG))
    | st.builds(FolderRow, name=TEXTS, parent=st.none() | IDS)
    | st.builds(
        SettingsRow,
        name=TEXTS,
        created=MOMENTS,
        writers=st.dictionaries(TEXTS, MOMENTS, max_size=2),
        retired=st.lists(RETIRED, max_size=1).map(tuple),
        trash_days=st.integers(0, 99),
        history_length=st.integers(0, 99),
    )
    | st.builds(TombstoneRow, at=MOMENTS)
)


def with_id(row: Any, row_id: int) -> Any:
    if isinstance(row, ItemRow):
        overview = msgspec.structs.replace(row.overview, id=row_id)
        return ItemRow(overview=overview, details=row.details)
    return row


def written(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def edited(text: bytes, new: KnownRow) -> Any:
    return json.loads(row_json.write_overview(new, text))


@given(ROWS, IDS)
def test_a_row_is_read_as_it_was_written_and_knows_its_id(row, row_id):
    text = row_json.write_overview(with_id(row, row_id))
    assert row_json.read_overview(text, row_id) == with_id(row, row_id)
    assert list(row_json.read_overviews([(row_id, text)])) == [(row_id, with_id(row, row_id))]


@given(ROWS, ROWS, IDS)
def test_a_row_that_replaces_another_is_read_as_written(row, other, row_id):
    before = row_json.write_overview(other)
    assert row_json.read_overview(row_json.write_overview(row, before), row_id) == with_id(
        row, row_id
    )


@given(DETAILS)
def test_details_are_read_as_they_were_written(details):
    assert row_json.read_details(row_json.write_details(details)) == details


@given(DETAILS, DETAILS)
def test_details_that_replace_others_are_read_as_written(details, other):
    text = row_json.write_details(details, row_json.write_details(other))
    assert row_json.read_details(text) == details


def test_the_text_is_the_one_that_the_format_says():
    overview = Overview(id=9, kind="login", title="Bank", created=1, modified=2)
    assert json.loads(row_json.write_overview(ItemRow(overview=overview, details=TAG))) == {
        "t": "item",
        "overview": {"kind": "login", "title": "Bank", "created": 1, "modified": 2},
        "details": base64.b64encode(TAG).decode(),
    }
    assert (
        json.loads(row_json.write_overview(ItemRow(overview=overview, details=None)))["details"]
        is None
    )
    assert json.loads(row_json.write_overview(FolderRow(name="Work", parent=7))) == {
        "t": "folder",
        "name": "Work",
        "parent": 7,
    }
    retired = Retired(key=TAG, at=5, local=KEY)
    row = SettingsRow(name="Personal", created=1, writers={"ab": 3}, retired=(retired,))
    assert json.loads(row_json.write_overview(row)) == {
        "t": "settings",
        "name": "Personal",
        "created": 1,
        "writers": {"ab": 3},
        "retired": [
            {
                "key": base64.b64encode(TAG).decode(),
                "at": 5,
                "local": base64.b64encode(KEY).decode(),
            }
        ],
    }
    assert json.loads(row_json.write_overview(TombstoneRow(at=5))) == {"t": "tombstone", "at": 5}


def test_an_edit_keeps_what_a_newer_version_put_into_an_item():
    text = b'{"t":"item","newer":[1e400, {"x":1.50}],"overview":%s,"details":null}' % (
        b'{"kind":"login","title":"Old","username":"me","created":1,"modified":2,"shape":{"a":1}}'
    )
    overview = Overview(kind="login", title="New", created=1, modified=3)
    merged = row_json.write_overview(ItemRow(overview=overview, details=TAG), text)
    assert b'"newer":[1e400, {"x":1.50}]' in merged  # byte for byte, also where it has no value
    assert json.loads(merged)["overview"] == {
        "kind": "login",
        "title": "New",
        "created": 1,
        "modified": 3,
        "shape": {"a": 1},
    }
    assert row_json.read_overview(merged, 4) == ItemRow(
        overview=msgspec.structs.replace(overview, id=4), details=TAG
    )


def test_an_edit_keeps_what_a_newer_version_put_into_other_rows():
    key = base64.b64encode(TAG).decode()
    other = base64.b64encode(bytes(16)).decode()
    local = base64.b64encode(KEY).decode()
    old = {
        "t": "settings",
        "name": "Old",
        "created": 1,
        "colour": "blue",
        "retired": [
            {"key": other, "at": 1, "local": local, "why": "left out"},
            {"key": key, "at": 2, "local": local, "why": "lost"},
        ],
    }
    row = SettingsRow(name="New", created=1, retired=(Retired(key=TAG, at=2, local=KEY),))
    assert edited(written(old), row) == {
        "t": "settings",
        "name": "New",
        "created": 1,
        "colour": "blue",
        "retired": [{"key": key, "at": 2, "local": local, "why": "lost"}],
    }
    assert edited(b'{"t":"folder","name":"a","parent":1,"icon":"x"}', FolderRow(name="b")) == {
        "t": "folder",
        "name": "b",
        "icon": "x",
    }
    assert edited(b'{"t":"tombstone","at":1,"by":"x"}', TombstoneRow(at=2)) == {
        "t": "tombstone",
        "at": 2,
        "by": "x",
    }


def test_a_row_of_another_sort_takes_nothing_over():
    overview = b'{"kind":"a","title":"b","created":1,"modified":1}'
    item = b'{"t":"item","overview":%s,"details":null,"x":1}' % overview
    assert edited(item, TombstoneRow(at=2)) == {"t": "tombstone", "at": 2}
    assert edited(b'{"t":"newer","x":1}', TombstoneRow(at=2)) == {"t": "tombstone", "at": 2}


def test_an_edit_keeps_what_a_newer_version_put_into_details():
    old = {
        "version": 10,
        "fields": [
            {"id": 1, "value": "one", "pinned": True},
            {"id": 2, "value": "two", "pinned": False},
            {"id": 3},
        ],
        "history": [{"id": 9, "at": 1, "title": "a", "fields": [{"id": 1, "old": 1}], "by": "x"}],
        "attachments": [{"id": 5, "name": "a.txt", "size": 0, "mime": "text/plain"}],
        "linked": [7],
    }
    new = Details(
        version=11,
        fields=(Field(id=2, value="zwei"), Field(id=1, value="one"), Field(id=4)),
        history=(
            Version(id=10, at=2, title="b", fields=(Field(id=1, value="one"), Field(id=2))),
            Version(id=9, at=1, title="a", fields=(Field(id=1),)),
        ),
        attachments=(Attachment(id=6, name="b", size=0), Attachment(id=5, name="a", size=0)),
    )
    text = row_json.write_details(new, written(old))
    assert json.loads(text) == {
        "version": 11,
        "fields": [
            {"id": 2, "value": "zwei", "pinned": False},
            {"id": 1, "value": "one", "pinned": True},
            {"id": 4},
        ],
        "history": [
            # Made of the present state: it takes over what stood beside those fields.
            {
                "id": 10,
                "at": 2,
                "title": "b",
                "fields": [
                    {"id": 1, "value": "one", "pinned": True},
                    {"id": 2, "pinned": False},
                ],
            },
            {"id": 9, "at": 1, "title": "a", "fields": [{"id": 1, "old": 1}], "by": "x"},
        ],
        "attachments": [
            {"id": 6, "name": "b", "size": 0},
            {"id": 5, "name": "a", "size": 0, "mime": "text/plain"},
        ],
        "linked": [7],
    }
    assert row_json.read_details(text) == new


def test_an_edit_that_empties_every_list_keeps_what_is_unknown_beside_them():
    old = b'{"version":1,"fields":[{"id":1}],"attachments":[{"id":1,"name":"a","size":0}],"x":1}'
    assert json.loads(row_json.write_details(Details(version=2), old)) == {"version": 2, "x": 1}


def test_an_edit_of_details_without_any_list_keeps_what_is_unknown():
    text = row_json.write_details(Details(version=2), b'{"version":1,"linked":[7]}')
    assert json.loads(text) == {"version": 2, "linked": [7]}


def test_a_value_that_goes_back_to_its_default_goes():
    before = written(
        {
            "t": "item",
            "overview": {
                "kind": "login",
                "title": "a",
                "created": 1,
                "modified": 1,
                "favourite": True,
                "trashed": 5,
                "folder": 3,
            },
            "details": None,
            "x": 1,
        }
    )
    overview = Overview(kind="login", title="a", created=1, modified=1)
    assert edited(before, ItemRow(overview=overview, details=None))["overview"] == {
        "kind": "login",
        "title": "a",
        "created": 1,
        "modified": 1,
    }


def test_an_id_in_the_text_is_not_the_row_s_and_does_not_stay():
    before = written(
        {
            "t": "item",
            "overview": {"id": 66, "kind": "k", "title": "a", "created": 1, "modified": 1},
            "details": None,
        }
    )
    row = row_json.read_overview(before, 7)
    assert isinstance(row, ItemRow)
    assert row.overview.id == 7
    assert "id" not in edited(before, row)["overview"]


def test_a_row_of_a_newer_sort_is_named_and_not_understood():
    text = b'{"t":"passkeys","list":[1,2]}'
    assert row_json.read_overview(text, 1) == UnknownRow("passkeys")
    assert list(row_json.read_overviews([(1, text)])) == [(1, UnknownRow("passkeys"))]


BROKEN_OVERVIEWS = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}",
    b'{"t":1}',
    b'{"t":"tombstone"}',
    b'{"t":"tombstone","at":-62135596800001}',
    b'{"t":"tombstone","at":253402300800000}',
    b'{"t":"folder","name":"a","parent":9223372036854775808}',
    b'{"t":"folder","name":"a","parent":-1}',
    b'{"t":"settings","name":"a","created":1,"trash_days":-1}',
    b'{"t":"settings","name":"a","created":1,"trash_days":9223372036854775808}',
    b'{"t":"settings","name":"a","created":1,"writers":{"00":9223372036854775808}}',
    b'{"t":"item","overview":{"kind":"a","title":"b","created":1,"modified":1e3},"details":null}',
    b'{"t":"tombstone","at":1.5}',
    b'{"t":"tombstone","at":"1"}',
    b'{"t":"tombstone","at":1}x',
    b'{"t":"folder","name":1}',
    b'{"t":"folder","name":"\xff"}',
    b'{"t":"folder","name":"\\ud800"}',
    b'{"t":"item"}',
    b'{"t":"item","overview":{"kind":"a","title":"b","created":1,"modified":1}}',
    b'{"t":"item","overview":{"kind":"a","title":"b","created":1,"modified":1},"details":"AA=="}',
    b'{"t":"item","overview":{"kind":"a","title":"b","created":1,"modified":1},"details":"!"}',
    b'{"t":"settings","name":"a","created":1,"writers":{"a":-1}}',
    b'{"t":"settings","name":"a","created":1,"retired":[{"key":"AA==","at":1,"local":""}]}',
    b'{"t":"newer","t":"newer"}',
    b'{"t":"newer","x":' + b"[" * 40 + b"]" * 40 + b"}",
    b'{"t":"tombstone","at":1,"x":' + b"[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN_OVERVIEWS)
def test_what_is_no_row_is_damage(text):
    with pytest.raises(Damaged):
        row_json.read_overview(text, 1)
    with pytest.raises(Damaged):
        list(row_json.read_overviews([(1, text)]))


@pytest.mark.parametrize(
    "text",
    [
        b'{"t":"tombstone","at":1,"at":1}',
        b'{"t":"tombstone","at":1,"x":1,"x":2}',
        b'{"t":"tombstone","at":1,"x":"\xff"}',
        b'{"t":"tombstone","at":1,"x":"\\udc00 "}',
        b'{"t":"tombstone","at":1,"x":' + b"[" * 40 + b"]" * 40 + b"}",
    ],
)
def test_what_is_not_strict_is_refused_before_it_is_written_anew(text):
    with pytest.raises(Damaged):
        row_json.read_overview(text, 1)
    with pytest.raises(Damaged):
        row_json.write_overview(TombstoneRow(at=2), text)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"version":"1"}',
        b'{"version":1,"fields":[{}]}',
        b'{"version":1,"fields":[{"id":1180591620717411303424}]}',
        b'{"version":1,"history":[{"id":1,"at":999999999999999,"title":""}]}',
        b'{"version":1,"fields":[{"id":1,"value":2}]}',
        b'{"version":1,"version":2}',
        b'{"version":1,"x":{"y":1,"y":2}}',
        b'{"version":1,"attachments":[{"id":1,"name":"a","size":1,"parts":[[1]]}]}',
        b'{"version":1,"x":' + b"[" * 100_000,
        b'{"version":1,"fields":[{"id":1,"value":"\xff"}]}',
    ],
)
def test_what_are_no_details_is_damage_that_quotes_nothing(text):
    with pytest.raises(Damaged) as caught:
        row_json.read_details(text)
    assert caught.value.__cause__ is None
    with pytest.raises(Damaged):
        row_json.write_details(Details(version=1), text)


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_noise_is_damage(noise):
    with pytest.raises(Damaged):
        row_json.read_overview(noise, 1)
    with pytest.raises(Damaged):
        row_json.read_details(noise)


def test_what_could_not_be_read_back_is_not_written():
    with pytest.raises(msgspec.ValidationError):
        row_json.write_overview(FolderRow(name="a", parent=-1))
    with pytest.raises(msgspec.ValidationError):
        row_json.write_details(Details(version="1"))  # type: ignore[arg-type]
    with pytest.raises(UnicodeEncodeError):
        row_json.write_overview(FolderRow(name="\ud800"))


def test_a_folder_row_is_a_folder_without_its_id():
    folder = Folder(id=7, name="Work", parent=3)
    assert FolderRow.of(folder) == FolderRow(name="Work", parent=3)
    assert FolderRow.of(folder).folder(7) == folder


def test_a_retired_key_is_not_shown():
    assert repr(Retired(key=TAG, at=5, local=KEY)) == "Retired(at=5, …)"
